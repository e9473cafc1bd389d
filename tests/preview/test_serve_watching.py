"""What the preview takes for a change, and that it misses none."""

import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchfiles import watch

from geomap.findings import Finding
from geomap.preview import watch as watching
from geomap.preview.watch import changes

WAIT_S = 30


class Heard:
    """The groups of changes that a watch told, one after the other."""

    def __init__(self) -> None:
        self.groups: queue.Queue[frozenset[str]] = queue.Queue()
        self.findings: list[Finding] = []

    def until(self, path: str) -> set[str]:
        """All that changed until this path is told."""
        found: set[str] = set()
        while path not in found:
            found |= self.groups.get(timeout=WAIT_S)
        return found


@contextmanager
def watched(root: Path, busy: Callable[[frozenset[str]], None] = lambda _: None) -> Iterator[Heard]:
    heard, ended = Heard(), threading.Event()

    def follow() -> None:
        for group in changes(root, heard.findings.append):
            if ended.is_set():
                return
            heard.groups.put(group)
            busy(group)

    thread = threading.Thread(target=follow)
    thread.start()
    assert heard.groups.get(timeout=WAIT_S) == frozenset()  # it has begun
    try:
        yield heard
    finally:
        ended.set()
        (root / "data").mkdir(parents=True, exist_ok=True)
        while thread.is_alive():
            (root / "data" / "end.yaml").write_text("x", encoding="utf-8")
            thread.join(0.2)


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path / "map"
    for name in ("data", "seeds", "shapes", "site"):
        (folder / name).mkdir(parents=True)
    (folder / "data" / "locations.yaml").write_text("places: []\n", encoding="utf-8")
    return folder


def test_a_saved_file_is_told(root) -> None:
    with watched(root) as heard:
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        assert heard.until("data/locations.yaml") == {"data/locations.yaml"}


def test_an_editor_that_writes_beside_and_renames_has_saved(root) -> None:
    with watched(root) as heard:
        beside = root / "data" / ".locations.yaml.swp"
        beside.write_text("new", encoding="utf-8")
        beside.replace(root / "data" / "locations.yaml")
        assert heard.until("data/locations.yaml") == {"data/locations.yaml"}


def test_an_editor_that_moves_the_old_file_away_has_saved(root) -> None:
    with watched(root) as heard:
        file = root / "data" / "locations.yaml"
        file.rename(root / "data" / "locations.yaml~")
        file.write_text("new", encoding="utf-8")
        assert heard.until("data/locations.yaml") == {"data/locations.yaml"}


def test_new_renamed_and_removed_files_are_told(root) -> None:
    with watched(root) as heard:
        article = root / "seeds" / "news.md"
        article.write_text("It stood there.", encoding="utf-8")
        heard.until("seeds/news.md")
        article.rename(root / "seeds" / "old.md")
        heard.until("seeds/old.md")
        (root / "seeds" / "old.md").unlink()
        heard.until("seeds/old.md")


def test_files_of_new_folders_are_told(root) -> None:
    with watched(root) as heard:
        (root / "seeds" / "2023" / "january").mkdir(parents=True)
        heard.until("seeds/2023")
        (root / "seeds" / "2023" / "january" / "news.md").write_text("x", encoding="utf-8")
        heard.until("seeds/2023/january/news.md")


def test_a_folder_that_is_moved_in_is_told_with_what_it_holds_later(root, tmp_path) -> None:
    shutil.copytree(root / "data", tmp_path / "more")
    with watched(root) as heard:
        (tmp_path / "more").rename(root / "data" / "more")
        heard.until("data/more")
        (root / "data" / "more" / "locations.yaml").write_text("x", encoding="utf-8")
        heard.until("data/more/locations.yaml")


def test_the_gazetteers_folder_may_go_and_come_back(root, tmp_path) -> None:
    with watched(root) as heard:
        (root / "data").rename(tmp_path / "away")
        heard.until("data")
        (tmp_path / "away").rename(root / "data")
        heard.until("data")
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        heard.until("data/locations.yaml")


