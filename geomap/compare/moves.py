"""Changes of locations: distance and precision, limited to published data."""

from collections.abc import Iterator, Mapping
from typing import Any

from geopy.distance import geodesic

from geomap.compare.differences import Move, Step
from geomap.compare.edition import Edition, PlaceFacts, Where

NOWHERE = Where()


def moves(old: Edition, new: Edition) -> Iterator[Move]:
    """The places whose location changed, then the reports that are now at a different place."""
    at: dict[str, list[str]] = {}
    elsewhere = []
    for name, report in new.reports.items():
        place = report.fields.get("place")
        if name in old.reports and old.reports[name].fields.get("place") != place:
            elsewhere.append((name, old.reports[name].fields.get("place"), place))
        elif name in old.reports and place is not None:
            at.setdefault(place, []).append(name)
    for name, now in new.places.items():
        before = old.places.get(name)
        if before is not None and before.where != now.where:
            yield _move(before.where, now.where, kind="place", place=name, place_before=None, reports=at.get(name, []))
    for name, was, is_ in elsewhere:
        there, here = _where(old.places, was), _where(new.places, is_)
        yield _move(there, here, kind="report", place=is_, place_before=was, reports=[name])


def _where(places: Mapping[str, PlaceFacts], name: str | None) -> Where:
    return places[name].where if name is not None and name in places else NOWHERE


def _move(old: Where, new: Where, **about: Any) -> Move:
    position, distance_m = _position(old, new)
    known = (
        (old, new) if about["kind"] == "place" else (NOWHERE, NOWHERE)
    )  # the precision of a different place is not a change
    return Move(
        position=position,
        distance_m=distance_m,
        precision=_step(known, "precision"),
        uncertainty_m=_step(known, "uncertainty_m"),
        coarsen_m=_step(known, "coarsen_m"),
        area=known[0].area != known[1].area,
        **about,
    )


def _position(old: Where, new: Where) -> tuple[str | None, float | None]:
    """How the coordinates changed, and their distance in metres."""
    if old.position == new.position:
        return None, None
    if old.position is None or new.position is None:
        return ("given" if old.position is None else "removed"), None
    distance_m = round(float(geodesic(old.position, new.position).meters), 1)
    if old.coarsen_m == new.coarsen_m:
        return "moved", distance_m
    # One of the two is the centre of a grid cell: its distance from the other would reveal what the grid hides.
    grid = max(old.coarsen_m or 0, new.coarsen_m or 0)
    return ("moved" if distance_m > grid else None), None


def _step(known: tuple[Where, Where], name: str) -> Step | None:
    before, now = (getattr(each, name) for each in known)
    return None if before == now else Step(before=before, now=now)
