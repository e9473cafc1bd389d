"""Differences as Markdown for a pull request: text from a gazetteer never becomes markup."""

import re
from collections.abc import Iterator

from geomap.compare.differences import Differences
from geomap.compare.sections import Item, Line, UserText, sections, summary
from geomap.findings import echo

LIMIT = 60_000
"""Characters of the whole text; GitHub takes 65,536 in a comment."""

OPEN = 10
"""Differences of one kind that are shown; the others are folded."""

_LENGTH = 300  # characters of one text
_ALL = 3_000
_LINES = 20  # of one difference
_AROUND = 200  # characters of a heading and of what folds a list


def as_markdown(differences: Differences, *, verbose: bool = False) -> str:
    """A heading, a one-line summary, and a list for each kind of difference, folded where it is long."""
    found = sections(differences)
    title = f"### Changes to the map: {code(differences.old, 100)} → {code(differences.new, 100)}"
    parts = [title, f"{_sentence(summary(found))}"]
    room = LIMIT - sum(map(len, parts))
    for left, section in zip(range(len(found), 0, -1), found, strict=True):
        items = [_item(item, _ALL if verbose else _LENGTH) for item in section.items]
        kept = _fitting(items, room // left - _AROUND)  # each kind has its share of the remaining characters
        parts += [f"#### {section.title}", *_blocks(items[:kept], len(items) - kept)]
        room -= _AROUND + sum(len(item) + 1 for item in items[:kept])
    return "\n\n".join(parts) + "\n"


def code(text: str, limit: int) -> str:
    """The text as a code span, in which Markdown has no markup, mentions, references or links.

    >>> code("a `tick` for @you", 80)
    '``a `tick` for @you``'
    """
    shown = echo(" ".join(text.split()), limit) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _fitting(items: list[str], room: int) -> int:
    """The number of items that fit."""
    for index, item in enumerate(items):
        room -= len(item) + 1
        if room < 0:
            return index
    return len(items)


def _blocks(items: list[str], cut: int) -> Iterator[str]:
    more = f"- … and {cut:,} more" if cut else ""
    shown, folded = items[:OPEN], items[OPEN:]
    if shown or more:
        yield "\n".join([*shown, *([more] if more and not folded else [])])
    if folded:
        yield f"<details><summary>{len(folded) + cut:,} more</summary>"
        yield "\n".join([*folded, *([more] if more else [])])
        yield "</details>"


def _item(item: Item, limit: int) -> str:
    lines = [*item.more, *item.detail]
    cut = [f"  - … and {len(lines) - _LINES:,} more"] if len(lines) > _LINES else []
    return "\n".join(
        [f"- {_line(item.line, limit)}", *(f"  - {_marked(line, limit)}" for line in lines[:_LINES]), *cut]
    )


def _marked(line: Line, limit: int) -> str:
    """Replace the mark at the start of a line: it would begin a nested list."""
    labels = {"+ ": "added: ", "- ": "removed: ", "~ ": ""}
    first, *rest = line
    return _line((first if isinstance(first, UserText) else labels.get(first, first), *rest), limit)


def _line(line: Line, limit: int) -> str:
    return "".join(code(part, limit) if isinstance(part, UserText) else part for part in line)
