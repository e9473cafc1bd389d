"""The first 127 bytes of a PMTiles archive: its contents and their offsets, or why geomap cannot use it."""

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
USE_GZIP = "create the archive with gzip compression, the default of tippecanoe, tilemaker and planetiler"


@dataclass(frozen=True)
class Header:
    """The fields of an archive's header; each part is its offset in the file and its length, in bytes."""

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
    """The header of a file that begins with these bytes and has this size in bytes, where that is known.

    Raises:
        ArchiveError: it is not a PMTiles archive of version 3 with vector tiles, or it is truncated.
    """
    fields = _deserialized(data)
    _refuse_unusable(fields)
    parts = {
        "root": (fields["root_offset"], fields["root_length"]),
        "metadata": (fields["metadata_offset"], fields["metadata_length"]),
        "leaves": (fields["leaf_directory_offset"], fields["leaf_directory_length"]),
        "tiles": (fields["tile_data_offset"], fields["tile_data_length"]),
    }
    if size is not None and any(length and offset + length > size for offset, length in parts.values()):
        raise truncated()
    return Header(
        min_zoom=fields["min_zoom"],
        max_zoom=fields["max_zoom"],
        bounds=_bounds(fields["min_lon_e7"], fields["min_lat_e7"], fields["max_lon_e7"], fields["max_lat_e7"]),
        tile_compression=fields["tile_compression"],
        internal_compression=fields["internal_compression"],
        **parts,
    )


def truncated() -> ArchiveError:
    """The file ends too early."""
    return ArchiveError("the file is truncated: it is shorter than its header states", "download or copy it again")


def _deserialized(data: bytes) -> HeaderDict:
    if data[:4] in {b"PM\x01\x00", b"PM\x02\x00"}:
        raise _unsupported_version(data[2])
    if not data or not data.startswith(b"PMTiles"[: len(data)]):
        raise ArchiveError("this is not a PMTiles archive", "use the path of a .pmtiles file")
    if len(data) < HEADER:
        raise truncated()
    try:
        return deserialize_header(data)
    except SpecVersionUnsupported:
        raise _unsupported_version(data[7]) from None
    except ValueError:
        raise ArchiveError("its header has an unknown compression or tile type") from None


def _unsupported_version(version: int) -> ArchiveError:
    message = f"this is version {version} of PMTiles, not 3"
    return ArchiveError(message, "convert it with the pmtiles program: `pmtiles convert old.pmtiles new.pmtiles`")


def _refuse_unusable(fields: HeaderDict) -> None:
    if fields["tile_type"] is not TileType.MVT:
        kind = fields["tile_type"].name
        message = "its tile type is unknown" if kind == "UNKNOWN" else f"its tiles are {kind}, not vector tiles"
        raise ArchiveError(message, "use an archive of vector tiles (MVT) in the OpenMapTiles or Protomaps schema")
    for part, compression in (("tiles", fields["tile_compression"]), ("directories", fields["internal_compression"])):
        if compression is Compression.UNKNOWN:
            raise ArchiveError(f"the compression of its {part} is unknown", USE_GZIP)
        if compression not in {Compression.NONE, Compression.GZIP}:
            raise ArchiveError(f"its {part} are compressed with {compression.name.lower()}, not with gzip", USE_GZIP)
    if not fields["min_zoom"] <= fields["max_zoom"] <= 31:
        raise ArchiveError(f"its zooms are invalid: {fields['min_zoom']} to {fields['max_zoom']}")


def _bounds(west: int, south: int, east: int, north: int) -> Extent:
    """The header's corners, in ten-millionths of a degree, as an extent; all zeros mean that the writer set none."""
    if not any((west, south, east, north)):
        return Extent(-180.0, -90.0, 180.0, 90.0)
    if south > north:
        raise ArchiveError("its bounds are invalid: the southern edge is north of the northern edge")
    width = min((east - west if east >= west else east - west + 3_600_000_000) / 1e7, 360.0)
    start = -180.0 if width == 360 else wrapped(west / 1e7)
    return Extent(start, max(south / 1e7, -90.0), start + width, min(north / 1e7, 90.0))
