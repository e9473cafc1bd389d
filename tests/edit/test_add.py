"""`geomap add`: asked for on a real terminal or given by options, checked before, written whole or not at all."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from terminal import CONTROL_C, CONTROL_D, at_a_terminal

import geomap
from geomap.cli import main
from geomap.commands.add import add_place
from geomap.findings import errors

ARTICLE = """\
---
title: Roofs
---
# Roofs

On 19 January a radar was seen on the Fort. It stood on the Fort, not beside it.

The Mill had a radar too, people say. A radar is a radar.
"""
GAZETTEER = """\
# The fort and what is round it
places:
  - name: Fort        # the old one
    aliases: [the citadel]
    coordinates: [55.728, 37.588]
    precision: building

  - {name: Mill, coordinates: [55.9, 37.9], precision: street}

reports: []   # none yet
"""


@pytest.fixture
def project(make_project) -> Path:
    return make_project({"data/locations.yaml": GAZETTEER, "seeds/roofs.md": ARTICLE})


def add(project: Path, *words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["add", *words, "--project", str(project)], input=stdin)


def text_of(project: Path) -> str:
    return (project / "data" / "locations.yaml").read_text(encoding="utf-8")


PLACE = ("place", "Tower", "--coordinates", "55.7, 37.5", "--precision", "street")
REPORT = ("report", "A radar", "--place", "fort", "--status", "unconfirmed", "--reason", "One witness.")


def test_a_place_is_asked_for_one_question_at_a_time(first_map) -> None:
    before = text_of(first_map)
    code, screen, out = at_a_terminal(
        first_map,
        ["add", "place"],
        [
            ("Name of the place", ""),
            ("an answer is needed", "Sparrow Hills"),
            ("Coordinates", "?"),
            ("in any usual spelling", "95, 37"),
            ("lies beyond 90", "55°42′38″N 37°32′31″E"),
            ("How finely is the place known?", "?"),
            ("Choose none finer", "10"),
            ("is none of these", "dist"),
            ("Within how many metres?", "2 km"),
            ("such as 2000", "2000"),
            ("Where does the position come from?", "A map"),
            ("Which place is it part of?", "moskow"),
            ('did you mean "moscow"?', "Москва"),
            ("Name in ru", "Воробьёвы горы"),
            ("Name in uk", ""),
            ("Another name", "Vorobyovy Gory"),
            ("One more name", ""),
            ("Write this into data/locations.yaml?", "y"),
        ],
    )
    assert code == 0, screen
    assert out.startswith("Wrote data/locations.yaml:")
    assert "Next: geomap add report --place sparrow-hills" in screen
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


def test_coordinates_may_be_written_as_the_gazetteer_has_them(project) -> None:
    options = ("--coordinates", "[55.7, 37.5]", "--precision", "street", "--yes")
    assert add(project, "place", "Tower", *options).exit_code == 0
    assert "    coordinates: [55.7, 37.5]\n" in text_of(project)


def test_a_report_is_asked_for_and_its_quote_is_proposed(first_map) -> None:
    before = text_of(first_map)
    code, screen, _ = at_a_terminal(
        first_map,
        ["add", "report", "Another Pantsir in Zarechye"],
        [
            ("Where was it?", "заречье"),
            ("Which system was seen?", "Pantsir"),
            ("Status", ""),
            ("an answer is needed", "1"),
            ("Why this status?", "The digest says so."),
            ("When was it seen?", "January 2023"),
            ("write 2023-01", "2023-01"),
            ("Which words of an article say so?", "1"),
            ("Words to quote", "newly Pantsir"),
            ("does not have the words", "newly deployed Pantsir was seen"),
            ("More evidence?", ""),
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


@pytest.mark.parametrize("key", [CONTROL_C, CONTROL_D])
@pytest.mark.parametrize("asked", ["Name of the place", "How finely", "Write this into"])
def test_nothing_is_written_when_a_question_is_left(project, key, asked) -> None:
    answers = [
        ("Name of the place", "Tower"),
        ("Coordinates", "55.7, 37.5"),
        ("How finely", "street"),
        ("metres?", ""),
        ("come from?", ""),
        ("part of?", ""),
        ("Another name", ""),
        ("Write this into", "y"),
    ]
    at = [words for words, _ in answers].index(asked)
    code, screen, out = at_a_terminal(project, ["add", "place"], [*answers[:at], (asked, key)])
    assert (code, out) == (1, "")
    assert screen.rstrip().endswith("Nothing was written.")
    assert text_of(project) == GAZETTEER
    assert [path.name for path in (project / "data").iterdir()] == ["locations.yaml"]


def test_no_is_no(project) -> None:
    answers = [("metres?", ""), ("come from?", ""), ("part of?", ""), ("Another name", ""), ("[Y/n]", "n")]
    code, screen, _ = at_a_terminal(project, ["add", *PLACE], answers)
    assert (code, screen.rstrip().endswith("Nothing was written.")) == (1, True)
    assert text_of(project) == GAZETTEER


def test_what_somebody_else_saves_meanwhile_is_kept(project) -> None:
    def save_something() -> str:
        (project / "data" / "locations.yaml").write_text(GAZETTEER + "# mine\n", encoding="utf-8")
        return "y"

    answers = [("metres?", ""), ("come from?", ""), ("part of?", ""), ("Another name", "")]
    code, screen, out = at_a_terminal(project, ["add", *PLACE], [*answers, ("Write this into", save_something)])
    assert (code, out) == (1, "")
    assert "W002" in screen
    assert "Nothing was written." in screen
    assert text_of(project) == GAZETTEER + "# mine\n"


def test_a_confirmed_report_is_not_asked_for_where_there_is_nothing_to_quote(make_project) -> None:
    project = make_project({"data/locations.yaml": GAZETTEER})
    code, screen, _ = at_a_terminal(
        project,
        ["add", "report", "A radar", "--place", "fort"],
        [
            ("Which system", ""),
            ("Status", "confirmed"),
            ("there are no articles", "unconfirmed"),
            ("Why this status?", "One witness."),
            ("When was it seen?", ""),
            ("Write this into", "y"),
        ],
    )
    assert code == 0, screen
    assert "status: unconfirmed" in text_of(project)


def test_the_first_place_makes_the_gazetteer(tmp_path) -> None:
    code, screen, out = at_a_terminal(
        tmp_path,
        ["add", "place", "Fort", "--coordinates", "55.7 37.5"],
        [
            ("How finely", "unknown"),
            ("metres?", ""),
            ("come from?", ""),
            ("Another name", ""),
            ("Write this into", "y"),
        ],
    )
    assert (code, out) == (0, "Wrote data/locations.yaml:2: place fort\n")
    assert "There is no gazetteer in" in screen
    assert text_of(tmp_path) == (
        "places:\n  - id: fort\n    name: Fort\n    coordinates: [55.7, 37.5]\n    precision: unknown\n"
    )


def test_without_a_terminal_what_is_missing_is_named(project) -> None:
    for words, missing in (
        (["place"], "NAME and --coordinates"),
        (["place", "Tower"], "--coordinates"),
        (["report"], "TITLE and --status and --reason"),
        (["report", "A", "--status", "confirmed", "--reason", "B"], "--quote"),
        (["evidence", "a-radar"], "no report has the id"),
    ):
        result = add(project, *words)
        assert (result.exit_code, missing in result.stderr) == (2, True), result.stderr
        assert add(project, *words, "--yes").exit_code == 2
    assert text_of(project) == GAZETTEER


def test_without_a_terminal_nobody_agrees(project) -> None:
    result = add(project, *PLACE)
    assert (result.exit_code, "give --yes, or --dry-run" in result.stderr) == (1, True)
    result = add(project, *PLACE, "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "10 +   - id: tower\n" in result.stderr
    assert text_of(project) == GAZETTEER


def test_options_say_everything(project) -> None:
    assert add(project, *PLACE, "--uncertainty", "300", "--source", "A map: sheet 3", "--part-of", "The Citadel",
               "--alias", "Spire", "--alias", "12:30", "--names", "ru=Башня", "--same-as", "geonames=12",
               "--same-as", "wikidata=Q1", "--note", "Two\nlines", "--yes").exit_code == 0  # fmt: skip
    assert add(project, *REPORT, "--system", "Radar", "--date", "2023-01~", "--reported", "2023",
               "--description", "A mast.", "--quote", "a radar was seen", "--yes").exit_code == 0  # fmt: skip
    atlas = geomap.load(project)
    place, report = atlas.place_by_id["tower"], atlas.reports[0]
    assert (place.uncertainty, place.coordinate_source, place.part_of) == (300, "A map: sheet 3", "fort")
    assert (place.aliases, place.names) == (("Spire", "12:30"), {"ru": "Башня"})
    assert (place.same_as, place.note) == ({"geonames": 12, "wikidata": "Q1"}, "Two\nlines")
    assert (report.id, report.place, report.system, str(report.status)) == ("a-radar", "fort", "Radar", "unconfirmed")
    assert [date.edtf for date in (report.date, report.reported) if date] == ["2023-01~", "2023"]
    assert [(one.article, one.exact) for one in atlas.citations] == [("roofs", "a radar was seen")]
    assert text_of(project).startswith(GAZETTEER.partition("reports")[0].rstrip("\n"))
    assert "reports:   # none yet\n" in text_of(project)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("place", "T", "--coordinates", "37.5"), "is one number, not two"),
        (("place", "T", "--coordinates", "nan, 1"), "no position"),
        (("place", "T\x1b[A", "--coordinates", "1, 2"), "U+001B"),
        (("place", "…", "--coordinates", "1, 2"), "no letter or digit"),
        (("place", "T", "--coordinates", "1, 2", "--uncertainty", "far"), "a number of metres"),
        (("place", "T", "--coordinates", "1, 2", "--part-of", "Forth"), 'did you mean "Fort"?'),
        (("place", "T", "--coordinates", "1, 2", "--names", "ru"), "is no pair"),
        (("place", "T", "--coordinates", "1, 2", "--names", "russisch!=T"), "is no language code"),
        (("place", "T", "--coordinates", "1, 2", "--id", "a b"), "write a-b"),
        (("place", "T", "--coordinates", "1, 2", "--precision", "exactly"), "is not one of"),
        (("place", "T", "--coordinates", "1, 2", "--file", "seeds/x.yaml"), "is no file of the gazetteer"),
        ((*REPORT, "--date", "19.01.2023"), "write 2023-01-19"),
        ((*REPORT, "--article", "roofs"), "give a --quote for each"),
        ((*REPORT, "--quote", "nothing of the kind"), "no article has the words"),
        ((*REPORT, "--quote", "a radio was seen"), 'the nearest text is "a radar was seen"'),
        ((*REPORT, "--quote", "a radio was seen", "--article", "roofs"), 'the nearest text is "a radar was seen"'),
        ((*REPORT, "--quote", "radar", "--article", "roof"), 'did you mean "roofs"?'),
        (("evidence", "a", "--quote", "radar"), "no report has the id"),
    ],
)
def test_a_value_that_cannot_be_taken_is_wrong_usage(project, words, said) -> None:
    result = add(project, *words, "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.split())
    assert text_of(project) == GAZETTEER


def test_a_name_of_several_places_is_asked_back(make_project) -> None:
    places = "places: [{id: a, name: Hill, coordinates: [1, 2]}, {id: b, name: hill, coordinates: [3, 4]}]\n"
    project = make_project({"data/locations.yaml": places})
    result = add(project, *REPORT[:2], "--place", "HILL", "--status", "refuted", "--reason", "No.", "--yes")
    assert result.exit_code == 2
    assert "fits 2 places: write one of their ids: a, b" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("quote", "place", "anchored"),
    [
        ("a radar was seen", "fort", {}),
        ("the Fort", "fort", None),  # both sentences mention it
        ("on the Fort", "mill", None),
        ("radar", "mill", {"prefix": "had a"}),  # once beside the mill, though four times in all
    ],
)
def test_a_quote_is_told_from_its_like(project, quote, place, anchored) -> None:
    words = ["report", "R", "--place", place, "--status", "confirmed", "--reason", "So.", "--quote", quote, "--yes"]
    result = add(project, *words)
    if anchored is None:
        assert result.exit_code == 2
        assert "occurs 2 times" in result.stderr
        return
    assert result.exit_code == 0, result.stderr
    evidence = geomap.load(project).reports[0].evidence[0]
    assert {key: getattr(evidence, key) for key in ("prefix", "suffix") if getattr(evidence, key)} == anchored


def test_evidence_goes_into_the_report_that_it_is_for(project) -> None:
    for title in ("A radar", "B radar"):
        assert add(project, "report", title, *REPORT[2:], "--yes").exit_code == 0
    before = text_of(project)
    result = add(project, "evidence", "a-radar", "--quote", "a radar was seen", "--quote", "people say", "--yes")
    assert result.exit_code == 0, result.stderr
    new = "    evidence:\n      - article: roofs\n        quote: a radar was seen\n      - article: roofs\n"
    assert text_of(project).replace(f"{new}        quote: people say\n", "") == before
    assert [one.report for one in geomap.load(project).citations] == ["a-radar", "a-radar"]


def test_evidence_goes_to_a_report_by_its_made_id_whatever_stands_round_it(make_project) -> None:
    reports = "reports:\n  - {title: First, status: refuted, status_reason: S}\n  - title: Second\n"
    reports += "    # why not\n    status: refuted\n    status_reason: S\n"
    project = make_project({"data/locations.yaml": reports, "seeds/roofs.md": ARTICLE})
    for report in ("first", "second"):
        result = add(project, "evidence", report, "--quote", "people say", "--yes")
        assert result.exit_code == 0, result.stderr
    first = '{title: First, status: refuted, status_reason: S, "evidence": '
    first += '[{"article": "roofs", "quote": "people say"}]}'
    assert first in text_of(project)
    assert text_of(project).endswith("    evidence:\n      - article: roofs\n        quote: people say\n")


def test_without_an_article_there_is_no_evidence(make_project) -> None:
    project = make_project({"data/locations.yaml": "reports: [{title: R, status: refuted, status_reason: S}]\n"})
    result = add(project, "evidence", "r", "--yes")
    assert (result.exit_code, "there are no articles in seeds/" in result.stderr) == (1, True)


def test_an_entry_goes_where_most_of_its_kind_are(make_project) -> None:
    project = make_project(
        {
            "data/a.yaml": "map: {title: M}\nplaces: [{name: Fort, coordinates: [1, 2]}]\n",
            "data/b.yaml": "reports: [{title: R, status: refuted, status_reason: S}]\n",
        }
    )
    assert add(project, *PLACE, "--yes").stdout.startswith("Wrote data/a.yaml:")
    assert add(project, *REPORT, "--yes").stdout.startswith("Wrote data/b.yaml:")
    assert add(project, "place", "X", "--coordinates", "1 2", "--file", "c.yml", "--yes").stdout.startswith(
        "Wrote data/c.yml:"
    )
    assert add(project, "place", "Y", "--coordinates", "1 2", "--file", "data/b.yaml", "--yes").exit_code == 0
    assert len(geomap.load(project).places) == 4


def test_errors_that_are_there_already_are_in_nobody_s_way(make_project) -> None:
    broken = "places:\n  - name: Fort\n    coordinates: [55.7, 37.5]\n  - name: Mill\n    coordinates: [1]\n"
    project = make_project({"data/locations.yaml": broken, "data/other.yaml": "places: [\n"})
    result = add(project, *PLACE, "--file", "locations.yaml", "--yes")
    assert result.exit_code == 0, result.stderr
    assert text_of(project).startswith(broken)
    result = add(project, *PLACE, "--file", "other.yaml", "--yes")
    assert result.exit_code == 1
    assert "data/other.yaml:2:1: error Y003" in result.stderr
    assert "Nothing was written." in result.stderr


def test_an_error_more_is_not_written(project) -> None:
    result = add(project, "place", "Tower", "--coordinates", "1 2", "--id", "fort", "--yes")
    assert result.exit_code == 1
    assert "data/locations.yaml:10:9: error G006" in result.stderr
    assert "10 |   - id: fort" in result.stderr
    assert text_of(project) == GAZETTEER


def test_the_warnings_that_come_with_it_are_shown(project) -> None:
    result = add(project, "place", "Fort", "--coordinates", "55.728, 37.588", "--yes")
    assert result.exit_code == 0
    assert "warning C002" in result.stderr
    assert "L002" not in result.stderr
    assert result.stdout == "Wrote data/locations.yaml:10: place fort-2\n"
    assert result.stderr.endswith(f"Next: geomap add report --place fort-2 --project {project}\n")


def test_a_file_that_nothing_can_be_added_to_is_said_before_anything_is_asked(make_project) -> None:
    project = make_project({"data/locations.yaml": "a: &p []\nplaces: *p\n"})
    code, screen, _ = at_a_terminal(project, ["add", "place"], [])
    assert (code, "W001" in screen, "Name of" in screen) == (1, True, False)


def test_a_full_disk_leaves_the_file_as_it_was(project) -> None:
    big = GAZETTEER + "# " + "x" * 20_000 + "\n"
    (project / "data" / "locations.yaml").write_text(big, encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-c", "from geomap.cli import main; main()", "add", *PLACE, "--yes", "--project", project],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert "error W003" in result.stderr
    assert text_of(project) == big
    assert [path.name for path in (project / "data").iterdir()] == ["locations.yaml"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
@pytest.mark.parametrize("what", ["data", "data/locations.yaml"])
def test_what_is_read_only_stays_as_it_is(project, what) -> None:
    path = project / what
    mode = path.stat().st_mode
    path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        result = add(project, *PLACE, "--yes")
    finally:
        path.chmod(mode)
    assert (result.exit_code, "error W003" in result.stderr) == (1, True)
    assert text_of(project) == GAZETTEER


def test_a_folder_that_is_none_is_wrong_usage(tmp_path) -> None:
    for nowhere in ("nowhere", "data/nothing.yaml"):
        result = add(tmp_path / nowhere, *PLACE, "--yes")
        assert (result.exit_code, "there is no " in result.stderr) == (2, True)
    assert not list(tmp_path.iterdir())


def test_a_found_place_is_added_with_what_is_known_of_it(project, capsys) -> None:
    found = {"name": "Tower", "coordinates": [55.7, 37.5], "precision": "street", "uncertainty": 120.5}
    add_place(
        project, {**found, "coordinate_source": "Nominatim", "same_as": {"osm": "way/1"}, "part_of": None}, yes=True
    )
    assert capsys.readouterr().out == "Wrote data/locations.yaml:10: place tower\n"
    place = geomap.load(project).place_by_id["tower"]
    assert (place.uncertainty, place.same_as, place.coordinate_source) == (120.5, {"osm": "way/1"}, "Nominatim")
    with pytest.raises(SystemExit) as refused:
        add_place(project, {**found, "coordinates": [1, 200]}, yes=True)
    assert refused.value.code == 1
