"""``map.basemap`` of the gazetteer: the path of an archive of tiles → the file, found to be one that can be drawn."""

from pathlib import Path

from geomap.findings import Finding, Location, echo
from geomap.model import Basemap
from geomap.read.files import is_inside, why_not
from geomap.tiles import ArchiveError, open_archive

DRAWN = ("openmaptiles", "protomaps")
"""The schemas of streets that the page has a style for."""


def read_basemap(basemap: Basemap, beside: Path, root: Path, at: Location) -> Finding | None:
    """Look into a basemap's file and tell the entry where it lies, or say what is wrong with it.

    Only the file's header, its first directory and its metadata are read.

    Args:
        basemap: the entry.
        beside: the gazetteer file, beside which the path begins.
        root: the project's folder, which the path may not leave.
        at: where the path stands in the gazetteer.
    """
    path, shown = beside.parent / basemap.file, f'"{echo(basemap.file)}"'
    try:
        if not is_inside(path, root):
            advice = "copy it into the project, or cut out what the map needs with `geomap basemap extract`"
            return Finding(at, "A005", f"{shown}: the file lies outside the project", advice)
        archive = open_archive(path.resolve(strict=True), basemap.file)
        schema = archive.schema
    except ArchiveError as error:
        return Finding(at, "B001", f"{shown}: {error}", error.hint)
    except (OSError, ValueError, RuntimeError) as problem:  # a NUL in the path, a loop of symlinks
        found, advice = why_not(problem)
        return Finding(at, "Y001", f"{shown}: {found}", advice)
    if schema not in DRAWN:
        layers = ", ".join(sorted(map(echo, archive.layers))[:5]) or "none that it names"
        found = f"{shown}: its layers are of no schema that geomap draws ({layers})"
        return Finding(at, "B002", found, "give an archive in the OpenMapTiles or Protomaps schema")
    basemap.lying_at(path.resolve())
    return None
