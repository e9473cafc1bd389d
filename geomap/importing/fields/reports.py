"""A record → the keys of a report. Status, reason and dates are those of the source, or missing."""

import json
import re
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from geomap.findings import echo
from geomap.importing.dialects import is_no_value
from geomap.importing.fields.dates import (
    AmbiguousDateError,
    InvalidDateError,
    date_range,
    in_zone,
    time_of_day,
    with_time,
    without_time,
)
from geomap.importing.fields.own import read_own
from geomap.importing.record import RecordReader
from geomap.importing.source import shown, text_of, texts_of
from geomap.model import Correction, Says, Status, canonical_language
from geomap.model.dates import parse_date
from geomap.model.report import RELATIONS
from geomap.model.written_dates import names_part_of_day

MAX_TITLE = 200
MAX_LINKS = 20
_NO_DATE = re.compile(r"n\.? ?d\.?|s\.? ?d\.?|o\. ?d\.|б\.?/?д\.?|undated|no date|tb[acd]|pending", re.IGNORECASE)
"""Marks for a date that is not known, in addition to those for any missing value."""
_SERIAL = re.compile(r"\d{5,7}|\d{9,}|\d+\.\d+")
"""Days of a spreadsheet, or seconds or milliseconds since 1970; of eight digits are year, month and day."""
_BETWEEN_ADDRESSES = re.compile(r"(?<=\S)[\s,;|]+(?=https?://)", re.IGNORECASE)
_KINDS_OF_LINKS = {
    "Picture": re.compile(
        r"^\S*\.(?:jpe?g|png|gif|webp|avif|heic|bmp|tiff?)(?:[?#]|$)"
        r"|^https?://[\w.-]*(?:googleusercontent\.com|usercontent\.google\.com)/",
        re.IGNORECASE,
    ),
    "Video": re.compile(r"^\S*\.(?:mp4|mov|m4v|webm|avi)(?:[?#]|$)", re.IGNORECASE),
}
MAX_DATES_SHOWN = 5
"""Dates that the preview shows as an example of how dates are read."""
_SEPARATOR = " | "
"""Between the quotes, and between the addresses, in one cell of geomap's own table."""


def read_report(reader: RecordReader, title: str) -> dict[str, Any] | None:
    """The keys of a report that have a value; None if nothing in the record can be its title."""
    description, system = reader.text("description", multiline=True), reader.text("system")
    if not title:
        title = description.split("\n", maxsplit=1)[0] or system or reader.text("place")
        if not title:
            return None
        reader.note("title: made from the other values")
        description = "" if description == title else description
    if len(title) > MAX_TITLE:
        if description:
            reader.note(f"title: {title}")
        description = description or title
        title = f"{title[: MAX_TITLE - 1].rstrip()}…"
    status, reason = _read_status(reader)
    values = {
        "title": title,
        "system": system,
        "status": status,
        "status_reason": reason,
        "date": _read_event_date(reader),
        "reported": _read_date(reader, "reported"),
        "status_since": _read_date(reader, "status_since"),
        "description": with_links(description, reader),
        "evidence": _read_evidence(reader),
        "history": _read_history(reader),
        **read_own(reader),
        "corrected": _read_corrections(reader),
        **{kind: reader.texts(kind) for kind in RELATIONS},
    }
    return {key: value for key, value in values.items() if value not in ("", [], {}, None)}


def _read_status(reader: RecordReader) -> tuple[str, str]:
    """The status if it is one of geomap's, else unconfirmed; and the reason of the source, or that it has none."""
    written, reason = reader.text("status"), reader.text("status_reason", multiline=True)
    file = reader.context.file
    if written.casefold() in set(Status):
        return written.casefold(), reason or f"Imported from {file}, which gives no reason."
    column = reader.name_of("status")
    if mapped := reader.context.statuses.get(written.casefold()):
        reader.log.mapped.add(written.casefold())
        reader.note(f"{column}: {written}")
        return mapped, reason or f'Imported from {file}, where "{echo(column)}" is "{echo(written)}".'
    if written:
        reader.log.statuses[written] += 1
        reader.note(f'{column}: "{echo(written)}" in the source, which is no status')
        return Status.UNCONFIRMED.value, reason or f'Imported from {file}, where the status is "{echo(written)}".'
    reader.note("status: not in the source")
    return Status.UNCONFIRMED.value, reason or f"Imported from {file}, which gives no status."


