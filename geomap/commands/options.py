"""Arguments and options of several commands."""

from pathlib import Path

import click

PROJECT = click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path))
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
CHANGED_PROJECT = click.option(
    "--project", "folder", default=".", type=click.Path(path_type=Path), help="Project folder (default: current one)."
)
YES = click.option("--yes", is_flag=True, help="Write without asking.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show the change without writing it.")
