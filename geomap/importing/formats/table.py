"""CSV and TSV: any table with a line of headings, and those of GeoConfirmed, ACLED, LP-TSV and geomap itself."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from charset_normalizer import from_bytes

from geomap.exports.csv import unguarded
from geomap.findings import Finding, Location, echo, nearest
from geomap.importing.formats.columns import guessed, plain
from geomap.importing.formats.source import MAX_RECORDS, ImportFailedError, Raw, Source, broken, too_many
from geomap.read.files import position

DELIMITERS = ",;\t|"
_NAME_IN_LANGUAGE = re.compile(r"(.+\S)\s*@\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
_LINES_IN_A_ROW = 1000
MAX_NAME = 200
"""Characters of a name; what is longer is none."""
_FORMULA_MADE_SAFE = re.compile(r"'[=+\-@\t\r]")


@dataclass(frozen=True)
class Table:
    """A table as it stands in its file."""

    name: str
    text: str
    delimiter: str
    headings: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    dialect: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The line on which each row begins, and its cells."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        begun = 1
        try:
            for row in reader:
                yield begun, row
                begun = reader.line_num + 1
        except csv.Error as problem:
            found = f"the table cannot be read from here on ({problem})"
            raise broken(Location(self.name, begun), found, 'look for a " that is not closed') from None

    def at(self, line: int, name: str) -> Location:
        """Where the cell for one of geomap's names stands in the row that begins on a line."""
        column = next(iter(self.columns.get(name, ())), None)
        if column is None:
            return Location(self.name, line)
        return self.cell(line, self.headings.index(column))

    def cell(self, line: int, number: int) -> Location:
        """Where a cell stands, counted from the line its row begins on; cells in quotes may go over several lines."""
        found, quoted = 0, False
        for at in range(line, min(line + _LINES_IN_A_ROW, len(self.lines) + 1)):
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
        """The lines of the text, cut once."""
        return self.text.split("\n")


def open_table(source: Source) -> Table:
    """The table of a file: its encoding, its delimiter, its headings and what they are taken for.

    Raises:
        ImportFailedError: it is no text, has no headings, or none for a position or a title.
    """
    text = _decoded(source)
    line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda mark: (len(_cells(line, mark)), -DELIMITERS.index(mark)))
    headings = tuple(heading.strip() for heading in _cells(line, delimiter))
    if not line.strip() or len(headings) < 2:
        found = "the file is empty" if not line.strip() else "the first line is no line of headings"
        raise broken(Location(source.name), found, "write the columns' names into the first line")
    _check_wishes(source, headings)
    kind = dialect(headings)
    columns = {**guessed(headings, source.wishes.columns), **_columns_of(kind, headings)}
    columns |= {name: (column,) for name, column in source.wishes.columns.items()}
    return Table(source.name, text, delimiter, headings, columns, kind)


def read_table(source: Source) -> Iterator[Raw | Finding]:
    """Every row as a thing, under geomap's names."""
    table = open_table(source)
    _check_columns(table)
    index = {heading: at for at, heading in reversed(list(enumerate(table.headings)))}
    wanted = {name: [index[column] for column in columns] for name, columns in table.columns.items()}
    count, headed = 0, False
    for line, cells in table.rows():
        if not any(cell.strip() for cell in cells):
            continue
        if not headed:
            headed = True
            continue
        count += 1
        if count > MAX_RECORDS:
            raise too_many(source)
        if len(cells) > len(table.headings) and any(cell.strip() for cell in cells[len(table.headings) :]):
            found = f"the row has {len(cells)} cells, the headings are {len(table.headings)}"
            advice = 'put cells that hold the delimiter in quotes: "55,7279"'
            yield Finding(Location(source.name, line), "I003", found, advice)
            continue
        at = partial(table.at, line)
        for number, cell in enumerate(cells):
            if cell.startswith("="):
                yield Finding(
                    table.cell(line, number), "I011", f"the cell {echo(cell, 40)} begins like a formula", _FORMULA
                )
        cleared = [_cleared(cell, table.dialect) for cell in cells]
        said = {name: _said(cleared, columns) for name, columns in wanted.items()}
        yield _understood(table, {name: value for name, value in said.items() if value}, cleared, at)


_FORMULA = "it is kept as text and never computed; export values, not formulas"


def _said(cells: Sequence[str], columns: Sequence[int]) -> Any:
    values = [cells[column] for column in columns if column < len(cells)]
    values = [value for value in values if value]
    return values if len(columns) > 1 else "".join(values)


def _cleared(cell: str, kind: str) -> str:
    """The cell without the marks that keep spreadsheets from taking it for a formula."""
    if kind in {"geomap", "lp-tsv"}:  # as geomap writes them
        return unguarded(cell).strip()
    return (cell[1:] if _FORMULA_MADE_SAFE.match(cell) else cell).strip()


def dialect(headings: Sequence[str]) -> str:
    """Whose table it is, by columns that only they have."""
    names = {plain(heading) for heading in headings}
    for kind, telling in (
        ("geomap", {"status_reason", "place_id", "date_earliest"}),
        ("geoconfirmed", {"pluscode", "orbatunits"}),
        ("acled", {"event_id_cnty", "event_date"}),
        ("lp-tsv", {"title", "title_source"}),
    ):
        if telling <= names:
            return kind
    return "table"


