"""A partition → record batches of its articles, and a finding for each that cannot be linked.

What can be read of a damaged file is read. No more than a few megabytes are held at a time, however large the file is:
the largest article is the limit.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from geomap.corpus.partitions import FIELDS, Columns, Kind, Partition, columns_of
from geomap.extras import require
from geomap.findings import Finding, Location, echo
from geomap.importing.article import parse_page
from geomap.importing.errors import EncodingError, ImportFailedError
from geomap.importing.saved_page import page_of
from geomap.read import read_article
from geomap.read.files import why_unreadable
from geomap.read.json_lines import MAX_LINE, TOO_LONG, Problem, Row, problem_of, read_row

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_CHARACTERS = 1_000_000
"""Of the articles of a batch; a longer article is a batch of its own."""
_BATCH_BYTES = 4_000_000  # of a Parquet file, about
_CUT_OFF = "the rest was not read; copy the file again and link it again"


@dataclass
class Reader:
    """Reads the articles of partitions.

    Args:
        corpus: the file or folder.
        columns: the columns of Parquet files that have other names.

    Attributes:
        report: is called with each finding.
        articles: the number that was read.
        characters: of their texts.
        hashes: of their ids, in order, 8 bytes each.
        without_article: the number of web pages that have none.
    """

    corpus: Path
    columns: Columns
    report: Callable[[Finding], None]
    articles: int = 0
    characters: int = 0
    hashes: bytearray = field(default_factory=bytearray)
    without_article: int = 0

    def batches(self, partition: Partition) -> "Iterator[pa.RecordBatch]":
        """The articles of a partition, with the columns that ``link_batches`` wants."""
        pa = require("pyarrow", extra="parquet")
        rows: list[Row] = []
        size = 0
        for row in self._rows(partition):
            self.articles += 1
            self.characters += len(row.text)
            self.hashes += hashlib.blake2b(row.id.encode(errors="replace"), digest_size=8).digest()
            rows.append(row)
            size += len(row.text)
            if size >= BATCH_CHARACTERS:
                yield _batch(pa, rows)
                rows, size = [], 0
        if rows:
            yield _batch(pa, rows)

    def _rows(self, partition: Partition) -> Iterator[Row]:
        root = self.corpus if self.corpus.is_dir() else self.corpus.parent
        if partition.kind is Kind.TEXTS:
            yield from self._texts(root, partition)
            return
        file, name = root / partition.files[0], partition.files[0]
        try:
            match partition.kind:
                case Kind.PARQUET:
                    yield from self._parquet(file, name, partition)
                case Kind.LINES:
                    with file.open("rb") as opened:
                        yield from self._lines(opened, name, partition)
                case Kind.PACKED_LINES:
                    with gzip.open(file) as packed:
                        yield from self._lines(packed, name, partition)  # type: ignore[arg-type]
                case Kind.WARC:
                    with file.open("rb") as opened:
                        yield from self._warc(opened, name)
        except OSError as error:
            if error.errno is None:  # not of the system: of gzip or Arrow, about the content
                self._damaged(name, error)
            else:
                self.report(Finding(Location(name), "Y001", *why_unreadable(error)))
        except (EOFError, zlib.error) as error:
            self._damaged(name, error)

    def _damaged(self, name: str, error: Exception) -> None:
        self.report(Finding(Location(name), "A010", f"the file is damaged: {echo(str(error), 200)}", _CUT_OFF))

    def _texts(self, root: Path, partition: Partition) -> Iterator[Row]:
        for name in partition.files:
            article, findings = read_article(root / name, root, anywhere=True)
            for finding in findings:
                self.report(finding)
            if article is None:
                continue
            published = article.front_matter.published
            id_ = article.front_matter.id or name.rpartition(".")[0]
            date = published.edtf if published else None
            yield Row(id_, article.title, article.text, article.front_matter.language, date)

    def _lines(self, opened: BinaryIO, name: str, partition: Partition) -> Iterator[Row]:
        """The lines that begin between the partition's first and last byte."""
        at = partition.start
        if at:
            opened.seek(at - 1)
            at += len(opened.readline(partition.end - at + 1)) - 1  # what is left of a line
        first, number = at, 0
        before: int | None = None  # lines before the first, counted only for a finding
        while not partition.end or at < partition.end:
            line, length = _line(opened, partition.end - at if partition.end else None)
            if not length:
                break
            at, number = at + length, number + 1
            row = TOO_LONG if len(line) == MAX_LINE and not line.endswith(b"\n") else read_row(line)
            if isinstance(row, Row):
                yield row
            elif line.strip():
                before = _newlines(opened, first) if before is None and first else before or 0
                self.report(row.at(Location(name, before + number)))

    def _parquet(self, file: Path, name: str, partition: Partition) -> Iterator[Row]:
        pa, parquet = require("pyarrow", extra="parquet"), require("pyarrow.parquet", extra="parquet")
        number = partition.first_row
        try:
            with parquet.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20) as opened:
                names = columns_of(opened.schema_arrow.names, self.columns, name)
                groups = range(partition.start, partition.end)
                mean = sum(opened.metadata.row_group(i).total_byte_size for i in groups) / max(
                    1, sum(opened.metadata.row_group(i).num_rows for i in groups)
                )
                size = max(1, min(1024, int(_BATCH_BYTES / max(1, mean))))
                for batch in opened.iter_batches(size, list(groups), [each for each in names.values() if each]):
                    columns = [
                        batch.column(batch.schema.get_field_index(names[key])) if names[key] else [None] * len(batch)
                        for key in FIELDS
                    ]
                    for cells in zip(*columns, strict=True):
                        number += 1
                        row = _row(*(each.as_py() if each is not None else None for each in cells))
                        if isinstance(row, Row):
                            yield row
                        else:
                            self.report(row.at(Location(name, number)))
        except pa.ArrowException as error:
            self._damaged(name, error)

    def _warc(self, opened: BinaryIO, name: str) -> Iterator[Row]:
        require("trafilatura", extra="html")
        warcio = require("warcio.archiveiterator", extra="import")
        errors = require("warcio.exceptions", extra="import")
        number = 0
        try:
            for number, record in enumerate(warcio.ArchiveIterator(opened), 1):
                address = record.rec_headers.get_header("WARC-Target-URI") or ""
                at = Location(name, number)
                page = page_of(record)
                record.content_stream().read()
                if getattr(record.raw_stream, "limit", 0) > 0:
                    self.report(Finding(at, "A010", f"the file ends in record {number}", _CUT_OFF))
                    return
                if page is None:
                    continue
                try:
                    values, text = parse_page(page.html, page.encoding, name)
                except EncodingError as error:
                    self.report(Finding(at, "A003", f"the page {echo(address, 200)} is not text", error.hint))
                    continue
                except ImportFailedError:
                    self.without_article += 1
                    continue
                saved = page.provenance.saved
                row = _row(address, text, values["language"], values["published"] or saved)
                if isinstance(row, Row):
                    yield row
                else:
                    self.report(row.at(at))
        except errors.ArchiveLoadFailed as error:
            self._damaged(name, error)


