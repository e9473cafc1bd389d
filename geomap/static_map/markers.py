"""The markers of a static map: the reports of a place as one marker, and markers that would overlap as one cluster."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from shapely.geometry.base import BaseGeometry

from geomap.geometry.projection import View
from geomap.geometry.shapes import Shape, circle, drawn_shape_of
from geomap.model import Place, Status
from geomap.model.published import PublishedAtlas

CELL = 64
"""Side, in pixels, of the grid cells whose reports become one cluster if there are too many places."""
LARGE_AREA = 56
"""Pixels above which an area contains its own label, and is not put into a cluster."""


@dataclass(frozen=True)
class Marker:
    """A marker, for the reports of one place or of several.

    Attributes:
        x: pixels from the left; ``y`` pixels from the top.
        counts: how many of its reports have each status, in the order of ``Status``.
        place: the place; of several places, the one with the most reports.
        of_several: whether its reports are of several places.
        shape: how its only place is drawn.
        area: its outline in pixels, if the place is drawn as an area; such a marker has no pin.
    """

    x: float
    y: float
    counts: tuple[int, ...]
    place: Place
    shape: Shape | None = None
    area: BaseGeometry | None = None
    of_several: bool = False

    @property
    def count(self) -> int:
        """The number of its reports."""
        return sum(self.counts)

    @property
    def is_cluster(self) -> bool:
        """Whether it is drawn as a ring with a number, and not as the symbol of one report."""
        return self.count > 1

    @property
    def is_area_symbol(self) -> bool:
        """Whether it is one report of an area that is too small for its outline."""
        return not self.is_cluster and self.area is None and self.shape is not None and self.shape.kind == "area"

    @property
    def status(self) -> Status:
        """The first status, in the order of ``Status``, that one of its reports has."""
        return next(status for status, count in zip(Status, self.counts, strict=True) if count)

    def radius(self, unit: float) -> float:
        """Half the size of its symbol, in pixels; ``unit`` is the enlargement of the picture."""
        return (13 + 4 * math.log10(self.count)) * unit if self.is_cluster else 9 * unit


def drawn_statuses(atlas: PublishedAtlas) -> set[Status]:
    """The statuses that are drawn: those that the page shows at first; if no report has one, all."""
    present = {report.status for report in atlas.reports}
    return present & set(atlas.info.show) or present


def shapes_of_reports(atlas: PublishedAtlas) -> dict[str, Shape]:
    """How the places of the drawn reports are drawn, by id; without places that have no position."""
    drawn = drawn_statuses(atlas)
    used = {report.place for report in atlas.reports if report.status in drawn}
    shapes = {place.id: drawn_shape_of(place) for place in atlas.places if place.id in used}
    return {place: shape for place, shape in shapes.items() if shape.kind != "none"}


def markers_of(
    atlas: PublishedAtlas, view: View, shapes: dict[str, Shape], unit: float, max_places: int
) -> list[Marker]:
    """The markers of the drawn reports, which do not overlap; large areas last.

    Up to ``max_places`` places, each large area has a marker of its own. Above, all are put into clusters on a grid.
    """
    drawn = drawn_statuses(atlas)
    column = {status: at for at, status in enumerate(Status)}
    counts_by_place = {place: [0] * len(column) for place in shapes}
    for report in atlas.reports:
        if report.place in counts_by_place and report.status in drawn:
            counts_by_place[report.place][column[report.status]] += 1
    markers = [
        _marker(atlas.place_by_id[place], shapes[place], tuple(counts), view)
        for place, counts in counts_by_place.items()
    ]
    if len(markers) > max_places:
        return [_with_area(marker, view) for marker in _clustered(_by_cell(markers, CELL * unit), unit)]
    markers = [_with_area(marker, view) for marker in markers]
    large = [marker for marker in markers if marker.area is not None and _size(marker.area) > LARGE_AREA * unit]
    small = [marker for marker in markers if marker.area is None or _size(marker.area) <= LARGE_AREA * unit]
    return [*_clustered([replace(marker, area=None) for marker in small], unit), *large]


def _marker(place: Place, shape: Shape, counts: tuple[int, ...], view: View) -> Marker:
    if shape.centre is not None:
        return Marker(*view.point(*shape.centre), counts, place, shape)
    inside = view.outline(shape.geometry or {}).representative_point()
    return Marker(inside.x, inside.y, counts, place, shape)


def _with_area(marker: Marker, view: View) -> Marker:
    shape = marker.shape
    if shape is None or shape.kind != "area":
        return marker
    if shape.geometry is None and shape.centre and shape.radius_m:
        return replace(marker, area=view.outline(circle(shape.centre, shape.radius_m)))
    return replace(marker, area=view.outline(shape.geometry)) if shape.geometry else marker


def _size(area: BaseGeometry) -> float:
    west, north, east, south = area.bounds
    return float(max(east - west, south - north))


def _by_cell(markers: Iterable[Marker], side: float) -> list[Marker]:
    """A marker for each cell of a grid that has any."""
    cells: dict[tuple[int, int], list[Marker]] = {}
    for marker in markers:
        cells.setdefault((int(marker.y // side), int(marker.x // side)), []).append(marker)
    return [_cluster(cell) for _, cell in sorted(cells.items())]


def _clustered(markers: list[Marker], unit: float) -> list[Marker]:
    """The markers, with those that would overlap put into clusters, the largest first, until none overlap."""
    while True:
        groups: list[list[Marker]] = []
        for marker in sorted(markers, key=lambda marker: -marker.count):
            near = next((group for group in groups if _overlap(group[0], marker, unit)), None)
            if near is None:
                groups.append([marker])
            else:
                near.append(marker)
        if len(groups) == len(markers):
            return markers
        markers = [_cluster(group) for group in groups]


def _overlap(one: Marker, other: Marker, unit: float) -> bool:
    return math.hypot(one.x - other.x, one.y - other.y) < one.radius(unit) + other.radius(unit)


def _cluster(markers: Sequence[Marker]) -> Marker:
    """One marker for several, at the place with the most reports."""
    if len(markers) == 1:
        return markers[0]
    counts = tuple(sum(numbers) for numbers in zip(*(marker.counts for marker in markers), strict=True))
    largest = max(markers, key=lambda marker: marker.count)
    return Marker(largest.x, largest.y, counts, largest.place, of_several=True)
