"""Positions in every form that sources use: two numbers, one text, GeoJSON or WKT."""

import json
import math
import re
from collections.abc import Sequence
from typing import Any

import shapely
from pydantic_core import PydanticCustomError

from geomap.findings import argument, echo
from geomap.importing.columns import angle_text, is_southern_or_western
from geomap.importing.dialects import is_no_value
from geomap.importing.formats.json_text import list_of, mapping_of
from geomap.importing.record import RecordReader
from geomap.importing.source import shown, text_of
from geomap.model import Coordinates, position_text
from geomap.model.angles import is_on_earth
from geomap.model.coordinates import parse_coordinates
from geomap.read.areas import MAX_DEGREES, TO_WGS84, ShapeError, refuse_other_crs, valid_area

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_COMMA_PAIR = re.compile(r"([+-]?\d{1,3}),(\d+)(?:\s*[;/|]\s*|,?\s+)([+-]?\d{1,3}),(\d+)")
"""Two numbers with decimal commas, and something else between them than a comma alone."""
_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_GEOPOINT = re.compile(rf"({_NUMBER} {_NUMBER}) ({_NUMBER}) ({_NUMBER})")
"""Latitude, longitude, altitude and accuracy in metres, as Kobo and ODK write them in one cell."""
_GEOSHAPE = re.compile(
    rf"(?:{_NUMBER} {_NUMBER}(?: {_NUMBER}){{0,2}}\s*;\s*){{2,}}(?:{_NUMBER} {_NUMBER}(?: {_NUMBER}){{0,2}})?"
)
_WKB = re.compile(r"(?:\\x)?0[01][0-9A-Fa-f]{16,}")
_PAIR = ("latitude", "longitude")
Position = tuple[Coordinates | None, dict[str, Any] | None]
"""Coordinates and the GeoJSON geometry of an area; either may be missing."""


def read_position(reader: RecordReader, kind: str) -> Position | None:
    """The coordinates and the area of a record; None if they are invalid, or if they are not those of a place.

    A report without the point of a place is kept, with its line or its points in a comment.
    """
    point = _point_of_feature(reader)
    try:
        coordinates = _read_coordinates(reader, has_point=point is not None)
    except PydanticCustomError as error:
        if point is not None:
            for name in _PAIR:
                reader.note(f"{reader.name_of(name)}: {shown(reader.value(name))}")
            return _unless_zero(point, reader, "geometry"), None
        _report(reader, "latitude" if text_of(reader.value("latitude")) else "longitude", _advised(reader, error))
        return None
    written = reader.value("geometry")
    if written in (None, "") or (coordinates is not None and text_of(reader.value("uncertainty_m"))):
        return coordinates, None  # with a radius, the outline is only a circle that was drawn around the point
    try:
        geometry = _from_text(written) if isinstance(written, str) else written
        point, area = _read_geometry(geometry)
    except (PydanticCustomError, ShapeError) as error:
        _report(reader, "geometry", error)
        return None
    except _NotAPlaceError as error:
        return _without_geometry(reader, kind, error, coordinates)
    _note_the_rest(geometry, point, coordinates, reader)
    return _unless_zero(coordinates or point, reader, "geometry"), area


def _without_geometry(
    reader: RecordReader, kind: str, error: "_NotAPlaceError", coordinates: Coordinates | None
) -> Position | None:
    """The first point of a place that has several; the coordinates of a report, whose geometry stays a comment."""
    if kind == "places" and not error.points:
        reader.left_out("geometry", str(error), "a place needs a point or an area")
        return None
    reader.note(f"geometry: {shown(reader.value('geometry'))}")
    if kind == "places":
        hint = "a comment has all points; choose another one, or divide the place, by hand"
        reader.warn("I014", "geometry", f"{error}: the place is at the first one", hint)
        return coordinates or error.points[0], None
    hint = "the report is imported without this geometry, which a comment keeps; choose its place by hand"
    reader.left_out("geometry", str(error), hint)
    return coordinates, None


