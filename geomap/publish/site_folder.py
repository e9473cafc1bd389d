"""Write the files of a site into its folder, without touching any file that geomap did not create."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from geomap.errors import GeomapError
from geomap.files import TEMPORARY, locked, made_folders, staged, write_whole
from geomap.findings import echo

INDEX = "index.html"
MANIFEST = "manifest.json"
UNFINISHED = ".geomap-unfinished.json"
"""Lists the files of a build while it runs; a killed build leaves it behind."""

_ELSEWHERE = "choose another folder with --site"
_MOST_NAMED = 5


class SiteError(GeomapError, OSError):
    """The site cannot be written. ``errno`` is the system's, where it reported the error."""

    def __init__(self, message: str, hint: str, errno: int | None = None) -> None:
        super().__init__(message, hint)
        self.errno = errno


def write_site(files: Mapping[str, bytes], site: Path, project: Path) -> bool:
    """Bring the folder of a site up to date.

    All new content is first written under temporary names, so that a full disk or a missing permission changes
    nothing. Then each file is replaced in one step: data first, ``index.html`` after everything it refers to, the
    manifest last; only then are the files of earlier builds that are no longer needed removed. A process killed at any
    point leaves whole files and a page that opens, and the next build completes the rest.

    The folder itself stays, so that a web server or a container mount that has it open sees the new site. Files that
    no manifest of geomap lists are never changed.

    Args:
        files: the bytes of every file, by its path in the site with ``/``. One is ``manifest.json``, whose
            ``outputs`` has the path of every other one as a key.
        site: the folder to write; created if it does not exist. It may be a link to a folder.
        project: the project folder. Its sources are never written to.

    Returns:
        Whether anything changed.

    Raises:
        SiteError: the folder cannot be used or written, or has a file in the place of one of these.
        ValueError: ``files`` is not as described.
    """
    _check(files)
    try:
        _refuse_folder(site, project)
        folder = Path(os.path.realpath(site))
        with made_folders([folder]), locked(folder):
            return _write(files, folder)
    except SiteError:
        raise
    except OSError as error:
        hint = f"check the permissions of the folder and the space on the disk, or {_ELSEWHERE}"
        raise SiteError(f"cannot write the site: {_reason(error)}", hint, error.errno) from error


def _check(files: Mapping[str, bytes]) -> None:
    """Refuse paths outside the site, and files that the next build would not recognise."""
    for path in files:
        parts = PurePosixPath(path).parts
        if not parts or path != "/".join(parts) or ".." in parts or "\\" in path or "\0" in path:
            raise ValueError(f"not a path in the site: {path!r}")
    if MANIFEST not in files or json.loads(files[MANIFEST])["outputs"].keys() != files.keys() - {MANIFEST}:
        raise ValueError("the manifest does not list the outputs")


def _refuse_folder(site: Path, project: Path) -> None:
    shown = echo(site.as_posix(), limit=300)
    if site.is_symlink() and not site.exists():
        raise SiteError(f"{shown} is a link to nothing", "create the folder it links to, or remove the link")
    own_folder = "choose a separate folder, such as --site site"
    folder = Path(os.path.realpath(site))
    if _is_same(folder, project):
        raise SiteError(f"{shown} is the project folder itself", own_folder)
    for name in ("data", "seeds"):
        if any(_is_same(each, project / name) for each in (folder, *folder.parents)):
            raise SiteError(f"{shown} is inside the project's {name}/ folder", own_folder)
    if site.exists() and not site.is_dir():
        raise SiteError(f"{shown} is a file, not a folder", f"move or remove the file, or {_ELSEWHERE}")


def _is_same(one: Path, other: Path) -> bool:
    """Whether both paths lead to the same existing folder, whatever their spelling."""
    return one.exists() and other.exists() and one.samefile(other)


def _write(files: Mapping[str, bytes], folder: Path) -> bool:
    present = _regular_files(folder)
    own = present & (_listed(folder / MANIFEST) | _listed(folder / UNFINISHED))
    _refuse_foreign(files, own, folder)
    for path in present:
        if TEMPORARY.fullmatch(path.rpartition("/")[2]):
            (folder / path).unlink(missing_ok=True)
    wanted = {path.casefold() for path in files}  # some file systems ignore case
    stale = [path for path in sorted(own) if path.casefold() not in wanted]
    changed = [path for path in files if path not in own or (folder / path).read_bytes() != files[path]]
    if changed or stale:
        with (
            made_folders(folder / parent for parent in _parents(files)),
            staged({folder / path: files[path] for path in changed}) as temporary,
        ):
            write_whole(folder / UNFINISHED, _unfinished(own | files.keys()))
            for path in sorted(changed, key=_is_late):
                temporary[folder / path].replace(folder / path)
            for path in stale:
                _remove(path, folder)
    (folder / UNFINISHED).unlink(missing_ok=True)
    return bool(changed or stale)


def _is_late(path: str) -> tuple[bool, bool]:
    """Sorts the page after its data, and the manifest after the page."""
    return path == MANIFEST, path == INDEX


def _regular_files(folder: Path) -> set[str]:
    """Paths of the files below a folder, with ``/``; links are neither listed nor followed."""
    return {
        path.relative_to(folder).as_posix()
        for parent, _, names in os.walk(folder)
        for path in (Path(parent, name) for name in names)
        if not path.is_symlink() and path.is_file()
    }


def _listed(manifest: Path) -> set[str]:
    """The files that a manifest of geomap lists, itself included; none where it is not one.

    Its paths are only compared with those of files that were found in the folder, so it cannot lead outside.
    """
    if manifest.is_symlink() or not manifest.is_file():
        return set()
    try:
        content = json.loads(manifest.read_bytes())
    except (ValueError, RecursionError):
        return set()
    if not isinstance(content, dict):
        return set()
    made_with, outputs = content.get("made_with"), content.get("outputs")
    if not (isinstance(made_with, dict) and "geomap" in made_with and isinstance(outputs, dict)):
        return set()  # other tools write files of this name too
    return outputs.keys() | {manifest.name}


def _unfinished(paths: Iterable[str]) -> bytes:
    """A list of files in the form of a manifest."""
    return json.dumps({"made_with": {"geomap": None}, "outputs": dict.fromkeys(sorted(paths))}).encode()


def _parents(paths: Iterable[str]) -> set[str]:
    return {str(parent) for path in paths for parent in PurePosixPath(path).parents} - {"."}


def _refuse_foreign(files: Mapping[str, bytes], own: set[str], folder: Path) -> None:
    """Stop if something that geomap did not create has the path of an output or of its folder."""
    taken = {path for path in files if path not in own and os.path.lexists(folder / path)}
    for path in _parents(files):
        parent = folder / path
        if parent.is_symlink() or (os.path.lexists(parent) and not parent.is_dir()):
            taken.add(path)
    if not taken:
        return
    more = f" and {len(taken) - _MOST_NAMED} more" if len(taken) > _MOST_NAMED else ""
    named = ", ".join(echo(path) for path in sorted(taken)[:_MOST_NAMED])
    raise SiteError(
        f"the site folder has files that geomap did not create and does not replace: {named}{more}",
        f"move or rename them, or {_ELSEWHERE}; if an earlier build created them, delete them and build again",
    )


def _remove(path: str, folder: Path) -> None:
    """Remove a file, and the folders that this leaves empty."""
    (folder / path).unlink(missing_ok=True)
    for parent in PurePosixPath(path).parents[:-1]:
        with suppress(OSError):
            (folder / parent).rmdir()


def _reason(error: OSError) -> str:
    text = echo((error.strerror or str(error)).lower())
    if not isinstance(error.filename, str):
        return text
    path = Path(error.filename)
    return f"{text} ({echo(path.parent if TEMPORARY.fullmatch(path.name) else path, limit=200)})"
