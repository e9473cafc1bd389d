"""Findings → those that count and those that are accepted, with what is wrong with the accepting itself."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geomap.accepted.baseline import Baseline
from geomap.findings import CODES, Accepted, Finding, Severity, echo, errors, nearest
from geomap.read import IgnoreComment

_Use = tuple[IgnoreComment, str]
"""A comment, and one of the codes in it."""
_Kind = tuple[str, str]
"""A file and a code."""
_AS_THIS = "write # geomap: ignore[C006] and the reason"


@dataclass(frozen=True)
class Sifted:
    """The findings that count, and those that the editor has accepted, each in order."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def sift(
    findings: Sequence[Finding],
    comments: Sequence[IgnoreComment],
    baseline: Baseline,
    *,
    whole: bool = True,
    looked: bool = True,
) -> Sifted:
    """Part the findings of a project into those that count and those that are accepted.

    Where there are errors, or not the ``whole`` project was looked at, findings may be missing: then nothing is said of
    comments and lines of the baseline that fit nothing. Where no geocoder was ``looked`` at, nothing is said of those
    about what only a geocoder knows.
    """
    whole = whole and not errors(findings)
    usable = [(comment, code) for comment in comments if comment.reason for code in comment.codes if _may_be(code)]
    fitting = _fitting(findings, usable)
    used = {each for fits in fitting.values() for each in fits}
    ignored = [Accepted(findings[at], "comment", echo(fits[-1][0].reason, limit=300)) for at, fits in fitting.items()]
    counting, in_baseline, gone = baseline.part(one for at, one in enumerate(findings) if at not in fitting)
    about = [complaint for comment in comments for complaint in _complaints(comment)]
    idle = [each for each in usable if each not in used and _sought(each[1], looked=looked)] if whole else ()
    missed = [note for code, note in gone if _sought(code, looked=looked)] if whole else ()
    told = [*counting, *about, *baseline.findings, *missed, *_unused(idle, findings)]
    return Sifted(tuple(sorted(told)), tuple(sorted([*ignored, *in_baseline])))


def _sought(code: str, *, looked: bool) -> bool:
    """Whether findings of this code would have been there."""
    return looked or not code.startswith("N")


def _fitting(findings: Sequence[Finding], usable: Iterable[_Use]) -> dict[int, list[_Use]]:
    """By the index of each finding that is ignored, the comments that are about it, the narrowest last."""
    of_kind: dict[_Kind, list[_Use]] = defaultdict(list)
    for comment, code in usable:
        of_kind[comment.location.file, code].append((comment, code))
    fitting: dict[int, list[_Use]] = {}
    for kind, indices in _by_kind(findings).items():
        waiting = sorted(of_kind.get(kind, ()), key=lambda each: each[0].first_line, reverse=True)
        active: list[_Use] = []  # what is about one line lies within what is about more, so that these are few
        for at in indices if waiting else ():
            line = findings[at].location.line
            while waiting and waiting[-1][0].first_line <= line:
                active.append(waiting.pop())
            active = [each for each in active if each[0].last_line >= line]
            if active:
                fitting[at] = list(active)
    return dict(sorted(fitting.items()))


def _by_kind(findings: Sequence[Finding]) -> dict[_Kind, list[int]]:
    """The indices of the findings of each file and code, by their lines."""
    indices: dict[_Kind, list[int]] = defaultdict(list)
    for at in sorted(range(len(findings)), key=lambda at: findings[at].location):
        indices[findings[at].location.file, findings[at].code].append(at)
    return indices


def _may_be(code: str) -> bool:
    """Whether findings of this code can be ignored: no errors, and none about ignoring itself."""
    return code in CODES and CODES[code][0] is not Severity.ERROR and not code.startswith("R")


def _complaints(comment: IgnoreComment) -> Iterator[Finding]:
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


def _unused(uses: Iterable[_Use], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Comments that fit nothing, and where they might belong."""
    lines = {kind: [findings[at].location.line for at in indices] for kind, indices in _by_kind(findings).items()}
    for comment, code in uses:
        where = comment.location
        found = f"no {code} is found here, so the comment ignores nothing"
        advice = "delete it"
        known = lines.get((where.file, code), [])
        at = bisect_left(known, where.line)
        near = known[max(0, at - 1) : at + 1]
        if near:
            line = min(near, key=lambda each: abs(each - where.line))
            advice = f"delete it, or put it where the nearest {code} is: at the end of line {line}"
        yield Finding(where, "R003", found, advice)
