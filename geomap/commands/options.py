"""Arguments and options of several commands."""

from pathlib import Path
from typing import Any

import click

from geomap.findings import echo
from geomap.model.language import canonical_language, language_advice


class _Language(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic in some versions
    """A language tag in its canonical form."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        language = canonical_language(str(value))
        if language is None:
            self.fail(f'"{echo(value)}" is not a language code: {language_advice(str(value))}', param, ctx)
        return language


class _Languages(_Language):
    """Language tags with commas between them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        tags = value.split(",") if isinstance(value, str) else value
        return tuple(super(_Languages, self).convert(tag.strip(), param, ctx) for tag in tags)


class _FilePath(click.Path):
    """A path for which ``-`` does not stand for a standard stream."""

    def __init__(self, stream: str) -> None:
        super().__init__(path_type=Path)
        self._stream = stream

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "-":
            self.fail(f"{self._stream} cannot be used here: name a file, or write ./- for one of this name", param, ctx)
        return super().convert(value, param, ctx)


INPUT_PATH, OUTPUT_PATH = _FilePath("standard input"), _FilePath("standard output")
LANGUAGE, LANGUAGES = _Language(), _Languages()
PROJECT = click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path))
STRICT = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
CHANGED_PROJECT = click.option(
    "--project", "folder", default=".", type=click.Path(path_type=Path), help="Project folder (default: current one)."
)
YES = click.option("--yes", is_flag=True, help="Write without asking.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show the change without writing it.")
