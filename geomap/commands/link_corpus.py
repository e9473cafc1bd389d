"""``geomap link CORPUS --output DIR``: mentions of a corpus as a table, partition by partition."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import click

from geomap.commands.output import plural, print_error, print_warning
from geomap.commands.progress import Progress, progress
from geomap.corpus.batches import CorpusError
from geomap.corpus.output import LISTED, Manifest, Output, Settings, repeated_ids
from geomap.corpus.partitions import Partition, PassedOver, partitions, shown
from geomap.corpus.workers import Killed, Work, link_partitions
from geomap.errors import GeomapError
from geomap.extras import require
from geomap.files import locked
from geomap.findings import Finding, as_text, echo
from geomap.link.snapshot import Snapshot

_REPEATS = 5  # listed
_ENDINGS_HINT = "name files that end in .parquet, .jsonl, .jsonl.gz, .txt, .md, .html, .warc or .warc.gz"
_AGAIN = "what is finished stays; run the same command again for the rest"


@dataclass
class _Totals:
    """What has become of the partitions so far. Sizes are bytes of the corpus."""

    count: int = 0
    size: int = 0
    names: set[str] = field(default_factory=set)
    finished: int = 0
    finished_before: int = 0
    done: int = 0
    articles: int = 0
    mentions: int = 0
    without_article: int = 0
    passed_over: int = 0
    example: str = ""
    failed: bool = False

    def add(self, manifest: Manifest) -> None:
        self.finished += 1
        self.articles += manifest.articles
        self.mentions += manifest.mentions
        self.without_article += manifest.without_article
        self.failed = self.failed or manifest.not_linked > 0


def link_corpus(  # noqa: PLR0913  (options by name)
    corpus: Path,
    folder: Path,
    snapshot: Snapshot,
    *,
    form: str,
    likeliest: bool,
    columns: Mapping[str, str],
    jobs: int | None,
) -> None:
    """Link a corpus, print findings and a summary, and exit with 1 if something was not linked.

    Raises:
        GeomapError: the corpus or the output cannot be used.
    """
    require("pyarrow", extra="parquet")
    settings = Settings(snapshot.sha256, likeliest=likeliest, columns=dict(columns), format=form)
    output = Output(folder, settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, lambda: click.echo(f"waiting for another geomap that writes {echo(folder)}", err=True)):
            output.open(snapshot)
            totals = _link(corpus, output, jobs)
    except OSError as error:
        where = echo(error.filename or folder, 300)
        raise GeomapError(f"{where} cannot be written: {echo(error.strerror or error)}", _AGAIN) from None
    _print_summary(output, totals)
    sys.exit(1 if totals.failed else 0)


def _link(corpus: Path, output: Output, jobs: int | None) -> _Totals:
    columns = output.settings.columns
    totals = _Totals()
    with progress() as show:
        show("counting the articles' files")
        for each in partitions(corpus, columns, output.folder):
            if isinstance(each, Partition):
                totals.count += 1
                totals.size += each.size
                totals.names.add(each.name)
            elif isinstance(each, PassedOver):
                totals.passed_over += 1
                totals.example = totals.example or each.path
            else:
                totals.failed = True
        if not totals.count and not totals.failed:
            raise CorpusError(f"{echo(corpus)} has no articles{_passed_over(totals)}", _ENDINGS_HINT)
        todo = _todo(partitions(corpus, columns, output.folder), output, totals, show)
        first = list(islice(todo, 2))
        processes = min(jobs or _cores(), max(1, len(first) if len(first) < 2 else totals.count))
        rate = _Rate()
        work = Work(corpus, output.folder, output.settings)
        for partition, result in link_partitions(work, _chained(first, todo), processes):
            if isinstance(result, Killed):
                totals.failed = True
                _print_killed(result, show)
            else:
                totals.add(result)
                _print_findings(result, show)
            totals.done += partition.size
            show(rate.step(totals, partition.size))
    return totals


def _passed_over(totals: _Totals) -> str:
    """What was passed over, as the end of a sentence."""
    if not totals.passed_over:
        return ""
    files = plural(totals.passed_over, "file")
    return f"; passed over {files} of other kinds or links to folders, such as {echo(shown(totals.example))}"


def _chained(first: list[Partition], rest: Iterator[Partition]) -> Iterator[Partition]:
    yield from first
    yield from rest


def _todo(
    found: Iterator[Partition | PassedOver | Finding], output: Output, totals: _Totals, show: Progress
) -> Iterator[Partition]:
    """The partitions that are not finished. Those that are count, and their findings are printed again."""
    for each in found:
        if isinstance(each, Finding):
            totals.failed = True
            _print(each, show)
        if not isinstance(each, Partition):
            continue
        manifest = output.finished(each)
        if manifest is None:
            yield each
            continue
        totals.add(manifest)
        totals.finished_before += 1
        totals.done += each.size
        _print_findings(manifest, show)


class _Rate:
    """How fast it goes, and how long it takes."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._size = 0

    def step(self, totals: _Totals, size: int) -> str:
        """The line for the terminal, after a partition of some bytes."""
        self._size += size
        rate = self._size / max(0.001, time.monotonic() - self._started)
        left = max(0, totals.size - totals.done) / max(1.0, rate)
        share = totals.done / max(1, totals.size)
        parts = f"{totals.finished:,} of {totals.count:,} partitions"
        return f"linked {share:.0%}, {parts}, {rate / 1e6:.1f} MB/s, {_time(left)} left"


