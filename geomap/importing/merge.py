"""Drafts + the gazetteer → new entries. Places are matched by id, id elsewhere, or name and distance."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from geomap.edit.yaml_format import NewEntry
from geomap.findings import Location, argument, echo
from geomap.importing.drafts import Draft
from geomap.importing.fields.places import name_from_position
from geomap.importing.geonames import position_by_id
from geomap.importing.log import ImportLog
from geomap.importing.relations import keep_relations
from geomap.importing.rows import KnownRow, Update, comment_of, compare
from geomap.importing.source import shown
from geomap.link.duplicates import MAX_SAME_NAME_KM, MAX_SIMILAR_NAME_KM
from geomap.link.folding import fold
from geomap.model import DEFAULT_UNCERTAINTY_M, Dating, Gazetteer, Place, Precision, Report, slug
from geomap.model.geodesy import EARTH_RADIUS_KM

MAX_COMPARED = 200
"""Places with the same name that one is compared with; all 50,000 rows of a file may be called Moscow."""
_MAX_ID = 90  # characters of an id made from a name


@dataclass
class MergeResult:
    """The new entries, and what was found in the gazetteer.

    Attributes:
        places: the new places.
        reports: the new reports.
        known_places: the records at a place of the gazetteer, counted by its id and how it was matched.
        known_reports: the reports that the gazetteer has already.
        updates: the entries that the source has changed since they were imported.
        repeated: the records that the file has more than once: location, name, and id of the first one.
    """

    places: list[NewEntry] = field(default_factory=list)
    reports: list[NewEntry] = field(default_factory=list)
    known_places: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    known_reports: int = 0
    updates: list[Update] = field(default_factory=list)
    repeated: list[tuple[Location, str, str]] = field(default_factory=list)


class _Candidate(NamedTuple):
    """A place as it is compared: its id, centre and uncertainty, and whether it is new."""

    id: str
    latitude: float | None
    longitude: float
    radius_km: float
    is_new: bool

    def gap_km(self, other: "_Candidate") -> float | None:
        """Kilometres between the centres, minus the larger uncertainty; None if one of them has no position."""
        if self.latitude is None or other.latitude is None:
            return None
        a, b = math.radians(self.latitude), math.radians(other.latitude)
        half = math.sin((b - a) / 2) ** 2
        half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.longitude - self.longitude) / 2) ** 2
        distance = 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
        return max(0.0, distance - max(self.radius_km, other.radius_km))


_ReportKey = tuple[str, ...]
"""What makes two reports the same: title, place, date, description and system."""


def merge(
    drafts: Iterable[Draft],
    gazetteer: Gazetteer | None,
    log: ImportLog,
    rows: Mapping[str, list[KnownRow]] | None = None,
) -> MergeResult:
    """Match each draft with the gazetteer, or give it an id.

    Args:
        drafts: of the records.
        gazetteer: of the project.
        log: of the import.
        rows: the records that were imported before; what changed in them since is an update of their entries.
    """
    merger = _Merger(gazetteer, log, rows or {})
    for draft in drafts:
        merger.add(draft)
    keep_relations(merger.new_reports, merger.source_ids, merger.reports, merger.places)
    return merger.result


class _Merger:
    def __init__(self, gazetteer: Gazetteer | None, log: ImportLog, rows: Mapping[str, list[KnownRow]]) -> None:
        self.result = MergeResult()
        self.rows = rows
        self.seen_rows: Counter[str] = Counter()
        self.old_places = {place.id: place for place in gazetteer.places} if gazetteer else {}
        self.old_reports = {report.id: report for report in gazetteer.reports} if gazetteer else {}
        self.log = log
        self.places: dict[str, _Candidate] = {}
        self.new_places: dict[str, NewEntry] = {}
        self.new_reports: dict[str, NewEntry] = {}
        self.by_foreign_id: dict[tuple[str, str], str] = {}
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.by_name_and_position: dict[tuple[str, float | None, float], str] = {}
        self.with_source_id: set[str] = set()  # new places whose id is from the source
        self.reports: dict[str, _ReportKey] = {}
        self.by_report_key: dict[_ReportKey, str] = {}
        self.source_ids: dict[str, str] = {}  # of each new report, the id in the source
        self.next_number: dict[str, int] = {}
        for place in gazetteer.places if gazetteer else ():
            self._remember_place(_candidate_of(place), place.all_names, place.same_as)
        for report in gazetteer.reports if gazetteer else ():
            self._remember_report(report.id, _key_of(report))

    def add(self, draft: Draft) -> None:
        self.seen_rows[draft.row] += 1
        if (number := self.seen_rows[draft.row]) > 1:
            draft.row = f"{draft.row}#{number}"
        if self._add_known_row(draft):
            return
        place_id = self._place_id(draft, draft.place) if draft.place else None
        if draft.report is not None:
            self._add_report(draft, draft.report, place_id)

    def _add_known_row(self, draft: Draft) -> bool:
        """Compare a record that was imported before with its entry; whether it is one."""
        values = draft.report if draft.report is not None else draft.place
        entries: Mapping[str, Any] = self.old_reports if draft.report is not None else self.old_places
        for known in self.rows.get(draft.row, ()) if values is not None else ():
            if known.id not in entries:
                continue
            update = compare(draft.row, known, values or {}, draft.place, _values_of(entries[known.id]))
            if update is not None:
                self._add_update(update, is_report=draft.report is not None)
                return True
        return False

    def _add_update(self, update: Update, *, is_report: bool) -> None:
        if update.values or update.conflicts:
            self.result.updates.append(update)
        elif is_report:
            self.result.known_reports += 1
        else:
            self.result.known_places[update.known.id, "row"] += 1

    def _place_id(self, draft: Draft, values: dict[str, Any]) -> str | None:
        """The id of the draft's place, which is added if it is new; None if its position is unknown."""
        candidate = _candidate_of_values(values)
        found, how = self._find_place(values, candidate)
        if found is not None:
            self._add_to_place(draft, values, found, how)
            return found
        if candidate.latitude is None:
            position, hint = position_by_id(values)
            if position:
                self.log.columns.setdefault("coordinates", ("GeoNames id",))
                draft.place_notes.append("coordinates: not in the source; those of its GeoNames id")
                return self._place_id(draft, values | position)
            self._report_no_position(draft, echo(values["name"]), hint)
            return None
        wanted = values.get("id") or slug(values["name"])[:_MAX_ID] or "place"
        identifier = self._free_id(wanted, self.places)
        if values.get("id") and identifier != wanted:
            self._report_taken_id(draft, wanted, identifier, "place")
        entry = {"id": identifier, **{key: value for key, value in values.items() if key != "id"}}
        names = [entry["name"], *entry.get("names", {}).values(), *entry.get("aliases", ())]
        self._remember_place(candidate._replace(id=identifier), names, entry.get("same_as", {}))
        row = [] if draft.report is not None else [comment_of(draft.row, values, values)]
        self.new_places[identifier] = NewEntry(entry, [*draft.place_notes, *row])
        self.result.places.append(self.new_places[identifier])
        if identifier == wanted and values.get("id"):
            self.with_source_id.add(identifier)
        return identifier

    def _report_no_position(self, draft: Draft, name: str, hint: str) -> None:
        if draft.report is None:
            message = f'the place "{name}", which has no position and is not in the gazetteer'
            advice = f"find it with: geomap locate {argument(name)}; add it to the gazetteer, and import again"
            self.log.left_out(draft.locate("title"), message, hint or advice)
        else:
            draft.report_notes.append(f'place: "{name}" in the source, without a position')

    def _add_to_place(self, draft: Draft, values: dict[str, Any], found: str, how: str) -> None:
        """Count a record at a place that exists, and keep what the record says about it and the place does not."""
        if not self.places[found].is_new:
            self.result.known_places[found, how] += 1
            return
        entry = self.new_places[found]
        if draft.report is None:
            self.result.repeated.append((draft.locate(""), echo(values["name"]), found))
        radii = [each["uncertainty"] for each in (values, entry.values) if each.get("uncertainty")]
        if len(radii) == 2:  # never finer than one of the records
            entry.values["uncertainty"] = max(radii)
        differing = {key: value for key, value in values.items() if key != "id" and entry.values.get(key) != value}
        notes = [f"{key}: {shown(value)} in another record" for key, value in differing.items()]
        absent = {note for note in draft.place_notes if note.endswith(" not in the source")}
        for note in [*draft.place_notes, *notes]:
            if note not in absent and note not in entry.comments:
                entry.comments.append(note)

    def _find_place(self, values: dict[str, Any], candidate: _Candidate) -> tuple[str | None, str]:
        """The id of the same place, and how it was matched: by id, by id elsewhere, or by name and distance."""
        identifier = values.get("id")
        if identifier in self.places and self._is_near(candidate, identifier, MAX_SAME_NAME_KM):
            is_other = self._is_other_row(values, candidate, identifier)
            return (None, "") if is_other else (identifier, "id")
        for gazetteer, foreign_id in values.get("same_as", {}).items():
            same = self.by_foreign_id.get((gazetteer, str(foreign_id)))
            if same and self._is_near(candidate, same, MAX_SAME_NAME_KM) and not self._is_different(values, same):
                return same, f"{gazetteer} id"
        return self._find_namesake(values, candidate)

    def _find_namesake(self, values: dict[str, Any], candidate: _Candidate) -> tuple[str | None, str]:
        name = _folded(values["name"])
        exact = self.by_name_and_position.get((name, candidate.latitude, candidate.longitude))
        if exact and candidate.latitude is not None and not self._is_different(values, exact):
            return exact, "name and distance"
        namesakes = self.by_name.get(name, [])
        if candidate.latitude is None:
            return (namesakes[0], "name") if len(namesakes) == 1 else (None, "")
        for other in namesakes[:MAX_COMPARED]:
            if self._is_near(candidate, other, MAX_SIMILAR_NAME_KM) and not self._is_different(values, other):
                return other, "name and distance"
        return None, ""

    def _is_other_row(self, values: dict[str, Any], candidate: _Candidate, identifier: str) -> bool:
        """Whether an earlier record of the file has the same id, but another name or another position."""
        entry = self.new_places.get(identifier)
        if entry is None:
            return False
        other = self.places[identifier]
        moved = None not in {candidate.latitude, other.latitude} and candidate[1:3] != other[1:3]
        return moved or _folded(entry.values["name"]) != _folded(values["name"])

    def _is_different(self, values: dict[str, Any], other: str) -> bool:
        """Whether the source itself gives the two places different ids, or one of them a coarser precision.

        Two radii around a position without a name are two places; of a named place, the larger radius is kept.
        """
        if "id" in values and other in self.with_source_id:
            return True
        entry = self.new_places.get(other)
        if entry is None:
            return False
        precisions = {values.get("precision"), entry.values.get("precision")}
        radii = {values.get("uncertainty"), entry.values.get("uncertainty")}
        has_no_name = "coordinates" in values and values["name"] == name_from_position(values["coordinates"])
        return (None not in precisions and len(precisions) > 1) or (has_no_name and len(radii) > 1)

    def _is_near(self, candidate: _Candidate, other: str, limit_km: float) -> bool:
        gap = candidate.gap_km(self.places[other])
        return gap is None or gap <= limit_km

    def _add_report(self, draft: Draft, values: dict[str, Any], place_id: str | None) -> None:
        if place_id:
            values = values | {"place": place_id}
        key = _key_of_values(values)
        wanted: str = values.get("id", "")
        known = self._find_report(wanted, key, has_local_id=draft.has_local_id)
        if known is not None:
            if known in self.source_ids:
                self._add_to_report(draft, values, known)
            else:
                self.result.known_reports += 1
            return
        identifier = self._free_id(wanted or slug(values["title"])[:_MAX_ID] or "report", self.reports)
        if wanted and identifier != wanted:
            self._report_taken_id(draft, wanted, identifier, "report")
        self._remember_report(identifier, key)
        self.source_ids[identifier] = wanted
        order = dict.fromkeys(["title", "place", *values])
        entry = {"id": identifier, **{name: values[name] for name in order if name in values and name != "id"}}
        row = comment_of(draft.row, values, draft.place)
        self.new_reports[identifier] = NewEntry(entry, [*draft.report_notes, row])
        self.result.reports.append(self.new_reports[identifier])

    def _add_to_report(self, draft: Draft, values: dict[str, Any], known: str) -> None:
        """Keep what a record says that is the same report as an earlier one of the file."""
        entry = self.new_reports[known]
        self.result.repeated.append((draft.locate(""), echo(values["title"]), known))
        differing = {key: value for key, value in values.items() if key != "id" and entry.values.get(key) != value}
        notes = [f"{key}: {shown(value)} in another record" for key, value in differing.items()]
        entry.comments += [note for note in [*draft.report_notes, *notes] if note not in entry.comments]

    def _find_report(self, wanted: str, key: _ReportKey, *, has_local_id: bool) -> str | None:
        """The id of the same report. An equal report with another id in the source is a different one."""
        if wanted in self.reports:
            known = self.reports[wanted]
            if known == key or (wanted not in self.source_ids and _is_edited(key, known)):
                return wanted
        other = self.by_report_key.get(key)
        if other is None or not wanted:
            return other
        if other in self.source_ids:
            return other if self.source_ids[other] == wanted else None
        is_numbered = other.startswith(f"{wanted}-") and other[len(wanted) + 1 :].isdecimal()
        return other if has_local_id or is_numbered else None

    def _report_taken_id(self, draft: Draft, wanted: str, identifier: str, kind: str) -> None:
        message = f'the id "{echo(wanted)}" belongs to another {kind}, in the gazetteer or earlier in the file'
        self.log.add("I012", draft.locate("id"), message, f"the new id is {identifier}")

    def _free_id(self, wanted: str, taken: Collection[str]) -> str:
        """The id, with a number if it is taken."""
        if wanted not in taken:
            return wanted
        number = self.next_number.get(wanted, 2)
        while f"{wanted}-{number}" in taken:
            number += 1
        self.next_number[wanted] = number + 1
        return f"{wanted}-{number}"

    def _remember_place(self, candidate: _Candidate, names: Sequence[str], same_as: Mapping[str, Any]) -> None:
        self.places[candidate.id] = candidate
        for name in dict.fromkeys(map(_folded, names)):
            self.by_name[name].append(candidate.id)
            self.by_name_and_position.setdefault((name, candidate.latitude, candidate.longitude), candidate.id)
        for gazetteer, foreign_id in same_as.items():
            self.by_foreign_id.setdefault((gazetteer, str(foreign_id)), candidate.id)

    def _remember_report(self, identifier: str, key: _ReportKey) -> None:
        self.reports[identifier] = key
        self.by_report_key.setdefault(key, identifier)


