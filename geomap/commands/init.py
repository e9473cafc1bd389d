"""``geomap init``: a new project that builds at once."""

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from geomap.commands.output import say_error
from geomap.model.language import canonical_language
from geomap.scaffold.new_project import NewProjectError, new_project


class _Title(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in some versions
    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        title = str(value).strip()
        if not title or not title.isprintable():
            self.fail("write a title of one line", param, ctx)
        return title


class _Language(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in some versions
    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        language = canonical_language(str(value))
        if language is None:
            self.fail("write a code such as en, ru or pt-BR", param, ctx)
        return language


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", type=_Title(), default="My map", show_default=True, help="What the map is called.")
@click.option("--language", type=_Language(), default="en", show_default=True, help="Language of what you will write.")
def init(folder: Path, title: str, language: str) -> None:
    """Make a new project in DIR: an example to write over, and the checks around it.

    DIR is made if it is not there; if it is, nothing may be in it but .git.
    """
    try:
        files = new_project(folder, title, language)
    except NewProjectError as error:
        say_error(str(error), error.hint)
        sys.exit(1)
    click.echo(f"Made a project of {len(files)} files. Its example is invented: write over it. Next:")
    if folder.resolve() != Path.cwd():
        option_like = "-- " if str(folder).startswith("-") else ""
        click.echo(f"  cd {option_like}{shlex.quote(str(folder))}")
    click.echo("  geomap serve        shows the map, and again after every save of data/locations.yaml")
    click.echo("  geomap add place    asks for a new place; geomap add report for what was reported there")
