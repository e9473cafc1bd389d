"""How long it takes to read a gazetteer of 10,000 places, as shares of what PyYAML's C loader takes for the same file.

CSafeLoader gives values only: no positions, no duplicate keys found, nothing validated. ``read_gazetteer`` gives all
of that and must take a quarter of its time at most. It pauses the garbage collector; the last line measures it without
that. Run it with ``python benchmarks/read.py [PLACES]``.
"""

import contextlib
import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from yaml._yaml import CParser

import geomap.read.gazetteer
from geomap.read import read_gazetteer
from geomap.read.yaml.nodes import read_yaml

ROUNDS = 7  # each measures everything once, so that a busy moment of the machine meets all alike
GOAL = 0.25

PLACE = """\
  - id: place-{n}
    name: Place number {n}
    names: {{ru: Место {n}}}
    aliases: [Alias {n}, Alternative {n}]
    coordinates: [{latitude:.4f}, {longitude:.4f}]
    precision: street
    uncertainty: 400
    coordinate_source: by address {n}
    part_of: region
"""


def gazetteer(places: int) -> str:
    """The YAML of a gazetteer; the same on every run."""
    rng = random.Random(1)
    entries = [
        PLACE.format(n=n, latitude=rng.uniform(-90, 90), longitude=rng.uniform(-180, 180)) for n in range(places)
    ]
    return "".join(["places:\n  - {id: region, name: Region, coordinates: [55, 37], precision: region}\n", *entries])


def events(text: str) -> None:
    for _ in iter(CParser(text).get_event, None):
        pass


def nodes(text: str) -> object:
    """As ``read_gazetteer`` does it: with the garbage collector paused."""
    gc.disable()
    try:
        return read_yaml(text, "locations.yaml")
    finally:
        gc.enable()


def with_collector(root: Path) -> object:
    """``read_gazetteer`` while the garbage collector runs as usual."""
    pause = geomap.read.gazetteer.without_collector
    geomap.read.gazetteer.without_collector = contextlib.nullcontext
    try:
        return read_gazetteer(root)
    finally:
        geomap.read.gazetteer.without_collector = pause


def measured(work: dict[str, Callable[[], object]]) -> list[dict[str, float]]:
    """The processor time of each piece of work in seconds, round by round."""
    rounds = []
    for _ in range(ROUNDS):
        seconds = {}
        for name, do in work.items():
            gc.collect()
            begun = time.process_time()
            result = do()
            seconds[name] = time.process_time() - begun
            del result
        rounds.append(seconds)
    return rounds


def main() -> None:
    places = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    text = gazetteer(places)
    base, whole = "yaml.load(…, CSafeLoader)", "read_gazetteer: positions, validated, every error"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "data", "locations.yaml")
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        reading = read_gazetteer(Path(folder))
        if reading.findings or reading.gazetteer is None or len(reading.gazetteer.places) != places + 1:
            raise SystemExit(f"the gazetteer was not read as it should be: {reading.findings[:3]}")
        del reading
        rounds = measured(
            {
                base: lambda: yaml.load(text, Loader=yaml.CSafeLoader),
                "libyaml's events, thrown away": lambda: events(text),
                "read_yaml: values and positions": lambda: nodes(text),
                whole: lambda: read_gazetteer(Path(folder)),
                "the same, with the garbage collector running": lambda: with_collector(Path(folder)),
            }
        )
    print(f"{places:,} places, {len(text.encode()) / 1e6:.1f} MB of YAML, {ROUNDS} rounds\n")
    print(f"{'work':<52}{'seconds':>9}{'share':>8}{'best':>7}{'worst':>7}")
    shares = {name: [seconds[name] / seconds[base] for seconds in rounds] for name in rounds[0]}
    for name, share in shares.items():
        median = statistics.median(seconds[name] for seconds in rounds)
        print(f"{name:<52}{median:>9.3f}{statistics.median(share):>8.2f}{min(share):>7.2f}{max(share):>7.2f}")
    reached = statistics.median(shares[whole])
    print(f"\n{'reached' if reached <= GOAL else 'missed'}: {reached:.2f} of CSafeLoader, the goal is {GOAL}")
    raise SystemExit(reached > GOAL)


if __name__ == "__main__":
    main()