def _advised(reader: RecordReader, error: PydanticCustomError) -> PydanticCustomError:
    """The error with advice that fits two columns of numbers, where there are two."""
    pair = [_degrees(reader.value(name)) for name in _PAIR]
    if not all(isinstance(each, float) and math.isfinite(each) for each in pair):
        return error
    latitude, longitude = map(float, pair)
    if max(abs(latitude), abs(longitude)) > MAX_DEGREES:
        return _error(error.message(), "such large numbers are metres of a map; convert them to degrees, WGS 84")
    if is_on_earth(longitude, latitude):
        swapped = zip(_PAIR, (reader.name_of("longitude"), reader.name_of("latitude")), strict=True)
        options = [f"--column {argument(f'{name}={column}')}" for name, column in swapped]
        return _error(error.message(), f"did you swap them? if it is so in every row, pass {' '.join(options)}")
    return error


def _note_the_rest(
    geometry: Any, point: Coordinates | None, coordinates: Coordinates | None, reader: RecordReader
) -> None:
    """Comments for a height, and for the point of a geometry where other columns have other coordinates."""
    if point is not None and coordinates not in {None, point}:
        reader.note(f"geometry: {shown(geometry)}")
    if isinstance(geometry, dict) and geometry.get("type") == "GeometryCollection":
        used = {"Polygon", "MultiPolygon", *(["Point"] if point is not None else [])}
        parts = [part for part in list_of(geometry.get("geometries")) if mapping_of(part).get("type") not in used]
        if parts:
            reader.note(f"other geometries: {shown(parts)}")
    position = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if isinstance(position, list) and len(position) == 3 and position[2]:
        reader.note(f"altitude: {shown(position[2])}")


def is_position(text: str) -> bool:
    """Whether a text is a position on Earth, in any spelling that geomap reads."""
    geopoint = _GEOPOINT.fullmatch(text)
    try:
        position_text.read_position(geopoint[1] if geopoint else _COMMA_PAIR.sub(r"\1.\2, \3.\4", text))
    except PydanticCustomError:
        return False
    return True


def _point_of_feature(reader: RecordReader) -> Coordinates | None:
    """The point that the geometry of a feature is; it comes before columns with other notations of the position."""
    geometry = mapping_of(reader.record.values.get("geometry"))
    try:
        return _read_geometry(geometry)[0] if geometry.get("type") == "Point" else None
    except (PydanticCustomError, ShapeError):
        return None


class _NotAPlaceError(Exception):
    """The geometry is neither a point nor an area; the message names what it is.

    Attributes:
        points: the points of a geometry that has several.
    """

    def __init__(self, what: str, points: Sequence[Coordinates] = ()) -> None:
        super().__init__(what)
        self.points = points


def _read_coordinates(reader: RecordReader, *, has_point: bool) -> Coordinates | None:
    latitude, longitude = (_given(reader, name) for name in _PAIR)
    if text_of(latitude) or text_of(longitude):
        for name, value in (("latitude", latitude), ("longitude", longitude)):
            if not text_of(value):
                raise _error(f"the {name} is missing", "give both numbers, or leave both empty if they are unknown")
        pair = [_degrees(latitude), _degrees(longitude)]
        if any(isinstance(each, str) for each in pair):
            text = ", ".join(_with_signs(text_of(each)) for each in (latitude, longitude))
            found = position_text.without_false_digits(parse_coordinates(text), text)
        else:
            found = parse_coordinates(pair)
        if _DECIMAL_COMMA.fullmatch(text_of(latitude)) or _DECIMAL_COMMA.fullmatch(text_of(longitude)):
            reader.note("coordinates: decimal commas read as points")
        return _unless_zero(found, reader, "latitude")
    if not has_point and (both := reader.value("coordinates")):
        if geopoint := _GEOPOINT.fullmatch(text_of(both)):
            both, altitude, accuracy = geopoint.groups()
            reader.note(f"altitude: {altitude}")
            if float(accuracy):
                reader.supply("uncertainty_m", accuracy)
        if numbers := _COMMA_PAIR.fullmatch(text_of(both)):
            both = "{}.{}, {}.{}".format(*numbers.groups())
            reader.note("coordinates: decimal commas read as points")
        found = parse_coordinates(both) if isinstance(both, list) else _read_text(text_of(both), reader)
        return _unless_zero(found, reader, "coordinates")
    return None


