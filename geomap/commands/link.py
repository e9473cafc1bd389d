"""``geomap link``: the places that articles mention, or what is missing from the gazetteer."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from geomap import project
from geomap.commands.link_output import (
    Linked,
    Linker,
    as_json_lines,
    as_marked_text,
    processes_for,
    sources_in,
    suggestions_text,
)
from geomap.commands.output import print_findings
from geomap.commands.progress import progress
from geomap.findings import as_text, errors
from geomap.link import suggestions
from geomap.read import read_gazetteer


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option(
    "--gazetteer", type=click.Path(path_type=Path), help="Gazetteer file; the project's in this folder unless given."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Show also the names that were left out, and why.")
@click.option("--suggest", is_flag=True, help="List what looks like a place and is not in the gazetteer instead.")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use; as many as there are cores unless given.")
def link(  # noqa: PLR0913, PLR0917  (one for each option)
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
    if reading.gazetteer is None or errors(reading.findings):
        print_findings(reading.findings, root, err=True)
        sys.exit(1)
    render = partial(as_json_lines if form == "json" else as_marked_text, everything=everything)
    linker = Linker(reading.gazetteer, render, suggest=suggest)
    failed, characters, seen = False, 0, []
    with progress(quiet=sys.stdout.isatty() and not suggest) as doing:
        for linked in linker.link_all(sources_in(paths), jobs or processes_for(paths)):
            if linked.findings:
                doing.wipe()
                _print_findings(linked)
            failed = failed or bool(errors(linked.findings))
            characters += linked.characters
            seen += linked.seen
            if not suggest:
                click.echo(linked.output, nl=False)
            doing(f"linked {characters / 1e6:,.1f} million characters")
    if suggest:
        click.echo(suggestions_text(suggestions(seen), form), nl=False)
    sys.exit(1 if failed else 0)


def _print_findings(linked: Linked) -> None:
    """The findings of one article; with their lines, where it has a file of its own."""
    if linked.folder is not None:
        print_findings(linked.findings, linked.folder, err=True)
        return
    for finding in linked.findings:
        click.echo(as_text(finding) + "\n", err=True)
