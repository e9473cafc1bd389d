"""`geomap locate`: a name, and the places that a geocoder or geomap itself knows by it."""

import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from geocoder import QUESTIONS, Server, body, never, nominatim, results
from hypothesis import given
from hypothesis import strategies as st
from locating import MAIN, locate
from terminal import CONTROL_C, CONTROL_D, at_a_terminal

import geomap
from geomap.cli import main
from geomap.geocoding.cache import Cache
from geomap.geocoding.geocoders import Geocoder, Wished
from geomap.tiles.spellings import folded

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


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> None:
    """An empty cache, a folder that is no project, and no settings of the person who runs the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    for variable in ("GEOMAP_GEOCODER", "GEOMAP_CONTACT", "GEOMAP_NOMINATIM_DOMAIN"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with nominatim() as made:
        yield made


@pytest.fixture
def project(make_project):
    return make_project({"data/locations.yaml": PLACES})


def found(*words: object) -> list[dict]:
    result = locate(*words, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_candidates_are_listed_with_what_is_known_of_them(server) -> None:
    result = locate("Zarechye", "--domain", server.url, "--language", "en")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        " 1  Zarechye · village",
        "    Zarechye, Russia",
        "    55.7, 37.4 · location approximate: town, ±2.6 km",
        " 2  Zarechye · hamlet",
        "    Zarechye, Russia",
        "    57.5, 41.0 · location approximate: town, ±2.6 km",
        "© OpenStreetMap contributors, ODbL 1.0",
    ]
    assert result.stderr == f"Asking {server.domain} for “Zarechye”\n"


@pytest.mark.parametrize(
    ("question", "precision", "uncertainty", "kind"),
    [
        ("Port Harbour", "city", None, "city"),
        ("Old Docks", "district", None, "suburb"),
        ("Quay Street", "street", 670, "street"),
        ("Harbour Tower", "building", None, "building"),
        ("40 Quay Street", "building", None, "house"),
        ("50 Quay Street", "street", None, "house number, interpolated"),
        ("Lighthouse Theatre", "building", None, "theatre"),
    ],
)
def test_the_precision_follows_from_type_and_box(question, precision, uncertainty, kind, server) -> None:
    (one,) = found(question, "--domain", server.url)
    assert (one["precision"], one["uncertainty_m"], one["kind"]) == (precision, uncertainty, kind)


def test_json_says_all_that_the_list_does(server, project) -> None:
    (one,) = found("Harbour Tower", "--domain", server.url, "--project", project)
    day = re.search(r"accessed (\d{4}-\d\d-\d\d)$", one.pop("coordinate_source"))
    assert day
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


def test_the_first_is_printed_as_an_entry_that_the_gazetteer_takes(server, make_project) -> None:
    for question in [question for question, there in QUESTIONS.items() if there]:
        result = locate(question, "--domain", server.url, "--first")
        assert result.exit_code == 0
        checked = geomap.check(make_project({"data/locations.yaml": f"places:\n{result.stdout}"}))
        assert {finding.code for finding in checked.findings} <= {"L002", "C009", "C010"}
        (place,) = checked.atlas.places
        assert place.coordinate_source.startswith("OpenStreetMap (Nominatim), ")


def test_the_entry_has_the_names_in_the_pages_languages_and_the_ids_elsewhere(server) -> None:
    entry = locate("Zarechye", "--domain", server.url, "--first", "--language", "en").stdout
    assert "  - name: Zarechye\n" in entry
    assert '    names: {ru: "Заречье", uk: "Заріччя"}\n' in entry
    assert '    same_as: {osm: "node/1", wikidata: "Q4184440"}\n' in entry


def test_what_is_asked_is_what_was_said_by_our_own_name(server, project) -> None:
    options = ["--limit", "3", "--country", "RU", "--near", "harbour", "--contact", "map@example.org"]
    locate("  Quay ", "Street ", "--domain", server.domain, "--scheme", "http", "--project", project, *options)
    (asked,), (headers,) = server.asked, server.headers
    assert asked["q"] == "Quay Street"
    assert asked["limit"] == "3"
    assert asked["countrycodes"] == "ru"
    assert asked["accept-language"] == "en"
    assert asked["viewbox"] == "37.0,55.0,39.0,57.0"
    assert re.fullmatch(r"geomap/\d+\.\d+\.\d+ \(map@example\.org\)", headers["User-Agent"])
    assert "Authorization" not in headers


def test_the_place_that_was_named_and_the_nearest_one_have_their_distances(server, make_project) -> None:
    project = make_project({"data/locations.yaml": PLACES + "  - {id: far, name: Far, coordinates: [57.5, 41.0]}\n"})
    near = [each["near"] for each in found("Zarechye", "--domain", server.url, "--project", project, "--near", "far")]
    assert [[each["place"] for each in one] for one in near] == [["harbour", "far"], ["far"]]
    assert near[1][0]["distance_m"] == 0


def test_the_answer_is_kept_and_said_to_be(server) -> None:
    first = found("Zarechye", "--domain", server.url)
    again = locate("Zarechye", "--domain", server.url, "--format", "json")
    assert json.loads(again.stdout) == first
    assert "from the cache: --refresh asks again" in again.stderr
    assert len(server.asked) == 1
    locate("Zarechye", "--domain", server.url, "--refresh")
    locate("Zarechye", "--domain", server.url, "--language", "ru")
    assert len(server.asked) == 3


def test_nothing_found_is_said_and_kept(server) -> None:
    for _ in range(2):
        result = locate("Nowhere at all", "--domain", server.url)
        assert result.exit_code == 1
        assert "Nothing is known by the name “Nowhere at all”. Try another spelling" in result.stderr
        assert result.stdout == ""
    assert "cache" in result.stderr
    assert len(server.asked) == 1
    assert json.loads(locate("Nowhere at all", "--domain", server.url, "--format", "json").stdout) == []


def test_an_old_answer_counts_no_more(server, tmp_path) -> None:
    found("Zarechye", "--domain", server.url)
    with sqlite3.connect(tmp_path / "cache" / "geomap" / "geocoding.sqlite") as database:
        database.execute("UPDATE answers SET asked = asked - 31 * 86400")
    database.close()
    found("Zarechye", "--domain", server.url)
    assert len(server.asked) == 2


def test_the_cache_is_the_users_alone(server, tmp_path) -> None:
    found("Zarechye", "--domain", server.url)
    folder = tmp_path / "cache" / "geomap"
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "geocoding.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"this is no database" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_broken_cache_is_worked_without(content, server, tmp_path) -> None:
    file = tmp_path / "cache" / "geomap" / "geocoding.sqlite"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    result = locate("Zarechye", "--domain", server.url)
    assert result.exit_code == 0
    assert "Zarechye" in result.stdout or "Заречье" in result.stdout
    assert ("is broken: working without it; delete it" in result.stderr) == bool(content)


def test_a_cache_that_cannot_be_made_is_worked_without(server, tmp_path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    result = locate("Zarechye", "--domain", server.url)
    assert result.exit_code == 0
    assert "cannot be written: working without it" in result.stderr


def test_an_answer_that_somebody_wrote_into_the_cache_is_not_believed(server, tmp_path) -> None:
    found("Zarechye", "--domain", server.url)
    with sqlite3.connect(tmp_path / "cache" / "geomap" / "geocoding.sqlite") as database:
        database.execute("UPDATE answers SET answer = ?", (json.dumps([["A", 95, 0, {}]]),))
    database.close()
    assert len(found("Zarechye", "--domain", server.url)) == 2


@pytest.mark.services
def test_processes_that_ask_at_once_keep_the_distance_of_a_polite_one(server, tmp_path) -> None:
    script = """
