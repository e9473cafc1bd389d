"""Corpora with odd or damaged content: each problem is a finding or an error, and everything else is linked."""

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import uuid
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from corpora import GAZETTEER, articles, mentions, write_lines, write_parquet
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from properties import examples

from geomap.cli import main
from geomap.corpus import readers
from geomap.corpus.partitions import Kind, Partition, partitions

TEXT = "At Fort Bravo."


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "gazetteer.yaml").write_text(GAZETTEER, encoding="utf-8")
    (tmp_path / "news").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(corpus: str = "news", *options: str) -> Result:
    words = ("link", corpus, "--gazetteer", "gazetteer.yaml", "--output", "found", "--jobs", "1", *options)
    result = CliRunner().invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def found() -> list[tuple[str, str | None]]:
    return [(row["article"], row["published"]) for row in mentions(Path("found"))]


def texts(*values: str | None) -> pa.Array:
    return pa.array(values, pa.string())


def unchecked(*values: bytes) -> pa.Array:
    """A column of strings that are not UTF-8, as careless writers make them."""
    array = pa.array(values, pa.binary())
    return pa.StringArray.from_buffers(len(values), array.buffers()[1], array.buffers()[2])


@pytest.mark.parametrize(
    ("column", "id_"),
    [
        (pa.array([b"one"]), "one"),
        (pa.array(["one"], pa.large_string()), "one"),
        (pa.array([b"one"], pa.binary(3)), "one"),
        (texts("one").dictionary_encode(), "one"),
        (pa.array([7]), "7"),
        (pa.array([Decimal("7.50")]), "7.50"),
    ],
)
def test_ids_and_texts_of_every_type_are_read(column, id_) -> None:
    text = texts(TEXT).dictionary_encode() if pa.types.is_dictionary(column.type) else texts(TEXT).cast(pa.binary())
    pq.write_table(pa.table({"id": column, "text": text}), "news/a.parquet")
    assert run().exit_code == 0
    assert found() == [(id_, None)]


EVENING = datetime(2023, 1, 5, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "published"),
    [
        (pa.array([EVENING.date()]), "2023-01-05"),
        (pa.array([EVENING.date()], pa.date64()), "2023-01-05"),
        (pa.array([EVENING], pa.timestamp("us", tz="Asia/Tokyo")), "2023-01-05"),
        (pa.array([EVENING.replace(tzinfo=None)], pa.timestamp("s")), "2023-01-05"),
        (pa.array([1674000000000000001], pa.timestamp("ns")), "2023-01-18"),
        (pa.array([1674000000], pa.timestamp("s", tz="Mars/Base")), "2023-01-18"),
        (pa.array([-1], pa.timestamp("ms")), "1969-12-31"),
        (pa.array([b"2023-01"]), "2023-01"),
        (pa.array([884541600000], pa.timestamp("s")), None),
        (pa.array([9_000_000], pa.int32()).cast(pa.date32()), None),
        (pa.array([timedelta(days=3)]), None),
        (pa.array([[1]]), None),
        (unchecked(b"\xff"), None),
    ],
)
def test_the_day_of_publication_is_that_in_utc_or_none(column, published) -> None:
    pq.write_table(pa.table({"id": texts("one"), "text": texts(TEXT), "published": column}), "news/a.parquet")
    assert run().exit_code == 0
    assert found() == [("one", published)]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"id": texts("a", "b"), "text": unchecked(b"\xff", TEXT.encode())}, "byte 0xFF of the text is not UTF-8"),
        ({"id": unchecked(b"\xff", b"b"), "text": texts(TEXT, TEXT)}, "byte 0xFF of the id is not UTF-8"),
        ({"id": pa.array([float("nan"), 1.0]), "text": texts(TEXT, TEXT)}, 'there is no "id"'),
        ({"id": texts("a", "b"), "text": texts(None, TEXT)}, 'there is no "text"'),
    ],
)
def test_a_row_that_is_no_article_is_reported(table, message) -> None:
    pq.write_table(pa.table(table), "news/a.parquet")
    result = run()
    assert result.exit_code == 1
    assert f"a.parquet:1:1: error A00{3 if 'UTF-8' in message else 8} {message}" in result.stderr
    assert len(found()) == 1


