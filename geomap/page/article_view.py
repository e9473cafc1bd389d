"""An article's text as the page shows it: paragraphs whose parts know their place and the reports that quote them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from geomap.model import Article, Citation, Mention, Publish, without_markup

Span = tuple[int, int]

_SPACE = re.compile(r"[ \t\r\n\f\v]+")  # what a browser runs together: a no-break space is kept
_QUOTED = r"(?:>[ \t]*)*"
_ITEM = re.compile(rf"{_QUOTED}(?:[-*+]|\d{{1,9}}[.)])[ \t]")
_HEADING = re.compile(rf"{_QUOTED}(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+)*#{{1,6}}(?:[ \t]|$)")
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t\r]*")
_DIVIDER = re.compile(r"[ \t>]*(?:(?:[-*_=#][ \t]*)*|`{3,}.*|~{3,}.*|\[[^\[\]]+\]:.*)\r?")


@dataclass(frozen=True)
class _Block:
    kind: Literal["heading", "paragraph"]
    start: int
    end: int


class _Named(NamedTuple):
    """Where a place is named, and the place's row in the page's data."""

    start: int
    end: int
    row: int


class _Quoted(NamedTuple):
    """Where a report's quote stands, the sentences around it, and the report's row in the page's data."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int
    row: int


class _Words:
    """The words of an article, by any part of its text; quickly so, also in a book."""

    def __init__(self, text: str, markup: Sequence[Span]) -> None:
        self.text = text
        self.markup = markup
        self.starts = [start for start, _ in markup]
        self.ends = [end for _, end in markup]

    def of(self, start: int, end: int) -> str:
        """The words of a span, white space run together."""
        marks = self.markup[bisect_right(self.ends, start) : bisect_left(self.starts, end)]
        return _SPACE.sub(" ", without_markup(self.text, marks, start, end))

    def any(self, start: int, end: int) -> bool:
        """Whether there are any in a span."""
        if not self.markup:
            return not self.text[start:end].isspace() and start < end
        return start < end and bool(self.of(start, end).strip())

    def opening_mark(self, start: int, end: int) -> str:
        """The marks that a line begins with, as they are written."""
        line = self.text[start:end]
        begin = start + len(line) - len(line.lstrip())
        i = bisect_right(self.ends, begin)
        if begin >= end or i == len(self.ends) or self.starts[i] > begin:
            return ""
        return self.text[begin : min(self.ends[i], end)]


def reading_blocks(
    article: Article,
    mentions: Iterable[Mention],
    citations: Iterable[Citation],
    place_index: Mapping[str, int],
    report_index: Mapping[str, int],
) -> list[dict[str, Any]]:
    """What of an article's text may be read in the page, as ``Article.blocks`` of ``atlas.ts`` has it.

    A block is a ``heading``, a ``paragraph`` or a ``gap``, where words of the article are left out. Its ``runs`` are
    the text without Markdown's marks, cut at every border of a mention or quote; white space is run together. An
    article with ``publish: full`` comes whole, save a title that the page shows anyway; with ``excerpts`` come the
    sentences that hold evidence, with ``none`` nothing.

    Args:
        article: the article.
        mentions: those in it.
        citations: those that quote it.
        place_index: each place's row in the page's data, by its id; a run's ``place`` is one of these.
        report_index: the same of the reports; a run's ``reports`` are some of these, sorted.
    """
    named = tuple(_Named(one.start, one.end, place_index[one.place]) for one in mentions)
    quoted = tuple(
        _Quoted(one.start, one.end, one.sentence_start, one.sentence_end, report_index[one.report]) for one in citations
    )
    return _marked(article.text, article.markup, article.title, article.front_matter.publish, named, quoted)


@lru_cache(maxsize=1000)  # a preview shows the same articles again and again
def _marked(  # noqa: PLR0913, PLR0917  (all that it depends on)
    text: str,
    markup: tuple[Span, ...],
    title: str,
    publish: Publish,
    named: tuple[_Named, ...],
    quoted: tuple[_Quoted, ...],
) -> list[dict[str, Any]]:
    words = _Words(text, markup)
    published = _published(publish, quoted, words)
    if not published:
        return []
    marking = _Marking(named, quoted)
    found: list[dict[str, Any]] = []
    omitted = False
    for block in _without_title(title, list(_blocks(words)), quoted, words):
        at = block.start
        for start, end in _within(published, block):
            omitted = omitted or words.any(at, start)
            runs = _runs(words, start, end, marking)
            if runs:
                found += [{"kind": "gap", "runs": []}] if omitted else []
                found.append({"kind": block.kind, "runs": runs})
                omitted = False
            at = end
        omitted = omitted or words.any(at, block.end)
    return [*found, {"kind": "gap", "runs": []}] if omitted and found else found


