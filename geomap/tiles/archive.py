"""A PMTiles archive (version 3) of vector tiles, read with suspicion: a few small reads, and bounds on everything."""

import html
import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Literal, Self

import nh3
import numpy as np
from pmtiles.tile import Compression, zxy_to_tileid

from geomap.findings import echo
from geomap.geometry.extent import Extent
from geomap.tiles.directory import ArchiveError, Columns, Directory, TileEntry, id_ranges, parsed
from geomap.tiles.header import HEADER, PACK_WITH_GZIP, cut_off, read_header

MAX_DIRECTORY = 8_000_000
"""Bytes of one unpacked directory, some two million tiles; the usual writers stay below a hundredth of it."""
MAX_METADATA = 2_000_000
"""Bytes of the unpacked metadata."""
MAX_TILE = 8_000_000
"""Bytes of one tile, packed and unpacked; the usual writers warn above 500 KB."""
MAX_DEPTH = 4
"""Directories from the root to a tile, as the format's own readers have it."""
MAX_ATTRIBUTION = 500
"""Characters of the attribution."""
_KEPT_LEAVES = 16

_OPENMAPTILES = {"transportation", "transportation_name", "water_name", "waterway", "aeroway", "aerodrome_label"}
_PROTOMAPS = {"earth", "roads", "places", "buildings", "pois", "natural", "physical_line", "physical_point", "transit"}
_CONTEXT = {"water", "river", "border", "region", "place", "country"}

Schema = Literal["openmaptiles", "protomaps", "context"]


