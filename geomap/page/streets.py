"""The archive of a base map → the streets of the map's extent, embedded in the page or as an external file."""

from collections.abc import Iterable, Iterator

from geomap.findings import Finding, echo
from geomap.geometry.map_extent import MARGIN, extent_of
from geomap.model import Streets
from geomap.model.published import PublishedAtlas
from geomap.tiles import (
    WORLD,
    Archive,
    ArchiveError,
    Extent,
    TileEntry,
    TooLargeError,
    cut_entries,
    metadata_of,
    open_archive,
    select,
)

MAX_EMBEDDED = 4_000_000
"""Bytes of embedded streets: those of a town, or of about 100 km² of a city. As text in the page they take a third
more, with which the page can still be sent by mail and opens in seconds on a slow connection."""
MAX_EXTERNAL = 100_000_000
"""Bytes of external streets: the usual limit of static hosts for a file."""
MAX_TILES = 500_000
FILE = "basemap.pmtiles"
"""The name of the external file."""
OPENSTREETMAP = "© OpenStreetMap contributors"
"""The credit if an archive has none: both schemas are made for OpenStreetMap data."""


def cut_streets(atlas: PublishedAtlas) -> tuple[Streets | None, list[Finding]]:
    """The streets of a map, with findings: why there are none (B001, B003, B004), or remarks on them (B005 to B007)."""
    basemap = atlas.info.basemap
    if basemap is None or basemap.path is None or (extent := extent_of(atlas)) is None:
        return None, []
    try:
        archive = open_archive(basemap.path, basemap.file)
        covered = archive.header.bounds.common(extent.grown(MARGIN))
        entries = select(archive, extent.grown(MARGIN), basemap.max_zoom, MAX_EXTERNAL, MAX_TILES)
        if not entries or covered is None or not archive.header.bounds.intersects(extent):
            return None, [_elsewhere(atlas)]
        streets = _cut(atlas, archive, entries, covered)
    except TooLargeError as error:
        return None, [_too_large(atlas, error.fits_to)]
    except ArchiveError as error:
        return None, [_finding(atlas, "B001", error.found, error.advice)]
    except OSError as problem:
        return None, [_finding(atlas, "B001", f"the file can no longer be read ({problem.strerror})", "")]
    return streets, list(_remarks(atlas, archive, streets, extent))


def is_embedded(streets: Streets) -> bool:
    """Whether the streets are part of the page, or else an external file."""
    return len(streets.data) <= MAX_EMBEDDED


def embedded_streets(streets: Streets | None) -> dict[str, bytes]:
    """The streets as an archive of the page, by its kind; empty without streets or if they are external."""
    return {"streets": streets.data} if streets and is_embedded(streets) else {}


def external_streets(streets: Streets | None) -> dict[str, bytes]:
    """The streets as a file of the site, by its path; empty without streets or if they are embedded."""
    return {FILE: streets.data} if streets and not is_embedded(streets) else {}


def _cut(atlas: PublishedAtlas, archive: Archive, entries: Iterable[TileEntry], covered: Extent) -> Streets:
    """An archive of these tiles, each of which is decompressed once to check it.

    Raises:
        ArchiveError: a tile is damaged.
    """
    basemap = atlas.info.basemap
    attribution = (basemap and basemap.attribution) or archive.attribution or OPENSTREETMAP
    data = cut_entries(archive, list(entries), metadata_of(archive, attribution), covered)
    cut = Archive.of_bytes(data, archive.name)
    zooms = range(cut.header.min_zoom, cut.header.max_zoom + 1)
    for entry in cut.entries(WORLD, zooms):
        cut.content(entry)
    bounds = (covered.west, covered.south, covered.east, covered.north)
    return Streets(data, archive.name, archive.schema or "", attribution, zooms[0], zooms[-1], bounds)


def _remarks(atlas: PublishedAtlas, archive: Archive, streets: Streets, extent: Extent) -> Iterator[Finding]:
    if not archive.header.bounds.covers(extent):
        found = "it covers only part of the map; the rest has no streets"
        yield _finding(atlas, "B005", found, "use an archive that covers the whole map, if there is one")
    if archive.attribution is None and (atlas.info.basemap is None or atlas.info.basemap.attribution is None):
        found = f"it has no attribution; the page shows {OPENSTREETMAP}"
        yield _finding(atlas, "B006", found, "write attribution: under map.basemap")
    if not is_embedded(streets):
        found = f"its streets have {_mb(len(streets.data))}, so they are in the external file {FILE}"
        advice = f"on a web server, nothing; from disk, only streets up to {_mb(MAX_EMBEDDED)} are shown (max_zoom)"
        yield _finding(atlas, "B007", found, advice)


def _too_large(atlas: PublishedAtlas, fits_to: int) -> Finding:
    found = f"the streets in the extent of the map have more than {_mb(MAX_EXTERNAL)} or {MAX_TILES:,} tiles"
    lower = f"write max_zoom: {fits_to} under map.basemap" if fits_to >= 0 else "use an archive with smaller tiles"
    return _finding(atlas, "B003", found, f"{lower}, or make the areas of the map smaller")


def _elsewhere(atlas: PublishedAtlas) -> Finding:
    advice = "use an archive of the area that the map shows"
    return _finding(atlas, "B004", "it has no streets in the area of the map", advice)


def _finding(atlas: PublishedAtlas, code: str, found: str, advice: str) -> Finding:
    name = atlas.info.basemap.file if atlas.info.basemap else ""
    return Finding(atlas.info.at("basemap", "file"), code, f'"{echo(name)}": {found}', advice)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.3g} MB"
