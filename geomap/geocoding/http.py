"""One question to a server: by our own name, bounded in time and size, repeated where that may help.

geopy makes the addresses and reads the answers. Its own adapters read an answer to its end, however long that is, and
wait for as long as a server drips; this one does neither. It gives every failure in a person's words.
"""

import json
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.extra.rate_limiter import RateLimiter

from geomap.findings import GeomapError, echo
from geomap.geocoding.cache import Cache
from geomap.net.remote import BUSY, MAX_REDIRECTS, ExtractError, Patience, Session, nobody, redirected, retry_after

MAX_ANSWER = 2_000_000
"""Bytes of an answer; forty results of Nominatim with all their names have some 200,000."""
LONGEST_WAIT_S = 60
"""A server that asks to be left alone for longer is left alone for good."""
OFFLINE = "`geomap locate --offline` needs no network: it looks settlements up that come with geomap"


class GeocodingError(GeomapError, OSError):
    """The geocoder could not be asked, or its answer is of no use: ``found`` says why, ``advice`` what to do.

    ``lasting`` says that the next question would fare no better.
    """

    def __init__(self, found: str, advice: str = "", *, lasting: bool = True) -> None:
        super().__init__(found)
        self.found, self.advice, self.lasting = found, advice, lasting


class _AgainError(Exception):
    """A try that failed and may be repeated, after ``wait_s`` seconds where the server says so."""

    def __init__(self, found: str, wait_s: float | None = None) -> None:
        super().__init__(found)
        self.wait_s = wait_s


@dataclass(frozen=True)
class Manners:
    """How a server is asked.

    Attributes:
        delay_s: least seconds between two requests, of all processes that share the cache.
        patience: the seconds that an answer may take as a whole, and how often it is asked for.
        cache: where the time of the last request is kept.
        tell: is told in words why it takes longer.
    """

    delay_s: float
    patience: Patience
    cache: Cache
    tell: Callable[[str], None]


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    encoding: str


class BoundedAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy is untyped
    """What geopy's geocoders ask through.

    ``look`` is given each JSON answer before geopy reads it, and returns what may be believed of it.

    Raises:
        GeocodingError: from every method, where no answer comes that can be read.
        AdapterHTTPError: the server refuses; the geocoder may know what its status means.
    """

    def __init__(
        self, *, proxies: Any, ssl_context: Any, manners: Manners, look: Callable[[Any], Any] = lambda answer: answer
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._manners, self._look = manners, look
        self._session = Session()
        self._once = RateLimiter(
            self._asked,
            min_delay_seconds=manners.delay_s,
            error_wait_seconds=manners.delay_s,
            max_retries=0,  # which failures may be repeated, and when, is decided here
            swallow_exceptions=False,
        )

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """The answer, as JSON."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            answer = json.loads(text, parse_constant=lambda _: None)  # NaN is no JSON, and no position
        except (ValueError, RecursionError):
            raise _no_results(text, _host(url)) from None
        return self._look(answer)

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """The answer, as text."""
        del timeout  # geopy's; the patience has ours
        failed = 0
        while True:
            try:
                answer: _Answer = self._once(url, dict(headers))
                break
            except _AgainError as problem:
                failed += 1
                self._pause(problem, failed, _host(url))
        text = answer.body.decode(answer.encoding, errors="replace")
        if answer.status != 200:
            raise AdapterHTTPError(
                f"status {answer.status}", status_code=answer.status, headers=answer.headers, text=text
            )
        return text

    def _pause(self, problem: _AgainError, failed: int, host: str) -> None:
        """Wait as long as the server asks for, or longer each time; or give up."""
        patience, wait = self._manners.patience, problem.wait_s
        if wait is not None and wait > LONGEST_WAIT_S:
            found = f"{host} asks to be left alone for {_duration(wait)}"
            raise GeocodingError(found, f"ask again then; {OFFLINE}") from problem
        if failed >= patience.tries:
            found = f"{host} {problem}" + (f", {failed} times in a row" if failed > 1 else "")
            raise GeocodingError(found, f"try again later; {OFFLINE}") from problem
        wait = max(self._manners.delay_s, patience.pause_s * 2 ** (failed - 1) if wait is None else wait)
        self._manners.tell(f"{host} {problem}: asking again in {_duration(wait)}")
        time.sleep(wait)

    def _asked(self, url: str, headers: dict[str, str]) -> _Answer:
        """One request and its whole answer.

        It is made in a thread of its own: no timeout of a socket ends the search for a server's name, or an answer
        whose head comes byte by byte.
        """
        time.sleep(self._manners.cache.turn(_host(url), self._manners.delay_s))
        limit_s = self._manners.patience.timeout_s
        answers: queue.SimpleQueue[_Answer | Exception] = queue.SimpleQueue()
        thread = threading.Thread(target=self._exchange, args=(url, headers, limit_s, answers), daemon=True)
        thread.start()
        try:
            answer = answers.get(timeout=limit_s)
        except queue.Empty:
            raise _AgainError(f"does not answer within {_duration(limit_s)}") from None
        if isinstance(answer, Exception):
            raise answer
        if answer.status in BUSY:
            wait_s = retry_after(answer.headers.get("Retry-After"))
            if answer.status != 429:
                raise _AgainError(f"is busy (status {answer.status})", wait_s)
            if wait_s is not None:
                raise _AgainError("has been asked too often (status 429)", wait_s)
        return answer

    def _exchange(
        self, url: str, headers: dict[str, str], limit_s: float, answers: "queue.SimpleQueue[_Answer | Exception]"
    ) -> None:
        try:
            answers.put(self._exchanged(url, headers, limit_s))
        except (_AgainError, GeocodingError) as problem:
            answers.put(problem)
        except ExtractError as problem:  # a redirect to where nobody may be sent
            answers.put(GeocodingError(problem.found, "look at --domain and --scheme"))
        except (requests.RequestException, urllib3.exceptions.HTTPError) as problem:
            answers.put(_failure(problem, _host(url), limit_s))
        except Exception as problem:  # noqa: BLE001  (no thread may die silently: the other one waits for it)
            answers.put(GeocodingError(f"{_host(url)} could not be asked ({type(problem).__name__})", OFFLINE))

    def _exchanged(self, url: str, headers: dict[str, str], limit_s: float) -> _Answer:
        host = _host(url)
        for _ in range(MAX_REDIRECTS + 1):
            with self._session.get(
                url, headers=headers, stream=True, allow_redirects=False, timeout=limit_s, auth=nobody
            ) as answer:
                if answer.status_code in {301, 302, 303, 307, 308}:
                    url = redirected(url, answer.headers.get("Location", ""))
                    if urlsplit(url).hostname != urlsplit(f"//{host}").hostname:
                        found = f"{host} sends on to another server, {_host(url)}"
                        raise GeocodingError(found, "if that is the right one, name it with --domain")
                    continue
                body = b""
                while piece := answer.raw.read1(65_536, decode_content=True):
                    body += piece
                    if len(body) > MAX_ANSWER:
                        found = f"{host} answers with more than {MAX_ANSWER / 1_000_000:g} MB, which are no results"
                        raise GeocodingError(found, "look at --domain, or lower --limit")
                return _Answer(answer.status_code, answer.headers, body, _encoding(answer))
        raise GeocodingError(f"{host} redirects without end", "look at --domain and --scheme")


def _encoding(answer: requests.Response) -> str:
    """UTF-8, as JSON has it, unless the server says something that Python knows."""
    said = answer.encoding if "charset" in answer.headers.get("Content-Type", "").lower() else None
    try:
        return said if said and b"a".decode(said) == "a" else "utf-8"
    except LookupError:
        return "utf-8"


def _host(url: str) -> str:
    return echo(urlsplit(url).netloc)


def _no_results(text: str, host: str) -> GeocodingError:
    if text.lstrip()[:1] == "<":
        advice = "look at --domain; a network with a sign-in page, such as a hotel's, does this too"
        return GeocodingError(f"{host} answers with a web page, not with results", advice)
    return GeocodingError(f"{host} answers with something that is no JSON", "look at --domain and --provider")


def _failure(problem: Exception, host: str, limit_s: float) -> Exception:
    """A failed connection in a person's words; one that may be repeated where that may help."""
    if isinstance(problem, requests.Timeout) or "timed out" in str(problem):
        return _AgainError(f"does not answer within {_duration(limit_s)}")
    cause = getattr(problem.args[0] if problem.args else None, "reason", None)
    for kind, found, advice in _FAILURES:
        if isinstance(problem, kind) or isinstance(cause, kind):
            return GeocodingError(found.format(host=host), advice)
    return _AgainError("breaks the connection")


_FAILURES = (
    (
        requests.exceptions.SSLError,
        "the certificate of {host} is not valid",
        "look at --domain, and at this machine's date",
    ),
    (requests.exceptions.ProxyError, "the proxy cannot be reached", "look at HTTPS_PROXY and HTTP_PROXY"),
    (requests.exceptions.InvalidURL, '"{host}" is no server', "write --domain as in nominatim.example.org"),
    (
        urllib3.exceptions.NameResolutionError,
        "{host} cannot be found: this machine is offline, or there is no such server",
        f"look at the connection and at --domain; {OFFLINE}",
    ),
    (
        urllib3.exceptions.NewConnectionError,
        "{host} cannot be reached: this machine is offline, or nothing answers there",
        f"look at the connection, --domain and --scheme; {OFFLINE}",
    ),
)
"""Why a connection fails that will fail again: the exception, or its cause; what to say, and what to do."""


def _duration(seconds: float) -> str:
    """Seconds in words: 5 s, 2 minutes.

    >>> _duration(0.5), _duration(90)
    ('0.5 s', '90 s')
    """
    return f"{seconds:.0f} s" if 1 <= seconds <= 120 else f"{seconds:g} s" if seconds < 1 else _long(seconds)


def _long(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
