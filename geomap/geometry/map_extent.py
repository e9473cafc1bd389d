"""The extent of a map."""

import math

from geomap.geometry.extent import Extent, wrapped
from geomap.geometry.projection import bounds_of
from geomap.geometry.shapes import drawn_shape_of
from geomap.model.geodesy import METRES_PER_DEGREE
from geomap.model.published import PublishedAtlas

MARGIN = 0.25
"""Margin on each side, as a share of width and height: the window of a reader may have any shape."""
MIN_RADIUS_M = 3_000
"""Metres around the middle that are always included: what a wide window shows around a single point."""


def extent_of(atlas: PublishedAtlas) -> Extent | None:
    """The extent of the places with reports, or of all places, with a margin; None if no place has a position."""
    reported = {report.place for report in atlas.reports}
    for places in ([place for place in atlas.places if place.id in reported], atlas.places):
        bounds = bounds_of([drawn_shape_of(place) for place in places])
        if bounds is not None:
            return _with_surroundings(*bounds)
    return None


def _with_surroundings(west: float, south: float, east: float, north: float) -> Extent:
    upwards = MIN_RADIUS_M / METRES_PER_DEGREE
    middle = (south + north) / 2
    sideways = min(upwards / max(math.cos(math.radians(middle)), 0.01), 180)
    south, north = max(min(south, middle - upwards), -90.0), min(max(north, middle + upwards), 90.0)
    centre = (west + east) / 2
    width = min(max(east - west, 2 * sideways), 360.0)
    start = -180.0 if width == 360 else wrapped(centre - width / 2)
    return Extent(start, south, start + width, north).grown(MARGIN)
