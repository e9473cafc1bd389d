"""A site that is written while it is served, by a process that is killed, or by several at once."""

import contextlib
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from publishing import NEW, OLD, USERS, snapshot, start_writing, with_folders, write_killed

from geomap.publish.site_folder import write_site

pytestmark = [pytest.mark.services, pytest.mark.skipif(sys.platform == "win32", reason="signals and locks of POSIX")]
STEPS = range(1, 26)
"""Changes of files in a build of NEW over OLD; the last one is one too many."""


@pytest.mark.parametrize("step", STEPS[1::2])
def test_killed_at_any_step_every_file_is_whole_and_the_next_build_completes_the_site(
    step: int, site: Path, project: Path
) -> None:
    write_killed(NEW, site, before=step)
    found = snapshot(site)
    assert found.items() >= USERS.items()
    for path in {*OLD, *NEW} & found.keys():
        assert found[path] in (OLD.get(path), NEW.get(path))
    page = "new" if found["index.html"] == NEW["index.html"] else "old"
    assert found.items() >= ({} if page == "old" else NEW).items() - {("manifest.json", NEW["manifest.json"])}
    if page == "old":
        assert found.keys() >= OLD.keys()
    write_site(OLD, site, project)
    assert snapshot(site) == with_folders({**USERS, **OLD})


def test_the_steps_of_the_test_above_are_all_there_are(site: Path) -> None:
    assert write_killed(NEW, site, before=STEPS[-2])
    assert not write_killed(NEW, site, before=STEPS[-1])
    assert snapshot(site) == with_folders({**USERS, **NEW})


@pytest.mark.parametrize("step", [1, 4, 8, 12, 16])
def test_killed_in_the_first_build_the_next_one_completes_the_site(step: int, project: Path) -> None:
    write_killed(NEW, project / "site", before=step)
    for path, data in snapshot(project / "site").items() if (project / "site").exists() else ():
        assert data in {None, NEW.get(path)} or path.rpartition("/")[2].startswith(".geomap-")
    write_site(OLD, project / "site", project)
    assert snapshot(project / "site") == with_folders(OLD)


def test_killed_twice_nothing_of_the_first_build_stays(site: Path, project: Path) -> None:
    assert write_killed(NEW, site, before=17)
    assert write_killed(OLD, site, before=12)
    write_site(OLD, site, project)
    assert snapshot(site) == with_folders({**USERS, **OLD})


@contextlib.contextmanager
def http_server(folder: Path) -> Iterator[str]:
    """``python -m http.server`` started inside the folder."""
    command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout
        started = re.search(r"port (\d+)", server.stdout.readline())
        assert started
        yield f"http://127.0.0.1:{started[1]}/"
    finally:
        server.terminate()
        server.communicate()


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  (an address of this test)
        data: bytes = answer.read()
        return data


def test_a_server_started_inside_the_site_shows_the_new_build(site: Path, project: Path) -> None:
    with http_server(site) as address:
        assert fetched(address) == OLD["index.html"]
        write_site(NEW, site, project)
        assert fetched(address) == NEW["index.html"]
        assert fetched(f"{address}data/table.csv") == NEW["data/table.csv"]
        assert fetched(f"{address}CNAME") == USERS["CNAME"]


def test_builds_at_once_leave_the_site_of_one_of_them(site: Path) -> None:
    for _ in range(3):
        builds = [start_writing(files, site) for files in (NEW, OLD, NEW, OLD)]
        for build in builds:
            build.communicate()
        assert [build.returncode for build in builds] == [0] * 4
        assert snapshot(site) in (with_folders({**USERS, **NEW}), with_folders({**USERS, **OLD}))
