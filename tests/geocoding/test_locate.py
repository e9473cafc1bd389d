"""`geomap locate`: search for a place with a geocoder, or offline."""

import json
import re
import subprocess

import pytest
import yaml
from click.testing import CliRunner
from geocoder import QUERIES, results
from locating import MAIN, locate, located
from scripted import send, stall
from terminal import CONTROL_C, CONTROL_D, at_a_terminal

import geomap
from geomap.cli import main

PLACES = """\
# Ours.
places:
  - id: harbour    # the port
    name: Harbour
    coordinates: [56.0, 38.0]
    precision: city
  - id: nowhere
    name: Nowhere
    area: {type: Polygon, coordinates: [[[38, 56], [38.1, 56], [38.1, 56.1], [38, 56]]]}
"""


@pytest.fixture
def project(make_project):
    return make_project({"data/locations.yaml": PLACES})


def test_results_are_listed_with_their_precision(server) -> None:
    result = locate("Zarechye", "--domain", server.url, "--language", "en")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        " 1  Zarechye · village",
        "    Zarechye, Russia",
        "    55.7, 37.4 · approximate: town (±2.6 km)",
        " 2  Zarechye · hamlet",
        "    Zarechye, Russia",
        "    57.5, 41.0 · approximate: town (±2.6 km)",
        "© OpenStreetMap contributors, ODbL 1.0",
    ]
    assert result.stderr == f"Searching {server.host} for “Zarechye”\n"


@pytest.mark.parametrize(
    ("query", "precision", "uncertainty", "kind"),
    [
        ("Port Harbour", "city", None, "city"),
        ("Old Docks", "district", None, "suburb"),
        ("Quay Street", "street", 670, "street"),
        ("Harbour Tower", "building", None, "building"),
        ("40 Quay Street", "building", None, "house"),
        ("50 Quay Street", "street", None, "interpolated house number"),
        ("Lighthouse Theatre", "building", None, "theatre"),
    ],
)
def test_the_precision_follows_from_the_kind_and_the_box(query, precision, uncertainty, kind, server) -> None:
    (one,) = located(query, "--domain", server.url)
    assert (one["precision"], one["uncertainty_m"], one["kind"]) == (precision, uncertainty, kind)


def test_newer_answers_call_the_class_category(server) -> None:
    server.script = [results({"class": None, "category": "highway", "type": "residential", "addresstype": "road"})]
    (one,) = located("Zarechye", "--domain", server.url)
    assert (one["kind"], one["precision"]) == ("street", "district")  # the box is wider than a street


def test_json_has_every_field(server, project) -> None:
    (one,) = located("Harbour Tower", "--domain", server.url, "--project", project)
    assert re.fullmatch(r"OpenStreetMap \(Nominatim\), way 102, accessed \d{4}-\d\d-\d\d", one.pop("coordinate_source"))
    assert one == {
        "name": "Harbour Tower",
        "address": "Harbour Tower, 22, Quay Street, Port Harbour, Russia",
        "kind": "building",
        "latitude": 56.00045,
        "longitude": 38.0053,
        "precision": "building",
        "uncertainty_m": None,
        "attribution": "© OpenStreetMap contributors, ODbL 1.0",
        "same_as": {"osm": "way/102"},
        "near": [{"place": "harbour", "distance_m": 334}],
    }


def test_the_first_result_is_printed_as_a_valid_entry(server, make_project) -> None:
    for query in [query for query, ids in QUERIES.items() if ids]:
        result = locate(query, "--domain", server.url, "--first")
        assert result.exit_code == 0
        checked = geomap.check(make_project({"data/locations.yaml": f"places:\n{result.stdout}"}))
        assert {finding.code for finding in checked.findings} <= {"L002", "C009", "C010"}
        (place,) = checked.atlas.places
        assert place.coordinate_source.startswith("OpenStreetMap (Nominatim), ")


def test_the_entry_has_names_in_other_languages_and_ids_elsewhere(server) -> None:
    entry = locate("Zarechye", "--domain", server.url, "--first", "--language", "en").stdout
    assert "  - name: Zarechye\n" in entry
    assert '    names: {ru: "Заречье", uk: "Заріччя"}\n' in entry
    assert '    same_as: {osm: "node/1", wikidata: "Q4184440"}\n' in entry


def test_the_options_are_sent_and_positions_are_rounded(server, project) -> None:
    options = ["--limit", "3", "--country", "RU", "--near", "harbour", "--contact", "map@example.org"]
    locate("  Quay ", "Street ", "--domain", server.host, "--scheme", "http", "--project", project, *options)
    (query,), (request,) = server.queries, server.requests
    assert query["q"] == "Quay Street"
    assert query["limit"] == "3"
    assert query["countrycodes"] == "ru"
    assert query["accept-language"] == "en"
    assert query["viewbox"] == "37.0,55.0,39.0,57.0"
    assert re.fullmatch(r"geomap/\d+\.\d+\.\d+ \(map@example\.org\)", request.headers["User-Agent"])


