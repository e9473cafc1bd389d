"""What a finding tells the editor to write is read back without that finding, and has the digits of the text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from geomap.findings import Finding
from geomap.read import read_gazetteer
from geomap.read.yaml.nodes import read_yaml

FILE = Path("/project/data/locations.yaml")
PLACE = {"name": "Quay", "coordinates": "[48.2, 16.4]", "precision": "street"}
REPORT = {"title": "Radar", "status": "unconfirmed", "status_reason": "One source."}
EXAMPLES = ("[55.7279, 37.5870]", "or 2023-01-05/2023-01-10")


def findings(text: str) -> list[Finding]:
    return read_gazetteer(FILE.parent.parent, drafts={FILE: text}).findings


def gazetteer(kind: str, key: str, value: str) -> str:
    """A gazetteer with one place and one report, one key of which has a value as YAML."""
    place, report = dict(PLACE), dict(REPORT)
    (place if kind == "place" else report)[key] = value
    lines = ["places:", *_entry(place), "reports:", *_entry(report)]
    return "\n".join(lines) + "\n"


def _entry(values: dict[str, str]) -> Iterator[str]:
    for at, (key, value) in enumerate(values.items()):
        yield f"{'    ' if at else '  - '}{key}: {value}"


def advised(finding: Finding) -> list[str]:
    """The values that the help tells the editor to write, as YAML; none if it has only an example or a rule."""
    advice = finding.help
    if any(example in advice for example in EXAMPLES):
        return []
    if finding.code in {"G008", "G009"}:
        return re.findall(r"\[[^\]…]*\]", advice)
    if finding.code == "G010":
        found = re.search(r"write (\S+?)(?:, or (\S+))?(?:,? if .*)?$", advice)
        return [each.rstrip(",") for each in found.groups() if each] if found and re.search(r"\d", found[1]) else []
    patterns = (r'write it in quotes: (".*")$', r"write a list: (\[.*\])$", r"such as (\d[\d.]*)$", r"^write (\S+)$")
    return [found[1] for pattern in patterns if (found := re.search(pattern, advice))]


def check_advice(kind: str, key: str, value: str) -> None:
    for finding in findings(gazetteer(kind, key, value)):
        for written in advised(finding) if finding.code[0] == "G" else ():
            again = findings(gazetteer(kind, key, written))
            assert not [each for each in again if each.code == finding.code], (value, finding.help, again)


NUMBERS = st.from_regex(r"[-+]?[0-9]{1,3}([.,][0-9]{1,4})?", fullmatch=True)
DATES = (
    st.from_regex(
        r"[0-3]?[0-9][-./ ][01]?[0-9][-./ ](20)?[0-9]{2}( ?[-–] ?[0-3]?[0-9][-./][01]?[0-9][-./]20[0-9]{2})?",
        fullmatch=True,
    )
    | st.from_regex(
        r"(early |late |mid-|before |after |about |since |with |end of )?([0-3]?[0-9] )?"
        r"(May|June|сентября|Oktober|février|lipca) 20[0-9]{2}"
        r"( г\.| - ongoing|\?| 12:30)?",
        fullmatch=True,
    )
    | st.from_regex(
        r"(week of |w/c |week ending )?[1-3][0-9]( or [1-3][0-9])? (May|September|мая|Oktober)( 20[0-9]{2})?",
        fullmatch=True,
    )
    | st.from_regex(r"[0-9]{4,13}|[12][0-9]{3}-[0-9]{2}(-[0-9]{2})?(/open|/|T10:00|~)?", fullmatch=True)
)
SHORT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=20)


@examples(3)
@given(st.lists(NUMBERS, min_size=1, max_size=4), st.sampled_from([", ", "; ", " "]), st.booleans())
def test_advice_about_coordinates_is_read_and_loses_no_digit(numbers, separator, as_list) -> None:
    value = f"[{', '.join(numbers)}]" if as_list else json.dumps(separator.join(numbers))
    check_advice("place", "coordinates", value)
    digits = re.sub(r"[.,]\s*", "", value)
    for finding in findings(gazetteer("place", "coordinates", value)):
        for written in advised(finding) if finding.code == "G008" else ():
            for number in read_yaml(written, "x").value:
                assert str(number).lstrip("+-").replace(".", "") in digits, (value, finding.help)


@examples(3)
@given(DATES)
def test_advice_about_dates_is_read(written) -> None:
    for value in (json.dumps(written, ensure_ascii=False), written):
        check_advice("report", "date", value)


@examples(3)
@given(st.sampled_from(["id", "aliases", "uncertainty", "note", "part_of", "name"]), SHORT | NUMBERS)
def test_advice_about_other_values_is_read(key, written) -> None:
    check_advice("place", key, json.dumps(written, ensure_ascii=False))
    if read_yaml(f"x: {written}", "x").complete:
        check_advice("place", key, written)


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("[48,0512, 9,0703]", "[48.0512, 9.0703]"),
        ("[-0,1030, 51,5]", "[-0.1030, 51.5]"),
        ("[48,0512, 9.0703]", "[48.0512, 9.0703]"),
        ("{lon: 9.0703, lat: 48.05}", "[48.05, 9.0703]"),
        ('["48,0512", "9,0703"]', "[48.0512, 9.0703]"),
    ],
)
def test_the_digits_of_coordinates_come_from_the_text(value, advice) -> None:
    (finding,) = [each for each in findings(gazetteer("place", "coordinates", value)) if each.code == "G008"]
    assert advice in finding.help


@pytest.mark.parametrize(
    ("value", "advice"), [("0750", '"0750"'), ("1.50", '"1.50"'), ("0x1F", '"0x1F"'), ("+5", '"+5"')]
)
def test_a_number_that_is_a_text_keeps_its_digits(value, advice) -> None:
    (finding,) = findings(gazetteer("place", "note", value))
    assert advice in finding.help


@pytest.mark.parametrize(
    ("kind", "key", "value", "words"),
    [
        ("report", "evidence", "from the paper", ("article:", "quote:")),
        ("report", "place", "[quay, pier]", ("one place", "quay")),
        ("place", "part_of", "[quay]", ("one id", "quay")),
        ("place", "uncertainty", '"0,25 km"', ("such as 250",)),
        ("place", "uncertainty", '"about 1,200 m"', ("such as 1200",)),
        ("place", "uncertainty", '"50-75 m"', ("such as 75",)),
        ("place", "aliases", '"Kai, Pier #2"', ('[Kai, "Pier #2"]',)),
        ("place", "id", '"2024!"', ('"2024"',)),
    ],
)
def test_advice_fits_the_key(kind, key, value, words) -> None:
    (finding,) = [each for each in findings(gazetteer(kind, key, value)) if each.code in {"G004", "G007"}]
    assert all(each in finding.help for each in words), finding.help


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("note: now: north", 'note: "now: north"'),
        ('note: the "Fort": north', "note: 'the \"Fort\": north'"),
        (r"note: C:\new: north", r"note: 'C:\new: north'"),
        ("note:north", "note: north"),
    ],
)
def test_a_line_that_is_no_yaml_is_given_as_yaml(line, fixed) -> None:
    (finding,) = findings(f"places:\n  - name: Quay\n    {line}\n    coordinates: [1.0, 2.0]\n")
    assert finding.code == "Y003"
    assert finding.help == f"write {fixed}"
    key, _, text = line.partition(":")
    assert read_yaml(fixed, "x").value == {key: text.strip()}


def test_a_merge_conflict_is_one_finding_and_nothing_is_read() -> None:
    text = "places:\n<<<<<<< HEAD\n  - name: Quay\n=======\n  - name: Pier\n>>>>>>> other\n"
    (finding,) = findings(text)
    assert (finding.code, finding.location.line) == ("Y008", 2)


def test_a_text_that_a_number_sign_cuts_off_is_reported() -> None:
    title = "reports:\n  - title: Radar #3 on the quay  # seen twice\n"
    (finding,) = findings(f"{title}    status: unconfirmed\n    status_reason: 'See #4.'\n")
    assert (finding.code, finding.location.line, finding.location.column) == ("Y009", 2, 18)
    assert "#3 on the quay" in finding.message


@pytest.mark.parametrize("written", ["http://[::1", "https://", "https://:80/x", "http://a:port/", "https://a b/"])
def test_a_link_without_a_host_is_refused(written) -> None:
    text = f"map:\n  url: {json.dumps(written)}\nplaces:\n  - {{name: A, coordinates: [1.0, 2.0]}}\n"
    assert [each.code for each in findings(text)] == ["G011"]


def test_an_address_without_its_scheme_is_given_with_it() -> None:
    text = "map: {url: www.example.org/map/}\nplaces: [{name: A, coordinates: [1.0, 2.0]}]\n"
    (finding,) = findings(text)
    assert finding.help == "write https://www.example.org/map/"


def test_a_name_that_no_article_can_have_is_refused() -> None:
    for key, value in (("name", "a" * 10_001), ("aliases", f"[{'a' * 10_001}]")):
        assert [each.code for each in findings(gazetteer("place", key, value))] == ["G004"]
