"""`geomap check --geocode`: the curated coordinates beside a geocoder's."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from geocoder import Handler, Server, held, nominatim, status
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


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def server() -> Iterator[Server]:
    with nominatim() as made:
        yield made


@pytest.fixture
def project(make_project):
    return make_project({"data/locations.yaml": PLACES})


def check(*words: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, words)])


def geocoded(result: Result) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in json.loads(result.stdout):
        if finding["code"][0] == "N":
            found.setdefault(finding["code"], []).append(f"{finding['line']}:{finding['column']} {finding['message']}")
    return found


def test_what_lies_elsewhere_is_said_with_its_distance(server, project) -> None:
    result = check(project, "--geocode", "--domain", server.url, "--format", "json")
    assert geocoded(result) == {
        "N002": ['5:51 Nominatim has "Harbour Tower" 10 km from here, at 56.00045, 38.0053 (building)'],
        "N003": ['7:22 Nominatim knows no "Smugglers’ Cave"'],
    }
    assert result.exit_code == 0
    assert check(project, "--geocode", "--domain", server.url, "--strict").exit_code == 1
    assert "Asking 127.0.0.1" in result.stderr
    assert "for 6 places by name" in result.stderr
    assert "4 of 6 lie where Nominatim has them, at most 1.3 km off" in result.stderr


def test_each_place_is_asked_for_with_the_place_it_is_part_of_and_once(server, project) -> None:
    for _ in range(2):
        check(project, "--geocode", "--domain", server.url)
    asked = [one["q"] for one in server.asked]
    assert asked == [
        *("Port Harbour", "Old Docks, Port Harbour", "Harbour Tower, Port Harbour", "Zarechye"),
        *("Smugglers’ Cave, Port Harbour", "Smugglers’ Cave", "Quay Street"),
    ]


def test_a_place_that_others_call_otherwise_is_asked_for_by_its_other_names(server, make_project) -> None:
    place = "places: [{name: The Tower, names: {ru: Маяк, en: Harbour Tower}, coordinates: [56.0, 38.0]}]\n"
    result = check(
        make_project({"data/locations.yaml": place}), "--geocode", "--domain", server.url, "--format", "json"
    )
    assert [one["q"] for one in server.asked] == ["The Tower", "Маяк", "Harbour Tower"]
    assert "N003" not in geocoded(result)


def test_where_a_place_is_known_to_be_is_not_sent(server, make_project) -> None:
    place = "places: [{name: Old Docks, coordinates: [56.1234, 38.1234], precision: exact, coarsen: 5000}]\n"
    project = make_project({"data/locations.yaml": place})
    check(project, "--geocode", "--domain", server.url)
    (asked,) = server.asked
    assert asked["viewbox"] == "37.0,55.0,39.0,57.0"
    assert "1234" not in str(asked)


def test_of_namesakes_the_nearest_is_compared(server, make_project) -> None:
    place = "places: [{name: Zarechye, coordinates: [50, 30], precision: settlement}]\n"
    result = check(
        make_project({"data/locations.yaml": place}), "--geocode", "--domain", server.url, "--format", "json"
    )
    ((message,),) = geocoded(result).values()
    assert "at 55.7, 37.4 (village, the nearest of 2 of that name)" in message
    assert " km from here" in message


def test_without_the_option_nobody_is_asked(server, project, monkeypatch) -> None:
    monkeypatch.setenv("GEOMAP_NOMINATIM_DOMAIN", server.url)
    assert geocoded(check(project, "--format", "json")) == {}
    assert server.asked == []
    assert geocoded(check(project, "--format", "json", "--geocode"))
    assert server.asked


def test_a_geocoder_that_fails_is_one_finding_and_the_check_is_whole(server, make_project) -> None:
    project = make_project({"data/locations.yaml": PLACES + "  - {name: A, coordinates: [1, 2]}\n"})
    plain = json.loads(check(project, "--format", "json").stdout)
    server.always = status(403)
    result = check(project, "--geocode", "--domain", server.url, "--format", "json")
    assert geocoded(result) == {"N001": [f"3:25 {server.domain} refuses to answer (status 403)"]}
    assert [each for each in json.loads(result.stdout) if each["code"] != "N001"] == plain
    assert result.exit_code == 0
    assert len(server.asked) == 1


def test_what_was_compared_before_it_failed_stays_and_is_not_asked_again(server, project) -> None:
    server.then = [Handler.as_usual, status(403)]
    first = geocoded(check(project, "--geocode", "--domain", server.url, "--format", "json"))
    assert [line.split(":")[0] for line in first["N001"]] == ["4"]
    asked = len(server.asked)
    second = geocoded(check(project, "--geocode", "--domain", server.url, "--format", "json"))
    assert "N001" not in second
    assert "Port Harbour" not in [one["q"] for one in server.asked[asked:]]


def test_a_question_that_is_refused_is_one_finding_and_the_others_go_on(server, project) -> None:
    server.then = [status(400)]
    found = geocoded(check(project, "--geocode", "--domain", server.url, "--format", "json"))
    assert [line.split(" ")[0] for line in found["N001"]] == ["3:25"]
    assert found["N002"]
    server.then, server.asked = [status(400)] * 9, []
    assert (
        len(geocoded(check(project, "--geocode", "--refresh", "--domain", server.url, "--format", "json"))["N001"]) == 1
    )
    assert len(server.asked) == 3


def test_a_project_with_errors_is_checked_all_the_same(server, make_project) -> None:
    result = check(make_project({"data/locations.yaml": "places: [{"}), "--geocode", "--domain", server.url)
    assert result.exit_code == 1
    assert server.asked == []


def test_everybodys_server_is_not_asked_for_a_whole_gazetteer(make_project) -> None:
    many = "places:\n" + "".join(f"  - {{name: P{number}, coordinates: [1, 2]}}\n" for number in range(501))
    result = check(make_project({"data/locations.yaml": many}), "--geocode")
    assert result.exit_code == 2
    assert "501 places are too many to ask it for (500 at most)" in " ".join(result.stderr.split())


def test_wrong_options_are_wrong_usage(project) -> None:
    assert check(project, "--geocode", "--provider", "nowhere").exit_code == 2


@pytest.mark.services
def test_progress_is_shown_to_who_looks(server, project) -> None:
    def go() -> str:
        server.go.set()
        return ""

    server.then = [Handler.as_usual, Handler.as_usual, held]
    words = ["check", "--geocode", "--domain", server.url]
    code, seen, out = at_a_terminal(project, words, [("asked for 2 of 6 …", go)])
    assert code == 0, seen
    assert "asked for" not in out
    assert "asked for 2" not in check(project, "--geocode", "--refresh", "--domain", server.url).stderr
