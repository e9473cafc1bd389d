"""`geomap link CORPUS --output DIR`: every input gives the same mentions, restarts continue, bad input is reported."""

import gc
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from corpora import GAZETTEER, articles, mentions, start, write_lines, write_parquet

from geomap.cli import main
from geomap.corpus import output, partitions, readers
from geomap.files import locked
from geomap.link import snapshot

COMMAND = ("link", "news.jsonl", "--output", "found")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "locations.yaml").write_text(GAZETTEER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(partitions, "PARTITION_BYTES", 20_000)
    return tmp_path


def run(*words: str | Path) -> Result:
    """In this process by default: what it has read helps the next test."""
    return CliRunner().invoke(main, ["link", "--jobs", "1", *map(str, words)])


def linked(corpus: str, *options: str, to: str = "") -> list[dict]:
    """The mentions in a corpus that has no problems."""
    target = to or f"found-{corpus}"
    result = run(corpus, "--output", target, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    return mentions(Path(target))


def files(target: str) -> dict[str, bytes]:
    """The files of an output folder, without the times of the articles' files."""
    stamp = re.compile(rb'"stamp": "\w+"')
    return {
        path.relative_to(target).as_posix(): stamp.sub(b"", path.read_bytes())
        for path in sorted(Path(target).rglob("*"))
        if path.is_file()
    }


def test_every_kind_of_corpus_gives_the_same_mentions(folder) -> None:
    rows = articles(500)
    write_lines(folder / "news.jsonl", rows)
    (folder / "packed.ndjson.gz").write_bytes(gzip.compress((folder / "news.jsonl").read_bytes()))
    write_parquet(folder / "news.parquet", rows, group=90)
    (folder / "texts" / "deep").mkdir(parents=True)
    for i, row in enumerate(rows):
        head = {key: row[key] for key in ("id", "language", "published") if row[key]}
        text = f"---\n{json.dumps(head)}\n---\n{row['text']}"
        (folder / "texts" / ("deep" if i % 2 else ".") / f"{i}.txt").write_text(text, encoding="utf-8")
    expected = linked("news.jsonl")
    assert len(expected) > 500
    assert expected[0]["published"] == "2023-01-01"
    assert linked("packed.ndjson.gz") == linked("news.parquet") == linked("texts") == expected
    assert linked("news.jsonl", "--format", "json", to="lines") == expected
    assert len(list(Path("found-news.jsonl").glob("*.parquet"))) > 3
    assert len(list(Path("found-news.parquet").glob("*.parquet"))) > 1


def test_the_output_is_one_table_for_others(folder) -> None:
    write_lines(folder / "news.jsonl", articles(300))
    expected = linked("news.jsonl", to="found")
    table = pa.dataset.dataset("found") if hasattr(pa, "dataset") else pq.read_table("found")
    assert sorted(table.to_table().to_pylist() if hasattr(table, "to_table") else table.to_pylist(), key=str) == sorted(
        expected, key=str
    )


def test_the_number_of_processes_makes_no_difference(folder) -> None:
    write_lines(folder / "news.jsonl", articles(300))
    linked("news.jsonl", to="one")
    linked("news.jsonl", "--jobs", "3", to="three")
    assert files("one") == files("three")
    assert gc.get_freeze_count() == 0  # the garbage collector of this process is as before


def test_a_restart_links_only_what_is_new(folder) -> None:
    (folder / "news").mkdir()
    for name, count in (("a", 400), ("b", 300)):
        write_lines(folder / "news" / f"{name}.jsonl", [{**row, "id": name + row["id"]} for row in articles(count)])
    linked("news", to="found")
    before = {path: path.stat().st_mtime_ns for path in Path("found").glob("*.parquet")}
    result = run("news", "--output", "found")
    assert f"({len(before)} finished before)" in result.stdout
    assert before == {path: path.stat().st_mtime_ns for path in Path("found").glob("*.parquet")}
    write_lines(folder / "news" / "b.jsonl", articles(310))
    write_lines(folder / "news" / "c.jsonl", [{**row, "id": "c" + row["id"]} for row in articles(10)])
    assert run("news", "--output", "found").exit_code == 0
    changed = {path for path in Path("found").glob("*.parquet") if before.get(path) != path.stat().st_mtime_ns}
    assert {path.name[0] for path in changed} == {"b", "c"}
    linked("news", to="again")
    assert files("found") == files("again")


def test_partitions_of_other_articles_are_reported(folder) -> None:
    write_lines(folder / "news.jsonl", articles(10))
    write_lines(folder / "other.jsonl", [{**row, "id": f"o{i}"} for i, row in enumerate(articles(10))])
    run("news.jsonl", "--output", "found")
    result = run("other.jsonl", "--output", "found")
    assert result.exit_code == 0
    assert "also has 1 partition of other articles, such as news.jsonl-00000" in result.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--likeliest",), "another --likeliest"),
        (("--format", "json"), "its format is parquet"),
        (("--column", "text=body"), "other columns"),
        (("--gazetteer", "other.yaml"), "the snapshot of the gazetteer differs"),
    ],
)
def test_a_restart_with_other_settings_is_an_error_that_names_them(folder, options, message) -> None:
    write_lines(folder / "news.jsonl", articles(10))
    (folder / "other.yaml").write_text(GAZETTEER.replace("Decatur", "Peoria"), encoding="utf-8")
    assert run("news.jsonl", "--output", "found").exit_code == 0
    before = files("found")
    result = run("news.jsonl", "--output", "found", *options)
    assert result.exit_code == 1
    assert message in result.stderr
    assert files("found") == before


