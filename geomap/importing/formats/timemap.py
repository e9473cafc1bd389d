"""TimeMap: events, with the sources and associations that they refer to."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.columns import is_empty
from geomap.importing.errors import BrokenFileError
from geomap.importing.formats.geojson import about
from geomap.importing.formats.json_text import JsonPath, JsonText, list_of, mapping_of
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile, numbered, shown, text_of, texts_of

_MAX_TITLE = 120
_SIGNATURE = frozenset({"latitude", "longitude", "description"})
_OTHER_LISTS = frozenset({"sources", "associations", "filters", "category", "civId"})
_NAMES = {
    **{name: (name,) for name in ("id", "description", "date", "time", "latitude", "longitude")},
    "title": ("description",),
    "place": ("location",),
    "links": ("sources",),
}
_READ = frozenset(
    {"title", "description", "sources", "associations", "graphic", "date", "time", "location", "latitude", "longitude"}
)
"""Keys that are read; all others become comments."""


def read_timemap(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each event as a record, from a list of events or ``{"events": […], "sources": […], "associations": […]}``."""
    text = source.json
    value = text.value
    parts = value if isinstance(value, dict) else {"events": value}
    events = parts.get("events")
    if not isinstance(events, list):
        raise BrokenFileError("the file has no list of events", 'write {"events": […], "sources": […]}', text.at())
    path: JsonPath = ("events",) if isinstance(value, dict) else ()
    log.about += about(mapping_of(value), frozenset({"events", "sources", "associations"}))
    sources = {text_of(each.get("id")): each for each in _entries(parts.get("sources"))}
    associations = {text_of(each.get("id")): each for each in _entries(parts.get("associations"))}
    for number, event in numbered(events, source.name):
        if isinstance(event, dict):
            yield _read_event(event, sources, associations, partial(_locate, text, (*path, number)))
        else:
            log.left_out(text.at(*path, number), "a value that is not an event")


def is_timemap(value: Any) -> bool:
    """Whether JSON holds events of TimeMap."""
    events = value.get("events") if isinstance(value, dict) else value
    first = events[0] if isinstance(events, list) and events else None
    return (
        isinstance(first, dict)
        and "type" not in first
        and first.keys() >= _SIGNATURE
        and bool(_OTHER_LISTS & first.keys())
    )


def _read_event(event: dict[str, Any], sources: dict[str, Any], associations: dict[str, Any], locate: Any) -> Record:
    description = text_of(event.get("description"))
    links: list[str] = []
    notes: list[str] = []
    title = text_of(event.get("title"))
    if not title and description:
        title = re.split(r"\n|(?<=[.!?])\s", description, maxsplit=1)[0]
        title = title if len(title) <= _MAX_TITLE else f"{title[: _MAX_TITLE - 1].rstrip()}…"
        notes.append("title: the first sentence of the description")
    for each in list_of(event.get("sources")):
        if re.match(r"https?://", text_of(each)):
            links.append(text_of(each))
            continue
        known = each if isinstance(each, dict) else sources.get(text_of(each))
        found = texts_of([known.get("url"), *(list_of(known.get("paths")) or [known.get("path")])]) if known else []
        links += found
        notes += _notes_about("source", [known or {}], frozenset({"url", "path", "paths"}))
        if not found:
            identifier = text_of(each.get("id") if isinstance(each, dict) else each)
            notes.append(f"source {echo(identifier)}: no address in the file")
    named = [
        text_of(associations.get(text_of(each), {}).get("title")) or text_of(each)
        for each in list_of(event.get("associations"))
    ]
    if named:
        notes.append(f"associations: {echo(', '.join(named), 300)}")
    known_associations = [associations.get(text_of(each), {}) for each in list_of(event.get("associations"))]
    notes += _notes_about("association", known_associations, frozenset({"id", "title", "mode"}))
    if text_of(event.get("graphic")).upper() in {"TRUE", "1"} or event.get("graphic") is True:
        notes.append("graphic: the source marks its pictures as graphic")
    others = {key: value for key, value in event.items() if key not in _READ and not is_empty(value)}
    if event.get("id"):
        del others["id"]
    values = {
        "id": event.get("id") or event.get("civId"),
        "title": title,
        "description": description if description != title else "",
        "date": event.get("date"),
        "time": event.get("time"),
        "place": event.get("location"),
        "latitude": event.get("latitude"),
        "longitude": event.get("longitude"),
        "links": links,
    }
    values = {name: value for name, value in values.items() if value not in (None, "", [])}
    return Record(values, locate, tuple(notes), others, _NAMES)


def _notes_about(what: str, entries: Iterable[dict[str, Any]], read: frozenset[str]) -> Iterator[str]:
    """A comment for each entry that says more than what was read of it."""
    for entry in entries:
        rest = {key: value for key, value in entry.items() if key not in read and not is_empty(value)}
        if rest.keys() - {"id"}:
            yield f"{what}: {shown({'title': entry['title'], **rest} if entry.get('title') else rest)}"


def _locate(text: JsonText, path: JsonPath, name: str) -> Location:
    return text.at(*path, "location" if name == "place" else name)


def _entries(value: Any) -> list[dict[str, Any]]:
    """The entries of a list, or of a mapping of ids to entries."""
    entries = value.values() if isinstance(value, dict) else list_of(value)
    return [each for each in entries if isinstance(each, dict)]
