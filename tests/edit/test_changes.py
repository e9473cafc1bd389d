"""Changes of a project: references follow, histories are kept, and nothing else changes."""

from pathlib import Path

import pytest

from geomap import project
from geomap.edit.changes import (
    Add,
    AddArticle,
    Change,
    EntryId,
    Merge,
    Remove,
    Rename,
    Set,
    SetStatus,
    change_project,
    find_entry,
    read_assignment,
)
from geomap.edit.entry import InvalidValueError, open_workspace
from geomap.edit.entry_model import reference_paths
from geomap.edit.saving import FileChangedError, SaveError, drafts_of, save_files
from geomap.findings import errors
from geomap.model import FrontMatter, GazetteerFile
from geomap.read.yaml.nodes import read_yaml

PLACES = """\
# The fort
places:
  - id: fort          # the old one
    name: Fort
    aliases: [the citadel]
    coordinates: [55.728, 37.588]
    precision: building
    part_of: town

  - {id: mill, name: Mill, names: {ru: Мельница}, coordinates: [55.9, 37.9], precision: street, part_of: fort}
"""
REPORTS = """\
map:
  title: A map
places:
- name: Town
  coordinates: [55.7, 37.6]
  precision: city
reports:
- title: A radar
  place: fort
  status: unconfirmed
  status_reason: One witness.   # by phone
  date: 2023-01-19
  evidence:
  - {article: roofs, quote: a radar was seen}
- id: second
  title: Another radar
  place: mill
  status: confirmed
  status_reason: A picture.
  evidence:
  - article: roofs
    quote: The Mill had a radar
"""
ARTICLE = """\
---
title: Roofs
link: {Fort: fort, Springfield: null}
---
At the Fort a radar was seen. The Mill had a radar too.
"""
BASELINE = """\
{"version": 1, "accepted": [
{"code": "C006", "file": "data/a.yaml", "entry": "places/fort", "message": "x"}
]}
"""
HISTORY = "  history:\n    - date: 2023-01-20\n      status: unconfirmed\n      reason: One witness.\n"


@pytest.fixture
def root(make_project) -> Path:
    return make_project(
        {
            "data/a.yaml": PLACES,
            "data/b.yaml": REPORTS,
            "seeds/roofs.md": ARTICLE,
            "geomap-baseline.json": BASELINE,
        }
    )


def make(root: Path, *changes: Change) -> dict[str, str | None]:
    """The new texts of the files that change, checked with the whole project."""
    change = change_project(open_workspace(root), changes)
    found = errors(project.check(root, drafts=drafts_of(change.files)).findings)
    assert not [one for one in found if one.code != "R005"], found
    return {each.file.name: each.text for each in change.files}


PLACE = EntryId("place", "fort")


def test_a_new_id_of_a_place_is_written_wherever_it_is_referred_to(root) -> None:
    assert make(root, Rename(PLACE, "old-fort", redirect=False)) == {
        "data/a.yaml": PLACES.replace("id: fort ", "id: old-fort ").replace("part_of: fort", "part_of: old-fort"),
        "data/b.yaml": REPORTS.replace("place: fort", "place: old-fort"),
        "seeds/roofs.md": ARTICLE.replace("Fort: fort", "Fort: old-fort"),
        "geomap-baseline.json": BASELINE.replace("places/fort", "places/old-fort"),
    }


def test_an_entry_whose_id_was_made_from_its_name_gets_one(root) -> None:
    assert make(root, Rename(EntryId("place", "town"), "big-town", redirect=False)) == {
        "data/a.yaml": PLACES.replace("part_of: town", "part_of: big-town"),
        "data/b.yaml": REPORTS.replace("- name: Town\n", "- name: Town\n  id: big-town\n"),
    }


def test_another_name_keeps_the_id_that_was_made_from_the_first(root) -> None:
    new = make(root, Set(EntryId("place", "town"), ("name",), "City"))["data/b.yaml"]
    assert new == REPORTS.replace("- name: Town\n", "- name: City\n  id: town\n")


def test_an_article_is_renamed_with_its_file_or_in_its_front_matter(root) -> None:
    new = make(root, Rename(EntryId("article", "roofs"), "on-roofs"))
    assert new == {
        "data/b.yaml": REPORTS.replace("article: roofs", "article: on-roofs"),
        "seeds/roofs.md": None,
        "seeds/on-roofs.md": ARTICLE,
    }
    text = ARTICLE.replace("title:", "id: roofs\ntitle:")
    (root / "seeds" / "roofs.md").write_text(text, encoding="utf-8")
    new = make(root, Rename(EntryId("article", "roofs"), "on-roofs"))
    assert new["seeds/roofs.md"] == text.replace("id: roofs", "id: on-roofs")


