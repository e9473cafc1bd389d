"""`geomap add` with options: the change is checked, then written as a whole or not at all."""

import resource
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import geomap
from geomap.cli import main
from geomap.commands.add import add_place

ARTICLE = """\
---
title: Roofs
---
# Roofs

On 19 January a radar was seen on the Fort. It stood on the Fort, not beside it.

The Mill had a radar too, people say. A radar is a radar.
"""
GAZETTEER = """\
# The fort and its surroundings
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


def add(project: Path, *arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["add", *arguments, "--project", str(project)], input=stdin)


def text_of(project: Path) -> str:
    return (project / "data" / "locations.yaml").read_text(encoding="utf-8")


PLACE = ("place", "Tower", "--coordinates", "55.7, 37.5", "--precision", "street")
REPORT = ("report", "A radar", "--place", "fort", "--status", "unconfirmed", "--reason", "One witness.")


def test_coordinates_may_be_in_brackets(project) -> None:
    options = ("--coordinates", "[55.7, 37.5]", "--precision", "street", "--yes")
    assert add(project, "place", "Tower", *options).exit_code == 0
    assert "    coordinates: [55.7, 37.5]\n" in text_of(project)


def test_without_a_terminal_missing_options_are_listed(project) -> None:
    for words, missing in (
        (["place"], "NAME and --coordinates"),
        (["place", "Tower"], "--coordinates"),
        (["report"], "TITLE and --status and --reason"),
        (["report", "A", "--status", "confirmed", "--reason", "B"], "--quote"),
        (["evidence", "a-radar"], "no report with the id"),
    ):
        result = add(project, *words)
        assert (result.exit_code, missing in result.stderr) == (2, True), result.stderr
        assert add(project, *words, "--yes").exit_code == 2
    assert text_of(project) == GAZETTEER


def test_without_a_terminal_nothing_is_written_without_yes(project) -> None:
    result = add(project, *PLACE)
    assert (result.exit_code, "pass --yes" in result.stderr) == (1, True)
    result = add(project, *PLACE, "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "10 +   - id: tower\n" in result.stderr
    assert text_of(project) == GAZETTEER


def test_options_give_every_value(project) -> None:
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
    ("arguments", "mentioned"),
    [
        (("place", "T", "--coordinates", "37.5"), "for --coordinates:"),
        (("place", "T", "--coordinates", "nan, 1"), "for --coordinates:"),
        (("place", "T\x1b[A", "--coordinates", "1, 2"), "U+001B"),
        (("place", "…", "--coordinates", "1, 2"), "for NAME:"),
        (("place", "T", "--coordinates", "1, 2", "--uncertainty", "far"), "for --uncertainty:"),
        (("place", "T", "--coordinates", "1, 2", "--part-of", "Forth"), '"Fort"'),
        (("place", "T", "--coordinates", "1, 2", "--names", "ru"), "ru=Заречье"),
        (("place", "T", "--coordinates", "1, 2", "--names", "russisch!=T"), '"russisch!"'),
        (("place", "T", "--coordinates", "1, 2", "--id", "a b"), "a-b"),
        (("place", "T", "--coordinates", "1, 2", "--precision", "exactly"), "'--precision'"),
        (("place", "T", "--coordinates", "1, 2", "--file", "seeds/x.yaml"), "for --file:"),
        ((*REPORT, "--date", "03.01.23"), "for --date:"),
        ((*REPORT, "--article", "roofs"), "--quote"),
        ((*REPORT, "--quote", "nothing of the kind"), "no article contains"),
        ((*REPORT, "--quote", "a radio was seen"), '"a radar was seen"'),
        ((*REPORT, "--quote", "a radio was seen", "--article", "roofs"), '"a radar was seen"'),
        ((*REPORT, "--quote", "radar", "--article", "roof"), '"roofs"'),
        (("evidence", "a", "--quote", "radar"), "for REPORT:"),
    ],
)
def test_an_invalid_value_is_a_usage_error(project, arguments, mentioned) -> None:
    result = add(project, *arguments, "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert mentioned in " ".join(result.stderr.split())
    assert text_of(project) == GAZETTEER


def test_an_ambiguous_place_name_is_a_usage_error(make_project) -> None:
    places = "places: [{id: a, name: Hill, coordinates: [1, 2]}, {id: b, name: hill, coordinates: [3, 4]}]\n"
    project = make_project({"data/locations.yaml": places})
    result = add(project, *REPORT[:2], "--place", "HILL", "--status", "refuted", "--reason", "No.", "--yes")
    assert result.exit_code == 2
    assert "matches 2 places: give one of their ids: a, b" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("quote", "place", "anchored"),
    [
        ("a radar was seen", "fort", {}),
        ("the Fort", "fort", None),  # two sentences mention the place
        ("on the Fort", "mill", None),
        ("radar", "mill", {"prefix": "had a"}),  # once in a sentence about the mill, four times in all
    ],
)
def test_a_quote_is_made_unique(project, quote, place, anchored) -> None:
    words = ["report", "R", "--place", place, "--status", "confirmed", "--reason", "So.", "--quote", quote, "--yes"]
    result = add(project, *words)
    if anchored is None:
        assert result.exit_code == 2
        assert "occurs 2 times" in result.stderr
        return
    assert result.exit_code == 0, result.stderr
    evidence = geomap.load(project).reports[0].evidence[0]
    assert {key: getattr(evidence, key) for key in ("prefix", "suffix") if getattr(evidence, key)} == anchored


def test_evidence_is_added_to_its_report(project) -> None:
    for title in ("A radar", "B radar"):
        assert add(project, "report", title, *REPORT[2:], "--yes").exit_code == 0
    before = text_of(project)
    result = add(project, "evidence", "a-radar", "--quote", "a radar was seen", "--quote", "people say", "--yes")
    assert result.exit_code == 0, result.stderr
    new = "    evidence:\n      - article: roofs\n        quote: a radar was seen\n      - article: roofs\n"
    assert text_of(project).replace(f"{new}        quote: people say\n", "") == before
    assert [one.report for one in geomap.load(project).citations] == ["a-radar", "a-radar"]


def test_a_quote_that_denies_is_added_as_such(project) -> None:
    add(project, "report", "A radar", "--status", "unconfirmed", "--reason", "S", "--place", "fort", "--yes")
    result = add(project, "evidence", "a-radar", "--quote", "a radar was seen", "--says", "denies", "--yes")
    assert result.exit_code == 0
    assert text_of(project).endswith("quote: a radar was seen\n        says: denies\n")
    assert [str(each.says) for each in geomap.load(project).reports[-1].evidence] == ["denies"]


def test_evidence_is_added_to_a_report_without_an_explicit_id(make_project) -> None:
    reports = "reports:\n  - {title: First, status: refuted, status_reason: S}\n  - title: Second\n"
    reports += "    # why not\n    status: refuted\n    status_reason: S\n"
    project = make_project({"data/locations.yaml": reports, "seeds/roofs.md": ARTICLE})
    for report in ("first", "second"):
        result = add(project, "evidence", report, "--quote", "people say", "--yes")
        assert result.exit_code == 0, result.stderr
    first = "{title: First, status: refuted, status_reason: S, evidence: "
    first += '[{"article": "roofs", "quote": "people say"}]}'
    assert first in text_of(project)
    assert text_of(project).endswith("    evidence:\n      - article: roofs\n        quote: people say\n")


def test_evidence_needs_an_article(make_project) -> None:
    project = make_project({"data/locations.yaml": "reports: [{title: R, status: refuted, status_reason: S}]\n"})
    result = add(project, "evidence", "r", "--yes")
    assert (result.exit_code, "there are no articles in seeds/" in result.stderr) == (1, True)


def test_an_entry_is_added_to_the_file_with_most_entries_of_its_kind(make_project) -> None:
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


def test_existing_errors_do_not_prevent_a_change(make_project) -> None:
    broken = "places:\n  - name: Fort\n    coordinates: [55.7, 37.5]\n  - name: Mill\n    coordinates: [1]\n"
    project = make_project({"data/locations.yaml": broken, "data/other.yaml": "places: [\n"})
    result = add(project, *PLACE, "--file", "locations.yaml", "--yes")
    assert result.exit_code == 0, result.stderr
    assert text_of(project).startswith(broken)
    result = add(project, *PLACE, "--file", "other.yaml", "--yes")
    assert result.exit_code == 1
    assert "data/other.yaml:2:1: error Y003" in result.stderr
    assert "Nothing was written." in result.stderr


def test_an_id_that_is_taken_is_refused(project) -> None:
    result = add(project, "place", "Tower", "--coordinates", "1 2", "--id", "fort", "--yes")
    assert result.exit_code == 1
    assert 'error the id "fort" is taken by another place\n  = help: choose another id' in result.stderr
    assert text_of(project) == GAZETTEER


def test_new_warnings_are_shown(project) -> None:
    result = add(project, "place", "Fort", "--coordinates", "55.728, 37.588", "--yes")
    assert result.exit_code == 0
    assert "warning C002" in result.stderr
    assert "L002" not in result.stderr
    assert result.stdout == "Wrote data/locations.yaml:10: place fort-2\n"
    assert result.stderr.endswith(f"Next: geomap add report --place fort-2 --project {project}\n")


@pytest.mark.services
def test_a_full_disk_leaves_the_file_unchanged(project) -> None:
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
    assert "cannot write data/locations.yaml" in result.stderr
    assert text_of(project) == big
    assert [path.name for path in (project / "data").iterdir()] == ["locations.yaml"]


@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize("what", ["data", "data/locations.yaml"])
def test_a_read_only_file_stays_unchanged(project, what) -> None:
    path = project / what
    mode = path.stat().st_mode
    path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        result = add(project, *PLACE, "--yes")
    finally:
        path.chmod(mode)
    assert (result.exit_code, "cannot write data/locations.yaml" in result.stderr) == (1, True)
    assert text_of(project) == GAZETTEER


def test_a_missing_folder_is_a_usage_error(tmp_path) -> None:
    for nowhere in ("nowhere", "data/nothing.yaml"):
        result = add(tmp_path / nowhere, *PLACE, "--yes")
        assert (result.exit_code, "does not exist" in result.stderr) == (2, True)
    assert not list(tmp_path.iterdir())


def test_the_preview_of_a_change(project, golden) -> None:
    confirmed = ("--status", "confirmed", "--reason", "The article says so.", "--quote", "a radar was seen")
    commands = [
        (*PLACE, "--note", "Seen from the road."),
        ("report", "A radar", "--place", "fort", *confirmed),
        ("place", "Tower", "--coordinates", "1, 2", "--part-of", "Forth"),
        ("report", "A radar", "--place", "fort", "--quote", "no such text"),
        ("evidence", "a-radar", "--quote", "radar"),
        ("place",),
        PLACE,
    ]
    text = ""
    for number, arguments in enumerate(commands):
        options = () if number == len(commands) - 1 else ("--dry-run",)
        result = add(project, *arguments, *options)
        text += f"$ geomap add {shlex.join([*arguments, *options])}\n{result.output}[{result.exit_code}]\n\n"
    golden("add/preview.txt", text.replace(str(project), "PROJECT"))


def test_a_located_place_is_added_with_all_its_values(project, capsys) -> None:
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


@pytest.mark.parametrize(
    ("position", "written", "uncertainty"),
    [
        ("(48.2082, 16.3738)", "[48.2082, 16.3738]", None),
        ("geo:48.2082,16.3738;u=800", "[48.2082, 16.3738]", "800"),
        ("33U XP 02 40", "[48.2099, 16.3804]", "708"),
        ("https://www.openstreetmap.org/?mlat=48.2082&mlon=16.3738#map=17/48.1/16.1", "[48.2082, 16.3738]", None),
        ("6FG22222+22", None, None),
    ],
)
def test_a_position_is_written_as_degrees_with_the_uncertainty_of_its_notation(
    project, position, written, uncertainty
) -> None:
    result = add(project, "place", "Pin", "--coordinates", position, "--precision", "street", "--yes")
    assert result.exit_code == 0, result.stderr
    entry = text_of(project).partition("id: pin")[2]
    if written:
        assert f"coordinates: {written}" in entry
    assert ("uncertainty:" in entry) == (uncertainty is not None)
    assert uncertainty is None or f"uncertainty: {uncertainty}" in entry


def test_a_notation_never_makes_a_place_more_precise(project) -> None:
    add(project, "place", "Pin", "--coordinates", "geo:48.2,16.3;u=5", "--precision", "city", "--yes")
    assert "uncertainty" not in text_of(project)


def test_a_short_plus_code_is_read_near_a_place_of_the_gazetteer(project) -> None:
    result = add(project, "place", "Pin", "--coordinates", "PHHR+F2 Fort", "--precision", "street", "--yes")
    assert result.exit_code == 0, result.stderr
    place = next(each for each in geomap.load(project).places if each.id == "pin")
    assert place.coordinates == pytest.approx((55.728, 37.588), abs=0.5)


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("9 апреля 2022 г.", "2022-04-09"),
        ("09-Apr-2022", "2022-04-09"),
        ("09.04.2022", "2022-04-09"),
        ("20220409", "2022-04-09"),
        ("09.04.2022 14:30 +03:00", "2022-04-09T14:30+03:00"),
        ("9 April 2022, 2:30 pm", "2022-04-09T14:30"),
        ("late April 2022", "2022-04-21/2022-04-30~"),
        ("9-11 April 2022", "2022-04-09/2022-04-11"),
        ("2022-04~", "2022-04~"),
    ],
)
def test_a_date_in_another_notation_is_shown_as_edtf_and_written(project, written, edtf) -> None:
    result = add(project, "report", "A", "--status", "unconfirmed", "--reason", "B", "--date", written, "--yes")
    assert result.exit_code == 0, result.stderr
    assert f"date: {edtf}\n" in text_of(project).replace('"', "")
    assert (f"is read as {edtf}" in result.stderr) == (written != edtf)


@pytest.mark.parametrize("written", ["3/4/2022", "09.04.22", "44660"])
def test_a_date_with_two_readings_is_not_taken(project, written) -> None:
    result = add(project, "report", "A", "--status", "unconfirmed", "--reason", "B", "--date", written, "--yes")
    assert result.exit_code == 2
    assert "write " in result.stderr
    assert text_of(project) == GAZETTEER


def test_a_new_entry_does_not_go_into_an_imported_file(make_project) -> None:
    imported = "places:\n" + "".join(f"  - {{name: P{n}, coordinates: [55.{n}, 37.5]}}\n" for n in range(5))
    project = make_project({"data/imported-sheet.yaml": imported, "data/locations.yaml": GAZETTEER})
    assert add(project, *PLACE, "--yes").exit_code == 0
    assert (project / "data" / "imported-sheet.yaml").read_text(encoding="utf-8") == imported
    assert "id: tower" in text_of(project)
