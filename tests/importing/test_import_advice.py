"""What an import advises is done, and the finding is gone: the file is changed, or options are passed."""

import json
import re
import shlex
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imports import plan, run_import, write
from properties import examples

from geomap.findings import CODES, Finding

Change = Callable[[str], str]

HEAD = "title,date,latitude,longitude"
ROW = "Radar in the fort,2023-01-19,55.752,37.6175"


def instead(old: str, new: str) -> Change:
    """The change of a text in the file."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def feature(geometry: object) -> str:
    return json.dumps({"type": "Feature", "properties": {"name": "Pier"}, "geometry": geometry})


def point(*coordinates: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(coordinates)}


CHANGED: dict[str, list[tuple[str, str, str, Change]]] = {
    "I003": [
        (
            "a.csv",
            "name,latitude,longitude\nKremlin,55,752,37,6175\n",
            "quote cells that contain the delimiter",
            instead("55,752,37,6175", '"55,752","37,6175"'),
        )
    ],
    "I005": [
        ("a.csv", f"{HEAD}\nRadar,,55.752,\n", "give both numbers", instead("55.752,", "55.752,37.6")),
        ("a.csv", f"{HEAD}\nRadar,,55.752,\n", "or leave both empty", instead("55.752,", ",")),
        ("a.csv", f"{HEAD}\nRadar,,40,190\n", r"write \[40.0, -170.0\]", instead("40,190", "40.0,-170.0")),
        (
            "a.csv",
            'name,coordinates\nPier,"137.6, 55.7"\n',
            r"write \[55.7, 137.6\]",
            instead("137.6, 55.7", "[55.7, 137.6]"),
        ),
        ("a.csv", "name,coordinates\nPier,O 37.6 N 55\n", "write E or W instead of O", instead("O 37", "E 37")),
        ("a.csv", "name,wkt\nPier,POINT 37 55\n", r"write POINT \(longitude latitude\)", instead("37 55", "(37 55)")),
        ("a.csv", "name,geometry\nPier,{1\n", "give a GeoJSON geometry", instead("{1", json.dumps("x")[:0])),
        ("a.geojson", feature(point(37, 55, 1, 1)), r"give \[longitude, latitude\]", instead("37, 55, 1, 1", "37, 55")),
        ("a.geojson", feature(point(55, 137)), "are they swapped", instead("55, 137", "137, 55")),
        ("a.geojson", feature({"type": "Dot", "coordinates": [37, 55]}), "give a Point", instead("Dot", "Point")),
    ],
    "I006": [("a.csv", f"{HEAD}\nRadar,2023-01-19,0,0\n", "add it by hand", instead(",0,0", ",,"))],
    "I007": [
        (
            "a.gpx",
            '<gpx><rte><name>A</name></rte><wpt lat="1" lon="2"><name>B</name></wpt></gpx>',
            "only waypoints",
            instead("<rte><name>A</name></rte>", ""),
        )
    ],
    "I008": [
        (
            "a.csv",
            f"{HEAD}\nRadar,next spring,55.752,37.6175\n",
            "a comment keeps it",
            instead("next spring", "2023-21"),
        ),
    ],
    "I011": [("a.csv", f"{HEAD},note\n{ROW},=A1\n", "export values, not formulas", instead("=A1", "A mast"))],
    "I014": [
        ("a.csv", f"{HEAD},accuracy\n{ROW},fine\n", "write a number of metres, such as 250", instead("fine", "250")),
        ("a.csv", f"{HEAD},precision\n{ROW},bilding\n", 'did you mean "building"', instead("bilding", "building")),
        ("a.csv", f"{HEAD},precision\n{ROW},fine\n", "write one of exact, building", instead("fine", "exact")),
    ],
}
"""For each code: files, what the advice says about them, and the change of the file that follows it."""

PASSED: dict[str, list[tuple[str, str]]] = {
    "I005": [("a.csv", "name,y (lat),x (lon)\nPier,137.6,55.7\nFort,138,56\n")],
    "I008": [
        ("a.csv", f"{HEAD}\nRadar,3/4/2023,55.752,37.6175\n"),
        ("a.csv", f"{HEAD}\nRadar,3.4.23,55.752,37.6175\n"),
        ("a.csv", f"{HEAD}\nRadar,3 April,55.752,37.6175\n"),
    ],
    "I014": [
        ("a.csv", f'{HEAD},Status\n{ROW},"Yes, probably: seen"\n{ROW},"so-called ""sure"""\n{ROW},$HOME\n'),
        ("a.csv", f"{HEAD},Verified?\n{ROW},Y\n{ROW},{'very ' * 20}sure\n"),
    ],
    "I015": [("a.csv", f"{HEAD}\nRadar,2022-04-07T21:00:00Z,55.752,37.6175\n")],
}
"""For each code: files for which the advice names an option."""

MISSPELT = f"{HEAD},Checked?\n{ROW},verified\n{ROW},open\n"


