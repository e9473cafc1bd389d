"""``# geomap: ignore[C006] reason`` in a YAML text: findings that the editor accepts."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yaml import ScalarEvent
from yaml._yaml import CParser

from geomap.findings import Location
from geomap.model.origin import Origin, position_of

_HINT = re.compile(r"geomap[ \t]*:[ \t]*ignore")  # starts with letters, so a search for it is faster than for the whole
_COMMENT = re.compile(
    r"\#(?<!\S\#)[ \t]*geomap[ \t]*:[ \t]*ignore\b[ \t]*(?:\[(?P<codes>[^\]\n]*)\])?[ \t]*(?P<reason>[^\n]*)"
)
_END_OF_FILE = 2**31


@dataclass(frozen=True)
class IgnoreComment:
    """A comment that tells geomap to ignore findings.

    Attributes:
        location: of its first character.
        codes: of the findings, as written, in capitals; empty if it has none.
        reason: why the findings are accepted; empty if it has none.
        first_line: the first line that it applies to, from 1.
        last_line: the last line that it applies to; before the first if it applies to nothing.
    """

    location: Location
    codes: tuple[str, ...]
    reason: str
    first_line: int
    last_line: int


def find_ignore_comments(text: str, origin: Origin, *, whole: bool = False) -> list[IgnoreComment]:
    """The ignore comments in a valid YAML text, in order.

    A comment at the end of a line applies to that line; a comment on its own line to the entry or key below it.

    Args:
        text: the YAML.
        origin: its positions.
        whole: whether a comment on its own line applies to the whole file, as in the front matter of an article.
    """
    if _HINT.search(text) is None:
        return []
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # both end a line in YAML
    found = list(_COMMENT.finditer(text))
    inside = inside_scalars(text, [match.start() for match in found])
    ends = {} if whole or len(inside) == len(found) else _ends(origin.node)
    begins = sorted(ends)
    comments: list[IgnoreComment] = []
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
            first = 1 if whole else begins[below] if below < len(begins) else _END_OF_FILE
            last = _END_OF_FILE if whole else ends.get(first, 0)
        codes = tuple(filter(None, re.split(r"[\s,]+", (match["codes"] or "").upper())))
        reason = match["reason"].strip().lstrip("-–—: ")
        comments.append(IgnoreComment(Location(origin.file, line, len(before) + 1), codes, reason, first, last))
    return comments


def inside_scalars(text: str, offsets: list[int]) -> set[int]:
    """The offsets, of a sorted list, that are inside a key or a value, where ``#`` is text."""
    inside: set[int] = set()
    if offsets:
        events: Iterable[Any] = iter(CParser(text).get_event, None)
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                start, end = event.start_mark.index, event.end_mark.index
                if event.style in {"|", ">"}:  # its header may have a comment
                    header_end = text.find("\n", start, end)
                    start = end if header_end < 0 else header_end
                at = bisect_left(offsets, start)
                while at < len(offsets) and offsets[at] < end:
                    inside.add(offsets[at])
                    at += 1
    return inside


def _ends(node: Any) -> dict[int, int]:
    """The first lines of keys and list entries, each with the last line of the longest that begins there."""
    ends: dict[int, int] = {}
    _last(node, ends)
    return ends


def _last(node: Any, ends: dict[int, int]) -> int:
    """The last line inside a node; ``ends`` gets the nodes that begin in it."""
    if node is None:
        return 0
    last, _ = position_of(node[0])
    children = node[1] if len(node) > 1 else ()
    pairs = children.values() if isinstance(children, dict) else [(child[0], child) for child in children]
    for mark, child in pairs:
        line, _ = position_of(mark)
        end = max(line, _last(child, ends))
        ends[line] = max(end, ends.get(line, 0))
        last = max(last, end)
    return last
