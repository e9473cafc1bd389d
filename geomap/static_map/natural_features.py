"""Where the names of seas, large islands and large rivers have room on a static map."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress

import numpy as np
import shapely
from numpy.typing import NDArray

from geomap.geometry.projection import View
from geomap.static_map.labels import Box, Size, around, square
from geomap.static_map.landscape import covers, may_cover, rivers_of, sea_of, water_of
from geomap.static_map.regions import UNITS, RegionInView, regions_in, shared_file

FILE = "natural-features.json"
MAX_ZOOM, RIVERS_MAX_ZOOM = 9, 7
"""In closer views islands, and rivers, are not named."""
SHORE = 10.0
"""Pixels between the name of a sea and the coast to its left and right."""
SAMPLES, MIN_OWN, OVERHANG = (0.05, 0.275, 0.5, 0.725, 0.95), 3, 1.7
"""Shares of a name's width at which it is on its island or on the sea; so many are on the island, and the middle one;
and how much wider than the island it may be."""
STEP, BEND, GAP = 6.0, 9.0, 1.0
"""Pixels between points along a river, by which the course next to a name may bend, and between the two."""
STEEPEST = math.pi / 3
"""Names are turned at most so far."""
NEAR_PX, NEAR_UNITS = 4.0, 2.0
"""How far a drawn river may be from the rough course in the file: pixels, and units of the file."""

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Stretch:
    """Where a river's name has room: its middle, how far it is turned clockwise in radians, and boxes that cover it."""

    x: float
    y: float
    angle: float
    boxes: tuple[Box, ...]


@lru_cache(maxsize=8)  # the pictures of all reports have the same view
def seas(view: View) -> tuple[RegionInView, ...]:
    """The seas and large lakes in view, the largest in it first."""
    return regions_in(shared_file(FILE)["seas"], view)


@lru_cache(maxsize=8)
def islands(view: View) -> tuple[RegionInView, ...]:
    """The large islands in view, the largest in it first; none in a close view."""
    return regions_in(shared_file(FILE)["islands"], view) if view.zoom <= MAX_ZOOM else ()


def spots_in_sea(
    sea: RegionInView, view: View, width: float, height: float, unit: float
) -> Iterator[tuple[float, float]]:
    """Middles of a name of that size that is on water from its first letter to its last, the best first."""
    size = (width + 2 * SHORE * unit, height)
    return (spot for spot in _wide_spots(sea, view, size) if _is_on_water(view, around(*spot, size)))


@lru_cache(maxsize=1000)
def _wide_spots(sea: RegionInView, view: View, size: Size) -> tuple[tuple[float, float], ...]:
    wide = [span for span in sea.spans if span.width >= size[0]]
    spots = [
        (span.x + share * (span.width - size[0]), span.y) for share in (0, -0.25, 0.25, -0.5, 0.5) for span in wide
    ]
    return tuple(compress(spots, may_cover(water_of(view), spots, size))) if spots else ()


@lru_cache(maxsize=20_000)
def _is_on_water(view: View, box: Box) -> bool:
    return covers(water_of(view), box)


