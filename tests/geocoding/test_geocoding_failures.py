"""A geocoder that fails, in every way that one can: words that say what to do, and never a traceback or a key."""

import email.utils
import json
import sqlite3
import time
from collections.abc import Iterator

import pytest
from geocoder import (
    Server,
    body,
    breaking,
    dripping_body,
    dripping_head,
    never,
    nominatim,
    results,
    status,
)
from locating import locate

from geomap.geocoding.cache import Cache, cache_file
from geomap.geocoding.geocoders import Geocoder, Question, Wished
from geomap.geocoding.http import GeocodingError
from geomap.geocoding.services import geocoder_names
from geomap.net.remote import Patience

PATIENT = Patience(timeout_s=30, tries=2, pause_s=0.01)
HASTY = Patience(timeout_s=0.5, tries=2, pause_s=0.01)
SLOW = {never, dripping_head, dripping_body}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def server() -> Iterator[Server]:
    with nominatim() as made:
        yield made


def geocoder(server: Server, **wishes: object) -> Geocoder:
    return Geocoder(Wished(**{"domain": server.url, "patience": PATIENT, **wishes}))


def failure(server: Server, **wishes: object) -> GeocodingError:
    with pytest.raises(GeocodingError) as caught:
        geocoder(server, **wishes).ask(Question("Zarechye"))
    return caught.value


@pytest.mark.parametrize(
    ("what", "said", "requests"),
    [
        (status(400), "does not understand the question (status 400)", 1),
        (status(401), "asks for a key or a password (status 401)", 1),
        (status(403), "refuses to answer (status 403)", 1),
        (status(404), "has no geocoder there (status 404)", 1),
        (status(418), "does not answer the question (status 418)", 1),
        (status(429), "has been asked too often (status 429)", 1),
        (status(500), "is busy (status 500), 2 times in a row", 2),
        (status(503), "is busy (status 503), 2 times in a row", 2),
        (status(503, Retry_After="3600"), "asks to be left alone for 60 minutes", 1),
        (status(429, Retry_After="86400"), "asks to be left alone for 24 hours", 1),
        (body("<html>Sign in to the hotel's network</html>", "text/html"), "answers with a web page, not with", 1),
        (body("  <!doctype html>"), "answers with a web page, not with results", 1),
        (body("certainly"), "answers with something that is no JSON", 1),
        (body(""), "answers with something that is no JSON", 1),
        (body(b"\xff\xfe\x00"), "answers with something that is no JSON", 1),
        (body("[" * 100_000), "answers with something that is no JSON", 1),
        (body("5"), "answers in another form than Nominatim does", 1),
        (body('{"a": 1}'), "answers in another form than Nominatim does", 1),
        (body('"words"'), "answers in another form than Nominatim does", 1),
        (body('{"error": "Nothing to search for"}'), "Nominatim does not understand: Nothing to search for", 1),
        (results({"display_name": None}), "answers in another form than Nominatim does (TypeError)", 1),
        (body("[" + " " * 10_000_000 + "]"), "answers with more than 2 MB, which are no results", 1),
        (status(302, Location="https://elsewhere.example.org/"), "sends on to another server, elsewhere.example", 1),
        (status(302, Location="file:///etc/passwd"), "is no address of a web server", 1),
        (status(302), "redirects to nowhere", 1),
        (status(302, Location="/search?q=x"), "redirects without end", 6),
        (breaking, "breaks the connection, 2 times in a row", 2),
        (never, "does not answer within 0.5 s, 2 times in a row", 2),
        (dripping_head, "does not answer within 0.5 s, 2 times in a row", 2),
        (dripping_body, "does not answer within 0.5 s, 2 times in a row", 2),
    ],
)
def test_each_failure_has_its_words(what, said, requests, server) -> None:
    server.always = what
    problem = failure(server, patience=HASTY if what in SLOW else PATIENT)
    assert said in problem.found
    assert server.domain in problem.found or "Nominatim" in problem.found or "web server" in problem.found
    assert problem.advice
    assert len(server.asked) == requests


