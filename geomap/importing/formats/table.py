"""CSV and TSV: tables with a line of headings."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from geomap.exports.csv import unguarded
from geomap.extras import require
from geomap.findings import Location, echo, nearest
from geomap.importing.columns import ANY_TABLE, DIALECTS, Dialect, detect_dialect, match_columns, normalise
from geomap.importing.errors import BrokenFileError, EncodingError, MissingColumnError
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile, numbered
from geomap.read.files import position

DELIMITERS = ",;\t|"
_MAX_LINES_IN_ROW = 1000
_GUARDED_FORMULA = re.compile(r"'[=+\-@\t\r]")
_FORMULA_HINT = "it is imported as text; export values, not formulas"


@dataclass(frozen=True)
class Table:
    """The text of a table and what its headings mean.

    Attributes:
        columns: the headings for each field that is read from a single cell, or from several cells one by one.
    """

    name: str
    text: str
    delimiter: str
    headings: tuple[str, ...]
    dialect: Dialect
    columns: dict[str, tuple[str, ...]]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The line on which each row starts, and its cells; without the headings and without empty rows."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        start, has_headings = 1, False
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    if has_headings:
                        yield start, cells
                    has_headings = True
                start = reader.line_num + 1
        except csv.Error as error:
            message = f"the table cannot be read from here on ({error})"
            raise BrokenFileError(message, 'look for a " without its partner', Location(self.name, start)) from None

    def locate(self, line: int, name: str) -> Location:
        """The location of the cell of a field, in the row that starts on a line."""
        column = next(iter(self.columns.get(name, ())), None)
        return Location(self.name, line) if column is None else self.cell(line, self.headings.index(column))

    def cell(self, line: int, number: int) -> Location:
        """The location of a cell of the row that starts on a line; quoted cells may have several lines."""
        found, quoted = 0, False
        for at in range(line, min(line + _MAX_LINES_IN_ROW, len(self.lines) + 1)):
            if found == number and not quoted:
                return Location(self.name, at, 1)
            for column, character in enumerate(self.lines[at - 1]):
                if character == '"':
                    quoted = not quoted
                elif character == self.delimiter and not quoted:
                    found += 1
                    if found == number:
                        return Location(self.name, at, column + 2)
            if not quoted:
                break
        return Location(self.name, line)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")


def open_table(source: SourceFile) -> Table:
    """Decode a table, find its delimiter and match its headings with fields.

    Raises:
        EncodingError: it is not text in its encoding.
        BrokenFileError: it has no headings.
        MissingColumnError: the user chose a column that it does not have.
    """
    text = _decode(source)
    line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda mark: (len(_cells(line, mark)), -DELIMITERS.index(mark)))
    headings = tuple(heading.strip() for heading in _cells(line, delimiter))
    if not line.strip():
        raise BrokenFileError("the file is empty", location=Location(source.name))
    if len(headings) < 2:
        hint = "write the names of the columns into the first line"
        raise BrokenFileError("the first line has no headings", hint, Location(source.name))
    for name, heading in source.options.columns.items():
        if heading not in headings:
            hint = nearest(heading, headings) or f"the columns are {', '.join(map(echo, headings))}"
            raise MissingColumnError(f'there is no column "{echo(heading)}" for {name}', hint, Location(source.name))
    dialect = DIALECTS.get(detect_dialect(headings) or "", ANY_TABLE)
    columns = _columns_of(dialect, headings, source.options.columns)
    return Table(source.name, text, delimiter, headings, dialect, columns)


def _columns_of(dialect: Dialect, headings: Sequence[str], chosen: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The columns of each field: those that the user chose, then those of the dialect, then all others."""
    by_name = {normalise(heading): heading for heading in reversed(headings)}
    columns = {name: found for name, found in match_columns(headings, chosen).items() if name not in dialect.ignored}
    for name, column in dialect.columns.items():
        parts = [part for each in column.names for part in each.split("/") if part in by_name]
        if parts and name not in chosen:
            columns[name] = tuple(by_name[part] for part in parts)
    return columns | {name: (heading,) for name, heading in chosen.items()}


