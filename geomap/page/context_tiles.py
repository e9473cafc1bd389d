"""The context under a map: what of the world's archives its extent needs, within what a page may weigh."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import shapely
from pmtiles.tile import zxy_to_tileid
from shapely.geometry import shape as geometry_of

from geomap.geometry.extent import tile_at
from geomap.geometry.map_extent import extent_of
from geomap.geometry.shapes import Shape
from geomap.model.published import PublishedAtlas
from geomap.static_map.markers import shapes_of_reports
from geomap.tiles import WORLD, Archive, Extent, TileEntry, cut_entries
from geomap.tiles.world import KINDS, world_archive

MOST_BYTES = 185_000
"""Of tiles in a page: 247 kB in base64."""
LEAST_DEGREES = 1.0
"""Of longitude, that are carried along around a single point."""
WITH_REPORTS = 8
"""Ranks by which a tile that holds reports comes before one that does not: as many as there are zooms."""
AROUND = 8
"""Rank of the tiles that lie around the map; of these the smallest come first, so that they are as many as can be."""


@dataclass(frozen=True)
class Candidate:
    """A tile that may be carried along; the lower its rank, the sooner."""

    rank: int
    kind: str
    entry: TileEntry


def carried_context(atlas: PublishedAtlas) -> dict[str, bytes]:
    """The archives that a page carries, by their kind.

    What comes first are the tiles that hold reports, then the rest of the map's extent, the low zooms before the deep
    ones; then what lies around it. A tile that is left out is drawn from the one above it.
    """
    extent = (extent_of(atlas) or WORLD).at_least(LEAST_DEGREES)
    middles = [middle for shape in shapes_of_reports(atlas).values() if (middle := _middle(shape))]
    depths = [world_archive(kind).header.max_zoom for kind in KINDS]
    return dict(_carried(extent, tuple(frozenset(tile_at(depth, *one)[1:] for one in middles) for depth in depths)))


@lru_cache(maxsize=8)  # a preview carries the same ground again and again
def _carried(extent: Extent, holding: tuple[frozenset[tuple[int, int]], ...]) -> Mapping[str, bytes]:
    """The archives of an extent; ``holding`` are the columns and rows of the deepest tiles with reports, by kind."""
    candidates = [one for kind, held in zip(KINDS, holding, strict=True) for one in _candidates(kind, extent, held)]
    candidates.sort(key=lambda one: (one.rank, one.entry.length, one.entry.tile_id, one.kind))
    taken: dict[str, list[TileEntry]] = {kind: [] for kind in KINDS}
    size = 0
    for candidate in candidates:
        if size + candidate.entry.length <= MOST_BYTES:
            size += candidate.entry.length
            taken[candidate.kind].append(candidate.entry)
    return {
        kind: cut_entries(world_archive(kind), sorted(entries), {"name": f"context: {kind}"})
        for kind, entries in taken.items()
    }


def _candidates(kind: str, extent: Extent, holding: Iterable[tuple[int, int]]) -> Iterator[Candidate]:
    """The tiles of the map's extent at every zoom, and their neighbours."""
    archive = world_archive(kind)
    deepest = archive.header.max_zoom
    for zoom in range(archive.header.min_zoom, deepest + 1):
        up = deepest - zoom
        held = {zxy_to_tileid(zoom, x >> up, y >> up) for x, y in holding}
        inside = {entry.tile_id for entry in _single(archive, extent, zoom)}
        for entry in _single(archive, extent.with_margin(360 / 2**zoom), zoom):
            rank = zoom - WITH_REPORTS * (entry.tile_id in held) if entry.tile_id in inside else AROUND
            yield Candidate(rank, kind, entry)


def _middle(shape: Shape) -> tuple[float, float] | None:
    """A latitude and longitude in the shape; None for one that is nowhere."""
    if shape.centre is not None:
        return shape.centre
    if shape.geometry is None:
        return None
    largest = max(shapely.get_parts(geometry_of(shape.geometry)), key=lambda part: part.area)
    inside = largest.representative_point()
    return inside.y, inside.x


def _single(archive: Archive, extent: Extent, zoom: int) -> Iterator[TileEntry]:
    """The tiles one by one, also those of a run of the same content."""
    for entry in archive.entries(extent, [zoom]):
        if entry.run_length == 1:
            yield entry
            continue
        for at in range(entry.run_length):
            yield entry._replace(tile_id=entry.tile_id + at, run_length=1)
