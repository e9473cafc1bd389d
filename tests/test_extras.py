"""Optional dependencies: a plain build does without them, and a command that needs one names the extra."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli import main
from geomap.extras import MissingExtraError, require

REPOSITORY = Path(__file__).parent.parent
MODULES = {"defusedxml": "import", "watchfiles": "serve"}


def test_a_module_that_is_installed_is_returned() -> None:
    assert require("json", extra="test") is json


def test_a_module_that_is_missing_is_an_error_that_names_the_extra() -> None:
    with pytest.raises(MissingExtraError) as caught:
        require("no_such_package.module", extra="test")
    assert "no_such_package" in str(caught.value)
    assert caught.value.hint == "pip install 'geomap[test]'"


def test_a_broken_module_is_not_reported_as_missing(tmp_path, monkeypatch) -> None:
    (tmp_path / "broken_package.py").write_text("import no_such_package\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_package") as caught:
        require("broken_package", extra="test")
    assert not isinstance(caught.value, MissingExtraError)


@pytest.mark.parametrize(
    ("module", "arguments"), [("watchfiles", ["serve", "."]), ("defusedxml", ["import", "places.kml", "."])]
)
def test_a_command_without_its_extra_names_it(module, arguments, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    Path("places.kml").write_text('<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>')
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert f"pip install 'geomap[{MODULES[module]}]'" in result.output


def test_the_extras_install_the_modules() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for module, extra in MODULES.items():
        assert any(each.startswith(module) for each in project["optional-dependencies"][extra])
        assert not any(each.startswith(module) for each in project["dependencies"])


@pytest.mark.services
def test_a_build_imports_no_optional_dependency(first_map) -> None:
    script = (
        "import sys, geomap; geomap.build(geomap.load(), '.'); print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=first_map, capture_output=True, text=True, check=True)
    assert not {*MODULES, "trafilatura", "pyarrow"} & set(done.stdout.split())
