"""The sentences around a quote."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

import sentencex

from geomap.link.folding import Span
from geomap.model import Article
from geomap.model.language import primary_language

_REACH = 5_000
"""Code points of a very long paragraph (more than three times as long) that are split into sentences, at least, on each
side of a quote: as many as some twenty long paragraphs have."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_ITEM = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+]|\d{1,9}[.)])[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
# A full stop after these abbreviations does not end a sentence; sentencex does not know them.
_ABBREVIATION = re.compile(
    r"\b(?:пл|наб|бул|бульв|просп|ш|пос|дер|смт|обл|р-н|ст|оз|им|св|ген|полк|корп)\.\s*$", re.IGNORECASE
)


class Sentences:
    """The sentences of an article. Each paragraph is split once, when it is first needed.

    A paragraph ends at an empty line. A Markdown heading or list item is a paragraph of its own.

    Args:
        article: the article.
        language: of an article that does not state its own (BCP 47).
    """

    def __init__(self, article: Article, language: str) -> None:
        self._language = primary_language(article.front_matter.language or language)
        self._article = article
        self._known: dict[Span, list[Span]] = {}
        self._around: dict[Span, Span] = {}

    def around(self, start: int, end: int) -> Span:
        """The span of the whole sentences around ``text[start:end]``, without white space or Markdown at its ends."""
        found = self._around.get((start, end))
        if found is None:
            found = self._around[start, end] = self._find(start, end)
        return found

    def _find(self, start: int, end: int) -> Span:
        first = self._paragraphs[bisect_right(self._ends, start)]
        last = self._paragraphs[bisect_left(self._ends, end)]
        sentences = self._sentences(_part(self._text, first, start, end))
        first_start = sentences[bisect_right(sentences, start, key=_start) - 1][0]
        if last != first:
            sentences = self._sentences(_part(self._text, last, start, end))
        last_end = sentences[bisect_left(sentences, end, key=_end)][1]
        text = self._text[first_start:last_end]
        return (
            min(start, first_start + len(text) - len(text.lstrip())),
            max(end, first_start + len(text.rstrip())),
        )

    @cached_property
    def _text(self) -> str:
        """The text with a space for each line break and each character of Markdown, so that no offset changes."""
        text = self._article.text.replace("\n", " ").replace("\r", " ")
        parts: list[str] = []
        at = 0
        for start, end in self._article.markup:
            parts += (text[at:start], " " * (end - start))
            at = end
        return "".join((*parts, text[at:]))

    @cached_property
    def _paragraphs(self) -> list[Span]:
        return list(_paragraphs(self._article))

    @cached_property
    def _ends(self) -> list[int]:
        return [end for _, end in self._paragraphs]

    def _sentences(self, part: Span) -> list[Span]:
        if part not in self._known:
            self._known[part] = list(_sentences(self._text[slice(*part)], part[0], self._language))
        return self._known[part]


def _part(text: str, paragraph: Span, start: int, end: int) -> Span:
    """The part of a paragraph that is split into sentences: all of it, or the surroundings of the quote in a long one.

    It ends between words and at few different places, so that many quotes share a part.
    """
    low, high = paragraph
    if high - low > 3 * _REACH:
        low = max(low, (start // _REACH - 1) * _REACH)
        high = min(high, (end // _REACH + 2) * _REACH)
        while paragraph[0] < low < start and not text[low - 1].isspace():
            low += 1
        while end < high < paragraph[1] and not text[high].isspace():
            high -= 1
    return low, high


def _start(span: Span) -> int:
    return span[0]


def _end(span: Span) -> int:
    return span[1]


def _paragraphs(article: Article) -> Iterator[Span]:
    """The paragraphs of an article, including empty lines; together they cover it."""
    start, alone = 0, False
    for line in _LINE.finditer(article.text):
        at, text = line.start(), line[0]
        heading = _HEADING.match(text) is not None
        blank = not text.strip()
        if at > start and (alone or heading or blank or _is_item(article, at, text)):
            yield start, at
            start = at
        alone = heading or blank or (_UNDERLINE.match(text) is not None and _is_markup(article.markup, at))
    yield start, len(article.text)


def _is_item(article: Article, at: int, line: str) -> bool:
    item = _ITEM.match(line)
    return item is not None and _is_markup(article.markup, at + item.end() - 2)


def _is_markup(markup: Sequence[Span], offset: int) -> bool:
    i = bisect_left(markup, offset + 1, key=_end)
    return i < len(markup) and markup[i][0] <= offset


def _sentences(text: str, offset: int, language: str) -> Iterator[Span]:
    """The sentences of a part that begins at ``offset``.

    A boundary after an abbreviation or before a lower-case letter is ignored.
    """
    start = 0
    for boundary in sentencex.get_sentence_boundaries(language, text):
        at = boundary["end_index"]
        following = text[at : at + 20].lstrip()
        if at < len(text) and (following[:1].islower() or _ABBREVIATION.search(text, max(start, at - 20), at)):
            continue
        yield offset + start, offset + at
        start = at
    if start < len(text):
        yield offset + start, offset + len(text)
