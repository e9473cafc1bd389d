"""Shapes of an overlay → the few lines, fillings and labels that are drawn: cut to a box, simplified, bounded."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.affinity import scale, translate
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, mapping
from shapely.geometry.base import BaseGeometry

from geomap.model import Feature, Style

MARGIN, LEAST_MARGIN = 1.0, 2.0
"""Kept around the map's own extent on every side: its width or height, and at least so many degrees."""
FINEST = 14
"""The zoom for which lines are simplified, to a pixel: 9.6 m on the equator, 5.4 m in Moscow."""
COARSEST = 2
DECIMALS = 5
"""Of a degree; 1.1 m."""
MOST_BYTES = 300_000
"""Of all overlays together, in the page."""
LEAST_BYTES = 8
"""Of a position in the page: what has too many is not written out to be measured."""
MOST_LABELS = 300
LEAST_LABELLED = 1e-8
"""Square degrees of an area that words may stand in: 10 by 10 metres."""
NORTHERNMOST = 85.05112
"""Where the map ends, on the grid of ``DECIMALS``."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west may be under -180 and east over 180, 360 apart at most."""


@dataclass(frozen=True)
class Label:
    """Words at a position in degrees; ``reach`` is the radius of the area around it, in degrees of latitude."""

    words: str
    longitude: float
    latitude: float
    reach: float = 0


@dataclass(frozen=True)
class Drawn:
    """What is drawn of an overlay, in degrees: each line once, fillings, points, and labels, the largest first."""

    lines: BaseGeometry
    filling: BaseGeometry
    points: BaseGeometry
    labels: tuple[Label, ...]
    is_cut: bool


@dataclass(frozen=True)
class Published:
    """The overlays as they are published, and the zoom for which they were simplified."""

    overlays: tuple[Drawn, ...]
    zoom: int


def kept(extent: Sequence[float] | None) -> Box:
    """The map's extent (west, south, east, north) with the margin in which overlays are kept; the world for none."""
    if extent is None:
        return -180.0, -NORTHERNMOST, 180.0, NORTHERNMOST
    west, south, east, north = extent[:4]
    across, down = (max(LEAST_MARGIN, MARGIN * span) for span in (east - west, north - south))
    west, east = west - across, east + across
    if east - west >= 360:
        middle = (west + east) / 2
        # A map of the whole Earth is cut where the data are, so that nothing is cut twice.
        west, east = (-180.0, 180.0) if abs(middle) < 90 else (0.0, 360.0)
    south, north = max(south - down, -NORTHERNMOST), min(north + down, NORTHERNMOST)
    return tuple(round(value, DECIMALS) for value in (west, south, east, north))  # type: ignore[return-value]


@lru_cache(maxsize=2)  # the check, the page and two pictures ask for the same
def published(overlays: tuple[tuple[tuple[Feature, ...], str | None, Style], ...], box: Box) -> Published:
    """The overlays cut to a box and simplified as little as the limit allows."""
    whole = [drawn(features, label, style, box) for features, label, style in overlays]
    made = []
    for zoom in range(FINEST, COARSEST - 1, -1):
        made = [simplified(each, zoom, box) for each in whole]
        if sum(map(_corners, made)) * LEAST_BYTES <= MOST_BYTES and sum(map(size_of, made)) <= MOST_BYTES:
            break
    return Published(tuple(made), zoom)