def _time(seconds: float) -> str:
    """A duration in its two largest units.

    >>> _time(42), _time(125), _time(9000)
    ('42 s', '2 min', '2 h 30 min')
    """
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _print_findings(manifest: Manifest, show: Progress) -> None:
    for finding in manifest.findings:
        _print(finding, show)
    if manifest.not_linked > LISTED:
        more = plural(manifest.not_linked - LISTED, "more finding")
        print_warning(f"{more} in the partition {echo(manifest.partition)}")


def _print(finding: Finding, show: Progress) -> None:
    show.wipe()
    click.echo(as_text(finding) + "\n", err=True)


def _print_killed(killed: Killed, show: Progress) -> None:
    show.wipe()
    files = ", ".join(map(shown, killed.partition.files[:2]))
    print_error(
        f"the process that linked {files} was killed ({killed.reason}) each time, usually for want of memory",
        "the other partitions are linked; run it again with fewer --jobs",
    )


def _print_summary(output: Output, totals: _Totals) -> None:
    files = [(path.stem, output.ids_of(path.stem)) for path in output.manifests()]
    others = [name for name, _ in files if name not in totals.names]
    before = f" ({totals.finished_before:,} finished before)" if totals.finished_before else ""
    click.echo(
        f"{plural(totals.articles, 'article')}, {plural(totals.mentions, 'mention')} in "
        f"{plural(totals.finished, 'partition')}{before}: {echo(output.folder)}"
    )
    if totals.passed_over:
        click.echo(_passed_over(totals).removeprefix("; "), err=True)
    if totals.without_article:
        click.echo(f"{plural(totals.without_article, 'web page')} without an article")
    if others:
        print_warning(
            f"{echo(output.folder)} also has {plural(len(others), 'partition')} of other articles, such as {others[0]}",
            "delete the files with their names if they should not count",
        )
    repeats = repeated_ids(files)
    listed = list(islice(repeats, _REPEATS))
    if listed:
        count = len(listed) + sum(1 for _ in repeats)
        where = "; ".join(f"{one} {i:,} and {other} {j:,}" for one, i, other, j in listed)
        print_warning(
            f"{plural(count, 'article')} with the id of an earlier one: {where}",
            "their mentions look as if from one article; the numbers are those of the articles in their partitions",
        )
