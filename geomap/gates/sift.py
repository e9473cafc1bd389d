"""Findings → those that count and those that are accepted, with what is wrong with the accepting itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geomap.findings import CODES, Accepted, Finding, Severity, echo, errors, nearest
from geomap.gates.baseline import Baseline
from geomap.read import Ignore

_AS_THIS = "write # geomap: ignore[C006] and the reason"


@dataclass(frozen=True)
class Sifted:
    """The findings that count, and those that the editor has accepted, each in order."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def sift(findings: Sequence[Finding], comments: Sequence[Ignore], baseline: Baseline) -> Sifted:
    """Part the findings of a project into those that count and those that are accepted.

    Where there are errors, other findings may be missing: then nothing is said of comments and lines of the baseline
    that fit nothing.
    """
    whole = not errors(findings)
    usable = [(comment, code) for comment in comments if comment.reason for code in comment.codes if _may_be(code)]
    by_code: dict[tuple[str, str], list[tuple[Ignore, str]]] = defaultdict(list)
    for comment, code in usable:
        by_code[comment.location.file, code].append((comment, code))
    used: set[tuple[Ignore, str]] = set()
    counting: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in findings:
        where = finding.location
        fitting = [
            each
            for each in by_code.get((where.file, finding.code), ())
            if each[0].first_line <= where.line <= each[0].last_line
        ]
        used.update(fitting)
        if fitting:
            accepted.append(Accepted(finding, "comment", echo(fitting[-1][0].reason, limit=300)))
        else:
            counting.append(finding)
    counting, in_baseline, gone = baseline.part(counting)
    about = [complaint for comment in comments for complaint in _complaints(comment)]
    unused = [_unused(*each, findings) for each in usable if each not in used]
    told = [*counting, *about, *baseline.findings, *([*gone, *unused] if whole else [])]
    return Sifted(tuple(sorted(told)), tuple(sorted([*accepted, *in_baseline])))


def _may_be(code: str) -> bool:
    """Whether findings of this code can be ignored: no errors, and none about ignoring itself."""
    return code in CODES and CODES[code][0] is not Severity.ERROR and not code.startswith("R")


def _complaints(comment: Ignore) -> Iterator[Finding]:
    """What is wrong with a comment as it is written."""
    where = comment.location
    if not comment.codes:
        yield Finding(where, "R002", "the comment does not say which finding to ignore", _AS_THIS)
    elif not comment.reason:
        advice = f"write # geomap: ignore[{', '.join(map(echo, comment.codes))}] and the reason after it"
        yield Finding(where, "R001", "the comment gives no reason, and so ignores nothing", advice)
    for code in comment.codes:
        if code not in CODES:
            advice = nearest(code, CODES) or "geomap explain lists them all"
            yield Finding(where, "R002", f'there is no finding "{echo(code)}"', advice)
        elif not _may_be(code):
            is_error = CODES[code][0] is Severity.ERROR
            found = f"{code} is {'an error' if is_error else 'about ignoring itself'}, and cannot be ignored"
            advice = f"mend what it complains of: geomap explain {code} says how" if is_error else "take it out"
            yield Finding(where, "R004", found, advice)


def _unused(comment: Ignore, code: str, findings: Iterable[Finding]) -> Finding:
    """A comment that fits nothing, and where it might belong."""
    where = comment.location
    lines = [one.location.line for one in findings if (one.code, one.location.file) == (code, where.file)]
    found = f"no {code} is found here, so the comment ignores nothing"
    advice = "delete it"
    if lines:
        line = min(lines, key=lambda each: abs(each - where.line))
        advice = f"delete it, or put it where the nearest {code} is: at the end of line {line}"
    return Finding(where, "R003", found, advice)
