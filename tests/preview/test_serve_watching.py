"""Which changes of files the preview reports, and that it misses none."""

import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchfiles import watch

from geomap.preview.watch import changes

WAIT_S = 60


class Reported:
    """The groups of changes, one after the other."""

    def __init__(self) -> None:
        self.groups: queue.Queue[frozenset[str]] = queue.Queue()
        self.polling = threading.Event()

    def until(self, path: str) -> set[str]:
        """All changes until this path is reported."""
        found: set[str] = set()
        while path not in found:
            found |= self.groups.get(timeout=WAIT_S)
        return found


@contextmanager
def watched(root: Path, busy: Callable[[frozenset[str]], None] = lambda _: None) -> Iterator[Reported]:
    reported, ended = Reported(), threading.Event()

    def follow() -> None:
        for group in changes(root, reported.polling.set):
            if ended.is_set():
                return
            reported.groups.put(group)
            busy(group)

    thread = threading.Thread(target=follow)
    thread.start()
    assert reported.groups.get(timeout=WAIT_S) == frozenset()  # watching has begun
    try:
        yield reported
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


def test_a_saved_file_is_reported(root) -> None:
    with watched(root) as reported:
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        assert reported.until("data/locations.yaml") == {"data/locations.yaml"}


def test_a_file_that_an_editor_replaces_is_reported(root) -> None:
    with watched(root) as reported:
        new = root / "data" / ".locations.yaml.swp"
        new.write_text("new", encoding="utf-8")
        new.replace(root / "data" / "locations.yaml")
        assert reported.until("data/locations.yaml") == {"data/locations.yaml"}


def test_a_file_that_an_editor_backs_up_first_is_reported(root) -> None:
    with watched(root) as reported:
        file = root / "data" / "locations.yaml"
        file.rename(root / "data" / "locations.yaml~")
        file.write_text("new", encoding="utf-8")
        assert reported.until("data/locations.yaml") == {"data/locations.yaml"}


def test_new_renamed_and_removed_files_are_reported(root) -> None:
    with watched(root) as reported:
        article = root / "seeds" / "news.md"
        article.write_text("It was there.", encoding="utf-8")
        reported.until("seeds/news.md")
        article.rename(root / "seeds" / "old.md")
        reported.until("seeds/old.md")
        (root / "seeds" / "old.md").unlink()
        reported.until("seeds/old.md")


def test_files_of_new_folders_are_reported(root) -> None:
    with watched(root) as reported:
        (root / "seeds" / "2023" / "january").mkdir(parents=True)
        reported.until("seeds/2023")
        (root / "seeds" / "2023" / "january" / "news.md").write_text("x", encoding="utf-8")
        reported.until("seeds/2023/january/news.md")


def test_a_folder_that_is_moved_in_is_reported_with_its_later_files(root, tmp_path) -> None:
    shutil.copytree(root / "data", tmp_path / "more")
    with watched(root) as reported:
        (tmp_path / "more").rename(root / "data" / "more")
        reported.until("data/more")
        (root / "data" / "more" / "locations.yaml").write_text("x", encoding="utf-8")
        reported.until("data/more/locations.yaml")


def test_the_gazetteers_folder_may_go_and_come_back(root, tmp_path) -> None:
    with watched(root) as reported:
        (root / "data").rename(tmp_path / "away")
        reported.until("data")
        (tmp_path / "away").rename(root / "data")
        reported.until("data")
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        reported.until("data/locations.yaml")


def test_files_that_a_gazetteer_may_name_are_reported_in_every_folder(root) -> None:
    with watched(root) as reported:
        for name in ("shapes/area.geojson", "shapes/roof.JPG", "streets.pmtiles"):
            (root / name).write_text("x", encoding="utf-8")
            reported.until(name)


OTHER_FILES = (
    *("data/.locations.yaml.swp", "data/locations.yaml~", "data/#locations.yaml#", "data/.#locations.yaml"),
    *("data/4913", "data/locations.yaml.tmp", "data/___jb_tmp___", "seeds/.DS_Store", "data/sedK3qV2a"),
    *("site/index.html", "site/data.geojson", ".git/index.json", "README.md", "shapes/notes.txt"),
    *("node_modules/x.json", ".site.geomap-1/manifest.json", "data/__pycache__/x.json"),
)


def test_temporary_and_other_files_are_not_reported(root) -> None:
    for name in OTHER_FILES:
        (root / name).parent.mkdir(exist_ok=True)
    with watched(root) as reported:
        for name in OTHER_FILES:
            (root / name).write_text("x", encoding="utf-8")
            (root / name).unlink()
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        assert reported.until("data/locations.yaml") == {"data/locations.yaml"}


def test_several_files_saved_at_once_are_one_group(root) -> None:
    with watched(root) as reported:
        names = {f"seeds/{number}.md" for number in range(20)}
        for name in names:
            (root / name).write_text("x", encoding="utf-8")
        found = set(reported.groups.get(timeout=WAIT_S))
        groups = 1
        while found != names:
            found |= reported.groups.get(timeout=WAIT_S)
            groups += 1
        assert groups < 5


def test_a_change_during_a_build_is_reported_after_it(root) -> None:
    building, done = threading.Event(), threading.Event()

    def build(group: frozenset[str]) -> None:
        if "data/locations.yaml" in group and not building.is_set():
            building.set()
            assert done.wait(WAIT_S)

    with watched(root, build) as reported:
        (root / "data" / "locations.yaml").write_text("first", encoding="utf-8")
        assert building.wait(WAIT_S)
        (root / "data" / "locations.yaml").write_text("second", encoding="utf-8")
        (root / "seeds" / "news.md").write_text("x", encoding="utf-8")
        done.set()
        reported.until("seeds/news.md")


def test_files_are_polled_if_the_system_cannot_report_changes(root, monkeypatch) -> None:
    def refusing(*folders: str, **options: object) -> Iterator[object]:
        if not options["force_polling"]:
            raise OSError(28, "No space left on device")
        return watch(*folders, **options)

    monkeypatch.setattr("watchfiles.watch", refusing)
    with watched(root) as reported:
        assert reported.polling.is_set()
        (root / "data" / "new.yaml").write_text("x", encoding="utf-8")
        reported.until("data/new.yaml")


def test_a_loop_of_links_between_folders_is_no_problem(root) -> None:
    (root / "data" / "loop").symlink_to(root, target_is_directory=True)
    with watched(root) as reported:
        (root / "data" / "locations.yaml").write_text("new", encoding="utf-8")
        reported.until("data/locations.yaml")


def test_files_in_a_linked_folder_are_reported(root, tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "data" / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with watched(root) as reported:
        (tmp_path / "elsewhere" / "more.yaml").write_text("new", encoding="utf-8")
        reported.until("data/linked/more.yaml")
