"""Some tiles of an archive → a new archive of these tiles, the same bytes on every machine."""

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
"""Bytes of the root directory: readers request it together with the header."""
_LEAF = 4096
"""Entries of a leaf directory, doubled until the root is small enough."""


def cut_entries(
    archive: Archive, entries: Sequence[TileEntry], metadata: Mapping[str, Any], bounds: Extent | None = None
) -> bytes:
    """A new archive of some tiles of an archive.

    Tiles are copied as stored, each content once. Directories and metadata are not compressed, because another version
    of zlib may write other bytes.

    Args:
        archive: the source.
        entries: of the source, in the order of their ids.
        metadata: of the new archive.
        bounds: for the header of the new archive; the source's by default.

    Raises:
        ArchiveError: there are no entries, or the source is corrupt.
    """
    offsets: dict[bytes, int] = {}
    size = 0
    moved: list[TileEntry] = []
    known: dict[tuple[int, int], int] = {}  # part of the source → offset in the new archive
    for entry in entries:
        part = (entry.offset, entry.length)
        if part not in known:
            data = archive.stored(entry)
            if data not in offsets:
                offsets[data], size = size, size + entry.length
            known[part] = offsets[data]
        moved.append(entry._replace(offset=known[part]))
    return b"".join([archive_head(moved, size, archive.header, metadata, bounds), *offsets])


def metadata_of(archive: Archive, attribution: str | None) -> dict[str, Any]:
    """The metadata for an archive that is cut out of this one: its layers and its attribution, as plain text."""
    layers = [{"fields": {}, "id": name} for name in sorted(archive.layers)]
    credit = {"attribution": html.escape(attribution, quote=False)} if attribution else {}
    return {"vector_layers": layers, **credit}


class TooLargeError(ArchiveError):
    """An extent has too many tiles or bytes; ``fits_to`` is the highest zoom below the limits, or -1."""

    def __init__(self, fits_to: int) -> None:
        hint = f"limit the zoom to {fits_to}" if fits_to >= 0 else "use a smaller extent"
        super().__init__("the extent has too much data", hint)
        self.fits_to = fits_to


def select(archive: Archive, extent: Extent, max_zoom: int | None, max_size: int, max_tiles: int) -> list[TileEntry]:
    """The tiles of an extent up to a zoom, in order; only directories are read.

    Args:
        archive: the source.
        extent: the part of the Earth.
        max_zoom: the archive's own if None.
        max_size: bytes of all contents together.
        max_tiles: number of entries.

    Raises:
        TooLargeError: there is more than ``max_size`` or ``max_tiles``.
    """
    header = archive.header
    top = header.max_zoom if max_zoom is None else min(max_zoom, header.max_zoom)
    selected: list[TileEntry] = []
    seen: set[int] = set()
    size = 0
    for zoom in range(header.min_zoom, top + 1):
        for entry in archive.entries(extent, [zoom]):
            selected.append(entry)
            size += 0 if entry.offset in seen else entry.length
            seen.add(entry.offset)
            if size > max_size or len(selected) > max_tiles:
                raise TooLargeError(zoom - 1)
    return selected


def archive_head(
    entries: Sequence[TileEntry], size: int, like: Header, metadata: Mapping[str, Any], bounds: Extent | None = None
) -> bytes:
    """Everything of an archive that precedes its tile data.

    Args:
        entries: its tiles, in the order of their ids, with offsets in its own tile data.
        size: of the tile data in bytes.
        like: the header of the source.
        metadata: of the archive.
        bounds: the source's by default.

    Raises:
        ArchiveError: there are no entries.
    """
    if not entries:
        raise ArchiveError("the archive has no tiles there", "use an archive that covers this part of the Earth")
    runs = _merged_runs(entries)
    root, leaves = _directories(runs)
    text = json.dumps(metadata, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    covered = bounds or like.bounds
    header: Any = {
        "root_offset": HEADER,
        "root_length": len(root),
        "metadata_offset": HEADER + len(root),
        "metadata_length": len(text),
        "leaf_directory_offset": HEADER + len(root) + len(text),
        "leaf_directory_length": len(leaves),
        "tile_data_offset": HEADER + len(root) + len(text) + len(leaves),
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
    return bytes(serialize_header(header)) + root + text + leaves


def _e7(degrees: float, rounded: Callable[[float], int]) -> int:
    """Ten-millionths of a degree, the header's unit. Rounded to 1e-9 first, to remove floating-point errors."""
    return rounded(round(degrees * 1e7, 2))


def _merged_runs(entries: Iterable[TileEntry]) -> list[TileEntry]:
    """Consecutive tiles with the same content as one entry."""
    runs: list[TileEntry] = []
    for entry in entries:
        last = runs[-1] if runs else None
        if last and last.offset == entry.offset and last.tile_id + last.run_length == entry.tile_id:
            runs[-1] = last._replace(run_length=last.run_length + entry.run_length)
        else:
            runs.append(entry)
    return runs


def _directories(entries: Sequence[TileEntry]) -> tuple[bytes, bytes]:
    """The root directory, and leaf directories if the root alone would be too large."""
    root, leaves, size = None, b"", _LEAF
    if len(entries) <= MAX_ROOT // 4:  # an entry has four numbers of at least one byte
        root = _serialized(entries)
    while root is None or len(root) > MAX_ROOT:
        parts = [entries[at : at + size] for at in range(0, len(entries), size)]
        stored = [_serialized(part) for part in parts]
        starts = [sum(map(len, stored[:at])) for at in range(len(stored))]
        pointers = [
            TileEntry(part[0].tile_id, 0, start, len(data))
            for part, start, data in zip(parts, starts, stored, strict=True)
        ]
        root, leaves, size = _serialized(pointers), b"".join(stored), size * 2
    return root, leaves


def _serialized(entries: Iterable[TileEntry]) -> bytes:
    listed = [Entry(entry.tile_id, entry.offset, entry.length, entry.run_length) for entry in entries]
    return gzip.decompress(serialize_directory(listed))  # the library always compresses it
