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


_PATIENCE = 60
"""Seconds without a word on the screen after which a command hangs, and is ended."""


def at_a_terminal(
    folder: Path,
    command: Sequence[str],
    answers: Sequence[tuple[str, str | bytes | Callable[[], str]]],
    *,
    together: bool = False,
) -> tuple[int, str, str]:
    """Run ``geomap COMMAND`` in a folder and answer each question once its words are on the screen.

    Where the words are empty, the answer is typed at the next question, whatever its text. Answers are typed with Enter
    after them; bytes are a key that ends the command, pressed until it does. A function is called first and gives the
    answer. With ``together`` standard output is on the screen too, as a person has it.

    Returns: the exit code, what was on the screen, and what went to standard output.
    """
    import pty

    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-c", _RUN, *command],
        cwd=folder,
        stdin=theirs,
        stderr=theirs,
        stdout=theirs if together else subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
    )
    os.close(theirs)
    screen, seen, key = b"", 0, b""
    with running:
        try:
            for words, answer in answers:
                while not (words.encode() in screen[seen:] if words else screen[seen:].endswith(b": ")):
                    more = _read(ours)
                    assert more, f"{words!r} was never asked:\n{screen.decode()}"
                    screen += more
                seen = screen.index(words.encode(), seen) + len(words.encode()) if words else len(screen)
                typed = answer() if callable(answer) else answer
                key = typed if isinstance(typed, bytes) else b""
                os.write(ours, key or f"{typed}\n".encode())
            # Python misses a signal that comes right before it begins to wait for a line.
            while more := _read(ours, key):
                screen += more
                if b"\n" in more:  # it has heard, and says so: one more would end Python while it ends by itself
                    key = b""
            out = running.stdout.read().decode() if running.stdout else ""
        except BaseException:
            running.kill()
            raise
        finally:
            os.close(ours)
    return running.returncode, screen.decode().replace("\r\n", "\n"), out


def _read(terminal: int, key: bytes = b"") -> bytes:
    """What comes next; nothing at the end. While nothing comes, the key is pressed again."""
    for _ in range(_PATIENCE):
        if select.select([terminal], [], [], 1)[0]:
            try:
                return os.read(terminal, 65536)
            except OSError:  # the other side is closed
                return b""
        if key:
            os.write(terminal, key)
    raise AssertionError("nothing comes any more")
