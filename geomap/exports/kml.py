"""Atlas → reports.kml and reports.kmz (OGC KML 2.2): a folder for each status, uncertainty drawn as polygons."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

from pydantic_core import to_json

from geomap.exports.record import KINDS, OF_PLACES, Row, Value, columns, evidence_of, own_facts, plain, records
from geomap.exports.xml import Element, all_escaped, document, element, escaped
from geomap.geometry.shapes import Shape, circles, geojson_geometry, shape_of
from geomap.i18n.translator import Translator
from geomap.model import DatePart, Dating, Place, Report, Says, Status
from geomap.model.published import PublishedAtlas

NAMESPACE = "http://www.opengis.net/kml/2.2"
COLOURS = {Status.CONFIRMED: "696e0b", Status.UNCONFIRMED: "0059b3", Status.REFUTED: "6b6b6b"}
"""Colours of the page's markers, in the order of KML: blue, green, red."""
FILLS = {Status.CONFIRMED: "66", Status.UNCONFIRMED: "33", Status.REFUTED: "00"}
"""Opacity of areas, as a byte, as on the page."""
COMPRESSION = 3
"""zlib's level: 6 takes twice as long for a file that is a fifth smaller."""
CIRCLE_CORNERS = 24
"""KML has no circles. These corners lie 0.9 % outside."""

_DATE_TEXT, _PRECISION_TEXT = map(list(KINDS).index, ("date_text", "precision_text"))
_MEMBER = "doc.kml"  # the name that readers look for; dated 1980-01-01


def reports_kml(atlas: PublishedAtlas, words: Translator) -> bytes:
    """The reports as placemarks. One without a place has no geometry; an area has no point."""
    return b"".join(_lines(atlas, words))


def reports_kmz(atlas: PublishedAtlas, words: Translator) -> bytes:
    """The KML in a zip file, about a tenth as large. The same version of zlib writes the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        with archive.open(_MEMBER, "w") as member, io.BufferedWriter(member, 1 << 16) as kml:
            kml.writelines(_lines(atlas, words))
        archive.getinfo(_MEMBER).create_system = 3  # Unix, also in a file made on Windows
    return file.getvalue()


def _lines(atlas: PublishedAtlas, words: Translator) -> Iterator[bytes]:
    return document("kml", chain(["<Document>"], _content(atlas, words), ["</Document>"]), xmlns=NAMESPACE)


def _content(atlas: PublishedAtlas, words: Translator) -> Iterator[str]:
    yield element("name", atlas.info.title)
    if atlas.info.summary:
        yield element("description", escaped(atlas.info.summary))
    yield from map(_style, Status)
    placemark = _Placemarks(atlas, words).placemark
    for status in Status:
        reports = [report for report in atlas.reports if report.status is status]
        if reports:
            yield "<Folder>"
            yield element("name", words(f"status.{status}"))
            yield from map(placemark, reports)
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


class _Placemarks:
    """The reports as elements, in text: what several of them have in common is written once."""

    def __init__(self, atlas: PublishedAtlas, words: Translator) -> None:
        self._atlas, self._words = atlas, words
        self._rows = records(atlas, words).rows
        self._tags = [f'<Data name="{escaped(field)}"><value>' for field in columns(atlas)]
        self._geometries = _geometries(atlas.places)
        self._of_places: dict[str | None, str] = {}
        self._time = cache(_time)

    def placemark(self, report: Report) -> str:
        """A report; the schema prescribes the order of the elements."""
        row = self._rows[report.id]
        facts = (row[_DATE_TEXT], row[_PRECISION_TEXT], report.description)
        description = _description(self._atlas, report, self._words, facts)
        return "".join(
            (
                f"<Placemark><name>{escaped(report.title)}</name><description>{escaped(description)}</description>",
                (self._time(report.date) if report.date else None) or "",
                f"<styleUrl>#{report.status}</styleUrl><ExtendedData>{self._data(row, report.place)}</ExtendedData>",
                (self._geometries[report.place] if report.place else None) or "",
                "</Placemark>",
            )
        )

    def _data(self, row: Row, place: str | None) -> str:
        """The fields that are known; those of a place are the same in all reports at it."""
        first, last = OF_PLACES.start, OF_PLACES.stop
        if place not in self._of_places:
            self._of_places[place] = self._fields(row, first, last)
        return self._fields(row, 0, first) + self._of_places[place] + self._fields(row, last, len(row))

    def _fields(self, row: Row, first: int, last: int) -> str:
        fields = zip(self._tags[first:last], row[first:last], strict=True)
        known = [(tag, plain(value)) for tag, value in fields if value is not None]
        texts = all_escaped([text for _, text in known])
        return "".join([f"{tag}{text}</value></Data>" for (tag, _), text in zip(known, texts, strict=True)])


def _description(atlas: PublishedAtlas, report: Report, words: Translator, facts: Iterable[Value | None]) -> str:
    """The report with these facts as HTML, with every text escaped."""
    lines = [f"<b>{escaped(words(f'status.{report.status}'))}</b>: {escaped(report.status_reason)}"]
    lines += [escaped(str(fact)) for fact in facts if fact]
    lines += [f"{escaped(label)}: {escaped(text)}" for label, text in own_facts(atlas.info, report, words)]
    for evidence in evidence_of(atlas, report):
        source = ", ".join(filter(None, [evidence["title"] or evidence["article"], evidence["publisher"]]))
        sentence = evidence["sentence"]
        quote = f"<q>{escaped(sentence)}</q>" if sentence else escaped(words("label.withheld"))
        says = evidence.get("says", Says.SUPPORTS)
        direction = "" if says == Says.SUPPORTS else f"<b>{escaped(words(f'says.{says}'))}</b>: "
        lines.append(f"{direction}{quote} ({escaped(source)})")
        for language, text in evidence.get("translations", {}).items():
            lines.append(f"{escaped(words('label.translation'))} ({escaped(language)}): <q>{escaped(text)}</q>")
    # Plain text to XML, which escapes it once more.
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _time(date: Dating) -> Element | None:
    """A TimeStamp for a day or an instant, a TimeSpan for a range of them, open where an end is unknown.

    A time without a zone is left out: programs would read it as one in UTC.
    """
    parts = ((date.earliest, date.start), (date.latest, date.end))
    first, last = (day and f"{day.isoformat()}{_zoned(part)}" for day, part in parts)
    if first and first == last:
        return element("TimeStamp", element("when", first))
    ends = [element(name, day) for name, day in (("begin", first), ("end", last)) if day]
    return element("TimeSpan", *ends) if ends else None


def _zoned(part: DatePart | None) -> str:
    """The time of day, which a schema's dateTime has with seconds."""
    if part is None or part.time is None or part.time.offset is None:
        return ""
    return f"T{replace(part.time, second=part.time.second or 0).edtf}"


