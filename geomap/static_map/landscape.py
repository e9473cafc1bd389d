"""The context on a still picture: water, rivers and borders, and the names of settlements."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geomap.geometry.projection import View
from geomap.model.language import best_language
from geomap.static_map.glyphs import BORDER, RIVER, WATER
from geomap.static_map.svg import element, number
from geomap.tiles.vector import Feature, features_of
from geomap.tiles.world import world_archive

TILE = 512
"""Pixels that a tile is made for, at its own zoom."""
MOST_TILES = 40
"""Tiles of a picture; only one that shows the Earth several times could need more."""
ROUGHLY = 0.5, 1.0, 2.0, 4.0
"""Pixels by which lines may be simplified, the least that makes them small enough."""
MOST_BYTES = 18_000
"""Of the picture's markup that are the landscape's."""
SMALLEST = 6.0
"""Square pixels that a water must have."""
HONEST_M, DOUBT_M = 60.0, 1000.0
"""Metres of a pixel below which coasts and rivers are not sure any more, and metres by which they may be off."""
RANKS_AT = ((4.5, 3), (5.5, 4), (7, 5), (8.5, 6))
"""Up to which of Leaflet's zooms names of which rank are set; closer, all are."""


@dataclass(frozen=True)
class Pen:
    """How lines are drawn; widths and dashes in pixels."""

    colour: str
    width: float
    opacity: str | None = None
    dash: float | None = None


@dataclass(frozen=True)
class Settlement:
    """A name on the ground: its texts by language, the plain one under ``""``; its rank, 1 for the largest; where."""

    names: dict[str, str]
    rank: int
    x: float
    y: float

    def name(self, language: str) -> str:
        """The name in that language, or the most common one."""
        return self.names[best_language(language, self.names) or ""]


@lru_cache(maxsize=8)  # a preview draws the same ground again and again
def landscape(view: View, unit: float) -> str:
    """Water, rivers and borders, the more roughly the more there is of them."""
    frame = shapely.box(-8, -8, view.width + 8, view.height + 8)
    shapes = {
        layer: shapely.intersection([one.geometry for one in _features(view, layer)], frame)
        for layer in ("water", "river", "region", "border")
    }
    sea = shapely.union_all(shapely.make_valid(shapes["water"])) if len(shapes["water"]) else Polygon()
    metres = view.metres_per_pixel(view.height / 2)
    unsure = metres < HONEST_M
    pens = {
        "river": Pen(RIVER, max(1.6 * unit, DOUBT_M / metres if unsure else 0), opacity="0.6" if unsure else None),
        "region": Pen(BORDER, unit, opacity="0.6", dash=3 * unit),
        "border": Pen(BORDER, 1.6 * unit),
    }
    drawn = ""
    for roughly in ROUGHLY:
        lines = [_lines(layer, shapes[layer], pen, roughly * unit) for layer, pen in pens.items()]
        drawn = "".join([_sea(sea, roughly * unit), *lines])
        if len(drawn) <= MOST_BYTES:
            break
    return drawn


def settlements(view: View) -> list[Settlement]:
    """The named places in view, the largest first."""
    zoom = math.log2(view.scale / 256)
    least = next((rank for limit, rank in RANKS_AT if zoom < limit), 7)
    found = []
    for feature in _features(view, "place"):
        x, y = feature.geometry.coords[0]
        if 0 <= x <= view.width and 0 <= y <= view.height and feature.properties["rank"] <= least:
            names = {key.partition(":")[2]: text for key, text in feature.properties.items() if key.startswith("name")}
            found.append(Settlement(names, feature.properties["rank"], x, y))
    return sorted(found, key=lambda one: (one.rank, one.names[""], one.x))


def _sea(sea: BaseGeometry, roughly: float) -> str:
    parts = shapely.get_parts(shapely.simplify(sea, roughly))
    rings = [
        _line(ring.coords[:-1]) + "z"
        for part in parts
        if part.geom_type == "Polygon" and part.area >= SMALLEST * roughly
        for ring in (part.exterior, *part.interiors)
        if Polygon(ring).area >= SMALLEST * roughly
    ]
    return element("path", d="".join(rings), fill=WATER, fill_rule="evenodd", class_="static-water") if rings else ""


def _lines(layer: str, shapes: NDArray[np.object_], pen: Pen, roughly: float) -> str:
    parts = [
        part
        for line in shapely.simplify(shapes, roughly)
        for part in shapely.get_parts(line)
        if part.geom_type == "LineString" and part.length >= 4 * roughly
    ]
    if not parts:
        return ""
    return element(
        "path",
        d="".join(_line(part.coords) for part in parts),
        fill="none",
        stroke=pen.colour,
        stroke_width=pen.width,
        stroke_opacity=pen.opacity,
        stroke_linejoin="round",
        stroke_linecap="round",
        stroke_dasharray=f"{number(pen.dash)} {number(pen.dash)}" if pen.dash else None,
        class_=f"static-{layer}",
    )


def _features(view: View, layer: str) -> Iterator[Feature]:
    """The features of a layer, in pixels of the picture, each within its own tile."""
    archive = world_archive("names" if layer == "place" else "ground")
    zoom = min(max(round(math.log2(view.scale / TILE)), 0), archive.header.max_zoom)
    side = view.scale / 2**zoom
    left, top = view.west * view.scale, view.north * view.scale
    columns = range(math.floor(left / side), math.floor((left + view.width) / side) + 1)
    rows = range(max(math.floor(top / side), 0), min(math.floor((top + view.height) / side), 2**zoom - 1) + 1)
    for column, row in [(column, row) for column in columns for row in rows][:MOST_TILES]:
        entry = archive.entry(zoom, column % 2**zoom, row)
        if entry is None:
            continue
        tile = shapely.box(0, 0, 1, 1)
        corner = np.array([column * side - left, row * side - top])
        for feature in features_of(archive.content(entry), layer):
            geometry = feature.geometry if layer == "place" else shapely.intersection(feature.geometry, tile)
            yield Feature(shapely.transform(geometry, lambda points: points * side + corner), feature.properties)  # noqa: B023


def _line(points: Iterable[tuple[float, ...]]) -> str:
    """A line from a point by steps, in tenths of a pixel: shorter than positions, and no error adds up."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [f"{number((x - a) / 10)} {number((y - b) / 10)}" for (a, b), (x, y) in pairwise(tenths)]
    return f"M{number(tenths[0][0] / 10)} {number(tenths[0][1] / 10)}l{' '.join(steps)}".replace(" -", "-")
