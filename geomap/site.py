"""An atlas → its site, or one of its exports: what is written, in which order, nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from geomap._gc import without_collector
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
from geomap.exports import registry as exports
from geomap.files import write_whole
from geomap.findings import Finding
from geomap.i18n.format import Words
from geomap.model import Atlas
from geomap.model.published import PublishedAtlas, coarsened
from geomap.page.page import Map, bundled
from geomap.page.share import oembed_json
from geomap.page.streets import streets_beside
from geomap.project import LoadedAtlas, Progress, find_project, silent
from geomap.publish.manifest import manifest_json
from geomap.publish.on_demand import FilesOnDemand
from geomap.publish.publish import publish
from geomap.static_map.preview_png import preview_png

EXPORTS = exports.EXPORTS
"""The formats that a map's data can be written in, by their names."""


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


def site_files(atlas: LoadedAtlas) -> Mapping[str, bytes]:
    """Every file of the site, by its path in it, where no site stood before; each is made when it is asked for.

    The same atlas gives the same bytes.
    """
    published = coarsened(atlas)
    files = _without_manifest(published)
    makers = {path: partial(files.__getitem__, path) for path in files}
    return FilesOnDemand({**makers, MANIFEST: lambda: manifest_json(published, atlas.inputs, files)})


def _without_manifest(published: PublishedAtlas) -> FilesOnDemand:
    words = Words(published.info.language)
    makers: dict[str, Callable[[], bytes]] = {
        "index.html": lambda: _page(published),
        "embed.js": lambda: bundled("embed.js").encode(),
        "oembed.json": lambda: oembed_json(published),
        "preview.png": lambda: preview_png(published, words),
        **exports.data_files(published, words),
        **{path: partial(bytes, data) for path, data in streets_beside(published.streets).items()},
    }
    return FilesOnDemand(makers)


@without_collector()
def _page(atlas: PublishedAtlas) -> bytes:
    page: str = Map(atlas).get_root().render()
    return page.encode()


def build(
    atlas: LoadedAtlas, project: str | Path = ".", site: str | Path | None = None, *, progress: Progress = silent
) -> Built:
    """Replace the site, in one step, by this atlas's; ``site`` is the project's ``site`` folder unless given.

    ``progress`` is told in words what is being done.

    Raises:
        SiteError: the site could not be written; what was there before is still there, whole.
    """
    root, _ = find_project(Path(project))
    target = Path(site) if site is not None else root / "site"
    progress(f"drawing reports: {len(atlas.reports):,}")
    published = coarsened(atlas)
    files = _without_manifest(published)
    progress("comparing with the last build")
    changes = _changes_since(target, published, files[REPORTS])
    kept = changes_kept(changes) if changes else kept_before(target)
    whole = {**files, MANIFEST: manifest_json(published, atlas.inputs, files, kept)}
    progress("writing the site")
    same_bytes = all(_has_bytes(target / path, data) for path, data in whole.items())
    publish(whole, target, root)
    return Built(atlas, target, changes, same_bytes)


def _changes_since(site: Path, atlas: PublishedAtlas, reports: bytes) -> Differences | None:
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
