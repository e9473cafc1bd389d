"""`geomap link`: files, folders and JSON lines, in order, by any number of processes; and what it suggests."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.cli import main
from geomap.commands import link_output as linking
from geomap.link import NameIndex, look, suggestions
from geomap.model import Article, Place

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


def run(folder: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(main, ["link", *map(str, words), "--gazetteer", str(folder / "data" / "locations.yaml")])


def rows(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def json_lines(folder: Path, *articles: object) -> Path:
    file = folder / "articles.jsonl"
    file.write_text("".join(f"{json.dumps(each)}\n" for each in articles), encoding="utf-8")
    return file


def test_json_lines_are_articles_with_their_own_ids_and_languages(folder) -> None:
    texts = {"one": "😀 In the Fort", 2: "У Форті, біля\nФорту"}
    file = json_lines(folder, *({"id": id_, "text": text, "lang": "uk"} for id_, text in texts.items()))
    found = rows(run(folder, file, "--format", "json"))
    assert [(each["article"], each["exact"]) for each in found] == [("one", "Fort"), ("2", "Форті"), ("2", "Форту")]
    by_id = {str(id_): text for id_, text in texts.items()}
    assert all(by_id[each["article"]][each["start"] : each["end"]] == each["exact"] for each in found)


def test_a_folder_is_all_articles_in_it_in_order_of_their_names(folder) -> None:
    for name in ("b.txt", "a.md", "deep/c.txt", ".hidden.txt", "d.pdf"):
        path = folder / "seeds" / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(f"At the Fort in {name}", encoding="utf-8")
    found = rows(run(folder, folder / "seeds", "--format", "json"))
    assert [each["article"] for each in found] == ["a", "b", "c"]


def test_lines_that_are_no_articles_are_said_and_the_others_are_linked(folder) -> None:
    file = folder / "articles.ndjson"
    lines = [b"nonsense", b'{"id": "a"}', b'{"text": "b"}', b'["Fort"]', b"\xff", b"", b"[" * 5_000, b"1e999999"]
    good = [json.dumps({"id": "good", "text": text}).encode() for text in ("At the Fort", "\ud800 Fort \udfff")]
    file.write_bytes(b"\xef\xbb\xbf" + b"\n".join([*lines, *good]))
    result = run(folder, file, "--format", "json")
    assert result.exit_code == 1
    assert [each["exact"] for each in rows(result)] == ["Fort", "Fort"]
    assert result.stderr.count("error A008") == 7
    assert "articles.ndjson:2:1: error A008" in result.stderr


def test_a_file_that_is_not_there_is_said(folder) -> None:
    for name in ("nothing.jsonl", "nothing.txt"):
        result = run(folder, folder / name)
        assert result.exit_code == 1
        assert "error Y001" in result.stderr


def test_with_all_the_names_that_were_left_out_are_told_and_why(folder) -> None:
    file = json_lines(
        folder,
        {"id": "a", "text": "Springfield. Mr Decatur"},
        {"id": "b", "text": "Springfield near Decatur"},
    )
    assert [each["place"] for each in rows(run(folder, file, "--format", "json"))] == ["north", "decatur"]
    everything = rows(run(folder, file, "--format", "json", "--all"))
    assert [(each["place"], each["reason"]) for each in everything] == [
        (None, "undecided: nothing in the text tells which"),
        (None, "a person's name, after Mr"),
        ("north", "60 km from Decatur, against 477 km"),
        ("decatur", "no other place has this name"),
    ]
    assert everything[0]["places"] == ["north", "south"]
    text = run(folder, file, "--all").stdout
    assert "Springfield[no place: undecided: nothing in the text tells which]" in text
    assert "Springfield: north, " in text
    assert "L001" in run(folder, file).stderr


def test_the_number_of_processes_makes_no_difference(folder, monkeypatch) -> None:
    monkeypatch.setattr(linking, "BATCH", 40)
    texts = [f"{i} Springfield and Decatur, the Fort; Форту" for i in range(40)]
    file = json_lines(folder, *({"id": i, "text": text} for i, text in enumerate(texts)), {"id": "bad"})
    one, three = (run(folder, file, "--format", "json", "--jobs", jobs) for jobs in ("1", "3"))
    assert len(rows(one)) == 160
    assert (one.stdout, one.stderr, one.exit_code) == (three.stdout, three.stderr, three.exit_code)


def test_nothing_that_controls_a_terminal_comes_out_as_text(folder) -> None:
    file = json_lines(folder, {"id": "a", "text": "\x1b[31m At the Fort \x9b2J\x00", "title": "\x1b"})
    shown = run(folder, file).stdout
    assert "Fort[fort]" in shown
    assert not {"\x1b", "\x9b", "\x00"} & set(shown)


def test_small_inputs_are_not_worth_a_second_process(folder) -> None:
    file = json_lines(folder, {"id": "a", "text": "x"})
    assert linking.processes_for([file, folder, folder / "nothing"]) == 1


def test_suggestions_are_ranked_with_their_sentences(folder) -> None:
    text = (
        "A gun stood near Eastport. Another was in Eastport, Maine, and in Weston. He was in Weston. On Monday in May."
    )
    file = json_lines(folder, {"id": "a", "text": text + " At the Fort, near Decatur, in Springfield and in Decatur."})
    found = rows(run(folder, file, "--suggest", "--format", "json"))
    assert [(each["name"], each["count"]) for each in found] == [("Eastport", 2), ("Weston", 2)]
    assert found[0]["seen"][0]["sentence"] == "A gun stood near Eastport."
    assert "Eastport: seen 2 times" in run(folder, file, "--suggest").stdout


def test_russian_and_ukrainian_suggestions_have_their_base_form() -> None:
    article = Article(
        id="a", title="A", text="Он был в Воронеже, ехал из Воронежа. Во вторник в Думе. Иван в Воронеже."
    )
    (suggestion,) = suggestions(look(article, []))
    assert (suggestion.name, suggestion.count) == ("Воронеж", 3)
    assert [round(one.latitude) for one in suggestion.candidates][:1] == [52]  # the city, of those with that name


ODD = ["Of", "Nice", "Reading", "A", "(", "[a-z]+", "\\", "$", "x" * 10_000, "e\u0301", "\u202eabc\u202c", "שלום", ".*"]
NOISE = st.sampled_from(
    [
        *ODD[:8],
        "Nice",
        "Reаding",
        "mосква",
        "Москвы",
        "МОСКВЕ",
        "Mockba",
        " ",
        "\n",
        "\u202e",
        "\u0301",
        "1l0O",
        "москвавоенная",
    ]
)


@settings(deadline=None)
@given(st.lists(NOISE | st.text(max_size=6), max_size=30), st.sampled_from(["", " ", "\n"]))
def test_odd_names_in_odd_texts_never_crash_and_never_lie_about_offsets(pieces, joint) -> None:
    text = joint.join(pieces)
    names = [*ODD, "Москва", "Київ", "Nice"]
    index = NameIndex([Place(id=f"p{i}", name=name) for i, name in enumerate(names) if name.strip()])
    found = index.find(Article(id="a", title="A", text=text))
    for each in (*found.mentions, *found.left_out):
        assert text[each.start : each.end] == each.exact
    assert all(each.article == "a" for each in look(Article(id="a", title="A", text=text), []))


@pytest.mark.parametrize(
    "text", ["Nice" * 200_000, "Nice " * 100_000, "(" * 300_000, "МОСКВЕ" * 50_000, "in " * 100_000]
)
def test_very_long_nonsense_comes_to_an_answer(text) -> None:
    index = NameIndex([Place(id=f"p{i}", name=name) for i, name in enumerate([*ODD, "Москва"])])
    found = index.find(Article(id="a", title="A", text=text))
    assert all(text[each.start : each.end] == each.exact for each in found.mentions)
