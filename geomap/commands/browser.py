"""The reader's own browser."""

import shutil
import subprocess
import sys
import webbrowser

import click

_WAIT_S = 3
"""How long a program that finds no browser may look for one; a browser itself runs longer."""


def open_in_browser(address: str) -> bool:
    """Open an address, without the messages of the programs that look for a browser; whether there is one."""
    if sys.platform in {"win32", "darwin"}:
        return click.launch(address) == 0
    opener = shutil.which("xdg-open")
    if opener is None:
        return webbrowser.open(address)
    quiet = subprocess.DEVNULL
    opening = subprocess.Popen(  # noqa: S603  (the program of the system, and an address of geomap's own server)
        [opener, address], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        return opening.wait(_WAIT_S) == 0
    except subprocess.TimeoutExpired:
        return True
