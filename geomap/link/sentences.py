"""The sentence or sentences around a quote."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

import sentencex

from geomap.link.folding import Span
from geomap.model import Article

_REACH = 5_000
"""Code points: a paragraph of more than three times so many is looked at in parts, in which a sentence has at least so
many on either side of its quote; that is some twenty long paragraphs."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_ITEM = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+]|\d{1,9}[.)])[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
# A full stop after these shortens the word before a name and ends no sentence; sentencex does not know them.
_ABBREVIATION = re.compile(
    r"\b(?:пл|наб|бул|бульв|просп|ш|пос|дер|смт|обл|р-н|ст|оз|им|св|ген|полк|корп)\.\s*$", re.IGNORECASE
)


class Sentences:
    """The sentences of an article, each paragraph taken apart once, when a quote in it is first asked about.

    A paragraph ends at an empty line; a Markdown heading and an item of a list are paragraphs of their own.

    Args:
        article: the article.
        language: of an article that does not name its own (BCP 47).
    """

    def __init__(self, article: Article, language: str) -> None:
        self._language = (article.front_matter.language or language).split("-")[0].lower()
        self._article = article
        self._known: dict[Span, list[Span]] = {}

    def around(self, start: int, end: int) -> Span:
        """The span of the whole sentences that hold ``text[start:end]``, without white space or marks at its ends."""
        first = self._paragraphs[bisect_right(self._ends, start)]
        last = self._paragraphs[bisect_left(self._ends, end)]
        sentences = self._sentences(_part(self._text, first, start, end))
        begun = sentences[bisect_right(sentences, start, key=_start) - 1][0]
        sentences = self._sentences(_part(self._text, last, start, end))
        over = sentences[bisect_left(sentences, end, key=_end)][1]
        sentence = self._text[begun:over]
        return (
            min(start, begun + len(sentence) - len(sentence.lstrip())),
            max(end, begun + len(sentence.rstrip())),
        )

    @cached_property
    def _text(self) -> str:
        """The text with a space for every mark of Markdown and every line break, so that no offset moves."""
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
    """Where in a paragraph a sentence is sought: all of it, or what of a very long one is around the quote.

    It is cut between words and at few places, so that many quotes are in the same part.
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
    """The paragraphs of an article, empty lines among them; together they cover it."""
    begun, alone = 0, False
    for line in _LINE.finditer(article.text):
        at, words = line.start(), line[0]
        heading = _HEADING.match(words) is not None
        blank = not words.strip()
        if at > begun and (alone or heading or blank or _is_item(article, at, words)):
            yield begun, at
            begun = at
        alone = heading or blank or (_UNDERLINE.match(words) is not None and _is_markup(article.markup, at))
    yield begun, len(article.text)


def _is_item(article: Article, at: int, line: str) -> bool:
    item = _ITEM.match(line)
    return item is not None and _is_markup(article.markup, at + item.end() - 2)


def _is_markup(markup: Sequence[Span], offset: int) -> bool:
    i = bisect_left(markup, offset + 1, key=_end)
    return i < len(markup) and markup[i][0] <= offset


def _sentences(words: str, start: int, language: str) -> Iterator[Span]:
    """The sentences of a paragraph that begins at ``start``.

    A boundary after a known abbreviation or before a small letter is not believed.
    """
    begun = 0
    for boundary in sentencex.get_sentence_boundaries(language, words):
        at = boundary["end_index"]
        following = words[at : at + 20].lstrip()
        if at < len(words) and (following[:1].islower() or _ABBREVIATION.search(words, max(begun, at - 20), at)):
            continue
        yield start + begun, start + at
        begun = at
    if begun < len(words):
        yield start + begun, start + len(words)
