"""The public API: its names exist, each has its types, and importing the package is fast."""

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import geomap

API = Path(__file__).parent / "api.py"


@pytest.mark.parametrize("name", geomap.__all__)
def test_every_public_name_exists_and_is_typed(name) -> None:
    assert getattr(geomap, name) is not None
    assert f"geomap.{name}" in API.read_text(encoding="utf-8")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = geomap.nothing


@pytest.mark.services
def test_the_api_has_the_types_that_it_is_used_with() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(API)],
        check=False,
        capture_output=True,
        text=True,
        cwd=API.parents[2],
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.services
def test_importing_the_package_imports_none_of_its_modules() -> None:
    code = "import sys, geomap; print([name for name in sys.modules if name.startswith('geomap.')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.services
def test_python_runs_the_package_as_a_command() -> None:
    done = subprocess.run([sys.executable, "-m", "geomap", "--version"], check=True, capture_output=True, text=True)
    assert geomap.__version__ == metadata.version("geomap")
    assert geomap.__version__ in done.stdout


def test_every_public_failure_is_a_geomap_error_with_a_hint(make_project, tmp_path) -> None:
    atlas = geomap.load(make_project({"data/locations.yaml": "places: [{name: A, coordinates: [1, 2]}]\n"}))
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    for fails in (
        lambda: geomap.load(tmp_path / "nothing"),
        lambda: geomap.export(atlas, "nothing"),
        lambda: geomap.export(atlas, "csv", tmp_path / "file" / "reports.csv"),
        lambda: geomap.build(atlas, tmp_path, tmp_path / "file"),
    ):
        with pytest.raises(geomap.GeomapError) as caught:
            fails()
        assert str(caught.value)
        assert caught.value.hint
