"""The public API: its names exist, each has its types, and importing the package is fast."""

import inspect
import re
import subprocess
import sys
import typing
from importlib import metadata
from pathlib import Path

import pyarrow
import pydantic
import pytest

import geomap

API = Path(__file__).parent / "api.py"


@pytest.mark.parametrize("name", geomap.__all__)
def test_every_public_name_exists_and_is_typed(name) -> None:
    assert getattr(geomap, name) is not None
    assert f"geomap.{name}" in API.read_text(encoding="utf-8")


# Their parts are described elsewhere: in docs/reference/format.md, and in docs/reference/diff.schema.json.
WITH_OTHER_DOCS = {geomap.MapInfo, geomap.Differences}
INTERNAL = {"NameTables"}


def types_in(hint: object) -> set[type]:
    return {
        *([hint] if isinstance(hint, type) else []),
        *(found for part in typing.get_args(hint) for found in types_in(part)),
    }


def returned_by(name: str) -> set[type]:
    """The types of what a function returns, or of the attributes of a class and of what its methods return."""
    public = getattr(geomap, name)
    scope = {**vars(geomap), **{each: getattr(geomap, each) for each in geomap.__all__}, "pa": pyarrow}
    scope["BaseModel"] = pydantic.BaseModel
    if inspect.isfunction(public):
        return types_in(typing.get_type_hints(public, localns=scope)["return"])
    found: set[type] = set()
    for base in (each for each in public.__mro__ if each.__module__.startswith("geomap.")):
        hints = typing.get_type_hints(base, localns=scope)
        found = found.union(*(types_in(hint) for key, hint in hints.items() if key[0] != "_"))
        for key, value in vars(base).items():
            get = getattr(value, "fget", None) or getattr(value, "func", None) or getattr(value, "__func__", value)
            if key[0] != "_" and inspect.isfunction(get):
                found |= types_in(typing.get_type_hints(get, localns=scope).get("return"))
    return found


@pytest.mark.parametrize("name", [name for name in geomap.__all__ if name != "__version__"])
def test_everything_that_the_api_returns_is_public_itself(name) -> None:
    if getattr(geomap, name) in WITH_OTHER_DOCS:
        return
    ours = {each for each in returned_by(name) if each.__module__.startswith("geomap.")}
    assert {each.__name__ for each in ours} <= {*geomap.__all__, *INTERNAL}


@pytest.mark.parametrize("name", geomap.__all__)
def test_every_error_that_the_api_documents_is_public(name) -> None:
    _, _, raised = (inspect.getdoc(getattr(geomap, name)) or "").partition("Raises:\n")
    assert set(re.findall(r"^    (\w+):", raised, re.MULTILINE)) <= set(geomap.__all__)


def test_every_value_has_a_hash(make_project) -> None:
    project = make_project(
        {
            "data/locations.yaml": "places: [{name: A, coordinates: [1, 2], names: {ru: Б}}]\n"
            "reports:\n  - {title: R, place: a, status: confirmed, status_reason: Seen., "
            "evidence: [{article: a, quote: a tent}]}\n",
            "seeds/a.txt": "At A a tent was seen.",
        }
    )
    atlas = geomap.load(project)
    geomap.build(atlas, project)
    built = geomap.build(atlas, project)
    values = [atlas, built, built.published, built.changes, geomap.check(project), atlas.info]
    entries = [*atlas.places, *atlas.reports, *atlas.articles, *atlas.mentions, *atlas.citations]
    assert len({*values, *entries, *atlas.reports[0].evidence}) == len(values) + len(entries) + 1
    again = geomap.load(project)
    assert {*atlas.places, *atlas.reports} == {*again.places, *again.reports}


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