def drawn(features: Sequence[Feature], label: str | None, style: Style, box: Box) -> Drawn:
    """What is drawn of an overlay in a box, not simplified; outlines that areas share are one line."""
    frame = shapely.box(*box)
    lines: list[LineString] = []
    fillings: list[BaseGeometry] = []
    points: list[Point] = []
    labels: list[Label] = []
    is_cut = False
    own_labels = any(feature.label for feature in features)
    for feature in features:
        parts = list(_near(feature.geometry, box))
        area = shapely.union_all([part for part in parts if part.geom_type == "Polygon"])
        course = [part for part in parts if part.geom_type == "LineString"]
        if not area.is_empty:
            course.append(area.boundary)
        seen = [part for line in course for part in _cut(line, box)]
        spots = [part for part in parts if isinstance(part, Point) and frame.covers(part)]
        inside = shapely.intersection(area, frame)
        is_cut |= not parts or not all(map(frame.covers, parts))
        lines += seen
        points += spots
        if style is Style.AREA and not inside.is_empty:
            fillings.append(inside)
        if feature.label:
            labels += _label(feature.label, inside, seen, spots)
    once = _once(lines, box) if lines else MultiLineString()
    filling = shapely.union_all(fillings)
    if label and not own_labels:
        labels += _label(label, filling, list(shapely.get_parts(once)), points)
    labels.sort(key=lambda each: (-each.reach, each.words, each.longitude, each.latitude))
    return Drawn(
        lines=once,
        filling=_polygons([filling]),
        points=MultiPoint([point.coords[0] for point in points]),
        labels=tuple(labels[:MOST_LABELS]),
        is_cut=is_cut and box[2] - box[0] < 360,
    )


def _near(geometry: BaseGeometry, box: Box) -> Iterator[BaseGeometry]:
    """The parts of a shape in each turn of the Earth in which they may meet the box."""
    waiting = [geometry]
    while waiting:
        part = waiting.pop()
        if hasattr(part, "geoms"):
            waiting += part.geoms
            continue
        west, _, east, _ = part.bounds
        for turn in (-360, 0, 360):
            if east + turn >= box[0] and west + turn <= box[2]:
                yield translate(part, turn) if turn else part


def _cut(line: BaseGeometry, box: Box) -> list[LineString]:
    """What of a line lies in the box."""
    clipped = shapely.clip_by_rect(line, *box)
    return [part for part in shapely.get_parts(clipped) if isinstance(part, LineString) and not part.is_empty]


def _once(lines: Sequence[LineString], box: Box) -> BaseGeometry:
    """The lines with every piece that several of them share drawn once, and without what lies on the box's edge.

    A line on the edge is none of the overlay's, but where an area was cut. Lines that cross stay as they are: to part
    them where they do would take time without bound.
    """
    positions, line = shapely.get_coordinates(lines, return_index=True)
    joined = line[1:] == line[:-1]
    starts, ends = positions[:-1][joined], positions[1:][joined]
    turned = (starts[:, :1] > ends[:, :1]) | ((starts[:, :1] == ends[:, :1]) & (starts[:, 1:] > ends[:, 1:]))
    pieces = np.hstack([np.where(turned, ends, starts), np.where(turned, starts, ends)])
    pieces = np.unique(pieces, axis=0)
    on_edge = np.zeros(len(pieces), dtype=bool)
    for axis, edge in ((0, box[0]), (1, box[1]), (0, box[2]), (1, box[3])):
        on_edge |= (pieces[:, axis] == edge) & (pieces[:, axis + 2] == edge)
    has_length = (pieces[:, :2] != pieces[:, 2:]).any(axis=1)
    kept_pieces = pieces[has_length & ~on_edge].reshape(-1, 2, 2)
    merged: BaseGeometry = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(kept_pieces)))
    return merged


def _label(words: str, area: BaseGeometry, lines: Sequence[LineString], points: Sequence[Point]) -> Iterator[Label]:
    """Where words stand: inside the largest area, else half-way along the longest line, else at the first point."""
    polygons = shapely.get_parts(_polygons([area], least=LEAST_LABELLED))
    if len(polygons):
        largest = max(polygons, key=lambda polygon: polygon.area)
        shrink = math.cos(math.radians((largest.bounds[1] + largest.bounds[3]) / 2))
        even = scale(largest, xfact=shrink, origin=(0, 0))  # a circle in it is one on the ground
        circle = shapely.maximum_inscribed_circle(even, tolerance=math.sqrt(even.area) / 100)
        x, y = circle.coords[0]
        yield Label(words, _rounded(x / shrink), _rounded(y), _rounded(circle.length))
    elif lines:
        middle = max(lines, key=lambda line: line.length).interpolate(0.5, normalized=True)
        yield Label(words, _rounded(middle.x), _rounded(middle.y))
    elif points:
        yield Label(words, _rounded(points[0].x), _rounded(points[0].y))


