"""The Web Mercator projection of a part of the Earth, fitted to the shapes that it shows."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import shape as geometry_of
from shapely.geometry.base import BaseGeometry

from geomap.geometry.extent import MERCATOR_LATITUDE, mercator_row
from geomap.geometry.shapes import Shape
from geomap.model import OpeningView
from geomap.model.geodesy import EARTH_RADIUS_M, METRES_PER_DEGREE, longitude_span

MAX_SCALE = 256 * 2**15
"""Pixels for the circumference of the Earth if there is only one point: zoom 15 of the page."""
MAX_OUTLINED = 1000
"""Shapes above which their uncertainty is ignored, as it hardly changes the view."""


@dataclass(frozen=True)
class View:
    """A part of the Earth and its scale on a picture.

    Attributes:
        width: of the picture, in pixels; ``height`` likewise.
        scale: pixels for the circumference of the Earth.
        west: left edge, in turns of the Earth from 180° west; may be outside 0 to 1.
        north: upper edge, in the same unit from the top of the Mercator square.
        middle: longitude in the middle; everything is drawn in the turn of the Earth nearest to it.
    """

    width: float
    height: float
    scale: float
    west: float
    north: float
    middle: float

    @property
    def zoom(self) -> float:
        """The zoom at which Leaflet shows the same scale."""
        return math.log2(self.scale / 256)

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The pixel of a position, x to the right and y down."""
        x = (_nearest(longitude, self.middle) + 180) / 360
        return (x - self.west) * self.scale, (mercator_row(latitude) - self.north) * self.scale

    def outline(self, geometry: dict[str, Any]) -> BaseGeometry:
        """A GeoJSON geometry in pixels; the parts of one that is cut at 180° are joined."""
        return shapely.transform(_unrolled(geometry, self.middle), self.pixels)

    def pixels(self, positions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The pixels of positions with longitudes as they are; both arrays have two columns, x or longitude first."""
        latitudes = np.clip(positions[:, 1], -MERCATOR_LATITUDE, MERCATOR_LATITUDE)
        down = 0.5 - np.arctanh(np.sin(np.radians(latitudes))) / (2 * np.pi)
        across = (positions[:, 0] + 180) / 360
        return np.column_stack([(across - self.west) * self.scale, (down - self.north) * self.scale])

    def metres_per_pixel(self, y: float) -> float:
        """Metres on the Earth per pixel in that row."""
        down = self.north + y / self.scale
        return 2 * math.pi * EARTH_RADIUS_M / math.cosh((0.5 - down) * 2 * math.pi) / self.scale


def fitted(shapes: Sequence[Shape], width: float, height: float, margin: float) -> View | None:
    """The view that shows all shapes with the largest scale; None if no shape has a position.

    Shapes on both sides of 180° are shown the shorter way round.
    """
    middle, bounds = _middle_of(shapes), bounds_of(shapes)
    if middle is None or bounds is None:
        return None
    return fitted_to(bounds, width, height, margin, middle)


def fitted_to(
    bounds: tuple[float, float, float, float], width: float, height: float, margin: float, middle: float | None = None
) -> View:
    """The view that shows west, south, east, north in degrees with the largest scale."""
    west, south, east, north = bounds
    left, right = (west + 180) / 360, (east + 180) / 360
    top, bottom = mercator_row(north), mercator_row(south)
    room = width - 2 * margin, height - 2 * margin
    scale = min(
        room[0] / max(right - left, 1e-12),
        room[1] / max(bottom - top, 1e-12),
        MAX_SCALE,
    )
    return View(
        width=width,
        height=height,
        scale=float(scale),
        west=float((left + right) / 2 - width / 2 / scale),
        north=float((top + bottom) / 2 - height / 2 / scale),
        middle=(west + east) / 2 if middle is None else middle,
    )


def opened(opening: OpeningView, width: float, height: float, unit: float = 1) -> View:
    """The view that the page opens with by the editor's choice, on a picture enlarged by ``unit``."""
    if box := opening.box():
        south, west, north, east = box
        return fitted_to((west, south, east, north), width, height, 0)
    latitude, longitude = opening.center or (0.0, 0.0)
    scale = 256 * 2 ** (opening.zoom or 0) * unit
    west, north = (longitude + 180) / 360 - width / 2 / scale, mercator_row(latitude) - height / 2 / scale
    return View(width, height, scale, west, north, longitude)


def bounds_of(shapes: Sequence[Shape]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of all shapes, in degrees; None if no shape has a position.

    The shorter way round: west may be below -180, or east above 180. Up to ``MAX_OUTLINED`` shapes are taken with their
    uncertainty.
    """
    middle = _middle_of(shapes)
    if middle is None:
        return None
    outlined = len(shapes) <= MAX_OUTLINED
    boxes = np.array([_bounds(shape, middle, outlined=outlined) for shape in shapes if shape.kind != "none"])
    (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _middle_of(shapes: Iterable[Shape]) -> float | None:
    longitudes = [longitude for shape in shapes for longitude in _longitudes(shape)]
    if not longitudes:
        return None
    west, east = longitude_span((each, each) for each in longitudes)
    return (west + east + (360 if east < west else 0)) / 2


def _nearest(longitude: float, to: float) -> float:
    """The longitude plus whole turns, nearest to another: 181° for -179° in a view of the Pacific."""
    return longitude + 360 * math.floor((to - longitude) / 360 + 0.5)


def _longitudes(shape: Shape) -> list[float]:
    if shape.geometry is not None:
        return [(part.bounds[0] + part.bounds[2]) / 2 for part in shapely.get_parts(geometry_of(shape.geometry))]
    return [shape.centre.longitude] if shape.centre else []


def _bounds(shape: Shape, middle: float, *, outlined: bool) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees."""
    if shape.geometry is not None:
        west, south, east, north = _unrolled(shape.geometry, middle).bounds
        return west, south, east, north
    latitude, longitude = shape.centre or (0.0, 0.0)
    longitude = _nearest(longitude, middle)
    reach = (shape.radius_m or 1) / METRES_PER_DEGREE if outlined else 0
    across = min(reach / max(math.cos(math.radians(latitude)), 0.01), 180)
    return longitude - across, max(latitude - reach, -90), longitude + across, min(latitude + reach, 90)


def _unrolled(geometry: dict[str, Any], middle: float) -> BaseGeometry:
    """The geometry with each part in the turn of the Earth nearest to that longitude."""
    parts = shapely.get_parts(geometry_of(geometry))
    if len(parts) == 1 and abs((parts[0].bounds[0] + parts[0].bounds[2]) / 2 - middle) <= 180:
        whole: BaseGeometry = parts[0]
        return whole
    moved = []
    for part in parts:
        centre = (part.bounds[0] + part.bounds[2]) / 2
        turn = _nearest(centre, middle) - centre
        moved.append(translate(part, turn))
    together: BaseGeometry = shapely.union_all(moved)
    return together
