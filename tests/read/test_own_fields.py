"""Own fields: declared once, and values of the declared type."""

import json

import pytest

import geomap
from geomap.findings import errors
from geomap.read import read_gazetteer
from geomap.read.own_fields import declaration

FIELDS = {
    "credibility": {"type": "choice", "values": {"1": "Confirmed", "2": None}},
    "unit": {"type": "text"},
    "length_m": {"type": "number"},
    "seen": {"type": "date"},
    "post": {"type": "link"},
}
REPORT = {"title": "Mast", "status": "unconfirmed", "status_reason": "One witness."}


def project(fields: object, *values: object) -> dict[str, str]:
    reports = [{**REPORT, "id": f"r{number}", "fields": value} for number, value in enumerate(values)]
    return {"data/locations.yaml": json.dumps({"map": {"fields": fields}, "reports": reports}, indent=1)}


def test_values_have_the_type_of_their_field(make_project) -> None:
    written = (
        '{map: {fields: {code: {type: choice, values: ["007", "8"]}, n: {type: number}, unit: {type: text},'
        " year: {type: date}}}, reports: [{title: A, status: unconfirmed, status_reason: B,"
        " fields: {year: 2023, unit: 0612, n: 0x10, code: 007}}]}"
    )
    reading = read_gazetteer(make_project({"data/locations.yaml": written}))
    assert not reading.findings
    (report,) = reading.gazetteer.reports
    assert report.fields == {"code": "007", "n": 16, "unit": "0612", "year": "2023"}
    assert list(report.fields) == ["code", "n", "unit", "year"], "in the order of the declaration"


def test_numbers_may_be_the_values_of_a_choice(make_project) -> None:
    written = "map: {fields: {a: {type: choice, values: [1, 02, x]}}}\nplaces: [{name: A, coordinates: [1, 2]}]\n"
    reading = read_gazetteer(make_project({"data/locations.yaml": written}))
    assert not reading.findings
    assert list(reading.gazetteer.map.fields["a"].values) == ["1", "02", "x"]


def test_a_field_without_a_value_is_left_out(make_project) -> None:
    reading = read_gazetteer(make_project(project(FIELDS, {"unit": None, "seen": "2023-01~"}, None)))
    assert not reading.findings
    assert [report.fields for report in reading.gazetteer.reports] == [{"seen": "2023-01~"}, {}]


@pytest.mark.parametrize(
    ("values", "code", "advice"),
    [
        ({"credibilty": 1}, "F001", 'did you mean "credibility"?'),
        ({"weather": "fog"}, "F001", "fields: {weather: {type: text}}"),
        ({"weight": 12.5}, "F001", "fields: {weight: {type: number}}"),
        ({"from": "2023-01-05"}, "F001", "fields: {from: {type: date}}"),
        ({"credibility": 3}, "G005", "write one of 1, 2"),
        ({"length_m": "12 m"}, "G004", "without unit or quotes"),
        ({"length_m": 10**50}, "G004", "declare the field as text"),
        ({"length_m": float("inf")}, "G004", ""),
        ({"seen": "in May"}, "G010", ""),
        ({"post": "javascript:alert(1)"}, "G011", ""),
        ({"unit": True}, "G004", 'write it in quotes: "true"'),
        ({"unit": ["a"]}, "G004", ""),
        ({"unit": " "}, "G003", ""),
        ({"a b": "c"}, "G004", "a-b"),
    ],
)
def test_a_value_that_is_not_accepted_is_a_finding_at_the_value(make_project, values, code, advice) -> None:
    findings = errors(read_gazetteer(make_project(project(FIELDS, values))).findings)
    found = next(finding for finding in findings if finding.code == code)
    assert advice in found.help
    assert found.location.line > 20, "in the report"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"a": {"type": "choice"}}, "G003"),
        ({"a": {"type": "number", "values": ["1"]}}, "G004"),
        ({"a": {"type": "colour"}}, "G005"),
        ({"a": {"label": "A"}}, "G003"),
        ({"a": {"type": "text"}, "A": {"type": "text"}}, "Y004"),
        ({"a": {"type": "choice", "values": ["x"], "translations": {"ru": {"values": {"y": "z"}}}}}, "G005"),
        (["a"], "G004"),
        ({"a": {"type": "choice", "values": ["x", "x"]}}, "Y004"),
        ({"a": {"type": "choice", "values": [True, False]}}, "G004"),
        ({"a": {"type": "choice", "values": [["x"]]}}, "G004"),
    ],
)
def test_a_declaration_that_cannot_be_used_is_a_finding(make_project, fields, code) -> None:
    findings = read_gazetteer(make_project(project(fields))).findings
    assert code in {finding.code for finding in findings}


def test_a_field_that_is_declared_twice_is_a_finding(make_project) -> None:
    written = "map:\n  fields:\n    a: {type: text}\n    a: {type: number}\nplaces: [{name: A, coordinates: [1, 2]}]\n"
    (finding,) = errors(read_gazetteer(make_project({"data/locations.yaml": written})).findings)
    assert (finding.code, finding.location.line) == ("Y004", 4)


def test_an_undeclared_field_of_many_reports_is_one_finding_that_suggests_a_declaration(make_project) -> None:
    values = [{"kind": ["drone", "missile"][number % 2]} for number in range(50)]
    (finding,) = errors(read_gazetteer(make_project(project({}, *values))).findings)
    assert "50 reports" in finding.message
    assert "{kind: {type: choice, values: [drone, missile]}}" in finding.help


@pytest.mark.parametrize("name", ["007", "no", "1e3", "дальность"])
def test_the_suggested_declaration_is_valid_for_any_name(make_project, name) -> None:
    (finding,) = errors(read_gazetteer(make_project(project({}, {name: "far"}))).findings)
    declared = project({}, {name: "far"})["data/locations.yaml"].replace(
        '"fields": {}', '"fields": ' + finding.help.partition("fields: ")[2], 1
    )
    assert not errors(read_gazetteer(make_project({"data/locations.yaml": declared})).findings)


def test_fields_are_not_called_undeclared_where_the_declarations_cannot_be_read(make_project) -> None:
    findings = read_gazetteer(make_project(project({"a": {"type": "colour"}}, {"a": "x"}))).findings
    assert {finding.code for finding in findings} == {"G005"}


def test_a_choice_may_have_ten_thousand_values(make_project) -> None:
    values = [f"value {number}" for number in range(10_000)]
    root = make_project(project({"a": {"type": "choice", "values": values}}, {"a": "value 9999"}, {"a": "value 10000"}))
    (finding,) = errors(geomap.check(root).findings)
    assert finding.code == "G005"
    assert len(finding.help) < 200


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2.5], "{type: number}"),
        (["2023", 2024, "2023-01~"], "{type: date}"),
        (["https://example.org"], "{type: link}"),
        (["a", "b", "a", "b"], "{type: choice, values: [a, b]}"),
        (["a, b", "no", "a, b", "no"], '{type: choice, values: ["a, b", no]}'),
        (["a", "b", "c"], "{type: text}"),
        ([], "{type: text}"),
    ],
)
def test_a_declaration_is_suggested_from_the_values(values, expected) -> None:
    assert declaration(values) == expected