def _values_of(entry: Place | Report) -> dict[str, Any]:
    """The values of an entry as a draft has them."""
    if isinstance(entry, Place):
        keys = ("name", "coordinates", "uncertainty", "coordinate_source", "note")
        precision = entry.precision.value if entry.precision is not Precision.UNKNOWN else None
        return {**{key: getattr(entry, key) for key in keys}, "precision": precision}
    dates = {key: date.edtf for key, date in _dates_of(entry) if date}
    texts = {key: getattr(entry, key) for key in ("title", "system", "status_reason", "description")}
    own = {"tags": list(entry.tags), "fields": dict(entry.fields), "checked_by": list(entry.checked_by)}
    return {**texts, "status": entry.status.value, **dates, **own}


def _dates_of(report: Report) -> tuple[tuple[str, Dating | None], ...]:
    return ("date", report.date), ("reported", report.reported), ("checked_on", report.checked_on)


def _folded(name: str) -> str:
    return fold(name).text.casefold().strip()


def _key_of(report: Report) -> _ReportKey:
    date = report.date.edtf if report.date else ""
    return _folded(report.title), report.place or "", date, report.description or "", report.system or ""


def _key_of_values(values: Mapping[str, Any]) -> _ReportKey:
    others = (values.get(name, "") for name in ("place", "date", "description", "system"))
    return _folded(values["title"]), *others


