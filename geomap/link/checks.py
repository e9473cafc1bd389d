"""Warnings about the whole atlas: unused places, impossible dates, too much precision, missing information."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, pairwise

from geomap.findings import Finding, echo
from geomap.i18n.string_files import language_of_texts, languages_with_texts
from geomap.link.drafts import check_drafts
from geomap.link.duplicates import repeated_reports
from geomap.link.outliers import outliers
from geomap.model import DEFAULT_UNCERTAINTY_M, Atlas, Dating, Entry, MapInfo, Place, Precision, Says
from geomap.model.date_order import is_certainly_after
from geomap.model.dates import parse_date
from geomap.model.language import primary_language

FAR_KM = 20
"""A place that is further outside its parent is reported: more than the uncertainty about a town's limits."""

_BY_RADIUS = sorted(  # the precisions with their default radius in metres
    ((precision, radius) for precision, radius in DEFAULT_UNCERTAINTY_M.items() if radius is not None),
    key=lambda each: each[1],
)


def check(atlas: Atlas, today: date, duplicates: Iterable[tuple[Place, Place, str]]) -> list[Finding]:
    """Check a linked atlas.

    Args:
        atlas: the whole.
        today: a date after this day is in the future.
        duplicates: pairs of places that may be one, with the reason.

    Returns:
        The findings L002, L003, C001 to C016, D001 and D002.
    """
    return [
        *_unused_places(atlas),
        *_far_places(atlas),
        *_duplicate_places(duplicates),
        *_future_dates(atlas, today),
        *_late_reports(atlas),
        *_dates_after_reporting(atlas),
        *_repeated_reports(atlas),
        *_statuses_out_of_order(atlas),
        *outliers(atlas.places),
        *_too_precise(atlas),
        *_missing_precisions(atlas),
        *_reports_without_place(atlas),
        *_unused_translations(atlas),
        *_missing_settings(atlas),
        *_missing_texts(atlas.info),
        *_empty_opening(atlas),
        *check_drafts(atlas),
    ]


def _unused_places(atlas: Atlas) -> Iterator[Finding]:
    reported = {report.place for report in atlas.reports}
    parents = {place.part_of for place in atlas.places}
    mentioned = {mention.place for mention in atlas.mentions}
    for place in atlas.places:
        if place.id in reported or place.id in parents:
            continue
        if place.id in mentioned:
            message = f"{_label(place)} is mentioned in an article, but has no report"
            advice = "no action needed if the place only helps readers; otherwise a report may be missing"
            yield Finding(place.at(), "L003", message, advice)
        else:
            message = f"{_label(place)} has no report, and no article mentions it by one of its names"
            advice = "add the name that the articles use as an alias, or remove the place"
            yield Finding(place.at(), "L002", message, advice)


def _far_places(atlas: Atlas) -> Iterator[Finding]:
    stated = [(place, place.part_of) for place in atlas.places if place.part_of and place.distance_reason is None]
    parents = {id_: atlas.place_by_id[id_] for _, id_ in stated if id_ in atlas.place_by_id}
    if not parents:
        return
    from geomap.geometry.footprint import Footprint  # with its library, a tenth of the start

    footprints = {id_: Footprint.of(parent) for id_, parent in parents.items()}
    for place, id_ in stated:
        distance = footprints[id_].distance_km(place) if id_ in footprints else None
        if distance is not None and distance > FAR_KM:
            parent = parents[id_]
            message = f"{_label(place)} is {distance:,.0f} km outside {_label(parent)}, which it is part of"
            advice = "check the coordinates of both"
            if parent.area is None and parent.uncertainty_m is None:
                advice += f"; state the size of {_label(parent)} with a precision or an area"
            yield Finding(place.at("part_of"), "C001", message, f"{advice}; or add a distance_reason")


def _duplicate_places(duplicates: Iterable[tuple[Place, Place, str]]) -> Iterator[Finding]:
    for first, second, reason in duplicates:
        message = f"{_label(second)} may be the same as {_label(first)}: {reason}"
        advice = (
            "merge the two and keep the other names as aliases, or give them different names or part_of; "
            f"the first is at {first.at()}"
        )
        yield Finding(second.at(), "C002", message, advice)


