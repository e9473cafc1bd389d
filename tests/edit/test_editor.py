"""What an editor shows for a new project: the real yaml-language-server with the schema that `geomap init` writes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from language_server import HERE, Editor, editor, installed

from geomap.scaffold.new_project import new_project

pytestmark = pytest.mark.services

MODELINE = "# yaml-language-server: $schema=../locations.schema.json\n"
NEW = "data/locations.yaml"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor with a new project open."""
    server = installed(tmp_path_factory.mktemp("server"))
    folder = tmp_path_factory.mktemp("new") / "map"
    new_project(folder, "T")
    with editor(server, folder) as each:
        yield each


@pytest.fixture(scope="module")
def schema(opened: Editor) -> dict[str, Any]:
    """The JSON Schema of the new project."""
    found: dict[str, Any] = json.loads((opened.folder / "locations.schema.json").read_text(encoding="utf-8"))
    return found


def where(text: str, part: str) -> tuple[int, int]:
    """Line and column of a part of a text, from 1."""
    before = text[: text.index(part)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def problems(opened: Editor, name: str, body: str) -> list[str]:
    return opened.open(f"data/{name}.yaml", MODELINE + body)


def completions(opened: Editor, name: str, body: str) -> dict[str, dict[str, Any]]:
    """The completions at the position of the character |."""
    text = MODELINE + body
    line, column = where(text, "|")
    opened.open(f"data/{name}.yaml", text.replace("|", "", 1))
    return opened.complete(f"data/{name}.yaml", line, column)


@pytest.mark.parametrize(
    ("part", "model", "key"),
    [
        ("coordinates: [", "Place", "coordinates"),
        ("precision: building", "Place", "precision"),
        ("part_of:", "Place", "part_of"),
        ("status: confirmed", "Report", "status"),
        ("status_reason:", "Report", "status_reason"),
        ("date: 2024-05-17", "Report", "date"),
        ("article: example", "Evidence", "article"),
        ("quote: a mobile", "Evidence", "quote"),
        ("method: |", "MapInfo", "method"),
        ("places:", None, "places"),
    ],
)
def test_a_new_project_explains_every_key(opened, schema, part, model, key) -> None:
    text = (opened.folder / NEW).read_text(encoding="utf-8")
    assert opened.open(NEW, text) == []
    described = (schema["definitions"][model] if model else schema)["properties"][key]
    shown = opened.hover(NEW, *where(text, part)).replace("\\", "")
    assert described["description"] in shown
    assert "||" not in shown
    for value in described.get("enum", ()):
        assert f"* `{value}`: " in shown


def test_keys_are_completed_with_their_documentation(opened, schema) -> None:
    keys = completions(opened, "keys", "places:\n  - name: X\n    |")
    assert {"coordinates", "precision", "aliases", "part_of", "note"} <= keys.keys()
    assert "name" not in keys
    described = schema["definitions"]["Place"]["properties"]["uncertainty"]["description"]
    assert keys["uncertainty"]["documentation"].startswith(described)
    assert keys["coordinates"]["insertText"] == "coordinates: "


def test_only_allowed_values_are_completed_with_their_documentation(opened) -> None:
    statuses = completions(opened, "status", "reports:\n  - title: x\n    status: |")
    assert set(statuses) == {"confirmed", "unconfirmed", "refuted"}
    precisions = completions(opened, "precision", "places:\n  - name: X\n    precision: |")
    assert "null" not in precisions
    assert all(each["documentation"] for each in precisions.values())


def test_dates_are_completed_with_examples(opened) -> None:
    assert "2023-01~" in completions(opened, "dates", "reports:\n  - title: x\n    date: |")


def test_a_whole_place_and_a_whole_report_can_be_inserted(opened) -> None:
    place = completions(opened, "place", "places:\n  - |")["a new place"]
    assert "coordinates: [${2:" in place["insertText"]
    report = completions(opened, "report", "reports:\n  - |")["a new report"]
    assert "quote: ${7:" in report["insertText"]


@pytest.mark.parametrize(
    ("name", "body", "lines"),
    [
        ("key", "places:\n  - name: X\n    precison: street\n", [4]),
        ("needed", "places:\n  - coordinates: [9, 12]\n", [3]),
        ("north", "places:\n  - {name: X, coordinates: [99, 12]}\n", [3]),
        ("code", "map:\n  language: english!\n", [3]),
        ("codes", "places:\n  - name: X\n    names: {english!: x}\n", [4]),
        ("link", "map:\n  url: ftp://x\n", [3]),
        ("id", "places:\n  - {name: X, part_of: a b}\n", [3]),
        ("empty", "places:\n  - name: X\n    aliases:\n    note:\n    precision:\n    coordinates:\n", []),
    ],
)
def test_problems_are_underlined(opened, name, body, lines) -> None:
    found = problems(opened, name, body)
    assert [int(each.partition(":")[0]) for each in found] == lines, found


def test_a_pattern_has_a_message_of_its_own(opened, schema) -> None:
    (found,) = problems(opened, "message", "places:\n  - {name: X, id: a b}\n")
    identifier = schema["definitions"]["Place"]["properties"]["id"]["anyOf"][0]
    assert identifier["patternErrorMessage"] in found


def test_the_lock_file_names_no_package_host() -> None:
    assert '"resolved"' not in (Path(HERE) / "package-lock.json").read_text(encoding="utf-8")
