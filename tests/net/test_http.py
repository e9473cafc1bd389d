"""The HTTP client: one policy for identification, timeouts, retries, size limits and redirects."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scripted import (
    Server,
    break_off,
    drip_body,
    drip_chunks,
    drip_headers,
    flood,
    redirect,
    running,
    send,
    stall,
)

from geomap.errors import GeomapError
from geomap.net import http
from geomap.net.http import MAX_REDIRECTS, Client, HttpError, check_url

NEVER = 0.3
"""A timeout in seconds for servers that never respond."""


@pytest.fixture
def server() -> Iterator[Server]:
    with running(Server(send(200, b"content", Content_Type="text/plain"))) as made:
        yield made


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, without their duration."""
    seconds: list[float] = []
    monkeypatch.setattr(http.time, "sleep", seconds.append)
    return seconds


def error_of(url: str, **settings) -> HttpError:
    with pytest.raises(HttpError) as caught:
        Client(**{"backoff_s": 0, **settings}).get(url, max_bytes=1000)
    assert caught.value.hint
    return caught.value


def test_a_request_identifies_geomap_and_sends_no_password_of_the_user(server, tmp_path, monkeypatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    response = Client(contact="map@example.org").get(server.url, max_bytes=100, headers={"Accept": "text/plain"})
    assert response.body == b"content"
    (request,) = server.requests
    assert request.headers["User-Agent"].startswith("geomap/")
    assert request.headers["User-Agent"].endswith(" (map@example.org)")
    assert request.headers["Accept"] == "text/plain"
    assert "Authorization" not in request.headers


@pytest.mark.parametrize("contact", ["ä", "a\r\nX: y", "x" * 300])
def test_a_contact_that_is_not_valid_in_a_header_is_refused(contact) -> None:
    with pytest.raises(ValueError, match="contact"):
        Client(contact=contact)


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.org/a", "file:///etc/passwd", "http://", "http://[", "http://127.0.0.1:99999/"),
        *("http://me:secret@127.0.0.1/", "http://example.org/a b", "example.org"),
    ],
)
def test_only_web_addresses_without_passwords_are_requested(url) -> None:
    error = error_of(url)
    assert "address" in str(error)
    assert "secret" not in str(error)


@pytest.mark.parametrize("status", [204, 400, 401, 402, 403, 404, 410, 416, 418, 429])
def test_a_refusal_is_an_error_with_its_status_and_is_not_repeated(server, status) -> None:
    server.default = send(status, b"")
    error = error_of(server.url)
    assert error.status == status
    assert server.host in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize("failure", [send(500), send(502), send(503), send(504), break_off])
def test_a_temporary_failure_is_retried_with_longer_pauses(server, pauses, failure) -> None:
    messages: list[str] = []
    server.script = [failure, failure]
    assert Client(attempts=3, notify=messages.append).get(server.url, max_bytes=100).body == b"content"
    assert pauses == [1, 2]
    assert [message.rpartition(" retrying ")[2] for message in messages] == ["in 1 s", "in 2 s"]


def test_a_server_that_stays_busy_is_an_error_after_the_last_attempt(server) -> None:
    server.default = send(503)
    assert error_of(server.url, attempts=3).status == 503
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_respected_as_seconds_and_as_a_date(server, pauses, status) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    server.script = [send(status, Retry_After="7"), send(status, Retry_After=soon)]
    Client().get(server.url, max_bytes=100)
    assert pauses[0] == 7
    assert 1 < pauses[1] <= 100


def test_a_retry_after_that_is_neither_is_ignored(server, pauses) -> None:
    server.script = [send(503, Retry_After="soon")]
    Client().get(server.url, max_bytes=100)
    assert pauses == [1]


def test_a_long_retry_after_is_an_error_that_says_when_to_try_again(server, pauses) -> None:
    server.default = send(503, Retry_After="3600")
    assert "60 minutes" in error_of(server.url).hint
    server.default = send(429, Retry_After="86400")
    assert "a few hours" in error_of(server.url).hint
    assert pauses == []


def test_each_attempt_waits_for_its_turn(server) -> None:
    turns = itertools.count()
    server.script = [send(503)]
    Client(backoff_s=0, wait_turn=lambda: next(turns)).get(server.url, max_bytes=100)
    assert next(turns) == 2


