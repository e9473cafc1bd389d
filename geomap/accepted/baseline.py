"""``geomap-baseline.json``: warnings that were there when the editor began to look, and are let stand.

A warning is known by its code, its file and its entry's id, never by its line; where it is about no entry, by its
message. Each is one line, sorted, so that a change of the file reads well.
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
from geomap.read.files import Kind, read_text
from geomap.read.validation import validation_findings
from geomap.read.yaml.nodes import read_yaml

BASELINE = "geomap-baseline.json"
_KIND = Kind(limit=20_000_000, too_large="R005", not_text="R005", smaller="mend what it accepts, and write it anew")
_ANEW = "mend it, or write it anew with geomap check --write-baseline"


class _Warning(Entry):
    """A warning that is accepted."""

    model_config = ConfigDict(str_strip_whitespace=False)  # its words are compared to the letter
    code: StrictStr = Field(description="The finding's code, such as C006.")
    file: StrictStr = Field(description="The file that it is about.")
    entry: StrictStr = Field(default="", description="The entry that it is about, such as places/moscow.")
    message: StrictStr = Field(description="What was found.")

    def fits(self) -> tuple[str, str, str]:
        """What a finding has in common with it."""
        return self.code, self.file, self.entry or f"= {self.message}"


class _File(Entry):
    """The baseline."""

    version: StrictInt = Field(description="1, the form of this file.")
    accepted: tuple[_Warning, ...] = Field(description="The accepted warnings.")


@dataclass(frozen=True)
class Baseline:
    """The baseline of a project: empty where there is none.

    Attributes:
        warnings: each with the place of its line.
        findings: why it cannot be used.
    """

    warnings: tuple[tuple[_Warning, Location], ...] = ()
    findings: tuple[Finding, ...] = ()

    def part(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Accepted], list[tuple[str, Finding]]]:
        """The findings that count, those that are accepted, and by its code a note for each one that is no more.

        One line accepts one warning; of several that fit, the one with the same message.
        """
        waiting: dict[tuple[str, str, str], list[tuple[_Warning, Location]]] = defaultdict(list)
        for warning, location in self.warnings:
            waiting[warning.fits()].append((warning, location))
        ordered = list(findings)
        counting, accepted = [], []
        same = {id(finding) for finding in ordered if _take(waiting, finding, same=True)}
        for finding in ordered:
            if id(finding) in same or _take(waiting, finding, same=False):
                accepted.append(Accepted(finding, "baseline", f"in {BASELINE}"))
            else:
                counting.append(finding)
        return counting, accepted, [(each[0].code, _gone(*each)) for left in waiting.values() for each in left]


def acceptable(finding: Finding) -> bool:
    """Whether the baseline may hold it: a warning, and none about what was accepted itself."""
    return finding.severity is Severity.WARNING and not finding.code.startswith("R")


def read_baseline(root: Path) -> Baseline:
    """The baseline of the project in this folder."""
    path = root / BASELINE
    if not path.exists() and not path.is_symlink():
        return Baseline()
    source = read_text(path, root, _KIND)
    if isinstance(source, Finding):
        return Baseline(findings=(_broken(source),))
    document = read_yaml(source.text, source.name)  # JSON is YAML, and so has its lines and its limits
    if document.findings:
        return Baseline(findings=tuple(map(_broken, document.findings)))
    raw = {} if document.value is None else document.value
    try:
        file = _File.model_validate(raw)
    except ValidationError as error:
        return Baseline(findings=tuple(map(_broken, validation_findings(error, _File, raw, document.origin))))
    if file.version != 1:
        found = f"version is {echo(file.version)}, and this geomap knows 1 alone"
        advice = "use a newer geomap, or write it anew with geomap check --write-baseline"
        return Baseline(findings=(Finding(document.origin.at(("version",)), "R005", found, advice),))
    at = [document.origin.at(("accepted", index)) for index in range(len(file.accepted))]
    never = [
        Finding(where, "R005", f"{echo(warning.code)} is no warning that could be accepted", "delete this line")
        for warning, where in zip(file.accepted, at, strict=True)
        if CODES.get(warning.code, (None,))[0] is not Severity.WARNING or warning.code.startswith("R")
    ]
    return Baseline(tuple(zip(file.accepted, at, strict=True)), tuple(never))


def baseline_of(findings: Iterable[Finding]) -> bytes:
    """The file that accepts these warnings, as it is written; those that cannot be accepted are left out."""
    lines = sorted(json.dumps(_line(finding), ensure_ascii=False) for finding in findings if acceptable(finding))
    return "".join(['{\n"version": 1,\n"accepted": [\n', ",\n".join(lines), "\n" * bool(lines), "]\n}\n"]).encode()


def _line(finding: Finding) -> dict[str, Any]:
    entry = {"entry": finding.entry} if finding.entry else {}
    return {"code": finding.code, "file": finding.location.file, **entry, "message": finding.message}


def _take(waiting: dict[tuple[str, str, str], list[Any]], finding: Finding, *, same: bool) -> bool:
    """Take what accepts the finding out of what waits; with ``same``, only what has its message too."""
    if not acceptable(finding):
        return False
    known = waiting.get((finding.code, finding.location.file, finding.entry or f"= {finding.message}"), [])
    for at, (warning, _) in enumerate(known):
        if not same or warning.message == finding.message:
            del known[at]
            return True
    return False


def _gone(warning: _Warning, location: Location) -> Finding:
    about = f" of {echo(warning.entry)}" if warning.entry else f' in {echo(warning.file)}: "{echo(warning.message)}"'
    message = f"the accepted {warning.code}{about} no longer occurs"
    return Finding(location, "R006", message, "geomap check --write-baseline drops it")


def _broken(finding: Finding) -> Finding:
    advice = f"{finding.help}; or write it anew with geomap check --write-baseline" if finding.help else _ANEW
    return Finding(finding.location, "R005", finding.message, advice)