def _geometries(places: Iterable[Place]) -> dict[str, Element | None]:
    """The geometry of each place, by its id; None if there is nothing to draw."""
    shapes = {place.id: shape_of(place) for place in places}
    round_ones = [
        (id_, shape.centre, shape.radius_m)
        for id_, shape in shapes.items()
        if shape.geometry is None and shape.centre and shape.radius_m
    ]
    ids, centres, radii = zip(*round_ones, strict=True) if round_ones else ((), (), ())
    uncertainties = dict(zip(ids, circles(centres, radii, CIRCLE_CORNERS), strict=True))
    return {id_: _geometry(shape, uncertainties.get(id_)) for id_, shape in shapes.items()}


def _geometry(shape: Shape, uncertainty: dict[str, Any] | None) -> Element | None:
    """A point with the circle of its uncertainty, or an area without a point; None if there is nothing to draw."""
    geometry = geojson_geometry(shape)
    if geometry is None:
        return None
    if geometry["type"] != "Point":
        return _polygons(geometry)
    if uncertainty and shape.kind == "area":
        return _polygons(uncertainty)
    point = element("Point", element("coordinates", _coordinates([geometry["coordinates"]])))
    return element("MultiGeometry", point, _polygons(uncertainty)) if uncertainty else point


def _polygons(geometry: dict[str, Any]) -> Element:
    if geometry["type"] == "Polygon":
        return _polygon(geometry["coordinates"])
    return element("MultiGeometry", *map(_polygon, geometry["coordinates"]))


def _polygon(rings: Any) -> Element:
    outer, *inner = (element("LinearRing", element("coordinates", _coordinates(ring))) for ring in rings)
    return element("Polygon", element("outerBoundaryIs", outer), *(element("innerBoundaryIs", ring) for ring in inner))


def _coordinates(positions: Any) -> str:
    # As JSON, a circle is written four times faster than number by number.
    return to_json(positions).decode().strip("[]").replace("],[", " ")
