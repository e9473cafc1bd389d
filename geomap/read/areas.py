"""``area:`` of a place, inline or as the path of a .geojson file → a valid GeoJSON geometry."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import shapely

from geomap.errors import GeomapError
from geomap.findings import Finding, Location, echo
from geomap.model.antimeridian import cut_polygon
from geomap.read.files import Kind, Source, read_text
from geomap.read.validation import described

GEOJSON = Kind(limit=20_000_000, too_large="G012", not_text="G012")

_ADVICE = "give a GeoJSON Polygon or MultiPolygon, positions as [longitude, latitude]"


class ShapeError(GeomapError):
    """A shape cannot be used."""

    def __init__(self, message: str, hint: str = _ADVICE) -> None:
        super().__init__(message, hint)


def read_area(value: Any, gazetteer: Path, root: Path, at: Location) -> tuple[dict[str, Any] | Finding, Source | None]:
    """The geometry of an area, or the finding that explains why there is none; and the file if it is in one.

    Args:
        value: a GeoJSON geometry, Feature or FeatureCollection of one, or the path of a file that contains one.
        gazetteer: the file that has the place; a path is relative to this.
        root: the project's folder, outside of which a path may not lead.
        at: the location of the area in the gazetteer.
    """
    source = None
    if isinstance(value, str):
        if PurePosixPath(value).suffix.lower() not in {".geojson", ".json"}:
            found = f'"{echo(value)}" is neither GeoJSON nor the path of a .geojson file'
            return Finding(at, "G012", found, _ADVICE), None
        opened = read_text(gazetteer.parent / value, root, GEOJSON)
        if isinstance(opened, Finding):
            where = f'"{echo(value)}"' if opened.code in {"Y001", "A005"} else opened.location
            return Finding(at, opened.code, f"{where}: {opened.message}", opened.help), None
        source = opened
    try:
        return valid_area(parse_json(source) if source else value), source
    except ShapeError as error:
        return Finding(at, "G012", f"{source.name}: {error}" if source else str(error), error.hint), source


def parse_json(source: Source) -> Any:
    """The value of a JSON file.

    Raises:
        ShapeError: it is not JSON, or is nested too deeply.
    """
    try:
        return json.loads(source.text, parse_constant=_not_json)
    except json.JSONDecodeError as problem:
        raise ShapeError(f"line {problem.lineno}, column {problem.colno}: not JSON ({problem.msg})") from None
    except (ValueError, RecursionError):
        raise ShapeError("a number is too long or the nesting too deep") from None


def _not_json(word: str) -> NoReturn:
    raise ShapeError(f"{word} is not a coordinate")


MAX_DEGREES = 400
"""More is no longitude, even counted around the globe; map projections have metres."""
_WGS84 = re.compile(r"CRS:?84h?$|(^|\D)(4326|4979)$|WGS[ _]?84$", re.IGNORECASE)
TO_WGS84 = "convert the file to WGS 84: ogr2ogr -t_srs EPSG:4326 new.geojson old.geojson"


def refuse_other_crs(value: Any) -> None:
    """Refuse coordinates that are declared to be in another reference system than WGS 84, whatever their numbers.

    Args:
        value: a GeoJSON or Esri object. The GeoJSON of 2008 has ``crs``, JSON-FG ``coordRefSys``, Esri
            ``spatialReference``; RFC 7946 allows only WGS 84.

    Raises:
        ShapeError: it declares another system.
    """
    for key in ("crs", "coordRefSys", "spatialReference"):
        declared = value.get(key) if isinstance(value, dict) else None
        if declared is None:
            continue
        properties = declared.get("properties") if isinstance(declared, dict) else None
        inner = properties if isinstance(properties, dict) else declared
        names = (inner.get(name) for name in ("name", "wkid", "code", "href")) if isinstance(inner, dict) else [inner]
        name = next((str(each) for each in names if each), "")
        if not _WGS84.search(name):
            raise ShapeError(f'the coordinates are in "{echo(name or declared)}", not in WGS 84', TO_WGS84)


def valid_area(value: Any) -> dict[str, Any]:
    """The Polygon or MultiPolygon of a GeoJSON value, with only type and coordinates, positions in two dimensions.

    Raises:
        ShapeError: it is no area, is empty, is not on Earth, or has rings that are open or cross themselves.
    """
    geometry = _geometry(value)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ShapeError(f"the type is {described(kind)}, not Polygon or MultiPolygon" if kind else "there is no type")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list | tuple) or not polygons:
        raise ShapeError("there are no coordinates")
    clean = [[_ring(ring) for ring in _rings(polygon)] for polygon in polygons]
    result = {"type": kind, "coordinates": clean[0] if kind == "Polygon" else clean}
    cut = [cut_polygon(rings) for rings in clean]
    whole = shapely.MultiPolygon([part for parts, _ in cut for part in parts])
    problem = next((problem for _, problem in cut if problem), "")
    if problem or not whole.is_valid:
        reason = _reason(problem or shapely.is_valid_reason(whole))
        raise ShapeError(reason, "draw the outline so that it never touches itself")
    if whole.area == 0:
        raise ShapeError("the area is empty", "draw an outline around an area")
    return result


def _geometry(value: Any) -> dict[str, Any]:
    """The one geometry of a Feature or FeatureCollection."""
    refuse_other_crs(value)
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            count = len(features) if isinstance(features, list) else 0
            raise ShapeError(
                f"the FeatureCollection has {count} features", "give one; several areas make one MultiPolygon"
            )
        value = features[0]
        refuse_other_crs(value)
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
        refuse_other_crs(value)
    if not isinstance(value, dict):
        raise ShapeError(f"the geometry is {described(value)}")
    return value


def _rings(polygon: Any) -> Iterator[Any]:
    if not isinstance(polygon, list | tuple):
        raise ShapeError(f"a polygon is {described(polygon)}, not a list of rings")
    if not polygon:
        raise ShapeError("a polygon has no outline")
    yield from polygon


def _ring(ring: Any) -> list[list[float]]:
    if not isinstance(ring, list | tuple):
        raise ShapeError(f"a ring is {described(ring)}, not a list of positions")
    positions = [position_of(position) for position in ring]
    if len(positions) < 4:
        raise ShapeError(
            f"a ring has {len(positions)} positions", "a ring has at least four, the last the same as the first"
        )
    if positions[0] != positions[-1]:
        raise ShapeError("a ring is not closed", f"repeat its first position {positions[0]} at its end")
    return positions


def position_of(position: Any) -> list[float]:
    """A GeoJSON position, without its height.

    Raises:
        ShapeError: it is not a position, or not on Earth.
    """
    if not isinstance(position, list | tuple) or not 2 <= len(position) <= 3:
        shown = f"[{', '.join(map(echo, position))}]" if isinstance(position, list) and len(position) < 5 else None
        raise ShapeError(f"a position is {shown or described(position)}, not [longitude, latitude]")
    longitude, latitude = position[:2]
    for number in (longitude, latitude):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ShapeError(f"a coordinate is {described(number)}")
        if not isinstance(number, int) and not math.isfinite(number):
            raise ShapeError(f"{number} is not a coordinate")
    if abs(longitude) > 180 or abs(latitude) > 90:
        if max(abs(longitude), abs(latitude)) > MAX_DEGREES:
            message = f"the position [{echo(longitude)}, {echo(latitude)}] is not on Earth"
            raise ShapeError(f"{message}: such large numbers are metres, not degrees", TO_WGS84)
        swapped = abs(latitude) <= 180 and abs(longitude) <= 90
        advice = "did you swap them? GeoJSON has longitude first" if swapped else _ADVICE
        if abs(latitude) <= 90 and abs(longitude) < 360:
            turned = longitude - 360 if longitude > 0 else longitude + 360
            advice = f"longitudes run from -180 to 180: write [{echo(round(turned, 9))}, {echo(latitude)}]"
        raise ShapeError(f"the position [{echo(longitude)}, {echo(latitude)}] is not on Earth", advice)
    return [longitude, latitude]


def _reason(explained: str) -> str:
    """GEOS's reason, such as ``Self-intersection[37.6 55.7]``, as a message."""
    found = re.fullmatch(r"(.*?)\[(\S+) (\S+)\]", explained)
    if found is None:
        return explained.lower()
    longitude = round((float(found[2]) + 180) % 360 - 180, 7)
    return f"the outline is invalid at [{longitude:.9g}, {float(found[3]):.9g}] ({found[1].lower()})"
