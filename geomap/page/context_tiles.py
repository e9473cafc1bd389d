"""The base map in the page: the tiles of the world archives that its views need, limited in size."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import shapely
from pmtiles.tile import zxy_to_tileid
from shapely.geometry import shape as geometry_of

from geomap.geometry.extent import mercator_row, tile_at
from geomap.geometry.map_extent import extent_of
from geomap.geometry.projection import View, bounds_of, fitted_to, opened
from geomap.geometry.shapes import Shape
from geomap.model import OpeningView
from geomap.model.published import PublishedAtlas
from geomap.static_map.markers import shapes_of_reports
from geomap.tiles import WORLD, TileEntry, cut_entries
from geomap.tiles.world import KINDS, world_archive

MAX_BYTES = 160_000
"""Limit for all tiles of a page, which are 214 kB in base64; with where countries are named, they are below 250 kB."""
WINDOWS = [
    (width, height)
    for width in (300, 390, 600, 900, 1160, 1540)
    for height in (200, 300, 430, 650, 950)
    if width < 3.1 * height and height < 2.3 * width
]
"""Sizes in pixels of the map in windows and frames of any shape; the largest is that of a 1920 × 1080 screen."""
MARGIN = 28
"""Pixels that the page leaves around the reports when it shows all of them."""
ZOOM_STEP, MIN_ZOOM = 0.25, 1
"""Of the page's map."""
DETAILED_FROM = 5
"""The first zoom made from Natural Earth's 1:10m, which views of the whole map are drawn from at deeper zooms too."""
FEWER_NAMES = 2
"""Names are taken from so many zooms above the one that a view would show at best: the large settlements."""
WORLD_ZOOM = 1
"""The deepest zoom of which every page has all tiles."""
CLOSE_VIEW = 0.5
"""How far around a report its close views reach, in tiles of the deepest zoom."""
NAMES_AT_REPORTS = (5, 7)
"""Zooms of the names around each report: its towns, then all settlements."""
MIN_DEGREES = 1.0
"""Degrees of longitude that are included around a single point."""


@dataclass(frozen=True, order=True)
class Candidate:
    """A tile that may be included; those with a low rank come first, then by ``zoom`` and distance from the middle."""

    rank: int
    zoom: int
    distance: float
    kind: str
    x: int
    y: int


def context_archives(atlas: PublishedAtlas) -> dict[str, bytes]:
    """The PMTiles archives in the page, by kind.

    First what a window of any shape shows of the whole map, then the same one zoom further out, then the world, then
    what is around the reports, then the rest of the map's extent. The page draws a missing tile from one above it.
    """
    shapes = list(shapes_of_reports(atlas).values())
    included: dict[str, dict[int, TileEntry]] = {kind: {} for kind in KINDS}
    size = 0
    for candidate in sorted({*_views(shapes, atlas.info.view), *_world(), *_closer(atlas, shapes)}):
        tile_id = zxy_to_tileid(candidate.zoom, candidate.x, candidate.y)
        entry = _entries(candidate.kind).get(tile_id)
        if entry and tile_id not in included[candidate.kind] and size + entry.length <= MAX_BYTES:
            size += entry.length
            included[candidate.kind][tile_id] = entry
    return {
        kind: cut_entries(world_archive(kind), sorted(entries.values()), {"name": f"context: {kind}"})
        for kind, entries in included.items()
    }


@cache
def _entries(kind: str) -> dict[int, TileEntry]:
    """Every tile of a world archive by its id, also those in a run of tiles with the same content."""
    archive = world_archive(kind)
    return {
        entry.tile_id + at: entry._replace(tile_id=entry.tile_id + at, run_length=1)
        for entry in archive.entries(WORLD, range(archive.header.max_zoom + 1))
        for at in range(entry.run_length)
    }


