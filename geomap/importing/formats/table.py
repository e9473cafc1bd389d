"""CSV and TSV: tables with a line of headings."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

from geomap.exports.csv import unguarded
from geomap.extras import require
from geomap.findings import Location, echo, nearest
from geomap.importing.columns import match_columns, read_cells
from geomap.importing.dialects import ANY_TABLE, DIALECTS, Dialect, detect_dialect, is_no_value, normalise
from geomap.importing.errors import BrokenFileError, EncodingError, MissingColumnError
from geomap.importing.fields.positions import is_geoshape, is_position
from geomap.importing.formats.geojson import refuse_crs
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile, numbered, text_of
from geomap.read.areas import TO_WGS84
from geomap.read.files import position

DELIMITERS = ",;\t|"
_MAX_LINES_IN_ROW = 1000
_MAX_LINES_BEFORE_HEADINGS = 50
"""Titles and empty lines above the headings of a spreadsheet."""
_GUARDED_FORMULA = re.compile(r"'(?:[=+\-@\t\r]|[\d.,/: -]+$)")
_FORMULA_HINT = "it is imported as text; export values, not formulas"


@dataclass(frozen=True)
class Table:
    """The text of a table and what its headings mean.

    Attributes:
        start: the line of the headings.
        columns: the headings for each field that is read from a single cell, or from several cells one by one.
    """

    name: str
    text: str
    delimiter: str
    start: int
    headings: tuple[str, ...]
    dialect: Dialect
    columns: dict[str, tuple[str, ...]]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The line on which each row starts, and its cells; without the headings and without empty rows."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        start = 1
        try:
            for cells in reader:
                if start > self.start and any(cell.strip() for cell in cells):
                    yield start, cells
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
    if not text.strip():
        raise BrokenFileError("the file is empty", location=Location(source.name))
    start, delimiter, headings = _find_headings(text)
    if len(headings) < 2:
        hint = "write the names of the columns into the first line"
        raise BrokenFileError("the first line has no headings", hint, Location(source.name))
    for name, heading in source.options.columns.items():
        if heading not in headings:
            hint = nearest(heading, headings) or f"the columns are {', '.join(map(echo, headings))}"
            raise MissingColumnError(f'there is no column "{echo(heading)}" for {name}', hint, Location(source.name))
    dialect = DIALECTS.get(detect_dialect(headings) or "", ANY_TABLE)
    columns = _columns_of(dialect, headings, source.options.columns)
    table = Table(source.name, text, delimiter, start, headings, dialect, columns)
    if not {"latitude", "longitude", "coordinates", "geometry"} & columns.keys() and (found := _find_positions(table)):
        others = {name: tuple(each for each in read if each != found[1]) for name, read in columns.items()}
        columns = {name: read for name, read in others.items() if read} | {found[0]: (found[1],)}
        table = replace(table, columns=columns)
    return table


def _find_headings(text: str) -> tuple[int, str, tuple[str, ...]]:
    """The line of the headings, the delimiter and the headings: the first line with two filled cells or more."""
    for number, line in enumerate(text.split("\n")[:_MAX_LINES_BEFORE_HEADINGS], 1):
        delimiter = max(DELIMITERS, key=lambda mark: (len(_cells(line, mark)), -DELIMITERS.index(mark)))
        headings = tuple(heading.strip() for heading in _cells(line, delimiter))
        if sum(map(bool, headings)) > 1:
            return number, delimiter, _distinct(headings)
    return 1, ",", ()


def _distinct(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings, with a number after each that another column has too.

    >>> _distinct(["Name", "Source", "Source", ""])
    ('Name', 'Source', 'Source (2)', '')
    """
    seen: Counter[str] = Counter()
    distinct = []
    for heading in headings:
        seen[heading] += 1
        distinct.append(f"{heading} ({seen[heading]})" if heading and seen[heading] > 1 else heading)
    return tuple(distinct)


