"""``geomap-baseline.json``: the warnings that the editor has accepted.

A warning is identified by its code, its file and its entry's id, not by its line; if it is about no entry, by its
message. Each has its own line, sorted, so that changes of the file are easy to read.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field, StrictInt, StrictStr, ValidationError

from geomap.findings import CODES, Accepted, Finding, Location, Severity, echo
from geomap.model import Entry
from geomap.read.files import Kind, of_listed, read_text
from geomap.read.validation import validation_findings
from geomap.read.yaml.nodes import read_yaml

BASELINE = "geomap-baseline.json"
_KIND = Kind(
    limit=20_000_000, too_large="R005", not_text="R005", smaller="fix some of its warnings, and write it again"
)
_REWRITE = "write it again with geomap check --write-baseline"


class _Warning(Entry):
    """An accepted warning."""

    model_config = ConfigDict(str_strip_whitespace=False)  # its message is compared exactly
    code: StrictStr = Field(description="The finding's code, such as C006.")
    file: StrictStr = Field(description="The file that it is in.")
    entry: StrictStr = Field(default="", description="The entry that it is about, such as places/moscow.")
    message: StrictStr = Field(description="The finding's message.")

    def key(self) -> tuple[str, str, str]:
        """The same as :func:`_key` of a finding that it accepts."""
        return self.code, self.file, self.entry or f"= {self.message}"


class _File(Entry):
    """The baseline."""

    version: StrictInt = Field(description="The version of the file format: 1.")
    accepted: tuple[_Warning, ...] = Field(description="The accepted warnings.")


@dataclass(frozen=True)
class Baseline:
    """The baseline of a project; empty if it has none.

    Attributes:
        warnings: the accepted warnings, each with its location in the file.
        findings: the errors in the file.
    """

    warnings: tuple[tuple[_Warning, Location], ...] = ()
    findings: tuple[Finding, ...] = ()

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Accepted], list[tuple[str, Finding]]]:
        """The open findings, the accepted ones, and a note, with its code, for each line that matches none.

        One line accepts one warning; of several that match, the one with the same message.
        """
        waiting: dict[tuple[str, str, str], list[tuple[_Warning, Location]]] = defaultdict(list)
        for warning, location in self.warnings:
            waiting[warning.key()].append((warning, location))
        ordered = list(findings)
        open_, accepted = [], []
        same = {id(finding) for finding in ordered if _take(waiting, finding, same=True)}
        for finding in ordered:
            if id(finding) in same or _take(waiting, finding, same=False):
                accepted.append(Accepted(finding, "baseline", f"in {BASELINE}"))
            else:
                open_.append(finding)
        return open_, accepted, [(each[0].code, _obsolete(*each)) for left in waiting.values() for each in left]


def acceptable(finding: Finding) -> bool:
    """Whether the baseline may contain it: a warning that is not about accepting."""
    return finding.severity is Severity.WARNING and not finding.code.startswith("R")


def read_baseline(root: Path) -> Baseline:
    """The baseline of the project in this folder."""
    path = root / BASELINE
    if not path.exists() and not path.is_symlink():
        return Baseline()
    source = read_text(path, root, _KIND)
    if isinstance(source, Finding):
        return Baseline(findings=(_broken(of_listed(source)),))
    document = read_yaml(source.text, source.name)  # JSON is YAML, so it gets lines and limits
    if document.findings:
        return Baseline(findings=tuple(map(_broken, document.findings)))
    raw = {} if document.value is None else document.value
    try:
        file = _File.model_validate(raw)
    except ValidationError as error:
        return Baseline(findings=tuple(map(_broken, validation_findings(error, _File, raw, document.origin))))
    if file.version != 1:
        found = f"the version is {echo(file.version)}, and this geomap only supports 1"
        advice = f"use a newer geomap, or {_REWRITE}"
        return Baseline(findings=(Finding(document.origin.at(("version",)), "R005", found, advice),))
    at = [document.origin.at(("accepted", index)) for index in range(len(file.accepted))]
    unacceptable = [
        Finding(where, "R005", f"{echo(warning.code)} is not a warning that can be accepted", "delete this line")
        for warning, where in zip(file.accepted, at, strict=True)
        if CODES.get(warning.code, (None,))[0] is not Severity.WARNING or warning.code.startswith("R")
    ]
    return Baseline(tuple(zip(file.accepted, at, strict=True)), tuple(unacceptable))


def baseline_of(findings: Iterable[Finding]) -> bytes:
    """The bytes of a file that accepts these warnings; findings that cannot be accepted are left out."""
    lines = sorted(json.dumps(_line(finding), ensure_ascii=False) for finding in findings if acceptable(finding))
    return "".join(['{\n"version": 1,\n"accepted": [\n', ",\n".join(lines), "\n" * bool(lines), "]\n}\n"]).encode()


def _line(finding: Finding) -> dict[str, Any]:
    entry = {"entry": finding.entry} if finding.entry else {}
    return {"code": finding.code, "file": finding.location.file, **entry, "message": finding.message}


def _take(waiting: dict[tuple[str, str, str], list[Any]], finding: Finding, *, same: bool) -> bool:
    """Remove the line that accepts the finding from the waiting ones; with ``same``, only one with its message."""
    if not acceptable(finding):
        return False
    known = waiting.get(_key(finding), [])
    for at, (warning, _) in enumerate(known):
        if not same or warning.message == finding.message:
            del known[at]
            return True
    return False


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.location.file, finding.entry or f"= {finding.message}"


def _obsolete(warning: _Warning, location: Location) -> Finding:
    about = f" of {echo(warning.entry)}" if warning.entry else f' in {echo(warning.file)}: "{echo(warning.message)}"'
    message = f"the accepted {warning.code}{about} no longer occurs"
    return Finding(location, "R006", message, "remove it with geomap check --write-baseline")


def _broken(finding: Finding) -> Finding:
    advice = f"{finding.help}; or {_REWRITE}" if finding.help else _REWRITE
    return Finding(finding.location, "R005", finding.message, advice)
