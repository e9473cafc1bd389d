"""What a command is doing, on one line of a terminal: shown after a second, wiped in the end, without escape codes."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AFTER_S = 1.0
"""Nobody wonders about less."""

EVERY_S = 0.2
"""How often the line is drawn anew."""


class Progress:
    """One line on standard error. Call it with what is being done; without a terminal nothing is ever written.

    The line is drawn by a thread, so that it comes and goes in long steps too; it starts with the first words, that is
    after whatever forks before them.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._is_shown = not quiet and sys.stderr.isatty()
        self._doing, self._drawn = "", ""
        self._done, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self, doing: str) -> None:
        """Say what is being done."""
        self._doing = doing
        if self._is_shown and self._thread is None:
            self._thread = threading.Thread(target=self._draw_on, daemon=True)
            self._thread.start()

    def wipe(self) -> None:
        """Make room for other words; the line comes back when it is next drawn."""
        with self._lock:
            self._draw("")

    def close(self) -> None:
        """Wipe the line for good."""
        self._done.set()
        if self._thread is not None:
            self._thread.join()
            self.wipe()

    def _draw_on(self) -> None:
        wait = AFTER_S
        while not self._done.wait(wait):
            with self._lock:
                self._draw(f"{self._doing} …")
            wait = EVERY_S

    def _draw(self, text: str) -> None:
        text = text[: _columns() - 1]
        if text == self._drawn:
            return
        rest = " " * (len(self._drawn) - len(text))
        try:
            sys.stderr.write(f"\r{text}{rest}" if text else f"\r{rest}\r")
            sys.stderr.flush()
        except (OSError, ValueError):  # the terminal is gone
            self._is_shown = False
        self._drawn = text


def _columns() -> int:
    """The width of the terminal; where it has none, that of an old one."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Tell what is being done while the block lasts."""
    shown = Progress(quiet=quiet)
    try:
        yield shown
    finally:
        shown.close()