@pytest.mark.parametrize(
    ("arrays", "names", "message"),
    [
        ([texts("a")], ["x"], 'has no column "id"; it has: x'),
        ([texts("a"), pa.array([{"body": TEXT}])], ["id", "text"], "its type is struct<body: string>"),
        ([texts("a"), pa.array([5])], ["id", "text"], "its type is int64"),
        ([texts("a"), texts(TEXT), texts("b")], ["id", "text", "id"], 'has 2 columns "id"'),
    ],
)
def test_a_parquet_file_with_other_columns_is_reported_and_the_others_are_linked(arrays, names, message) -> None:
    for name, first in (("a", 0), ("c", 5)):
        write_parquet(Path(f"news/{name}.parquet"), articles(10)[first : first + 5])
    pq.write_table(pa.Table.from_arrays(arrays, names=names), "news/b.parquet")
    result = run()
    assert result.exit_code == 1
    assert result.stderr.startswith("b.parquet:1:1: error A010 the Parquet file ")
    assert message in result.stderr
    assert {article for article, _ in found()} == {f"a{i}" for i in range(10)}


def test_a_parquet_file_without_row_groups_has_no_articles() -> None:
    pq.ParquetWriter("news/a.parquet", pa.schema([("id", pa.string()), ("text", pa.string())])).close()
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0 articles" in result.stdout


@pytest.mark.large
def test_a_text_that_is_in_many_rows_takes_its_size_only_once_in_memory() -> None:
    pq.write_table(pa.table({"id": [str(i) for i in range(1000)], "text": ["x" * 900_000] * 1000}), "news/a.parquet")
    assert Path("news/a.parquet").stat().st_size < 1_000_000
    part = Partition("a", Kind.PARQUET, ("a.parquet",), 0, 1)
    reader = readers.Reader(Path("news"), {}, report=print)
    for batch in reader.batches(part):
        assert batch.nbytes < 2_000_000
        assert pa.total_allocated_bytes() < 150_000_000
    assert reader.articles == 1000


LINE = json.dumps({"id": "a", "text": TEXT})


def zipped() -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", LINE)
    return buffer.getvalue()


def tarred() -> bytes:
    write_lines(Path("rows.jsonl"), articles(30))
    with tarfile.open(fileobj=(buffer := io.BytesIO()), mode="w") as archive:
        archive.add("rows.jsonl")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.jsonl", gzip.compress(LINE.encode() * 900), "compressed with gzip"),
        ("a.jsonl", bz2.compress(LINE.encode()), "compressed with bzip2"),
        ("a.jsonl", lzma.compress(LINE.encode()), "compressed with xz"),
        ("a.jsonl", zipped(), "a zip archive"),
        ("a.jsonl", tarred, "a tar archive"),
        ("a.jsonl.gz", lambda: gzip.compress(tarred()), "a tar archive"),
        ("a.jsonl", LINE.encode("utf-16"), "UTF-16"),
        ("a.jsonl", f"\ufeff [\n{LINE},\n{LINE}]".encode(), "one JSON array"),
        ("a.ndjson", f"[{LINE}]".encode(), "one JSON array"),
    ],
)
def test_a_file_of_another_kind_is_one_finding(name, data, what) -> None:
    Path("news", name).write_bytes(data if isinstance(data, bytes) else data())
    result = run()
    assert result.exit_code == 1
    assert result.stderr.count("error") == 1
    assert f"{name}:1:1: error A010 the file is {what}, not JSON lines" in result.stderr


