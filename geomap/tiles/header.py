"""The first 127 bytes of a PMTiles archive: what it holds and where, or why geomap cannot use it."""

from dataclasses import dataclass

from pmtiles.tile import (
    Compression,
    HeaderDict,
    SpecVersionUnsupported,
    TileType,
    deserialize_header,
)

from geomap.geometry.extent import Extent, wrapped
from geomap.tiles.directory import ArchiveError

HEADER = 127
"""Bytes."""
PACK_WITH_GZIP = "make the archive with gzip tiles, as tippecanoe, tilemaker and planetiler do unless told otherwise"


@dataclass(frozen=True)
class Header:
    """What an archive says of itself in its first 127 bytes; positions in bytes from the start of the file."""

    min_zoom: int
    max_zoom: int
    bounds: Extent
    tile_compression: Compression
    internal_compression: Compression
    root: tuple[int, int]
    metadata: tuple[int, int]
    leaves: tuple[int, int]
    tiles: tuple[int, int]


def read_header(data: bytes, size: int | None) -> Header:
    """The header of a file that begins with this and has this size in bytes, where that is known.

    Raises:
        ArchiveError: it is no PMTiles archive of version 3 with vector tiles, or one that is cut off.
    """
    said = _deserialized(data)
    _refuse_unusable(said)
    parts = {
        "root": (said["root_offset"], said["root_length"]),
        "metadata": (said["metadata_offset"], said["metadata_length"]),
        "leaves": (said["leaf_directory_offset"], said["leaf_directory_length"]),
        "tiles": (said["tile_data_offset"], said["tile_data_length"]),
    }
    if size is not None and any(length and offset + length > size for offset, length in parts.values()):
        raise cut_off()
    return Header(
        min_zoom=said["min_zoom"],
        max_zoom=said["max_zoom"],
        bounds=_bounds(said["min_lon_e7"], said["min_lat_e7"], said["max_lon_e7"], said["max_lat_e7"]),
        tile_compression=said["tile_compression"],
        internal_compression=said["internal_compression"],
        **parts,
    )


def cut_off() -> ArchiveError:
    """The file ends too soon."""
    return ArchiveError("the file is cut off: it is shorter than it says", "fetch or copy it again")


def _deserialized(data: bytes) -> HeaderDict:
    if data[:4] in {b"PM\x01\x00", b"PM\x02\x00"}:
        raise _other_version(data[2])
    if not data or not data.startswith(b"PMTiles"[: len(data)]):
        raise ArchiveError("this is no PMTiles archive", "give the path of a .pmtiles file")
    if len(data) < HEADER:
        raise cut_off()
    try:
        return deserialize_header(data)
    except SpecVersionUnsupported:
        raise _other_version(data[7]) from None
    except ValueError:
        raise ArchiveError("its header names a compression or a kind of tiles that nobody knows") from None


def _other_version(version: int) -> ArchiveError:
    found = f"this is version {version} of PMTiles, not 3"
    return ArchiveError(found, "convert it with the pmtiles program: `pmtiles convert old.pmtiles new.pmtiles`")


def _refuse_unusable(said: HeaderDict) -> None:
    if said["tile_type"] is not TileType.MVT:
        kind = said["tile_type"].name
        found = "its tiles are of an unknown kind" if kind == "UNKNOWN" else f"its tiles are {kind}, not vector tiles"
        raise ArchiveError(found, "give an archive of vector tiles (MVT) in the OpenMapTiles or Protomaps schema")
    for what, compression in (("tiles", said["tile_compression"]), ("directories", said["internal_compression"])):
        if compression is Compression.UNKNOWN:
            raise ArchiveError(f"nobody knows how its {what} are packed", PACK_WITH_GZIP)
        if compression not in {Compression.NONE, Compression.GZIP}:
            raise ArchiveError(f"its {what} are packed with {compression.name.lower()}, not with gzip", PACK_WITH_GZIP)
    if not said["min_zoom"] <= said["max_zoom"] <= 31:
        raise ArchiveError(f"its zooms are impossible: {said['min_zoom']} to {said['max_zoom']}")


def _bounds(west: int, south: int, east: int, north: int) -> Extent:
    """The header's corners as an extent; nothing but zeros is what a writer leaves that does not know."""
    if not any((west, south, east, north)):
        return Extent(-180.0, -90.0, 180.0, 90.0)
    if south > north:
        raise ArchiveError("its bounds are impossible: the south of them lies north of the north")
    width = min((east - west if east >= west else east - west + 3_600_000_000) / 1e7, 360.0)
    start = -180.0 if width == 360 else wrapped(west / 1e7)
    return Extent(start, max(south / 1e7, -90.0), start + width, min(north / 1e7, 90.0))
