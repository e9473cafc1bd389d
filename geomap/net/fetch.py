"""One page off a web server: asked for once, by our own name, bounded in time and size, no password sent."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
import urllib3

from geomap.findings import echo
from geomap.net.remote import (
    BUSY,
    MAX_REDIRECTS,
    MEANING,
    ExtractError,
    Patience,
    Session,
    checked_address,
    nobody,
    reason_of,
    redirected,
    user_agent,
)

MAX_PAGE = 5_000_000
"""Bytes of a page; as an article of ``seeds`` may have."""
LONGEST_S = 60
"""Seconds that a page may take once its server answers, besides those it is waited for."""
_BLOCK = 65_536


@dataclass(frozen=True)
class Page:
    """A page as a server gave it: its bytes, their encoding where the server says so, and whether it is HTML."""

    data: bytes
    encoding: str | None
    html: bool


def fetch_page(address: str, patience: Patience) -> Page:
    """A page at an ``http`` or ``https`` address. It is asked for once; redirects are followed, each looked at first.

    Raises:
        ExtractError: there is none, or it is larger than the limit, or the server is too slow.
    """
    at = checked_address(address)
    session = Session()
    session.headers["User-Agent"] = user_agent()
    session.headers["Accept"] = "text/html, text/plain;q=0.8"
    try:
        for _ in range(MAX_REDIRECTS + 1):
            with session.get(at, stream=True, allow_redirects=False, timeout=patience.timeout_s, auth=nobody) as answer:
                if answer.status_code in {301, 302, 303, 307, 308}:
                    at = redirected(at, answer.headers.get("Location", ""))
                    continue
                return _page(answer, at, patience)
    except requests.exceptions.InvalidURL:
        raise ExtractError(f'"{echo(at)}" is no address', "look for another") from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as problem:
        raise ExtractError(
            f"{_host(at)}: {reason_of(problem)}", "save the page in a browser, and give its file"
        ) from None
    raise ExtractError(f"{_host(at)} redirects without end", "look at the address in a browser")


def _page(answer: requests.Response, at: str, patience: Patience) -> Page:
    status = answer.status_code
    if status != 200:
        meaning = "is busy" if status in BUSY else MEANING.get(status, "does not give the page")
        raise ExtractError(f"{_host(at)} {meaning} (status {status})", "save the page in a browser, and give its file")
    kind = answer.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if kind not in {"text/html", "application/xhtml+xml", "text/plain", "text/markdown"}:
        raise ExtractError(f"{_host(at)} sends {echo(kind)}, which is no article", "save its text, and give the file")
    deadline = time.monotonic() + patience.timeout_s + LONGEST_S
    data = b""
    while piece := answer.raw.read1(_BLOCK, decode_content=True):
        data += piece
        if len(data) > MAX_PAGE:
            raise ExtractError(
                f"the page has more than {MAX_PAGE / 1_000_000:g} MB", "save its text, and give the file"
            )
        if time.monotonic() > deadline:
            raise ExtractError(f"{_host(at)}: the server is too slow", "save the page in a browser, and give its file")
    encoding = answer.encoding if "charset" in answer.headers.get("Content-Type", "").lower() else None
    return Page(data, encoding, kind in {"text/html", "application/xhtml+xml"})


def _host(address: str) -> str:
    return echo(urlsplit(address).netloc)
