"""Arguments and options of several commands."""

from pathlib import Path

import click

PROJECT = click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path))
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