def _read_event_date(reader: RecordReader) -> str:
    """The date of the event in EDTF; a range if the source gives a first and a last day."""
    date = _read_date(reader, "date")
    if date:
        _skip_same_days(reader, date)
    else:
        dates = date_range(_read_date(reader, "date_earliest"), _read_date(reader, "date_latest"))
        try:
            return parse_date(dates).edtf if dates else ""
        except PydanticCustomError as error:
            reader.warn("I008", "date_earliest", error.message(), "the date is left out")
            reader.note(f"date: {echo(dates)} in the source, which cannot be read")
            return ""
    precision = reader.value("date_precision")
    if precision == "month":
        return date[:7]
    return f"{without_time(date)}~" if precision == "week" else _with_own_time(reader, date)


def _with_own_time(reader: RecordReader, date: str) -> str:
    """The date with the time that the record gives in a field of its own."""
    text = text_of(reader.record.values.get("time"))
    timed = _in_zone_of_heading(with_time(date, text), reader.name_of("time")) if text else ""
    if timed:
        reader.value("time")
    return timed or date


def _in_zone_of_heading(date: str, heading: str) -> str:
    """A date and time in UTC if its heading says so and it names no zone itself.

    >>> _in_zone_of_heading("2023-01-19T14:30", "Date/Time (UTC)"), _in_zone_of_heading("2023-01-19", "Date (UTC)")
    ('2023-01-19T14:30Z', '2023-01-19')
    """
    is_utc = re.search(r"(?<![^\W_])(?:UTC|GMT|Zulu)(?![^\W_])(?!\s*[+-]\s*\d)", heading, re.IGNORECASE)
    return f"{date}Z" if is_utc and re.fullmatch(r"[\d-]+T\d\d:\d\d(?::\d\d)?", date) else date


def _skip_same_days(reader: RecordReader, date: str) -> None:
    """Read the first and the last day if they are only those of the date, as in geomap's own exports."""
    days = parse_date(date)
    for name, day in (("date_earliest", days.earliest), ("date_latest", days.latest)):
        if day and reader.record.values.get(name) == day.isoformat():
            reader.value(name)


def _read_date(reader: RecordReader, name: str) -> str:
    value = reader.value(name)
    text = text_of(value)
    if not text:
        return ""
    if is_no_value(text) or _NO_DATE.fullmatch(text):
        reader.note(f"{reader.name_of(name)}: {text}")
        return ""
    zone = reader.context.zone
    try:
        context = reader.context
        local = in_zone(value, zone) if zone else value
        date = context.read_date(local)
    except AmbiguousDateError as error:
        reader.warn("I008", name, str(error), error.hint)
        reader.log.unclear.setdefault(error.unclear, echo(text))
    except InvalidDateError as error:
        reader.warn("I008", name, str(error), "the date is left out; a comment keeps it")
    else:
        if context.are_midnights:
            date = without_time(date)
        date = _in_zone_of_heading(date, reader.name_of(name))
        has_more = (time_of_day(value) and "T" not in date) or "(" in text
        if has_more or _SERIAL.fullmatch(text) or names_part_of_day(text):
            reader.note(f"{reader.name_of(name)}: {shown(value)}")
        if date != text and len(reader.log.dates) < MAX_DATES_SHOWN:
            reader.log.dates.setdefault(echo(text), date)
        return date
    reader.note(f'{name}: "{echo(text)}" in the source, which cannot be read')
    return ""


