"""The GeoJSON files under ``overlays:`` → shapes that are sound, what could be mended mended, each doubt a finding."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import antimeridian
import shapely
from shapely.geometry import GeometryCollection, LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geomap.findings import Finding, Location, echo, nearest
from geomap.model import Feature, Overlay
from geomap.model.origin import Origin
from geomap.read.areas import Unsound, parsed, position_of
from geomap.read.attribution import attribution_of
from geomap.read.files import CONTROL, Kind, Source, read_text
from geomap.read.validation import described

_SMALLER = "keep the part that the map shows, or simplify its lines, in QGIS or mapshaper"
OVERLAY = Kind(limit=20_000_000, too_large="O008", not_text="O007", smaller=_SMALLER)

_ADVICE = "give a GeoJSON file (RFC 7946), positions as [longitude, latitude]"
_WGS84 = "save it in WGS 84 (EPSG:4326), in degrees"
_DEEPEST = 8
"""Levels of geometry collections in each other."""
_DECIMALS = 7
"""Of a degree: 1 cm, far finer than anything that is drawn."""
_LONGEST_LABEL = 80
"""Characters."""


@dataclass
class _Shapes:
    """What a file holds, and what had to be done to it."""

    features: list[Feature] = field(default_factory=list)
    properties: set[str] = field(default_factory=set)
    total: int = 0
    mended: int = 0
    lost: int = 0


def read_overlays(
    overlays: Sequence[Overlay], origin: Origin, beside: Path, root: Path, sha256: dict[str, str]
) -> Iterator[Finding]:
    """Give all overlays of a map what their files hold; yield what is wrong with them.

    Args:
        overlays: the entries, in their order.
        origin: where ``map`` stands.
        beside: the gazetteer file.
        root: the project's folder.
        sha256: takes the SHA-256 of each file that was read, by its path in the project.
    """
    for index, overlay in enumerate(overlays):
        findings, source = read_overlay(overlay, beside, root, origin.at(("overlays", index, "file")))
        if source is not None:
            sha256[source.name] = source.sha256
        yield from findings


def read_overlay(overlay: Overlay, beside: Path, root: Path, at: Location) -> tuple[list[Finding], Source | None]:
    """Give an overlay what its file holds; what is wrong with it, and the file that was read.

    Args:
        overlay: the entry.
        beside: the gazetteer file, beside which its path begins.
        root: the project's folder, which the path may not leave.
        at: where the path stands in the gazetteer.
    """
    source = read_text(beside.parent / overlay.file, root, OVERLAY)
    if isinstance(source, Finding):
        where = f'"{echo(overlay.file)}"' if source.code in {"Y001", "A005"} else source.location
        return [Finding(at, source.code, f"{where}: {source.message}", source.help)], None
    try:
        shapes = _shapes(parsed(source), overlay.label)
    except Unsound as unsound:
        advice = _ADVICE if "Polygon" in unsound.advice else unsound.advice
        return [Finding(at, "O007", f"{source.name}: {unsound.found}", advice)], source
    overlay.holding(shapes.features, attribution_of(overlay.attribution or ""))
    return list(_doubts(shapes, overlay, source.name, at)), source


def _doubts(shapes: _Shapes, overlay: Overlay, name: str, at: Location) -> Iterator[Finding]:
    said = []
    if shapes.mended:
        said.append(f"{shapes.mended} of its {shapes.total} shapes had broken outlines and were mended")
    if shapes.lost:
        said.append(f"{shapes.lost} of its {shapes.total} shapes are beyond mending and left out")
    if said:
        advice = "look whether they are still right, and save them mended"
        yield Finding(at, "O009", f"{name}: {'; '.join(said)}", advice)
    if overlay.label and shapes.properties and not any(feature.label for feature in shapes.features):
        meant = nearest(overlay.label, shapes.properties) or nearest(overlay.label.lower(), shapes.properties)
        if meant:
            found = f'{name}: no shape has a property "{echo(overlay.label)}", so that is what the overlay is labelled'
            yield Finding(at, "O012", found, meant)


def _shapes(value: Any, label: str | None) -> _Shapes:
    """Every shape of a GeoJSON value.

    Raises:
        Unsound: it is no GeoJSON, is not in degrees, or nothing is left to draw.
    """
    if not isinstance(value, dict):
        raise Unsound(f"this is {described(value)}, no GeoJSON", _ADVICE)
    _refuse_projected(value.get("crs"))
    shapes = _Shapes()
    for number, feature in enumerate(_features_of(value), 1):
        try:
            _add(feature, label, shapes)
        except Unsound as unsound:
            raise Unsound(f"feature {number}: {unsound.found}", unsound.advice) from None
    if not shapes.total:
        raise Unsound("there is nothing in it", _ADVICE)
    if not shapes.features:
        raise Unsound(f"none of its {shapes.total} shapes can be drawn: their outlines are broken", "draw them again")
    return shapes


def _refuse_projected(crs: Any) -> None:
    """Older GeoJSON could say what its coordinates are; RFC 7946 knows WGS 84 alone."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not re.search(r"CRS84$|(^|\D)4326$|WGS ?84$", name):
        raise Unsound(f'its coordinates are in "{echo(name or crs)}"', _WGS84)


