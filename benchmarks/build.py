"""The whole of `geomap build` and `geomap check` for maps of 1,000 to 100,000 reports, each with a quote of its own.

    python benchmarks/build.py [REPORTS ...]

Each command is a process of its own: its processor time, the most memory that it held, and the sizes of what it wrote.
The exponent says how each grows: 1 is in proportion to the reports.
"""

import argparse
import math
import os
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SIZES = (1_000, 10_000, 100_000)
GOALS = {10_000: (6.0, 250, 15, None), 100_000: (60.0, 1500, 120, 8)}
"""By the number of reports: seconds of the build, MB of memory, of exports and of the page."""
PER_ARTICLE = 20
"""Reports of one article."""


@dataclass(frozen=True)
class Measured:
    """One size of map.

    Attributes:
        check_s: processor time of `geomap check`, in seconds; ``build_s`` of `geomap build`, ``yaml_s`` of PyYAML's C
            loader for the same file as a process of its own.
        memory_mb: the most memory that the build held.
        page_mb: of ``index.html``; ``exports_mb`` of all other files, ``manifest_mb`` of the manifest alone.
    """

    reports: int
    check_s: float
    yaml_s: float
    build_s: float
    memory_mb: float
    page_mb: float
    exports_mb: float
    manifest_mb: float


def write_project(root: Path, reports: int) -> None:
    """A project of that many reports at half as many places, the same on every run."""
    rng = random.Random(1)
    (root / "data").mkdir(parents=True)
    (root / "seeds").mkdir()
    places = [
        f"  - id: place-{n}\n    name: Place number {n}\n"
        f"    coordinates: [{rng.uniform(44, 56):.4f}, {rng.uniform(22, 44):.4f}]\n    precision: settlement\n"
        for n in range((reports + 1) // 2)
    ]
    entries = []
    for start in range(0, reports, PER_ARTICLE):
        article = f"article-{start // PER_ARTICLE}"
        sentences = []
        for n in range(start, min(start + PER_ARTICLE, reports)):
            quote = f"observer {n} described launcher {rng.randrange(10**6)} beside the {rng.choice(WORDS)} {n}"
            sentences.append(f"On that day {quote}, as the paper wrote.")
            status = rng.choice(("confirmed", "unconfirmed"))
            entries.append(
                f"  - title: Launcher {n} at Place number {n // 2}\n    place: place-{n // 2}\n"
                f"    system: {rng.choice(SYSTEMS)}\n    status: {status}\n    status_reason: Reported by {article}.\n"
                f"    date: 2023-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}\n"
                f"    evidence:\n      - {{article: {article}, quote: {quote}}}\n"
            )
        head = f"---\ntitle: Report {start // PER_ARTICLE}\npublisher: Gazette\nlanguage: en\n---\n"
        (root / "seeds" / f"{article}.md").write_text(head + "\n\n".join(sentences) + "\n", encoding="utf-8")
    text = "".join(["places:\n", *places, "reports:\n", *entries])
    (root / "data" / "locations.yaml").write_text(text, encoding="utf-8")


WORDS = ("bridge", "depot", "station", "warehouse", "quarry", "stadium", "harbour", "mill")
SYSTEMS = ("Radar", "Launcher", "Truck", "Mast", "Generator")


def measured(reports: int) -> Measured:
    """Check and build a project of that size."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_project(root, reports)
        geomap = [sys.executable, "-m", "geomap"]
        check_s, _ = processor_time([*geomap, "check", str(root)])
        load = "import sys, yaml; yaml.load(open(sys.argv[1]), yaml.CSafeLoader)"
        yaml_s, _ = processor_time([sys.executable, "-c", load, str(root / "data" / "locations.yaml")])
        build_s, memory_mb = processor_time([*geomap, "build", str(root), "--quiet"])
        sizes = {file: file.stat().st_size / 1e6 for file in (root / "site").rglob("*") if file.is_file()}
        page, manifest = root / "site" / "index.html", root / "site" / "manifest.json"
        return Measured(
            reports,
            check_s,
            yaml_s,
            build_s,
            memory_mb,
            page_mb=sizes[page],
            exports_mb=sum(size for file, size in sizes.items() if file != page),
            manifest_mb=sizes.get(manifest, 0.0),
        )


def processor_time(command: list[str]) -> tuple[float, float]:
    """Seconds of processor time of a command and its children, and the most memory of one of them in MB."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def table(rows: list[Measured]) -> str:
    """The results in Markdown, with the exponent of each column between the smallest and the largest map."""
    columns = ("check_s", "yaml_s", "build_s", "memory_mb", "page_mb", "exports_mb", "manifest_mb")
    heads = ("check, s", "CSafeLoader, s", "build, s", "memory, MB", "page, MB", "other files, MB", "manifest, MB")
    lines = [f"| reports | {' | '.join(heads)} |", "|" + "---|" * (len(heads) + 1)]
    for row in rows:
        values = (getattr(row, name) for name in columns)
        lines.append(f"| {row.reports:,} | {' | '.join(f'{value:,.2f}' for value in values)} |")
        if row.reports in GOALS:
            build, memory, exports, page = GOALS[row.reports]
            goals = ("", "", f"≤ {build:g}", f"≤ {memory}", f"≤ {page}" if page else "", f"≤ {exports}", "")
            lines.append(f"| goal | {' | '.join(goals)} |")
    if len(rows) > 1:
        ratio = math.log(rows[-1].reports / rows[0].reports)
        exponents = (
            math.log(max(getattr(rows[-1], name), 1e-9) / max(getattr(rows[0], name), 1e-9)) / ratio for name in columns
        )
        lines.append(f"| exponent | {' | '.join(f'{value:.2f}' for value in exponents)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print, or write into the docs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=int, default=SIZES)
    options = parser.parse_args()
    print(table([measured(reports) for reports in options.reports]))


if __name__ == "__main__":
    main()
