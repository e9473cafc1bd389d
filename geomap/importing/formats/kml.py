"""KML and KMZ: placemarks with their folders, times and extended data; GeoConfirmed's, geomap's, anybody's."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from geomap.findings import Finding, Location, echo
from geomap.importing.formats.columns import guessed
from geomap.importing.formats.source import MAX_RECORDS, ImportFailedError, Raw, Source, left_out, text_of, too_many
from geomap.importing.formats.web_text import words_of
from geomap.importing.formats.xml_text import Element, read_xml
from geomap.model.dates import worded_date

MAX_KML = 200_000_000
"""Bytes of the KML in a KMZ file, unpacked."""
MAX_FILES = 10_000
"""Files in a KMZ file: a picture for each placemark, and more."""
_OTHER = ("NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Tour")
_LINE = re.compile(r"[^\n]+")


def read_kml(source: Source) -> Iterator[Raw | Finding]:
    """Every placemark as a thing. Links to other files are never followed."""
    elements = read_xml(source, frozenset({"Placemark", *_OTHER}), frozenset({"kml"}), MAX_RECORDS)
    if len(elements) > MAX_RECORDS:
        raise too_many(source)
    for element in elements:
        if element.tag in _OTHER:
            yield left_out(element.at, f"a {element.tag}: it is no place, and nothing is fetched")
        else:
            yield _placemark(element, source)


def read_kmz(source: Source) -> Iterator[Raw | Finding]:
    """The same of the KML in a zip file; nothing is ever unpacked to a disk."""
    name, data = _kml_of(source)
    yield from read_kml(Source(f"{source.name}/{name}", data, source.wishes))


def _kml_of(source: Source) -> tuple[str, bytes]:
    """The name and the bytes of the KML file in a KMZ.

    Raises:
        ImportFailedError: the zip file is broken, has no KML, tries to reach outside, or unpacks to too much.
    """
    at = Location(source.name)
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            wanted = _kml_in(archive.infolist(), at)
            with archive.open(wanted) as opened:
                data = opened.read(MAX_KML + 1)
    except ImportFailedError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as problem:
        found = f"the zip file cannot be read ({echo(problem)})"
        raise ImportFailedError(Finding(at, "I003", found, "export the file again")) from None
    if len(data) > MAX_KML:
        found = f'"{echo(wanted.filename)}" unpacks to more than {MAX_KML / 1_000_000:g} MB'
        raise ImportFailedError(Finding(at, "I004", found, "do not trust the file; or unpack and split it"))
    return echo(wanted.filename), data


def _kml_in(files: list[zipfile.ZipInfo], at: Location) -> zipfile.ZipInfo:
    """The one that counts: doc.kml, or the first."""
    if len(files) > MAX_FILES:
        raise ImportFailedError(Finding(at, "I004", f"the zip file holds more than {MAX_FILES:,} files"))
    for info in files:
        if re.match(r"[/\\]|[A-Za-z]:", info.filename) or ".." in re.split(r"[/\\]", info.filename):
            found = f'"{echo(info.filename)}" in the zip file leads outside of it'
            raise ImportFailedError(Finding(at, "I010", found, "do not trust the file; get it anew"))
    kml = [info for info in files if info.filename.lower().endswith(".kml")]
    if not kml and any(info.filename.startswith(("xl/", "content.xml")) for info in files):
        raise ImportFailedError(Finding(at, "I001", "the file is a spreadsheet", "save the sheet as CSV in UTF-8"))
    if not kml:
        raise ImportFailedError(Finding(at, "I001", "there is no .kml file in the zip file", "unpack it"))
    return next((info for info in kml if info.filename.lower() == "doc.kml"), kml[0])


def _placemark(element: Element, source: Source) -> Raw:
    extended = _extended(element)
    columns = guessed(tuple(extended), source.wishes.columns)
    said: dict[str, Any] = {
        name: [extended[key] for key in keys] if len(keys) > 1 else extended[keys[0]] for name, keys in columns.items()
    }
    name, (words, links) = element.words("name"), words_of(element.words("description"))
    said.setdefault("title", name)
    if {"place_id", "status_reason"} <= extended.keys():  # geomap's own: the description says the same once more
        links = []
    elif not said.get("description"):
        said["description"] = words
    said["links"] = [*_as_list(said.get("links")), *links]
    notes = [f"folder: {echo(' / '.join(element.within), 200)}"] if element.within else []
    if worded_date(name) and "date" not in said:  # GeoConfirmed's names are dates
        said["date"] = name
        first = _LINE.search(re.sub(r"https?://\S+", "", words))
        if first and first[0].strip():
            said["title"] = first[0].strip()
            notes.append("title: the first line of the description, as the name is a date")
    if not {"date", "date_earliest", "date_latest"} & said.keys():
        said |= _time(element)
    if element.attributes.get("id"):
        said.setdefault("id", element.attributes["id"])
    geometries = [
        found for each in element.each("Point", "Polygon", "LineString", "Model") if (found := _geometry(each))
    ]
    if len(geometries) == 1:
        said["geometry"] = geometries[0]
    elif geometries:
        said["geometry"] = {"type": "GeometryCollection", "geometries": geometries}
    where = {child.tag: child.at for child in element.children}
    at = {"title": where.get("name"), "date": where.get("name"), "geometry": where.get("Point")}
    return Raw(said, lambda wanted: at.get(wanted) or where.get(wanted) or element.at, tuple(notes))


def _extended(element: Element) -> dict[str, str]:
    """The placemark's own values, by their names."""
    found: dict[str, str] = {}
    for each in element.each("Data", "SimpleData"):
        value = each.words("value") if each.tag == "Data" else each.text
        if each.attributes.get("name") and value:
            found.setdefault(each.attributes["name"], value)
    return found


def _time(element: Element) -> dict[str, str]:
    stamp, span = element.first("TimeStamp"), element.first("TimeSpan")
    if stamp:
        return {"date": stamp.words("when")}
    if span:
        said = {"date_earliest": span.words("begin"), "date_latest": span.words("end")}
        return {name: value for name, value in said.items() if value}
    return {}


def _geometry(element: Element) -> dict[str, Any] | None:
    """A GeoJSON geometry; positions stay texts where they are no numbers, and are complained of later."""
    if element.tag == "Model":
        location = element.first("Location")
        position = [location.words("longitude"), location.words("latitude")] if location else []
        return {"type": "Point", "coordinates": [_number(each) for each in position]}
    if element.tag == "Polygon":
        rings = [_positions(ring) for ring in element.each("coordinates")]
        return {"type": "Polygon", "coordinates": rings}
    positions = _positions(element.first("coordinates"))
    if element.tag == "Point":
        return {"type": "Point", "coordinates": positions[0] if positions else []}
    return {"type": "LineString", "coordinates": positions}


def _positions(element: Element | None) -> list[list[Any]]:
    """Longitude, latitude of each tuple; some programs write blanks after the commas."""
    text = ",".join(part.strip() for part in (element.text if element else "").split(","))
    return [[_number(part) for part in each.split(",")[:2]] for each in text.split()]


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [text_of(value)] if text_of(value) else []