def _find_positions(table: Table) -> tuple[str, str] | None:
    """The first column of which every filled cell is a position, or an outline: its field and its heading."""
    rows = [cells for _, cells in islice(table.rows(), 20)]
    for number, heading in enumerate(table.headings):
        filled = [cell for cells in rows if number < len(cells) and (cell := cells[number].strip())]
        filled = [cell for cell in filled if not is_no_value(cell)]
        for name, is_one in (("coordinates", is_position), ("geometry", is_geoshape)):
            if filled and heading and all(map(is_one, filled)):
                return name, heading
    return None


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
    for heading in table.headings:
        if declared := re.search(r"EPSG\W{0,2}(\d{4,6})", heading, re.IGNORECASE):
            refuse_crs({"crs": f"EPSG:{declared[1]}"}, Location(source.name, table.start))
    systems = [name for name in table.headings if normalise(name) in {"crs", "srs", "srid", "epsg"}]
    above = [line.strip(table.delimiter + " ") for line in table.lines[: table.start - 1]]
    log.about += [f"Above the headings: {echo(line, 400)}" for line in above if line and not line.startswith("sep=")]
    special = {name: column for name, column in table.dialect.columns.items() if name not in source.options.columns}
    plain = {name: headings for name, headings in table.columns.items() if name not in special}
    normalised = [normalise(heading) for heading in table.headings]
    names = [heading or f"column {number}" for number, heading in enumerate(table.headings, 1)]
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
        by_name = dict(zip(names, unquoted, strict=False))
        values, others = read_cells(by_name, plain, source.options.columns, source.options.is_own)
        for name in systems:
            code = text_of(others.get(name))
            refuse_crs({"crs": f"EPSG:{code}" if code.isdecimal() else code or None}, Location(source.name, line))
        notes = []
        in_special: set[str] = set()
        by_heading: Mapping[str, str] = dict(zip(normalised, unquoted, strict=False)) if special else {}
        for name, column in special.items():
            values[name], note = column.read(by_heading)
            in_special.update(column.used(by_heading))
            notes += [f"{name}: {note}"] if note else []
        yield Record(
            {name: value for name, value in values.items() if value},
            partial(table.locate, line),
            tuple(notes),
            {
                name: value
                for name, value in others.items()
                if normalise(name) not in in_special or source.options.is_own(name)
            },
            table.columns,
        )


def _without_guard(cell: str, dialect: Dialect) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from reading it as a formula."""
    if dialect.guarded:
        return unguarded(cell).strip()
    return (cell[1:] if _GUARDED_FORMULA.match(cell) else cell).strip()


def _require_columns(table: Table) -> None:
    known = table.columns.keys()
    missing = [name for name in ("latitude", "longitude") if name not in known]
    missing = [] if {"coordinates", "geometry"} & known or not table.dialect.needs_position else missing
    both = ", or --column coordinates=COLUMN if one column has both" if missing else ""
    used = {heading for headings in table.columns.values() for heading in headings}
    has_only_positions = known <= _OF_A_POSITION and used >= set(table.headings)  # places without names
    missing += [] if has_only_positions or {"title", "place", "description"} & known else ["title"]
    if missing:
        message = f"no column is known to hold the {' or the '.join(missing)}"
        hint = (
            f"name it with --column {missing[0]}=COLUMN{both}; the columns are {', '.join(map(echo, table.headings))}"
        )
        if any(map(_is_value, table.headings)):
            hint = f"the first line looks like a row; write a line of headings above it. Or {hint}"
        elif any(normalise(heading).startswith(_METRES) for heading in table.headings):
            hint = f"easting and northing are metres of a map; {TO_WGS84}"
        error = MissingColumnError(message, hint, Location(table.name))
        error.field, error.columns = missing[0], table.headings
        raise error


_OF_A_POSITION = frozenset({"id", "latitude", "longitude", "coordinates", "geometry", "uncertainty_m", "precision"})
_METRES = ("easting", "northing", "rechtswert", "hochwert", "x_coord", "utm_e", "e_utm", "sweref", "lambert")


def _is_value(heading: str) -> bool:
    """Whether what should be a heading is a number or a date."""
    return bool(re.fullmatch(r"-?\d+[.,]\d+|\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}", heading))


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
    guess = _likely_encoding(source.data)
    message = f"byte 0x{source.data[start]:02X} is not valid {encoding.removesuffix('-sig').upper()}"
    return EncodingError(message, f"pass {guess}; or save it as UTF-8", position(before, len(before), source.name))


_SUPERSETS = {"iso-8859-1": "windows-1252", "ascii": "windows-1252", "koi8-r": "koi8-u", "iso-8859-9": "windows-1254"}
"""Encodings that programs of today mean when an older one, of which they are a superset, is recognised."""


def _likely_encoding(data: bytes) -> str:
    """The option with the encoding that the bytes probably have, with the first word that shows whether it is right."""
    chardet = require("chardet", extra="import")
    found = str(chardet.detect(data[:200_000]).get("encoding") or "").lower()
    encoding = _SUPERSETS.get(found, found)
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeError):
        return "--encoding, for example windows-1252"
    word = next((word for word in re.findall(r"\w+", text) if not word.isascii()), "")
    return f'--encoding {encoding} if "{echo(word)}" is right' if word else f"--encoding {encoding}"


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
