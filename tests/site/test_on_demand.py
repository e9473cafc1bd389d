"""Files that are made when they are asked for: each once, whoever asks."""

import threading

import pytest

from geomap.publish.on_demand import FilesOnDemand


def test_nothing_is_made_before_it_is_asked_for_and_then_once() -> None:
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


def test_a_file_may_be_made_of_others() -> None:
    files = FilesOnDemand({"a": lambda: b"a"})
    both = FilesOnDemand({"a": lambda: files["a"], "list": lambda: b",".join(files.values())})
    assert both["list"] == b"a"


def test_of_several_who_ask_at_once_one_waits_for_the_other() -> None:
    begun, go, made = threading.Event(), threading.Event(), []

    def slowly() -> bytes:
        begun.set()
        assert go.wait(30)
        made.append(1)
        return b"slow"

    files = FilesOnDemand({"slow": slowly, "quick": lambda: b"quick"})
    asking = [threading.Thread(target=files.__getitem__, args=("slow",)) for _ in range(3)]
    for thread in asking:
        thread.start()
    assert begun.wait(30)
    assert files["quick"] == b"quick"  # nobody waits for what somebody else has asked for
    go.set()
    for thread in asking:
        thread.join()
    assert made == [1]


def test_what_could_not_be_made_is_tried_again() -> None:
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
