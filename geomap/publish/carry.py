"""Files in the site that are somebody else's: told from geomap's own, carried into the new folder, never lost.

An old folder's manifest is only ever asked "is this path yours?" about files that were found by looking, and looking
follows no link. So nothing that stands in a manifest can reach a file outside the folder.
"""

import bisect
import contextlib
import errno
import itertools
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from geomap.publish.exchange import sync

MANIFEST = "manifest.json"
MANIFEST_LIMIT = 64 * 1024 * 1024  # bytes; a manifest has about 100 for each output
Identity = tuple[int, int, int]


class MountedError(OSError):
    """Part of the site lies on another file system: emptying the old folder would empty that one."""


class TakenError(OSError):
    """The file system sees one name where geomap sees two, such as INDEX.HTML and index.html."""


@dataclass(frozen=True)
class Folder:
    """What a folder holds, looked at once.

    Attributes:
        root: the folder.
        entries: everything below it by its path with ``/``, parents before children, as ``os.lstat`` sees it.
        listed: the paths that its manifest claims for geomap; None where there is a manifest that cannot be read.
    """

    root: Path
    entries: dict[str, os.stat_result]
    listed: frozenset[str] | None

    def is_folder(self, path: str) -> bool:
        """Whether a real folder is there, not a link to one."""
        return path in self.entries and stat.S_ISDIR(self.entries[path].st_mode)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Paths of what geomap did not write: files, links, and folders that hold such or were never geomap's."""
        found: set[str] = set()
        listed = sorted(self.listed or ())
        for path in reversed(self.entries):
            if self.is_folder(path):
                after = bisect.bisect_left(listed, path + "/")
                is_own = after < len(listed) and listed[after].startswith(path + "/")
            else:
                is_own = stat.S_ISREG(self.entries[path].st_mode) and path in (self.listed or ())
            if not is_own or path in found:
                found |= {path, path.rpartition("/")[0]}
        return frozenset(found - {""})


def look(root: Path) -> Folder:
    """Look at everything below a folder, without following a link.

    Raises:
        MountedError: another file system is mounted below it.
        OSError: a folder cannot be read.
    """
    while True:
        start = root.lstat()
        entries = _entries(root, start.st_dev)
        seen = Folder(root, entries, _listed(root / MANIFEST, entries.get(MANIFEST)))
        if os.path.samestat(start, root.lstat()):  # else another build has just exchanged it
            return seen


def _entries(root: Path, device: int) -> dict[str, os.stat_result]:
    entries: dict[str, os.stat_result] = {}
    waiting = [""]
    while waiting:
        below = waiting.pop()
        for found, entry in _children(root / below):
            entries[below + found.name] = entry
            if stat.S_ISDIR(entry.st_mode):
                if entry.st_dev != device:  # asked of folders alone: overlayfs has numbers of their own for files
                    raise MountedError(errno.EXDEV, os.strerror(errno.EXDEV), str(found))
                waiting.append(f"{below}{found.name}/")
    return entries