def test_the_former_status_goes_into_the_history(root) -> None:
    new = make(root, SetStatus("a-radar", "refuted", "It was: a van.", "2023-01-25", "2023-01-20"))["data/b.yaml"]
    assert new == REPORTS.replace(
        "  status: unconfirmed\n  status_reason: One witness.   # by phone\n",
        '  status: refuted\n  status_reason: "It was: a van."   # by phone\n  status_since: 2023-01-25\n',
    ).replace(
        "quote: a radar was seen}\n",
        "quote: a radar was seen}\n" + HISTORY,
    )


def test_links_to_a_former_id_keep_working(root) -> None:
    first = make(root, Rename(PLACE, "old-fort"))["data/b.yaml"]
    assert first == REPORTS.replace("place: fort", "place: old-fort").replace(
        "title: A map\n", 'title: A map\n  redirects: {fort: "old-fort"}\n'
    )
    second = make(root, Rename(PLACE, "x"), Rename(EntryId("place", "x"), "y"))["data/b.yaml"] or ""
    assert read_yaml(second, "").value["map"]["redirects"] == {"fort": "y", "x": "y"}
    back = make(root, Rename(PLACE, "x"), Rename(EntryId("place", "x"), "fort"))["data/b.yaml"] or ""
    assert read_yaml(back, "").value["map"]["redirects"] == {"x": "fort"}


def test_reports_that_refer_to_a_report_follow_its_id(root) -> None:
    related = Set(EntryId("report", "second"), ("see_also",), ["a-radar"])
    new = make(root, related, Rename(EntryId("report", "a-radar"), "radar", redirect=False))["data/b.yaml"] or ""
    assert read_yaml(new, "").value["reports"][1]["see_also"] == ["radar"]


def test_a_place_is_merged_into_another(root) -> None:
    new = make(root, Merge("fort", "mill"))
    assert read_yaml(new["data/a.yaml"] or "", "").value == {
        "places": [
            {
                "id": "mill",
                "name": "Mill",
                "names": {"ru": "Мельница"},
                "coordinates": [55.9, 37.9],
                "precision": "street",
                "part_of": "town",
                "aliases": ["Fort", "the citadel"],
            }
        ]
    }
    assert "place: fort" not in (new["data/b.yaml"] or "")
    assert "link: {Fort: mill, Springfield: null}" in (new["seeds/roofs.md"] or "")


def test_several_changes_are_made_one_after_the_other(root) -> None:
    new = make(
        root,
        Add("place", {"name": "Tower", "coordinates": [55.1, 37.2], "precision": "street"}),
        Add("place", {"name": "Tower", "coordinates": [55.2, 37.2], "precision": "street", "note": " "}),
        Rename(EntryId("place", "tower-2"), "spire"),
        Set(EntryId("report", "a-radar"), ("place",), "spire"),
        Remove(EntryId("report", "second")),
        Remove(EntryId("place", "mill")),
    )
    values = {name: read_yaml(text or "", "").value for name, text in new.items()}
    assert [place.get("id") for place in values["data/a.yaml"]["places"]] == ["fort", "tower", "spire"]
    assert [report["place"] for report in values["data/b.yaml"]["reports"]] == ["spire"]
    assert (new["data/a.yaml"] or "").startswith(PLACES.partition("\n  - {id")[0])


def test_front_matter_is_made_changed_and_kept(root) -> None:
    entry = EntryId("article", "roofs")
    new = make(root, Set(entry, ("published",), "2023-01-20"), Set(entry, ("link", "Mill"), None))
    assert new["seeds/roofs.md"] == ARTICLE.replace("link:", "published: 2023-01-20\nlink:").replace(
        "null}", "null, Mill: null}"
    )
    (root / "seeds" / "new.txt").write_bytes(b"\xef\xbb\xbfA text\r\nof two lines\r\n")
    change = change_project(open_workspace(root), [Set(EntryId("article", "new"), ("title",), "A: b")])
    assert change.files[0].data == b'\xef\xbb\xbf---\r\ntitle: "A: b"\r\n---\r\nA text\r\nof two lines\r\n'


