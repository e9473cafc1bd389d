"""The collector is paused while geomap reads, and a program that uses geomap gets it back as it was."""

import gc
import threading

import pytest

from geomap._gc import without_collector


@pytest.fixture(autouse=True)
def _restored():
    enabled = gc.isenabled()
    yield
    (gc.enable if enabled else gc.disable)()


def test_a_pause_restores_the_earlier_state() -> None:
    gc.enable()
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    with without_collector():
        pass
    assert not gc.isenabled()


def test_a_pause_ends_with_an_error_too() -> None:
    gc.enable()
    with pytest.raises(ValueError, match="no"), without_collector():
        raise ValueError("no")
    assert gc.isenabled()


def test_the_last_of_overlapping_pauses_restores_the_collector() -> None:
    gc.enable()
    started, release = threading.Event(), threading.Event()

    def pause() -> None:
        with without_collector():
            started.set()
            release.wait(10)

    thread = threading.Thread(target=pause)
    with without_collector():
        thread.start()
        assert started.wait(10)
    still_paused = not gc.isenabled()
    release.set()
    thread.join(10)
    assert still_paused
    assert gc.isenabled()
