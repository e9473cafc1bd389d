"""Where the names of countries have room on a static map: how wide each country is in rows of the Mercator square."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import numpy as np
import shapely

from geomap.geometry.projection import View
from geomap.static_map.landscape import sea_of

UNITS = 8192
"""Rows and columns of the Mercator square in the file."""
MAX_ZOOM = 9
"""In closer views countries are not named."""
SMALL_FROM, SMALL_PX = 4, 300
"""Below this zoom a country of fewer square pixels has no name: there are too many islands in the view of an ocean."""
MAIN_PART = 0.25
"""A country is named off rows that have this share of its widest one, not off its outlying islands."""
SHORE, APART = 5.0, 14.0
"""Pixels between a coast and a name on the sea, and between that name and every other country."""


@dataclass(frozen=True)
class CountryInView:
    """A country in a view.

    Attributes:
        code: ISO 3166, two letters.
        area: square pixels in view.
        spots: middles of its rows with the width of the row there, in pixels, the nearest to its middle first.
    """

    code: str
    area: float
    spots: tuple[tuple[float, float, float], ...]


@lru_cache(maxsize=8)  # the pictures of all reports have the same view
def countries(view: View) -> tuple[CountryInView, ...]:
    """The countries in view, the largest in it first; none in a close view."""
    zoom = math.log2(view.scale / 256)
    if zoom > MAX_ZOOM:
        return ()
    found = filter(None, (_country(code, region, view) for code, region in _widths().items()))
    least = SMALL_PX if zoom < SMALL_FROM else 0
    return tuple(sorted((each for each in found if each.area >= least), key=lambda each: (-each.area, each.code)))


def spots_of(country: CountryInView, view: View, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Middles of a name of that size, in pixels: on the country, else on the sea at its coast, the best first."""
    yield from ((x, y) for x, y, room in country.spots if room >= width)
    yield from _spots_at_sea(country, view, width, height)


@lru_cache(maxsize=1000)
def _spots_at_sea(country: CountryInView, view: View, width: float, height: float) -> tuple[tuple[float, float], ...]:
    least = MAIN_PART * max(room for _, _, room in country.spots)
    main = [spot for spot in country.spots if spot[2] >= least]
    offshore = [(x + side * (room / 2 + SHORE + width / 2), y) for x, y, room in main for side in (1, -1)]
    x, y = np.array(offshore).T
    boxes = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    rows = [row for other in countries(view) if other.code != country.code for row in other.spots]
    at_sea = shapely.covers(sea_of(view), boxes)
    return tuple(
        spot
        for spot, box, is_at_sea in zip(offshore, boxes, at_sea, strict=True)
        if is_at_sea and not _is_near(box, rows)
    )


def _is_near(box: shapely.Polygon, rows: Sequence[tuple[float, float, float]]) -> bool:
    left, top, right, bottom = box.bounds
    return any(
        top - APART <= y <= bottom + APART and x - room / 2 <= right + APART and x + room / 2 >= left - APART
        for x, y, room in rows
    )


def _country(code: str, region: dict[str, Any], view: View) -> CountryInView | None:
    spans = list(_spans(region, view))
    if not spans:
        return None
    total = sum(right - left for _, left, right in spans)
    middle_x = sum((left + right) / 2 * (right - left) for _, left, right in spans) / total
    middle_y = sum(y * (right - left) for y, left, right in spans) / total
    spots = [((left + right) / 2, y, right - left) for y, left, right in spans]
    spots.sort(key=lambda spot: (math.hypot(spot[0] - middle_x, spot[1] - middle_y), spot))
    return CountryInView(code, total * region["step"] / UNITS * view.scale, tuple(spots))


def _spans(region: dict[str, Any], view: View) -> Iterator[tuple[float, float, float]]:
    """The parts of its rows in view, in pixels: y, left, right."""
    for index, row in enumerate(region["rows"]):
        y = ((region["top"] + (index + 0.5) * region["step"]) / UNITS - view.north) * view.scale
        if not 0 <= y <= view.height:
            continue
        for start, width in zip(row[::2], row[1::2], strict=True):
            for turn in (-1, 0, 1):
                left = (start / UNITS + turn - view.west) * view.scale
                right = min(left + width / UNITS * view.scale, view.width)
                if right > max(left, 0):
                    yield y, max(left, 0), right


@cache
def _widths() -> dict[str, dict[str, Any]]:
    """By country; `tools/outlines.py` makes the file, which the page has too."""
    file = resources.files("geomap") / "web" / "src" / "basemap" / "country-widths.json"
    found: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return found
