"""A file or folder of articles → partitions: the pieces that are linked, written and repeated as one.

The same corpus has the same partitions in the same order. They are found again each time, one at a time, so that a
folder of a million files takes no more memory than the names in its largest folder.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.corpus.batches import FIELDS, CorpusError
from geomap.corpus.cells import is_text
from geomap.extras import require
from geomap.findings import Finding, Location, echo
from geomap.read.files import why_unreadable

if TYPE_CHECKING:
    import pyarrow as pa

PARTITION_BYTES = 32_000_000
"""Bytes of a partition, about: of text in JSON lines and in Parquet. A compressed file is one partition."""
FOLDER_BYTES = 8_000_000
FOLDER_FILES = 2_000
"""At most, in a partition of text files: opening them takes longer than reading them."""


class Kind(StrEnum):
    """The kinds of files of a corpus."""

    PARQUET = "parquet"
    LINES = "json lines"
    PACKED_LINES = "json lines, gzip"
    TEXTS = "texts"
    WARC = "warc"


_ENDINGS = {
    ".parquet": Kind.PARQUET,
    **dict.fromkeys((".jsonl", ".ndjson"), Kind.LINES),
    **dict.fromkeys((".jsonl.gz", ".ndjson.gz", ".json.gz"), Kind.PACKED_LINES),
    **dict.fromkeys((".txt", ".md", ".markdown", ".html", ".htm"), Kind.TEXTS),
    **dict.fromkeys((".warc", ".warc.gz"), Kind.WARC),
}
Columns = Mapping[str, str]
"""The column of a Parquet file for a field, where it has another name."""

_NOT_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Partition:
    """A piece of a corpus.

    Attributes:
        name: of its files in the output, without ending. It depends on the corpus only.
        kind: of its files.
        files: their paths, relative to the corpus; several only of text files.
        start: the first row group of a Parquet file, or the first byte of a file with lines.
        end: the row group or byte after the last one; 0 for the whole file.
        first_row: the number of articles in the file before it, if that is known.
        size: its bytes on disk, about.
        stamp: changes when a file changes: its sizes and times.
    """

    name: str
    kind: Kind
    files: tuple[str, ...]
    start: int = 0
    end: int = 0
    first_row: int = 0
    size: int = 0
    stamp: str = ""


@dataclass(frozen=True)
class PassedOver:
    """A file of another kind, or a link to a folder: its path relative to the corpus."""

    path: str


@dataclass(frozen=True)
class _File:
    """A file of a corpus: its path relative to the corpus, its kind, its size in bytes, and when it was changed."""

    path: str
    kind: Kind
    size: int
    changed_ns: int


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its name; None for a file that is no part of a corpus."""
    lower = name.lower()
    return next((kind for ending, kind in _ENDINGS.items() if lower.endswith(ending)), None)


def partitions(
    corpus: Path, columns: Columns | None = None, without: Path | None = None
) -> Iterator[Partition | PassedOver | Finding]:
    """The partitions of a corpus, in the order of its files' names, and a finding for each file that has none.

    Args:
        corpus: a file, or a folder with its subfolders. Links to folders and other kinds of files are passed over.
            Hidden files are ignored, and those whose names begin with an underscore, unless they are texts.
        columns: of Parquet files.
        without: a folder in it that is ignored: the output.

    Raises:
        CorpusError: there is no such corpus, or it is a file of another kind.
    """
    if corpus.is_dir():
        root, files = corpus, _files(corpus, _identity(without) if without and without.is_dir() else None)
    else:
        root, files = corpus.parent, iter([_single_file(corpus)])
    texts = _Texts()
    for each in files:
        if isinstance(each, Finding | PassedOver):
            yield each
        elif each.kind is Kind.TEXTS:
            yield from texts.add(each)
        else:
            yield from texts.rest()
            yield from _partitions_of(root, each, columns or {})
    yield from texts.rest()


