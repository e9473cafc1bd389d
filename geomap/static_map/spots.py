"""What stands where on a still picture: the reports' places as spots, those too close to tell apart as one."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from operator import not_

from shapely.geometry.base import BaseGeometry

from geomap.geometry.projection import View
from geomap.geometry.shapes import Shape, circle, shape_of
from geomap.model import Place, Report, Status
from geomap.model.published import PublishedAtlas

CELL = 64
"""Side, in pixels, of the squares whose reports become one spot where there are too many to draw."""
LARGE = 56
"""Pixels above which an area holds its own label, and is not put together with what stands near its middle."""


@dataclass(frozen=True)
class Spot:
    """One mark.

    Attributes:
        x: pixels from the left; ``y`` pixels from the top.
        counts: how many of its reports have each status, in the order of ``Status``.
        place: the place, where all its reports have the same.
        shape: how that place is drawn.
        area: its outline in pixels, where the place is known as an area alone; such a spot gets no pin.
    """

    x: float
    y: float
    counts: tuple[int, ...]
    place: Place | None = None
    shape: Shape | None = None
    area: BaseGeometry | None = None

    @property
    def count(self) -> int:
        """How many reports stand here."""
        return sum(self.counts)

    @property
    def is_ring(self) -> bool:
        """Whether it is drawn as a ring with a number, not as the mark of one report."""
        return self.count > 1

    @property
    def status(self) -> Status:
        """The best confirmed status of its reports."""
        return next(status for status, count in zip(Status, self.counts, strict=True) if count)

    def reach(self, unit: float) -> float:
        """Half the size of its mark, in pixels; ``unit`` is the picture's enlargement."""
        return (13 + 4 * math.log10(self.count)) * unit if self.is_ring else 9 * unit


def drawn_statuses(reports: Iterable[Report]) -> set[Status]:
    """Which reports are drawn: refuted ones only where there are no others."""
    present = {report.status for report in reports}
    return present - {Status.REFUTED} or present


def shapes_of_reports(atlas: PublishedAtlas) -> dict[str, Shape]:
    """How the places of the drawn reports are drawn, by their ids; places without a position are left out."""
    drawn = drawn_statuses(atlas.reports)
    used = {report.place for report in atlas.reports if report.status in drawn}
    shapes = {place.id: shape_of(place) for place in atlas.places if place.id in used}
    return {place: shape for place, shape in shapes.items() if shape.kind != "none"}


def spots_of(atlas: PublishedAtlas, view: View, shapes: dict[str, Shape], unit: float, most: int) -> list[Spot]:
    """The drawn reports as spots whose marks do not cover each other, areas last.

    Up to ``most`` places each area has a spot of its own; more are gathered on a grid, areas with them.
    """
    drawn = drawn_statuses(atlas.reports)
    column = {status: at for at, status in enumerate(Status)}
    counted = {place: [0] * len(column) for place in shapes}
    for report in atlas.reports:
        if report.place in counted and report.status in drawn:
            counted[report.place][column[report.status]] += 1
    spots = [_spot(atlas.place_by_id[place], shapes[place], tuple(counts), view) for place, counts in counted.items()]
    if len(spots) > most:
        return [_outlined(spot, view) for spot in _parted(_gathered(spots, CELL * unit), unit)]
    spots = [_outlined(spot, view) for spot in spots]
    large = [spot.area is not None and _extent(spot.area) > LARGE * unit for spot in spots]
    return [*_parted(list(compress(spots, map(not_, large))), unit), *compress(spots, large)]


def _spot(place: Place, shape: Shape, counts: tuple[int, ...], view: View) -> Spot:
    if shape.centre is not None:
        return Spot(*view.point(*shape.centre), counts, place, shape)
    inside = view.outline(shape.geometry or {}).representative_point()
    return Spot(inside.x, inside.y, counts, place, shape)


def _outlined(spot: Spot, view: View) -> Spot:
    """The spot with its outline, where it is an area."""
    shape = spot.shape
    if shape is None or shape.kind != "area":
        return spot
    if shape.geometry is None and shape.centre and shape.radius_m:
        return replace(spot, area=view.outline(circle(shape.centre, shape.radius_m)))
    return replace(spot, area=view.outline(shape.geometry)) if shape.geometry else spot


def _extent(area: BaseGeometry) -> float:
    west, north, east, south = area.bounds
    return float(max(east - west, south - north))


def _gathered(spots: Iterable[Spot], side: float) -> list[Spot]:
    cells: dict[tuple[int, int], list[Spot]] = {}
    for spot in spots:
        cells.setdefault((int(spot.y // side), int(spot.x // side)), []).append(spot)
    return [_together(cell) for _, cell in sorted(cells.items())]


def _parted(spots: list[Spot], unit: float) -> list[Spot]:
    """The spots with those that would cover each other put together, the largest first, until all stand free."""
    while True:
        free: list[list[Spot]] = []
        for spot in sorted(spots, key=lambda spot: -spot.count):
            near = next((group for group in free if _touch(group[0], spot, unit)), None)
            if near is None:
                free.append([spot])
            else:
                near.append(spot)
        if len(free) == len(spots):
            return spots
        spots = [_together(group) for group in free]


def _touch(one: Spot, other: Spot, unit: float) -> bool:
    return math.hypot(one.x - other.x, one.y - other.y) < one.reach(unit) + other.reach(unit)


def _together(spots: Sequence[Spot]) -> Spot:
    if len(spots) == 1:
        return spots[0]
    counts = tuple(sum(numbers) for numbers in zip(*(spot.counts for spot in spots), strict=True))
    total = sum(counts)
    x = sum(spot.x * spot.count for spot in spots) / total
    y = sum(spot.y * spot.count for spot in spots) / total
    return Spot(x, y, counts)
