"""The picture that links to the map show: drawn when the map is built, by no browser."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas
from geomap.static_map.fonts import Face, drawable, font_files, width_of, wrapped
from geomap.static_map.glyphs import INK, LINE, PAPER, QUIET, marks
from geomap.static_map.page_svg import status_counts, unplaced_count
from geomap.static_map.scene import Paper, still
from geomap.static_map.svg import element, text_of

WIDTH, HEIGHT = 1200, 630
"""Pixels: what Open Graph's readers show uncropped."""
MARGIN = 48.0
TITLE_SIZES = (54.0, 46.0, 40.0)
"""Sizes of the title, the first in which it fits two lines, or the last in three."""
COUNT = 25.0
UNIT = 1.7
"""Enlargement of marks and names: the picture is mostly seen at a third of its size."""


@dataclass(frozen=True)
class Title:
    """The title as it is set; without lines where the fonts lack its letters."""

    lines: list[str]
    size: float

    @property
    def height(self) -> float:
        """Pixels of all its lines."""
        return len(self.lines) * self.size * 1.2


def preview_png(atlas: PublishedAtlas, words: Translator) -> bytes:
    """A PNG of 1200 × 630 pixels: the title, how many reports there are of each status, and the map.

    It is set in the fonts of the package alone and so comes out the same on every machine. They have the letters of
    Latin, Cyrillic, Greek, Arabic, Hebrew and their kin; a title or a name in another script, such as Chinese, is left
    out, because boxes in the place of letters would say less than the map alone.

    Args:
        atlas: the map.
        words: the words of the counts.
    """
    import resvg_py

    with font_files() as files:
        drawn: bytes = resvg_py.svg_to_bytes(
            svg_string=preview_svg(atlas, words),
            width=WIDTH,
            height=HEIGHT,
            skip_system_fonts=True,
            font_files=files,
            font_family="DejaVu Sans",
        )
    return bytes(drawn)


def preview_svg(atlas: PublishedAtlas, words: Translator) -> str:
    """The preview before it is made a PNG."""
    title = _title(atlas.info.title)
    counts = title.height + MARGIN + (24 if title.lines else 8)
    top = counts + COUNT + 22
    paper = Paper(WIDTH, HEIGHT - top, unit=UNIT, own_fonts=True)
    return element(
        "svg",
        element("rect", width=WIDTH, height=HEIGHT, fill=PAPER),
        element("g", still(atlas, words, paper).markup, transform=f"translate(0 {top:.1f})"),
        element("path", d=f"M0 {top:.1f}H{WIDTH}", stroke=LINE, stroke_width=2),
        *_title_lines(title, words),
        *_counts(atlas, words, counts + COUNT / 2),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        font_family="DejaVu Sans",
    )


def _title(text: str) -> Title:
    text = drawable(text) or ""
    width = WIDTH - 2 * MARGIN
    for size in TITLE_SIZES[:-1]:
        lines = wrapped(text, width, size, Face.SERIF, most=3)
        if len(lines) <= 2:
            return Title(lines, size)
    return Title(wrapped(text, width, TITLE_SIZES[-1], Face.SERIF, most=3), TITLE_SIZES[-1])


def _title_lines(title: Title, words: Translator) -> list[str]:
    from_right = words.direction == "rtl"
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


def _counts(atlas: PublishedAtlas, words: Translator, y: float) -> list[str]:
    """The counts by status with their marks, and at the other end where the map is published."""
    from_right = words.direction == "rtl"
    drawn, at = [], MARGIN

    def along(x: float) -> float:
        return WIDTH - x if from_right else x

    def said(text: str, x: float, colour: str, *, ends: bool = False) -> str:
        anchor = "end" if ends is not from_right else None
        below = y + COUNT * 0.36
        return element("text", text_of(text), x=along(x), y=below, font_size=COUNT, fill=colour, text_anchor=anchor)

    counted = status_counts(atlas)
    for status, count in counted.items():
        text = f"{words.number(count)} {words(f'status.{status}').lower()}"
        drawn += [marks(status, [(along(at + 11), y)], UNIT * 0.95), said(text, at + 32, INK)]
        at += 32 + width_of(text, COUNT) + 40
    unplaced = unplaced_count(atlas)
    if not counted or 0 < unplaced < len(atlas.reports):
        text = words.count("still.unplaced", unplaced) if unplaced else words("reports.empty")
        drawn.append(said(text, at, QUIET))
        at += width_of(text, COUNT) + 40
    host = drawable((urlsplit(atlas.info.url).hostname or "") if atlas.info.url else "")
    if host and at + width_of(host, COUNT) <= WIDTH - MARGIN:
        drawn.append(said(host, WIDTH - MARGIN, QUIET, ends=True))
    return drawn
