"""What is suspicious about the whole: places nobody uses, dates that cannot be, precision that is not there."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from geomap.findings import Finding, echo
from geomap.link.distances import FAR_KM, Extent
from geomap.model import DEFAULT_UNCERTAINTY_M, Atlas, Dating, Entry, Place, Precision

# The classes of precision with their default radius in metres, by radius.
_CLASSES = sorted(
    ((precision, radius) for precision, radius in DEFAULT_UNCERTAINTY_M.items() if radius is not None),
    key=lambda each: each[1],
)


def check(atlas: Atlas, today: date, alike: Iterable[tuple[Place, Place, str]]) -> list[Finding]:
    """All findings about a connected atlas that no part of it shows alone: L002, L003 and C001 to C010.

    A date counts as future when it is after ``today``; ``alike`` are the places that are nearly the same, and why.
    """
    return [
        *_unused_places(atlas),
        *_far_places(atlas),
        *_twin_places(alike),
        *_future_dates(atlas, today),
        *_late_reports(atlas),
        *_too_fine(atlas),
        *_unstated_precisions(atlas),
        *_placeless_reports(atlas),
        *_unshown_translations(atlas),
        *_untold(atlas),
    ]


def _unused_places(atlas: Atlas) -> Iterator[Finding]:
    reported = {report.place for report in atlas.reports}
    parents = {place.part_of for place in atlas.places}
    mentioned = {mention.place for mention in atlas.mentions}
    for place in atlas.places:
        if place.id in reported or place.id in parents:
            continue
        if place.id in mentioned:
            message = f"{_named(place)} is mentioned in an article, but no report is about it"
            advice = "nothing to do where it only helps the reader; otherwise a report may be missing"
            yield Finding(place.at(), "L003", message, advice)
        else:
            message = f"{_named(place)} is in no report, and no article mentions it by a name of its own"
            advice = "add the name that the articles use as an alias, or remove the place"
            yield Finding(place.at(), "L002", message, advice)


def _far_places(atlas: Atlas) -> Iterator[Finding]:
    extents: dict[str, Extent] = {}
    for place in atlas.places:
        parent = atlas.place_by_id.get(place.part_of or "")
        if parent is None or place.distance_reason is not None:
            continue
        if parent.id not in extents:
            extents[parent.id] = Extent.of(parent)
        gap = extents[parent.id].gap_km(place)
        if gap is not None and gap > FAR_KM:
            message = f"{_named(place)} lies {gap:,.0f} km outside {_named(parent)}, which it is part of"
            advice = "check the coordinates of both"
            if parent.area is None and parent.uncertainty_m is None:
                advice += f"; say how large {_named(parent)} is, with a precision or an area"
            yield Finding(place.at("part_of"), "C001", message, f"{advice}; or give a distance_reason")


def _twin_places(alike: Iterable[tuple[Place, Place, str]]) -> Iterator[Finding]:
    for first, second, why in alike:
        message = f"{_named(second)} looks like {_named(first)}: {why}"
        advice = (
            f"make them one place with the other names as aliases, or tell them apart; the first is at {first.at()}"
        )
        yield Finding(second.at(), "C002", message, advice)


def _future_dates(atlas: Atlas, today: date) -> Iterator[Finding]:
    dates: list[tuple[Dating | None, Entry, tuple[str | int, ...]]] = []
    for report in atlas.reports:
        dates += [(report.date, report, ("date",)), (report.reported, report, ("reported",))]
        dates += [(change.date, report, ("history", i, "date")) for i, change in enumerate(report.history)]
    for article in atlas.articles:
        head = article.front_matter
        dates += [(head.published, head, ("published",)), (head.accessed, head, ("accessed",))]
    for dating, entry, path in dates:
        if dating is not None and dating.earliest is not None and dating.earliest > today:
            message = f"{echo(dating.edtf)} is in the future: today is {today}"
            yield Finding(entry.at(*path), "C003", message, "check the year, and the order of month and day")


def _late_reports(atlas: Atlas) -> Iterator[Finding]:
    for report in atlas.reports:
        if report.date is None or report.date.earliest is None:
            continue
        cited = {citation.article: None for citation in atlas.citations_by_report.get(report.id, ())}
        for article in map(atlas.article_by_id.__getitem__, cited):
            published = article.front_matter.published
            if published is not None and published.latest is not None and report.date.earliest > published.latest:
                message = (
                    f"{echo(report.date.edtf)} is after {echo(published.edtf)}, "
                    f'when article "{echo(article.id)}" was published, which supports the report'
                )
                advice = f"check both dates; the article's is at {article.front_matter.at('published')}"
                yield Finding(report.at("date"), "C004", message, advice)


def _too_fine(atlas: Atlas) -> Iterator[Finding]:
    for place in atlas.places:
        coarser = _next_coarser(place.precision)
        if place.uncertainty is None or coarser is None or place.uncertainty <= coarser[1]:
            continue
        fitting = next((each for each, radius in _CLASSES if radius >= place.uncertainty), Precision.COUNTRY)
        message = f"precision {place.precision} does not go with an uncertainty of {place.uncertainty:,.0f} m"
        known = f"even {coarser[0]}, the next coarser one, stands for {coarser[1]:,.0f} m"
        advice = f"{known}: write precision: {fitting}, or a smaller uncertainty"
        yield Finding(place.at("precision"), "C005", message, advice)


def _next_coarser(precision: Precision) -> tuple[Precision, float] | None:
    """The next class of a larger default radius: beyond that radius, a stated precision is finer than what is known."""
    own = DEFAULT_UNCERTAINTY_M[precision]
    return next((each for each in _CLASSES if own is not None and each[1] > own), None)


def _unstated_precisions(atlas: Atlas) -> Iterator[Finding]:
    reported = {report.place for report in atlas.reports}
    for place in atlas.places:
        if place.id in reported and place.coordinates is not None and "precision" not in place.model_fields_set:
            message = f"{_named(place)} does not say how precisely its coordinates are known"
            advice = f"add precision: one of {', '.join(Precision)}"
            yield Finding(place.at(), "C006", message, advice)


def _placeless_reports(atlas: Atlas) -> Iterator[Finding]:
    for report in atlas.reports:
        if report.place is None:
            message = f'report "{echo(report.id)}" has no place: it will be listed but not drawn'
            yield Finding(
                report.at(), "C007", message, "add place: with a place's id, if anybody gives one, however roughly"
            )


def _unshown_translations(atlas: Atlas) -> Iterator[Finding]:
    offered = atlas.info.offered_languages
    translated: list[tuple[Entry, Mapping[str, Entry]]] = [(atlas.info, atlas.info.translations)]
    translated += [(place, place.translations) for place in atlas.places]
    translated += [(report, report.translations) for report in atlas.reports]
    for entry, translations in translated:
        for language, texts in translations.items():
            if not any(dict(texts).values()):
                message = f"the translation into {language} is empty"
                advice = f"write one or more of {', '.join(type(texts).model_fields)}, or take it out"
            elif language == atlas.info.language:
                message = f"{language} is the language of the map itself"
                advice = "write these texts where the map's own stand, or correct map.language"
            elif language not in offered:
                message = f"the page does not offer {language}, into which this is translated"
                advice = f"write languages: [{', '.join((*offered, language))}] under map:, or take the translation out"
            else:
                continue
            yield Finding(entry.at("translations", language), "C008", message, advice)


def _untold(atlas: Atlas) -> Iterator[Finding]:
    info = atlas.info
    if info.method is None and atlas.reports:
        message = "readers cannot know how the reports were chosen"
        yield Finding(
            info.at(), "C009", message, "add method: under map:, how you choose and judge reports, in Markdown"
        )
    if info.url is None:
        message = "the map does not know its own address, which previews of its link and embedding by oEmbed need"
        yield Finding(info.at(), "C010", message, "add url: under map:, once you know where it will be published")


def _named(place: Place) -> str:
    return f'place "{echo(place.id)}"'
