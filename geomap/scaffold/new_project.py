"""A new project that builds at once: the files of ``template``, with a title, a language and the schema."""

import contextlib
import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from geomap.findings import Finding, Location, echo
from geomap.model import schema_text

SCHEMA = "locations.schema.json"
_MAY_BE_THERE = {".git", ".hg", ".jj", ".svn", ".DS_Store"}
_SHOWN = 10


class ProjectInTheWayError(Exception):
    """No project was made, and nothing was changed; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


def new_project(folder: Path, title: str, language: str = "en") -> list[str]:
    """Make a project in a folder that is empty or not there yet: all of it, or nothing.

    Args:
        folder: the project's; made with the folders that it lies in.
        title: of the map, one line.
        language: of the map's texts (BCP 47).

    Returns:
        The paths of its files, sorted.

    Raises:
        ProjectInTheWayError: something is there already, or the folder may not be written.
    """
    files = project_files(title, language)
    try:
        there = _what_is_there(folder)
        if there:
            more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
            found = f"files are here already: {', '.join(map(echo, there[:_SHOWN]))}{more}"
            raise ProjectInTheWayError(_finding(folder, found, "give it a new name, or an empty folder"))
        _write(folder, files)
    except OSError as problem:
        found = f"cannot be written: {(problem.strerror or str(problem)).lower()}"
        raise ProjectInTheWayError(_finding(folder, found, "choose another folder")) from None
    return sorted(files)


def project_files(title: str, language: str = "en") -> dict[str, bytes]:
    """The files of a new project, by their paths in it."""
    files = {path: source.read_text(encoding="utf-8") for path, source in _template()}
    gazetteer, readme = "data/locations.yaml", "README.md"
    files[gazetteer] = files[gazetteer].replace('title: "My map"', f"title: {json.dumps(title, ensure_ascii=False)}", 1)
    files[gazetteer] = files[gazetteer].replace("language: en", f"language: {language}", 1)
    files[readme] = files[readme].replace("# My map", f"# {title}", 1)
    files[SCHEMA] = schema_text("gazetteer")
    return {path: text.encode() for path, text in files.items()}


def _template() -> Iterator[tuple[str, Traversable]]:
    waiting = [("", resources.files("geomap") / "scaffold" / "template")]
    while waiting:
        path, source = waiting.pop()
        if source.is_dir():
            waiting += [(f"{path}/{each.name}".lstrip("/"), each) for each in source.iterdir()]
        else:
            yield path, source


def _what_is_there(folder: Path) -> list[str]:
    """What is in the folder besides what belongs to git and its like; it may not be there, but may be no file."""
    try:
        return sorted(each.name for each in folder.iterdir() if each.name not in _MAY_BE_THERE)
    except FileNotFoundError:
        if folder.is_symlink():
            raise OSError(errno.ENOENT, "the link leads nowhere") from None
        return []


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files beside their place, and then move them there; a folder that is not there yet, in one step."""
    made = [each for each in folder.parents if not each.exists()]
    new = not folder.exists()
    staging = (folder.parent if new else folder) / f".geomap-{secrets.token_hex(8)}.new"
    moved: list[Path] = []
    try:
        for path, data in files.items():
            file = staging / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        parts = [(staging, folder)] if new else [(part, folder / part.name) for part in sorted(staging.iterdir())]
        for part, target in parts:
            _move(part, target)
            moved.append(target)
        if not new:
            staging.rmdir()
    except BaseException:
        for each in (*moved, staging):
            _remove(each)
        for each in made:
            with contextlib.suppress(OSError):
                each.rmdir()
        raise


def _move(part: Path, target: Path) -> None:
    """Move a file or folder to where nothing is."""
    if os.path.lexists(target):  # it came while we wrote
        raise FileExistsError(errno.EEXIST, f"{target.name} is here now")
    part.rename(target)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def _finding(folder: Path, found: str, advice: str) -> Finding:
    return Finding(Location(echo(os.fsencode(folder).decode(errors="replace"), limit=300)), "R007", found, advice)
