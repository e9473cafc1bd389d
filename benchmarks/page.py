"""geomap's page against the maps that folium makes of the same records: written, loaded and used in Chromium.

Run it with ``python benchmarks/page.py [--reports 10000 100000] [--rounds 3] [--only geomap …] [--write FILE]``.
docs/explanation/benchmarks.md says what each column means.
"""

import argparse
import dataclasses
import datetime
import functools
import gc
import gzip
import importlib.metadata
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import cdn
import folium
import peers
from playwright.sync_api import TimeoutError as TooLongError
from records import Record, records, write_project
from results import FAST, OURS, Results, goals, table
from visit import NotMeasuredError, Visit, visit

from geomap.link import connect
from geomap.model import Atlas
from geomap.model.published import coarsened
from geomap.page import article_view
from geomap.page.folium_map import Map
from geomap.read import read_gazetteer
from geomap.static_map import landscape

PEERS: dict[str, Callable[[Sequence[Record]], folium.Map]] = {
    "Marker": peers.markers,
    "MarkerCluster": peers.marker_clusters,
    FAST: peers.fast_marker_clusters,
    "GeoJson": peers.geojson,
}
SLOW = {"Marker", "MarkerCluster"}
MOST_OF_SLOW = 10_000  # reports; folium compiles a template for every marker
AFTER = datetime.date(2024, 1, 1)  # the records' last day is past
BEGIN, END = "<!-- benchmarks/page.py writes from here -->", "<!-- to here -->"


@dataclasses.dataclass(frozen=True)
class Contestant:
    """A page to write to the file and visit; ``server`` serves the files that it loads, if any."""

    name: str
    make: Callable[[], folium.Map]
    file: Path
    server: str = ""


