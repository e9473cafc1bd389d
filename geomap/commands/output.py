"""Findings on a terminal: each with its line, in the colours of how much it matters."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click

from geomap import project
from geomap.findings import Accepted, Finding, Location, Severity, as_text
from geomap.read.files import Kind, read_content

_SHOWN = Kind(limit=64_000_000, too_large="", not_text="")
"""No file of a project is longer, and no pipe is waited for."""


def print_findings(  # noqa: PLR0913  (three say which, three where their lines are)
    findings: Iterable[Finding],
    folder: Path,
    *,
    err: bool,
    verbose: bool = False,
    accepted: Iterable[Accepted] = (),
    prefix: str = "",
    texts: Mapping[str, str] | None = None,
) -> None:
    """Print findings with the lines that they are about.

    Notes, and findings that are ``accepted``, are for those who want to know everything. ``folder`` is the project's,
    or one of its files; ``prefix`` stands before each file where there are two projects; ``texts`` are those of files,
    by their names in findings, that are not on the disk like this.
    """
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
    root, _ = project.find_project(folder)
    lines = {name: text.split("\n") for name, text in (texts or {}).items()}
    for finding in findings:
        if finding.severity is Severity.NOTE and not verbose:
            continue
        text = prefix + as_text(finding, source_line(finding.location, root, lines))
        kind = f"{finding.severity} {finding.code}"
        click.echo(text.replace(kind, click.style(kind, fg=colours[finding.severity], bold=True), 1) + "\n", err=err)
    for each in accepted if verbose else ():
        text = as_text(each.finding, source_line(each.finding.location, root, lines), each)
        kind = f"accepted {each.finding.code}"
        click.echo(text.replace(kind, click.style(kind, dim=True), 1) + "\n", err=err)


def source_line(location: Location, root: Path, lines: dict[str, list[str]]) -> str:
    """The line that a location names, or an empty one; ``lines`` keeps what was read."""
    if location.file not in lines:
        lines[location.file] = _lines_of(root / location.file, root)
    known = lines[location.file]
    return known[location.line - 1] if location.line <= len(known) else ""


def _lines_of(file: Path, root: Path) -> list[str]:
    """The lines of a file of the project; none of a file outside of it, or of one that is no text."""
    content = read_content(file, root, _SHOWN)
    if isinstance(content, Finding):
        return []
    data = content.data
    utf16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if b"\0" in data and not utf16:
        return []
    return data.decode("utf-16" if utf16 else "utf-8-sig", errors="replace").split("\n")


def say_error(found: str, advice: str = "") -> None:
    """Say what went wrong, and what to do, where that is about no line of a file."""
    head = click.style("error", fg="red", bold=True)
    click.echo(f"{head} {found}" + (f"\n  = help: {advice}" if advice else ""), err=True)


def plural(count: int, word: str) -> str:
    """A number and its word: 1 report, 2,000 reports."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def fails(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether a command has failed with these findings."""
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in stopping for finding in findings)


def counted(findings: Sequence[Finding], *, verbose: bool = False, accepted: Sequence[Accepted] = ()) -> str:
    """How many findings of each severity there are, in words, how many are accepted, and where to read more."""
    by_comment = sum(each.by == "comment" for each in accepted)
    ways = ((by_comment, "ignored by comment"), (len(accepted) - by_comment, "accepted in the baseline"))
    rest = "".join(f"; {count} {way}" for count, way in ways if count)
    if not findings:
        return f"Nothing to complain of{rest}"
    counts = [(severity, sum(finding.severity is severity for finding in findings)) for severity in Severity]
    said = ", ".join(plural(count, str(severity)) for severity, count in counts if count)
    code = min(findings, key=lambda finding: list(Severity).index(finding.severity)).code
    hidden = not verbose and any(finding.severity is Severity.NOTE for finding in findings)
    return f"{said} (`geomap explain {code}` says more about {code}{'; -v shows notes' if hidden else ''}){rest}"
