"""KML and KMZ: placemarks with their folders, times and extended data."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.columns import is_bare_number, match_columns, read_cells
from geomap.importing.errors import BrokenFileError, FileTooLargeError, UnknownFormatError, UnsafeFileError
from geomap.importing.fields.dates import is_a_day
from geomap.importing.formats.html_text import html_to_text
from geomap.importing.formats.xml_text import Element, read_elements
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import MAX_RECORDS, SourceFile, numbered, texts_of

MAX_KML = 200_000_000
"""Bytes of the unpacked KML in a KMZ file."""
MAX_FILES = 10_000
"""Files in a KMZ file, such as one picture for each placemark."""
_NOT_PLACES = ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Tour")
_UNREADABLE_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def read_kml(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each placemark as a record. Links to other files are not followed."""
    elements = read_elements(source, frozenset({"Placemark", *_NOT_PLACES}), "kml", MAX_RECORDS, log)
    for _, element in numbered(elements, source.name):
        if element.tag in _NOT_PLACES:
            name = element.child_text("name")
            what = f'"{echo(name)}", a {element.tag}' if name else f"a {element.tag}"
            files = [echo(each.text, 300) for each in element.descendants("href") if each.text]
            what += f" of {', '.join(files[:3])}" if files else ""
            log.left_out(element.location, what, "only placemarks are imported; links are not followed")
        else:
            yield _placemark(element, source)


