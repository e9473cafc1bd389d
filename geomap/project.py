"""A project folder → an atlas with findings, and its site: the order of the stages, nothing else."""

import datetime
import errno
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from geomap.collector import without_collector
from geomap.compare import (
    MANIFEST,
    REPORTS,
    Differences,
    changes_kept,
    compare,
    kept_before,
    published_edition,
    site_edition,
)
from geomap.findings import Accepted, Finding, ProjectError, errors
from geomap.gates import BASELINE, acceptable, baseline_of, read_baseline, sift, told_of
from geomap.link import Memory, connect
from geomap.model import Atlas, Gazetteer
from geomap.read import read_articles, read_gazetteer
from geomap.tiles import Extent
from geomap.write import exports
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


Progress = Callable[[str], object]
"""Is told in words what is being done."""
Look = Callable[[Gazetteer], Sequence[Finding]]
"""Finds more in a gazetteer, by asking somebody else."""


def _silent(_doing: str) -> None:
    """Nobody is told."""


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
    """What a project came to.

    Attributes:
        atlas: None where an error stands in its way.
        findings: every one that counts, in order.
        accepted: those that do not, as a comment or the baseline accepts them.
    """

    atlas: LoadedAtlas | None
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes:
        atlas: what was published.
        site: the folder that was written.
        changes: what differs from the site that stood there before; None where there was none.
        same_bytes: whether every file is what it was before.
    """

    atlas: LoadedAtlas
    site: Path
    changes: Differences | None
    same_bytes: bool


@without_collector()
def check(  # noqa: PLR0913
    path: str | Path = ".",
    also: Sequence[Path] = (),
    drafts: Mapping[Path, str] | None = None,
    *,
    look: Look | None = None,
    memory: Memory | None = None,
    progress: Progress = _silent,
) -> Checked:
    """Read, link and check a project: its folder, or a gazetteer file in its ``data`` folder.

    Args:
        path: the project's folder, or the file.
        also: files of the gazetteer in the making, which are checked with the rest before they take their place.
        drafts: texts in the making, which stand for what their files hold.
        look: finds more in the gazetteer, by asking somebody else.
        memory: makes it quicker where a project is checked again and again.
        progress: is told in words what is being done.
    """
    root, files = find_project(Path(path))
    progress("reading the gazetteer")
    gazetteer = read_gazetteer(root, files, also, drafts)
    progress("reading the articles")
    articles = read_articles(root)
    findings = [*gazetteer.findings, *articles.findings]
    if gazetteer.gazetteer is None:
        return Checked(None, tuple(sorted(findings)))
    progress(f"linking articles: {len(articles.articles):,}")
    atlas, found = connect(gazetteer.gazetteer, articles.articles, today(), memory)
    progress("checking pictures and overlays")
    found = [*found, *check_pictures(atlas.reports), *check_overlays(coarsened(atlas))]
    streets = None
    if not errors([*findings, *found]):  # with places missing, the map's extent would be another
        if atlas.info.basemap:
            progress("cutting the streets")
        streets, about_streets = cut_streets(atlas)
        found += about_streets
    if errors(findings):
        found = errors(found)  # what could not be read is missing from the whole: doubts about the whole would be wrong
    if look is not None:
        found = [*found, *look(gazetteer.gazetteer)]
    told = told_of(sorted([*findings, *found]), gazetteer.gazetteer)
    comments = [*gazetteer.ignores, *articles.ignores]
    sifted = sift(told, comments, read_baseline(root), whole=files is None, looked=look is not None)
    if errors(sifted.findings):
        return Checked(None, sifted.findings, sifted.accepted)
    loaded = LoadedAtlas(
        info=atlas.info,
        places=atlas.places,
        reports=atlas.reports,
        articles=atlas.articles,
        mentions=atlas.mentions,
        citations=atlas.citations,
        streets=streets,
        findings=sifted.findings,
        inputs={**gazetteer.sha256, **{article.file: article.sha256 for article in atlas.articles}},
    )
    return Checked(loaded, sifted.findings, sifted.accepted)


def accept(
    project: str | Path = ".", look: Look | None = None, *, progress: Progress = _silent
) -> tuple[Checked, Checked]:
    """Write the baseline of a project: accept every warning that it has now, and drop those that are no more.

    Where there are errors, warnings may be missing, and the baseline stays as it is.

    Args:
        project: the project's folder; one of its files does not show all warnings.
        look: finds more in the gazetteer, as in ``check``.
        progress: is told in words what is being done.

    Returns:
        The project as checked with the old baseline, and with the new one; twice the same where there are errors.

    Raises:
        OSError: the baseline could not be written, or was changed meanwhile; it is as it was.
    """
    file = Path(project) / BASELINE
    before = file.read_bytes() if file.exists() else b""
    checked = check(project, look=look, progress=progress)
    if any(finding.code != "R005" for finding in errors(checked.findings)):
        return checked, checked
    known = [each.finding for each in checked.accepted if each.by == "baseline"]
    if before or file.exists() or any(map(acceptable, checked.findings)):
        if before != (file.read_bytes() if file.exists() else b""):
            raise OSError(errno.EBUSY, "somebody has changed it meanwhile")
        write_whole(file, baseline_of([*checked.findings, *known]))
    return checked, check(project, look=look, progress=progress)


def load(path: str | Path = ".", *, progress: Progress = _silent) -> LoadedAtlas:
    """The atlas of a project.

    Args:
        path: the project's folder, or a gazetteer file in its ``data`` folder.
        progress: is told in words what is being done.

    Raises:
        ProjectError: the project has errors; ``error.findings`` lists every one.
    """
    checked = check(path, progress=progress)
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
    """Every file of the site, by its path in it, where no site stood before; each is made when it is asked for.

    The same atlas gives the same bytes.
    """
    files = _without_manifest(atlas)
    makers = {path: partial(files.__getitem__, path) for path in files}
    return FilesOnDemand({**makers, MANIFEST: lambda: manifest_json(coarsened(atlas), atlas.inputs, files)})


def _without_manifest(atlas: LoadedAtlas) -> FilesOnDemand:
    published, words = coarsened(atlas), Words(atlas.info.language)
    makers: dict[str, Callable[[], bytes]] = {
        "index.html": lambda: _page(atlas),
        "embed.js": lambda: bundled("embed.js").encode(),
        "oembed.json": lambda: oembed_json(published),
        "preview.png": lambda: preview_png(published, words),
        **exports.data_files(published, words),
        **{path: partial(bytes, data) for path, data in streets_beside(published.streets).items()},
    }
    return FilesOnDemand(makers)


@without_collector()
def _page(atlas: Atlas) -> bytes:
    page: str = Map(atlas).get_root().render()
    return page.encode()


def build(
    atlas: LoadedAtlas, project: str | Path = ".", site: str | Path | None = None, *, progress: Progress = _silent
) -> Built:
    """Replace the site, in one step, by this atlas's; ``site`` is the project's ``site`` folder unless given.

    ``progress`` is told in words what is being done.

    Raises:
        SiteError: the site could not be written; what was there before is still there, whole.
    """
    root, _ = find_project(Path(project))
    target = Path(site) if site is not None else root / "site"
    progress(f"drawing reports: {len(atlas.reports):,}")
    files = _without_manifest(atlas)
    progress("comparing with the last build")
    changes = _changes_since(target, atlas, files[REPORTS])
    kept = changes_kept(changes) if changes else kept_before(target)
    whole = {**files, MANIFEST: manifest_json(coarsened(atlas), atlas.inputs, files, kept)}
    progress("writing the site")
    same_bytes = all(_has_bytes(target / path, data) for path, data in whole.items())
    publish(whole, target, root)
    return Built(atlas, target, changes, same_bytes)


def _changes_since(site: Path, atlas: Atlas, reports: bytes) -> Differences | None:
    """What differs from the site as it stands; None where there is none that can be read."""
    before = site_edition(site)
    if isinstance(before, Finding):
        return None
    return compare(before, published_edition(atlas, reports), old="the last build", new="this build", published=True)


def _has_bytes(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


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
