"""A record → a draft: the keys of a place and of a report, before ids are given. Nothing is made up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from geomap.findings import Location
from geomap.importing.columns import is_empty
from geomap.importing.fields.dates import AmbiguousDateError, InvalidDateError
from geomap.importing.fields.places import read_id, read_place
from geomap.importing.fields.positions import read_position
from geomap.importing.fields.reports import read_report, with_links
from geomap.importing.log import ImportLog
from geomap.importing.record import ImportContext, Record, RecordReader
from geomap.importing.rows import row_key

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
        row: what identifies the record in the next version of its file.
        has_local_id: whether the source gives the report a plain number, which is only unique in its file.
    """

    locate: Callable[[str], Location]
    place: dict[str, Any] | None
    report: dict[str, Any] | None
    place_notes: list[str]
    report_notes: list[str]
    row: str = ""
    has_local_id: bool = False


def make_draft(record: Record, context: ImportContext, log: ImportLog) -> Draft | None:
    """The place and the report of a record; None if it has neither, or its position is invalid."""
    record = _with_date_of_time(record, context)
    log.read(record.names, (name for name, value in record.values.items() if not is_empty(value)))
    reader = RecordReader(record, context, log)
    is_report = any(record.values.get(name) for name in _FIELDS_OF_REPORTS)
    is_report = is_report or any(map(context.field_of, record.others))
    kind = context.kind or ("reports" if is_report else "places")
    position = read_position(reader, kind)
    if position is None:
        return None
    title = reader.text("title")
    name = reader.text("place") if kind == "reports" else title or reader.text("place")
    place = read_place(reader, kind, name, *position)
    if kind == "places":
        if place is None:
            reader.left_out("title", "a place without a name or a position")
            return None
        note = [place.get("note", ""), with_links(reader.text("description", multiline=True), reader)]
        if any(note):
            place["note"] = "\n".join(dict.fromkeys(filter(None, note)))
        reader.note_the_rest(set(_texts(place)))
        return Draft(record.locate, place, None, [*reader.take_notes(), *record.notes], [], row_key(record.values))
    place_notes = reader.take_notes()
    report = read_report(reader, title)
    if report is None:
        reader.left_out("title", "a report without a title, description, system or place")
        return None
    if identifier := read_id(reader, "id"):
        report = {"id": identifier, **report}
    reader.note_the_rest({*_texts(place), *_texts(report)})
    report_notes = [*([] if place else place_notes), *record.notes, *reader.take_notes()]
    is_number = reader.text("id").isdecimal()
    return Draft(record.locate, place, report, place_notes, report_notes, row_key(record.values), is_number)


def _with_date_of_time(record: Record, context: ImportContext) -> Record:
    """The record, with the value of a field ``time`` as its date if that is a whole date: seconds since 1970."""
    values = record.values
    if "time" not in values or any(values.get(name) for name in ("date", "date_earliest", "date_latest")):
        return record
    try:
        is_date = bool(context.read_date(values["time"]))
    except InvalidDateError as error:
        is_date = isinstance(error, AmbiguousDateError)
    if not is_date:
        return record
    others = {name: value for name, value in values.items() if name != "time"}
    names = {**record.names, "date": record.names.get("time", ("time",))}
    return replace(record, values={**others, "date": values["time"]}, names=names)


def _texts(value: Any) -> Iterator[str]:
    """Every text in the keys of an entry."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