import sys
import time
from pathlib import Path
from geomap.geocoding.cache import Cache
from geomap.geocoding.geocoders import Geocoder, Question, Wished
cache = Cache(Path(sys.argv[2]))
geocoder = Geocoder(Wished(domain=sys.argv[1], cache=cache, delay_s=0.4))
print(time.time())
for number in range(2):
    geocoder.ask(Question(f"Zarechye {sys.argv[3]} {number}"))
assert not cache.trouble, cache.trouble
"""
    command = [sys.executable, "-c", script, server.url, str(tmp_path / "together.sqlite")]
    running = [subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE) for number in range(3)]
    begun = min(float(one.communicate()[0]) for one in running)
    assert [one.returncode for one in running] == [0, 0, 0]
    assert len(server.times) == 6
    assert max(server.times) >= begun + 5 * 0.4


def test_many_threads_share_a_cache(tmp_path) -> None:
    troubles = []

    def work(number: int) -> None:
        one = Cache(tmp_path / "shared.sqlite")
        for each in range(10):
            one.put({"text": f"{number} {each}"}, [each])
            assert one.get({"text": f"{number} {each}"}).answer == [each]
        troubles.append(one.trouble)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == ["", "", "", ""]


def test_a_clock_that_was_wrong_does_not_keep_anybody_waiting(tmp_path) -> None:
    cache = Cache(tmp_path / "c.sqlite")
    assert cache.turn("here", 1.0) == 0
    assert 0 < cache.turn("here", 1.0) <= 1
    assert cache.turn("there", 1.0) == 0
    with sqlite3.connect(tmp_path / "c.sqlite") as database:
        database.execute("UPDATE turns SET at = ?", (time.time() + 86400,))
    database.close()
    assert cache.turn("here", 1.0) == 0


def test_only_the_public_servers_are_asked_slowly(server) -> None:
    assert Geocoder(Wished()).public
    assert not Geocoder(Wished(domain=server.url)).public
    assert Geocoder(Wished(provider="photon")).public


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"lat": None}, "55.7"),
        ({"lat": "95"}, "55.7"),
        ({"lon": "181"}, "55.7"),
        ({"lat": "nan"}, "55.7"),
        ({"lat": "north"}, "55.7"),
        ({"lat": "0", "lon": "0"}, "55.7"),
        ({"lat": [1]}, "55.7"),
        ({"lat": True}, "55.7"),
        ({"lat": "1e999"}, "55.7"),
    ],
)
def test_a_result_without_a_usable_position_is_left_out_and_said_to_be(changes, left, server) -> None:
    server.then = [results(changes, {"osm_id": 7})]
    result = locate("Zarechye", "--domain", server.url, "--format", "json")
    assert [str(one["latitude"]) for one in json.loads(result.stdout)] == [left]
    assert "one result without a usable position left out" in result.stderr


def test_where_no_result_has_a_position_nothing_is_found(server) -> None:
    server.then = [results({"lat": None}, {"lat": "nan"})]
    result = locate("Zarechye", "--domain", server.url)
    assert result.exit_code == 1
    assert "2 results without a usable position left out" in result.stderr


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
def test_a_strange_result_is_taken_for_no_more_than_it_says(changes, server) -> None:
    server.then = [results(changes)]
    result = locate("Zarechye", "--domain", server.url)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) < 400
    assert "55.7, 37.4" in result.stdout


def test_newer_answers_call_the_class_category(server) -> None:
    server.then = [results({"class": None, "category": "highway", "type": "residential", "addresstype": "road"})]
    (one,) = found("Zarechye", "--domain", server.url)
    assert (one["kind"], one["precision"]) == ("street", "district")  # the box is wider than any street


def test_names_are_found_without_any_network(project) -> None:
    candidates = found("Zarechye, Moscow", "--offline", "--project", project)
    assert [one["name"] for one in candidates] == ["Zarech’ye"] * 3
    assert candidates[0]["address"] == "Zarech’ye, 16 km from Moscow"
    assert {one["precision"] for one in candidates} == {"settlement"}
    assert {one["attribution"] for one in candidates} == {"GeoNames, CC BY 4.0"}
    assert candidates[0]["near"][0]["place"] == "harbour"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *(("moskva", "Moscow"), ("Москва", "Moscow"), ("ЗАРЕЧЬЕ", "Zarech’ye"), ("Zarech'ye", "Zarech’ye")),
        *(("sao paulo", "São Paulo"), ("Kryvyi Rih", "Kryvyy Rih"), ("Кривий Ріг", "Kryvyy Rih")),
        ("rostov on don", "Rostov-on-Don"),
    ],
)
def test_however_a_name_is_typed_the_settlement_is_found(typed, name) -> None:
    assert found(typed, "--offline")[0]["name"] == name


@given(
    st.text(alphabet=st.characters(max_codepoint=0x17F) | st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ’ʼ-"))
)
def test_what_is_left_of_a_name_stays_the_same(name) -> None:
    left = folded(name)
    assert folded(left) == folded(f" {name}’ ") == left
    assert folded(name.replace(" ", "-")) == left


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(
            ("Новые Черёмушки", "Novyye Cheremushki"),
            ("Орёл", "Orel"),
            ("Мытищи", "Mytishchi"),
            ("Юбилейный", "Yubileynyy"),
        ),
        *(("Обʼєкт", "ОБ'ЄКТ"), ("Łódź", "lodz"), ("Ростов–на–Дону", "rostov na donu"), ("Подъячево", "Podyachevo")),
    ],
)
def test_spellings_of_one_name_leave_the_same(one, other) -> None:
    assert folded(one) == folded(other)


def test_offline_the_nearest_to_a_place_comes_first(project) -> None:
    names = [one["address"] for one in found("Zarechye", "--offline", "--project", project, "--near", "harbour")]
    assert names[0].endswith("from Moscow")
    assert locate("''", "--offline").exit_code == 1
    assert len(found("Paris", "--offline", "--limit", "2")) == 2


@pytest.mark.parametrize(
    ("name", "precision", "uncertainty"),
    [
        ("Moscow", "city", None),
        ("Khimki", "city", None),
        ("Vidnoye", "settlement", 3000),
        ("Zarechye", "settlement", None),
    ],
)
def test_offline_the_size_of_a_settlement_decides_how_finely_it_is_known(name, precision, uncertainty) -> None:
    one = found(name, "--offline")[0]
    assert (one["precision"], one["uncertainty_m"]) == (precision, uncertainty)


def test_an_offline_entry_is_one_that_the_gazetteer_takes(make_project) -> None:
    entry = locate("Moskva", "--offline", "--first").stdout
    assert 'names: {ru: "Москва"' in entry
    checked = geomap.check(make_project({"data/locations.yaml": f"places:\n{entry}"}))
    assert checked.atlas is not None
    assert str(checked.atlas.places[0].precision) == "city"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Missing argument 'QUERY...'"),
        ((" ",), "give the name of a place"),
        (("x", "--provider", "nominatum"), 'did you mean "nominatim"?'),
        (("x", "--provider", "opencage"), "set GEOMAP_OPENCAGE_API_KEY in the environment"),
        (("x", "--provider", "pelias"), "set GEOMAP_PELIAS_DOMAIN in the environment"),
        (("x", "--provider", "what3words", "--scheme", "http"), "cannot be asked without an API key"),
        (("x", "--domain", "ftp://example.org"), "is no address of a web server"),
        (("x", "--domain", "me:secret@example.org"), "there is a password in the address"),
        (("x", "--domain", "exa mple.org"), "is no address of a web server"),
        (("x", "--country", "Ukraine"), "is no code of two letters"),
        (("x", "--contact", "ä\r\nX: y"), "cannot be sent"),
        (("x", "--limit", "0"), "1<=x<=40"),
        (("x", "--near", "nowhere"), "no place has the id “nowhere”"),
        (("x", "--project", "missing"), "does not exist"),
        (("x", "--add"), "nobody is there to choose: give --first with --add"),
        (("x", "--add", "--format", "json"), "do not go together"),
    ],
)
def test_wrong_usage_says_what_to_write(words, said) -> None:
    result = locate(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert "secret" not in result.stderr


def test_near_must_name_a_place_that_is_somewhere(project) -> None:
    for wrong, said in (("harbor", 'did you mean "harbour"?'), ("nowhere", "has no coordinates")):
        result = locate("x", "--project", project, "--near", wrong)
        assert result.exit_code == 2
        assert said in result.stderr


def test_a_gazetteer_with_errors_is_no_hindrance(server, make_project) -> None:
    project = make_project({"data/locations.yaml": "places: [{"})
    result = locate("Zarechye", "--domain", server.url, "--project", project)
    assert result.exit_code == 0
    assert "no distances are told" in result.stderr


@pytest.mark.services
def test_on_a_terminal_a_number_chooses_and_the_entry_is_printed(server, tmp_path) -> None:
    words = ["locate", "Zarechye", "--domain", server.url]
    asked = "Which one? 1 to 2, or Enter for none"
    code, seen, out = at_a_terminal(tmp_path, words, [(asked, "9"), (asked, "2")])
    assert code == 0
    assert "“9” is none of them: write a number from 1 to 2" in seen
    assert out.startswith("  - name: ")
    assert "coordinates: [57.5, 41.0]" in out


@pytest.mark.services
def test_ctrl_c_ends_the_waiting_at_once(server, project) -> None:
    server.always = never
    words = ["locate", "Zarechye", "--domain", server.url, "--timeout", "300"]
    code, seen, out = at_a_terminal(project, words, [("Asking", CONTROL_C)])
    assert (code, out) == (1, "")
    assert "Traceback" not in seen


@pytest.mark.services
@pytest.mark.parametrize(("answer", "code"), [("", 0), (CONTROL_C, 1), (CONTROL_D, 1)])
def test_leaving_at_the_question_changes_nothing(answer, code, server, project) -> None:
    before = (project / "data" / "locations.yaml").read_bytes()
    words = ["locate", "Zarechye", "--domain", server.url, "--add"]
    left, seen, out = at_a_terminal(project, words, [("Enter for none", answer)])
    assert (left, out) == (code, "")
    assert "Traceback" not in seen
    assert (project / "data" / "locations.yaml").read_bytes() == before


def test_add_writes_the_chosen_one_and_keeps_the_rest(server, project) -> None:
    words = ["Harbour Tower", "--domain", server.url, "--project", project, "--add", "--first", "--yes"]
    result = locate(*words)
    assert result.exit_code == 0, result.stderr
    text = (project / "data" / "locations.yaml").read_text(encoding="utf-8")
    assert text.startswith(PLACES.rstrip("\n"))
    atlas = geomap.load(project)
    tower = atlas.place_by_id["harbour-tower"]
    assert (tower.coordinates, str(tower.precision)) == ((56.00045, 38.0053), "building")
    assert tower.same_as == {"osm": "way/102"}
    assert locate(*words[:-1]).exit_code == 1  # nobody is there to say yes


@pytest.mark.services
def test_on_a_terminal_add_asks_for_the_rest_and_writes(server, project) -> None:
    words = ["locate", "Old Docks", "--domain", server.url, "--add"]
    answers = [("Take it? 1", "1"), ("Uncertainty", ""), ("Part of", "Harbour")]
    answers += [("Alias", "The Docks"), ("Another alias", "")]
    code, seen, out = at_a_terminal(project, words, [*answers, ("[Y/n]", "y")])
    assert code == 0, seen
    assert out.startswith("Wrote data/locations.yaml:")
    docks = geomap.load(project).place_by_id["old-docks"]
    assert (docks.part_of, docks.aliases, docks.same_as) == ("harbour", ("The Docks",), {"osm": "node/4"})


def test_what_the_geocoder_says_is_never_read_as_yaml(server, make_project) -> None:
    name = 'a: [b]\n- {c: "d"} # e\t&f *g !!python/object:h %'
    server.then = [results({"name": name, "osm_type": "x: y", "namedetails": {"name:ru": name, "name:en": "- |"}})]
    entry = locate("Zarechye", "--domain", server.url, "--first").stdout
    checked = geomap.check(make_project({"data/locations.yaml": f"places:\n{entry}"}))
    assert checked.atlas is not None
    (place,) = checked.atlas.places
    assert place.name == " ".join(name.replace("\n", "\ufffd").replace("\t", "\ufffd").split(" "))


def test_help_names_every_provider_option_once() -> None:
    shown = CliRunner().invoke(main, ["locate", "--help"]).stdout
    for option in ("--provider", "--domain", "--scheme", "--offline", "--first", "--near", "--country", "--add"):
        assert len(re.findall(rf"^  {option} ", shown, re.MULTILINE)) == 1


@pytest.mark.services
def test_without_input_or_home_it_still_answers(server) -> None:
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


def test_more_results_than_asked_for_are_not_shown(server) -> None:
    server.then = [results(*({"osm_id": number} for number in range(60)))]
    assert len(found("Zarechye", "--domain", server.url, "--limit", "5")) == 5
    server.then = [body("[]")]
    assert locate("Zarechye", "--domain", server.url, "--refresh").exit_code == 1
