"""A record → a draft: the keys of a place and of a report, before ids are given. Nothing is made up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geomap.findings import Location
from geomap.importing.fields.places import read_id, read_place
from geomap.importing.fields.positions import read_position
from geomap.importing.fields.reports import read_report, with_links
from geomap.importing.log import ImportLog
from geomap.importing.record import ImportContext, Record, RecordReader

_FIELDS_OF_REPORTS = (
    *("date", "date_earliest", "date_latest", "status", "status_reason", "system", "reported", "evidence"),
)


@dataclass(slots=True)
class Draft:
    """The place and the report of a record.

    Attributes:
        locate: the location of the value of a field in the source.
        place: the keys of the place; None if the record has neither a position nor a name of one.
        report: the keys of the report, without its place; None if the record is only a place.
        place_notes: comments for the place.
        report_notes: comments for the report.
        has_local_id: whether the source gives the report a plain number, which is only unique in its file.
    """

    locate: Callable[[str], Location]
    place: dict[str, Any] | None
    report: dict[str, Any] | None
    place_notes: list[str]
    report_notes: list[str]
    has_local_id: bool = False


def make_draft(record: Record, context: ImportContext, log: ImportLog) -> Draft | None:
    """The place and the report of a record; None if it has neither, or its position is invalid."""
    reader = RecordReader(record, context, log)
    position = read_position(reader)
    if position is None:
        return None
    is_report = any(record.values.get(name) for name in _FIELDS_OF_REPORTS)
    kind = context.kind or ("reports" if is_report else "places")
    title = reader.text("title")
    name = reader.text("place") if kind == "reports" else title or reader.text("place")
    place = read_place(reader, kind, name, *position)
    if kind == "places":
        if place is None:
            reader.left_out("title", "a place without a name or a position")
            return None
        if note := reader.text("description", multiline=True):
            place["note"] = with_links(note, reader)
        return Draft(record.locate, place, None, [*reader.take_notes(), *record.notes], [])
    place_notes = reader.take_notes()
    report = read_report(reader, title)
    if report is None:
        reader.left_out("title", "a report without a title, description, system or place")
        return None
    if identifier := read_id(reader, "id"):
        report = {"id": identifier, **report}
    report_notes = [*record.notes, *reader.take_notes()]
    return Draft(record.locate, place, report, place_notes, report_notes, reader.text("id").isdecimal())
