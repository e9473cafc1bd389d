"""Replacing the site: real files, real kills, real refusals of the kernel."""

import contextlib
import errno
import json
import os
import platform
import random
import select
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.findings import GeomapError
from geomap.write import carry as carry_module
from geomap.write import exchange as exchange_module
from geomap.write import publish as publish_module
from geomap.write.exchange import locked
from geomap.write.publish import SiteError, publish

posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX file systems")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Linux system calls")


def edition(*paths: str, text: str = "one") -> dict[str, bytes]:
    """The files of a site: each says which edition and which file it is."""
    files = {path: f"{text}: {path}\n".encode() * 50 for path in paths}
    manifest = {
        "edition": text,
        "made_with": {"geomap": "0"},
        "outputs": {path: {"bytes": len(data)} for path, data in files.items()},
    }
    return {**files, "manifest.json": json.dumps(manifest).encode()}


OLD = edition("index.html", "data/reports.geojson", "data/feed.atom", "gone/deep/er.txt", text="old")
NEW = edition("index.html", "data/reports.geojson", "data/table.csv", "embed.js", text="new")


def snapshot(folder: Path) -> dict[str, bytes | str | None]:
    """Everything below a folder: bytes of files, targets of links, None for folders."""
    found: dict[str, bytes | str | None] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        else:
            found[name] = None if path.is_dir() else path.read_bytes()
    return found


def with_folders(files: dict[str, Any]) -> dict[str, Any]:
    folders = {str(parent): None for path in files for parent in Path(path).parents if str(parent) != "."}
    return {**folders, **files}


FOREIGN: dict[str, Any] = with_folders(
    {
        "README.md": b"about this site\n",
        "CNAME": b"map.example.org\n",
        ".nojekyll": b"",
        "data/notes/by hand.txt": b"mine\n",
        "gone/kept.txt": b"mine too\n",
        "latest": "data/reports.geojson",
        "broken": "nowhere/at/all",
        "empty": None,
    }
)


def add_foreign(site: Path) -> None:
    for path, content in FOREIGN.items():
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            target.mkdir(exist_ok=True)
        elif isinstance(content, str):
            target.symlink_to(content)
        else:
            target.write_bytes(content)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with sources and no site."""
    folder = tmp_path / "project"
    for name in ("data/locations.yaml", "seeds/a.txt"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("source\n")
    return folder


@pytest.fixture
def site(project: Path) -> Path:
    """A published old site with files of somebody else's in it."""
    publish(OLD, project / "site", project)
    add_foreign(project / "site")
    return project / "site"


def beside(site: Path) -> list[str]:
    """What stands beside the site that a person did not put there."""
    return sorted({path.name for path in site.parent.iterdir()} - {"site", "data", "seeds"})


def assert_holds(site: Path, files: dict[str, bytes], foreign: dict[str, Any] = FOREIGN) -> None:
    assert snapshot(site) == with_folders({**foreign, **files})
    assert beside(site) == []


def refusal(files: dict[str, bytes], site: Path, project: Path) -> SiteError:
    """The error that publishing gives; and nothing that stands in the parent may have changed."""
    above = next(folder for folder in site.parents if folder.is_dir())
    before = snapshot(above)
    with pytest.raises(SiteError) as caught:
        publish(files, site, project)
    assert snapshot(above) == before
    return caught.value


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


def texts(files: dict[str, bytes]) -> dict[str, str]:
    return {path: data.decode() for path, data in files.items()}