def _future_dates(atlas: Atlas, today: date) -> Iterator[Finding]:
    dates: list[tuple[Dating | None, Entry, tuple[str | int, ...]]] = []
    for report in atlas.reports:
        dates += [(report.date, report, ("date",)), (report.reported, report, ("reported",))]
        dates += [(report.checked_on, report, ("checked_on",))]
        dates += [(change.date, report, ("history", i, "date")) for i, change in enumerate(report.history)]
        dates += [(each.date, report, ("corrected", i, "date")) for i, each in enumerate(report.corrected)]
        dates.append((report.status_since, report, ("status_since",)))
    for article in atlas.articles:
        matter = article.front_matter
        dates += [(matter.published, matter, ("published",)), (matter.accessed, matter, ("accessed",))]
    end_of_today = parse_date(f"{today}T23:59Z")
    for dating, entry, path in dates:
        if dating is not None and is_certainly_after(dating, end_of_today):
            message = f"{echo(dating.edtf)} is in the future: today is {today}"
            yield Finding(entry.at(*path), "C003", message, "check the year, and the order of month and day")


def _late_reports(atlas: Atlas) -> Iterator[Finding]:
    for report in atlas.reports:
        if report.date is None:
            continue
        citations = atlas.citations_by_report.get(report.id, ())
        cited = {citation.article: None for citation in citations if citation.says is Says.SUPPORTS}
        for article in map(atlas.article_by_id.__getitem__, cited):
            published = article.front_matter.published
            if published is not None and is_certainly_after(report.date, published):
                message = (
                    f"{echo(report.date.edtf)} is after {echo(published.edtf)}, "
                    f'the publication date of the supporting article "{echo(article.id)}"'
                )
                advice = f"check both dates; the article's date is at {article.front_matter.at('published')}"
                yield Finding(report.at("date"), "C004", message, advice)


def _dates_after_reporting(atlas: Atlas) -> Iterator[Finding]:
    for report in atlas.reports:
        date, reported = report.date, report.reported
        if date and reported and is_certainly_after(date, reported):
            message = f"it was reported on {echo(reported.edtf)}, before the date when it was seen, {echo(date.edtf)}"
            yield Finding(report.at("reported"), "C012", message, "check both dates; they may be swapped")


def _repeated_reports(atlas: Atlas) -> Iterator[Finding]:
    for first, second, what in repeated_reports(atlas.reports):
        is_same = first.date == second.date and (what == "quote" or _folded(first.title) == _folded(second.title))
        common = f"place, date and {what}" if is_same else f"place, overlapping dates and a similar {what}"
        common = common.replace("a similar quote", "the same quote")
        message = f'report "{echo(second.id)}" has the same {common} as report "{echo(first.id)}"'
        advice = (
            f"remove one of the two, say in title or date how they differ, or add same_event_as: [{echo(first.id)}]; "
            f"the first is at {first.at()}"
        )
        yield Finding(second.at(), "C013", message, advice)


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def _statuses_out_of_order(atlas: Atlas) -> Iterator[Finding]:
    """Statuses and corrections of a report that are dated before the ones that precede them."""
    for report in atlas.reports:
        if not (report.history or report.corrected):
            continue
        dated: list[tuple[Dating, tuple[str | int, ...]]] = [
            (change.date, ("history", at, "date")) for at, change in enumerate(report.history)
        ]
        dated += [(report.status_since, ("status_since",))] if report.status_since else []
        corrected = [(each.date, ("corrected", at, "date")) for at, each in enumerate(report.corrected)]
        for (before, _), (now, path) in chain(pairwise(dated), pairwise(corrected)):
            if is_certainly_after(before, now):
                message = f"{echo(now.edtf)} is before {echo(before.edtf)}, the date of the entry before it"
                yield Finding(report.at(*path), "C015", message, "put the oldest first, or correct the dates")


def _too_precise(atlas: Atlas) -> Iterator[Finding]:
    for place in atlas.places:
        if place.uncertainty is None:
            continue
        coarser = _next_coarser(place.precision)
        if coarser is None or place.uncertainty <= coarser[1]:
            continue
        fitting = next((each for each, radius in _BY_RADIUS if radius >= place.uncertainty), Precision.COUNTRY)
        message = f"precision {place.precision} contradicts an uncertainty of {place.uncertainty:,.0f} m"
        limit = f"even {coarser[0]}, the next coarser precision, means {coarser[1]:,.0f} m"
        advice = f"{limit}: write precision: {fitting}, or a smaller uncertainty"
        yield Finding(place.at("precision"), "C005", message, advice)


