"""Names that several places bear → the one that is meant, by what else the article names; with a score and a reason.

Each bearer is supported by the other places of the article: by those it is part of, and by those that lie near it,
the more the nearer they are and the more often they are named. Bearers of other shared names count as well, by as much
as they are likely themselves; a few rounds settle that. A name right beside another ("Springfield, Illinois") is
decided by it alone. What no place supports clearly stays undecided.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import NDArray

from geomap.link.matching import Match
from geomap.model import Coordinates, Place, Precision
from geomap.model.geodesy import EARTH_RADIUS_KM

CLEAR = 0.55
"""Share of the support from which a bearer is taken for the one that is meant."""

NEAR_KM = 50.0
"""Kilometres at which a place supports another half as much as on the same spot."""

FAINT = 0.05
"""Support below which it counts as none: that of one place, named once, some 600 km away."""

SAME_SPOT_KM = 10.0
"""Kilometres within which it makes no difference which of two places of one name is taken."""

_BESIDE = re.compile(
    r",? |,? \(|,? in |,? в |,? у "
)  # between two names said together: "Paris, Texas", "Paris (Texas)"
_ANCHORS = 300  # names of an article that support others: the most frequent ones
_BEARERS = 50  # bearers of a name above which it supports no other
_ROUNDS = 6
_SIBLINGS = 0.5  # support between places that are part of the same place
# Of two bearers that the text supports alike the larger is meant: by so much more.
_LARGER = {Precision.COUNTRY: 1.3, Precision.REGION: 1.2, Precision.CITY: 1.15, Precision.SETTLEMENT: 1.05}


@dataclass(frozen=True)
class Decision:
    """What a name was taken for: no place where it is undecided.

    Attributes:
        place: id of the place.
        score: its share of the support among the name's bearers, 0 to 1; 1 where there is one bearer.
        reason: in words.
        runner_up: id of the next likely place.
    """

    place: str | None
    score: float = 1.0
    reason: str = "no other place has this name"
    runner_up: str | None = None


_Candidates = tuple[str, ...]
_Numbers = NDArray[np.float64]


class Context:
    """The places of a gazetteer, as far as they tell which one is meant."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places: dict[str, Place] = {place.id: place for place in places}

    def ancestors(self, place: str) -> list[str]:
        """The places that a place is part of, the nearest first."""
        return _ancestors(place, self._places)

    def decide(self, matches: Sequence[Match], text: str) -> list[Decision]:
        """A decision for each match of one article's folded text."""
        if not [match for match in matches if len(match[2]) > 1]:
            return [_SOLE] * len(matches)
        groups = [tuple(name.place for name in bearers) for _, _, bearers in matches]
        counts: dict[_Candidates, int] = {}
        for group in groups:
            counts[group] = counts.get(group, 0) + 1
        shared = [group for group in counts if len(group) > 1]
        weighed = _Weighed(self._places, counts)
        decided = {group: _decision(group, weighed.support(group), weighed) for group in sorted(shared)}
        beside: dict[tuple[_Candidates, _Candidates], Decision | None] = {}
        decisions = []
        for i, group in enumerate(groups):
            if len(group) == 1:
                decisions.append(_SOLE)
                continue
            decision = decided[group]
            following = matches[i + 1] if i + 1 < len(matches) else None
            if following and len(groups[i + 1]) == 1 and _BESIDE.fullmatch(text, matches[i][1], following[0]):
                pair = group, groups[i + 1]
                if pair not in beside:
                    beside[pair] = _beside(*pair, weighed, following[2][0].name)
                decision = beside[pair] or decision
            decisions.append(decision)
        return decisions


def _decision(group: _Candidates, support: _Numbers, weighed: "_Weighed") -> Decision:
    total = float(support.sum())
    order = sorted(range(len(group)), key=lambda i: (-round(float(support[i]), 6), group[i]))
    best, second = order[0], order[1]
    share = round(float(support[best]) / total, 3) if total > 0 else 0.0
    place, runner_up = group[best], group[second]
    if float(support[best]) < FAINT:
        return Decision(None, share, "nothing in the text tells which", runner_up)
    if share >= CLEAR:
        return Decision(place, share, weighed.reason(group, best, second), runner_up)
    apart = weighed.apart_km(place, runner_up)
    if apart <= SAME_SPOT_KM:
        return Decision(place, share, f"the likelier of two that lie {apart:,.0f} km from each other", runner_up)
    return Decision(None, share, f"the text supports {place} and {runner_up} nearly alike", runner_up)


def _beside(group: _Candidates, following: _Candidates, weighed: "_Weighed", named: str) -> Decision | None:
    """The decision by the name that follows right after, if that makes one."""
    decision = _decision(group, weighed.mutual(group, following).sum(axis=1), weighed)
    if decision.place is None or decision.score < CLEAR:
        return None
    return Decision(decision.place, decision.score, f"{named} is named right after it", decision.runner_up)


_SOLE = Decision("")


def _ancestors(place: str, places: Mapping[str, Place]) -> list[str]:
    found: list[str] = []
    parent = places[place].part_of
    while parent is not None and parent in places and parent not in found:
        found.append(parent)
        parent = places[parent].part_of
    return found