def with_links(description: str, reader: RecordReader) -> str:
    """The description with a line for each link of the source. A link alone is no evidence, which needs a quote."""
    given = [link for text in texts_of(reader.value("links")) for link in _BETWEEN_ADDRESSES.split(text)]
    links = [link for link in dict.fromkeys(given) if link not in description]
    if len(links) > MAX_LINKS:
        reader.note(f"more links: {shown(links[MAX_LINKS:])}")
    lines = [f"{_kind_of_link(link)}: {' '.join(link.split())[:2000]}" for link in links[:MAX_LINKS]]
    return "\n".join(filter(None, [description, *lines]))


def _kind_of_link(link: str) -> str:
    """What an address is of, for readers.

    >>> _kind_of_link("https://example.org/a.JPG?x=1"), _kind_of_link("https://example.org/a")
    ('Picture', 'Source')
    """
    return next((kind for kind, pattern in _KINDS_OF_LINKS.items() if pattern.search(link)), "Source")


def _read_evidence(reader: RecordReader) -> list[dict[str, Any]]:
    """Quotes with the ids of their articles, if given. ``keep_evidence`` checks them against the project."""
    value = _json_or_text(reader, "evidence")
    quotes = value if isinstance(value, list) else text_of(value).split(_SEPARATOR)
    says = text_of(reader.value("evidence_says")).split(_SEPARATOR)
    says = says if len(says) == len(quotes) else [""] * len(quotes)  # they are of these quotes, in their order
    found = []
    for each, direction in zip(quotes, says, strict=True):
        parts = each if isinstance(each, dict) else {"quote": each, "says": direction}
        entry: dict[str, Any] = {key: text_of(parts.get(key)) for key in ("article", "quote", "says")}
        if entry["says"] not in set(Says) - {Says.SUPPORTS}:
            del entry["says"]
        if isinstance(parts.get("translations"), dict) and (kept := _texts_by_language(parts["translations"])):
            entry["translations"] = kept
        if entry["quote"]:
            found.append(entry)
    for address in texts_of(text_of(reader.value("evidence_urls")).split(_SEPARATOR)):
        reader.note(f"evidence: {echo(address, 400)}")
    return found


def _texts_by_language(value: dict[Any, Any]) -> dict[str, str]:
    """The translations of a quote whose languages and texts can be read."""
    texts = {canonical_language(key): text_of(text) for key, text in value.items() if isinstance(key, str)}
    return {language: text for language, text in texts.items() if language and text}


def _read_history(reader: RecordReader) -> list[dict[str, str]]:
    """The earlier statuses that are complete."""
    value = _json_or_text(reader, "history")
    found = []
    for each in value if isinstance(value, list) else []:
        entry = {key: text_of(each.get(key)) for key in ("date", "status", "reason")} if isinstance(each, dict) else {}
        try:
            entry["date"] = reader.context.read_date(entry.get("date"))
        except InvalidDateError:
            entry["date"] = ""
        if all(entry.values()) and entry.get("status") in set(Status):
            found.append(entry)
        else:
            reader.note("history: left out an entry that cannot be read")
    return found


def _read_corrections(reader: RecordReader) -> list[dict[str, Any]]:
    """The corrections that are complete."""
    value = _json_or_text(reader, "corrected")
    found = []
    for each in value if isinstance(value, list) else []:
        try:
            correction = Correction.model_validate(each)
        except ValidationError:
            reader.note("corrected: left out an entry that cannot be read")
        else:
            found.append(correction.written())
    return found


def _json_or_text(reader: RecordReader, name: str) -> Any:
    """The value of a field; if it is a text with a JSON array, the array, or None if that is invalid."""
    value = reader.value(name)
    if not isinstance(value, str) or not value.lstrip().startswith("["):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        reader.note(f"{name}: left out, because it cannot be read")
        return None
