"""The finished files → ``site/``, replaced in one step: a reader finds the whole old site or the whole new one."""

import contextlib
import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from geomap.publish.carry import MANIFEST, Folder, Identity, carry, discard, finish_modes, look, make_folder, settle
from geomap.publish.exchange import locked, put_in_place, sync
from geomap.publish.site_folder import (
    SiteError,
    explained,
    folders_of,
    not_removed,
    refuse_collisions,
    refuse_unremovable,
    refuse_unusable,
    shown_path,
)

__all__ = ["SiteError", "publish"]

ABANDONED_AFTER_S = 3600  # where no lock tells whether a folder is still being filled: no build takes an hour


def publish(files: Mapping[str, bytes], site: Path, project: Path) -> None:
    """Replace the site with these files.

    A complete new folder is written beside the old one and then exchanged with it, so a build that is killed at any
    instant leaves the whole old site or the whole new one. What it leaves beside the site, hidden as
    ``.site.geomap-…``, the next build settles and removes. Two builds at once follow one another; where the file
    system knows no locks, both run, the site is one's or the other's, and one of them may fail. Where folders cannot
    be exchanged, :func:`geomap.publish.exchange.put_in_place` says what is lost.

    Files, links and folders in the site that geomap did not write stay as they are: the same file under the same name
    (a hard link; a copy where the file system has no links). What geomap wrote before, as the old manifest lists it,
    and does not write now is removed. A site that is a link to a folder stays one, and that folder is replaced.

    The folder itself is a new one each time: a terminal, or a container's mount, that was opened on ``site/`` keeps
    looking at the old one, by then empty. The folder above it is the one to open.

    Args:
        files: the bytes of every output by its path in the site, with ``/``. One is ``manifest.json``, an object whose
            ``outputs`` has the path of every other one as a key.
        site: the folder to replace; made, with its parents, where it is missing.
        project: the project's folder, whose sources stay out of reach.

    Raises:
        SiteError: the site cannot be written. It, and everything beside it, is as it was before, unless the message
            says that the new site is in place and only the old one could not be removed.
        ValueError: ``files`` is not as described.
    """
    _check(files)
    shown = shown_path(Path(site), Path(project))
    target = Path(os.path.realpath(site))
    try:
        refuse_unusable(Path(site), target, Path(os.path.realpath(project)), shown)
        with _parents_made(target), locked(_beside(target, "lock")) as alone:
            _settle_leftovers(target, alone=alone)
            _replace(files, target, shown)
    except SiteError:
        raise
    except OSError as error:
        raise SiteError(explained(error, target, shown), error.errno) from error


def _check(files: Mapping[str, bytes]) -> None:
    """Stop a writer's slip that would put a file outside the site, or that the next build could not clear away."""
    for path in files:
        parts = PurePosixPath(path).parts
        if not parts or path != "/".join(parts) or ".." in parts or "\\" in path or "\0" in path:
            raise ValueError(f"not a path in the site: {path!r}")
    if MANIFEST not in files or json.loads(files[MANIFEST])["outputs"].keys() != files.keys() - {MANIFEST}:
        raise ValueError("the manifest does not list the outputs")


@contextlib.contextmanager
def _parents_made(target: Path) -> Iterator[None]:
    """Make the folders above the site, and take them away again if it comes to nothing."""
    made = [folder for folder in reversed(target.parents) if not folder.exists()]
    try:
        for folder in made:
            folder.mkdir(exist_ok=True)
            sync(folder.parent)
        yield
    except BaseException:
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _beside(target: Path, ending: str) -> Path:
    """A hidden path of geomap's own next to the site."""
    name = target.name if len(os.fsencode(target.name)) < 150 else hashlib.sha256(os.fsencode(target.name)).hexdigest()
    return target.with_name(f".{name}.geomap-{ending}")


def _settle_leftovers(target: Path, *, alone: bool) -> None:
    """Clear away the folders of builds that ended before they could; ``alone`` says that no other build is running."""
    named = re.compile(re.escape(_beside(target, "").name) + r"(new|old)-[0-9]+-[0-9a-f]{8}")
    for folder in sorted(target.parent.iterdir()):
        if named.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink():
            with contextlib.suppress(FileNotFoundError):  # its own build has just cleared it away
                is_only_site = not os.path.lexists(target) and not _is_unfinished(folder)
                if alone or is_only_site or time.time() - folder.stat().st_ctime > ABANDONED_AFTER_S:
                    _settle(folder, target)


def _settle(folder: Path, target: Path) -> None:
    """Clear one such folder away, by what it is: a new site that was not finished, the only site, or an old site."""
    if _is_unfinished(folder):
        discard(folder)
    elif not os.path.lexists(target):
        folder.rename(target)
    else:
        settle(folder, target, carried={})


def _is_unfinished(folder: Path) -> bool:
    """A new folder has its own inode number in its name, or none yet; after an exchange the old site has that name."""
    kind, number = folder.name.split("-")[-3:-1]
    return kind == "new" and int(number) in {0, folder.stat().st_ino}


def _replace(files: Mapping[str, bytes], target: Path, shown: str) -> None:
    old = Folder(target, {}, frozenset())
    if target.exists():
        old = look(target)
        refuse_collisions(files, old, shown)
        refuse_unremovable(old)
    token = secrets.token_hex(4)
    new, aside = _beside(target, f"new-0-{token}"), _beside(target, f"old-0-{token}")
    made = [aside, new]
    try:
        make_folder(new, like=target)
        named = _beside(target, f"new-{new.stat().st_ino}-{token}")
        made.append(named)
        new = new.rename(named)
        carried = _fill(new, files, old)
        former = put_in_place(new, target, aside)
        if former:
            _settle_former(former, target, carried, shown)
    except BaseException:
        for folder in made:
            with contextlib.suppress(OSError):
                _settle(folder, target)
        raise


def _fill(new: Path, files: Mapping[str, bytes], old: Folder) -> dict[str, Identity]:
    """Write the outputs, carry over what is somebody else's, and have all of it on the disk."""
    for path in folders_of(files):
        make_folder(new / path, like=old.root / path)
    for path in (MANIFEST, *(path for path in files if path != MANIFEST)):  # first: it tells what is geomap's
        with (new / path).open("xb") as file:
            file.write(files[path])
    carried = carry(old, new)
    finish_modes(old, new)
    for path in files:  # once all are written: many systems then put them on the disk together
        sync(new / path)
    there = look(new)
    for path in filter(there.is_folder, there.entries):
        sync(new / path)
    sync(new)
    return carried


def _settle_former(former: Path, target: Path, carried: Mapping[str, Identity], shown: str) -> None:
    try:
        settle(former, target, carried)
    except OSError as error:
        raise SiteError(not_removed(error, former, target, shown), error.errno) from error
