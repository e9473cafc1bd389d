"""``geomap export``: the data of a map in another format."""

import sys
from pathlib import Path

import click

from geomap import project
from geomap import site as sites
from geomap.commands.output import print_findings
from geomap.commands.progress import progress
from geomap.findings import ProjectError

_FORMATS = "\n".join(f"  {name:<12} {each.about}" for name, each in sites.EXPORTS.items())


@click.command(help=f"Export the data of a map in FORMAT, to standard output or to a file.\n\n\b\n{_FORMATS}")
@click.argument("form", metavar="FORMAT", type=click.Choice(list(sites.EXPORTS)))
@click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path))
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="File to write; - is standard output.")
def export(form: str, folder: Path, out: Path | None) -> None:
    """Export the publishable data of a project without errors."""
    file = None if out is None or str(out) == "-" else out
    if file is None and sites.EXPORTS[form].binary and sys.stdout.isatty():
        raise click.UsageError(f"{form} is a binary format: name a file with -o, or use a pipe")
    try:
        with progress() as show_step:
            atlas = project.load(folder, progress=show_step)
            show_step(f"writing reports: {len(atlas.reports):,}")
            data = sites.export(atlas, form, file)
    except ProjectError as error:
        print_findings(error.findings, folder, err=True)
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    if file is None:
        sys.stdout.buffer.write(data)
    else:
        click.echo(f"Wrote {file}", err=True)
