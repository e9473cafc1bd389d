"""The shape of a place on a map and in exports: a point with its uncertainty, an area without a pin, or none."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import antimeridian

from geomap.geometry.outlines import outline_of
from geomap.model import Coordinates, Place
from geomap.model.geodesy import EARTH_RADIUS_M

CIRCLE_SIDES = 64
"""Corners of the polygon around a circle; they are 0.12 % outside it."""


def to_geojson_position(position: Coordinates) -> list[float]:
    """Longitude, latitude, with six decimals, which is 0.1 m. No other function changes the order."""
    return [round(position.longitude, 6), round(position.latitude, 6)]


@dataclass(frozen=True)
class Shape:
    """The shape of a place.

    Attributes:
        kind: ``point`` (a pin with its uncertainty around it), ``area`` (no pin), or ``none``.
        centre: the point, or the centre of a circular area; of an outline only if the place has coordinates in it.
        radius_m: radius of the uncertainty, in metres; None if it is unknown or the area has an outline.
        geometry: the outline of an area, as GeoJSON.
    """

    kind: str
    centre: Coordinates | None = None
    radius_m: float | None = None
    geometry: dict[str, Any] | None = None


NOTHING = Shape("none")


def shape_of(place: Place | None) -> Shape:
    """The shape of a place; ``none`` without a place."""
    if place is None:
        return NOTHING
    if isinstance(place.area, dict):
        return Shape("area", geometry=antimeridian.fix_geojson(place.area))
    if place.coordinates is None:
        return NOTHING
    return Shape("point" if place.is_point else "area", place.coordinates, place.uncertainty_m)


def drawn_shape_of(place: Place | None) -> Shape:
    """The shape of a place on the map: a region or country without an area is drawn with its outline, if it has one."""
    outline = outline_of(place) if place else None
    if place is None or outline is None:
        return shape_of(place)
    return Shape("area", place.coordinates, geometry=antimeridian.fix_geojson(outline))


def geojson_geometry(shape: Shape) -> dict[str, Any] | None:
    """The shape as an RFC 7946 geometry: the outline of an area cut at 180°, otherwise its point; None if it has none.

    A circle is its centre: the radius has a field of its own in every format.
    """
    if shape.geometry is not None:
        return {**shape.geometry, "coordinates": _rounded(shape.geometry["coordinates"])}
    if shape.centre is None:
        return None
    return {"type": "Point", "coordinates": to_geojson_position(shape.centre)}


def _rounded(coordinates: Any) -> Any:
    """Positions, rings or polygons to six decimals."""
    if isinstance(coordinates, (list, tuple)):
        return [_rounded(each) for each in coordinates]
    return round(coordinates, 6)


@cache
def _bearings(sides: int) -> list[tuple[float, float]]:
    """Sine and cosine of the bearings of corners, counterclockwise, as RFC 7946 requires of an outer ring."""
    bearings = (-2 * math.pi * corner / sides for corner in range(sides))
    return [(math.sin(each), math.cos(each)) for each in bearings]


def circle(centre: Coordinates, radius_m: float, sides: int = CIRCLE_SIDES) -> dict[str, Any]:
    """A polygon around a circle, cut at 180° and closed over a pole if necessary."""
    angle = min(radius_m / EARTH_RADIUS_M / math.cos(math.pi / sides), math.pi * 0.49)
    # At a pole there are no bearings; this is 0.1 m away from it.
    latitude = math.radians(max(-89.999999, min(89.999999, centre.latitude)))
    longitude = math.radians(centre.longitude)
    north, along = math.sin(latitude), math.cos(angle)
    across = math.sin(angle) * math.cos(latitude)
    ring = []
    for sine_bearing, cosine_bearing in _bearings(sides):
        sine = north * along + across * cosine_bearing
        turn = math.atan2(sine_bearing * across, along - north * sine)
        east = (math.degrees(longitude + turn) + 180) % 360 - 180
        ring.append([round(east, 6), round(math.degrees(math.asin(sine)), 6)])
    polygon = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    crosses = abs(centre.longitude) + math.degrees(angle) / max(math.cos(latitude), 1e-9) >= 180
    over_pole = abs(latitude) + angle >= math.pi / 2
    if not (crosses or over_pole):
        return polygon
    fixed: dict[str, Any] = antimeridian.fix_geojson(polygon)
    return fixed
