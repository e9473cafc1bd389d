"""`geomap serve` and `geomap edit` in a process of their own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GEOMAP = [sys.executable, "-c", "from geomap.cli import main; main()"]
SERVE = [*GEOMAP, "serve"]
WAIT_S = 60


class Preview:
    """A running preview: its address and its output."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self._log = log
        first = process.stdout.readline()
        found = re.search(r"http://\S+", first)
        assert found, first + self.errors()
        self.address = found[0]

    @property
    def port(self) -> int:
        return int(re.findall(r":(\d+)/", self.address)[0])

    def line(self) -> str:
        """The next line about a build."""
        return self.process.stdout.readline()

    def errors(self) -> str:
        """Everything on standard error."""
        return self._log.read_text(encoding="utf-8")

    def interrupt(self) -> int:
        """Press Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(WAIT_S)


@contextmanager
def previewing(root: Path, *options: str, command: str = "serve") -> Iterator[Preview]:
    """Run it on any free port. It must end without an error. What it keeps for the user is next to the project."""
    state = {"XDG_STATE_HOME": str(root.with_name("state").resolve())}
    log = root.with_name(f"{root.name}-{os.getpid()}-stderr.txt")
    given = options if "--port" in options else (*options, "--port", "0")
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [*GEOMAP, command, str(root), *given],
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            text=True,
            env=os.environ | state,
        ) as process,
    ):
        try:
            preview = Preview(process, log)
            yield preview
            if process.poll() is None:
                assert preview.interrupt() == 0
            assert "Traceback" not in preview.errors()
        finally:
            process.kill()
