"""GPX: waypoints. Tracks and routes are paths, not places."""

from collections.abc import Iterator
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.columns import is_bare_number
from geomap.importing.formats.xml_text import read_elements
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import MAX_RECORDS, SourceFile, numbered

_NAMES = {
    "title": ("name",),
    "description": ("desc", "cmt"),
    "links": ("link",),
    "latitude": ("lat",),
    "longitude": ("lon",),
}


def read_gpx(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each waypoint as a record. Its time is when the device recorded it, so it is not the date of a report."""
    elements = read_elements(source, frozenset({"wpt", "trk", "rte"}), "gpx", MAX_RECORDS, log)
    for _, element in numbered(elements, source.name):
        name = element.child_text("name")
        if element.tag != "wpt":
            what = "a track" if element.tag == "trk" else "a route"
            named = f'"{echo(name)}", {what}' if name else what
            log.left_out(element.location, named, "only waypoints are imported")
            continue
        described = "desc" if element.child_text("desc") else "cmt"
        links = [child.attributes["href"] for child in element.children if child.attributes.get("href")]
        links += [child.text for child in element.children if child.tag == "url"]  # GPX 1.0
        values: dict[str, Any] = {
            "title": "" if is_bare_number(name) else name,
            "description": element.child_text(described),
            "latitude": element.attributes.get("lat"),
            "longitude": element.attributes.get("lon"),
            "links": links,
        }
        others = {"name": name} if is_bare_number(name) else {}
        others |= element.content_except("name", described, "url", *(["link"] if links else []))
        if time := others.pop("time", ""):
            others["time, recorded by the device"] = time
        for link in (child for child in element.children if child.tag == "link"):
            others |= {f"link {key}": value for key, value in link.content_except().items()}
        yield Record(values, _always(element.location), (), others, _NAMES)


def _always(location: Location) -> Any:
    return lambda _name: location
