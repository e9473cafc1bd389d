"""HTTP GET requests with one policy: for geocoders, base map archives and web pages.

Every request names geomap in its User-Agent, is limited in time and size, and sends no credentials of the user. A busy
server is asked again after the pause that it asks for.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from importlib import metadata
from typing import NoReturn
from urllib.parse import urljoin, urlsplit

from geomap.errors import GeomapError
from geomap.extras import from_extra
from geomap.findings import echo

with from_extra("online", "requests", "urllib3"):
    import requests
    import urllib3
    from urllib3.util.retry import Retry

MAX_REDIRECTS = 5
MAX_WAIT_S = 120
"""The longest ``Retry-After`` that is waited for."""
MIN_BYTES_PER_S = 2_000
"""A server that stays slower than this for longer than the timeout has stalled."""
_CHUNK = 65_536
_REDIRECTS = {301, 302, 303, 307, 308}
_BUSY = {500, 502, 503, 504}
_STATUS = {
    400: "does not accept the request",
    401: "requires a key or a password",
    402: "requires payment",
    403: "refuses the request",
    404: "has nothing at this address",
    410: "no longer has this file",
    416: "has no such part of the file",
    429: "reports too many requests",
}


class HttpError(GeomapError):
    """A server did not send what was requested.

    Attributes:
        status: the HTTP status of its response; 0 where there was none.
    """

    def __init__(self, message: str, hint: str = "", *, status: int = 0) -> None:
        super().__init__(message, hint)
        self.status = status


class _TransientError(HttpError):
    """A failure after which the same request may succeed; ``wait_s`` is the pause that the server asks for."""

    wait_s: float | None = None


@dataclass(frozen=True)
class Response:
    """A response with its whole body.

    Attributes:
        url: where redirects led.
        headers: names are case-insensitive.
        body: decoded from its content encoding.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def charset(self) -> str | None:
        """The encoding that the server states, where Python knows it."""
        found = re.search(r"""charset=["']?([\w.:-]+)""", self.headers.get("Content-Type", ""), re.IGNORECASE)
        try:
            return found[1] if found and b"a".decode(found[1]) == "a" else None
        except LookupError:
            return None


class _Session(requests.Session):
    """A session that leaves redirects to the client: requests would read the whole body of each."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """No target."""


class Client:
    """Sends GET requests.

    Args:
        timeout_s: for a connection with the headers of the response, and for each next part of the body.
        attempts: how often a request is sent while the failure may be temporary.
        backoff_s: before the second attempt; each further pause is twice as long. ``Retry-After`` takes precedence.
        contact: an address that is sent with the name of the program.
        same_host: whether redirects to another host are refused, because the requests contain a secret.
        notify: is called with a message before each pause.
        wait_turn: is called before each attempt, and may sleep.

    Raises:
        ValueError: the contact is not printable ASCII.
    """

    def __init__(  # noqa: PLR0913
        self,
        *,
        timeout_s: float = 30,
        attempts: int = 3,
        backoff_s: float = 1,
        contact: str = "",
        same_host: bool = False,
        notify: Callable[[str], object] = lambda _message: None,
        wait_turn: Callable[[], object] = lambda: None,
    ) -> None:
        self._timeout_s, self._attempts, self._backoff_s = timeout_s, attempts, backoff_s
        self._same_host, self._notify, self._wait_turn = same_host, notify, wait_turn
        self.user_agent = user_agent(contact)
        self._session = _Session()

    def get(self, url: str, *, max_bytes: int, headers: Mapping[str, str] | None = None, expect: int = 200) -> Response:
        """The response to a request, after redirects and further attempts.

        Args:
            url: an ``http`` or ``https`` address without a password.
            max_bytes: the largest body.
            headers: sent in addition to the client's own.
            expect: the only status that is accepted; the body of any other is not read.

        Raises:
            HttpError: there is no such response.
        """
        check_url(url)
        sent = {"User-Agent": self.user_agent, **(headers or {})}
        attempt = 1
        while True:
            self._wait_turn()
            try:
                return self._follow(url, sent, max_bytes, expect)
            except _TransientError as error:
                if attempt == self._attempts:
                    raise
                pause_s = self._backoff_s * 2 ** (attempt - 1) if error.wait_s is None else error.wait_s
                self._notify(f"{error}; retrying in {pause_s:g} s")
                time.sleep(pause_s)
                attempt += 1

    def _follow(self, url: str, headers: Mapping[str, str], max_bytes: int, expect: int) -> Response:
        for _ in range(MAX_REDIRECTS + 1):
            started = time.monotonic()
            try:
                with self._send(url, headers) as response:
                    if response.status_code in _REDIRECTS:
                        url = self._redirected(url, response.headers.get("Location", ""))
                        continue
                    if response.status_code != expect:
                        _refuse(response, _host(url))
                    return Response(url, response.headers, self._body(response, max_bytes, started, _host(url)))
            except (requests.RequestException, urllib3.exceptions.HTTPError) as problem:
                raise _failure(problem, _host(url)) from None
        raise HttpError(f"{_host(url)} redirects too often", _CHECK_ADDRESS)

    def _send(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """The response without its body.

        The request runs in a thread, because no timeout of a socket ends a search for the server's name, or headers
        that arrive byte by byte.
        """
        future: Future[requests.Response] = Future()

        def send() -> None:
            try:
                future.set_result(
                    self._session.get(
                        url,
                        headers=headers,
                        stream=True,
                        allow_redirects=False,
                        timeout=self._timeout_s,
                        auth=_no_credentials,
                    )
                )
            except Exception as problem:  # noqa: BLE001  (raised again where it is waited for)
                future.set_exception(problem)

        threading.Thread(target=send, daemon=True).start()
        try:
            return future.result(timeout=self._timeout_s)
        except TimeoutError:
            future.add_done_callback(_close)
            raise requests.Timeout from None

    def _body(self, response: requests.Response, max_bytes: int, started: float, host: str) -> bytes:
        body = bytearray()
        # read1 returns what has arrived; read would wait for a whole chunk.
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > max_bytes:
                raise HttpError(f"{host} sends more than {max_bytes / 1_000_000:g} MB", _CHECK_ADDRESS)
            if time.monotonic() - started > self._timeout_s + len(body) / MIN_BYTES_PER_S:
                raise _TransientError(f"{host} is too slow", _LATER)
        return bytes(body)

    def _redirected(self, url: str, location: str) -> str:
        """The address that a redirect leads to, if it is safe to follow."""
        host = _host(url)
        try:
            target = check_url(urljoin(url, location)) if location else ""
        except (HttpError, ValueError):
            target = ""
        if not target:
            raise HttpError(f"{host} redirects to an invalid address", _CHECK_ADDRESS)
        old, new = urlsplit(url), urlsplit(target)
        if (old.scheme, new.scheme) == ("https", "http"):
            raise HttpError(f"{host} redirects to an address without encryption", _CHECK_ADDRESS)
        if self._same_host and new.hostname != old.hostname:
            raise HttpError(f"{host} redirects to another server, {_host(target)}", "use that address if it is right")
        return target


_LATER = "try again later"
_CHECK_ADDRESS = "check the address in a browser"


def user_agent(contact: str = "") -> str:
    """The name under which requests are sent.

    Raises:
        ValueError: the contact is not printable ASCII, or too long for a header.

    >>> user_agent("map@example.org").partition(" ")[2]
    '(map@example.org)'
    """
    if not contact.isascii() or not (contact.isprintable() and len(contact) <= 200):
        raise ValueError(f'the contact "{echo(contact)}" is not an e-mail or web address')
    return f"geomap/{metadata.version('geomap')}" + (f" ({contact})" if contact else "")


def is_url(source: str) -> bool:
    """Whether this is an address rather than a path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source) is not None


