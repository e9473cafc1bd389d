"""The group of all commands: each imported when it is asked for, none of them ended by a traceback."""

import errno
from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any, cast

import click

from geomap.extras import MissingExtraError
from geomap.findings import echo

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What a write answers where nothing more can be written."""


class Commands(click.Group):
    """The commands; where their words cannot be written, or a folder is shut, they end with a sentence and 1.

    Args:
        elsewhere: names of commands and where each is, as ``package.module:name``. It is imported when it is asked
            for, so that the others start quickly, and so that Ctrl-C ends an import like any other work.
    """

    def __init__(self, *args: Any, elsewhere: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._elsewhere = elsewhere

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order."""
        return sorted([*super().list_commands(ctx), *self._elsewhere])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now if it is elsewhere."""
        where = self._elsewhere.get(cmd_name)
        return super().get_command(ctx, cmd_name) if where is None else cast("click.Command", resolve_name(where))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that is asked for."""
        try:
            return super().invoke(ctx)
        except MissingExtraError as error:
            raise click.ClickException(f"{error}: run {error.hint}") from None
        except PermissionError as problem:
            raise click.ClickException(f"permission denied: {echo(problem.filename or problem, 300)}") from None
        except OSError as problem:
            if problem.errno not in FULL or problem.filename is not None:
                raise
            said = f"what is printed here cannot be written: {(problem.strerror or str(problem)).lower()}"
            raise click.ClickException(said) from None
