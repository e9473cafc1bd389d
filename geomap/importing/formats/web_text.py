"""HTML that other programs put into descriptions → plain words, and where they link to."""

import re
from html.parser import HTMLParser

MAX_HTML = 100_000
"""Characters that are looked at; Python's parser takes the square of the time for some texts."""
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "table", "ul", "ol"})
_SILENT = frozenset({"script", "style", "head"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.pieces.append("\n")
        address = dict(attrs).get("href") or ""
        if re.match(r"https?://", address, re.IGNORECASE):
            self.links.append(address.strip())

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)


def words_of(html: str) -> tuple[str, list[str]]:
    r"""The words of a text that may be HTML, and the addresses that it links to; other texts stay as they are.

    >>> words_of('Seen <b>here</b><br>by <a href="https://example.org/1">them</a>')
    ('Seen here\nby them', ['https://example.org/1'])
    """
    html = html[:MAX_HTML]
    if not _TAG.search(html):
        return html.strip(), []
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip(), list(dict.fromkeys(reader.links))
