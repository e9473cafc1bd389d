"""The base map in the page: the tiles of the world archives that the map's extent needs, limited in size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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

MAX_BYTES = 185_000
"""Limit for all tiles of a page, which are 247 kB in base64."""
MIN_DEGREES = 1.0
"""Degrees of longitude that are included around a single point."""
REPORT_BONUS = 8
"""Ranks that a tile with reports gains: as many as there are zooms."""
NEIGHBOUR_RANK = 8
"""Rank of the tiles around the map's extent, of which the smallest come first."""


@dataclass(frozen=True)
class Candidate:
    """A tile that may be included; those with a low rank come first."""

    rank: int
    kind: str
    entry: TileEntry


def context_archives(atlas: PublishedAtlas) -> dict[str, bytes]:
    """The PMTiles archives in the page, by kind.

    Tiles with reports come first, then the rest of the map's extent, both with low zooms before high ones, then the
    neighbours. The page draws a tile that is missing from the one above it.
    """
    extent = (extent_of(atlas) or WORLD).at_least(MIN_DEGREES)
    positions = [position for shape in shapes_of_reports(atlas).values() if (position := _position(shape))]
    candidates = [each for kind in KINDS for each in _candidates(kind, extent, positions)]
    candidates.sort(key=lambda each: (each.rank, each.entry.length, each.entry.tile_id, each.kind))
    included: dict[str, list[TileEntry]] = {kind: [] for kind in KINDS}
    size = 0
    for candidate in candidates:
        if size + candidate.entry.length <= MAX_BYTES:
            size += candidate.entry.length
            included[candidate.kind].append(candidate.entry)
    return {
        kind: cut_entries(world_archive(kind), sorted(entries), {"name": f"context: {kind}"})
        for kind, entries in included.items()
    }


def _candidates(kind: str, extent: Extent, reports: Sequence[tuple[float, float]]) -> Iterator[Candidate]:
    """The tiles of the map's extent at every zoom, and their neighbours."""
    archive = world_archive(kind)
    for zoom in range(archive.header.min_zoom, archive.header.max_zoom + 1):
        with_reports = {zxy_to_tileid(*tile_at(zoom, *position)) for position in reports}
        inside = {entry.tile_id for entry in _single(archive, extent, zoom)}
        for entry in _single(archive, extent.with_margin(360 / 2**zoom), zoom):
            rank = zoom - REPORT_BONUS * (entry.tile_id in with_reports) if entry.tile_id in inside else NEIGHBOUR_RANK
            yield Candidate(rank, kind, entry)


def _position(shape: Shape) -> tuple[float, float] | None:
    """Latitude and longitude of a point in the shape; None without a position."""
    if shape.centre is not None:
        return shape.centre
    if shape.geometry is None:
        return None
    largest = max(shapely.get_parts(geometry_of(shape.geometry)), key=lambda part: part.area)
    inside = largest.representative_point()
    return inside.y, inside.x


def _single(archive: Archive, extent: Extent, zoom: int) -> Iterator[TileEntry]:
    """The tiles one by one, also those in a run of tiles with the same content."""
    for entry in archive.entries(extent, [zoom]):
        if entry.run_length == 1:
            yield entry
            continue
        for at in range(entry.run_length):
            yield entry._replace(tile_id=entry.tile_id + at, run_length=1)
