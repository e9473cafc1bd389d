"""Read files and write them back, all or none, but only if none has changed in between."""

import codecs
import difflib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import takewhile
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


@dataclass(frozen=True)
class FileChange:
    """The new content of a file.

    Attributes:
        file: as it was read.
        data: its new bytes; None if it is deleted.
    """

    file: OpenFile
    data: bytes | None

    @property
    def text(self) -> str | None:
        """Its new text, without the byte order mark; None if it is deleted or no text."""
        if self.data is None:
            return None
        text = decoded(self.data, self.file.name, YAML.not_text)
        return None if isinstance(text, Finding) else text

    @property
    def first_line(self) -> int:
        """The first line that differs, from 1, which messages name: not a blank line nor a new ``places:``."""
        old, new = _lines(self.file.text), _lines(self.text or "")
        same = _common_lines(old, new)
        return same + 1 + sum(1 for _ in takewhile(_BEFORE_ENTRY.fullmatch, new[same:]))

    def diff(self, context: int = 3) -> str:
        """The lines that differ, as a unified diff; empty for a file that is no text."""
        before = "/dev/null" if self.file.data is None else self.file.name
        after = "/dev/null" if self.data is None else self.file.name
        hunks = list(_hunks(_lines(self.file.text), _lines(self.text or ""), context))
        return "".join(map(_whole_line, [f"--- {before}", f"+++ {after}", *hunks] if hunks else []))


_BEFORE_ENTRY = re.compile(r"(\w+:)?\s*")


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def _common_lines(one: Sequence[str], other: Sequence[str]) -> int:
    """The number of equal lines before the first different one."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _hunks(old: Sequence[str], new: Sequence[str], context: int) -> Iterator[str]:
    """The lines of a unified diff below its head.

    What is equal at the start and at the end is not compared: it is most of a file, and lines that are often there are
    no help to ``difflib``.
    """
    start = _common_lines(old, new)
    end = _common_lines(old[start:][::-1], new[start:][::-1])
    core = difflib.SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end])
    groups: list[list[tuple[int, int, int, int]]] = []
    for tag, *span in core.get_opcodes():
        if tag == "equal":
            continue
        first, last, new_first, new_last = (at + start for at in span)
        if not groups or first - groups[-1][-1][1] > 2 * context:
            groups.append([])
        groups[-1].append((first, last, new_first, new_last))
    for group in groups:
        at, (_, last, _, new_last) = max(0, group[0][0] - context), group[-1]
        below = min(context, len(old) - last)
        new_at = group[0][2] - (group[0][0] - at)
        yield f"@@ -{_range(at, last + below)} +{_range(new_at, new_last + below)} @@"
        for gone, kept, added, following in group:
            yield from (f" {line}" for line in old[at:gone])
            yield from (f"-{line}" for line in old[gone:kept])
            yield from (f"+{line}" for line in new[added:following])
            at = kept
        yield from (f" {line}" for line in old[at : last + below])


def _range(start: int, end: int) -> str:
    """Lines as in a unified diff: the number of the first one, and how many they are if not one."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + (length > 0)},{length}"


def _whole_line(line: str) -> str:
    """A line of a diff with a line feed; control characters in it cannot reach a terminal."""
    shown = "".join(character if character.isprintable() or character == "\t" else " " for character in line)
    return f"{shown.rstrip()}\n"


@dataclass(frozen=True)
class ProjectChange:
    """Changed files of a project that have not been written yet.

    Attributes:
        files: each changed, new or deleted file.
        summary: what changes, such as ``place moscow``.
        added: the kinds and ids of new entries.
    """

    files: tuple[FileChange, ...]
    summary: str
    added: tuple[tuple[str, str], ...] = ()


def drafts_of(changes: Sequence[FileChange]) -> dict[Path, str | None]:
    """The new texts, as ``geomap.project.check`` takes them: None for a file that is deleted."""
    return {change.file.path: change.text for change in changes if change.data is None or change.text is not None}


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
    save_files([FileChange(file, file.encode(text))])


def save_files(changes: Sequence[FileChange]) -> None:
    """Write, create and delete files: all of them, or none.

    Raises:
        FileChangedError: a file no longer holds what was read.
        SaveError: one cannot be written. In both cases all files are as they were.
    """
    folders = sorted({Path(os.path.realpath(change.file.path)).parent for change in changes})
    try:
        with made_folders(folders), ExitStack() as stack:
            for folder in folders:
                stack.enter_context(locked(folder))
            for change in changes:
                _check_unchanged(change.file)
            _write_all(changes)
    except OSError as error:
        name = next((change.file.name for change in changes if _is_about(error, change)), changes[0].file.name)
        is_in_file = isinstance(error, FileExistsError | NotADirectoryError)
        reason = "its folder is a file" if is_in_file else echo(error.strerror or error).lower()
        hint = "check the permissions of the file and its folder, and the free disk space"
        raise SaveError(f"cannot write {name} ({reason})", hint) from None


def _write_all(changes: Sequence[FileChange]) -> None:
    """Write each file; if one cannot be written, restore the others."""
    done: list[FileChange] = []
    try:
        for change in changes:
            _put(change.file, change.data)
            done.append(change)
    except OSError:
        for change in reversed(done):
            with suppress(OSError):
                _put(change.file, change.file.data)
        raise


def _put(file: OpenFile, data: bytes | None) -> None:
    real = Path(os.path.realpath(file.path))
    if data is None:
        file.path.unlink(missing_ok=True)
    elif real.exists() and not os.access(real, os.W_OK):
        raise PermissionError(None, "it is read-only", str(real))
    else:
        write_whole(real, data)


def _check_unchanged(file: OpenFile) -> None:
    if _current_bytes(Path(os.path.realpath(file.path))) != file.data:
        raise changed_file(file.name)


def changed_file(name: str) -> FileChangedError:
    """The error for a file that is not as it was read."""
    return FileChangedError(f"{name} has changed since geomap read it", "run the command again")


def _is_about(error: OSError, change: FileChange) -> bool:
    real = os.path.realpath(change.file.path)
    return error.filename is not None and str(error.filename) in {real, os.path.dirname(real)}  # noqa: PTH120


def _current_bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
