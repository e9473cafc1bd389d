"""The outlines of countries and regions, from Natural Earth, for places that are only known to be in one."""

import gzip
import json
import math
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geomap.model import Coordinates, Place, Precision
from geomap.model.antimeridian import joined_at_180

STEP = 0.001
"""Degrees: the unit of the numbers in the file."""
DETAIL = 300
"""An outline is simplified to this share of its size: finer lines would promise more than the place's precision."""
SMALL_PART = 2000
"""Islands smaller than this share of the whole are omitted."""
LAYERS = {Precision.REGION: "regions", Precision.COUNTRY: "countries"}


def outline_of(place: Place) -> dict[str, Any] | None:
    """The outline of the region or country that contains a place's coordinates, as GeoJSON in one piece.

    None if the place is known more precisely, has an uncertainty of its own, or is in no outline. Natural Earth shows
    borders as they are controlled in fact, generalised here to a kilometre or more.
    """
    layer = LAYERS.get(place.precision)
    if layer is None or place.coordinates is None or place.uncertainty is not None or place.area is not None:
        return None
    return _outline_around(layer, place.coordinates)


@cache
def _outline_around(layer: str, position: Coordinates) -> dict[str, Any] | None:
    whole = _shape_around(layer, shapely.Point(position.longitude, position.latitude))
    if whole is None:
        return None
    whole = joined_at_180(whole)
    parts = [part for part in shapely.get_parts(whole) if part.area * SMALL_PART >= whole.area]
    west, south, east, north = whole.bounds
    tolerance = math.hypot(east - west, north - south) / DETAIL
    outline = shapely.simplify(shapely.MultiPolygon(parts), tolerance)
    geometry: dict[str, Any] = mapping(shapely.orient_polygons(shapely.set_precision(outline, STEP)))
    return geometry


def _shape_around(layer: str, point: shapely.Point) -> BaseGeometry | None:
    west, south, east, north = _boxes(layer).T
    found = (west <= point.x) & (point.x <= east) & (south <= point.y) & (point.y <= north)
    shapes = (_shape(layer, int(number)) for number in np.flatnonzero(found))
    return next((shape for shape in shapes if shape.intersects(point)), None)


@cache
def _boxes(layer: str) -> np.ndarray[Any, Any]:
    """West, south, east and north of every outline of a layer."""
    return np.array([_box(each["polygons"]) for each in _outlines()[layer]])


def _box(polygons: list[list[list[int]]]) -> tuple[float, ...]:
    corners = np.concatenate([_corners(rings[0]) for rings in polygons])
    return (*corners.min(axis=0), *corners.max(axis=0))


@cache
def _outlines() -> dict[str, Any]:
    data = (resources.files("geomap") / "geometry" / "outlines.json.gz").read_bytes()
    content: dict[str, Any] = json.loads(gzip.decompress(data))
    return content


@cache
def _shape(layer: str, number: int) -> BaseGeometry:
    polygons = _outlines()[layer][number]["polygons"]
    outline = shapely.MultiPolygon(
        [shapely.Polygon(_corners(outer), [_corners(hole) for hole in holes]) for outer, *holes in polygons]
    )
    # Polygons only, without stray lines.
    valid: BaseGeometry = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    return valid


def _corners(ring: list[int]) -> np.ndarray[Any, Any]:
    """The first corner, then the way to each next one, in steps from 180° west on the equator."""
    corners: np.ndarray[Any, Any] = np.cumsum(np.reshape(ring, (-1, 2)), axis=0) * STEP - (180, 0)
    return corners