def _views(shapes: Sequence[Shape], opening: OpeningView | None) -> Iterator[Candidate]:
    """The tiles of the first view and of the whole map in each window.

    Coasts and large settlements, and more settlements after the world.
    """
    bounds = bounds_of(shapes)
    for size in WINDOWS:
        if opening is not None:
            yield from _view(opened(opening, *size))
        if bounds is not None:
            yield from _view(fitted_to(bounds, *size, MARGIN))


def _view(view: View) -> Iterator[Candidate]:
    """The tiles of a view, and of those down to one zoom further out."""
    middle = view.west + view.width / 2 / view.scale, view.north + view.height / 2 / view.scale
    fit = math.floor(view.zoom / ZOOM_STEP) * ZOOM_STEP
    for step in range(int(1 / ZOOM_STEP) + 1):
        zoom = max(fit - step * ZOOM_STEP, MIN_ZOOM)
        half = view.width / (512 * 2**zoom), view.height / (512 * 2**zoom)
        depth = max(math.floor(zoom + 0.5) - 1, 0)
        rank = 1 if step == 0 else 2
        yield from _around(middle, half, "land", min(depth, DETAILED_FROM), rank)
        yield from _around(middle, half, "names", max(depth - FEWER_NAMES, 0), rank)
        if step == 0:
            yield from _around(middle, half, "names", max(depth - FEWER_NAMES + 1, 0), 4)


def _around(
    middle: tuple[float, float], half: tuple[float, float], kind: str, zoom: int, rank: int
) -> Iterator[Candidate]:
    """The tiles of a view, given by its middle and half its size in turns of the Earth."""
    zoom = min(zoom, world_archive(kind).header.max_zoom)
    count = 1 << zoom
    for x, y in _tiles(middle, half, count):
        distance = math.hypot((x + 0.5) / count - middle[0], (y + 0.5) / count - middle[1])
        yield Candidate(rank, zoom, round(distance, 6), kind, x % count, y)


def _tiles(middle: tuple[float, float], half: tuple[float, float], count: int) -> Iterator[tuple[int, int]]:
    """The same among ``count`` columns and rows of tiles; columns outside of them are on another turn."""
    (x, y), (across, down) = middle, half
    for column in range(math.floor((x - across) * count), math.floor((x + across) * count) + 1):
        for row in range(max(math.floor((y - down) * count), 0), min(math.floor((y + down) * count), count - 1) + 1):
            yield column, row


def _world() -> Iterator[Candidate]:
    for kind in KINDS:
        for zoom in range(WORLD_ZOOM + 1):
            for zxy in WORLD.tiles(zoom):
                yield Candidate(3, zoom, 0.0, kind, *zxy[1:])


def _closer(atlas: PublishedAtlas, shapes: Sequence[Shape]) -> Iterator[Candidate]:
    """What close views of the reports show, then the map's extent."""
    deepest = world_archive("land").header.max_zoom
    count = 1 << deepest
    found: set[tuple[str, int, int, int]] = set()
    for latitude, longitude in {position for shape in shapes if (position := _position(shape))}:
        found |= {("names", *tile_at(zoom, latitude, longitude)) for zoom in NAMES_AT_REPORTS}
        middle = (longitude + 180) / 360, mercator_row(latitude)
        near = _tiles(middle, (CLOSE_VIEW / count, CLOSE_VIEW / count), count)
        found |= {("land", deepest, x % count, y) for x, y in near}
    for kind, zoom, x, y in found:
        yield Candidate(5, zoom, 0.0, kind, x, y)
    extent = (extent_of(atlas) or WORLD).at_least(MIN_DEGREES)
    for kind in KINDS:
        for zoom in range(world_archive(kind).header.max_zoom + 1):
            for _, x, y in extent.tiles(zoom):
                yield Candidate(6, zoom, 0.0, kind, x, y)


def _position(shape: Shape) -> tuple[float, float] | None:
    """Latitude and longitude of a point in the shape; None without a position."""
    if shape.centre is not None:
        return shape.centre
    if shape.geometry is None:
        return None
    largest = max(shapely.get_parts(geometry_of(shape.geometry)), key=lambda part: part.area)
    inside = largest.representative_point()
    return inside.y, inside.x
