"""Killed at any of its calls, a build leaves a whole site."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest
from child import child_process
from publishing import FOREIGN, NEW, OLD, assert_holds, is_whole, linux_only, snapshot, with_folders

from geomap.publish.publish import SiteError, publish


@linux_only
def test_killed_before_any_of_its_calls_a_build_leaves_a_whole_site_and_the_next_one_clears_up(site: Path) -> None:
    inodes = {path: (site / path).lstat().st_ino for path, content in FOREIGN.items() if content is not None}
    kills, editions = 0, {"old": 0, "new": 0}
    with child_process() as child:
        while child.publish(NEW, site, kill_before=kills + 1) == "killed":
            kills += 1
            assert is_whole(site), kills
            editions[json.loads((site / "manifest.json").read_bytes())["edition"]] += 1
            assert child.publish(OLD, site) == "done"
            assert_holds(site, OLD)
    assert kills > 100
    assert min(editions.values()) > 10  # both before and after the exchange
    assert inodes == {path: (site / path).lstat().st_ino for path in inodes}


@linux_only
def test_killed_at_random_again_and_again_a_site_is_always_whole(site: Path) -> None:
    seed = random.Random(1)  # noqa: S311
    editions = set()
    with child_process() as child:
        for number in range(100):
            # Old and new take turns until the kill, which comes in the first few of them.
            assert child.publish(NEW, site, other=OLD, times=10_000, kill_after=seed.uniform(0, 0.04)) == "killed"
            assert is_whole(site), number
            editions.add((site / "index.html").read_text()[:3])
        assert child.publish(NEW, site) == "done"
    assert editions == {"old", "new"}
    assert_holds(site, NEW)


@linux_only
def test_killed_in_its_first_build_a_project_has_no_site_or_a_whole_one(project: Path) -> None:
    site = project / "site"
    number = 1
    with child_process() as child:
        while child.publish(NEW, site, kill_before=number) == "killed":
            assert not site.exists() or snapshot(site) == with_folders(NEW)
            assert child.publish(OLD, site) == "done"
            assert_holds(site, OLD, {})
            shutil.rmtree(site)
            number += 1
    assert number > 30


@linux_only
def test_killed_where_folders_cannot_be_exchanged_the_next_build_brings_everything_back(site: Path) -> None:
    kills = missing = 0
    with child_process(refuse="renameat2") as child:
        while child.publish(NEW, site, kill_before=kills + 1) == "killed":
            kills += 1
            assert not site.exists() or is_whole(site), kills
            missing += not site.exists()
            assert child.publish(OLD, site) == "done"
            assert_holds(site, OLD)
    assert kills > 100
    assert missing < 5  # the gap is between two neighbouring calls


def test_a_site_that_is_missing_after_a_kill_is_put_back_even_if_the_next_build_fails(
    site: Path, project: Path
) -> None:
    site.rename(project / ".site.geomap-old-0-0123abcd")
    (project / ".site.geomap-old-0-0123abcd/data/table.csv").write_text("mine")
    with pytest.raises(SiteError, match="S002"):
        publish(NEW, site, project)
    assert_holds(site, OLD, {**FOREIGN, "data/table.csv": b"mine"})


@linux_only
def test_where_links_are_refused_files_are_copied_and_kills_leave_nothing_behind(site: Path) -> None:
    os.utime(site / "README.md", ns=(10**18, 10**18 + 1))
    kills = 0
    with child_process(refuse="linkat") as child:
        while child.publish(NEW, site, kill_before=3 * kills + 1) == "killed":
            kills += 1
            assert is_whole(site), kills
            assert child.publish(OLD, site) == "done"
            assert_holds(site, OLD)
    assert kills > 30
    assert (site / "README.md").stat().st_mtime_ns == 10**18 + 1


def test_an_unfinished_build_brings_back_nothing_that_was_deleted_since(site: Path, project: Path) -> None:
    with child_process() as child:
        assert child.publish(NEW, site, kill_before=1, calls=["fsync"]) == "killed"
    [leftover] = project.glob(".site.geomap-new-*")
    assert (leftover / "CNAME").exists()
    (site / "CNAME").unlink()
    publish(NEW, site, project)
    assert_holds(site, NEW, {path: content for path, content in FOREIGN.items() if path != "CNAME"})


@linux_only
def test_what_only_the_old_folder_of_a_killed_build_holds_is_rescued(site: Path, project: Path, tmp_path: Path) -> None:
    with child_process() as child:
        assert child.publish(NEW, site, kill_before=1, calls=["unlink"]) == "killed"
    [leftover] = project.glob(".site.geomap-new-*")
    assert (site / "index.html").read_bytes() == NEW["index.html"]
    assert (leftover / "index.html").read_bytes() == OLD["index.html"]
    (leftover / "late/er").mkdir(parents=True)
    (leftover / "late/er/file.txt").write_text("late")
    (leftover / "late/link").symlink_to("er")
    (leftover / "README.md").unlink()
    (leftover / "README.md").write_text("another")
    (leftover / "table.csv").write_text("late")
    (leftover / "CNAME").unlink()
    (leftover / "CNAME").mkdir()
    (leftover / "CNAME/inner").write_text("was a file")
    (leftover / "out").mkdir()
    (leftover / "out/file").write_text("must not go out")
    (site / "out").symlink_to(tmp_path)
    publish(NEW, site, project)
    rescued = {
        "late": None,
        "late/er": None,
        "late/er/file.txt": b"late",
        "late/link": "er",
        "README.md.kept": b"another",
        "table.csv": b"late",
        "CNAME-inner.kept": b"was a file",
        "out": str(tmp_path),
        "out-file.kept": b"must not go out",
    }
    assert_holds(site, NEW, {**FOREIGN, **rescued})
    assert not (tmp_path / "file").exists()
