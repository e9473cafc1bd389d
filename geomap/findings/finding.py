"""A finding: an error, warning or note about a location in a file, with its message and help."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from geomap.errors import GeomapError
from geomap.findings.codes import CODES, Severity


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file: its path as a person would type it, line and column from 1, columns in code points."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Finding:
    """An error, warning or note about a location.

    Attributes:
        location: of the mistake.
        code: a key of ``CODES``.
        message: what is wrong.
        help: what to do about it; empty if there is nothing to add.
        entry: the gazetteer entry that it is about, such as ``places/moscow``; empty if it is about no entry.
    """

    location: Location
    code: str
    message: str
    help: str = field(default="", compare=False)
    entry: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unknown finding code {self.code}")

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return CODES[self.code][0]

    def as_dict(self) -> dict[str, Any]:
        """The finding as a flat JSON object."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.location.file,
            "line": self.location.line,
            "column": self.location.column,
            "message": self.message,
            "help": self.help,
        }


@dataclass(frozen=True, order=True)
class Accepted:
    """A warning or note that the editor accepts: by an ignore comment with a reason, or in the baseline."""

    finding: Finding
    by: Literal["comment", "baseline"]
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """The finding as a flat JSON object, and why it is accepted."""
        return {**self.finding.as_dict(), "accepted": {"by": self.by, "reason": self.reason}}


class ProjectError(GeomapError, ValueError):
    """The project has errors.

    Attributes:
        findings: every error, sorted by file, line and column.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__(
            "\n".join(f"{finding.location}: {finding.code} {finding.message}" for finding in self.findings),
            hint="run `geomap check` to see each error with its line and how to fix it",
        )


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stop a build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def as_json(findings: Iterable[Finding], accepted: Iterable[Accepted] = ()) -> str:
    """The findings as a JSON array of flat objects, followed by the accepted ones."""
    flat = [*(finding.as_dict() for finding in findings), *(each.as_dict() for each in accepted)]
    return json.dumps(flat, ensure_ascii=False, indent=2)