def simplified(whole: Drawn, zoom: int, box: Box) -> Drawn:
    """The same, as much simpler as a pixel of that zoom allows, on the grid of ``DECIMALS``; always valid."""
    grid = 10.0**-DECIMALS
    pixel, tolerance = _pixel(zoom), tolerance_of(zoom, box)
    lines = [line for line in shapely.get_parts(whole.lines) if line.length >= tolerance]
    # Without regard to topology, which takes very long; what crosses itself then is put right.
    simple = MultiLineString(lines).simplify(tolerance, preserve_topology=False)
    rough = whole.filling.simplify(tolerance, preserve_topology=False)
    filling = _polygons([shapely.make_valid(rough)], least=tolerance**2)
    spots = {(round(x / pixel), round(y / pixel)): (x, y) for x, y in shapely.get_coordinates(whole.points)}
    return Drawn(
        lines=_rounded_lines(simple).normalize(),
        filling=_polygons([shapely.set_precision(filling, grid)]).normalize(),
        points=MultiPoint([(_rounded(x), _rounded(y)) for x, y in sorted(spots.values())]),
        labels=whole.labels,
        is_cut=whole.is_cut,
    )


def _rounded_lines(lines: BaseGeometry) -> MultiLineString:
    """The lines on the grid, without those that shrink to a point there."""
    rounded = shapely.transform(lines, lambda positions: np.round(positions, DECIMALS) + 0.0)
    return MultiLineString([line for line in shapely.get_parts(shapely.remove_repeated_points(rounded)) if line.length])


def _polygons(shapes: Iterable[BaseGeometry], least: float = 0) -> MultiPolygon:
    """The polygons among the parts of these shapes that are larger than that."""
    parts = shapely.get_parts(list(shapes))
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon" and part.area > least])


def tolerance_of(zoom: int, box: Box) -> float:
    """How far a line may be moved, in degrees: a pixel of latitude, which is the smaller the farther north."""
    return _pixel(zoom) * math.cos(math.radians(min(max(abs(box[1]), abs(box[3])), 70)))


def _pixel(zoom: int) -> float:
    """Degrees of longitude to a pixel."""
    return float(360 / 256 / 2**zoom)


def written(drawn: Drawn) -> dict[str, Any]:
    """The same in the page's form: GeoJSON geometries, and labels as words, latitude, longitude and reach."""
    return {
        "lines": _geometry(drawn.lines),
        "filling": _geometry(drawn.filling),
        "points": _geometry(drawn.points),
        "labels": [[each.words, each.latitude, each.longitude, each.reach] for each in drawn.labels],
    }


def _geometry(shape: BaseGeometry) -> dict[str, Any] | None:
    """A GeoJSON geometry, its numbers as short as they go."""
    if shape.is_empty:
        return None
    written = mapping(shape)
    return {"type": written["type"], "coordinates": _shortened(written["coordinates"])}


def _shortened(coordinates: Any) -> Any:
    return _rounded(coordinates) if isinstance(coordinates, float) else [_shortened(each) for each in coordinates]


def _rounded(degrees: float) -> float:
    return round(float(degrees), DECIMALS) + 0.0


def _corners(drawn: Drawn) -> int:
    return sum(int(shapely.get_num_coordinates(shape)) for shape in (drawn.lines, drawn.filling, drawn.points))


def size_of(drawn: Drawn) -> int:
    """Bytes in the page."""
    return len(json.dumps(written(drawn), ensure_ascii=False, separators=(",", ":")).encode())
