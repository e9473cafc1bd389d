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

from page import loaded, ours
from records import records
from visit import visit

GOAL = 50
"""Frames a second."""
PATIENCE = 60
"""Seconds until the first mark."""


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
            atlas, _ = loaded(Path(folder, str(count)), records(count))
            ours(atlas).save(str(file))
            rounds = [_moved(file) for _ in range(options.rounds)]
            figures = [statistics.median(figure) for figure in zip(*rounds, strict=True)]
            print(f"| {count:,} | " + " | ".join(f"{figure:.0f}" for figure in figures) + " |")
            reached &= min(figures[0], figures[2]) >= GOAL
    print(f"\nMedians of {options.rounds} rounds. The goal is at least {GOAL} frames a second.")
    raise SystemExit(not reached)


def _moved(file: Path) -> list[float]:
    """Frames a second and the interval that one frame of 20 exceeds, in ms, while dragging and while zooming."""
    with visit() as one:
        one.open(file, PATIENCE)
        return [figure for times in (one.dragged_frames(), one.zoomed_frames()) for figure in _rates(times)]


def _rates(times: Sequence[float]) -> tuple[float, float]:
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    return 1000 / statistics.mean(gaps), gaps[int(len(gaps) * 0.95)]


if __name__ == "__main__":
    main()
