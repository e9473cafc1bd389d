"""A real terminal: a command runs in it, and a person answers what it asks."""

import os
import select
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

CONTROL_C, CONTROL_D = b"\x03", b"\x04"

_RUN = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from geomap.cli import main
main()
"""


def at_a_terminal(
    folder: Path, command: Sequence[str], answers: Sequence[tuple[str, str | bytes | Callable[[], str]]]
) -> tuple[int, str, str]:
    """Run ``geomap COMMAND`` in a folder and answer each question once its words are on the screen.

    Answers are typed with Enter after them, bytes as they are; a function is called first and gives the answer.

    Returns: the exit code, what was on the screen, and what went to standard output.
    """
    import pty

    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-c", _RUN, *command],
        cwd=folder,
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
    )
    os.close(theirs)
    screen, seen = b"", 0
    with running:
        try:
            for words, answer in answers:
                while words.encode() not in screen[seen:]:
                    screen += _read(ours, screen, words)
                seen = screen.index(words.encode(), seen) + len(words.encode())
                typed = answer() if callable(answer) else answer
                os.write(ours, typed if isinstance(typed, bytes) else f"{typed}\n".encode())
            pressed = answers[-1][1] if answers else ""
            while True:
                while isinstance(pressed, bytes) and not select.select([ours], [], [], 2)[0]:
                    os.write(ours, pressed)  # a signal just before a prompt reads is lost: a person presses again
                if not (more := _read(ours, screen)):
                    break
                screen += more
        except BaseException:
            running.kill()  # it waits for an answer that nobody types
            raise
        out = running.stdout.read().decode() if running.stdout else ""
    os.close(ours)
    return running.returncode, screen.decode().replace("\r\n", "\n"), out


def _read(terminal: int, screen: bytes, words: str = "") -> bytes:
    try:
        waiting = words and not select.select([terminal], [], [], 60)[0]
        more = b"" if waiting else os.read(terminal, 65536)
    except OSError:  # the other side is closed
        more = b""
    assert more or not words, f"{words!r} was never asked:\n{screen.decode()}"
    return more
