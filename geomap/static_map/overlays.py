"""The editor's overlays on a static map, as SVG."""

import math

import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geomap.geometry.overlays import OverlayShapes, published_overlays
from geomap.geometry.projection import View
from geomap.model import Style
from geomap.model.published import PublishedAtlas
from geomap.static_map.svg import element, number, path_of

MAX_POSITIONS = 1500
"""Positions of all overlays together."""
MIN_DASHED_LENGTH = 20
"""Pixels of an average line below which dashes are left out: they would start again with every line."""
COLOUR = "#8d897e"


def overlay_paths(atlas: PublishedAtlas, view: View, unit: float = 1) -> str:
    """The overlays in a view; ``unit`` is the enlargement of the picture."""
    overlays = published_overlays(atlas).overlays
    layers = [_in_view(shapes, view, unit) for shapes in overlays]
    tolerance = 0.4 * unit
    while tolerance < 40 * unit and sum(_position_count(*layer) for layer in layers) > MAX_POSITIONS:
        layers = [(lines.simplify(tolerance), filling.simplify(tolerance)) for lines, filling in layers]
        tolerance *= 1.5
    styles = [overlay.style for overlay in atlas.info.overlays]
    return "".join(_svg(style, *layer, unit) for style, layer in zip(styles, layers, strict=True))


def _position_count(*shapes: BaseGeometry) -> int:
    return sum(int(shapely.get_num_coordinates(shape)) for shape in shapes)


def _in_view(shapes: OverlayShapes, view: View, unit: float) -> tuple[BaseGeometry, BaseGeometry]:
    """Lines and filling in pixels, cut to the picture."""
    frame = shapely.box(-4 * unit, -4 * unit, view.width + 4 * unit, view.height + 4 * unit)

    def pixels(shape: BaseGeometry) -> BaseGeometry:
        middle = (shape.bounds[0] + shape.bounds[2]) / 2
        turn = 360 * math.floor((view.middle - middle) / 360 + 0.5)
        return shapely.transform(translate(shape, turn), view.pixels)

    lines, filling = shapes.lines, shapes.filling
    if not lines.is_empty:
        lines = shapely.clip_by_rect(pixels(lines), *frame.bounds).simplify(0.4 * unit)
    if not filling.is_empty:
        filling = shapely.make_valid(pixels(filling)).intersection(frame).simplify(0.4 * unit)
    return lines, filling


def _svg(style: Style, lines: BaseGeometry, filling: BaseGeometry, unit: float) -> str:
    parts = []
    if not filling.is_empty:
        parts.append(element("path", d=path_of(filling), fill=COLOUR, fill_opacity="0.07", class_="static-filling"))
    courses = [line for line in shapely.get_parts(lines) if line.geom_type == "LineString"]
    if courses:
        is_dashed = style is Style.DASHED and lines.length / len(courses) > MIN_DASHED_LENGTH * unit
        parts.append(
            element(
                "path",
                d="".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in line.coords) for line in courses),
                fill="none",
                stroke=COLOUR,
                stroke_width=1.1 * unit,
                stroke_dasharray=f"{number(5 * unit)} {number(4 * unit)}" if is_dashed else None,
                stroke_linejoin="round",
                class_="static-overlay",
            )
        )
    return "".join(parts)
