"""`geomap candidates`: places and days are ranked with sentences; a draft is never published by itself."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from corpora import GAZETTEER, write_lines

import geomap
from geomap.cli import main
from geomap.corpus import candidates
from geomap.corpus.candidates import Counts, rank

REPORT = """\
reports:
  - {title: Old, place: decatur, status: unconfirmed, status_reason: Said so., reported: 2023-01-20}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "locations.yaml").write_text(GAZETTEER + REPORT, encoding="utf-8")
    rows = []
    for day in range(1, 31):  # Fort Bravo every day; Decatur on one day only, twice as often; Springfield once
        texts = ["At Fort Bravo it was quiet.", "Fort Bravo again. Nothing else."]
        texts += [f"Witness {i} saw it in Decatur. Decatur was full." for i in range(4)] if day in {12, 20} else []
        rows += [{"id": f"{day}-{i}", "text": text, "published": f"2023-01-{day:02d}"} for i, text in enumerate(texts)]
    rows.append({"id": "undated", "text": "In Decatur.", "published": "2023"})
    write_lines(tmp_path / "news.jsonl", rows)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.parametrize("form", ["parquet", "json"])
def test_days_that_stand_out_are_ranked_with_their_sentences(form) -> None:
    assert run("link", "news.jsonl", "--output", "found", "--format", form).exit_code == 0
    result = run("candidates", "found", "--format", "json")
    assert result.exit_code == 0, result.output
    (row,) = map(json.loads, result.stdout.splitlines())
    assert (row["key"], row["articles"], row["mentions"]) == ("decatur@2023-01-12", 4, 8)
    assert row["usual"] == pytest.approx(8 / 30, abs=0.001)
    assert [each["article"] for each in row["sentences"]] == ["12-2", "12-3", "12-4"]
    assert row["sentences"][0]["sentence"] == "Witness 0 saw it in Decatur."
    both = [
        json.loads(line)["key"] for line in run("candidates", "found", "--format", "json", "--all").stdout.splitlines()
    ]
    assert both == ["decatur@2023-01-12", "decatur@2023-01-20"]


def test_the_text_output_says_what_is_left_out(golden) -> None:
    run("link", "news.jsonl", "--output", "found")
    result = run("candidates", "found")
    golden("candidates/text.txt", result.stdout + "---\n" + result.stderr)


def test_an_accepted_candidate_is_a_draft_that_nothing_is_published_of(folder) -> None:
    run("link", "news.jsonl", "--output", "found")
    result = run("candidates", "found", "--accept", "decatur@2023-01-12", "--yes")
    assert result.exit_code == 0, result.output
    gazetteer = (folder / "data" / "locations.yaml").read_text(encoding="utf-8")
    for part in (
        "title: Decatur, 2023-01-12",
        "status: unconfirmed",
        "draft: true",
        "reported: 2023-01-12",
        "Witness 0",
    ):
        assert part in gazetteer.replace('"', "")
    atlas = geomap.load(folder)
    geomap.build(atlas, folder)
    published = b"".join(path.read_bytes() for path in (folder / "site").rglob("*") if path.is_file())
    assert b"Witness 0" not in published
    assert "decatur@2023-01-12" not in run("candidates", "found", "--format", "json").stdout
    again = run("candidates", "found", "--accept", "decatur@2023-01-12", "--yes")
    assert again.exit_code == 0
    assert (folder / "data" / "locations.yaml").read_text(encoding="utf-8").count("draft: true") == 2


ODD = "\u2028 --- # [x] {a: b} \x1b[31m\x00 <b>\u202e"


@pytest.mark.parametrize("form", ["parquet", "json"])
def test_any_text_in_articles_can_be_accepted_as_a_draft(folder, form) -> None:
    rows = [
        {"id": f"{i}\x85: {ODD}", "text": f"Fort\u2028Bravo: {ODD} “burned”.", "published": "2023-02-01"}
        for i in range(4)
    ]
    write_lines(folder / "odd.jsonl", [*rows, {"id": "other", "text": "Decatur", "published": "2023-02-02"}])
    run("link", "odd.jsonl", "--output", "found", "--format", form)
    result = run("candidates", "found", "--accept", "fort@2023-02-01", "--yes")
    assert result.exit_code == 0, result.output
    assert run("check").exit_code == 0
    description = next(each.description for each in geomap.load(folder).reports if each.place == "fort")
    assert description.count("burned") == 3


def test_one_article_with_a_wrong_date_does_not_change_what_is_usual(folder) -> None:
    with (folder / "news.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "old", "text": "In Decatur.", "published": "1970-01-01"}\n')
    run("link", "news.jsonl", "--output", "found")
    listed = run("candidates", "found", "--format", "json", "--limit", "99").stdout
    scores = {row["key"]: row["score"] for row in map(json.loads, listed.splitlines())}
    assert scores["decatur@2023-01-12"] > 5
    assert all(score < 0.1 for key, score in scores.items() if key.startswith("fort@"))  # in the news every day


@pytest.mark.parametrize("form", ["parquet", "json"])
def test_how_much_is_read_at_once_makes_no_difference(monkeypatch, form) -> None:
    run("link", "news.jsonl", "--output", "found", "--format", form)
    expected = run("candidates", "found", "--format", "json", "--all").stdout
    for rows in (1, 2, 7):
        monkeypatch.setattr(candidates, "_ROWS", rows)
        assert run("candidates", "found", "--format", "json", "--all").stdout == expected


@pytest.mark.parametrize("form", ["parquet", "json"])
def test_damaged_mentions_are_an_error_and_missing_ones_are_passed_over(folder, form) -> None:
    run("link", "news.jsonl", "--output", "found", "--format", form)
    (file,) = (each for each in (folder / "found").iterdir() if each.is_file())
    for content in (b"nonsense\n", file.read_bytes()[:-90]):
        file.write_bytes(content)
        result = run("candidates", "found")
        assert result.exit_code == 1
        assert "is damaged" in result.stderr
    file.unlink()
    assert "No candidates." in run("candidates", "found").stdout


def test_wrong_usage(folder) -> None:
    assert run("candidates", "nothing").exit_code == 1
    assert "has no mentions of a corpus" in run("candidates", "data").stderr
    run("link", "news.jsonl", "--output", "found")
    result = run("candidates", "found", "--accept", "decatur@2023-01-13")
    assert result.exit_code == 2
    assert "decatur@2023-01-12" in result.stderr
    (folder / "data" / "locations.yaml").write_text("places: [{name: A, coordinates: [1, 2]}]", encoding="utf-8")
    assert "(not in the gazetteer)" in run("candidates", "found").stdout
    assert 'has no place "decatur"' in run("candidates", "found", "--accept", "decatur@2023-01-12", "--yes").stderr


def test_a_place_that_is_named_every_day_ranks_below_one_that_is_named_once() -> None:
    days = [dt.date(2023, 1, day) for day in range(1, 31)]
    counts = {("capital", day): (50 + (day.day == 5), 60) for day in days}
    counts["village", days[8]] = (3, 3)
    ranked = rank(Counts(counts, 0, 30), without={("village", days[9])})
    assert [each.key for each in ranked] == ["village@2023-01-09", "capital@2023-01-05"]
    assert rank(Counts({}, 0, 0)) == []
