"""The text of an article as the page shows it: blocks whose runs know their place and the reports that quote them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from geomap.model import Article, Citation, Mention, Publish, without_markup

Span = tuple[int, int]

# What browsers collapse: not the no-break space. A single space needs no change.
_SPACE = re.compile(r"[\t\r\n\f\v][ \t\r\n\f\v]*| [ \t\r\n\f\v]+")
_QUOTED = r"(?:>[ \t]*)*"
_ITEM = re.compile(rf"{_QUOTED}(?:[-*+]|\d{{1,9}}[.)])[ \t]")
_HEADING = re.compile(rf"{_QUOTED}(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+)*#{{1,6}}(?:[ \t]|$)")
_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t\r]*")
_SEPARATOR = re.compile(r"[ \t>]*(?:(?:[-*_=#][ \t]*)*|`{3,}.*|~{3,}.*|\[[^\[\]]+\]:.*)\r?")


class _Block(NamedTuple):
    kind: Literal["heading", "paragraph"]
    start: int
    end: int


class _Name(NamedTuple):
    """A mention of a place, with the place's row in the page's data."""

    start: int
    end: int
    row: int


class _Quote(NamedTuple):
    """The quote of a report, the sentences that contain it, and the report's row in the page's data."""

    start: int
    end: int
    sentence_start: int
    sentence_end: int
    row: int


@dataclass(frozen=True)
class _Text:
    """The text of an article, and the spans of it that are Markdown's markup."""

    text: str
    markup: Sequence[Span]

    def plain(self, start: int, end: int) -> str:
        """A part without its markup, with white space collapsed."""
        return _SPACE.sub(" ", without_markup(self.text, self.markup, start, end))

    def is_blank(self, start: int, end: int) -> bool:
        """Whether a part has no text but markup and white space."""
        return start >= end or not without_markup(self.text, self.markup, start, end).strip()

    def opening_markup(self, start: int, end: int) -> str:
        """The markup that a line starts with."""
        line = self.text[start:end]
        first = start + len(line) - len(line.lstrip())
        index = bisect_right(self.markup, first, key=itemgetter(1))
        if first >= end or index == len(self.markup) or self.markup[index][0] > first:
            return ""
        return self.text[first : min(self.markup[index][1], end)]


def article_blocks(
    article: Article,
    mentions: Iterable[Mention],
    citations: Iterable[Citation],
    place_index: Mapping[str, int],
    report_index: Mapping[str, int],
) -> list[dict[str, Any]]:
    """The published text of an article, as ``Article.blocks`` of ``web/src/data/wire.ts`` has it.

    A block is a ``heading``, a ``paragraph``, or a ``gap`` where text is left out. Its ``runs`` are plain text, divided
    at the borders of mentions and quotes. With ``publish: full``, an article is complete, except for a title that the
    page shows anyway; with ``excerpts``, it has the sentences that contain evidence; with ``none``, it has no blocks.

    Args:
        article: the article.
        mentions: those in it.
        citations: those that quote it.
        place_index: the row of each place in the page's data, by id; the ``place`` of a run is one of these.
        report_index: the same for reports; the ``reports`` of a run are some of these, sorted.
    """
    names = tuple(_Name(each.start, each.end, place_index[each.place]) for each in mentions)
    quotes = tuple(_Quote(each.start, each.end, *each.sentences, report_index[each.report]) for each in citations)
    return _blocks(article.text, article.markup, article.title, article.front_matter.publish, names, quotes)


@lru_cache(maxsize=1000)  # a third of the time in which the preview server draws a page again
def _blocks(  # noqa: PLR0913, PLR0917  (all that the result depends on)
    text: str,
    markup: tuple[Span, ...],
    title: str,
    publish: Publish,
    names: tuple[_Name, ...],
    quotes: tuple[_Quote, ...],
) -> list[dict[str, Any]]:
    source = _Text(text, markup)
    published = _published_spans(publish, quotes, source)
    if not published:
        return []
    annotations = _Annotations(names, quotes)
    blocks: list[dict[str, Any]] = []
    is_gap = False
    for block in _without_title(title, list(_source_blocks(source)), quotes, source):
        at = block.start
        for start, end in _spans_within(published, block):
            is_gap = is_gap or not source.is_blank(at, start)
            runs = _runs(source, start, end, annotations)
            if runs:
                blocks += [{"kind": "gap", "runs": []}] if is_gap else []
                blocks.append({"kind": block.kind, "runs": runs})
                is_gap = False
            at = end
        is_gap = is_gap or not source.is_blank(at, block.end)
    return [*blocks, {"kind": "gap", "runs": []}] if is_gap and blocks else blocks


