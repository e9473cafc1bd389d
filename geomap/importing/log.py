"""What an import read and what it left out, collected in one place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from geomap.findings import Finding, Location, Severity


@dataclass
class ImportLog:
    """What an import read from a file and what it left out. Every reader and every step adds to the same log.

    What concerns a single entry is also a comment above it in the new file (see ``Record.notes``).

    Attributes:
        columns: the columns or properties that were read for each field.
        unread: the columns or properties that no field was read from.
        findings: problems of single records.
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _seen: set[tuple[str, ...]] = field(default_factory=set, repr=False)

    def read(self, columns: Mapping[str, tuple[str, ...]], available: Iterable[str]) -> None:
        """Record which of the available columns are read for which field."""
        available = tuple(available)
        if available in self._seen:  # the features of a file share a few sets of properties
            return
        self._seen.add(available)
        for name, read in columns.items():
            self.columns[name] = tuple(dict.fromkeys([*self.columns.get(name, ()), *read]))
        known = {column for read in self.columns.values() for column in read}
        self.unread = [name for name in dict.fromkeys([*self.unread, *available]) if name not in known]

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