def test_languages_are_sent_in_their_canonical_form(server) -> None:
    locate("Quay", "--domain", server.url, "--language", "UK, pt-br")
    assert server.queries[0]["accept-language"] == "uk,pt-BR"


@pytest.mark.parametrize("language", ["klingon", "en_US", "en,", "!"])
def test_what_is_not_a_language_code_is_a_usage_error(language) -> None:
    result = locate("Kyiv", "--offline", "--language", language)
    assert result.exit_code == 2
    assert "language code" in result.stderr


def test_the_distances_from_the_nearest_and_the_reference_place_are_given(server, make_project) -> None:
    project = make_project({"data/locations.yaml": PLACES + "  - {id: far, name: Far, coordinates: [57.5, 41.0]}\n"})
    found = located("Zarechye", "--domain", server.url, "--project", project, "--near", "far")
    assert [[each["place"] for each in one["near"]] for one in found] == [["harbour", "far"], ["far"]]
    assert found[1]["near"][0]["distance_m"] == 0


def test_an_answer_from_the_cache_is_marked(server) -> None:
    first = located("Zarechye", "--domain", server.url)
    again = locate("Zarechye", "--domain", server.url, "--format", "json")
    assert json.loads(again.stdout) == first
    assert "--refresh" in again.stderr
    assert len(server.requests) == 1
    located("Zarechye", "--domain", server.url, "--refresh")
    assert len(server.requests) == 2


def test_a_cache_that_cannot_be_used_is_reported(server, tmp_path) -> None:
    file = tmp_path / "cache" / "geomap" / "geocoding.sqlite"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"not a database" * 1000)
    result = locate("Zarechye", "--domain", server.url)
    assert result.exit_code == 0
    assert f"the cache {file} is not used" in result.stderr


def test_no_results_are_an_error_that_is_cached(server) -> None:
    for _ in range(2):
        result = locate("Nowhere at all", "--domain", server.url)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "No results for “Nowhere at all”" in result.stderr
    assert len(server.requests) == 1
    assert json.loads(locate("Nowhere at all", "--domain", server.url, "--format", "json").stdout) == []


def test_results_without_a_position_are_reported(server) -> None:
    server.script = [results({"lat": None}, {"osm_id": 7}), results({"lat": None}, {"lat": None})]
    result = locate("Zarechye", "--domain", server.url, "--format", "json")
    assert [one["latitude"] for one in json.loads(result.stdout)] == [55.7]
    assert "1 result without a position omitted" in result.stderr
    result = locate("Zarechye", "--domain", server.url, "--refresh")
    assert result.exit_code == 1
    assert "2 results without a position omitted" in result.stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"boundingbox": None},
        {"boundingbox": ["x", "y", "z", "w"]},
        {"boundingbox": {"a": 1}},
        {"addresstype": None, "type": None, "class": None, "place_rank": None},
        {"addresstype": ["a"], "type": 5, "place_rank": "many"},
        {"extratags": ["x"], "namedetails": "x"},
        {"osm_id": None, "name": None},
        {"name": "\x1b[2J\u202e" + "A" * 10_000},
    ],
)
def test_an_unexpected_result_is_printed_safely(changes, server) -> None:
    server.script = [results(changes)]
    result = locate("Zarechye", "--domain", server.url)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) < 400
    assert "55.7, 37.4" in result.stdout


def test_no_more_results_than_the_limit_are_shown(server) -> None:
    server.script = [results(*({"osm_id": number} for number in range(60)))]
    assert len(located("Zarechye", "--domain", server.url, "--limit", "5")) == 5
    server.script = [send(200, "[]")]
    assert locate("Zarechye", "--domain", server.url, "--refresh").exit_code == 1


def test_settlements_are_found_offline(project) -> None:
    candidates = located("Zarechye, Moscow", "--offline", "--project", project)
    assert [one["name"] for one in candidates] == ["Zarech’ye"] * 3
    assert candidates[0]["address"] == "Zarech’ye, Russia, 16 km from Moscow"
    assert {one["precision"] for one in candidates} == {"settlement"}
    assert {one["attribution"] for one in candidates} == {"GeoNames, CC BY 4.0"}
    assert candidates[0]["near"][0]["place"] == "harbour"


