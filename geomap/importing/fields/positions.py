"""Positions in every form that sources use: two numbers, one text, GeoJSON or WKT."""

import re
from typing import Any

import shapely
from pydantic_core import PydanticCustomError

from geomap.findings import echo
from geomap.importing.record import RecordReader
from geomap.importing.source import text_of
from geomap.model import Coordinates
from geomap.model.coordinates import parse_coordinates
from geomap.read.areas import ShapeError, valid_area

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
Position = tuple[Coordinates | None, dict[str, Any] | None]
"""Coordinates and the GeoJSON geometry of an area; either may be missing."""


def read_position(reader: RecordReader) -> Position | None:
    """The coordinates and the area of a record; None if they are invalid or not those of a place."""
    try:
        coordinates = _read_coordinates(reader)
    except PydanticCustomError as error:
        _report(reader, "latitude", error)
        return None
    geometry = reader.value("geometry")
    if geometry in (None, "") or (coordinates is not None and text_of(reader.value("uncertainty_m"))):
        return coordinates, None  # with a radius, the outline is only a circle that was drawn around the point
    try:
        point, area = _read_geometry(_from_wkt(geometry) if isinstance(geometry, str) else geometry)
    except (PydanticCustomError, ShapeError) as error:
        _report(reader, "geometry", error)
        return None
    except _NotAPlaceError as error:
        reader.left_out("geometry", str(error), "a place needs a point or an area")
        return None
    return _unless_zero(coordinates or point, reader, "geometry"), area


class _NotAPlaceError(Exception):
    """The geometry is neither a point nor an area; the message names what it is."""


def _read_coordinates(reader: RecordReader) -> Coordinates | None:
    latitude, longitude = (reader.value(name) for name in ("latitude", "longitude"))
    if text_of(latitude) or text_of(longitude):
        for name, value in (("latitude", latitude), ("longitude", longitude)):
            if not text_of(value):
                raise _error(f"the {name} is missing", "give both numbers, or leave both empty if they are unknown")
        pair = [_degrees(latitude), _degrees(longitude)]
        if any(isinstance(each, str) for each in pair):
            found = parse_coordinates(f"{text_of(latitude)}, {text_of(longitude)}")
        else:
            found = parse_coordinates(pair)
        if _DECIMAL_COMMA.fullmatch(text_of(latitude)) or _DECIMAL_COMMA.fullmatch(text_of(longitude)):
            reader.note("coordinates: decimal commas read as points")
        return _unless_zero(found, reader, "latitude")
    if both := reader.value("coordinates"):
        found = parse_coordinates(both if isinstance(both, list) else text_of(both))
        return _unless_zero(found, reader, "coordinates")
    return None


def _degrees(value: Any) -> float | str:
    """Degrees as a number, or the text if it is none. A comma is a decimal comma, because the numbers are separate."""
    text = text_of(value)
    try:
        return float(text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text)
    except ValueError:
        return text


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
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        return _read_collection(geometry.get("geometries"))
    if kind == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        kind, coordinates = "Point", coordinates[0]
    if kind == "Point":
        if not isinstance(coordinates, list):
            raise _error("the point has no coordinates", "give [longitude, latitude]")
        return (_read_point(coordinates), None) if coordinates else (None, None)
    if kind in {"Polygon", "MultiPolygon"}:
        return None, valid_area(geometry)
    if kind in {"LineString", "MultiLineString", "MultiPoint"}:
        raise _NotAPlaceError("several points in one record" if kind == "MultiPoint" else "a line")
    raise _error(f'the geometry has the type "{echo(kind)}"', "give a Point, a Polygon or a MultiPolygon")


def _read_point(position: list[Any]) -> Coordinates:
    """Latitude and longitude of a GeoJSON position, which has the opposite order; a height is dropped."""
    if len(position) not in {2, 3}:
        raise _error(f"the position {echo(position)} does not have two numbers", "give [longitude, latitude]")
    try:
        return parse_coordinates([position[1], position[0]])
    except PydanticCustomError as error:
        raise _error(
            error.message(), "GeoJSON has the longitude first: [longitude, latitude]; are they swapped?"
        ) from None


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
    if not polygons and len(points) != 1:
        raise _NotAPlaceError("several points in one record" if points else "a collection without a point or an area")
    area = {"type": "MultiPolygon", "coordinates": polygons} if len(polygons) > 1 else None
    if len(polygons) == 1:
        area = {"type": "Polygon", "coordinates": polygons[0]}
    return points[0] if len(points) == 1 else None, valid_area(area) if area else None


def _from_wkt(text: str) -> Any:
    """The GeoJSON geometry of WKT such as POINT (37.6 55.7)."""
    try:
        shape = shapely.from_wkt(re.sub(r"^SRID=4326;", "", text.strip(), flags=re.IGNORECASE))
    except shapely.errors.ShapelyError:
        raise _error(f'"{echo(text)}" is not valid WKT', "write POINT (longitude latitude)") from None
    return _with_lists(shapely.geometry.mapping(shape))


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
