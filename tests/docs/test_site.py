"""The documentation site builds without warnings and loads nothing from other servers; other files are valid."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
LOADED = r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"([^\"]+)|<link\b[^>]*\bhref=\"([^\"]+)"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site as `make docs` builds it: strict, so that a broken link or anchor is an error."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.services
def test_the_site_has_every_page(site) -> None:
    pages = {path.relative_to(REPOSITORY / "docs").with_suffix("") for path in (REPOSITORY / "docs").rglob("*.md")}
    for page in pages:
        assert (site / (page.parent if page.name == "index" else page) / "index.html").is_file(), page
    assert (site / "search" / "search_index.json").is_file()


@pytest.mark.services
def test_the_site_loads_nothing_from_other_servers(site) -> None:
    for page in site.rglob("*.html"):
        loaded = {first or second for first, second in re.findall(LOADED, page.read_text(encoding="utf-8"))}
        assert not [address for address in loaded if re.match(r"(https?:)?//", address)], page


@pytest.mark.services
def test_the_python_reference_has_signatures_and_docstrings(site) -> None:
    text = (site / "reference" / "python" / "index.html").read_text(encoding="utf-8")
    for name in ("load", "check", "build", "export", "Atlas", "Finding"):
        assert f'id="geomap.{name}"' in text


CHECKED = {
    "vendor.github-workflows": sorted((REPOSITORY / ".github" / "workflows").glob("*.yml")),
    "vendor.github-issue-config": [REPOSITORY / ".github" / "ISSUE_TEMPLATE" / "config.yml"],
    "vendor.github-issue-forms": [
        path for path in sorted((REPOSITORY / ".github" / "ISSUE_TEMPLATE").glob("*.yml")) if path.stem != "config"
    ],
}


@pytest.mark.services
@pytest.mark.parametrize("schema", CHECKED)
def test_the_files_for_github_are_valid(schema) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, CHECKED[schema])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_citation_names_this_version() -> None:
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert f'version = "{citation["version"]}"' in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")


NAMED = re.compile(r"(?<![\w./-])((?:geomap|tests|tools|docs|benchmarks)/[\w./-]*\w)")


def test_the_architecture_page_names_files_that_exist() -> None:
    text = (REPOSITORY / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    assert not [path for path in NAMED.findall(text) if not (REPOSITORY / path).exists()]
    packages = {path.parent.name for path in (REPOSITORY / "geomap").glob("*/__init__.py")}
    assert packages <= set(re.findall(r"^\| `geomap/(\w+)` \|", text, re.MULTILINE))
    folders = {path.name for path in (REPOSITORY / "geomap" / "web" / "src").iterdir() if path.is_dir()}
    assert folders <= set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


def test_sources_name_documentation_that_exists() -> None:
    missing = []
    for folder in ("geomap", "tests", "tools", "benchmarks"):
        for file in (REPOSITORY / folder).rglob("*"):
            if file.suffix in {".py", ".md", ".toml", ".ts", ".tsx"} and "node_modules" not in file.parts:
                named = re.findall(r"(?<![\w/])docs/[\w/-]+\.md\b", file.read_text(encoding="utf-8"))
                missing += [(file, page) for page in named if not (REPOSITORY / page).is_file()]
    assert not missing