class Archive:
    """A PMTiles archive of vector tiles, packed with gzip or not at all.

    Args:
        read: gives ``length`` bytes from ``offset`` of the file, or fewer at its end.
        size: of the file in bytes; None where nobody knows.
        name: what messages call it.

    Raises:
        ArchiveError: it is no such archive. Every method may raise it, as most of the file is read when it is needed.
    """

    def __init__(self, read: Callable[[int, int], bytes], size: int | None, name: str) -> None:
        self.name = name
        self.read, self._size = read, size
        self._leaves: OrderedDict[tuple[int, int], Directory] = OrderedDict()
        self.header = read_header(read(0, HEADER), size)
        self._root = self._directory(self.header.root, 0, 1 << 62)

    @classmethod
    def of_bytes(cls, data: bytes, name: str) -> Self:
        """An archive that is held in memory."""
        return cls(lambda offset, length: data[offset : offset + length], len(data), name)

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """The archive's own JSON object."""
        packed = self._exactly(self.header.metadata, MAX_METADATA, "the metadata")
        text = unpacked(packed, self.header.internal_compression, MAX_METADATA, "the metadata")
        try:
            content = json.loads(text or b"{}")
        except (ValueError, RecursionError):
            raise ArchiveError("the metadata are no JSON") from None
        if not isinstance(content, dict):
            raise ArchiveError("the metadata are no JSON object")
        return content

    @property
    def attribution(self) -> str | None:
        """Whose data it is, as the archive says, in plain text on one line; None where it does not say."""
        said = self.metadata.get("attribution")
        if not isinstance(said, str):
            return None
        plain = " ".join(html.unescape(nh3.clean(said[: 20 * MAX_ATTRIBUTION], tags=set())).split())
        return echo(plain, MAX_ATTRIBUTION) or None

    @property
    def layers(self) -> set[str]:
        """The names of the layers that the metadata list, where they list any."""
        told = self.metadata
        if "vector_layers" not in told and isinstance(told.get("json"), str):  # as MBTiles have it
            try:
                told = json.loads(told["json"])
            except (ValueError, RecursionError):
                return set()
        layers = told.get("vector_layers") if isinstance(told, dict) else None
        known = layers if isinstance(layers, list) else []
        return {layer["id"] for layer in known if isinstance(layer, dict) and isinstance(layer.get("id"), str)}

    @property
    def schema(self) -> Schema | None:
        """How the tiles' layers are called; None where they are of none of the kinds that geomap draws."""
        names = self.layers
        if names & _OPENMAPTILES:
            return "openmaptiles"
        if names & _PROTOMAPS:
            return "protomaps"
        return "context" if names and names <= _CONTEXT else None

    def entry(self, zoom: int, x: int, y: int) -> TileEntry | None:
        """Where a tile is stored; None where the archive has none."""
        side = 1 << zoom
        if not (self.header.min_zoom <= zoom <= self.header.max_zoom and 0 <= x < side and 0 <= y < side):
            return None
        wanted = zxy_to_tileid(zoom, x, y)
        return next(self._within(np.array([wanted]), np.array([wanted + 1])), None)

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """A tile's bytes as they are stored; None where the archive has none."""
        entry = self.entry(zoom, x, y)
        return self.stored(entry) if entry else None

    def stored(self, entry: TileEntry) -> bytes:
        """The bytes that an entry of this archive leads to."""
        return self._exactly((self.header.tiles[0] + entry.offset, entry.length), MAX_TILE, "a tile")

    def content(self, entry: TileEntry) -> bytes:
        """The same, unpacked."""
        return unpacked(self.stored(entry), self.header.tile_compression, MAX_TILE, "a tile")

    def entries(self, extent: Extent, zooms: Iterable[int]) -> Iterator[TileEntry]:
        """The tiles that an extent touches at these zooms, in order of their ids.

        A run of tiles that leaves the extent is cut at its edge. Directories that lie outside are never read.
        """
        known = range(self.header.min_zoom, self.header.max_zoom + 1)
        ranges = [each for zoom in sorted({*zooms}) if zoom in known for each in id_ranges(extent, zoom)]
        if ranges:
            starts, ends = np.array(ranges, dtype=np.int64).T
            yield from self._within(starts, ends)

    def _within(self, starts: Columns, ends: Columns) -> Iterator[TileEntry]:
        """What is stored of ascending ranges of ids, ends exclusive."""
        yield from self._walked(self._root, 1 << 62, starts, ends, depth=1)

    def _walked(
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
                    raise ArchiveError(f"its directories lie more than {MAX_DEPTH} deep")
                leaf = self._leaf((offset, length), id_, int(following[index]))
                yield from self._walked(leaf, int(following[index]), starts, ends, depth + 1)
                continue
            if offset + length > self.header.tiles[1]:
                raise ArchiveError("a tile lies outside of the tile data")
            for at in range(int(first[index]), len(starts)):
                start = max(int(starts[at]), id_)
                if start >= end:
                    break
                yield TileEntry(start, min(int(ends[at]), end) - start, offset, length)

    def _leaf(self, where: tuple[int, int], first_id: int, end_id: int) -> Directory:
        offset, length = where
        if offset + length > self.header.leaves[1]:
            raise ArchiveError("a directory lies outside of the directories")
        leaf = self._leaves.pop(where, None) or self._directory(
            (self.header.leaves[0] + offset, length), first_id, end_id
        )
        if leaf.ids[0] < first_id or leaf.ids[-1] + max(leaf.runs[-1], 1) > end_id:
            raise ArchiveError("its directories contradict each other")
        self._leaves[where] = leaf
        if len(self._leaves) > _KEPT_LEAVES:
            self._leaves.popitem(last=False)
        return leaf

    def _directory(self, where: tuple[int, int], first_id: int, end_id: int) -> Directory:
        packed = self._exactly(where, MAX_DIRECTORY, "a directory")
        directory = parsed(unpacked(packed, self.header.internal_compression, MAX_DIRECTORY, "a directory"))
        if directory.ids[0] < first_id or directory.ids[-1] + max(directory.runs[-1], 1) > end_id:
            raise ArchiveError("its directories contradict each other")
        return directory

    def _exactly(self, where: tuple[int, int], limit: int, what: str) -> bytes:
        offset, length = where
        if length > limit:
            raise ArchiveError(f"{what} has more than {limit / 1_000_000:g} MB")
        if self._size is not None and offset + length > self._size:
            raise cut_off()
        data = self.read(offset, length) if length else b""
        if len(data) < length:
            raise cut_off()
        return data


def unpacked(data: bytes, compression: Compression, limit: int, what: str) -> bytes:
    """Unpack what an archive stores, up to ``limit`` bytes of it.

    Raises:
        ArchiveError: it is broken, cut off or larger.
    """
    if compression is Compression.NONE:
        return data
    if compression is not Compression.GZIP:
        raise ArchiveError(f"{what} is packed with {compression.name.lower()}, not with gzip", PACK_WITH_GZIP)
    unpacking = zlib.decompressobj(wbits=31)
    try:
        content = unpacking.decompress(data, limit + 1)
    except zlib.error:
        raise ArchiveError(f"{what} is broken") from None
    if len(content) > limit:
        raise ArchiveError(f"{what} has more than {limit / 1_000_000:g} MB when it is unpacked")
    if not unpacking.eof:
        raise ArchiveError(f"{what} is broken")
    return content
