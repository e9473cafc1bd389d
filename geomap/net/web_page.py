"""A web page or text at an address."""

from dataclasses import dataclass

from geomap.findings import echo
from geomap.net.http import Client, HttpError

MAX_BYTES = 5_000_000
"""The limit for an article in ``seeds`` as well."""
_HTML = {"text/html", "application/xhtml+xml"}
_TEXT = {"text/plain", "text/markdown"}


@dataclass(frozen=True)
class Page:
    """What a server sent: bytes, their encoding if it is stated, and whether they are HTML."""

    data: bytes
    encoding: str | None
    html: bool


def fetch_page(url: str, timeout_s: float) -> Page:
    """The page at an address.

    Raises:
        HttpError: there is none, it is not text, or it has more than ``MAX_BYTES``.
    """
    accept = {"Accept": "text/html, text/plain;q=0.8"}
    response = Client(timeout_s=timeout_s).get(url, max_bytes=MAX_BYTES, headers=accept)
    kind = response.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    if kind not in _HTML | _TEXT:
        raise HttpError(f"{echo(url)} is {echo(kind)}, not an article", "save its text and import the file")
    return Page(response.body, response.charset, kind in _HTML)
