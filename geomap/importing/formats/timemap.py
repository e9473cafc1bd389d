"""TimeMap's events, with the sources and associations that they name (ukraine-timemap)."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from geomap.findings import Finding, Location, echo
from geomap.importing.formats.json_text import JsonText
from geomap.importing.formats.source import MAX_RECORDS, Raw, Source, broken, left_out, text_of, texts_of, too_many

_MAX_TITLE = 120
_NOTED = ("civId", "time", "time_precision")


def read_timemap(source: Source) -> Iterator[Raw | Finding]:
    """Every event as a report: a list of events, or ``{"events": […], "sources": […], "associations": […]}``."""
    text = JsonText(source)
    value = text.value
    whole = value if isinstance(value, dict) else {"events": value}
    events = whole.get("events")
    if not isinstance(events, list):
        raise broken(text.at(), "there is no list of events", 'write {"events": […], "sources": […]}')
    path: tuple[str | int, ...] = ("events",) if isinstance(value, dict) else ()
    sources = {text_of(each.get("id")): each for each in _entries(whole.get("sources"))}
    associations = {text_of(each.get("id")): each for each in _entries(whole.get("associations"))}
    for number, event in enumerate(events):
        if number >= MAX_RECORDS:
            raise too_many(source)
        if not isinstance(event, dict):
            yield left_out(text.at(*path, number), "what is no event")
            continue
        yield _event(event, sources, associations, partial(_at, text, (*path, number)))


def is_timemap(value: Any) -> bool:
    """Whether a file of JSON holds TimeMap's events."""
    events = value.get("events") if isinstance(value, dict) else value
    first = events[0] if isinstance(events, list) and events else None
    return isinstance(first, dict) and "type" not in first and {"latitude", "longitude", "description"} <= first.keys()


def _event(event: dict[str, Any], sources: dict[str, Any], associations: dict[str, Any], at: Any) -> Raw:
    description = text_of(event.get("description"))
    title = re.split(r"\n|(?<=[.!?])\s", description, maxsplit=1)[0]
    title = title if len(title) <= _MAX_TITLE else f"{title[: _MAX_TITLE - 1].rstrip()}…"
    links, notes = [], ["title: the first sentence of the description"]
    for each in _listed(event.get("sources")):
        known = sources.get(text_of(each)) if not isinstance(each, dict) else each
        found = texts_of([known.get("url"), *(_listed(known.get("paths")) or [known.get("path")])]) if known else []
        links += found
        if not found:
            unknown = text_of(each.get("id") if isinstance(each, dict) else each)
            notes.append(f"source {echo(unknown)}: the file does not say where it is")
    named = [
        associations.get(text_of(each), {}).get("title") or text_of(each) for each in _listed(event.get("associations"))
    ]
    if named:
        notes.append(f"associations: {echo(', '.join(map(text_of, named)), 300)}")
    notes += [f"{name}: {echo(noted)}" for name in _NOTED if (noted := text_of(event.get(name)))]
    if text_of(event.get("graphic")).upper() in {"TRUE", "1"} or event.get("graphic") is True:
        notes.append("the source marks its pictures as graphic")
    said = {
        "id": event.get("id") or event.get("civId"),
        "title": title,
        "description": description if description != title else "",
        "date": event.get("date"),
        "place": event.get("location"),
        "latitude": event.get("latitude"),
        "longitude": event.get("longitude"),
        "links": links,
    }
    return Raw({name: value for name, value in said.items() if value not in (None, "", [])}, at, tuple(notes))


def _at(text: JsonText, path: tuple[str | int, ...], name: str) -> Location:
    return text.at(*path, "location" if name == "place" else name)


def _entries(value: Any) -> list[dict[str, Any]]:
    """The entries of a list, or of a mapping of ids to entries."""
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [each for each in entries if isinstance(each, dict)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
