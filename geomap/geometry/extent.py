"""Extents between two meridians and two parallels, and the tiles of Web Mercator that they touch."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

MERCATOR_LATITUDE = 85.0511287798066
"""The northernmost latitude of Web Mercator's square: atan(sinh(π)) in degrees."""
_EPSILON = 1e-9
"""Degrees: edges that are this close to each other are the same, in spite of rounding."""


@dataclass(frozen=True)
class Extent:
    """Degrees, WGS 84. ``west`` is in [-180, 180); ``east`` is not less, and above 180 across the antimeridian.

    Raises:
        ValueError: the numbers are outside these ranges.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (-180 <= self.west < 180 and self.west <= self.east <= self.west + 360):
            raise ValueError(f"not a range of longitudes: {self.west}, {self.east}")
        if not -90 <= self.south <= self.north <= 90:
            raise ValueError(f"not a range of latitudes: {self.south}, {self.north}")

    @classmethod
    def between(cls, west: float, south: float, east: float, north: float) -> Self:
        """The extent from ``west`` eastward to ``east``, both in [-180, 180]: 170, -170 crosses the antimeridian.

        >>> Extent.between(170, -20, -170, -10)
        Extent(west=170, south=-20, east=190, north=-10)
        """
        if not (-180 <= west <= 180 and -180 <= east <= 180):
            raise ValueError(f"not longitudes: {west}, {east}")
        if west == 180 and east < 180:
            west = -180
        return cls(west - 360 if west == 180 else west, south, east + 360 if east < west else east, north)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The extent that a text gives as west, south, east and north, in degrees.

        From 170 to -170 is eastward across the antimeridian, and so is from 170 to 190.

        Raises:
            ValueError: it is not an extent; the message tells a user what to write.

        >>> Extent.parse("36.8, 55.1, 38.4, 56.1")
        Extent(west=36.8, south=55.1, east=38.4, north=56.1)
        """
        try:
            west, south, east, north = map(float, text.split(","))
        except ValueError:
            raise ValueError("write four numbers with commas: west,south,east,north in degrees") from None
        if not (-180 <= west <= 180 and -180 <= east <= 540 and -90 <= south <= 90 and -90 <= north <= 90):
            raise ValueError(
                "longitudes are from -180 to 180 and latitudes from -90 to 90: write west,south,east,north"
            )
        if south > north:
            raise ValueError(f"the south {south:g} is north of the north {north:g}: write west,south,east,north")
        if east > 180 and west <= east - 360:
            raise ValueError("that is more than once around the Earth: write west,south,east,north")
        return cls.between(west, south, east - 360 if east > 180 else east, north)

    @property
    def width(self) -> float:
        """Degrees of longitude."""
        return self.east - self.west

    def grown(self, share: float) -> Self:
        """The extent with a margin on each side: a share of its width or height.

        >>> Extent(10, 40, 20, 50).grown(0.5)
        Extent(west=5.0, south=35.0, east=25.0, north=55.0)
        """
        sideways, upwards = self.width * share, (self.north - self.south) * share
        south, north = max(self.south - upwards, -90.0), min(self.north + upwards, 90.0)
        if self.width + 2 * sideways >= 360:
            return type(self)(-180.0, south, 180.0, north)
        west = wrapped(self.west - sideways)
        return type(self)(west, south, west + self.width + 2 * sideways, north)

    def at_least(self, width: float) -> Self:
        """The extent enlarged around its middle to at least ``width`` degrees, and half as many degrees of latitude.

        >>> Extent(10, 50, 10, 50).at_least(2)
        Extent(west=9.0, south=49.5, east=11.0, north=50.5)
        """
        sideways = max(width - self.width, 0) / 2
        upwards = max(width / 2 - (self.north - self.south), 0) / 2
        west = wrapped(self.west - sideways)
        south, north = max(self.south - upwards, -90.0), min(self.north + upwards, 90.0)
        return type(self)(west, south, west + self.width + 2 * sideways, north)

    def intersects(self, other: "Extent") -> bool:
        """Whether the two have a point in common."""
        return self.common(other) is not None

    def common(self, other: "Extent") -> Self | None:
        """The common part of the two, or None; the western one if there are two parts."""
        south, north = max(self.south, other.south), min(self.north, other.north)
        for whole, part in ((self, other), (other, self)):
            if whole.width >= 360 and south <= north:
                return type(self)(part.west, south, part.east, north)
        for turn in (-360, 0, 360):
            west, east = max(self.west, other.west + turn), min(self.east, other.east + turn)
            if west <= east + _EPSILON and south <= north + _EPSILON:
                start = wrapped(west)
                return type(self)(start, min(south, north), start + max(east - west, 0.0), max(south, north))
        return None

    def covers(self, other: "Extent") -> bool:
        """Whether this extent contains the other, apart from what is beyond the edge of Web Mercator."""
        edge = MERCATOR_LATITUDE
        south, north = max(other.south, -edge), min(other.north, edge)
        if self.south > south + _EPSILON or self.north < north - _EPSILON:
            return False
        around = self.width >= 360 - _EPSILON
        return around or any(
            self.west + turn <= other.west + _EPSILON and other.east <= self.east + turn + _EPSILON
            for turn in (-360, 0, 360)
        )

    def boxes(self, zoom: int) -> list[tuple[int, int, int, int]]:
        """The tiles that it touches, as ranges (first x, first y, last x, last y): two across the antimeridian."""
        side = 1 << zoom
        first_y, last_y = _span(mercator_row(self.north) * side, mercator_row(self.south) * side, side)
        start, end = (self.west + 180) / 360 * side, (self.east + 180) / 360 * side
        first_x = min(math.floor(start + _rounding_error(side)), side - 1)
        last_x = max(math.ceil(end - _rounding_error(side)) - 1, first_x)
        if last_x - first_x + 1 >= side:
            return [(0, first_y, side - 1, last_y)]
        if last_x < side:
            return [(first_x, first_y, last_x, last_y)]
        return [(0, first_y, last_x - side, last_y), (first_x, first_y, side - 1, last_y)]

    def tiles(self, zoom: int) -> Iterator[tuple[int, int, int]]:
        """The tiles (zoom, x, y) that it touches."""
        for first_x, first_y, last_x, last_y in self.boxes(zoom):
            for x in range(first_x, last_x + 1):
                for y in range(first_y, last_y + 1):
                    yield zoom, x, y