def _features_of(value: dict[str, Any]) -> Iterator[Any]:
    if value.get("type") != "FeatureCollection":
        yield value
        return
    features = value.get("features")
    if not isinstance(features, list):
        raise Unsound(f"its features are {described(features)}", _ADVICE)
    yield from features


def _add(feature: Any, label: str | None, shapes: _Shapes) -> None:
    """Take in one feature, or a geometry alone; one without a geometry is nowhere, and no mistake."""
    if not isinstance(feature, dict):
        raise Unsound(f"it is {described(feature)}", _ADVICE)
    properties: dict[str, Any] = {}
    geometry: Any = feature
    if feature.get("type") == "Feature":
        geometry = feature.get("geometry")
        properties = feature["properties"] if isinstance(feature.get("properties"), dict) else {}
    if geometry is None:
        return
    parts: list[BaseGeometry] = []
    for kind, coordinates in _simple(geometry, 0):
        shapes.total += 1
        made, whole = _KINDS[kind](coordinates)
        shapes.lost += not made
        shapes.mended += bool(made) and not whole
        parts += made
    shapes.properties.update(properties)
    if parts:
        geometry = parts[0] if len(parts) == 1 else GeometryCollection(parts)
        shapes.features.append(Feature(geometry, _words(properties.get(label)) if label else None))


def _words(value: Any) -> str | None:
    """A property as a label."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        words = " ".join(CONTROL.sub(" ", str(value)).split())
    except ValueError:  # a whole number of more digits than Python likes to print
        return None
    return (words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1] + "…") or None


def _simple(geometry: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """The points, lines and polygons that a geometry is made of, with their coordinates."""
    if not isinstance(geometry, dict):
        raise Unsound(f"the geometry is {described(geometry)}", _ADVICE)
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        inner = geometry.get("geometries")
        if not isinstance(inner, list):
            raise Unsound(f"its geometries are {described(inner)}", _ADVICE)
        if depth == _DEEPEST:
            raise Unsound(f"collections stand in each other more than {_DEEPEST} deep", "take them apart")
        for each in inner:
            yield from _simple(each, depth + 1)
        return
    single = kind.removeprefix("Multi") if isinstance(kind, str) else ""
    if single not in _KINDS:
        raise Unsound(f"the type is {described(kind)}, which is no geometry" if kind else "there is no type", _ADVICE)
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        raise Unsound(f"its coordinates are {described(coordinates)}", _ADVICE)
    for each in coordinates if single != kind else [coordinates]:
        if each or single != "Polygon":
            yield single, each


def _position(value: Any) -> tuple[float, float]:
    try:
        longitude, latitude = position_of(value)
    except Unsound as unsound:
        if isinstance(value, list) and any(isinstance(each, int | float) and abs(each) > 400 for each in value[:2]):
            raise Unsound(f"{unsound.found}: such large numbers are metres, no degrees", _WGS84) from None
        raise
    return round(float(longitude), _DECIMALS), round(float(latitude), _DECIMALS)


def _positions(value: Any) -> list[tuple[float, float]]:
    if not isinstance(value, list):
        raise Unsound(f"a line is {described(value)}, not a list of positions", _ADVICE)
    return [_position(each) for each in value]


def _point(value: Any) -> tuple[list[BaseGeometry], bool]:
    return [Point(_position(value))], True


def _line(value: Any) -> tuple[list[BaseGeometry], bool]:
    positions = _positions(value)
    if len(set(positions)) < 2:
        return [], False
    line: BaseGeometry = LineString(positions)
    if _crosses(positions):
        line = antimeridian.fix_line_string(LineString(positions), great_circle=False)
    return _polished(line, "LineString"), True


def _polygon(value: Any) -> tuple[list[BaseGeometry], bool]:
    """A polygon, mended where it is broken; and whether it was whole."""
    if not isinstance(value, list):
        raise Unsound(f"a polygon is {described(value)}, not a list of rings", _ADVICE)
    rings = [_positions(ring) for ring in value]
    closed = [ring if not ring or ring[0] == ring[-1] else [*ring, ring[0]] for ring in rings]
    usable = [ring for ring in closed if len(set(ring)) >= 3]
    if not closed or len(set(closed[0])) < 3:
        return [], False
    drawn = Polygon(usable[0], usable[1:])
    polygon: BaseGeometry = drawn
    if any(map(_crosses, usable)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # rings that run the other way round are as good
                polygon = antimeridian.fix_polygon(drawn, great_circle=False)
        except Exception:  # noqa: BLE001  (it stumbles over broken outlines in every way there is)
            return [], False
    valid = polygon.is_valid
    made = _polished(polygon if valid else shapely.make_valid(polygon), "Polygon")
    return made, valid and usable == rings


def _crosses(positions: list[tuple[float, float]]) -> bool:
    """Whether the line goes over 180°: no step of one that does not is half the Earth long."""
    return any(abs(one[0] - other[0]) > 180 for one, other in pairwise(positions))


def _polished(shape: BaseGeometry, kind: str) -> list[BaseGeometry]:
    """The parts of that kind, flat."""
    waiting, found = [shape], []
    while waiting:
        part = waiting.pop(0)
        if part.geom_type == kind and not part.is_empty:
            found.append(part)
        elif hasattr(part, "geoms"):
            waiting += part.geoms
    return found


_KINDS = {"Point": _point, "LineString": _line, "Polygon": _polygon}