def test_the_settlement_nearest_to_the_reference_place_is_first(project) -> None:
    found = located("Zarechye", "--offline", "--project", project, "--near", "harbour", "--limit", "2")
    assert found[0]["address"].endswith("from Moscow")
    assert len(found) == 2
    assert locate("''", "--offline").exit_code == 1


@pytest.mark.parametrize(
    ("name", "precision", "uncertainty"),
    [
        ("Moscow", "city", None),
        ("Khimki", "city", None),
        ("Vidnoye", "settlement", 3000),
        ("Zarechye", "settlement", None),
    ],
)
def test_the_precision_of_a_settlement_follows_from_its_size(name, precision, uncertainty) -> None:
    one = located(name, "--offline")[0]
    assert (one["precision"], one["uncertainty_m"]) == (precision, uncertainty)


@pytest.mark.large
def test_a_country_limits_an_offline_search() -> None:
    everywhere = located("Hamar", "--offline")
    for found in (
        located("Hamar", "--offline", "--country", "no"),
        located("Hamar, Norway", "--offline"),
        located("Hamar, NO", "--offline"),
    ):
        assert [one["address"].split(", ")[1] for one in found] == ["Norway"] * len(found)
        assert found
        assert all(one in everywhere for one in found)
    assert locate("Hamar", "--offline", "--country", "mt").exit_code == 1


def test_a_name_that_is_found_only_without_its_accents_is_reported_as_different() -> None:
    assert "none of these is spelled “Ørland”" in locate("Ørland", "--offline").stderr
    assert "none of these" not in locate("Tromsø", "--offline").stderr


@pytest.mark.large
@pytest.mark.parametrize("name", ["Köpenhamn", "kopenhamn"])
def test_the_spelling_in_another_language_is_the_one_that_was_found(name) -> None:
    result = locate(name, "--offline", "--limit", "1")
    assert "also called Köpenhamn\n    Copenhagen, Denmark\n" in result.stdout
    assert "Note: none of these" not in result.stderr
    (entry,) = yaml.safe_load(locate(name, "--offline", "--first").stdout)
    assert (entry["name"], entry["aliases"]) == ("Copenhagen", ["Köpenhamn"])


@pytest.mark.large
def test_a_name_in_another_language_is_found_offline() -> None:
    (copenhagen,) = located("København", "--offline", "--first")
    assert (copenhagen["name"], copenhagen["precision"]) == ("Copenhagen", "city")
    assert copenhagen["same_as"] == {"geonames": 2618425}
    assert locate("København", "--offline", "--country", "no").exit_code == 1


@pytest.mark.parametrize("name", ["Keflavik airport", "BIKF", "аэропорт Keflavik"])
def test_an_airport_is_found_offline(name) -> None:
    found = [one for one in located(name, "--offline") if one["kind"] == "airport"]
    assert found[0]["same_as"] == {"icao": "BIKF"}
    assert found[0]["precision"] == "district"


