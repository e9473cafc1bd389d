"""Replacing the site: what is in it afterwards, what is in the way, what cannot be written."""

import errno
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from child import child_process
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publishing import (
    FOREIGN,
    NEW,
    OLD,
    add_foreign,
    assert_holds,
    beside,
    edition,
    posix_only,
    refusal,
    snapshot,
    with_folders,
)

from geomap.findings import GeomapError
from geomap.publish import carry as carry_module
from geomap.publish.publish import SiteError, publish

# --- what is in the site afterwards -------------------------------------------------------------------------------


def test_the_first_build_makes_the_site_and_the_folders_above_it(project: Path) -> None:
    publish(NEW, project / "out/web/site", project)
    assert snapshot(project / "out/web/site") == with_folders(NEW)
    assert [path.name for path in (project / "out/web").iterdir()] == ["site"]


def test_an_empty_site_is_filled_and_keeps_its_mode(project: Path) -> None:
    (project / "site").mkdir(mode=0o750)
    publish(NEW, project / "site", project)
    assert_holds(project / "site", NEW, {})
    assert stat.S_IMODE((project / "site").stat().st_mode) == 0o750


def test_a_second_build_replaces_what_the_first_wrote_and_nothing_else(site: Path, project: Path) -> None:
    publish(NEW, site, project)
    assert_holds(site, NEW)


def test_the_same_build_again_changes_nothing(site: Path, project: Path) -> None:
    publish(OLD, site, project)
    assert_holds(site, OLD)


def test_relative_paths_are_taken_from_the_working_folder(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.parent)
    publish(NEW, Path("site"), Path())
    assert_holds(site, NEW)


@posix_only
def test_files_of_others_stay_the_same_files_with_the_same_modes_and_times(site: Path, project: Path) -> None:
    (site / "CNAME").chmod(0o600)
    os.utime(site / "README.md", ns=(1, 2))
    paths = [path for path, content in FOREIGN.items() if content is not None]
    before = {path: (site / path).lstat() for path in paths}
    with (site / "README.md").open("ab") as still_open:
        publish(NEW, site, project)
        still_open.write(b"written through the open file\n")
    for path in paths:
        after = (site / path).lstat()
        assert (after.st_ino, after.st_mode, after.st_nlink) == (before[path].st_ino, before[path].st_mode, 1), path
    assert (site / "README.md").read_bytes().endswith(b"open file\n")
    assert (site / "CNAME").lstat().st_mtime_ns == before["CNAME"].st_mtime_ns


@posix_only
def test_folders_keep_their_modes_also_where_those_forbid_writing(site: Path, project: Path) -> None:
    modes = {"": 0o2750, "data": 0o711, "data/notes": 0o555, "empty": 0o1777}
    for path, mode in reversed(modes.items()):
        (site / path).chmod(mode)
    publish(NEW, site, project)
    assert {path: stat.S_IMODE((site / path).stat().st_mode) for path in modes} == modes
    assert_holds(site, NEW)


