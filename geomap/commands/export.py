"""``geomap export``: the map's data in one of the formats of others."""

import sys
from pathlib import Path

import click

from geomap import project
from geomap import site as sites
from geomap.commands.output import print_findings, say_error
from geomap.commands.progress import progress
from geomap.findings import ProjectError

_FORMATS = "\n".join(f"  {name:<12} {each.about}" for name, each in sites.EXPORTS.items())


@click.command(help=f"Write the data of a map in FORMAT: to the terminal, or to a file with -o.\n\n\b\n{_FORMATS}")
@click.argument("form", metavar="FORMAT", type=click.Choice(list(sites.EXPORTS)))
@click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path))
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="File to write; - is standard output.")
def export(form: str, folder: Path, out: Path | None) -> None:
    """Write what may be published of a project, and nothing where it has errors."""
    file = None if out is None or str(out) == "-" else out
    if file is None and sites.EXPORTS[form].extra and sys.stdout.isatty():
        raise click.UsageError(f"{form} is not for a terminal: name a file with -o, or send it on")
    try:
        data = _exported(folder, form, file)
    except ProjectError as error:
        print_findings(error.findings, folder, err=True)
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    except sites.ExportError as error:
        say_error(str(error), error.hint)
        sys.exit(1)
    if file is None:
        sys.stdout.buffer.write(data)
    else:
        click.echo(f"Wrote {file}", err=True)


def _exported(folder: Path, form: str, file: Path | None) -> bytes:
    with progress() as doing:
        atlas = project.load(folder, progress=doing)
        doing(f"writing reports: {len(atlas.reports):,}")
        return sites.export(atlas, form, file)
