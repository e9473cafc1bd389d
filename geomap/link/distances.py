"""How far places lie from each other, and which of them may be one place entered twice."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import product
from math import cos, floor, radians, sin
from typing import Any, Self

import numpy as np
import shapely
from geopy.distance import EARTH_RADIUS, geodesic, great_circle

from geomap.link.folding import fold
from geomap.model import Coordinates, Place

FAR_KM = 20
"""Kilometres outside its parent's extent from which a place is far: wider than the doubt about a town's limits."""

NEAR_KM = 0.05
"""Kilometres within which two places of similar names are taken for one."""

_SPHERE_ERROR = 0.01  # a distance on the sphere is within 0.6 % of the ellipsoid's; rounded up
_NEIGHBOURS = 10  # places with the same name, or next in the alphabet on the same spot, that one is compared with
_EDGE_DEGREES = 1.0  # a GeoJSON edge is straight in degrees: longer ones are divided before they are projected
_SIMILAR = 0.8  # SequenceMatcher's ratio for two spellings of a word: defense/defence 0.86, north/south 0.6
_ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True)
class Extent:
    """Where a place is: its outline in degrees where it has an area, else a circle; without both it is nowhere."""

    centre: Coordinates | None
    radius_km: float
    outline: shapely.MultiPolygon | None

    @classmethod
    def of(cls, place: Place) -> Self:
        """The extent of a place; a circle of unknown radius counts as a point."""
        outline = _outline(place.area) if isinstance(place.area, dict) else None
        return cls(place.coordinates, (place.uncertainty_m or 0) / 1000, outline)

    def gap_km(self, place: Place) -> float | None:
        """Kilometres from a place's coordinates (its area, if it has none) to this extent; 0 inside, None if unknown.

        Geodesic to a circle; to an area on the sphere, with an error below 0.6 %.
        """
        if place.coordinates is not None:
            if self.outline is not None:
                return _to_outline_km(place.coordinates, self.outline)
            if self.centre is not None:
                return max(0.0, _distance_km(place.coordinates, self.centre, self.radius_km) - self.radius_km)
        elif isinstance(place.area, dict):
            outline = _outline(place.area)
            if self.outline is not None:
                return _between_outlines_km(outline, self.outline)
            if self.centre is not None:
                return max(0.0, _to_outline_km(self.centre, outline) - self.radius_km)
        return None


def twins(places: Sequence[Place]) -> Iterator[tuple[Place, Place, str]]:
    """Pairs of places that look like one place entered twice, each pair in the order given, and why.

    Either they have the same name and nothing tells them apart (more than 20 km, different parents, or one lying in the
    other), or they lie within 50 m of each other and their names differ by spelling only.
    """
    pairs = dict(_same_name(places))
    for pair, why in _same_spot(places):
        pairs.setdefault(pair, why)
    for (first, second), why in sorted(pairs.items()):
        yield places[first], places[second], why


def _distance_km(one: Coordinates, other: Coordinates, enough_km: float) -> float:
    """Geodesic distance; on the sphere, sixteen times quicker, where that is plainly less than ``enough_km``."""
    rough = float(great_circle(one, other).km)
    return rough if rough * (1 + _SPHERE_ERROR) < enough_km else float(geodesic(one, other).km)


def _to_outline_km(centre: Coordinates, outline: shapely.MultiPolygon) -> float:
    if shapely.contains_xy(outline, centre.longitude, centre.latitude):  # most are, and this is quick
        return 0.0
    return float(shapely.distance(shapely.Point(0, 0), _around(centre, outline))) * float(EARTH_RADIUS)


def _between_outlines_km(outline: shapely.MultiPolygon, other: shapely.MultiPolygon) -> float:
    inner = outline.representative_point()
    centre = Coordinates(inner.y, inner.x)
    return float(shapely.distance(_around(centre, outline), _around(centre, other))) * float(EARTH_RADIUS)


def _outline(area: dict[str, Any]) -> shapely.MultiPolygon:
    """A GeoJSON Polygon or MultiPolygon in degrees, without jumps at 180° and with short edges."""
    polygons = [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    outline = shapely.MultiPolygon([shapely.Polygon(*_unwrapped(rings)) for rings in polygons])
    outline = shapely.segmentize(outline, _EDGE_DEGREES)
    shapely.prepare(outline)
    return outline


def _unwrapped(rings: Sequence[Any]) -> tuple[Any, list[Any]]:
    whole = [np.column_stack((np.unwrap(ring[:, 0], period=360), ring[:, 1])) for ring in map(_positions, rings)]
    return whole[0], whole[1:]


def _positions(ring: Any) -> Any:
    return np.array([position[:2] for position in ring], dtype=float)


def _around(centre: Coordinates, outline: shapely.MultiPolygon) -> shapely.MultiPolygon:
    """The outline in an azimuthal equidistant projection of the unit sphere: distances from the centre stay true."""
    latitude = radians(centre.latitude)

    def project(degrees: Any) -> Any:
        east, north = np.radians(degrees[:, 0] - centre.longitude), np.radians(degrees[:, 1])
        x = np.cos(north) * np.sin(east)
        y = cos(latitude) * np.sin(north) - sin(latitude) * np.cos(north) * np.cos(east)
        angle = np.arctan2(np.hypot(x, y), sin(latitude) * np.sin(north) + cos(latitude) * np.cos(north) * np.cos(east))
        stretch = angle / np.maximum(np.hypot(x, y), 1e-15)
        return np.column_stack((x * stretch, y * stretch))

    return shapely.transform(outline, project)


def _same_name(places: Sequence[Place]) -> Iterator[tuple[tuple[int, int], str]]:
    bearers: dict[str, list[int]] = defaultdict(list)
    for i, place in enumerate(places):
        for name in {fold(each).text.casefold() for each in (place.name, *place.names.values())}:
            for other in bearers[name][-_NEIGHBOURS:]:
                if not _told_apart(places[other], place):
                    yield (other, i), "both have the same name"
            bearers[name].append(i)


def _told_apart(one: Place, other: Place) -> bool:
    if one.id == other.part_of or other.id == one.part_of:
        return True
    if one.part_of and other.part_of and one.part_of != other.part_of:
        return True
    if one.coordinates is None or other.coordinates is None:
        return False
    return float(great_circle(one.coordinates, other.coordinates).km) > FAR_KM


def _same_spot(places: Sequence[Place]) -> Iterator[tuple[tuple[int, int], str]]:
    """Pairs within 50 m, found in a grid of 50 m cells through the Earth's body, which has neither poles nor a 180°."""
    cells: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    order = sorted(range(len(places)), key=lambda i: (places[i].name, i))
    for i in order:
        position = places[i].coordinates
        if position is None:
            continue
        cell = _cell(position)
        for step in product((-1, 0, 1), repeat=3):
            near = cells.get((cell[0] + step[0], cell[1] + step[1], cell[2] + step[2]), ())
            for j in near[-_NEIGHBOURS:]:
                distance = float(great_circle(position, places[j].coordinates).km)
                if distance <= NEAR_KM and _similar(places[i], places[j]):
                    yield (min(i, j), max(i, j)), f"they lie {distance * 1000:.0f} m apart and their names are alike"
        cells[cell].append(i)


def _cell(position: Coordinates) -> tuple[int, int, int]:
    latitude, longitude = map(radians, position)
    size = NEAR_KM / EARTH_RADIUS
    flat = cos(latitude)
    return floor(flat * cos(longitude) / size), floor(flat * sin(longitude) / size), floor(sin(latitude) / size)


def _similar(one: Place, other: Place) -> bool:
    return any(_alike(a, b) for a in one.all_names[:10] for b in other.all_names[:10])


def _alike(one: str, other: str) -> bool:
    """Whether two names differ at most in the spelling of their words, their order and articles."""
    words, others = _words(one), _words(other)
    return len(words) == len(others) > 0 and all(map(_same_word, words, others))


@cache
def _words(name: str) -> list[str]:
    return sorted(word for word in re.findall(r"\w+", fold(name).text.casefold()) if word not in _ARTICLES)


def _same_word(one: str, other: str) -> bool:
    if one == other or one.isdecimal():
        return one == other
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _SIMILAR and matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR
