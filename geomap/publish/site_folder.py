"""Which folder may become the site, what may be in its way, and how a person is told."""

import errno
import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from geomap.findings import Finding, GeomapError, Location
from geomap.publish.carry import MANIFEST, Folder, MountedError, TakenError

ELSEWHERE = "choose another folder with --site"
MOUNT_ABOVE = "mount the folder above it, or publish to a folder inside it with --site"
NEEDS_PARENT = (
    f"the new site is made beside the old one: allow writing in it and in the folder above it, or {ELSEWHERE}"
)
ADVICE = {
    errno.EACCES: NEEDS_PARENT,
    errno.EPERM: NEEDS_PARENT,
    errno.EROFS: NEEDS_PARENT,
    errno.ENOSPC: "free some space and build again",
    errno.EDQUOT: "free some space and build again",
    errno.EFBIG: "raise the limit on the size of files and build again",
    errno.ENAMETOOLONG: "choose a folder with a shorter name with --site",
    errno.EXDEV: f"this file system does not let folders be renamed; {ELSEWHERE}",
    errno.ENOTDIR: f"a file stands where a folder above the site should be; {ELSEWHERE}",
}


class SiteError(GeomapError, OSError):
    """The site could not be written: ``finding`` says why and what to do, ``errno`` is the system's, if any."""

    def __init__(self, finding: Finding, number: int | None = None) -> None:
        self.finding = finding
        super().__init__(f"{finding.location}: {finding.code} {finding.message}")
        self.errno = number


def shown_path(site: Path, project: Path) -> str:
    """The site's path as a person would type it: from the project where it lies there."""
    try:
        return (Path.cwd() / site).relative_to(Path.cwd() / project).as_posix()
    except ValueError:
        return site.as_posix()


def refuse_unusable(site: Path, target: Path, project: Path, shown: str) -> None:
    """Stop where the folder is no place for a site.

    Args:
        site: the folder as it was given.
        target: the same with every link followed.
        project: the project's folder.
        shown: the site's path for the finding.

    Raises:
        SiteError: S003.
    """
    problem = _project_in_danger(target, project)
    if problem:
        advice = "choose a folder of its own with --site, such as --site site"
    elif target.is_dir():
        if not os.path.ismount(target):
            return
        problem, advice = "is a mount point and cannot be replaced", MOUNT_ABOVE
    elif os.path.lexists(target):
        problem, advice = "is a file, and the site is a folder", f"move or remove the file, or {ELSEWHERE}"
    elif site.is_symlink():
        problem, advice = "is a link that leads nowhere", "make the folder that it leads to, or remove the link"
    else:
        return
    raise SiteError(Finding(Location(shown), "S003", problem, advice))


def _project_in_danger(target: Path, project: Path) -> str:
    if _lies_in(project, target):
        return "is the project's own folder, or one above it"
    for name in ("data", "seeds"):
        folder = Path(os.path.realpath(project / name))
        if _lies_in(folder, target):
            return f"holds the project's {name}/"
        if _lies_in(target, folder):
            return f"lies inside the project's {name}/"
    return ""


def _lies_in(inner: Path, outer: Path) -> bool:
    """Whether one folder is the other or lies below it; asked of the file system, which may not tell A from a."""
    return any(
        folder == outer or (outer.exists() and folder.exists() and folder.samefile(outer))
        for folder in (inner, *inner.parents)
    )


def refuse_collisions(outputs: Iterable[str], old: Folder, shown: str) -> None:
    """Stop where somebody else's file has the name of an output, or of a folder that an output needs.

    Raises:
        SiteError: S002.
    """
    taken = sorted(
        {path for path in outputs if path in old.foreign}
        | {path for path in folders_of(outputs) if path in old.foreign and not old.is_folder(path)}
    )
    if not taken:
        return
    several = ", ".join(map(_echo, taken[:5])) + (f" and {len(taken) - 5} more" if len(taken) > 5 else "")
    if old.listed is None:
        message = f"{MANIFEST} is not a list of what geomap wrote, so geomap can replace nothing here: {several}"
        advice = (
            f"if an earlier build made this site, remove what is named here and build again, or put the {MANIFEST} of "
            f"that build back; else {ELSEWHERE}"
        )
    else:
        message = f"geomap did not write {several}"
        advice = f"move or rename what is yours, remove what an earlier build left there, or {ELSEWHERE}"
    raise SiteError(Finding(Location(f"{shown}/{_printable(taken[0])}"), "S002", message, advice))


def folders_of(paths: Iterable[str]) -> list[str]:
    """The folders that the files are in, each before those inside it."""
    return sorted({str(folder) for path in paths for folder in PurePosixPath(path).parents} - {"."})


def refuse_unremovable(old: Folder) -> None:
    """Stop before anything is done where the old folder could not be removed in the end.

    Raises:
        PermissionError: it, or a folder in it, cannot be written.
    """
    for path in ("", *filter(old.is_folder, old.entries)):
        folder = old.root / path
        owned = path and hasattr(os, "geteuid") and old.entries[path].st_uid == os.geteuid()
        if not owned and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def explained(error: OSError, target: Path, shown: str) -> Finding:
    """What the system said, as a person can use it."""
    reason = _reason(error, target)
    if isinstance(error, MountedError):
        code, message = "S003", f"it, or a part of it, is mounted from elsewhere: {reason}"
        advice = "mount the folder above it, or move what is mounted out of it"
    elif isinstance(error, TakenError):
        code, message = "S002", f"this file system takes its name for that of an output: {reason}"
        advice = f"rename it, or {ELSEWHERE}"
    elif error.errno == errno.EBUSY:
        code, message, advice = "S003", "is a mount point and cannot be replaced", MOUNT_ABOVE
    else:
        code, message = "S001", f"cannot be written: {reason}"
        advice = ADVICE.get(error.errno or 0, f"put that right and build again, or {ELSEWHERE}")
    return Finding(Location(shown), code, message, advice)


def not_removed(error: OSError, former: Path, target: Path, shown: str) -> Finding:
    """The new site is there, and the old one would not go."""
    message = f"the new site is in place, but the old one could not be removed: {_reason(error, target)}"
    advice = f"look into {_echo(former.name)} beside it for files of your own, then remove it"
    return Finding(Location(shown), "S001", message, advice)


def _reason(error: OSError, target: Path) -> str:
    """The system's words, with the file that they are about where there is one."""
    words = _echo((error.strerror or str(error)).lower())
    if not isinstance(error.filename, str):
        return words
    # To a person, the hidden folder that is being filled is the site.
    path = re.sub(r"^\.[^/]*\.geomap-[^/]*", target.name, os.path.relpath(error.filename, target.parent))
    return f"{words} ({_echo(path)})"


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)


def _echo(name: str) -> str:
    """A name as a message may have it: printable and short."""
    return _printable(name) if len(name) <= 80 else _printable(name[:79]) + "…"
