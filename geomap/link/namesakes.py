"""Mentions that may be of another place with the same name: a settlement near the article's other places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.findings import Finding, echo
from geomap.link.disambiguation import NO_OTHER
from geomap.model import Article, Coordinates, Mention, Place, Precision
from geomap.model.geodesy import great_circle_km

if TYPE_CHECKING:
    from geomap.tiles.world import Settlement

MIN_OTHERS = 2
"""Other places in an article; fewer do not show where its events are."""

FAR_KM = 300.0
"""Kilometres to the nearest other place of the article from a place that may be the wrong one, at least."""

_NEAR_KM = 150.0  # from another place of the article to a settlement of the same name
_NEAR_LARGE_KM = 400.0  # the same to a large one
_SAME_KM = 30.0  # from a place to the settlement that it is
_CLOSE = 1.9  # degrees
_LARGE_AREAS = frozenset({Precision.COUNTRY, Precision.REGION})  # whose position is somewhere in them
_NEARER = 0.5  # so many times the distance of the mentioned place


def namesakes(articles: Iterable[tuple[Article, Sequence[Mention]]], places: Mapping[str, Place]) -> Iterator[Finding]:
    """L010 for each place that is far from what an article names, where a settlement with the same name is near.

    Args:
        articles: with their mentions.
        places: by id.
    """
    far: dict[str, list[tuple[Article, Mention, list[Coordinates], float]]] = {}
    for article, mentions in articles:
        first = {mention.place: mention for mention in reversed(mentions)}
        positions = {each: position for each in first if (position := places[each].coordinates) is not None}
        for each, position in positions.items() if len(positions) > MIN_OTHERS else ():
            if first[each].reason != NO_OTHER or places[each].precision in _LARGE_AREAS:
                continue
            others = [other for name, other in positions.items() if name != each]
            if any(_is_close(position, other) for other in others):
                continue
            km = min(great_circle_km(position, other) for other in others)
            if km > FAR_KM:
                far.setdefault(first[each].name, []).append((article, first[each], others, km))
    if not far:
        return
    from geomap.tiles.world import settlements_named  # with its libraries, a tenth of the start

    settlements = settlements_named(far)
    for name, occurrences in far.items():
        for article, mention, others, km in occurrences:
            position = places[mention.place].coordinates
            nearest = _nearest(settlements.get(name, ()), position, others, km) if position else None
            if nearest is not None:
                other, other_km = nearest
                at = f"[{other.latitude}, {other.longitude}]"
                message = (
                    f'"{echo(mention.exact)}" is linked to "{echo(mention.place)}", {km:,.0f} km from all other places '
                    f"in this article; another {echo(name)} ({other.country}) is {other_km:,.0f} km from one"
                )
                advice = f"if that one is meant, add it at {at}, and link: to the article's front matter"
                yield Finding(article.at(mention.start), "L010", message, advice)
                break


def _is_close(one: Coordinates, other: Coordinates) -> bool:
    """Whether two positions are certainly nearer than ``FAR_KM``: most are, and this is fast."""
    return abs(one.latitude - other.latitude) < _CLOSE and abs(one.longitude - other.longitude) < _CLOSE


def _nearest(
    settlements: Sequence["Settlement"], linked: Coordinates, others: Sequence[Coordinates], km: float
) -> "tuple[Settlement, float] | None":
    """The settlement nearest to other places of an article, and how near it is, if it may be meant.

    It is no smaller than the settlement that is linked: a small town rarely is meant by the name of a large city.
    """
    from geomap.tiles.world import LARGE

    located = [(each, Coordinates(each.latitude, each.longitude)) for each in settlements]
    ranks = [each.rank for each, position in located if great_circle_km(position, linked) <= _SAME_KM]
    found = []
    for each, position in located if ranks else ():
        distance = min(great_circle_km(position, other) for other in others)
        near_km = _NEAR_LARGE_KM if each.rank <= LARGE else _NEAR_KM
        if each.rank <= min(ranks) and distance <= min(_NEARER * km, near_km):
            found.append((distance, each))
    if not found:
        return None
    distance, settlement = min(found)
    return settlement, distance
