"""A PMTiles archive (version 3) of vector tiles, read in small parts, with a limit on the size of each."""

import errno
import html
import json
import os
import stat
import weakref
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

import nh3
import numpy as np
from pmtiles.tile import Compression, zxy_to_tileid

from geomap.findings import echo
from geomap.geometry.extent import Extent
from geomap.tiles.directory import ArchiveError, Columns, Directory, TileEntry, id_ranges, parse_directory
from geomap.tiles.header import HEADER, USE_GZIP, read_header, truncated

MAX_DIRECTORY = 8_000_000
"""Bytes of one uncompressed directory, about two million tiles; common writers stay below a hundredth of it."""
MAX_METADATA = 2_000_000
"""Bytes of the uncompressed metadata."""
MAX_TILE = 8_000_000
"""Bytes of one tile, compressed and uncompressed; common writers warn above 500 KB."""
MAX_DEPTH = 4
"""Directories from the root to a tile; the pmtiles readers have the same limit."""
MAX_ATTRIBUTION = 500
"""Characters of the attribution."""
_CACHED_LEAVES = 16

_OPENMAPTILES = {"transportation", "transportation_name", "water_name", "waterway", "aeroway", "aerodrome_label"}
_PROTOMAPS = {"earth", "roads", "places", "buildings", "pois", "natural", "physical_line", "physical_point", "transit"}
_CONTEXT = {"water", "river", "border", "region", "place"}

Schema = Literal["openmaptiles", "protomaps", "context"]


class Archive:
    """A PMTiles archive of vector tiles, compressed with gzip or not at all.

    Args:
        read: returns ``length`` bytes from ``offset`` of the file, or fewer at its end.
        size: of the file in bytes; None if unknown.
        name: the file's name in messages.

    Raises:
        ArchiveError: it is not such an archive. Every method may raise it, because most parts are read on demand.
    """

    def __init__(self, read: Callable[[int, int], bytes], size: int | None, name: str) -> None:
        self.name = name
        self.read, self._size = read, size
        self._leaves: OrderedDict[tuple[int, int], Directory] = OrderedDict()
        self.header = read_header(read(0, HEADER), size)
        self._root = self._directory(self.header.root, 0, 1 << 62)

    @classmethod
    def from_bytes(cls, data: bytes, name: str) -> Self:
        """An archive in memory."""
        return cls(lambda offset, length: data[offset : offset + length], len(data), name)

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """The archive's own JSON object."""
        stored = self._read_part(self.header.metadata, MAX_METADATA, "the metadata")
        text = decompress(stored, self.header.internal_compression, MAX_METADATA, "the metadata")
        try:
            content = json.loads(text or b"{}")
        except (ValueError, RecursionError):
            raise ArchiveError("the metadata are not JSON") from None
        if not isinstance(content, dict):
            raise ArchiveError("the metadata are not a JSON object")
        return content

    @property
    def attribution(self) -> str | None:
        """The attribution in the metadata, as plain text on one line; None if there is none."""
        text = self.metadata.get("attribution")
        if not isinstance(text, str):
            return None
        plain = " ".join(html.unescape(nh3.clean(text[: 20 * MAX_ATTRIBUTION], tags=set())).split())
        return echo(plain, MAX_ATTRIBUTION) or None

    @property
    def layers(self) -> set[str]:
        """The names of the layers that the metadata list, if they list any."""
        content = self.metadata
        if "vector_layers" not in content and isinstance(content.get("json"), str):  # as in MBTiles
            try:
                content = json.loads(content["json"])
            except (ValueError, RecursionError):
                return set()
        layers = content.get("vector_layers") if isinstance(content, dict) else None
        listed = layers if isinstance(layers, list) else []
        return {layer["id"] for layer in listed if isinstance(layer, dict) and isinstance(layer.get("id"), str)}

    @property
    def schema(self) -> Schema | None:
        """The schema of the tiles' layers; None if geomap has no style for it."""
        names = self.layers
        if names & _OPENMAPTILES:
            return "openmaptiles"
        if names & _PROTOMAPS:
            return "protomaps"
        return "context" if names and names <= _CONTEXT else None

    def entry(self, zoom: int, x: int, y: int) -> TileEntry | None:
        """Where a tile is stored; None if the archive does not have it."""
        side = 1 << zoom
        if not (self.header.min_zoom <= zoom <= self.header.max_zoom and 0 <= x < side and 0 <= y < side):
            return None
        tile_id = zxy_to_tileid(zoom, x, y)
        return next(self._entries(np.array([tile_id]), np.array([tile_id + 1])), None)

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A tile's bytes as stored; None if the archive does not have it."""
        entry = self.entry(zoom, x, y)
        return self.stored(entry) if entry else None

    def stored(self, entry: TileEntry) -> bytes:
        """The bytes of an entry of this archive, as stored."""
        return self._read_part((self.header.tiles[0] + entry.offset, entry.length), MAX_TILE, "a tile")

    def content(self, entry: TileEntry) -> bytes:
        """The same, uncompressed."""
        return decompress(self.stored(entry), self.header.tile_compression, MAX_TILE, "a tile")

    def entries(self, extent: Extent, zooms: Iterable[int]) -> Iterator[TileEntry]:
        """The tiles that an extent touches at these zooms, in the order of their ids.

        A run of tiles is cut at the edge of the extent. Directories outside of it are never read.
        """
        known = range(self.header.min_zoom, self.header.max_zoom + 1)
        ranges = [each for zoom in sorted({*zooms}) if zoom in known for each in id_ranges(extent, zoom)]
        if ranges:
            starts, ends = np.array(ranges, dtype=np.int64).T
            yield from self._entries(starts, ends)

    def _entries(self, starts: Columns, ends: Columns) -> Iterator[TileEntry]:
        """The entries of ascending ranges of ids, ends exclusive."""
        yield from self._entries_of(self._root, 1 << 62, starts, ends, depth=1)

    def _entries_of(
        self, directory: Directory, end_id: int, starts: Columns, ends: Columns, depth: int
    ) -> Iterator[TileEntry]:
        ids, runs, lengths, offsets = directory
        following = np.append(ids[1:], end_id)
        covered = np.where(runs > 0, ids + runs, following)
        first = np.searchsorted(ends, ids, side="right")  # the first range that does not end before the entry
        inside = first < len(starts)
        inside[inside] = starts[first[inside]] < covered[inside]
        for index in np.flatnonzero(inside).tolist():
            id_, end, length, offset = (int(column[index]) for column in (ids, covered, lengths, offsets))
            if runs[index] == 0:
                if depth == MAX_DEPTH:
                    raise ArchiveError(f"its directories are more than {MAX_DEPTH} levels deep")
                leaf = self._leaf((offset, length), id_, int(following[index]))
                yield from self._entries_of(leaf, int(following[index]), starts, ends, depth + 1)
                continue
            if offset + length > self.header.tiles[1]:
                raise ArchiveError("a tile is outside of the tile data")
            for at in range(int(first[index]), len(starts)):
                start = max(int(starts[at]), id_)
                if start >= end:
                    break
                yield TileEntry(start, min(int(ends[at]), end) - start, offset, length)

    def _leaf(self, part: tuple[int, int], first_id: int, end_id: int) -> Directory:
        offset, length = part
        if offset + length > self.header.leaves[1]:
            raise ArchiveError("a directory is outside of the directories")
        leaf = self._leaves.pop(part, None) or self._directory(
            (self.header.leaves[0] + offset, length), first_id, end_id
        )
        _check_ids(leaf, first_id, end_id)
        self._leaves[part] = leaf
        if len(self._leaves) > _CACHED_LEAVES:
            self._leaves.popitem(last=False)
        return leaf

    def _directory(self, part: tuple[int, int], first_id: int, end_id: int) -> Directory:
        stored = self._read_part(part, MAX_DIRECTORY, "a directory")
        content = decompress(stored, self.header.internal_compression, MAX_DIRECTORY, "a directory")
        directory = parse_directory(content)
        _check_ids(directory, first_id, end_id)
        return directory

    def _read_part(self, part: tuple[int, int], limit: int, name: str) -> bytes:
        offset, length = part
        if length > limit:
            raise ArchiveError(f"{name} has more than {limit / 1_000_000:g} MB")
        if self._size is not None and offset + length > self._size:
            raise truncated()
        data = self.read(offset, length) if length else b""
        if len(data) < length:
            raise truncated()
        return data


