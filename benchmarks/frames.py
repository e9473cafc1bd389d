"""How smoothly a map moves: frames a second while it is dragged and zoomed in Chromium, with 200 to 10,000 reports.

Run it with ``python benchmarks/frames.py [--reports 200 2000 10000] [--rounds 3]``. All reports are in view. The mouse
drags the map to and fro and the wheel zooms in and out, as fast as the page answers; the page itself notes the time of
each of its frames. Headless Chromium paints at most 60 frames a second, in software.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from page import _loaded, _ours, _rounds
from playwright.sync_api import Page, sync_playwright
from records import records
from visit import ALONE, CHROMIUM_FLAGS, WINDOW, chromium_path

GOAL = 50
"""Frames a second."""
NOTE_FRAMES = """() => {
  window.frames_ms = [];
  const note = (now) => { frames_ms.push(now); window.noting = requestAnimationFrame(note); };
  window.noting = requestAnimationFrame(note);
}"""
FRAMES = "() => { cancelAnimationFrame(window.noting); return frames_ms; }"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="+", default=[200, 2000, 10_000], metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often everything is measured")
    options = parser.parse_args()
    print(
        "| reports | dragged: frames/s | slowest frame of 20, ms | zoomed: frames/s | slowest frame of 20, ms |\n"
        "| --: | --: | --: | --: | --: |"
    )
    reached = True
    with tempfile.TemporaryDirectory() as folder:
        for count in options.reports:
            file = Path(folder, f"{count}.html")
            atlas, _ = _loaded(Path(folder, str(count)), records(count))
            _ours(atlas).save(str(file))
            rounds = [_moved(file) for _ in range(options.rounds)]
            figures = [statistics.median(figure) for figure in zip(*rounds, strict=True)]
            print(f"| {count:,} | " + " | ".join(f"{figure:.0f}" for figure in figures) + " |")
            reached &= min(figures[0], figures[2]) >= GOAL
    print(f"\n{_rounds(options.rounds)} The goal is at least {GOAL} frames a second.")
    raise SystemExit(not reached)


def _moved(file: Path) -> list[float]:
    """Frames a second and the interval that one frame of 20 exceeds, in ms, while dragging and while zooming."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*CHROMIUM_FLAGS, ALONE])
        page = browser.new_page(viewport=WINDOW)
        page.goto(file.as_uri())
        page.wait_for_function("() => performance.getEntriesByName('geomap:drawn').length")
        box = page.locator(".leaflet-container").bounding_box() or {}
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(*middle)
        page.evaluate(NOTE_FRAMES)
        page.mouse.down()
        for step in range(120):
            across = 200 - abs(step % 40 - 20) * 20
            page.mouse.move(middle[0] + across, middle[1] + across / 3)
        dragged = _rates(page)
        page.mouse.up()
        page.evaluate(NOTE_FRAMES)
        for turn in (-240, -240, 240, 240, -240, 240):
            page.mouse.wheel(0, turn)
            page.wait_for_timeout(350)
        zoomed = _rates(page)
        browser.close()
    return [*dragged, *zoomed]


def _rates(page: Page) -> tuple[float, float]:
    times: Sequence[float] = page.evaluate(FRAMES)
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    return 1000 / statistics.mean(gaps), gaps[int(len(gaps) * 0.95)]


if __name__ == "__main__":
    main()
