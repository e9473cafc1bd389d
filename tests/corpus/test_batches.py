"""`link_batches`: a pure function from articles to mentions."""

import datetime
import logging

import pyarrow as pa
import pytest
from corpora import articles
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

import geomap
from geomap.corpus import batches
from geomap.link import NameIndex
from geomap.link.snapshot import snapshot_of
from geomap.model import Article, FrontMatter, Place

PLACES = (
    Place(id="fort", name="Fort Bravo", names={"uk": "Форт"}, coordinates=[10.5, 20.25]),
    Place(id="north", name="Springfield", coordinates=[39.78, -89.65]),
    Place(id="south", name="Springfield", coordinates=[37.21, -93.29]),
    Place(id="decatur", name="Decatur", coordinates=[39.84, -88.95]),
)
SNAPSHOT = snapshot_of(PLACES)


def link(*rows: dict, **options: object) -> list[dict]:
    found = geomap.link_batches([pa.RecordBatch.from_pylist(list(rows))], SNAPSHOT, **options)
    return [row for batch in found for row in batch.to_pylist()]


def test_the_mentions_are_those_that_the_index_finds_with_their_sentences() -> None:
    rows = articles(30)
    found = link(*rows)
    index = NameIndex(PLACES)
    expected = []
    for row in rows:
        head = FrontMatter(language=row["language"])
        linked = index.find(Article(id=row["id"], title="", text=row["text"], front_matter=head))
        expected += [(m.article, m.start, m.end, m.exact, m.place, m.score, m.reason) for m in linked.mentions]
    keys = ("article", "start", "end", "exact", "place", "score", "reason")
    assert [tuple(row[key] for key in keys) for row in found] == expected
    assert {"fort", "north", "decatur"} == {row["place"] for row in found}
    texts = {row["id"]: row["text"] for row in rows}
    assert all(row["exact"] in row["sentence"] and row["sentence"] in texts[row["article"]] for row in found)
    assert {row["snapshot"] for row in found} == {SNAPSHOT.sha256}


@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=8))
@examples(0.2)
def test_how_articles_are_divided_into_batches_makes_no_difference(sizes) -> None:
    rows = articles(sum(sizes))
    pieces = [rows[sum(sizes[:i]) : sum(sizes[: i + 1])] for i in range(len(sizes))]
    found = list(geomap.link_batches((pa.RecordBatch.from_pylist(piece) for piece in pieces), SNAPSHOT))
    assert len(found) == len(pieces)
    assert [row for batch in found for row in batch.to_pylist()] == link(*rows)
    assert all(batch.schema.equals(batches.mentions_schema()) for batch in found)


def test_a_snapshot_file_is_read_once_in_a_process(tmp_path) -> None:
    file = tmp_path / SNAPSHOT.file_name
    file.write_bytes(SNAPSHOT.data)
    rows = [pa.RecordBatch.from_pylist(articles(3))]
    first = pa.Table.from_batches(geomap.link_batches(rows, file))
    file.unlink()
    assert pa.Table.from_batches(geomap.link_batches(rows, file)) == first
    with pytest.raises(batches.CorpusError, match="cannot be read"):
        list(geomap.link_batches(rows, tmp_path / "none"))


def test_columns_of_other_types_are_read() -> None:
    text = "At Fort Bravo."
    for published in (datetime.date(2023, 1, 5), datetime.datetime(2023, 1, 5, 12, tzinfo=datetime.UTC), "2023-01-05"):
        (found,) = link({"id": 7, "text": text.encode(), "published": published, "other": [1]})
        assert (found["article"], found["published"], found["exact"]) == ("7", "2023-01-05", "Fort Bravo")
    assert link({"id": "a", "text": text, "language": "not a language"})[0]["published"] is None


def test_articles_that_cannot_be_linked_are_reported_and_the_others_linked(caplog) -> None:
    good = {"id": "good", "text": b"At Fort Bravo."}
    bad = [
        {"id": "", "text": b"Fort Bravo"},
        {"id": None, "text": b"Fort Bravo"},
        {"id": "a", "text": None},
        {"id": "b", "text": "Füße".encode("latin-1")},
        {"id": "c", "text": "Fort Bravo \x9d".encode()},
        {"id": "d", "text": b"Fort Bravo " * 500_000},
    ]
    reported = []
    found = link(*bad, good, report=lambda article, reason: reported.append((article, reason)))
    assert [row["article"] for row in found] == ["good"]
    assert [article for article, _ in reported] == ["", "", "a", "b", "c", "d"]
    assert all(reason for _, reason in reported)
    with caplog.at_level(logging.WARNING, logger="geomap"):
        link(bad[3])
    assert "byte 0xFC of the text is not UTF-8" in caplog.text


def test_a_missing_column_is_an_error_that_lists_the_columns() -> None:
    with pytest.raises(geomap.GeomapError, match='no column "text"; there are: id, body') as caught:
        link({"id": "a", "body": "x"})
    assert caught.value.hint


def test_a_very_long_sentence_is_cut_around_the_mention() -> None:
    (found,) = link({"id": "a", "text": "x " * 5_000 + "Fort Bravo" + " y" * 5_000})
    assert len(found["sentence"]) <= batches.MAX_SENTENCE
    assert "Fort Bravo" in found["sentence"]


def test_the_schema_of_spark_has_the_columns() -> None:
    names = [each.split()[0] for each in batches.SPARK_SCHEMA.split(", ")]
    assert names == batches.mentions_schema().names
