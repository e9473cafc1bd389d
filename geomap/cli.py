"""The command line. Exit code 0 is success, 1 means findings, 2 means wrong usage."""

import atexit
import gc
import os
from importlib import resources

import click

from geomap.commands.environment import open_streams, require_working_folder
from geomap.commands.group import Commands
from geomap.findings import CODES, nearest

LAZY = {
    "add": "Add a place, a report or evidence to the gazetteer.",
    "basemap": "Prepare base map tiles.",
    "build": "Build the site of a project.",
    "candidates": "Rank the places and days that many articles of a corpus mention.",
    "check": "Check a project for errors and warnings without building it.",
    "diff": "Show what changed from OLD to NEW: reports, places, evidence, articles.",
    "edit": "Edit a project in the browser, with the map next to it.",
    "export": "Export the data of a map in FORMAT, to standard output or to a file.",
    "history": "Propose the status history of reports from past git revisions.",
    "import": "Import other formats into the gazetteer, or a web page into seeds/.",
    "init": "Create a new project in DIR, with an example to replace.",
    "link": "Show the places that articles mention: files, folders, or JSON lines with an id and a text.",
    "locate": "Search for a place by its name or address.",
    "remove": "Remove a place, a report, an article, or keys of one.",
    "rename": "Give a place, a report or an article another id; all references follow.",
    "schema": "Print the JSON Schema of gazetteer files, for editors.",
    "serve": "Show a preview of the map that updates when you save a file.",
    "set": "Set keys of places, reports, articles or the map.",
    "snapshot": "Write the places and names of a gazetteer into one file, to link articles on any machine.",
}
"""The first sentence of each command's help. The commands are in ``geomap.commands``, imported when they run."""

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy starts a thread for each processor, and geomap uses none
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for them in all installed packages
atexit.register(gc.freeze)  # at its end Python looks for garbage among all objects: 10 % of the time of a large build


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    lazy=LAZY,
)
@click.version_option(package_name="geomap", prog_name="geomap")
@click.pass_context
def main(context: click.Context) -> None:
    """Publish a map of reported deployments: every report tied to a verified quote, every uncertainty drawn."""
    open_streams()
    require_working_folder()
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        context.color = False


@main.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain a finding: what it means, an example, and how to fix it.

    Without CODE, list all findings.
    """
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
