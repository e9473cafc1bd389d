"""Files, folders and JSON lines → what their articles mention, one after the other, by as many processes as there are.

What comes out is the same, and in the same order, however many processes work at it.
"""

import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import click

from geomap.findings import Finding, Location, echo
from geomap.link import LeftOut, MentionsFound, NameIndex, Seen, Suggestion, look
from geomap.model import Article, FrontMatter, Gazetteer, Mention, Place
from geomap.read import article_files, read_article

BATCH = 500_000
"""Characters of text that one process gets at once."""

WORTH_IT = 4 * BATCH
"""Bytes of input below which more than one process would only cost time."""

_JSON_LINES = frozenset({".jsonl", ".ndjson"})
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # json.dumps makes one a call
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CANDIDATES = 5  # settlements shown for one suggestion
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass
class Source:
    """An article to be linked, or what stands in its way; ``folder`` is that of its file, if it has one of its own."""

    article: Article | None
    findings: list[Finding]
    folder: Path | None = None


@dataclass
class Linked:
    """What came of one article.

    Attributes:
        output: as it is to be printed.
        findings: what was wrong with the article, and the names in it that are undecided.
        folder: of the article's file, where it has one of its own.
        seen: what looks like a place and is not in the gazetteer, where that was asked for.
        characters: length of the text.
    """

    output: str
    findings: list[Finding]
    folder: Path | None
    seen: list[Seen] = field(default_factory=list)
    characters: int = 0


class Linker:
    """A gazetteer that says of articles what they mention, rendered by a function of your own."""

    def __init__(
        self, gazetteer: Gazetteer, render: Callable[[Article, MentionsFound, dict[str, Place]], str], *, suggest: bool
    ) -> None:
        self._language = gazetteer.map.language
        self._index = NameIndex(gazetteer.places, self._language)
        self._places = {place.id: place for place in gazetteer.places}
        self._render = render
        self._suggest = suggest

    def link(self, source: Source) -> Linked:
        """What one article mentions."""
        article = source.article
        if article is None:
            return Linked("", source.findings, source.folder)
        found = self._index.find(article)
        seen = []
        if self._suggest:
            known = [(each.start, each.end) for each in (*found.mentions, *found.left_out)]
            seen = look(article, known, self._language)
        output = self._render(article, found, self._places)
        return Linked(output, [*source.findings, *found.findings], source.folder, seen, len(article.text))

    def link_all(self, sources: Iterable[Source], processes: int) -> Iterator[Linked]:
        """What each article mentions, in their order; the articles are read as they are needed."""
        if processes < 2 or "fork" not in get_all_start_methods():
            yield from map(self.link, sources)
            return
        _shared.append(self)  # a forked process has it without copying
        try:
            with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
                waiting: deque[Future[list[Linked]]] = deque()
                for batch in _batches(sources):
                    waiting.append(pool.submit(_link_batch, batch))
                    if len(waiting) > 2 * processes:
                        yield from waiting.popleft().result()
                while waiting:
                    yield from waiting.popleft().result()
        finally:
            _shared.remove(self)


_shared: list[Linker] = []


def _link_batch(batch: list[Source]) -> list[Linked]:
    return [_shared[-1].link(source) for source in batch]


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += len(source.article.text) if source.article else 0
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def processes_for(paths: Sequence[Path]) -> int:
    """How many processes pay: one for small inputs, else one for each core this process may use."""
    size = 0
    for path in paths:
        try:
            files = path.rglob("*") if path.is_dir() else [path]
            size += sum(file.stat().st_size for file in files)
        except OSError:
            continue
    if size < WORTH_IT:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sources_in(paths: Iterable[Path]) -> Iterator[Source]:
    """The articles of files, of folders with all that is in them, and of JSON lines (``.jsonl``, ``.ndjson``)."""
    for path in paths:
        if path.suffix.lower() in _JSON_LINES:
            yield from _json_lines(path)
        elif path.is_dir():
            for found in article_files(path):
                yield from [Source(None, [found], path)] if isinstance(found, Finding) else [_source(found)]
        else:
            yield _source(path)


def _source(path: Path) -> Source:
    article, findings = read_article(path, path.parent, anywhere=True)
    return Source(article, findings, path.parent)


