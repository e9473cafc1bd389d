"""A published atlas → the data of the page: columns of plain values, with every text ready to be shown."""

import base64
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from geomap.exports.addresses import page_address
from geomap.exports.excerpts import excerpt, translations_of
from geomap.geometry.shapes import drawn_shape_of
from geomap.i18n.text_table import TextTable
from geomap.model import (
    Anchor,
    Article,
    MapInfo,
    OpeningView,
    Order,
    Place,
    Publish,
    Report,
    Status,
    Streets,
    slug,
)
from geomap.model.chronology import day_by
from geomap.model.language import best_language
from geomap.model.published import PublishedAtlas
from geomap.model.report import RELATIONS
from geomap.page.article_view import article_blocks
from geomap.page.columns import column, sparse, steps
from geomap.page.known import days_since_1970, known_data, times_of
from geomap.page.online import online_data
from geomap.page.overlays import overlays_data
from geomap.page.own_fields import declared_fields, own_columns
from geomap.page.streets import FILE, is_embedded
from geomap.page.weight import source_facts, stated_rules, weight_columns

STATUSES = list(Status)
NAME_OF_PLACE = "\x01"
"""Replaces the place's name in a title: names are a large part of a large page."""

_Anchored = TypeVar("_Anchored", bound=Anchor)
Translations = dict[str, dict[str, Any]]


def bundle(atlas: PublishedAtlas) -> dict[str, Any]:
    """The data of the page; ``texts`` are the published texts of its articles and the quotes in them."""
    reports = reading_order(atlas)
    places = _by_first_report(atlas.places, reports)
    place_index = {place.id: index for index, place in enumerate(places)}
    report_index = {report.id: index for index, report in enumerate(reports)}
    articles = _readable_articles(atlas)
    article_index = {article.id: index for index, article in enumerate(articles)}
    texts = TextTable(atlas.info.offered_languages)
    known = known_data(atlas, reports, place_index, texts)
    evidence, quotes = _evidence(atlas, reports, article_index)
    blocks = _blocks(atlas, articles, place_index, report_index)
    return {
        "map": {
            **_map(atlas.info),
            **declared_fields(atlas.info),
            **stated_rules(atlas.info),
            "streets": _streets(atlas.streets),
            "online": online_data(atlas.info),
            "overlays": overlays_data(atlas),
            **({"redirects": atlas.redirects} if atlas.redirects else {}),
        },
        "languages": list(texts.languages),
        "places": {
            **_places(places, texts),
            "within": {
                str(row): place_index[place.part_of] for row, place in enumerate(places) if place.part_of in place_index
            },
        },
        "reports": {
            **_reports(reports, atlas.place_by_id, place_index, texts),
            "evidence": evidence,
            **_changes(atlas, reports, known, report_index, texts),
            **own_columns(atlas.info, reports, texts),
            **weight_columns(atlas, reports),
        },
        "articles": [
            _article(atlas, article, texts)
            | source_facts(atlas, article, article_index)
            | {"readable": bool(parts)}
            | ({"day": days_since_1970(day_by(article.front_matter.published))} if known else {})
            for article, parts in zip(articles, blocks, strict=True)
        ],
        "texts": [{"blocks": parts, "quotes": found} for parts, found in zip(blocks, quotes, strict=True)],
        "pictures": _pictures(reports),
        "labels": texts.columns(),
    }


def reading_order(atlas: PublishedAtlas) -> list[Report]:
    """By the start of the date in the map's order; reports of one time as in the gazetteer, undated ones last."""
    if atlas.info.order is Order.FILE:
        return list(atlas.reports)
    sign = -1 if atlas.info.order is Order.NEWEST else 1

    def start(report: Report) -> tuple[bool, int]:
        minute = report.date.minute if report.date else None
        return report.date is None, sign * (minute or 0)

    return sorted(atlas.reports, key=start)


def _by_first_report(places: Iterable[Place], reports: Iterable[Report]) -> list[Place]:
    """The places in the order of their first reports, then those without reports."""
    order = {place: at for at, place in enumerate(dict.fromkeys(report.place for report in reports))}
    return sorted(places, key=lambda place: order.get(place.id, len(order)))


def _readable_articles(atlas: PublishedAtlas) -> list[Article]:
    """The articles that a report quotes, and those whose full text is published."""
    cited = {citation.article for citation in atlas.citations}
    return [
        article for article in atlas.articles if article.id in cited or article.front_matter.publish is Publish.FULL
    ]


