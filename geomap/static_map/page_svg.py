"""The map as one SVG: for readers without JavaScript, and for paper."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from geomap.i18n.translator import Translator
from geomap.model import Status
from geomap.model.published import PublishedAtlas
from geomap.static_map.fonts import Face, width_of
from geomap.static_map.glyphs import INK, LINE, PAPER, QUIET, marks
from geomap.static_map.scene import Paper, still
from geomap.static_map.spots import drawn_statuses
from geomap.static_map.svg import element, text_of

MOST_BYTES = 60_000
SIZE, ROW, PAD = 13.0, 24.0, 14.0
"""Pixels: size of the legend's words, height of its rows, and room around it."""
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Ubuntu, Cantarell, Arial, sans-serif"


@dataclass(frozen=True)
class Entry:
    """What the legend explains: a status's mark, the edge of an area, or words alone."""

    words: str
    mark: Status | None = None
    is_area: bool = False


def static_map(atlas: PublishedAtlas, words: Translator, width: int = 880, height: int = 560) -> str:
    """The reports on one picture, with a legend that counts them, as an ``svg`` element to stand in the page.

    It has no ids, no styles and no scripts: colours are presentation attributes, and its classes (``static-…``) let the
    page's own styles change them. At most 60 kB: where the places are too many, their reports are gathered into rings.

    Args:
        atlas: the map.
        words: the words of the legend; names are the gazetteer's own.
        width: in pixels; the picture may be shown in any size.
        height: in pixels, the legend's among them.
    """
    for most in (400, 120, 0):
        drawn = _picture(atlas, words, Paper(width, height, most=most))
        if len(drawn.encode()) <= MOST_BYTES:
            break
    return drawn


def _picture(atlas: PublishedAtlas, words: Translator, paper: Paper) -> str:
    counted = status_counts(atlas)
    # The legend may need a row more where areas are drawn; one row is reserved for it either way.
    rows = _rows(list(_entries(atlas, words, counted, has_areas=True)), paper.width)
    room = len(rows) * ROW + PAD
    drawn = still(atlas, words, replace(paper, height=paper.height - room))
    rows = _rows(list(_entries(atlas, words, counted, has_areas=drawn.has_areas)), paper.width)
    frame = {"fill": "none", "stroke": LINE, "class_": "static-line"}
    return element(
        "svg",
        element("title", text_of(atlas.info.title)),
        element("desc", text_of(described(atlas, words))),
        element("rect", width=paper.width, height=paper.height, fill=PAPER, class_="static-paper"),
        drawn.markup,
        _legend(rows, words, paper, paper.height - room + PAD / 2),
        element("rect", x=0.5, y=0.5, width=paper.width - 1, height=paper.height - 1, **frame),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {paper.width} {paper.height}",
        width=paper.width,
        height=paper.height,
        role="img",
        class_="static-map",
        font_family=FONTS,
        direction="ltr",  # positions are counted from the left; texts of other directions still run their own way
    )


def described(atlas: PublishedAtlas, words: Translator) -> str:
    """The picture in a sentence, for those who do not see it."""
    if not atlas.reports:
        return words("reports.empty")
    entries = _entries(atlas, words, status_counts(atlas), has_areas=False)
    return words("still.kind", counts=", ".join(entry.words for entry in entries))


def status_counts(atlas: PublishedAtlas) -> dict[Status, int]:
    """How many reports have each status that occurs."""
    counted = Counter(report.status for report in atlas.reports)
    return {status: counted[status] for status in Status if counted[status]}


def unplaced_count(atlas: PublishedAtlas) -> int:
    """How many reports have no place, or one without a position."""
    nowhere = {place.id for place in atlas.places if place.coordinates is None and place.area is None}
    return sum(report.place is None or report.place in nowhere for report in atlas.reports)


def _entries(
    atlas: PublishedAtlas, words: Translator, counted: dict[Status, int], *, has_areas: bool
) -> Iterator[Entry]:
    drawn = drawn_statuses(atlas.reports)
    for status, count in counted.items():
        key = "still.count" if status in drawn else "still.not_drawn"
        yield Entry(words(key, status=words(f"status.{status}"), count=count), status)
    if has_areas:
        yield Entry(words("still.area"), is_area=True)
    if unplaced := unplaced_count(atlas):
        yield Entry(words.count("still.unplaced", unplaced))
    if not counted:
        yield Entry(words("reports.empty"))


def _rows(entries: list[Entry], width: float) -> list[list[tuple[float, Entry]]]:
    """The legend's entries in rows, each with its distance from where the row begins."""
    rows: list[list[tuple[float, Entry]]] = [[]]
    at = PAD
    for entry in entries:
        length = _mark_width(entry) + width_of(entry.words, SIZE, Face.PLAIN)
        if rows[-1] and at + length > width - PAD:
            rows.append([])
            at = PAD
        rows[-1].append((at, entry))
        at += length + 24
    return rows


def _mark_width(entry: Entry) -> float:
    return 34 if entry.is_area else 24 if entry.mark else 0


def _legend(rows: list[list[tuple[float, Entry]]], words: Translator, paper: Paper, top: float) -> str:
    from_right = words.direction == "rtl"
    drawn = []
    for number, row in enumerate(rows):
        y = top + number * ROW + ROW / 2
        for at, entry in row:
            mark, text = at + (13 if entry.is_area else 9), at + _mark_width(entry)
            x, start = (paper.width - mark, paper.width - text) if from_right else (mark, text)
            if entry.mark:
                drawn.append(marks(entry.mark, [(x, y)]))
            elif entry.is_area:
                drawn.append(_edge(x, y))
            drawn.append(element("text", text_of(entry.words), x=start, y=y + 4.5))
    anchor = "end" if from_right else None
    return element("g", *drawn, font_size=SIZE, text_anchor=anchor, fill=INK, class_="static-ink")


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
