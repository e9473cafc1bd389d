"""The server of the editor answers its own page only, and only with its secret."""

import contextlib
import http.client
import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from previews import previewing

from geomap.editor.api import EditorApi
from geomap.editor.session import Session
from geomap.preview.broadcast import Broadcast
from geomap.preview.server import serving

pytestmark = pytest.mark.services


class Connection:
    """Requests to a running editor."""

    def __init__(self, url: str) -> None:
        self.path = url.partition("://")[2].partition("/")[2]
        self.host = url.partition("://")[2].partition("/")[0]
        self.token = url.rpartition("/")[2]

    def post(self, name: str = "state", body: bytes = b"{}", **other: str | None) -> tuple[int, str, dict[str, str]]:
        headers = {
            "Origin": f"http://{self.host}",
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            **{key.replace("_", "-"): value for key, value in other.items()},
        }
        return self.request("POST", f"/.geomap/edit/{name}", body, headers)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str | None] | None = None
    ) -> tuple[int, str, dict[str, str]]:
        sent = {key: value for key, value in (headers or {}).items() if value is not None}
        with contextlib.closing(http.client.HTTPConnection(self.host, timeout=60)) as connection:
            connection.request(method, path, body, sent)
            with connection.getresponse() as answer:
                given = {key.lower(): value for key, value in answer.getheaders()}
                return answer.status, answer.read().decode(), given


@contextlib.contextmanager
def served(root: Path) -> Iterator[Connection]:
    with serving(Broadcast(), port=0, editor=EditorApi(Session(root))) as url:
        yield Connection(url)


@pytest.fixture
def editor(make_project, tmp_path, monkeypatch) -> Iterator[Connection]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = make_project({"data/locations.yaml": "places: [{name: Fort, coordinates: [1, 2], precision: street}]\n"})
    with served(root) as connection:
        yield connection


def test_the_page_with_the_secret_in_its_address_is_answered(editor) -> None:
    status, body, headers = editor.post()
    assert (status, json.loads(body)["places"][0]["id"]) == (HTTPStatus.OK, "fort")
    assert "access-control-allow-origin" not in headers
    status, body, headers = editor.request("GET", f"/edit/{editor.token}")
    assert status == HTTPStatus.OK
    assert "script-src 'self'" in headers["content-security-policy"]
    assert editor.token not in body
    assert len(editor.token) > 40


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Host": "evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Authorization": None},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer é"},
    ],
)
def test_other_pages_and_wrong_secrets_are_refused(editor, headers) -> None:
    assert editor.post(**headers)[0] == HTTPStatus.FORBIDDEN


def test_a_server_that_is_killed_while_it_writes_leaves_all_files_as_they_were_or_as_they_become(
    make_project, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    article = "---\nlink: {Fort: %s}\n---\nThe Fort.\n"
    gazetteer = "places: [{id: %s, name: Fort, coordinates: [1, 2], precision: street}]\n"
    files = {"data/locations.yaml": gazetteer % "fort"}
    files |= {f"seeds/{number}.md": article % "fort" for number in range(60)}
    root = make_project(files)
    change = {"do": "rename", "entry": {"kind": "place", "id": "fort"}, "id": "castle"}
    with previewing(root, command="edit", fork=False) as preview:
        connection = Connection(preview.address)
        proposal = json.loads(connection.post("propose", json.dumps({"changes": [change]}).encode())[1])["proposal"]

        def write() -> None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection.post("write", json.dumps({"proposal": proposal}).encode())

        writing = threading.Thread(target=write)
        writing.start()
        while "castle" not in (root / "data" / "locations.yaml").read_text(encoding="utf-8"):
            pass
        preview.process.kill()
        preview.process.wait()
        writing.join()
    Session(root)
    found = {name: (root / name).read_text(encoding="utf-8") for name in files}
    redirected = {name: text.replace("castle", "fort") for name, text in found.items() if name.startswith("seeds/")}
    assert redirected == {name: text for name, text in files.items() if name.startswith("seeds/")}
    assert len({"castle" in text for text in found.values()}) == 1


def test_only_json_is_read(editor) -> None:
    assert editor.post(Content_Type="text/plain")[0] == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert editor.post(Content_Type="application/x-www-form-urlencoded")[0] == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert editor.post(body=b"{")[0] == HTTPStatus.BAD_REQUEST
    assert editor.post(body=b"\xff")[0] == HTTPStatus.BAD_REQUEST
    assert editor.post(body=b"[]")[0] == HTTPStatus.NOT_FOUND
    assert editor.post(Content_Length="999999999999")[0] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert editor.post("explode")[0] == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", ["/edit/", "/edit/wrong", "/edit/%C3%A9"])
def test_the_editor_is_at_its_address_only(editor, path) -> None:
    assert editor.request("GET", path)[0] == HTTPStatus.NOT_FOUND


def test_a_preview_without_an_editor_changes_nothing() -> None:
    with serving(Broadcast(), port=0) as url:
        assert Connection(url).post()[0] == HTTPStatus.NOT_IMPLEMENTED