def main() -> None:
    options = _options()
    modules = cdn.install() if set(options.only) - {OURS} else None
    if os.getloadavg()[0] > 1:
        print("Other programs keep this machine busy: the figures will be worse than they should be.", file=sys.stderr)
    measured: dict[int, dict[str, Results | None]] = {}
    notes = [f"{_machine()} {_rounds(options.rounds)}"]
    with tempfile.TemporaryDirectory() as name, cdn.served(modules) if modules else nullcontext("") as server:
        for count in options.reports:
            folder = Path(name, str(count))
            made = records(count)
            atlas, seconds = loaded(folder, made)
            notes.append(
                f"Reading and linking the gazetteer of {count:,} reports takes {seconds:.1f} s; it is not in the table."
            )
            pages = [
                Contestant(name, functools.partial(make, made), folder / f"{name}.html", server)
                for name, make in PEERS.items()
            ]
            pages.append(Contestant(OURS, functools.partial(ours, atlas), folder / "index.html"))
            pages = [page for page in pages if page.name in options.only]
            too_slow = SLOW if count > MOST_OF_SLOW else set()
            measured[count] = {page.name: None if page.name in too_slow else Results() for page in pages}
            wanted = [(page, results) for page in pages if (results := measured[count][page.name]) is not None]
            for number in range(options.rounds):  # all of them in each, so that a busy moment of the machine meets all
                for page, results in wanted:
                    print(f"{count:,} reports, round {number + 1}: {page.name}", file=sys.stderr)
                    _measure(page, options.patience, results)
            notes += _notes(count, measured[count], folder, modules)
    text = _report(measured, notes)
    print(text)
    if options.write:
        _write(options.write, text)
    complaints = {
        complaint for pages in measured.values() for each in pages.values() if each for complaint in each.complaints
    }
    for complaint in sorted(complaints):
        print(complaint, file=sys.stderr)
    raise SystemExit(bool(complaints) or not all(reached for reached, _ in goals(measured)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often everything is measured")
    parser.add_argument(
        "--only", nargs="+", default=[*PEERS, OURS], choices=[*PEERS, OURS], metavar="PAGE", help="of %(choices)s"
    )
    parser.add_argument("--patience", type=float, default=120, metavar="S", help="seconds until a page is given up")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table between the two marks of this file")
    options = parser.parse_args()
    if options.write and not (options.write.is_file() and {BEGIN, END} <= set(_lines(options.write))):
        parser.error(f"{options.write} is no file with the lines {BEGIN} and {END}")
    return options


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def loaded(folder: Path, made: Sequence[Record]) -> tuple[Atlas, float]:
    """The atlas of the records, and the seconds that reading, linking and checking it took.

    ``geomap.load`` would refuse it: reports are confirmed without evidence, which the peers' maps have no room for.
    """
    write_project(folder, made)
    gc.collect()
    begun = time.process_time()
    reading = read_gazetteer(folder)
    if reading.gazetteer is None or reading.findings:
        raise SystemExit(f"benchmark: the gazetteer was not read as it should be: {reading.findings[:3]}")
    atlas, _ = connect(reading.gazetteer, (), AFTER)
    return atlas, time.process_time() - begun


def ours(atlas: Atlas) -> folium.Map:
    """The page of a copy, with nothing known of it from the round before."""
    for remembering in (landscape.landscape, article_view._blocks):  # noqa: SLF001
        remembering.cache_clear()
    return Map(coarsened(atlas))


def _measure(page: Contestant, patience: float, results: Results) -> None:
    """Write the page once and visit it once."""
    gc.collect()
    gc.freeze()  # a real build would not scan the benchmark's other objects, such as all of GeoNames' places
    begun = time.process_time()
    page.make().save(str(page.file))
    results.add(write=time.process_time() - begun)
    gc.unfreeze()
    content = page.file.read_bytes()
    results.add(size=len(content) / 1e6, gzip=len(gzip.compress(content, mtime=0)) / 1e6)
    if results.given_up is not None:
        return
    opened = page.file
    if page.server:
        opened = page.file.with_suffix(".loopback.html")
        opened.write_text(cdn.rewritten(content.decode(), page.server), encoding="utf-8")
    with visit() as one:
        first = one.open(opened, patience)
        if first is None:
            results.given_up = patience
        else:
            heap, arrays = one.heap_mb()
            results.add(first=first / 1000, heap=heap + arrays, arrays=arrays)
            if page.name == OURS:  # its layers are switched by the buttons of the statuses
                _use(one, results)
            else:
                _try(results, page.name, lambda: {"toggle": one.layer_toggle()})
        results.complaints |= {f"{page.name}: {complaint}" for complaint in one.complaints}


def _use(one: Visit, results: Results) -> None:
    """Measurements that only geomap's page has."""
    _try(results, OURS, lambda: {"status": one.status_button()})
    _try(results, OURS, lambda: {"entered": one.search_entered(), "search": one.search()})
    _try(results, OURS, lambda: {"brush": one.time_brush()})
    _try(results, OURS, lambda: dict(zip(("frames", "blank"), one.list_frames(), strict=True)))
    _try(results, OURS, lambda: {"used": sum(one.heap_mb())})


def _try(results: Results, name: str, measure: Callable[[], dict[str, float]]) -> None:
    try:
        results.add(**measure())
    except (NotMeasuredError, TooLongError) as failure:
        results.complaints.add(f"{name}: {failure}")


def _machine() -> str:
    with visit() as one:
        browser = one.browser
    python, library = platform.python_version(), importlib.metadata.version("folium")
    return f"{os.cpu_count()} shared cores, Chromium {browser}, Python {python}, folium {library}."


def _rounds(rounds: int) -> str:
    return f"Medians of {rounds} rounds, in brackets the least and the most." if rounds > 1 else "Measured once."


def _notes(count: int, pages: dict[str, Results | None], folder: Path, modules: Path | None) -> list[str]:
    notes = []
    fast, ours = pages.get(FAST), pages.get(OURS)
    if fast and modules:
        plain, zipped = cdn.elsewhere((folder / f"{FAST}.html").read_text(encoding="utf-8"), modules)
        notes.append(
            f"The peers' sizes leave out the scripts and style sheets that they load from other servers: for {FAST} "
            f"{plain / 1e6:.2f} MB, {zipped / 1e6:.2f} MB gzipped. {cdn.NOT_THE_SAME}"
        )
    if ours and {"arrays", "used", "entered", "frames"} <= ours.figures.keys():
        notes.append(
            f"With {count:,} reports, {ours.median('arrays'):.0f} MB of geomap's heap are its typed arrays, and after "
            f"all that was done the heap is {ours.median('used'):.0f} MB. Entering the search field for the first time "
            f"keeps the page busy for {ours.median('entered'):.0f} ms. {ours.median('frames'):.0f} frames were painted "
            "while the list was scrolled."
        )
    return notes


def _report(measured: dict[int, dict[str, Results | None]], notes: list[str]) -> str:
    """The table, the notes on it, and the goals."""
    judged = [f"- {'reached' if reached else '**missed**'}: {sentence}" for reached, sentence in goals(measured)]
    return "\n\n".join([table(measured), *dict.fromkeys(notes), "\n".join(judged)])


def _write(file: Path, text: str) -> None:
    lines = _lines(file)
    above, below = lines[: lines.index(BEGIN) + 1], lines[lines.index(END) :]
    file.write_text("\n".join([*above, "", text, "", *below, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
