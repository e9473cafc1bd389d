"""JSON of services: lists of objects, and the answers of Overpass, ArcGIS and GeoConfirmed."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.columns import is_empty, match_columns, read_cells
from geomap.importing.errors import UnknownFormatError
from geomap.importing.fields.dates import is_a_day
from geomap.importing.fields.positions import is_position
from geomap.importing.formats.geojson import about, read_properties, refuse_crs
from geomap.importing.formats.html_text import html_to_text
from geomap.importing.formats.json_text import JsonPath, JsonText, list_of, mapping_of
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile, numbered, shown, text_of

_ESRI_READ = frozenset({"features", "fields", "spatialReference", "geometryType"})
_MAX_DEPTH = 3
"""Levels of objects around a list."""
_DAY_MS = 86_400_000
_NAME_IN_LANGUAGE = re.compile(r"name:[a-z]{2,3}(?:-[A-Za-z]{2,8})?")
_OTHER_NAMES = ("int_name", "official_name", "alt_name", "loc_name", "old_name", "short_name")
_NAMES = {"geometry": ("geometry",), "id": ("id",), "latitude": ("lat",), "longitude": ("lon",)}


def find_rows(value: Any) -> tuple[list[Any], JsonPath]:
    """The longest list of objects that is the value or inside its objects, and the path to it.

    >>> find_rows({"count": 1, "results": [{"name": "Pier"}]})
    ([{'name': 'Pier'}], ('results',))
    """
    if isinstance(value, list):
        return value, ()
    best: tuple[list[Any], JsonPath] = [], ()
    waiting: list[tuple[Any, JsonPath]] = [(value, ())]
    for outer, path in waiting:
        for key, each in mapping_of(outer).items():
            if _are_objects(each) and len(each) > len(best[0]):
                best = each, (*path, key)
            elif isinstance(each, dict) and len(path) < _MAX_DEPTH:
                waiting.append((each, (*path, key)))
    return best


def has_rows(value: Any) -> bool:
    """Whether JSON has a list of objects with a known name for a position, or with a text that is one."""
    rows, _ = find_rows(value)
    cells = _flat(rows[0]) if _are_objects(rows) else {}
    known = match_columns(tuple(cells)).keys()
    return bool({"latitude", "coordinates", "geometry"} & known or _position_keys(cells))


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value[:20])


def read_rows(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each object as a record, by the names of its members; those of inner objects are joined with a dot."""
    rows, path = find_rows(source.json.value)
    if not rows:
        raise UnknownFormatError("the file has no list of objects", "export it as GeoJSON or CSV", source.json.at())
    whole = mapping_of(source.json.value)
    log.about += about(whole, frozenset(map(str, path[:1])))
    for number, row in numbered(rows, source.name):
        if isinstance(row, dict):
            yield _read_row(source, row, (*path, number))
        else:
            log.left_out(source.json.at(*path, number), f"a value that is not an object: {shown(row)[:200]}")


def _read_row(source: SourceFile, row: dict[str, Any], path: JsonPath) -> Record:
    chosen = source.options.columns
    cells = _flat(row)
    columns = match_columns(tuple(cells), chosen)
    if not {"latitude", "coordinates", "geometry"} & columns.keys() and (keys := _position_keys(cells)):
        columns = {name: tuple(each for each in read if each != keys[0]) for name, read in columns.items()}
        columns = {name: read for name, read in columns.items() if read} | {"coordinates": (keys[0],)}
    values, others = read_cells(cells, columns, chosen, source.options.is_own)
    if isinstance(values.get("description"), str):
        values["description"], links = html_to_text(values["description"])
        if links:
            values["links"] = [*(list_of(values.get("links")) or filter(None, [values.get("links")])), *links]
    return Record(values, partial(_locate_cell, source.json, path, columns), (), others, columns)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """The members of an object; those of an inner object, which is not a geometry, under ``outer.inner``."""
    cells: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict) and "coordinates" not in value and all(isinstance(each, str) for each in value):
            cells |= {f"{key}.{inner}": each for inner, each in value.items()}
        elif isinstance(value, dict) and "type" in value and "coordinates" in value:
            cells["geometry" if "geometry" not in row else key] = value
        else:
            cells[key] = value
    return cells


def _position_keys(cells: dict[str, Any]) -> list[str]:
    """The members with a position as one text; Kobo writes ``_geolocation`` as latitude and longitude."""
    return [
        key
        for key, value in cells.items()
        if (isinstance(value, str) and is_position(value)) or (key == "_geolocation" and isinstance(value, list))
    ]


def _locate_cell(text: JsonText, path: JsonPath, columns: dict[str, tuple[str, ...]], name: str) -> Location:
    steps = columns[name][0].split(".") if columns.get(name) else []
    return text.at(*path, *steps)


