"""GeoRSS: items of RSS and entries of Atom with a position, in GeoRSS Simple, GML or the W3C vocabulary."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from geomap.findings import Location
from geomap.importing.formats.html_text import html_to_text
from geomap.importing.formats.xml_text import Element, read_elements
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import MAX_RECORDS, SourceFile, numbered, texts_of

_NAMES = {
    "id": ("guid or id",),
    "title": ("title",),
    "links": ("link",),
    "geometry": ("georss",),
    "place": ("featureName",),
    "uncertainty_m": ("radius",),
    "latitude": ("geo:lat",),
    "longitude": ("geo:long",),
}
_DATES = ("pubDate", "published", "date", "updated")
_TEXTS = ("description", "summary", "content", "encoded")
_POSITIONS = ("point", "line", "polygon", "box", "circle", "where", "lat", "long", "Point")
_OTHERS_READ = ("title", "guid", "id", "link", "featureName", "featurename", "radius")


def read_georss(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each item as a record. Its date is that of publication, so it is not the date of the event."""
    elements = read_elements(source, frozenset({"item", "entry"}), ("rss", "feed", "RDF"), MAX_RECORDS, log)
    for _, element in numbered(elements, source.name):
        dated = next((name for name in _DATES if element.child_text(name)), "")
        described = next((name for name in _TEXTS if element.child_text(name)), "")
        text, links = html_to_text(element.child_text(described))
        own = [child.attributes.get("href") or child.text for child in element.children if child.tag == "link"]
        values: dict[str, Any] = {
            "id": element.child_text("guid") or element.child_text("id"),
            "title": element.child_text("title"),
            "description": text,
            "reported": _iso_date(element.child_text(dated)),
            "links": texts_of([*own, *links]),
            "place": element.child_text("featureName") or element.child_text("featurename"),
            "uncertainty_m": element.child_text("radius"),
            "latitude": next((each.text for each in element.descendants("lat")), ""),
            "longitude": next((each.text for each in element.descendants("long")), ""),
            **_geometry(element),
        }
        others = element.content_except(dated, described, *_POSITIONS, *_OTHERS_READ)
        values = {name: value for name, value in values.items() if value}
        names = {**_NAMES, "reported": (dated,), "description": (described,)}
        yield Record(values, _always(element.location), (), others, names)


def _geometry(element: Element) -> dict[str, Any]:
    """The geometry, and the radius of a circle; GeoRSS has the latitude first, as GML in WGS 84 has."""
    where = element.child("where")
    for shape in [*element.children, *(where.descendants("pos", "posList", "lowerCorner") if where else [])]:
        numbers = _numbers(shape.text)
        pairs = [[longitude, latitude] for latitude, longitude in zip(numbers[::2], numbers[1::2], strict=False)]
        crs = {"crs": name} if (name := next(_srs_names(element), "")) else {}
        if shape.tag in {"point", "pos"} and pairs:
            return {"geometry": {"type": "Point", "coordinates": pairs[0], **crs}}
        if shape.tag == "circle" and len(numbers) == 3:
            return {"geometry": {"type": "Point", "coordinates": pairs[0]}, "uncertainty_m": numbers[2]}
        if shape.tag == "box" and len(pairs) == 2:
            (west, south), (east, north) = pairs
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            return {"geometry": {"type": "Polygon", "coordinates": [ring]}}
        is_ring = shape.tag == "polygon" or (shape.tag == "posList" and pairs[:1] == pairs[-1:])
        if is_ring and pairs:
            return {"geometry": {"type": "Polygon", "coordinates": [pairs], **crs}}
        if shape.tag in {"line", "posList"} and pairs:
            return {"geometry": {"type": "LineString", "coordinates": pairs, **crs}}
    return {}


def _srs_names(element: Element) -> Iterator[str]:
    """The reference systems that the GML of an item names."""
    for each in element.descendants("Point", "LineString", "Polygon", "Envelope", "pos", "posList"):
        if name := each.attributes.get("srsName"):
            yield name


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.replace(",", " ").split()]
    except ValueError:
        return []


def _iso_date(text: str) -> str:
    """The date of RSS, such as Thu, 19 Jan 2023 10:00:00 GMT, as ISO 8601; any other text as it is."""
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return text


def _always(location: Location) -> Any:
    return lambda _name: location
