"""The sentence or sentences around a quote."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import sentencex

from geomap.link.folding import Span
from geomap.model import Article

_REACH = 5_000
"""Code points on either side of a quote within which its sentence is sought: some twenty long paragraphs."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_ITEM = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+]|\d{1,9}[.)])[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*$")
# A full stop after these shortens the word before a name and ends no sentence; sentencex does not know them.
_ABBREVIATION = re.compile(
    r"\b(?:пл|наб|бул|бульв|просп|ш|пос|дер|смт|обл|р-н|ст|оз|им|св|ген|полк|корп)\.\s*$", re.IGNORECASE
)


def sentences_around(article: Article, start: int, end: int, language: str) -> Span:
    """The span of the whole sentences that hold ``article.text[start:end]``, without white space or marks at its ends.

    A paragraph ends at an empty line; a Markdown heading and an item of a list are paragraphs of their own.
    ``language`` is used for an article that does not name its own.
    """
    low, high = _window(article.text, start, end)
    text = _without_markup(article, low, high)
    blocks = list(_paragraphs(article, low, high))
    language = (article.head.language or language).split("-")[0].lower()
    first = next(block for block in blocks if start < block[1])
    last = next(block for block in blocks if end <= block[1])
    begun = list(_sentences(text, first, low, language))
    ended = begun if last == first else list(_sentences(text, last, low, language))
    starts = [at for at, _ in begun if at <= start]
    ends = [at for _, at in ended if at >= end]
    sentence = text[starts[-1] - low : ends[0] - low]
    return (
        min(start, starts[-1] + len(sentence) - len(sentence.lstrip())),
        max(end, starts[-1] + len(sentence.rstrip())),
    )


def _window(text: str, start: int, end: int) -> Span:
    """The stretch of the text in which the sentence is sought, cut between words."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    while 0 < low < start and not text[low - 1].isspace():
        low += 1
    while end < high < len(text) and not text[high].isspace():
        high -= 1
    return low, high


def _without_markup(article: Article, low: int, high: int) -> str:
    """The text of a window with a space for every mark of Markdown and every line break, so that no offset moves."""
    text = article.text[low:high].replace("\n", " ").replace("\r", " ")
    parts: list[str] = []
    at = 0
    for start, end in article.markup[bisect_left(article.markup, low, key=_end) :]:
        if start >= high:
            break
        parts += (text[at : max(start - low, 0)], " " * (min(end, high) - max(start, low)))
        at = end - low
    return "".join((*parts, text[at:]))


def _end(span: Span) -> int:
    return span[1]


def _paragraphs(article: Article, low: int, high: int) -> Iterator[Span]:
    """The paragraphs of a window, empty lines among them; together they cover it."""
    begun, text, alone = low, article.text, False
    for line in _LINE.finditer(text, low, high):
        at, words = line.start(), line[0]
        heading = _HEADING.match(words) is not None
        blank = not words.strip()
        if at > begun and (alone or heading or blank or _is_item(article, at, words)):
            yield begun, at
            begun = at
        alone = heading or blank or (_UNDERLINE.match(words) is not None and _is_markup(article.markup, at))
    yield begun, high


def _is_item(article: Article, at: int, line: str) -> bool:
    item = _ITEM.match(line)
    return item is not None and _is_markup(article.markup, at + item.end() - 2)


def _is_markup(markup: Sequence[Span], offset: int) -> bool:
    i = bisect_left(markup, offset + 1, key=_end)
    return i < len(markup) and markup[i][0] <= offset


def _sentences(text: str, block: Span, low: int, language: str) -> Iterator[Span]:
    """The sentences of a paragraph; a boundary after a known abbreviation or before a small letter is not believed."""
    start, end = block
    words = text[start - low : end - low]
    begun = 0
    for boundary in sentencex.get_sentence_boundaries(language, words):
        at = boundary["end_index"]
        following = words[at : at + 20].lstrip()
        if at < len(words) and (following[:1].islower() or _ABBREVIATION.search(words, max(begun, at - 20), at)):
            continue
        yield start + begun, start + at
        begun = at
    if begun < len(words):
        yield start + begun, end