def read_overpass(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each named element of OpenStreetMap as a record: a node at its position, anything else at its centre."""
    log.about += about(mapping_of(source.json.value), frozenset({"elements"}))
    for number, each in numbered(list_of(mapping_of(source.json.value).get("elements")), source.name):
        path: JsonPath = ("elements", number)
        element = mapping_of(each)
        tags, osm = mapping_of(element.get("tags")), f"{element.get('type')}/{element.get('id')}"
        centre = mapping_of(element.get("center")) or element
        if not tags:  # the corners of ways
            continue
        if not any(key == "name" or key.startswith("name:") for key in tags):
            log.left_out(source.json.at(*path), f"{osm}, an element without a name: {shown(tags)[:200]}")
            continue
        record = read_properties(source, tags, (*path, "tags"))
        record.values.update(latitude=centre.get("lat"), longitude=centre.get("lon"))
        record.values["id"] = f"osm-{osm.replace('/', '-')}"
        record.values.update(_names_in_tags(record.others))
        wikidata = record.others.pop("wikidata", "")
        record.values["same_as"] = [f"https://www.openstreetmap.org/{osm}", *([f"wd:{wikidata}"] if wikidata else [])]
        outline = map(mapping_of, list_of(element.get("geometry")))
        corners = [[corner.get("lon"), corner.get("lat")] for corner in outline]
        if centre.get("lat") is None and corners:
            closed = len(corners) > 3 and corners[0] == corners[-1]
            record.values["geometry"] = {
                "type": "Polygon" if closed else "LineString",
                "coordinates": [corners] if closed else corners,
            }
        known = {"type", "id", "lat", "lon", "center", "tags", "geometry", "nodes", "bounds"}
        record.others.update({key: value for key, value in element.items() if key not in known})
        yield Record(record.values, record.locate, (), record.others, {**_NAMES, **record.names})


def _names_in_tags(tags: dict[str, Any]) -> dict[str, Any]:
    """The names in other languages and the other names of an element, which are taken out of its tags."""
    names = {key[5:]: tags.pop(key) for key in list(tags) if _NAME_IN_LANGUAGE.fullmatch(key)}
    aliases = [tags.pop(key) for key in _OTHER_NAMES if key in tags]
    return {"names": names, "aliases": [name for text in aliases for name in str(text).split(";")]}


def read_esri(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each feature of ArcGIS as a record. Its dates are milliseconds since 1970."""
    whole = mapping_of(source.json.value)
    refuse_crs(whole, source.json.at("spatialReference"))
    fields = [mapping_of(each) for each in list_of(whole.get("fields"))]
    dates = {text_of(each.get("name")) for each in fields if each.get("type") == "esriFieldTypeDate"}
    log.about += about(whole, _ESRI_READ)
    for number, each in numbered(list_of(whole.get("features")), source.name):
        path: JsonPath = ("features", number)
        feature, geometry = mapping_of(each), mapping_of(mapping_of(each).get("geometry"))
        refuse_crs(geometry, source.json.at(*path))
        attributes = {
            key: _from_milliseconds(value) if key in dates and isinstance(value, int) else value
            for key, value in mapping_of(feature.get("attributes")).items()
        }
        record = read_properties(source, attributes, (*path, "attributes"))
        record.values["geometry"] = _esri_geometry(geometry)
        yield Record(record.values, record.locate, (), record.others, {**_NAMES, **record.names})


def _from_milliseconds(value: int) -> str:
    """The date and time in UTC of milliseconds since 1970; the number itself if no calendar has it."""
    try:
        moment = dt.datetime.fromtimestamp(value / 1000, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return str(value)
    return moment.date().isoformat() if value % _DAY_MS == 0 else moment.isoformat().replace("+00:00", "Z")


def _esri_geometry(geometry: dict[str, Any]) -> dict[str, Any] | None:
    """The GeoJSON geometry; a ring that runs clockwise begins a new polygon."""
    if "x" in geometry:
        position = [geometry["x"], geometry.get("y"), *([geometry["z"]] if geometry.get("z") else [])]
        return {"type": "Point", "coordinates": position}
    if points := list_of(geometry.get("points")):
        return {"type": "MultiPoint", "coordinates": points}
    if paths := list_of(geometry.get("paths")):
        return {"type": "MultiLineString", "coordinates": paths}
    polygons: list[list[Any]] = []
    for ring in list_of(geometry.get("rings")):
        if not polygons or _is_clockwise(ring):
            polygons.append([])
        polygons[-1].append(ring)
    return {"type": "MultiPolygon", "coordinates": polygons} if polygons else None


def _is_clockwise(ring: Any) -> bool:
    try:
        return bool(sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring)) > 0)
    except (TypeError, IndexError):
        return False


def read_geoconfirmed_json(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each placemark of GeoConfirmed as a record; its name is a date, and its folder becomes a comment."""
    whole = mapping_of(source.json.value)
    log.about += about(whole, frozenset({"mapDataFolders"}))
    folders = list_of(whole.get("mapDataFolders"))
    placemarks = [
        (("mapDataFolders", at, "mapDataPlacemarks", number), text_of(mapping_of(folder).get("name")), each)
        for at, folder in enumerate(folders)
        for number, each in enumerate(list_of(mapping_of(folder).get("mapDataPlacemarks")))
    ]
    for _, (path, folder, placemark) in numbered(placemarks, source.name):
        cells = {key: value for key, value in mapping_of(placemark).items() if key != "coordinates"}
        record = read_properties(source, cells, path)
        position = mapping_of(placemark).get("coordinates")
        record.values["geometry"] = {"type": "Point", "coordinates": position} if isinstance(position, list) else None
        title = text_of(record.values.get("title"))
        first_line = text_of(record.values.get("description")).split("\n", maxsplit=1)[0]
        notes = [f"folder: {echo(folder, 200)}"] if folder else []
        if is_a_day(title) and first_line:
            record.values["title"] = first_line
            notes.append(f"name: {title}")
        yield Record(record.values, record.locate, tuple(notes), record.others, {**_NAMES, **record.names})


def is_overpass(value: Any) -> bool:
    """Whether JSON is an answer of the Overpass API."""
    elements = list_of(mapping_of(value).get("elements"))
    return bool(elements) and {"type", "id"} <= mapping_of(elements[0]).keys()


def is_esri(value: Any) -> bool:
    """Whether JSON is a set of features of ArcGIS."""
    features = list_of(mapping_of(value).get("features"))
    return bool(features) and not is_empty(mapping_of(features[0]).get("attributes"))
