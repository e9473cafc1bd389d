"""Accept a warning with a comment next to what it is about: ``# geomap: ignore[C006] reason``."""

import re
from typing import Any

from geomap.edit.entry import InvalidValueError, Workspace
from geomap.edit.files import split_front_matter
from geomap.edit.saving import FileChange, ProjectChange, open_file
from geomap.edit.yaml_edit import read_values
from geomap.findings import ProjectError

_LINE = re.compile(r"[^\r\n]*")


def ignoring(workspace: Workspace, name: str, line: int, code: str, reason: str) -> ProjectChange:
    """A file with a comment at the end of a line, or above it if the line has a comment or cannot have one.

    Raises:
        InvalidValueError: there is no reason, or the file is not one of the project.
        ProjectError: the file cannot be read.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidValueError("a warning is accepted with a reason", "write why it is right as it is")
    path = workspace.files.get(name) or next(
        (workspace.root / each.file for each in workspace.articles if each.file == name), None
    )
    if path is None:
        raise InvalidValueError(f"{name} is not a file of the project", "")
    file = open_file(path, workspace.root, anywhere=workspace.is_one_file)
    comment = f"# geomap: ignore[{code}] {reason}"
    text = _at_end(file.text, line, comment) or _above(file.text, line, comment)
    change = FileChange(file, file.encode(text))
    return ProjectChange((change,), f"ignore {code} in {name}:{line}")


def _offset(text: str, line: int) -> int:
    """The offset of the start of a line, from 1."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    return sum(len(each) for each in lines[: line - 1])


def _at_end(text: str, line: int, comment: str) -> str | None:
    start = _offset(text, line)
    found = _LINE.match(text, start)
    if found is None or "#" in found[0] or not found[0].strip():
        return None
    new = f"{text[: found.end()]}  {comment}{text[found.end() :]}"
    return new if _means_the_same(text, new) else None


def _above(text: str, line: int, comment: str) -> str:
    start = _offset(text, line)
    own = _LINE.match(text, start)
    indent = re.match(r" *", own[0] if own else "")
    newline = "\r\n" if "\r\n" in text else "\n"
    return f"{text[:start]}{indent[0] if indent else ''}{comment}{newline}{text[start:]}"


def _means_the_same(old: str, new: str) -> bool:
    try:
        return bool(_values(old) == _values(new))
    except ProjectError:  # the comment cuts off a value
        return False


def _values(text: str) -> Any:
    """The values of a gazetteer file, or of the front matter of an article."""
    return read_values(split_front_matter(text)[1] if text.startswith("---") else text, "")