def _children(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """What is in a folder, in the order of the names, without what has gone since."""
    with contextlib.suppress(FileNotFoundError):
        for found in sorted(folder.iterdir()):
            with contextlib.suppress(FileNotFoundError):
                yield found, found.lstat()


def _listed(manifest: Path, entry: os.stat_result | None) -> frozenset[str] | None:
    """The outputs that a manifest lists, and itself; None where it is not one of geomap's."""
    if entry is None:
        return frozenset()
    if not stat.S_ISREG(entry.st_mode) or entry.st_size > MANIFEST_LIMIT:
        return None
    try:
        content = json.loads(manifest.read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    made_with, outputs = content.get("made_with"), content.get("outputs")
    if not (isinstance(made_with, dict) and "geomap" in made_with and isinstance(outputs, dict)):
        return None  # other tools write a manifest.json with outputs too
    return frozenset(outputs) | {MANIFEST}


def carry(old: Folder, new: Path) -> dict[str, Identity]:
    """Put what is somebody else's into the new folder too: files as hard links, or copies where links are refused.

    Returns:
        What each file and link is in the new folder, for :func:`settle`.

    Raises:
        MountedError: a file lies on another file system.
        TakenError: the file system takes its name for that of an output.
        OSError: a file can be neither linked nor copied.
    """
    carried = {}
    for path in old.entries:
        if path in old.foreign:
            source, target = old.root / path, new / path
            if old.is_folder(path):
                make_folder(target, like=source)
            elif _link_or_copy(source, target):
                carried[path] = _identity(target)
    return carried


def make_folder(path: Path, like: Path) -> None:
    """Make a folder with the owner and mode of another, if that is there; writable until :func:`finish_modes`."""
    path.mkdir(exist_ok=True)
    if like.is_dir() and not like.is_symlink():
        model = like.stat()
        for user, group in ((-1, model.st_gid), (model.st_uid, -1)):
            with contextlib.suppress(OSError, AttributeError):  # only root may give away; Windows has no chown
                os.chown(path, user, group)
        shutil.copystat(like, path)
        path.chmod(stat.S_IMODE(model.st_mode) | stat.S_IRWXU)


def finish_modes(old: Folder, new: Path) -> None:
    """Give the folders that were there before exactly the modes that they had."""
    for path in ("", *filter(old.is_folder, old.entries)):
        if (old.root / path).is_dir() and (new / path).is_dir():
            mode = stat.S_IMODE((old.root / path).stat().st_mode)
            if mode != stat.S_IMODE((new / path).stat().st_mode):
                (new / path).chmod(mode)


def _link_or_copy(source: Path, target: Path) -> bool:
    """Whether the file was still there to carry."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except FileExistsError as error:
        raise TakenError(errno.EEXIST, os.strerror(errno.EEXIST), str(source)) from error
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno == errno.EXDEV:
            raise MountedError(errno.EXDEV, os.strerror(errno.EXDEV), str(source)) from error
        if source.is_symlink():
            target.symlink_to(source.readlink())
        elif source.is_file():
            shutil.copy2(source, target)
            sync(target)
        else:
            raise
    return True


def _identity(path: Path) -> Identity:
    entry = path.lstat()
    return entry.st_ino, entry.st_size, entry.st_mtime_ns


def settle(old: Path, site: Path, carried: Mapping[str, Identity]) -> None:
    """Empty and remove an old site, after moving over what is somebody else's and only there.

    A file that was replaced in the old folder after it had been carried replaces what was carried; ``carried`` is empty
    when a killed build is settled later. Two different files with one name are both kept, the old one as ``NAME.kept``.
    """
    for tries_left in (2, 1, 0):
        there = look(old)
        _make_writable(there)
        for path in there.entries:
            if path not in there.foreign:
                continue
            if not there.is_folder(path):
                _rescue(old / path, site, path, carried)
            elif not os.path.lexists(site / path) and _is_real_folder(site, path.rpartition("/")[0]):
                make_folder(site / path, like=old / path)
        try:
            _empty(there)
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST} or not tries_left:  # one more came while looking
                raise
        else:
            return


def _rescue(source: Path, site: Path, path: str, carried: Mapping[str, Identity]) -> None:
    target = site / path
    if not _is_real_folder(site, path.rpartition("/")[0]):  # a file or a link has taken the folder's name
        target = _spare(site, path)
    elif os.path.lexists(target):
        if _is_same(source, target):
            return
        if carried.get(path) != _identity(target):
            target = _spare(site, path)
    source.replace(target)


def _is_real_folder(site: Path, path: str) -> bool:
    """Whether the path is a folder in the site itself, reached without a link."""
    parts = path.split("/")
    steps = [site.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
    return all(step.is_dir() and not step.is_symlink() for step in steps)


def _is_same(source: Path, target: Path) -> bool:
    """Whether one is the other, or the copy of it that :func:`carry` made."""
    one, other = source.lstat(), target.lstat()
    if os.path.samestat(one, other):
        return True
    if stat.S_ISLNK(one.st_mode) and stat.S_ISLNK(other.st_mode):
        return source.readlink() == target.readlink()
    return stat.S_ISREG(one.st_mode) and stat.S_ISREG(other.st_mode) and _identity(source)[1:] == _identity(target)[1:]


def _spare(site: Path, path: str) -> Path:
    """A name that is free, at the top of the site, where no folder can be missing."""
    flat = path.replace("/", "-")
    names = itertools.chain([f"{flat}.kept"], (f"{flat}.kept-{number}" for number in itertools.count(2)))
    return next(site / name for name in names if not os.path.lexists(site / name))


def discard(folder: Path) -> None:
    """Remove a folder in which everything is geomap's own or is in the site too."""
    there = look(folder)
    _make_writable(there)
    _empty(there)


def _make_writable(there: Folder) -> None:
    for path in ("", *filter(there.is_folder, there.entries)):
        if not os.access(there.root / path, os.W_OK | os.X_OK):
            (there.root / path).chmod(stat.S_IRWXU)


def _empty(there: Folder) -> None:
    """Remove what was seen, and the manifest last: until then it says which files are geomap's."""
    for path in reversed(there.entries):
        if there.is_folder(path):
            (there.root / path).rmdir()
        elif path != MANIFEST:
            (there.root / path).unlink(missing_ok=True)
    (there.root / MANIFEST).unlink(missing_ok=True)
    there.root.rmdir()
