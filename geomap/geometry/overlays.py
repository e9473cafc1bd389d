"""The shapes of an overlay → the lines, fillings, points and labels to draw, cut to a box and simplified."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.affinity import scale, translate
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, mapping
from shapely.geometry.base import BaseGeometry

from geomap.geometry.extent import MERCATOR_LATITUDE
from geomap.geometry.projection import bounds_of
from geomap.geometry.shapes import drawn_shape_of
from geomap.model import Feature, Style
from geomap.model.published import PublishedAtlas

MARGIN, MIN_MARGIN = 1.0, 2.0
"""Margin of the box around the map's extent: a share of its width or height, and a minimum in degrees."""
MAX_ZOOM, MIN_ZOOM = 14, 2
"""Zooms that lines are simplified for, to a pixel. At zoom 14 that is 9.6 m on the equator and 5.4 m in Moscow."""
DECIMALS = 5
"""Of a degree, which is 1.1 m."""
MAX_BYTES = 300_000
"""Limit for all overlays together, in the page."""
MIN_POSITION_BYTES = 8
"""The least that a position takes in the page: a quick test before the shapes are serialised."""
MAX_LABELS = 300
MIN_LABELLED_AREA = 1e-8
"""Square degrees of the smallest area that contains its label: 10 by 10 metres."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees; west may be below -180 and east above 180, at most 360 apart."""


class OverlaySource(NamedTuple):
    """What the shapes of an overlay are made from."""

    features: tuple[Feature, ...]
    label: str | None
    style: Style


@dataclass(frozen=True)
class Label:
    """A text at a position in degrees; ``radius`` is that of the labelled area, in degrees of latitude."""

    text: str
    longitude: float
    latitude: float
    radius: float = 0


@dataclass(frozen=True)
class OverlayShapes:
    """What is drawn of an overlay, in degrees: lines, each only once, fillings, points, and labels by size of area."""

    lines: BaseGeometry
    filling: BaseGeometry
    points: BaseGeometry
    labels: tuple[Label, ...]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return bool(self.lines.is_empty and self.points.is_empty)

    def as_json(self) -> dict[str, Any]:
        """The page's form: GeoJSON geometries, and labels as text, latitude, longitude and radius."""
        return {
            "lines": _geometry(self.lines),
            "filling": _geometry(self.filling),
            "points": _geometry(self.points),
            "labels": [[label.text, label.latitude, label.longitude, label.radius] for label in self.labels],
        }

    @property
    def size(self) -> int:
        """Bytes in the page."""
        return len(json.dumps(self.as_json(), ensure_ascii=False, separators=(",", ":")).encode())

    @property
    def position_count(self) -> int:
        """Positions of all shapes."""
        return sum(int(shapely.get_num_coordinates(shape)) for shape in (self.lines, self.filling, self.points))


@dataclass(frozen=True)
class PublishedOverlays:
    """The overlays of a map in their order, the box that they are cut to, and the zoom that they are simplified for."""

    overlays: tuple[OverlayShapes, ...]
    box: Box
    zoom: int


def published_overlays(atlas: PublishedAtlas) -> PublishedOverlays:
    """What is drawn of a map's overlays."""
    extent = bounds_of([drawn_shape_of(place) for place in atlas.places]) if atlas.info.overlays else None
    sources = tuple(OverlaySource(each.features, each.label, each.style) for each in atlas.info.overlays)
    return fitted_overlays(sources, overlay_box(extent))


def overlay_box(extent: Sequence[float] | None) -> Box:
    """The map's extent (west, south, east, north) with a margin; the world if there is none."""
    northernmost = math.floor(MERCATOR_LATITUDE * 10**DECIMALS) / 10**DECIMALS
    if extent is None:
        return -180.0, -northernmost, 180.0, northernmost
    west, south, east, north = extent[:4]
    across, down = (max(MIN_MARGIN, MARGIN * span) for span in (east - west, north - south))
    west, east = west - across, east + across
    if east - west >= 360:
        middle = (west + east) / 2
        # A map of the whole Earth is cut at 180°, like the data, or at 0° if that is far from its middle.
        west, east = (-180.0, 180.0) if abs(middle) < 90 else (0.0, 360.0)
    south, north = max(south - down, -northernmost), min(north + down, northernmost)
    return tuple(round(value, DECIMALS) for value in (west, south, east, north))  # type: ignore[return-value]


