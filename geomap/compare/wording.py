"""Differences → what a person is told of them: the most important first, the words of the gazetteer marked as such."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.compare.differences import (
    Changed,
    Differences,
    Entry,
    EvidenceChange,
    FieldChange,
    Move,
    QuoteChange,
    Renamed,
    StatusChange,
    Step,
)
from geomap.i18n.translator import Translator
from geomap.model import Precision

_WORDS = Translator("en")  # the command line speaks English
_NAMED = 5  # ids that one line names
_FIELDS = {
    "status_reason": "reason for the status",
    "reported": "date of the report",
    "names": "names in other languages",
    "part_of": "place that it is part of",
    "same_as": "ids elsewhere",
    "coordinate_source": "source of the coordinates",
    "distance_reason": "reason for the distance",
    "history": "earlier statuses",
    "media": "pictures",
    "archive_url": "archived copy",
    "accessed": "day of access",
    "link": "what its names mean",
    "publish": "how much may be published",
    "kept_back": "what its coarsening keeps back",
}


class Said(str):
    """Words of a gazetteer or an article: whoever prints them makes sure that they do nothing but stand there."""

    __slots__ = ()


Line = Sequence[str]
"""Our words and, as ``Said``, those of others, side by side."""


@dataclass(frozen=True)
class Told:
    """One difference.

    Attributes:
        mark: ``+`` for what is new, ``-`` for what is gone, ``~`` for what is another.
        line: what it is.
        more: lines that belong to it.
        detail: lines for those who want to see it all: the values before and now.
    """

    mark: str
    line: Line
    more: Sequence[Line] = ()
    detail: Sequence[Line] = ()


@dataclass(frozen=True)
class Section:
    """Differences of one kind; ``one`` is how a single one of them is counted, such as ``report added``."""

    title: str
    one: tuple[str, str]
    told: Sequence[Told]

    @property
    def counted(self) -> str:
        """How many there are: ``1 report added``, ``2 articles changed``."""
        thing, what = self.one
        return f"{len(self.told):,} {thing}{'' if len(self.told) == 1 else _plural(thing)} {what}"


def _plural(thing: str) -> str:
    return "es" if thing.endswith("s") else "s"


def sections(differences: Differences) -> list[Section]:
    """Every kind of difference that there is, the most important first."""
    reports, places, articles = differences.reports, differences.places, differences.articles
    readable = (differences.old_complete, differences.new_complete)
    whole = [
        Section("Status", ("status", "changed"), [_status(each) for each in reports.status]),
        *_there_in_one("report", reports.removed, reports.added, readable),
        Section("Reports with another id", ("report", "renamed"), [_renamed(each) for each in reports.renamed]),
        Section("Positions", ("position", "changed"), [_move(each) for each in differences.moved]),
        Section("Evidence", ("report", "with other evidence"), list(_evidence(reports.evidence, _rests_on_others))),
        Section("Dates", ("report", "of another date"), [_dated(each) for each in reports.dates]),
        Section("Reports in other words", ("report", "in other words"), [_changed(each) for each in reports.texts]),
        *_there_in_one("place", places.removed, places.added, readable),
        Section("Places with another id", ("place", "renamed"), [_renamed(each) for each in places.renamed]),
        Section("Places changed", ("place", "changed"), [_changed(each) for each in places.changed]),
        *_there_in_one("article", articles.removed, articles.added, readable),
        Section("Articles with another id", ("article", "renamed"), [_renamed(each) for each in articles.renamed]),
        Section("Articles changed", ("article", "changed"), [_changed(each) for each in articles.changed]),
        Section("Quotes that moved", ("report", "whose quotes moved"), list(_evidence(reports.evidence, _moved_alone))),
        Section("The map", ("setting", "of the map changed"), [_setting(each) for each in differences.map]),
    ]
    return [section for section in whole if section.told]


def summary(found: Iterable[Section]) -> str:
    """All of it in one line, counted."""
    return ", ".join(section.counted for section in found) or "nothing changed"


def in_short(differences: Differences) -> Iterator[Line]:
    """What readers of the map would notice, in a few words each; the reports' other changes are named by their ids."""
    reports = differences.reports
    for status in reports.status[:_NAMED]:
        yield (Said(status.id), f" {status.before} → {status.now}")
    if len(reports.status) > _NAMED:
        yield (f"{len(reports.status) - _NAMED:,} more with another status",)
    yield from _ids("removed", [each.id for each in reports.removed])
    yield from _ids("added", [each.id for each in reports.added])
    yield from _ids("renamed", [f"{each.before} → {each.now}" for each in reports.renamed])
    for move in differences.moved[:_NAMED]:
        yield _moved_words(move)
    if len(differences.moved) > _NAMED:
        yield (f"{len(differences.moved) - _NAMED:,} more positions changed",)
    for what, wanted in (("with other evidence", _rests_on_others), ("whose quotes moved", _moved_alone)):
        yield from _ids(what, [each.id for each in reports.evidence if any(map(wanted, each.quotes))])
    told = {each.id for each in reports.status}
    others = {each.id: None for each in (*reports.dates, *reports.texts) if each.id not in told}
    yield from _ids("changed otherwise" if told else "changed", list(others))