def _published(publish: Publish, quoted: Sequence[_Quoted], words: _Words) -> list[Span]:
    """The spans of the text that may be shown: sorted and disjoint, with words between them."""
    if publish is Publish.NONE:
        return []
    if publish is Publish.FULL:
        return [(0, len(words.text))]
    spans: list[Span] = []
    for start, end in sorted((quote.sentence_start, quote.sentence_end) for quote in quoted):
        if spans and not words.any(spans[-1][1], start):
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    return spans


def _within(spans: Sequence[Span], block: _Block) -> Iterator[Span]:
    """The parts of the spans that lie in a block."""
    for start, end in spans[bisect_right(spans, block.start, key=itemgetter(1)) :]:
        if start >= block.end:
            return
        yield max(start, block.start), min(end, block.end)


class _Marking:
    """What each part of a text is marked with; it changes at the borders of mentions and quotes."""

    def __init__(self, named: Sequence[_Named], quoted: Sequence[_Quoted]) -> None:
        edges = {edge for each in (*named, *quoted) for edge in each[:2]}
        self.borders = sorted({0, *edges})
        self._places: dict[int, int] = {}
        self._reports: dict[int, set[int]] = {}
        for name in sorted(named, key=lambda one: one.start - one.end):  # of nested ones, the inner is kept
            for part in self._parts(name.start, name.end):
                self._places[part] = name.row
        for quote in quoted:
            for part in self._parts(quote.start, quote.end):
                self._reports.setdefault(part, set()).add(quote.row)

    def _parts(self, start: int, end: int) -> range:
        return range(bisect_left(self.borders, start), bisect_left(self.borders, end))

    def cut(self, start: int, end: int) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """The parts of a span and the marks of each."""
        first = bisect_right(self.borders, start) - 1
        for part in range(first, bisect_left(self.borders, end)):
            following = self.borders[part + 1] if part + 1 < len(self.borders) else end
            marks: dict[str, Any] = {"place": self._places[part]} if part in self._places else {}
            if part in self._reports:
                marks["reports"] = sorted(self._reports[part])
            yield max(self.borders[part], start), min(following, end), marks


def _runs(words: _Words, start: int, end: int, marking: _Marking) -> list[dict[str, Any]]:
    """The words of a part of the text, cut where their marks change."""
    runs: list[dict[str, Any]] = []
    for first, last, marks in marking.cut(start, end):
        text = words.of(first, last)
        if not runs or runs[-1]["text"].endswith(" "):
            text = text.lstrip(" ")
        if text:
            runs.append({"text": text, **marks})
    if runs:
        runs[-1]["text"] = runs[-1]["text"].rstrip(" ")
    return runs if not runs or runs[-1]["text"] else runs[:-1]


def _without_title(title: str, blocks: list[_Block], quotes: Iterable[_Quoted], words: _Words) -> list[_Block]:
    """The blocks without a first one that only repeats the title; one that is quoted stays, as evidence."""
    begun = next((at for at, block in enumerate(blocks) if words.any(block.start, block.end)), len(blocks))
    if begun >= len(blocks) - 1:
        return blocks
    first = blocks[begun]
    same = words.of(first.start, first.end).split() == title.split()
    quoted = any(quote.start < first.end and first.start < quote.end for quote in quotes)
    return blocks[begun + 1 :] if same and not quoted else blocks


def _blocks(words: _Words) -> Iterator[_Block]:
    """The headings and paragraphs of a text: an empty line parts them; a heading or a list's item stands alone.

    Outside of Markdown there is nothing but empty lines to go by.
    """
    begun, last, quoted, item = -1, 0, False, False
    at = 0
    for line in words.text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        mark = words.opening_mark(start, end)
        divides = _divides(line, mark) and not words.any(start, end)
        begins = bool(_HEADING.match(mark) or _ITEM.match(mark)) or (mark.startswith(">") and not quoted)
        if begun >= 0 and (divides or begins):
            underlined = bool(line.strip()) and not item and _UNDERLINE.fullmatch(line) is not None and divides
            yield _Block("heading" if underlined else "paragraph", begun, last)
            begun = -1
        quoted = mark.startswith(">") or (quoted and begun >= 0)
        if divides:
            continue
        if _HEADING.match(mark):
            yield _Block("heading", start, end)
        else:
            begun, item = (start, _ITEM.match(mark) is not None) if begun < 0 else (begun, item)
            last = end
    if begun >= 0:
        yield _Block("paragraph", begun, last)


def _divides(line: str, mark: str) -> bool:
    """Whether a line looks like one that only parts what is above it from what is below: a rule, a fence or empty."""
    return not line.strip() or (bool(mark) and _DIVIDER.fullmatch(line) is not None)
