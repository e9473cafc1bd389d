"""``geomap check``: the findings of a project."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.accepted.baseline import BASELINE, acceptable
from geomap.commands.geocoder_options import GeocoderCheck, geocoder_options
from geomap.commands.options import PROJECT, STRICT
from geomap.commands.output import fails, plural, print_findings, summary
from geomap.commands.progress import progress
from geomap.findings import Finding, Severity, as_json, errors
from geomap.findings.github import as_github, folder_in_repository
from geomap.findings.sarif import as_sarif

FORMATS = ["text", "json", "github", "sarif"]


@click.command()
@PROJECT
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@STRICT
@click.option("-v", "--verbose", is_flag=True, help="Also show notes and accepted findings (always included in JSON).")
@click.option("--write-baseline", is_flag=True, help=f"Accept all current warnings, in {BASELINE}.")
@click.option("--publish", is_flag=True, help="List what a build would not publish, with the reasons.")
@click.option("--geocode", is_flag=True, help="Compare the places with the results of a geocoder.")
@geocoder_options
def check(  # noqa: PLR0913, PLR0917
    folder: Path,
    form: str,
    strict: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
    write_baseline: bool,  # noqa: FBT001
    publish: bool,  # noqa: FBT001
    geocode: bool,  # noqa: FBT001
    **options: Any,
) -> None:
    """Check a project for errors and warnings without building it.

    The format github is for GitHub workflows, sarif for services that read SARIF.
    """
    if publish and form not in {"text", "json"}:
        raise click.UsageError("--publish needs --format text or json")
    extra_check = GeocoderCheck(options) if geocode else None
    if write_baseline:
        checked = _write_baseline(folder, extra_check)
    else:
        with progress() as show_step:
            checked = project.check(folder, extra_check=extra_check, progress=show_step)
    findings, accepted = checked.findings, checked.accepted
    top = folder_in_repository(project.find_project(folder)[0])
    shown = [one for one in findings if verbose or one.severity is not Severity.NOTE]
    counts = f"{summary(findings, verbose=verbose, accepted=accepted)}."
    if publish:
        from geomap.commands import unpublished
    if publish and checked.atlas is not None and form == "json":
        click.echo(unpublished.as_json(unpublished.unpublished(checked.atlas)))
    elif form == "json":
        click.echo(as_json(findings, accepted))
    elif form == "sarif":
        # GitHub shows suppressed results as open ones, so they are only included on request.
        click.echo(as_sarif(shown, accepted if verbose else (), top))
        click.echo(counts, err=True)
    elif form == "github":
        click.echo(as_github(shown, top), nl=False)
        click.echo(counts, err=True)
    else:
        print_findings(findings, folder, err=False, verbose=verbose, accepted=accepted)
        if publish and checked.atlas is not None:
            click.echo(unpublished.as_lines(unpublished.unpublished(checked.atlas)))
        click.echo(counts)
    failed = fails(findings, strict=strict)
    if failed and form in {"text", "github"}:
        click.echo(_how_to_accept(findings), err=True, nl=False)
    sys.exit(1 if failed or (extra_check is not None and extra_check.failed) else 0)


def _how_to_accept(findings: Sequence[Finding]) -> str:
    """How to accept warnings, if only warnings make the check fail."""
    codes = [finding.code for finding in findings if acceptable(finding)]
    if errors(findings) or not codes:
        return ""
    comment = f"write # geomap: ignore[{codes[0]}] and a reason above the line"
    return f"To accept a warning, {comment}. To accept all current warnings, use --write-baseline.\n"


def _write_baseline(folder: Path, extra_check: project.ExtraCheck | None) -> project.Checked:
    """Write the baseline and report its changes."""
    if project.find_project(folder)[1] is not None:
        raise click.UsageError("--write-baseline needs the folder of a project, not a file")
    with progress() as show_step:
        before, checked = project.accept(folder, extra_check, progress=show_step)
    if errors(checked.findings):
        click.echo(f"{BASELINE} was not written: errors cannot be accepted.", err=True)
        return checked
    count = sum(each.by == "baseline" for each in checked.accepted)
    new = sum(map(acceptable, before.findings))
    removed = Counter(one.code for one in before.findings)["R006"]
    changes = ", ".join(f"{number} {what}" for number, what in ((new, "new"), (removed, "removed")) if number)
    if count or removed:
        click.echo(
            f"Wrote {BASELINE}: {plural(count, 'accepted warning')}{f' ({changes})' if changes else ''}", err=True
        )
    else:
        click.echo(f"{BASELINE} was not written: there are no warnings to accept.", err=True)
    return checked
