"""The server of the preview: whom it answers, with what, and how it ends."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from previews import previewing

import geomap
from geomap.cli import main
from geomap.preview import server as serve_module
from geomap.preview.broadcast import Broadcast
from geomap.preview.server import ServerError, is_loopback, serving
from geomap.site import site_files

PAGE = b"<!DOCTYPE html><title>A page</title>"
SITE = {"index.html": PAGE, "data/reports.csv": b"id,title\n", "basemap.pmtiles": bytes(range(100))}
MESSAGE = {"counts": {"error": 0, "warning": 0, "note": 0}, "findings": [], "building": False, "built": 0}


@contextmanager
def served(site: dict[str, bytes] | None = SITE, **options: object) -> Iterator[tuple[int, Broadcast]]:
    broadcast = Broadcast()
    if site is not None:
        broadcast.send(MESSAGE, site)
    with serving(broadcast, port=0, **options) as address:
        yield int(address.rstrip("/").rpartition(":")[2]), broadcast


def ask(
    port: int, path: str, method: str = "GET", host: str | None = "127.0.0.1", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body of the answer; the port is added to a host without a colon."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.putrequest(method, path, skip_host=True)
        if host is not None:
            connection.putheader("Host", host if ":" in host or not host else f"{host}:{port}")
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()


@contextmanager
def listening(port: int, **headers: str) -> Iterator[Iterator[dict[str, object]]]:
    """The messages that a browser gets, one after the other."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/.geomap/events", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        yield (json.loads(line[6:]) for line in answer if line.startswith(b"data: "))


def test_the_files_of_the_site_are_served_as_they_are() -> None:
    with served() as (port, _):
        status, headers, body = ask(port, "/index.html")
        assert (status, body) == (200, PAGE)
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "content-security-policy" not in headers  # the page brings its own
        assert ask(port, "/data/reports.csv")[1]["content-type"] == "text/csv"
        assert ask(port, "/data/reports.csv?new=1")[2] == SITE["data/reports.csv"]


def test_the_shell_has_a_strict_policy_and_nothing_in_line_but_data() -> None:
    with served() as (port, _):
        status, headers, body = ask(port, "/?embed")
        assert status == 200
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert body.count(b"<script") == 2
        for name in ("preview.js", "preview.css"):
            assert f"/.geomap/{name}".encode() in body
            assert ask(port, f"/.geomap/{name}")[0] == 200


def test_a_head_is_answered_without_a_body() -> None:
    with served() as (port, _):
        status, headers, body = ask(port, "/index.html", "HEAD")
        assert (status, headers["content-length"], body) == (200, str(len(PAGE)), b"")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served() as (port, _):
        yield port


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]:{port}"])
def test_this_machines_own_names_are_answered(host, port) -> None:
    assert ask(port, "/index.html", host=host.format(port=port))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:{port}", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.7"),
        *("127.0.0.1:80", "localhost:{port}@evil.example", "user@localhost:{port}", "localhost:{port}/x", "", None),
        *("127.0.0.1:99999999", "[::1", "evil.example#localhost:{port}"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/index.html", "/.geomap/events", "/.geomap/explain/G002"])
def test_other_names_are_refused(host, path, port) -> None:
    status, _, body = ask(port, path, host=host and host.format(port=port))
    assert status == 403
    assert b"localhost" in body
    assert b"A page" not in body


def test_the_address_of_host_is_answered_too() -> None:
    with served(host="127.0.0.2") as (port, _):
        connection = http.client.HTTPConnection("127.0.0.2", port, timeout=60)
        with closing(connection):
            connection.request("GET", "/index.html")
            assert connection.getresponse().read() == PAGE


def test_on_all_addresses_numeric_ones_are_answered_and_names_are_not() -> None:
    with served(host="0.0.0.0") as (port, _):  # noqa: S104
        assert ask(port, "/index.html", host="192.168.1.7")[0] == 200
        assert ask(port, "/index.html", host=socket.gethostname())[0] == 200
        assert ask(port, "/index.html", host="evil.example")[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        *("/../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/data/locations.yaml", "/data/../index.html"),
        *("/%2Fetc/passwd", "//etc/passwd", "/index.html%00", "/data\\reports.csv", "/data/%5c..%5creports.csv"),
        *("/index.html/", "/data/", "/data", "/INDEX.HTML", "/.git/config", "/.geomap/../index.html", "/.geomap/"),
        *("/.geomap/explain/../G002", "/.geomap/explain/G9999", "/.geomap/explain/", "/.geomap/page.js", "/%ff%fe"),
        *("http://127.0.0.1/index.html", "file:///etc/passwd", "index.html", "*"),
    ],
)
def test_no_path_leads_out_of_the_site(path, port) -> None:
    status, _, body = ask(port, path)
    assert status == 404
    assert b"root:" not in body


