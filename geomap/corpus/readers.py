"""A partition → record batches of its articles, and a finding for each that cannot be linked.

What can be read of a damaged file is read. No more than a few megabytes are held at a time, however large the file is:
the largest article is the limit.
"""

import codecs
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from geomap.corpus.batches import FIELDS
from geomap.corpus.cells import row_of, short, values
from geomap.corpus.partitions import Columns, Kind, Partition, columns_of, shown
from geomap.corpus.warc import PackedPage, WarcError, web_pages
from geomap.extras import require
from geomap.findings import Finding, Location, echo
from geomap.importing.article import parse_page
from geomap.importing.errors import EncodingError, ImportFailedError
from geomap.importing.saved_page import MAX_PAGE
from geomap.read import read_article
from geomap.read.files import why_unreadable
from geomap.read.json_lines import MAX_LINE, TOO_LONG, Row, read_row

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_CHARACTERS = 1_000_000
"""Of the articles of a batch; a longer article is a batch of its own."""
_BATCH_BYTES = 4_000_000  # of a Parquet file, about
_HEAD = 512  # bytes that show what a file is
_BATCH_ROWS = 64  # no more: a text that is in many rows takes its size only once in the file
_FILL_IN = "give each row an id and a text in UTF-8"
_CUT_OFF = "the rest was not read; copy the file again and link it again"
_UNPACK, _AS_UTF8 = "unpack it", "convert it to UTF-8"
_OTHER_FORMATS = (
    (b"\x1f\x8b", "compressed with gzip", "let its name end in .jsonl.gz"),
    (b"PK\x03\x04", "a zip archive", _UNPACK),
    (b"BZh", "compressed with bzip2", _UNPACK),
    (b"\xfd7zXZ", "compressed with xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", _UNPACK),
    (b"PAR1", "Parquet", "let its name end in .parquet"),
    (b"WARC/", "WARC", "let its name end in .warc"),
    (codecs.BOM_UTF16_LE, "UTF-16", _AS_UTF8),
    (codecs.BOM_UTF16_BE, "UTF-16", _AS_UTF8),
)


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
        file, name = root / partition.files[0], shown(partition.files[0])
        try:
            match partition.kind:
                case Kind.PARQUET:
                    with file.open("rb") as opened:
                        yield from self._parquet(opened, name, partition)
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
            id_ = article.front_matter.id or os.fsencode(name).decode(errors="replace").rpartition(".")[0]
            date = published.edtf if published else None
            yield Row(id_, article.title, article.text, article.front_matter.language, date)

    def _lines(self, opened: BinaryIO, name: str, partition: Partition) -> Iterator[Row]:
        """The lines that begin between the partition's first and last byte."""
        at = partition.start
        head = opened.read(_HEAD) if at else b""  # only looked at if a line is no article
        if at:
            opened.seek(at - 1)
            at += len(opened.readline(partition.end - at + 1)) - 1  # what is left of a line
        first, number = at, 0
        while not partition.end or at < partition.end:
            line, length = _line(opened, partition.end - at if partition.end else None)
            if not length:
                break
            at, number, head = at + length, number + 1, head or line[:_HEAD]
            row = TOO_LONG if len(line) == MAX_LINE and not line.endswith(b"\n") else read_row(line)
            if isinstance(row, Row):
                yield row
            elif line.strip():
                if what := _other_format(head):
                    if not partition.start:
                        self.report(Finding(Location(name), "A010", f"the file is {what[0]}, not JSON lines", what[1]))
                    return
                before = _lines_before.before((self.corpus, name, partition.stamp), opened, first)
                self.report(row.at(Location(name, before + number)))

    def _parquet(self, opened: BinaryIO, name: str, partition: Partition) -> Iterator[Row]:
        pa, parquet = require("pyarrow", extra="parquet"), require("pyarrow.parquet", extra="parquet")
        number = partition.first_row
        try:
            with parquet.ParquetFile(opened, pre_buffer=False, buffer_size=1 << 20) as table:
                columns = columns_of(table.schema_arrow, self.columns, name)
                if isinstance(columns, Finding):  # it has changed since the partitions were found
                    self.report(columns)
                    return
                groups = list(range(partition.start, partition.end))
                for batch in table.iter_batches(_batch_rows(table.metadata, groups), groups, [*columns.values()]):
                    cells = [
                        values(batch.column(columns[key])) if key in columns else repeat(None, batch.num_rows)
                        for key in FIELDS
                    ]
                    yield from self._read_cells(zip(*cells, strict=True), name, number)
                    number += batch.num_rows
        except pa.ArrowException as error:
            self._damaged(name, error)

    def _read_cells(self, rows: Iterable[tuple[Any, ...]], name: str, before: int) -> Iterator[Row]:
        """The rows that are articles; ``before`` is the number of the row before the first."""
        for number, each in enumerate(rows, before + 1):
            row = row_of(*each)
            if isinstance(row, Row):
                yield row
            else:
                self.report(replace(row, help=_FILL_IN).at(Location(name, number)))

    def _warc(self, opened: BinaryIO, name: str) -> Iterator[Row]:
        require("trafilatura", extra="html")
        for found in web_pages(opened):
            at = Location(name, found.record)
            if isinstance(found, WarcError):
                advice = _CUT_OFF if found.is_lost else "write the record again; the others are linked"
                self.report(Finding(at, "A010", str(found), advice))
                continue
            if isinstance(found, PackedPage):
                message = f"{found.error}: {echo(found.address, 200)}"
                self.report(Finding(at, "A003", message, found.error.hint))
                continue
            if len(found.page.html) > MAX_PAGE:
                self.report(TOO_LONG.at(at))
                continue
            try:
                values, text = parse_page(found.page.html, found.page.encoding, name)
            except EncodingError as error:
                self.report(Finding(at, "A003", f"the page {echo(found.address, 200)} is not text", error.hint))
                continue
            except ImportFailedError:
                self.without_article += 1
                continue
            row = row_of(found.address, text, values["language"], values["published"] or found.page.provenance.saved)
            if isinstance(row, Row):
                yield row
            else:
                self.report(row.at(at))


