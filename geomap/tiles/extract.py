"""``geomap basemap extract``: the tiles of an extent, out of an archive in a file or at a web address."""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmtiles.tile import tileid_to_zxy

from geomap.errors import GeomapError
from geomap.findings import echo
from geomap.geometry.extent import MERCATOR_LATITUDE, WORLD, Extent
from geomap.net.http import Client, is_url
from geomap.net.ranges import RangeReader
from geomap.tiles.archive import Archive, open_archive
from geomap.tiles.cut import TooLargeError, archive_head, metadata_of, select
from geomap.tiles.directory import ArchiveError

MAX_TILES = 500_000
MAX_REQUEST = 4_000_000
"""Bytes of one request: a broken connection costs no more than this."""
MAX_GAP = 100_000
"""Bytes between two parts that are downloaded and dropped to save a request."""

Part = tuple[int, int]
"""Offset and length of a part of the source's file."""


@dataclass(frozen=True)
class Extraction:
    """A planned archive; only its tiles are still to be read.

    Attributes:
        source: the archive with the tiles.
        head: everything that precedes the tiles in the new archive.
        parts: of the source, in the order of the new archive.
        min_zoom: of the new archive; ``max_zoom`` likewise.
    """

    source: Archive
    head: bytes
    parts: tuple[Part, ...]
    min_zoom: int
    max_zoom: int

    @property
    def size(self) -> int:
        """Bytes of the new archive."""
        return len(self.head) + sum(length for _, length in self.parts)

    @property
    def requests(self) -> list[list[Part]]:
        """The parts that are read together."""
        return list(_grouped(self.parts))


def open_source(source: str, client: Client) -> Archive:
    """An archive in a file, or at an ``http`` or ``https`` address.

    Raises:
        GeomapError: it cannot be read, or geomap cannot use it.
    """
    try:
        if is_url(source):
            remote = RangeReader(source, client)
            return Archive(remote.read, remote.size, source)
        return open_archive(Path(source), source)
    except ArchiveError as error:
        raise _named(error, source) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "not a path"
        raise GeomapError(f"{echo(source)} cannot be opened ({reason})", "check the path") from None


def plan(source: Archive, extent: Extent, max_zoom: int | None, max_size: int) -> Extraction:
    """The tiles of an extent up to a zoom (the source's own if None), with at most ``max_size`` bytes.

    Only directories of the source are read. Each content is stored once, in the order of the first tile that has it.

    Raises:
        GeomapError: there are no tiles, or too many.
    """
    if extent.south >= MERCATOR_LATITUDE or extent.north <= -MERCATOR_LATITUDE:
        limit = f"{MERCATOR_LATITUDE:.4f}"
        raise GeomapError(f"map tiles end at {limit}° north and south", "use an extent farther from the pole")
    try:
        entries = select(source, extent, max_zoom, max_size, MAX_TILES)
        offsets: dict[Part, int] = {}
        size = 0
        for entry in entries:
            if (entry.offset, entry.length) not in offsets:
                offsets[entry.offset, entry.length] = size
                size += entry.length
        moved = [entry._replace(offset=offsets[entry.offset, entry.length]) for entry in entries]
        bounds = source.header.bounds.common(extent) or extent
        head = archive_head(moved, size, source.header, metadata_of(source, source.attribution), bounds)
    except TooLargeError as error:
        message = f"the extent has more than {max_size / 1_000_000:g} MB or {MAX_TILES:,} tiles"
        raise GeomapError(message, f"{error.hint} (--maxzoom, --bbox), or raise --max-size") from None
    except ArchiveError as error:
        raise _named(error, source.name) from None
    start = source.header.tiles[0]
    zooms = (tileid_to_zxy(entry.tile_id)[0] for entry in (moved[0], moved[-1]))
    return Extraction(source, head, tuple((start + offset, length) for offset, length in offsets), *zooms)


def extract(planned: Extraction, out: Path, progress: Callable[[int], object] = lambda _bytes: None) -> None:
    """Write the new archive; ``out`` is created or replaced in one step, after every tile was checked.

    Args:
        planned: what :func:`plan` returned.
        out: the file.
        progress: is called with the bytes that are written.

    Raises:
        GeomapError: it cannot be read or written. ``out`` is unchanged.
    """
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(planned.head)
            for group in planned.requests:
                start = group[0][0]
                data = planned.source.read(start, group[-1][0] + group[-1][1] - start)
                for offset, length in group:
                    file.write(data[offset - start : offset - start + length])
                progress(file.tell())
            file.flush()
            os.fsync(file.fileno())
        made = open_archive(part, planned.source.name)
        for entry in made.entries(WORLD, range(planned.min_zoom, planned.max_zoom + 1)):
            made.content(entry)
        part.replace(out)
    except ArchiveError as error:
        raise _named(error, planned.source.name) from None
    except OSError as problem:
        raise GeomapError(
            f"{echo(out)} cannot be written ({problem.strerror})", "choose another file with -o"
        ) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _grouped(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts that follow each other in the source, nearly without gaps, as one request each."""
    group: list[Part] = []
    for part in parts:
        if group:
            end = group[-1][0] + group[-1][1]
            if not end <= part[0] <= end + MAX_GAP or part[0] + part[1] - group[0][0] > MAX_REQUEST:
                yield group
                group = []
        group.append(part)
    if group:
        yield group


def _named(error: ArchiveError, source: str) -> GeomapError:
    return GeomapError(f"{echo(source)}: {error}", error.hint)
