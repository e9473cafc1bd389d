"""References between reports, and redirects of former ids."""

import pytest

from geomap.findings import Finding
from geomap.read import read_gazetteer


@pytest.fixture
def found(make_project):
    def find(text: str) -> list[Finding]:
        return list(read_gazetteer(make_project({"data/locations.yaml": text})).findings)

    return find


def place_of(finding: Finding) -> str:
    return f"{finding.location.line}:{finding.location.column} {finding.code}"


RELATED = """places:
  - {name: Kremlin, coordinates: [1, 2]}
reports:
  - {title: Launcher on the tower, status: unconfirmed, status_reason: why}
  - title: Launcher in the park
    status: unconfirmed
    status_reason: why
    %s
"""


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("see_also: [launcher-on-the-towr]", "8:16", 'did you mean "launcher-on-the-tower"?'),
        (
            "same_event_as: [launcher-on-the-tower, Launcher on the Tower]",
            "8:44",
            'did you mean "launcher-on-the-tower"?',
        ),
        ("moved_from: [zzzz]", "8:18", "write the id of a report under reports:"),
        ("moved_from: [kremlin]", "8:18", "write the id of a report under reports:"),
        ("see_also: [launcher-in-the-park]", "8:16", "write the id of another report"),
    ],
)
def test_a_relation_to_no_other_report_is_reported_with_the_nearest_one(found, line, place, words) -> None:
    (unknown,) = found(RELATED % line)
    assert place_of(unknown) == f"{place} G014"
    assert words in unknown.help


def test_a_former_place_must_be_in_the_gazetteer(found) -> None:
    line = "corrected: [{date: 2023-01-25, note: It was next door., before: {place: kremln}}]"
    (unknown,) = found(RELATED % line)
    assert (place_of(unknown), unknown.help) == ("8:77 G007", 'did you mean "kremlin"?')
    assert found(RELATED % line.replace("kremln", "kremlin")) == []


def test_a_reference_to_a_former_id_gets_the_new_one(found) -> None:
    redirects = "map: {redirects: {old: launcher-on-the-tower}}\n"
    (unknown,) = found(redirects + RELATED % "see_also: [old]")
    assert (unknown.code, unknown.help) == ("G014", 'it is now "launcher-on-the-tower"')


@pytest.mark.parametrize(
    ("redirects", "expected"),
    [
        ("{old: kremlin, older: old, other: launcher-in-the-park}", []),
        ("{a: b, b: c, c: a, d: a}", [("G015", "a → b → c → a")]),
        ("{a: a}", [("G015", "a → a")]),
        ("{old: kremln}", [("G015", 'no place and no report has the id "kremln"')]),
        (
            "{launcher-on-the-tower: launcher-in-the-park}",
            [("G015", '"launcher-on-the-tower" is still the id of a report')],
        ),
        ("{launcher-on-the-tower: kremlin}", []),
        ("{old: 7}", [("G004", "redirects.old is the number 7")]),
        ("{old: not an id}", [("G015", 'no place and no report has the id "not an id"')]),
        ("[old]", [("G004", "map.redirects is a list")]),
        ("{old: }", [("G003", "redirects.old is empty")]),
    ],
)
def test_redirects_lead_to_an_entry_and_never_in_a_cycle(found, redirects, expected) -> None:
    findings = found(f"map: {{redirects: {redirects}}}\n" + RELATED % "")
    assert [(finding.code, finding.message) for finding in findings] == expected


def test_a_long_chain_of_redirects_is_followed(found) -> None:
    chain = ", ".join(f"r{n}: r{n + 1}" for n in range(3000))
    assert found(f"map: {{redirects: {{{chain}, r3000: kremlin}}}}\n" + RELATED % "") == []
