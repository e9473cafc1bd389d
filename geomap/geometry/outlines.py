"""The outlines of countries and regions, from Natural Earth, for places that are only known to be in one."""

import gzip
import json
import math
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from geomap.model import Coordinates, Place, Precision
from geomap.model.geodesy import longitude_span

STEP = 0.001
"""Degrees: the unit of the numbers in the file."""
DETAIL = 300
"""An outline is simplified to this share of its size: finer lines would promise more than the place's precision."""
SMALL_PART = 2000
"""Islands smaller than this share of the whole are omitted."""
LAYERS = {Precision.REGION: "regions", Precision.COUNTRY: "countries"}


def outline_of(place: Place) -> dict[str, Any] | None:
    """The outline, as GeoJSON, of the region or country that contains a place's coordinates.

    None if the place is known more precisely, has an uncertainty of its own, or is in no outline. Natural Earth shows
    borders as they are controlled in fact, generalised here to a kilometre or more.
    """
    layer = LAYERS.get(place.precision)
    if layer is None or place.coordinates is None or place.uncertainty is not None or place.area is not None:
        return None
    return _outline_around(layer, place.coordinates)


@cache
def _outline_around(layer: str, position: Coordinates) -> dict[str, Any] | None:
    shapes, index = _layer(layer)
    found = index.query(shapely.Point(position.longitude, position.latitude), predicate="intersects")
    if not len(found):
        return None
    whole = shapes[min(found)]
    parts = [part for part in shapely.get_parts(whole) if part.area * SMALL_PART >= whole.area]
    west, east = longitude_span((left, right) for left, _, right, _ in shapely.bounds(parts).tolist())
    _, south, _, north = whole.bounds
    width = east - west + (360 if east < west else 0)
    tolerance = math.hypot(width, north - south) / DETAIL
    outline = shapely.simplify(shapely.MultiPolygon(parts), tolerance)
    geometry: dict[str, Any] = mapping(shapely.orient_polygons(shapely.set_precision(outline, STEP)))
    return geometry


@cache
def _layer(name: str) -> tuple[list[shapely.Geometry], shapely.STRtree]:
    """The outlines of a layer, and an index of them."""
    shapes = [_shape(each["polygons"]) for each in _outlines()[name]]
    return shapes, shapely.STRtree(shapes)


@cache
def _outlines() -> dict[str, Any]:
    data = (resources.files("geomap") / "geometry" / "outlines.json.gz").read_bytes()
    content: dict[str, Any] = json.loads(gzip.decompress(data))
    return content


def _shape(polygons: list[list[list[int]]]) -> shapely.Geometry:
    outline = shapely.MultiPolygon(list(_polygons(polygons)))
    return shapely.make_valid(outline, method="structure", keep_collapsed=False)  # polygons only, without stray lines


def _polygons(polygons: list[list[list[int]]]) -> Iterator[shapely.Polygon]:
    """Each ring is the first corner, then the way to each next one, in steps from 180° west on the equator."""
    for rings in polygons:
        corners = [np.cumsum(np.reshape(ring, (-1, 2)), axis=0) * STEP - (180, 0) for ring in rings]
        yield shapely.Polygon(corners[0], corners[1:])
