"""The command line: read the words, call one function, print, exit. 0 is success, 1 findings, 2 wrong usage."""

import json
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata, resources
from pathlib import Path

import click

from geomap import project
from geomap.commands.basemap import basemap
from geomap.commands.export import export
from geomap.commands.importing import import_
from geomap.commands.link import link
from geomap.commands.printing import plural, print_findings
from geomap.findings import CODES, Finding, Severity, as_json, as_text, nearest
from geomap.model import GazetteerFile
from geomap.write.changes import Changes
from geomap.write.publish import SiteError

PROJECT = click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path))
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(metadata.version("geomap"), prog_name="geomap")
def main() -> None:
    """Publish a map of reported deployments: every report tied to its words, every doubt drawn."""


main.add_command(basemap)
main.add_command(link)
main.add_command(export)
main.add_command(import_)


@main.command()
@PROJECT
@click.option("--site", type=click.Path(path_type=Path), help="Folder to write; PROJECT/site unless given.")
@STRICT
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Print notes too.")
def build(folder: Path, site: Path | None, strict: bool, quiet: bool, verbose: bool) -> None:  # noqa: FBT001
    """Make the site of a project. On any error nothing is written."""
    checked = project.check(folder)
    print_findings(checked.findings, folder, err=True, verbose=verbose)
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
        print_findings(findings, folder, err=False, verbose=verbose)
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


def _fails(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    stopping = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in stopping for finding in findings)


def _counted(findings: Sequence[Finding], *, verbose: bool = False) -> str:
    if not findings:
        return "Nothing to complain of"
    counts = [(severity, sum(finding.severity is severity for finding in findings)) for severity in Severity]
    said = ", ".join(plural(count, str(severity)) for severity, count in counts if count)
    code = min(findings, key=lambda finding: list(Severity).index(finding.severity)).code
    hidden = not verbose and any(finding.severity is Severity.NOTE for finding in findings)
    return f"{said} (`geomap explain {code}` says more about {code}{'; -v shows notes' if hidden else ''})"


def _summary(built: project.Built) -> str:
    atlas = built.atlas
    on_map = sum(report.place is not None for report in atlas.reports)
    statuses = [str(report.status) for report in atlas.reports]
    by_status = ", ".join(f"{statuses.count(status)} {status}" for status in dict.fromkeys(sorted(statuses)))
    said = [
        f"{plural(len(atlas.reports), 'report')} ({by_status})" if statuses else "no reports",
        f"{on_map} on the map" if on_map < len(statuses) else "",
        f"{plural(len(atlas.citations), 'quote')} verified",
        f"{plural(len(atlas.mentions), 'mention')} of places in {plural(len(atlas.articles), 'article')}",
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
        f"{plural(len(ids), 'report')} {what} ({', '.join(ids[:5])}{', …' if len(ids) > 5 else ''})"
        for what, ids in (("added", changes.added), ("removed", changes.removed), ("changed", changes.changed))
        if ids
    ]
    if changes.moved:
        shown = [f"{one.report} in {one.article}, {one.old} → {one.new}" for one in changes.moved[:5]]
        more = ", …" if len(changes.moved) > 5 else ""
        parts.append(f"{plural(len(changes.moved), 'quote')} moved with changed articles ({'; '.join(shown)}{more})")
    return "Since the last build: " + ("; ".join(parts) or "no report changed, but the page did")
