"""Where the names of countries have room on a static map."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import shapely

from geomap.geometry.projection import View
from geomap.static_map.landscape import sea_of
from geomap.static_map.regions import RegionInView, Span, regions_in, shared_file

MAX_ZOOM = 9
"""In closer views countries are not named."""
SMALL_FROM, SMALL_PX = 4, 300
"""Below this zoom a country of fewer square pixels has no name: there are too many islands in the view of an ocean."""
MAIN_PART = 0.25
"""A country is named off rows that have this share of its widest one, not off its outlying islands."""
SHORES, APART = (5.0, 12.0), 14.0
"""Pixels between a coast and a name on the sea, and between that name and every other country."""


@lru_cache(maxsize=8)  # the pictures of all reports have the same view
def countries(view: View) -> tuple[RegionInView, ...]:
    """The countries in view, the largest in it first; none in a close view."""
    if view.zoom > MAX_ZOOM:
        return ()
    least = SMALL_PX if view.zoom < SMALL_FROM else 0
    return tuple(each for each in regions_in(shared_file("country-widths.json"), view) if each.area >= least)


def spots_of(country: RegionInView, view: View, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Middles of a name of that size, in pixels: on the country, else on the sea at its coast, the best first."""
    yield from ((span.x, span.y) for span in country.spans if span.width >= width)
    yield from _spots_at_sea(country, view, width, height)


@lru_cache(maxsize=1000)
def _spots_at_sea(country: RegionInView, view: View, width: float, height: float) -> tuple[tuple[float, float], ...]:
    least = MAIN_PART * max(span.width for span in country.spans)
    main = [span for span in country.spans if span.width >= least]
    offshore = [
        (span.x + side * (span.width / 2 + shore + width / 2), span.y)
        for shore in SHORES
        for span in main
        for side in (1, -1)
    ]
    x, y = np.array(offshore).T
    boxes = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    spans = [span for other in countries(view) if other.id != country.id for span in other.spans]
    at_sea = shapely.covers(sea_of(view), boxes)
    return tuple(
        spot
        for spot, box, is_at_sea in zip(offshore, boxes, at_sea, strict=True)
        if is_at_sea and not _is_near(box, spans)
    )


def _is_near(box: shapely.Polygon, spans: Sequence[Span]) -> bool:
    left, top, right, bottom = box.bounds
    return any(
        top - APART <= span.y <= bottom + APART and span.left <= right + APART and span.right >= left - APART
        for span in spans
    )
