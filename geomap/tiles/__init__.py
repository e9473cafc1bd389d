"""Archives of map tiles (PMTiles): reading them, and cutting new ones out of them."""

from geomap.geometry.extent import WORLD, Extent, tile_bounds
from geomap.tiles.archive import Archive, open_archive
from geomap.tiles.cut import TooLargeError, archive_head, cut_entries, metadata_of, select
from geomap.tiles.directory import ArchiveError, TileEntry

__all__ = [
    "WORLD",
    "Archive",
    "ArchiveError",
    "Extent",
    "TileEntry",
    "TooLargeError",
    "archive_head",
    "cut_entries",
    "metadata_of",
    "open_archive",
    "select",
    "tile_bounds",
]
