"""A project folder → an atlas with findings: the order of the stages."""

import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geomap._gc import without_collector
from geomap.accepted.baseline import BASELINE, acceptable, baseline_of, read_baseline
from geomap.accepted.filter import filter_findings, with_entries
from geomap.errors import GeomapError
from geomap.files import write_whole
from geomap.findings import Accepted, Finding, ProjectError, errors
from geomap.geometry.extent import Extent
from geomap.link import LinkCache, connect
from geomap.model import Atlas, Gazetteer
from geomap.model.published import PublishedAtlas, coarsened
from geomap.model.published_inputs import published_inputs
from geomap.read import read_articles, read_gazetteer

if TYPE_CHECKING:
    from geomap.page.folium_map import Map

_GAZETTEER = {".yaml", ".yml"}

Progress = Callable[[str], object]
"""Called with a description of each step."""
ExtraCheck = Callable[[Gazetteer], Sequence[Finding]]
"""A check of a gazetteer that is only made on request, such as the comparison with a geocoder."""


class BaselineError(GeomapError):
    """The baseline could not be replaced. It is unchanged."""


def silent(_step: str) -> None:
    """Show no progress."""


@dataclass(frozen=True, eq=False)
class LoadedAtlas(Atlas):
    """The atlas of a project folder.

    Attributes:
        findings: warnings and notes; a project with errors has no atlas.
        inputs: SHA-256 of every file that was read, by its path in the project.
        published_inputs: those that the manifest may name: see ``geomap.model.published_inputs``.
    """

    findings: tuple[Finding, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    published_inputs: Mapping[str, str | None] = field(default_factory=dict)

    def map(self) -> "Map":
        """A ``folium.Map``: notebooks display it, ``folium.Marker(...).add_to(m)`` adds to it, ``save`` writes it."""
        from geomap.page.folium_map import Map

        return Map(coarsened(self))


@dataclass(frozen=True)
class Checked:
    """The result of checking a project.

    Attributes:
        atlas: None if the project has errors.
        findings: sorted by file, line and column, without the accepted ones.
        accepted: findings that a comment or the baseline accepts.
    """

    atlas: LoadedAtlas | None
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()


@without_collector()
def check(
    path: str | Path = ".",
    *,
    drafts: Mapping[Path, str | None] | None = None,
    extra_check: ExtraCheck | None = None,
    memory: LinkCache | None = None,
    progress: Progress = silent,
) -> Checked:
    """Read, link and check a project: its folder, or a gazetteer file in its ``data`` folder.

    Args:
        path: the project's folder, or the file.
        drafts: unsaved texts of gazetteer files and articles, read in place of the files; None leaves an article out.
        extra_check: an additional check of the gazetteer.
        memory: speeds up repeated checks of the same project.
        progress: called with a description of each step.
    """
    root, files = find_project(Path(path))
    progress("reading the gazetteer")
    texts = {path: text for path, text in (drafts or {}).items() if text is not None and path.suffix in _GAZETTEER}
    reading = read_gazetteer(root, files, texts, kept=memory is not None)
    progress("reading the articles")
    articles = read_articles(root, drafts)
    findings = [*reading.findings, *articles.findings]
    gazetteer = reading.gazetteer
    if gazetteer is None:
        return Checked(None, tuple(sorted(findings)))
    progress(f"linking articles: {len(articles.articles):,}")
    atlas, found = connect(gazetteer, articles.articles, today(), memory)
    progress("checking pictures and overlays")
    published = coarsened(atlas)
    found = [*found, *_check_pictures_and_overlays(atlas, published)]
    streets = None
    if atlas.info.basemap and not errors([*findings, *found]):  # missing places would change the extent of the map
        from geomap.page.streets import cut_streets

        progress("cutting the streets")
        streets, street_findings = cut_streets(published)
        found += street_findings
    if errors(findings):
        found = errors(found)  # entries that could not be read are missing, so warnings about the rest may be wrong
    if extra_check is not None:
        found = [*found, *extra_check(gazetteer)]
    located = with_entries(sorted([*findings, *found]), gazetteer)
    comments = [*reading.ignores, *articles.ignores]
    result = filter_findings(
        located, comments, read_baseline(root), whole=files is None, geocoded=extra_check is not None
    )
    if errors(result.findings):
        return Checked(None, result.findings, result.accepted)
    inputs = {**reading.sha256, **{article.file: article.sha256 for article in atlas.articles}}
    loaded = LoadedAtlas(
        info=atlas.info,
        places=atlas.places,
        reports=atlas.reports,
        articles=atlas.articles,
        mentions=atlas.mentions,
        citations=atlas.citations,
        streets=streets,
        findings=result.findings,
        inputs=inputs,
        published_inputs=published_inputs(atlas, inputs, reading.inputs, reading.map_file),
    )
    return Checked(loaded, result.findings, result.accepted)


def _check_pictures_and_overlays(atlas: Atlas, published: PublishedAtlas) -> list[Finding]:
    """The findings about them. Their libraries are only loaded for maps that have any."""
    found: list[Finding] = []
    if any(report.media for report in atlas.reports):
        from geomap.page.media import check_pictures

        found += check_pictures(atlas.reports)
    if atlas.info.overlays:
        from geomap.page.overlays import check_overlays

        found += check_overlays(published)
    return found


def accept(
    folder: str | Path = ".", extra_check: ExtraCheck | None = None, *, progress: Progress = silent
) -> tuple[Checked, Checked]:
    """Write the baseline of a project: accept all its current warnings and remove those that no longer occur.

    Errors can hide warnings, so the baseline of a project with errors stays as it is.

    Args:
        folder: the project's folder.
        extra_check: an additional check of the gazetteer, as in ``check``.
        progress: called with a description of each step.

    Returns:
        The project checked with the old baseline and with the new one; with errors, the same result twice.

    Raises:
        BaselineError: the baseline could not be written, or another program changed it in the meantime.
    """
    file = Path(folder) / BASELINE
    memory = LinkCache()
    with _baseline_access():
        old = _bytes_of(file)
    before = check(folder, extra_check=extra_check, memory=memory, progress=progress)
    if any(finding.code != "R005" for finding in errors(before.findings)):
        return before, before
    if old is not None or any(map(acceptable, before.findings)):
        known = [each.finding for each in before.accepted if each.by == "baseline"]
        with _baseline_access():
            if _bytes_of(file) != old:
                found = f"{BASELINE} was changed by another program while the project was checked"
                raise BaselineError(found, "run the command again")
            write_whole(file, baseline_of([*before.findings, *known]))
    return before, check(folder, extra_check=extra_check, memory=memory, progress=progress)


def _bytes_of(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


@contextmanager
def _baseline_access() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise BaselineError(f"cannot write {BASELINE}: {reason}", "the file is unchanged") from problem


def load(path: str | Path = ".", *, progress: Progress = silent) -> LoadedAtlas:
    """The atlas of a project.

    Args:
        path: the project's folder, or a gazetteer file in its ``data`` folder.
        progress: called with a description of each step.

    Raises:
        ProjectError: the project has errors; ``error.findings`` lists all findings.
    """
    checked = check(path, progress=progress)
    if checked.atlas is None:
        raise ProjectError(checked.findings)
    return checked.atlas


def extent_of_project(path: str | Path = ".") -> Extent | None:
    """The extent of the streets that a project's map needs, with a margin; None if no place has a position.

    A missing basemap is not an error: the extent is needed to download it.

    Raises:
        ProjectError: the gazetteer has other errors.
    """
    from geomap.geometry.map_extent import MARGIN, extent_of

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
    """The project's folder, and the gazetteer file if the path is one."""
    if path.is_file() or path.suffix in {".yaml", ".yml"}:
        folder = path.parent
        return (folder.parent if folder.resolve().name == "data" else folder), [path]
    return path, None


def today() -> datetime.date:
    """The current day in UTC, or the day of ``SOURCE_DATE_EPOCH`` if it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.datetime.now(datetime.UTC).date()