@given(path=st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_only_paths_of_the_site_are_found(port, path) -> None:
    status, _, body = ask(port, f"/{path}")
    # The server reads several leading slashes as one, as http.server does.
    found = path.lstrip("/").partition("?")[0].partition("#")[0]
    assert status in {200, 307} if found in SITE or found == "" else status in {400, 404}
    assert b"Traceback" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_not_supported(method) -> None:
    with served() as (port, _):
        status, headers, body = ask(port, "/index.html", method, body=b"GET / HTTP/1.1\r\n\r\n")
        assert (status, headers["connection"]) == (501, "close")
        assert b"A page" not in body


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        *[("bytes=0-9", 206, slice(0, 10)), ("bytes=90-", 206, slice(90, 100)), ("bytes=-5", 206, slice(95, 100))],
        *[("bytes=95-2000", 206, slice(95, 100)), ("bytes=-2000", 206, slice(0, 100)), ("bytes=0-0", 206, slice(0, 1))],
        *[("bytes=100-", 416, None), ("bytes=100-200", 416, None), ("bytes=-0", 416, None)],
        *[("bytes=9-3", 200, slice(None)), ("bytes=-", 200, slice(None)), ("lines=0-9", 200, slice(None))],
        *[("bytes=0-1,5-6", 200, slice(None)), ("", 200, slice(None))],
    ],
)
def test_a_part_of_a_file_can_be_requested(asked, status, part) -> None:
    data = SITE["basemap.pmtiles"]
    with served() as (port, _):
        got, headers, body = ask(port, "/basemap.pmtiles", Range=asked)
        assert got == status
        if part is None:
            assert headers["content-range"] == "bytes */100"
            return
        assert body == data[part]
        if status == 206:
            first, last, _ = part.indices(100)
            assert headers["content-range"] == f"bytes {first}-{last - 1}/100"


def test_parts_of_different_versions_have_different_etags() -> None:
    with served() as (port, broadcast):
        before = ask(port, "/basemap.pmtiles", Range="bytes=0-1")[1]["etag"]
        assert ask(port, "/basemap.pmtiles", Range="bytes=5-6")[1]["etag"] == before
        broadcast.send(MESSAGE, {**SITE, "basemap.pmtiles": bytes(100)})
        assert ask(port, "/basemap.pmtiles", Range="bytes=0-1")[1]["etag"] != before


def test_before_the_first_map_there_is_a_shell_without_a_page() -> None:
    with served(None) as (port, _):
        assert ask(port, "/")[0] == 200
        assert ask(port, "/index.html")[0] == 503


def test_a_copied_link_to_the_page_leads_to_the_preview_of_it() -> None:
    with served() as (port, _):
        status, headers, _ = ask(port, "/index.html?embed", Sec_Fetch_Dest="document")
        assert (status, headers["location"]) == (307, "/?embed")
        assert ask(port, "/index.html?embed", Sec_Fetch_Dest="iframe")[2] == PAGE


def test_what_a_finding_means_can_be_read() -> None:
    with served() as (port, _):
        status, _, body = ask(port, "/.geomap/explain/G002")
        assert status == 200
        assert b"geomap does not know this key" in body


def test_every_listener_gets_the_current_message_and_then_newer_ones() -> None:
    with served() as (port, broadcast), listening(port) as first, listening(port) as second:
        pages = [next(each)["page"] for each in (first, second)]
        assert pages[0] == pages[1]
        broadcast.send({**MESSAGE, "building": True})
        broadcast.send({**MESSAGE, "built": 1}, {"index.html": b"new"})
        for each in (first, second):
            message = next(message for message in each if not message["building"])
            assert message["built"] == 1
            assert message["page"] not in {None, pages[0]}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost:1"},
    ],
)
def test_other_sites_cannot_listen(headers) -> None:
    with served() as (port, _):
        status, answered, body = ask(
            port, "/.geomap/events", **{name.replace("-", "_"): value for name, value in headers.items()}
        )
        assert status == 403
        assert b"data:" not in body
        assert "access-control-allow-origin" not in answered


