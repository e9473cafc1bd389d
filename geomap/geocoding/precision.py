"""The kind of a result and its bounding box → how finely its position is known. Never finer than either says."""

from dataclasses import dataclass
from math import ceil

from geopy.distance import geodesic

from geomap.model import DEFAULT_UNCERTAINTY_M, Coordinates, Precision

_MOST_M = 20_000_000  # half around the Earth
_ALL_AROUND = 350.0  # degrees; a box as wide as that crosses 180° and says nothing of a width
_CLASSES = sorted(
    ((each, radius) for each, radius in DEFAULT_UNCERTAINTY_M.items() if radius is not None), key=lambda each: each[1]
)


@dataclass(frozen=True)
class Box:
    """A bounding box in degrees, WGS 84; ``west`` is greater than ``east`` where it crosses 180°."""

    south: float
    west: float
    north: float
    east: float

    def reach_m(self, position: Coordinates) -> float:
        """Metres from a position to the corner of the box that is farthest from it."""
        wide = abs(self.east - self.west) >= _ALL_AROUND
        longitudes = (position.longitude,) if wide else (self.west, self.east)
        corners = [(latitude, longitude) for latitude in (self.south, self.north) for longitude in longitudes]
        return min(max(float(geodesic(position, corner).m) for corner in corners), _MOST_M)


@dataclass(frozen=True)
class Known:
    """How finely a position is known.

    Attributes:
        precision: the class, as the gazetteer has it.
        uncertainty_m: a radius in metres; None where the class's own is wide enough.
    """

    precision: Precision
    uncertainty_m: int | None = None


def known(finest: Precision, box: Box | None, position: Coordinates) -> Known:
    """How finely a position is known, of which the kind of thing that lies there allows no more than ``finest``.

    A box that reaches farther than the class's default radius is stated as the uncertainty; one that reaches farther
    than the next coarser class's makes the class coarser too (what ``geomap check`` calls C005).

    >>> known(Precision.STREET, Box(55.0, 37.0, 55.1, 37.0), Coordinates(55.05, 37.0))
    Known(precision=<Precision.CITY: 'city'>, uncertainty_m=None)
    """
    own = DEFAULT_UNCERTAINTY_M[finest]
    reach = box.reach_m(position) if box is not None else 0.0
    if own is None:
        return Known(finest, _rounded(reach) if reach > 0 else None)
    if reach <= own:
        return Known(finest)
    stated = _rounded(reach)
    coarser = next((radius for _, radius in _CLASSES if radius > own), None)
    if coarser is None or stated <= coarser:
        return Known(finest, stated)
    fitting, radius = next(((each, radius) for each, radius in _CLASSES if radius >= stated), _CLASSES[-1])
    return Known(fitting, stated if stated > radius else None)


def _rounded(metres: float) -> int:
    """Up to two digits that count; a box is no measurement.

    >>> _rounded(2341.7), _rounded(61.2)
    (2400, 62)
    """
    step = 10 ** max(0, len(str(int(metres))) - 2)
    return int(min(ceil(metres / step) * step, _MOST_M))