def test_settings_may_change_until_a_partition_is_finished(folder) -> None:
    rows = [{"url": row["id"], "body": row["text"]} for row in articles(20)]
    write_parquet(folder / "news.parquet", rows)
    assert run("news.parquet", "--output", "found").exit_code == 1
    assert run("news.parquet", "--output", "found", "--column", "id=url", "--column", "text=body").exit_code == 0
    assert mentions(Path("found"))


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"snapshot": 1}', b"\xff"])
def test_a_folder_whose_settings_are_lost_is_not_written_to(folder, content) -> None:
    write_lines(folder / "news.jsonl", articles(10))
    run("news.jsonl", "--output", "found")
    settings = Path("found/_geomap/run.json")
    settings.unlink()
    if content is not None:
        settings.write_bytes(content)
    before = files("found")
    result = run("news.jsonl", "--output", "found")
    assert result.exit_code == 1
    assert "run.json is missing or damaged" in result.stderr
    assert files("found") == before


def test_a_damaged_snapshot_or_manifest_in_the_folder_is_replaced(folder) -> None:
    write_lines(folder / "news.jsonl", articles(300))
    linked("news.jsonl", to="found")
    before = files("found")
    (gazetteer,) = Path("found/_geomap").glob("*.snapshot")
    gazetteer.write_bytes(gazetteer.read_bytes()[:-9])
    manifest = sorted(Path("found/_geomap").glob("news*.json"))[1]
    manifest.write_bytes(b"{")
    linked("news.jsonl", to="found")
    assert files("found") == before


def test_a_restart_with_another_version_says_so(folder, monkeypatch) -> None:
    write_lines(folder / "news.jsonl", articles(10))
    with monkeypatch.context() as context:
        context.setattr(snapshot.metadata, "version", lambda _: "0.0.1")
        run("news.jsonl", "--output", "found")
    result = run("news.jsonl", "--output", "found")
    assert result.exit_code == 1
    assert "was made by geomap 0.0.1, this is geomap" in result.stderr


def test_partitions_of_files_with_the_same_name_have_different_names() -> None:
    names = {partitions._name(f"day={day}/part-0.jsonl.gz", partitions.Kind.PACKED_LINES, 0) for day in range(300_000)}
    assert len(names) == 300_000  # with 32 bits of a hash, about ten would be lost
    assert all(len(name.encode()) < 200 for name in names)


def test_a_folder_with_other_files_is_not_written_to(folder) -> None:
    write_lines(folder / "news.jsonl", articles(10))
    result = run("news.jsonl", "--output", "data")
    assert result.exit_code == 1
    assert "data is not empty" in result.stderr


def test_the_output_may_lie_in_the_corpus(folder) -> None:
    (folder / "news").mkdir()
    write_lines(folder / "news" / "a.jsonl", articles(10))
    first = linked("news", to="news/found")
    assert linked("news", to="news/found") == first


