"""Many articles, from files, folders and JSON lines → the places that each mentions, linked by several processes.

The results are the same, and in the order of the input, however many processes are used.
"""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import BinaryIO

from geomap.findings import Finding, Location, echo
from geomap.link.evidence import QuoteSearch, quoted_places, reports_by_article
from geomap.link.mentions import MentionsFound, NameIndex, Undecided
from geomap.link.snapshot import Snapshot
from geomap.link.suggestions import Seen, possible_places
from geomap.model import Article, FrontMatter, Report
from geomap.read import article_files, read_article, read_article_bytes
from geomap.read.json_lines import ENDINGS, Problem, read_row

BATCH = 500_000
"""Characters of text that a process gets at once."""

STANDARD_INPUT = Path("-")
"""Stands for the standard input among the paths of articles."""

MIN_PARALLEL = 4 * BATCH
"""Bytes of input below which starting more processes takes longer than it saves."""


@dataclass
class Source:
    """An article to link, or the findings that explain why it cannot be read.

    Attributes:
        article: None if it cannot be read.
        findings: about the file.
        folder: the folder of the article's file; None for a line of a JSON lines file.
    """

    article: Article | None
    findings: list[Finding]
    folder: Path | None = None


@dataclass
class Linked:
    """The result for one article.

    Attributes:
        output: what ``convert`` returned; empty if the article cannot be read.
        findings: about the file, and about its ``link``.
        folder: the folder of the article's file; None for a line of a JSON lines file.
        seen: possible places that are not in the gazetteer, if they were requested.
        characters: the length of the text.
        undecided: the names that stay ambiguous.
    """

    output: str
    findings: list[Finding]
    folder: Path | None
    seen: list[Seen] = field(default_factory=list)
    characters: int = 0
    undecided: tuple[Undecided, ...] = ()


Convert = Callable[[Article, MentionsFound], str]
"""Turns the mentions of an article into the text that is wanted of them. It runs in the worker processes."""


def link_all(  # noqa: PLR0913  (options by name)
    snapshot: Snapshot,
    sources: Iterable[Source],
    convert: Convert,
    *,
    reports: Iterable[Report] = (),
    processes: int = 1,
    suggest: bool = False,
    likeliest: bool = False,
) -> Iterator[Linked]:
    """Link articles to the places of a gazetteer, one result per source, in order.

    Args:
        snapshot: the places.
        sources: read only as fast as the results are used.
        convert: makes the output of each article.
        reports: those of the gazetteer, whose quotes decide between places of one name.
        processes: how many to use; without ``fork``, one.
        suggest: also look for possible places that are not in the gazetteer.
        likeliest: take the likeliest place of a name that stays ambiguous.
    """
    linker = _Linker(snapshot, reports, convert, suggest=suggest, likeliest=likeliest)
    if processes < 2 or "fork" not in get_all_start_methods():
        yield from map(linker.link, sources)
        return
    # A forked process shares the index with this one: nothing is copied or pickled.
    linker.index.prepare()
    with ProcessPoolExecutor(processes, get_context("fork"), _start_worker, (linker,)) as pool:
        waiting: deque[Future[list[Linked]]] = deque()
        for batch in _batches(sources):
            waiting.append(pool.submit(_link_batch, batch))
            if len(waiting) > 2 * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


class _Linker:
    """The index of a gazetteer, and what to do with each article."""

    def __init__(
        self, snapshot: Snapshot, reports: Iterable[Report], convert: Convert, *, suggest: bool, likeliest: bool
    ) -> None:
        self._language = snapshot.language
        self.index = NameIndex(snapshot)
        self._convert = convert
        self._suggest = suggest
        self._likeliest = likeliest
        self._reports = reports_by_article(reports)

    def link(self, source: Source) -> Linked:
        article = source.article
        if article is None:
            return Linked("", source.findings, source.folder)
        citing = self._reports.get(article.id, [])
        quoted = quoted_places(citing, QuoteSearch(article, self._language)) if citing else ()
        found = self.index.find(article, None, quoted, likeliest=self._likeliest)
        seen = []
        if self._suggest:
            known = [(each.start, each.end) for each in (*found.mentions, *found.left_out)]
            seen = possible_places(article, known, self._language)
        findings = [*source.findings, *found.problems]
        output = self._convert(article, found)
        return Linked(output, findings, source.folder, seen, len(article.text), found.undecided)


_worker_linker: _Linker


def _start_worker(linker: _Linker) -> None:
    global _worker_linker  # noqa: PLW0603  (one for the life of a worker process)
    _worker_linker = linker


def _link_batch(batch: list[Source]) -> list[Linked]:
    return [_worker_linker.link(source) for source in batch]


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


def useful_processes(paths: Sequence[Path]) -> int:
    """The number of processes that is fastest: one for small inputs, otherwise one for each available core."""
    size = 0
    for path in paths:
        try:
            files = path.rglob("*") if path.is_dir() else [path]
            size += sum(file.stat().st_size for file in files)
        except OSError:
            continue
    if size < MIN_PARALLEL:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_sources(paths: Iterable[Path]) -> Iterator[Source]:
    """Read articles from files, folders (recursively) and JSON lines (``.jsonl``, ``.ndjson``), one at a time.

    ``STANDARD_INPUT`` has JSON lines if its first line begins with a brace, else one article.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield from _read_stream(sys.stdin.buffer, "standard input")
        elif path.suffix.lower() in ENDINGS:
            yield from _read_json_lines(path)
        elif path.is_dir():
            for found in article_files(path):
                yield Source(None, [found], path) if isinstance(found, Finding) else _read_file(found)
        else:
            yield _read_file(path)


def _read_file(path: Path) -> Source:
    article, findings = read_article(path, path.parent, anywhere=True)
    return Source(article, findings, path.parent)


def _read_json_lines(path: Path) -> Iterator[Source]:
    """One article per line: ``{"id": …, "text": …}``, optionally with ``language`` and ``title``."""
    try:
        with path.open("rb") as lines:
            yield from _read_lines(lines, path.name)
    except OSError as error:
        message = f"the file cannot be opened: {error.strerror}"
        yield Source(None, [Finding(Location(path.name), "Y001", message, "check its name and permissions")])


def _read_lines(lines: Iterable[bytes], name: str) -> Iterator[Source]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read_line(line, Location(name, number))


def _read_stream(stream: BinaryIO, name: str) -> Iterator[Source]:
    first = stream.readline()
    if first.lstrip().startswith((b"{", b"\xef\xbb\xbf{")):
        yield from _read_lines(chain([first], stream), name)
    else:
        yield Source(*read_article_bytes(first + stream.read(), name))


def _read_line(line: bytes, location: Location) -> Source:
    row = read_row(line)
    if isinstance(row, Problem):
        return Source(None, [row.at(location)])
    try:
        front_matter = FrontMatter(language=row.language)
    except ValueError:
        front_matter = FrontMatter()
    # The article's file is its line and id; findings count lines in its own text.
    file = f"{location.file}:{location.line} ({echo(row.id)})"
    return Source(Article(id=row.id, title=row.title, front_matter=front_matter, file=file, text=row.text), [])
