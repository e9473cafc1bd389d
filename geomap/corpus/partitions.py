"""A file or folder of articles → partitions: the pieces that are linked, written and repeated as one.

The same corpus has the same partitions in the same order. They are found again each time, one at a time, so that a
folder of a million files takes no more memory than the names in its largest folder.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from geomap.corpus.batches import CorpusError
from geomap.extras import require
from geomap.findings import Finding, Location, echo
from geomap.read.files import why_unreadable

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
FIELDS = ("id", "text", "language", "published")
"""The columns of a Parquet file that are read; it must have the first two."""
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
) -> Iterator[Partition | Finding]:
    """The partitions of a corpus, in the order of its files' names, and a finding for each file that has none.

    Args:
        corpus: a file, or a folder with its subfolders. Hidden files and other kinds of files are passed over, and
            those whose names begin with an underscore, unless they are texts.
        columns: of Parquet files.
        without: a folder in it that is passed over: the output.

    Raises:
        CorpusError: there is no such corpus, it is a file of another kind, or a Parquet file has no ids or texts.
    """
    if corpus.is_dir():
        root, files = corpus, _files(corpus, "", os.path.realpath(without) if without else "")
    else:
        root, files = corpus.parent, iter([_single_file(corpus)])
    texts = _Texts()
    for each in files:
        if isinstance(each, Finding):
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
        known = ", ".join(_ENDINGS)
        raise CorpusError(f"{echo(path)} is not a corpus", f"its name must end in one of {known}")
    return _File(path.name, kind, found.st_size, found.st_mtime_ns)


def _files(root: Path, folder: str, without: str) -> Iterator[_File | Finding]:
    """The files of a folder and its subfolders, in the order of their names. Links to folders are not followed."""
    try:
        with os.scandir(root / folder) as found:
            entries = sorted((each.name, each.is_dir(follow_symlinks=False)) for each in found)
    except OSError as error:
        yield Finding(Location(folder or root.name), "Y001", *why_unreadable(error, "folder"))
        return
    for name, is_folder in entries:
        path = f"{folder}/{name}" if folder else name
        if name.startswith("."):
            continue
        if is_folder:
            if not name.startswith("_") and (not without or os.path.realpath(root / path) != without):
                yield from _files(root, path, without)
            continue
        kind = kind_of(name)
        if kind is None or (name.startswith("_") and kind is not Kind.TEXTS):
            continue
        try:
            found_file = os.stat(root / path)  # noqa: PTH116  (a million Path objects take longer)
        except OSError as error:
            yield Finding(Location(path), "Y001", *why_unreadable(error))
            continue
        yield _File(path, kind, found_file.st_size, found_file.st_mtime_ns)


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
    try:
        found = parquet.read_metadata(root / file.path)
    except (pa.ArrowException, OSError) as error:
        message = f"the Parquet file cannot be read: {echo(str(error), 200)}"
        yield Finding(Location(file.path), "A010", message, "copy it again; without it the others are linked")
        return
    columns_of(found.schema.to_arrow_schema().names, columns, file.path)
    sizes = [found.row_group(i).total_byte_size for i in range(found.num_row_groups)]
    rows = [found.row_group(i).num_rows for i in range(found.num_row_groups)]
    share = file.size / max(1, sum(sizes))
    start = number = 0
    for end in range(1, len(sizes) + 1):
        if sum(sizes[start:end]) < PARTITION_BYTES and end < len(sizes):
            continue
        name = _name(file.path, file.kind, number)
        size = round(sum(sizes[start:end]) * share)
        yield Partition(name, file.kind, (file.path,), start, end, sum(rows[:start]), size, _stamp([file]))
        start, number = end, number + 1


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
    stem = _NOT_NAME.sub("_", path.rpartition("/")[2])[:60]
    return f"{stem}-{number:05d}-{hashlib.sha256(f'{kind}|{path}'.encode(errors='surrogateescape')).hexdigest()[:8]}"


def columns_of(there: Sequence[str], wanted: Columns, file: str) -> dict[str, str | None]:
    """The column of each field; None for a field that the file does not have."""
    found: dict[str, str | None] = {}
    for key in FIELDS:
        column = wanted.get(key, key)
        if column in there:
            found[key] = column
        elif key in {"id", "text"} or key in wanted:
            listed = ", ".join(map(echo, there[:20])) or "none"
            message = f'{echo(file)} has no column "{echo(column)}"; it has: {listed}'
            raise CorpusError(message, f"name the column of the {key} with --column {key}=COLUMN")
        else:
            found[key] = None
    return found


def _stamp(files: Iterable[_File]) -> str:
    found = hashlib.sha256()
    for each in files:
        found.update(f"{each.path}|{each.size}|{each.changed_ns}\n".encode(errors="surrogateescape"))
    return found.hexdigest()[:16]