def _prose(text: str | None) -> str | None:
    """The HTML of Markdown."""
    if not text:
        return None
    from geomap.page.prose import prose_html  # with its parser, which many maps do not need

    return prose_html(text)


def _map(info: MapInfo) -> dict[str, Any]:
    method = _prose(info.method)
    translations = {
        language: _given(
            title=translation.title,
            summary=translation.summary,
            method=_prose(translation.method),
            system=translation.labels.system if translation.labels else None,
        )
        for language, translation in info.translations.items()
    }
    return {
        "title": info.title,
        "summary": info.summary,
        "method": method,
        "contact": info.contact,
        "license": info.license,
        "url": page_address(info.url) if info.url else None,
        "language": info.language,
        "translations": translations,
        "system": info.labels.system if info.labels else None,
        "show": [str(status) for status in STATUSES if status in info.show],
        "order": str(info.order),
        "view": _view(info.view) if info.view else None,
    }


def _view(view: OpeningView) -> dict[str, Any]:
    box = view.box()
    return {"bounds": list(box)} if box else {"center": list(view.center or ()), "zoom": view.zoom}


def _streets(streets: Streets | None) -> dict[str, Any] | None:
    if streets is None:
        return None
    return {
        "embedded": is_embedded(streets),
        "file": FILE,
        "schema": streets.schema,
        "attribution": streets.attribution,
        "minzoom": streets.min_zoom,
        "maxzoom": streets.max_zoom,
        "bounds": [round(degrees, 6) for degrees in streets.bounds],
    }


def _places(places: Sequence[Place], texts: TextTable) -> dict[str, Any]:
    shapes = [drawn_shape_of(place) for place in places]
    return {
        "rows": len(places),
        "id": column([_id_unless_slug(place.id, place.name) for place in places]),
        "name": column([place.name for place in places]),
        "names": {
            language: sparse([place.names.get(language) for place in places])
            for language in _languages_of_names(places)
        },
        "aliases": sparse([list(place.aliases) for place in places]),
        "precision": column([str(place.precision) for place in places]),
        "label": column([texts.precision(place) for place in places]),
        "note": column([place.note for place in places]),
        "notes": _by_language(places, texts, lambda translation: translation.note),
        "kind": column([shape.kind for shape in shapes]),
        "latitude": column([round(shape.centre.latitude, 6) if shape.centre else None for shape in shapes]),
        "longitude": column([round(shape.centre.longitude, 6) if shape.centre else None for shape in shapes]),
        "radius": column([shape.radius_m for shape in shapes]),
        "geometry": sparse([shape.geometry for shape in shapes]),
    }


def _reports(
    reports: Sequence[Report], place_by_id: dict[str, Place], place_index: dict[str, int], texts: TextTable
) -> dict[str, Any]:
    names = [place_by_id[report.place].name if report.place else None for report in reports]
    datings = [report.date for report in reports]
    return {
        "rows": len(reports),
        "id": column([_id_unless_slug(report.id, report.title) for report in reports]),
        "title": column([_title(report.title, name) for report, name in zip(reports, names, strict=True)]),
        "place": steps([place_index[report.place] if report.place else -1 for report in reports]),
        "system": column([report.system for report in reports]),
        "status": column([STATUSES.index(report.status) for report in reports]),
        "reason": column([report.status_reason for report in reports]),
        "date": column([texts.date(dating) for dating in datings]),
        "first": column([days_since_1970(dating.earliest) if dating else None for dating in datings]),
        "last": column([days_since_1970(dating.latest) if dating else None for dating in datings]),
        "reported": column([texts.date(each.reported) if each.reported else None for each in reports]),
        "description": column([report.description for report in reports]),
        "translations": _by_language(
            reports,
            texts,
            lambda translation: _given(
                title=translation.title,
                system=translation.system,
                reason=translation.status_reason,
                description=translation.description,
            ),
        ),
        "history": sparse(
            [[[texts.date(each.date), str(each.status), each.reason] for each in one.history] for one in reports]
        ),
        "pictures": _picture_numbers(reports),
    }


def _changes(
    atlas: PublishedAtlas,
    reports: Sequence[Report],
    known: dict[str, Any] | None,
    report_index: dict[str, int],
    texts: TextTable,
) -> dict[str, Any]:
    """Times of day, changes and relations of the reports; nothing for a map without any."""
    related = [
        [[RELATIONS.index(kind), report_index[other.id]] for kind, other in atlas.related(report)] for report in reports
    ]
    found = {
        "times": sparse([times_of(report.date) for report in reports]),
        "since": sparse([one.status_since and [texts.date(one.status_since)] for one in reports]),
        "corrected": sparse([[[texts.date(each.date), each.note] for each in one.corrected] for one in reports]),
        "related": sparse(related),
        "known": known,
    }
    return {name: values for name, values in found.items() if values}


