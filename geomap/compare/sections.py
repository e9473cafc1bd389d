"""Differences → sections of text, the most important first. Text from a gazetteer is marked as ``UserText``."""

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
from geomap.compare.rules import is_rule, rule_name, rule_steps
from geomap.findings import echo
from geomap.i18n.translator import Translator
from geomap.model import Precision

_ENGLISH = Translator("en")  # the command line is in English
_NAMED = 5  # ids listed in one line
_LENGTH = 160  # characters of one text in a line
_UNKNOWN = (None, Precision.UNKNOWN)
_FIELDS = {
    "status_reason": "status reason",
    "reported": "reporting date",
    "names": "names in other languages",
    "part_of": "parent place",
    "same_as": "external ids",
    "coordinate_source": "coordinate source",
    "distance_reason": "distance reason",
    "history": "status history",
    "status_since": "date of the status",
    "corrected": "corrections",
    "see_also": "related reports",
    "same_event_as": "reports of the same event",
    "moved_from": "earlier positions",
    "media": "pictures",
    "fields": "own fields",
    "checked": "whether it is checked",
    "checked_on": "date of the check",
    "checked_by": "checkers",
    "archive_url": "archived copy",
    "accessed": "access date",
    "link": "links from names to places",
    "publish": "publication setting",
    "kept_back": "hidden by generalisation",
}


class UserText(str):
    """Text from a gazetteer or an article. It must be escaped before it is printed."""

    __slots__ = ()


Line = Sequence[str]
"""Parts of a line: text of geomap as ``str``, text from a gazetteer or an article as ``UserText``."""


@dataclass(frozen=True)
class Item:
    """One difference.

    Attributes:
        mark: ``+`` for added, ``-`` for removed, ``~`` for changed.
        line: the change.
        more: further lines that are always shown.
        detail: lines for verbose output: the old and new values.
    """

    mark: str
    line: Line
    more: Sequence[Line] = ()
    detail: Sequence[Line] = ()


@dataclass(frozen=True)
class Section:
    """Differences of one kind; ``one`` is the label of a single difference, in two parts, such as ``report added``."""

    title: str
    one: tuple[str, str]
    items: Sequence[Item]

    @property
    def counted(self) -> str:
        """The number with its label: ``1 report added``, ``2 articles changed``."""
        thing, what = self.one
        return f"{len(self.items):,} {thing}{'' if len(self.items) == 1 else _plural(thing)} {what}"


def _plural(thing: str) -> str:
    return "es" if thing.endswith("s") else "s"


def sections(differences: Differences) -> list[Section]:
    """All differences by kind, the most important first; empty sections are left out."""
    reports, places, articles = differences.reports, differences.places, differences.articles
    readable = (differences.old_complete, differences.new_complete)
    whole = [
        Section("Status", ("status", "changed"), [_status(each) for each in reports.status]),
        *_removed_and_added("report", reports.removed, reports.added, readable),
        Section("Reports renamed", ("report", "renamed"), [_renamed(each) for each in reports.renamed]),
        Section("Rules", ("rule", "changed"), [_rule(each) for each in differences.map if is_rule(each)]),
        Section("Positions", ("position", "changed"), [_move(each) for each in differences.moved]),
        Section("Evidence", ("report", "with changed evidence"), list(_evidence(reports.evidence, _is_edited))),
        Section("Dates", ("date", "changed"), [_dated(each) for each in reports.dates]),
        Section("Text changes", ("text", "changed"), [_changed(each) for each in reports.texts]),
        *_removed_and_added("place", places.removed, places.added, readable),
        Section("Places renamed", ("place", "renamed"), [_renamed(each) for each in places.renamed]),
        Section("Places changed", ("place", "changed"), [_changed(each) for each in places.changed]),
        *_removed_and_added("article", articles.removed, articles.added, readable),
        Section("Articles renamed", ("article", "renamed"), [_renamed(each) for each in articles.renamed]),
        Section("Articles changed", ("article", "changed"), [_changed(each) for each in articles.changed]),
        Section("Moved quotes", ("report", "with moved quotes"), list(_evidence(reports.evidence, _is_moved))),
        Section(
            "Map settings",
            ("map setting", "changed"),
            [_setting(each) for each in differences.map if not is_rule(each)],
        ),
    ]
    return [section for section in whole if section.items]


