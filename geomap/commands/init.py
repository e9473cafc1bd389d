"""``geomap init``: a new project with a working example."""

import shlex
from pathlib import Path
from typing import Any

import click

from geomap.commands.options import LANGUAGE
from geomap.commands.output import print_warning
from geomap.i18n.string_files import language_of_texts, languages_with_texts
from geomap.scaffold.new_project import new_project


class _Title(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in some versions
    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        title = str(value).strip()
        if not title or not title.isprintable():
            self.fail("the title must be one line", param, ctx)
        return title


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", type=_Title(), default="My map", show_default=True, help="Title of the map.")
@click.option("--language", type=LANGUAGE, default="en", show_default=True, help="Main language of the map.")
@click.option("--empty", is_flag=True, help="Leave out the example.")
def init(folder: Path, title: str, language: str, empty: bool) -> None:  # noqa: FBT001
    """Create a new project in DIR, with an example to replace.

    DIR is created if it does not exist. An existing folder must be empty, except for .git.
    """
    files = new_project(folder, title, language, empty=empty)
    example = "It has no entries yet" if empty else "Its example is invented: replace it"
    click.echo(f"Created a project with {len(files)} files, some of them hidden. {example}. Next:")
    if language_of_texts(language) is None:
        known = ", ".join(languages_with_texts())
        message = f"geomap has no texts in {language}: the page has your texts and English buttons and labels"
        print_warning(message, f"the languages with texts are {known}")
    if folder.resolve() != Path.cwd():
        option_like = "-- " if str(folder).startswith("-") else ""
        click.echo(f"  cd {option_like}{shlex.quote(str(folder))}")
    if empty:
        click.echo("  geomap add place    add a place; geomap add report adds a report")
        return
    click.echo("  geomap serve        show the map in the browser and update it when you save a file")
    click.echo("  geomap add place    add a place; geomap add report adds a report")