def open_archive(path: Path, name: str) -> Archive:
    """The archive in a file, which is closed together with the archive. It may be larger than the memory.

    Args:
        path: the file.
        name: its name in messages.

    Raises:
        OSError: it cannot be opened, or is not a regular file.
        ArchiveError: it is not an archive that geomap can use.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        size = _size_of_file(descriptor)
        # Not mmap: truncating a mapped file would kill the process.
        archive = Archive(lambda offset, length: _read_file(descriptor, offset, length), size, name)
    except BaseException:
        os.close(descriptor)
        raise
    weakref.finalize(archive, os.close, descriptor)
    return archive


def decompress(data: bytes, compression: Compression, limit: int, name: str) -> bytes:
    """A stored part of an archive, uncompressed, up to ``limit`` bytes.

    Raises:
        ArchiveError: it is corrupt, truncated or larger.
    """
    if compression is Compression.NONE:
        return data
    if compression is not Compression.GZIP:
        raise ArchiveError(f"{name} is compressed with {compression.name.lower()}, not with gzip", USE_GZIP)
    decompressor = zlib.decompressobj(wbits=31)
    try:
        content = decompressor.decompress(data, limit + 1)
    except zlib.error:
        raise ArchiveError(f"{name} is corrupt") from None
    if len(content) > limit:
        raise ArchiveError(f"{name} has more than {limit / 1_000_000:g} MB when uncompressed")
    if not decompressor.eof:
        raise ArchiveError(f"{name} is corrupt")
    return content


def _check_ids(directory: Directory, first_id: int, end_id: int) -> None:
    if directory.ids[0] < first_id or directory.ids[-1] + max(directory.runs[-1], 1) > end_id:
        raise ArchiveError("its directories contradict each other")


def _read_file(descriptor: int, offset: int, length: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)  # os.pread does not exist on Windows
    return os.read(descriptor, length)


def _size_of_file(descriptor: int) -> int:
    about = os.fstat(descriptor)
    if stat.S_ISDIR(about.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a folder")
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, "a pipe or device")
    return about.st_size
