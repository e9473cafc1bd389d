"""A name shared by several places → the place that is meant, from the other names in the article; score and reason.

The other places in the article support a candidate: the places it is part of, and places near it. Nearer places and
places named more often count more. Candidates of other shared names count in proportion to their own likelihood, which
a few rounds of iteration determine. A name directly before another ("Springfield, Illinois") is decided by that one
alone. Without clear support, a name stays ambiguous.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log1p, nan

import numpy as np
from numpy.typing import NDArray

from geomap.link.matching import Match
from geomap.link.names import Name
from geomap.link.snapshot import KnownPlace
from geomap.model import Precision
from geomap.model.geodesy import EARTH_RADIUS_KM, unit_vector

MIN_SHARE = 0.55
"""Of the support: the smallest share of a candidate that is accepted."""

HALF_SUPPORT_KM = 50.0
"""The distance at which a place supports another half as much as at the same point."""

MIN_SUPPORT = 0.05
"""The support of one place, named once, about 600 km away. Less than that counts as none."""

SAME_SPOT_KM = 15.0
"""The distance up to which it makes little difference which of two places is chosen: a town or its county."""

NO_OTHER = "no other place has this name"
"""The reason of a decision for the only candidate."""

_NEXT_TO = re.compile(r",? |,? \(|,? in |,? в |,? у ")  # between two names: "Paris, Texas", "Paris (Texas)"
_MAX_ANCHORS = 300  # the most frequent names of an article, which support others
_MAX_CANDIDATES = 50  # a name with more candidates supports no other
_ROUNDS = 6
_SIBLINGS = 0.5  # support between places that are part of the same place
# Of two candidates with equal support, the larger one is more likely to be meant, by this factor.
_SIZE_FACTORS = {Precision.COUNTRY: 1.3, Precision.REGION: 1.2, Precision.CITY: 1.15, Precision.SETTLEMENT: 1.05}


@dataclass(frozen=True)
class Decision:
    """The place that a name means.

    Attributes:
        place: id of the place; None if the name stays ambiguous.
        score: the place's share of the support, 0 to 1; 1 if there is only one candidate.
        reason: a short text.
        likeliest: id of the likeliest place of a name that stays ambiguous.
    """

    place: str | None
    score: float = 1.0
    reason: str = NO_OTHER
    likeliest: str = ""


_Candidates = tuple[str, ...]
_Numbers = NDArray[np.float64]


class Disambiguator:
    """Decides which place a shared name means.

    Args:
        places: the gazetteer's places.
    """

    def __init__(self, places: Iterable[KnownPlace]) -> None:
        self._places: dict[str, KnownPlace] = {place.id: place for place in places}
        self._directions: dict[str, _Direction] = {}  # of the places that articles name

    def ancestors(self, place: str) -> list[str]:
        """The ids of the places that a place is part of, the smallest first."""
        return _ancestors(place, self._places)

    def decide(self, matches: Sequence[Match], text: str) -> list[Decision]:
        """A decision for each match of one article's folded text."""
        if not [match for match in matches if len(match[2]) > 1]:
            return [_ONLY_CANDIDATE] * len(matches)
        groups = [tuple(name.place for name in bearers) for _, _, bearers in matches]
        counts: dict[_Candidates, int] = {}
        for group in groups:
            counts[group] = counts.get(group, 0) + 1
        shared = [group for group in counts if len(group) > 1]
        support = _Support(self._places, counts, self._directions)
        decided = {group: _decision(group, support.of(group), support) for group in sorted(shared)}
        next_to: dict[tuple[_Candidates, _Candidates], Decision | None] = {}
        decisions = []
        for i, group in enumerate(groups):
            if len(group) == 1:
                decisions.append(_ONLY_CANDIDATE)
                continue
            decision = decided[group]
            following = matches[i + 1] if i + 1 < len(matches) else None
            if following and len(groups[i + 1]) == 1 and _NEXT_TO.fullmatch(text, matches[i][1], following[0]):
                pair = group, groups[i + 1]
                if pair not in next_to:
                    next_to[pair] = _decide_by_next(group, following[2][0], support)
                decision = next_to[pair] or decision
            decisions.append(decision)
        return decisions


