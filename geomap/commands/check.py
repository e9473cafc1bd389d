"""``geomap check``: the findings alone."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.commands.geocoding import comparing, geocoder_options
from geomap.commands.options import PROJECT, STRICT
from geomap.commands.printing import counted, fails, plural, print_findings
from geomap.commands.progress import progress
from geomap.findings import Severity, as_json, errors
from geomap.gates import BASELINE, acceptable, as_github, as_sarif

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
    look = comparing(asked) if geocode else None
    if accepting:
        checked = _accept(folder, look)
    else:
        with progress() as doing:
            checked = project.check(folder, look=look, progress=doing)
    findings, accepted = checked.findings, checked.accepted
    shown = [one for one in findings if verbose or one.severity is not Severity.NOTE]
    said = f"{counted(findings, verbose=verbose, accepted=accepted)}."
    if form == "json":
        click.echo(as_json(findings, accepted))
    elif form == "sarif":
        # GitHub shows suppressed results as open ones, so that they are given only to who asks for them.
        click.echo(as_sarif(shown, accepted if verbose else (), project.folder_in_repository(folder)))
        click.echo(said, err=True)
    elif form == "github":
        click.echo(as_github(shown, project.folder_in_repository(folder)), nl=False)
        click.echo(said, err=True)
    else:
        print_findings(findings, folder, err=False, verbose=verbose, accepted=accepted)
        click.echo(said)
    sys.exit(1 if fails(findings, strict=strict) else 0)


def _accept(folder: Path, look: project.Look | None) -> project.Checked:
    """Write the baseline and say what it came to."""
    if project.find_project(folder)[1] is not None:
        raise click.UsageError("a baseline is of a whole project: give its folder")
    try:
        before, checked = project.accept(folder, look)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        click.echo(f"{BASELINE} cannot be written ({reason}). It is as it was before.", err=True)
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
