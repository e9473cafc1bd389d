"""Some tiles of an archive → a new archive of just these, the same bytes on every machine."""

import gzip
import html
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pmtiles.tile import Compression, Entry, TileType, serialize_directory, serialize_header, tileid_to_zxy

from geomap.geometry.extent import Extent, wrapped
from geomap.tiles.archive import Archive
from geomap.tiles.directory import ArchiveError, TileEntry
from geomap.tiles.header import HEADER, Header

MAX_ROOT = 16_384 - HEADER
"""Bytes of the root directory: with the header it is what readers ask for first."""
_LEAF = 4096
"""Entries of a leaf directory, or that doubled until the root is small enough."""


def cut_entries(
    archive: Archive, entries: Sequence[TileEntry], metadata: Mapping[str, Any], bounds: Extent | None = None
) -> bytes:
    """A new archive of those of an archive's tiles that these entries lead to.

    Tiles are stored as they are, each content once. Directories and metadata are not packed, so that no zlib has a say
    in the bytes.

    Args:
        archive: the one to cut from.
        entries: as the archive has given them, in order of their ids.
        metadata: the new archive's metadata.
        bounds: what its header says that it covers; what the old one says, unless given.

    Raises:
        ArchiveError: there are no entries, or the archive is broken.
    """
    placed: dict[bytes, int] = {}
    contents: dict[tuple[int, int], int] = {}  # where in the old archive → where in the new one
    size = 0
    moved: list[TileEntry] = []
    for entry in entries:
        old = (entry.offset, entry.length)
        if old not in contents:
            data = archive.stored(entry)
            if data not in placed:
                placed[data], size = size, size + entry.length
            contents[old] = placed[data]
        moved.append(entry._replace(offset=contents[old]))
    head = archive_head(moved, size, archive.header, metadata, bounds)
    return b"".join([head, *placed])


def metadata_of(archive: Archive, attribution: str | None) -> dict[str, Any]:
    """The metadata of an archive that is cut out of this one: its layers, and whose data it is, in plain text."""
    layers = [{"fields": {}, "id": name} for name in sorted(archive.layers)]
    said = {"attribution": html.escape(attribution, quote=False)} if attribution else {}
    return {"vector_layers": layers, **said}


class TooLargeError(ArchiveError):
    """An extent has more in an archive than it may; ``fits_to`` is the highest zoom up to which it has not, or -1."""

    def __init__(self, fits_to: int) -> None:
        lower = f"take no zoom above {fits_to}" if fits_to >= 0 else "take a smaller extent"
        super().__init__("there is too much of it", lower)
        self.fits_to = fits_to


def select(archive: Archive, extent: Extent, max_zoom: int | None, max_size: int, max_tiles: int) -> list[TileEntry]:
    """The tiles of an extent up to a zoom (the archive's own, where None), in order; only directories are read.

    Raises:
        TooLargeError: their contents have more than ``max_size`` bytes together, or they are more than ``max_tiles``.
    """
    header = archive.header
    top = header.max_zoom if max_zoom is None else min(max_zoom, header.max_zoom)
    chosen: list[TileEntry] = []
    seen: set[int] = set()
    size = 0
    for zoom in range(header.min_zoom, top + 1):
        for entry in archive.entries(extent, [zoom]):
            chosen.append(entry)
            size += 0 if entry.offset in seen else entry.length
            seen.add(entry.offset)
            if size > max_size or len(chosen) > max_tiles:
                raise TooLargeError(zoom - 1)
    return chosen


def archive_head(
    entries: Sequence[TileEntry], size: int, like: Header, metadata: Mapping[str, Any], bounds: Extent | None = None
) -> bytes:
    """Everything of an archive that stands before its tile data.

    Args:
        entries: its tiles, in order of their ids, with offsets in its tile data.
        size: of the tile data in bytes.
        like: the header of the archive that the tiles are from.
        metadata: its metadata.
        bounds: what it covers; what ``like`` says, unless given.

    Raises:
        ArchiveError: there are no entries.
    """
    if not entries:
        raise ArchiveError("the archive has no tile there", "give an archive of the part of the Earth that is wanted")
    runs = _joined(entries)
    root, leaves = _directories(runs)
    told = json.dumps(metadata, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    covered = bounds or like.bounds
    header: Any = {
        "root_offset": HEADER,
        "root_length": len(root),
        "metadata_offset": HEADER + len(root),
        "metadata_length": len(told),
        "leaf_directory_offset": HEADER + len(root) + len(told),
        "leaf_directory_length": len(leaves),
        "tile_data_offset": HEADER + len(root) + len(told) + len(leaves),
        "tile_data_length": size,
        "addressed_tiles_count": sum(entry.run_length for entry in runs),
        "tile_entries_count": len(runs),
        "tile_contents_count": len({entry.offset for entry in runs}),
        "clustered": True,
        "internal_compression": Compression.NONE,
        "tile_compression": like.tile_compression,
        "tile_type": TileType.MVT,
        "min_zoom": tileid_to_zxy(runs[0].tile_id)[0],
        "max_zoom": tileid_to_zxy(runs[-1].tile_id + runs[-1].run_length - 1)[0],
        "min_lon_e7": _e7(covered.west, math.floor),
        "min_lat_e7": _e7(covered.south, math.floor),
        "max_lon_e7": _e7(covered.east - 360 if covered.east > 180 else covered.east, math.ceil),
        "max_lat_e7": _e7(covered.north, math.ceil),
        "center_lon_e7": _e7(wrapped((covered.west + covered.east) / 2), round),
        "center_lat_e7": _e7((covered.south + covered.north) / 2, round),
    }
    return bytes(serialize_header(header)) + root + told + leaves


def _e7(degrees: float, rounded: Callable[[float], int]) -> int:
    """Ten-millionths of a degree, the header's unit; a billionth over a whole one is an error of rounding."""
    return rounded(round(degrees * 1e7, 2))


def _joined(entries: Iterable[TileEntry]) -> list[TileEntry]:
    """Neighbours of the same content as one run."""
    runs: list[TileEntry] = []
    for entry in entries:
        last = runs[-1] if runs else None
        if last and last.offset == entry.offset and last.tile_id + last.run_length == entry.tile_id:
            runs[-1] = last._replace(run_length=last.run_length + entry.run_length)
        else:
            runs.append(entry)
    return runs


def _directories(entries: Sequence[TileEntry]) -> tuple[bytes, bytes]:
    """The root directory, and the leaf directories where the root would be too large without."""
    root, leaves, size = None, b"", _LEAF
    if len(entries) <= MAX_ROOT // 4:  # an entry has four numbers of at least a byte
        root = _serialized(entries)
    while root is None or len(root) > MAX_ROOT:
        parts = [entries[at : at + size] for at in range(0, len(entries), size)]
        packed = [_serialized(part) for part in parts]
        starts = [sum(map(len, packed[:at])) for at in range(len(packed))]
        pointers = [
            TileEntry(part[0].tile_id, 0, start, len(data))
            for part, start, data in zip(parts, starts, packed, strict=True)
        ]
        root, leaves, size = _serialized(pointers), b"".join(packed), size * 2
    return root, leaves


def _serialized(entries: Iterable[TileEntry]) -> bytes:
    whole = [Entry(entry.tile_id, entry.offset, entry.length, entry.run_length) for entry in entries]
    return gzip.decompress(serialize_directory(whole))  # the library always packs it
