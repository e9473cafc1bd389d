"""The map of a picture, in SVG: land, base map, areas, markers, labels and scale; the same for every picture."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geomap.geometry.projection import View, fitted, opened
from geomap.geometry.shapes import Shape, circle, drawn_shape_of
from geomap.i18n.translator import Translator
from geomap.model import Place, Status
from geomap.model.published import PublishedAtlas
from geomap.static_map.base_map_names import BaseMapNames
from geomap.static_map.canvas import Canvas
from geomap.static_map.fonts import Face, width_of, wrapped
from geomap.static_map.glyphs import (
    COLOURS,
    INK,
    LAND,
    QUIET,
    Cluster,
    cluster_symbols,
    halo,
    status_symbols,
)
from geomap.static_map.labels import Box, LabelSpace, Size, square
from geomap.static_map.landscape import landscape
from geomap.static_map.markers import Marker, markers_of, shapes_of_reports
from geomap.static_map.overlays import overlay_paths
from geomap.static_map.svg import element, number, path_of, text_of

NAME, LEADING, MAX_LINE = 13.0, 16.0, 180.0
"""Pixels: font size and line height of the names, and the longest line."""
MAX_NAMES = 90
MAX_REFERENCES = 40
"""Names of places without reports."""
MAX_POSITIONS = 1500
"""Positions of all outlines together; above, the outlines are simplified."""
MAX_ROUND = 100
"""Pixels of radius up to which a circle on the Earth is drawn as a circle."""
MAX_SCALE_BAR = 110
"""Pixels."""
CREDIT = "Natural Earth, GeoNames"
LARGE_PLACES = frozenset({"city", "region", "country"})


@dataclass(frozen=True)
class Scene:
    """A drawn map: its SVG, not cut off at its edges, and whether it has areas."""

    markup: str
    has_areas: bool


def draw_scene(
    atlas: PublishedAtlas, translator: Translator, canvas: Canvas, extent: Sequence[Shape] | None = None
) -> Scene:
    """The reports of a map that the page shows at first, in the view that it opens with, or in one of ``extent``."""
    unit = canvas.unit
    shapes = shapes_of_reports(atlas)
    references = _references(atlas)
    fitted_shapes = extent or list(shapes.values()) or [drawn_shape_of(place) for place in references]
    view = fitted(fitted_shapes, canvas.width, canvas.height, 26 * unit)
    if view is not None and extent is None and atlas.info.view:
        view = opened(atlas.info.view, canvas.width, canvas.height, unit)
    if view is None:
        return Scene(_land(canvas) + _empty_text(atlas, translator, canvas), has_areas=False)
    markers = markers_of(atlas, view, shapes, unit, canvas.max_places)
    points = [marker for marker in markers if not marker.area]
    areas = [marker for marker in markers if marker.area]
    space = LabelSpace(canvas.width, canvas.height, [square(each.x, each.y, each.radius(unit)) for each in points])
    # The order of these lines is the order in which labels get their space.
    credit = _credit(space, canvas)
    scale = _scale_bar(view, translator, space, unit)
    area_names = _area_names(areas, translator, space, canvas)
    names = _names(points, translator, space, canvas)
    base_map = BaseMapNames(atlas, translator, view, space, canvas)
    country_and_sea_names = base_map.place_first()
    reference_names = _reference_names(references, view, space, canvas)
    other_names = base_map.place_rest()
    layers = [
        _land(canvas),
        landscape(view, unit),
        overlay_paths(atlas, view, unit),
        _outlines(areas, unit),
        _uncertainty_circles(points, view, unit),
        country_and_sea_names,
        reference_names,
        other_names,
        *_symbols(points, view, translator, unit),
        area_names,
        names,
        credit,
        scale,
    ]
    return Scene("".join(layers), has_areas=bool(areas))


def _land(canvas: Canvas) -> str:
    return element("rect", width=canvas.width, height=canvas.height, fill=LAND, class_="static-land")


def _empty_text(atlas: PublishedAtlas, translator: Translator, canvas: Canvas) -> str:
    """Why the map is empty."""
    text = translator.count("static_map.unplaced", len(atlas.reports)) if atlas.reports else translator("reports.empty")
    return element(
        "text",
        text_of(text),
        x=canvas.width / 2,
        y=canvas.height / 2 + 5 * canvas.unit,
        font_size=15 * canvas.unit,
        text_anchor="middle",
        fill=QUIET,
        class_="static-quiet",
    )


def _references(atlas: PublishedAtlas) -> list[Place]:
    """The places without reports, large ones first: their names are for orientation."""
    used = {report.place for report in atlas.reports}
    unused = [place for place in atlas.places if place.id not in used and place.coordinates is not None]
    return sorted(unused, key=lambda place: place.precision not in LARGE_PLACES)


# Areas and uncertainty


def _outlines(areas: Sequence[Marker], unit: float) -> str:
    """The areas, the least confirmed at the bottom; simplified if their outlines are long."""
    shapes = [marker.area for marker in areas if marker.area is not None]
    tolerance = 0.5 * unit
    while sum(map(shapely.get_num_coordinates, shapes)) > MAX_POSITIONS and tolerance < 20 * unit:
        shapes = [shape.simplify(tolerance) for shape in shapes]
        tolerance *= 2
    by_status: dict[Status, list[str]] = {status: [] for status in reversed(Status)}
    for marker, shape in zip(areas, shapes, strict=True):
        by_status[marker.status].append(element("path", d=path_of(shape)))
    return "".join(_soft_shapes(status, paths, 2 * unit, "static-area") for status, paths in by_status.items())


def _uncertainty_circles(points: Sequence[Marker], view: View, unit: float) -> str:
    """The uncertainty around each point of one place, if it is larger than the symbol."""
    by_status: dict[Status, list[str]] = {status: [] for status in reversed(Status)}
    for marker in points:
        shape = marker.shape
        if shape is None or shape.centre is None or shape.radius_m is None:
            continue
        radius = shape.radius_m / view.metres_per_pixel(marker.y)
        if radius > MAX_ROUND:
            path = path_of(view.outline(circle(shape.centre, shape.radius_m)))
            by_status[marker.status].append(element("path", d=path))
        elif radius > marker.radius(unit):  # a smaller area is its symbol
            by_status[marker.status].append(element("circle", cx=marker.x, cy=marker.y, r=radius))
    return "".join(_soft_shapes(status, each, 1.5 * unit, "static-around") for status, each in by_status.items())


def _soft_shapes(status: Status, content: Sequence[str], width: float, class_: str) -> str:
    """Shapes with a soft, dashed edge, which means: somewhere in here."""
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


def _symbols(markers: Sequence[Marker], view: View, translator: Translator, unit: float) -> list[str]:
    single = [marker for marker in markers if not marker.is_cluster and not marker.is_area_symbol]
    clusters = [_cluster(marker, translator, unit) for marker in markers if marker.is_cluster]
    statuses = sorted({marker.status for marker in single}, reverse=True)
    positions = {status: [(marker.x, marker.y) for marker in single if marker.status is status] for status in statuses}
    return [
        *(_area_symbol(marker, view, unit) for marker in markers if marker.is_area_symbol),
        *(status_symbols(status, points, unit) for status, points in positions.items()),
        cluster_symbols(clusters, unit),
    ]


def _area_symbol(marker: Marker, view: View, unit: float) -> str:
    """A translucent disc on a small area, unless its circle is larger and is drawn itself."""
    radius = marker.shape.radius_m / view.metres_per_pixel(marker.y) if marker.shape and marker.shape.radius_m else 0
    if radius > marker.radius(unit):
        return ""
    disc = element("circle", cx=marker.x, cy=marker.y, r=8 * unit)
    return _soft_shapes(marker.status, [disc], 1.5 * unit, "static-around")


def _cluster(marker: Marker, translator: Translator, unit: float) -> Cluster:
    return Cluster((marker.x, marker.y), marker.radius(unit), marker.counts, translator.number(marker.count))


# Labels


def _names(markers: Sequence[Marker], translator: Translator, space: LabelSpace, canvas: Canvas) -> str:
    """The names next to the markers, where there is space."""
    unit, texts = canvas.unit, []
    for marker in markers[:MAX_NAMES]:
        name = marker.place.name
        if marker.of_several:
            name = translator("cluster.nearby", place=name)
        lines = _name_lines(name, canvas, Face.BOLD)
        radius = marker.radius(unit)
        box = space.next_to(marker.x, marker.y, (radius, radius), _size(lines, unit, Face.BOLD)) if lines else None
        if box is not None:
            texts.append(_text(lines, box, unit, right_aligned=box.right <= marker.x))
    return _group(texts, unit, INK, "static-ink")


def _reference_names(places: Sequence[Place], view: View, space: LabelSpace, canvas: Canvas) -> str:
    unit, texts, dots = canvas.unit, [], []
    for place in places[:MAX_REFERENCES]:
        shape = drawn_shape_of(place)
        lines = _name_lines(place.name, canvas, Face.PLAIN)
        if shape.centre is None or not lines:
            continue
        x, y = view.point(*shape.centre)
        size = _size(lines, unit, Face.PLAIN)
        box = space.next_to(x, y, (4 * unit, 4 * unit), size)
        if box is not None:
            texts.append(_text(lines, box, unit, right_aligned=box.right <= x))
            dots.append(element("circle", cx=x, cy=y, r=2 * unit))
    points = element("g", *dots, fill=QUIET, class_="static-quiet") if dots else ""
    return points + _group(texts, unit, QUIET, "static-quiet")


def _area_names(areas: Sequence[Marker], translator: Translator, space: LabelSpace, canvas: Canvas) -> str:
    """The name of each large area, with the number of its reports if they are several: in it, else next to it."""
    unit, texts = canvas.unit, []
    for marker in areas:
        lines = _name_lines(marker.place.name, canvas, Face.BOLD)
        if marker.is_cluster:
            lines = [*lines, translator.count("reports", marker.count)]
        if not lines or marker.area is None:
            continue
        size = _size(lines, unit, Face.BOLD)
        box = space.centred(_label_points(marker.area, marker.x, marker.y, size), size)
        if box is not None:
            texts.append(_text(lines, box, unit, middle=True))
            continue
        west, north, east, south = marker.area.bounds
        middle = ((west + east) / 2, (north + south) / 2)
        box = space.next_to(*middle, ((east - west) / 2, (south - north) / 2), size)
        if box is not None:
            texts.append(_text(lines, box, unit, right_aligned=box.right <= west))
    return _group(texts, unit, INK, "static-ink")


def _label_points(area: BaseGeometry, x: float, y: float, size: Size) -> Iterator[tuple[float, float]]:
    """Points for the middle of a label, nearest to ``x``, ``y`` first; the middles of its halves are in the area, too.

    None if the area is too small.
    """
    west, north, east, south = area.bounds
    if (east - west) * 0.9 < size[0] or (south - north) * 0.9 < size[1]:
        return
    columns, rows = np.meshgrid(np.linspace(west, east, 13)[1:-1], np.linspace(north, south, 17)[1:-1])
    grid = np.column_stack([np.append(columns, x), np.append(rows, y)])
    offsets = (-size[0] / 4, 0, size[0] / 4)
    covered = [shapely.contains_xy(area, grid[:, 0] + offset, grid[:, 1]) for offset in offsets]
    grid = grid[np.all(covered, axis=0)]
    for index in np.argsort(np.hypot(grid[:, 0] - x, grid[:, 1] - y), kind="stable"):
        yield float(grid[index, 0]), float(grid[index, 1])


def _credit(space: LabelSpace, canvas: Canvas) -> str:
    """The credit of the base map at the lower left; the licence requires it."""
    unit = canvas.unit
    size, x, y = 9.5 * unit, 8 * unit, canvas.height - 8 * unit
    width = width_of(CREDIT, size)
    space.occupied.append(Box(0, y - size, x + width, canvas.height))
    return element("text", text_of(CREDIT), x=x, y=y, font_size=size, **halo(QUIET, unit, "static-quiet"))


def _scale_bar(view: View, translator: Translator, space: LabelSpace, unit: float) -> str:
    """A round distance at the lower right; none if the scale differs much between top and bottom."""
    scales = [view.metres_per_pixel(view.height * part / 8) for part in range(9)]
    if max(scales) > 1.5 * min(scales):
        return ""
    metres = view.metres_per_pixel(view.height / 2)
    longest = metres * MAX_SCALE_BAR * unit
    power = 10 ** math.floor(math.log10(longest))
    distance = next(step * power for step in (5, 2, 1) if step * power <= longest)
    length, text = distance / metres, translator.distance(distance)
    half = max(length, width_of(text, 11 * unit)) / 2
    y = view.height - 20 * unit
    box = space.centred([(view.width - half - 14 * unit, y), (half + 14 * unit, y)], (2 * half, 24 * unit))
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
            text_of(text),
            x=middle,
            y=box.top + 12 * unit,
            font_size=11 * unit,
            text_anchor="middle",
            fill=QUIET,
            class_="static-quiet",
        ),
    )


def _name_lines(name: str, canvas: Canvas, face: Face) -> list[str]:
    """The name in lines; none if the fonts lack its letters."""
    drawable = canvas.drawable(name)
    return wrapped(drawable, MAX_LINE, NAME, face, max_lines=2) if drawable else []


def _size(lines: Sequence[str], unit: float, face: Face) -> Size:
    return max((width_of(line, NAME * unit, face) for line in lines), default=0.0), len(lines) * LEADING * unit


def _text(lines: Sequence[str], box: Box, unit: float, *, right_aligned: bool = False, middle: bool = False) -> str:
    x = (box.left + box.right) / 2 if middle else box.right if right_aligned else box.left
    anchor = "middle" if middle else "end" if right_aligned else None
    rows = [box.top + (12.5 + at * LEADING) * unit for at in range(len(lines))]
    return "".join(
        element("text", text_of(line), x=x, y=y, text_anchor=anchor) for line, y in zip(lines, rows, strict=True)
    )


def _group(texts: Sequence[str], unit: float, colour: str, class_: str) -> str:
    """Names in one style."""
    if not texts:
        return ""
    weight = "bold" if colour == INK else None
    return element("g", *texts, font_size=NAME * unit, font_weight=weight, **halo(colour, unit, class_))