def _given(reader: RecordReader, name: str) -> Any:
    """The value of a field, negative if its heading says so; None, with a comment, for a mark for a missing one."""
    value = reader.value(name)
    if not is_no_value(value):
        text = text_of(value)
        if re.fullmatch(r"\d+(?:[.,]\d+)?", text) and is_southern_or_western(reader.name_of(name)):
            reader.note(f"{name}: {text}, south or west by the heading {echo(reader.name_of(name))}")
            return f"-{text}"
        return value
    reader.note(f"{reader.name_of(name)}: {shown(value)}")
    return None


def _read_text(text: str, reader: RecordReader) -> Coordinates:
    """The position in a text; the uncertainty of a grid or a link becomes that of the place."""
    found = position_text.read_position(text)
    if found.notation != position_text.DEGREES:
        reader.note(f"coordinates: {text}")
        if found.uncertainty_m:
            reader.supply("uncertainty_m", found.uncertainty_m)
    return found.coordinates


def _degrees(value: Any) -> float | str:
    """Degrees as a number, or the text if it is none. A comma is a decimal comma, because the numbers are separate."""
    text = text_of(value)
    try:
        return float(text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text)
    except ValueError:
        return text


def _with_signs(text: str) -> str:
    """Degrees, minutes and seconds with only spaces between them, with their signs; any other text as it is.

    >>> _with_signs("55 43.6 N"), _with_signs("-22,9")
    ("55° 43.6' N", '-22,9')
    """
    parts = text.split()
    is_divided = len(parts) > 1 and all(re.fullmatch(r"-?\d+(?:[.,]\d+)?", part) for part in parts[:2])
    return angle_text(parts) if is_divided else text


def _unless_zero(found: Coordinates | None, reader: RecordReader, name: str) -> Coordinates | None:
    """The coordinates, unless they are 0, 0."""
    if found is None or found != (0, 0):
        return found
    hint = "it is read as unknown; if the place really is there, add it by hand"
    reader.warn("I006", name, "the position is 0, 0, which many programs write for an unknown position", hint)
    reader.note("coordinates: 0, 0 in the source, read as unknown")
    return None


def _read_geometry(geometry: Any) -> Position:
    """The point and the area of a GeoJSON geometry.

    Raises:
        PydanticCustomError: the point is invalid.
        ShapeError: the area is invalid.
        _NotAPlaceError: it is a line, or several points.
    """
    if not isinstance(geometry, dict):
        raise _error(f"the geometry is {echo(geometry)}", "give a GeoJSON geometry, or null")
    refuse_other_crs(geometry)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    wkt = text_of(geometry.get("geowkt") or geometry.get("geo_wkt"))
    if coordinates is None and wkt:  # Linked Places
        return _read_geometry(_from_text(wkt))
    if kind == "GeometryCollection":
        return _read_collection(geometry.get("geometries"))
    if kind == "MultiPoint":
        return _only_point([_read_point(each) for each in list_of(coordinates)]), None
    if kind == "Point":
        if coordinates is None:
            return None, None
        if not isinstance(coordinates, list):
            raise _error("the point has no coordinates", "give [longitude, latitude]")
        is_known = any(each is not None for each in coordinates)
        return (_read_point(coordinates), None) if is_known else (None, None)
    if kind in {"Polygon", "MultiPolygon"}:
        is_drawn = isinstance(coordinates, list) and any(coordinates)
        return (None, valid_area(geometry)) if is_drawn or not isinstance(coordinates, list) else (None, None)
    if kind in {"LineString", "MultiLineString"}:
        raise _NotAPlaceError("a line")
    raise _error(f'the geometry has the type "{echo(kind)}"', "give a Point, a Polygon or a MultiPolygon")


def _only_point(points: Sequence[Coordinates]) -> Coordinates | None:
    """The point of which there is one or none."""
    if len(points) > 1:
        raise _NotAPlaceError("several points in one record", points)
    return next(iter(points), None)