def test_columns_with_other_names_are_read(folder) -> None:
    rows = [{"url": row["id"], "body": row["text"], "language": row["language"]} for row in articles(20)]
    write_parquet(folder / "news.parquet", rows)
    result = run("news.parquet", "--output", "found")
    assert result.exit_code == 1
    assert 'has no column "id"; it has: url, body, language' in result.stderr
    assert "--column id=COLUMN" in result.stderr
    assert not list(Path("found").glob("*.parquet"))
    assert linked("news.parquet", "--column", "id=url", "--column", "text=body", to="other")


def test_wrong_usage(folder) -> None:
    write_lines(folder / "news.jsonl", articles(1))
    for words in (
        ("news.jsonl", "--format", "parquet"),
        ("news.jsonl", "--column", "id=url"),
        ("news.jsonl", "--output", "found", "--column", "name=url"),
        ("news.jsonl", "--output", "found", "--suggest"),
        ("news.jsonl", "data", "--output", "found"),
    ):
        assert run(*words).exit_code == 2
    for corpus in ("none", "data/locations.yaml"):
        assert run(corpus, "--output", "found").exit_code == 1


def test_ids_that_occur_twice_are_reported(folder) -> None:
    (folder / "news").mkdir()
    write_lines(folder / "news" / "a.jsonl", articles(300))
    write_lines(folder / "news" / "b.jsonl", articles(3))
    result = run("news", "--output", "found")
    assert result.exit_code == 0
    assert "3 articles with the id of an earlier one: a.jsonl-00000" in result.stderr
    hashes = [(path.stem, path) for path in sorted(Path("found/_geomap").glob("*.ids"))]
    assert len(list(output.repeated_ids(hashes))) == len(list(output.repeated_ids(hashes, at_once=7))) == 3


def test_lines_that_are_no_articles_are_reported_with_their_numbers(folder, monkeypatch) -> None:
    monkeypatch.setattr(readers, "MAX_LINE", 5_500_000)
    monkeypatch.setattr(partitions, "PARTITION_BYTES", 400_000)
    rows = [json.dumps(row) for row in articles(400)]
    rows[3:3] = ["nonsense", "", '{"text": "no id"}', '{"id": "a"}']
    rows[300:300] = [json.dumps({"id": "long", "text": "x" * 5_000_001}), "x" * 12_000_000]
    rows += ["nonsense"]
    (folder / "news.jsonl").write_text("\n".join(rows), encoding="utf-8")
    for path in ("news.jsonl", "packed.jsonl.gz"):
        if path.endswith(".gz"):
            (folder / path).write_bytes(gzip.compress((folder / "news.jsonl").read_bytes(), 1))
        result = run(path, "--output", f"found-{path}")
        assert result.exit_code == 1
        found = sorted((int(line), code) for line, code in re.findall(r":(\d+):1: error (\w+)", result.stderr))
        assert found == [(4, "A008"), (6, "A008"), (7, "A008"), (301, "A004"), (302, "A004"), (407, "A008")]
        assert "a399" in {row["article"] for row in mentions(Path(f"found-{path}"))}
    again = run("news.jsonl", "--output", "found-news.jsonl")
    assert (again.exit_code, again.stderr) == (1, run("news.jsonl", "--output", "found-news.jsonl").stderr)


def test_many_findings_of_a_partition_are_counted(folder) -> None:
    (folder / "news.jsonl").write_text("nonsense\n" * 50, encoding="utf-8")
    result = run("news.jsonl", "--output", "found")
    assert result.stderr.count("A008") == output.LISTED
    assert "30 more findings in the partition news.jsonl-00000" in result.stderr


