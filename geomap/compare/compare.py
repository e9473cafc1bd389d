"""Two editions of a map → their differences. Nothing is read or written here."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from geomap.compare.differences import (
    ArticleDifferences,
    Changed,
    Differences,
    Entry,
    EvidenceChange,
    FieldChange,
    Move,
    PlaceDifferences,
    QuoteChange,
    Renamed,
    ReportDifferences,
    StatusChange,
    Step,
)
from geomap.compare.edition import ArticleFacts, Edition, Fields, PlaceFacts, Quote, ReportFacts, Where
from geomap.model.geodesy import geodesic_m
from geomap.model.report import RELATIONS

DATES = frozenset({"date", "reported"})
"""The date fields of a report."""

_ARTICLE_IDS = ("repeats", "independent_of")
_ELSEWHERE = frozenset({"status", "place", *DATES})  # fields with their own group

_REVEAL_POSITION = frozenset({"coordinate_source", "same_as"})  # published only if the exact position is
Facts = PlaceFacts | ReportFacts | ArticleFacts
_Articles = Mapping[str, ArticleFacts] | None
_NOWHERE = Where()
_Facts = TypeVar("_Facts", PlaceFacts, ReportFacts, ArticleFacts)


def compare(old: Edition, new: Edition, /, **labels: Any) -> Differences:
    """The differences; both editions are of the same kind, of files or of what is published.

    Args:
        old: the old edition.
        new: the new edition.
        labels: further fields of ``Differences``: ``old``, ``new``, ``published`` …
    """
    articles = _renames(old.articles or {}, new.articles or {})
    old = _with_renamed_articles(old, articles)
    places: dict[str, str] = {}
    while found := _renames(old.places, new.places):  # the parent of a place may be renamed too
        places |= found
        old = _with_renamed_places(old, found)
    if found := _redirected(old.places, new.places, new.info):
        places |= found
        old = _with_renamed_places(old, found)
    reports = _renames(old.reports, new.reports)
    reports |= _redirected(_with_new_ids(old.reports, reports), new.reports, new.info)
    old = replace(old, reports=_with_renamed_relations(_with_new_ids(old.reports, reports), reports))
    return Differences(
        reports=_reports(old, new, reports),
        moved=list(_moves(old, new)),
        places=PlaceDifferences(
            removed=_only_in(old.places, new.places),
            added=_only_in(new.places, old.places),
            renamed=_renamed(places, new.places),
            changed=list(_changed_places(old.places, new.places)),
        ),
        articles=_articles(old.articles, new.articles, articles),
        map=_fields(old.info, new.info),
        **labels,
    )


def _reports(old: Edition, new: Edition, renamed: Mapping[str, str]) -> ReportDifferences:
    both = [(name, old.reports[name], report) for name, report in new.reports.items() if name in old.reports]
    status, dates, texts = [], [], []
    for name, before, now in both:
        fields = _fields(before.fields, now.fields)
        title = str(now.fields["title"])
        was, is_ = before.fields["status"], now.fields["status"]
        if was != is_:
            reason = str(now.fields["status_reason"])
            since = now.fields.get("status_since")
            status.append(StatusChange(id=name, title=title, before=was, now=is_, reason=reason, since=since))
            fields = [each for each in fields if each.field not in {"status_reason", "status_since"}]
        if when := [each for each in fields if each.field in DATES]:
            dates.append(Changed(id=name, title=title, fields=when))
        if rest := [each for each in fields if each.field not in _ELSEWHERE]:
            texts.append(Changed(id=name, title=title, fields=rest))
    return ReportDifferences(
        status=status,
        removed=_only_in(old.reports, new.reports),
        added=_only_in(new.reports, old.reports),
        renamed=_renamed(renamed, new.reports),
        evidence=list(_evidence_changes(both, old.articles, new.articles)),
        dates=dates,
        texts=texts,
    )


def _evidence_changes(
    both: Iterable[tuple[str, ReportFacts, ReportFacts]], old: _Articles, new: _Articles
) -> Iterator[EvidenceChange]:
    """The reports whose quotes differ.

    Args:
        both: id, old facts and new facts of the reports that are in both editions.
        old: the old articles; without them, no quote counts as moved.
        new: the new articles.
    """
    same_text = {name: old[name].text == facts.text for name, facts in (new or {}).items() if old and name in old}
    for name, before, now in both:
        if quotes := list(_quote_changes(before.quotes, now.quotes, same_text)):
            yield EvidenceChange(id=name, title=str(now.fields["title"]), quotes=quotes)


def _quote_changes(old: Iterable[Quote], new: Iterable[Quote], same_text: Mapping[str, bool]) -> Iterator[QuoteChange]:
    """The changes of one report; a removed and an added quote of the same article count as one changed quote."""
    left, added = list(old), []
    for quote in new:
        before = _taken(left, [one for one in left if (one.article, one.key) == (quote.article, quote.key)])
        if before is None:
            added.append(quote)
        elif before.start != quote.start and None not in {before.start, quote.start} and quote.article in same_text:
            # In an unchanged text, an equal quote at a different position is an unpublished quote that changed.
            kind = "changed" if same_text[quote.article] or before.says != quote.says else "moved"
            yield _quote_change(kind, before, quote, Step(before=before.start, now=quote.start))
        elif before.says != quote.says:
            yield _quote_change("changed", before, quote)
    for quote in added:
        before = _taken(left, [one for one in left if one.article == quote.article])
        if before is None:
            yield _quote_change("added", None, quote)
        elif before.says != quote.says or not (
            before.start is not None and before.start == quote.start and None in {before.words, quote.words}
        ):
            yield _quote_change("changed", before, quote)  # else the same quote, which one side does not publish
    for quote in left:
        yield _quote_change("removed", quote, None)


def _taken(quotes: list[Quote], matches: list[Quote]) -> Quote | None:
    """Remove the first match from the list and return it."""
    if not matches:
        return None
    quotes.remove(matches[0])
    return matches[0]


def _quote_change(kind: str, before: Quote | None, now: Quote | None, start: Step | None = None) -> QuoteChange:
    either = now or before
    return QuoteChange.model_validate(
        {
            "kind": kind,
            "article": either.article if either else "",
            "before": before and before.words,
            "now": now and now.words,
            "start": start,
            "says": Step(before=before.says, now=now.says) if before and now and before.says != now.says else None,
        }
    )


def _moves(old: Edition, new: Edition) -> Iterator[Move]:
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
    return places[name].where if name is not None and name in places else _NOWHERE


def _move(old: Where, new: Where, **about: Any) -> Move:
    position, distance_m = _position(old, new)
    # The precision of a different place is not a change.
    known = (old, new) if about["kind"] == "place" else (_NOWHERE, _NOWHERE)
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
    distance_m = round(geodesic_m(old.position, new.position), 1)
    if old.coarsen_m == new.coarsen_m:
        return "moved", distance_m
    # One of the two is the centre of a grid cell: its distance from the other would reveal what the grid hides.
    grid = max(old.coarsen_m or 0, new.coarsen_m or 0)
    return ("moved" if distance_m > grid else None), None


def _step(known: tuple[Where, Where], name: str) -> Step | None:
    before, now = (getattr(each, name) for each in known)
    return None if before == now else Step(before=before, now=now)


def _changed_places(old: Mapping[str, PlaceFacts], new: Mapping[str, PlaceFacts]) -> Iterator[Changed]:
    for name, now in new.items():
        before = old.get(name)
        if before is None:
            continue
        fields = _fields(before.fields, now.fields)
        if before.where.coarsen_m is not None or now.where.coarsen_m is not None:
            fields = [_without_values(each) if each.field in _REVEAL_POSITION else each for each in fields]
        both_coarsened = before.kept_back is not None and now.kept_back is not None
        if both_coarsened and before.kept_back != now.kept_back:
            fields.append(FieldChange(field="kept_back", before=None, now=None))
        if fields:
            yield Changed(id=name, title=_title(now), fields=fields)


def _without_values(change: FieldChange) -> FieldChange:
    return FieldChange(field=change.field, before=None, now=None)


def _articles(
    old: Mapping[str, ArticleFacts] | None, new: Mapping[str, ArticleFacts] | None, renamed: Mapping[str, str]
) -> ArticleDifferences:
    if old is None or new is None:
        return ArticleDifferences()
    changed = []
    for name, now in new.items():
        if name in old:
            text = [FieldChange(field="text", before=None, now=None)] if old[name].text != now.text else []
            fields = [*text, *_fields(old[name].fields, now.fields)]
            if "none" in {old[name].fields.get("publish"), now.fields.get("publish")}:
                fields = [_without_values(each) if each.field == "link" else each for each in fields]  # quotes its text
            if fields:
                changed.append(Changed(id=name, title=_title(now), fields=fields))
    return ArticleDifferences(
        removed=_only_in(old, new),
        added=_only_in(new, old),
        renamed=_renamed(renamed, new),
        changed=changed,
    )


def _fields(old: Fields, new: Fields) -> list[FieldChange]:
    """The values that differ, of the keys in both."""
    return [
        FieldChange(field=key, before=old[key], now=value)
        for key, value in new.items()
        if key in old and old[key] != value
    ]


def _only_in(these: Mapping[str, Facts], those: Mapping[str, Facts]) -> list[Entry]:
    return [
        Entry(id=name, title=_title(facts), status=_status(facts)) for name, facts in these.items() if name not in those
    ]


def _status(facts: Facts) -> Any:
    return facts.fields["status"] if isinstance(facts, ReportFacts) else None


def _title(facts: Facts) -> str | None:
    title = facts.fields.get("name" if isinstance(facts, PlaceFacts) else "title")
    return None if title is None else str(title)


def _renamed(names: Mapping[str, str], new: Mapping[str, Facts]) -> list[Renamed]:
    old = {now: before for before, now in names.items()}
    return [Renamed(before=old[now], now=now, title=_title(facts)) for now, facts in new.items() if now in old]


def _renames(old: Mapping[str, Facts], new: Mapping[str, Facts]) -> dict[str, str]:
    """Old id → new id of renamed entries: everything but the id is equal, and no other entry is equal to them."""
    removed, added = (
        _by_content((name, facts) for name, facts in these.items() if name not in those)
        for these, those in ((old, new), (new, old))
    )
    return {
        names[0]: added[content][0]
        for content, names in removed.items()
        if len(names) == 1 and len(added.get(content, ())) == 1
    }


def _redirected(old: Mapping[str, Facts], new: Mapping[str, Facts], info: Fields) -> dict[str, str]:
    """Old id → new id of entries that changed, and whose former id the new edition redirects to one that is new."""
    redirects: Mapping[str, str] = info.get("redirects") or {}
    found: dict[str, str] = {}
    for name in old.keys() - new.keys():
        passed: set[str] = {name}
        target: str | None = redirects.get(name)
        while target is not None and target not in new and target not in passed:
            passed.add(target)
            target = redirects.get(target)
        if target is not None and target in new and target not in old:
            found[name] = target
    merged = Counter(found.values())  # of several entries that became one, none was only renamed
    return {before: now for before, now in sorted(found.items()) if merged[now] == 1}


def _with_renamed_relations(reports: Mapping[str, ReportFacts], names: Mapping[str, str]) -> dict[str, ReportFacts]:
    def related(fields: Fields) -> Fields:
        kinds = {kind: [names.get(each, each) for each in fields[kind]] for kind in RELATIONS if fields.get(kind)}
        return {**fields, **kinds}

    return {name: replace(report, fields=related(report.fields)) for name, report in reports.items()}


def _by_content(entries: Iterable[tuple[str, Facts]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, facts in entries:
        content: Any
        match facts:
            case PlaceFacts():
                content = [vars(facts.where), facts.fields, facts.kept_back]
            case ReportFacts():
                content = [facts.fields, sorted((quote.article, quote.key) for quote in facts.quotes)]
            case ArticleFacts():
                content = [facts.fields, facts.text]
        found.setdefault(json.dumps(content, sort_keys=True, default=str), []).append(name)
    return found


def _with_new_ids(entries: Mapping[str, _Facts], names: Mapping[str, str]) -> dict[str, _Facts]:
    """The entries under their new ids."""
    return {names.get(name, name): facts for name, facts in entries.items()}


def _with_renamed_places(edition: Edition, names: Mapping[str, str]) -> Edition:
    def fields(facts: Fields, key: str) -> Fields:
        return {**facts, key: names[facts[key]]} if facts.get(key) in names else facts

    places = {
        name: replace(place, fields=fields(place.fields, "part_of"))
        for name, place in _with_new_ids(edition.places, names).items()
    }
    reports = {name: replace(report, fields=fields(report.fields, "place")) for name, report in edition.reports.items()}
    articles = edition.articles and {
        name: replace(article, fields=_with_renamed_links(article.fields, names))
        for name, article in edition.articles.items()
    }
    return replace(edition, places=places, reports=reports, articles=articles)


def _with_renamed_links(fields: Fields, names: Mapping[str, str]) -> Fields:
    link = fields.get("link")
    return {**fields, "link": {key: names.get(place, place) for key, place in link.items()}} if link else fields


def _with_renamed_articles(edition: Edition, names: Mapping[str, str]) -> Edition:
    if not names or edition.articles is None:
        return edition
    reports = {
        name: replace(
            report, quotes=tuple(replace(each, article=names.get(each.article, each.article)) for each in report.quotes)
        )
        for name, report in edition.reports.items()
    }
    articles = {
        name: replace(article, fields=_with_renamed_ids(article.fields, names))
        for name, article in _with_new_ids(edition.articles, names).items()
    }
    return replace(edition, reports=reports, articles=articles)


def _with_renamed_ids(fields: Fields, names: Mapping[str, str]) -> Fields:
    """The fields of an article, with new ids in its lists of articles."""
    lists = {key: [names.get(each, each) for each in fields[key]] for key in _ARTICLE_IDS if fields.get(key)}
    return {**fields, **lists}
