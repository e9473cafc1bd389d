"""Differences as text for a terminal: no control characters; only the marks are coloured."""

from collections.abc import Iterator, Sequence

import click

from geomap.compare.differences import Differences
from geomap.compare.sections import Item, Line, Section, UserText, in_short, sections, summary
from geomap.findings import echo

SHOWN = 10
"""Differences of one kind that are shown unless the output is verbose."""

_LENGTH = 160  # characters of one text, unless the output is verbose
_ALL = 5_000
_COLOURS = {"+": "green", "-": "red", "~": "yellow"}


def as_text(differences: Differences, *, verbose: bool = False) -> str:
    """All differences, one or two lines each."""
    found = sections(differences)
    old, new = echo(differences.old, 100), echo(differences.new, 100)
    lines = [click.style(f"{old} → {new}: {summary(found)}", bold=True)]
    for section in found:
        lines += ["", click.style(section.title, bold=True), *_lines(section, verbose=verbose)]
    if not verbose and any(item.detail for section in found for item in section.items):
        lines += ["", "-v shows old and new values"]
    return "\n".join(lines) + "\n"


def short_text(differences: Differences) -> str:
    """The differences between two builds, in one line; empty if no report or position changed."""
    return "; ".join(plain(line, _LENGTH) for line in in_short(differences))


def plain(line: Line, limit: int) -> str:
    """The line, safe to print."""
    return "".join(echo(" ".join(part.split()), limit) if isinstance(part, UserText) else part for part in line)


def _lines(section: Section, *, verbose: bool) -> Iterator[str]:
    shown: Sequence[Item] = section.items if verbose else section.items[:SHOWN]
    limit = _ALL if verbose else _LENGTH
    for item in shown:
        yield f"  {_coloured(item.mark)} {plain(item.line, limit)}"
        for line in (*item.more, *(item.detail if verbose else ())):
            text = plain(line, limit)
            yield f"      {_coloured(text[0])}{text[1:]}" if text[:2] in {"+ ", "- ", "~ "} else f"      {text}"
    if len(section.items) > len(shown):
        yield f"  … and {len(section.items) - len(shown):,} more (-v shows all)"


def _coloured(mark: str) -> str:
    return click.style(mark, fg=_COLOURS[mark])
