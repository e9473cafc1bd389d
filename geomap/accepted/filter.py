"""Findings → open and accepted ones, with findings about the ignore comments and the baseline themselves."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from geomap.accepted.baseline import Baseline
from geomap.findings import CODES, Accepted, Finding, Severity, echo, errors, nearest
from geomap.model import Entry, Gazetteer
from geomap.read import IgnoreComment

_Use = tuple[IgnoreComment, str]
"""A comment, and one of the codes in it."""
_Kind = tuple[str, str]
"""A file and a code."""
_Position = tuple[int, int]
"""Line and column, both from 1."""
_EXAMPLE = "write # geomap: ignore[C006] and the reason"


@dataclass(frozen=True)
class Filtered:
    """The open and the accepted findings, each in order."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def with_entries(findings: Sequence[Finding], gazetteer: Gazetteer) -> list[Finding]:
    """The findings, each with the entry that it is about: ``map``, ``places/ID`` or ``reports/ID``.

    An entry keeps its id when lines move, so that the baseline and SARIF recognise a finding.
    """
    if not findings:
        return []
    by_file: dict[str, list[tuple[_Position, str, Entry]]] = defaultdict(list)
    for name, entry in _entries(gazetteer):
        file, line, column = entry.position()
        by_file[file].append(((line, column), name, entry))
    for entries in by_file.values():
        entries.sort(key=lambda each: each[0])
    return [replace(finding, entry=_entry_at(finding, by_file.get(finding.location.file, []))) for finding in findings]


def _entries(gazetteer: Gazetteer) -> Iterator[tuple[str, Entry]]:
    yield "map", gazetteer.map
    for place in gazetteer.places:
        yield f"places/{place.id}", place
    for report in gazetteer.reports:
        yield f"reports/{report.id}", report


def _entry_at(finding: Finding, entries: list[tuple[_Position, str, Entry]]) -> str:
    location = finding.location
    at = bisect_right(entries, (location.line, location.column), key=lambda each: each[0]) - 1
    if at < 0:
        return ""
    _, name, entry = entries[at]
    return name if location.line <= entry.last_line() else ""


def filter_findings(
    findings: Sequence[Finding],
    comments: Sequence[IgnoreComment],
    baseline: Baseline,
    *,
    whole: bool = True,
    geocoded: bool = True,
) -> Filtered:
    """Separate the findings of a project into open and accepted ones.

    Args:
        findings: of the project.
        comments: the ignore comments in its files.
        baseline: its accepted warnings.
        whole: whether the whole project was checked. If not, or if there are errors, findings may be missing, and
            comments and lines of the baseline that match nothing are not reported.
        geocoded: whether a geocoder was used; if not, the same applies to the codes that need one.
    """
    complete = whole and not errors(findings)
    usable = [(comment, code) for comment in comments if comment.reason for code in comment.codes if _ignorable(code)]
    matches = _matches(findings, usable)
    used = {use for uses in matches.values() for use in uses}
    ignored = [Accepted(findings[at], "comment", echo(uses[-1][0].reason, limit=300)) for at, uses in matches.items()]
    open_, in_baseline, obsolete = baseline.split(one for at, one in enumerate(findings) if at not in matches)
    open_ += [finding for comment in comments for finding in _about_comment(comment)]
    open_ += baseline.findings
    if complete:
        open_ += [note for code, note in obsolete if geocoded or not _needs_geocoder(code)]
        unused = [use for use in usable if use not in used and (geocoded or not _needs_geocoder(use[1]))]
        open_ += _unused(unused, findings)
    return Filtered(tuple(sorted(open_)), tuple(sorted([*ignored, *in_baseline])))


def _needs_geocoder(code: str) -> bool:
    return code.startswith("N")


def _matches(findings: Sequence[Finding], usable: Iterable[_Use]) -> dict[int, list[_Use]]:
    """By the index of each ignored finding, the comments that apply to it, the most specific last."""
    of_kind: dict[_Kind, list[_Use]] = defaultdict(list)
    for comment, code in usable:
        of_kind[comment.location.file, code].append((comment, code))
    matches: dict[int, list[_Use]] = {}
    for kind, indices in _by_kind(findings).items():
        waiting = sorted(of_kind.get(kind, ()), key=lambda use: use[0].first_line, reverse=True)
        active: list[_Use] = []  # few, as ranges of lines are nested
        for at in indices if waiting else ():
            line = findings[at].location.line
            while waiting and waiting[-1][0].first_line <= line:
                active.append(waiting.pop())
            active = [use for use in active if use[0].last_line >= line]
            if active:
                matches[at] = list(active)
    return dict(sorted(matches.items()))


def _by_kind(findings: Sequence[Finding]) -> dict[_Kind, list[int]]:
    """The indices of the findings of each file and code, in order of their lines."""
    indices: dict[_Kind, list[int]] = defaultdict(list)
    for at in sorted(range(len(findings)), key=lambda at: findings[at].location):
        indices[findings[at].location.file, findings[at].code].append(at)
    return indices


def _ignorable(code: str) -> bool:
    """Whether findings of this code can be ignored: no errors, and none about ignoring."""
    return code in CODES and CODES[code][0] is not Severity.ERROR and not code.startswith("R")


def _about_comment(comment: IgnoreComment) -> Iterator[Finding]:
    """The mistakes in a comment."""
    at = comment.location
    if not comment.codes:
        yield Finding(at, "R002", "the comment has no finding code", _EXAMPLE)
    elif not comment.reason:
        advice = f"write # geomap: ignore[{', '.join(map(echo, comment.codes))}] and the reason after it"
        yield Finding(at, "R001", "the comment has no reason, so it ignores nothing", advice)
    for code in comment.codes:
        if code not in CODES:
            advice = nearest(code, CODES) or "run geomap explain for a list of all codes"
            yield Finding(at, "R002", f'unknown finding code "{echo(code)}"', advice)
        elif not _ignorable(code):
            is_error = CODES[code][0] is Severity.ERROR
            found = f"{code} is {'an error' if is_error else 'about ignoring'} and cannot be ignored"
            advice = f"fix the error; see geomap explain {code}" if is_error else "remove the code"
            yield Finding(at, "R004", found, advice)


def _unused(uses: Iterable[_Use], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Comments that match nothing, and where they may belong."""
    lines = {kind: [findings[at].location.line for at in indices] for kind, indices in _by_kind(findings).items()}
    for comment, code in uses:
        at = comment.location
        advice = "delete it"
        known = lines.get((at.file, code), [])
        index = bisect_left(known, at.line)
        near = known[max(0, index - 1) : index + 1]
        if near:
            line = min(near, key=lambda each: abs(each - at.line))
            advice = f"delete it, or move it to the nearest {code}, at the end of line {line}"
        yield Finding(at, "R003", f"there is no {code} here, so the comment ignores nothing", advice)
