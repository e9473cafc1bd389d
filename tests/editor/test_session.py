"""The editor's answers: entries, checked changes, undo that survives, and what needs a person."""

import base64
import io
import json
import resource
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from geomap import project
from geomap.editor import log
from geomap.editor.api import EditorApi
from geomap.editor.forms import forms
from geomap.editor.reading import dates_in
from geomap.editor.session import Session
from geomap.geocoding.search import search_offline
from geomap.i18n.string_files import languages_with_texts
from geomap.i18n.translator import Translator
from geomap.model import FrontMatter, MapInfo, Place, Report
from geomap.model.dates import parse_date

GAZETTEER = """\
# Kept by hand
places:
  - id: fort     # the old one
    name: Fort
    coordinates: [55.728, 37.588]
    precision: building
reports:
  - id: radar
    title: A radar
    place: fort
    status: unconfirmed
    status_reason: One witness.
    evidence:
      - {article: roofs, quote: a radar was seen}
"""
ARTICLE = """\
---
title: Roofs
published: 2023-01-20
---
On 19 January a radar was seen on the Fort. 😀 It is said to be new.

Later, in early February, the Fort had two of them. Springfield had none, people in Springfield say.
"""


@pytest.fixture
def root(make_project, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_project({"data/locations.yaml": GAZETTEER, "seeds/roofs.md": ARTICLE})


@pytest.fixture
def api(root) -> EditorApi:
    return EditorApi(Session(root))


def ask(api: EditorApi, name: str, given: Any = None) -> dict[str, Any]:
    status, answer = api.answer(name, given or {})
    assert status == HTTPStatus.OK, answer
    json.dumps(answer)
    return answer


def refused(api: EditorApi, name: str, given: Any) -> tuple[HTTPStatus, dict[str, Any]]:
    status, answer = api.answer(name, given)
    assert status != HTTPStatus.OK
    return status, answer


def put(key: str, value: Any) -> dict[str, Any]:
    return {"do": "set", "entry": {"kind": "place", "id": "fort"}, "path": [key], "value": value}


def make(api: EditorApi, *changes: dict[str, Any]) -> None:
    proposal = ask(api, "propose", {"changes": changes, "base": ask(api, "state")["files"]})
    ask(api, "write", {"proposal": proposal["proposal"]})


def text_of(root: Path) -> str:
    return (root / "data" / "locations.yaml").read_text(encoding="utf-8")


def test_the_state_has_all_entries_and_the_forms_all_keys_of_the_models(api) -> None:
    state = ask(api, "state")
    assert [state["places"][0]["id"], state["reports"][0]["id"], state["articles"][0]["id"]] == [
        "fort",
        "radar",
        "roofs",
    ]
    models = {"map": MapInfo, "place": Place, "report": Report, "article": FrontMatter}
    for kind, model in models.items():
        assert [field["key"] for field in forms()[kind]] == list(model.model_fields)
    kinds = {field["key"]: field["kind"] for field in forms()["report"]}
    assert (kinds["place"], kinds["date"], kinds["status"], kinds["draft"]) == (
        "reference",
        "date",
        "choice",
        "boolean",
    )


def all_fields(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fields with those inside them."""
    found = []
    for field in listed:
        inside = field
        while "of" in inside:
            inside = inside["of"]
        found += [field, *all_fields(inside.get("fields", []))]
    return found


def test_every_field_has_a_label_in_every_language() -> None:
    fields = [field for listed in forms().values() for field in all_fields(listed)]
    for language in languages_with_texts():
        missing = {field["key"] for field in fields if f"edit.field.{field['key']}" not in Translator(language).strings}
        assert missing == set()


def test_the_translated_descriptions_are_those_of_the_format() -> None:
    """A description that changes in the models must be translated again."""
    fields = {field["path"]: field for listed in forms().values() for field in all_fields(listed)}
    strings = Translator("en").strings
    hints = {key.removeprefix("edit.hint."): text for key, text in strings.items() if key.startswith("edit.hint.")}
    assert hints == {path: field["description"] for path, field in fields.items() if field["description"]}
    labels = {key.removeprefix("edit.field.") for key in strings if key.startswith("edit.field.")}
    assert labels == {field["key"] for field in fields.values()}


def test_a_change_is_shown_checked_and_written(api, root) -> None:
    proposal = ask(api, "propose", {"changes": [put("note", "Old: so")]})
    assert '+    note: "Old: so"\n' in proposal["files"][0]["diff"]
    assert text_of(root) == GAZETTEER
    ask(api, "write", {"proposal": proposal["proposal"]})
    assert text_of(root) == GAZETTEER.replace("building\n", 'building\n    note: "Old: so"\n')
    assert refused(api, "write", {"proposal": proposal["proposal"]})[0] == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_change_that_would_cause_errors_is_refused_with_the_findings(api, root) -> None:
    _, answer = refused(api, "propose", {"changes": [put("precision", "roof")]})
    assert [found["code"] for found in answer["findings"]] == ["G005"]
    _, answer = refused(api, "propose", {"changes": [put("colour", "red")]})
    assert "colour" in answer["error"]
    for nonsense in ({"do": "explode"}, {"do": "set"}, [], "x", {"do": "set", "entry": 1, "path": 2, "value": 3}):
        refused(api, "propose", {"changes": [nonsense]})
    assert text_of(root) == GAZETTEER


def test_names_that_are_yaml_syntax_are_text(api, root) -> None:
    for name in ("a: b", "- x", "# no", "{}", "*p", "yes", "1:20", "'", '"', "a\nb"):
        make(api, put("note", name))
        assert project.load(root).places[0].note == name


def test_both_versions_are_shown_if_the_file_has_changed_meanwhile(api, root) -> None:
    base = ask(api, "state")["files"]
    (root / "data" / "locations.yaml").write_text(GAZETTEER.replace("Fort", "Old Fort"), encoding="utf-8")
    status, answer = refused(api, "propose", {"changes": [put("note", "x")], "base": base})
    assert status == HTTPStatus.CONFLICT
    assert "+    name: Old Fort\n" in answer["conflict"]["theirs"]
    assert "+    note: x\n" in answer["conflict"]["yours"]
    make(api, put("note", "x"))  # on the new version
    assert "name: Old Fort" in text_of(root)


def test_a_file_that_changes_between_review_and_save_is_not_written(api, root) -> None:
    proposal = ask(api, "propose", {"changes": [put("note", "x")]})
    (root / "data" / "locations.yaml").write_text(GAZETTEER + "# more\n", encoding="utf-8")
    assert refused(api, "write", {"proposal": proposal["proposal"]})[0] == HTTPStatus.CONFLICT
    assert text_of(root) == GAZETTEER + "# more\n"


def test_undo_and_redo_survive_a_restart(api, root) -> None:
    make(api, put("note", "one"))
    make(api, {"do": "rename", "entry": {"kind": "place", "id": "fort"}, "id": "castle"})
    after = text_of(root)
    again = EditorApi(Session(root))
    assert ask(again, "state")["undo"] == "rename place fort to castle"
    ask(again, "undo")
    assert text_of(root) == GAZETTEER.replace("building\n", "building\n    note: one\n")
    ask(again, "undo")
    assert text_of(root) == GAZETTEER
    third = EditorApi(Session(root))
    ask(third, "redo")
    ask(third, "redo")
    assert text_of(root) == after
    refused(third, "redo", {})


def test_what_another_program_has_written_is_not_undone(api, root) -> None:
    make(api, put("note", "one"))
    (root / "data" / "locations.yaml").write_text(text_of(root) + "# more\n", encoding="utf-8")
    assert refused(api, "undo", {})[0] == HTTPStatus.CONFLICT
    assert text_of(root).endswith("# more\n")


def test_a_change_that_was_being_written_when_the_program_ended_is_taken_back(api, root, monkeypatch) -> None:
    (root / "seeds" / "roofs.md").write_text(ARTICLE.replace("title:", "link: {Fort: fort}\ntitle:"), encoding="utf-8")
    proposal = ask(api, "propose", {"changes": [{"do": "rename", "entry": {"kind": "place", "id": "fort"}, "id": "x"}]})

    class KilledError(BaseException):
        """The program ends."""

    def first_file_only(files: Any) -> None:
        files[0].file.path.write_bytes(files[0].data)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(log, "save_files", first_file_only)
        with pytest.raises(KilledError):
            api.answer("write", {"proposal": proposal["proposal"]})
    assert text_of(root) != GAZETTEER
    state = ask(EditorApi(Session(root)), "state")
    assert (text_of(root), state["undo"]) == (GAZETTEER, None)


def test_a_file_that_is_invalid_by_hand_is_shown_and_nothing_is_changed(api, root) -> None:
    (root / "data" / "locations.yaml").write_text("places: [\n", encoding="utf-8")
    state = ask(api, "state")
    assert state["broken"]["code"] == "Y003"
    refused(api, "propose", {"changes": [put("note", "x")]})
    (root / "data" / "locations.yaml").write_text(GAZETTEER, encoding="utf-8")
    assert ask(api, "state")["broken"] is None


def test_selected_words_become_evidence_with_the_places_and_dates_of_their_sentence(api) -> None:
    text = ask(api, "article", {"id": "roofs"})["text"]
    start = text.index("adar was seen")
    found = ask(
        api, "suggest", {"article": "roofs", "start": start, "end": start + len("adar was see"), "language": "en"}
    )
    assert found["evidence"] == {"article": "roofs", "quote": "radar was seen"}
    assert (found["places"], found["in_sentence"]) == (["fort"], 1)
    assert found["dates"][0] == {"edtf": "2023-01-19", "words": "19 January 2023"}
    twice = text.rindex("Fort")
    found = ask(api, "suggest", {"article": "roofs", "start": twice, "end": twice + 4, "language": "en"})
    assert found["evidence"]["prefix"]
    refused(api, "suggest", {"article": "roofs", "start": 5, "end": 5, "language": "en"})
    refused(api, "suggest", {"article": "nothing", "start": 5, "end": 8, "language": "en"})


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Seen on 19 January.", ["2023-01-19"]),
        ("Seen on 30 December.", ["2022-12-30"]),
        ("Между 5 января 2023 года и 2023-01-07.", ["2023-01-05/2023-01-07"]),
        ("Between 5 January 2023 and 7 January 2023.", ["2023-01-05/2023-01-07"]),
        ("On 5 January 2023 and 7 January 2023.", ["{2023-01-05,2023-01-07}"]),
        ("In early May 2022 and in May.", ["2022-05-01/2022-05-10~", "2022-05"]),
        ("At 3/4/2023, with 12 men and 2 guns in 1999.", []),
        ("He may march in.", []),
    ],
)
def test_dates_are_read_from_a_sentence(sentence, dates) -> None:
    assert dates_in(sentence, parse_date("2023-01-20")) == dates


@pytest.mark.large
def test_a_place_is_found_offline_by_its_name_or_its_position(api) -> None:
    first = ask(api, "search", {"text": "Reykjavík"})["found"][0]
    assert (first["entry"]["name"], first["entry"]["precision"]) == ("Reykjavík", "city")
    position = ask(api, "search", {"text": "55°45′07″N 37°37′03″E"})["found"][0]["entry"]
    assert [round(each, 2) for each in position["coordinates"]] == [55.75, 37.62]


@pytest.mark.large
def test_a_geocoder_is_asked_only_on_request(root) -> None:
    asked = []

    def online(text: str, _languages: Any) -> Any:
        asked.append(text)
        return search_offline("Reykjavík", 1).candidates

    api = EditorApi(Session(root), online)
    assert ask(api, "state")["online"] is True
    assert (ask(api, "search", {"text": "Nowhere at all"})["found"], asked) == ([], [])
    found = ask(api, "search", {"text": "Nowhere at all", "online": True})["found"]
    assert (found[0]["entry"]["name"], asked) == ("Reykjavík", ["Nowhere at all"])


def test_articles_are_pasted_or_dropped(api, root) -> None:
    new = ask(api, "new-article", {"title": "Two roofs", "text": "It is new.\n\nYes.", "published": "2023-02-01"})
    ask(api, "write", {"proposal": new["proposal"]})
    written = (root / "seeds" / "two-roofs.md").read_text(encoding="utf-8")
    assert "title: Two roofs\n" in written
    assert written.endswith("---\nIt is new.\n\nYes.\n")
    again = ask(api, "new-article", {"title": "Two roofs", "text": "Other."})
    assert again["article"] == "two-roofs-2"
    page = (
        "<html lang=ru><head><title>Крыши</title></head><body><article><p>" + "На крыше радар. " * 40 + "</p></article>"
    )
    data = base64.b64encode(page.encode()).decode()
    dropped = ask(api, "new-article", {"name": "../../roofs.html", "data": data})
    assert dropped["article"] == "roofs-2"
    assert "language: ru" in dropped["files"][0]["diff"]
    refused(api, "new-article", {"name": "x.md", "data": "%"})
    refused(api, "new-article", {"title": "x", "text": "y", "published": "yesterday"})


def test_a_picture_is_stored_next_to_the_gazetteer_and_undone(api, root) -> None:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    given = {"report": "radar", "name": "My roof.PNG", "data": base64.b64encode(file.getvalue()).decode()}
    refused(api, "picture", given)
    proposal = ask(api, "picture", {**given, "alt": "A roof", "credit": "Me", "license": "CC0-1.0"})
    assert not (root / "data" / "media").exists()
    ask(api, "write", {"proposal": proposal["proposal"]})
    assert (root / "data" / "media" / "my-roof.png").read_bytes() == file.getvalue()
    assert project.load(root).reports[0].media[0].alt == "A roof"
    ask(api, "undo")
    assert text_of(root) == GAZETTEER
    assert not (root / "data" / "media" / "my-roof.png").exists()


def test_a_headline_is_no_sentence_without_a_report(api, root) -> None:
    text = "---\ntitle: A launcher at the Fort\n---\n# A launcher at the Fort\n\nThey saw it at the Fort.\n"
    (root / "seeds" / "launcher.md").write_text(text, encoding="utf-8")
    found = [each for each in ask(api, "queue")["items"] if each.get("article") == "launcher"]
    assert [each["text"] for each in found if each["kind"] == "sentence"] == ["They saw it at the Fort."]


def test_the_queue_has_what_needs_a_person_and_each_is_worked_off(api, root) -> None:
    make(api, {"do": "add", "kind": "place", "values": {"name": "Mill", "coordinates": [55.9, 37.9]}})
    queue = ask(api, "queue")
    sentences = [item for item in queue["items"] if item["kind"] == "sentence"]
    assert [item["text"] for item in sentences] == ["Later, in early February, the Fort had two of them."]
    warning = next(item for item in queue["items"] if item["kind"] == "warning")
    found = warning["finding"]
    given = {"file": found["file"], "line": found["line"], "code": found["code"], "reason": "It is right."}
    refused(api, "ignore", {**given, "reason": " "})
    proposal = ask(api, "ignore", given)
    ask(api, "write", {"proposal": proposal["proposal"]})
    assert f"# geomap: ignore[{found['code']}] It is right." in text_of(root)
    assert warning["key"] not in [item["key"] for item in ask(api, "queue")["items"]]


def test_what_is_left_for_later_is_left_after_a_restart_and_can_be_listed_again(api, root) -> None:
    item = next(each for each in ask(api, "queue")["items"] if each["kind"] == "sentence")
    ask(api, "leave", {"key": f"sentence {item['key']}"})
    restarted = EditorApi(Session(root))
    for each in (api, restarted):
        queue = ask(each, "queue")
        assert (item["key"] in [one["key"] for one in queue["items"]], queue["left"]) == (False, 1)
        assert queue["counts"]["sentence"] == 0
    make(restarted, put("note", "Undo is kept too"))
    ask(restarted, "list-again")
    queue = ask(EditorApi(Session(root)), "queue")
    assert (item["key"] in [one["key"] for one in queue["items"]], queue["left"]) == (True, 0)


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_that_is_read_only_refuses_the_change(api, root) -> None:
    proposal = ask(api, "propose", {"changes": [put("note", "x")]})
    (root / "data").chmod(0o555)
    try:
        status, answer = refused(api, "write", {"proposal": proposal["proposal"]})
    finally:
        (root / "data").chmod(0o755)
    assert (status, "permission denied" in answer["error"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert (text_of(root), ask(api, "state")["undo"]) == (GAZETTEER, None)


@pytest.mark.usefixtures("ordinary_user")
def test_a_file_that_is_read_only_refuses_the_change(api, root) -> None:
    (root / "data" / "locations.yaml").chmod(0o444)
    proposal = ask(api, "propose", {"changes": [put("note", "x")]})
    status, answer = refused(api, "write", {"proposal": proposal["proposal"]})
    assert (status, "data/locations.yaml" in answer["error"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert (text_of(root), ask(api, "state")["undo"]) == (GAZETTEER, None)


def test_a_disk_without_space_leaves_every_file_as_it_was(api, root) -> None:
    """Files may have no more bytes than this one has: the operating system refuses to write more."""
    proposal = ask(api, "propose", {"changes": [put("note", "x" * 5000)]})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(GAZETTEER), before[1]))
    try:
        _, answer = refused(api, "write", {"proposal": proposal["proposal"]})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "data/locations.yaml" in answer["error"]
    assert (text_of(root), ask(api, "state")["undo"]) == (GAZETTEER, None)
    assert sorted(each.name for each in (root / "data").iterdir()) == ["locations.yaml"]
    make(api, put("note", "y"))
    assert ask(api, "undo")["summary"]
    assert text_of(root) == GAZETTEER


def test_unknown_requests_are_refused(api) -> None:
    assert api.answer("explode", {})[0] == HTTPStatus.NOT_FOUND
    assert api.answer("state", [])[0] == HTTPStatus.NOT_FOUND