def test_damaged_files_are_reported_and_the_rest_is_linked(folder) -> None:
    news = folder / "news"
    news.mkdir()
    rows = articles(300)
    write_lines(news / "good.jsonl", rows[:10])
    write_parquet(news / "a.parquet", rows, group=50)
    data = (news / "a.parquet").read_bytes()
    (news / "b.parquet").write_bytes(data[:-50])
    (news / "c.parquet").write_bytes(data[: len(data) // 3] + b"\xff" * 300 + data[len(data) // 3 + 300 :])
    packed = gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())
    (news / "d.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (news / "e.jsonl.gz").write_bytes(b"no gzip")
    (news / "empty.parquet").write_bytes(b"")
    (news / "empty.jsonl").write_bytes(b"")
    result = run("news", "--output", "found")
    assert result.exit_code == 1
    damaged = set(re.findall(r"^(\S+?):\d+:1: error A010", result.stderr, re.MULTILINE))
    assert damaged == {"b.parquet", "c.parquet", "d.jsonl.gz", "e.jsonl.gz", "empty.parquet"}
    found = {path.name[0] for path in Path("found").glob("*.parquet") if pq.read_table(path).num_rows}
    assert {"g", "a", "d"} <= found


def warc(count: int, *, packed: bool = True) -> bytes:
    """Web pages with the articles' texts, as servers answered with them."""
    data = b""
    for i in range(count):
        body = "".join(f"<p>{row['text']} {'The day was long and quiet. ' * 8}</p>" for row in articles(3))
        html = f"<html lang=en><title>Page {i}</title><article><h1>Page {i}</h1>{body}</article></html>"
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}".encode()
        record = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.UUID(int=i)}>\r\n"
            f"WARC-Date: 2023-01-0{i + 1}T00:00:00Z\r\nWARC-Target-URI: https://news.example/{i}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        ).encode()
        record += answer + b"\r\n\r\n"
        data += gzip.compress(record) if packed else record
    return data


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_file_that_is_cut_off_is_read_up_to_there(folder, packed) -> None:
    name = "news.warc.gz" if packed else "news.warc"
    data = warc(3, packed=packed)
    (folder / name).write_bytes(data)
    found = linked(name)
    assert {row["article"] for row in found} == {f"https://news.example/{i}" for i in range(3)}
    assert {row["published"] for row in found} == {"2023-01-01", "2023-01-02", "2023-01-03"}
    (folder / name).write_bytes(data[:-60])
    result = run(name, "--output", "cut")
    assert result.exit_code == 1
    assert f"{name}:3:1: error A010 the file ends in record 3" in result.stderr
    assert {row["article"] for row in mentions(Path("cut"))} == {f"https://news.example/{i}" for i in range(2)}


def test_text_files_in_other_encodings_are_reported(folder) -> None:
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_bytes("Köln and Fort Bravo".encode("latin-1"))
    (folder / "texts" / "b.txt").write_text("Fort Bravo", encoding="utf-16")
    result = run("texts", "--output", "found")
    assert "a.txt:1:2: error A003" in result.stderr
    assert [row["article"] for row in mentions(Path("found"))] == ["b"]


def test_a_folder_of_many_files_has_partitions_of_its_files(folder, monkeypatch) -> None:
    monkeypatch.setattr(partitions, "FOLDER_FILES", 100)
    for i in range(450):
        path = folder / "texts" / f"{i // 200}" / f"{i:04d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("At Fort Bravo", encoding="utf-8")
    assert len(linked("texts")) == 450
    assert sorted(path.stem[:7] for path in Path("found-texts").glob("*.parquet")) == [
        *("0-00000", "0-00001", "1-00000", "1-00001", "2-00000"),
    ]


def wait_for(condition, process) -> None:
    while not condition():
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)


def manifests() -> list[Path]:
    return list(Path("found/_geomap").glob("news*.json"))


@pytest.mark.services
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_twice_and_restarted_the_result_is_that_of_an_undisturbed_run(folder, jobs) -> None:
    write_lines(folder / "news.jsonl", articles(800))
    for count in (1, 5):
        process = start(folder, *COMMAND, "--jobs", jobs)
        wait_for(lambda count=count: len(manifests()) >= count, process)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    finished = len(manifests())
    process = start(folder, *COMMAND, "--jobs", jobs)
    stdout, stderr = process.communicate()
    assert (process.returncode, stderr) == (0, "")
    assert int(re.search(r"\((\d+) finished before\)", stdout)[1]) >= finished
    linked("news.jsonl", to="undisturbed")
    assert files("found") == files("undisturbed")


KILL = """\
import os, pathlib
from geomap.corpus import workers
link_partition = workers.link_partition
def killed(work, partition):
    once = pathlib.Path("once")
    if "-00001-" in partition.name and not ({once} and once.exists()):
        once.touch()
        os.kill(os.getpid(), 9)
    return link_partition(work, partition)
workers.link_partition = killed
"""


