"""Everything that commands print, compared with tests/golden/*/screens.txt; `pytest --update-golden` writes them."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli import main

GAZETTEER = """\
map: {method: We read the news., url: https://maps.example.org/}
places:
  - name: Fort
    coordinates: [10.5, 20.25]
    precision: building
reports:
  - title: Radar in the fort
    place: fort
    status: confirmed
    status_reason: A picture shows it.
    date: 2021-05-04
    evidence:
      - article: news
        quote: a radar was in the Fort
"""
FILES = {"data/locations.yaml": GAZETTEER, "seeds/news.txt": "The day's news\n\nThey say a radar was in the Fort.\n"}
WARNING = {"precision: building": "note: On a hill."}
ERROR = {"precision: building": "precison: building"}
MANY = {
    "status: confirmed": "status: refuted",
    "[10.5, 20.25]": "[10.51, 20.25]",
    "precision: building": "precision: street",
    "Radar in": "A radar in",
    "- title": "- id: radar-in-the-fort\n    title",
    "quote: a radar was in the Fort": "quote: They say",
}
COMMENT = {"  - name: Fort": "  # geomap: ignore[C006] It is a ruin.\n  - name: Fort", **WARNING}

SCREENS: dict[str, list[tuple[dict[str, str], str]]] = {
    "geomap": [({}, "--help"), ({}, "explain X999")],
    "build": [
        *[
            ({}, "build --help"),
            ({}, "build"),
            ({}, "build"),
            ({"Radar in": "A radar in"}, "build"),
            (WARNING, "build"),
        ],
        *[(WARNING, "build --strict"), (ERROR, "build"), ({}, "build --site data/locations.yaml/site")],
    ],
    "check": [
        *[({}, "check --help"), ({}, "check"), (ERROR, "check"), (WARNING, "check"), (WARNING, "check --strict")],
        *[(COMMENT, "check"), (COMMENT, "check -v"), (ERROR, "check --write-baseline")],
        *[(WARNING, "check --write-baseline"), (WARNING, "check"), ({}, "check -v"), ({}, "check --write-baseline")],
        *[({}, "check data/locations.yaml --write-baseline"), ({}, "check nowhere")],
    ],
    "diff": [
        *[({}, "diff --help"), ({}, "diff"), ({}, "build -q"), ({}, "diff")],
        *[(MANY, "diff"), (MANY, "diff -v"), (MANY, "diff --format markdown"), (ERROR, "diff")],
        *[({}, "diff data/locations.yaml other.yaml"), ({}, "diff site -o nowhere/changes.txt")],
    ],
    "export": [
        *[({}, "export --help"), ({}, "export csv"), ({}, "export csv -o reports.csv"), ({}, "export csv -o data")],
        *[(ERROR, "export csv"), ({}, "export docx")],
    ],
    "init": [({}, "init --help"), ({}, "init new"), ({}, "init new"), ({}, "init other --language english")],
    "schema": [({}, "schema --help"), ({}, "schema -o schema.json"), ({}, "schema article -o nowhere/schema.json")],
    "serve": [({}, "serve --help"), ({}, "serve nowhere"), ({}, "serve --host ''"), ({}, "serve --host 192.0.2.1")],
}
"""For each file: changes of the gazetteer, and the command that is run with it."""


@pytest.mark.parametrize("name", SCREENS)
def test_the_output_of_commands(make_project, monkeypatch, golden, name) -> None:
    root = make_project(FILES)
    monkeypatch.chdir(root)
    monkeypatch.setenv("COLUMNS", "80")
    shown = []
    for changes, command in SCREENS[name]:
        text = GAZETTEER
        for old, new in changes.items():
            text = text.replace(old, new)
        Path("data/locations.yaml").write_text(text, encoding="utf-8")
        result = CliRunner().invoke(main, shlex.split(command), prog_name="geomap")
        shown.append(f"$ geomap {command}\n{result.output}(exit code {result.exit_code})\n")
    golden(f"{name}/screens.txt", re.sub(r"[ \t]+$", "", "\n".join(shown), flags=re.MULTILINE))
