"""A PMTiles archive's directories: variable-length integers → where each tile is; an extent → the ids of its tiles."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pmtiles.tile import zxy_to_tileid

from geomap.errors import GeomapError
from geomap.geometry.extent import Extent

MAX_QUADS = 400_000
"""Quadtree cells that an extent is divided into at one zoom."""

Columns = npt.NDArray[np.int64]


class ArchiveError(GeomapError, ValueError):
    """An archive that cannot be used."""

    def __init__(self, message: str, hint: str = "create or download the file again") -> None:
        super().__init__(message, hint)


class TileEntry(NamedTuple):
    """Tiles of consecutive ids with the same content.

    ``offset`` counts from the start of the archive's tile data; ``length`` is in bytes.
    """

    tile_id: int
    run_length: int
    offset: int
    length: int


class Directory(NamedTuple):
    """A directory as columns; an entry whose run is 0 points to a leaf directory."""

    ids: Columns
    runs: Columns
    lengths: Columns
    offsets: Columns


def parse_directory(data: bytes) -> Directory:
    """An uncompressed directory as columns; the numbers are in the order of the PMTiles specification.

    The pmtiles library's parser accepts numbers of any length and lists of any size.

    Raises:
        ArchiveError: it is corrupt or empty.
    """
    numbers = _varints(data)
    count = int(numbers[0]) if len(numbers) else -1
    if count == 0:
        raise ArchiveError("a directory is empty")
    if not 0 < count <= (len(numbers) - 1) // 4:
        raise ArchiveError("a directory is corrupt")
    steps, runs, lengths, stored = numbers[1 : 4 * count + 1].reshape(4, count)
    largest = ((1 << 62) - 1, 1 << 61, (1 << 32) - 1, (1 << 62) - 1)
    if any(int(column.max()) > most for column, most in zip((steps, runs, lengths, stored), largest, strict=True)):
        raise ArchiveError("a directory is corrupt")
    ids = np.cumsum(steps)  # a sum that overflows becomes negative and fails the next check
    if np.any(np.diff(ids) <= 0) or np.any(ids < 0) or np.any(runs[:-1] > np.diff(ids)) or stored[0] == 0:
        raise ArchiveError("a directory is corrupt")
    if not lengths.all():
        raise ArchiveError("a directory has a tile without content")
    # An offset of 0 means "directly after the previous entry"; any other is stored plus 1.
    before = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    base = np.maximum.accumulate(np.where(stored > 0, np.arange(count), 0))
    return Directory(ids, runs, lengths, stored[base] - 1 + before - before[base])


def _varints(data: bytes) -> Columns:
    """All LEB128 integers of the data; each has at most nine bytes, which is 63 bits."""
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw < 0x80)
    if len(ends) == 0:
        return np.empty(0, dtype=np.int64)
    starts = np.concatenate(([0], ends[:-1] + 1))
    widths = ends - starts + 1
    if int(widths.max()) > 9:
        raise ArchiveError("a directory is corrupt")
    within = np.arange(ends[-1] + 1) - np.repeat(starts, widths)
    parts = (raw[: ends[-1] + 1] & 0x7F).astype(np.int64) << (7 * within)
    return np.add.reduceat(parts, starts)


def id_ranges(extent: Extent, zoom: int) -> list[tuple[int, int]]:
    """The ids of an extent's tiles at a zoom as ascending ranges, ends exclusive.

    Ids follow the Hilbert curve, so all tiles below one tile of a lower zoom are one range.
    """
    ranges: list[tuple[int, int]] = []
    start = ((1 << 2 * zoom) - 1) // 3
    pending = [(0, 0, 0, box) for box in extent.boxes(zoom)]
    visited = 0
    while pending:
        above, x, y, box = pending.pop()
        visited += 1
        if visited > MAX_QUADS:
            message = f"the extent has too many tiles at zoom {zoom}"
            raise ArchiveError(message, "use a smaller extent or a lower zoom")
        below = zoom - above
        left, top, right, bottom = x << below, y << below, ((x + 1) << below) - 1, ((y + 1) << below) - 1
        if right < box[0] or left > box[2] or bottom < box[1] or top > box[3]:
            continue
        if box[0] <= left and right <= box[2] and box[1] <= top and bottom <= box[3]:
            first = zxy_to_tileid(above, x, y) - ((1 << 2 * above) - 1) // 3
            ranges.append((start + (first << 2 * below), start + ((first + 1) << 2 * below)))
        else:
            pending += [(above + 1, 2 * x + dx, 2 * y + dy, box) for dx in (0, 1) for dy in (0, 1)]
    return _merged(sorted(ranges))


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
