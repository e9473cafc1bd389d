"""The command line: read the words, call one function, print, exit. 0 is success, 1 findings, 2 wrong usage."""

import os
from importlib import metadata, resources

import click

from geomap.commands.add import add
from geomap.commands.basemap import basemap
from geomap.commands.build import build
from geomap.commands.check import check
from geomap.commands.diff import diff
from geomap.commands.export import export
from geomap.commands.importing import import_
from geomap.commands.init import init
from geomap.commands.link import link
from geomap.commands.locate import locate
from geomap.commands.schema import schema
from geomap.commands.serve import serve
from geomap.commands.surroundings import Commands, open_streams, require_folder
from geomap.findings import CODES, nearest


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(metadata.version("geomap"), prog_name="geomap")
@click.pass_context
def main(context: click.Context) -> None:
    """Publish a map of reported deployments: every report tied to its words, every doubt drawn."""
    open_streams()
    require_folder()
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        context.color = False


for command in (init, serve, build, check, diff, link, locate, add, import_, export, basemap, schema):
    main.add_command(command)


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Say what a finding means, with an example and the mend; without CODE, list them all."""
    if code is None:
        for known, (severity, title) in CODES.items():
            click.echo(f"{known}  {severity:<8} {title}")
        return
    wanted = code.upper()
    if wanted not in CODES:
        raise click.UsageError(f"there is no finding {code!r}. {nearest(wanted, CODES)}".strip())
    severity, title = CODES[wanted]
    text = (resources.files("geomap") / "explanations" / f"{wanted}.md").read_text(encoding="utf-8")
    click.echo(f"{wanted} · {severity} · {title}\n\n{text.strip()}")
