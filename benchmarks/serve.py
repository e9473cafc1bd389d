"""From saving an edit to the redrawn preview: `geomap serve` and a real Chromium, at 1,000 and 10,000 reports.

Run it with ``python benchmarks/serve.py [--reports 1000 10000] [--rounds 5]``. Each report rests on a quote, and
each article has a hundred of them. It measures until the saved words are painted in the frame that is seen, for three
edits: of a report's title, of a place's name, for which every article is looked through, and of an article's text.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from records import Record, records
from visit import ALONE, WINDOW

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from browsing import CHROMIUM_FLAGS, chromium_path  # noqa: E402

GOALS_S = {1000: 1.0, 10_000: 3.0}
IN_AN_ARTICLE = 100
TITLE, PLACE, SENTENCE = "The newest of all", "Where it was seen", "Nobody knows more than this"
UNTIL_PAINTED = """(words) => new Promise((resolve) => {
  const look = () => {
    const frame = document.querySelector("#frames iframe:not([inert])");
    const list = frame?.contentDocument.querySelector(".panel-list, .reading");
    if (!list?.textContent.includes(words)) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();  // arrives when the frame has been painted
    port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
    requestAnimationFrame(() => port2.postMessage(null));
  };
  look();
})"""


@dataclass(frozen=True)
class Edit:
    """Words of a file of the project that the page shows too, under a hash; each round adds to them."""

    name: str
    file: Path
    words: str
    hash: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="+", default=list(GOALS_S), metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each edit is measured")
    options = parser.parse_args()
    if os.getloadavg()[0] > 1:
        print("Other programs keep this machine busy: the figures will be worse than they should be.", file=sys.stderr)
    print("| reports | edit | saved to redrawn, s | goal, s |\n| --: | --- | --: | --: |")
    missed = False
    for count in options.reports:
        for name, times in measured(count, options.rounds).items():
            goal = GOALS_S.get(count)
            middle = statistics.median(times)
            missed = missed or (goal is not None and middle >= goal)
            print(
                f"| {count:,} | {name} | {middle:.2f} ({min(times):.2f}–{max(times):.2f}) | {goal or '–'} |", flush=True
            )
    raise SystemExit(missed)


def measured(count: int, rounds: int) -> dict[str, list[float]]:
    """Seconds from saving to painting, for each edit."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        root = Path(name)
        edits = write_project(root, records(count))
        with served(root) as address:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(desktop=True), args=[*CHROMIUM_FLAGS, ALONE]
            )
            page = browser.new_page(viewport=WINDOW)
            found: dict[str, list[float]] = {}
            for edit in edits:
                page.goto("about:blank")
                page.goto(address + edit.hash)
                page.evaluate(UNTIL_PAINTED, edit.words)
                found[edit.name] = list(_rounds(page, edit, rounds))
            browser.close()
    return found


def _rounds(page: Page, edit: Edit, rounds: int) -> Iterator[float]:
    text = edit.file.read_text(encoding="utf-8")
    for number in range(1, rounds + 1):
        new = f"{edit.words}, edit {number}"
        time.sleep(3)  # a person reads what is new before going on
        begun = time.time()
        edit.file.write_text(text.replace(edit.words, new), encoding="utf-8")
        yield page.evaluate(UNTIL_PAINTED, new) / 1000 - begun


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The address of a preview that is built."""
    command = [sys.executable, "-c", "from geomap.cli import main; main()", "serve", str(root), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            address = re.search(r"http://\S+/", server.stdout.readline())[0]
            server.stdout.readline()  # the first build
            yield address
        finally:
            server.terminate()  # SIGINT is ignored by what a shell starts in the background
            server.wait()


def write_project(root: Path, made: Sequence[Record]) -> list[Edit]:
    """Write the records as a project, with articles as their evidence; return the edits of the newest record."""
    (root / "data").mkdir(parents=True)
    (root / "seeds").mkdir()
    lines = ['map: {"title": "Reports at the places of GeoNames", "license": "CC BY 4.0 (GeoNames)"}', "places:"]
    for number, each in enumerate(made):
        name = each.name if number else PLACE
        lines.append(
            _entry(id=f"place-{each.id}", name=name, coordinates=[each.latitude, each.longitude], precision="city")
        )
    lines.append("reports:")
    for number, each in enumerate(made):
        article, quote = f"digest-{number // IN_AN_ARTICLE}", f"{each.system} was seen as number {number} in"
        lines.append(
            _entry(
                id=f"report-{each.id}",
                title=each.title if number else TITLE,
                place=f"place-{each.id}",
                system=each.system,
                status=each.status,
                status_reason=each.reason,
                date=each.date if number else "2024-01-01",
                evidence=[{"article": article, "quote": quote}],
            )
        )
    gazetteer = root / "data" / "locations.yaml"
    gazetteer.write_text("\n".join([*lines, ""]), encoding="utf-8")
    for first in range(0, len(made), IN_AN_ARTICLE):
        number = first // IN_AN_ARTICLE
        text = [f"Digest number {number}.", f"{SENTENCE}."] + [
            f"On {each.date}, {each.system} was seen as number {at} in {each.name}. Nobody else has said so."
            for at, each in enumerate(made[first : first + IN_AN_ARTICLE], first)
        ]
        head = "---\npublish: full\n---\n" if number == 0 else ""
        (root / "seeds" / f"digest-{number}.md").write_text(head + "\n\n".join(text) + "\n", encoding="utf-8")
    return [
        Edit("title", gazetteer, TITLE),
        Edit("place", gazetteer, PLACE),
        Edit("article", root / "seeds" / "digest-0.md", SENTENCE, "#read=digest-0"),
    ]


def _entry(**values: object) -> str:
    return f"  - {json.dumps(values, ensure_ascii=False)}"


if __name__ == "__main__":
    main()
