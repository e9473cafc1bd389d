"""Watches the files of a project and reports groups of changes."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from geomap.extras import require

GROUP_MS, QUIET_MS = 400, 20
"""Changes within ``GROUP_MS`` form a group, which ends earlier after ``QUIET_MS`` without a change."""
POLL_MS = 500

SOURCES = ("data", "seeds")
"""Folders of a project in which every kind of file matters."""
LINKED = {".yaml", ".yml", ".geojson", ".json", ".pmtiles", ".jpg", ".jpeg", ".png", ".webp", ".gif"}
"""Kinds of files in other folders that a gazetteer can refer to."""
_TEMPORARY = (".swp", ".swx", ".tmp", ".temp", ".bak", ".orig", ".part", ".pyc", "~", "#", "_jb_tmp___", "_jb_old___")
_IGNORED = {"node_modules", "__pycache__"}


def changes(root: Path, on_polling: Callable[[], object]) -> Iterator[frozenset[str]]:
    """The paths of changed files and folders, in groups: relative to the project, with slashes.

    The first group is empty and comes as soon as the project is watched. Changes that happen while the caller handles a
    group are in the next one. Ends only with an exception, such as ``KeyboardInterrupt``.

    Args:
        root: the project's folder.
        on_polling: called if the system cannot report changes in this folder, so that geomap polls the files.
    """
    try:
        yield from _groups(root, polling=False)
    except (OSError, RuntimeError):  # too many folders for the system, or a file system without notifications
        on_polling()
        yield from _groups(root, polling=True)


def _groups(root: Path, *, polling: bool) -> Iterator[frozenset[str]]:
    folders = _source_folders(root)
    groups = require("watchfiles", extra="serve").watch(
        root,
        watch_filter=None,
        debounce=GROUP_MS,
        step=QUIET_MS,
        rust_timeout=100,
        yield_on_timeout=True,
        ignore_permission_denied=True,
        force_polling=polling or None,
        poll_delay_ms=POLL_MS,
    )
    next(groups)  # watching has begun
    yield frozenset()
    for group in groups:
        if group:
            before, folders = folders, _source_folders(root)
            changed = {_path_in(root, path) for _, path in group}
            if relevant := (before ^ folders) | set(filter(_is_relevant, changed)):
                yield frozenset(relevant)


def _source_folders(root: Path) -> set[str]:
    """The folders of sources; when one is moved, the system does not report the files in it."""
    found = set()
    for source in SOURCES:
        for folder, inside, _ in os.walk(root / source):
            inside[:] = [name for name in inside if not _is_ignored(name)]
            found.add(_path_in(root, folder))
    return found


def _path_in(root: Path, path: str) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def _is_relevant(path: str) -> bool:
    """Whether a build may read a file of this path in the project."""
    *folders, name = path.split("/")
    top = folders[0] if folders else ""
    if top in {"..", "site"} or any(map(_is_ignored, (*folders, name))) or name.lower().endswith(_TEMPORARY):
        return False
    suffix = Path(name).suffix.lower()
    return suffix in LINKED or (bool(suffix) and top in SOURCES)


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "#")) or name in _IGNORED