@pytest.mark.parametrize("action", [stall, drip_headers])
def test_a_server_without_a_response_is_an_error(server, action) -> None:
    server.default = action
    assert "does not respond" in str(error_of(server.url, timeout_s=NEVER, attempts=2))
    assert len(server.requests) == 2


@pytest.mark.parametrize("action", [drip_body, drip_chunks])
def test_a_server_that_sends_a_body_byte_by_byte_is_an_error(server, action, monkeypatch) -> None:
    monkeypatch.setattr(http, "MIN_BYTES_PER_S", 10**6)
    server.default = action
    assert error_of(server.url, timeout_s=NEVER, attempts=2).status == 0
    assert len(server.requests) == 2


def test_a_server_that_is_not_there_is_an_error(server) -> None:
    with running(Server(send(200))) as gone:
        url = gone.url
    assert "cannot be reached" in str(error_of(url, attempts=1))
    assert "cannot be reached" in str(error_of("http://nowhere.invalid/", attempts=1))


def test_a_server_without_encryption_is_not_asked_as_if_it_had_some(server) -> None:
    error = error_of(server.url.replace("http:", "https:"), attempts=1)
    assert isinstance(error, GeomapError)
    assert server.requests == []


def test_a_body_larger_than_the_limit_is_not_read_to_its_end(server) -> None:
    server.default = flood
    assert "sends more than 0.001 MB" in str(error_of(server.url))
    assert server.flooded < 50_000_000


def test_the_body_of_another_status_is_not_read(server) -> None:
    server.default = flood
    with pytest.raises(HttpError) as caught:
        Client().get(server.url, max_bytes=10**9, expect=206)
    assert caught.value.status == 200
    assert server.flooded < 50_000_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(server, status) -> None:
    server.script = [redirect("/there", status)]
    response = Client().get(f"{server.url}/here", max_bytes=100)
    assert (response.url, response.body) == (f"{server.url}/there", b"content")
    assert [request.path for request in server.requests] == ["/here", "/there"]


def test_the_body_of_a_redirect_is_not_read(server) -> None:
    server.script = [lambda handler: flood(handler, 302, Location="/there")]
    assert Client().get(server.url, max_bytes=100).body == b"content"
    assert server.flooded < 50_000_000


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "", "http://[", "http://a:b@127.0.0.1"]
)
def test_a_redirect_to_anything_but_a_web_address_is_an_error(server, location) -> None:
    server.default = redirect(location)
    assert "redirects to an invalid address" in str(error_of(server.url))
    assert len(server.requests) == 1


def test_endless_redirects_are_an_error(server) -> None:
    server.default = redirect("/again")
    assert "redirects too often" in str(error_of(server.url))
    assert len(server.requests) == MAX_REDIRECTS + 1


def test_a_redirect_that_gives_up_encryption_is_refused() -> None:
    with pytest.raises(HttpError, match="without encryption"):
        Client()._redirected("https://example.org/a", "http://example.org/a")


def test_a_request_with_a_secret_is_not_redirected_to_another_host(server) -> None:
    other = server.url.replace("127.0.0.1", "localhost")
    server.script = [redirect(f"{other}/?key=secret")]
    error = error_of(f"{server.url}/?key=secret", same_host=True)
    assert "redirects to another server, localhost" in str(error)
    assert "secret" not in str(error)
    assert len(server.requests) == 1
    server.script = [redirect(f"{server.url}/there")]
    assert Client(same_host=True).get(server.url, max_bytes=100).body == b"content"


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=latin-1", "latin-1"),
        ("text/html", None),
        ('a/b; Charset="UTF-8"', "UTF-8"),
        ("a/b; charset=nope", None),
    ],
)
def test_the_stated_charset_is_given_if_python_knows_it(server, content_type, charset) -> None:
    server.default = send(200, b"x", Content_Type=content_type)
    assert Client().get(server.url, max_bytes=100).charset == charset


def test_a_message_shows_no_control_characters() -> None:
    with pytest.raises(HttpError) as caught:
        check_url("\x1b[2J://x")
    assert "\x1b" not in str(caught.value)
