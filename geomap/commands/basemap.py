"""``geomap basemap``: prepare base map tiles before a build."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.commands.options import OUTPUT_PATH
from geomap.commands.output import plural, print_findings
from geomap.commands.progress import progress
from geomap.commands.prompts import is_interactive
from geomap.errors import GeomapError
from geomap.findings import ProjectError
from geomap.net.http import Client
from geomap.tiles import Extent
from geomap.tiles import extract as extraction

CONFIRM_ABOVE = 20_000_000
"""Bytes; a larger download needs a confirmation."""


@click.group()
def basemap() -> None:
    """Prepare base map tiles."""


class _Box(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in some versions
    name = "W,S,E,N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Extent:
        if isinstance(value, Extent):
            return value
        try:
            return Extent.parse(value)
        except ValueError as problem:
            self.fail(str(problem), param, ctx)


@basemap.command()
@click.argument("source")
@click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path))
@click.option("--bbox", type=_Box(), help="Extent in degrees.", show_default="the extent of PROJECT's map")
@click.option("--maxzoom", type=click.IntRange(0, 24), help="Highest zoom.", show_default="that of SOURCE")
@click.option("-o", "out", type=OUTPUT_PATH, help="Output file.", show_default="data/basemap.pmtiles")
@click.option("--max-size", type=click.IntRange(1), default=200, show_default=True, help="Maximum output size in MB.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30, show_default=True, help="Seconds to wait for a response."
)
@click.option("--yes", is_flag=True, help="Download without asking.")
def extract(  # noqa: PLR0913, PLR0917  (one for each option)
    source: str,
    folder: Path,
    bbox: Extent | None,
    maxzoom: int | None,
    out: Path | None,
    max_size: int,
    timeout: float,
    yes: bool,  # noqa: FBT001
) -> None:
    """Extract the streets of a map from a PMTiles archive.

    SOURCE is a file, or an http(s) address from which only the necessary parts are downloaded.
    """
    target = out or (folder / "data" if (folder / "data").is_dir() else Path()) / "basemap.pmtiles"
    try:
        extent = bbox or _extent_of(folder)
        if extent is None:
            raise click.UsageError("the project's map has no extent: use --bbox W,S,E,N")
        with progress() as doing:
            doing(f"reading the directories of {source}")
            client = Client(timeout_s=timeout, attempts=5, notify=partial(click.echo, err=True))
            planned = extraction.plan(extraction.open_source(source, client), extent, maxzoom, max_size * 1_000_000)
        _confirm(planned, yes=yes)
        with progress() as doing:
            extraction.extract(planned, target, lambda size: doing(f"extracted {_mb(size)} of {_mb(planned.size)}"))
    except ProjectError as error:
        print_findings(error.findings, folder, err=True)
        click.echo("The extent of the project's map is unknown: fix these errors, or use --bbox W,S,E,N.", err=True)
        sys.exit(1)
    click.echo(f"Wrote {target}: zoom {planned.min_zoom} to {planned.max_zoom}, {_mb(planned.size)}")


def _extent_of(folder: Path) -> Extent | None:
    with progress() as doing:
        doing("reading the gazetteer")
        return project.extent_of_project(folder)


def _confirm(planned: extraction.Extraction, *, yes: bool) -> None:
    """Print how much will be read, and ask if it is a lot."""
    tiles = f"{plural(len(planned.parts), 'tile')}, zoom {planned.min_zoom} to {planned.max_zoom}"
    click.echo(f"{tiles}: {_mb(planned.size)} in {plural(len(planned.requests), 'request')}", err=True)
    if planned.size <= CONFIRM_ABOVE or yes:
        return
    if not is_interactive():
        raise GeomapError(f"{_mb(planned.size)} need a confirmation, and this is not a terminal", "use --yes")
    click.confirm(f"Download {_mb(planned.size)}?", abort=True, err=True)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
