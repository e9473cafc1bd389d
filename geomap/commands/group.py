"""The group of all commands. It imports a command when it runs, and ends without a traceback."""

import builtins
import errno
import keyword
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from geomap.errors import GeomapError
from geomap.findings import echo

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Errors of a write to standard output, which has no file name."""


class Commands(click.Group):
    """A group whose commands are imported when they run, so that each starts quickly.

    Args:
        lazy: the first sentence of the help of each command. The command ``name`` is the function ``name`` of the
            module ``geomap.commands.name``, with an underscore after Python's keywords and built-in names.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        return sorted([*super().list_commands(ctx), *self.lazy])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported if needed."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) or hasattr(builtins, cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"geomap.commands.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing them."""
        summaries = {name: command.get_short_help_str(limit=100) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted({**self.lazy, **summaries}.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command. A failure ends it with a message, without a traceback."""
        try:
            return super().invoke(ctx)
        except GeomapError as error:
            from geomap.commands.output import print_error

            print_error(str(error), error.hint)
            ctx.exit(1)
        except PermissionError as problem:
            raise click.ClickException(f"permission denied: {echo(problem.filename or problem, 300)}") from None
        except OSError as problem:
            if problem.errno not in NO_SPACE or problem.filename is not None:
                raise
            reason = (problem.strerror or str(problem)).lower()
            raise click.ClickException(f"cannot write the output: {reason}") from None