def _next_coarser(precision: Precision) -> tuple[Precision, float] | None:
    """The next precision with a larger default radius. Beyond that radius, the stated precision is too fine."""
    own = DEFAULT_UNCERTAINTY_M[precision]
    return next((each for each in _BY_RADIUS if own is not None and each[1] > own), None)


def _missing_precisions(atlas: Atlas) -> Iterator[Finding]:
    reported = {report.place for report in atlas.reports}
    for place in atlas.places:
        if place.id in reported and place.coordinates is not None and "precision" not in place.model_fields_set:
            message = f"{_label(place)} has coordinates but no precision"
            advice = f"add precision: one of {', '.join(Precision)}"
            yield Finding(place.at(), "C006", message, advice)


def _reports_without_place(atlas: Atlas) -> Iterator[Finding]:
    for report in atlas.reports:
        if report.place is None:
            message = f'report "{echo(report.id)}" has no place: it will be listed but not drawn'
            advice = "add place: with a place's id if a source gives a location, even a rough one"
            yield Finding(report.at(), "C007", message, advice)


def _unused_translations(atlas: Atlas) -> Iterator[Finding]:
    offered = atlas.info.offered_languages
    shown = {primary_language(each) for each in offered}  # the page shows "pt" and "pt-PT" to readers of "pt-BR"
    translated: list[tuple[Entry, Mapping[str, Entry]]] = [(atlas.info, atlas.info.translations)]
    translated += [(place, place.translations) for place in atlas.places]
    translated += [(report, report.translations) for report in atlas.reports]
    for entry, translations in translated:
        for language, texts in translations.items():
            if not any(dict(texts).values()):
                message = f"the translation into {language} is empty"
                advice = f"add one or more of {', '.join(type(texts).model_fields)}, or remove it"
            elif language == atlas.info.language:
                message = f"{language} is the language of the map itself"
                advice = "move these texts to the entry itself, or correct map.language"
            elif primary_language(language) not in shown:
                message = f"the page is not offered in {language}, so this translation is never shown"
                advice = f"add languages: [{', '.join((*offered, language))}] under map:, or remove the translation"
            else:
                continue
            yield Finding(entry.at("translations", language), "C008", message, advice)
    for report in atlas.reports:
        for at, evidence in enumerate(report.evidence):
            for language in evidence.translations:
                if primary_language(language) not in shown:
                    message = f"the page is not offered in {language}, so this translation is never shown"
                    advice = f"add languages: [{', '.join((*offered, language))}] under map:, or remove the translation"
                    yield Finding(report.at("evidence", at, "translations", language), "C008", message, advice)


def _missing_settings(atlas: Atlas) -> Iterator[Finding]:
    info = atlas.info
    if info.method is None and atlas.reports:
        message = "the map does not explain how its reports are chosen"
        advice = "add method: under map: and describe, in Markdown, how you choose and assess reports"
        yield Finding(info.at(), "C009", message, advice)
    if info.url is None:
        message = "map.url is not set; link previews and oEmbed need it"
        yield Finding(info.at(), "C010", message, "add url: under map: when you know where the map will be published")


def _missing_texts(info: MapInfo) -> Iterator[Finding]:
    for language in info.offered_languages:
        if language_of_texts(language) is None:
            message = f"geomap has no texts in {language}: the page has English buttons and labels for its readers"
            advice = (
                f"nothing, if that is what you want; the languages with texts are {', '.join(languages_with_texts())}"
            )
            at = info.at("language") if language == info.language else info.at("languages")
            yield Finding(at, "C016", message, advice)


def _empty_opening(atlas: Atlas) -> Iterator[Finding]:
    """``map.show`` and ``map.view`` that leave nothing to see at first."""
    info = atlas.info
    shown = [report for report in atlas.reports if report.status in info.show]
    if atlas.reports and not shown and info.show != MapInfo().show:
        present = ", ".join(sorted({report.status for report in atlas.reports}))
        advice = f"add one of the statuses that reports have: {present}"
        yield Finding(info.at("show"), "C014", "no report has one of the statuses that are shown at first", advice)
    places = [atlas.place_by_id[report.place] for report in shown if report.place in atlas.place_by_id]
    positions = [place.coordinates for place in places if place.coordinates]
    has_areas = any(place.area for place in places)
    if info.view and positions and not has_areas and not any(map(info.view.contains, positions)):
        advice = "check the order, which is latitude, longitude; or remove the view: the map then shows all reports"
        yield Finding(info.at("view"), "C014", "no report is in the view that the map opens with", advice)


def _label(place: Place) -> str:
    return f'place "{echo(place.id)}"'