def _ids(what: str, ids: Sequence[str]) -> Iterator[Line]:
    if ids:
        yield (_count(len(ids), "report"), f" {what} (", *_listed(ids), ")")


def _there_in_one(
    thing: str, removed: Sequence[Entry], added: Sequence[Entry], readable: tuple[bool, bool]
) -> Iterator[Section]:
    old_complete, new_complete = readable
    gone = "removed" if new_complete else "removed, or unreadable in the new one"
    came = "added" if old_complete else "added, or unreadable in the old one"
    yield Section(f"{thing.capitalize()}s {gone}", (thing, gone), [Told("-", _entry(each)) for each in removed])
    yield Section(f"{thing.capitalize()}s {came}", (thing, came), [Told("+", _entry(each)) for each in added])


def _entry(entry: Entry) -> Line:
    title = (": ", Said(entry.title)) if entry.title else ()
    return (Said(entry.id), *title, *((f" ({entry.status})",) if entry.status else ()))


def _status(change: StatusChange) -> Told:
    line = (Said(change.id), f": {change.before} → {change.now}")
    return Told("~", line, more=[(Said(change.reason),)])


def _renamed(entry: Renamed) -> Told:
    return Told("~", (Said(entry.before), " → ", Said(entry.now)))


def _move(move: Move) -> Told:
    there = (_count(len(move.reports), "report"), " there: ", *_listed(move.reports))
    return Told("~", _moved_words(move), more=[there] if move.kind == "place" and move.reports else [])


def _moved_words(move: Move) -> Line:
    """Such as ``old-quarter moved 1.2 km, now known to the building instead of the district``."""
    how_far = "moved" if move.distance_m is None else f"moved {_distance(move.distance_m)}"
    if move.kind == "report":
        now_at = f"{how_far}: at" if move.position == "moved" else "is at"
        return (Said(move.reports[0]), " ", *_another_place(move, now_at))
    parts: list[str] = []
    if move.position:
        told = {"moved": how_far, "given": "has a position now", "removed": "has no position any more"}
        parts.append(told[move.position])
    if move.area:
        parts.append("has another outline")
    known = [*_grid(move.coarsen_m), *_precision(move.precision), *_radius(move.uncertainty_m)]
    parts += [words.removeprefix("now ") if index else words for index, words in enumerate(known)]
    return (Said(move.place or ""), " ", ", ".join(parts))


def _distance(metres: float) -> str:
    return _WORDS.distance(metres) if metres >= 1 else "less than 1 m"