def test_the_project_itself_may_go_and_come_back(root, tmp_path) -> None:
    with watched(root) as heard:
        root.rename(tmp_path / "away")
        assert heard.groups.get(timeout=WAIT_S)
        (tmp_path / "away").rename(root)
        heard.until(".")
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        heard.until("data/locations.yaml")


def test_files_that_a_gazetteer_may_name_are_told_wherever_they_lie(root) -> None:
    with watched(root) as heard:
        for name in ("shapes/area.geojson", "shapes/roof.JPG", "streets.pmtiles"):
            (root / name).write_text("x", encoding="utf-8")
            heard.until(name)


@pytest.mark.parametrize(
    "name",
    [
        *("data/.locations.yaml.swp", "data/locations.yaml~", "data/#locations.yaml#", "data/.#locations.yaml"),
        *("data/4913", "data/locations.yaml.tmp", "data/___jb_tmp___", "seeds/.DS_Store", "data/sedK3qV2a"),
        *("site/index.html", "site/data.geojson", ".git/index.json", "README.md", "shapes/notes.txt"),
        *("node_modules/x.json", ".site.geomap-1/manifest.json", "data/__pycache__/x.json"),
    ],
)
def test_what_is_no_saved_work_is_not_told(root, name) -> None:
    (root / name).parent.mkdir(exist_ok=True)
    with watched(root) as heard:
        (root / name).write_text("x", encoding="utf-8")
        (root / name).unlink()
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        assert heard.until("data/locations.yaml") == {"data/locations.yaml"}


def test_several_files_saved_at_once_are_one_group(root) -> None:
    with watched(root) as heard:
        names = {f"seeds/{number}.md" for number in range(20)}
        for name in names:
            (root / name).write_text("x", encoding="utf-8")
        found = set(heard.groups.get(timeout=WAIT_S))
        groups = 1
        while found != names:
            found |= heard.groups.get(timeout=WAIT_S)
            groups += 1
        assert groups < 5


def test_a_change_during_a_build_is_told_after_it(root) -> None:
    building, done = threading.Event(), threading.Event()

    def build(group: frozenset[str]) -> None:
        if "data/locations.yaml" in group and not building.is_set():
            building.set()
            assert done.wait(WAIT_S)

    with watched(root, build) as heard:
        (root / "data" / "locations.yaml").write_text("first", encoding="utf-8")
        assert building.wait(WAIT_S)
        (root / "data" / "locations.yaml").write_text("second", encoding="utf-8")
        (root / "seeds" / "news.md").write_text("x", encoding="utf-8")
        done.set()
        heard.until("seeds/news.md")


def test_where_the_system_tells_nothing_it_looks_by_itself(root, monkeypatch) -> None:
    def refusing(*folders: str, **options: object) -> Iterator[object]:
        if "force_polling" not in options:
            raise OSError(28, "No space left on device")
        return watch(*folders, **options)

    monkeypatch.setattr(watching, "watch", refusing)
    with watched(root) as heard:
        assert [finding.code for finding in heard.findings] == ["V001"]
        (root / "data" / "new.yaml").write_text("x", encoding="utf-8")
        heard.until("data/new.yaml")


def test_of_too_many_folders_those_of_the_gazetteer_come_first(root, monkeypatch) -> None:
    monkeypatch.setattr(watching, "MOST_FOLDERS", 3)
    with watched(root) as heard:
        assert [finding.code for finding in heard.findings] == ["V002"]
        (root / "seeds" / "news.md").write_text("x", encoding="utf-8")
        heard.until("seeds/news.md")


def test_a_link_to_a_folder_that_holds_it_is_not_followed_for_ever(root) -> None:
    (root / "data" / "loop").symlink_to(root, target_is_directory=True)
    with watched(root) as heard:
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        heard.until("data/locations.yaml")
