"""A PMTiles archive's directories: variable-length numbers → where each tile is; an extent → the ids of its tiles."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pmtiles.tile import zxy_to_tileid

from geomap.findings import GeomapError
from geomap.geometry.extent import Extent

MAX_QUADS = 400_000
"""Pieces that an extent is put together of at one zoom."""

Columns = npt.NDArray[np.int64]


class ArchiveError(GeomapError, ValueError):
    """An archive that cannot be used: ``found`` says why, ``advice`` what to do."""

    def __init__(self, found: str, advice: str = "make the file again, or fetch it again") -> None:
        super().__init__(found)
        self.found, self.advice = found, advice


class TileEntry(NamedTuple):
    """Tiles of consecutive ids that have the same content.

    ``offset`` counts from the start of the archive's tile data; ``length`` is in bytes.
    """

    tile_id: int
    run_length: int
    offset: int
    length: int


class Directory(NamedTuple):
    """A directory as columns; where ``runs`` is 0 the entry leads to a leaf directory."""

    ids: Columns
    runs: Columns
    lengths: Columns
    offsets: Columns


def parsed(data: bytes) -> Directory:
    """A directory, unpacked, as columns; its numbers stand in the order of the format's specification.

    The library's own parser takes numbers of any length and lists of any size.

    Raises:
        ArchiveError: it is broken or empty.
    """
    numbers = _varints(data)
    count = int(numbers[0]) if len(numbers) else -1
    if count == 0:
        raise ArchiveError("a directory is empty")
    if not 0 < count <= (len(numbers) - 1) // 4:
        raise ArchiveError("a directory is broken")
    steps, runs, lengths, written = numbers[1 : 4 * count + 1].reshape(4, count)
    largest = ((1 << 62) - 1, 1 << 61, (1 << 32) - 1, (1 << 62) - 1)
    if any(int(column.max()) > most for column, most in zip((steps, runs, lengths, written), largest, strict=True)):
        raise ArchiveError("a directory is broken")
    ids = np.cumsum(steps)  # a sum that is too large turns negative and is found by the next line
    if np.any(np.diff(ids) <= 0) or np.any(ids < 0) or np.any(runs[:-1] > np.diff(ids)) or written[0] == 0:
        raise ArchiveError("a directory is broken")
    if not lengths.all():
        raise ArchiveError("a directory has a tile without content")
    # 0 stands for "right behind the one before".
    before = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    base = np.maximum.accumulate(np.where(written > 0, np.arange(count), 0))
    return Directory(ids, runs, lengths, written[base] - 1 + before - before[base])


def _varints(data: bytes) -> Columns:
    """All numbers of seven bits a byte, the last byte of each below 128; at most nine bytes, which is 63 bits."""
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw < 0x80)
    if len(ends) == 0:
        return np.empty(0, dtype=np.int64)
    starts = np.concatenate(([0], ends[:-1] + 1))
    widths = ends - starts + 1
    if int(widths.max()) > 9:
        raise ArchiveError("a directory is broken")
    within = np.arange(ends[-1] + 1) - np.repeat(starts, widths)
    parts = (raw[: ends[-1] + 1] & 0x7F).astype(np.int64) << (7 * within)
    return np.add.reduceat(parts, starts)


def id_ranges(extent: Extent, zoom: int) -> list[tuple[int, int]]:
    """The ids of an extent's tiles at a zoom as ascending ranges, ends exclusive.

    Ids follow Hilbert's curve, so all tiles below one of a lower zoom are one range.
    """
    found: list[tuple[int, int]] = []
    start = ((1 << 2 * zoom) - 1) // 3
    waiting = [(0, 0, 0, box) for box in extent.boxes(zoom)]
    taken = 0
    while waiting:
        above, x, y, box = waiting.pop()
        taken += 1
        if taken > MAX_QUADS:
            many = f"the extent has too many tiles at zoom {zoom}"
            raise ArchiveError(many, "take a smaller extent or a lower zoom")
        below = zoom - above
        left, top, right, bottom = x << below, y << below, ((x + 1) << below) - 1, ((y + 1) << below) - 1
        if right < box[0] or left > box[2] or bottom < box[1] or top > box[3]:
            continue
        if box[0] <= left and right <= box[2] and box[1] <= top and bottom <= box[3]:
            first = zxy_to_tileid(above, x, y) - ((1 << 2 * above) - 1) // 3
            found.append((start + (first << 2 * below), start + ((first + 1) << 2 * below)))
        else:
            waiting += [(above + 1, 2 * x + dx, 2 * y + dy, box) for dx in (0, 1) for dy in (0, 1)]
    return _merged(sorted(found))


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