@posix_only
def test_folders_keep_their_owner_and_new_files_the_group_that_the_folder_hands_down(site: Path, project: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give folders away")
    for path in ("", "data"):
        os.chown(site / path, 65534, 65533)
        (site / path).chmod(0o2755)
    publish(NEW, site, project)
    assert [(found.st_uid, found.st_gid) for found in (site.stat(), (site / "data").stat())] == [(65534, 65533)] * 2
    assert {(site / path).stat().st_gid for path in NEW} == {65533}


@posix_only
def test_new_files_and_folders_get_the_modes_that_the_umask_says(project: Path) -> None:
    for umask in (0o022, 0o027):
        before = os.umask(umask)
        try:
            publish(NEW, project / f"site{umask}", project)
        finally:
            os.umask(before)
        found = {path: stat.S_IMODE((project / f"site{umask}" / path).stat().st_mode) for path in ("", "data", *NEW)}
        assert found == {"": 0o777 & ~umask, "data": 0o777 & ~umask, **dict.fromkeys(NEW, 0o666 & ~umask)}


@posix_only
def test_a_named_pipe_and_a_file_with_an_odd_name_are_carried(site: Path, project: Path) -> None:
    os.mkfifo(site / "pipe")
    odd = os.fsdecode(b"not utf-8 \xff and\na line")
    (site / odd).write_text("odd")
    publish(NEW, site, project)
    assert stat.S_ISFIFO((site / "pipe").lstat().st_mode)
    assert (site / odd).read_text() == "odd"


def test_a_linked_site_stays_a_link_and_its_folder_is_replaced(tmp_path: Path, project: Path) -> None:
    web = tmp_path / "web"
    (web / "map").mkdir(parents=True)
    (project / "site").symlink_to(web / "map")
    publish(OLD, project / "site", project)
    publish(NEW, project / "site", project)
    assert (project / "site").readlink() == web / "map"
    assert snapshot(web) == with_folders({f"map/{path}": data for path, data in NEW.items()})
    assert beside(project / "site") == []


def test_a_folder_that_geomap_made_goes_with_its_last_file(project: Path) -> None:
    site = project / "site"
    publish(edition("a/b/c.txt", "d.txt"), site, project)
    (site / "a/b/c.txt").unlink()
    publish(edition("d.txt"), site, project)
    assert_holds(site, edition("d.txt"), {})


def test_an_output_may_become_a_folder_and_a_folder_an_output(project: Path) -> None:
    site = project / "site"
    publish(edition("a", "b/c"), site, project)
    publish(edition("a/c", "b"), site, project)
    assert_holds(site, edition("a/c", "b"), {})


def test_a_site_with_a_very_long_name_is_published(project: Path) -> None:
    site = project / ("я" * 127)
    publish(OLD, site, project)
    publish(NEW, site, project)
    assert snapshot(site) == with_folders(NEW)
    assert len(beside(site)) == 1


def test_sites_side_by_side_leave_each_other_alone(project: Path) -> None:
    for name in ("site", "site.geomap-new", "site-2"):
        publish(OLD, project / name, project)
    publish(NEW, project / "site", project)
    assert snapshot(project / "site-2") == snapshot(project / "site.geomap-new") == with_folders(OLD)


@pytest.mark.parametrize("path", ["../x", "/x", "a/../x", "", ".", "a//b", "a/", "./a", "a\\b", "a\0b"])
def test_a_path_that_is_not_plainly_inside_the_site_is_a_programming_error(path: str, project: Path) -> None:
    with pytest.raises(ValueError, match="not a path in the site"):
        publish(edition(path), project / "site", project)
    assert beside(project / "site") == []


def test_a_manifest_that_does_not_list_the_outputs_is_a_programming_error(project: Path) -> None:
    for files in ({"a": b""}, {**edition("a"), "b": b""}, {"manifest.json": edition("a")["manifest.json"]}):
        with pytest.raises(ValueError, match="does not list"):
            publish(files, project / "site", project)


NAMES = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map("/".join)


def fits(paths: set[str]) -> bool:
    """Whether no path is both a file and a folder."""
    return not any(str(parent) in paths for path in paths for parent in Path(path).parents)


TREES = st.sets(NAMES, max_size=6).filter(fits)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=TREES, second=TREES, foreign=TREES)
def test_any_two_builds_leave_the_second_and_every_file_of_others(
    first: set[str], second: set[str], foreign: set[str], tmp_path: Path
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as name:
        project, site = Path(name), Path(name) / "site"
        publish(edition(*first, text="1"), site, project)
        added = {path: b"mine" for path in foreign if fits({path, *first}) and path not in first}
        for path, data in added.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(data)
        if fits(second | added.keys()) and not second & added.keys():
            publish(edition(*second, text="2"), site, project)
            assert_holds(site, edition(*second, text="2"), with_folders(added))
        else:
            assert refusal(edition(*second, text="2"), site, project).finding.code == "S002"
            assert_holds(site, edition(*first, text="1"), with_folders(added))


# --- files of others in the way -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("index.html", lambda path: path.write_text("my own page")),
        ("index.html", lambda path: path.mkdir()),
        ("index.html", lambda path: path.symlink_to("README.md")),
        ("data", lambda path: path.write_text("not a folder")),
        ("data", lambda path: path.symlink_to("../data")),
        ("manifest.json", lambda path: path.write_text('{"name": "a web app", "icons": []}')),
        ("manifest.json", lambda path: path.mkdir()),
    ],
)
def test_a_file_that_geomap_did_not_write_is_never_replaced(path: str, make: Any, project: Path) -> None:
    site = project / "site"
    site.mkdir()
    make(site / path)
    error = refusal(NEW, site, project)
    assert error.finding.code == "S002"
    assert error.finding.location.file == f"site/{path}"
    assert path in error.finding.message
    assert "--site" in error.finding.help
    assert isinstance(error, GeomapError)
    assert isinstance(error, OSError)
    assert "S002" in str(error)
    shutil.move(site / path, project / "data/moved")  # what the help says
    publish(NEW, site, project)
    assert_holds(site, NEW, {})


