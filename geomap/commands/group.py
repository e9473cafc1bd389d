"""The group of all commands. It imports a command when it runs, and ends without a traceback."""

import errno
from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any, NamedTuple, cast

import click

from geomap.findings import echo

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""Errors of a write to standard output, which has no file name."""


class Lazy(NamedTuple):
    """A command that is imported when it runs, so that the others start quickly.

    Attributes:
        path: where the command is, as ``package.module:name``.
        summary: the first sentence of its help.
    """

    path: str
    summary: str


class Commands(click.Group):
    """A group of commands, most of them lazy."""

    def __init__(self, *args: Any, lazy: Mapping[str, Lazy], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        return sorted([*super().list_commands(ctx), *self.lazy])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of this name."""
        lazy = self.lazy.get(cmd_name)
        return super().get_command(ctx, cmd_name) if lazy is None else cast("click.Command", resolve_name(lazy.path))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing them."""
        summaries = {name: lazy.summary for name, lazy in self.lazy.items()}
        summaries |= {name: command.get_short_help_str(limit=100) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(summaries.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a full disk or a missing permission ends it with a message."""
        try:
            return super().invoke(ctx)
        except PermissionError as problem:
            raise click.ClickException(f"permission denied: {echo(problem.filename or problem, 300)}") from None
        except OSError as problem:
            if problem.errno not in NO_SPACE or problem.filename is not None:
                raise
            reason = (problem.strerror or str(problem)).lower()
            raise click.ClickException(f"cannot write the output: {reason}") from None
