"""Atlas → reports.kml (OGC KML 2.2): a folder for each status, the uncertainty around each point as a polygon."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup, escape

from geomap.exports.record import Record, evidence_of, plain, record
from geomap.exports.xml import document, element
from geomap.geometry.shapes import Shape, circle, geojson_geometry, shape_of
from geomap.i18n.translator import Translator
from geomap.model import Dating, Report, Status
from geomap.model.published import PublishedAtlas

NAMESPACE = "http://www.opengis.net/kml/2.2"
COLOURS = {Status.CONFIRMED: "696e0b", Status.UNCONFIRMED: "0059b3", Status.REFUTED: "6b6b6b"}
"""Of the page's marks, in KML's order: blue, green, red."""
FILLS = {Status.CONFIRMED: "66", Status.UNCONFIRMED: "33", Status.REFUTED: "00"}
"""How opaque an area is, as a byte: the surer the fuller, as the page has it."""
CORNERS = 32
"""Of the polygon around a point: half as many as an area's, as it is there for each of the points."""


def reports_kml(atlas: PublishedAtlas, words: Translator) -> bytes:
    """The reports as placemarks. One whose place nobody gives has no geometry, an area has no point."""
    return document("kml", ["<Document>", *_content(atlas, words), "</Document>"], xmlns=NAMESPACE)


def _content(atlas: PublishedAtlas, words: Translator) -> Iterator[str]:
    yield element("name", atlas.info.title)
    if atlas.info.summary:
        yield element("description", str(escape(atlas.info.summary)))
    yield from map(_style, Status)
    geometries = {place.id: _geometry(shape_of(place)) for place in atlas.places}
    for status in Status:
        reports = [report for report in atlas.reports if report.status is status]
        if reports:
            yield "<Folder>"
            yield element("name", words(f"status.{status}"))
            for report in reports:
                yield _placemark(atlas, report, words, geometries[report.place] if report.place else None)
            yield "</Folder>"


def _style(status: Status) -> str:
    colour = f"ff{COLOURS[status]}"
    return element(
        "Style",
        element("IconStyle", element("color", colour)),
        element("LineStyle", element("color", colour), element("width", "2")),
        element("PolyStyle", element("color", f"{FILLS[status]}{COLOURS[status]}")),
        id=str(status),
    )


def _placemark(atlas: PublishedAtlas, report: Report, words: Translator, geometry: Markup | None) -> str:
    """The order of the elements is the schema's."""
    fields = record(atlas, report, words)
    data = (
        element("Data", element("value", plain(value)), name=field)
        for field, value in fields.items()
        if value is not None
    )
    return element(
        "Placemark",
        element("name", report.title),
        element("description", _description(atlas, report, words, fields)),
        _time(report.date) if report.date else None,
        element("styleUrl", f"#{report.status}"),
        element("ExtendedData", *data),
        geometry,
    )


def _description(atlas: PublishedAtlas, report: Report, words: Translator, fields: Record) -> str:
    """What the reader of the map is told, as HTML, which is what a description holds: every text is escaped."""
    lines = [f"<b>{escape(words(f'status.{report.status}'))}</b>: {escape(report.status_reason)}"]
    lines += [str(escape(text)) for text in (fields["date_text"], fields["precision_text"], report.description) if text]
    for evidence in evidence_of(atlas, report):
        source = ", ".join(filter(None, [evidence["title"] or evidence["article"], evidence["publisher"]]))
        sentence = evidence["sentence"]
        said = f"<q>{escape(sentence)}</q>" if sentence else str(escape(words("label.withheld")))
        lines.append(f"{said} ({escape(source)})")
    # Plain text by now, which the file holds escaped once more.
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _time(date: Dating) -> Markup | None:
    """A TimeStamp for a day, a TimeSpan for what may be any of several; an end that is not known is left open."""
    first, last = (day and day.isoformat() for day in (date.earliest, date.latest))
    if first and first == last:
        return element("TimeStamp", element("when", first))
    ends = [element(name, day) for name, day in (("begin", first), ("end", last)) if day]
    return element("TimeSpan", *ends) if ends else None


def _geometry(shape: Shape) -> Markup | None:
    """A point with its uncertainty around it, or an area; None where there is nothing to draw."""
    geometry = geojson_geometry(shape)
    if geometry is None:
        return None
    if geometry["type"] != "Point":
        return _polygons(geometry)
    point = element("Point", element("coordinates", _written([geometry["coordinates"]])))
    if not (shape.centre and shape.radius_m):
        return point
    return element("MultiGeometry", point, _polygons(circle(shape.centre, shape.radius_m, CORNERS)))


def _polygons(geometry: dict[str, Any]) -> Markup:
    if geometry["type"] == "Polygon":
        return _polygon(geometry["coordinates"])
    return element("MultiGeometry", *map(_polygon, geometry["coordinates"]))


def _polygon(rings: Any) -> Markup:
    outer, *inner = (element("LinearRing", element("coordinates", _written(ring))) for ring in rings)
    return element("Polygon", element("outerBoundaryIs", outer), *(element("innerBoundaryIs", ring) for ring in inner))


def _written(positions: Any) -> str:
    return " ".join(f"{each[0]},{each[1]}" for each in positions)
