"""The command line: read the words, call one function, print, exit. 0 is success, 1 findings, 2 wrong usage."""

import os
from importlib import metadata, resources

import click

from geomap.commands.group import Commands
from geomap.commands.surroundings import open_streams, require_folder
from geomap.findings import CODES, nearest


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    elsewhere={
        "add": "geomap.commands.add:add",
        "basemap": "geomap.commands.basemap:basemap",
        "build": "geomap.commands.build:build",
        "check": "geomap.commands.check:check",
        "diff": "geomap.commands.diff:diff",
        "export": "geomap.commands.export:export",
        "import": "geomap.commands.import_:import_",
        "init": "geomap.commands.init:init",
        "link": "geomap.commands.link:link",
        "locate": "geomap.commands.locate:locate",
        "schema": "geomap.commands.schema:schema",
        "serve": "geomap.commands.serve:serve",
    },
)
@click.version_option(metadata.version("geomap"), prog_name="geomap")
@click.pass_context
def main(context: click.Context) -> None:
    """Publish a map of reported deployments: every report tied to its words, every doubt drawn."""
    open_streams()
    require_folder()
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        context.color = False


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
    text = (resources.files("geomap") / "findings" / "explanations" / f"{wanted}.md").read_text(encoding="utf-8")
    click.echo(f"{wanted} · {severity} · {title}\n\n{text.strip()}")
