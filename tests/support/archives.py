"""Small archives of map tiles, written with the pmtiles library, or by hand if they are to be wrong; and a server."""

import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from pmtiles.tile import Compression, TileType, serialize_header, zxy_to_tileid
from pmtiles.writer import Writer
from scripted import Handler, Server, running

from geomap.tiles import Archive, cut_entries

VECTOR_LAYERS = [{"id": name, "fields": {}} for name in ("transportation", "water", "place", "building")]
OPENMAPTILES = {"vector_layers": VECTOR_LAYERS, "attribution": '<a href="https://osm.org">© OpenStreetMap</a>'}


def archive_of(
    tiles: Mapping[tuple[int, int, int], bytes],
    metadata: Mapping[str, Any] = OPENMAPTILES,
    bounds: tuple[float, float, float, float] = (-180, -85, 180, 85),
    compression: Compression = Compression.NONE,
    tile_type: TileType = TileType.MVT,
) -> bytes:
    """An archive as the library writes it; the tiles' bytes are stored unchanged."""
    file = io.BytesIO()
    writer = Writer(file)
    for tile, data in sorted(tiles.items(), key=lambda item: zxy_to_tileid(*item[0])):
        writer.write_tile(zxy_to_tileid(*tile), data)
    corners = zip(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), bounds, strict=True)
    header = {key: round(degrees * 10_000_000) for key, degrees in corners}
    writer.finalize({**header, "tile_compression": compression, "tile_type": tile_type}, dict(metadata))
    data = bytearray(file.getvalue())
    data[101] = max(zoom for zoom, _, _ in tiles)  # the library writes the zoom of the first tile of the last run
    return bytes(data)


def pyramid(zooms: Iterable[int], keep=lambda _tile: True) -> dict[tuple[int, int, int], bytes]:
    """Every tile of these zooms, with its address as its content."""
    tiles = ((z, x, y) for z in zooms for x in range(1 << z) for y in range(1 << z))
    return {tile: "/".join(map(str, tile)).encode() for tile in tiles if keep(tile)}


def by_hand(
    root: bytes, leaves: bytes = b"", tiles: bytes = b"", metadata: bytes | None = None, **header: Any
) -> bytes:
    """An archive of these parts, not compressed, with any other fields of the header."""
    text = json.dumps(OPENMAPTILES).encode() if metadata is None else metadata
    at = {"root": 127, "metadata": 127 + len(root)}
    at["leaf_directory"] = at["metadata"] + len(text)
    at["tile_data"] = at["leaf_directory"] + len(leaves)
    lengths = {"root": len(root), "metadata": len(text), "leaf_directory": len(leaves), "tile_data": len(tiles)}
    fields = {
        **{f"{name}_offset": offset for name, offset in at.items()},
        **{f"{name}_length": length for name, length in lengths.items()},
        "clustered": True,
        "internal_compression": Compression.NONE,
        "tile_compression": Compression.NONE,
        "tile_type": TileType.MVT,
        "min_zoom": 0,
        "max_zoom": 4,
        **header,
    }
    return serialize_header(fields) + root + text + leaves + tiles


def varints(*numbers: int) -> bytes:
    """Integers as in a directory."""
    data = bytearray()
    for number in numbers:
        rest = number
        while rest >= 0x80:
            data.append(rest & 0x7F | 0x80)
            rest >>= 7
        data.append(rest)
    return bytes(data)


def directory(*entries: tuple[int, int, int, int]) -> bytes:
    """A directory of (tile id, run length, offset, length)."""
    ids = [entry[0] for entry in entries]
    steps = [one - before for one, before in zip(ids, [0, *ids], strict=False)]
    return varints(
        len(entries),
        *steps,
        *(entry[1] for entry in entries),
        *(entry[3] for entry in entries),
        *(entry[2] + 1 for entry in entries),
    )


@cache
def bomb(size: int) -> bytes:
    """Zero bytes, compressed."""
    return gzip.compress(bytes(size), mtime=0)


def cut(archive: Archive, tiles: Iterable[tuple[int, int, int]], metadata: Mapping[str, Any]) -> bytes:
    """A new archive of those of these tiles (zoom, x, y) that exist."""
    found = {archive.entry(*tile) for tile in tiles}
    return cut_entries(archive, sorted(entry for entry in found if entry), metadata)


class RangeServer(Server):
    """A file that is served in parts."""

    def __init__(self, data: bytes) -> None:
        super().__init__(send_part)
        self.data = data
        self.etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'


def send_part(handler: Handler) -> None:
    """Answer a range request."""
    data = handler.server.data
    first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", handler.headers["Range"]).groups())
    last = min(last, len(data) - 1)
    content_range = f"bytes {first}-{last}/{len(data)}"
    handler.send(206, data[first : last + 1], Content_Range=content_range, ETag=handler.server.etag)


@contextmanager
def serving_ranges(data: bytes) -> Iterator[RangeServer]:
    with running(RangeServer(data)) as server:
        yield server