@lru_cache(maxsize=1000)
def spots_on_island(island: RegionInView, view: View, width: float) -> tuple[tuple[float, float], ...]:
    """Middles of a name whose ends at most are on the sea, and that is on no other land."""
    spots = []
    for span in island.spans:
        if span.width * OVERHANG < width:
            continue
        x = span.x + (np.array(SAMPLES) - 0.5) * width
        is_sea = shapely.contains_xy(sea_of(view), x, np.full(len(x), span.y))
        is_own = (x >= span.left) & (x <= span.right) & ~is_sea
        if np.all(is_own | is_sea) and is_own[len(x) // 2] and np.count_nonzero(is_own) >= MIN_OWN:
            spots.append((span.x, span.y))
    return tuple(spots)


def rivers(view: View) -> list[str]:
    """The large rivers in view by their ids, the longest in it first; none in a close view."""
    return list(_courses_in(view))


@lru_cache(maxsize=1000)
def stretches_of(river: str, view: View, width: float, height: float) -> tuple[Stretch, ...]:
    """Where a name of that size touches a straight stretch of a river, the straightest and most level first."""
    found: list[tuple[float, Stretch]] = []
    for course in _courses_in(view)[river]:
        for first in range(len(course)):
            reached = np.flatnonzero(np.hypot(*(course[first:] - course[first]).T) >= width)
            if reached.size:
                found += _along(course[first : first + reached[0] + 1], width, height)
    return tuple(stretch for _, stretch in sorted(found, key=lambda each: each[0]))


@lru_cache(maxsize=8)
def _courses_in(view: View) -> dict[str, list[Points]]:
    """By river, the parts of its drawn course in pixels."""
    drawn = rivers_of(view) if view.zoom <= RIVERS_MAX_ZOOM else None
    if drawn is None or drawn.is_empty:
        return {}
    near = NEAR_PX + NEAR_UNITS / UNITS * view.scale
    found = {
        river: [run for part in parts for course in _courses(part, view) for run in _drawn(course, drawn, near)]
        for river, parts in shared_file(FILE)["rivers"].items()
    }
    return {
        river: found[river] for river in sorted(found, key=lambda each: -sum(map(len, found[each]))) if found[river]
    }


def _along(points: Points, width: float, height: float) -> Iterator[tuple[float, Stretch]]:
    start, end = sorted((points[0], points[-1]), key=lambda point: float(point[0]))
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    up = np.array([math.sin(angle), -math.cos(angle)])
    heights = (points - start) @ up
    bend = float(heights.max() - heights.min())
    if abs(angle) > STEEPEST or bend > BEND:
        return
    cost = 3 * bend + 20 * abs(angle)
    for below, offset in enumerate((heights.max() + GAP + height / 2, heights.min() - GAP - height / 2)):
        x, y = (start + end) / 2 + offset * up
        boxes = _squares(float(x), float(y), angle, width, height)
        yield cost + 4 * below, Stretch(float(x), float(y), angle, boxes)


def _squares(x: float, y: float, angle: float, width: float, height: float) -> tuple[Box, ...]:
    """Boxes that cover a turned name of that size."""
    count = math.ceil(width / height)
    across, down = math.cos(angle), math.sin(angle)
    along = [((index + 0.5) / count - 0.5) * width for index in range(count)]
    half = height / 2 * (abs(across) + abs(down))
    return tuple(square(x + each * across, y + each * down, half) for each in along)


def _courses(part: Sequence[int], view: View) -> Iterator[Points]:
    """A part of a river, from the steps in the file, once for each turn of the Earth in view."""
    columns, rows = list(accumulate(part[::2])), list(accumulate(part[1::2]))
    for turn in (-1, 0, 1):
        x = (np.array(columns) / UNITS + turn - view.west) * view.scale
        y = (np.array(rows) / UNITS - view.north) * view.scale
        if x.max() > 0 and x.min() < view.width and y.max() > 0 and y.min() < view.height:
            line = shapely.segmentize(shapely.linestrings(x, y), STEP)
            yield shapely.get_coordinates(line)


def _drawn(course: Points, drawn: shapely.Geometry, near: float) -> list[Points]:
    """The runs of a course that follow a drawn line, moved onto it."""
    ways = shapely.shortest_line(shapely.points(course), drawn)
    nearest = shapely.get_coordinates(ways).reshape(-1, 2, 2)[:, 1]
    is_drawn = shapely.length(ways) <= near
    edges = np.flatnonzero(np.diff(is_drawn)) + 1
    runs = zip(np.split(nearest, edges), np.split(is_drawn, edges), strict=True)
    return [points for points, on_line in runs if on_line[0] and len(points) > 1]
