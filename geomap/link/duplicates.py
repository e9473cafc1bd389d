"""Places and reports that may be one, entered twice."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import product
from math import cos, floor, radians, sin

from geomap.link.folding import fold
from geomap.model import Coordinates, Dating, Place, Report
from geomap.model.geodesy import EARTH_RADIUS_KM, great_circle_km

MAX_SAME_NAME_KM = 20
"""The distance up to which two places with the same name may be one."""

MAX_SIMILAR_NAME_KM = 0.05
"""The distance up to which two places with similar names may be one."""

_NEIGHBOURS = 10  # places with the same name, or next in the alphabet at the same spot, that a place is compared with
_MIN_RATIO = 0.8  # of SequenceMatcher, for two spellings of a word: defense/defence 0.86, north/south 0.6
_COMPARED_NAMES = 10  # of one place
_ARTICLES = frozenset({"the", "a", "an"})


def duplicates(places: Sequence[Place]) -> Iterator[tuple[Place, Place, str]]:
    """Pairs of places that may be one place entered twice, in the order given, with the reason.

    They have the same name and nothing distinguishes them (a distance of more than 20 km, different parents, or one
    being part of the other); or they are within 50 m of each other and their names differ only in spelling.
    """
    pairs = dict(_with_same_name(places))
    for pair, reason in _at_same_spot(places):
        pairs.setdefault(pair, reason)
    for (first, second), reason in sorted(pairs.items()):
        yield places[first], places[second], reason


def repeated_reports(reports: Sequence[Report]) -> Iterator[tuple[Report, Report, str]]:
    """Pairs of reports that may be one report entered twice, in the order given, with what they have in common.

    They have the same place, their dates overlap or both have none, and they have a similar title or the same quote.
    Reports of which the editor says how they are related are not pairs. A report is in one pair as the second at most.
    """
    pairs: dict[int, tuple[int, str]] = {}
    for what, found in (("title", _with_similar_title(reports)), ("quote", _with_same_quote(reports))):
        for first, second in found:
            if not _are_related(reports[first], reports[second]):
                pairs.setdefault(second, (first, what))
    for second, (first, what) in sorted(pairs.items()):
        yield reports[first], reports[second], what


def _with_similar_title(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Pairs at one place, next to each other in the order of their dates and titles."""

    def order(i: int) -> tuple[str, int, str, int]:
        report = reports[i]
        return report.place or "", (report.date.minute or 0) if report.date else 0, report.title, i

    near: list[int] = []
    for i in sorted(range(len(reports)), key=order):
        near = [j for j in near[-_NEIGHBOURS:] if reports[j].place == reports[i].place]
        for j in near:
            if _overlap(reports[i].date, reports[j].date) and _similar(reports[i].title, reports[j].title):
                yield min(i, j), max(i, j)
        near.append(i)


def _with_same_quote(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    seen: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for i, report in enumerate(reports):
        for key in dict.fromkeys((report.place, each.article, each.quote, each.prefix) for each in report.evidence):
            yield from ((j, i) for j in seen[key][-_NEIGHBOURS:] if _overlap(reports[j].date, report.date))
            seen[key].append(i)


def _overlap(one: Dating | None, other: Dating | None) -> bool:
    """Whether two dates may be the same; a missing one only if both are."""
    if one is None or other is None:
        return one is other
    starts_in_time = one.earliest is None or other.latest is None or one.earliest <= other.latest
    return starts_in_time and (other.earliest is None or one.latest is None or other.earliest <= one.latest)


def _are_related(one: Report, other: Report) -> bool:
    return other.id in {id_ for _, id_ in one.related} or one.id in {id_ for _, id_ in other.related}


def _with_same_name(places: Sequence[Place]) -> Iterator[tuple[tuple[int, int], str]]:
    by_name: dict[str, list[int]] = defaultdict(list)
    for i, place in enumerate(places):
        for name in {fold(each).text.casefold() for each in (place.name, *place.names.values())}:
            for other in by_name[name][-_NEIGHBOURS:]:
                if not _are_distinct(places[other], place):
                    yield (other, i), "both have the same name"
            by_name[name].append(i)


def _are_distinct(one: Place, other: Place) -> bool:
    if one.id == other.part_of or other.id == one.part_of:
        return True
    if one.part_of and other.part_of and one.part_of != other.part_of:
        return True
    if one.coordinates is None or other.coordinates is None:
        return False
    return great_circle_km(one.coordinates, other.coordinates) > MAX_SAME_NAME_KM


def _at_same_spot(places: Sequence[Place]) -> Iterator[tuple[tuple[int, int], str]]:
    """Pairs within 50 m, found in a grid of cubes around the Earth's centre, without exceptions at the poles."""
    cells: dict[int, list[tuple[int, Coordinates]]] = defaultdict(list)
    order = sorted(range(len(places)), key=lambda i: (places[i].name, i))
    for i in order:
        position = places[i].coordinates
        if position is None:
            continue
        cell = _cell(position)
        for step in _STEPS:
            for j, other in cells.get(cell + step, ())[-_NEIGHBOURS:]:
                distance = great_circle_km(position, other)
                if distance <= MAX_SIMILAR_NAME_KM and _have_similar_names(places[i], places[j]):
                    yield (min(i, j), max(i, j)), f"they are {distance * 1000:.0f} m apart and have similar names"
        cells[cell].append((i, position))


def _cell(position: Coordinates) -> int:
    latitude, longitude = map(radians, position)
    size = MAX_SIMILAR_NAME_KM / EARTH_RADIUS_KM
    flat = cos(latitude)
    return _number(
        floor(flat * cos(longitude) / size), floor(flat * sin(longitude) / size), floor(sin(latitude) / size)
    )


def _number(x: int, y: int, z: int) -> int:
    """A cube, or the step to another one, in one number."""
    return (x * _CUBES + y) * _CUBES + z


_CUBES = 1 << 19  # more than those along the Earth's diameter: 255,000
_STEPS = [_number(*step) for step in product((-1, 0, 1), repeat=3)]


def _have_similar_names(one: Place, other: Place) -> bool:
    return any(
        _similar(first, second)
        for first in one.all_names[:_COMPARED_NAMES]
        for second in other.all_names[:_COMPARED_NAMES]
    )


def _similar(one: str, other: str) -> bool:
    """Whether two names differ only in the spelling and order of their words, and in articles."""
    words, others = _words(one), _words(other)
    return len(words) == len(others) > 0 and all(map(_same_word, words, others))


@cache
def _words(name: str) -> list[str]:
    return sorted(word for word in re.findall(r"\w+", fold(name).text.casefold()) if word not in _ARTICLES)


def _same_word(one: str, other: str) -> bool:
    if one == other or one.isdecimal():
        return one == other
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= _MIN_RATIO
        and matcher.quick_ratio() >= _MIN_RATIO
        and matcher.ratio() >= _MIN_RATIO
    )
