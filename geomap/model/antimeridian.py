"""Lines and areas that cross 180° in parts that do not, as RFC 7946 requires. Edges are straight in degrees."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import shapely
from shapely.affinity import translate
from shapely.geometry import LineString, MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from geomap.model.geodesy import longitude_span

Line = Sequence[Sequence[float]]
"""Positions as longitude, latitude; the last one of a ring is the first one."""


def cut_at_180(area: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON Polygon or MultiPolygon in parts that do not cross 180°, its outer rings counterclockwise.

    >>> square = [[179, 10], [-179, 10], [-179, 11], [179, 11], [179, 10]]
    >>> cut = cut_at_180({"type": "Polygon", "coordinates": [square]})
    >>> [sorted({longitude for longitude, _ in outer}) for outer, *_ in cut["coordinates"]]
    [[-180.0, -179.0], [179.0, 180.0]]
    """
    parts = cut_area(area)
    whole = parts[0] if area["type"] == "Polygon" and len(parts) == 1 else MultiPolygon(parts)
    geometry: dict[str, Any] = mapping(shapely.orient_polygons(whole))
    return geometry


def cut_area(area: dict[str, Any]) -> list[Polygon]:
    """The parts of a GeoJSON Polygon or MultiPolygon, none of which crosses 180°."""
    polygons = [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    return [part for rings in polygons for part in cut_polygon(rings)[0]]


def joined_at_180(area: BaseGeometry) -> BaseGeometry:
    """A cut area in one piece, with longitudes beyond 180°; as it is if it goes all around the Earth."""
    parts = shapely.get_parts(area)
    west, east = longitude_span((left, right) for left, _, right, _ in shapely.bounds(parts).tolist())
    if west <= east:
        return area
    turns = (0, 360) if west + east <= 0 else (-360, 0)  # so that its middle is in the usual range
    joined: BaseGeometry = shapely.union_all([translate(part, turns[part.bounds[0] < west]) for part in parts])
    return joined


def cut_polygon(rings: Sequence[Line]) -> tuple[list[Polygon], str]:
    """The valid parts of a polygon, and what is invalid in it as it was written, in GEOS's words; empty if nothing is.

    A step of more than 180° from one position to the next crosses 180°. A ring around a pole encloses the
    smaller of its two sides. A polygon in the usual range that does not cross 180° is returned as it was written.
    """
    shell, *holes = rings
    written = Polygon(shell, holes)
    if not any(map(_crosses, rings)) and _in_range(written) and written.is_valid:
        return [written], ""
    outlines = [Polygon(_closed(_without_jumps(ring))) for ring in rings]
    outer, *inner = (_in_parts(_repaired(outline)) for outline in outlines)
    area = outer.difference(shapely.union_all(inner))
    problem = next((shapely.is_valid_reason(outline) for outline in outlines if not outline.is_valid), "")
    if not math.isclose(area.area, outer.area - sum(hole.area for hole in inner), rel_tol=1e-9):
        problem = problem or shapely.is_valid_reason(
            Polygon(outlines[0].exterior, [each.exterior for each in outlines[1:]])
        )
    return _parts_of(area, "Polygon"), problem


def cut_line(positions: Line) -> list[BaseGeometry]:
    """The parts of a line; the line as it was written if it does not cross 180°."""
    written = LineString(positions)
    if not _crosses(positions) and _in_range(written):
        return [written]
    return _parts_of(_in_parts(LineString(_without_jumps(positions))), "LineString")


def _parts_of(shape: BaseGeometry, kind: str) -> list[Any]:
    """The parts of that kind, as a flat list."""
    if shape.geom_type == kind:
        return [] if shape.is_empty else [shape]
    return [part for each in getattr(shape, "geoms", ()) for part in _parts_of(each, kind)]


def _crosses(positions: Line) -> bool:
    """Whether a step is longer than half the Earth. From -180° to 180° may be the edge of a map of the world."""
    steps = (abs(one[0] - other[0]) for one, other in pairwise(positions))
    return any(step > 180 and step != 360 for step in steps)


def _in_range(shape: BaseGeometry) -> bool:
    west, _, east, _ = shape.bounds
    return bool(west >= -180 and east <= 180)


def _without_jumps(positions: Line) -> list[tuple[float, float]]:
    """Positions with longitudes that go on beyond 180°: each is at most 180° from the one before."""
    (before, latitude), *others = positions
    found = [(before, latitude)]
    for longitude, latitude in others:
        before = longitude - 360 * round((longitude - before) / 360)
        found.append((before, latitude))
    return found


def _closed(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The ring; one around a pole, whose ends are 360° apart, is closed over the pole of the smaller side."""
    around = [(longitude, latitude) for longitude, latitude in ring if abs(latitude) != 90]
    if ring[0][0] == ring[-1][0] or not around:
        return ring
    first, last = around[0][0], around[-1][0]
    is_eastward = math.copysign(1, last - first)
    north_of_equator = sum(
        (there - here) * (math.sin(math.radians(one)) + math.sin(math.radians(other)))
        for (here, one), (there, other) in pairwise(around)
    )
    pole = math.copysign(90, north_of_equator * is_eastward)
    return [*around, (last, pole), (first, pole)]


def _repaired(outline: Polygon) -> BaseGeometry:
    if outline.is_valid:
        return outline
    try:
        return MultiPolygon(_parts_of(shapely.make_valid(outline), "Polygon"))
    except shapely.errors.GEOSException:  # edges that lie on each other
        return shapely.make_valid(outline, method="structure", keep_collapsed=False)


def _in_parts(shape: BaseGeometry) -> BaseGeometry:
    """A shape with longitudes beyond 180° in the usual range."""
    if shape.is_empty:
        return shape
    west, _, east, _ = shape.bounds
    first, last = math.floor((west + 180) / 360), math.ceil((east + 180) / 360)
    parts = []
    for turn in range(first, max(last, first + 1)):
        world = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        parts.append(translate(shape.intersection(world), -360 * turn))
    united: BaseGeometry = shapely.union_all(parts)
    return united
