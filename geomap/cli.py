"""The command line: read the words, call one function, print, exit. 0 is success, 1 findings, 2 wrong usage."""

import json
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import metadata, resources
from pathlib import Path

import click

from geomap import project
from geomap.findings import CODES, Finding, Location, Severity, as_json, as_text, nearest
from geomap.link import suggestions
from geomap.linking import Linker, as_json_lines, as_marked_text, processes_for, sources_in, suggestions_text
from geomap.model import GazetteerFile
from geomap.read import read_gazetteer
from geomap.write.changes import Changes
from geomap.write.publish import SiteError

PROJECT = click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path))
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(metadata.version("geomap"), prog_name="geomap")
def main() -> None:
    """Publish a map of reported deployments: every report tied to its words, every doubt drawn."""


@main.command()
@PROJECT
@click.option("--site", type=click.Path(path_type=Path), help="Folder to write; PROJECT/site unless given.")
@STRICT
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Print notes too.")
def build(folder: Path, site: Path | None, strict: bool, quiet: bool, verbose: bool) -> None:  # noqa: FBT001
    """Make the site of a project. On any error nothing is written."""
    checked = project.check(folder)
    _print_findings(checked.findings, folder, err=True, verbose=verbose)
    if checked.atlas is None or _fails(checked.findings, strict=strict):
        click.echo(f"{_counted(checked.findings, verbose=verbose)}; nothing was written.", err=True)
        sys.exit(1)
    try:
        built = project.build(checked.atlas, folder, site)
    except SiteError as error:
        click.echo(as_text(error.finding), err=True)
        click.echo("The site is as it was before.", err=True)
        sys.exit(1)
    if not quiet:
        click.echo(_summary(built))


@main.command()
@PROJECT
@FORMAT
@STRICT
@click.option("-v", "--verbose", is_flag=True, help="Print notes too.")
def check(folder: Path, form: str, strict: bool, verbose: bool) -> None:  # noqa: FBT001
    """Say what is wrong with a project, or suspicious, and write nothing."""
    findings = project.check(folder).findings
    if form == "json":
        click.echo(as_json(findings))
    else:
        _print_findings(findings, folder, err=False, verbose=verbose)
        click.echo(f"{_counted(findings, verbose=verbose)}.")
    sys.exit(1 if _fails(findings, strict=strict) else 0)


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what a finding means, with an example and the mend; without CODE, list them all."""
    if code is None:
        for known, (severity, title) in CODES.items():
            click.echo(f"{known}  {severity:<8} {title}")
        return
    wanted = code.upper()
    if wanted not in CODES:
        raise click.UsageError(f"there is no finding {code!r}. {nearest(wanted, CODES)}".strip())
    severity, title = CODES[wanted]
    text = (resources.files("geomap") / "explanations" / f"{wanted}.md").read_text(encoding="utf-8")
    click.echo(f"{wanted} · {severity} · {title}\n\n{text.strip()}")


@main.command()
def schema() -> None:
    """Print the JSON Schema of the gazetteer's files, for editors that complete and check YAML."""
    content = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "geomap gazetteer"}
    click.echo(json.dumps({**content, **GazetteerFile.model_json_schema()}, ensure_ascii=False, indent=2))


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option(
    "--gazetteer", type=click.Path(path_type=Path), help="Gazetteer file; the project's in this folder unless given."
)
@FORMAT
@click.option("--all", "everything", is_flag=True, help="Show also the names that were left out, and why.")
@click.option("--suggest", is_flag=True, help="List what looks like a place and is not in the gazetteer instead.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use; as many as there are cores unless given.")
def link(  # noqa: PLR0913, PLR0917
    paths: Sequence[Path],
    gazetteer: Path | None,
    form: str,
    everything: bool,  # noqa: FBT001
    suggest: bool,  # noqa: FBT001
    jobs: int | None,
) -> None:
    """Show the places that articles mention: in files, in folders, or in JSON lines with an id and a text."""
    root, chosen = project.find_project(gazetteer or Path())
    reading = read_gazetteer(root, chosen)
    if reading.gazetteer is None or any(finding.severity is Severity.ERROR for finding in reading.findings):
        _print_findings(reading.findings, root, err=True)
        sys.exit(1)
    render = partial(as_json_lines if form == "json" else as_marked_text, everything=everything)
    linker = Linker(reading.gazetteer, render, suggest=suggest)
    failed, characters, seen = False, 0, []
    watched = sys.stderr.isatty() and not sys.stdout.isatty()
    for linked in linker.link_all(sources_in(paths), jobs or processes_for(paths)):
        _print_findings(linked.findings, linked.folder, err=True)
        failed = failed or _fails(linked.findings)
        characters += linked.characters
        seen += linked.seen
        if not suggest:
            click.echo(linked.output, nl=False)
        if watched:
            click.echo(f"\r{characters / 1e6:,.1f} million characters", nl=False, err=True)
    if watched:
        click.echo("\r\x1b[K", nl=False, err=True)
    if suggest:
        click.echo(suggestions_text(suggestions(seen), form), nl=False)
    sys.exit(1 if failed else 0)


