"""Writing a site: what its folder has afterwards, what is refused, what an error leaves."""

import errno
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from properties import examples
from publishing import NEW, OLD, USERS, add_users_files, edition, snapshot, start_writing, with_folders

from geomap.errors import GeomapError
from geomap.publish.site_folder import SiteError, write_site

posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX file systems")
UNPRIVILEGED = 65534


def refusal(files: dict[str, bytes], site: Path, project: Path) -> SiteError:
    """The error of a write that changes nothing."""
    above = next(folder for folder in site.parents if folder.is_dir())
    before = snapshot(above)
    with pytest.raises(SiteError) as caught:
        write_site(files, site, project)
    assert snapshot(above) == before
    return caught.value


def failure(files: dict[str, bytes], site: Path, **limits: int) -> str:
    """The message and hint of a process that could not write the site."""
    process = start_writing(files, site, **limits)
    output, trouble = process.communicate()
    assert (process.returncode, trouble) == (1, "")
    return output


# --- the folder afterwards ----------------------------------------------------------------------------------------


def test_the_first_build_creates_the_site_and_the_folders_above_it(project: Path) -> None:
    assert write_site(NEW, project / "out/web/site", project)
    assert snapshot(project / "out") == with_folders({f"web/site/{path}": data for path, data in NEW.items()})


def test_a_build_replaces_what_an_earlier_one_wrote_and_nothing_else(site: Path, project: Path) -> None:
    assert write_site(NEW, site, project)
    assert snapshot(site) == with_folders({**USERS, **NEW})
    assert {path.name for path in project.iterdir()} == {"site", "data", "seeds"}


@posix_only
def test_the_folder_stays_the_same_folder(site: Path, project: Path) -> None:
    before = {path: (site / path).stat().st_ino for path in ("", "data")}
    write_site(NEW, site, project)
    assert {path: (site / path).stat().st_ino for path in before} == before


def test_files_that_do_not_change_are_not_written(site: Path, project: Path) -> None:
    before = {path: (site / path).stat() for path in OLD}
    assert not write_site(OLD, site, project)
    changed = edition("index.html", "data/reports.geojson", "data/feed.atom", "old/deep/er.txt", text="old")
    assert write_site({**changed, "index.html": b"another"}, site, project)
    for path in OLD.keys() - {"index.html"}:
        assert (site / path).stat().st_mtime_ns == before[path].st_mtime_ns
        assert (site / path).stat().st_ino == before[path].st_ino
    assert (site / "index.html").read_bytes() == b"another"


def test_relative_paths_start_at_the_working_folder(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.parent)
    write_site(NEW, Path("site"), Path())
    assert snapshot(site) == with_folders({**USERS, **NEW})


@posix_only
def test_new_files_follow_the_umask_and_replaced_ones_keep_their_permissions(project: Path) -> None:
    before = os.umask(0o027)
    try:
        write_site(OLD, project / "site", project)
        (project / "site/index.html").chmod(0o604)
        write_site(NEW, project / "site", project)
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE((project / "site" / path).stat().st_mode) for path in ("", "data", *NEW)}
    assert modes == {"": 0o750, "data": 0o750, **dict.fromkeys(NEW, 0o640), "index.html": 0o604}


def test_a_site_that_is_a_link_stays_one(tmp_path: Path, project: Path) -> None:
    (tmp_path / "web").mkdir()
    (project / "site").symlink_to(tmp_path / "web")
    write_site(OLD, project / "site", project)
    write_site(NEW, project / "site", project)
    assert (project / "site").readlink() == tmp_path / "web"
    assert snapshot(tmp_path / "web") == with_folders(NEW)


@pytest.mark.parametrize("path", ["../x", "/x", "a/../x", "", ".", "a//b", "a/", "./a", "a\\b", "a\0b"])
def test_a_path_that_may_lead_outside_the_site_is_a_programming_error(path: str, project: Path) -> None:
    with pytest.raises(ValueError, match="not a path in the site"):
        write_site(edition(path), project / "site", project)
    assert not (project / "site").exists()


def test_a_manifest_that_does_not_list_the_outputs_is_a_programming_error(project: Path) -> None:
    for files in ({"a": b""}, {**edition("a"), "b": b""}, {"manifest.json": edition("a")["manifest.json"]}):
        with pytest.raises(ValueError, match="does not list"):
            write_site(files, project / "site", project)


NAMES = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map("/".join)


def fits(paths: set[str]) -> bool:
    """Whether no path is both a file and a folder."""
    return not any(str(parent) in paths for path in paths for parent in Path(path).parents)


TREES = st.sets(NAMES, max_size=6).filter(fits)


@examples(0.6, accepted=(HealthCheck.function_scoped_fixture,))
@given(first=TREES, second=TREES, users=TREES)
def test_any_two_builds_leave_the_second_and_every_file_of_the_user(
    first: set[str], second: set[str], users: set[str], tmp_path: Path
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as name:
        project, site = Path(name), Path(name) / "site"
        write_site(edition(*first, text="1"), site, project)
        added = {path: b"mine" for path in users if fits({path, *first}) and path not in first}
        for path, data in added.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(data)
        if fits(first | second | added.keys()) and not second & added.keys():
            write_site(edition(*second, text="2"), site, project)
            assert snapshot(site) == with_folders({**added, **edition(*second, text="2")})
        else:
            refusal(edition(*second, text="2"), site, project)
            assert snapshot(site) == with_folders({**added, **edition(*first, text="1")})


# --- files that geomap did not create -----------------------------------------------------------------------------


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
def test_a_file_that_geomap_did_not_create_is_never_replaced(
    path: str, make: Callable[[Path], object], project: Path
) -> None:
    site = project / "site"
    site.mkdir()
    make(site / path)
    error = refusal(NEW, site, project)
    assert path in str(error)
    assert "--site" in error.hint
    assert isinstance(error, GeomapError)
    assert isinstance(error, OSError)
    shutil.move(site / path, project / "data/moved")  # as the hint says
    write_site(NEW, site, project)
    assert snapshot(site) == with_folders(NEW)


def test_a_link_in_the_place_of_an_output_is_the_users(site: Path, project: Path) -> None:
    (project / "page.html").write_text("mine")
    (site / "index.html").unlink()
    (site / "index.html").symlink_to("../page.html")
    assert "index.html" in str(refusal(NEW, site, project))
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
    b'{"outputs": null}',
    b"[" * 200_000,
    b'{"outputs": ' + b"9" * 10_000 + b"}",
]


