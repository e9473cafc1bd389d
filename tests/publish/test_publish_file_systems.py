"""Full, read-only, mounted and layered file systems, for real."""

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from publishing import NEW, OLD, assert_holds, linux_only, refusal

from geomap.publish import exchange as exchange_module
from geomap.publish import publish as publish_module


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
from geomap.publish.publish import SiteError, publish
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
