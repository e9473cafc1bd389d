"""What every importer is given, and what it hands on."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geomap.findings import Finding, GeomapError, Location, echo
from geomap.read.files import Kind

FILE = Kind(
    limit=200_000_000,
    too_large="I004",
    not_text="I002",
    smaller="split it into several files, or leave out what you do not need",
)
"""A file to import; 100,000 records of a kilobyte each have 100 MB."""
MAX_RECORDS = 100_000
"""Records of one file: what one page can show, and what a gazetteer's file may hold."""
MAX_TEXT = 20_000
"""Characters of one value; what is longer is cut, and said to be."""


class ImportFailedError(GeomapError, ValueError):
    """Nothing can be imported; ``findings`` says why.

    ``missing`` is the name for which no column could be told, and the columns there are, where that is why.
    """

    def __init__(self, *findings: Finding, missing: tuple[str, tuple[str, ...]] | None = None) -> None:
        super().__init__("\n".join(f"{one.location}: {one.code} {one.message}" for one in findings))
        self.findings, self.missing = findings, missing


@dataclass(frozen=True)
class Wishes:
    """What a person may say about a file beforehand.

    Attributes:
        columns: the column or property of the file for one of geomap's names (see ``columns.NAMES``).
        encoding: of a table; None for UTF-8, or UTF-16 with a byte order mark.
        month_first: how 3/4/2023 is meant; None where nobody says so.
        kind: ``places`` or ``reports``, where all records are of that kind.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    month_first: bool | None = None
    kind: str | None = None


@dataclass(frozen=True)
class Source:
    """A file to import: its name as a person would type it, its bytes, and what was said about it."""

    name: str
    data: bytes
    wishes: Wishes = Wishes()


@dataclass(frozen=True, slots=True)
class Raw:
    """One thing as a source says it, under the names of geomap's own exports.

    Attributes:
        said: the values as they stand there: texts, numbers, lists.
        at: where the value of one of the names stands; the thing itself for any other.
        notes: what was assumed of it, or left out; written beside it as comments.
    """

    said: dict[str, Any]
    at: Callable[[str], Location]
    notes: tuple[str, ...] = ()


def too_many(source: Source) -> ImportFailedError:
    """The end of it: the file has more records than are read."""
    found = f"the file has more than {MAX_RECORDS:,} rows, places or events"
    return ImportFailedError(Finding(Location(source.name), "I004", found, "split it into several files"))


def broken(at: Location, found: str, advice: str = "") -> ImportFailedError:
    """The file cannot be read any further."""
    return ImportFailedError(Finding(at, "I003", found, advice))


def left_out(at: Location, what: str, advice: str = "") -> Finding:
    """Something of the file has no counterpart in a gazetteer."""
    return Finding(at, "I007", f"left out: {what}", advice)


def text_of(value: Any) -> str:
    """A value as one text; nothing of what is no text.

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


def texts_of(value: Any, separator: str | None = None) -> list[str]:
    """The texts of a list, or of one text that a separator parts; empty ones left out."""
    parts = value if isinstance(value, list | tuple) else text_of(value).split(separator) if separator else [value]
    return [text for part in parts if (text := text_of(part))]
