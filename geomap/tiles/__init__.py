"""Archives of map tiles (PMTiles): what is in them, and new ones cut out of them."""

from geomap.geometry.extent import WORLD, Extent, tile_bounds
from geomap.tiles.archive import Archive
from geomap.tiles.cut import TooLargeError, archive_head, cut_entries, metadata_of, select
from geomap.tiles.directory import ArchiveError, TileEntry
from geomap.tiles.files import open_archive

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
