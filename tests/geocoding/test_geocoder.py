"""A geocoder's queries, answers and failures; no failure is a traceback, and no message contains a key."""

import inspect
import json

import pytest
from geocoder import Nominatim, results
from geopy.geocoders import SERVICE_TO_GEOCODER
from locating import locate
from scripted import redirect, send, stall

from geomap.geocoding.cache import Cache, cache_file
from geomap.geocoding.geocoder import Geocoder, GeocodingError, Query, Settings, geocoder_names

SECRET = "s3cr3t-k3y"  # noqa: S105


def geocoder(server: Nominatim, **settings: object) -> Geocoder:
    return Geocoder(Settings(**{"domain": server.url, "backoff_s": 0, "attempts": 2, **settings}))


def error_of(server: Nominatim, **settings: object) -> GeocodingError:
    with pytest.raises(GeocodingError) as caught:
        geocoder(server, **settings).answer(Query("Zarechye"))
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("action", "message", "requests"),
    [
        *((send(status), f"(status {status})", 1) for status in (400, 401, 402, 403, 404, 418, 429)),
        (send(503), "(status 503)", 2),
        (send(503, Retry_After="3600"), "(status 503)", 1),
        (send(200, "<html>Sign in to the network of the hotel</html>"), "does not send JSON", 1),
        (send(200, ""), "does not send JSON", 1),
        (send(200, b"\xff\xfe\x00"), "does not send JSON", 1),
        (send(200, "[" * 100_000), "does not send JSON", 1),
        (send(200, "5"), "does not answer as Nominatim does", 1),
        (send(200, '"text"'), "does not answer as Nominatim does", 1),
        (send(200, '{"error": "Nothing to search for"}'), "Nominatim: Nothing to search for", 1),
        (results({"display_name": None}), "does not answer as Nominatim does", 1),
        (results({"lon": None}), "does not answer as Nominatim does", 1),
        (results({"lat": "95"}), "does not answer as Nominatim does", 1),
        (results({"lat": "nan"}), "does not answer as Nominatim does", 1),
        (results({"lat": [1]}), "does not answer as Nominatim does", 1),
        (send(200, "[" + " " * 10_000_000 + "]"), "sends more than 2 MB", 1),
        (redirect("https://elsewhere.example.org/"), "redirects to another server, elsewhere.example", 1),
    ],
)
def test_a_failure_is_an_error_with_a_hint(action, message, requests, server) -> None:
    server.default = action
    assert message in str(error_of(server))
    assert len(server.requests) == requests


def test_a_server_that_does_not_respond_is_an_error(server) -> None:
    server.default = stall
    assert "does not respond" in str(error_of(server, timeout_s=0.3, attempts=1))


def test_only_a_rejected_query_lets_other_queries_continue(server) -> None:
    server.script = [send(400), send(403), send(200, '{"error": "Nothing"}')]
    assert [error_of(server).query_rejected for _ in range(3)] == [True, False, True]