def _decision(group: _Candidates, values: _Numbers, support: "_Support") -> Decision:
    total = float(values.sum())
    sizes = support.sizes[group]
    supported = float(values.max()) >= MIN_SUPPORT
    order = sorted(
        range(len(group)),
        key=lambda i: (-round(float(values[i]), 6) if supported else 0, -float(sizes[i]), group[i]),
    )
    best, second = order[0], order[1]
    share = round(float(values[best]) / total, 3) if total > 0 else 0.0
    place, other = group[best], group[second]
    if not supported:
        return Decision(None, share, "nothing in the text supports any of them", place)
    if share >= MIN_SHARE:
        return Decision(place, share, support.reason(group, best, second))
    distance = support.distance_km(place, other)
    if distance <= SAME_SPOT_KM:
        return Decision(place, share, f"the likelier of two places {distance:,.0f} km apart")
    return Decision(None, share, f"the text supports {place} and {other} almost equally", place)


def _decide_by_next(group: _Candidates, following: Name, support: "_Support") -> Decision | None:
    """The decision from the name that follows directly, if that one is clear."""
    decision = _decision(group, support.from_place(group, following.place), support)
    if decision.place is None or decision.score < MIN_SHARE:
        return None
    return Decision(decision.place, decision.score, f"{following.name} follows directly")


_ONLY_CANDIDATE = Decision("")


def _ancestors(place: str, places: Mapping[str, KnownPlace]) -> list[str]:
    found: list[str] = []
    parent = places[place].part_of
    while parent is not None and parent in places and parent not in found:
        found.append(parent)
        parent = places[parent].part_of
    return found


_Direction = tuple[float, float, float]
_UNKNOWN: _Direction = (nan, nan, nan)


class _Positions:
    """The positions and sizes of some places, and their parents: made once, compared with many others.

    Attributes:
        directions: a unit vector for each place; nan if its position is unknown.
        radii: in kilometres.
        rows: of each place, which may be in several.
        children: the rows of the places that are directly part of a place.
    """

    def __init__(
        self, places: Sequence[str], known: Mapping[str, KnownPlace], directions: dict[str, _Direction]
    ) -> None:
        for place in places:
            if place not in directions:
                position = known[place].coordinates
                directions[place] = _UNKNOWN if position is None else unit_vector(position)
        self.directions = np.array([directions[place] for place in places]).reshape(-1, 3)
        self.radii = np.array([(known[place].uncertainty_m or 0) / 1000 for place in places])
        self.rows: dict[str, list[int]] = {}
        self.children: dict[str, list[int]] = {}
        for row, place in enumerate(places):
            self.rows.setdefault(place, []).append(row)
            parent = known[place].part_of
            if parent is not None:
                self.children.setdefault(parent, []).append(row)


