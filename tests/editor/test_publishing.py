"""Publishing from the editor: what would change, where it is, the build, and a commit with git."""

import subprocess
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from geomap.editor.api import EditorApi
from geomap.editor.session import Session

pytestmark = pytest.mark.services

GAZETTEER = """\
places:
  - {id: fort, name: Fort, coordinates: [55.728, 37.588], precision: building}
  - {id: mill, name: Mill, coordinates: [55.8, 37.7], precision: building}
reports:
  - {id: radar, title: A radar, place: fort, status: unconfirmed, status_reason: One witness.}
  - {id: mast, title: A mast, place: mill, status: unconfirmed, status_reason: One witness.}
"""


@pytest.fixture
def root(make_project, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_project({"data/locations.yaml": GAZETTEER, "seeds/old.md": "Old.\n", "notes.txt": "Not of the map\n"})


@pytest.fixture
def api(root) -> EditorApi:
    return EditorApi(Session(root))


def ask(api: EditorApi, name: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
    status, answer = api.answer(name, given or {})
    assert status == HTTPStatus.OK, answer
    return answer


def make(api: EditorApi, *changes: dict[str, Any]) -> None:
    ask(api, "write", {"proposal": ask(api, "propose", {"changes": changes})["proposal"]})


def report(identifier: str) -> dict[str, str]:
    return {"kind": "report", "id": identifier}


def test_what_would_change_is_shown_with_its_place_before_anything_is_built(api, root) -> None:
    assert ask(api, "differences") == {"first": True, "text": "", "entries": []}
    ask(api, "publish")
    assert ask(api, "differences") == {"first": False, "text": "", "entries": []}
    site = (root / "site" / "index.html").read_bytes()
    make(
        api,
        {"do": "set", "entry": report("radar"), "path": ["title"], "value": "Two radars"},
        {"do": "remove", "entry": report("mast")},
        {"do": "add", "kind": "report", "values": {"title": "New", "status": "unconfirmed", "status_reason": "Seen."}},
    )
    found = ask(api, "differences")
    assert {(each["id"], each["how"], tuple(each["position"] or ())) for each in found["entries"]} == {
        ("radar", "changed", (55.728, 37.588)),
        ("mast", "removed", (55.8, 37.7)),
        ("mill", "removed", (55.8, 37.7)),
        ("new", "added", ()),
    }
    assert "Two radars" in found["text"]
    assert (root / "site" / "index.html").read_bytes() == site


def test_a_place_that_moves_is_shown_where_it_is_now_with_its_reports(api) -> None:
    ask(api, "publish")
    make(
        api, {"do": "set", "entry": {"kind": "place", "id": "fort"}, "path": ["coordinates"], "value": [55.75, 37.588]}
    )
    assert [(each["id"], each["position"]) for each in ask(api, "differences")["entries"]] == [
        ("radar", [55.75, 37.588])
    ]


def test_a_project_with_errors_has_no_differences_and_is_not_built(api, root) -> None:
    (root / "data" / "locations.yaml").write_text(GAZETTEER.replace("place: mill", "place: nowhere"), encoding="utf-8")
    for name in ("differences", "publish"):
        status, answer = api.answer(name, {})
        assert (status, answer["findings"][0]["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "G007")
    assert not (root / "site").exists()


class Repository:
    """A project in a folder of a git repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q")
        self.git("config", "user.name", "Editor")
        self.git("config", "user.email", "editor@example.org")
        self.git("add", "-A")
        self.git("commit", "-qm", "Before")

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", "-C", self.folder, *words], check=True, capture_output=True, text=True)
        return done.stdout


@pytest.fixture
def repository(root, monkeypatch, tmp_path) -> Repository:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-settings"))
    return Repository(root.parent)


def test_the_files_of_the_project_are_committed_and_nothing_else(api, root, repository) -> None:
    make(api, {"do": "set", "entry": report("radar"), "path": ["title"], "value": 'Two "radars"'})
    make(api, {"do": "add", "kind": "place", "values": {"name": "Húsavík", "coordinates": [66, -17]}})
    (root / "seeds" / "með bili.md").write_text("Two radars.\n", encoding="utf-8")
    (root / "notes.txt").write_text("Changed by hand\n", encoding="utf-8")
    (root.parent / "other.txt").write_text("Of another project\n", encoding="utf-8")
    repository.git("add", str(root / "notes.txt"))
    published = ask(api, "publish")
    assert published["site"] == "site/index.html"
    assert {"data/locations.yaml", "seeds/með bili.md", "site/index.html"} <= set(published["git"])
    done = ask(api, "commit", {"message": f" {published['message']}\n\nSeen from the harbour. "})
    assert done["commit"].endswith(f" {published['message']}")
    committed = repository.git("show", "--name-only", "--format=%B", "-z", "HEAD").strip("\0")
    message, _, names = committed.partition("\0")
    assert message.strip() == f"{published['message']}\n\nSeen from the harbour."
    folder = root.name
    files = [name.strip() for name in names.split("\0") if name.strip()]
    assert {f"{folder}/data/locations.yaml", f"{folder}/seeds/með bili.md", f"{folder}/site/index.html"} <= set(files)
    assert not {f"{folder}/notes.txt", "other.txt"} & set(files)
    left = repository.git("status", "--porcelain", "--", folder, "other.txt").splitlines()
    assert left == [f"M  {folder}/notes.txt", "?? other.txt"]  # what was staged is still staged


def test_a_file_that_was_deleted_is_committed_as_deleted(api, root, repository) -> None:
    make(api, {"do": "remove", "entry": {"kind": "article", "id": "old"}})
    ask(api, "publish")
    ask(api, "commit", {"message": "One fewer"})
    assert f"D\t{root.name}/seeds/old.md" in repository.git("show", "--name-status", "--format=", "HEAD")
    assert repository.git("status", "--porcelain", "--", root.name) == ""


def test_a_commit_needs_a_message_a_change_and_a_name(api, repository) -> None:
    assert api.answer("commit", {"message": "x"})[1]["error"] == "there is nothing to commit"
    assert ask(api, "publish")["git"]
    assert api.answer("commit", {"message": " "})[1]["error"] == "the commit has no message"
    repository.git("config", "user.useConfigOnly", "true")
    repository.git("config", "--unset", "user.email")
    status, answer = api.answer("commit", {"message": "x"})
    assert (status, "identity" in answer["error"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert repository.git("log", "--format=%s").split() == ["Before"]


def test_without_a_repository_nothing_is_offered_for_a_commit(api, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert ask(api, "publish")["git"] is None
