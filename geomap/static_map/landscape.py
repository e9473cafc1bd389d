"""The base map of a static map: water, rivers, borders and the names of settlements."""

import math
from collections.abc import Iterable, Iterator, Sequence
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
from geomap.static_map.labels import Box, Size
from geomap.static_map.svg import element, number
from geomap.tiles.vector import Feature, features_of
from geomap.tiles.world import world_archive

TILE = 512
"""Pixels that a tile is made for at its zoom."""
MAX_TILES = 40
"""Tiles of a picture; only one that shows the Earth several times needs more."""
TOLERANCES = 0.5, 1.0, 2.0, 4.0
"""Pixels by which lines are simplified: the first that is enough for ``MAX_BYTES``."""
MAX_BYTES = 18_000
"""Limit for the landscape, in the SVG."""
MIN_WATER_AREA = 6.0
"""Square pixels."""
UNCERTAIN_BELOW_M, RIVER_ERROR_M = 60.0, 1000.0
"""Metres per pixel below which the error of rivers is visible, and that error in metres."""
RANKS_AT = ((4.5, 3), (5.5, 4), (7, 5), (8.5, 6))
"""Zooms (of Leaflet) below which only names up to a rank are shown; above, all are."""


@dataclass(frozen=True)
class Pen:
    """The style of lines; widths and dashes in pixels."""

    colour: str
    width: float
    opacity: str | None = None
    dash: float | None = None


@dataclass(frozen=True)
class Settlement:
    """A settlement: names by language, the most common under ``""``; its rank, 1 for the largest; and pixels."""

    names: dict[str, str]
    rank: int
    x: float
    y: float

    def name(self, language: str) -> str:
        """The name in that language, or the most common one."""
        return self.names[best_language(language, self.names) or ""]


@lru_cache(maxsize=8)  # the preview server draws the same base map again and again
def landscape(view: View, unit: float) -> str:
    """Water, rivers and borders, simplified until they are within ``MAX_BYTES``."""
    frame = shapely.box(-8, -8, view.width + 8, view.height + 8)
    shapes = {
        layer: shapely.intersection([one.geometry for one in _features(view, layer)], frame)
        for layer in ("river", "region", "border")
    }
    water = shapely.intersection(water_of(view), frame)
    metres = view.metres_per_pixel(view.height / 2)
    error = RIVER_ERROR_M / metres if metres < UNCERTAIN_BELOW_M else 0
    pens = {
        "river": Pen(RIVER, max(1.6 * unit, error), opacity="0.6" if error else None),
        "region": Pen(BORDER, unit, opacity="0.6", dash=3 * unit),
        "border": Pen(BORDER, 1.6 * unit),
    }
    svg = ""
    for tolerance in TOLERANCES:
        rivers, *lines = (_lines(layer, shapes[layer], pen, tolerance * unit) for layer, pen in pens.items())
        svg = "".join([rivers, _water(water, tolerance * unit), *lines])  # the courses of rivers continue through lakes
        if len(svg) <= MAX_BYTES:
            break
    return svg


@lru_cache(maxsize=8)
def sea_of(view: View) -> BaseGeometry:
    """The sea in a view without lakes, in pixels."""
    return _united(one for one in _features(view, "water") if not one.properties.get("lake"))


@lru_cache(maxsize=8)
def water_of(view: View) -> BaseGeometry:
    """The sea and the lakes in a view, in pixels."""
    return _united(_features(view, "water"))


@lru_cache(maxsize=8)
def rivers_of(view: View) -> BaseGeometry:
    """The lines of the rivers in a view, in pixels."""
    return _united(_features(view, "river"))


@lru_cache(maxsize=8)
def settlements(view: View) -> tuple[Settlement, ...]:
    """The settlements in view, the largest first."""
    max_rank = next((rank for limit, rank in RANKS_AT if view.zoom < limit), 7)
    found = []
    for feature in _features(view, "place"):
        x, y = feature.geometry.coords[0]
        if 0 <= x <= view.width and 0 <= y <= view.height and feature.properties["rank"] <= max_rank:
            names = {key.partition(":")[2]: text for key, text in feature.properties.items() if key.startswith("name")}
            found.append(Settlement(names, feature.properties["rank"], x, y))
    return tuple(sorted(found, key=lambda one: (one.rank, one.names[""], one.x)))


