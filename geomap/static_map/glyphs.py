"""The symbols of the statuses in SVG. Shape and fill show the status; colour only repeats it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.model import Status
from geomap.static_map.svg import element, number, text_of

LAND, PAPER, INK, QUIET, LINE = "#f4f3ef", "#ffffff", "#1f2322", "#5f5d57", "#dfddd6"
WATER, RIVER, BORDER = "#d6e4ea", "#c3d9e2", "#c9c6bd"
WATER_NAME = "#4a6873"
COLOURS = {Status.CONFIRMED: "#0b6e69", Status.UNCONFIRMED: "#b35900", Status.REFUTED: "#6b6b6b"}

Point = tuple[float, float]


@dataclass(frozen=True)
class Cluster:
    """Several reports as one symbol: position, radius, the counts in the order of ``Status``, and their sum as text."""

    at: Point
    radius: float
    counts: tuple[int, ...]
    label: str


def status_symbols(status: Status, points: Sequence[Point], unit: float = 1) -> str:
    """Symbols of single reports, 16 pixels wide times ``unit``: a disc, a dashed ring, or a ring with a stroke."""
    if not points:
        return ""
    colour, class_, radius = COLOURS[status], f"static-{status}", 6.5 * unit
    halo = element("g", *_circles(points, radius + 2.5 * unit), class_="static-paper", fill=PAPER)
    if status is Status.CONFIRMED:
        return halo + element("g", *_circles(points, radius + unit), class_=class_, fill=colour)
    if status is Status.UNCONFIRMED:
        sixth = 2 * math.pi * radius / 6
        dash, strokes, width = f"{number(sixth * 0.66)} {number(sixth * 0.34)}", "", 2.5 * unit
    else:
        dash, strokes, width = None, "".join(_stroke(point, radius * 1.2) for point in points), 2 * unit
    content = [*_circles(points, radius), *([element("path", d=strokes)] if strokes else [])]
    return halo + element(
        "g", *content, class_=class_, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash
    )


def cluster_symbols(clusters: Sequence[Cluster], unit: float = 1) -> str:
    """Rings divided by the shares of the statuses, clockwise from the top; unconfirmed is dashed, refuted thin."""
    if not clusters:
        return ""
    discs = [circle for cluster in clusters for circle in _circles([cluster.at], cluster.radius + 1.5 * unit)]
    numbers = [
        element("text", text_of(cluster.label), x=cluster.at[0], y=cluster.at[1] + 4 * unit, text_anchor="middle")
        for cluster in clusters
    ]
    return (
        element("g", *discs, class_="static-paper", fill=PAPER)
        + "".join(_shares(clusters, index, status, unit) for index, status in enumerate(Status))
        + element("g", *numbers, class_="static-ink", fill=INK, font_size=11 * unit, font_weight="bold")
    )


def _shares(clusters: Sequence[Cluster], index: int, status: Status, unit: float) -> str:
    """The arcs of one status in all rings."""
    arcs = []
    for cluster in clusters:
        before, total = sum(cluster.counts[:index]), sum(cluster.counts)
        if cluster.counts[index]:
            end = (before + cluster.counts[index]) / total
            arcs.append(_arc(cluster.at, cluster.radius - 2 * unit, before / total, end))
    if not arcs:
        return ""
    return element(
        "path",
        d="".join(arcs),
        class_=f"static-{status}",
        fill="none",
        stroke=COLOURS[status],
        stroke_width=(2 if status is Status.REFUTED else 4.5) * unit,
        stroke_dasharray=f"{number(4 * unit)} {number(1.6 * unit)}" if status is Status.UNCONFIRMED else None,
    )


def _circles(points: Sequence[Point], radius: float) -> list[str]:
    return [element("circle", cx=x, cy=y, r=radius) for x, y in points]


def _stroke(point: Point, half: float) -> str:
    x, y = point
    return f"M{number(x - half)} {number(y + half)}L{number(x + half)} {number(y - half)}"


def _arc(at: Point, radius: float, start: float, end: float) -> str:
    """An arc between two shares of a turn, in two steps, as SVG draws no arc from a point to itself."""
    turns = [2 * math.pi * share for share in (start, (start + end) / 2, end)]
    corners = [f"{number(at[0] + radius * math.sin(t))} {number(at[1] - radius * math.cos(t))}" for t in turns]
    size = number(radius)
    return f"M{corners[0]}" + "".join(f"A{size} {size} 0 0 1 {corner}" for corner in corners[1:])


def halo(colour: str, unit: float, class_: str) -> dict[str, str | float]:
    """Letters in a colour, outlined in the colour of the land."""
    return {
        "class_": f"static-name {class_}",
        "fill": colour,
        "stroke": LAND,
        "stroke_width": 3 * unit,
        "stroke_linejoin": "round",
        "paint_order": "stroke",
    }