def _is_edited(key: _ReportKey, known: _ReportKey) -> bool:
    """Whether two reports with the same id are the same, one of them edited: title, place or date is equal."""
    return any(a == b != "" for a, b in zip(key[:3], known[:3], strict=True))


def _candidate_of(place: Place) -> _Candidate:
    area = place.area if isinstance(place.area, dict) else None
    return _candidate(place.id, place.coordinates, area, place.uncertainty_m, is_new=False)


def _candidate_of_values(values: Mapping[str, Any]) -> _Candidate:
    radius = values.get("uncertainty") or DEFAULT_UNCERTAINTY_M[Precision(values.get("precision", "unknown"))]
    return _candidate("", values.get("coordinates"), values.get("area"), radius, is_new=True)


def _candidate(identifier: str, coordinates: Any, area: Any, radius_m: float | None, *, is_new: bool) -> _Candidate:
    """A place with its centre and uncertainty: of an area, the centre and half the diagonal of its bounding box."""
    if coordinates is not None:
        return _Candidate(identifier, coordinates[0], coordinates[1], (radius_m or 0) / 1000, is_new)
    if area is None:
        return _Candidate(identifier, None, 0.0, 0.0, is_new)
    polygons = [area["coordinates"]] if area["type"] == "Polygon" else area["coordinates"]
    corners = [position for polygon in polygons for position in polygon[0]]
    west, east = min(each[0] for each in corners), max(each[0] for each in corners)
    south, north = min(each[1] for each in corners), max(each[1] for each in corners)
    one, other = (_Candidate("", y, x, 0.0, is_new=False) for x, y in ((west, south), (east, north)))
    return _Candidate(identifier, (south + north) / 2, (west + east) / 2, (one.gap_km(other) or 0) / 2, is_new)