def _batch(pa: Any, rows: list[Row]) -> "pa.RecordBatch":
    columns = {
        "id": [row.id for row in rows],
        "text": [row.text for row in rows],
        "language": [row.language if isinstance(row.language, str) else None for row in rows],
        "published": [None if row.published is None else str(row.published)[:100] for row in rows],
    }
    return pa.record_batch([pa.array(each, pa.string()) for each in columns.values()], names=list(columns))


def _row(id_: Any, text: Any, language: Any, published: Any) -> Row | Problem:
    """A row of a Parquet file. Text in bytes is UTF-8."""
    name = "" if id_ is None else str(id_)
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return Problem("A003", f"byte 0x{text[error.start]:02X} is not UTF-8", "write the column as strings")
    problem = problem_of(name, text)
    if problem:
        return problem
    date = published.isoformat()[:10] if hasattr(published, "isoformat") else published
    return Row(name, name, text, language, date)


def _line(opened: BinaryIO | io.BufferedIOBase, room: int | None) -> tuple[bytes, int]:
    """The next line, no more than the beginning of one that is too long, and its length.

    Of a line that is too long, no more than ``room`` bytes are passed over, if that is given.
    """
    line = opened.readline(MAX_LINE)
    length = len(line)
    part = line
    while len(part) == MAX_LINE and not part.endswith(b"\n") and (room is None or length < room):
        part = opened.readline(MAX_LINE)
        length += len(part)
    return line, length


def _newlines(opened: BinaryIO, end: int) -> int:
    """The line ends before an offset. The position in the file stays."""
    here = opened.tell()
    opened.seek(0)
    count = 0
    while end > 0 and (piece := opened.read(min(end, 1 << 20))):
        count += piece.count(b"\n")
        end -= len(piece)
    opened.seek(here)
    return count
