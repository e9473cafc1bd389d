"""`geomap add` in a real terminal: it asks for what is missing, shows the change, and writes it after a yes."""

from collections.abc import Mapping
from typing import Any

import pytest
from terminal import CONTROL_C, CONTROL_D, at_a_terminal

import geomap
from geomap.commands.entry_questions import place_questions, report_questions
from geomap.edit.entry import open_workspace
from geomap.findings import errors

GAZETTEER = """\
places:
  - {name: Fort, coordinates: [55.728, 37.588], precision: building}
"""
PLACE = ("place", "Tower", "--coordinates", "55.7, 37.5", "--precision", "street")
REST_OF_PLACE = [("Uncertainty", ""), ("Source", ""), ("Part of", ""), ("Alias", "")]


@pytest.fixture
def project(make_project):
    return make_project({"data/locations.yaml": GAZETTEER})


def text_of(project):
    return (project / "data" / "locations.yaml").read_text(encoding="utf-8")


def rendered(questions, values: dict[str, Any], answers: Mapping[str, str]) -> str:
    """Every question with its help and choices; the answers are those of the options."""
    lines = []
    for question in questions:
        lines += [f"{question.option}: {question.text}{' (required)' if question.required else ''}"]
        lines += [f"    {line}" for line in question.help.splitlines()]
        lines += [f"    - {name}: {meaning}" if meaning else f"    - {name}" for name, meaning in question.choices]
        lines += [] if question.required else [f"    Enter: {question.if_empty}"]
        if answer := answers.get(question.option):
            values |= question.read(answer)
    return "\n".join(lines) + "\n"


def test_the_questions(first_map, golden) -> None:
    workspace = open_workspace(first_map)
    place: dict[str, Any] = {}
    answers = {"NAME": "Tower", "--coordinates": "55.7, 37.5", "--precision": "street"}
    text = rendered(place_questions(workspace, place), place, answers)
    report: dict[str, Any] = {}
    answers = {"TITLE": "A radar", "--place": "zarechye", "--status": "confirmed"}
    text += "\n" + rendered(report_questions(workspace, report), report, answers)
    golden("add/questions.txt", text)


@pytest.mark.services
def test_the_answers_for_a_place_are_written(first_map) -> None:
    before = text_of(first_map)
    code, screen, out = at_a_terminal(
        first_map,
        ["add", "place"],
        [
            ("Name of the place", ""),
            ("required", "Sparrow Hills"),
            ("Coordinates", "?"),
            ("Latitude, then longitude", "95, 37"),
            ("error", "55°42′38″N 37°32′31″E"),
            ("How precisely", "?"),
            ("finer precision", "11"),
            ("not one of the choices", "dist"),
            ("Uncertainty", "2 km"),
            ("such as 2000", "2000"),
            ("Source", "A map"),
            ("Part of", "moskow"),
            ('did you mean "moscow"?', "Москва"),
            ("Name in ru", "Воробьёвы горы"),
            ("Name in uk", ""),
            ("Alias", "Vorobyovy Gory"),
            ("Another alias", ""),
            ("[Y/n]", "y"),
        ],
    )
    assert code == 0, screen
    assert out.startswith("Wrote data/locations.yaml:")
    assert "geomap add report --place sparrow-hills" in screen
    new = """\
  - id: sparrow-hills
    name: Sparrow Hills
    names: {ru: "Воробьёвы горы"}
    aliases: ["Vorobyovy Gory"]
    coordinates: "55°42′38″N 37°32′31″E"
    precision: district
    uncertainty: 2000
    coordinate_source: A map
    part_of: moscow

"""
    assert text_of(first_map) == before.replace("reports:\n", f"{new}reports:\n", 1)
    line = int(out.split(":")[1])
    assert text_of(first_map).split("\n")[line - 1] == "  - id: sparrow-hills"


