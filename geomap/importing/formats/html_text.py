"""HTML in descriptions → plain text and the addresses that it links to."""

import re
from html.parser import HTMLParser

MAX_HTML = 100_000
"""Characters that are read; for some texts, the time that Python's parser needs grows with the square of the length."""
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
_BLOCKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "table", "ul", "ol"})
_MEDIA = frozenset({"img", "video", "audio", "source", "iframe"})
_HIDDEN = frozenset({"script", "style", "head"})


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.pieces.append("\n")
        given = dict(attrs)
        address = given.get("href") or (given.get("src") if tag in _MEDIA else "") or ""
        if re.match(r"https?://", address, re.IGNORECASE):
            self.links.append(address.strip())

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def html_to_text(html: str) -> tuple[str, list[str]]:
    r"""The text of a description that may be HTML, with the addresses of its links, pictures and videos.

    A text without markup is returned as it is.

    >>> html_to_text('Seen <b>here</b><br>by <a href="https://example.org/1">them</a>')
    ('Seen here\nby them', ['https://example.org/1'])
    """
    html = html[:MAX_HTML]
    if not _MARKUP.search(html):
        return html.strip(), []
    parser = _TextParser()
    parser.feed(html)
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.pieces).split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip(), list(dict.fromkeys(parser.links))