def test_an_offline_result_is_a_valid_entry(make_project) -> None:
    entry = locate("Moskva", "--offline", "--first").stdout
    assert 'names: {ru: "Москва"' in entry
    checked = geomap.check(make_project({"data/locations.yaml": f"places:\n{entry}"}))
    assert checked.atlas is not None
    assert str(checked.atlas.places[0].precision) == "city"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "QUERY"),
        ((" ",), "QUERY"),
        (("x", "--provider", "nominatum"), 'did you mean "nominatim"?'),
        (("x", "--provider", "opencage"), "GEOMAP_OPENCAGE_API_KEY"),
        (("x", "--provider", "pelias"), "GEOMAP_PELIAS_DOMAIN"),
        (("x", "--provider", "what3words", "--scheme", "http"), "--scheme"),
        (("x", "--domain", "ftp://example.org"), "is not a web address"),
        (("x", "--domain", "me:secret@example.org"), "password"),
        (("x", "--domain", "exa mple.org"), "is not a web address"),
        (("x", "--domain", "example.org?x"), "is not a server"),
        (("x", "--country", "Ukraine"), "two letters"),
        (("x", "--contact", "ä\r\nX: y"), "is not an e-mail or web address"),
        (("x", "--limit", "0"), "1<=x<=40"),
        (("x", "--near", "nowhere"), "no place has the id “nowhere”"),
        (("x", "--project", "missing"), "does not exist"),
        (("x", "--add"), "--first"),
        (("x", "--add", "--format", "json"), "cannot be combined"),
    ],
)
def test_wrong_usage_is_an_error(arguments, message) -> None:
    result = locate(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert "secret" not in result.stderr


def test_the_reference_place_must_have_coordinates(project) -> None:
    for wrong, message in (("harbor", 'did you mean "harbour"?'), ("nowhere", "has no coordinates")):
        result = locate("x", "--project", project, "--near", wrong)
        assert result.exit_code == 2
        assert message in result.stderr


def test_a_gazetteer_with_errors_gives_results_without_distances(server, make_project) -> None:
    project = make_project({"data/locations.yaml": "places: [{"})
    result = locate("Zarechye", "--domain", server.url, "--project", project)
    assert result.exit_code == 0
    assert "no distances" in result.stderr


@pytest.mark.services
def test_on_a_terminal_a_number_chooses_the_entry(server, tmp_path) -> None:
    command = ["locate", "Zarechye", "--domain", server.url]
    prompt = "Choose 1 to 2, or Enter for none"
    code, screen, out = at_a_terminal(tmp_path, command, [(prompt, "9"), (prompt, "2")])
    assert code == 0
    assert "“9” is not a number from 1 to 2" in screen
    assert out.startswith("  - name: ")
    assert "coordinates: [57.5, 41.0]" in out


@pytest.mark.services
def test_control_c_ends_the_search(server, project) -> None:
    server.default = stall
    command = ["locate", "Zarechye", "--domain", server.url, "--timeout", "300"]
    code, screen, out = at_a_terminal(project, command, [("Searching", CONTROL_C)])
    assert (code, out) == (1, "")
    assert "Traceback" not in screen


@pytest.mark.services
@pytest.mark.parametrize(("answer", "code"), [("", 0), (CONTROL_C, 1), (CONTROL_D, 1)])
def test_leaving_the_prompt_changes_nothing(answer, code, server, project) -> None:
    before = (project / "data" / "locations.yaml").read_bytes()
    command = ["locate", "Zarechye", "--domain", server.url, "--add"]
    left, screen, out = at_a_terminal(project, command, [("Enter for none", answer)])
    assert (left, out) == (code, "")
    assert "Traceback" not in screen
    assert (project / "data" / "locations.yaml").read_bytes() == before


def test_add_writes_the_result_and_keeps_the_rest_of_the_file(server, project) -> None:
    arguments = ["Harbour Tower", "--domain", server.url, "--project", project, "--add", "--first", "--yes"]
    result = locate(*arguments)
    assert result.exit_code == 0, result.stderr
    text = (project / "data" / "locations.yaml").read_text(encoding="utf-8")
    assert text.startswith(PLACES.rstrip("\n"))
    tower = geomap.load(project).place_by_id["harbour-tower"]
    assert (tower.coordinates, str(tower.precision)) == ((56.00045, 38.0053), "building")
    assert tower.same_as == {"osm": "way/102"}
    assert locate(*arguments[:-1]).exit_code == 1  # without a terminal, --yes is needed


@pytest.mark.services
def test_on_a_terminal_add_asks_for_the_other_keys(server, project) -> None:
    command = ["locate", "Old Docks", "--domain", server.url, "--add"]
    answers = [("Choose 1", "1"), ("Uncertainty", ""), ("Part of", "Harbour")]
    answers += [("Alias", "The Docks"), ("Another alias", "")]
    code, screen, out = at_a_terminal(project, command, [*answers, ("[Y/n]", "y")])
    assert code == 0, screen
    assert out.startswith("Wrote data/locations.yaml:")
    docks = geomap.load(project).place_by_id["old-docks"]
    assert (docks.part_of, docks.aliases, docks.same_as) == ("harbour", ("The Docks",), {"osm": "node/4"})


def test_the_text_of_a_geocoder_is_never_read_as_yaml(server, make_project) -> None:
    name = 'a: [b]\n- {c: "d"} # e\t&f *g !!python/object:h %'
    server.script = [results({"name": name, "osm_type": "x: y", "namedetails": {"name:ru": name, "name:en": "- |"}})]
    entry = locate("Zarechye", "--domain", server.url, "--first").stdout
    checked = geomap.check(make_project({"data/locations.yaml": f"places:\n{entry}"}))
    assert checked.atlas is not None
    (place,) = checked.atlas.places
    assert place.name == " ".join(name.replace("\n", "\ufffd").replace("\t", "\ufffd").split(" "))


def test_help_lists_every_option_once() -> None:
    shown = CliRunner().invoke(main, ["locate", "--help"]).stdout
    for option in ("--provider", "--domain", "--scheme", "--offline", "--first", "--near", "--country", "--add"):
        assert len(re.findall(rf"^  {option} ", shown, re.MULTILINE)) == 1


@pytest.mark.services
def test_it_works_without_standard_input_or_a_home_folder(server) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    done = subprocess.run(
        [*MAIN, "locate", "Zarechye", "--domain", server.url],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "55.7, 37.4" in done.stdout
