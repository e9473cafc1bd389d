"""Where the names of countries have room on a static map: how wide each country is in rows of the Mercator square."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from geomap.geometry.projection import View

UNITS = 8192
"""Rows and columns of the Mercator square in the file."""
MAX_ZOOM = 9
"""In closer views countries are not named."""
MIN_SHARE = 0.004
"""Of the picture, that a country must have to be named."""


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


def countries(view: View) -> list[CountryInView]:
    """The countries in view, the largest in it first; none in a close view."""
    if math.log2(view.scale / 256) > MAX_ZOOM:
        return []
    found = filter(None, (_country(code, region, view) for code, region in _widths().items()))
    least = view.width * view.height * MIN_SHARE
    return sorted((each for each in found if each.area >= least), key=lambda each: (-each.area, each.code))


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
