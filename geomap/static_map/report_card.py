"""The picture of one report, which other sites show with a link to it."""

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from geomap.geometry.shapes import Shape
from geomap.i18n.translator import Translator
from geomap.model import Report
from geomap.model.published import PublishedAtlas
from geomap.static_map.canvas import Canvas
from geomap.static_map.fonts import Face, drawable, wrapped
from geomap.static_map.glyphs import INK, QUIET, status_symbols
from geomap.static_map.headed_picture import HeadedPicture
from geomap.static_map.scene import draw_scene
from geomap.static_map.svg import element, text_of

WIDTH, HEIGHT = 600, 315
"""Pixels: the shape that most sites show without cropping, at half the usual size, because there is one per report."""
MARGIN, TITLE, TEXT = 20.0, 23.0, 15.0
"""Pixels: margin, and font sizes of the title and of the line below it."""
COLOURS = 48
"""Colours of the palette: enough for a map, and a third of the bytes."""


def report_card(atlas: PublishedAtlas, report: Report, extent: Sequence[Shape], translator: Translator) -> bytes:
    """A PNG of 600 × 315 pixels with the title, status and date of a report, and the map with its marker alone.

    All cards of a map have the same view, so that its base map is drawn once.

    Args:
        atlas: the map.
        report: one of its reports.
        extent: the shapes that the view shows: those of the whole map.
        translator: for the texts.
    """
    png = _picture(atlas, report, extent, translator).png()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()


def _picture(atlas: PublishedAtlas, report: Report, extent: Sequence[Shape], translator: Translator) -> HeadedPicture:
    title = wrapped(drawable(report.title) or "", WIDTH - 2 * MARGIN, TITLE, Face.SERIF, max_lines=2)
    status = f"{translator(f'status.{report.status}')} · {translator.date(report.date)}"
    line = MARGIN + len(title) * TITLE * 1.2 + TEXT
    top = line + 14
    from_right = translator.direction == "rtl"
    left, anchor = (WIDTH - MARGIN, "end") if from_right else (MARGIN, None)
    symbol = left - 8 if from_right else left + 8
    place = atlas.place_by_id.get(report.place or "")
    alone = replace(atlas, reports=(report,), places=(place,) if place else ())
    # Without a position, the picture says so.
    has_position = place is not None and (place.coordinates is not None or place.area is not None)
    scene = draw_scene(
        alone,
        translator,
        Canvas(WIDTH, HEIGHT - top, own_fonts=True),
        extent if has_position else None,
    )
    heading = [
        *(
            element(
                "text",
                text_of(text),
                x=left,
                y=MARGIN + TITLE * (0.85 + 1.2 * at),
                text_anchor=anchor,
                font_family="DejaVu Serif",
                font_weight="bold",
                font_size=TITLE,
                fill=INK,
            )
            for at, text in enumerate(title)
        ),
        status_symbols(report.status, [(symbol, line - 5)]),
        element(
            "text",
            text_of(drawable(status) or ""),
            x=symbol - 16 if from_right else symbol + 16,
            y=line,
            text_anchor=anchor,
            font_size=TEXT,
            fill=QUIET,
        ),
    ]
    return HeadedPicture(WIDTH, HEIGHT, top, heading, scene.markup)