def test_the_preview_itself_can_listen() -> None:
    with served() as (port, _), listening(port, **{"Sec-Fetch-Site": "same-origin"}) as messages:
        assert next(messages)["page"]


def test_it_ends_while_a_browser_listens_and_a_connection_is_idle() -> None:
    running = served()
    port, _ = running.__enter__()
    with socket.create_connection(("127.0.0.1", port)), listening(port) as messages:
        next(messages)
        assert ask(port, "/index.html")[0] == 200
        running.__exit__(None, None, None)
        assert list(messages) == []


def test_a_port_in_use_is_an_error() -> None:
    with served() as (port, broadcast), pytest.raises(ServerError, match=str(port)):
        serving(broadcast, port=port).__enter__()


def test_the_default_is_the_first_free_port(monkeypatch) -> None:
    with served() as (port, broadcast):
        monkeypatch.setattr(serve_module, "FIRST_PORT", port)
        with serving(broadcast) as address:
            assert port < int(address.rstrip("/").rpartition(":")[2]) < port + serve_module.PORTS


@pytest.mark.parametrize("host", ["192.0.2.1", "", " ", "[]", "x" * 300])
def test_only_addresses_of_this_machine_can_be_used(host) -> None:
    with pytest.raises(ServerError):
        serving(Broadcast(), host, 0).__enter__()


def test_the_address_decides_who_has_access() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.9.10"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "192.168.1.7", "example.org", ""]))  # noqa: S104


def test_the_served_site_is_the_built_one_without_a_trace_of_the_preview(first_map) -> None:
    site = geomap.build(geomap.load(first_map), first_map).site
    built = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    with served(dict(site_files(geomap.load(first_map)))) as (port, _):
        for path, data in built.items():
            assert ask(port, f"/{path}")[2] == data, path
            assert b"/.geomap/" not in data
            assert b"EventSource" not in data
            assert b"preview.behind" not in data


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["serve", *map(str, words)])
    return result.exit_code, result.output


def test_a_missing_folder_is_wrong_usage(tmp_path) -> None:
    code, _ = run(tmp_path / "nowhere")
    assert code == 2


def test_a_port_in_use_and_a_foreign_host_end_with_a_hint(first_map) -> None:
    with served() as (port, _):
        code, shown = run(first_map, "--port", port)
    assert code == 1
    assert str(port) in shown
    assert "--port" in shown.partition("= help: ")[2]
    code, shown = run(first_map, "--host", "192.0.2.1")
    assert code == 1
    assert "192.0.2.1" in shown
    assert "--host" in shown.partition("= help: ")[2]


@pytest.mark.services
def test_access_from_other_machines_is_a_warning(first_map) -> None:
    with previewing(first_map, "--host", "0.0.0.0", fork=False) as preview:  # noqa: S104
        preview.line()
        assert preview.errors().startswith("warning ")
    with previewing(first_map, fork=False) as preview:
        preview.line()
        assert preview.errors() == ""


@pytest.mark.services
def test_the_terminal_shows_builds_changes_and_findings(first_map) -> None:
    file = first_map / "data" / "locations.yaml"
    good = file.read_text(encoding="utf-8")
    with previewing(first_map, fork=False) as preview:
        assert "4 reports" in preview.line()
        file.write_text(good.replace("title: Pantsir-S1 on", "title: One Pantsir-S1 on"), encoding="utf-8")
        line = preview.line()
        assert "data/locations.yaml: built in" in line
        assert "4 reports; 1 report changed (pantsir-ndmc)" in line
        file.write_text(good.replace("title: Pantsir-S1 on", "titel: Pantsir-S1 on"), encoding="utf-8")
        assert "1 error" in (line := preview.line())
        assert "the last valid map stays" in line
        assert 'error G002 unknown key "titel"' in preview.errors()
        assert "\x1b" not in line + preview.errors()
    assert not (first_map / "site").exists()


@pytest.mark.services
def test_ctrl_c_ends_it_with_a_listener(first_map) -> None:
    with previewing(first_map, fork=False) as preview:
        preview.line()
        with listening(preview.port) as messages:
            next(messages)
            assert preview.interrupt() == 0
            assert list(messages) == []
        assert preview.process.stdout.read() == "Preview stopped.\n"
