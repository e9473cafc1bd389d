"""Where countries, seas and islands are in a view: how wide each is in rows of the Mercator square."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from geomap.geometry.projection import View

UNITS = 8192
"""Rows and columns of the Mercator square in the files."""


@dataclass(frozen=True)
class Span:
    """A part of a row in view, in pixels."""

    y: float
    left: float
    right: float

    @property
    def x(self) -> float:
        """The middle."""
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left


@dataclass(frozen=True, eq=False)  # compared by identity, so that what is kept for one is found fast
class RegionInView:
    """A country, a sea or an island in a view.

    Attributes:
        id: of a country ISO 3166, two letters.
        area: square pixels in view.
        step: pixels between rows.
        spans: its rows, the nearest to its middle first.
    """

    id: str
    area: float
    step: float
    spans: tuple[Span, ...]


def regions_in(widths: dict[str, Any], view: View) -> tuple[RegionInView, ...]:
    """The regions of a file in a view, the largest in it first."""
    found = [region for id_, rows in widths.items() if (region := _region(id_, rows, view))]
    return tuple(sorted(found, key=lambda each: (-each.area, each.id)))


@cache
def shared_file(name: str) -> dict[str, Any]:
    """A file that `tools/` makes for the page and the static maps."""
    file = resources.files("geomap") / "web" / "src" / "basemap" / name
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _region(id_: str, rows: dict[str, Any], view: View) -> RegionInView | None:
    spans = list(_spans(rows, view))
    if not spans:
        return None
    total = sum(span.width for span in spans)
    x = sum(span.x * span.width for span in spans) / total
    y = sum(span.y * span.width for span in spans) / total
    spans.sort(key=lambda span: (math.hypot(span.x - x, span.y - y), span.x, span.y, span.width))
    step = rows["step"] / UNITS * view.scale
    return RegionInView(id_, total * step, step, tuple(spans))


def _spans(region: dict[str, Any], view: View) -> Iterator[Span]:
    for index, row in enumerate(region["rows"]):
        y = ((region["top"] + (index + 0.5) * region["step"]) / UNITS - view.north) * view.scale
        if not 0 <= y <= view.height:
            continue
        for start, width in zip(row[::2], row[1::2], strict=True):
            for turn in (-1, 0, 1):
                left = (start / UNITS + turn - view.west) * view.scale
                right = min(left + width / UNITS * view.scale, view.width)
                if right > max(left, 0):
                    yield Span(y, max(left, 0), right)
