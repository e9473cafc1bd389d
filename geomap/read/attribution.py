"""A credit line in HTML, as editors and map services write it → plain texts and links."""

import re
from html.parser import HTMLParser

import nh3

from geomap.model import Attribution


class _Pieces(HTMLParser):
    """The texts in a piece of HTML, and their links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str | None]] = []
        self._link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        address = dict(attrs).get("href") or ""
        self._link = address if re.match(r"https?://", address, re.IGNORECASE) else None

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._link = None

    def handle_data(self, data: str) -> None:
        self.found.append((re.sub(r"\s+", " ", data), self._link))


def parse_attribution(html: str) -> Attribution:
    """The credit line as plain texts and ``http(s)`` links; everything else in the HTML is removed.

    >>> parse_attribution('&copy; <a href="https://osm.org/copyright" onclick="x()">OpenStreetMap</a> <b>people</b>')
    (('© ', None), ('OpenStreetMap', 'https://osm.org/copyright'), (' people', None))
    """
    clean = nh3.clean(html, tags={"a"}, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None)
    pieces = _Pieces()
    pieces.feed(clean)
    pieces.close()
    joined: list[tuple[str, str | None]] = []
    for text, link in pieces.found:
        if joined and joined[-1][1] == link:
            joined[-1] = (joined[-1][0] + text, link)
        else:
            joined.append((text, link))
    if joined:
        joined[0] = (joined[0][0].lstrip(), joined[0][1])
        joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    return tuple(each for each in joined if each[0])
