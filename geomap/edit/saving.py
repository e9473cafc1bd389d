"""Read a gazetteer file and write it back, but only if it has not changed in between."""

import codecs
import os
from dataclasses import dataclass
from pathlib import Path

from geomap.edit.yaml_edit import EditError
from geomap.files import locked, made_folders, write_whole
from geomap.findings import Finding, ProjectError, echo
from geomap.read.files import decoded, name_of, read_content
from geomap.read.gazetteer import YAML


class FileChangedError(EditError):
    """The file was changed after geomap had read it."""


class SaveError(EditError):
    """The file could not be written."""


@dataclass(frozen=True)
class OpenFile:
    """A file as it was when it was read.

    Attributes:
        path: of the file, which may not exist yet.
        name: as findings show it.
        data: its bytes; None if it does not exist.
        text: its text, without the byte order mark.
    """

    path: Path
    name: str
    data: bytes | None
    text: str

    def encode(self, text: str) -> bytes:
        """A text in the encoding of this file, with its byte order mark."""
        for mark, encoding in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if self.data is not None and self.data.startswith(mark):
                return mark + text.encode(encoding)
        return text.encode()


def open_file(path: Path, root: Path, *, anywhere: bool = False) -> OpenFile:
    """Read a file in order to change it; a file that does not exist is an empty one.

    Args:
        path: of the file.
        root: the folder of the project.
        anywhere: whether the file may be outside the project, because the user named it.

    Raises:
        ProjectError: it cannot be read, is not text, or is outside the project.
    """
    if not os.path.lexists(path):
        return OpenFile(path, name_of(path, root), None, "")
    content = read_content(path, root, YAML, anywhere=anywhere)
    if isinstance(content, Finding):
        raise ProjectError([content])
    text = decoded(content.data, content.name, YAML.not_text)
    if isinstance(text, Finding):
        raise ProjectError([text])
    return OpenFile(path, content.name, content.data, text)


def save(file: OpenFile, text: str) -> None:
    """Write a new text into the file in one step.

    Raises:
        FileChangedError: the file no longer holds what was read.
        SaveError: it cannot be written. In both cases the file is as it was.
    """
    real = Path(os.path.realpath(file.path))
    try:
        with made_folders([real.parent]), locked(real.parent):
            if _current_bytes(real) != file.data:
                raise FileChangedError(f"{file.name} has changed since geomap read it", "run the command again")
            if file.data is not None and not os.access(real, os.W_OK):
                raise PermissionError(None, "it is read-only")
            write_whole(real, file.encode(text))
    except OSError as error:
        reason = echo(error.strerror or error).lower()
        hint = "check the permissions of the file and its folder, and the free disk space"
        raise SaveError(f"cannot write {file.name} ({reason})", hint) from None


def _current_bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
