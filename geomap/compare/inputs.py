"""What a person names → the two editions that are compared: files, folders, git revisions or built sites."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from geomap.compare.built_site import MANIFEST, REPORTS, published_edition, site_edition
from geomap.compare.compare import compare
from geomap.compare.differences import Differences
from geomap.compare.edition import Edition, edition_of
from geomap.compare.revision import CompareError, merge_base, project_at
from geomap.findings import Finding, Location, echo, errors
from geomap.link.evidence import find_citations
from geomap.model import Atlas
from geomap.model.published import coarsened
from geomap.read import read_articles, read_gazetteer

THE_FILES = "the files"
"""What the project's files are called, as they are now."""

_HIDING = frozenset("YGA")  # errors of these kinds may leave entries out; G007 does not
Project = tuple[Path, Sequence[Path] | None]
"""A project's folder, and the gazetteer's files where a person named one."""


@dataclass(frozen=True)
class Side:
    """One of the two that are compared.

    Attributes:
        name: what it is called.
        findings: the errors in it.
        folder: where its files are, while the comparison is open.
        prefix: what stands before their names, to tell whose they are.
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
    """What differs, and the two that were compared."""

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
    """Read the two and compare them; the files of a revision are there until the block ends.

    Args:
        old: a gazetteer file, a project's folder, a built site, a git revision, ``a..b`` or ``a...b``; the site that
            was built last where it is None.
        new: likewise; the project's files as they are where it is None.
        project: the project's folder, or a gazetteer file in its ``data`` folder.
        find_project: gives a project's folder and files by such a path.
        progress: told what is being done.

    Raises:
        CompareError: one of the two cannot be read.
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


def _ends(said: str) -> tuple[str, str, str] | None:
    """The two revisions of ``a..b`` or ``a...b``, of which one may be left out for ``HEAD``; None for a path."""
    dots = "..." if "..." in said else ".."
    first, found, second = said.partition(dots)
    if not found or first.endswith("/") or second.startswith("/"):
        return None
    return first or "HEAD", dots, second or "HEAD"


def _last_site(at: Project) -> _Site:
    site = at[0] / "site"
    if not (site / REPORTS).exists():
        advice = "run `geomap build` first, or name what to compare with, such as a git revision: geomap diff HEAD"
        raise CompareError(
            Finding(Location(echo(site.as_posix(), 300)), "F001", "there is no built site here yet", advice)
        )
    return _Site("the last build", site)


def _source(said: str, at: Project, find_project: Callable[[Path], Project]) -> _Source:
    """What a person means by a word: what lies on the disk comes before a revision of the same name."""
    path = Path(said)
    if os.path.isdir(said):  # noqa: PTH112  (the names of revisions may be impossible as paths: this never fails)
        holds_gazetteer = any((path / "data").glob("*.y*ml"))
        if (path / REPORTS).exists() and not holds_gazetteer:
            return _Site(said, path)
        return _Files(said, find_project(path))
    if os.path.isfile(said) or path.suffix in {".yaml", ".yml"}:  # noqa: PTH113
        if path.name == MANIFEST or path.suffix in {".geojson", ".json"}:
            return _Site(said, path)
        root, files = find_project(path)
        return _Files(said, (root, files), with_articles=(root / "seeds").is_dir())
    return _Revision(said, at, said)


def _side(source: _Source, stack: ExitStack, *, published: bool) -> Side:
    if isinstance(source, _Site):
        edition = site_edition(source.path)
        if isinstance(edition, Finding):
            raise CompareError(edition)
        return Side(source.name, edition, folder=source.path)
    root, files = source.project
    if isinstance(source, _Revision):
        there = stack.enter_context(project_at(root, source.revision))
        files = files and [there / os.path.relpath(file, root) for file in files]
        root = there
    atlas, found = _read(root, files)
    wrong, prefix = tuple(errors(found)), _prefix(source)
    if atlas is None and isinstance(source, _Revision) and {one.code for one in wrong} <= {"G001", "Y001"}:
        raise CompareError(_no_gazetteer(source.name, wrong[0]))
    if atlas is None or (published and wrong):  # with errors, nothing would be published of it
        raise CompareError(*(replace(one, location=_behind(prefix, one.location)) for one in wrong))
    if published:
        return Side(source.name, published_edition(coarsened(atlas)), wrong, root, prefix)
    with_articles = isinstance(source, _Revision) or source.with_articles
    with_pictures = not any(one.code.startswith("P") for one in wrong)  # those that cannot be read are left out
    edition = edition_of(atlas, with_articles=with_articles, with_pictures=with_pictures)
    return Side(source.name, edition, wrong, root, prefix)


def _prefix(source: _Files | _Revision) -> str:
    """What makes the name of a project's file one that a person knows; those of the project itself are known."""
    if isinstance(source, _Revision):
        return f"{echo(source.name, 100)}:"
    root = source.project[0]
    return "" if source.name == THE_FILES or root == Path() else f"{echo(root.as_posix(), 300)}/"


def _behind(prefix: str, location: Location) -> Location:
    return replace(location, file=prefix + location.file)


def _no_gazetteer(name: str, finding: Finding) -> Finding:
    advice = "choose one that has a gazetteer, or name the project's folder with --project"
    return Finding(Location(echo(name, 100)), "F004", f"{finding.message} ({finding.location.file})", advice)


def _read(root: Path, files: Sequence[Path] | None) -> tuple[Atlas | None, list[Finding]]:
    """Gazetteer, articles and where the quotes stand, as far as they are sound; None where nothing could be read."""
    reading, articles = read_gazetteer(root, files), read_articles(root)
    gazetteer = reading.gazetteer
    found = [*reading.findings, *articles.findings]
    if gazetteer is None:
        return None, found
    language = gazetteer.map.language
    citations, missing = find_citations(gazetteer.reports, articles.articles, language)
    # The basemap is no part of what is compared, and too large for many repositories.
    basemap = gazetteer.map.at("basemap", "file") if gazetteer.map.basemap else None
    found = [one for one in sorted([*found, *missing]) if one.location != basemap]
    atlas = Atlas(gazetteer.map, gazetteer.places, gazetteer.reports, articles.articles, (), citations)
    return atlas, found
