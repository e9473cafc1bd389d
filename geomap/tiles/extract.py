"""``geomap basemap extract``: the tiles of a part of the Earth out of an archive anywhere → an archive of their own."""

import glob
import hashlib
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows; two runs at once are then nobody's business
    fcntl = None  # type: ignore[assignment]

from pmtiles.tile import tileid_to_zxy

from geomap.findings import echo
from geomap.geometry.extent import MERCATOR_LATITUDE
from geomap.net.remote import ExtractError, Patience, Remote, is_address
from geomap.tiles import (
    WORLD,
    Archive,
    ArchiveError,
    Extent,
    TileEntry,
    TooLargeError,
    archive_head,
    metadata_of,
    open_archive,
    select,
)

MAX_TILES = 500_000
LARGEST_REQUEST = 16_000_000
"""Bytes; a broken connection costs no more than what is left of one."""
LARGEST_GAP = 100_000
"""Bytes between two wanted pieces that are fetched and thrown away, rather than asking twice."""


@dataclass(frozen=True)
class Source:
    """An archive to extract from: where it is, what it holds, and which version of it that is."""

    name: str
    archive: Archive
    version: str
    stream: Callable[[int, int], Iterator[bytes]]


@dataclass(frozen=True)
class Extraction:
    """What is to be extracted: everything is known but the tiles themselves.

    Attributes:
        source: the archive.
        head: all of the new archive that stands before its tiles.
        pieces: offset and length, in the source's file, of each tile's content in the new archive's order.
        min_zoom: the lowest zoom; ``max_zoom`` the highest.
    """

    source: Source
    head: bytes
    pieces: tuple[tuple[int, int], ...]
    min_zoom: int
    max_zoom: int

    @property
    def size(self) -> int:
        """Bytes of the new archive."""
        return len(self.head) + sum(length for _, length in self.pieces)

    @property
    def requests(self) -> list[tuple[int, int]]:
        """Offset and length of what is asked for at once."""
        return [(group[0][0], group[-1][0] + group[-1][1] - group[0][0]) for group in _grouped(self.pieces)]


def open_source(source: str, patience: Patience | None = None) -> Source:
    """An archive in a file, or at an ``http`` or ``https`` address.

    Raises:
        ExtractError: it cannot be read, or is no archive that geomap can use.
    """
    try:
        if is_address(source):
            remote = Remote(source, patience)
            archive = Archive(remote.read, remote.size, source)
            return Source(source, archive, f"{remote.version} {remote.size}", remote.stream)
        path = Path(source)
        archive = open_archive(path, source)
        about = path.stat()
    except ArchiveError as error:
        raise ExtractError(f"{echo(source)}: {error.found}", error.advice) from None
    except ExtractError:
        raise
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "no path"
        raise ExtractError(f"{echo(source)} cannot be opened ({reason})", "check the spelling of its path") from None
    version = f"{about.st_mtime_ns} {about.st_size}"
    return Source(str(path.resolve()), archive, version, lambda offset, length: iter([archive.read(offset, length)]))


def plan(source: Source, extent: Extent, max_zoom: int | None, max_size: int) -> Extraction:
    """What there is of an extent in an archive, up to a zoom (its own, where None). Only directories are read.

    Raises:
        ExtractError: it is nothing, or more than ``max_size`` bytes.
    """
    if extent.south >= MERCATOR_LATITUDE or extent.north <= -MERCATOR_LATITUDE:
        found = f"there are no tiles beyond {MERCATOR_LATITUDE:.4f} degrees north and south, where Web Mercator ends"
        raise ExtractError(found, "take an extent that reaches further from the pole")
    try:
        return _planned(source, extent, select(source.archive, extent, max_zoom, max_size, MAX_TILES))
    except TooLargeError as error:
        found = f"the tiles there have more than {max_size / 1_000_000:g} MB, or are more than {MAX_TILES:,}"
        raise ExtractError(found, f"{error.advice} (--maxzoom, --bbox), or allow more with --max-size") from None
    except ArchiveError as error:
        raise ExtractError(f"{echo(source.name)}: {error.found}", error.advice) from None


def _planned(source: Source, extent: Extent, entries: Sequence[TileEntry]) -> Extraction:
    """Lay the new archive out: each content once, in the order of the first tile that has it."""
    header = source.archive.header
    targets: dict[tuple[int, int], int] = {}
    size = 0
    for entry in entries:
        if (entry.offset, entry.length) not in targets:
            targets[entry.offset, entry.length] = size
            size += entry.length
    placed = [entry._replace(offset=targets[entry.offset, entry.length]) for entry in entries]
    told = metadata_of(source.archive, source.archive.attribution)
    head = archive_head(placed, size, header, told, header.bounds.common(extent) or extent)
    zooms = tileid_to_zxy(placed[0].tile_id)[0], tileid_to_zxy(placed[-1].tile_id)[0]
    return Extraction(source, head, tuple((header.tiles[0] + offset, length) for offset, length in targets), *zooms)