def _single_file(path: Path) -> _File:
    kind = kind_of(path.name)
    try:
        found = path.stat()
    except OSError as error:
        raise CorpusError(f"{echo(path)}: {why_unreadable(error)[0]}", "name a file or a folder of articles") from None
    if kind is None:
        raise CorpusError(f"{echo(path)} is not a corpus", f"its name must end in one of {', '.join(_ENDINGS)}")
    if not stat.S_ISREG(found.st_mode):
        raise CorpusError(f"{echo(path)} is a pipe or device", "write the articles into a file")
    return _File(path.name, kind, found.st_size, found.st_mtime_ns)


def _identity(folder: str | Path) -> tuple[int, int]:
    """What a folder has in common with itself under another path."""
    found = os.stat(folder)  # noqa: PTH116
    return found.st_dev, found.st_ino


def _files(root: Path, without: tuple[int, int] | None) -> Iterator[_File | PassedOver | Finding]:
    """The files of a folder and its subfolders, in the order of their names."""
    waiting = [iter(_entries(root, ""))]  # of the folder and of those that it is in, however deep
    while waiting:
        each = next(waiting[-1], None)
        if each is None:
            waiting.pop()
        elif isinstance(each, Finding):
            yield each
        elif each.is_folder:
            if not each.name.startswith("_") and (without is None or _identity(root / each.path) != without):
                waiting.append(iter(_entries(root, each.path)))
        else:
            yield from _file(root, each)


@dataclass(frozen=True)
class _Entry:
    name: str
    path: str
    is_folder: bool


def _entries(root: Path, folder: str) -> list[_Entry | Finding]:
    """The entries of a folder that are not hidden, by name."""
    try:
        with os.scandir(root / folder) as found:
            names = sorted((each.name, each.is_dir(follow_symlinks=False)) for each in found if each.name[0] != ".")
    except OSError as error:
        return [Finding(Location(shown(folder or root.name)), "Y001", *why_unreadable(error, "folder"))]
    return [_Entry(name, f"{folder}/{name}" if folder else name, is_folder) for name, is_folder in names]


def _file(root: Path, entry: _Entry) -> Iterator[_File | PassedOver | Finding]:
    """An entry of a folder that is no folder."""
    kind = kind_of(entry.name)
    if entry.name.startswith("_") and kind is not Kind.TEXTS:
        return
    if kind is None:
        yield PassedOver(entry.path)
        return
    try:
        found = os.stat(root / entry.path)  # noqa: PTH116  (a million Path objects take longer)
    except OSError as error:
        yield Finding(Location(shown(entry.path)), "Y001", *why_unreadable(error))
        return
    if stat.S_ISREG(found.st_mode):
        yield _File(entry.path, kind, found.st_size, found.st_mtime_ns)
    elif stat.S_ISDIR(found.st_mode):
        yield PassedOver(entry.path)
    else:
        yield Finding(Location(shown(entry.path)), "Y001", "this is a pipe or device", "write the articles into a file")


