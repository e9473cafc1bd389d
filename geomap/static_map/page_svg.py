"""The map as one SVG: for readers without JavaScript, and for canvas."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geomap.i18n.translator import Translator
from geomap.model import Status
from geomap.model.published import PublishedAtlas
from geomap.static_map.canvas import Canvas
from geomap.static_map.fonts import Face, width_of
from geomap.static_map.glyphs import INK, LINE, PAPER, QUIET, status_symbols
from geomap.static_map.markers import drawn_statuses
from geomap.static_map.scene import draw_scene
from geomap.static_map.svg import element, text_of

MAX_BYTES = 60_000
SIZE, ROW, PAD = 13.0, 24.0, 14.0
"""The legend, in pixels: font size, height of a row, and padding."""
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Ubuntu, Cantarell, Arial, sans-serif"


@dataclass(frozen=True)
class Entry:
    """An entry of the legend: the symbol of a status, the edge of an area, or only a text."""

    text: str
    status: Status | None = None
    is_area: bool = False


def static_map(atlas: PublishedAtlas, translator: Translator, width: int = 880, height: int = 560) -> str:
    """The reports on one picture with a legend, as an ``svg`` element for the page.

    It has no ids, styles or scripts: colours are presentation attributes, and the page's styles change them by its
    classes (``static-…``). It has at most 60 kB: if there are too many places, their reports are put into clusters.

    Args:
        atlas: the map.
        translator: for the texts of the legend; names are those of the gazetteer.
        width: in pixels; the picture may be shown in any size.
        height: in pixels, with the legend.
    """
    for max_places in (400, 120, 0):
        svg = _picture(atlas, translator, Canvas(width, height, max_places=max_places))
        if len(svg.encode()) <= MAX_BYTES:
            break
    return svg


def _picture(atlas: PublishedAtlas, translator: Translator, canvas: Canvas) -> str:
    counts = status_counts(atlas)
    # Whether the map has areas is known only when it is drawn: the legend gets the space of an entry for them.
    rows = _rows(list(_entries(atlas, translator, counts, has_areas=True)), canvas.width)
    legend_height = len(rows) * ROW + PAD
    map_height = canvas.height - legend_height
    scene = draw_scene(atlas, translator, replace(canvas, height=map_height))
    rows = _rows(list(_entries(atlas, translator, counts, has_areas=scene.has_areas)), canvas.width)
    frame = {"fill": "none", "stroke": LINE, "class_": "static-line"}
    return element(
        "svg",
        element("title", text_of(atlas.info.title)),
        element("desc", text_of(description(atlas, translator))),
        element("rect", width=canvas.width, height=canvas.height, fill=PAPER, class_="static-paper"),
        element("svg", scene.markup, width=canvas.width, height=map_height, overflow="hidden"),
        _legend(rows, translator, canvas, map_height + PAD / 2),
        element("rect", x=0.5, y=0.5, width=canvas.width - 1, height=canvas.height - 1, **frame),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {canvas.width} {canvas.height}",
        width=canvas.width,
        height=canvas.height,
        role="img",
        class_="static-map",
        font_family=FONTS,
        direction="ltr",  # of the positions; a text in another direction keeps its own
    )


def description(atlas: PublishedAtlas, translator: Translator) -> str:
    """The picture in a sentence, as its text alternative."""
    if not atlas.reports:
        return translator("reports.empty")
    entries = _entries(atlas, translator, status_counts(atlas), has_areas=False)
    return translator("static_map.kind", counts=", ".join(entry.text for entry in entries))


def status_counts(atlas: PublishedAtlas) -> dict[Status, int]:
    """The number of reports with each status that occurs."""
    counts = Counter(report.status for report in atlas.reports)
    return {status: counts[status] for status in Status if counts[status]}


def unplaced_count(atlas: PublishedAtlas) -> int:
    """The number of reports without a place, or whose place has no position."""
    unplaced = {place.id for place in atlas.places if place.coordinates is None and place.area is None}
    return sum(report.place is None or report.place in unplaced for report in atlas.reports)


def _entries(
    atlas: PublishedAtlas, translator: Translator, counts: dict[Status, int], *, has_areas: bool
) -> Iterator[Entry]:
    drawn = drawn_statuses(atlas)
    for status, count in counts.items():
        key = "static_map.count" if status in drawn else "static_map.not_drawn"
        yield Entry(translator(key, status=translator(f"status.{status}"), count=count), status)
    if has_areas:
        yield Entry(translator("static_map.area"), is_area=True)
    if unplaced := unplaced_count(atlas):
        yield Entry(translator.count("static_map.unplaced", unplaced))
    if not counts:
        yield Entry(translator("reports.empty"))


def _rows(entries: list[Entry], width: float) -> list[list[tuple[float, Entry]]]:
    """The entries of the legend in rows, each with its distance from the start of the row."""
    rows: list[list[tuple[float, Entry]]] = [[]]
    at = PAD
    for entry in entries:
        length = _symbol_width(entry) + width_of(entry.text, SIZE, Face.PLAIN)
        if rows[-1] and at + length > width - PAD:
            rows.append([])
            at = PAD
        rows[-1].append((at, entry))
        at += length + 24
    return rows


def _symbol_width(entry: Entry) -> float:
    return 34 if entry.is_area else 24 if entry.status else 0


def _legend(rows: list[list[tuple[float, Entry]]], translator: Translator, canvas: Canvas, top: float) -> str:
    from_right = translator.direction == "rtl"
    content = []
    for number, row in enumerate(rows):
        y = top + number * ROW + ROW / 2
        for at, entry in row:
            symbol, text = at + (13 if entry.is_area else 9), at + _symbol_width(entry)
            x, start = (canvas.width - symbol, canvas.width - text) if from_right else (symbol, text)
            if entry.status:
                content.append(status_symbols(entry.status, [(x, y)]))
            elif entry.is_area:
                content.append(_edge(x, y))
            content.append(element("text", text_of(entry.text), x=start, y=y + 4.5))
    anchor = "end" if from_right else None
    return element("g", *content, font_size=SIZE, text_anchor=anchor, fill=INK, class_="static-ink")


def _edge(x: float, y: float) -> str:
    return element(
        "rect",
        x=x - 12,
        y=y - 8,
        width=24,
        height=16,
        rx=6,
        fill="none",
        stroke=QUIET,
        stroke_width=2,
        stroke_dasharray="6 5",
        stroke_linecap="round",
        class_="static-line",
    )
