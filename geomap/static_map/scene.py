"""The map of a still picture: ground, areas, marks, names and scale; what every picture of an atlas has in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geomap.geometry.projection import View, fitted
from geomap.geometry.shapes import shape_of
from geomap.i18n.translator import Translator
from geomap.model import Place
from geomap.model.published import PublishedAtlas
from geomap.static_map.base import ground, outlines, points_inside, scale_bar, uncertainties
from geomap.static_map.fonts import Face, drawable, width_of, wrapped
from geomap.static_map.glyphs import INK, LAND, LINE, PAPER, QUIET, Ring, marks, rings
from geomap.static_map.labels import Box, Room, around
from geomap.static_map.landscape import landscape, settlements
from geomap.static_map.overlays import overlay_paths
from geomap.static_map.spots import Spot, shapes_of_reports, spots_of
from geomap.static_map.svg import element, text_of

NAME, LEADING, LONGEST = 13.0, 16.0, 180.0
"""Pixels: size and leading of the names, and how long a line of them may be."""
MOST_NAMES = 90
MOST_REFERENCES = 40
"""Names of places without reports; more would be noise."""
MOST_SETTLEMENTS = 36
"""Names on the ground; the first are the largest."""
SETTLEMENT, APART = 11.0, 10.0
"""Pixels: size of those names, and the room that each keeps from others at its sides."""
CREDIT = "Natural Earth, GeoNames"
LARGE_PLACES = frozenset({"city", "region", "country"})


@dataclass(frozen=True)
class Paper:
    """What a map is drawn on.

    Attributes:
        width: in pixels; ``height`` likewise.
        unit: enlargement of marks and names.
        most: places above which the reports are gathered on a grid.
        own_fonts: whether only the package's fonts are there to set it.
    """

    width: float
    height: float
    unit: float = 1
    most: int = 400
    own_fonts: bool = False

    def name_of(self, place: Place) -> str | None:
        """The place's name, None where the fonts lack its letters."""
        return drawable(place.name) if self.own_fonts else place.name


@dataclass(frozen=True)
class Still:
    """A map drawn once: its SVG, and whether an area without a pin is on it."""

    markup: str
    has_areas: bool


def still(atlas: PublishedAtlas, words: Translator, paper: Paper) -> Still:
    """The reports of a map, in the view that the page opens with."""
    shapes = shapes_of_reports(atlas)
    references = _references(atlas)
    view = fitted(
        list(shapes.values()) or [shape_of(place) for place in references], paper.width, paper.height, 26 * paper.unit
    )
    if view is None:
        empty = [ground(paper.width, paper.height), _nothing(atlas, words, paper)]
        return Still(_framed(paper, empty), has_areas=False)
    spots = spots_of(atlas, view, shapes, paper.unit, paper.most)
    points, areas = [spot for spot in spots if not spot.area], [spot for spot in spots if spot.area]
    room = Room(paper.width, paper.height, [around(spot.x, spot.y, spot.reach(paper.unit)) for spot in points])
    credit = _credit(room, paper)
    scale = scale_bar(view, words, room, paper.unit)
    pills = [_pill(spot, words, room, paper) for spot in areas]
    names = _names(points, room, paper)
    layers = [
        ground(paper.width, paper.height),
        landscape(view, paper.unit),
        overlay_paths(atlas, view, paper.unit),
        outlines(areas, paper.unit),
        uncertainties(points, view, paper.unit),
        # Quiet names take only the room that is left, but lie below the marks.
        _reference_names(references, view, room, paper),
        _settlements(atlas, view, room, paper),
        *_marks(points, words, paper.unit),
        *pills,
        names,
        credit,
        scale,
    ]
    return Still(_framed(paper, layers), has_areas=bool(areas))


def _framed(paper: Paper, layers: Iterable[str]) -> str:
    """Layers that end at the edge of the map."""
    return element("svg", *layers, width=paper.width, height=paper.height, overflow="hidden")


