"""Archives of map tiles (PMTiles): what is in them, and new ones cut out of them."""

from geomap.tiles.archive import Archive
from geomap.tiles.cut import cut, cut_entries, metadata_of
from geomap.tiles.directory import ArchiveError, TileEntry
from geomap.tiles.extent import WORLD, Extent, tile_bounds
from geomap.tiles.files import open_archive

__all__ = [
    "WORLD",
    "Archive",
    "ArchiveError",
    "Extent",
    "TileEntry",
    "cut",
    "cut_entries",
    "metadata_of",
    "open_archive",
    "tile_bounds",
]
