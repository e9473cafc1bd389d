"""A basemap's archive → the streets that are published: those of the map's extent, in the page or beside it."""

import base64
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from geomap.findings import Finding, echo
from geomap.geometry.map_extent import MARGIN, extent_of
from geomap.model import Atlas, Streets
from geomap.model.published import coarsened
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
"""Bytes of an archive that goes into the page: the streets of a town, or of some 100 km² of a city. As text in the page
it is a third more, so that the page can still be sent by mail and opens in seconds over a slow line."""
MAX_BESIDE = 100_000_000
"""Bytes of an archive that is published beside the page; the usual hosts of static sites take no larger file."""
MAX_TILES = 500_000
FILE = "basemap.pmtiles"
"""The archive's name where it lies beside the page."""
OPENSTREETMAP = "© OpenStreetMap contributors"
"""Who is named where an archive does not say: both schemas are made for the data of OpenStreetMap."""


def cut_streets(atlas: Atlas) -> tuple[Streets | None, list[Finding]]:
    """The streets of a map, and what is to be said of them: why there are none (B001, B003, B004), or B005 to B007.

    The extent is that of the coarsened places: the exact ones leave no trace in what is cut out.
    """
    basemap = atlas.info.basemap
    if basemap is None or basemap.path is None or (seen := extent_of(coarsened(atlas))) is None:
        return None, []
    try:
        archive = open_archive(basemap.path, basemap.file)
        covered = archive.header.bounds.common(seen.grown(MARGIN))
        entries = select(archive, seen.grown(MARGIN), basemap.max_zoom, MAX_BESIDE, MAX_TILES)
        if not entries or covered is None or not archive.header.bounds.intersects(seen):
            return None, [_elsewhere(atlas)]
        streets = _cut(atlas, archive, entries, covered)
    except TooLargeError as error:
        return None, [_too_large(atlas, error.fits_to)]
    except ArchiveError as error:
        return None, [_finding(atlas, "B001", str(error), error.hint)]
    except OSError as problem:
        return None, [_finding(atlas, "B001", f"the file cannot be read any more ({problem.strerror})", "")]
    return streets, list(_doubts(atlas, archive, streets, seen))


def is_embedded(streets: Streets) -> bool:
    """Whether the archive stands in the page itself; else it is the file beside it."""
    return len(streets.data) <= MAX_EMBEDDED


def streets_element(streets: Streets | None) -> Markup:
    """The archive as an inert script element of the page; nothing where it is none, or lies beside the page."""
    if streets is None or not is_embedded(streets):
        return Markup()
    text = base64.b64encode(streets.data).decode()
    return Markup(f'<script type="application/vnd.pmtiles" id="geomap-streets">{text}</script>')  # noqa: S704 - base64


def streets_beside(streets: Streets | None) -> dict[str, bytes]:
    """The archive as a file of the site, where it is too large for the page."""
    return {} if streets is None or is_embedded(streets) else {FILE: streets.data}


def _cut(atlas: Atlas, archive: Archive, entries: Iterable[TileEntry], covered: Extent) -> Streets:
    """The archive of these tiles, each of them unpacked once to see that it is whole.

    Raises:
        ArchiveError: one of them is not.
    """
    basemap = atlas.info.basemap
    given = basemap.attribution if basemap else None
    attribution = given or archive.attribution or OPENSTREETMAP
    data = cut_entries(archive, list(entries), metadata_of(archive, attribution), covered)
    made = Archive.from_bytes(data, archive.name)
    zooms = range(made.header.min_zoom, made.header.max_zoom + 1)
    for entry in made.entries(WORLD, zooms):
        made.content(entry)
    bounds = (covered.west, covered.south, covered.east, covered.north)
    return Streets(data, archive.name, archive.schema or "", attribution, zooms[0], zooms[-1], bounds)


def _doubts(atlas: Atlas, archive: Archive, streets: Streets, seen: Extent) -> Iterator[Finding]:
    if not archive.header.bounds.covers(seen):
        found = "it covers only a part of the map; the rest is drawn without streets"
        yield _finding(atlas, "B005", found, "give an archive of the whole map, where there is one")
    if archive.attribution is None and (atlas.info.basemap is None or atlas.info.basemap.attribution is None):
        found = f"it does not say whose data it is; readers are told {OPENSTREETMAP}"
        yield _finding(atlas, "B006", found, "write under map.basemap   attribution: who is to be named")
    if not is_embedded(streets):
        found = f"its streets have {_mb(len(streets.data))}, so they lie beside the page as {FILE}"
        advice = f"nothing to do on a web server; from disk there are streets up to {_mb(MAX_EMBEDDED)} (max_zoom)"
        yield _finding(atlas, "B007", found, advice)


def _too_large(atlas: Atlas, fits_to: int) -> Finding:
    found = f"the streets of the map's extent have more than {_mb(MAX_BESIDE)} or {MAX_TILES:,} tiles"
    lower = f"write max_zoom: {fits_to} under map.basemap" if fits_to >= 0 else "give an archive of smaller tiles"
    return _finding(atlas, "B003", found, f"{lower}, or make the map's areas smaller")


def _elsewhere(atlas: Atlas) -> Finding:
    advice = "give an archive of the part of the Earth that the map shows"
    return _finding(atlas, "B004", "it has no streets where the map's places are", advice)


def _finding(atlas: Atlas, code: str, found: str, advice: str) -> Finding:
    name = atlas.info.basemap.file if atlas.info.basemap else ""
    return Finding(atlas.info.at("basemap", "file"), code, f'"{echo(name)}": {found}', advice)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.3g} MB"
