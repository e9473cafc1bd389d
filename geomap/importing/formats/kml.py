"""KML and KMZ: placemarks with their folders, times and extended data."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.columns import match_columns
from geomap.importing.errors import BrokenFileError, FileTooLargeError, UnknownFormatError, UnsafeFileError
from geomap.importing.formats.html_text import html_to_text
from geomap.importing.formats.xml_text import Element, read_elements
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import MAX_RECORDS, SourceFile, numbered, texts_of
from geomap.model.dates import worded_date

MAX_KML = 200_000_000
"""Bytes of the unpacked KML in a KMZ file."""
MAX_FILES = 10_000
"""Files in a KMZ file, such as one picture for each placemark."""
_NOT_PLACES = ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Tour")
_UNREADABLE_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def read_kml(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each placemark as a record. Links to other files are not followed."""
    elements = read_elements(source, frozenset({"Placemark", *_NOT_PLACES}), "kml", MAX_RECORDS)
    for _, element in numbered(elements, source.name):
        if element.tag in _NOT_PLACES:
            log.left_out(element.location, f"a {element.tag}", "only placemarks are imported; links are not followed")
        else:
            yield _placemark(element, source, log)


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


def _choose_kml(files: list[zipfile.ZipInfo], location: Location) -> zipfile.ZipInfo:
    """The file doc.kml, or the first KML file."""
    kml = [info for info in files if info.filename.lower().endswith(".kml")]
    if not kml and any(info.filename.startswith(("xl/", "content.xml")) for info in files):
        raise UnknownFormatError("the file is a spreadsheet", "save the sheet as CSV in UTF-8", location)
    if not kml:
        raise UnknownFormatError("the zip file contains no .kml file", "unpack it and import its files", location)
    return next((info for info in kml if info.filename.lower() == "doc.kml"), kml[0])


def _placemark(element: Element, source: SourceFile, log: ImportLog) -> Record:
    extended = _extended_data(element)
    columns = match_columns(tuple(extended), source.options.columns)
    log.read(columns, extended)
    values: dict[str, Any] = {
        field: [extended[key] for key in keys] if len(keys) > 1 else extended[keys[0]]
        for field, keys in columns.items()
    }
    name, (text, links) = element.child_text("name"), html_to_text(element.child_text("description"))
    values.setdefault("title", name)
    if {"place_id", "status_reason"} <= extended.keys():  # written by geomap: the description repeats the data
        links = []
    elif not values.get("description"):
        values["description"] = text
    values["links"] = [*texts_of(values.get("links")), *links]
    notes = [f"folder: {echo(' / '.join(element.folders), 200)}"] if element.folders else []
    if worded_date(name) and "date" not in values:  # GeoConfirmed names its placemarks by date
        values["date"] = name
        first_line = re.sub(r"https?://\S+", "", text).lstrip("\n").split("\n", maxsplit=1)[0].strip()
        if first_line:
            values["title"] = first_line
            notes.append("title: the first line of the description, because the name is a date")
    if not {"date", "date_earliest", "date_latest"} & values.keys():
        values |= _time(element)
    if element.attributes.get("id"):
        values.setdefault("id", element.attributes["id"])
    shapes = element.descendants("Point", "Polygon", "LineString", "Model")
    geometries = [geometry for each in shapes if (geometry := _geometry(each))]
    if len(geometries) == 1:
        values["geometry"] = geometries[0]
    elif geometries:
        values["geometry"] = {"type": "GeometryCollection", "geometries": geometries}
    children = {child.tag: child.location for child in element.children}
    special = {"title": children.get("name"), "date": children.get("name"), "geometry": children.get("Point")}
    return Record(values, lambda field: special.get(field) or children.get(field) or element.location, tuple(notes))


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
        rings = [_positions(ring) for ring in element.descendants("coordinates")]
        return {"type": "Polygon", "coordinates": rings}
    positions = _positions(element.child("coordinates"))
    if element.tag == "Point":
        return {"type": "Point", "coordinates": positions[0] if positions else []}
    return {"type": "LineString", "coordinates": positions}


def _positions(element: Element | None) -> list[list[Any]]:
    """Longitude and latitude of each tuple; some programs write spaces after the commas."""
    text = ",".join(part.strip() for part in (element.text if element else "").split(","))
    return [[_number(part) for part in each.split(",")[:2]] for each in text.split()]


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