@lru_cache(maxsize=2)  # the check, the page and both static maps need the same overlays
def fitted_overlays(sources: tuple[OverlaySource, ...], box: Box) -> PublishedOverlays:
    """The overlays cut to a box, and simplified for the highest zoom at which they are within the limit."""
    whole = [cut_overlay(source, box) for source in sources]
    fitted: list[OverlayShapes] = []
    for zoom in range(MAX_ZOOM, MIN_ZOOM - 1, -1):
        fitted = [simplified_overlay(shapes, zoom, box) for shapes in whole]
        positions = sum(shapes.position_count for shapes in fitted)
        if positions * MIN_POSITION_BYTES <= MAX_BYTES and sum(shapes.size for shapes in fitted) <= MAX_BYTES:
            break
    return PublishedOverlays(tuple(fitted), box, zoom)


def cut_overlay(source: OverlaySource, box: Box) -> OverlayShapes:
    """What is drawn of an overlay in a box, not simplified; an outline that two areas share is one line."""
    features, label, style = source
    frame = shapely.box(*box)
    lines: list[LineString] = []
    fillings: list[BaseGeometry] = []
    points: list[Point] = []
    labels: list[Label] = []
    is_cut = False
    for feature in features:
        parts = list(_parts_near(feature.geometry, box))
        area = shapely.union_all([part for part in parts if part.geom_type == "Polygon"])
        courses = [part for part in parts if part.geom_type == "LineString"]
        if not area.is_empty:
            courses.append(area.boundary)
        lines_inside = [part for course in courses for part in _cut_line(course, box)]
        points_inside = [part for part in parts if isinstance(part, Point) and frame.covers(part)]
        area_inside = shapely.intersection(area, frame)
        is_cut |= not parts or not all(map(frame.covers, parts))
        lines += lines_inside
        points += points_inside
        if style is Style.AREA and not area_inside.is_empty:
            fillings.append(area_inside)
        if feature.label:
            labels += _labels(feature.label, area_inside, lines_inside, points_inside)
    merged = _merged(lines, box)
    filling = shapely.union_all(fillings)
    if label and not any(feature.label for feature in features):
        labels += _labels(label, filling, list(shapely.get_parts(merged)), points)
    labels.sort(key=lambda each: (-each.radius, each.text, each.longitude, each.latitude))
    return OverlayShapes(
        lines=merged,
        filling=_polygons([filling]),
        points=MultiPoint([point.coords[0] for point in points]),
        labels=tuple(labels[:MAX_LABELS]),
        is_cut=is_cut and box[2] - box[0] < 360,
    )


def _parts_near(geometry: BaseGeometry, box: Box) -> Iterator[BaseGeometry]:
    """The parts of a geometry, moved by whole turns of the Earth to where they may meet the box."""
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


def _cut_line(line: BaseGeometry, box: Box) -> list[LineString]:
    clipped = shapely.clip_by_rect(line, *box)
    return [part for part in shapely.get_parts(clipped) if isinstance(part, LineString) and not part.is_empty]


def _merged(lines: Iterable[LineString], box: Box) -> BaseGeometry:
    """The lines without repeated segments, and without segments on the edge of the box, where an area was cut.

    Lines that cross are not divided: the time for that has no bound.
    """
    west, south, east, north = box
    segments = {
        (min(start, end), max(start, end)) for line in lines for start, end in pairwise(line.coords) if start != end
    }
    inside = [
        ((x1, y1), (x2, y2))
        for (x1, y1), (x2, y2) in sorted(segments)
        if not (x1 == x2 and x1 in {west, east}) and not (y1 == y2 and y1 in {south, north})
    ]
    if not inside:
        return MultiLineString()
    merged: BaseGeometry = shapely.line_merge(MultiLineString(list(shapely.linestrings(inside))))
    return merged