def summary(found: Iterable[Section]) -> str:
    """The counts of all sections in one line."""
    return ", ".join(section.counted for section in found) or "nothing changed"


def plain(line: Line, limit: int) -> str:
    """The line, safe to print, with at most ``limit`` characters of each text of a user."""
    return "".join(echo(" ".join(part.split()), limit) if isinstance(part, UserText) else part for part in line)


def short_text(differences: Differences) -> str:
    """The differences between two builds, in one line; empty if no report or position changed."""
    return "; ".join(plain(line, _LENGTH) for line in _in_short(differences))


def _in_short(differences: Differences) -> Iterator[Line]:
    """The changes that readers of the map would notice, in brief; other changes of reports are listed by id."""
    reports = differences.reports
    for status in reports.status[:_NAMED]:
        yield (UserText(status.id), f" {status.before} → {status.now}")
    if len(reports.status) > _NAMED:
        yield (_count(len(reports.status) - _NAMED, "more status change"),)
    yield from _ids("removed", [each.id for each in reports.removed])
    yield from _ids("added", [each.id for each in reports.added])
    yield from _ids("renamed", [f"{each.before} → {each.now}" for each in reports.renamed])
    for move in differences.moved[:_NAMED]:
        yield _moved(move)
    if len(differences.moved) > _NAMED:
        yield (_count(len(differences.moved) - _NAMED, "more position change"),)
    if rules := [rule_name(each) for each in differences.map if is_rule(each)]:
        yield (_count(len(rules), "rule"), " changed (", ", ".join(rules), ")")
    for what, wanted in (("with changed evidence", _is_edited), ("with moved quotes", _is_moved)):
        yield from _ids(what, [each.id for each in reports.evidence if any(map(wanted, each.quotes))])
    listed = {each.id for each in reports.status}
    others = {each.id: None for each in (*reports.dates, *reports.texts) if each.id not in listed}
    yield from _ids("with other changes" if listed else "changed", list(others))


def _ids(what: str, ids: Sequence[str]) -> Iterator[Line]:
    if ids:
        yield (_count(len(ids), "report"), f" {what} (", *_listed(ids), ")")


def _removed_and_added(
    thing: str, removed: Sequence[Entry], added: Sequence[Entry], readable: tuple[bool, bool]
) -> Iterator[Section]:
    old_complete, new_complete = readable
    removed_text = "removed" if new_complete else "removed, or unreadable in the new version"
    added_text = "added" if old_complete else "added, or unreadable in the old version"
    yield Section(
        f"{thing.capitalize()}s {removed_text}", (thing, removed_text), [Item("-", _entry(each)) for each in removed]
    )
    yield Section(
        f"{thing.capitalize()}s {added_text}", (thing, added_text), [Item("+", _entry(each)) for each in added]
    )


def _entry(entry: Entry) -> Line:
    title = (": ", UserText(entry.title)) if entry.title else ()
    return (UserText(entry.id), *title, *((f" ({entry.status})",) if entry.status else ()))


def _status(change: StatusChange) -> Item:
    since = f", since {change.since}" if change.since else ""
    line = (UserText(change.id), f": {change.before} → {change.now}{since}")
    return Item("~", line, more=[(UserText(change.reason),)])


def _renamed(entry: Renamed) -> Item:
    return Item("~", (UserText(entry.before), " → ", UserText(entry.now)))


def _move(move: Move) -> Item:
    there = (_count(len(move.reports), "report"), " there: ", *_listed(move.reports))
    return Item("~", _moved(move), more=[there] if move.kind == "place" and move.reports else [])


def _moved(move: Move) -> Line:
    """Such as ``old-quarter moved 1.2 km, precision district → building``."""
    moved = "moved" if move.distance_m is None else f"moved {_distance(move.distance_m)}"
    if move.kind == "report":
        return (UserText(move.reports[0]), *_place_change(move, moved))
    parts: list[str] = []
    if move.position:
        parts.append({"moved": moved, "given": "position added", "removed": "position removed"}[move.position])
    if move.area:
        parts.append("outline changed")
    grid = ("now generalised to a grid of {}", "no longer generalised", "generalisation grid {} → {}")
    precision = ("precision added ({})", "precision removed", "precision {} → {}")
    radius = ("uncertainty added ({})", "uncertainty removed", "uncertainty {} → {}")
    parts += [
        *_step(move.coarsen_m, grid, _ENGLISH.distance),
        *_step(move.precision, precision, str),
        *_step(move.uncertainty_m, radius, _ENGLISH.distance),
    ]
    return (UserText(move.place or ""), " " if move.position == "moved" else ": ", ", ".join(parts))


