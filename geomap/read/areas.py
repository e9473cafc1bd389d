"""An ``area:`` of the gazetteer, given inline or as the path of a .geojson file → a GeoJSON geometry that is sound."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import shapely
import shapely.geometry
import shapely.validation

from geomap.findings import Finding, Location, echo
from geomap.read.files import Kind, Source, read_text
from geomap.read.validation import described

GEOJSON = Kind(limit=20_000_000, too_large="G012", not_text="G012")

_ADVICE = "give a GeoJSON Polygon or MultiPolygon, positions as [longitude, latitude]"


class Unsound(Exception):  # noqa: N818  (says what the area is)
    """Why a shape cannot be used, and what to do."""

    def __init__(self, found: str, advice: str = _ADVICE) -> None:
        super().__init__(found)
        self.found, self.advice = found, advice


def read_area(value: Any, beside: Path, root: Path, at: Location) -> tuple[dict[str, Any] | Finding, Source | None]:
    """The geometry of an area, or the finding at ``at`` that says why there is none; and the file it came from.

    Args:
        value: a GeoJSON geometry, Feature or FeatureCollection of one, or the path of a file that holds one.
        beside: the gazetteer file, beside which a path begins.
        root: the project's folder, which a path may not leave.
        at: where the area stands in the gazetteer.
    """
    source = None
    if isinstance(value, str):
        if PurePosixPath(value).suffix.lower() not in {".geojson", ".json"}:
            found = f'"{echo(value)}" is no GeoJSON and not the path of a .geojson file'
            return Finding(at, "G012", found, _ADVICE), None
        opened = read_text(beside.parent / value, root, GEOJSON)
        if isinstance(opened, Finding):
            where = f'"{echo(value)}"' if opened.code in {"Y001", "A005"} else opened.location
            return Finding(at, opened.code, f"{where}: {opened.message}", opened.help), None
        source = opened
    try:
        return sound(parsed(source) if source else value), source
    except Unsound as unsound:
        found = f"{source.name}: {unsound.found}" if source else unsound.found
        return Finding(at, "G012", found, unsound.advice), source


def parsed(source: Source) -> Any:
    """What a JSON file holds.

    Raises:
        Unsound: it is no JSON, or is nested too deep.
    """
    try:
        return json.loads(source.text, parse_constant=_not_json)
    except json.JSONDecodeError as problem:
        raise Unsound(f"line {problem.lineno}, column {problem.colno}: no JSON ({problem.msg})") from None
    except (ValueError, RecursionError):
        raise Unsound("a number or a nesting that no shape needs") from None


def _not_json(word: str) -> NoReturn:
    raise Unsound(f"{word} is no coordinate")


def sound(value: Any) -> dict[str, Any]:
    """The Polygon or MultiPolygon of a GeoJSON value, with type and coordinates alone, positions in two dimensions.

    Raises:
        Unsound: it is none, is empty, leaves the Earth, or has rings that are open or cross themselves.
    """
    geometry = _geometry(value)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"}:
        raise Unsound(f"the type is {described(kind)}, not Polygon or MultiPolygon" if kind else "there is no type")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list | tuple) or not polygons:
        raise Unsound("there are no coordinates")
    clean = [[_ring(ring) for ring in _rings(polygon)] for polygon in polygons]
    result = {"type": kind, "coordinates": clean[0] if kind == "Polygon" else clean}
    shape = shapely.geometry.shape(result)
    if not shape.is_valid:
        raise Unsound(
            _reason(shapely.validation.explain_validity(shape)), "draw the outline so that it never touches itself"
        )
    if shape.area == 0:
        raise Unsound("the area is empty", "draw an outline with some room in it")
    return result


def _geometry(value: Any) -> dict[str, Any]:
    """The one geometry of a Feature or FeatureCollection."""
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list) or len(features) != 1:
            count = len(features) if isinstance(features, list) else 0
            raise Unsound(
                f"the FeatureCollection has {count} features", "give one; several areas make one MultiPolygon"
            )
        value = features[0]
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict):
        raise Unsound(f"the geometry is {described(value)}")
    return value


def _rings(polygon: Any) -> Iterator[Any]:
    if not isinstance(polygon, list | tuple):
        raise Unsound(f"a polygon is {described(polygon)}, not a list of rings")
    if not polygon:
        raise Unsound("a polygon has no outline")
    yield from polygon


def _ring(ring: Any) -> list[list[float]]:
    if not isinstance(ring, list | tuple):
        raise Unsound(f"a ring is {described(ring)}, not a list of positions")
    positions = [position_of(position) for position in ring]
    if len(positions) < 4:
        raise Unsound(
            f"a ring has {len(positions)} positions", "a ring has at least four, the last the same as the first"
        )
    if positions[0] != positions[-1]:
        raise Unsound("a ring is not closed", f"repeat its first position {positions[0]} at its end")
    return positions


def position_of(position: Any) -> list[float]:
    """A GeoJSON position, without its height.

    Raises:
        Unsound: it is none, or not on Earth.
    """
    if not isinstance(position, list | tuple) or not 2 <= len(position) <= 3:
        shown = f"[{', '.join(map(echo, position))}]" if isinstance(position, list) and len(position) < 5 else None
        raise Unsound(f"a position is {shown or described(position)}, not [longitude, latitude]")
    longitude, latitude = position[:2]
    for number in (longitude, latitude):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise Unsound(f"a coordinate is {described(number)}")
        if not isinstance(number, int) and not math.isfinite(number):
            raise Unsound(f"{number} is no coordinate")
    if abs(longitude) > 180 or abs(latitude) > 90:
        swapped = abs(latitude) <= 180 and abs(longitude) <= 90
        advice = "did you swap them? GeoJSON has the longitude first" if swapped else _ADVICE
        raise Unsound(f"the position [{echo(longitude)}, {echo(latitude)}] is not on Earth", advice)
    return [longitude, latitude]


def _reason(explained: str) -> str:
    """GEOS's reason in our words: ``Self-intersection[37.6 55.7]``."""
    found = re.fullmatch(r"(.*?)\[(\S+) (\S+)\]", explained)
    if found is None:
        return explained.lower()
    return f"the outline is broken at [{found[2]}, {found[3]}] ({found[1].lower()})"
