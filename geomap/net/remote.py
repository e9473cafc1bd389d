"""A file on a web server, read in parts: politely, and with every answer checked."""

import datetime
import email.utils
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import NoReturn
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from geomap.findings import GeomapError, echo

MAX_REDIRECTS = 5
FIRST = 16_384
"""Bytes that are asked for first: an archive's header and root directory are among them."""
LEAST_SPEED = 2_000
"""Bytes a second; a server that is slower than that, and than the time it has for each answer, has stalled."""
LONGEST_WAIT_S = 300
"""A server that asks to be left alone for longer is left alone for good."""
MAX_READS = 1_000
"""Requests for single parts, such as directories."""
_BLOCK = 65_536
BUSY = {429, 500, 502, 503, 504}
"""Answers after which the same may be asked again, later."""
MEANING = {
    401: "asks for a password",
    403: "refuses the file",
    404: "has no such file",
    410: "has the file no more",
    416: "has not that much of the file, which is empty or cut off",
}
"""What other answers mean, after the name of the server."""


class ExtractError(GeomapError, OSError):
    """Nothing could be extracted: ``found`` says why, ``advice`` what to do."""

    def __init__(self, found: str, advice: str = "") -> None:
        super().__init__(found)
        self.found, self.advice = found, advice


@dataclass(frozen=True)
class Patience:
    """How long a server is waited for.

    Attributes:
        timeout_s: for a connection, and for the next bytes of an answer.
        tries: of each part.
        pause_s: before the second try; each further pause is twice as long. ``Retry-After`` counts for more.
    """

    timeout_s: float = 30
    tries: int = 5
    pause_s: float = 1


class _AgainError(Exception):
    """A try that failed and may be repeated; ``wait_s`` is what the server asks for, if it does."""

    def __init__(self, found: str, wait_s: float | None = None) -> None:
        super().__init__(found)
        self.wait_s = wait_s


class Session(requests.Session):
    """A session that leaves redirects alone; requests reads the whole body of one, and parses where it leads."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere."""


class Remote:
    """A file at an ``http`` or ``https`` address whose server hands out parts of it.

    Attributes:
        size: of the file in bytes.
        version: what the server calls this version of it: its ETag, else when it was last changed; may be empty.
        requests: how many were made.

    Raises:
        ExtractError: the address cannot be used, or the server does not do what it must. Every method may raise it.
    """

    def __init__(self, address: str, patience: Patience | None = None) -> None:
        self.address = checked_address(address)
        self._patience = patience or Patience()
        self._session = Session()
        self._session.headers["User-Agent"] = user_agent()
        self._at = self.address  # where redirects have led to
        self.requests = 0
        self.size: int | None = None
        self.version = ""
        self._begin = b"".join(self.stream(0, FIRST))

    def read(self, offset: int, length: int) -> bytes:
        """These bytes of the file, or fewer at its end."""
        if offset + length <= len(self._begin):
            return self._begin[offset : offset + length]
        if self.requests > MAX_READS:
            raise ExtractError("the archive has too many directories there", "take a smaller extent or a lower zoom")
        return b"".join(self.stream(offset, length))

    def stream(self, offset: int, length: int) -> Iterator[bytes]:
        """The same, piece by piece; where a connection breaks, another goes on from there."""
        if self.size is not None:
            length = min(length, self.size - offset)
        done, counted, failed = 0, 0, 0
        while done < length:
            try:
                for piece in self._asked(offset + done, length - done):
                    yield piece
                    done += len(piece)
                    if done - counted >= _BLOCK:  # else a server could break off for ever
                        counted, failed = done, 0
                length = min(length, (self.size or 0) - offset)
            except requests.exceptions.InvalidURL:
                raise ExtractError(f'"{echo(self._at)}" is no address', "look for another") from None
            except (_AgainError, requests.RequestException, urllib3.exceptions.HTTPError) as problem:
                failed += 1
                self._pause(problem, failed)

    def _pause(self, problem: Exception, failed: int) -> None:
        """Wait as long as the server asks for, or longer each time; or give up."""
        wait = problem.wait_s if isinstance(problem, _AgainError) else None
        reason = str(problem) if isinstance(problem, _AgainError) else reason_of(problem)
        if failed >= self._patience.tries:
            raise ExtractError(f"{self._host}: {reason}", "try again later; what has been fetched is kept") from problem
        if wait is not None and wait > LONGEST_WAIT_S:
            found = f"{self._host} asks to be left alone for {wait / 60:.0f} minutes"
            raise ExtractError(found, "try again then; what has been fetched is kept") from problem
        time.sleep(self._patience.pause_s * 2 ** (failed - 1) if wait is None else wait)

    def _asked(self, offset: int, length: int) -> Iterator[bytes]:
        with self._answer(offset, length) as answer:
            expected = self._looked_at(answer, offset, length)
            deadline = time.monotonic() + self._patience.timeout_s + expected / LEAST_SPEED
            got = 0
            # Each piece as it comes: a read of a whole block would wait as long as a server likes that drips.
            while piece := answer.raw.read1(_BLOCK, decode_content=False):
                got += len(piece)
                if got > expected:
                    raise ExtractError(f"{self._host} sends more than it says", _ELSEWHERE)
                yield piece
                if time.monotonic() > deadline:
                    raise _AgainError("the server is too slow")
            if got < expected:
                raise _AgainError("the server sends less than it says")

    def _answer(self, offset: int, length: int) -> requests.Response:
        """The answer with a part of the file; redirects are followed, each looked at first."""
        headers = {"Range": f"bytes={offset}-{offset + length - 1}", "Accept-Encoding": "identity"}
        for _ in range(MAX_REDIRECTS + 1):
            self.requests += 1
            answer = self._session.get(
                self._at,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=self._patience.timeout_s,
                auth=nobody,
            )
            if answer.status_code not in {301, 302, 303, 307, 308}:
                return answer
            answer.close()
            self._at = redirected(self._at, answer.headers.get("Location", ""))
        raise ExtractError(f"{self._host} redirects without end", _ELSEWHERE)

    def _looked_at(self, answer: requests.Response, offset: int, length: int) -> int:
        """How many bytes the answer holds, after it was seen to be the part that was asked for."""
        if answer.status_code in BUSY:
            wait_s = retry_after(answer.headers.get("Retry-After"))
            raise _AgainError(f"the server answers {answer.status_code}", wait_s)
        if answer.status_code == 200:
            found = f"{self._host} hands out files only whole, not in parts"
            raise ExtractError(found, "fetch the file in another way, and give its path")
        if answer.status_code != 206:
            self._refused(answer.status_code)
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise ExtractError(f"{self._host} packs what it sends, though it was asked not to", _ELSEWHERE)
        said = re.fullmatch(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19})", answer.headers.get("Content-Range", "").strip())
        if said is None:
            raise ExtractError(f"{self._host} does not say which part of the file it sends", _ELSEWHERE)
        first, last, size = map(int, said.groups())
        version = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        if self.size is None:
            self.size, self.version = size, version
        if (size, version) != (self.size, self.version):
            raise ExtractError(f"the file at {self._host} has changed meanwhile", "run the command again")
        expected = min(length, size - offset)
        stated = answer.headers.get("Content-Length")
        if (first, last) != (offset, offset + expected - 1) or (stated is not None and stated != str(expected)):
            raise ExtractError(f"{self._host} sends another part of the file than it was asked for", _ELSEWHERE)
        return expected

    def _refused(self, status: int) -> NoReturn:
        at, self._at = self._at, self.address
        if at != self.address and self.size is not None:  # an address for a while, such as a signed one
            raise _AgainError(f"the server answers {status}")
        found = f"{self._host} {MEANING.get(status, 'does not give the file')} (status {status})"
        raise ExtractError(found, "look at the address in a browser")

    @property
    def _host(self) -> str:
        return echo(urlsplit(self._at).netloc)


