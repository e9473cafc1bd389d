"""The cache of geocoders' answers, and the turns that all processes take."""

import itertools
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from geomap.geocoding.cache import MAX_AGE_S, Cache, cache_file


@pytest.fixture
def file(tmp_path):
    return tmp_path / "folder" / "cache.sqlite"


def test_an_answer_is_stored_with_its_time(file) -> None:
    before = time.time()
    Cache(file).put("query", [{"a": "ä"}])
    answer, given = Cache(file).get("query")
    assert answer == [{"a": "ä"}]
    assert before <= given <= time.time()
    assert Cache(file).get("another") is None
    assert Cache(None).get("query") is None


def test_an_old_answer_is_not_used(file) -> None:
    cache = Cache(file)
    cache.put("query", [])
    with sqlite3.connect(file) as database:
        database.execute("UPDATE answers SET time = time - ?", (MAX_AGE_S + 1,))
    database.close()
    assert cache.get("query") is None


def test_only_the_user_can_read_the_cache(file) -> None:
    Cache(file).put("query", [])
    assert file.parent.stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"not a database" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_corrupt_cache_is_not_used(content, file) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    cache = Cache(file)
    cache.put("query", [])
    assert cache.get("query") is None
    assert str(file) in cache.problem
    assert file.read_bytes() == content


def test_a_cache_that_cannot_be_created_is_not_used(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache.sqlite")
    cache.put("query", [])
    assert cache.get("query") is None
    assert cache.problem


def test_a_locked_cache_is_not_used(file, monkeypatch) -> None:
    monkeypatch.setattr("geomap.geocoding.cache._BUSY_TIMEOUT_S", 0.0)
    Cache(file).put("query", [])
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    cache = Cache(file)
    assert cache.get("query") is None
    assert "locked" in cache.problem
    holder.close()


def test_threads_share_a_cache(file) -> None:
    problems = []

    def work(number: int) -> None:
        cache = Cache(file)
        for each in range(10):
            cache.put(f"{number} {each}", [each])
            assert cache.get(f"{number} {each}")[0] == [each]
        problems.append(cache.problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == ["", "", "", ""]


@pytest.mark.services
def test_the_turns_of_several_processes_keep_the_delay(file) -> None:
    script = """
import sys
from pathlib import Path
from geomap.geocoding.cache import Cache
cache = Cache(Path(sys.argv[1]))
for _ in range(4):
    print(repr(cache.next_turn("server", 1.0)))
assert not cache.problem, cache.problem
"""
    command = [sys.executable, "-c", script, str(file)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    turns = sorted(float(turn) for process in running for turn in process.communicate()[0].split())
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(turns) == 12
    assert all(later - earlier > 0.999 for earlier, later in itertools.pairwise(turns))


def test_each_server_has_its_own_turns(file) -> None:
    cache = Cache(file)
    now = time.time()
    assert cache.next_turn("here", 100.0) >= now
    assert cache.next_turn("there", 100.0) < cache.next_turn("here", 100.0)


def test_turns_keep_the_delay_without_a_file() -> None:
    cache = Cache(None)
    first = cache.next_turn("server", 10.0)
    assert cache.next_turn("server", 10.0) == pytest.approx(first + 10.0)


def test_a_turn_that_was_stored_with_a_wrong_clock_is_ignored(file) -> None:
    Cache(file).next_turn("server", 1.0)
    with sqlite3.connect(file) as database:
        database.execute("UPDATE turns SET time = ?", (time.time() + 86400,))
    database.close()
    assert Cache(file).next_turn("server", 1.0) <= time.time()


def test_the_cache_is_in_the_users_cache_folder(tmp_path, monkeypatch) -> None:
    assert cache_file() == tmp_path / "cache" / "geomap" / "geocoding.sqlite"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_file() == tmp_path / ".cache" / "geomap" / "geocoding.sqlite"
