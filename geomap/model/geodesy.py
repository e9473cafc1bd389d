"""The size of the Earth, distances on it, and ranges of longitude around it."""

import math
from collections.abc import Iterable
from itertools import accumulate

from geographiclib.geodesic import Geodesic

Position = tuple[float, float]
"""Latitude and longitude in degrees."""

EARTH_RADIUS_KM = 6371.009
"""Mean radius (2a + b) / 3 of the WGS 84 ellipsoid.

Distances on this sphere differ from those on the ellipsoid by at most 0.6 %.
"""

EARTH_RADIUS_M = 1000 * EARTH_RADIUS_KM

METRES_PER_DEGREE = math.radians(EARTH_RADIUS_M)
"""Length of a degree of latitude on that sphere. The grids of ``coarsen`` depend on it: do not change it."""


def great_circle_km(one: Position, other: Position) -> float:
    """The distance on the sphere, by Vincenty's formula: exact for near, far and antipodal points.

    >>> round(great_circle_km((0, 0), (0, 180)))
    20015
    """
    north, other_north, turn = math.radians(one[0]), math.radians(other[0]), math.radians(other[1] - one[1])
    sin, other_sin, cos, other_cos = math.sin(north), math.sin(other_north), math.cos(north), math.cos(other_north)
    across = math.hypot(other_cos * math.sin(turn), cos * other_sin - sin * other_cos * math.cos(turn))
    along = sin * other_sin + cos * other_cos * math.cos(turn)
    return EARTH_RADIUS_KM * math.atan2(across, along)


def unit_vector(position: Position) -> tuple[float, float, float]:
    """The direction of a position from the centre of the sphere: the angle between two is their distance.

    >>> unit_vector((0, 0))
    (1.0, 0.0, 0.0)
    """
    latitude, longitude = map(math.radians, position)
    return math.cos(latitude) * math.cos(longitude), math.cos(latitude) * math.sin(longitude), math.sin(latitude)


def geodesic_m(one: Position, other: Position) -> float:
    """The distance on the WGS 84 ellipsoid in metres."""
    return float(Geodesic.WGS84.Inverse(*one, *other, Geodesic.DISTANCE)["s12"])


def longitude_span(ranges: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The narrowest range that contains all ranges of longitude: west and east, in degrees.

    Args:
        ranges: at least one; each west and east, both in [-180, 180], without crossing the antimeridian.

    Returns:
        A west and an east of the ranges. East is less than west if the range crosses the antimeridian.

    >>> longitude_span([(-179, -172), (170, 180)])
    (170, -172)
    """
    ordered = sorted(ranges)
    reached = list(accumulate((east for _, east in ordered), max))
    gaps = [ordered[0][0] + 360 - reached[-1]]
    gaps += [west - east for (west, _), east in zip(ordered[1:], reached, strict=False)]
    start = gaps.index(max(gaps))
    return ordered[start][0], reached[start - 1]
