"""The shape of a place on a map and in exports: a point with its uncertainty, an area without a pin, or none."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry import shape as geometry_of

from geomap.geometry.outlines import outline_of
from geomap.model import Coordinates, Place
from geomap.model.antimeridian import cut_at_180, joined_at_180
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
        return Shape("area", geometry=cut_at_180(place.area))
    if place.coordinates is None:
        return NOTHING
    return Shape("point" if place.is_point else "area", place.coordinates, place.uncertainty_m)


def drawn_shape_of(place: Place | None) -> Shape:
    """The shape of a place on the map: a region or country without an area is drawn with its outline, if it has one.

    An area across 180° is in one piece, so that it has no edge there.
    """
    outline = outline_of(place) if place else None
    if place is not None and outline is not None:
        return Shape("area", place.coordinates, geometry=outline)
    drawn = shape_of(place)
    if drawn.geometry is None:
        return drawn
    return replace(drawn, geometry=mapping(joined_at_180(geometry_of(drawn.geometry))))


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
def _bearings(sides: int) -> NDArray[np.float64]:
    """Sines and cosines of the bearings of corners, counterclockwise, as RFC 7946 requires of an outer ring."""
    bearings = -2 * np.pi * np.arange(sides) / sides
    return np.array([np.sin(bearings), np.cos(bearings)])


def circle(centre: Coordinates, radius_m: float, sides: int = CIRCLE_SIDES) -> dict[str, Any]:
    """A polygon around a circle, cut at 180° and closed over a pole if necessary."""
    return circles([centre], [radius_m], sides)[0]


def circles(centres: Sequence[Coordinates], radii_m: Sequence[float], sides: int) -> list[dict[str, Any]]:
    """A polygon around each circle, as ``circle`` makes it; of thousands, in a tenth of the time."""
    degrees = np.array(centres, np.float64).reshape(-1, 2)
    angle = np.minimum(np.array(radii_m, np.float64) / EARTH_RADIUS_M / math.cos(math.pi / sides), math.pi * 0.49)
    # At a pole there are no bearings; this is 0.1 m away from it.
    latitude, longitude = np.radians(degrees[:, 0].clip(-89.999999, 89.999999)), np.radians(degrees[:, 1])
    north, along = np.sin(latitude)[:, None], np.cos(angle)[:, None]
    across = (np.sin(angle) * np.cos(latitude))[:, None]
    sines, cosines = _bearings(sides)
    sine = north * along + across * cosines
    turn = np.arctan2(sines * across, along - north * sine)
    east = (np.degrees(longitude[:, None] + turn) + 180) % 360 - 180
    rings = np.stack((east, np.degrees(np.arcsin(sine))), axis=-1).round(6)
    closed = np.concatenate((rings, rings[:, :1]), axis=1).tolist()
    polygons = [{"type": "Polygon", "coordinates": [ring]} for ring in closed]
    crosses = abs(degrees[:, 1]) + np.degrees(angle) / np.cos(latitude).clip(1e-9) >= 180
    over_pole = abs(latitude) + angle >= math.pi / 2
    for at in np.flatnonzero(crosses | over_pole):
        polygons[at] = cut_at_180(polygons[at])
    return polygons