def _json_lines(path: Path) -> Iterator[Source]:
    """An article a line: ``{"id": …, "text": …}``, with ``language`` and ``title`` where they are known."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _from_json(line, Location(path.name, number))
    except OSError as error:
        found = f"the file cannot be opened: {error.strerror}"
        yield Source(None, [Finding(Location(path.name), "Y001", found, "check its name and permissions")])


def _from_json(line: bytes, at: Location) -> Source:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _broken(at, "the line is not JSON in UTF-8")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return _broken(at, 'the line has no "text"')
    if not isinstance(row.get("id"), str | int) or not str(row["id"]).strip():
        return _broken(at, 'the line has no "id"')
    return Source(_article(row, at), [])


def _article(row: dict[str, Any], at: Location) -> Article:
    """The article of a row; it is called by its line and its id, and findings count lines in its own text."""
    id_, title, text = (_SURROGATES.sub("\ufffd", str(row.get(key) or "")) for key in ("id", "title", "text"))
    try:
        head = FrontMatter(language=row.get("language", row.get("lang")))
    except ValueError:
        head = FrontMatter()
    id_ = id_ or str(row["id"])
    return Article(id=id_, title=title or id_, front_matter=head, file=f"{at.file}:{at.line} ({echo(id_)})", text=text)


def _broken(at: Location, found: str) -> Source:
    return Source(None, [Finding(at, "A008", found, 'write one article a line: {"id": "a-name", "text": "…"}')])


def as_json_lines(article: Article, found: MentionsFound, places: dict[str, Place], *, everything: bool) -> str:
    """A mention a line, as JSON; with what was left out, whose place is null, where everything is asked for."""
    del article
    rows = [_mention_row(mention, places[mention.place]) for mention in found.mentions]
    if everything:
        rows = sorted([*rows, *map(_left_out_row, found.left_out)], key=lambda row: int(row["start"]))
    return "".join(_ENCODER.encode(row) + "\n" for row in rows)


def _anchor_row(anchor: Mention | LeftOut) -> dict[str, Any]:
    return {
        "article": anchor.article,
        "start": anchor.start,
        "end": anchor.end,
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
    }


def _mention_row(mention: Mention, place: Place) -> dict[str, Any]:
    latitude, longitude = place.coordinates or (None, None)
    return {
        **_anchor_row(mention),
        "place": mention.place,
        "name": mention.name,
        "latitude": latitude,
        "longitude": longitude,
        "score": mention.score,
        "reason": mention.reason,
    }


def _left_out_row(left_out: LeftOut) -> dict[str, Any]:
    return {**_anchor_row(left_out), "place": None, "places": list(left_out.places), "reason": left_out.reason}


def as_marked_text(article: Article, found: MentionsFound, places: dict[str, Place], *, everything: bool) -> str:
    """The article's text with its mentions marked, for a terminal; with what was left out where that is asked for."""
    del places
    count = f"{len(found.mentions)} mention{'' if len(found.mentions) == 1 else 's'}"
    pieces, at = [click.style(f"{echo(article.file)}: {count}", bold=True), "\n\n"], 0
    marked: list[Mention | LeftOut] = [*found.mentions, *(found.left_out if everything else ())]
    for each in sorted(marked, key=lambda one: one.start):
        mention = isinstance(each, Mention)
        pieces.append(_printable(article.text[at : each.start]))
        pieces.append(click.style(_printable(each.exact), fg="green" if mention else "yellow", underline=True))
        note = f"[{each.place}]" if isinstance(each, Mention) else f"[no place: {each.reason}]"
        pieces.append(click.style(note, dim=True))
        at = each.end
    pieces += [_printable(article.text[at:].rstrip("\n")), "\n\n"]
    if everything:
        decided = sorted(
            {(each.exact, each.place, each.score, each.reason) for each in found.mentions if each.score < 1}
        )
        pieces += [
            f"  {_printable(exact)}: {place}, {score:.0%}: {reason}\n" for exact, place, score, reason in decided
        ]
        pieces += ["\n"] if decided else []
    return "".join(pieces)


def _printable(text: str) -> str:
    """The text without characters that would control the terminal."""
    return _CONTROLS.sub("\ufffd", text)


def suggestions_text(found: Iterable[Suggestion], form: str) -> str:
    """What looks like a place, for a terminal or as JSON lines."""
    if form == "json":
        return "".join(json.dumps(_suggestion_row(each), ensure_ascii=False) + "\n" for each in found)
    lines = []
    for each in found:
        lines.append(f"{click.style(echo(each.name), bold=True)}: seen {each.count} times, score {each.score:.1f}\n")
        lines += [f"  {echo(one.article)}: {echo(one.sentence, 160)}\n" for one in each.seen]
        if each.candidates:
            places = [f"[{one.latitude}, {one.longitude}]" for one in each.candidates[:_CANDIDATES]]
            more = f" and {len(each.candidates) - _CANDIDATES} more" if len(each.candidates) > _CANDIDATES else ""
            lines.append(f"  GeoNames knows {', '.join(places)}{more}\n")
    return "".join(lines) or "Nothing looks like a place that is missing.\n"


def _suggestion_row(suggestion: Suggestion) -> dict[str, Any]:
    seen = [
        {"article": each.article, "start": each.start, "end": each.end, "sentence": each.sentence}
        for each in suggestion.seen
    ]
    candidates = [{"latitude": one.latitude, "longitude": one.longitude} for one in suggestion.candidates]
    row = {"name": suggestion.name, "count": suggestion.count, "score": suggestion.score}
    return {**row, "seen": seen, "candidates": candidates}
