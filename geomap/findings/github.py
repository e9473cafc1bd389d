"""Findings as GitHub workflow commands, which annotate the lines of a pull request.

Syntax and escapes: docs.github.com, "Workflow commands for GitHub Actions".
"""

import os
import posixpath
from collections.abc import Iterable
from pathlib import Path

from geomap.findings import CODES, Finding, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def as_github(findings: Iterable[Finding], folder: str = "") -> str:
    """One command per line; ``folder`` is the project's, relative to the repository's root."""
    lines = []
    for finding in findings:
        where = finding.location
        properties = {
            "file": in_repository(where.file, folder),
            "line": where.line,
            "col": where.column,
            "title": f"{finding.code}: {CODES[finding.code][1]}",
        }
        shown = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in properties.items())
        message = "\n".join(filter(None, [finding.message, finding.help])).translate(_IN_DATA)
        lines.append(f"::{_LEVELS[finding.severity]} {shown}::{message}\n")
    return "".join(lines)


def in_repository(file: str, folder: str) -> str:
    """The path of a project's file, relative to the repository's root."""
    return posixpath.normpath(f"{folder}/{file}") if folder and not file.startswith("/") else file


def folder_in_repository(root: Path) -> str:
    """The project's folder, relative to the root of its git repository, else to the current folder.

    Empty if it is that folder itself, or inside neither.
    """
    root = Path(os.path.realpath(root))
    above = (root, *root.parents)
    top = next(
        (folder for folder in above if os.path.lexists(folder / ".git")), Path.cwd()
    )  # also if permission is denied
    return "" if root == top or not root.is_relative_to(top) else root.relative_to(top).as_posix()
