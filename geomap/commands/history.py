"""``geomap history``: propose the history of reports from the project's git revisions."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from geomap import project
from geomap.commands.output import plural, print_error, print_findings
from geomap.commands.progress import progress
from geomap.compare.past_statuses import past_statuses
from geomap.edit.history import HistoryProposal, apply_history, propose_history
from geomap.edit.saving import open_file, save
from geomap.edit.yaml_edit import EditError
from geomap.findings import echo, errors
from geomap.model import Atlas, Gazetteer
from geomap.model.published import coarsened
from geomap.read import gazetteer_files, read_gazetteer
from geomap.read.files import name_of


@click.command()
@click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path, exists=True))
@click.option("--write", is_flag=True, help="Add the proposals to the files.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def history(folder: Path, write: bool, quiet: bool) -> None:  # noqa: FBT001
    """Propose the status history of reports from past git revisions.

    The dates are those of the commits. Check them: a status may have changed before it was committed. Nothing is
    written without --write.
    """
    root, named = project.find_project(folder)
    with progress(quiet=quiet) as doing:
        doing("reading the gazetteer")
        reading = read_gazetteer(root, named)
        if reading.gazetteer is None or errors(reading.findings):
            doing.close()
            print_findings(errors(reading.findings), root, err=True)
            sys.exit(1)
        seen = past_statuses(root, _redirects(reading.gazetteer), doing)
    proposals = [
        proposal
        for report in reading.gazetteer.reports
        if (proposal := propose_history(report, seen.get(report.id, ()))) is not None
    ]
    for proposal in proposals:
        click.echo(f"{proposal.report.at()}: {echo(proposal.report.id, 200)}")
        click.echo("\n".join(proposal.lines()))
    if not proposals:
        click.echo("The git revisions add nothing to the history of the reports.", err=True)
        return
    if write:
        _write(root, named or gazetteer_files(root), proposals)
    else:
        counted = plural(len(proposals), "report")
        click.echo(f"Proposals for {counted}. Check the dates; --write adds them to the files.", err=True)


def _redirects(gazetteer: Gazetteer) -> Mapping[str, str]:
    atlas = Atlas(gazetteer.map, gazetteer.places, gazetteer.reports, (), (), ())
    return coarsened(atlas).redirects


def _write(root: Path, files: list[Path], proposals: list[HistoryProposal]) -> None:
    """Add the proposals to the files that have their reports; a file that cannot be changed is named and kept."""
    failed = False
    for path in files:
        name = name_of(path, root)
        inside = [proposal for proposal in proposals if proposal.report.at().file == name]
        if not inside:
            continue
        file = open_file(path, root, anywhere=True)
        try:
            save(file, apply_history(file.text, file.name, inside))
        except EditError as error:
            print_error(str(error), error.hint)
            failed = True
        else:
            click.echo(f"Wrote {file.name}: {plural(len(inside), 'report')}", err=True)
    sys.exit(1 if failed else 0)
