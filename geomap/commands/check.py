"""``geomap check``: the findings alone."""

import sys
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.commands.geocoding import compared, geocoder_options
from geomap.commands.options import PROJECT, STRICT
from geomap.commands.printing import counted, fails, print_findings
from geomap.findings import as_json


@click.command()
@PROJECT
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@STRICT
@click.option("-v", "--verbose", is_flag=True, help="Print notes too.")
@click.option("--geocode", is_flag=True, help="Ask a geocoder for each place by name, and compare.")
@geocoder_options
def check(folder: Path, form: str, strict: bool, verbose: bool, geocode: bool, **asked: Any) -> None:  # noqa: FBT001
    """Say what is wrong with a project, or suspicious, and write nothing."""
    findings = project.check(folder).findings
    if geocode:
        findings = tuple(sorted([*findings, *compared(folder, asked)]))
    if form == "json":
        click.echo(as_json(findings))
    else:
        print_findings(findings, folder, err=False, verbose=verbose)
        click.echo(f"{counted(findings, verbose=verbose)}.")
    sys.exit(1 if fails(findings, strict=strict) else 0)
