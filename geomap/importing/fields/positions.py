"""Where a thing is, as sources write it: two numbers, one text, GeoJSON or WKT; what cannot be is a finding."""

import re
from typing import Any

import shapely
from pydantic_core import PydanticCustomError

from geomap.findings import Finding, echo
from geomap.importing.formats import Raw
from geomap.importing.formats.source import left_out, text_of
from geomap.model import Coordinates
from geomap.model.coordinates import parse_coordinates
from geomap.read.areas import ShapeError, valid_area

_COMMA = re.compile(r"[+-]?\d+,\d+")
Position = tuple[Coordinates | None, dict[str, Any] | None]


def position_said(raw: Raw, said: Any) -> Position | None:
    """Coordinates and area of a thing, both None where the source gives none; None where what it gives is wrong.

    ``said`` takes the findings and the notes.
    """
    geometry = raw.said.get("geometry")
    try:
        coordinates = _coordinates(raw, said)
    except PydanticCustomError as problem:
        said.findings.append(_wrong(raw, "latitude", problem))
        return None
    radius = text_of(raw.said.get("uncertainty_m"))
    if geometry in (None, "") or (coordinates is not None and radius):
        return coordinates, None  # with a radius, the outline is the circle that was drawn of it
    try:
        point, area = _of_geometry(_from_wkt(geometry) if isinstance(geometry, str) else geometry)
    except (PydanticCustomError, ShapeError) as problem:
        said.findings.append(_wrong(raw, "geometry", problem))
        return None
    except _NoPlaceError as what:
        said.findings.append(left_out(raw.at("geometry"), str(what), "give a point or an area"))
        return None
    return _unless_zero(coordinates or point, raw, said, "geometry"), area


class _NoPlaceError(Exception):
    """What the geometry is, where it is neither a point nor an area."""


def _coordinates(raw: Raw, said: Any) -> Coordinates | None:
    latitude, longitude, both = (raw.said.get(name) for name in ("latitude", "longitude", "coordinates"))
    if text_of(latitude) or text_of(longitude):
        for name, value in (("latitude", latitude), ("longitude", longitude)):
            if not text_of(value):
                raise _error(f"the {name} is missing", "write both, or neither where nobody knows")
        pair = [_degrees(latitude), _degrees(longitude)]
        if any(isinstance(each, str) for each in pair):
            found = parse_coordinates(f"{text_of(latitude)}, {text_of(longitude)}")
        else:
            found = parse_coordinates(pair)
        if _COMMA.fullmatch(text_of(latitude)) or _COMMA.fullmatch(text_of(longitude)):
            said.notes.append("coordinates: decimal commas read as points")
        return _unless_zero(found, raw, said, "latitude")
    if both:
        return _unless_zero(
            parse_coordinates(both if isinstance(both, list) else text_of(both)), raw, said, "coordinates"
        )
    return None


def _degrees(value: Any) -> float | str:
    """A number of degrees; the text where it is none. A decimal comma cannot part two numbers here."""
    text = text_of(value)
    try:
        return float(text.replace(",", ".") if _COMMA.fullmatch(text) else text)
    except ValueError:
        return text


def _unless_zero(found: Coordinates | None, raw: Raw, said: Any, name: str) -> Coordinates | None:
    if found is None or found != (0, 0):
        return found
    advice = "taken as missing; if it really lies there, write the place by hand"
    said.findings.append(
        Finding(raw.at(name), "I006", "the position is 0, 0, where programs put what they do not know", advice)
    )
    said.notes.append("coordinates: 0, 0 in the source, taken as missing")
    return None


def _of_geometry(geometry: Any) -> Position:
    """The point and the area of a GeoJSON geometry.

    Raises:
        PydanticCustomError: the point is no position.
        ShapeError: the area is none.
        _NoPlaceError: it is a line, or several points.
    """
    if not isinstance(geometry, dict):
        raise _error(f"the geometry is {echo(geometry)}", "give a GeoJSON geometry, or null")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        return _of_collection(geometry.get("geometries"))
    if kind == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        kind, coordinates = "Point", coordinates[0]
    if kind == "Point":
        if not isinstance(coordinates, list):
            raise _error("the point has no coordinates", "give [longitude, latitude]")
        return (_of_point(coordinates), None) if coordinates else (None, None)
    if kind in {"Polygon", "MultiPolygon"}:
        return None, valid_area(geometry)
    if kind in {"LineString", "MultiLineString", "MultiPoint"}:
        raise _NoPlaceError({"MultiPoint": "several points as one thing"}.get(kind, "a line"))
    raise _error(f'the geometry is of type "{echo(kind)}"', "give a Point, a Polygon or a MultiPolygon")


def _of_point(position: list[Any]) -> Coordinates:
    """Latitude and longitude of a GeoJSON position, whose order is the other; a height is left out."""
    if len(position) not in {2, 3}:
        raise _error(f"the position {echo(position)} is not two numbers", "write [longitude, latitude]")
    try:
        return parse_coordinates([position[1], position[0]])
    except PydanticCustomError as problem:
        advice = "longitude stands first here: [longitude, latitude]; did you swap them?"
        raise _error(problem.message(), advice) from None


def _of_collection(geometries: Any) -> Position:
    """The one point of a collection, and its areas together."""
    points: list[Coordinates] = []
    polygons: list[Any] = []
    for each in geometries if isinstance(geometries, list) else ():
        try:
            point, area = _of_geometry(each)
        except _NoPlaceError:
            continue
        points += [point] if point else []
        if area:
            polygons += [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    if not polygons and len(points) != 1:
        raise _NoPlaceError(f"{len(points)} points as one thing" if points else "a collection without point or area")
    area = {"type": "MultiPolygon", "coordinates": polygons} if len(polygons) > 1 else None
    if len(polygons) == 1:
        area = {"type": "Polygon", "coordinates": polygons[0]}
    return points[0] if len(points) == 1 else None, valid_area(area) if area else None


def _from_wkt(text: str) -> Any:
    """A geometry written as WKT, such as POINT (37.6 55.7)."""
    try:
        found = shapely.from_wkt(re.sub(r"^SRID=4326;", "", text.strip(), flags=re.IGNORECASE))
    except shapely.errors.ShapelyError:
        raise _error(f'"{echo(text)}" is no WKT', "write POINT (longitude latitude)") from None
    return _lists(shapely.geometry.mapping(found))


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(each) for key, each in value.items()}
    return [_lists(each) for each in value] if isinstance(value, tuple | list) else value


def _error(found: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError("I005", "{message}", {"message": found, "help": advice})


def _wrong(raw: Raw, name: str, problem: PydanticCustomError | ShapeError) -> Finding:
    if isinstance(problem, ShapeError):
        return Finding(raw.at(name), "I005", str(problem), problem.hint)
    advice = str((problem.context or {}).get("help", ""))
    return Finding(raw.at(name), "I005", problem.message(), advice)