def test_a_text_with_a_status_that_no_row_has_is_reported(tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", MISSPELT)
    result = run_import(path, project, "--dry-run", "--map", "Checked?: verifed=confirmed, open=unconfirmed")
    assert 'no record has "verifed" in Checked?' in result.stderr
    assert 'did you mean "verified"' in result.stderr
    result = run_import(path, project, "--dry-run", "--map", "Checked?: verified=confirmed, open=unconfirmed")
    assert "no record has" not in result.stderr


JUDGED = frozenset({
    "I012",  # the new id is stated; nothing is to be written
    "I013",  # an article is to be found
})  # fmt: skip

OPTION = re.compile(r"""--[a-z-]+ (?:"[^"]*"|'(?:[^']|'"'"')*'|[^\s,;]+)""")


def advised_options(finding: Finding) -> list[list[str]]:
    """The options that the help names, together where they belong together; with values for placeholders."""
    named = [shlex.split(each) for each in OPTION.findall(finding.help)]
    if any(option == "--column" for option, _ in named):
        return [[part for each in named for part in each]]
    return [[option, value.replace("STATUS", "refuted")] for option, value in named]


def test_the_advice_of_every_code_of_imports_is_followed_or_judged() -> None:
    codes = {code for code in CODES if code[0] == "I"}
    assert CHANGED.keys() | PASSED.keys() | JUDGED == codes
    assert not (CHANGED.keys() | PASSED.keys()) & JUDGED


@pytest.mark.parametrize(
    ("code", "number"), [(code, number) for code in CHANGED for number in range(len(CHANGED[code]))]
)
def test_the_finding_is_gone_when_the_file_is_changed(code, number, tmp_path, project) -> None:
    name, text, advice, change = CHANGED[code][number]
    found = [each for each in plan(write(tmp_path, name, text), project).findings if re.search(advice, each.help)]
    assert {each.code for each in found} == {code}
    after = plan(write(tmp_path, name, change(text)), project).findings
    assert not [each for each in after if each.code in {code, "I003", "I005"}]


@pytest.mark.parametrize(("code", "number"), [(code, number) for code in PASSED for number in range(len(PASSED[code]))])
def test_the_finding_is_gone_when_its_options_are_passed(code, number, tmp_path, project) -> None:
    path = write(tmp_path, *PASSED[code][number])
    found = [each for each in plan(path, project).findings if each.code == code]
    choices = [options for each in found for options in advised_options(each)]
    assert choices, found
    for options in choices:
        if options[0] == "--year":
            options[1] = "2024"
        result = run_import(path, project, "--dry-run", *options)
        assert result.exit_code == 0, result.stderr
        assert f" {code} " not in result.stderr, (options, result.stderr)


@pytest.mark.parametrize(
    "content",
    [
        "название;широта;долгота\nПристань;55,7;37,6\n".encode("cp1251"),
        "navn;bredde;lat;lon\nSønderborg Å;3;55,7;37,6\n".encode("cp1252"),
        b"Lieu;Nord;Est\nQuai;48.5;2.5\n",
    ],
)
def test_a_file_that_cannot_be_read_is_read_with_the_options_of_the_error(content, tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", content)
    options: list[str] = []
    for column in ("Nord", "Est", "Lieu"):  # for the placeholders, one after the other
        result = run_import(path, project, "--dry-run", *options)
        if result.exit_code == 0:
            break
        advised = OPTION.search(result.stderr)
        assert advised
        options += [each.replace("COLUMN", column).replace("NAME", column) for each in shlex.split(advised[0])]
    assert run_import(path, project, "--dry-run", *options).exit_code == 0, options


CELLS = {
    "latitude": st.from_regex(r"-?[0-9]{1,3}([.,][0-9]{1,3})?", fullmatch=True) | st.sampled_from(["", "55°43'N"]),
    "longitude": st.from_regex(r"-?[0-9]{1,3}([.,][0-9]{1,3})?", fullmatch=True) | st.just(""),
    "date": st.from_regex(r"[0-3]?[0-9][-/ .][01]?[0-9][-/ .](20|19)?[0-9]{2}", fullmatch=True)
    | st.sampled_from(["3 May", "Mar 5/6", "2022-04-07T21:00:00Z", "2024-05-05/x"]),
    "Status": st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), max_size=12),
    "accuracy": st.from_regex(r"(about |~)?[0-9]{1,3}([.,][0-9])? ?(m|km|ft|near)?", fullmatch=True) | st.just(""),
    "precision": st.sampled_from(["", "streat", "exact", "PPL"]),
}


@examples(0.6)
@given(st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=3))
def test_options_that_an_import_advises_are_accepted_and_settle_its_findings(tmp_path_factory, rows) -> None:
    folder = tmp_path_factory.mktemp("rows")
    lines = [["title", *CELLS], *([f"Radar {number}", *row.values()] for number, row in enumerate(rows))]
    text = "\n".join(";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines)
    path = write(folder, "a.csv", text + "\n")
    for finding in plan(path, folder).findings:
        for options in advised_options(finding):
            if options[0] == "--year":
                options[1] = "2024"
            result = run_import(path, folder, "--dry-run", *options)
            assert result.exit_code in {0, 1}, (finding.help, options, result.stderr)
            location = f"{path.name}:{finding.location.line}:{finding.location.column}: "
            left = [
                line for line in result.stderr.splitlines() if line.startswith(location) and finding.message in line
            ]
            assert not left, (finding.help, options, left)
