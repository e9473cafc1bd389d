"""Progress: a line on a terminal for what takes long, and nothing else anywhere."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")

GAZETTEER = "places:\n  - {name: Fort, coordinates: [1, 2], precision: exact}\n"

# The command as it is, but in no hurry: it goes on linking until the line was seen to be drawn.
SLOWLY = """
import threading
from geomap import project
from geomap.cli import main
from geomap.commands import progress
progress.AFTER_S, progress.EVERY_S = 0, 0.01
drawn, draw, connect = threading.Event(), progress.Progress._draw, project.connect
def seen(self, text):
    draw(self, text)
    if "linking" in text:
        drawn.set()
def slowly(*arguments):
    drawn.wait(60)
    return connect(*arguments)
progress.Progress._draw, project.connect = seen, slowly
main()
"""
AS_IT_IS = "from geomap.cli import main; main()"


def on_terminal(program: str, *words: str | Path, **environment: str) -> bytes:
    """What a command writes to a terminal that is its standard error."""
    import pty

    ours, theirs = pty.openpty()
    seen = bytearray()

    def listen() -> None:
        while True:
            try:
                part = os.read(ours, 10_000)
            except OSError:  # nobody writes there any more
                return
            if not part:
                return
            seen.extend(part)

    command = [sys.executable, "-c", program, *map(str, words)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, **environment}
    ) as running:
        os.close(theirs)
        listener = threading.Thread(target=listen)
        listener.start()
        running.wait()
        listener.join()
    os.close(ours)
    return bytes(seen)


@pytest.fixture
def project(make_project) -> Path:
    return make_project({"data/locations.yaml": GAZETTEER, "seeds/news.txt": "The Fort stands.\n"})


@pytest.mark.services
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_on_a_terminal_the_line_comes_and_goes_without_escape_codes(project, term) -> None:
    seen = on_terminal(SLOWLY, "check", project, TERM=term)
    assert "\rlinking articles: 1 …".encode() in seen
    assert b"\x1b" not in seen
    assert visible(seen) == ""


@pytest.mark.services
def test_a_build_shows_its_stages(project) -> None:
    seen = on_terminal(SLOWLY, "build", project)
    assert "\rlinking articles: 1 …".encode() in seen
    assert (project / "site" / "index.html").is_file()


def visible(seen: bytes) -> str:
    """What is left on the terminal's last line."""
    line: list[str] = []
    at = 0
    for character in seen.decode().rpartition("\n")[2]:
        if character == "\r":
            at = 0
        else:
            line[at : at + 1] = character
            at += 1
    return "".join(line).strip()


@pytest.mark.services
def test_what_is_done_within_a_second_shows_nothing(project) -> None:
    assert (
        on_terminal("from geomap.commands import progress; progress.AFTER_S = 60; " + AS_IT_IS, "build", project) == b""
    )


@pytest.mark.services
def test_quiet_is_quiet(project) -> None:
    silent = SLOWLY.replace("drawn.wait(60)", "drawn.wait(0.5)")
    assert on_terminal(silent, "build", "-q", project) == b""


@pytest.mark.services
def test_without_a_terminal_there_is_nothing(project) -> None:
    silent = SLOWLY.replace("drawn.wait(60)", "drawn.wait(0.5)")
    done = subprocess.run([sys.executable, "-c", silent, "check", str(project)], capture_output=True, check=True)
    assert done.stderr == b""


def test_no_thread_is_started_without_a_terminal() -> None:
    from geomap.commands.progress import progress

    before = threading.active_count()
    with progress() as doing:
        doing("something")
        assert threading.active_count() == before


@pytest.mark.services
def test_a_terminal_that_is_gone_stops_nothing(tmp_path) -> None:
    script = """
import os, sys, threading
from geomap.commands import progress
progress.AFTER_S, progress.EVERY_S = 0, 0.001
drawn = threading.Event()
draw = progress.Progress._draw
def seen(self, text):
    draw(self, text)
    drawn.set()
progress.Progress._draw = seen
with progress.progress() as doing:
    doing("something")
    drawn.wait(60)
    os.close(2)
    doing("something else")
    drawn.clear()
    drawn.wait(60)
open(sys.argv[1], "w").write("done")
"""
    on_terminal(script, tmp_path / "done")
    assert (tmp_path / "done").read_text() == "done"


@pytest.mark.services
@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_is_shown_where_none_is_wanted(make_project, setting) -> None:
    root = make_project({"data/locations.yaml": "nonsense: 1\n"})
    environment = {"TERM": "xterm", "NO_COLOR": "", **setting}
    assert b"\x1b" not in on_terminal(AS_IT_IS, "build", root, **environment)
    assert b"\x1b" in on_terminal(AS_IT_IS, "build", root, TERM="xterm", NO_COLOR="")
