"""A small gazetteer and articles about its places, for tests of corpora."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

GAZETTEER = """\
places:
  - {id: fort, name: Fort Bravo, names: {uk: Форт}, coordinates: [10.5, 20.25]}
  - {id: north, name: Springfield, coordinates: [39.78, -89.65]}
  - {id: south, name: Springfield, coordinates: [37.21, -93.29]}
  - {id: decatur, name: Decatur, coordinates: [39.84, -88.95]}
"""
SENTENCES = (
    "Residents of Springfield saw it near Decatur on Monday.",
    "Nothing was seen in Fort Bravo that day.",
    "У Форті нічого не було.",
    "Officials did not answer questions.",
)


def articles(count: int) -> list[dict]:
    """Articles with ids, texts, days and some languages."""
    rows = []
    for i in range(count):
        text = " ".join(SENTENCES[(i * k) % 4] for k in range(1, 6 + i % 3))
        rows.append({"id": f"a{i}", "text": text, "language": ("en", "uk", None)[i % 3]})
        rows[-1]["published"] = f"2023-01-{i % 28 + 1:02d}"
    return rows


def write_lines(path: Path, rows: list[dict]) -> Path:
    """A JSON lines file."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path: Path, rows: list[dict], group: int = 1000) -> Path:
    """A Parquet file with row groups of a size."""
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=group)
    return path


def mentions(folder: Path) -> list[dict]:
    """The mentions in an output folder, sorted."""
    rows = [row for path in sorted(folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]
    for path in sorted(folder.glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return sorted(rows, key=lambda row: (row["article"], row["start"]))


PROGRAM = """\
import sys
import geomap.corpus.partitions
from geomap.cli import main
geomap.corpus.partitions.PARTITION_BYTES = 20_000
{first}
sys.argv = ["geomap", *sys.argv[1:]]
main()
"""


def start(folder: Path, *words: str, first: str = "") -> subprocess.Popen:
    """Start geomap as a process of its own, with small partitions; ``first`` is Python that it runs before."""
    command = [sys.executable, "-c", PROGRAM.format(first=first), *words]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