def test_an_article_is_added_and_removed(root) -> None:
    assert make(root, AddArticle("two.md", "Text.\n")) == {"seeds/two.md": "Text.\n"}
    with pytest.raises(InvalidValueError):
        make(root, AddArticle("roofs.md", "Text.\n"))
    with pytest.raises(InvalidValueError):  # reports quote it
        make(root, Remove(EntryId("article", "roofs")))
    (root / "seeds" / "two.md").write_text("Text.\n", encoding="utf-8")
    assert make(root, Remove(EntryId("article", "two"))) == {"seeds/two.md": None}


@pytest.mark.parametrize(
    "change",
    [
        Set(EntryId("place", "forth"), ("note",), "x"),
        Set(PLACE, ("colour",), "red"),
        Set(EntryId("report", "second"), ("evidence", 3, "quote"), "x"),
        Set(PLACE, (), "x"),
        Remove(PLACE, ("note",)),
        Remove(EntryId("map")),
        Rename(PLACE, "mill"),
        Rename(EntryId("map"), "x"),
        SetStatus("second", "confirmed", "x", "2023"),
        Merge("fort", "fort"),
        Add("place", {"id": "fort", "name": "X"}),
        Add("report", {"status": "refuted"}),
        Set(PLACE, ("note",), "a\x1bb"),
    ],
)
def test_what_makes_no_sense_is_refused(root, change) -> None:
    with pytest.raises(InvalidValueError):
        change_project(open_workspace(root), [change])


def test_files_are_written_together_or_not_at_all(root, monkeypatch) -> None:
    change = change_project(open_workspace(root), [Rename(PLACE, "old-fort", redirect=False)])
    (root / "data" / "b.yaml").write_text(REPORTS + "# later\n", encoding="utf-8")
    with pytest.raises(FileChangedError):
        save_files(change.files)
    assert (root / "data" / "a.yaml").read_text(encoding="utf-8") == PLACES
    (root / "data" / "b.yaml").write_text(REPORTS, encoding="utf-8")
    (root / "data" / "b.yaml").chmod(0o444)
    monkeypatch.setattr("geomap.edit.saving.os.access", lambda path, _mode: not str(path).endswith("b.yaml"))
    with pytest.raises(SaveError):
        save_files(change.files)
    assert (root / "data" / "a.yaml").read_text(encoding="utf-8") == PLACES


def test_the_difference_is_a_unified_one(root) -> None:
    diff = change_project(open_workspace(root), [Set(PLACE, ("precision",), "street")]).files[0].diff(1)
    assert diff == (
        "--- data/a.yaml\n+++ data/a.yaml\n@@ -6,3 +6,3 @@\n     coordinates: [55.728, 37.588]\n"
        "-    precision: building\n+    precision: street\n     part_of: town\n"
    )


def test_entries_are_named_by_their_ids(root) -> None:
    workspace = open_workspace(root)
    assert find_entry(workspace, "fort") == PLACE == find_entry(workspace, "place:fort")
    assert find_entry(workspace, "map") == EntryId("map")
    assert find_entry(workspace, "roofs") == EntryId("article", "roofs")
    with pytest.raises(InvalidValueError, match="no entry"):
        find_entry(workspace, "forth")


@pytest.mark.parametrize(
    ("entry", "key", "text", "value"),
    [
        ("place", "uncertainty", "300", 300),
        ("place", "name", "300", "300"),
        ("place", "name", "[a, b]", "[a, b]"),
        ("place", "aliases", "[a, 'b: c']", ["a", "b: c"]),
        ("place", "coordinates", "55.7, 37.5", [55.7, 37.5]),
        ("place", "coordinates", "55°45′07″N 37°37′03″E", "55°45′07″N 37°37′03″E"),
        ("place", "same_as.geonames", "12", 12),
        ("place", "names.ru", "no", "no"),
        ("report", "date", "2023", 2023),
        ("report", "media.0.graphic", "true", True),
        ("map", "languages", "[en, ru]", ["en", "ru"]),
        ("article", "publish", "full", "full"),
        ("place", "note", "", ""),
    ],
)
def test_texts_are_read_as_the_format_has_them(entry, key, text, value) -> None:
    assert read_assignment(EntryId(entry, "x"), key, text).value == value


def test_the_model_says_where_references_are() -> None:
    assert set(reference_paths(GazetteerFile, "place")) >= {("places", "*", "part_of"), ("reports", "*", "place")}
    assert ("reports", "*", "evidence", "*", "article") in reference_paths(GazetteerFile, "article")
    assert reference_paths(FrontMatter, "place") == (("link", "*"),)
