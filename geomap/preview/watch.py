"""A project's files, watched while an editor works on them: each group of changes is told once it is complete."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from geomap.extras import require
from geomap.findings import Finding, Location

MOST_FOLDERS = 1000
"""Folders that are watched; those of the gazetteer and of the articles come first."""
GROUP_MS, QUIET_MS = 400, 20
"""Milliseconds within which changes belong together, and without a change after which they are complete."""
WAKE_MS = 100
"""Milliseconds after which a watch that heard nothing says so."""
POLL_MS = 500
"""Milliseconds between two looks where the system tells of no changes."""

SOURCES = ("data", "seeds")
"""Folders of a project in which every kind of file matters."""
NAMED_FROM_ELSEWHERE = {".yaml", ".yml", ".geojson", ".json", ".pmtiles", ".jpg", ".jpeg", ".png", ".webp", ".gif"}
"""Kinds of files that a gazetteer may name, wherever in the project they lie."""
_LEFT_BY_EDITORS = (".swp", ".swx", ".tmp", ".temp", ".bak", ".orig", ".part", ".pyc", "~", "#")
_NEVER = {"node_modules", "__pycache__"}


def changes(root: Path, complain: Callable[[Finding], None]) -> Iterator[frozenset[str]]:
    """The paths in the project of the files and folders that changed, in groups; an empty group to begin with.

    What changes after the first group was given is missed by none that follow, also while nobody asks for the next. A
    folder that is made, removed or put back is followed, the project's own too. It goes on until it is interrupted.

    Args:
        root: the project's folder.
        complain: hears V001 and V002, each once at most.
    """
    due: set[str] | None = set()  # None once all is told
    for group, is_whole in _groups(root, complain):
        if group:
            due = {*(due or ()), *group}
        if is_whole and due is not None:
            yield frozenset(due)
            due = None


def _groups(root: Path, complain: Callable[[Finding], None]) -> Iterator[tuple[set[str], bool]]:
    """What changed, and whether every folder that is there now is listened to."""
    told: set[str] = set()
    polling = False
    while True:
        folders = _folders(root)
        if not folders:  # the project itself is gone
            yield set(), True
            while not root.is_dir():
                time.sleep(WAKE_MS / 1000)
            yield {"."}, False
            continue
        new = {one.code: one for one in _doubts(root, folders, polling=polling) if one.code not in told}
        told.update(new)
        for finding in new.values():
            complain(finding)
        try:
            yield from _until_folders_change(root, folders, polling=polling)
        except FileNotFoundError:  # one of the folders went away meanwhile
            continue
        except (OSError, RuntimeError):  # there are more of them than the system watches
            if polling:
                raise
            polling = True


def _until_folders_change(
    root: Path, folders: Mapping[str, object], *, polling: bool
) -> Iterator[tuple[set[str], bool]]:
    for number, paths in enumerate(_heard(list(folders), polling=polling)):
        now = _folders(root) if paths or number == 0 else folders
        news = {os.path.relpath(folder, root) for folder, _ in now.items() ^ folders.items()}
        yield _relevant(paths, root) | news, not news
        if news:
            return


def _heard(folders: list[str], *, polling: bool) -> Iterator[set[str]]:
    """Paths that changed in any of the folders, and every now and then none."""
    options: dict[str, Any] = {"force_polling": True, "poll_delay_ms": POLL_MS} if polling else {}
    watched = require("watchfiles", extra="serve").watch(
        *folders,
        watch_filter=None,
        debounce=GROUP_MS,
        step=QUIET_MS,
        rust_timeout=WAKE_MS,
        yield_on_timeout=True,
        recursive=False,
        ignore_permission_denied=True,
        **options,
    )
    with closing(watched):
        for group in watched:
            yield {path for _, path in group}


def _folders(root: Path) -> dict[str, tuple[int, int]]:
    """The folders of a project that are watched, each with what tells it from another one of the same name."""
    found: dict[str, tuple[int, int]] = {}
    seen: set[tuple[int, int]] = set()
    waiting = deque([root, *(root / name for name in SOURCES)])
    while waiting:
        folder = waiting.popleft()
        try:
            status = folder.stat()
            inside = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())
        except OSError:
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen or (folder != root and (folder / "pyvenv.cfg").exists()):
            continue
        if len(found) == MOST_FOLDERS:
            break
        seen.add(identity)
        found[str(folder)] = identity
        names = [name for name in inside if not (_is_hidden(name) or name in _NEVER)]
        ours = [folder / name for name in names if not (folder == root and name in {"site", *SOURCES})]
        if set(folder.relative_to(root).parts[:1]) & set(SOURCES):
            waiting.extendleft(reversed(ours))
        else:
            waiting.extend(ours)
    return found


def _relevant(paths: set[str], root: Path) -> set[str]:
    """Those of the changed paths that a build may read, as they stand in the project."""
    base = os.path.abspath(root)  # noqa: PTH100  (keeps symlinks as typed)
    found = set()
    for path in paths:
        inside = Path(os.path.relpath(os.path.abspath(path), base))  # noqa: PTH100
        parts = inside.parts
        if not parts or parts[0] in {"..", "site"} or any(_is_hidden(part) or part in _NEVER for part in parts):
            continue
        name = parts[-1].lower()
        if name.endswith(_LEFT_BY_EDITORS) or name.startswith("___jb_") or name == "4913":  # JetBrains' and Vim's
            continue
        ending = inside.suffix.lower()
        if ending in NAMED_FROM_ELSEWHERE or (ending and parts[0] in SOURCES):
            found.add(inside.as_posix())
    return found


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "#"))


def _doubts(root: Path, folders: Mapping[str, object], *, polling: bool) -> Iterator[Finding]:
    here = Location(str(root))
    if polling:
        found = "the system does not tell when files change here"
        advice = f"they are looked at every {POLL_MS / 1000:g} s; fewer folders, or a local disk, make it quicker"
        yield Finding(here, "V001", found, advice)
    if len(folders) == MOST_FOLDERS:
        found = f"the project has {MOST_FOLDERS:,} folders or more, and changes in the others are not noticed"
        yield Finding(here, "V002", found, "keep what the map is made of in data/ and seeds/ of its own folder")