def wrapped(longitude: float) -> float:
    """The same meridian in [-180, 180).

    >>> wrapped(190)
    -170
    """
    turned = (longitude + 180) % 360
    return turned - 180 if turned < 360 else -180.0  # rounding may give 360


WORLD = Extent(-180.0, -90.0, 180.0, 90.0)


def tile_bounds(zoom: int, x: int, y: int) -> Extent:
    """The extent of a tile.

    >>> tile_bounds(1, 1, 0)
    Extent(west=0.0, south=0.0, east=180.0, north=85.0511287798066)
    """
    side = 1 << zoom
    return Extent(x / side * 360 - 180, _latitude((y + 1) / side), (x + 1) / side * 360 - 180, _latitude(y / side))


def tile_at(zoom: int, latitude: float, longitude: float) -> tuple[int, int, int]:
    """The tile (zoom, x, y) that contains a position.

    >>> tile_at(6, 55.752, 37.6178)
    (6, 38, 20)
    """
    side = 1 << zoom
    x, y = (wrapped(longitude) + 180) / 360 * side, mercator_row(latitude) * side
    return zoom, min(int(x), side - 1), min(int(y), side - 1)


def position_in_tile(tile: tuple[int, int, int], across: float, down: float) -> tuple[float, float]:
    """Latitude and longitude of a point in a tile; ``across`` and ``down`` are shares of its side from the upper left.

    >>> position_in_tile((0, 0, 0), 0.5, 0.5)
    (0.0, 0.0)
    """
    zoom, x, y = tile
    side = 1 << zoom
    return _latitude((y + down) / side), (x + across) / side * 360 - 180


def _span(start: float, end: float, side: int) -> tuple[int, int]:
    """The first and last tile between two edges; at least one tile."""
    first = min(max(math.floor(start + _rounding_error(side)), 0), side - 1)
    return first, min(max(math.ceil(end - _rounding_error(side)) - 1, first), side - 1)


def _rounding_error(side: int) -> float:
    """The rounding error of degrees as a share of a tile's side, where the world has ``side`` tiles in a row."""
    return side * 2e-14


def mercator_row(latitude: float) -> float:
    """The position of a latitude in Web Mercator's square, from 0 at the top to 1; latitudes beyond it are clipped."""
    clipped = math.radians(min(max(latitude, -MERCATOR_LATITUDE), MERCATOR_LATITUDE))
    return (1 - math.asinh(math.tan(clipped)) / math.pi) / 2


def _latitude(row: float) -> float:
    return round(math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row)))), 13)
