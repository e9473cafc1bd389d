"""Differences as text for a terminal: plain words, no character that controls it; colours for the marks alone."""

from collections.abc import Iterator, Sequence

import click

from geomap.compare.differences import Differences
from geomap.compare.wording import Line, Said, Section, Told, in_short, sections, summary
from geomap.findings import echo

SHOWN = 10
"""Differences of one kind that are told where nobody asked for all."""

_LENGTH = 160  # characters of a text that are told, where nobody asked for all of it
_ALL = 5_000
_COLOURS = {"+": "green", "-": "red", "~": "yellow"}


def as_text(differences: Differences, *, verbose: bool = False) -> str:
    """All that differs, a line or two each."""
    found = sections(differences)
    old, new = echo(differences.old, 100), echo(differences.new, 100)
    lines = [click.style(f"{old} → {new}: {summary(found)}", bold=True)]
    for section in found:
        lines += ["", click.style(section.title, bold=True), *_lines(section, verbose=verbose)]
    if not verbose and any(told.detail for section in found for told in section.told):
        lines += ["", "-v shows the values before and now"]
    return "\n".join(lines) + "\n"


def short_text(differences: Differences) -> str:
    """What differs between two builds, in one line; nothing where no report or position does."""
    return "; ".join(plain(line, _LENGTH) for line in in_short(differences))


def plain(line: Line, limit: int) -> str:
    """The line, safe to print."""
    return "".join(echo(" ".join(part.split()), limit) if isinstance(part, Said) else part for part in line)


def _lines(section: Section, *, verbose: bool) -> Iterator[str]:
    shown: Sequence[Told] = section.told if verbose else section.told[:SHOWN]
    limit = _ALL if verbose else _LENGTH
    for told in shown:
        yield f"  {_coloured(told.mark)} {plain(told.line, limit)}"
        for line in (*told.more, *(told.detail if verbose else ())):
            text = plain(line, limit)
            yield f"      {_coloured(text[0])}{text[1:]}" if text[:2] in {"+ ", "- ", "~ "} else f"      {text}"
    if len(section.told) > len(shown):
        yield f"  … and {len(section.told) - len(shown):,} more (-v shows all)"


def _coloured(mark: str) -> str:
    return click.style(mark, fg=_COLOURS[mark])
