"""A gazetteer file is read and written back whole, unless it has changed in between."""

import codecs
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.edit.saving import FileChange, FileChangedError, OpenFile, open_file, save
from geomap.edit.yaml_edit import AppendEntry, change_text
from geomap.findings import ProjectError
from geomap.read.yaml.nodes import read_yaml

NEW = {"id": "x", "name": "X: y", "coordinates": [1.0, 2.5]}
LINES = '  - id: x\n    name: "X: y"\n    coordinates: [1.0, 2.5]\n'


def inserted(text: str, entry: dict = NEW) -> str:
    return change_text(text, "places.yaml", [AppendEntry("places", entry)])


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_file_keeps_its_encoding_and_its_line_breaks(tmp_path, mark, encoding) -> None:
    text = "places:\r\n  - name: Заречье\r\n"
    file = tmp_path / "data" / "p.yaml"
    file.parent.mkdir()
    file.write_bytes(mark + text.encode(encoding))
    opened = open_file(file, tmp_path)
    save(opened, inserted(opened.text))
    assert file.read_bytes() == mark + (text + LINES.replace("\n", "\r\n")).encode(encoding)


def test_the_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path) -> None:
    real, link = tmp_path / "kept" / "real.yaml", tmp_path / "data" / "p.yaml"
    for path in (real, link):
        path.parent.mkdir()
    real.write_text("places: []\n")
    real.chmod(0o640)
    link.symlink_to(real)
    opened = open_file(link, tmp_path)
    save(opened, inserted(opened.text))
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_text() == "places:\n" + LINES
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["data", "kept", "p.yaml", "real.yaml"]


def test_a_file_outside_the_project_is_refused(tmp_path) -> None:
    outside, link = tmp_path / "outside.yaml", tmp_path / "project" / "data" / "p.yaml"
    outside.write_text("places: []\n")
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    with pytest.raises(ProjectError) as caught:
        open_file(link, tmp_path / "project")
    assert [finding.code for finding in caught.value.findings] == ["A005"]


@pytest.mark.parametrize("exists", [True, False])
def test_changes_made_in_between_are_not_lost(tmp_path, exists) -> None:
    file = tmp_path / "p.yaml"
    if exists:
        file.write_text("places: []\n")
    opened = open_file(file, tmp_path)
    file.write_text("places: [] # mine\n")
    with pytest.raises(FileChangedError):
        save(opened, "places:\n" + LINES)
    assert file.read_text() == "places: [] # mine\n"


def test_a_file_deleted_in_between_is_not_created_again(tmp_path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("places: []\n")
    opened = open_file(file, tmp_path)
    file.unlink()
    with pytest.raises(FileChangedError):
        save(opened, "places:\n" + LINES)
    assert not file.exists()


def test_each_of_many_concurrent_changes_is_written_or_refused(tmp_path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    file = tmp_path / "p.yaml"
    file.write_text("places: []\n")

    def one(number: int) -> int:
        opened = open_file(file, tmp_path)
        try:
            save(opened, inserted(opened.text, entry={"id": f"p{number}"}))
        except FileChangedError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        written = sum(pool.map(one, range(40)))
    assert written == len(read_yaml(file.read_text(), "p").value["places"]) > 0


PARTS = st.lists(st.sampled_from(["a: 1\n", "b: 2\n", "c\n", "\n"]), max_size=30)


@given(PARTS, PARTS, PARTS, PARTS, st.integers(0, 3))
def test_a_diff_turns_the_old_text_into_the_new_one(above, old, new, below, context) -> None:
    before, after = [*above, *old, *below], [*above, *new, *below]
    change = FileChange(
        OpenFile(Path("f.yaml"), "f.yaml", "".join(before).encode(), "".join(before)), "".join(after).encode()
    )
    made: list[str] = []
    at = 0
    for line in change.diff(context).splitlines(keepends=True)[2:]:
        if hunk := re.match(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line):
            start = int(hunk[1]) - (hunk[2] != "0")
            made += before[at:start]
            at = start
            assert len(made) == int(hunk[3]) - (hunk[4] != "0")
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert before[at] == (line[1:] or "\n")
            made += [before[at]] * (line[0] != "-")
            at += 1
    assert [*made, *before[at:]] == after


def test_a_diff_does_not_repeat_lines_that_are_often_there() -> None:
    entries = "".join(f"- title: R{n}\n  place: p{n}\n  system: Wolf\n  status: x\n" for n in range(100))
    change = FileChange(
        OpenFile(Path("f.yaml"), "f.yaml", entries.encode(), entries),
        entries.replace("place: p50\n", "place: q\n").encode(),
    )
    changed = [line for line in change.diff(2).splitlines()[2:] if line[0] in "+-"]
    assert changed == ["-  place: p50", "+  place: q"]