def read_kmz(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """The placemarks of the KML file in a zip file, which is unpacked in memory only."""
    name, data = _unpack(source)
    yield from read_kml(SourceFile(f"{source.name}/{name}", data, source.options), log)


def _unpack(source: SourceFile) -> tuple[str, bytes]:
    """The name and the bytes of the KML file in a KMZ file.

    Raises:
        ImportFailedError: the zip file is broken, has no KML, has a path that leaves it, or is too large.
    """
    location = Location(source.name)
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            files = archive.infolist()
            _check_paths(files, location)
            kml = _choose_kml(files, location)
            with archive.open(kml) as opened:
                data = opened.read(MAX_KML + 1)
    except (UnsafeFileError, FileTooLargeError, UnknownFormatError):
        raise
    except _UNREADABLE_ZIP as error:
        message = f"the zip file cannot be read ({echo(error)})"
        raise BrokenFileError(message, "export the file again", location) from None
    if len(data) > MAX_KML:
        message = f'"{echo(kml.filename)}" has more than {MAX_KML / 1_000_000:g} MB when unpacked'
        raise FileTooLargeError(message, "check where the file comes from, or split it", location)
    return echo(kml.filename), data


def _check_paths(files: list[zipfile.ZipInfo], location: Location) -> None:
    if len(files) > MAX_FILES:
        message = f"the zip file contains more than {MAX_FILES:,} files"
        raise FileTooLargeError(message, "export the placemarks without pictures", location)
    for info in files:
        if re.match(r"[/\\]|[A-Za-z]:", info.filename) or ".." in re.split(r"[/\\]", info.filename):
            message = f'the path "{echo(info.filename)}" in the zip file leaves the archive'
            raise UnsafeFileError(message, "check where the file comes from", location)


_OTHERS = (
    ("xl/", "a spreadsheet", "save the sheet as CSV in UTF-8: in Excel as “CSV UTF-8”"),
    ("content.xml", "a spreadsheet or document", "save the sheet as CSV in UTF-8: in LibreOffice as “Text CSV”"),
    ("word/", "a Word document", "copy its table into a spreadsheet, and save it as CSV in UTF-8"),
    (".shp", "a shapefile", "convert it to GeoJSON: ogr2ogr -t_srs EPSG:4326 new.geojson FILE.zip"),
)
"""A part of a name in other zip files, what these are, and what to do."""


def _choose_kml(files: list[zipfile.ZipInfo], location: Location) -> zipfile.ZipInfo:
    """The file doc.kml, or the first KML file."""
    kml = [info for info in files if info.filename.lower().endswith(".kml")]
    names = [info.filename for info in files]
    for part, what, hint in _OTHERS if not kml else ():
        if any(part in name for name in names):
            raise UnknownFormatError(f"the file is {what}", hint, location)
    if not kml:
        raise UnknownFormatError("the zip file contains no .kml file", "unpack it and import its files", location)
    return next((info for info in kml if info.filename.lower() == "doc.kml"), kml[0])


_NAMES = {
    "title": ("name",),
    "description": ("description",),
    "links": ("links in the description",),
    "date": ("TimeStamp",),
    "date_earliest": ("TimeSpan/begin",),
    "date_latest": ("TimeSpan/end",),
    "id": ("id",),
}
_SHAPES = ("Point", "Polygon", "LineString", "LinearRing", "MultiGeometry", "Model", "Track", "MultiTrack")


def _placemark(element: Element, source: SourceFile) -> Record:
    extended = _extended_data(element)
    columns = match_columns(tuple(extended), source.options.columns)
    values, others = read_cells(extended, columns, source.options.columns, source.options.is_own)
    name, (text, links) = element.child_text("name"), html_to_text(element.child_text("description"))
    notes = [f"folder: {echo(' / '.join(element.folders), 200)}"] if element.folders else []
    rest = {"name": name, "description": text}
    written_by_geomap = {"place_id", "status_reason"} <= extended.keys()
    if not values.get("title") and (written_by_geomap or not is_bare_number(name)):
        values["title"] = rest.pop("name")
    if written_by_geomap:  # the description repeats the data
        links = []
        del rest["description"]
    elif not values.get("description"):
        values["description"] = rest.pop("description")
    values["links"] = [*texts_of(values.get("links")), *links]
    if is_a_day(name) and "date" not in values:
        notes += _dated_by_name(values, name, text)
    times = () if {"date", "date_earliest", "date_latest"} & values.keys() else ("TimeStamp", "TimeSpan")
    if times:
        values |= _time(element)
    own_id = element.attributes.get("id", "")
    if own_id and values.setdefault("id", own_id) != own_id:
        rest["id"] = own_id
    values |= _shapes(element)
    others |= {key: value for key, value in rest.items() if value}
    others |= element.content_except("name", "description", "ExtendedData", *times, *_SHAPES)
    if times and (moments := [each.text for each in element.descendants("when") if each.text]) and "date" not in values:
        others["when"] = moments
    children = {child.tag: child.location for child in element.children}
    special = {"title": children.get("name"), "date": children.get("name"), "geometry": children.get("Point")}
    names = {field: columns.get(field, _NAMES.get(field, ())) for field in values}
    return Record(
        values,
        lambda field: special.get(field) or children.get(field) or element.location,
        tuple(notes),
        others,
        names,
    )


def _dated_by_name(values: dict[str, Any], name: str, text: str) -> list[str]:
    """Set the date and the title of a placemark whose name is a date, as GeoConfirmed writes them; a comment if so."""
    values["date"] = name
    first_line = re.sub(r"https?://\S+", "", text).lstrip("\n").split("\n", maxsplit=1)[0].strip()
    if not first_line:
        return []
    values["title"] = first_line
    return ["title: the first line of the description, because the name is a date"]


def _shapes(element: Element) -> dict[str, Any]:
    """The geometry of a placemark."""
    shapes = element.descendants("Point", "Polygon", "LineString", "Model", "Track")
    geometries = [geometry for each in shapes if (geometry := _geometry(each))]
    if len(geometries) > 1:
        return {"geometry": {"type": "GeometryCollection", "geometries": geometries}}
    return {"geometry": geometries[0]} if geometries else {}


def _extended_data(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in element.descendants("Data", "SimpleData"):
        value = each.child_text("value") if each.tag == "Data" else each.text
        if each.attributes.get("name") and value:
            found.setdefault(each.attributes["name"], value)
    return found


def _time(element: Element) -> dict[str, str]:
    stamp, span = element.child("TimeStamp"), element.child("TimeSpan")
    if stamp:
        return {"date": stamp.child_text("when")}
    if span:
        dates = {"date_earliest": span.child_text("begin"), "date_latest": span.child_text("end")}
        return {name: value for name, value in dates.items() if value}
    return {}


def _geometry(element: Element) -> dict[str, Any] | None:
    """A GeoJSON geometry. A coordinate that is not a number stays a text, which is reported later."""
    if element.tag == "Model":
        location = element.child("Location")
        position = [location.child_text("longitude"), location.child_text("latitude")] if location else []
        return {"type": "Point", "coordinates": [_number(each) for each in position]}
    if element.tag == "Polygon":
        rings = [_closed(_positions(ring)) for ring in element.descendants("coordinates")]
        return {"type": "Polygon", "coordinates": rings}
    if element.tag == "Track":
        positions = [[_number(part) for part in each.text.split()] for each in element.children if each.tag == "coord"]
    else:
        positions = _positions(element.child("coordinates"))
    if element.tag == "Point" or (element.tag == "Track" and len(positions) == 1):
        return {"type": "Point", "coordinates": positions[0] if positions else []}
    return {"type": "LineString", "coordinates": positions} if positions else None


def _positions(element: Element | None) -> list[list[Any]]:
    """Longitude, latitude and height of each tuple; some programs write spaces after the commas."""
    text = ",".join(part.strip() for part in (element.text if element else "").split(","))
    return [[_number(part) for part in each.split(",") if part] for each in text.split()]


def _closed(ring: list[list[Any]]) -> list[list[Any]]:
    """A ring whose last position is the first; Google Earth closes rings when it reads them."""
    return [*ring, ring[0]] if len(ring) > 2 and ring[0] != ring[-1] else ring


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