def test_a_command_says_them_too_and_what_else_there_is(server) -> None:
    server.always = status(403)
    result = locate("Zarechye", "--domain", server.url)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"error {server.domain} refuses to answer (status 403)" in result.stderr
    assert "  = help: its operators may block this network or program: say who you are with --contact" in result.stderr


def test_a_server_that_is_busy_is_asked_again(server) -> None:
    told: list[str] = []
    server.then = [status(503), breaking]
    answer = geocoder(server, tell=told.append, patience=Patience(30, 3, 0.01)).ask(Question("Zarechye"))
    assert [result.raw["osm_id"] for result in answer.results] == [1, 2]
    assert told == [
        f"{server.domain} is busy (status 503): asking again in 0.01 s",
        f"{server.domain} breaks the connection: asking again in 0.02 s",
    ]


@pytest.mark.parametrize("number", [429, 503])
def test_retry_after_is_obeyed_as_seconds_and_as_a_date(number, server) -> None:
    until = email.utils.format_datetime(email.utils.localtime(), usegmt=False)
    server.then = [status(number, Retry_After="1"), status(number, Retry_After=until)]
    answer = geocoder(server, patience=Patience(30, 3, 0.01)).ask(Question("Zarechye"))
    assert len(answer.results) == 2
    assert server.times[1] - server.times[0] >= 1


def test_a_date_that_is_none_is_passed_over(server) -> None:
    server.then = [status(503, Retry_After="soon")]
    assert len(geocoder(server).ask(Question("Zarechye")).results) == 2


def test_where_nobody_listens_it_is_said_at_once(server) -> None:
    for domain, said in (("127.0.0.1:1", "cannot be reached"), ("nowhere.invalid", "cannot be found: this machine")):
        with pytest.raises(GeocodingError) as caught:
            Geocoder(Wished(domain=domain, scheme="http", patience=PATIENT)).ask(Question("x"))
        assert said in caught.value.found
        assert "--offline" in caught.value.advice


def test_a_server_without_encryption_is_not_asked_as_if_it_had_some(server) -> None:
    with pytest.raises(GeocodingError, match=r"certificate|breaks the connection"):
        Geocoder(Wished(domain=server.domain, patience=PATIENT)).ask(Question("x"))


def test_an_answer_in_another_encoding_is_read(server) -> None:
    text = json.dumps([{"lat": "1", "lon": "2", "display_name": "Été"}], ensure_ascii=False)
    server.then = [body(text.encode("latin-1"), "application/json; charset=latin-1"), body(text, "a/b; charset=nope")]
    for _ in range(2):
        assert geocoder(server).ask(Question("x")).results[0].address == "Été"


def test_a_failure_is_never_kept(server) -> None:
    wished = {"cache": Cache(cache_file())}
    server.then = [status(403)]
    failure(server, **wished)
    answer = geocoder(server, **wished).ask(Question("Zarechye"))
    assert not answer.cached
    assert geocoder(server, **wished).ask(Question("Zarechye")).cached