def _another_place(move: Move, now_at: str) -> Line:
    if move.place is None:
        return ("is at no place any more, before at ", Said(move.place_before or ""))
    if move.place_before is None:
        return ("is at ", Said(move.place), " now, before at no place")
    return (f"{now_at} ", Said(move.place), " instead of ", Said(move.place_before))


def _grid(step: Step | None) -> Iterator[str]:
    if step and step.now is None:
        yield "now published as precisely as it is known"
    elif step:
        before = f" instead of {_WORDS.distance(step.before)}" if step.before is not None else ""
        yield f"now published on a grid of {_WORDS.distance(step.now)}{before}"


def _precision(step: Step | None) -> Iterator[str]:
    if step and step.now == Precision.UNKNOWN:
        yield "is of no stated precision any more"
    elif step:
        before = f" instead of {_known_to(step.before)}" if step.before != Precision.UNKNOWN else ""
        yield f"now known to {_known_to(step.now)}{before}"


def _known_to(precision: str) -> str:
    return "its exact position" if precision == Precision.EXACT else f"the {precision}"


def _radius(step: Step | None) -> Iterator[str]:
    if step and step.now is None:
        yield "is of no stated uncertainty any more"
    elif step:
        before = f" instead of {_WORDS.distance(step.before)}" if step.before is not None else ""
        yield f"now within {_WORDS.distance(step.now)}{before}"


def _rests_on_others(quote: QuoteChange) -> bool:
    return quote.kind != "moved"


def _moved_alone(quote: QuoteChange) -> bool:
    return quote.kind == "moved"


def _evidence(changes: Iterable[EvidenceChange], wanted: Callable[[QuoteChange], bool]) -> Iterator[Told]:
    for change in changes:
        if quotes := [_quote(quote) for quote in change.quotes if wanted(quote)]:
            yield Told("~", (Said(change.id),), more=quotes)


def _dated(entry: Changed) -> Told:
    """A report's dates are short enough to be told at once."""
    parts: list[str] = []
    for change in entry.fields:
        name = "" if change.field == "date" else "reported "
        parts += [", " if parts else "", name, *_value(change.before), " → ", *_value(change.now)]
    return Told("~", (Said(entry.id), ": ", *parts))


def _quote(quote: QuoteChange) -> Line:
    source = (" (", Said(quote.article), ")")
    match quote.kind:
        case "added":
            return ("+ ", *_words(quote.now), *source)
        case "removed":
            return ("- ", *_words(quote.before), *source)
        case "moved" if quote.start:
            where = f": character {quote.start.before:,} → {quote.start.now:,}"
            return ("~ ", *_words(quote.now), where, *source)
    return ("~ ", *_words(quote.before), " → ", *_words(quote.now), *source)


def _words(words: str | None) -> Line:
    return ("a quote that is not published",) if words is None else ("“", Said(words), "”")


def _changed(entry: Changed) -> Told:
    names = ", ".join(_name(each) for each in entry.fields)
    return Told("~", (Said(entry.id), ": ", names), detail=[_values(each) for each in entry.fields if _is_told(each)])


def _setting(change: FieldChange) -> Told:
    return Told("~", (_name(change),), detail=[_values(change)])


def _name(change: FieldChange) -> str:
    return _FIELDS.get(change.field, change.field.replace("_", " "))


def _is_told(change: FieldChange) -> bool:
    return change.before is not None or change.now is not None


def _values(change: FieldChange) -> Line:
    return (f"{_name(change)}: ", *_value(change.before), " → ", *_value(change.now))


def _value(value: Any) -> Line:
    if value is None or value in ([], {}, ()):
        return ("none",)
    return (Said(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)),)


def _count(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _listed(ids: Sequence[str]) -> Iterator[str]:
    for index, name in enumerate(ids[:_NAMED]):
        if index:
            yield ", "
        yield Said(name)
    if len(ids) > _NAMED:
        yield f" and {len(ids) - _NAMED:,} more"
