"""Create a project with a working example: the files of ``template``, with a title, a language and the schema."""

import json
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from geomap.errors import GeomapError
from geomap.files import made_folders
from geomap.findings import echo
from geomap.model import schema_text

SCHEMA = "locations.schema.json"
_MAY_EXIST = {".git", ".hg", ".jj", ".svn", ".DS_Store"}
_MOST_NAMED = 10


class NewProjectError(GeomapError):
    """A project cannot be created."""


def new_project(folder: Path, title: str, language: str = "en", *, empty: bool = False) -> list[str]:
    """Create a project in a folder that does not exist or is empty. If that fails, no file is left.

    Args:
        folder: of the project. It and the folders above it are created as needed.
        title: of the map, one line.
        language: of the map's texts (BCP 47).
        empty: whether to leave out the example.

    Returns:
        The paths of its files, sorted.

    Raises:
        NewProjectError: the folder has files, or cannot be written.
    """
    files = project_files(title, language, empty=empty)
    shown = echo(folder, limit=300)
    try:
        existing = sorted(each.name for each in folder.iterdir()) if folder.exists() else []
        if existing := [name for name in existing if name not in _MAY_EXIST]:
            more = f" and {len(existing) - _MOST_NAMED} more" if len(existing) > _MOST_NAMED else ""
            named = ", ".join(map(echo, existing[:_MOST_NAMED]))
            raise NewProjectError(f"{shown} already has files: {named}{more}", "choose a new name or an empty folder")
        _write({folder / path: data for path, data in files.items()})
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NewProjectError(f"cannot create {shown}: {reason}", "choose another folder") from error
    return sorted(files)


def project_files(title: str, language: str = "en", *, empty: bool = False) -> dict[str, bytes]:
    """The files of a new project, by their paths in it."""
    files = {path: source.read_text(encoding="utf-8") for path, source in _template()}
    gazetteer, readme = "data/locations.yaml", "README.md"
    if empty:
        files[gazetteer] = (resources.files("geomap") / "scaffold" / "empty.yaml").read_text(encoding="utf-8")
        files["seeds/.gitkeep"] = ""
        del files["seeds/example.md"]
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


def _write(files: dict[Path, bytes]) -> None:
    """Create all files, or none if one exists by now or cannot be written."""
    with made_folders(file.parent for file in files):
        created: list[Path] = []
        try:
            for path, data in files.items():
                with path.open("xb") as file:
                    created.append(path)
                    file.write(data)
        except BaseException:
            for path in created:
                path.unlink(missing_ok=True)
            raise
