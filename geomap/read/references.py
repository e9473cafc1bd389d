"""References between the entries of a gazetteer: unique ids, existing places and reports, no cycles."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from geomap.findings import Finding, composed_advice, echo, nearest
from geomap.model import slug
from geomap.model.origin import Origin
from geomap.model.report import RELATIONS
from geomap.read.cycles import cycle_text, find_cycles

MAX_SUGGESTIONS = 20
"""Unknown ids for which the nearest known one is searched; among 10,000 ids a search takes about 50 ms."""


class RawEntry(NamedTuple):
    """A place or report as written, valid or not, and its position."""

    raw: dict[str, Any]
    origin: Origin
    name_key: str  # "name" or "title"
    index_in_file: int

    @property
    def id(self) -> str | None:
        """The id as given, else as made from the name; None if there is neither."""
        given = self.raw.get("id")
        if given is None:
            name = self.raw.get(self.name_key)
            return slug(name) or None if isinstance(name, str) else None
        return given.strip() or None if isinstance(given, str) else None

    def text(self, key: str) -> str | None:
        """The value of a key, if it is a text and not blank."""
        value = self.raw.get(key)
        return value.strip() or None if isinstance(value, str) else None


class Redirects(NamedTuple):
    """The ``redirects`` under ``map:`` as written, valid or not, and the position of ``map:``."""

    raw: Mapping[str, Any]
    origin: Origin

    def replacement(self, id_: str) -> str | None:
        """The id that replaces this one; None if there is none."""
        value = self.raw.get(id_)
        return value.strip() or None if isinstance(value, str) else None


NO_REDIRECTS = Redirects({}, Origin())


class _Reference(NamedTuple):
    """An id somewhere in an entry."""

    entry: RawEntry
    path: tuple[str | int, ...]
    id: str

    def finding(self, code: str, message: str, advice: str) -> Finding:
        return Finding(self.entry.origin.at(self.path), code, message, advice)


def check_references(
    places: Sequence[RawEntry], reports: Sequence[RawEntry], redirects: Redirects = NO_REDIRECTS
) -> Iterator[Finding]:
    """Duplicate ids, references to unknown places and reports, and cycles of ``part_of`` and of redirects."""
    first_places, found = _first_with_id(places, "place")
    yield from found
    first_reports, found = _first_with_id(reports, "report")
    yield from found
    to_places = [_Reference(place, ("part_of",), id_) for place in places if (id_ := place.text("part_of"))]
    to_places += [_Reference(report, ("place",), id_) for report in reports if (id_ := report.text("place"))]
    to_places += [reference for report in reports for reference in _former_places(report)]
    yield from _unknown(to_places, first_places, "place", redirects)
    to_reports = [reference for report in reports for reference in _related(report)]
    yield from _unknown(to_reports, first_reports, "report", redirects)
    yield from _to_themselves(to_reports)
    yield from _cycles(first_places)
    yield from _check_redirects(redirects, first_places, first_reports)


def _former_places(report: RawEntry) -> Iterator[_Reference]:
    corrected = report.raw.get("corrected")
    for at, correction in enumerate(corrected if isinstance(corrected, list) else ()):
        before = correction.get("before") if isinstance(correction, dict) else None
        place = before.get("place") if isinstance(before, dict) else None
        if isinstance(place, str) and place.strip():
            yield _Reference(report, ("corrected", at, "before", "place"), place.strip())


def _related(report: RawEntry) -> Iterator[_Reference]:
    for key in RELATIONS:
        others = report.raw.get(key)
        for at, other in enumerate(others if isinstance(others, list) else ()):
            if isinstance(other, str) and other.strip():
                yield _Reference(report, (key, at), other.strip())


def _unknown(
    references: Sequence[_Reference], known: dict[str, RawEntry], kind: str, redirects: Redirects
) -> Iterator[Finding]:
    """References to ids that no place or no report has, with the id that was probably meant."""
    code = "G007" if kind == "place" else "G014"
    advice: dict[str, str] = {}
    for reference in references:
        wanted = reference.id
        if wanted in known:
            continue
        if wanted not in advice:
            is_now = redirects.replacement(wanted)
            suggested = _suggestion(wanted, known) if len(advice) < MAX_SUGGESTIONS else ""
            advice[wanted] = f'it is now "{echo(is_now)}"' if is_now in known else suggested
        message = f'no {kind} has the id "{echo(wanted)}"'
        yield reference.finding(code, message, advice[wanted] or f"write the id of a {kind} under {kind}s:")


def _to_themselves(references: Sequence[_Reference]) -> Iterator[Finding]:
    for reference in references:
        if reference.id == reference.entry.id:
            yield reference.finding("G014", "the report relates to itself", "write the id of another report")


def _first_with_id(entries: Sequence[RawEntry], kind: str) -> tuple[dict[str, RawEntry], list[Finding]]:
    first: dict[str, RawEntry] = {}
    findings: list[Finding] = []
    for entry in entries:
        id_ = entry.id
        if id_ is None:
            continue
        composed = unicodedata.normalize("NFC", id_)
        if composed != id_:
            found = f'the id "{echo(id_)}" has a letter and its accent as two characters'
            advice = f'write "{echo(composed)}", each letter with its accent as one character (Unicode NFC)'
            findings.append(Finding(entry.origin.at(("id",)), "G004", found, advice))
        earlier = first.setdefault(id_, entry)
        if earlier is not entry:
            given = entry.raw.get("id") is not None
            where = earlier.origin.at()
            found = f'the id "{echo(id_)}" is used twice, first by the {kind} in {where.file}:{where.line}'
            made = f"it is made from the {entry.name_key}; add an id: to one of the two"
            advice = "change one of the two ids" if given else made
            findings.append(Finding(entry.origin.at(("id" if given else entry.name_key,)), "G006", found, advice))
    return first, findings


def _suggestion(wanted: str, entries: dict[str, RawEntry]) -> str:
    """The id that was probably meant: the slug of the text, the id of an entry with this name, or the nearest id."""
    if advice := composed_advice(wanted, entries):
        return advice
    made = slug(wanted)
    if made in entries:
        return f'did you mean "{made}"?'
    for id_, entry in entries.items():
        aliases = entry.raw.get("aliases")
        if wanted == entry.text(entry.name_key) or (isinstance(aliases, list) and wanted in aliases):
            return f'did you mean "{echo(id_)}"?'
    return nearest(wanted, entries)


def _cycles(places: dict[str, RawEntry]) -> Iterator[Finding]:
    """Each cycle once, at the first of its places."""
    parents = {id_: [place.text("part_of") or ""] for id_, place in places.items() if "part_of" in place.raw}
    for _, first, cycle in find_cycles(parents):
        at = places[first].origin.at(("part_of",))
        yield Finding(at, "G013", cycle_text(cycle), "remove part_of from one of them")


def _check_redirects(
    redirects: Redirects, places: dict[str, RawEntry], reports: dict[str, RawEntry]
) -> Iterator[Finding]:
    """Redirects that lead nowhere or back, and those of an id that is still in use."""
    replacement = {old.strip(): redirects.replacement(old) for old in redirects.raw if isinstance(old, str)}
    at = redirects.origin.at
    for _, first, cycle in find_cycles({old: [new or ""] for old, new in replacement.items()}):
        yield Finding(at(("redirects", first)), "G015", cycle_text(cycle), "remove one of these redirects")
    suggested = 0
    for old, new in replacement.items():
        if new is None:
            continue
        if new not in places and new not in reports and new not in replacement:
            suggested += 1
            advice = nearest(new, {**places, **reports}) if suggested <= MAX_SUGGESTIONS else ""
            message = f'no place and no report has the id "{echo(new)}"'
            yield Finding(at(("redirects", old)), "G015", message, advice or "write an id that is in use, or remove it")
        for kind, known in (("place", places), ("report", reports)):
            if old in known and new in known:
                message = f'"{echo(old)}" is still the id of a {kind}'
                advice = f"remove this redirect, or the {kind}"
                yield Finding(at(("redirects", old), key=True), "G015", message, advice)
