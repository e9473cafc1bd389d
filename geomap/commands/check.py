"""``geomap check``: the findings alone."""

import sys
from pathlib import Path

import click

from geomap import project
from geomap.commands.options import PROJECT, STRICT
from geomap.commands.printing import counted, fails, print_findings
from geomap.commands.progress import progress
from geomap.findings import as_json


@click.command()
@PROJECT
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@STRICT
@click.option("-v", "--verbose", is_flag=True, help="Print notes too.")
def check(folder: Path, form: str, strict: bool, verbose: bool) -> None:  # noqa: FBT001
    """Say what is wrong with a project, or suspicious, and write nothing."""
    with progress() as doing:
        findings = project.check(folder, progress=doing).findings
    if form == "json":
        click.echo(as_json(findings))
    else:
        print_findings(findings, folder, err=False, verbose=verbose)
        click.echo(f"{counted(findings, verbose=verbose)}.")
    sys.exit(1 if fails(findings, strict=strict) else 0)
