"""Where the names of countries have room on a static map."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import compress

from geomap.geometry.projection import View
from geomap.static_map.labels import Box, Size, around
from geomap.static_map.landscape import covers, may_cover, sea_of
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
    size = (width, height)
    yield from (spot for spot in _offshore(country, view, size) if _is_free(country, view, around(*spot, size)))


@lru_cache(maxsize=1000)
def _offshore(country: RegionInView, view: View, size: Size) -> tuple[tuple[float, float], ...]:
    least = MAIN_PART * max(span.width for span in country.spans)
    main = [span for span in country.spans if span.width >= least]
    spots = [
        (span.x + side * (span.width / 2 + shore + size[0] / 2), span.y)
        for shore in SHORES
        for span in main
        for side in (1, -1)
    ]
    return tuple(compress(spots, may_cover(sea_of(view), spots, size)))


@lru_cache(maxsize=20_000)
def _is_free(country: RegionInView, view: View, box: Box) -> bool:
    """Whether a name is on the sea and near no other country."""
    spans = (span for other in countries(view) if other.id != country.id for span in other.spans)
    return not any(_is_near(span, box) for span in spans) and covers(sea_of(view), box)


def _is_near(span: Span, box: Box) -> bool:
    """Whether a row is near a name."""
    return (
        box.top - APART <= span.y <= box.bottom + APART
        and span.left <= box.right + APART
        and span.right >= box.left - APART
    )
