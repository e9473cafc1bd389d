"""Archives of map tiles (PMTiles): what is in them, and new ones cut out of them."""

from geomap.tiles.archive import Archive
from geomap.tiles.cut import cut
from geomap.tiles.directory import ArchiveError, TileEntry
from geomap.tiles.extent import Extent, tile_bounds

__all__ = ["Archive", "ArchiveError", "Extent", "TileEntry", "cut", "tile_bounds"]
