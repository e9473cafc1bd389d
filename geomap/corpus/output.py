"""Mentions of a corpus as files: one a partition, each with a manifest that says that it is finished.

    mentions/NAME.parquet            the mentions of a partition, or NAME.jsonl
    mentions/_geomap/run.json        what they were linked with
    mentions/_geomap/HASH.snapshot   the gazetteer
    mentions/_geomap/NAME.json       the manifest of a partition, written last
    mentions/_geomap/NAME.ids        a hash of each article's id, 8 bytes each

Spark, pyarrow and others read the folder as one table: they pass over names that begin with an underscore.
"""

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.corpus.batches import CorpusError, mentions_schema
from geomap.corpus.partitions import Partition
from geomap.extras import require
from geomap.files import TEMPORARY, write_whole
from geomap.findings import Finding, Location, echo
from geomap.link.snapshot import Snapshot, SnapshotError, read_snapshot

if TYPE_CHECKING:
    import pyarrow as pa

LISTED = 20
"""Findings of a partition that its manifest lists."""
_OTHER_FOLDER = "choose another folder with --output"
_GROUP_ROWS = 65_536  # of a row group in Parquet


@dataclass(frozen=True)
class Settings:
    """What the mentions depend on, in addition to the corpus."""

    snapshot: str
    likeliest: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    format: str = "parquet"


@dataclass(frozen=True)
class Manifest:
    """What became of a partition.

    Attributes:
        partition: its name.
        stamp: of its files: if they change, it is linked again.
        files: their paths in the corpus; of many, the first and the last.
        articles: the number that was read.
        mentions: the number that was found.
        characters: of the articles.
        without_article: the number of web pages that have none.
        not_linked: the number of findings.
        findings: the first of them.
        sha256: of the file with the mentions.
    """

    partition: str
    stamp: str
    files: tuple[str, ...]
    articles: int
    mentions: int
    characters: int
    without_article: int
    not_linked: int
    findings: tuple[Finding, ...]
    sha256: str


class Output:
    """The folder of the mentions.

    Args:
        folder: it is made if it does not exist.
        settings: of this run.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self._own = folder / "_geomap"
        self.snapshot = self._own / f"{settings.snapshot[:16]}.snapshot"

    def open(self, snapshot: Snapshot) -> None:
        """Make the folder, or check that it is of the same run; remove what a killed process left.

        Raises:
            CorpusError: it is of a run with another gazetteer or other options, or is another folder.
            OSError: it cannot be written.
        """
        run = self._own / "run.json"
        if next(self.manifests(), None):  # else nothing depends on the settings yet
            self._require_same(run)
        elif self.folder.is_dir() and any(self.folder.iterdir()) and not self._own.is_dir():
            raise CorpusError(f"{echo(self.folder)} is not empty", "choose a new folder with --output")
        self._own.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self._own):
            for each in os.scandir(folder):
                if TEMPORARY.fullmatch(each.name):
                    Path(each.path).unlink(missing_ok=True)
        if not self.snapshot.exists() or self.snapshot.read_bytes() != snapshot.data:
            write_whole(self.snapshot, snapshot.data)
        write_whole(run, _json(asdict(self.settings)))

    def _require_same(self, run: Path) -> None:
        """Raise the error that the settings of the folder are others."""
        try:
            there = read_settings(self.folder)
        except CorpusError:
            message = f"{echo(run)} is missing or damaged: what the finished partitions were linked with is not known"
            raise CorpusError(message, _OTHER_FOLDER) from None
        before, now = asdict(there), asdict(self.settings)
        key = next((key for key in now if before[key] != now[key]), None)
        if key is None:
            return
        snapshots = f"{there.snapshot[:16]} there, {self.settings.snapshot[:16]} here"
        what = {
            "snapshot": f"the snapshot of the gazetteer differs: {snapshots}",
            "likeliest": "it was linked with another --likeliest",
            "columns": "it was linked with other columns",
            "format": f"its format is {echo(there.format)}, not {self.settings.format}",
        }[key]
        if key == "snapshot":
            file = Output(self.folder, there).snapshot
            with contextlib.suppress(OSError):
                try:
                    read_snapshot(file.read_bytes(), str(file))
                except SnapshotError as error:  # of another version of geomap, or with other dictionaries
                    what = str(error)
        hint = "use the same gazetteer and options, or choose another folder with --output"
        raise CorpusError(f"{echo(self.folder)} is of another run: {what}", hint)

    def finished(self, partition: Partition) -> Manifest | None:
        """The manifest of a partition that is finished and whose files have not changed since."""
        try:
            manifest = read_manifest(self._own / f"{partition.name}.json")
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return manifest if manifest.stamp == partition.stamp and self.file_of(partition.name).is_file() else None

    def file_of(self, partition: str) -> Path:
        """The file with the mentions of a partition."""
        return self.folder / f"{partition}.{'parquet' if self.settings.format == 'parquet' else 'jsonl'}"

    def manifests(self) -> Iterator[Path]:
        """The manifests of all partitions that are finished, also of another corpus."""
        return (path for path in sorted(self._own.glob("*.json")) if path.name != "run.json")

    def ids_of(self, partition: str) -> Path:
        """The file with the hashes of the ids of a partition's articles."""
        return self._own / f"{partition}.ids"

    @contextlib.contextmanager
    def written(self, partition: str) -> Iterator["Writer"]:
        """Write the mentions of a partition. The file appears when it is complete.

        Raises:
            OSError: it cannot be written; nothing of it is left.
        """
        temporary = self.folder / f".geomap-{secrets.token_hex(8)}.new"
        try:
            writer = Writer(temporary, self.settings.format)
            try:
                yield writer
            finally:
                writer.close()
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
                writer.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            temporary.replace(self.file_of(partition))
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def finish(self, manifest: Manifest, hashes: bytes) -> None:
        """Write the manifest of a partition whose file is written."""
        write_whole(self.ids_of(manifest.partition), hashes)
        rows = {**asdict(manifest), "findings": [_finding_row(each) for each in manifest.findings]}
        write_whole(self._own / f"{manifest.partition}.json", _json(rows))