def _id_unless_slug(id_: str, name: str) -> str | int:
    """The id, or 0 if the page can make it from the name."""
    return 0 if name.isascii() and slug(name) == id_ else id_


def _title(title: str, place: str | None) -> str:
    title = title.replace(NAME_OF_PLACE, "")
    return title.replace(place, NAME_OF_PLACE, 1) if place else title


def _languages_of_names(places: Iterable[Place]) -> list[str]:
    return sorted({language for place in places for language in place.names})


def _by_language(entries: Sequence[Any], texts: TextTable, pick: Callable[[Any], Any]) -> Translations:
    """What ``pick`` takes from the translations of the entries, by language.

    These are the languages of the page, and those that a reader of one of them gets instead: ``pt`` for ``pt-BR``.
    """
    tags = sorted({tag for each in entries for tag in each.translations})
    read = [tag for tag in tags if any(best_language(language, [tag]) for language in texts.languages)]
    rows = {
        tag: sparse([pick(each.translations[tag]) if tag in each.translations else None for each in entries])
        for tag in read
    }
    return {tag: found for tag, found in rows.items() if found}


def _given(**values: str | None) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}


def _picture_numbers(reports: Sequence[Report]) -> dict[str, list[int]]:
    """The row of each report with pictures → the numbers of its pictures."""
    numbers, count = {}, 0
    for row, report in enumerate(reports):
        if report.media:
            numbers[str(row)] = list(range(count, count + len(report.media)))
            count += len(report.media)
    return numbers


def _pictures(reports: Iterable[Report]) -> list[dict[str, Any]]:
    made = []
    for picture in (picture for report in reports for picture in report.media):
        from geomap.page.media import published_picture

        published = published_picture(picture)
        made.append(
            {
                "address": f"data:{published.media_type};base64,{base64.b64encode(published.data).decode()}",
                "width": published.width,
                "height": published.height,
                "alt": picture.alt,
                "credit": picture.credit,
                "license": picture.license,
                "caption": picture.caption,
                "source": picture.source,
                "graphic": picture.graphic,
            }
        )
    return made


def _blocks(
    atlas: PublishedAtlas, articles: Sequence[Article], place_index: dict[str, int], report_index: dict[str, int]
) -> list[list[dict[str, Any]]]:
    mentions, citations = _by_article(atlas.mentions), _by_article(atlas.citations)
    return [
        article_blocks(article, mentions.get(article.id, ()), citations.get(article.id, ()), place_index, report_index)
        for article in articles
    ]


def _by_article(anchors: Iterable[_Anchored]) -> dict[str, list[_Anchored]]:
    found: dict[str, list[_Anchored]] = {}
    for anchor in anchors:
        found.setdefault(anchor.article, []).append(anchor)
    return found


def _article(atlas: PublishedAtlas, article: Article, texts: TextTable) -> dict[str, Any]:
    head = article.front_matter
    return {
        "id": article.id,
        "title": article.published_title or article.id,
        "publisher": head.publisher,
        "authors": list(head.authors),
        "license": head.license,
        "published": texts.date(head.published) if head.published else None,
        "url": head.url,
        "archive": head.archive_url,
        "language": head.language or atlas.info.language,
        "publish": str(head.publish),
    }


def _evidence(
    atlas: PublishedAtlas, reports: Iterable[Report], article_index: dict[str, int]
) -> tuple[dict[str, Any], list[list[list[Any]]]]:
    """The evidence of the reports in columns, and the quotes of each article in their sentences.

    Where the text of an article may not be published, the index of a quote is -1.
    """
    counts, rows, indices = [], [], []
    quotes: list[list[list[Any]]] = [[] for _ in article_index]
    for report in reports:
        citations = atlas.citations_by_report.get(report.id, ())
        counts.append(len(citations))
        for citation in citations:
            article = atlas.article_by_id[citation.article]
            row = article_index[article.id]
            rows.append(row)
            if article.front_matter.publish is Publish.NONE:
                indices.append(-1)
                continue
            indices.append(len(quotes[row]))
            quotes[row].append([*excerpt(article, citation), *filter(None, [translations_of(report, citation)])])
    return {"count": column(counts), "article": column(rows), "quote": column(indices)}, quotes