def may_cover(area: BaseGeometry, spots: Sequence[tuple[float, float]], size: Size) -> NDArray[np.bool_]:
    """For each spot, whether it and the corners of the rectangle around it are in an area.

    This is many times as fast as ``covers``, which is still to be asked.
    """
    middles, half = np.array(spots), np.array(size) / 2
    points = ((0, 0), (-1, -1), (1, 1), (-1, 1), (1, -1))
    inside: NDArray[np.bool_] = np.all([shapely.intersects_xy(area, middles + half * each) for each in points], axis=0)
    return inside


def covers(area: BaseGeometry, box: Box) -> bool:
    """Whether a rectangle is in an area."""
    return bool(area.covers(shapely.box(box.left, box.top, box.right, box.bottom)))


def _united(features: Iterable[Feature]) -> BaseGeometry:
    shapes = [one.geometry for one in features]
    united = shapely.union_all(shapely.make_valid(shapes)) if shapes else Polygon()
    shapely.prepare(united)
    return united


def _water(water: BaseGeometry, tolerance: float) -> str:
    parts = shapely.get_parts(shapely.simplify(water, tolerance))
    rings = [
        _line(ring.coords[:-1]) + "z"
        for part in parts
        if part.geom_type == "Polygon" and part.area >= MIN_WATER_AREA * tolerance
        for ring in (part.exterior, *part.interiors)
        if Polygon(ring).area >= MIN_WATER_AREA * tolerance
    ]
    return element("path", d="".join(rings), fill=WATER, fill_rule="evenodd", class_="static-water") if rings else ""


def _lines(layer: str, shapes: NDArray[np.object_], pen: Pen, tolerance: float) -> str:
    parts = [
        part
        for line in shapely.simplify(shapes, tolerance)
        for part in shapely.get_parts(line)
        if part.geom_type == "LineString" and part.length >= 4 * tolerance
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


@lru_cache(maxsize=16)
def _features(view: View, layer: str) -> tuple[Feature, ...]:
    """The features of a layer in pixels of the picture, each cut to its tile."""
    return tuple(_features_in_tiles(view, layer))


def _features_in_tiles(view: View, layer: str) -> Iterator[Feature]:
    archive = world_archive("names" if layer == "place" else "land")
    zoom = min(max(round(math.log2(view.scale / TILE)), 0), archive.header.max_zoom)
    side = view.scale / 2**zoom
    left, top = view.west * view.scale, view.north * view.scale
    columns = range(math.floor(left / side), math.floor((left + view.width) / side) + 1)
    rows = range(max(math.floor(top / side), 0), min(math.floor((top + view.height) / side), 2**zoom - 1) + 1)
    for column, row in [(column, row) for column in columns for row in rows][:MAX_TILES]:
        entry = archive.entry(zoom, column % 2**zoom, row)
        if entry is None:
            continue
        corner = np.array([column * side - left, row * side - top])
        features = list(features_of(archive.content(entry), layer))
        geometries = np.array([feature.geometry for feature in features], object)
        if layer != "place":
            geometries = shapely.intersection(geometries, shapely.box(0, 0, 1, 1))
        in_picture = shapely.transform(geometries, lambda points: points * side + corner)  # noqa: B023
        for feature, geometry in zip(features, in_picture, strict=True):
            yield Feature(geometry, feature.properties)


def _line(points: Iterable[tuple[float, ...]]) -> str:
    """A line as relative steps in tenths of a pixel, shorter than positions; rounding errors do not add up."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [f"{number((x - a) / 10)} {number((y - b) / 10)}" for (a, b), (x, y) in pairwise(tenths)]
    return f"M{number(tenths[0][0] / 10)} {number(tenths[0][1] / 10)}l{' '.join(steps)}".replace(" -", "-")
