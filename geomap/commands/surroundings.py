"""What a command finds around it: streams that are closed or full, folders that are shut or gone."""

import errno
import os
import sys

import click

from geomap.findings import echo

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What a write answers where nothing more can be written."""


class Commands(click.Group):
    """The commands; where their words cannot be written, or a folder is shut, they end with a sentence and 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that is asked for."""
        try:
            return super().invoke(ctx)
        except PermissionError as problem:
            raise click.ClickException(f"permission denied: {echo(problem.filename or problem, 300)}") from None
        except OSError as problem:
            if problem.errno not in FULL or problem.filename is not None:
                raise
            said = f"what is printed here cannot be written: {(problem.strerror or str(problem)).lower()}"
            raise click.ClickException(said) from None


def open_streams() -> None:
    """Put the null device where a standard stream is closed, which Python gives as None."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)  # stays open as long as the process
            setattr(sys, name, open(null, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def require_folder() -> None:
    """Refuse to start in a folder that was deleted: no path can be told from there."""
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        raise click.UsageError("the folder that you are in was deleted: go to another one with cd") from None
