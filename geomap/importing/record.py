"""One record of a file: its values under geomap's own field names, and access to them."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from geomap.findings import Location, echo
from geomap.importing.columns import fields_by_heading, heading_key
from geomap.importing.fields.dates import read_date
from geomap.importing.log import ImportLog
from geomap.importing.source import MAX_TEXT, shown, text_of, texts_of
from geomap.model import OwnField
from geomap.read.files import CONTROL

_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_SEPARATORS = re.compile(r"[;|]")


@dataclass(frozen=True, slots=True)
class Record:
    """A row, feature, placemark or event.

    Attributes:
        values: texts, numbers, lists and mappings, under the names of ``columns.COLUMN_NAMES``.
        locate: the location of the value of a field; of the record for a field that it does not have.
        notes: what was assumed or left out; comments above the entry in the new file.
        others: the values that no field holds, by their names in the source; they become comments.
        names: what the source calls each field.
    """

    values: dict[str, Any]
    locate: Callable[[str], Location]
    notes: tuple[str, ...] = ()
    others: dict[str, Any] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportContext:
    """What holds for every record of a file.

    Attributes:
        file: its name, without the folder.
        stem: its name as a part of an id.
        kind: ``places`` or ``reports`` if all records are of that kind.
        month_first: whether 3/4/2023 is in March; None if unknown.
        century: the first two digits of years of two digits.
        year: of dates without a year.
        zone: the time zone of the dates; None for the one in which they are written.
        statuses: the status for each text of the source that the user gave one.
        fields: the own fields of the map.
        are_midnights: whether the times of the dates are local midnights in UTC, and so no times of day.
    """

    file: str
    stem: str
    kind: str | None
    month_first: bool | None
    century: str | None = None
    year: int | None = None
    zone: ZoneInfo | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, OwnField] = field(default_factory=dict)
    are_midnights: bool = False

    def read_date(self, value: Any) -> str:
        """The EDTF of a date of the file; empty if there is none.

        Raises:
            InvalidDateError: it cannot be read.
        """
        return read_date(value, month_first=self.month_first, century=self.century, year=self.year)

    def field_of(self, heading: str) -> str | None:
        """The own field that a column or property holds; None if it holds none."""
        return self._own_headings.get(heading_key(heading)) if self.fields else None

    @cached_property
    def _own_headings(self) -> Mapping[str, str]:
        return fields_by_heading(self.fields)


@dataclass
class RecordReader:
    """Reads the values of a record; what it changes or leaves out becomes a note, and a finding in the log."""

    record: Record
    context: ImportContext
    log: ImportLog
    _notes: list[str] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)

    def value(self, name: str) -> Any:
        """The value of a field as the source has it; None if it has none."""
        self._used.add(name)
        return self.record.values.get(name)

    def supply(self, name: str, value: Any) -> None:
        """Add a value that was found in another one."""
        self.record.values.setdefault(name, value)

    def name_of(self, name: str) -> str:
        """What the source calls a field."""
        return (*self.record.names.get(name, ()), name)[0]

    def note_the_rest(self, written: Collection[str]) -> None:
        """Add a comment for every value that no field holds and that is not a part of the entry already."""
        unused = {self.name_of(name): value for name, value in self.record.values.items() if name not in self._used}
        for name, value in {**unused, **self.record.others}.items():
            text = shown(value)
            if text and text not in written:
                self.note(f"{name}: {text}")
                self.log.keep(name, value)

    def text(self, name: str, *, multiline: bool = False) -> str:
        """The value of a field as text, without control characters and at most ``MAX_TEXT`` long."""
        value = self.value(name)
        text = "; ".join(texts_of(value)) if isinstance(value, list) else text_of(value)
        if not text.isascii() or not text.isprintable():
            text = CONTROL.sub("", _LINE_BREAKS.sub("\n", text)).strip()
        if not multiline:
            text = " ".join(text.split())
        if len(text) > MAX_TEXT:
            self.note(f"{name}: cut after {MAX_TEXT:,} characters")
            text = text[: MAX_TEXT - 1] + "…"
        return text

    def texts(self, name: str) -> list[str]:
        """The values of a list, or of a text with the separators ``;`` and ``|``."""
        value = self.value(name)
        return texts_of(_SEPARATORS.split(value) if isinstance(value, str) else value)

    def warn(self, code: str, name: str, message: str, hint: str = "") -> None:
        """Record a problem with the value of a field."""
        self.log.add(code, self.record.locate(name), message, hint)

    def left_out(self, name: str, message: str, hint: str = "") -> None:
        """Record that the record, or a value of it, is not imported."""
        title = next((text for key in ("title", "place", "id") if (text := text_of(self.record.values.get(key)))), "")
        self.log.left_out(self.record.locate(name), f'"{echo(title)}", {message}' if title else message, hint)

    def note(self, text: str) -> None:
        """Add a comment for the entry that is being made."""
        self._notes.append(text)

    def take_notes(self) -> list[str]:
        """The notes since the last call."""
        notes, self._notes = self._notes, []
        return notes