_ELSEWHERE = "fetch the file in another way, and give its path; or look for another server"


def user_agent() -> str:
    """Who asks: geomap, by its own name."""
    return f"geomap/{metadata.version('geomap')} ({requests.utils.default_user_agent()})"


def is_address(source: str) -> bool:
    """Whether this is the address of something, and no path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source) is not None


def checked_address(address: str) -> str:
    """The address, where it is one that may be asked.

    Raises:
        ExtractError: it is none.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ExtractError(f'"{echo(address)}" is no address', "write one that begins with https://") from None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s\x00-\x1f]", address):
        raise ExtractError(f'"{echo(address)}" is no address of a web server', "write one that begins with https://")
    if parts.username is not None or parts.password is not None:
        raise ExtractError("there is a password in the address", "fetch the file in another way, and give its path")
    return address


def redirected(at: str, location: str) -> str:
    """Where a redirect leads.

    Raises:
        ExtractError: nowhere, or to what may not be asked.
    """
    if not location:
        raise ExtractError(f"{echo(urlsplit(at).netloc)} redirects to nowhere", _ELSEWHERE)
    try:
        address = checked_address(urljoin(at, location))
    except ValueError:
        raise ExtractError(f"{echo(urlsplit(at).netloc)} redirects to what is no address", _ELSEWHERE) from None
    if urlsplit(at).scheme == "https" and urlsplit(address).scheme == "http":
        raise ExtractError(f"{echo(urlsplit(at).netloc)} redirects to an address without encryption", _ELSEWHERE)
    return address


def nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No password of the user's is ever sent."""
    return request


def retry_after(said: str | None) -> float | None:
    """Seconds to wait; a server gives them as a number or as a date."""
    if said is None:
        return None
    if said.strip().isdecimal():
        return float(said)
    try:
        until = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    return max((until - datetime.datetime.now(until.tzinfo)).total_seconds(), 0.0)


def reason_of(problem: Exception) -> str:
    """Why a connection failed, in a person's words."""
    if isinstance(problem, requests.Timeout) or "timed out" in str(problem):
        return "the server does not answer"
    if isinstance(problem, requests.exceptions.SSLError):
        return "the server's certificate is not valid"
    return "the connection fails"
