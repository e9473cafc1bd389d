"""An editor's overlays as they are published, in the page and in a still picture; and what to tell the editor."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geomap.findings import Finding
from geomap.geometry.projection import View, bounds_of
from geomap.geometry.shapes import shape_of
from geomap.model import Feature, Overlay, Style
from geomap.model.geodesy import METRES_PER_DEGREE
from geomap.model.published import PublishedAtlas
from geomap.page.clipping import (
    FINEST,
    MOST_BYTES,
    Box,
    Drawn,
    Published,
    kept,
    published,
    size_of,
    tolerance_of,
    written,
)
from geomap.static_map.base import path_of
from geomap.static_map.svg import element, number

MOST_CORNERS = 1500
"""Of all overlays together, in a still picture."""
SHORTEST_DASHED = 20
"""Pixels."""
COLOUR = "#8d897e"


def overlays_data(atlas: PublishedAtlas) -> list[dict[str, Any]]:
    """The overlays for the page: GeoJSON geometries whose longitudes may be beyond 180 where the map is."""
    return [
        {**written(drawn), "style": str(overlay.style), "attribution": overlay.credit}
        for overlay, drawn in _with_overlays(atlas)
    ]


def check_overlays(atlas: PublishedAtlas) -> Iterator[Finding]:
    """What an editor should know of the overlays as they are published."""
    if not atlas.info.overlays:
        return
    shown, box = _published(atlas), _box(atlas)
    for index, (overlay, drawn) in enumerate(zip(atlas.info.overlays, shown.overlays, strict=True)):
        at = atlas.info.at("overlays", index, "file")
        if drawn.lines.is_empty and drawn.points.is_empty:
            advice = "take it out, or look at its coordinates"
            if _lies_in(overlay.features, box, swapped=True):
                advice = "did you swap latitude and longitude? GeoJSON has the longitude first"
            yield Finding(at, "O010", f"nothing of {overlay.file} lies where the map is", advice)
        elif drawn.is_cut:
            west, south, east, north = (f"{value:.1f}" for value in box)
            found = f"of {overlay.file}, what lies outside {west}–{east}° east, {south}–{north}° north is left out"
            yield Finding(at, "O011", found, "a map of places farther apart shows more of it")
    if shown.zoom < FINEST:
        total = sum(map(size_of, shown.overlays))
        within = tolerance_of(shown.zoom, box) * METRES_PER_DEGREE
        found = (
            f"the overlays are simplified to what zoom {shown.zoom} shows, within {within:,.0f} m, "
            f"so that they have {total / 1000:.0f} kB, at most {MOST_BYTES / 1000:g}"
        )
        yield Finding(
            atlas.info.at("overlays"), "O011", found, "simplify them yourself, or show fewer, for finer lines"
        )


def overlay_paths(atlas: PublishedAtlas, view: View, unit: float = 1) -> str:
    """The overlays in a still picture, as SVG; ``unit`` is the picture's enlargement."""
    layers = [(overlay, _on_paper(drawn, view, unit)) for overlay, drawn in _with_overlays(atlas)]
    tolerance = 0.4 * unit
    while sum(shapely.get_num_coordinates(shape) for _, shapes in layers for shape in shapes) > MOST_CORNERS:
        layers = [
            (overlay, (lines.simplify(tolerance), filling.simplify(tolerance))) for overlay, (lines, filling) in layers
        ]
        if tolerance > 40 * unit:
            break
        tolerance *= 1.5
    return "".join(_svg(overlay, *shapes, unit) for overlay, shapes in layers)


def _with_overlays(atlas: PublishedAtlas) -> Iterable[tuple[Overlay, Drawn]]:
    return zip(atlas.info.overlays, _published(atlas).overlays, strict=True) if atlas.info.overlays else ()


def _on_paper(drawn: Drawn, view: View, unit: float) -> tuple[BaseGeometry, BaseGeometry]:
    """Lines and filling in pixels, as far as they are seen."""
    paper = shapely.box(-4 * unit, -4 * unit, view.width + 4 * unit, view.height + 4 * unit)

    def pixels(shape: BaseGeometry) -> BaseGeometry:
        middle = (shape.bounds[0] + shape.bounds[2]) / 2
        turn = 360 * math.floor((view.middle - middle) / 360 + 0.5)
        return shapely.transform(translate(shape, turn), view.pixels)

    lines, filling = drawn.lines, drawn.filling
    if not lines.is_empty:
        lines = shapely.clip_by_rect(pixels(lines), *paper.bounds).simplify(0.4 * unit)
    if not filling.is_empty:
        filling = shapely.make_valid(pixels(filling)).intersection(paper).simplify(0.4 * unit)
    return lines, filling


def _svg(overlay: Overlay, lines: BaseGeometry, filling: BaseGeometry, unit: float) -> str:
    parts = []
    if not filling.is_empty:
        parts.append(element("path", d=path_of(filling), fill=COLOUR, fill_opacity="0.07", class_="static-filling"))
    courses = [line for line in shapely.get_parts(lines) if line.geom_type == "LineString"]
    drawn = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in line.coords) for line in courses)
    if drawn:
        # Dashes begin anew with every line: many short ones would be a crowd of strokes.
        is_dashed = overlay.style is Style.DASHED and lines.length / len(courses) > SHORTEST_DASHED * unit
        dash = f"{number(5 * unit)} {number(4 * unit)}" if is_dashed else None
        parts.append(
            element(
                "path",
                d=drawn,
                fill="none",
                stroke=COLOUR,
                stroke_width=1.1 * unit,
                stroke_dasharray=dash,
                stroke_linejoin="round",
                class_="static-overlay",
            )
        )
    return "".join(parts)


def _published(atlas: PublishedAtlas) -> Published:
    given = tuple((each.features, each.label, each.style) for each in atlas.info.overlays)
    return published(given, _box(atlas))


def _box(atlas: PublishedAtlas) -> Box:
    return kept(bounds_of([shape_of(place) for place in atlas.places]))


def _lies_in(features: Sequence[Feature], box: Box, *, swapped: bool = False) -> bool:
    frame = shapely.box(*box)
    for feature in features:
        shape = feature.geometry
        if swapped:
            shape = shapely.transform(shape, np.fliplr)
        if frame.intersects(shape):
            return True
    return False
