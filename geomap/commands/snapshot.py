"""``geomap snapshot``: a gazetteer as one file that links articles anywhere; and the reading of both."""

import sys
from pathlib import Path

import click

from geomap import project
from geomap.commands.options import OUTPUT_PATH
from geomap.commands.output import plural, print_findings
from geomap.errors import GeomapError
from geomap.files import write_whole
from geomap.findings import echo, errors
from geomap.link.snapshot import Snapshot, read_snapshot, snapshot_of
from geomap.model import Gazetteer
from geomap.read import read_gazetteer
from geomap.read.files import why_unreadable


@click.command()
@click.argument("folder", metavar="[PROJECT]", type=click.Path(path_type=Path), default=".")
@click.option("-o", "--output", type=OUTPUT_PATH, help="File to write.  [default: named by its hash]")
def snapshot(folder: Path, output: Path | None) -> None:
    """Write the places and names of a gazetteer into one file, to link articles on any machine.

    `geomap link --snapshot FILE` reads it faster than the gazetteer. The file's name is the beginning of its SHA-256.
    It contains exact positions: do not publish it.
    """
    made = snapshot_of_gazetteer(gazetteer_of(folder))
    target = output or Path(made.file_name)
    try:
        write_whole(target, made.data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise GeomapError(f"cannot write {echo(target)}: {reason}", "choose another file with --output") from error
    counts = f"{plural(len(made.places), 'place')}, {plural(len(made.tables.names), 'name')}"
    click.echo(f"Wrote {echo(target)} ({counts}, {len(made.data) / 1e6:.1f} MB)")


def gazetteer_of(folder: Path, *, may_be_empty: bool = False) -> Gazetteer:
    """The gazetteer of a project folder or file. With errors, they are printed and the command ends."""
    root, files = project.find_project(folder)
    reading = read_gazetteer(root, files)
    findings = [each for each in reading.findings if not (may_be_empty and each.code == "G001")]
    if reading.gazetteer is None or errors(findings):
        print_findings(reading.findings, root, err=True)
        sys.exit(1)
    return reading.gazetteer


def snapshot_of_gazetteer(gazetteer: Gazetteer) -> Snapshot:
    """The snapshot of a gazetteer."""
    return snapshot_of(gazetteer.places, gazetteer.map.language)


def snapshot_in(file: Path) -> Snapshot:
    """The snapshot in a file.

    Raises:
        GeomapError: it cannot be read or used.
    """
    try:
        return read_snapshot(file.read_bytes(), str(file))
    except OSError as error:
        raise GeomapError(f"{echo(file)}: {why_unreadable(error)[0]}", "make it with geomap snapshot") from None
