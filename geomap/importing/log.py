"""What an import read and what it left out, collected in one place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from geomap.findings import Finding, Location, Severity

MAX_EXAMPLES = 1000
"""Values of one name that are kept to suggest a field for them."""


@dataclass
class ImportLog:
    """What an import read from a file and what it left out. Every reader and every step adds to the same log.

    What concerns a single entry is also a comment above it in the new file (see ``Record.notes``).

    Attributes:
        columns: what the source calls each field that was read.
        kept: what the source has and no field holds, by its name there, with the number of its comments.
        examples: some of the values of each name in ``kept``.
        statuses: the texts in place of a status that are none, with the number of their reports.
        mapped: the texts in place of a status to which the user gave one, in lower case.
        dates: the first dates that are written in another way than here, each with what it was read as.
        unclear: what is not known of the dates (``order``, ``century``, ``year``), each with a date that has more than
            one reading without it.
        about: what the file says about itself; comments at the top of the new file.
        findings: problems of single records.
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kept: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Any]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    mapped: set[str] = field(default_factory=set)
    dates: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)
    about: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _seen: set[tuple[str, tuple[str, ...]]] = field(default_factory=set, repr=False)

    def read(self, columns: Mapping[str, tuple[str, ...]], fields: Iterable[str]) -> None:
        """Record what the source calls the fields that a record has."""
        for name in fields:
            read = columns.get(name, ())
            if read and (name, read) not in self._seen:  # the records of a file share a few sets of columns
                self._seen.add((name, read))
                self.columns[name] = tuple(dict.fromkeys([*self.columns.get(name, ()), *read]))

    def keep(self, name: str, value: Any) -> None:
        """Record that a value became a comment."""
        self.kept[name] += 1
        examples = self.examples.setdefault(name, [])
        if len(examples) < MAX_EXAMPLES:
            examples.append(value)

    def add(self, code: str, location: Location, message: str, hint: str = "") -> None:
        """Record a problem of one record."""
        self.findings.append(Finding(location, code, message, hint))

    def left_out(self, location: Location, message: str, hint: str = "") -> None:
        """Record that something of the file is not imported."""
        self.add("I007", location, f"left out: {message}", hint)

    def skip_errors(self) -> None:
        """Turn errors, whose records were left out at the user's request, into warnings."""
        self.findings = [
            replace(finding, code="I007", message=f"left out: {finding.message}")
            if finding.severity is Severity.ERROR
            else finding
            for finding in self.findings
        ]
