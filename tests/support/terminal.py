"""Real terminals: for a command in a process of its own, and for the standard error of this process."""

import os
import select
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

CONTROL_C, CONTROL_D = b"\x03", b"\x04"

_RUN = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from geomap.cli import main
main()
"""

_TIMEOUT_S = 60
"""A command that writes nothing for this time hangs, and is ended."""


class Screen:
    """A terminal that is the standard error of this process. ``text`` is what was read of it."""

    def __enter__(self) -> Self:
        import pty

        self._terminal, inside = pty.openpty()
        self._before = sys.stderr
        sys.stderr = os.fdopen(inside, "w", encoding="utf-8")
        self.text = ""
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        with suppress(OSError):  # what was not written yet
            sys.stderr.close()
        sys.stderr = self._before

    def hang_up(self) -> None:
        """Close the terminal, so that writing to it fails."""
        if self._terminal is not None:
            os.close(self._terminal)
            self._terminal = None

    def read_until(self, expected: str) -> None:
        """Read until the text appears."""
        while expected not in self.text:
            more = _read(self._terminal)
            assert more, f"{expected!r} never appeared:\n{self.text}"
            self.text += more.decode()

    def last_line(self) -> str:
        """The visible text of the last line, once all is read."""
        sys.stderr.flush()
        while select.select([self._terminal], [], [], 0)[0]:
            self.text += os.read(self._terminal, 65536).decode()
        line: list[str] = []
        column = 0
        for character in self.text.rpartition("\n")[2]:
            if character == "\r":
                column = 0
            else:
                line[column : column + 1] = character
                column += 1
        return "".join(line).strip()


def at_a_terminal(
    folder: Path,
    command: Sequence[str],
    answers: Sequence[tuple[str, str | bytes | Callable[[], str]]],
    *,
    together: bool = False,
) -> tuple[int, str, str]:
    """Run ``geomap COMMAND`` in a folder and answer each question when its text appears.

    An empty text is the next question, whatever it is. Answers are typed with Enter after them; bytes are a key that
    ends the command, pressed until it does. A function is called first and returns the answer. With ``together``,
    standard output also appears on the screen.

    Returns: the exit code, the text on the screen, and standard output.
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
            for question, answer in answers:
                while not (question.encode() in screen[seen:] if question else screen[seen:].endswith(b": ")):
                    more = _read(ours)
                    assert more, f"{question!r} never appeared:\n{screen.decode()}"
                    screen += more
                seen = screen.index(question.encode(), seen) + len(question.encode()) if question else len(screen)
                typed = answer() if callable(answer) else answer
                key = typed if isinstance(typed, bytes) else b""
                os.write(ours, key or f"{typed}\n".encode())
            # Python misses a signal that comes right before it begins to wait for a line.
            while more := _read(ours, key):
                screen += more
                if b"\n" in more:  # the command has reacted: another signal would interrupt its end
                    key = b""
            out = running.stdout.read().decode() if running.stdout else ""
        except BaseException:
            running.kill()
            raise
        finally:
            os.close(ours)
    return running.returncode, screen.decode().replace("\r\n", "\n"), out


def _read(terminal: int, key: bytes = b"") -> bytes:
    """The next output; empty at the end. The key is pressed again while there is none."""
    for _ in range(_TIMEOUT_S):
        if select.select([terminal], [], [], 1)[0]:
            try:
                return os.read(terminal, 65536)
            except OSError:  # the other side is closed
                return b""
        if key:
            os.write(terminal, key)
    raise AssertionError("the command writes nothing any more")