@pytest.mark.services
def test_a_sentence_about_the_place_can_be_quoted(first_map) -> None:
    before = text_of(first_map)
    code, screen, _ = at_a_terminal(
        first_map,
        ["add", "report", "Another Pantsir in Zarechye"],
        [
            ("Place", "заречье"),
            ("System", "Pantsir"),
            ("Status", ""),
            ("required", "1"),
            ("Reason", "The digest says so."),
            ("Date", "January 2023"),
            ("is read as 2023-01", "1"),
            ("Part of the sentence", "newly Pantsir"),
            ("does not contain", "newly deployed Pantsir was seen"),
            ("Another quote", ""),
            ("[Y/n]", ""),
        ],
    )
    assert code == 0, screen
    assert "1  moscow-rooftops: Earlier, in the first days of January 2023, one more newly deployed Pantsir" in screen
    new = """
  - id: another-pantsir-in-zarechye
    title: Another Pantsir in Zarechye
    place: zarechye
    system: Pantsir
    status: confirmed
    status_reason: The digest says so.
    date: 2023-01
    evidence:
      - article: moscow-rooftops
        quote: newly deployed Pantsir was seen
"""
    assert text_of(first_map) == before + new
    assert not errors(geomap.check(first_map).findings)


@pytest.mark.services
@pytest.mark.parametrize("key", [CONTROL_C, CONTROL_D])
@pytest.mark.parametrize("question", ["Name of the place", "[Y/n]"])
def test_control_c_and_control_d_write_nothing(project, key, question) -> None:
    answers = [
        ("Name of the place", "Tower"),
        ("Coordinates", "55.7, 37.5"),
        ("How precisely", "street"),
        *REST_OF_PLACE,
        ("[Y/n]", "y"),
    ]
    at = [text for text, _ in answers].index(question)
    code, screen, out = at_a_terminal(project, ["add", "place"], [*answers[:at], (question, key)])
    assert (code, out) == (1, "")
    assert screen.rstrip().endswith("Nothing was written.")
    assert text_of(project) == GAZETTEER
    assert [path.name for path in (project / "data").iterdir()] == ["locations.yaml"]


@pytest.mark.services
def test_changes_made_in_between_are_kept(project) -> None:
    def save_something() -> str:
        (project / "data" / "locations.yaml").write_text(GAZETTEER + "# mine\n", encoding="utf-8")
        return "y"

    code, screen, out = at_a_terminal(project, ["add", *PLACE], [*REST_OF_PLACE, ("[Y/n]", save_something)])
    assert (code, out) == (1, "")
    assert screen.rstrip().endswith("Nothing was written.")
    assert text_of(project) == GAZETTEER + "# mine\n"


@pytest.mark.services
def test_a_report_without_articles_cannot_be_confirmed(project) -> None:
    code, screen, _ = at_a_terminal(
        project,
        ["add", "report", "A radar", "--place", "fort"],
        [
            ("System", ""),
            ("Status", "confirmed"),
            ("no articles", "unconfirmed"),
            ("Reason", "One witness."),
            ("Date", ""),
            ("[Y/n]", "n"),
        ],
    )
    assert (code, screen.rstrip().endswith("Nothing was written.")) == (1, True)
    assert "status: unconfirmed" in screen
    assert text_of(project) == GAZETTEER


@pytest.mark.services
def test_the_first_place_creates_the_gazetteer(tmp_path) -> None:
    answers = [("Uncertainty", ""), ("Source", ""), ("Alias", ""), ("[Y/n]", "y")]
    code, _, out = at_a_terminal(tmp_path, ["add", *PLACE], answers)
    assert (code, out) == (0, "Wrote data/locations.yaml:2: place tower\n")
    assert text_of(tmp_path) == (
        "places:\n  - id: tower\n    name: Tower\n    coordinates: [55.7, 37.5]\n    precision: street\n"
    )


@pytest.mark.services
def test_a_file_that_cannot_be_changed_is_an_error_before_the_first_question(make_project) -> None:
    project = make_project({"data/locations.yaml": "a: &p []\nplaces: *p\n"})
    code, screen, _ = at_a_terminal(project, ["add", "place"], [])
    assert (code, "alias" in screen, "Name of" in screen) == (1, True, False)
