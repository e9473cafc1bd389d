"""What others do to the site while it is built; builds at once."""

import contextlib
import errno
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from child import child_process
from publishing import (
    FOREIGN,
    NEW,
    OLD,
    assert_holds,
    beside,
    is_whole,
    linux_only,
    snapshot,
    with_folders,
)

from geomap.publish import carry as carry_module
from geomap.publish import exchange as exchange_module
from geomap.publish import publish as publish_module
from geomap.publish.exchange import locked
from geomap.publish.publish import SiteError, publish


@pytest.mark.parametrize("exchanged", [True, False])
def test_files_that_change_while_the_site_is_built_are_not_lost(
    exchanged: Any, site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exchange_module.put_in_place

    def put_in_place(new: Path, target: Path, aside: Path) -> Path | None:
        if not exchanged:
            monkeypatch.setattr(exchange_module, "exchange", not_here)
        (target / "data/late.txt").write_text("late")
        (target / "gone/deep/late.txt").write_text("late")
        (target / "empty-and-late").mkdir()
        (target / "embed.js").write_text("late, and in the way")
        saved = target / "README.md~"
        saved.write_text("saved as editors save")
        os.utime(saved, ns=(0, 0))
        saved.replace(target / "README.md")
        (target / "CNAME").write_text("written in place")
        (target / "latest").unlink()
        (target / "latest").symlink_to("index.html")
        return real(new, target, aside)

    monkeypatch.setattr(publish_module, "put_in_place", put_in_place)
    publish(NEW, site, project)
    changed = {
        "data/late.txt": b"late",
        "gone/deep": None,
        "gone/deep/late.txt": b"late",
        "empty-and-late": None,
        "embed.js.kept": b"late, and in the way",
        "README.md": b"saved as editors save",
        "CNAME": b"written in place",
        "latest": "index.html",
    }
    assert_holds(site, NEW, {**FOREIGN, **changed})


def not_here(*_: Path) -> None:
    raise OSError(errno.EINVAL, "not on this file system")


def test_a_site_that_another_build_replaces_while_it_is_looked_at_is_looked_at_again(
    site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = carry_module._entries

    def entries(root: Path, device: int) -> dict[str, os.stat_result]:
        monkeypatch.setattr(carry_module, "_entries", real)
        found = real(root, device)
        publish(NEW, site, project)
        return found

    monkeypatch.setattr(carry_module, "_entries", entries)
    seen = carry_module.look(site)
    assert seen.entries.keys() == snapshot(site).keys()
    assert seen.listed == frozenset(NEW)


def test_a_file_that_goes_while_the_site_is_built_is_no_error(
    site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = publish_module.carry

    def carry(old: Any, new: Path) -> Any:
        (site / "CNAME").unlink()
        return real(old, new)

    monkeypatch.setattr(publish_module, "carry", carry)
    publish(NEW, site, project)
    assert_holds(site, NEW, {path: content for path, content in FOREIGN.items() if path != "CNAME"})


@pytest.mark.parametrize("after", [True, False])
def test_interrupted_by_a_person_a_build_leaves_nothing_beside_the_site(
    after: Any, site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exchange_module.put_in_place

    def put_in_place(new: Path, target: Path, aside: Path) -> Path | None:
        if after:
            real(new, target, aside)
        raise KeyboardInterrupt

    monkeypatch.setattr(publish_module, "put_in_place", put_in_place)
    with pytest.raises(KeyboardInterrupt):
        publish(NEW, site, project)
    assert_holds(site, NEW if after else OLD)


def test_an_old_site_that_cannot_be_removed_is_told_and_the_new_one_is_there(
    site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settle(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", str(site / "README.md"))

    with monkeypatch.context() as patch:
        patch.setattr(publish_module, "settle", settle)
        with pytest.raises(SiteError) as caught:
            publish(NEW, site, project)
    assert caught.value.finding.code == "S001"
    assert "in place" in caught.value.finding.message
    [leftover] = beside(site)
    assert leftover in caught.value.finding.help
    assert is_whole(site)
    publish(NEW, site, project)
    assert_holds(site, NEW)


def test_a_build_waits_for_the_one_before_it(site: Path, project: Path) -> None:
    with child_process() as child:
        with locked(project / ".site.geomap-lock") as alone:
            assert alone
            child.tell_publish(NEW, site)
            time.sleep(0.3)
            assert snapshot(site) == with_folders({**FOREIGN, **OLD})
        assert child.answer() == "done"
    assert_holds(site, NEW)


def read_at_once(site: Path) -> set[str] | None:
    """The editions of the files of one opened site folder; None where it was removed while it was read."""
    folder = os.open(site, os.O_RDONLY)  # never missing
    try:
        manifest = json.loads(_read(folder, "manifest.json"))
        return {manifest["edition"], *(_read(folder, path).decode().split(":")[0] for path in manifest["outputs"])}
    except FileNotFoundError:
        return None
    finally:
        os.close(folder)


def _read(folder: int, path: str) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY, dir_fd=folder), "rb") as file:
        return file.read()


@linux_only
@pytest.mark.parametrize("refuse", ["", "flock", "linkat"])
def test_builds_at_once_all_end_whole_and_readers_never_see_a_mixture(refuse: str, site: Path) -> None:
    with contextlib.ExitStack() as stack:
        children = [stack.enter_context(child_process(refuse)) for _ in range(3)]
        for _ in range(4):
            for child in children:
                child.tell_publish(NEW, site, other=OLD, times=6)
            while not all(child.has_answered() for child in children):
                editions = read_at_once(site)
                assert editions in (None, {"old"}, {"new"})
            answers = [child.answer() for child in children]
            assert answers == ["done"] * 3 or (refuse == "flock" and "done" in answers)
            assert is_whole(site)
            assert beside(site) == []


@linux_only
def test_where_nothing_can_be_locked_a_young_folder_may_still_be_filled_and_an_old_one_is_cleared_away(
    site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    young = project / ".site.geomap-new-0-0123abcd"
    young.mkdir()
    with child_process(refuse="flock") as child:
        assert child.publish(NEW, site) == "done"
    assert beside(site) == [young.name]
    monkeypatch.setattr(exchange_module, "fcntl", None)
    monkeypatch.setattr(publish_module, "ABANDONED_AFTER_S", -1)
    publish(OLD, site, project)
    assert_holds(site, OLD)