class _Support:
    """How much the places in one article support each candidate."""

    def __init__(
        self,
        places: Mapping[str, KnownPlace],
        counts: Mapping[_Candidates, int],
        directions: dict[str, _Direction],
    ) -> None:
        self._places = places
        self._directions = directions
        ranked = sorted(counts, key=lambda group: (-counts[group], group))
        anchors = [group for group in ranked if len(group) <= _MAX_CANDIDATES][:_MAX_ANCHORS]
        self._all = tuple(place for group in anchors for place in group)
        starts = list(accumulate(map(len, anchors), initial=0))
        slices = {group: slice(start, start + len(group)) for group, start in zip(anchors, starts, strict=False)}
        frequency = np.array([log1p(counts[group]) for group in anchors for _ in group])
        shared = sorted(group for group in counts if len(group) > 1)
        self.sizes = {group: self._relative_sizes(group) for group in shared}
        likely = np.ones(len(self._all))
        self._kernels: dict[_Candidates, _Numbers] = {}
        self._support: dict[_Candidates, _Numbers] = {}
        others = self._positions(self._all)
        for group in shared:
            kernel = self._kernels[group] = self._mutual(group, others)
            if group in slices:
                likely[slices[group]] = self.sizes[group]
                kernel[:, slices[group]] = 0  # a name does not support itself
        for _ in range(_ROUNDS if len(shared) > 1 else 1):  # a single name changes nothing for itself
            self._weights = likely * frequency
            for group in shared:
                self._support[group] = self._kernels[group] @ self._weights * self.sizes[group]
                if group in slices:
                    squared = self._support[group] ** 2
                    total = squared.sum()
                    likely[slices[group]] = squared / total if total > 0 else self.sizes[group]
        self._weights = likely * frequency

    def of(self, group: _Candidates) -> _Numbers:
        """The support of each candidate of a shared name."""
        return self._support[group]

    def from_place(self, group: _Candidates, place: str) -> _Numbers:
        """How much one other place supports each candidate, 0 to 1."""
        return self._mutual(group, self._positions((place,)))[:, 0]

    def _mutual(self, group: _Candidates, others: _Positions) -> _Numbers:
        """How much each of the other places (columns) supports each candidate (rows), 0 to 1."""
        distances = _gaps_km(self._positions(group), others)
        kernel = 1 / (1 + distances / HALF_SUPPORT_KM)
        kernel[np.isnan(kernel)] = 0.0
        for i, one in enumerate(group):
            parent = self._places[one].part_of
            if parent in others.children:
                siblings = others.children[parent]
                kernel[i, siblings] = np.maximum(kernel[i, siblings], _SIBLINGS)
            for ancestor in (one, *_ancestors(one, self._places)):
                if ancestor in others.rows:
                    kernel[i, others.rows[ancestor]] = 1.0
        return kernel

    def reason(self, group: _Candidates, best: int, second: int) -> str:
        """Why a place is chosen: the other place in the article that supports it most."""
        kernel = self._kernels[group]
        advantage = (kernel[best] - kernel[second]) * self._weights
        other = self._all[int(np.argmax(np.round(advantage, 6)))]
        place, runner_up = self._places[group[best]], group[second]
        name = self._places[other].name
        if other == place.id:
            return "the article also names it in another way"
        if other in _ancestors(place.id, self._places):
            return f"it is part of {name}, which the article names"
        if place.part_of is not None and place.part_of == self._places[other].part_of:
            return f"the article names {name}, part of the same place"
        near, far = _gaps_km(self._positions((place.id, runner_up)), self._positions((other,)))[:, 0]
        if np.isnan(near):
            return f"the article names {name}"
        return f"{near:,.0f} km from {name}" + ("" if np.isnan(far) else f"; the other is {far:,.0f} km away")

    def distance_km(self, one: str, other: str) -> float:
        """Kilometres between two places; nan if a position is unknown."""
        first, second = self._positions((one, other)).directions
        return float(np.arccos(np.clip(first @ second, -1, 1)) * EARTH_RADIUS_KM)

    def _relative_sizes(self, group: _Candidates) -> _Numbers:
        """How likely each candidate is by its size alone."""
        sizes = np.array([_SIZE_FACTORS.get(self._places[place].precision, 1.0) for place in group])
        return np.asarray(sizes / sizes.sum())

    def _positions(self, places: Sequence[str]) -> _Positions:
        return _Positions(places, self._places, self._directions)


def _gaps_km(one: _Positions, other: _Positions) -> _Numbers:
    """Kilometres on the sphere, less the radius of the larger place; nan if a position is unknown."""
    radii = np.maximum.outer(one.radii, other.radii)
    chord = np.clip(one.directions @ other.directions.T, -1, 1)
    return np.asarray(np.maximum(np.arccos(chord) * EARTH_RADIUS_KM - radii, 0))