@pytest.mark.parametrize("value", [1.5, True, None, [1], {"a": 1}, "", "  "])
def test_an_id_is_a_text_or_a_whole_number(value) -> None:
    rows = [json.dumps({"id": value, "text": TEXT}), json.dumps({"id": 7, "text": TEXT})]
    Path("news/a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    result = run()
    assert result.stderr.startswith("a.jsonl:1:1: error A008 ")
    assert found() == [("7", None)]


def test_half_characters_and_values_of_other_types_do_not_stop_a_run() -> None:
    Path("news/a.jsonl").write_text(
        r'{"id": "a\ud800", "text": "\udfff At Fort Bravo", "language": "\ud800", "published": "\ud800"}'
        '\n{"id": "b", "text": "At Fort Bravo", "language": ["en"], "published": {"year": 2023}}',
        encoding="utf-8",
    )
    assert run().exit_code == 0
    assert [article for article, _ in found()] == ["a\ufffd", "b"]
    assert found()[1][1] is None


def test_files_and_folders_with_any_name_are_read() -> None:
    for name in (b"a\xff.jsonl", "\U00020000".encode() * 60 + b".jsonl", b"b\nc.jsonl", b"d\xff/e.txt"):
        path = Path("news", os.fsdecode(name))
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"id": repr(name), "text": TEXT}) if path.suffix == ".jsonl" else TEXT)
    write_parquet(Path("plain.parquet"), articles(1))
    Path("plain.parquet").rename(os.fsdecode(b"news/f\xff.parquet"))
    Path("news", os.fsdecode(b"bad\n\xff.jsonl")).write_text("nonsense")
    result = run()
    assert result.exit_code == 1
    assert result.stderr.startswith("bad\ufffd\ufffd.jsonl:1:1: error A008")
    assert len({article for article, _ in found()}) == 5


def test_folders_in_folders_are_read_however_deep(folder) -> None:
    os.chdir("news")
    for _ in range(1_200):
        os.mkdir("d")  # noqa: PTH102  (the whole path would be too long for some systems)
        os.chdir("d")
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    deepest = os.open(".", os.O_RDONLY)
    os.chdir(folder)
    result = run()
    os.chdir(deepest)
    os.close(deepest)
    Path("a.txt").unlink()
    for _ in range(1_200):  # pytest removes folders with a function that calls itself for each
        os.chdir("..")
        Path("d").rmdir()
    os.chdir(folder)
    assert result.exit_code == 0
    assert len(found()) == 1


def test_pipes_links_and_files_of_other_kinds_are_reported() -> None:
    write_lines(Path("news/good.jsonl"), articles(3))
    os.mkfifo("news/pipe.jsonl")
    Path("news/gone.jsonl").symlink_to("nothing")
    Path("news/loop").symlink_to("../news")
    Path("news/a.jsonl.zst").write_bytes(b"")
    Path("news/_SUCCESS").write_bytes(b"")
    result = run()
    assert result.exit_code == 1
    assert "pipe.jsonl:1:1: error Y001 this is a pipe or device" in result.stderr
    assert "gone.jsonl:1:1: error Y001 there is no such file" in result.stderr
    assert "passed over 2 files of other kinds or links to folders, such as a.jsonl.zst" in result.stderr
    assert len({article for article, _ in found()}) == 3
    assert "is a pipe or device" in run("news/pipe.jsonl").stderr


def test_a_folder_without_articles_is_an_error() -> None:
    Path("news/a.zip").write_bytes(b"")
    result = run()
    assert result.exit_code == 1
    assert "news has no articles; passed over 1 file" in result.stderr
    assert ".jsonl.gz" in result.stderr


PAGE = f"<html lang=en><title>P</title><article><h1>P</h1>{f'<p>{TEXT} The day was long and quiet. </p>' * 9}</article>"


def record(address: str | None, page: str = PAGE, *, length: str = "", status: str = "200 OK", more: str = "") -> bytes:
    answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{more}\r\n{page}".encode()
    target = "" if address is None else f"WARC-Target-URI: {address}\r\n"
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.UUID(int=1)}>\r\n{target}"
        f"WARC-Date: 2023-01-05T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {length or len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


GOOD, OTHER = record("https://a.example/"), record("https://b.example/")
PACKED = gzip.compress(GOOD), gzip.compress(OTHER)


@pytest.mark.parametrize(
    ("data", "linked"),
    [
        (record(None) + GOOD, "a"),
        (record("http://[") + GOOD, "a"),
        (record("https://c.example/", status="404 Not Found") + GOOD, "a"),
        (record("https://c.example/", status="odd") + GOOD, "a"),
        (gzip.compress(GOOD + OTHER), "ab"),
        (PACKED[0] + gzip.compress(b"") + PACKED[1], "ab"),
        (b"", ""),
    ],
)
def test_unusual_warc_files_are_read(data, linked) -> None:
    Path("news/a.warc.gz").write_bytes(data)
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted({article[8] for article, _ in found() if article.startswith("https")}) == [*linked]