@pytest.mark.parametrize("manifest", DAMAGED, ids=range(len(DAMAGED)))
def test_with_a_damaged_manifest_every_file_is_the_users_until_it_is_removed(
    manifest: bytes, site: Path, project: Path
) -> None:
    (site / "manifest.json").write_bytes(manifest)
    error = refusal(NEW, site, project)
    named = ["data/reports.geojson", "index.html", "manifest.json"]
    assert all(path in str(error) for path in named)
    for path in named:
        (site / path).unlink()
    write_site(NEW, site, project)
    unlisted = {path: OLD[path] for path in ("data/feed.atom", "old/deep/er.txt")}
    assert snapshot(site) == with_folders({**USERS, **unlisted, **NEW})


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
        json.dumps({"made_with": {"geomap": "0"}, "outputs": dict.fromkeys([*claimed, *OLD])})
    )
    before = snapshot(tmp_path / "outside"), snapshot(project / "data"), snapshot(project / "seeds")
    write_site(NEW, site, project)
    assert (snapshot(tmp_path / "outside"), snapshot(project / "data"), snapshot(project / "seeds")) == before
    assert snapshot(site) == with_folders({**USERS, "door": str(tmp_path / "outside"), **NEW})


# --- folders that cannot be the site ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "site",
    [
        *(".", "data", "seeds", "data/site", "seeds/deep/site", "around/inner/seeds/site", "other-name-for-data/site"),
        *("file", "link-to-file", "link-to-nowhere", "link-in-a-circle", "file/deep/site", "x" * 300),
    ],
)
def test_a_folder_that_cannot_be_the_site_is_refused(site: str, project: Path) -> None:
    (project / "around/inner").mkdir(parents=True)
    shutil.move(project / "seeds", project / "around/inner/seeds")
    (project / "seeds").symlink_to("around/inner/seeds")
    (project / "other-name-for-data").symlink_to("data")
    (project / "file").write_text("a file")
    (project / "link-to-file").symlink_to("file")
    (project / "link-to-nowhere").symlink_to("nowhere")
    (project / "link-in-a-circle").symlink_to("link-in-a-circle")
    before = snapshot(project)
    with pytest.raises(SiteError) as caught:
        write_site(NEW, project / site, project)
    assert caught.value.hint
    assert len(str(caught.value)) < 600
    assert snapshot(project) == before


# --- a site that cannot be written --------------------------------------------------------------------------------


def test_an_output_with_too_long_a_name_changes_nothing(site: Path, project: Path) -> None:
    before = snapshot(site)
    with pytest.raises(SiteError) as caught:
        write_site(edition("index.html", "x" * 300), site, project)
    assert caught.value.errno == errno.ENAMETOOLONG
    assert (site / "CNAME").read_bytes() == before["CNAME"]


@pytest.mark.services
@posix_only
def test_a_disk_without_room_changes_nothing(site: Path) -> None:
    before = snapshot(site)
    assert "disk" in failure(edition("data/a.txt", "index.html", text="x" * 400), site, largest_file=10_000)
    assert snapshot(site) == before


@pytest.mark.services
@posix_only
@pytest.mark.parametrize("forbidden", [".", "data"])
def test_a_read_only_folder_changes_nothing(forbidden: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        write_site(OLD, site, Path(name))
        add_users_files(site)
        before = snapshot(site)
        if os.geteuid() == 0:  # who may write everywhere
            for path in (Path(name), *Path(name).rglob("*")):
                os.chown(path, UNPRIVILEGED, UNPRIVILEGED, follow_symlinks=False)
        (site / forbidden).chmod(0o555)
        output = failure(NEW, site, **({"user": UNPRIVILEGED} if os.geteuid() == 0 else {}))
        (site / forbidden).chmod(0o755)
        assert "permission denied" in output
        assert f"({site / forbidden})" in output
        assert snapshot(site) == before


def test_a_users_file_in_the_site_may_be_read_only(site: Path, project: Path) -> None:
    (site / "data/notes").chmod(0o555)
    (site / "README.md").chmod(0o400)
    write_site(NEW, site, project)
    assert snapshot(site) == with_folders({**USERS, **NEW})


def test_all_of_an_earlier_site_is_recognised_after_a_move(site: Path, project: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "copy", symlinks=True)
    write_site(NEW, tmp_path / "copy", project)
    assert snapshot(tmp_path / "copy") == with_folders({**USERS, **NEW})


def test_the_advice_is_never_to_remove_a_file_of_the_project(project: Path) -> None:
    (project / "seeds").mkdir(exist_ok=True)
    (project / "seeds" / "article.md").write_text("Text.")
    error = refusal(NEW, project / "seeds" / "article.md", project)
    assert "is inside the project's seeds/ folder" in str(error)