def _partitions_of(root: Path, file: _File, columns: Columns) -> Iterator[Partition | Finding]:
    """The partitions of one file."""
    stamp = _stamp([file])
    if file.kind is Kind.PARQUET:
        yield from _row_groups(root, file, columns)
    elif file.kind is Kind.LINES:
        count = max(1, -(-file.size // PARTITION_BYTES))
        for number in range(count):
            start, end = number * PARTITION_BYTES, min(file.size, (number + 1) * PARTITION_BYTES)
            name = _name(file.path, file.kind, number)
            yield Partition(name, file.kind, (file.path,), start, end, 0, end - start, stamp)
    else:
        yield Partition(_name(file.path, file.kind, 0), file.kind, (file.path,), size=file.size, stamp=stamp)


def _row_groups(root: Path, file: _File, columns: Columns) -> Iterator[Partition | Finding]:
    pa, parquet = require("pyarrow", extra="parquet"), require("pyarrow.parquet", extra="parquet")
    name = shown(file.path)
    try:
        with (root / file.path).open("rb") as opened:
            found = parquet.read_metadata(opened)
            there = columns_of(found.schema.to_arrow_schema(), columns, name)
    except (pa.ArrowException, OSError, ValueError) as error:
        message = f"the Parquet file cannot be read: {echo(str(error), 200)}"
        yield Finding(Location(name), "A010", message, "copy it again; without it the others are linked")
        return
    if isinstance(there, Finding):
        yield there
        return
    groups = [found.row_group(i) for i in range(found.num_row_groups)]
    share = file.size / max(1, sum(each.total_byte_size for each in groups))
    stamp = _stamp([file])
    start = number = size = rows = first_row = 0
    for end, group in enumerate(groups, 1):
        size += group.total_byte_size
        rows += group.num_rows
        if size >= PARTITION_BYTES or end == len(groups):
            part = _name(file.path, file.kind, number)
            yield Partition(part, file.kind, (file.path,), start, end, first_row, round(size * share), stamp)
            start, number, size, first_row = end, number + 1, 0, rows
    if not groups:
        yield Partition(_name(file.path, file.kind, 0), file.kind, (file.path,), size=file.size, stamp=stamp)


class _Texts:
    """Collects text files to partitions. A partition has files of one folder."""

    def __init__(self) -> None:
        self._files: list[_File] = []
        self._size = 0
        self._numbers: dict[str, int] = {}

    def add(self, file: _File) -> Iterator[Partition]:
        """The partition that is complete without this file, if there is one."""
        other = bool(self._files) and _folder_of(self._files[0].path) != _folder_of(file.path)
        if other or len(self._files) >= FOLDER_FILES or self._size + file.size > FOLDER_BYTES:
            yield from self.rest()
        self._files.append(file)
        self._size += file.size

    def rest(self) -> Iterator[Partition]:
        """The partition of the files that were added last."""
        if not self._files:
            return
        folder = _folder_of(self._files[0].path)
        number = self._numbers.get(folder, 0)
        self._numbers[folder] = number + 1
        paths = tuple(each.path for each in self._files)
        name = _name(folder or "texts", Kind.TEXTS, number)
        yield Partition(name, Kind.TEXTS, paths, size=self._size, stamp=_stamp(self._files))
        self._files, self._size = [], 0


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str, kind: Kind, number: int) -> str:
    """A file name that says where the articles are from, and that no other partition of the corpus has."""
    stem = _NOT_NAME.sub("_", path.rpartition("/")[2]).encode()[:100].decode(errors="ignore")
    # 64 bits: of a million files of the same name in folders of their own, no two are the same.
    return f"{stem}-{number:05d}-{hashlib.sha256(f'{kind}|{path}'.encode(errors='surrogateescape')).hexdigest()[:16]}"


def shown(path: str) -> str:
    """The path of a file for a finding."""
    return echo(os.fsencode(path).decode(errors="replace"), 300)


def columns_of(schema: "pa.Schema", wanted: Columns, file: str) -> dict[str, str] | Finding:
    """The column of each field that a Parquet file has; a finding if it has no ids or texts."""
    found: dict[str, str] = {}
    for key in FIELDS:
        column = wanted.get(key, key)
        count = schema.names.count(column)
        problem = ""
        if not count and (key in {"id", "text"} or key in wanted):
            listed = ", ".join(map(echo, schema.names[:20])) or "none"
            problem = f'has no column "{echo(column)}"; it has: {listed}'
        elif count > 1:
            problem = f'has {count} columns "{echo(column)}"'
        elif count and key == "text" and not is_text(schema.field(column).type):
            problem = f'has no text in the column "{echo(column)}": its type is {echo(schema.field(column).type)}'
        if problem:
            advice = f"name the column of the {key} with --column {key}=COLUMN; without the file the others are linked"
            return Finding(Location(file), "A010", f"the Parquet file {problem}", advice)
        if count:
            found[key] = column
    return found


def _stamp(files: Iterable[_File]) -> str:
    found = hashlib.sha256()
    for each in files:
        found.update(f"{each.path}|{each.size}|{each.changed_ns}\n".encode(errors="surrogateescape"))
    return found.hexdigest()[:16]
