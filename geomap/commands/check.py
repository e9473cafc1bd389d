"""``geomap check``: the findings alone."""

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
from geomap.commands.output import counted, fails, plural, print_findings, say_error
from geomap.commands.progress import progress
from geomap.errors import GeomapError
from geomap.findings import Finding, Severity, as_json, errors
from geomap.findings.github import as_github, folder_in_repository
from geomap.findings.sarif import as_sarif

FORMS = ["text", "json", "github", "sarif"]


@click.command()
@PROJECT
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@STRICT
@click.option("-v", "--verbose", is_flag=True, help="Give notes too, and what is accepted; JSON always does.")
@click.option("--write-baseline", "accepting", is_flag=True, help=f"Accept all warnings of today, in {BASELINE}.")
@click.option("--geocode", is_flag=True, help="Ask a geocoder for each place by name, and compare.")
@geocoder_options
def check(  # noqa: PLR0913, PLR0917  (one for each option)
    folder: Path,
    form: str,
    strict: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
    accepting: bool,  # noqa: FBT001
    geocode: bool,  # noqa: FBT001
    **asked: Any,
) -> None:
    """Say what is wrong with a project, or suspicious; build nothing.

    github is for the log of a GitHub workflow, sarif for services that show SARIF.
    """
    look = GeocoderCheck(asked) if geocode else None
    if accepting:
        checked = _accept(folder, look)
    else:
        with progress() as doing:
            checked = project.check(folder, look=look, progress=doing)
    findings, accepted = checked.findings, checked.accepted
    top = folder_in_repository(project.find_project(folder)[0])
    shown = [one for one in findings if verbose or one.severity is not Severity.NOTE]
    said = f"{counted(findings, verbose=verbose, accepted=accepted)}."
    if form == "json":
        click.echo(as_json(findings, accepted))
    elif form == "sarif":
        # GitHub shows suppressed results as open ones, so that they are given only to who asks for them.
        click.echo(as_sarif(shown, accepted if verbose else (), top))
        click.echo(said, err=True)
    elif form == "github":
        click.echo(as_github(shown, top), nl=False)
        click.echo(said, err=True)
    else:
        print_findings(findings, folder, err=False, verbose=verbose, accepted=accepted)
        click.echo(said)
    failed = fails(findings, strict=strict)
    if failed and form in {"text", "github"}:
        click.echo(_way_out(findings), err=True, nl=False)
    sys.exit(1 if failed or (look is not None and look.failed) else 0)


def _way_out(findings: Sequence[Finding]) -> str:
    """How to let warnings stand, where nothing else is in the way."""
    codes = [finding.code for finding in findings if acceptable(finding)]
    if errors(findings) or not codes:
        return ""
    way = f"write # geomap: ignore[{codes[0]}] and the reason above it"
    return f"To let a warning stand, {way}; --write-baseline lets all of today stand.\n"


def _accept(folder: Path, look: project.Look | None) -> project.Checked:
    """Write the baseline and say what it came to."""
    if project.find_project(folder)[1] is not None:
        raise click.UsageError("a baseline is of a whole project: give its folder")
    try:
        with progress() as doing:
            before, checked = project.accept(folder, look, progress=doing)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        click.echo(f"{BASELINE} cannot be written ({reason}). It is as it was before.", err=True)
        sys.exit(1)
    except GeomapError as error:
        say_error(str(error), error.hint)
        sys.exit(1)
    if errors(checked.findings):
        click.echo(f"There are errors, and these cannot be accepted: {BASELINE} was not written.", err=True)
        return checked
    count = sum(each.by == "baseline" for each in checked.accepted)
    new = sum(map(acceptable, before.findings))
    gone = Counter(one.code for one in before.findings)["R006"]
    changes = ", ".join(f"{number} {what}" for number, what in ((new, "new"), (gone, "dropped")) if number)
    if count or gone:
        click.echo(
            f"Wrote {BASELINE}: {plural(count, 'accepted warning')}{f' ({changes})' if changes else ''}", err=True
        )
    else:
        click.echo(f"There are no warnings to accept: {BASELINE} was not written.", err=True)
    return checked
