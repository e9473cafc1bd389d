"""The example for Apache Spark: on a corpus of 200 MB, its mentions are those of `geomap link`, row for row."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from corpora import GAZETTEER

from geomap.cli import main

REPOSITORY = Path(__file__).parents[2]
FILES, ARTICLES, TEXT = 4, 1_250, 40_000
"""Articles of one file, and the characters of each: 200 MB together, in few and long articles, which link fast."""
PLAIN = "Officials did not answer questions about it, and residents said that the night had been quiet as usual. "
NAMED = (
    "Residents of Springfield saw it near Decatur on Monday. ",
    "Nothing was seen in Fort Bravo that day. ",
    "Fort Bravo, Decatur and Springfield were named too. ",
)


def write_corpus(folder: Path) -> int:
    """Write the corpus; its characters."""
    folder.mkdir()
    size = 0
    for file in range(FILES):
        numbers = range(file * ARTICLES, (file + 1) * ARTICLES)
        texts = [(NAMED[i % 3] + PLAIN * (TEXT // len(PLAIN)) + NAMED[i % 2])[: TEXT + 100] for i in numbers]
        size += sum(map(len, texts))
        columns = {
            "id": [f"a{i}" for i in numbers],
            "text": texts,
            "language": ["en"] * ARTICLES,
            "published": [f"2023-01-{i % 28 + 1:02d}" for i in numbers],
        }
        pq.write_table(pa.table(columns), folder / f"{file}.parquet")
    return size


def table(folder: Path) -> pa.Table:
    """The mentions in a folder, sorted."""
    found = pa.concat_tables([pq.read_table(path) for path in sorted(folder.glob("*.parquet"))])
    return found.sort_by([("article", "ascending"), ("start", "ascending")]).combine_chunks()


@pytest.mark.services
def test_spark_finds_the_same_mentions_as_one_process(tmp_path, monkeypatch) -> None:
    assert shutil.which("java"), "install Java: sh tools/program.sh java default-jre-headless"
    monkeypatch.chdir(tmp_path)
    Path("gazetteer.yaml").write_text(GAZETTEER, encoding="utf-8")
    assert write_corpus(Path("articles")) >= 200_000_000
    for words in (
        ("snapshot", "gazetteer.yaml", "--output", "gazetteer.snapshot"),
        ("link", "articles", "--snapshot", "gazetteer.snapshot", "--output", "single", "--jobs", "1"),
    ):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    Path("gazetteer.snapshot").rename(shipped / "gazetteer.snapshot")  # executors get it from --files only
    options = (
        *("--master", "local[2]", "--driver-memory", "1g"),
        *("--conf", "spark.ui.enabled=false", "--conf", "spark.driver.host=127.0.0.1"),
        *("--files", str(shipped / "gazetteer.snapshot")),
    )
    example = str(REPOSITORY / "examples" / "link_on_spark.py")
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [Path(sys.executable).with_name("spark-submit"), *options, example, "gazetteer.snapshot", "articles", "spark"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    single, spark = table(Path("single")), table(Path("spark"))
    assert single.num_rows > 10_000
    assert spark.cast(single.schema).equals(single)