class Child:
    """A process that publishes on demand, in forks of its own that can be killed, refused calls or another user's."""

    def __init__(self, *, refuse: str = "") -> None:
        command = [sys.executable, "-c", CHILD]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if refuse and self.ask(refuse=refuse) != "refused":
            self.close()
            pytest.skip("the kernel takes no seccomp filter here")

    def ask(self, **request: Any) -> Any:
        self.tell(**request)
        return self.answer()

    def publish(self, files: dict[str, bytes], site: Path, **request: Any) -> Any:
        self.tell_publish(files, site, **request)
        return self.answer()

    def tell_publish(self, files: dict[str, bytes], site: Path, **request: Any) -> None:
        editions = [texts(files), texts(request.pop("other", files))]
        self.tell(editions=editions, site=str(site), project=str(site.parent), **request)

    def tell(self, **request: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def has_answered(self) -> bool:
        return bool(select.select([self.process.stdout], [], [], 0)[0])

    def close(self) -> None:
        self.process.communicate()


CHILD = r'''
import ctypes, json, os, platform, resource, signal, sys, time
from pathlib import Path
from geomap.write.publish import SiteError, publish

CHANGES = set("mkdir rename replace link symlink unlink rmdir chmod chown utime fsync open write close".split())
CALLS = {
    "x86_64": {"renameat2": 316, "linkat": 265, "flock": 73},
    "aarch64": {"renameat2": 276, "linkat": 37, "flock": 32},
}

def refuse(names):
    """Have the kernel answer these calls with "not supported" (renameat2: only the exchange)."""
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
    def step(code, yes, no, value):
        return code.to_bytes(2, "little") + bytes([yes, no]) + value.to_bytes(4, "little")
    LOAD, EQUAL, RETURN, ERRNO, ALLOW = 0x20, 0x15, 0x06, 0x00050000, 0x7FFF0000
    code = b""
    for name in names:
        number = CALLS[platform.machine()][name]
        if name == "renameat2":
            code += step(LOAD, 0, 0, 0) + step(EQUAL, 0, 3, number) + step(LOAD, 0, 0, 48) + step(EQUAL, 0, 1, 2)
            code += step(RETURN, 0, 0, ERRNO | 22)
        else:
            code += step(LOAD, 0, 0, 0) + step(EQUAL, 0, 1, number) + step(RETURN, 0, 0, ERRNO | 95)
    code += step(RETURN, 0, 0, ALLOW)
    libc = ctypes.CDLL(None, use_errno=True)
    program = Program(len(code) // 8, code)
    return not libc.prctl(38, 1, 0, 0, 0) and not libc.prctl(22, 2, ctypes.byref(program))

def kill_before(number, calls):
    """Kill this process just before the n-th of the calls, which are those that can change a file system."""
    left = number
    def watch(frame, event, function):
        nonlocal left
        if event == "c_call" and function.__name__ in calls:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(watch)

def work(request, editions):
    if request.get("file_size"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_size"], request["file_size"]))
    if request.get("nobody") and os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    if request.get("kill_before"):
        kill_before(request["kill_before"], request.get("calls", CHANGES))
    for number in range(request.get("times", 1)):
        publish(editions[number % 2], Path(request["site"]), Path(request["project"]))

for line in sys.stdin:
    request = json.loads(line)
    if "refuse" in request:
        print(json.dumps("refused" if refuse(request["refuse"].split()) else "not here"), flush=True)
        continue
    editions = [{path: text.encode() for path, text in files.items()} for files in request["editions"]]
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        said = "done"
        try:
            work(request, editions)
        except SiteError as error:
            said = [error.finding.code, error.finding.message, error.finding.help]
        except BaseException as error:
            said = repr(error)
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    if "kill_after" in request:
        time.sleep(request["kill_after"])
        os.kill(child, signal.SIGKILL)
    said = os.read(reading, 65536)
    os.close(reading)
    _, status = os.waitpid(child, 0)
    print(json.dumps("killed" if os.WIFSIGNALED(status) else json.loads(said)), flush=True)
'''


@contextlib.contextmanager
def child_process(refuse: str = "") -> Iterator[Child]:
    child = Child(refuse=refuse)
    try:
        yield child
    finally:
        child.close()


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


# --- killed -------------------------------------------------------------------------------------------------------


def is_whole(site: Path) -> bool:
    """Whether the site is exactly the old or exactly the new one, with every file of others."""
    found = snapshot(site)
    return found in (with_folders({**FOREIGN, **OLD}), with_folders({**FOREIGN, **NEW}))


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


# --- meanwhile ----------------------------------------------------------------------------------------------------


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


# --- unusual file systems -----------------------------------------------------------------------------------------


def in_namespace(tmp_path: Path, script: str) -> str:
    """Run a shell script where it may mount; ``$PY`` publishes: site, project, edition."""
    unshare = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    (tmp_path / "run.py").write_text(MOUNTED)
    (tmp_path / "editions.json").write_text(
        json.dumps(
            {
                name: {path: data.decode() for path, data in files.items()}
                for name, files in (("old", OLD), ("new", NEW))
            }
        )
    )
    text = (
        f"set -eu\ncd '{tmp_path}'\nmkdir m\npublish() {{ '{sys.executable}' '{tmp_path}/run.py' \"$@\"; }}\n{script}"
    )
    done = subprocess.run([*unshare, "sh", "-c", text], check=False, capture_output=True, text=True)
    if "mount:" in done.stderr:
        pytest.skip(done.stderr)
    assert not done.stderr
    return done.stdout


MOUNTED = r"""
import json, sys
from pathlib import Path
from geomap.write.publish import SiteError, publish
editions = json.loads((Path(__file__).parent / "editions.json").read_text())
site, project, edition, *size = sys.argv[1:]
files = {path: text.encode() * int(*size or [1]) for path, text in editions[edition].items() if path != "manifest.json"}
try:
    publish({**files, "manifest.json": editions[edition]["manifest.json"].encode()}, Path(site), Path(project))
    print("done")
except SiteError as error:
    print(error.finding.code, error.finding.message, "--", error.finding.help)
"""


@linux_only
def test_a_full_disk_leaves_the_old_site_and_nothing_else(tmp_path: Path) -> None:
    said = in_namespace(
        tmp_path,
        """
        mount -t tmpfs -o size=256k none m
        publish m/site m old
        echo mine > m/site/README.md
        cp -a m/site before
        publish m/site m new 200
        diff -r before m/site && ls -A m
        publish m/site m new && cat m/site/README.md
        """,
    )
    assert said.splitlines()[0] == "done"
    assert "S001" in said
    assert "no space left on device" in said
    assert "free some space" in said
    assert said.splitlines()[2:] == ["site", "done", "mine"]


@linux_only
def test_a_read_only_file_system_is_told(tmp_path: Path) -> None:
    said = in_namespace(tmp_path, "mount -t tmpfs -o ro none m\npublish m/site m old; publish m/a/site m old; ls -A m")
    assert said.count("S001 cannot be written: read-only file system") == 2
    assert len(said.splitlines()) == 2


@linux_only
def test_a_mount_point_is_refused_whether_or_not_it_is_another_file_system(tmp_path: Path) -> None:
    said = in_namespace(
        tmp_path,
        """
        mkdir -p m/one m/two real && echo mine > real/README.md
        mount -t tmpfs none m/one
        mount --bind real m/two
        publish m/one m old; publish m/two m old
        ls -A m real
        """,
    )
    assert [line.split(" --")[0][:10] for line in said.splitlines()[:2]] == ["S003 is a ", "S003 it, o"]
    assert said.count("mount the folder above it") == 2
    assert said.splitlines()[2:] == ["m:", "one", "two", "", "real:", "README.md"]


@linux_only
def test_what_is_mounted_inside_the_site_is_not_emptied(tmp_path: Path) -> None:
    said = in_namespace(
        tmp_path,
        """
        mkdir -p m/site/inner m/other/inner real && echo mine > real/precious
        mount --bind real m/other/inner
        mount -t tmpfs none m/site/inner
        publish m/site m old; publish m/other m old
        ls -A m m/other m/other/inner
        """,
    )
    assert said.count("S003 it, or a part of it, is mounted from elsewhere") == 2
    assert said.splitlines()[2:] == ["m:", "other", "site", "", "m/other:", "inner", "", "m/other/inner:", "precious"]


@linux_only
def test_a_site_from_a_lower_layer_of_a_container_image_is_replaced(tmp_path: Path) -> None:
    said = in_namespace(
        tmp_path,
        """
        mkdir layers && mount -t tmpfs none layers
        mkdir -p layers/low/site/notes layers/up layers/work
        echo mine > layers/low/site/README.md; echo mine > layers/low/site/notes/a; ln -s notes/a layers/low/site/link
        options=lowerdir=layers/low,upperdir=layers/up,workdir=layers/work
        mount -t overlay -o $options,userxattr none m 2>&- || mount -t overlay -o $options none m
        publish m/site m old; publish m/site m new
        cat m/site/README.md m/site/link && ls -A m m/site
        """,
    )
    names = sorted({path.split("/")[0] for path in NEW} | {"README.md", "link", "notes"})
    lines = said.splitlines()
    assert lines[:7] == ["done", "done", "mine", "mine", "m:", "site", ""]
    assert sorted(lines[8:]) == names


@linux_only
def test_where_case_does_not_count_a_file_of_the_same_name_is_in_the_way(tmp_path: Path) -> None:
    said = in_namespace(
        tmp_path,
        """
        mount -t tmpfs -o casefold none m
        mkdir m/p && chattr +F m/p && mkdir m/p/site && echo mine > m/p/site/INDEX.html
        publish m/p/site m/p old
        ls -A m/p m/p/site; cat m/p/site/index.html
        """,
    )
    assert said.splitlines()[0].startswith("S002")
    assert "INDEX.html" in said
    assert said.splitlines()[1:] == ["m/p:", "site", "", "m/p/site:", "INDEX.html", "mine"]


@linux_only
def test_the_sources_are_known_by_any_name(tmp_path: Path) -> None:
    said = in_namespace(
        tmp_path,
        """
        mkdir -p m/project/data other && mount --bind m/project other
        publish other/data/site m/project old; publish other m/project old; publish other/data m/project old
        ls -A m/project m/project/data
        """,
    )
    lines = said.splitlines()
    assert [line.split(" --")[0] for line in lines[:3]] == [
        "S003 lies inside the project's data/",
        "S003 is the project's own folder, or one above it",
        "S003 holds the project's data/",
    ]
    assert lines[3:] == ["m/project:", "data", "", "m/project/data:"]


def test_a_file_that_takes_an_outputs_name_in_the_new_folder_is_in_the_way(
    site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file system without case does to CNAME and cname, on one that has it."""
    real = publish_module.carry

    def carry(old: Any, new: Path) -> Any:
        (new / "CNAME").write_text("an output")
        return real(old, new)

    monkeypatch.setattr(publish_module, "carry", carry)
    finding = refusal(NEW, site, project).finding
    assert (finding.code, "CNAME" in finding.message) == ("S002", True)
    assert_holds(site, OLD)


@linux_only
def test_the_exchange_also_works_where_the_c_library_lacks_the_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if platform.machine() not in exchange_module.RENAMEAT2:
        pytest.skip("no call number for this machine")

    class OldLibrary:
        def __init__(self, *args: Any, **options: Any) -> None:
            self.syscall = real(*args, **options).syscall

    real = exchange_module.ctypes.CDLL
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "one/was-one").touch()
    monkeypatch.setattr(exchange_module.ctypes, "CDLL", OldLibrary)
    exchange_module.exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "other/was-one").exists()
    with pytest.raises(FileNotFoundError):
        exchange_module.exchange(tmp_path / "one", tmp_path / "missing")
