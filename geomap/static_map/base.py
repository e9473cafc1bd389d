"""What lies under the marks of a still picture: the ground, areas, uncertainty, and the scale that measures them."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geomap.geometry.projection import View
from geomap.geometry.shapes import circle
from geomap.i18n.translator import Translator
from geomap.model import Status
from geomap.static_map.fonts import width_of
from geomap.static_map.glyphs import COLOURS, LAND, QUIET
from geomap.static_map.labels import Room, Size
from geomap.static_map.spots import Spot
from geomap.static_map.svg import element, number, path_of, text_of

MOST_CORNERS = 1500
"""Corners of all outlines together; more, and they are drawn more roughly."""
ROUND_TO = 100
"""Pixels of radius up to which a circle on the ground is one on the picture too."""
LONGEST_SCALE = 110
"""Pixels."""


def ground(width: float, height: float) -> str:
    """Plain land, on which everything else lies."""
    return element("rect", width=width, height=height, fill=LAND, class_="static-land")


def outlines(areas: Sequence[Spot], unit: float) -> str:
    """The areas, the least confirmed lowest; more roughly where their outlines would be long."""
    shapes = [spot.area for spot in areas if spot.area is not None]
    tolerance = 0.5 * unit
    while sum(map(shapely.get_num_coordinates, shapes)) > MOST_CORNERS and tolerance < 20 * unit:
        shapes = [shape.simplify(tolerance) for shape in shapes]
        tolerance *= 2
    by_status: dict[Status, list[str]] = {status: [] for status in reversed(Status)}
    for spot, shape in zip(areas, shapes, strict=True):
        by_status[spot.status].append(element("path", d=path_of(shape)))
    return "".join(_soft(status, paths, 2 * unit, "static-area") for status, paths in by_status.items())


def uncertainties(points: Sequence[Spot], view: View, unit: float) -> str:
    """Around each point that stands alone, how far off it may be, where that is more than its mark."""
    by_status: dict[Status, list[str]] = {status: [] for status in reversed(Status)}
    for spot in points:
        shape = spot.shape
        if shape is None or shape.centre is None or shape.radius_m is None:
            continue
        radius = shape.radius_m / view.metres_per_pixel(spot.y)
        if radius > ROUND_TO:
            path = path_of(view.outline(circle(shape.centre, shape.radius_m)))
            by_status[spot.status].append(element("path", d=path))
        elif radius > spot.reach(unit):
            by_status[spot.status].append(element("circle", cx=spot.x, cy=spot.y, r=radius))
    return "".join(_soft(status, circles, 1.5 * unit, "static-around") for status, circles in by_status.items())


def points_inside(area: BaseGeometry, x: float, y: float, size: Size) -> Iterator[tuple[float, float]]:
    """Where a label of that size may have its middle in an area, nearest to ``x``, ``y`` first; none in a small one."""
    west, north, east, south = area.bounds
    if (east - west) * 0.9 < size[0] or (south - north) * 0.9 < size[1]:
        return
    columns, rows = np.meshgrid(np.linspace(west, east, 13)[1:-1], np.linspace(north, south, 17)[1:-1])
    grid = np.column_stack([np.append(columns, x), np.append(rows, y)])
    grid = grid[shapely.contains_xy(area, grid)]
    for index in np.argsort(np.hypot(grid[:, 0] - x, grid[:, 1] - y), kind="stable"):
        yield float(grid[index, 0]), float(grid[index, 1])


def scale_bar(view: View, words: Translator, room: Room, unit: float) -> str:
    """A round distance at the lower right; none where the scale differs much between the rows."""
    rows = [view.metres_per_pixel(view.height * part / 8) for part in range(9)]
    if max(rows) > 1.5 * min(rows):
        return ""
    metres = view.metres_per_pixel(view.height / 2)
    longest = metres * LONGEST_SCALE * unit
    power = 10 ** math.floor(math.log10(longest))
    distance = next(step * power for step in (5, 2, 1) if step * power <= longest)
    length, said = distance / metres, words.distance(distance)
    half = max(length, width_of(said, 11 * unit)) / 2
    box = room.centred([(view.width - half - 14 * unit, view.height - 20 * unit)], (2 * half, 24 * unit))
    if box is None:
        box = room.centred([(half + 14 * unit, view.height - 20 * unit)], (2 * half, 24 * unit))
    if box is None:
        return ""
    middle = (box.left + box.right) / 2
    left, line, tick = number(middle - length / 2), number(box.bottom - 6 * unit), number(5 * unit)
    bar = f"M{left} {line}v{tick}h{number(length)}v-{tick}"
    return element(
        "g",
        element("path", d=bar, fill="none", stroke=QUIET, stroke_width=1.5 * unit, class_="static-line"),
        element(
            "text",
            text_of(said),
            x=middle,
            y=box.top + 12 * unit,
            font_size=11 * unit,
            text_anchor="middle",
            fill=QUIET,
            class_="static-quiet",
        ),
    )


def _soft(status: Status, content: Sequence[str], width: float, class_: str) -> str:
    """Shapes with the soft, dashed edge that says: somewhere in here."""
    if not content:
        return ""
    return element(
        "g",
        *content,
        class_=f"{class_} static-{status}",
        fill=COLOURS[status],
        fill_opacity="0.13" if status is Status.CONFIRMED else "0.05",
        fill_rule="evenodd",
        stroke=COLOURS[status],
        stroke_opacity="0.85",
        stroke_width=width,
        stroke_dasharray=f"{number(3 * width)} {number(2.5 * width)}",
        stroke_linecap="round",
    )