def test_a_locked_cache_is_worked_without(server, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("geomap.geocoding.cache._WAIT_S", 0.05)
    file = cache_file()
    Cache(file).put({"a": 1}, [])
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    result = locate("Zarechye", "--domain", server.url)
    holder.close()
    assert result.exit_code == 0
    assert "is locked by another program: working without it" in result.stderr


SECRET = "s3cr3t-k3y"  # noqa: S105


def test_a_key_is_sent_and_nowhere_else_to_be_seen(server, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("GEOMAP_OPENCAGE_API_KEY", SECRET)
    refused = {"status": {"code": 401, "message": f"invalid API key {SECRET}"}, "results": []}
    server.then = [status(500)] * 3 + [body(json.dumps(refused)), status(401), body("<html>")]
    for _ in range(5):
        result = locate("Zarechye", "--provider", "opencage", "--domain", server.url)
        assert SECRET not in result.output
        assert result.exit_code == 1
    assert {asked["key"] for asked in server.asked} == {SECRET}
    kept = tmp_path / "cache" / "geomap" / "geocoding.sqlite"
    assert not kept.exists() or SECRET.encode() not in kept.read_bytes()


def test_the_variable_with_the_key_is_named(server, monkeypatch) -> None:
    monkeypatch.setenv("GEOMAP_OPENCAGE_API_KEY", SECRET)
    server.then = [status(401)]
    result = locate("Zarechye", "--provider", "opencage", "--domain", server.url)
    assert "look at GEOMAP_OPENCAGE_API_KEY in the environment" in result.stderr


def test_what_others_own_is_not_kept(server, monkeypatch) -> None:
    monkeypatch.setenv("GEOMAP_GOOGLEV3_API_KEY", SECRET)
    place = {
        "formatted_address": "Harbour Tower, Port Harbour",
        "geometry": {"location": {"lat": 56.0, "lng": 38.0}, "location_type": "ROOFTOP"},
        "types": ["premise"],
        "place_id": "abc",
    }
    server.always = body(json.dumps({"status": "OK", "results": [place]}))
    for count in (1, 2):
        result = locate("Tower", "--provider", "googlev3", "--domain", server.url)
        assert result.exit_code == 0, result.stderr
        assert len(server.asked) == count
    assert "see whether the terms of Google let you keep and publish its positions" in result.stderr
    assert "location approximate: building" in result.stdout


def test_what_a_geocoder_cannot_be_told_is_said(server, monkeypatch) -> None:
    monkeypatch.setenv("GEOMAP_PHOTON_DOMAIN", server.domain)
    monkeypatch.setenv("GEOMAP_PHOTON_SCHEME", "http")
    feature = {"geometry": {"coordinates": [37.4, 55.7]}, "properties": {"name": "Zarechye", "osm_value": "village"}}
    server.always = body(json.dumps({"features": [feature]}))
    result = locate("Zarechye", "--provider", "photon", "--country", "ru", "--language", "en")
    assert "Photon takes no --country: asked without" in result.stderr
    assert server.asked[0]["lang"] == "en"


@pytest.mark.parametrize("name", [name for name in geocoder_names() if name != "what3words"])
def test_every_geocoder_of_geopy_can_be_made_and_survives_nonsense(name, server, monkeypatch) -> None:
    """Each is made with a key, asked through our adapter, and told in words where the answer is nonsense."""
    import inspect

    from geopy.geocoders import SERVICE_TO_GEOCODER

    parameters = inspect.signature(SERVICE_TO_GEOCODER[name].__init__).parameters
    for each in ("api_key", "apikey", "subscription_key", "auth_id", "auth_token", "referer"):
        if each in parameters and name not in {"arcgis", "ignfrance"}:
            monkeypatch.setenv(f"GEOMAP_{name}_{each}".upper(), "key-of-mine")
    if name == "geonames":
        monkeypatch.setenv("GEOMAP_GEONAMES_USERNAME", "me")
    if "domain" not in parameters:
        Geocoder(Wished(provider=name))
        return
    wished = {"provider": name, "delay_s": 0.0, "domain": server.domain, "scheme": "http"}
    if "scheme" not in parameters:
        del wished["scheme"]
    for nonsense in ('{"a": [1]}', "[]", "{}", "[5]", '{"results": [{"lat": 5}], "features": 7}', "null"):
        server.always = body(nonsense)
        assert "key-of-mine" not in outcome(geocoder(server, **wished))


def outcome(one: Geocoder) -> str:
    """What is said of an answer that is nonsense."""
    try:
        return str(one.ask(Question("Zarechye", ("en",), "ru", None, 3)).results)
    except GeocodingError as problem:
        return f"{problem.found}: {problem.advice}"


def test_the_clock_of_a_slow_answer_does_not_run_before_it_is_asked(server) -> None:
    """Waiting for one's turn is no waiting for an answer."""
    slow = geocoder(server, delay_s=0.7, cache=Cache(cache_file()))
    begun = time.time()
    for text in ("Zarechye", "Old Docks"):
        assert slow.ask(Question(text)).results
    assert server.times[1] - begun >= 0.7
