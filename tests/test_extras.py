"""Optional dependencies: a plain build does without them, and a command that needs one names the extra."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli import main
from geomap.extras import MissingExtraError, require

REPOSITORY = Path(__file__).parent.parent
MODULES = {
    "chardet": "import",
    "defusedxml": "import",
    "pyarrow": "parquet",
    "pymorphy3": "ru",
    "requests": "online",
    "trafilatura": "html",
    "urllib3": "online",
    "warcio": "import",
    "watchfiles": "serve",
    "xyzservices": "online",
}
"""Each optional dependency and the extra that installs it."""
OF_FOLIUM = {"requests", "urllib3", "xyzservices"}
"""Installed in any case: geomap does not import them for a plain build, but folium does."""
RUSSIAN = "places: [{name: Москва, coordinates: [55.75, 37.62]}]\nmap: {language: ru}\n"
ONLINE = "map: {online: {provider: OpenStreetMap.Mapnik}}\nplaces: [{name: Kremlin, coordinates: [55.75, 37.62]}]\n"
FILES = {
    "places.kml": b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>',
    "latin.csv": "name,latitude,longitude\nMünchen,48.1,11.6\n".encode("latin-1"),
    "page.warc": b"WARC/1.0\r\n",
    "page.html": b"<html><body><p>Text.</p></body></html>",
    "russian/data/a.yaml": RUSSIAN.encode(),
    "russian/seeds/a.txt": "В Москве.".encode(),
    "online/data/a.yaml": ONLINE.encode(),
    "page/data/a.yaml": b"places: []\n",
    "page/seeds/a.html": b"<html><body><p>Text.</p></body></html>",
}


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


@pytest.fixture
def files(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("chardet", ["import", "latin.csv", "."]),
        ("warcio", ["import", "article", "page.warc", "."]),
        ("defusedxml", ["import", "places.kml", "."]),
        ("pyarrow", ["export", "parquet", "russian", "-o", "a.parquet"]),
        ("pyarrow", ["link", "russian/seeds/a.txt", "--gazetteer", "russian", "--output", "mentions"]),
        ("trafilatura", ["check", "page"]),
        ("watchfiles", ["serve", "."]),
        ("xyzservices", ["check", "online"]),
    ],
)
def test_a_command_without_its_extra_names_it(module, arguments, monkeypatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert f"pip install 'geomap[{MODULES[module]}]'" in result.output


@pytest.mark.services
@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("pymorphy3", ["check", "russian"]),
        ("requests", ["locate", "Kyiv"]),
        ("requests", ["check", "russian", "--geocode"]),
        ("requests", ["import", "article", "https://example.org/"]),
    ],
)
def test_a_command_that_starts_without_its_extra_names_it(module, arguments) -> None:
    script = (
        "import sys, folium, geomap.cli\n"
        f"for name in [each for each in sys.modules if each.partition('.')[0] == '{module}']: del sys.modules[name]\n"
        f"sys.modules['{module}'] = None\n"
        "geomap.cli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"pip install 'geomap[{MODULES[module]}]'" in done.stderr


def test_the_extras_install_the_modules() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for module, extra in MODULES.items():
        package = module.replace("_", "-")
        assert any(each.startswith(package) for each in project["optional-dependencies"][extra])
        assert not any(each.startswith(package) for each in project["dependencies"])
        assert extra in project["optional-dependencies"]["all"][0]


PLAIN = """
import json, sys
for name in {blocked}:
    sys.modules[name] = None
import geomap
from geomap.cli import main
try:
    main(["check", "{project}"])
except SystemExit as done:
    assert not done.code
atlas = geomap.load("{project}")
geomap.build(atlas, "{project}")
modules = sorted(name for name in sys.modules if name.startswith("geomap."))
assert not {{"folium", "geopy", "pandas", "requests"}} & set(sys.modules)  # they take longer to load than all the rest
atlas.map()
main(["locate", "--help"], standalone_mode=False)
packages = {{name.partition(".")[0] for name in sys.modules if sys.modules[name] is not None}}
print(json.dumps([sorted(packages), modules]))
"""


@pytest.mark.services
def test_a_plain_project_builds_and_is_a_folium_map_with_the_mandatory_dependencies_and_needs_each(tmp_path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path / "plain")]).exit_code == 0
    text = "A tanker was moored at the pier in the old harbour, as several residents said on that day. " * 5
    (tmp_path / "plain" / "seeds" / "long.md").write_text(f"---\ntitle: Long\n---\n{text}\n", encoding="utf-8")
    script = PLAIN.format(blocked=sorted(set(MODULES) - OF_FOLIUM), project=tmp_path / "plain")
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    packages, modules = json.loads(done.stdout.splitlines()[-1])
    assert "geomap.net" not in modules
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    of_distribution = metadata.packages_distributions()
    used = {normalised(name) for package in packages for name in of_distribution.get(package, ())}
    assert {normalised(each) for each in project["dependencies"]} <= used


def normalised(requirement: str) -> str:
    """The name of a distribution, as PEP 503 compares it."""
    return re.match(r"[\w-]+", requirement)[0].lower().replace("_", "-")