def _published_spans(publish: Publish, quotes: Sequence[_Quote], source: _Text) -> list[Span]:
    """The spans that may be published: sorted and disjoint, with text between them."""
    if publish is Publish.NONE:
        return []
    if publish is Publish.FULL:
        return [(0, len(source.text))]
    spans: list[Span] = []
    for start, end in sorted((quote.sentence_start, quote.sentence_end) for quote in quotes):
        if spans and source.is_blank(spans[-1][1], start):
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    return spans


def _spans_within(spans: Sequence[Span], block: _Block) -> Iterator[Span]:
    for start, end in spans[bisect_right(spans, block.start, key=itemgetter(1)) :]:
        if start >= block.end:
            return
        yield max(start, block.start), min(end, block.end)


class _Annotations:
    """The place and the reports of each part of a text, between the borders of mentions and quotes."""

    def __init__(self, names: Sequence[_Name], quotes: Sequence[_Quote]) -> None:
        self.borders = sorted({0, *(edge for each in (*names, *quotes) for edge in each[:2])})
        self._places: dict[int, int] = {}
        self._reports: dict[int, set[int]] = {}
        for name in sorted(names, key=lambda each: each.start - each.end):  # so that a name inside another wins
            for part in self._parts(name.start, name.end):
                self._places[part] = name.row
        for quote in quotes:
            for part in self._parts(quote.start, quote.end):
                self._reports.setdefault(part, set()).add(quote.row)

    def _parts(self, start: int, end: int) -> range:
        return range(bisect_left(self.borders, start), bisect_left(self.borders, end))

    def divide(self, start: int, end: int) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """The parts of a span with their ``place`` and ``reports``."""
        first = bisect_right(self.borders, start) - 1
        for part in range(first, bisect_left(self.borders, end)):
            next_border = self.borders[part + 1] if part + 1 < len(self.borders) else end
            annotations: dict[str, Any] = {"place": self._places[part]} if part in self._places else {}
            if part in self._reports:
                annotations["reports"] = sorted(self._reports[part])
            yield max(self.borders[part], start), min(next_border, end), annotations


def _runs(source: _Text, start: int, end: int, annotations: _Annotations) -> list[dict[str, Any]]:
    """The plain text of a span, divided where its annotations change."""
    runs: list[dict[str, Any]] = []
    for first, last, annotation in annotations.divide(start, end):
        text = source.plain(first, last)
        if not runs or runs[-1]["text"].endswith(" "):
            text = text.lstrip(" ")
        if text:
            runs.append({"text": text, **annotation})
    if runs:
        runs[-1]["text"] = runs[-1]["text"].rstrip(" ")
    return runs if not runs or runs[-1]["text"] else runs[:-1]


def _without_title(title: str, blocks: list[_Block], quotes: Iterable[_Quote], source: _Text) -> list[_Block]:
    """The blocks without a first one that only repeats the title, unless a report quotes it."""
    first = next((at for at, block in enumerate(blocks) if not source.is_blank(block.start, block.end)), len(blocks))
    if first >= len(blocks) - 1:
        return blocks
    _, start, end = blocks[first]
    is_title = source.plain(start, end).split() == title.split()
    is_quoted = any(quote.start < end and start < quote.end for quote in quotes)
    return blocks[first + 1 :] if is_title and not is_quoted else blocks


def _source_blocks(source: _Text) -> Iterator[_Block]:
    """The headings and paragraphs of a text: empty lines separate them; a heading or a list item is one of its own.

    Without Markdown, only empty lines separate paragraphs.
    """
    begin, last, in_quotation, is_item = -1, 0, False, False
    at = 0
    for line in source.text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        markup = source.opening_markup(start, end) if line else ""
        is_heading, is_new_item = (bool(markup and kind.match(markup)) for kind in (_HEADING, _ITEM))
        separates = _is_separator(line, markup) and source.is_blank(start, end)
        begins = is_heading or is_new_item or (markup.startswith(">") and not in_quotation)
        if begin >= 0 and (separates or begins):
            is_underline = bool(line.strip()) and not is_item and _UNDERLINE.fullmatch(line) is not None and separates
            yield _Block("heading" if is_underline else "paragraph", begin, last)
            begin = -1
        in_quotation = markup.startswith(">") or (in_quotation and begin >= 0)
        if separates:
            continue
        if is_heading:
            yield _Block("heading", start, end)
        else:
            begin, is_item = (start, is_new_item) if begin < 0 else (begin, is_item)
            last = end
    if begin >= 0:
        yield _Block("paragraph", begin, last)


def _is_separator(line: str, markup: str) -> bool:
    """Whether a line may be a separator of blocks: empty, a rule, a fence or a link definition."""
    return not line.strip() or (bool(markup) and _SEPARATOR.fullmatch(line) is not None)