def _direction(position: Coordinates | None) -> _Numbers:
    """A position as seen from the centre of the Earth."""
    if position is None:
        return np.full(3, np.nan)
    latitude, longitude = np.radians(position.latitude), np.radians(position.longitude)
    return np.array([np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)])


class _Weighed:
    """How much the names of one article support each other's bearers."""

    def __init__(self, places: Mapping[str, Place], counts: Mapping[_Candidates, int]) -> None:
        self._places = places
        self._vectors: dict[str, _Numbers] = {}
        ranked = sorted(counts, key=lambda group: (-counts[group], group))
        self._anchors = [group for group in ranked if len(group) <= _BEARERS][:_ANCHORS]
        self._counts = [log1p(counts[group]) for group in self._anchors]
        priors = {group: self._prior(group) for group in counts}
        self._likely = dict(priors)
        self._all = tuple(place for group in self._anchors for place in group)
        self._kernels: dict[_Candidates, _Numbers] = {}
        self._support: dict[_Candidates, _Numbers] = {}
        shared = sorted(group for group in counts if len(group) > 1)
        for group in shared:
            kernel = self.mutual(group, self._all)
            if group in self._anchors:  # a name does not support itself
                at = sum(len(each) for each in self._anchors[: self._anchors.index(group)])
                kernel[:, at : at + len(group)] = 0
            self._kernels[group] = kernel
        for _ in range(_ROUNDS):
            weights = self._weights()
            for group in shared:
                self._support[group] = self._kernels[group] @ weights * priors[group]
            for group in shared:
                squared = self._support[group] ** 2
                total = squared.sum()
                self._likely[group] = squared / total if total > 0 else priors[group]

    def _weights(self) -> _Numbers:
        """By how much each bearer of the anchors' names counts."""
        return np.concatenate(
            [self._likely[group] * count for group, count in zip(self._anchors, self._counts, strict=True)]
        )

    def support(self, group: _Candidates) -> _Numbers:
        """What supports each bearer of a shared name."""
        return self._support[group]

    def mutual(self, group: _Candidates, others: Sequence[str]) -> _Numbers:
        """How much each of the other places supports each of the group, 0 to 1."""
        kernel = np.zeros((len(group), len(others)))
        if not others:
            return kernel
        far = self._gaps_km(group, others)
        kernel = np.where(np.isnan(far), 0.0, 1 / (1 + np.nan_to_num(far) / NEAR_KM))
        columns: dict[str, list[int]] = {}
        parents: dict[str, list[int]] = {}
        for j, other in enumerate(others):
            columns.setdefault(other, []).append(j)
            parent = self._places[other].part_of
            if parent is not None:
                parents.setdefault(parent, []).append(j)
        for i, one in enumerate(group):
            parent = self._places[one].part_of
            if parent is not None:
                siblings = parents.get(parent, [])
                kernel[i, siblings] = np.maximum(kernel[i, siblings], _SIBLINGS)
            for ancestor in (one, *_ancestors(one, self._places)):
                kernel[i, columns.get(ancestor, [])] = 1.0
        return kernel

    def reason(self, group: _Candidates, best: int, second: int) -> str:
        """Why a place is taken, in words: the other place of the article that speaks for it most."""
        kernel = self._kernels[group]
        speaks = (kernel[best] - kernel[second]) * self._weights()
        other = self._all[int(np.argmax(np.round(speaks, 6)))]
        place, runner_up = self._places[group[best]], group[second]
        named = self._places[other].name
        if other == place.id:
            return "the article names it in another way too"
        if other in _ancestors(place.id, self._places):
            return f"{named}, which it is part of, is named in the article"
        if place.part_of is not None and place.part_of == self._places[other].part_of:
            return f"{named}, part of the same place, is named in the article"
        near, far = (float(self._gaps_km((each,), (other,))[0, 0]) for each in (place.id, runner_up))
        beyond = "" if np.isnan(far) else f", against {far:,.0f} km"
        return f"{named} is named in the article" if np.isnan(near) else f"{near:,.0f} km from {named}{beyond}"

    def apart_km(self, one: str, other: str) -> float:
        """Kilometres between two places, nan where a position is not known."""
        vectors = self._vector(one), self._vector(other)
        return float(np.arccos(np.clip(vectors[0] @ vectors[1], -1, 1)) * EARTH_RADIUS_KM)

    def _prior(self, group: _Candidates) -> _Numbers:
        sizes = np.array([_LARGER.get(self._places[place].precision, 1.0) for place in group])
        return np.asarray(sizes / sizes.sum())

    def _gaps_km(self, group: Sequence[str], others: Sequence[str]) -> _Numbers:
        """Kilometres on the sphere, less the radius of the larger place; nan where a position is not known."""
        one, other = (np.array([self._vector(place) for place in places]) for places in (group, others))
        radii = np.maximum.outer(
            *(np.array([self._radius_km(place) for place in places]) for places in (group, others))
        )
        chord = np.clip(one @ other.T, -1, 1)
        return np.asarray(np.maximum(np.arccos(chord) * EARTH_RADIUS_KM - radii, 0))

    def _vector(self, place: str) -> _Numbers:
        """The place's direction from the centre of the Earth."""
        found = self._vectors.get(place)
        if found is None:
            found = self._vectors[place] = _direction(self._places[place].coordinates)
        return found

    def _radius_km(self, place: str) -> float:
        return (self._places[place].uncertainty_m or 0) / 1000