def test_a_page_put_in_place_of_an_output_by_a_link_is_not_an_output(site: Path, project: Path) -> None:
    (project / "page.html").write_text("mine")
    (site / "index.html").unlink()
    (site / "index.html").symlink_to("../page.html")
    assert refusal(NEW, site, project).finding.code == "S002"
    assert (project / "page.html").read_text() == "mine"


DAMAGED = [
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b'{"outputs": {"index.html": {}}}',
    b'{"made_with": 1, "outputs": {"index.html": {}}}',
    b'{"made_with": {"geomap": "0"}, "outputs": ["index.html"]}',
    b'{"outputs": "index.html"}',
    b'{"outputs": null}',
    b"[" * 200_000,
    b'{"outputs": ' + b"9" * 10_000 + b"}",
]


@pytest.mark.parametrize("manifest", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_manifest_makes_every_file_somebody_elses_and_the_help_mends_it(
    manifest: bytes, site: Path, project: Path
) -> None:
    (site / "manifest.json").write_bytes(manifest)
    finding = refusal(NEW, site, project).finding
    assert finding.code == "S002"
    named = ["data/reports.geojson", "index.html", "manifest.json"]
    assert all(path in finding.message for path in named)
    assert "remove what is named here" in finding.help
    for path in named:
        (site / path).unlink()
    publish(NEW, site, project)
    assert_holds(
        site, NEW, with_folders({**FOREIGN, **{path: OLD[path] for path in ("data/feed.atom", "gone/deep/er.txt")}})
    )


@posix_only
@pytest.mark.parametrize("kind", ["pipe", "link", "large"])
def test_a_manifest_that_is_no_file_or_too_large_is_not_read(
    kind: str, site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = site / "manifest.json"
    if kind == "large":
        monkeypatch.setattr(carry_module, "MANIFEST_LIMIT", manifest.stat().st_size - 1)
    else:
        manifest.rename(project / "moved")
        os.mkfifo(manifest) if kind == "pipe" else manifest.symlink_to("../moved")
    with pytest.raises(SiteError) as caught:
        publish(NEW, site, project)
    assert caught.value.finding.code == "S002"


def test_a_hostile_manifest_reaches_nothing_outside_the_site(site: Path, project: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/precious.txt").write_text("precious")
    (site / "door").symlink_to(tmp_path / "outside")
    claimed = [
        str(tmp_path / "outside/precious.txt"),
        "../../outside/precious.txt",
        "../data/locations.yaml",
        "data/../../data/locations.yaml",
        "door/precious.txt",
        "door",
        "/",
        "..",
        ".",
        "",
        "\0",
        "\ud800",
        "a/" * 100_000,
        "index.html",
    ]
    (site / "manifest.json").write_text(
        json.dumps({"made_with": {"geomap": "0"}, "outputs": {path: {} for path in claimed}})
    )
    for path in OLD:
        if path not in {"index.html", "manifest.json"}:
            (site / path).unlink()
    before = snapshot(tmp_path / "outside"), snapshot(project / "data"), snapshot(project / "seeds")
    publish(NEW, site, project)
    assert (snapshot(tmp_path / "outside"), snapshot(project / "data"), snapshot(project / "seeds")) == before
    foreign = {**FOREIGN, "door": str(tmp_path / "outside"), "gone/deep": None}
    assert_holds(site, NEW, foreign)


# --- folders that cannot be the site ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_site", "words"),
    [
        (".", "project's own folder"),
        ("..", "above it"),
        ("/", "above it"),
        ("data", "holds the project's data/"),
        ("seeds", "holds the project's seeds/"),
        ("data/site", "lies inside the project's data/"),
        ("seeds/deep/site", "lies inside the project's seeds/"),
        ("around", "holds the project's seeds/"),
        ("other-name-for-data/site", "lies inside the project's data/"),
        ("file", "is a file"),
        ("link-to-file", "is a file"),
        ("link-to-nowhere", "leads nowhere"),
        ("link-in-a-circle", "leads nowhere|is a file"),
    ],
)
def test_a_folder_that_must_not_be_replaced_is_refused(given_site: str, words: str, project: Path) -> None:
    (project / "around/inner").mkdir(parents=True)
    shutil.move(project / "seeds", project / "around/inner/seeds")
    (project / "seeds").symlink_to("around/inner/seeds")
    (project / "other-name-for-data").symlink_to("data")
    (project / "file").write_text("a file")
    (project / "link-to-file").symlink_to("file")
    (project / "link-to-nowhere").symlink_to("nowhere")
    (project / "link-in-a-circle").symlink_to("link-in-a-circle")
    before = snapshot(project)
    with pytest.raises(SiteError, match=words) as caught:
        publish(NEW, project / given_site, project)
    assert caught.value.finding.code == "S003"
    assert caught.value.finding.help
    assert snapshot(project) == before


def test_a_finding_names_the_site_as_a_person_would_type_it(project: Path, tmp_path: Path) -> None:
    (project / "file").write_text("")
    (tmp_path / "elsewhere").write_text("")
    assert refusal(NEW, project / "file", project).finding.location.file == "file"
    assert refusal(NEW, tmp_path / "elsewhere", project).finding.location.file == (tmp_path / "elsewhere").as_posix()


# --- a site that cannot be written --------------------------------------------------------------------------------


def test_a_site_below_a_file_cannot_be_written(project: Path) -> None:
    (project / "file").write_text("")
    error = refusal(NEW, project / "file/deep/site", project)
    assert (error.finding.code, error.finding.location.file) == ("S001", "file/deep/site")
    assert error.errno in {errno.ENOTDIR, errno.EEXIST}


def test_a_name_that_is_too_long_cannot_be_written(project: Path) -> None:
    for site in (project / ("x" * 300), project / "new" / ("x" * 300)):
        error = refusal(NEW, site, project)
        assert (error.finding.code, error.errno) == ("S001", errno.ENAMETOOLONG)
        assert len(error.finding.message) < 250


def test_an_output_with_too_long_a_name_leaves_the_old_site(site: Path, project: Path) -> None:
    assert refusal(edition("x" * 300), site, project).finding.code == "S001"
    assert_holds(site, OLD)


@posix_only
def test_a_file_over_the_limit_leaves_the_old_site_and_nothing_else(site: Path) -> None:
    with child_process() as child:
        big = edition("index.html", "data/a.txt", text="x" * 2000)
        code, message, advice = child.publish(big, site, file_size=50_000)
    assert code == "S001"
    assert "too large" in message
    assert "limit" in advice
    assert_holds(site, OLD)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A project folder that any user can reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "project"
        folder.mkdir()
        yield folder
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)


def give_to_nobody(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 65534, 65534, follow_symlinks=False)


@posix_only
@pytest.mark.parametrize("forbidden", [".", "site", "site/data/notes"])
def test_without_permission_the_old_site_stays(forbidden: str, open_folder: Path) -> None:
    site = open_folder / "site"
    publish(OLD, site, open_folder)
    add_foreign(site)
    if forbidden != "site/data/notes":
        give_to_nobody(open_folder)
    elif os.geteuid() != 0:
        pytest.skip("only root can have a folder of another user's in the site")
    else:
        give_to_nobody(open_folder)
        os.chown(open_folder / forbidden, 0, 0)
    (open_folder / forbidden).chmod(0o555)
    with child_process() as child:
        code, message, advice = child.publish(NEW, site, nobody=True)
    assert (code, "permission denied" in message) == ("S001", True)
    assert "allow writing" in advice
    assert_holds(site, OLD)


@posix_only
def test_a_normal_user_publishes_past_read_only_folders_and_files_of_their_own(open_folder: Path) -> None:
    site = open_folder / "site"
    publish(OLD, site, open_folder)
    add_foreign(site)
    give_to_nobody(open_folder)
    (site / "data/notes").chmod(0o555)
    (site / "README.md").chmod(0o400)
    with child_process() as child:
        assert child.publish(OLD, site, nobody=True, kill_before=1, calls=["fsync"]) == "killed"
        assert child.publish(NEW, site, nobody=True) == "done"
    assert stat.S_IMODE((site / "data/notes").stat().st_mode) == 0o555
    assert stat.S_IMODE((site / "README.md").stat().st_mode) == 0o400
    assert_holds(site, NEW)
