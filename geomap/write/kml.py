"""Atlas → reports.kml (OGC KML 2.2): a folder for each status, the uncertainty around each point as a polygon."""

from typing import Any
from xml.etree import ElementTree as ET

from markupsafe import escape

from geomap.model import Atlas, Dating, Report, Status
from geomap.write.records import Record, evidence_of, plain, record
from geomap.write.shapes import Shape, circle, geojson_geometry, shape_of, to_geojson_position
from geomap.write.words import Words
from geomap.write.xml import child, document

NAMESPACE = "http://www.opengis.net/kml/2.2"
COLOURS = {Status.CONFIRMED: "696e0b", Status.UNCONFIRMED: "0059b3", Status.REFUTED: "6b6b6b"}
"""Of the page's marks, in KML's order: blue, green, red."""
FILLS = {Status.CONFIRMED: "66", Status.UNCONFIRMED: "33", Status.REFUTED: "00"}
"""How opaque an area is, as a byte: the surer the fuller, as the page has it."""


def reports_kml(atlas: Atlas, words: Words) -> bytes:
    """The reports as placemarks. One whose place nobody gives has no geometry, an area has no point."""
    root = ET.Element("kml", {"xmlns": NAMESPACE})
    top = child(root, "Document")
    child(top, "name", atlas.info.title)
    if atlas.info.summary:
        child(top, "description", str(escape(atlas.info.summary)))
    for status in Status:
        _style(top, status)
    for status in Status:
        reports = [report for report in atlas.reports if report.status is status]
        if reports:
            folder = child(top, "Folder")
            child(folder, "name", words(f"status.{status}"))
            for report in reports:
                _placemark(folder, atlas, report, words)
    return document(root)


def _style(parent: ET.Element, status: Status) -> None:
    style = child(parent, "Style", id=str(status))
    child(child(style, "IconStyle"), "color", f"ff{COLOURS[status]}")
    line = child(style, "LineStyle")
    child(line, "color", f"ff{COLOURS[status]}")
    child(line, "width", "2")
    child(child(style, "PolyStyle"), "color", f"{FILLS[status]}{COLOURS[status]}")


def _placemark(parent: ET.Element, atlas: Atlas, report: Report, words: Words) -> None:
    """The order of the elements is the schema's."""
    placemark = child(parent, "Placemark")
    child(placemark, "name", report.title)
    fields = record(atlas, report, words)
    child(placemark, "description", _description(atlas, report, words, fields))
    if report.date:
        _time(placemark, report.date)
    child(placemark, "styleUrl", f"#{report.status}")
    data = child(placemark, "ExtendedData")
    for name, value in fields.items():
        if value is not None:
            child(child(data, "Data", name=name), "value", plain(value))
    _geometry(placemark, shape_of(atlas.place_by_id[report.place] if report.place else None))


def _description(atlas: Atlas, report: Report, words: Words, fields: Record) -> str:
    """What the reader of the map is told, as HTML, which is what a description holds: every text is escaped."""
    lines = [f"<b>{escape(words(f'status.{report.status}'))}</b>: {escape(report.status_reason)}"]
    lines += [str(escape(text)) for text in (fields["date_text"], fields["precision_text"], report.description) if text]
    for evidence in evidence_of(atlas, report):
        source = ", ".join(filter(None, [evidence["title"] or evidence["article"], evidence["publisher"]]))
        sentence = evidence["sentence"]
        said = f"<q>{escape(sentence)}</q>" if sentence else str(escape(words("label.withheld")))
        lines.append(f"{said} ({escape(source)})")
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _time(parent: ET.Element, date: Dating) -> None:
    """A TimeStamp for a day, a TimeSpan for what may be any of several; an end that is not known is left open."""
    if date.earliest == date.latest:
        if date.earliest:
            child(child(parent, "TimeStamp"), "when", date.earliest.isoformat())
        return
    span = child(parent, "TimeSpan")
    if date.earliest:
        child(span, "begin", date.earliest.isoformat())
    if date.latest:
        child(span, "end", date.latest.isoformat())


def _geometry(parent: ET.Element, shape: Shape) -> None:
    geometry = geojson_geometry(shape)
    if geometry is None:
        return
    if shape.kind == "point" and shape.centre and shape.radius_m:
        both = child(parent, "MultiGeometry")
        _point(both, to_geojson_position(shape.centre))
        _polygons(both, circle(shape.centre, shape.radius_m))
    elif geometry["type"] == "Point":
        _point(parent, geometry["coordinates"])
    elif geometry["type"] == "Polygon":
        _polygons(parent, geometry)
    else:
        _polygons(child(parent, "MultiGeometry"), geometry)


def _polygons(parent: ET.Element, geometry: dict[str, Any]) -> None:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for outer, *inner in polygons:
        polygon = child(parent, "Polygon")
        _ring(child(polygon, "outerBoundaryIs"), outer)
        for hole in inner:
            _ring(child(polygon, "innerBoundaryIs"), hole)


def _ring(parent: ET.Element, positions: Any) -> None:
    child(child(parent, "LinearRing"), "coordinates", " ".join(f"{each[0]},{each[1]}" for each in positions))


def _point(parent: ET.Element, position: Any) -> None:
    child(child(parent, "Point"), "coordinates", f"{position[0]},{position[1]}")
