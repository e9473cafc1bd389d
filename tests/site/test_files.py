"""Files that are written whole, and processes that wait for each other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.files import made_folders, write_whole

COUNT = """
import sys
from pathlib import Path
from geomap.files import locked, write_whole
file = Path(sys.argv[1])
for _ in range(200):
    with locked(file.parent):
        write_whole(file, str(int(file.read_text()) + 1).encode())
"""


@pytest.mark.services
@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_processes_that_hold_the_same_folder_take_turns(tmp_path: Path) -> None:
    file = tmp_path / "count"
    file.write_text("0")
    counting = [subprocess.Popen([sys.executable, "-c", COUNT, file]) for _ in range(3)]
    assert [process.wait() for process in counting] == [0, 0, 0]
    assert file.read_text() == "600"
    assert [path.name for path in tmp_path.iterdir()] == ["count"]


def test_a_failed_write_leaves_the_file_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with pytest.raises(TypeError):
        write_whole(tmp_path / "file", "not bytes")  # type: ignore[arg-type]
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "old")]


def test_folders_made_for_what_fails_are_removed_unless_something_is_in_them(tmp_path: Path) -> None:
    def fail() -> None:
        with made_folders([tmp_path / "a/b/c", tmp_path / "a/d"]):
            (tmp_path / "a/d/file").touch()
            raise ValueError("failed")

    (tmp_path / "a").mkdir()
    with pytest.raises(ValueError, match="failed"):
        fail()
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["a", "a/d", "a/d/file"]
