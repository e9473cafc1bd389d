"""The figures of the page's benchmark: the table of their medians, and whether the goals are reached."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FAST = "FastMarkerCluster"
OURS = "geomap"

COLUMNS = {  # the figure, its heading, how it is written
    "write": ("write, s", "{:.2f}"),
    "size": ("size, MB", "{:.2f}"),
    "gzip": ("gzip, MB", "{:.2f}"),
    "first": ("first mark, s", "{:.2f}"),
    "heap": ("heap, MB", "{:.0f}"),
    "toggle": ("layer toggle, ms", "{:.0f}"),
    "status": ("filter: status, ms", "{:.0f}"),
    "search": ("filter: search, ms", "{:.0f}"),
    "brush": ("filter: time, ms", "{:.0f}"),
    "blank": ("blank frames", "{:.0f}"),
}


@dataclass
class Results:
    """The measurements of one page: each figure once per round, and the failures."""

    figures: dict[str, list[float]] = field(default_factory=dict)
    complaints: set[str] = field(default_factory=set)
    given_up: float | None = None  # seconds after which no mark had been painted

    def add(self, **values: float) -> None:
        """Note the figures of one round."""
        for name, value in values.items():
            self.figures.setdefault(name, []).append(value)

    def median(self, name: str) -> float | None:
        """The median of the rounds; None where it was not measured."""
        return statistics.median(self.figures[name]) if name in self.figures else None


Table = Mapping[int, Mapping[str, Results | None]]
"""By the number of reports and the page's name; None if the page was not tried with that number."""


def table(measured: Table) -> str:
    """A Markdown table: each figure the median of the rounds and, where they differ, the least and the most."""
    heads = ["reports", "page", *(heading for heading, _ in COLUMNS.values())]
    lines = [_line(heads), _line(["--:", "---", *("--:" for _ in COLUMNS)])]
    for count, pages in measured.items():
        for name, results in pages.items():
            title = f"**{name}**" if name == OURS else f"folium {name}"
            if results is None:
                cells = ["not tried: it takes minutes", *("" for _ in list(COLUMNS)[1:])]
            else:
                cells = [_cell(results, figure) for figure in COLUMNS]
            lines.append(_line([f"{count:,}", title, *cells]))
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(results: Results, figure: str) -> str:
    form = COLUMNS[figure][1]
    if figure == "first" and results.given_up is not None:
        return f"over {results.given_up:.0f}"
    if figure not in results.figures:
        return "–"
    values = results.figures[figure]
    middle, least, most = (form.format(each) for each in (statistics.median(values), min(values), max(values)))
    return middle if least == most else f"{middle} ({least}–{most})"


def goals(measured: Table) -> list[tuple[bool, str]]:
    """Each goal for which there are measurements: whether it is reached, and a sentence about it."""
    judged: list[tuple[bool, str]] = []
    for count, pages in measured.items():
        ours, fast = pages.get(OURS), pages.get(FAST)
        limits = [] if ours is None else _limits(count, fast)
        for figure, limit, what in limits:
            value = ours.median(figure) if ours else None
            if value is None:
                judged.append((False, f"{count:,} reports: {what} was not measured"))
                continue
            form = COLUMNS[figure][1]
            sentence = f"{count:,} reports: {what} {form.format(value)}, the goal is at most {form.format(limit)}"
            judged.append((value <= limit, sentence))
    return judged


def _limits(count: int, fast: Results | None) -> list[tuple[str, float, str]]:
    """The figure, the most that it may be, and its name."""
    limits: list[tuple[str, float, str]] = [
        ("status", 100, "milliseconds for a status"),
        ("search", 100, "milliseconds for a key in the search field"),
        ("brush", 100, "milliseconds for a step of the time"),
        ("blank", 0, "frames without an entry of the list"),
    ]
    if count >= 100_000:
        limits += [("size", 4, "MB of page"), ("heap", 130, "MB of heap")]
    if count >= 10_000 and fast is not None:
        share, words = (3, "a third of FastMarkerCluster's") if count >= 100_000 else (1, "FastMarkerCluster's")
        if (first := fast.median("first")) is not None:
            limits.append(("first", first / share, f"seconds to the first mark ({words})"))
        for figure, what in (("write", "seconds to write"), ("size", "MB of page")):
            if count < 100_000 and (value := fast.median(figure)) is not None:
                limits.append((figure, value, f"{what} (FastMarkerCluster's)"))
    return limits
