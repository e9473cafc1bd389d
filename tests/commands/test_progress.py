"""Progress: one line on a terminal during long steps, and nothing anywhere else."""

import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from terminal import Screen

from geomap import project as project_module
from geomap.cli import main
from geomap.commands import progress as progress_module
from geomap.commands.progress import Progress

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")

GAZETTEER = "places:\n  - {name: Fort, coordinates: [1, 2], precision: exact}\n"


@pytest.fixture
def project(make_project) -> Path:
    return make_project({"data/locations.yaml": GAZETTEER, "seeds/news.txt": "There is a Fort.\n"})


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_command_shows_its_steps_and_removes_the_line(project, monkeypatch, command) -> None:
    connect = project_module.connect

    def slow_connect(*arguments):
        screen.read_until("\rlinking articles: 1 …")
        return connect(*arguments)

    monkeypatch.setattr(project_module, "connect", slow_connect)
    monkeypatch.setattr(progress_module, "Progress", partial(Progress, delay_s=0))
    with Screen() as screen:
        with pytest.raises(SystemExit) as ended:
            main([command, str(project)])
        assert ended.value.code == 0
        assert screen.last_line() == ""
        assert "\x1b" not in screen.text


def test_the_line_follows_the_steps() -> None:
    with Screen() as screen:
        progress = Progress(delay_s=0)
        for step in ("one", "another"):
            progress(step)
            screen.read_until(f"\r{step} …")
        progress.close()
        assert screen.last_line() == ""


def test_a_quick_command_shows_nothing() -> None:
    with Screen() as screen:
        progress = Progress(delay_s=60)
        progress("something")
        progress.close()
        assert screen.last_line() == screen.text == ""


def test_quiet_shows_nothing_and_starts_no_thread() -> None:
    with Screen() as screen:
        before = threading.active_count()
        progress = Progress(quiet=True, delay_s=0)
        progress("something")
        assert threading.active_count() == before
        progress.close()
        assert screen.last_line() == screen.text == ""


def test_without_a_terminal_no_thread_is_started(capsys) -> None:
    before = threading.active_count()
    progress = Progress(delay_s=0)
    progress("something")
    assert threading.active_count() == before
    progress.close()
    assert capsys.readouterr().err == ""


def test_a_closed_terminal_is_not_an_error() -> None:
    with Screen() as screen:
        progress = Progress(delay_s=0)
        progress("something")
        screen.read_until("something …")
        screen.hang_up()
        progress("something else")
        progress.close()


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_colours_can_be_switched_off(make_project, monkeypatch, setting) -> None:
    root = make_project({"data/locations.yaml": "unknown: 1\n"})
    for name, value in {"TERM": "xterm", "NO_COLOR": "", **setting}.items():
        monkeypatch.setenv(name, value)
    with Screen() as screen:
        with pytest.raises(SystemExit):
            main(["build", str(root)])
        screen.read_until("nothing was written")
        assert ("\x1b" in screen.text) == (not setting)