@pytest.mark.services
def test_a_process_that_the_system_kills_takes_only_its_partition_with_it(folder) -> None:
    write_lines(folder / "news.jsonl", articles(300))
    linked("news.jsonl", to="undisturbed")
    process = start(folder, *COMMAND, "--jobs", "2", first=KILL.replace("{once}", "False"))
    _, stderr = process.communicate()
    assert process.returncode == 1
    assert "the process that linked news.jsonl was killed (SIGKILL)" in stderr
    missing = set(files("undisturbed")) - set(files("found"))
    assert {re.search(r"-\d{5}-", name)[0] for name in missing} == {"-00001-"}
    process = start(folder, *COMMAND, "--jobs", "2")
    assert process.communicate()[1] == ""
    assert files("found") == files("undisturbed")


ENDS = """\
from geomap.corpus import workers
link_partition = workers.link_partition
def ended(work, partition):
    if "-00001-" in partition.name:
        {how}
    return link_partition(work, partition)
workers.link_partition = ended
"""


@pytest.mark.services
@pytest.mark.parametrize(
    ("jobs", "how", "reason"),
    [
        ("1", "raise MemoryError", "no memory left"),
        ("2", "raise MemoryError", "no memory left"),
        ("2", "raise SystemExit(3)", "exit code 3"),
    ],
)
def test_why_a_process_ended_is_reported(folder, jobs, how, reason) -> None:
    write_lines(folder / "news.jsonl", articles(300))
    process = start(folder, *COMMAND, "--jobs", jobs, first=ENDS.format(how=how))
    _, stderr = process.communicate()
    assert process.returncode == 1
    assert f"the process that linked news.jsonl was killed ({reason})" in stderr
    assert "Traceback" not in stderr
    assert len(manifests()) > 2


@pytest.mark.services
def test_a_second_run_into_the_same_folder_says_that_it_waits(folder) -> None:
    write_lines(folder / "news.jsonl", articles(300))
    Path("found").mkdir()
    with locked(Path("found")):
        process = start(folder, *COMMAND, "--jobs", "1")
        assert process.stderr.readline() == "waiting for another geomap that writes found\n"
    assert process.communicate()[1] == ""
    assert process.returncode == 0
    assert manifests()


@pytest.mark.services
def test_a_partition_whose_process_was_killed_once_is_linked_by_another(folder) -> None:
    write_lines(folder / "news.jsonl", articles(300))
    process = start(folder, *COMMAND, "--jobs", "2", first=KILL.replace("{once}", "True"))
    assert process.communicate()[1] == ""
    assert process.returncode == 0
    linked("news.jsonl", to="undisturbed")
    assert files("found") == files("undisturbed")


@pytest.mark.services
@pytest.mark.parametrize(("jobs", "form"), [("1", "json"), ("2", "parquet")])
def test_a_full_disk_is_an_error_and_what_is_finished_stays(folder, jobs, form) -> None:
    rows = articles(300)
    rows[200]["text"] = " ".join(f"Fort Bravo {i} Decatur {i * i}." for i in range(2_000))
    write_lines(folder / "news.jsonl", rows)
    limit = 300_000 if form == "json" else 30_000
    first = (
        "import resource; from geomap.link import languages; languages.prepare()\n"  # unpacks its model on the disk
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    )
    process = start(folder, *COMMAND, "--jobs", jobs, "--format", form, first=first)
    _, stderr = process.communicate()
    assert process.returncode == 1
    assert "cannot be written" in stderr
    assert "run the same command again" in stderr
    assert "Traceback" not in stderr
    assert manifests()
    assert not [path for path in Path("found").rglob("*") if path.name.startswith(".")]
    process = start(folder, *COMMAND, "--jobs", jobs, "--format", form)
    assert process.communicate()[1] == ""
    linked("news.jsonl", "--format", form, to="undisturbed")
    assert files("found") == files("undisturbed")


@pytest.mark.services
def test_the_program_of_the_docs_turns_warc_files_into_parquet(folder) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "corpus.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    (folder / "warcs").mkdir()
    (folder / "warcs" / "a.warc.gz").write_bytes(warc(3))
    (folder / "warcs" / "b.warc.gz").write_bytes(warc(0))
    for _ in range(2):  # the second run finds everything done
        subprocess.run([sys.executable, "-c", program, "warcs", "articles"], check=True)
    assert [path.suffix for path in Path("articles").iterdir()] == [".parquet"]
    assert linked("articles") == linked("warcs")
