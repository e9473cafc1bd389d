"""`geomap link` with files, folders and JSON lines: the output in both formats, the order, and the exit code."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geomap.cli import main
from geomap.link import batch

GAZETTEER = """\
places:
  - {id: fort, name: Fort, names: {uk: Форт}, coordinates: [10.5, 20.25]}
  - {id: north, name: Springfield, coordinates: [39.78, -89.65]}
  - {id: south, name: Springfield, coordinates: [37.21, -93.29]}
  - {id: decatur, name: Decatur, coordinates: [39.84, -88.95]}
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "locations.yaml").write_text(GAZETTEER, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    gazetteer = folder / "data" / "locations.yaml"
    return CliRunner().invoke(main, ["link", *map(str, arguments), "--gazetteer", str(gazetteer)], input=stdin)


def rows(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def json_lines(folder: Path, *articles: object) -> Path:
    file = folder / "articles.jsonl"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in articles), encoding="utf-8")
    return file


def test_json_lines_are_articles_with_ids_and_languages(folder) -> None:
    texts = {"one": "😀 In the Fort", 2: "У Форті, біля\nФорту"}
    file = json_lines(folder, *({"id": id_, "text": text, "lang": "uk"} for id_, text in texts.items()))
    found = rows(run(folder, file, "--format", "json"))
    assert [(each["article"], each["exact"]) for each in found] == [("one", "Fort"), ("2", "Форті"), ("2", "Форту")]
    by_id = {str(id_): text for id_, text in texts.items()}
    assert all(by_id[each["article"]][each["start"] : each["end"]] == each["exact"] for each in found)


def test_a_folder_is_read_recursively_in_order_of_names(folder) -> None:
    for name in ("b.txt", "a.md", "deep/c.txt", ".hidden.txt", "d.pdf"):
        path = folder / "seeds" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(f"At the Fort in {name}", encoding="utf-8")
    found = rows(run(folder, folder / "seeds", "--format", "json"))
    assert [each["article"] for each in found] == ["a", "b", "c"]


def test_invalid_lines_are_reported_and_the_others_linked(folder) -> None:
    file = folder / "articles.ndjson"
    lines = [b"nonsense", b'{"id": "a"}', b'{"text": "b"}', b'["Fort"]', b"\xff", b"", b"[" * 5_000, b"1e999999"]
    good = [json.dumps({"id": "good", "text": text}).encode() for text in ("At the Fort", "\ud800 Fort \udfff")]
    file.write_bytes(b"\xef\xbb\xbf" + b"\n".join([*lines, *good]))
    result = run(folder, file, "--format", "json")
    assert result.exit_code == 1
    assert [each["exact"] for each in rows(result)] == ["Fort", "Fort"]
    assert result.stderr.count("error A008") == 7
    assert "articles.ndjson:2:1: error A008" in result.stderr


def test_a_missing_file_is_reported(folder) -> None:
    for name in ("nothing.jsonl", "nothing.txt"):
        result = run(folder, folder / name)
        assert result.exit_code == 1
        assert "error Y001" in result.stderr


def test_all_shows_the_names_that_were_left_out_with_the_reason(folder) -> None:
    file = json_lines(
        folder,
        {"id": "a", "text": "Springfield. Mr Decatur"},
        {"id": "b", "text": "Springfield near Decatur"},
    )
    assert [each["place"] for each in rows(run(folder, file, "--format", "json"))] == ["north", "decatur"]
    everything = rows(run(folder, file, "--format", "json", "--all"))
    assert [(each["exact"], each["place"]) for each in everything] == [
        ("Springfield", None),
        ("Decatur", None),
        ("Springfield", "north"),
        ("Decatur", "decatur"),
    ]
    assert everything[0]["places"] == ["north", "south"]
    assert all(each["reason"] for each in everything)
    assert "L001" in run(folder, file).stderr


def test_the_text_output(folder, golden) -> None:
    file = json_lines(
        folder,
        {"id": "a", "text": "Springfield. Mr Decatur\nwas in the Fort."},
        {"id": "b", "text": "Springfield near Decatur"},
    )
    golden("link/text.txt", run(folder, file).stdout)
    golden("link/all.txt", run(folder, file, "--all").stdout)
    file = json_lines(folder, {"id": "a", "text": "A gun stood near Eastport. Another was in Eastport, Maine."})
    golden("link/suggest.txt", run(folder, file, "--suggest").stdout)
    file = json_lines(folder, {"id": "a", "text": "At the Fort."})
    golden("link/no-suggestions.txt", run(folder, file, "--suggest").stdout)


def test_the_number_of_processes_makes_no_difference(folder, monkeypatch) -> None:
    monkeypatch.setattr(batch, "BATCH", 40)
    texts = [f"{i} Springfield and Decatur, the Fort; Форту" for i in range(40)]
    file = json_lines(folder, *({"id": i, "text": text} for i, text in enumerate(texts)), {"id": "bad"})
    one, three = (run(folder, file, "--format", "json", "--jobs", jobs) for jobs in ("1", "3"))
    assert len(rows(one)) == 160
    assert (one.stdout, one.stderr, one.exit_code) == (three.stdout, three.stderr, three.exit_code)