def _nothing(atlas: PublishedAtlas, words: Translator, paper: Paper) -> str:
    said = words.count("still.unplaced", len(atlas.reports)) if atlas.reports else words("reports.empty")
    return element(
        "text",
        text_of(said),
        x=paper.width / 2,
        y=paper.height / 2 + 5 * paper.unit,
        font_size=15 * paper.unit,
        text_anchor="middle",
        fill=QUIET,
        class_="static-quiet",
    )


def _references(atlas: PublishedAtlas) -> list[Place]:
    """The places that no report stands on, the large ones first: names to find one's way by."""
    used = {report.place for report in atlas.reports}
    free = [place for place in atlas.places if place.id not in used and place.coordinates is not None]
    return sorted(free, key=lambda place: place.precision not in LARGE_PLACES)


def _marks(spots: Sequence[Spot], words: Translator, unit: float) -> list[str]:
    single = [spot for spot in spots if not spot.is_ring]
    several = [
        Ring((spot.x, spot.y), spot.reach(unit), spot.counts, words.number(spot.count))
        for spot in spots
        if spot.is_ring
    ]
    statuses = sorted({spot.status for spot in single}, reverse=True)
    return [
        *(marks(status, [(spot.x, spot.y) for spot in single if spot.status is status], unit) for status in statuses),
        rings(several, unit),
    ]


def _names(spots: Sequence[Spot], room: Room, paper: Paper) -> str:
    """The names beside the marks, as far as there is room."""
    unit, drawn = paper.unit, []
    for spot in spots[:MOST_NAMES]:
        lines = _lines(spot.place, paper, Face.BOLD)
        reach = spot.reach(unit)
        box = room.beside(spot.x, spot.y, (reach, reach), _size(lines, unit, Face.BOLD)) if lines else None
        if box is not None:
            drawn.append(_text(lines, box, unit, before=box.right <= spot.x))
    return _group(drawn, unit, INK, "static-ink")


def _reference_names(places: Sequence[Place], view: View, room: Room, paper: Paper) -> str:
    unit, drawn, dots = paper.unit, [], []
    for place in places[:MOST_REFERENCES]:
        shape = shape_of(place)
        lines = _lines(place, paper, Face.PLAIN)
        if shape.centre is None or not lines:
            continue
        x, y = view.point(*shape.centre)
        size = _size(lines, unit, Face.PLAIN)
        box = room.centred([(x, y)], size) if shape.kind == "area" else None
        box = box or room.beside(x, y, (4 * unit, 4 * unit), size)
        if box is None and shape.kind == "area":
            box = room.beside(x, y, (40 * unit, 28 * unit), size)
        if box is not None:
            drawn.append(_text(lines, box, unit, before=box.right <= x))
            if shape.kind == "point":
                dots.append(element("circle", cx=x, cy=y, r=2 * unit))
    points = element("g", *dots, fill=QUIET, class_="static-quiet") if dots else ""
    return points + _group(drawn, unit, QUIET, "static-quiet")


def _credit(room: Room, paper: Paper) -> str:
    """Whose data the ground is, at the lower left; their licence asks for it."""
    unit = paper.unit
    size, x, y = 9.5 * unit, 8 * unit, paper.height - 8 * unit
    width = width_of(CREDIT, size)
    room.taken.append(Box(0, y - size, x + width, paper.height))
    return element("text", text_of(CREDIT), x=x, y=y, font_size=size, **_letters(QUIET, unit, "static-quiet"))


def _settlements(atlas: PublishedAtlas, view: View, room: Room, paper: Paper) -> str:
    """Names of the ground in the map's language, in what room is left; not those that the map says itself."""
    unit, drawn = paper.unit, []
    said = {name for place in atlas.places for name in (place.name, *place.names.values(), *place.aliases)}
    for settlement in settlements(view):
        name = settlement.name(atlas.info.language)
        name = (drawable(name) if paper.own_fonts else name) or ""
        size = SETTLEMENT * unit * (1.15 if settlement.rank <= 2 else 1)
        width = width_of(name, size)
        if not name or said & {name, *settlement.names.values()}:
            continue
        box = room.centred([(settlement.x, settlement.y)], (width + 2 * APART * unit, size + APART * unit))
        if box is not None:
            middle, below = settlement.x, settlement.y + size * 0.36
            drawn.append(element("text", text_of(name), x=middle, y=below, font_size=size))
        if len(drawn) == MOST_SETTLEMENTS:
            break
    return element("g", *drawn, text_anchor="middle", **_letters(QUIET, unit, "static-quiet")) if drawn else ""