def _distance(metres: float) -> str:
    return _ENGLISH.distance(metres) if metres >= 1 else "less than 1 m"


def _place_change(move: Move, moved: str) -> Line:
    if move.place is None:
        return (": place removed (", UserText(move.place_before or ""), ")")
    if move.place_before is None:
        return (": place added (", UserText(move.place), ")")
    label = f" {moved}: " if move.position == "moved" else ": place "
    return (label, UserText(move.place_before), " → ", UserText(move.place))


def _step(step: Step | None, texts: tuple[str, str, str], show: Callable[[Any], str]) -> Iterator[str]:
    """The text of a step between two values, of which one may be unknown; ``texts`` are for added, removed, changed."""
    if step is None:
        return
    added, removed, changed = texts
    if step.now in _UNKNOWN:
        yield removed
    elif step.before in _UNKNOWN:
        yield added.format(show(step.now))
    else:
        yield changed.format(show(step.before), show(step.now))


def _is_edited(quote: QuoteChange) -> bool:
    return quote.kind != "moved"


def _is_moved(quote: QuoteChange) -> bool:
    return quote.kind == "moved"


def _evidence(changes: Iterable[EvidenceChange], wanted: Callable[[QuoteChange], bool]) -> Iterator[Item]:
    for change in changes:
        if quotes := [_quote(quote) for quote in change.quotes if wanted(quote)]:
            yield Item("~", (UserText(change.id),), more=quotes)


def _dated(entry: Changed) -> Item:
    """A report's dates are short, so their values are always shown."""
    parts: list[str] = []
    for change in entry.fields:
        name = "" if change.field == "date" else "reported "
        parts += [", " if parts else "", name, *_value(change.before), " → ", *_value(change.now)]
    return Item("~", (UserText(entry.id), ": ", *parts))


def _quote(quote: QuoteChange) -> Line:
    source = (" (", UserText(quote.article), ")")
    says = f": {quote.says.before} → {quote.says.now}" if quote.says else ""
    if says and quote.before == quote.now:
        return ("~ ", *_quoted(quote.now), says, *source)
    match quote.kind:
        case "added":
            return ("+ ", *_quoted(quote.now), *source)
        case "removed":
            return ("- ", *_quoted(quote.before), *source)
        case "moved" if quote.start:
            where = f": character {quote.start.before:,} → {quote.start.now:,}"
            return ("~ ", *_quoted(quote.now), where, *source)
    return ("~ ", *_quoted(quote.before), " → ", *_quoted(quote.now), says, *source)


def _quoted(text: str | None) -> Line:
    return ("unpublished quote",) if text is None else ("“", UserText(text), "”")


def _changed(entry: Changed) -> Item:
    names = ", ".join(_name(each) for each in entry.fields)
    return Item(
        "~", (UserText(entry.id), ": ", names), detail=[_values(each) for each in entry.fields if _has_values(each)]
    )


def _rule(change: FieldChange) -> Item:
    """Rules are short, so their values are always shown."""
    return Item("~", (f"{rule_name(change)}: ", UserText(rule_steps(change))))


def _setting(change: FieldChange) -> Item:
    return Item("~", (_name(change),), detail=[_values(change)])


def _name(change: FieldChange) -> str:
    return _FIELDS.get(change.field, change.field.replace("_", " "))


def _has_values(change: FieldChange) -> bool:
    return change.before is not None or change.now is not None


def _values(change: FieldChange) -> Line:
    return (f"{_name(change)}: ", *_value(change.before), " → ", *_value(change.now))


def _value(value: Any) -> Line:
    if value is None or value in ([], {}, ()):
        return ("none",)
    return (UserText(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)),)


def _count(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _listed(ids: Sequence[str]) -> Iterator[str]:
    for index, name in enumerate(ids[:_NAMED]):
        if index:
            yield ", "
        yield UserText(name)
    if len(ids) > _NAMED:
        yield f" and {len(ids) - _NAMED:,} more"