def extract(wanted: Extraction, out: Path, progress: Callable[[int], object] = lambda _done: None) -> None:
    """Write the new archive, in one step, once all of it is there.

    What has been fetched is kept beside it as ``OUT.….part`` until then; a run that was interrupted is continued, as
    long as the source is the same version and the extent and zooms are the same.

    Args:
        wanted: what :func:`plan` has said.
        out: the file to write; replaced where it is there.
        progress: told how many bytes there are, again and again.

    Raises:
        ExtractError: it cannot be fetched or written. ``out`` is as it was before.
    """
    part = part_of(wanted, out)
    if out.is_dir():
        raise ExtractError(f"{echo(out)} is a folder", "give the path of a file with -o")
    try:
        for other in stale_parts(wanted, out):
            other.unlink()
        with part.open("ab+") as file:
            _lock(file, out)
            _fill(file, wanted, progress)
            file.flush()
            os.fsync(file.fileno())
            _verify(part, wanted)
            part.replace(out)
    except ExtractError:
        raise
    except OSError as problem:
        raise ExtractError(
            f"{echo(out)} cannot be written ({problem.strerror})", "choose another file with -o"
        ) from None


def part_of(wanted: Extraction, out: Path) -> Path:
    """Where what has been fetched is kept: its name tells what it is a part of."""
    told = repr((wanted.source.name, wanted.source.version)).encode()
    return out.with_name(f"{out.name}.{hashlib.sha256(told + wanted.head).hexdigest()[:16]}.part")


def stale_parts(wanted: Extraction, out: Path) -> list[Path]:
    """What earlier runs have left of another version of the source, or of another extent."""
    parts = out.parent.glob(f"{glob.escape(out.name)}.{'[0-9a-f]' * 16}.part")
    return sorted(path for path in parts if path != part_of(wanted, out))


def _fill(file: IO[bytes], wanted: Extraction, progress: Callable[[int], object]) -> None:
    """Go on where the file ends: it holds the head and then the tiles, one after the other."""
    held = file.seek(0, os.SEEK_END)
    if held < len(wanted.head):
        file.truncate(0)
        file.write(wanted.head)
        held = len(wanted.head)
    ends = itertools.accumulate((length for _, length in wanted.pieces), initial=len(wanted.head))
    count, at = max((count, end) for count, end in enumerate(ends) if end <= held)
    file.truncate(at)
    progress(at)
    for group in _grouped(wanted.pieces[count:]):
        for content in _contents(wanted.source, group):
            at += file.write(content)
            progress(at)


def _contents(source: Source, group: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    """The content of each piece of a group that is asked for at once."""
    start = group[0][0]
    stream = source.stream(start, group[-1][0] + group[-1][1] - start)
    buffer = bytearray()
    for offset, length in group:
        while start + len(buffer) < offset + length:
            more = next(stream, b"")
            if not more:
                raise ExtractError(f"{echo(source.name)} is cut off: it is shorter than it says", "look for another")
            buffer += more
        del buffer[: offset - start]
        yield bytes(buffer[:length])
        del buffer[:length]
        start = offset + length


def _grouped(pieces: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Pieces that lie behind each other in the source, nearly side by side, as one request each."""
    group: list[tuple[int, int]] = []
    for piece in pieces:
        if group:
            end = group[-1][0] + group[-1][1]
            near = end <= piece[0] <= end + LARGEST_GAP
            if not near or piece[0] + piece[1] - group[0][0] > LARGEST_REQUEST:
                yield group
                group = []
        group.append(piece)
    if group:
        yield group


def _verify(part: Path, wanted: Extraction) -> None:
    """See that each tile is whole; what is not is not kept."""
    try:
        made = open_archive(part, part.name)
        for entry in made.entries(WORLD, range(wanted.min_zoom, wanted.max_zoom + 1)):
            made.content(entry)
    except ArchiveError as error:
        part.unlink()
        raise ExtractError(f"{echo(wanted.source.name)}: {error.found}", error.advice) from None


def _lock(file: IO[bytes], out: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ExtractError(f"another run is writing {echo(out)}", "wait until it has ended") from None