def _batch_rows(metadata: Any, groups: list[int]) -> int:
    """Rows that are read at once."""
    found = [metadata.row_group(i) for i in groups]
    rows, size = sum(each.num_rows for each in found), sum(each.total_byte_size for each in found)
    fitting: int = _BATCH_BYTES * rows // max(1, size)
    return max(1, min(_BATCH_ROWS, fitting))


def _batch(pa: Any, rows: list[Row]) -> "pa.RecordBatch":
    columns = {
        "id": [row.id for row in rows],
        "text": [row.text for row in rows],
        "language": [short(row.language) if isinstance(row.language, str) else None for row in rows],
        "published": [short(row.published, 100) for row in rows],
    }
    return pa.record_batch([pa.array(each, pa.string()) for each in columns.values()], names=list(columns))


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


def _other_format(start: bytes) -> tuple[str, str] | None:
    """What a file is that begins with these bytes and has no JSON lines, and what to do about it."""
    for mark, what, advice in _OTHER_FORMATS:
        if start.startswith(mark):
            return what, advice
    if start[257:262] == b"ustar":
        return "a tar archive", "unpack it"
    is_array = start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")
    return ("one JSON array", "write one article per line: jq -c '.[]' FILE") if is_array else None


class LineCount:
    """Counts the line ends before an offset of a file; offsets that rise are counted on from the last one."""

    def __init__(self) -> None:
        self._file: object = None
        self._offset = self._count = 0

    def before(self, file: object, opened: BinaryIO, offset: int) -> int:
        """The line ends before an offset. ``file`` is what tells files apart. The position in the file stays."""
        if file != self._file or offset < self._offset:
            self._file, self._offset, self._count = file, 0, 0
        here = opened.tell()
        opened.seek(self._offset)
        while self._offset < offset and (piece := opened.read(min(offset - self._offset, 1 << 20))):
            self._count += piece.count(b"\n")
            self._offset += len(piece)
        opened.seek(here)
        return self._count


_lines_before = LineCount()  # of a process: its partitions of a file come in order
