"""A file on a web server that is read with range requests."""

from collections.abc import Iterator

import pytest
from archives import serving_ranges
from scripted import flood, redirect, send

from geomap.errors import GeomapError
from geomap.net import ranges
from geomap.net.http import Client
from geomap.net.ranges import FIRST_BYTES, RangeReader

DATA = bytes(range(256)) * 400


@pytest.fixture
def server() -> Iterator:
    with serving_ranges(DATA) as made:
        yield made


def reader(server) -> RangeReader:
    return RangeReader(f"{server.url}/planet", Client(backoff_s=0))


def test_parts_of_the_file_are_read(server) -> None:
    remote = reader(server)
    assert remote.size == len(DATA)
    assert remote.read(50_000, 1000) == DATA[50_000:51_000]
    assert remote.read(len(DATA) - 10, 100) == DATA[-10:]
    assert remote.read(len(DATA), 10) == b""


def test_the_start_of_the_file_is_requested_once(server) -> None:
    remote = reader(server)
    assert remote.read(0, 100) == DATA[:100]
    assert remote.read(FIRST_BYTES - 100, 100) == DATA[FIRST_BYTES - 100 : FIRST_BYTES]
    assert len(server.requests) == 1
    (request,) = server.requests
    assert request.headers["Range"] == f"bytes=0-{FIRST_BYTES - 1}"
    assert request.headers["Accept-Encoding"] == "identity"


def test_a_small_file_is_read_with_one_request() -> None:
    with serving_ranges(b"tiny") as server:
        remote = reader(server)
        assert (remote.size, remote.read(0, 100), remote.read(2, 2)) == (4, b"tiny", b"ny")
        assert len(server.requests) == 1


def test_a_redirect_is_followed_again_for_each_part(server) -> None:
    """An address that is valid for a short time, such as a signed one, is renewed."""
    server.script = [redirect("/there"), server.default, redirect("/there-again")]
    remote = reader(server)
    assert remote.read(50_000, 10) == DATA[50_000:50_010]
    assert [request.path for request in server.requests] == ["/planet", "/there", "/planet", "/there-again"]


def test_a_server_without_range_requests_is_refused_before_it_sends_the_file(server) -> None:
    server.default = flood
    with pytest.raises(GeomapError, match="does not support range requests"):
        reader(server)
    assert server.flooded < 50_000_000


@pytest.mark.parametrize(
    ("stated", "body"),
    [
        ("", DATA[:FIRST_BYTES]),
        ("bytes 0-16383/*", DATA[:FIRST_BYTES]),
        (f"bytes 0-16383/{'9' * 40}", DATA[:FIRST_BYTES]),
        (f"bytes 1-16384/{len(DATA)}", DATA[:FIRST_BYTES]),
        (f"bytes 0-16383/{len(DATA)}", DATA[: FIRST_BYTES - 9]),
        ("bytes 0-16383/100", DATA[:FIRST_BYTES]),
    ],
)
def test_a_wrong_part_is_refused(server, stated, body) -> None:
    server.default = send(206, body, Content_Range=stated)
    with pytest.raises(GeomapError, match="wrong part"):
        reader(server)
    assert len(server.requests) == 1


def test_more_than_the_part_is_refused(server) -> None:
    server.default = lambda handler: flood(handler, 206, Content_Range=f"bytes 0-16383/{len(DATA)}")
    with pytest.raises(GeomapError, match="sends more than"):
        reader(server)


def test_a_file_that_changes_on_the_server_is_refused(server) -> None:
    remote = reader(server)
    server.etag = '"two"'
    with pytest.raises(GeomapError, match="has changed on the server"):
        remote.read(50_000, 10)


def test_the_number_of_requests_is_limited(server, monkeypatch) -> None:
    monkeypatch.setattr(ranges, "MAX_REQUESTS", 3)
    remote = reader(server)
    with pytest.raises(GeomapError, match="more than 3 requests") as caught:
        [remote.read(offset, 1) for offset in range(20_000, 20_100)]
    assert "smaller extent" in caught.value.hint
