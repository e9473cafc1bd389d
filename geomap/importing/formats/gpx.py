"""GPX: waypoints. Tracks and routes are paths, not places."""

from collections.abc import Iterator
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.formats.xml_text import read_elements
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import MAX_RECORDS, SourceFile, numbered


def read_gpx(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each waypoint as a record. Its time is when the device recorded it, so it is not the date of a report."""
    elements = read_elements(source, frozenset({"wpt", "trk", "rte"}), "gpx", MAX_RECORDS)
    for _, element in numbered(elements, source.name):
        if element.tag != "wpt":
            what = "a track" if element.tag == "trk" else "a route"
            log.left_out(element.location, what, "only waypoints are imported")
            continue
        values: dict[str, Any] = {
            "title": element.child_text("name"),
            "description": element.child_text("desc") or element.child_text("cmt"),
            "latitude": element.attributes.get("lat"),
            "longitude": element.attributes.get("lon"),
            "links": [child.attributes["href"] for child in element.children if child.attributes.get("href")],
        }
        notes = [
            f"{name}: {echo(text)}{', recorded by the device' if name == 'time' else ''}"
            for name in ("time", "sym", "type")
            if (text := element.child_text(name))
        ]
        yield Record(values, _always(element.location), tuple(notes))


def _always(location: Location) -> Any:
    return lambda _name: location
