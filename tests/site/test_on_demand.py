"""Files that are made on first access."""

import threading

import pytest

from geomap.publish.on_demand import FilesOnDemand


def test_a_file_is_made_on_first_access_and_once() -> None:
    made = []
    files = FilesOnDemand({name: lambda name=name: made.append(name) or name.encode() for name in ("a", "b")})
    assert list(files) == ["a", "b"]
    assert len(files) == 2
    assert "a" in files
    assert "c" not in files
    assert made == []
    assert files["b"] == files["b"] == b"b"
    assert made == ["b"]
    assert files == {"a": b"a", "b": b"b"}
    with pytest.raises(KeyError):
        files["c"]


def test_a_file_may_be_made_from_others() -> None:
    files = FilesOnDemand({"a": lambda: b"a"})
    both = FilesOnDemand({"a": lambda: files["a"], "list": lambda: b",".join(files.values())})
    assert both["list"] == b"a"


def test_threads_wait_for_the_same_file_and_not_for_another() -> None:
    started, go, made = threading.Event(), threading.Event(), []

    def slow() -> bytes:
        started.set()
        assert go.wait(30)
        made.append(1)
        return b"slow"

    files = FilesOnDemand({"slow": slow, "quick": lambda: b"quick"})
    readers = [threading.Thread(target=files.__getitem__, args=("slow",)) for _ in range(3)]
    for reader in readers:
        reader.start()
    assert started.wait(30)
    assert files["quick"] == b"quick"
    go.set()
    for reader in readers:
        reader.join()
    assert made == [1]


def test_a_file_that_could_not_be_made_is_tried_again() -> None:
    answers = iter([ValueError("not yet"), b"now"])

    def make() -> bytes:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    files = FilesOnDemand({"a": make})
    with pytest.raises(ValueError, match="not yet"):
        files["a"]
    assert files["a"] == b"now"