_OTHERS: dict[str, dict[str, str]] = {
    "acled": {"id": "event_id_cnty", "title": "event_type", "place": "location", "description": "notes"},
    "geoconfirmed": {"title": "name", "system": "equipment"},
    "lp-tsv": {"coordinate_source": "geo_source", "geometry": "geowkt"},
}


def _columns_of(kind: str, headings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    known = {plain(heading): heading for heading in headings}
    return {name: (known[column],) for name, column in _OTHERS.get(kind, {}).items() if column in known}


def _understood(table: Table, said: dict[str, Any], cells: Sequence[str], at: Any) -> Raw:
    """The row, with what only its kind of table has."""
    if table.dialect not in {"acled", "lp-tsv"}:
        return Raw(said, at)
    other = {plain(heading): cell for heading, cell in zip(table.headings, cells, strict=False)}
    return _acled(said, other, at) if table.dialect == "acled" else _lp_tsv(said, other, at)


# https://acleddata.com, codebook: 1 a named town, 2 near one or a part of a region, 3 a region. A code says no more
# than that, so the second is taken for a region too.
_ACLED_PRECISION = {"1": "settlement", "2": "region", "3": "region"}


def _acled(said: dict[str, Any], other: dict[str, str], at: Any) -> Raw:
    notes = []
    what, where = other.get("sub_event_type") or other.get("event_type"), other.get("location")
    if what:
        said["title"] = f"{what}, {where}" if where else what
        notes.append("title: made of the kind of event and its location")
    code = other.get("geo_precision", "")
    if code:
        said["precision"] = _ACLED_PRECISION.get(code, code)
        notes.append(f"precision: ACLED's geo_precision is {code}")
    if other.get("time_precision") in {"2", "3"}:
        said["time_precision"] = "week" if other["time_precision"] == "2" else "month"
        notes.append(f"date: ACLED's time_precision is {other['time_precision']}, {said['time_precision']}")
    if other.get("source"):
        said["links"] = [other["source"]]
    return Raw(said, at, tuple(notes))


def _lp_tsv(said: dict[str, Any], other: dict[str, str], at: Any) -> Raw:
    """Linked Places as a table: https://github.com/LinkedPasts/linked-places-format, LP-TSV v0.5."""
    for name in ("date_earliest", "date_latest", "links"):  # of the place's name, not of anything that happened
        said.pop(name, None)
    variants = [each.strip() for each in re.split(r"[;|]", other.get("variants", "")) if each.strip()]
    variants = [each for each in variants if len(each) <= MAX_NAME]
    spoken = [found for each in variants if (found := _NAME_IN_LANGUAGE.fullmatch(each))]
    said["names"] = {found[2]: found[1] for found in reversed(spoken)}
    said["aliases"] = [each for each in variants if not _NAME_IN_LANGUAGE.fullmatch(each)]
    said["same_as"] = [each.strip() for each in re.split(r"[;|]", other.get("matches", "")) if each.strip()]
    notes = []
    if re.fullmatch(r"\d+(?:\.\d+)?", other.get("approximation", "")):
        said["uncertainty_m"] = float(other["approximation"]) * 1000
        notes.append(f"uncertainty: the source's approximation is {other['approximation']} km")
    return Raw(said, at, tuple(notes))


def _check_wishes(source: Source, headings: Sequence[str]) -> None:
    for name, column in source.wishes.columns.items():
        if column not in headings:
            found = f'there is no column "{echo(column)}" for {name}'
            advice = nearest(column, headings) or f"the columns are {', '.join(map(echo, headings))}"
            raise ImportFailedError(Finding(Location(source.name), "I009", found, advice))


def _check_columns(table: Table) -> None:
    placed = {"coordinates", "geometry"} & table.columns.keys() or {"latitude", "longitude"} <= table.columns.keys()
    missing = [] if placed else [each for each in ("latitude", "longitude") if each not in table.columns]
    missing += [] if {"title", "place", "description"} & table.columns.keys() else ["title"]
    if missing:
        found = f"no column could be told to be the {' or the '.join(missing)}"
        shown = f"the columns are {', '.join(map(echo, table.headings))}"
        raise ImportFailedError(
            Finding(Location(table.name), "I009", found, f"say which it is with --column {missing[0]}=…; {shown}"),
            missing=(missing[0], table.headings),
        )


def _decoded(source: Source) -> str:
    data, encoding = source.data, source.wishes.encoding
    if encoding is None:
        encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except LookupError:
        found = f'there is no encoding "{echo(encoding)}"'
        raise ImportFailedError(Finding(Location(source.name), "I002", found, "such as windows-1251")) from None
    except UnicodeError as problem:
        raise ImportFailedError(_undecodable(source, encoding, problem)) from None
    nul = text.find("\0")
    if nul >= 0:
        found = "a NUL character stands here: the file is no text, or in another encoding"
        raise ImportFailedError(Finding(position(text, nul, source.name), "I002", found, "say which with --encoding"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _undecodable(source: Source, encoding: str, problem: UnicodeError) -> Finding:
    """Where the first byte stands that cannot be, and which encoding it looks like."""
    start = problem.start if isinstance(problem, UnicodeDecodeError) else 0
    before = source.data[:start].decode(encoding, errors="ignore")
    best = from_bytes(source.data[:200_000]).best()
    looks = f"--encoding {best.encoding.replace('_', '-')}, which it looks like" if best else "--encoding"
    found = f"byte 0x{source.data[start]:02X} is not {encoding.removesuffix('-sig').upper()}"
    return Finding(position(before, len(before), source.name), "I002", found, f"give {looks}, or save it as UTF-8")


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
