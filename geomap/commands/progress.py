"""A line on the terminal with the current step of a command."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

DELAY_S = 1.0
"""Commands that take less time show no progress."""
INTERVAL_S = 0.2
"""How often the line is updated."""


class Progress:
    """One line on standard error: call it with each step. Nothing is written if standard error is not a terminal.

    A thread draws the line, so that it also appears during long steps. It starts with the first step. The line is
    drawn without escape codes.

    Args:
        quiet: never write anything.
        delay_s: time until the line first appears.
    """

    def __init__(self, *, quiet: bool = False, delay_s: float = DELAY_S) -> None:
        self._is_shown = not quiet and sys.stderr.isatty()
        self._delay_s = delay_s
        self._step, self._drawn = "", ""
        self._closed, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self, step: str) -> None:
        """Show a step."""
        self._step = step
        if self._is_shown and self._thread is None:
            self._thread = threading.Thread(target=self._draw_repeatedly, daemon=True)
            self._thread.start()

    def wipe(self) -> None:
        """Remove the line until the next update, to print something else."""
        with self._lock:
            self._draw("")

    def close(self) -> None:
        """Remove the line for good."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
            self.wipe()

    def _draw_repeatedly(self) -> None:
        wait_s = self._delay_s
        while not self._closed.wait(wait_s):
            with self._lock:
                self._draw(f"{self._step} …")
            wait_s = INTERVAL_S

    def _draw(self, text: str) -> None:
        text = text[: _columns() - 1]
        if text == self._drawn:
            return
        rest = " " * (len(self._drawn) - len(text))
        try:
            sys.stderr.write(f"\r{text}{rest}" if text else f"\r{rest}\r")
            sys.stderr.flush()
        except (OSError, ValueError):  # the terminal was closed
            self._is_shown = False
        self._drawn = text


def _columns() -> int:
    """The width of the terminal; 80 if it is unknown."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Show progress during the block."""
    shown = Progress(quiet=quiet)
    try:
        yield shown
    finally:
        shown.close()