def _pill(spot: Spot, words: Translator, room: Room, paper: Paper) -> str:
    """An area's name with its mark on a plate inside the area; the mark alone where there is no room for the name."""
    unit, radius = paper.unit, spot.reach(paper.unit)
    lines = _lines(spot.place, paper, Face.BOLD)
    box = _plate(spot, lines, room, unit)
    if box is None:
        lines = []
        box = _plate(spot, lines, room, unit) or around(spot.x, spot.y, radius + 4 * unit)
    middle = (box.top + box.bottom) / 2
    at = (box.left + 4 * unit + radius, middle)
    plate = element(
        "rect",
        x=box.left,
        y=box.top,
        width=box.right - box.left,
        height=box.bottom - box.top,
        rx=min(14 * unit, (box.bottom - box.top) / 2),
        fill=PAPER,
        fill_opacity="0.9",
        stroke=LINE,
        class_="static-plate",
    )
    ring = Ring(at, radius, spot.counts, words.number(spot.count))
    mark = rings([ring], unit) if spot.is_ring else marks(spot.status, [at], unit)
    top = middle - len(lines) * LEADING * unit / 2
    name = _text(lines, Box(at[0] + radius + 5 * unit, top, box.right, box.bottom), unit)
    return plate + mark + _group([name] if name else [], unit, INK, "static-ink", halo=False)


def _plate(spot: Spot, lines: Sequence[str], room: Room, unit: float) -> Box | None:
    """Room for a plate with an area's mark and these lines: inside the area, else beside it."""
    if spot.area is None:
        return None
    width, height = _size(lines, unit, Face.BOLD)
    across = 2 * spot.reach(unit)
    size = (width + across + (21 if lines else 8) * unit, max(height, across) + 8 * unit)
    west, north, east, south = spot.area.bounds
    half = min((east - west) / 2, 80 * unit), min((south - north) / 2, 80 * unit)
    return room.centred(points_inside(spot.area, spot.x, spot.y, size), size) or room.beside(spot.x, spot.y, half, size)


def _lines(place: Place | None, paper: Paper, face: Face) -> list[str]:
    name = paper.name_of(place) if place else None
    return wrapped(name, LONGEST, NAME, face, most=2) if name else []


def _size(lines: Sequence[str], unit: float, face: Face) -> tuple[float, float]:
    return max((width_of(line, NAME * unit, face) for line in lines), default=0.0), len(lines) * LEADING * unit


def _text(lines: Sequence[str], box: Box, unit: float, *, before: bool = False) -> str:
    """Lines in their box, against the mark: at its end where the mark is behind it."""
    x = box.right if before else box.left
    anchor = "end" if before else None
    rows = [box.top + (12.5 + at * LEADING) * unit for at in range(len(lines))]
    return "".join(
        element("text", text_of(line), x=x, y=y, text_anchor=anchor) for line, y in zip(lines, rows, strict=True)
    )


def _group(texts: Sequence[str], unit: float, colour: str, class_: str, *, halo: bool = True) -> str:
    """Names in one style, with the ground's colour around each letter."""
    if not texts:
        return ""
    halo_or_none = _letters(colour, unit, class_) if halo else {"class_": class_, "fill": colour}
    return element(
        "g",
        *texts,
        font_size=NAME * unit,
        font_weight="bold" if colour == INK else None,
        **halo_or_none,
    )


def _letters(colour: str, unit: float, class_: str) -> dict[str, str | float]:
    """Letters in a colour, with the ground's around each."""
    return {
        "class_": f"static-name {class_}",
        "fill": colour,
        "stroke": LAND,
        "stroke_width": 3 * unit,
        "stroke_linejoin": "round",
        "paint_order": "stroke",
    }
