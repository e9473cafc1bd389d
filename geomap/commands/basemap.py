"""``geomap basemap``: what an editor makes ready before a build."""

import sys
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.commands.output import plural, print_error, print_findings
from geomap.commands.progress import progress
from geomap.commands.prompts import is_interactive
from geomap.findings import ProjectError
from geomap.net.remote import ExtractError, Patience
from geomap.tiles import Extent
from geomap.tiles import extract as extraction
from geomap.tiles.extract import Extraction, open_source, stale_parts

ASK_ABOVE = 20_000_000
"""Bytes that nobody wants to fetch by mistake."""


@click.group()
def basemap() -> None:
    """Make ready what lies under the marks."""


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
@click.option("--bbox", type=_Box(), help="What to cut out, in degrees; the extent of PROJECT's map unless given.")
@click.option("--maxzoom", type=click.IntRange(0, 24), help="The highest zoom; the source's own unless given.")
@click.option("-o", "out", type=click.Path(path_type=Path), help="File to write; data/basemap.pmtiles unless given.")
@click.option("--max-size", type=click.IntRange(1), default=200, show_default=True, help="The most to write, in MB.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30, show_default=True, help="Seconds to wait for answers."
)
@click.option("--yes", is_flag=True, help="Ask nothing, however much there is to fetch.")
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
    """Cut the streets of a map out of a PMTiles archive.

    SOURCE is a file, or an http(s) address of which only what is needed is fetched. What an interrupted run has fetched
    is kept in a .part file beside the output, and the next run goes on from there.
    """
    target = out or (folder / "data" if (folder / "data").is_dir() else Path()) / "basemap.pmtiles"
    try:
        extent = bbox or _extent_of(folder)
        if extent is None:
            raise click.UsageError("the project's map has no extent: give one with --bbox W,S,E,N")
        with progress() as doing:
            doing(f"looking for the tiles in {source}")
            opened = open_source(source, Patience(timeout))
            wanted = extraction.plan(opened, extent, maxzoom, max_size * 1_000_000)
        _agree(wanted, target, yes=yes)
        with progress() as doing:
            extraction.extract(wanted, target, lambda there: doing(f"fetched {_mb(there)} of {_mb(wanted.size)}"))
    except ProjectError as error:
        print_findings(error.findings, folder, err=True)
        click.echo("The extent of the project's map cannot be told: mend this, or give --bbox W,S,E,N.", err=True)
        sys.exit(1)
    except ExtractError as error:
        print_error(error.found, error.advice)
        sys.exit(1)
    click.echo(f"Wrote {target}: zoom {wanted.min_zoom} to {wanted.max_zoom}, {_mb(wanted.size)}")


def _extent_of(folder: Path) -> Extent | None:
    with progress() as doing:
        doing("reading the gazetteer")
        return project.extent_of_project(folder)


def _agree(wanted: Extraction, target: Path, *, yes: bool) -> None:
    """Say what is to be fetched, and ask where it is much."""
    tiles = f"{plural(len(wanted.pieces), 'tile')}, zoom {wanted.min_zoom} to {wanted.max_zoom}"
    click.echo(f"{tiles}: {_mb(wanted.size)} in {plural(len(wanted.requests), 'request')}", err=True)
    if stale_parts(wanted, target):
        click.echo("What an earlier run has left is of another version or extent: beginning anew.", err=True)
    if wanted.size <= ASK_ABOVE or yes:
        return
    if not is_interactive():
        found = f"{_mb(wanted.size)} are to be fetched, and nobody is there to be asked"
        raise ExtractError(found, "give --yes")
    click.confirm(f"Fetch {_mb(wanted.size)}?", abort=True, err=True)


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
