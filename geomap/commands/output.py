"""What several commands print: findings with their lines, errors, counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from geomap import project
from geomap.findings import Accepted, Finding, Location, Severity, as_text
from geomap.read.files import Kind, read_content

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_SHOWN = Kind(limit=64_000_000, too_large="Y006", not_text="Y002")
"""Lines of larger files are not shown, and no project reads them."""
MOST_OF_A_CODE = 20
"""Findings of one code that are printed without ``-v``."""


def print_findings(  # noqa: PLR0913
    findings: Iterable[Finding],
    folder: Path,
    *,
    err: bool,
    verbose: bool = False,
    accepted: Iterable[Accepted] = (),
    prefix: str = "",
    texts: Mapping[str, str] | None = None,
    most: int | None = None,
) -> None:
    """Print findings with the lines that they are about; of each code only the first ones, and how many more there are.

    Args:
        findings: what to print.
        folder: the project's folder, or a gazetteer file in it.
        err: whether to print to standard error.
        verbose: whether to print notes and accepted findings, and all findings of each code.
        accepted: findings that a comment or the baseline accepts.
        prefix: printed before each path, to distinguish two projects.
        texts: contents of files that are not on the disk, by the path in the findings.
        most: how many of one code to print, also if ``verbose``.
    """
    root, _ = project.find_project(folder)
    lines = {name: text.split("\n") for name, text in (texts or {}).items()}
    shown: list[tuple[Finding, Accepted | None]] = [
        (finding, None) for finding in findings if verbose or finding.severity is not Severity.NOTE
    ]
    shown += [(each.finding, each) for each in accepted if verbose]
    all_shown = "-v shows all" if most else "geomap check -v shows all"
    most = most or (len(shown) if verbose else MOST_OF_A_CODE)
    counts: Counter[str] = Counter()
    for finding, acceptance in shown:
        counts[finding.code] += 1
        if counts[finding.code] > most:
            continue
        text = as_text(finding, source_line(finding.location, root, lines), acceptance)
        label = f"{'accepted' if acceptance else finding.severity} {finding.code}"
        start = f"{finding.location}: "
        rest = text.removeprefix(start + label)
        styled = (
            click.style(label, dim=True) if acceptance else click.style(label, fg=COLOURS[finding.severity], bold=True)
        )
        click.echo(f"{prefix}{start}{styled}{rest}\n", err=err)
    for code, count in sorted(counts.items()):
        if count > most:
            click.echo(f"… and {count - most:,} more {code} ({all_shown})", err=err)


def source_line(location: Location, root: Path, lines: dict[str, list[str]]) -> str:
    """The line of a location, or an empty one; ``lines`` caches files."""
    if location.file not in lines:
        lines[location.file] = _lines_of(root / location.file, root)
    known = lines[location.file]
    return known[location.line - 1] if location.line <= len(known) else ""


def _lines_of(file: Path, root: Path) -> list[str]:
    """The lines of a file of the project; none if it is outside the project or not text."""
    content = read_content(file, root, _SHOWN)
    if isinstance(content, Finding):
        return []
    data = content.data
    utf16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if b"\0" in data and not utf16:
        return []
    return data.decode("utf-16" if utf16 else "utf-8-sig", errors="replace").split("\n")


def print_error(message: str, hint: str = "") -> None:
    """Print an error that is not about a line of a file."""
    _print_problem(Severity.ERROR, message, hint)


def print_warning(message: str, hint: str = "") -> None:
    """Print a warning that is not about a line of a file."""
    _print_problem(Severity.WARNING, message, hint)


def _print_problem(severity: Severity, message: str, hint: str) -> None:
    label = click.style(str(severity), fg=COLOURS[severity], bold=True)
    click.echo(f"{label} {message}" + (f"\n  = help: {hint}" if hint else ""), err=True)


def plural(count: int, word: str) -> str:
    """A number and its word: 1 report, 2,000 reports."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def fails(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether a command fails with these findings."""
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in failing for finding in findings)


def summary(findings: Sequence[Finding], *, verbose: bool = False, accepted: Sequence[Accepted] = ()) -> str:
    """The number of findings of each severity, where to read more, and the number of accepted ones."""
    by_comment = sum(each.by == "comment" for each in accepted)
    ways = ((by_comment, "ignored by comment"), (len(accepted) - by_comment, "accepted in the baseline"))
    rest = "".join(f"; {count} {way}" for count, way in ways if count)
    if not findings:
        return f"No problems found{rest}"
    counts = [(severity, sum(finding.severity is severity for finding in findings)) for severity in Severity]
    numbers = ", ".join(plural(count, str(severity)) for severity, count in counts if count)
    code = min(findings, key=lambda finding: list(Severity).index(finding.severity)).code
    hidden = not verbose and any(finding.severity is Severity.NOTE for finding in findings)
    return f"{numbers} (`geomap explain {code}` explains {code}{'; -v shows notes' if hidden else ''}){rest}"