def _labels(text: str, area: BaseGeometry, lines: Sequence[LineString], points: Sequence[Point]) -> Iterator[Label]:
    """A label inside the largest area, or in the middle of the longest line, or at the first point."""
    polygons = shapely.get_parts(_polygons([area], min_area=MIN_LABELLED_AREA))
    if len(polygons):
        largest = max(polygons, key=lambda polygon: polygon.area)
        shrink = math.cos(math.radians((largest.bounds[1] + largest.bounds[3]) / 2))
        undistorted = scale(largest, xfact=shrink, origin=(0, 0))  # so that the circle is one on the Earth
        circle = shapely.maximum_inscribed_circle(undistorted, tolerance=math.sqrt(undistorted.area) / 100)
        x, y = circle.coords[0]
        yield Label(text, _rounded(x / shrink), _rounded(y), _rounded(circle.length))
    elif lines:
        middle = max(lines, key=lambda line: line.length).interpolate(0.5, normalized=True)
        yield Label(text, _rounded(middle.x), _rounded(middle.y))
    elif points:
        yield Label(text, _rounded(points[0].x), _rounded(points[0].y))


def simplified_overlay(shapes: OverlayShapes, zoom: int, box: Box) -> OverlayShapes:
    """The shapes simplified to a pixel of that zoom and rounded to ``DECIMALS``; always valid."""
    pixel, tolerance = _degrees_per_pixel(zoom), tolerance_of(zoom, box)
    lines = [line for line in shapely.get_parts(shapes.lines) if line.length >= tolerance]
    # Preserving the topology takes far too long; what then crosses itself is repaired below.
    simple = MultiLineString(lines).simplify(tolerance, preserve_topology=False)
    rough = shapes.filling.simplify(tolerance, preserve_topology=False)
    filling = _polygons([shapely.make_valid(rough)], min_area=tolerance**2)
    filling = _polygons([shapely.set_precision(filling, 10.0**-DECIMALS)])
    points = {(round(x / pixel), round(y / pixel)): (x, y) for x, y in shapely.get_coordinates(shapes.points)}
    return replace(
        shapes,
        lines=_without_points(_rounded_shape(simple)).normalize(),
        filling=filling.normalize(),
        points=_rounded_shape(MultiPoint(sorted(points.values()))),
    )


def _rounded_shape(shape: BaseGeometry) -> BaseGeometry:
    rounded: BaseGeometry = shapely.transform(shape, lambda positions: np.round(positions, DECIMALS) + 0.0)
    return rounded


def _without_points(lines: BaseGeometry) -> MultiLineString:
    """The lines without those whose positions are all the same after rounding."""
    return MultiLineString([line for line in shapely.get_parts(shapely.remove_repeated_points(lines)) if line.length])


def _polygons(shapes: Iterable[BaseGeometry], min_area: float = 0) -> MultiPolygon:
    """The polygons among the parts of these shapes that are larger than ``min_area``."""
    parts = shapely.get_parts(list(shapes))
    return MultiPolygon([part for part in parts if part.geom_type == "Polygon" and part.area > min_area])


def tolerance_of(zoom: int, box: Box) -> float:
    """How far simplifying may move a line, in degrees: a pixel in the part of the box that is nearest to a pole."""
    return _degrees_per_pixel(zoom) * math.cos(math.radians(min(max(abs(box[1]), abs(box[3])), 70)))


def _degrees_per_pixel(zoom: int) -> float:
    return float(360 / 256 / 2**zoom)


def _geometry(shape: BaseGeometry) -> dict[str, Any] | None:
    """A GeoJSON geometry with its numbers rounded to ``DECIMALS``."""
    if shape.is_empty:
        return None
    geometry = mapping(shape)
    return {"type": geometry["type"], "coordinates": _rounded_positions(geometry["coordinates"])}


def _rounded_positions(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return _rounded(coordinates)
    return [_rounded_positions(each) for each in coordinates]


def _rounded(degrees: float) -> float:
    return round(float(degrees), DECIMALS) + 0.0