def read_table(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each row as a record.

    Raises:
        MissingColumnError: no column is known to hold the position or the title.
    """
    table = open_table(source)
    _require_columns(table)
    log.read(table.columns, table.headings)
    special = {name: column for name, column in table.dialect.columns.items() if name not in source.options.columns}
    plain = {
        name: [table.headings.index(heading) for heading in headings]
        for name, headings in table.columns.items()
        if name not in special
    }
    normalised = [normalise(heading) for heading in table.headings]
    for _, (line, cells) in numbered(table.rows(), source.name):
        if any(cell.strip() for cell in cells[len(table.headings) :]):
            message = f"the row has {len(cells)} cells, the table has {len(table.headings)} columns"
            log.add("I003", Location(source.name, line), message, 'quote cells that contain the delimiter: "55,7279"')
            continue
        for number, cell in enumerate(cells):
            if cell.startswith("="):
                message = f"the cell {echo(cell, 40)} looks like a formula"
                log.add("I011", table.cell(line, number), message, _FORMULA_HINT)
        unquoted = [_without_guard(cell, table.dialect) for cell in cells]
        values = {name: _read_cells(unquoted, indexes) for name, indexes in plain.items()}
        notes = []
        by_heading: Mapping[str, str] = dict(zip(normalised, unquoted, strict=False)) if special else {}
        for name, column in special.items():
            values[name], note = column.read(by_heading)
            notes += [f"{name}: {note}"] if note else []
        yield Record(
            {name: value for name, value in values.items() if value}, partial(table.locate, line), tuple(notes)
        )


def _read_cells(cells: Sequence[str], indexes: Sequence[int]) -> Any:
    """The text of one cell, or the texts of several."""
    values = [cells[index] for index in indexes if index < len(cells) and cells[index]]
    return values if len(indexes) > 1 else "".join(values)


def _without_guard(cell: str, dialect: Dialect) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from reading it as a formula."""
    if dialect.guarded:
        return unguarded(cell).strip()
    return (cell[1:] if _GUARDED_FORMULA.match(cell) else cell).strip()


def _require_columns(table: Table) -> None:
    known = table.columns.keys()
    missing = [name for name in ("latitude", "longitude") if name not in known]
    missing = [] if {"coordinates", "geometry"} & known else missing
    missing += [] if {"title", "place", "description"} & known else ["title"]
    if missing:
        message = f"no column is known to hold the {' or the '.join(missing)}"
        hint = f"name it with --column {missing[0]}=COLUMN; the columns are {', '.join(map(echo, table.headings))}"
        error = MissingColumnError(message, hint, Location(table.name))
        error.field, error.columns = missing[0], table.headings
        raise error


def _decode(source: SourceFile) -> str:
    data, encoding = source.data, source.options.encoding
    if encoding is None:
        encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except LookupError:
        message = f'unknown encoding "{echo(encoding)}"'
        raise EncodingError(message, "for example --encoding windows-1251", Location(source.name)) from None
    except UnicodeError as error:
        raise _encoding_error(source, encoding, error) from None
    nul = text.find("\0")
    if nul >= 0:
        message = "a NUL character: the file is not text, or has another encoding"
        raise EncodingError(message, "name the encoding with --encoding", position(text, nul, source.name))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding_error(source: SourceFile, encoding: str, error: UnicodeError) -> EncodingError:
    """The location of the first invalid byte, and the encoding that the file probably has."""
    start = error.start if isinstance(error, UnicodeDecodeError) else 0
    before = source.data[:start].decode(encoding, errors="ignore")
    best = require("charset_normalizer", extra="import").from_bytes(source.data[:200_000]).best()
    guess = f"--encoding {best.encoding.replace('_', '-')}, which is likely" if best else "--encoding"
    message = f"byte 0x{source.data[start]:02X} is not valid {encoding.removesuffix('-sig').upper()}"
    return EncodingError(message, f"pass {guess}, or save it as UTF-8", position(before, len(before), source.name))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
