"""`geomap locate` as a person runs it, on a terminal and without one."""

import os
import select
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from geomap.cli import main

CONTROLLED = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C reaches it
from geomap.cli import main
main()
"""
MAIN = [sys.executable, "-c", "from geomap.cli import main; main()"]


def locate(*words: object) -> Result:
    return CliRunner().invoke(main, ["locate", *map(str, words)])


def on_a_terminal(words: Sequence[object], typed: Sequence[tuple[str, str]], folder: Path) -> tuple[int, str, str]:
    """Exit code, standard output and what the terminal shows; each answer is typed once its words are there."""
    import pty

    ours, theirs = pty.openpty()
    out = folder.parent / "standard-output"
    with out.open("wb") as stdout:
        command = [sys.executable, "-c", CONTROLLED, *map(str, words)]
        running = subprocess.Popen(
            command, stdin=theirs, stdout=stdout, stderr=theirs, cwd=folder, start_new_session=True
        )
    os.close(theirs)
    seen, past = b"", 0
    left = list(typed)
    try:
        while piece := _read(ours):
            seen += piece
            if left and left[0][0].encode() in seen[past:]:
                past = len(seen)
                os.write(ours, left.pop(0)[1].encode())
        code = running.wait(timeout=30)
    finally:
        running.kill()
        running.wait()
        os.close(ours)
    assert not left, seen
    return code, out.read_text(encoding="utf-8"), seen.decode()


def _read(terminal: int) -> bytes:
    """What comes next; nothing at the end."""
    ready, _, _ = select.select([terminal], [], [], 30)
    assert ready, "the command waits for something that nobody types"
    try:
        return os.read(terminal, 1000)
    except OSError:  # so a terminal says that nobody is at its other end
        return b""
