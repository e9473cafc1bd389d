"""``map.basemap``: the path of a PMTiles file → the file, checked to have layers that the page can draw."""

from pathlib import Path

from geomap.findings import Finding, Location, echo
from geomap.model import Basemap
from geomap.read.files import is_inside, why_unreadable
from geomap.tiles import ArchiveError, open_archive

DRAWN = ("openmaptiles", "protomaps")
"""The tile schemas that the page has a style for."""


def read_basemap(basemap: Basemap, gazetteer: Path, root: Path, at: Location) -> Basemap | Finding:
    """The entry with its file's path, or why the file cannot be used.

    Only the file's header, its first directory and its metadata are read.

    Args:
        basemap: the entry.
        gazetteer: the file that has the entry; its path is relative to this.
        root: the project's folder, outside of which the path may not lead.
        at: the location of the path in the gazetteer.
    """
    path, shown = gazetteer.parent / basemap.file, f'"{echo(basemap.file)}"'
    try:
        if not is_inside(path, root):
            advice = "copy it into the project, or extract the part that the map needs with `geomap basemap extract`"
            return Finding(at, "A005", f"{shown}: the file is outside the project", advice)
        archive = open_archive(path.resolve(strict=True), basemap.file)
        schema = archive.schema
    except ArchiveError as error:
        return Finding(at, "B001", f"{shown}: {error}", error.hint)
    except (OSError, ValueError, RuntimeError) as problem:  # a NUL in the path, a loop of symlinks
        found, advice = why_unreadable(problem)
        return Finding(at, "Y001", f"{shown}: {found}", advice)
    if schema not in DRAWN:
        layers = ", ".join(sorted(map(echo, archive.layers))[:5]) or "none are named"
        found = f"{shown}: geomap cannot draw its layers ({layers})"
        return Finding(at, "B002", found, "use a file in the OpenMapTiles or Protomaps schema")
    return basemap.with_path(path.resolve())
