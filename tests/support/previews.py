"""`geomap serve` and `geomap edit` in a process of their own."""

import multiprocessing
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self

GEOMAP = [sys.executable, "-c", "from geomap.cli import main; main()"]
WAIT_S = 60
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["geomap.cli", "geomap.commands.edit", "geomap.commands.serve", "geomap.page.page"])


class Fork:
    """`geomap` in a fork of a process that has imported it already; the methods are those of ``Popen``."""

    def __init__(self, words: list[str], errors: Path, env: Mapping[str, str]) -> None:
        output, end = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=run, args=(words, end, errors, dict(env)), daemon=True)
        self._process.start()
        end.close()
        self.stdout: IO[str] = os.fdopen(os.dup(output.fileno()), encoding="utf-8")
        output.close()

    def send_signal(self, number: int) -> None:
        os.kill(self._process.pid or 0, number)

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("geomap", timeout or 0)
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stdout.close()
        self.wait()
        self._process.close()


def run(words: list[str], output: Any, errors: Path, env: dict[str, str]) -> None:
    """What a fork does."""
    from geomap.cli import main

    os.dup2(output.fileno(), sys.stdout.fileno())
    with errors.open("wb") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(env)
    main(words)


class Preview:
    """A running preview: its address and its output."""

    def __init__(self, process: "subprocess.Popen[str] | Fork", log: Path) -> None:
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
def previewing(root: Path, *options: str, command: str = "serve", fork: bool = True) -> Iterator[Preview]:
    """Run it on any free port. It must end without an error. What it keeps for the user is next to the project.

    Without ``fork`` it is started as a program, which takes much longer.
    """
    env = os.environ | {"XDG_STATE_HOME": str(root.with_name("state").resolve())}
    log = root.with_name(f"{root.name}-{os.getpid()}-stderr.txt")
    words = [command, str(root), *options, *(() if "--port" in options else ("--port", "0"))]
    with Fork(words, log, env) if fork else program(words, log, env) as process:
        try:
            preview = Preview(process, log)
            yield preview
            if process.poll() is None:
                assert preview.interrupt() == 0
            assert "Traceback" not in preview.errors()
        finally:
            process.kill()


def program(words: list[str], errors: Path, env: Mapping[str, str]) -> "subprocess.Popen[str]":
    """`geomap` as a person starts it."""
    with errors.open("wb") as log:
        return subprocess.Popen(
            [*GEOMAP, *words], stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True, env=env
        )
