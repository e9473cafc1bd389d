"""What a command finds around it: streams that are closed, a folder that is gone."""

import os
import sys

import click


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
