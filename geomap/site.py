"""Write the site of an atlas, or one of its exports."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap._gc import without_collector
from geomap.errors import GeomapError
from geomap.exports.registry import COMPRESSED_FROM, EXPORTS, site_exports
from geomap.files import write_whole
from geomap.findings import echo, nearest
from geomap.i18n.translator import Translator
from geomap.model import Atlas
from geomap.model.published import PublishedAtlas, coarsened
from geomap.page.page import bundled, page_html
from geomap.page.report_pages import report_pages
from geomap.page.share import oembed_json
from geomap.page.streets import external_streets
from geomap.project import LoadedAtlas, Progress, find_project, silent
from geomap.publish.manifest import manifest_json
from geomap.publish.on_demand import FilesOnDemand
from geomap.publish.site_folder import MANIFEST, write_site
from geomap.static_map.preview_png import preview_png

if TYPE_CHECKING:
    from geomap.compare import Differences

__all__ = ["EXPORTS", "Built", "ExportError", "build", "export", "site_files"]


BUILD_DIGITS = 10
"""A build is named by the first digits of the SHA-256 of its reports, which the manifest has in full."""


class ExportError(GeomapError):
    """An export cannot be made or written."""


@dataclass(frozen=True, eq=False)
class Built:
    """The result of a build.

    Attributes:
        atlas: the project, with its drafts.
        published: what was published of it.
        site: the folder of the site.
        changes: the differences from the previous site; None if there was none that geomap can read.
        same_bytes: whether no file changed.
    """

    atlas: LoadedAtlas
    published: PublishedAtlas
    site: Path
    changes: "Differences | None"
    same_bytes: bool


def site_files(atlas: LoadedAtlas) -> Mapping[str, bytes]:
    """Every file of the site by its path in it, as a first build writes it. Each is made on first access.

    The same atlas gives the same bytes.
    """
    published = coarsened(atlas)
    files = _without_manifest(published)
    makers = {path: partial(files.__getitem__, path) for path in files}
    return FilesOnDemand({**makers, MANIFEST: lambda: manifest_json(published, atlas.published_inputs, files)})


def _without_manifest(published: PublishedAtlas, *, with_sizes: bool = False) -> FilesOnDemand:
    """Every file but the manifest. ``with_sizes``, a large page states those of the exports, which are made first."""
    words = Translator(published.info.language)
    exports = site_exports(published)
    reports = exports["geojson"].path

    @without_collector()
    def page() -> bytes:
        build_id = hashlib.sha256(files[reports]).hexdigest()[:BUILD_DIGITS]
        is_large = with_sizes and len(published.reports) >= COMPRESSED_FROM
        sizes = {each.path: len(files[each.path]) for each in exports.values() if is_large}
        return page_html(published, build_id, sizes).encode()

    makers: dict[str, Callable[[], bytes]] = {
        "index.html": page,
        "embed.js": lambda: bundled("embed.js").encode(),
        "oembed.json": lambda: oembed_json(published),
        "preview.png": lambda: preview_png(published, words),
        **report_pages(published, words),
        **{each.path: partial(each.write, published, words) for each in exports.values()},
        **{path: partial(bytes, data) for path, data in external_streets(published.streets).items()},
    }
    files = FilesOnDemand(makers)
    return files


@without_collector()
def build(
    atlas: LoadedAtlas, project: str | Path = ".", site: str | Path | None = None, *, progress: Progress = silent
) -> Built:
    """Write the site of an atlas to a folder; by default, the folder ``site`` of the project.

    Args:
        atlas: what to publish.
        project: the project folder.
        site: the folder to write. Files in it that geomap did not create stay as they are.
        progress: called with a few words before each step.

    Raises:
        SiteError: the site cannot be written.
    """
    root, _ = find_project(Path(project))
    target = Path(site) if site is not None else root / "site"
    progress(f"drawing reports: {len(atlas.reports):,}")
    published = coarsened(atlas)
    files = _without_manifest(published, with_sizes=True)
    progress("comparing with the last build")
    exists = os.path.exists(target)  # noqa: PTH110  (unlike Path's, it raises nothing where permission is denied)
    changes, kept = _changes_since(target, published, files) if exists else (None, None)
    manifest = manifest_json(published, atlas.published_inputs, files, kept)
    progress("writing the site")
    changed = write_site({**files, MANIFEST: manifest}, target, root)
    return Built(atlas, published, target, changes, same_bytes=not changed)


def _changes_since(
    site: Path, published: PublishedAtlas, files: Mapping[str, bytes]
) -> tuple["Differences | None", Mapping[str, Any] | None]:
    """The differences from the site that is there, None where it cannot be read; and the changes for the manifest."""
    # A first build has nothing to compare, and starts without the import.
    from geomap.compare import CompareError, changes_kept, compare, kept_before, published_edition, site_edition

    try:
        before = site_edition(site)
    except CompareError:
        return None, kept_before(site)
    after = published_edition(published, files[site_exports(published)["geojson"].path])
    changes = compare(before, after, old="the last build", new="this build", published=True)
    return changes, changes_kept(changes) if changes else kept_before(site)


def export(atlas: Atlas | PublishedAtlas, form: str, file: str | Path | None = None) -> bytes:
    """The publishable data of an atlas in one of the formats of ``EXPORTS``.

    Args:
        atlas: what to export. Locations are generalised as on the map.
        form: the name of the format, such as ``geojson``.
        file: where to write the bytes too; replaced in one step.

    Raises:
        ExportError: the format is unknown, or the file cannot be written.
        MissingExtraError: the format needs an extra that is not installed.
    """
    if form not in EXPORTS:
        hint = nearest(form, EXPORTS) or f"choose one of {', '.join(EXPORTS)}"
        raise ExportError(f'there is no export format "{echo(form)}"', hint)
    data = EXPORTS[form].write(coarsened(atlas), Translator(atlas.info.language))
    if file is not None:
        try:
            write_whole(Path(file), data)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ExportError(f"cannot write {echo(file, limit=300)}: {reason}", "choose another file") from error
    return data
