"""What an editor shows of a new project: the real yaml-language-server, with the schema that `geomap init` writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from language_server import HERE, Editor, editor, installed

from geomap.scaffold.new_project import new_project

MODELINE = "# yaml-language-server: $schema=../locations.schema.json\n"
NEW = "data/locations.yaml"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor that has a new project open."""
    server = installed(tmp_path_factory.mktemp("server"))
    folder = tmp_path_factory.mktemp("new") / "map"
    new_project(folder, "T")
    with editor(server, folder) as opened:
        yield opened


def where(text: str, words: str) -> tuple[int, int]:
    """Line and column of the words, from 1."""
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def complaints(shown: Editor, name: str, body: str) -> list[str]:
    return shown.open(f"data/{name}.yaml", MODELINE + body)


def offered(shown: Editor, name: str, body: str) -> dict[str, dict[str, object]]:
    """What is offered where the bar stands."""
    text = MODELINE + body
    line, column = where(text, "|")
    shown.open(f"data/{name}.yaml", text.replace("|", "", 1))
    return shown.complete(f"data/{name}.yaml", line, column)


def test_a_new_project_has_nothing_underlined_and_all_of_it_explained(shown) -> None:
    text = (shown.folder / NEW).read_text(encoding="utf-8")
    assert shown.open(NEW, text) == []
    for words, told in {
        "coordinates: [": "Latitude and longitude, WGS 84 degrees",
        "precision: building": "* `building`: The building or its yard; drawn as a mark",
        "status: confirmed": "* `refuted`: It is shown to be wrong",
        "status_reason:": "shown to the reader",
        "date: 2024-05-17": "When it was seen, in EDTF.",
        "article: example": "The article's id.",
        "quote: a mobile": "occur in the article exactly once",
        "method: |": "How reports are chosen",
        "part_of:": "Id of the place this one lies in.",
        "places:": "The places: what each is called",
    }.items():
        assert told in shown.hover(NEW, *where(text, words)), words
        assert "||" not in shown.hover(NEW, *where(text, words)), words


def test_keys_are_offered_with_what_they_mean(shown) -> None:
    keys = offered(shown, "keys", "places:\n  - name: X\n    |")
    assert {"coordinates", "precision", "aliases", "part_of", "note"} <= keys.keys()
    assert "name" not in keys
    assert keys["uncertainty"]["documentation"].startswith("Radius in metres")
    assert keys["coordinates"]["insertText"] == "coordinates: "


def test_choices_are_offered_with_what_they_mean_and_nothing_else(shown) -> None:
    statuses = offered(shown, "status", "reports:\n  - title: x\n    status: |")
    assert set(statuses) == {"confirmed", "unconfirmed", "refuted"}
    precisions = offered(shown, "precision", "places:\n  - name: X\n    precision: |")
    assert "null" not in precisions
    assert "drawn as an area without a pin" in precisions["district"]["documentation"]


def test_dates_are_offered_as_examples(shown) -> None:
    assert "2023-01~" in offered(shown, "dates", "reports:\n  - title: x\n    date: |")


def test_a_whole_place_and_a_whole_report_are_offered(shown) -> None:
    place = offered(shown, "place", "places:\n  - |")["a new place"]
    assert "coordinates: [${2:latitude}, ${3:longitude}]\n" in place["insertText"]
    report = offered(shown, "report", "reports:\n  - |")["a new report"]
    assert "quote: ${7:its words}" in report["insertText"]


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("key", "places:\n  - name: X\n    precison: street\n", ["4: Property precison is not allowed."]),
        ("needed", "places:\n  - coordinates: [9, 12]\n", ['3: Missing property "name".']),
        ("north", "places:\n  - {name: X, coordinates: [99, 12]}\n", ["3: Value is above the maximum of 90."]),
        ("code", "map:\n  language: english!\n", ["3: Write a language's code, such as en, ru or pt-BR."]),
        ("codes", "places:\n  - name: X\n    names: {english!: x}\n", ["4: Write a language's code"]),
        ("link", "map:\n  url: ftp://x\n", ["3: Write an address that begins with https://"]),
        ("id", "places:\n  - {name: X, part_of: a b}\n", ["3: Write an id: letters, digits, hyphens"]),
        ("empty", "places:\n  - name: X\n    aliases:\n    note:\n    precision:\n    coordinates:\n", []),
    ],
)
def test_what_is_wrong_is_underlined(shown, name, body, told) -> None:
    found = complaints(shown, name, body)
    assert len(found) == len(told), found
    for each, words in zip(found, told, strict=True):
        assert each.startswith(words)


def test_the_lock_file_names_no_host_of_packages() -> None:
    assert '"resolved"' not in (Path(HERE) / "package-lock.json").read_text(encoding="utf-8")
