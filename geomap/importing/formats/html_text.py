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
        self._cells = 0  # of the row so far
        self._anchor = ("", 0)  # the address of the open link, and the number of pieces before its text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag in {"td", "th"}:
            self.pieces.append(("", ": ")[self._cells] if self._cells < 2 else ", ")
        self._cells = 0 if tag == "tr" else self._cells + (tag in {"td", "th"})
        given = dict(attrs)
        address = given.get("href") or (given.get("src") if tag in _MEDIA else "") or ""
        is_file = tag in _MEDIA and not re.match(r"[a-z]+:", address, re.IGNORECASE)
        if address and (is_file or re.match(r"https?://", address, re.IGNORECASE)):
            self.links.append(address.strip())
            self._anchor = (address.strip(), len(self.pieces)) if tag == "a" else self._anchor

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        address, start = self._anchor
        if tag == "a" and address and _is_short_for("".join(self.pieces[start:]), address):
            self.pieces[start:] = [address]
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def _is_short_for(text: str, address: str) -> bool:
    """Whether the text of a link is its address without the scheme or cut off, as pages show it."""
    shown = re.sub(r"^(?:https?://)?(?:www\.)?", "", text.strip(), flags=re.IGNORECASE)
    whole = re.sub(r"^https?://(?:www\.)?", "", address, flags=re.IGNORECASE)
    start = re.sub(r"(?:…|\.\.\.)$", "", shown)
    return len(start) > 3 and (shown.rstrip("/") == whole.rstrip("/") or (start != shown and whole.startswith(start)))


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
