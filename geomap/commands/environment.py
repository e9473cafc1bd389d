"""Prepares the environment of a command: closed streams, a deleted working folder."""

import os
import sys

import click


def open_streams() -> None:
    """Replace closed standard streams, which are None in Python, with the null device."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)  # open until the process ends
            setattr(sys, name, open(null, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def require_working_folder() -> None:
    """Stop if the working folder was deleted: relative paths have no meaning there."""
    try:
        os.getcwd()  # noqa: PTH109
    except FileNotFoundError:
        raise click.UsageError("the current directory no longer exists: change to another one with cd") from None
