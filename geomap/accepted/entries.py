"""A place in a file → the entry of the gazetteer that stands there, which keeps its id when lines move."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from geomap.findings import Finding
from geomap.model import Entry, Gazetteer

_Line = tuple[int, int]  # line and column, both from 1


def told_of(findings: Iterable[Finding], gazetteer: Gazetteer) -> list[Finding]:
    """The same findings, each told which entry it is about: ``map``, ``places/ID`` or ``reports/ID``."""
    ordered = list(findings)
    if not ordered:
        return []
    by_file: dict[str, list[tuple[_Line, str, Entry]]] = defaultdict(list)
    for name, entry in _entries(gazetteer):
        at = entry.at()
        by_file[at.file].append(((at.line, at.column), name, entry))
    for entries in by_file.values():
        entries.sort(key=lambda each: each[0])
    return [replace(finding, entry=_entry_at(finding, by_file.get(finding.location.file, []))) for finding in ordered]


def _entries(gazetteer: Gazetteer) -> Iterator[tuple[str, Entry]]:
    yield "map", gazetteer.map
    for place in gazetteer.places:
        yield f"places/{place.id}", place
    for report in gazetteer.reports:
        yield f"reports/{report.id}", report


def _entry_at(finding: Finding, entries: list[tuple[_Line, str, Entry]]) -> str:
    where = finding.location
    at = bisect_right(entries, (where.line, where.column), key=lambda each: each[0]) - 1
    if at < 0:
        return ""
    _, name, entry = entries[at]
    return name if where.line <= entry.last_line() else ""
