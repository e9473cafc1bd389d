"""A project folder → an atlas with findings, and its site: the order of the stages, nothing else."""

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from geomap.collector import without_collector
from geomap.findings import Finding, ProjectError, errors
from geomap.link import Memory, connect
from geomap.model import Atlas
from geomap.read import read_articles, read_gazetteer
from geomap.tiles import Extent
from geomap.write import exports
from geomap.write.changes import Changes, changes_since
from geomap.write.coarsen import coarsened
from geomap.write.extent import MARGIN, extent_of
from geomap.write.manifest import manifest_json
from geomap.write.media import check_pictures
from geomap.write.on_demand import FilesOnDemand
from geomap.write.overlays import check_overlays
from geomap.write.page import Map, bundled
from geomap.write.preview import preview_png
from geomap.write.publish import publish
from geomap.write.share import oembed_json
from geomap.write.streets import cut_streets, streets_beside
from geomap.write.whole_file import write_whole
from geomap.write.words import Words

EXPORTS = exports.EXPORTS
"""The formats that a map's data can be written in, by their names."""


@dataclass(frozen=True)
class LoadedAtlas(Atlas):
    """An atlas that came from a project folder: it draws itself, and knows what it was read from.

    Attributes:
        findings: warnings and notes; an atlas with errors is never made.
        inputs: SHA-256 of every file that was read, by its path in the project.
    """

    findings: tuple[Finding, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)

    def map(self) -> Map:
        """A real ``folium.Map``: shows itself in a notebook, takes ``folium.Marker(...).add_to(m)``, saves the page."""
        return Map(self)


@dataclass(frozen=True)
class Checked:
    """What a project came to: the atlas, None where an error stands in its way, and every finding in order."""

    atlas: LoadedAtlas | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Built:
    """What a build did."""

    atlas: LoadedAtlas
    site: Path
    changes: Changes


@without_collector()
def check(path: str | Path = ".", also: Sequence[Path] = (), memory: Memory | None = None) -> Checked:
    """Read, link and check a project: its folder, or a gazetteer file in its ``data`` folder.

    ``also`` are files of the gazetteer in the making, which are checked with the rest before they take their place. A
    ``memory`` makes it quicker where a project is checked again and again.
    """
    root, files = find_project(Path(path))
    gazetteer = read_gazetteer(root, files, also)
    articles = read_articles(root)
    findings = [*gazetteer.findings, *articles.findings]
    if gazetteer.gazetteer is None:
        return Checked(None, tuple(sorted(findings)))
    atlas, found = connect(gazetteer.gazetteer, articles.articles, today(), memory)
    found = [*found, *check_pictures(atlas.reports), *check_overlays(coarsened(atlas))]
    streets = None
    if not errors([*findings, *found]):  # with places missing, the map's extent would be another
        streets, about_streets = cut_streets(atlas)
        found += about_streets
    if errors(findings):
        found = errors(found)  # what could not be read is missing from the whole: doubts about the whole would be wrong
    ordered = tuple(sorted([*findings, *found]))
    if errors(ordered):
        return Checked(None, ordered)
    loaded = LoadedAtlas(
        info=atlas.info,
        places=atlas.places,
        reports=atlas.reports,
        articles=atlas.articles,
        mentions=atlas.mentions,
        citations=atlas.citations,
        streets=streets,
        findings=ordered,
        inputs={**gazetteer.sha256, **{article.file: article.sha256 for article in atlas.articles}},
    )
    return Checked(loaded, ordered)


def load(path: str | Path = ".") -> LoadedAtlas:
    """The atlas of a project.

    Args:
        path: the project's folder, or a gazetteer file in its ``data`` folder.

    Raises:
        ProjectError: the project has errors; ``error.findings`` lists every one.
    """
    checked = check(path)
    if checked.atlas is None:
        raise ProjectError(checked.findings)
    return checked.atlas


def extent_of_project(path: str | Path = ".") -> Extent | None:
    """The extent whose streets a project's map needs, with a margin; None where nothing of it has a position.

    A basemap that is missing is no error here: it may be what is being made.

    Raises:
        ProjectError: the gazetteer has other errors.
    """
    root, files = find_project(Path(path))
    reading = read_gazetteer(root, files)
    gazetteer = reading.gazetteer
    basemap = gazetteer.map.at("basemap", "file") if gazetteer and gazetteer.map.basemap else None
    wrong = [finding for finding in errors(reading.findings) if finding.location != basemap]
    if gazetteer is None or wrong:
        raise ProjectError(wrong or reading.findings)
    atlas = Atlas(gazetteer.map, gazetteer.places, gazetteer.reports, (), (), ())
    extent = extent_of(coarsened(atlas))
    return extent and extent.grown(MARGIN)


def site_files(atlas: LoadedAtlas) -> Mapping[str, bytes]:
    """Every file of the site, by its path in it, made when it is asked for. The same atlas gives the same bytes."""
    published, words = coarsened(atlas), Words(atlas.info.language)
    makers: dict[str, Callable[[], bytes]] = {
        "index.html": lambda: _page(atlas),
        "embed.js": lambda: bundled("embed.js").encode(),
        "oembed.json": lambda: oembed_json(published),
        "preview.png": lambda: preview_png(published, words),
        **exports.data_files(published, words),
        **{path: partial(bytes, data) for path, data in streets_beside(published.streets).items()},
    }
    files = FilesOnDemand(makers)
    manifest = {"manifest.json": lambda: manifest_json(published, atlas.inputs, files)}
    return FilesOnDemand({**{path: partial(files.__getitem__, path) for path in files}, **manifest})


@without_collector()
def _page(atlas: Atlas) -> bytes:
    page: str = Map(atlas).get_root().render()
    return page.encode()


def build(atlas: LoadedAtlas, project: str | Path = ".", site: str | Path | None = None) -> Built:
    """Replace the site, in one step, by this atlas's; ``site`` is the project's ``site`` folder unless given.

    Raises:
        SiteError: the site could not be written; what was there before is still there, whole.
    """
    root, _ = find_project(Path(project))
    target = Path(site) if site is not None else root / "site"
    files = site_files(atlas)
    changes = changes_since(target, files)
    publish(files, target, root)
    return Built(atlas, target, changes)


def export(atlas: Atlas, form: str, file: str | Path | None = None) -> bytes:
    """What may be published of an atlas, in a format of ``EXPORTS``; written whole to a file where one is named.

    Raises:
        ImportError: the format needs an extra that is not installed.
        OSError: the file could not be written; what was there before is still there.
    """
    data = EXPORTS[form].write(coarsened(atlas), Words(atlas.info.language))
    if file is not None:
        write_whole(Path(file), data)
    return data


def find_project(path: Path) -> tuple[Path, list[Path] | None]:
    """The project's folder, and the gazetteer's files where the path names one of them."""
    if path.is_file() or path.suffix in {".yaml", ".yml"}:
        folder = path.parent
        return (folder.parent if folder.resolve().name == "data" else folder), [path]
    return path, None


def today() -> datetime.date:
    """The day against which dates count as future: ``SOURCE_DATE_EPOCH``'s where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.datetime.now(datetime.UTC).date()
