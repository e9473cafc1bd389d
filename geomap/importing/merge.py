"""Drafts and the gazetteer that is there → what is new: places by id, the same elsewhere, or name and distance."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from geomap.edit.new_entries import New
from geomap.findings import Finding, echo
from geomap.importing.drafts import Draft
from geomap.link.duplicates import MAX_SAME_NAME_KM, MAX_SIMILAR_NAME_KM
from geomap.link.folding import fold
from geomap.model import DEFAULT_UNCERTAINTY_M, Gazetteer, Place, Precision, Report, slug
from geomap.model.geodesy import EARTH_RADIUS_KM

MAX_COMPARED = 200
"""Places of one name that a further one is compared with; 50,000 rows may all be called Moscow."""


@dataclass
class Merged:
    """What an import comes to.

    Attributes:
        places: the new ones; ``reports`` likewise.
        known_places: how many things are at a place that the gazetteer has, by its id and how it was told.
        known_reports: how many reports the gazetteer has already.
        repeated: how many things stand in the file more than once.
    """

    places: list[New] = field(default_factory=list)
    reports: list[New] = field(default_factory=list)
    known_places: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    known_reports: int = 0
    repeated: int = 0
    findings: list[Finding] = field(default_factory=list)


class _Spot(NamedTuple):
    """A place as far as it is compared: its id, its middle, the radius of the doubt about it, and whether it is new."""

    id: str
    latitude: float | None
    longitude: float
    radius_km: float
    new: bool

    def gap_km(self, other: "_Spot") -> float | None:
        """Kilometres between the middles, beyond both doubts; None where one of them is nowhere."""
        if self.latitude is None or other.latitude is None:
            return None
        a, b = math.radians(self.latitude), math.radians(other.latitude)
        half = math.sin((b - a) / 2) ** 2
        half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.longitude - self.longitude) / 2) ** 2
        distance = 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
        return max(0.0, distance - max(self.radius_km, other.radius_km))


def merge(drafts: Iterable[Draft], gazetteer: Gazetteer | None) -> Merged:
    """Find each draft in the gazetteer, or give it an id; what the gazetteer says is never changed."""
    merging = _Merging(gazetteer)
    for draft in drafts:
        merging.take(draft)
    return merging.merged


class _Merging:
    def __init__(self, gazetteer: Gazetteer | None) -> None:
        self.merged = Merged()
        self.spots: dict[str, _Spot] = {}
        self.elsewhere: dict[tuple[str, str], str] = {}
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.by_name_and_spot: dict[tuple[str, float | None, float], str] = {}
        self.reports: dict[str, tuple[str, ...]] = {}
        self.by_words: dict[tuple[str, ...], str] = {}
        self.given: dict[str, str] = {}  # of each new report, the id that the source gives it
        self.next_number: dict[str, int] = {}
        self.told_apart: set[str] = set()  # new places that the source gives an id
        for place in gazetteer.places if gazetteer else ():
            self._know_place(_spot_of(place), place.all_names, place.same_as)
        for report in gazetteer.reports if gazetteer else ():
            self._know_report(report.id, _words_of(report))

    def take(self, draft: Draft) -> None:
        place_id = self._place(draft) if draft.place else None
        if draft.report is not None:
            self._report(draft, place_id)

    def _place(self, draft: Draft) -> str | None:
        """The id of the draft's place, found or new; None where the place is nowhere and unknown."""
        entry = draft.place or {}
        spot = _spot_of_entry(entry)
        found, how = self._found(entry, spot)
        if found is not None:
            known = self.spots[found]
            if known.new:
                self.merged.repeated += draft.report is None
            else:
                self.merged.known_places[found, how] += 1
            return found
        if spot.latitude is None:
            said = f'the place "{echo(entry["name"])}" has no position, and the gazetteer has none of this name'
            if draft.report is None:
                self.merged.findings.append(Finding(draft.at("title"), "I007", f"left out: {said}", _WRITE_BY_HAND))
            else:
                draft.report_notes.append(f'place: the source says "{echo(entry["name"])}" and not where that is')
            return None
        wanted = entry.get("id") or slug(entry["name"])[:90] or "place"
        identifier = self._free(wanted, self.spots)
        if entry.get("id") and identifier != wanted:
            found_text = f'"{echo(wanted)}" is another place in the gazetteer, or earlier in the file'
            self.merged.findings.append(Finding(draft.at("id"), "I012", found_text, f"it became {identifier}"))
        entry = {"id": identifier, **{key: value for key, value in entry.items() if key != "id"}}
        self._know_place(
            spot._replace(id=identifier),
            [entry["name"], *entry.get("names", {}).values(), *entry.get("aliases", ())],
            entry.get("same_as", {}),
        )
        self.merged.places.append(New(entry, draft.place_notes))
        if identifier == wanted and (draft.place or {}).get("id"):
            self.told_apart.add(identifier)
        return identifier

    def _found(self, entry: dict[str, Any], spot: _Spot) -> tuple[str | None, str]:
        """The place that is the same, and how that was told."""
        identifier = entry.get("id")
        if identifier in self.spots and self._near(spot, identifier, MAX_SAME_NAME_KM):
            return identifier, "id"
        for where, value in entry.get("same_as", {}).items():
            same = self.elsewhere.get((where, str(value)))
            if same and self._near(spot, same, MAX_SAME_NAME_KM):
                return same, f"its id at {where}"
        name = _folded(entry["name"])
        exact = self.by_name_and_spot.get((name, spot.latitude, spot.longitude))
        if exact and spot.latitude is not None and not self._apart(entry, exact):
            return exact, "name and distance"
        bearers = self.by_name.get(name, [])
        if spot.latitude is None:
            return (bearers[0], "name") if len(bearers) == 1 else (None, "")
        for other in bearers[:MAX_COMPARED]:
            if self._near(spot, other, MAX_SIMILAR_NAME_KM) and not self._apart(entry, other):
                return other, "name and distance"
        return None, ""

    def _apart(self, entry: dict[str, Any], other: str) -> bool:
        """Whether the source itself tells the two apart, by an id of each."""
        return "id" in entry and other in self.told_apart

    def _near(self, spot: _Spot, other: str, enough_km: float) -> bool:
        gap = spot.gap_km(self.spots[other])
        return gap is None or gap <= enough_km

    def _report(self, draft: Draft, place_id: str | None) -> None:
        entry = dict(draft.report or {})
        if place_id:
            entry["place"] = place_id
        words = _words_of_entry(entry)
        wanted: str = entry.get("id", "")
        known = self._same_report(wanted, words, counted=draft.counted)
        if known is not None:
            self.merged.repeated += known in self.given
            self.merged.known_reports += known not in self.given
            return
        identifier = self._free(wanted or slug(entry["title"])[:90] or "report", self.reports)
        if wanted and identifier != wanted:
            found = f'"{echo(wanted)}" is another report in the gazetteer, or earlier in the file'
            self.merged.findings.append(Finding(draft.at("id"), "I012", found, f"it became {identifier}"))
        self._know_report(identifier, words)
        self.given[identifier] = wanted
        ordered: dict[str, Any] = {"id": identifier}
        ordered |= {key: entry[key] for key in ("title", "place") if key in entry}
        self.merged.reports.append(New(ordered | entry | {"id": identifier}, draft.report_notes))

    def _same_report(self, wanted: str, words: tuple[str, ...], *, counted: bool) -> str | None:
        """The id of the report that is the same; one that says the same under another id of the source's is not."""
        if wanted in self.reports:
            known = self.reports[wanted]
            if known == words or (wanted not in self.given and _alike(words, known)):
                return wanted
        other = self.by_words.get(words)
        if other is None or not wanted:
            return other
        if other in self.given:
            return other if self.given[other] == wanted else None
        numbered = other.startswith(f"{wanted}-") and other[len(wanted) + 1 :].isdecimal()
        return other if counted or numbered else None

    def _free(self, wanted: str, taken: Any) -> str:
        """The id, with a number where it is taken."""
        if wanted not in taken:
            return wanted
        number = self.next_number.get(wanted, 2)
        while f"{wanted}-{number}" in taken:
            number += 1
        self.next_number[wanted] = number + 1
        return f"{wanted}-{number}"

    def _know_place(self, spot: _Spot, names: Sequence[str], same_as: Any) -> None:
        self.spots[spot.id] = spot
        for name in dict.fromkeys(map(_folded, names)):
            self.by_name[name].append(spot.id)
            self.by_name_and_spot.setdefault((name, spot.latitude, spot.longitude), spot.id)
        for where, value in same_as.items():
            self.elsewhere.setdefault((where, str(value)), spot.id)

    def _know_report(self, identifier: str, words: tuple[str, ...]) -> None:
        self.reports[identifier] = words
        self.by_words.setdefault(words, identifier)


