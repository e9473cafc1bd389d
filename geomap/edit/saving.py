"""A file of the gazetteer, read to be changed and written back whole: nothing that somebody else wrote is lost."""

import codecs
import os
from dataclasses import dataclass
from pathlib import Path

from geomap.edit.yaml_edit import EditError
from geomap.files import locked, write_whole
from geomap.findings import Finding, Location, echo
from geomap.read.files import decoded, name_of, read_content
from geomap.read.gazetteer import YAML


@dataclass(frozen=True)
class Opened:
    """A file as it was when it was read.

    Attributes:
        path: of the file; it need not be there yet.
        name: as findings show it.
        data: its bytes; None where there is no such file.
        text: its text, without the byte order mark.
    """

    path: Path
    name: str
    data: bytes | None
    text: str

    def encoded(self, text: str) -> bytes:
        """A text in this file's encoding, with its byte order mark."""
        for mark, encoding in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if self.data is not None and self.data.startswith(mark):
                return mark + text.encode(encoding)
        return text.encode()


def open_file(path: Path, root: Path, *, anywhere: bool = False) -> Opened:
    """Read a file that is to be changed, or is to be made.

    Raises:
        EditError: it cannot be read, is no text, or lies outside the project.
    """
    if not os.path.lexists(path):
        return Opened(path, name_of(path, root), None, "")
    content = read_content(path, root, YAML, anywhere=anywhere)
    if isinstance(content, Finding):
        raise EditError([content])
    text = decoded(content.data, content.name, YAML.not_text)
    if isinstance(text, Finding):
        raise EditError([text])
    return Opened(path, content.name, content.data, text)


def save(opened: Opened, text: str) -> None:
    """Write a new text into the file in one step, as long as the file is what it was when it was read.

    Raises:
        EditError: somebody else has changed it (W002), or it cannot be written (W003); it is as it was before.
    """
    real = Path(os.path.realpath(opened.path))
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        with locked(real.parent):
            if _now(real) != opened.data:
                found, advice = "the file was changed by somebody else since it was read", "run the command again"
                raise EditError([Finding(Location(opened.name), "W002", found, advice)])
            if opened.data is not None and not os.access(real, os.W_OK):
                raise PermissionError(None, "it is read-only")
            write_whole(real, opened.encoded(text))
    except OSError as problem:
        found = f"the file cannot be written ({echo(problem.strerror or problem)})"
        advice = "see who may write into it and its folder, and whether the disk is full"
        raise EditError([Finding(Location(opened.name), "W003", found, advice)]) from None


def _now(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