def _fails(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in stopping for finding in findings)


def _print_findings(findings: Iterable[Finding], folder: Path, *, err: bool, verbose: bool = False) -> None:
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
    root, _ = project.find_project(folder)
    lines: dict[str, list[str]] = {}
    for finding in findings:
        if finding.severity is Severity.NOTE and not verbose:
            continue
        text = as_text(finding, _source_line(finding.location, root, lines))
        kind = f"{finding.severity} {finding.code}"
        click.echo(text.replace(kind, click.style(kind, fg=colours[finding.severity], bold=True), 1) + "\n", err=err)


def _source_line(location: Location, root: Path, lines: dict[str, list[str]]) -> str:
    if location.file not in lines:
        lines[location.file] = _lines_of(root / location.file, root)
    known = lines[location.file]
    return known[location.line - 1] if location.line <= len(known) else ""


def _lines_of(file: Path, root: Path) -> list[str]:
    """The lines of a file of the project; none of a file outside of it, or of one that is no text."""
    try:
        data = file.read_bytes() if file.resolve().is_relative_to(root.resolve()) else b""
    except OSError:
        return []
    utf16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if b"\0" in data and not utf16:
        return []
    return data.decode("utf-16" if utf16 else "utf-8-sig", errors="replace").split("\n")


def _plural(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _counted(findings: Sequence[Finding], *, verbose: bool = False) -> str:
    if not findings:
        return "Nothing to complain of"
    counts = [(severity, sum(finding.severity is severity for finding in findings)) for severity in Severity]
    said = ", ".join(_plural(count, str(severity)) for severity, count in counts if count)
    code = min(findings, key=lambda finding: list(Severity).index(finding.severity)).code
    hidden = not verbose and any(finding.severity is Severity.NOTE for finding in findings)
    return f"{said} (`geomap explain {code}` says more about {code}{'; -v shows notes' if hidden else ''})"


def _summary(built: project.Built) -> str:
    atlas = built.atlas
    on_map = sum(report.place is not None for report in atlas.reports)
    statuses = [str(report.status) for report in atlas.reports]
    by_status = ", ".join(f"{statuses.count(status)} {status}" for status in dict.fromkeys(sorted(statuses)))
    said = [
        f"{_plural(len(atlas.reports), 'report')} ({by_status})" if statuses else "no reports",
        f"{on_map} on the map" if on_map < len(statuses) else "",
        f"{_plural(len(atlas.citations), 'quote')} verified",
        f"{_plural(len(atlas.mentions), 'mention')} of places in {_plural(len(atlas.articles), 'article')}",
    ]
    return "\n".join(
        [", ".join(filter(None, said)), _changed(built.changes), f"Open {built.site / 'index.html'}"],
    )


def _changed(changes: Changes) -> str:
    if changes.first:
        return "Since the last build: there was none"
    if changes.same_bytes:
        return "Since the last build: nothing changed"
    parts = [
        f"{_plural(len(ids), 'report')} {what} ({', '.join(ids[:5])}{', …' if len(ids) > 5 else ''})"
        for what, ids in (("added", changes.added), ("removed", changes.removed), ("changed", changes.changed))
        if ids
    ]
    if changes.moved:
        shown = [f"{one.report} in {one.article}, {one.old} → {one.new}" for one in changes.moved[:5]]
        more = ", …" if len(changes.moved) > 5 else ""
        parts.append(f"{_plural(len(changes.moved), 'quote')} moved with changed articles ({'; '.join(shown)}{more})")
    return "Since the last build: " + ("; ".join(parts) or "no report changed, but the page did")
