"""``preview.png``, the picture that other sites show with a link to the map."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas
from geomap.static_map.canvas import Canvas
from geomap.static_map.fonts import Face, drawable, width_of, wrapped
from geomap.static_map.glyphs import INK, QUIET, status_symbols
from geomap.static_map.headed_picture import HeadedPicture
from geomap.static_map.page_svg import status_counts, unplaced_count
from geomap.static_map.scene import draw_scene
from geomap.static_map.svg import element, text_of

WIDTH, HEIGHT = 1200, 630
"""Pixels: the size that most sites show without cropping."""
MARGIN = 48.0
TITLE_SIZES = (54.0, 46.0, 40.0)
"""Font sizes of the title: the first in which it has at most two lines, or the last."""
COUNT = 25.0
UNIT = 1.7
"""Enlargement of markers and names: the picture is mostly shown at a third of its size."""


@dataclass(frozen=True)
class Title:
    """The lines of the title and their font size; no lines if the fonts lack its letters."""

    lines: list[str]
    size: float

    @property
    def height(self) -> float:
        """Pixels of all its lines."""
        return len(self.lines) * self.size * 1.2


def preview_png(atlas: PublishedAtlas, translator: Translator) -> bytes:
    """A PNG of 1200 × 630 pixels with the title, the number of reports of each status, and the map.

    It uses only the fonts of the package, so that it is the same on every machine. They have the Latin, Cyrillic,
    Greek, Arabic, Hebrew and related scripts. A title or name in another script, such as Chinese, is left out, and the
    counts are then in English.

    Args:
        atlas: the map.
        translator: for the texts of the counts.
    """
    return preview(atlas, translator).png()


def preview(atlas: PublishedAtlas, translator: Translator) -> HeadedPicture:
    """The preview, not yet drawn."""
    if drawable(translator("status.confirmed")) is None:
        translator = Translator("en")
    title = _title(atlas.info.title)
    counts = title.height + MARGIN + (24 if title.lines else 8)
    top = counts + COUNT + 22
    canvas = Canvas(WIDTH, HEIGHT - top, unit=UNIT, own_fonts=True)
    return HeadedPicture(
        WIDTH,
        HEIGHT,
        top,
        [*_title_lines(title, translator), *_counts(atlas, translator, counts + COUNT / 2)],
        draw_scene(atlas, translator, canvas).markup,
        line=2,
    )


def _title(text: str) -> Title:
    text = drawable(text) or ""
    width = WIDTH - 2 * MARGIN
    for size in TITLE_SIZES[:-1]:
        lines = wrapped(text, width, size, Face.SERIF, max_lines=3)
        if len(lines) <= 2:
            return Title(lines, size)
    return Title(wrapped(text, width, TITLE_SIZES[-1], Face.SERIF, max_lines=3), TITLE_SIZES[-1])


def _title_lines(title: Title, translator: Translator) -> list[str]:
    from_right = translator.direction == "rtl"
    return [
        element(
            "text",
            text_of(line),
            x=WIDTH - MARGIN if from_right else MARGIN,
            y=MARGIN + title.size * (0.85 + 1.2 * at),
            text_anchor="end" if from_right else None,
            font_family="DejaVu Serif",
            font_weight="bold",
            font_size=title.size,
            fill=INK,
        )
        for at, line in enumerate(title.lines)
    ]


def _counts(atlas: PublishedAtlas, translator: Translator, y: float) -> list[str]:
    """The counts by status with their symbols, and the host name of the map at the other end."""
    from_right = translator.direction == "rtl"
    content, at = [], MARGIN

    def along(x: float) -> float:
        return WIDTH - x if from_right else x

    def text_at(text: str, x: float, colour: str, *, ends: bool = False) -> str:
        anchor = "end" if ends is not from_right else None
        below = y + COUNT * 0.36
        return element("text", text_of(text), x=along(x), y=below, font_size=COUNT, fill=colour, text_anchor=anchor)

    counts = status_counts(atlas)
    for status, count in counts.items():
        text = f"{translator.number(count)} {translator(f'status.{status}').lower()}"
        content += [status_symbols(status, [(along(at + 11), y)], UNIT * 0.95), text_at(text, at + 32, INK)]
        at += 32 + width_of(text, COUNT) + 40
    unplaced = unplaced_count(atlas)
    if not counts or 0 < unplaced < len(atlas.reports):
        text = translator.count("static_map.unplaced", unplaced) if unplaced else translator("reports.empty")
        content.append(text_at(text, at, QUIET))
        at += width_of(text, COUNT) + 40
    host = drawable((urlsplit(atlas.info.url).hostname or "") if atlas.info.url else "")
    if host and at + width_of(host, COUNT) <= WIDTH - MARGIN:
        content.append(text_at(host, WIDTH - MARGIN, QUIET, ends=True))
    return content
