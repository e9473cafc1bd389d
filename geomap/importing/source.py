"""The file to import and what the user says about it."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from geomap.findings import Finding, Location, echo
from geomap.importing.columns import fields_by_heading, heading_key
from geomap.importing.errors import FileTooLargeError, ImportFailedError
from geomap.importing.formats.json_text import JsonText
from geomap.model import OwnField
from geomap.read.files import Kind, read_content

_FILE = Kind(limit=200_000_000, too_large="Y006", not_text="Y002", smaller="split it into several files")
"""A file to import: 100,000 records of a kilobyte each have 100 MB."""
MAX_RECORDS = 100_000
"""Records of one file. More do not fit into one gazetteer file or one page."""
MAX_TEXT = 20_000
"""Characters of one value; a longer one is cut, and a comment says so."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class ImportOptions:
    """What the user says about a file.

    Attributes:
        columns: the column or property to read for a field (see ``columns.COLUMN_NAMES``).
        encoding: of a table; None for UTF-8, or UTF-16 with a byte order mark.
        month_first: whether 3/4/2023 is in March; None to infer it.
        century: the first two digits of years of which only the last two are written; None if unknown.
        year: of dates without a year; None if unknown.
        zone: the time zone of the dates, for times that are written in UTC; None to keep them as they are.
        statuses: the status for each text of the column with the statuses, in lower case.
        kind: ``places`` or ``reports`` if all records are of that kind; None to infer it for each record.
        fields: the own fields of the map, with those that the import declares.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    month_first: bool | None = None
    kind: str | None = None
    century: str | None = None
    year: int | None = None
    zone: ZoneInfo | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, OwnField] = field(default_factory=dict)

    def is_own(self, heading: str) -> bool:
        """Whether a column or property is one of the map's own fields."""
        return heading_key(heading) in self._own_headings

    @cached_property
    def _own_headings(self) -> Mapping[str, str]:
        return fields_by_heading(self.fields)


@dataclass(frozen=True)
class SourceFile:
    """A file to import: its name as the user would type it, its bytes, and the user's options."""

    name: str
    data: bytes
    options: ImportOptions = field(default_factory=ImportOptions)

    @cached_property
    def json(self) -> JsonText:
        """The file as JSON.

        Raises:
            ImportFailedError: it is not valid JSON, or has more features than an import accepts.
        """
        if self.data.count(b'"Feature"') > MAX_RECORDS:  # before a large file is parsed
            raise too_many(self.name)
        return JsonText(self.name, self.data)


def open_source(path: Path, options: ImportOptions) -> SourceFile:
    """Read a file that the user named; it may be outside the project.

    Raises:
        ImportFailedError: it cannot be read, or is too large.
    """
    content = read_content(path, path.parent, _FILE, anywhere=True)
    if isinstance(content, Finding):
        error = FileTooLargeError if content.code == _FILE.too_large else ImportFailedError
        raise error.from_finding(content)
    return SourceFile(content.name, content.data, options)


def numbered(items: Iterable[_T], name: str) -> Iterator[tuple[int, _T]]:
    """Number the records of a file from 0.

    Raises:
        FileTooLargeError: there are more than ``MAX_RECORDS``.
    """
    for number, item in enumerate(items):
        if number >= MAX_RECORDS:
            raise too_many(name)
        yield number, item


def too_many(name: str) -> FileTooLargeError:
    """The error of a file with more than ``MAX_RECORDS`` records."""
    message = f"the file has more than {MAX_RECORDS:,} records"
    return FileTooLargeError(message, "split it into several files", Location(name))


def text_of(value: Any) -> str:
    """A value as one text; empty for lists, mappings, booleans and null.

    >>> text_of(12.0), text_of(None), text_of([1])
    ('12', '', '')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(value)
    return echo(value, 400) if isinstance(value, int) else ""


def shown(value: Any) -> str:
    """A value of any kind as the text of a comment.

    >>> shown([1, "a"]), shown(True), shown({"color": "Red"}), shown(2.0)
    ('[1, "a"]', 'true', '{"color": "Red"}', '2')
    """
    if isinstance(value, bool | list | tuple | dict):
        return echo(json.dumps(value, ensure_ascii=False, default=str), MAX_TEXT)
    return echo(text_of(value), MAX_TEXT)


def texts_of(value: Any) -> list[str]:
    """The texts of a list or of a single value, without empty ones."""
    parts = value if isinstance(value, list | tuple) else [value]
    return [text for part in parts if (text := text_of(part))]
