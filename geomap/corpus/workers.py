"""Processes that link partitions. One that the system kills takes only its own partition with it."""

import contextlib
import gc
import signal
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.corpus.batches import index_in, link_batches
from geomap.corpus.output import LISTED, Manifest, Output, Settings, listed
from geomap.corpus.partitions import Partition
from geomap.corpus.readers import Reader
from geomap.errors import GeomapError
from geomap.findings import Finding

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

TRIES = 2
"""How often a partition is given to a process, if the system kills the first one."""


@dataclass(frozen=True)
class Work:
    """What every process needs to know."""

    corpus: Path
    folder: Path
    settings: Settings


@dataclass(frozen=True)
class Killed:
    """A partition whose process ended each time: usually the system had no memory left.

    Attributes:
        partition: the partition.
        reason: the name of the signal, or why the process ended.
    """

    partition: Partition
    reason: str


def link_partition(work: Work, partition: Partition) -> Manifest:
    """Link the articles of a partition and write its files.

    Raises:
        OSError: they cannot be written.
        GeomapError: the corpus or the snapshot cannot be used.
    """
    output = Output(work.folder, work.settings)
    findings: list[Finding] = []
    count = 0

    def report(finding: Finding) -> None:
        nonlocal count
        count += 1
        if len(findings) < LISTED:
            findings.append(finding)

    reader = Reader(work.corpus, work.settings.columns, report)
    with output.written(partition.name) as writer:
        batches = reader.batches(partition)
        for batch in link_batches(batches, output.snapshot, likeliest=work.settings.likeliest):
            writer.write(batch)
    manifest = Manifest(
        partition=partition.name,
        stamp=partition.stamp,
        files=listed(partition.files),
        articles=reader.articles,
        mentions=writer.mentions,
        characters=reader.characters,
        without_article=reader.without_article,
        not_linked=count,
        findings=tuple(findings),
        sha256=writer.sha256,
    )
    output.finish(manifest, bytes(reader.hashes))
    return manifest


def _linked(work: Work, partition: Partition) -> Manifest | Killed:
    """Link a partition, unless there is not enough memory for it."""
    try:
        return link_partition(work, partition)
    except MemoryError:
        return Killed(partition, "no memory left")


def link_partitions(
    work: Work, todo: Iterable[Partition], processes: int
) -> Iterator[tuple[Partition, Manifest | Killed]]:
    """Link partitions, each result as soon as it is there.

    Args:
        work: the same for all.
        todo: read only as fast as there are processes for it.
        processes: how many. One links in this process.

    Raises:
        OSError: the output cannot be written, on a full disk for example. What is finished stays.
        GeomapError: the corpus or the snapshot cannot be used.
    """
    if processes < 2:
        for partition in todo:
            yield partition, _linked(work, partition)
        return
    with contextlib.closing(_Pool(work, processes)) as pool:
        yield from pool.results(iter(todo))


@dataclass
class _Worker:
    process: "BaseProcess"
    connection: Connection
    partition: Partition | None = None
    tries: int = 0


def _give(worker: _Worker, partition: Partition, tries: int) -> None:
    """Give a process a partition that has been tried so often before."""
    worker.partition, worker.tries = partition, tries
    with contextlib.suppress(OSError):  # it was killed; that is noticed when its result is received
        worker.connection.send(worker.partition)


class _Pool:
    """Processes, each with the partition that it has."""

    def __init__(self, work: Work, processes: int) -> None:
        # A forked process shares the index of this one.
        self._context: Any = get_context("fork" if "fork" in get_all_start_methods() else "spawn")
        self._is_forked = self._context.get_start_method() == "fork"
        if self._is_forked:
            index_in(str(Output(work.folder, work.settings).snapshot))[0].prepare()
            gc.collect()
            gc.freeze()  # until the end: a collection in a process would copy what they share
        self._work = work
        self._workers: list[_Worker] = []
        for _ in range(processes):
            self._start()

    def results(self, todo: Iterator[Partition]) -> Iterator[tuple[Partition, Manifest | Killed]]:
        again: deque[tuple[Partition, int]] = deque()
        while True:
            for worker in self._workers:
                if worker.partition is None:
                    following = again.popleft() if again else next(((each, 0) for each in todo), None)
                    if following:
                        _give(worker, *following)
            busy = {worker.connection: worker for worker in self._workers if worker.partition}
            if not busy:
                return
            for ready in wait(list(busy)):
                worker = busy[ready]  # type: ignore[index]
                partition = worker.partition
                assert partition is not None  # noqa: S101  (for the type checker)
                try:
                    result = worker.connection.recv()
                except (EOFError, OSError):
                    killed = self._replace(worker)
                    if worker.tries + 1 < TRIES:
                        again.append((partition, worker.tries + 1))
                    else:
                        yield partition, Killed(partition, killed)
                    continue
                worker.partition = None
                if isinstance(result, Exception):
                    raise result
                yield partition, result

    def _start(self) -> None:
        here, there = self._context.Pipe()
        others = [here, *(worker.connection for worker in self._workers)]
        process = self._context.Process(target=_serve, args=(self._work, there, others), daemon=True)
        with warnings.catch_warnings():
            # Python warns of threads: those of the progress line and of Arrow hold no lock that the process needs.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        there.close()
        self._workers.append(_Worker(process, here))

    def _replace(self, worker: _Worker) -> str:
        """Start another process in place of one that ended; why it ended."""
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        self._start()
        return _reason(worker.process.exitcode or 0)

    def close(self) -> None:
        """End all processes, also in the middle of a partition."""
        for worker in self._workers:
            worker.connection.close()
            if worker.partition is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join()
        if self._is_forked:
            gc.unfreeze()


def _serve(work: Work, connection: Connection, others: list[Connection]) -> None:
    """Link one partition after the other, until the first process closes its end or is killed."""
    for other in others:  # a forked process has them too: the pipe would never end
        with contextlib.suppress(OSError):
            other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the keyboard: the first process ends this one
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # an exception, which removes what is not complete
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            partition = connection.recv()
            try:
                result: Manifest | Killed | Exception = _linked(work, partition)
            except (OSError, GeomapError) as error:
                result = _sendable(error)
            connection.send(result)


def _reason(exit_code: int) -> str:
    """Why a process ended."""
    if exit_code >= 0:
        return f"exit code {exit_code}"
    return signal.Signals(-exit_code).name if -exit_code in set(signal.Signals) else f"signal {-exit_code}"


def _sendable(error: Exception) -> Exception:
    """An error that survives pickling."""
    if isinstance(error, OSError) and error.errno is None:
        return OSError(0, str(error))
    if isinstance(error, GeomapError):
        return GeomapError(str(error), error.hint)
    return error