def test_text_output_has_no_control_characters(folder) -> None:
    file = json_lines(folder, {"id": "a", "text": "\x1b[31m At the Fort \x9b2J\x00", "title": "\x1b"})
    shown = run(folder, file).stdout
    assert "Fort[fort]" in shown
    assert not {"\x1b", "\x9b", "\x00"} & set(shown)


def test_small_inputs_use_one_process(folder) -> None:
    file = json_lines(folder, {"id": "a", "text": "x"})
    assert batch.useful_processes([file, folder, folder / "nothing"]) == 1


def test_suggestions_are_ranked_with_their_sentences(folder) -> None:
    text = (
        "A gun stood near Eastport. Another was in Eastport, Maine, and in Weston. He was in Weston. On Monday in May."
    )
    file = json_lines(folder, {"id": "a", "text": text + " At the Fort, near Decatur, in Springfield and in Decatur."})
    found = rows(run(folder, file, "--suggest", "--format", "json"))
    assert [(each["name"], each["count"]) for each in found] == [("Weston", 2), ("Eastport", 2)]
    assert found[1]["seen"][0]["sentence"] == "A gun stood near Eastport."


def test_residue_of_windows_1252_is_read_the_same_from_every_input(folder) -> None:
    text = "It\x92s \x93quiet\x94 at the Fort \x97 tonight"
    file = json_lines(folder, {"id": "a", "text": text})
    (folder / "a.txt").write_text(text, encoding="utf-8")
    results = [rows(run(folder, path, "--format", "json")) for path in (file, folder / "a.txt")]
    assert results[0] == results[1]
    assert results[0][0]["prefix"] == "It’s “quiet” at the "
    assert results[0][0]["suffix"] == " — tonight"


def test_other_control_characters_are_reported_in_every_input(folder) -> None:
    text = "At the Fort\x9d"
    file = json_lines(folder, {"id": "a", "text": text}, {"id": "b", "text": "At the Fort"})
    (folder / "a.txt").write_text(text, encoding="utf-8")
    for path in (file, folder / "a.txt"):
        result = run(folder, path, "--format", "json")
        assert result.exit_code == 1
        assert "error A003" in result.stderr
    assert [each["article"] for each in rows(run(folder, file, "--format", "json"))] == ["b"]


def test_a_folder_without_articles_is_named(folder, tmp_path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run(folder, empty)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"There are no articles in {empty}." in result.stderr


def test_standard_input_is_json_lines_or_one_article(folder) -> None:
    lines = "".join(f"{json.dumps({'id': name, 'text': 'In Fort.'})}\n" for name in ("a", "b"))
    assert [row["article"] for row in rows(run(folder, "-", "--format", "json", stdin=lines))] == ["a", "b"]
    (row,) = rows(run(folder, "-", "--format", "json", stdin="Seen in\nFort."))
    assert (row["article"], row["place"], row["start"]) == ("standard-input", "fort", 8)


@pytest.mark.parametrize(("given", "code"), [(b"caf\xe9", "A003"), (b"", "A002"), (b'{"id": 1}\n', "A008")])
def test_standard_input_that_is_no_article_is_a_finding(folder, given, code) -> None:
    result = run(folder, "-", stdin=given)
    assert result.exit_code == 1
    assert f"error {code}" in result.stderr


@pytest.mark.parametrize("option", ["--accept", "--origins", "--output=out"])
def test_standard_input_is_refused_where_files_are_needed(folder, option) -> None:
    assert run(folder, "-", option, stdin="In Fort.").exit_code == 2


def test_suggestions_need_no_place_and_say_how_many_are_not_shown(make_project) -> None:
    towns = re.findall(
        r"\S+",
        "Spremberg Cottbus Guben Peitz Zittau Kamenz Bautzen Finsterwalde Senftenberg Lauta Hoyerswerda Luckau Calau "
        "Drebkau Zgorzelec Bogatynia Weißwasser Niesky Görlitz Pirna Freital Radebeul Meißen Riesa Döbeln Grimma",
    )
    text = "".join(f"A ranger saw a wolf in the town of {town}.\n" for town in towns)
    root = make_project({"data/locations.yaml": "# No place yet.\n", "seeds/wolves.txt": text})
    arguments = ["link", str(root / "seeds"), "--suggest", "--gazetteer", str(root)]
    shown = CliRunner().invoke(main, arguments)
    listed = rows(CliRunner().invoke(main, [*arguments, "--format", "json"]))
    assert len({row["name"] for row in listed} & {*towns}) > 20
    assert shown.exit_code == 0
    assert f" {len(listed) - 20} more" in shown.stdout.splitlines()[-1]