def check_url(url: str) -> str:
    """The address, if it is one of a web server and has no password.

    Raises:
        HttpError: it is not.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or re.search(r"[\s\x00-\x1f]", url):
        raise HttpError(f'"{echo(url)}" is not a web address', "use an address that begins with https://")
    if parts.username is not None or parts.password is not None:
        raise HttpError("the address contains a password", "use an address without a password")
    return url


def retry_after_s(value: str | None) -> float | None:
    """The seconds of a ``Retry-After`` header, a number or a date; None where it is neither.

    >>> retry_after_s("7"), retry_after_s("soon")
    (7, None)
    """
    try:
        return None if value is None else Retry().parse_retry_after(value)
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return None


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from sending a password of ``~/.netrc``."""
    return request


def _close(future: "Future[requests.Response]") -> None:
    """Close a response that comes too late."""
    if future.exception() is None:
        future.result().close()


def _host(url: str) -> str:
    return echo(urlsplit(url).netloc)


def _refuse(response: requests.Response, host: str) -> NoReturn:
    """Raise the error that a status means."""
    status = response.status_code
    wait_s = retry_after_s(response.headers.get("Retry-After"))
    if wait_s is not None and wait_s > MAX_WAIT_S and status in {*_BUSY, 429}:
        hint = f"try again in {wait_s / 60:.0f} minutes" if wait_s < 7200 else "try again in a few hours"
        raise HttpError(f"{host} is busy (status {status})", hint, status=status)
    if status in _BUSY or (status == 429 and wait_s is not None):
        error = _TransientError(f"{host} is busy (status {status})", _LATER, status=status)
        error.wait_s = wait_s
        raise error
    message = f"{host} {_STATUS.get(status, 'sends an unexpected response')} (status {status})"
    raise HttpError(message, _LATER if status == 429 else _CHECK_ADDRESS, status=status)


def _failure(problem: Exception, host: str) -> HttpError:
    """The error for a connection that failed."""
    if isinstance(problem, requests.exceptions.SSLError):
        return HttpError(f"the certificate of {host} is not valid", "check the address and the clock of this machine")
    if isinstance(problem, requests.exceptions.InvalidURL):
        return HttpError(f'"{host}" is not a server', "use an address that begins with https://")
    if isinstance(problem, requests.exceptions.ProxyError):
        return HttpError("the proxy cannot be reached", "check HTTPS_PROXY and HTTP_PROXY")
    if isinstance(problem, requests.Timeout) or "timed out" in str(problem):
        return _TransientError(f"{host} does not respond", _LATER)
    reason = getattr(problem.args[0] if problem.args else None, "reason", None)
    if isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.NameResolutionError):
        return _TransientError(f"{host} cannot be reached", "check the address and the network connection")
    return _TransientError(f"{host} closed the connection", _LATER)
