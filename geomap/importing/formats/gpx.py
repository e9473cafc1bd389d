"""GPX: the waypoints. Tracks and routes are where somebody went, not places."""

from collections.abc import Iterator
from typing import Any

from geomap.findings import Finding, echo
from geomap.importing.formats.source import MAX_RECORDS, Raw, Source, left_out, too_many
from geomap.importing.formats.xml_text import read_xml


def read_gpx(source: Source) -> Iterator[Raw | Finding]:
    """Every waypoint as a thing. Its time is when the device noted it, so it is no date of anything."""
    elements = read_xml(source, frozenset({"wpt", "trk", "rte"}), frozenset({"gpx"}), MAX_RECORDS)
    if len(elements) > MAX_RECORDS:
        raise too_many(source)
    for element in elements:
        if element.tag != "wpt":
            what = "a track" if element.tag == "trk" else "a route"
            yield left_out(element.at, f"{what}; only waypoints are places", "make waypoints of what you need")
            continue
        said: dict[str, Any] = {
            "title": element.words("name"),
            "description": element.words("desc") or element.words("cmt"),
            "latitude": element.attributes.get("lat"),
            "longitude": element.attributes.get("lon"),
            "links": [child.attributes["href"] for child in element.children if child.attributes.get("href")],
        }
        notes = [
            f"{name}: {echo(words)}{', when the device noted it' if name == 'time' else ''}"
            for name in ("time", "sym", "type")
            if (words := element.words(name))
        ]
        yield Raw(said, lambda _name, at=element.at: at, tuple(notes))  # type: ignore[misc]