def _read_point(position: Any) -> Coordinates:
    """Latitude and longitude of a GeoJSON position, which has the opposite order; a height is dropped."""
    if not isinstance(position, list) or len(position) not in {2, 3}:
        raise _error(f"the position {echo(position)} does not have two numbers", "give [longitude, latitude]")
    numbers = [_degrees(each) if isinstance(each, str) else each for each in position]  # some programs quote them
    try:
        return parse_coordinates([numbers[1], numbers[0]])
    except PydanticCustomError as error:
        hint = "GeoJSON has the longitude first: [longitude, latitude]; are they swapped?"
        if any(isinstance(each, int | float) and abs(each) > MAX_DEGREES for each in position[:2]):
            hint = f"such large numbers are metres; {TO_WGS84}"
        raise _error(error.message(), hint) from None


def _read_collection(geometries: Any) -> Position:
    """The only point of a collection, and all its areas as one."""
    points: list[Coordinates] = []
    polygons: list[Any] = []
    for each in geometries if isinstance(geometries, list) else ():
        try:
            point, area = _read_geometry(each)
        except _NotAPlaceError:
            continue
        points += [point] if point else []
        if area:
            polygons += [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    if not polygons and not points:
        raise _NotAPlaceError("a collection without a point or an area")
    point = _only_point(points) if not polygons else points[0] if len(points) == 1 else None
    area = {"type": "MultiPolygon", "coordinates": polygons} if len(polygons) > 1 else None
    if len(polygons) == 1:
        area = {"type": "Polygon", "coordinates": polygons[0]}
    return point, valid_area(area) if area else None


def _from_text(text: str) -> Any:
    """The GeoJSON geometry of GeoJSON in a cell, or of WKT such as POINT (37.6 55.7)."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise _error(f'"{echo(text)}" is not valid JSON', "give a GeoJSON geometry") from None
    if outline := _from_geoshape(text):
        return outline
    if _WKB.fullmatch(text.strip()):
        raise _error(f'"{echo(text, 30)}" is WKB, the binary form of a database', "export it as text: ST_AsText(geom)")
    srid, _, wkt = text.rpartition(";") if text.lstrip().upper().startswith("SRID") else ("", "", text)
    refuse_other_crs({"crs": srid.upper().replace("SRID=", "EPSG:")} if srid else {})
    try:
        shape = shapely.from_wkt(wkt.strip())
    except shapely.errors.ShapelyError:
        raise _error(f'"{echo(text)}" is not valid WKT', "write POINT (longitude latitude)") from None
    return _with_lists(shapely.geometry.mapping(shape))


def _from_geoshape(text: str) -> dict[str, Any] | None:
    """A line or an outline as Kobo and ODK write it: latitude, longitude, altitude and accuracy; and so on."""
    if not _GEOSHAPE.fullmatch(text.strip()):
        return None
    numbers = [[float(number) for number in point.split()] for point in text.split(";") if point.strip()]
    points = [[longitude, latitude] for latitude, longitude, *_ in numbers]
    is_ring = len(points) > 3 and points[0] == points[-1]
    return {"type": "Polygon", "coordinates": [points]} if is_ring else {"type": "LineString", "coordinates": points}


def is_geoshape(text: str) -> bool:
    """Whether a text is a line or an outline of a form.

    >>> is_geoshape("57.0 9.0 0 0; 57.1 9.0 0 0; 57.1 9.1 0 0; 57.0 9.0 0 0"), is_geoshape("57.0; 9.0")
    (True, False)
    """
    return _GEOSHAPE.fullmatch(text.strip()) is not None


def _with_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_lists(each) for key, each in value.items()}
    return [_with_lists(each) for each in value] if isinstance(value, tuple | list) else value


def _error(message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("I005", "{message}", {"message": message, "help": hint})


def _report(reader: RecordReader, name: str, error: PydanticCustomError | ShapeError) -> None:
    if isinstance(error, ShapeError):
        reader.warn("I005", name, str(error), error.hint)
    else:
        reader.warn("I005", name, error.message(), str((error.context or {}).get("help", "")))