def test_a_failure_is_an_error_of_the_command(server) -> None:
    server.default = send(403)
    result = locate("Zarechye", "--domain", server.url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "(status 403)" in result.stderr
    assert "--contact" in result.stderr


def test_a_busy_server_is_asked_again_with_a_message(server) -> None:
    messages: list[str] = []
    server.script = [send(503)]
    answer = geocoder(server, notify=messages.append).answer(Query("Zarechye"))
    assert [result.raw["osm_id"] for result in answer.results] == [1, 2]
    assert messages == [f"{server.host} is busy (status 503); retrying in 0 s"]


def test_a_server_that_cannot_be_reached_is_an_error_that_mentions_the_offline_search() -> None:
    with pytest.raises(GeocodingError) as caught:
        Geocoder(Settings(domain="nowhere.invalid", scheme="http", attempts=1)).answer(Query("x"))
    assert "cannot be reached" in str(caught.value)
    assert "--offline" in caught.value.hint


def test_an_answer_in_another_encoding_is_read(server) -> None:
    text = json.dumps([{"lat": "1", "lon": "2", "display_name": "Été"}], ensure_ascii=False)
    server.script = [
        send(200, text.encode("latin-1"), Content_Type="application/json; charset=latin-1"),
        send(200, text, Content_Type="a/b; charset=nope"),
    ]
    for _ in range(2):
        assert geocoder(server).answer(Query("x")).results[0].address == "Été"


@pytest.mark.parametrize("changes", [{"lat": None}, {"lat": "0", "lon": "0"}])
def test_a_result_without_a_position_is_skipped(changes, server) -> None:
    server.script = [results(changes, {"osm_id": 7})]
    answer = geocoder(server).answer(Query("Zarechye"))
    assert [result.raw["osm_id"] for result in answer.results] == [7]
    assert answer.skipped == 1


def test_an_answer_is_cached_but_a_failure_is_not(server) -> None:
    settings = {"cache": Cache(cache_file())}
    server.script = [send(403)]
    error_of(server, **settings)
    first = geocoder(server, **settings).answer(Query("Zarechye"))
    again = geocoder(server, **settings).answer(Query("Zarechye"))
    assert (first.cached, again.cached) == (False, True)
    assert again.results == first.results
    assert not geocoder(server, **settings).answer(Query("Zarechye", ("ru",))).cached
    assert not geocoder(server, **settings, refresh=True).answer(Query("Zarechye")).cached


def test_a_public_server_is_asked_at_most_once_a_second(server) -> None:
    assert Geocoder(Settings()).is_public
    assert Geocoder(Settings(provider="photon")).is_public
    assert not geocoder(server).is_public


def test_requests_wait_for_their_turn(server, monkeypatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("geomap.geocoding.geocoder.time.sleep", pauses.append)
    slow = geocoder(server, delay_s=100.0, cache=Cache(cache_file()))
    for text in ("Zarechye", "Old Docks"):
        assert slow.answer(Query(text)).results
    assert pauses[0] < 50 < pauses[1] <= 100


def test_a_key_is_sent_and_appears_nowhere_else(server, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("GEOMAP_OPENCAGE_API_KEY", SECRET)
    refusal = {"status": {"code": 401, "message": f"invalid API key {SECRET}"}, "results": []}
    server.script = [send(404), send(200, json.dumps(refusal)), send(401), send(200, "<html>"), redirect("http://[")]
    for _ in range(5):
        result = locate("Zarechye", "--provider", "opencage", "--domain", server.url)
        assert result.exit_code == 1
        assert SECRET not in result.output
    assert {query["key"] for query in server.queries} == {SECRET}
    file = tmp_path / "cache" / "geomap" / "geocoding.sqlite"
    assert not file.exists() or SECRET.encode() not in file.read_bytes()


def test_the_variable_of_a_rejected_key_is_named(server, monkeypatch) -> None:
    monkeypatch.setenv("GEOMAP_OPENCAGE_API_KEY", SECRET)
    server.script = [send(401)]
    assert "GEOMAP_OPENCAGE_API_KEY" in error_of(server, provider="opencage").hint


def test_answers_of_other_services_have_an_unknown_precision_and_are_not_cached(server, monkeypatch) -> None:
    monkeypatch.setenv("GEOMAP_GOOGLEV3_API_KEY", SECRET)
    place = {"formatted_address": "Harbour Tower, Port", "geometry": {"location": {"lat": 56.0, "lng": 38.0}}}
    server.default = send(200, json.dumps({"status": "OK", "results": [place]}))
    for count in (1, 2):
        result = locate("Tower", "--provider", "googlev3", "--domain", server.url)
        assert result.exit_code == 0, result.stderr
        assert len(server.requests) == count
    assert "terms of GoogleV3" in result.stderr
    assert "precision not stated" in result.stdout


def test_an_option_that_a_geocoder_does_not_support_is_reported(server, monkeypatch) -> None:
    monkeypatch.setenv("GEOMAP_PHOTON_DOMAIN", server.host)
    monkeypatch.setenv("GEOMAP_PHOTON_SCHEME", "http")
    feature = {"geometry": {"coordinates": [37.4, 55.7]}, "properties": {"name": "Zarechye", "osm_value": "village"}}
    server.default = send(200, json.dumps({"features": [feature]}))
    result = locate("Zarechye", "--provider", "photon", "--country", "ru", "--language", "en")
    assert "Photon does not support --country" in result.stderr
    assert server.queries[0]["lang"] == "en"


@pytest.mark.parametrize("name", [name for name in geocoder_names() if name != "what3words"])
def test_every_geocoder_of_geopy_can_be_used_and_reports_an_invalid_answer(name, server, monkeypatch) -> None:
    parameters = inspect.signature(SERVICE_TO_GEOCODER[name].__init__).parameters
    for each in ("api_key", "apikey", "subscription_key", "auth_id", "auth_token", "referer"):
        if each in parameters and name not in {"arcgis", "ignfrance"}:
            monkeypatch.setenv(f"GEOMAP_{name}_{each}".upper(), SECRET)
    if name == "geonames":
        monkeypatch.setenv("GEOMAP_GEONAMES_USERNAME", "me")
    if "domain" not in parameters:
        Geocoder(Settings(provider=name))
        return
    settings = {"provider": name, "domain": server.host} | ({"scheme": "http"} if "scheme" in parameters else {})
    for answer in ('{"a": [1]}', "[]", "{}", "[5]", '{"results": [{"lat": 5}], "features": 7}', "null"):
        server.default = send(200, answer)
        try:
            text = str(geocoder(server, **settings, attempts=1).answer(Query("Zarechye", ("en",), "ru", None, 3)))
        except GeocodingError as error:
            text = f"{error}: {error.hint}"
        assert SECRET not in text
