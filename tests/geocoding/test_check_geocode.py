"""`geomap check --geocode`: the positions of the gazetteer compared with a geocoder's."""

import json
import threading

import pytest
from click.testing import CliRunner, Result
from geocoder import respond
from scripted import Handler, send
from terminal import at_a_terminal

from geomap.cli import main

PLACES = """\
map: {language: en, url: "https://example.org/", method: m}
places:
  - {id: harbour, name: Port Harbour, coordinates: [56.01, 38.01], precision: city}
  - {id: docks, name: Old Docks, coordinates: [56.03, 38.03], precision: district, part_of: harbour}
  - {id: tower, name: Harbour Tower, coordinates: [56.09, 38.0053], precision: building, part_of: harbour}
  - {id: zarechye, name: Zarechye, coordinates: [57.51, 41.0], precision: settlement}
  - {id: cave, name: Smugglers’ Cave, coordinates: [56.0, 38.1], precision: building, part_of: harbour}
  - {name: Quay Street, area: {type: Polygon, coordinates: [[[38.0, 56.0], [38.1, 56.0], [38.1, 56.1], [38.0, 56.0]]]}}
"""


@pytest.fixture
def project(make_project):
    return make_project({"data/locations.yaml": PLACES})


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def geocode(project, server, *arguments: object) -> Result:
    return check(project, "--geocode", "--domain", server.url, "--format", "json", *arguments)


def found(result: Result) -> dict[str, list[str]]:
    findings: dict[str, list[str]] = {}
    for finding in json.loads(result.stdout):
        if finding["code"].startswith("N"):
            location = f"{finding['line']}:{finding['column']}"
            findings.setdefault(finding["code"], []).append(f"{location} {finding['message']}")
    return findings


def test_a_place_with_another_position_is_a_finding_with_the_distance(server, project) -> None:
    result = geocode(project, server)
    assert found(result) == {
        "N002": ['5:51 Nominatim places "Harbour Tower" 10 km away, at 56.00045, 38.0053 (building)'],
        "N003": ['7:22 Nominatim does not know "Smugglers’ Cave"'],
    }
    assert result.exit_code == 0
    assert check(project, "--geocode", "--domain", server.url, "--strict").exit_code == 1
    assert f"Looking up 6 places on {server.host}\n" in result.stderr
    assert "4 of 6 positions agree with Nominatim (largest distance 1.3 km)" in result.stderr


def test_a_place_is_looked_up_with_the_place_that_it_is_part_of_and_once(server, project) -> None:
    for _ in range(2):
        geocode(project, server)
    assert [query["q"] for query in server.queries] == [
        *("Port Harbour", "Old Docks, Port Harbour", "Harbour Tower, Port Harbour", "Zarechye"),
        *("Smugglers’ Cave, Port Harbour", "Smugglers’ Cave", "Quay Street"),
    ]


def test_an_unknown_name_is_looked_up_in_other_languages(server, make_project) -> None:
    place = "places: [{name: The Tower, names: {ru: Маяк, en: Harbour Tower}, coordinates: [56.0, 38.0]}]\n"
    result = geocode(make_project({"data/locations.yaml": place}), server)
    assert [query["q"] for query in server.queries] == ["The Tower", "Маяк", "Harbour Tower"]
    assert "N003" not in found(result)


def test_the_exact_position_of_a_place_is_not_sent(server, make_project) -> None:
    place = "places: [{name: Old Docks, coordinates: [56.1234, 38.1234], precision: exact, coarsen: 5000}]\n"
    geocode(make_project({"data/locations.yaml": place}), server)
    (query,) = server.queries
    assert query["viewbox"] == "37.0,55.0,39.0,57.0"
    assert "1234" not in str(query)


def test_the_nearest_of_several_results_is_compared(server, make_project) -> None:
    place = "places: [{name: Zarechye, coordinates: [50, 30], precision: settlement}]\n"
    result = geocode(make_project({"data/locations.yaml": place}), server)
    ((message,),) = found(result).values()
    assert "at 55.7, 37.4 (village, nearest of 2 results)" in message


def test_without_the_option_nothing_is_sent(server, project, monkeypatch) -> None:
    monkeypatch.setenv("GEOMAP_NOMINATIM_DOMAIN", server.url)
    assert found(check(project, "--format", "json")) == {}
    assert server.requests == []
    assert found(check(project, "--format", "json", "--geocode"))
    assert server.requests


def test_a_geocoder_that_fails_is_an_error_after_the_findings(server, project) -> None:
    other = json.loads(check(project, "--format", "json").stdout)
    server.default = send(403)
    result = geocode(project, server)
    assert json.loads(result.stdout) == other
    assert result.exit_code == 1
    assert "(status 403)" in result.stderr
    assert "6 places not compared" in result.stderr
    assert len(server.requests) == 1


def test_the_next_run_continues_after_a_failure(server, project) -> None:
    server.script = [respond, respond, respond, send(403)]
    first = geocode(project, server)
    assert (first.exit_code, list(found(first))) == (1, ["N002"])
    before = len(server.requests)
    second = geocode(project, server)
    assert (second.exit_code, list(found(second))) == (0, ["N002", "N003"])
    assert "Port Harbour" not in [query["q"] for query in server.queries[before:]]


def test_a_rejected_query_does_not_end_the_comparison(server, project) -> None:
    server.script = [send(400)]
    result = geocode(project, server)
    assert (result.exit_code, list(found(result))) == (1, ["N002", "N003"])
    assert "1 place not compared" in result.stderr
    server.default = send(400)
    before = len(server.requests)
    assert found(geocode(project, server, "--refresh")) == {}
    assert len(server.requests) - before == 3


def test_a_project_that_cannot_be_read_is_not_compared(server, make_project) -> None:
    assert (
        check(make_project({"data/locations.yaml": "places: [{"}), "--geocode", "--domain", server.url).exit_code == 1
    )
    assert server.requests == []


def test_a_public_server_is_not_used_for_a_large_gazetteer(make_project) -> None:
    places = "places:\n" + "".join(f"  - {{name: P{number}, coordinates: [1, 2]}}\n" for number in range(501))
    result = check(make_project({"data/locations.yaml": places}), "--geocode")
    assert result.exit_code == 2
    assert "501 places are too many for it (at most 500)" in " ".join(result.stderr.split())


def test_an_unknown_geocoder_is_a_usage_error(project) -> None:
    assert check(project, "--geocode", "--provider", "nowhere").exit_code == 2


@pytest.mark.services
def test_progress_is_shown_on_a_terminal_only(server, project) -> None:
    shown = threading.Event()

    def answer_later(handler: Handler) -> None:
        shown.wait()
        respond(handler)

    def go_on() -> str:
        shown.set()
        return ""

    server.script = [respond, respond, answer_later]
    command = ["check", "--geocode", "--domain", server.url]
    code, screen, out = at_a_terminal(project, command, [("looked up 2 of 6 …", go_on)])
    assert code == 0, screen
    assert "looked up" not in out
    assert "looked up" not in geocode(project, server, "--refresh").stderr
