"""`geomap export`: the publishable data, to a file or to standard output."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import geomap
from geomap.cli import main
from geomap.site import EXPORTS, export

PROJECT = Path(__file__).parents[1] / "golden" / "doubts" / "project"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, words)])


@pytest.mark.parametrize("form", EXPORTS)
def test_it_writes_to_standard_output_and_to_a_file(form, tmp_path) -> None:
    expected = export(geomap.load(PROJECT), form)
    assert run(form, PROJECT).stdout_bytes == expected
    assert run(form, PROJECT, "-o", "-").stdout_bytes == expected
    file = tmp_path / "out"
    done = run(form, PROJECT, "-o", file)
    assert (done.exit_code, done.stdout_bytes) == (0, b"")
    assert f"Wrote {file}" in done.stderr
    assert file.read_bytes() == expected
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.services
def test_standard_output_gets_bytes() -> None:
    code = "from geomap.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "export", "csv", PROJECT], check=True, capture_output=True)
    assert done.stdout == export(geomap.load(PROJECT), "csv")


def test_the_help_lists_the_formats() -> None:
    shown = run("--help").stdout
    for form, each in EXPORTS.items():
        assert f"{form} " in shown
        assert each.about in shown
    assert run("docx").exit_code == 2


def test_a_project_with_errors_is_not_exported(tmp_path, make_project) -> None:
    root = make_project({"data/locations.yaml": "places: [{name: A, coordinates: [1, 2], precison: city}]\n"})
    file = tmp_path / "out.csv"
    file.write_text("mine")
    done = run("csv", root, "-o", file)
    assert done.exit_code == 1
    assert "G002" in done.stderr
    assert file.read_text() == "mine"


def test_without_pyarrow_the_error_names_the_extra(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run("parquet", PROJECT, "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "pip install 'geomap[parquet]'" in done.stderr
    assert not list(tmp_path.iterdir())
    assert run("csv", PROJECT).exit_code == 0


def test_a_file_that_cannot_be_written_is_an_error(tmp_path) -> None:
    for target in (tmp_path, tmp_path / "none" / "out.csv"):
        done = run("csv", PROJECT, "-o", target)
        assert done.exit_code == 1
        assert str(target) in done.stderr
        assert type(done.exception) is SystemExit
    assert not list(tmp_path.iterdir())


def test_links_and_devices_are_written_through(tmp_path) -> None:
    file, link = tmp_path / "real.csv", tmp_path / "link.csv"
    file.write_text("old")
    link.symlink_to(file)
    assert run("csv", PROJECT, "-o", link).exit_code == 0
    assert link.is_symlink()
    assert file.read_bytes() == export(geomap.load(PROJECT), "csv")
    assert run("csv", PROJECT, "-o", "/dev/null").exit_code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
