"""A project folder → an atlas with findings: the order of the stages, nothing else."""

import datetime
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from geomap._gc import without_collector
from geomap.accepted.baseline import BASELINE, acceptable, baseline_of, read_baseline
from geomap.accepted.filter import filter_findings, with_entries
from geomap.errors import GeomapError
from geomap.files import write_whole
from geomap.findings import Accepted, Finding, ProjectError, errors
from geomap.geometry.map_extent import MARGIN, extent_of
from geomap.link import LinkCache, connect
from geomap.model import Atlas, Gazetteer
from geomap.model.published import coarsened
from geomap.page.media import check_pictures
from geomap.page.overlays import check_overlays
from geomap.page.page import Map
from geomap.page.streets import cut_streets
from geomap.read import read_articles, read_gazetteer
from geomap.tiles import Extent

Progress = Callable[[str], object]
"""Is told in words what is being done."""
Look = Callable[[Gazetteer], Sequence[Finding]]
"""Finds more in a gazetteer, by asking somebody else."""


_AGAIN = "run the command again"


def silent(_doing: str) -> None:
    """Nobody is told."""


@dataclass(frozen=True, eq=False)
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
        return Map(coarsened(self))


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


@without_collector()
def check(  # noqa: PLR0913
    path: str | Path = ".",
    also: Sequence[Path] = (),
    drafts: Mapping[Path, str] | None = None,
    *,
    look: Look | None = None,
    memory: LinkCache | None = None,
    progress: Progress = silent,
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
    published = coarsened(atlas)
    found = [*found, *check_pictures(atlas.reports), *check_overlays(published)]
    streets = None
    if not errors([*findings, *found]):  # with places missing, the map's extent would be another
        if atlas.info.basemap:
            progress("cutting the streets")
        streets, about_streets = cut_streets(published)
        found += about_streets
    if errors(findings):
        found = errors(found)  # what could not be read is missing from the whole: doubts about the whole would be wrong
    if look is not None:
        found = [*found, *look(gazetteer.gazetteer)]
    found = with_entries(sorted([*findings, *found]), gazetteer.gazetteer)
    comments = [*gazetteer.ignores, *articles.ignores]
    filtered = filter_findings(found, comments, read_baseline(root), whole=files is None, geocoded=look is not None)
    if errors(filtered.findings):
        return Checked(None, filtered.findings, filtered.accepted)
    loaded = LoadedAtlas(
        info=atlas.info,
        places=atlas.places,
        reports=atlas.reports,
        articles=atlas.articles,
        mentions=atlas.mentions,
        citations=atlas.citations,
        streets=streets,
        findings=filtered.findings,
        inputs={**gazetteer.sha256, **{article.file: article.sha256 for article in atlas.articles}},
    )
    return Checked(loaded, filtered.findings, filtered.accepted)


def accept(
    project: str | Path = ".", look: Look | None = None, *, progress: Progress = silent
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
        OSError: the baseline could not be written; it is unchanged.
        GeomapError: another program changed the baseline meanwhile; it is left as that program wrote it.
    """
    file = Path(project) / BASELINE
    before = file.read_bytes() if file.exists() else b""
    memory = LinkCache()
    checked = check(project, look=look, memory=memory, progress=progress)
    if any(finding.code != "R005" for finding in errors(checked.findings)):
        return checked, checked
    known = [each.finding for each in checked.accepted if each.by == "baseline"]
    if before or file.exists() or any(map(acceptable, checked.findings)):
        if before != (file.read_bytes() if file.exists() else b""):
            raise GeomapError(f"{BASELINE} was changed by another program while the project was checked", _AGAIN)
        write_whole(file, baseline_of([*checked.findings, *known]))
    return checked, check(project, look=look, memory=memory, progress=progress)


def load(path: str | Path = ".", *, progress: Progress = silent) -> LoadedAtlas:
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