@pytest.mark.parametrize(
    ("data", "message", "linked"),
    [
        (GOOD + OTHER[:100], "2:1: error A010 the file ends in record 2", "a"),
        (GOOD + OTHER[:-90], "2:1: error A010 the file ends in record 2", "a"),
        (GOOD + record("https://c.example/", length="9" * 20) + OTHER, "2:1: error A010 the file is damaged", "a"),
        (record("https://a.example/", length="500") + OTHER, "1:1: error A010 the stated length of record 1", "ab"),
        (record("https://a.example/", length="1200") + OTHER + OTHER, "1:1: error A010 the stated length", "a"),
        (PACKED[0] + PACKED[1][:80], "2:1: error A010 the file ends in record 2", "a"),
        (PACKED[0] + PACKED[1][:-8] + b"12345678", "3:1: error A010 the file is damaged: CRC check failed", "ab"),
        (PACKED[0] + b"junk" * 9, "2:1: error A010 the file is damaged: Not a gzipped file", "a"),
        (PAGE.encode(), "1:1: error A010 the file is not WARC", ""),
        (record("https://c.example/", "x" * 5_000_001) + GOOD, "1:1: error A004", "a"),
        (
            record("https://c.example/", more="Content-Encoding: dcz\r\n") + GOOD,
            "1:1: error A003 the page is packed",
            "a",
        ),
    ],
)
def test_damage_in_warc_files_is_reported_with_the_record(data, message, linked, capfd) -> None:
    Path("news/a.warc").write_bytes(data)
    result = run()
    assert result.exit_code == 1
    assert f"a.warc:{message}" in result.stderr
    assert set(linked) <= {article[8] for article, _ in found()}
    assert capfd.readouterr().err == ""  # nothing of the library


WHOLE = {
    "a.warc": GOOD + OTHER,
    "a.warc.gz": b"".join(PACKED),
    "a.jsonl": b"".join(json.dumps(row).encode() + b"\n" for row in articles(10)),
    "a.jsonl.gz": gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in articles(40))),
}
pq.write_table(pa.Table.from_pylist(articles(40)), _parquet := pa.BufferOutputStream(), row_group_size=10)
WHOLE["a.parquet"] = _parquet.getvalue().to_pybytes()


@given(
    name=st.sampled_from(sorted(WHOLE)),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=9)), min_size=1, max_size=6),
)
@examples(0.5, accepted=(HealthCheck.function_scoped_fixture,))
def test_no_damage_stops_a_run(name, edits) -> None:
    data = bytearray(WHOLE[name])
    for place, removed, inserted in edits:
        at = int(place * len(data))
        data[at : at + removed] = inserted
    for each in Path("news").iterdir():
        each.unlink()
    Path("news", name).write_bytes(data)
    reader = readers.Reader(Path("news"), {}, report=str)
    for part in partitions(Path("news")):
        if isinstance(part, Partition):
            list(reader.batches(part))


@given(data=st.text("a\n", max_size=60), offsets=st.lists(st.integers(0, 60), max_size=6), sort=st.booleans())
@examples(0.5)
def test_lines_are_counted_on_from_the_last_offset(data, offsets, sort) -> None:
    opened = io.BytesIO(data.encode())
    count = readers.LineCount()
    for number, offset in enumerate(sorted(offsets) if sort else offsets):
        opened.seek(3)
        assert count.before(("file", number // 3), opened, min(offset, len(data))) == data[:offset].count("\n")
        assert opened.tell() == 3


def test_a_parquet_file_of_many_row_groups_has_partitions_of_their_rows(monkeypatch) -> None:
    rows = articles(40)
    write_parquet(Path("news/a.parquet"), rows, group=1)
    assert run().exit_code == 0
    expected = {article for article, _ in found()}
    monkeypatch.setattr("geomap.corpus.partitions.PARTITION_BYTES", 2_000)
    parts = [part for part in partitions(Path("news")) if isinstance(part, Partition)]
    assert len(parts) > 5
    assert [part.first_row for part in parts] == [part.start for part in parts]
    assert [parts[0].start, *(part.end for part in parts)] == [*(part.start for part in parts), 40]
    reader = readers.Reader(Path("news"), {}, report=print)
    ids = [id_ for part in parts for batch in reader.batches(part) for id_ in batch["id"].to_pylist()]
    assert ids == [row["id"] for row in rows]
    assert expected == set(ids)
