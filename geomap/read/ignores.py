"""``# geomap: ignore[C006] reason`` in a YAML text: what the editor knows and lets stand."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yaml import ScalarEvent
from yaml._yaml import CParser

from geomap.findings import Location
from geomap.model.origin import Origin

_HINT = re.compile(r"geomap[ \t]*:[ \t]*ignore")  # begins with letters, and is so searched for faster than the whole
_COMMENT = re.compile(
    r"\#(?<!\S\#)[ \t]*geomap[ \t]*:[ \t]*ignore\b[ \t]*(?:\[(?P<codes>[^\]\n]*)\])?[ \t]*(?P<reason>[^\n]*)"
)
_TO_THE_END = 2**31


@dataclass(frozen=True)
class Ignore:
    """A comment that asks for findings to be ignored.

    Attributes:
        location: where it begins.
        codes: of the findings, as written, in capitals; none where it names none.
        reason: why; empty where it does not say.
        first_line: of what it is about; ``last_line`` the last, both from 1. Before the first where that is nothing.
    """

    location: Location
    codes: tuple[str, ...]
    reason: str
    first_line: int
    last_line: int


def ignores(text: str, origin: Origin, *, whole: bool = False) -> list[Ignore]:
    """The ignore comments of a YAML text that could be read, in order.

    On a line with something else, a comment is about that line; on a line of its own, about the entry or key below it.

    Args:
        text: the YAML.
        origin: its positions.
        whole: whether a comment on a line of its own is about the whole file, as in the head of an article.
    """
    if _HINT.search(text) is None:
        return []
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # each ends a line to YAML
    found = list(_COMMENT.finditer(text))
    inside = _inside_scalars(text, [match.start() for match in found])
    ends = {} if whole or len(inside) == len(found) else _ends(origin.node)
    begins = sorted(ends)
    comments: list[Ignore] = []
    line, counted = 1, 0
    for match in found:
        start = match.start()
        if start in inside:
            continue
        line, counted = line + text.count("\n", counted, start), start
        before = text[text.rfind("\n", 0, start) + 1 : start]
        first = last = line
        if not before.strip():
            below = bisect_right(begins, line)
            first = 1 if whole else begins[below] if below < len(begins) else _TO_THE_END
            last = _TO_THE_END if whole else ends.get(first, 0)
        codes = tuple(filter(None, re.split(r"[\s,]+", (match["codes"] or "").upper())))
        reason = match["reason"].strip().lstrip("-–—: ")
        comments.append(Ignore(Location(origin.file, line, len(before) + 1), codes, reason, first, last))
    return comments


def _inside_scalars(text: str, offsets: list[int]) -> set[int]:
    """Those of the offsets, which are sorted, that lie in a key or a value: there, ``#`` is text."""
    inside: set[int] = set()
    if offsets:
        events: Iterable[Any] = iter(CParser(text).get_event, None)
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                at = bisect_left(offsets, event.start_mark.index)
                while at < len(offsets) and offsets[at] < event.end_mark.index:
                    inside.add(offsets[at])
                    at += 1
    return inside


def _ends(node: Any) -> dict[int, int]:
    """The lines on which keys and entries of lists begin, with the last line of the longest of each."""
    ends: dict[int, int] = {}
    _last(node, ends)
    return {line + 1: last + 1 for line, last in ends.items()}


def _last(node: Any, ends: dict[int, int]) -> int:
    """The last line inside a node, from 0; what begins in it is noted."""
    if node is None:
        return 0
    last: int = node[0].line
    children = node[1] if len(node) > 1 else ()
    pairs = children.values() if isinstance(children, dict) else [(child[0], child) for child in children]
    for mark, child in pairs:
        end = max(mark.line, _last(child, ends))
        ends[mark.line] = max(end, ends.get(mark.line, 0))
        last = max(last, end)
    return last