class Writer:
    """Writes mentions into one file. The same mentions are the same bytes, in whatever batches they come."""

    def __init__(self, path: Path, form: str) -> None:
        self.sha256 = ""
        self.mentions = 0
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._schema = mentions_schema()
        self._file = path.open("xb")
        self._parquet: Any = None
        if form == "parquet":
            parquet = require("pyarrow.parquet", extra="parquet")
            self._parquet = parquet.ParquetWriter(self._file, self._schema, compression="zstd")

    def write(self, batch: "pa.RecordBatch") -> None:
        """Add a batch."""
        self.mentions += batch.num_rows
        if self._parquet is None:
            encode = json.JSONEncoder(ensure_ascii=False).encode
            self._file.write("".join(f"{encode(row)}\n" for row in batch.to_pylist()).encode())
            return
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _GROUP_ROWS:
            self._write_groups(last=False)

    def _write_groups(self, *, last: bool) -> None:
        pa = require("pyarrow", extra="parquet")
        table = pa.Table.from_batches(self._waiting, schema=self._schema)
        while table.num_rows >= _GROUP_ROWS or (last and table.num_rows):
            self._parquet.write_table(table.slice(0, _GROUP_ROWS).combine_chunks(), row_group_size=_GROUP_ROWS)
            table = table.slice(_GROUP_ROWS)
        self._waiting, self._rows = table.to_batches(), table.num_rows

    def close(self) -> None:
        """Write the rest and the end of the file."""
        with self._file:
            if self._parquet is not None:
                with self._parquet:
                    self._write_groups(last=True)


def read_manifest(path: Path) -> Manifest:
    """The manifest in a file.

    Raises:
        OSError: it cannot be read.
        ValueError, KeyError, TypeError: it is none.
    """
    rows = _read_json(path)
    findings = tuple(_finding(row) for row in rows["findings"])
    return Manifest(**{**rows, "findings": findings, "files": tuple(rows["files"])})


def listed(files: Sequence[str]) -> tuple[str, ...]:
    """The files of a partition, as its manifest lists them."""
    return tuple(files) if len(files) < 3 else (files[0], files[-1])


def read_settings(folder: Path) -> Settings:
    """The settings of an output folder.

    Raises:
        CorpusError: the folder is no output of ``geomap link``.
    """
    try:
        found = Settings(**_read_json(folder / "_geomap" / "run.json"))
        if not (isinstance(found.snapshot, str) and isinstance(found.columns, dict)):
            raise TypeError  # noqa: TRY301
    except (OSError, ValueError, TypeError):
        hint = "name the folder that geomap link --output wrote"
        raise CorpusError(f"{echo(folder)} has no mentions of a corpus", hint) from None
    return found


def _finding_row(finding: Finding) -> list[Any]:
    at = finding.location
    return [at.file, at.line, at.column, finding.code, finding.message, finding.help]


def _finding(row: list[Any]) -> Finding:
    file, line, column, code, message, advice = row
    return Finding(Location(file, line, column), code, message, advice)


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogateescape")


def _read_json(path: Path) -> Any:
    return json.loads(path.read_bytes().decode("utf-8", "surrogateescape"))


def repeated_ids(files: Iterable[tuple[str, Path]], at_once: int = 4_000_000) -> Iterator[tuple[str, int, str, int]]:
    """The articles that have the id of an earlier one: the two partitions and the numbers of the articles in them.

    Args:
        files: the partitions with the files of their hashes.
        at_once: hashes in memory; with more articles, the files are read several times.
    """
    import numpy as np

    known = [(name, path, path.stat().st_size // 8) for name, path in files if path.exists()]
    total = sum(count for _, _, count in known)
    rounds = -(-total // at_once)
    for number in range(rounds):
        low, high = (each * 2**64 // rounds for each in (number, number + 1))
        hashes, sources, rows = [], [], []
        for source, (_, path, _) in enumerate(known):
            found = np.fromfile(path, "<u8")
            inside = np.flatnonzero((found >= np.uint64(low)) & (found <= np.uint64(high - 1)))
            hashes.append(found[inside])
            sources.append(np.full(len(inside), source, np.uint32))
            rows.append(inside.astype(np.uint32))
        values, at, row = (np.concatenate(each) for each in (hashes, sources, rows))
        del hashes, sources, rows
        order = np.argsort(values, kind="stable")
        values = values[order]
        same = np.flatnonzero(values[1:] == values[:-1])
        for i in same:
            first, second = order[i], order[i + 1]
            yield known[at[first]][0], int(row[first]) + 1, known[at[second]][0], int(row[second]) + 1