_WRITE_BY_HAND = "write the place by hand, with its position, and import again"


def _folded(name: str) -> str:
    return fold(name).text.casefold().strip()


def _words_of(report: Report) -> tuple[str, ...]:
    date = report.date.edtf if report.date else ""
    return _folded(report.title), report.place or "", date, report.description or "", report.system or ""


def _words_of_entry(entry: dict[str, Any]) -> tuple[str, ...]:
    return (
        _folded(entry["title"]),
        *(entry.get(key, "") for key in ("place", "date", "description", "system")),
    )


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two reports of the same id are the same, one of them perhaps edited: title, place or date is equal."""
    return any(a == b != "" for a, b in zip(one[:3], other[:3], strict=True))


def _spot_of(place: Place) -> _Spot:
    area = place.area if isinstance(place.area, dict) else None
    return _located(place.id, place.coordinates, area, place.uncertainty_m, new=False)


def _spot_of_entry(entry: dict[str, Any]) -> _Spot:
    radius = entry.get("uncertainty") or DEFAULT_UNCERTAINTY_M[Precision(entry.get("precision", "unknown"))]
    return _located("", entry.get("coordinates"), entry.get("area"), radius, new=True)


def _located(identifier: str, coordinates: Any, area: Any, radius_m: float | None, *, new: bool) -> _Spot:
    """The middle of a place; of an area, that of the box around it, and half the box's diagonal."""
    if coordinates is not None:
        return _Spot(identifier, coordinates[0], coordinates[1], (radius_m or 0) / 1000, new)
    if area is None:
        return _Spot(identifier, None, 0.0, 0.0, new)
    polygons = [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    corners = [position for polygon in polygons for position in polygon[0]]
    west, east = min(each[0] for each in corners), max(each[0] for each in corners)
    south, north = min(each[1] for each in corners), max(each[1] for each in corners)
    one, other = (_Spot("", y, x, 0.0, new=False) for x, y in ((west, south), (east, north)))
    return _Spot(identifier, (south + north) / 2, (west + east) / 2, (one.gap_km(other) or 0) / 2, new)
