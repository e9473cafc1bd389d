"""Arguments of ``geomap diff`` → the two editions to compare: files, folders, git revisions or built sites."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from geomap.compare.built_site import MANIFEST, has_reports, published_edition, site_edition
from geomap.compare.compare import compare
from geomap.compare.differences import Differences
from geomap.compare.edition import CompareError, Edition, edition_of
from geomap.compare.revision import merge_base, project_at
from geomap.findings import Finding, Location, ProjectError, echo, errors
from geomap.link.evidence import find_citations
from geomap.model import Atlas
from geomap.model.published import coarsened
from geomap.read import read_articles, read_gazetteer

THE_FILES = "the files"
"""The name of the project's current files in the output."""

_HIDING = frozenset("YGA")  # errors of these kinds may hide entries; G007 does not
Project = tuple[Path, Sequence[Path] | None]
"""A project's folder, and the gazetteer's files if one was given."""


@dataclass(frozen=True)
class Side:
    """One of the two versions.

    Attributes:
        name: its name in the output.
        findings: its errors.
        folder: where its files are, while the comparison is open.
        prefix: text before file names, which tells the two versions apart.
    """

    name: str
    edition: Edition = field(repr=False)
    findings: tuple[Finding, ...] = ()
    folder: Path = Path()
    prefix: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing from the edition."""
        return not any(one.code[0] in _HIDING and one.code != "G007" for one in self.findings)


@dataclass(frozen=True)
class Comparison:
    """The differences, and the two versions."""

    differences: Differences
    sides: tuple[Side, Side]


@dataclass(frozen=True)
class _Files:
    name: str
    project: Project
    with_articles: bool = True


@dataclass(frozen=True)
class _Revision:
    name: str
    project: Project
    revision: str


@dataclass(frozen=True)
class _Site:
    name: str
    path: Path


_Source = _Files | _Revision | _Site


@contextmanager
def comparison(
    old: str | None,
    new: str | None,
    project: Path,
    find_project: Callable[[Path], Project],
    progress: Callable[[str], object] = lambda _doing: None,
) -> Iterator[Comparison]:
    """Read two versions and compare them; the files of a revision exist until the block ends.

    Args:
        old: a gazetteer file, a project's folder, a built site, a git revision, ``a..b`` or ``a...b``; the last
            built site if None.
        new: likewise; the project's current files if None.
        project: the project's folder, or a gazetteer file in its ``data`` folder.
        find_project: returns a project's folder and files for such a path.
        progress: called with a description of each step.

    Raises:
        CompareError: one of the two cannot be read.
        ProjectError: one of the two has errors with which it cannot be compared.
    """
    at = find_project(project)
    sources = _sources(old, new, at, find_project)
    published = any(isinstance(source, _Site) for source in sources)
    with ExitStack() as stack:
        sides = []
        for source in sources:
            progress(f"reading {source.name}")
            sides.append(_side(source, stack, published=published))
        before, now = sides
        progress("comparing")
        differences = compare(
            before.edition,
            now.edition,
            old=before.name,
            new=now.name,
            published=published,
            old_complete=before.is_complete,
            new_complete=now.is_complete,
        )
        yield Comparison(differences, (before, now))


def _sources(
    old: str | None, new: str | None, at: Project, find_project: Callable[[Path], Project]
) -> tuple[_Source, _Source]:
    if old is None:
        return _last_site(at), _Files(THE_FILES, at)
    if new is None and (ends := _ends(old)) and not os.path.exists(old):  # noqa: PTH110
        first, dots, second = ends
        base = merge_base(at[0], first, second) if dots == "..." else first
        name = base[:10] if dots == "..." else first
        return _Revision(name, at, base), _Revision(second, at, second)
    after = _source(new, at, find_project) if new is not None else _Files(THE_FILES, at)
    return _source(old, at, find_project), after


def _ends(argument: str) -> tuple[str, str, str] | None:
    """The two revisions of ``a..b`` or ``a...b``, where a missing one is ``HEAD``; None for a path."""
    dots = "..." if "..." in argument else ".."
    first, found, second = argument.partition(dots)
    if not found or first.endswith("/") or second.startswith("/"):
        return None
    return first or "HEAD", dots, second or "HEAD"


def _last_site(at: Project) -> _Site:
    site = at[0] / "site"
    if not has_reports(site):
        advice = "run `geomap build` first, or name what to compare with, such as a git revision: geomap diff HEAD"
        raise CompareError(f"{echo(site.as_posix(), 300)}: there is no built site here yet", advice)
    return _Site("the last build", site)


def _source(argument: str, at: Project, find_project: Callable[[Path], Project]) -> _Source:
    """The source that an argument names: a file or folder takes precedence over a revision of the same name."""
    path = Path(argument)
    if os.path.isdir(argument):  # noqa: PTH112  (names of revisions may be invalid as paths: this never fails)
        holds_gazetteer = any((path / "data").glob("*.y*ml"))
        if has_reports(path) and not holds_gazetteer:
            return _Site(argument, path)
        return _Files(argument, find_project(path))
    if os.path.isfile(argument) or path.suffix in {".yaml", ".yml"}:  # noqa: PTH113
        if path.name == MANIFEST or path.suffix in {".geojson", ".json", ".gz"}:
            return _Site(argument, path)
        root, files = find_project(path)
        return _Files(argument, (root, files), with_articles=(root / "seeds").is_dir())
    return _Revision(argument, at, argument)


def _side(source: _Source, stack: ExitStack, *, published: bool) -> Side:
    if isinstance(source, _Site):
        return Side(source.name, site_edition(source.path), folder=source.path)
    root, files = source.project
    if isinstance(source, _Revision):
        there = stack.enter_context(project_at(root, source.revision))
        files = files and [there / os.path.relpath(file, root) for file in files]
        root = there
    atlas, found = _read(root, files)
    wrong, prefix = tuple(errors(found)), _prefix(source)
    if atlas is None and isinstance(source, _Revision) and {one.code for one in wrong} <= {"G001", "Y001"}:
        raise _no_gazetteer(source.name, wrong[0])
    if atlas is None or (published and wrong):  # with errors, nothing would be published of it
        raise ProjectError(replace(one, location=_prefixed(prefix, one.location)) for one in wrong)
    if published:
        return Side(source.name, published_edition(coarsened(atlas)), wrong, root, prefix)
    with_articles = isinstance(source, _Revision) or source.with_articles
    with_pictures = not any(one.code.startswith("P") for one in wrong)  # unreadable pictures are left out
    edition = edition_of(atlas, with_articles=with_articles, with_pictures=with_pictures)
    return Side(source.name, edition, wrong, root, prefix)


def _prefix(source: _Files | _Revision) -> str:
    """The text before file names in findings; the project's own files need none."""
    if isinstance(source, _Revision):
        return f"{echo(source.name, 100)}:"
    root = source.project[0]
    return "" if source.name == THE_FILES or root == Path() else f"{echo(root.as_posix(), 300)}/"


def _prefixed(prefix: str, location: Location) -> Location:
    return replace(location, file=prefix + location.file)


def _no_gazetteer(name: str, finding: Finding) -> CompareError:
    advice = "choose one that has a gazetteer, or name the project's folder with --project"
    return CompareError(f"{echo(name, 100)}: {finding.message} ({finding.location.file})", advice)


def _read(root: Path, files: Sequence[Path] | None) -> tuple[Atlas | None, list[Finding]]:
    """The valid parts of the gazetteer and articles, with the positions of quotes; None if nothing could be read."""
    reading, articles = read_gazetteer(root, files), read_articles(root)
    gazetteer = reading.gazetteer
    found = [*reading.findings, *articles.findings]
    if gazetteer is None:
        return None, found
    language = gazetteer.map.language
    citations, missing = find_citations(gazetteer.reports, articles.articles, language)
    # The base map is not compared, and too large for many repositories.
    basemap = gazetteer.map.at("basemap", "file") if gazetteer.map.basemap else None
    found = [one for one in sorted([*found, *missing]) if one.location != basemap]
    atlas = Atlas(gazetteer.map, gazetteer.places, gazetteer.reports, articles.articles, (), citations)
    return atlas, found
