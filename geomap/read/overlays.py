"""``map.overlays``: GeoJSON files → valid shapes, repaired where possible, with a finding for each problem."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapely.geometry import GeometryCollection, Point
from shapely.geometry.base import BaseGeometry

from geomap.findings import Finding, Location, echo, nearest
from geomap.model import Feature, Overlay
from geomap.model.antimeridian import cut_line, cut_polygon
from geomap.read.areas import ShapeError, parse_json, position_of, refuse_other_crs
from geomap.read.attribution import parse_attribution
from geomap.read.files import CONTROL, Kind, Source, read_text
from geomap.read.validation import described

_SMALLER = "keep the part that the map shows, or simplify its lines, in QGIS or mapshaper"
OVERLAY = Kind(limit=20_000_000, too_large="O008", not_text="O007", smaller=_SMALLER)

_ADVICE = "give a GeoJSON file (RFC 7946), positions as [longitude, latitude]"
_DEEPEST = 8
"""Levels of nested geometry collections."""
_DECIMALS = 7
"""Of a degree: 1 cm, far finer than the map shows."""
_LONGEST_LABEL = 80
"""Characters."""


@dataclass
class _Shapes:
    """The shapes in a file, and the number of those repaired and left out."""

    features: list[Feature] = field(default_factory=list)
    properties: set[str] = field(default_factory=set)
    total: int = 0
    repaired: int = 0
    left_out: int = 0


def read_overlay(
    overlay: Overlay, gazetteer: Path, root: Path, at: Location
) -> tuple[Overlay, list[Finding], Source | None]:
    """The entry with the shapes in its file, the findings, and the file if it could be read.

    Args:
        overlay: the entry.
        gazetteer: the file that has the entry; its path is relative to this.
        root: the project's folder, outside of which the path may not lead.
        at: the location of the path in the gazetteer.
    """
    source = read_text(gazetteer.parent / overlay.file, root, OVERLAY)
    if isinstance(source, Finding):
        where = f'"{echo(overlay.file)}"' if source.code in {"Y001", "A005"} else source.location
        return overlay, [Finding(at, source.code, f"{where}: {source.message}", source.help)], None
    try:
        shapes = _shapes(parse_json(source), overlay.label)
    except ShapeError as error:
        advice = _ADVICE if "Polygon" in error.hint else error.hint
        return overlay, [Finding(at, "O007", f"{source.name}: {error}", advice)], source
    resolved = overlay.with_features(shapes.features, parse_attribution(overlay.attribution or ""))
    return resolved, list(_warnings(shapes, overlay, source.name, at)), source


def _warnings(shapes: _Shapes, overlay: Overlay, name: str, at: Location) -> Iterator[Finding]:
    problems = []
    if shapes.repaired:
        problems.append(f"{shapes.repaired} of {shapes.total} shapes had invalid outlines and were repaired")
    if shapes.left_out:
        problems.append(f"{shapes.left_out} of {shapes.total} shapes cannot be repaired and were left out")
    if problems:
        advice = "check how they are drawn, and save the file with valid outlines"
        yield Finding(at, "O009", f"{name}: {'; '.join(problems)}", advice)
    if overlay.label and shapes.properties and not any(feature.label for feature in shapes.features):
        meant = nearest(overlay.label, shapes.properties) or nearest(overlay.label.lower(), shapes.properties)
        if meant:
            found = f'{name}: no shape has the property "{echo(overlay.label)}", so this text is the label'
            yield Finding(at, "O012", found, meant)


def _shapes(value: Any, label: str | None) -> _Shapes:
    """Every shape of a GeoJSON value.

    Raises:
        ShapeError: it is not GeoJSON, is not in degrees, or nothing is left to draw.
    """
    if not isinstance(value, dict):
        raise ShapeError(f"this is {described(value)}, not GeoJSON", _ADVICE)
    refuse_other_crs(value)
    shapes = _Shapes()
    for number, feature in enumerate(_features_of(value), 1):
        try:
            _add(feature, label, shapes)
        except ShapeError as error:
            raise ShapeError(f"feature {number}: {error}", error.hint) from None
    if not shapes.total:
        raise ShapeError("the file has no shapes", _ADVICE)
    if not shapes.features:
        raise ShapeError(f"all {shapes.total} outlines are invalid and cannot be repaired", "draw them again")
    return shapes


def _features_of(value: dict[str, Any]) -> Iterator[Any]:
    if value.get("type") != "FeatureCollection":
        yield value
        return
    features = value.get("features")
    if not isinstance(features, list):
        raise ShapeError(f"its features are {described(features)}", _ADVICE)
    yield from features


def _add(feature: Any, label: str | None, shapes: _Shapes) -> None:
    """Add one feature, or a geometry alone; a feature without a geometry is valid GeoJSON and has no shape."""
    if not isinstance(feature, dict):
        raise ShapeError(f"it is {described(feature)}", _ADVICE)
    refuse_other_crs(feature)
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
        shapes.left_out += not made
        shapes.repaired += bool(made) and not whole
        parts += made
    shapes.properties.update(properties)
    if parts:
        geometry = parts[0] if len(parts) == 1 else GeometryCollection(parts)
        shapes.features.append(Feature(geometry, _label(properties.get(label)) if label else None))


def _label(value: Any) -> str | None:
    """A property as a label."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        text = " ".join(CONTROL.sub(" ", str(value)).split())
    except ValueError:  # an integer with more digits than Python prints
        return None
    return (text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…") or None


def _simple(geometry: Any, depth: int) -> Iterator[tuple[str, Any]]:
    """The points, lines and polygons in a geometry, with their coordinates."""
    if not isinstance(geometry, dict):
        raise ShapeError(f"the geometry is {described(geometry)}", _ADVICE)
    refuse_other_crs(geometry)
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        inner = geometry.get("geometries")
        if not isinstance(inner, list):
            raise ShapeError(f"its geometries are {described(inner)}", _ADVICE)
        if depth == _DEEPEST:
            raise ShapeError(f"geometry collections are nested more than {_DEEPEST} deep", "flatten them")
        for each in inner:
            yield from _simple(each, depth + 1)
        return
    single = kind.removeprefix("Multi") if isinstance(kind, str) else ""
    if single not in _KINDS:
        raise ShapeError(
            f"the type is {described(kind)}, which is not a geometry" if kind else "there is no type", _ADVICE
        )
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        raise ShapeError(f"its coordinates are {described(coordinates)}", _ADVICE)
    for each in coordinates if single != kind else [coordinates]:
        if each or single != "Polygon":
            yield single, each


def _position(value: Any) -> tuple[float, float]:
    longitude, latitude = position_of(value)
    return round(float(longitude), _DECIMALS), round(float(latitude), _DECIMALS)


def _positions(value: Any) -> list[tuple[float, float]]:
    if not isinstance(value, list):
        raise ShapeError(f"a line is {described(value)}, not a list of positions", _ADVICE)
    return [_position(each) for each in value]


def _point(value: Any) -> tuple[list[BaseGeometry], bool]:
    return [Point(_position(value))], True


def _line(value: Any) -> tuple[list[BaseGeometry], bool]:
    positions = _positions(value)
    return (cut_line(positions) if len(set(positions)) >= 2 else []), True


def _polygon(value: Any) -> tuple[list[BaseGeometry], bool]:
    """The valid parts of a polygon, and whether it was valid as written."""
    if not isinstance(value, list):
        raise ShapeError(f"a polygon is {described(value)}, not a list of rings", _ADVICE)
    rings = [_positions(ring) for ring in value]
    closed = [ring if not ring or ring[0] == ring[-1] else [*ring, ring[0]] for ring in rings]
    usable = [ring for ring in closed if len(set(ring)) >= 3]
    if not closed or len(set(closed[0])) < 3:
        return [], False
    parts, problem = cut_polygon(usable)
    return list(parts), not problem and usable == rings


_KINDS = {"Point": _point, "LineString": _line, "Polygon": _polygon}
