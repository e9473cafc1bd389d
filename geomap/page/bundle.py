"""Atlas → the data that the page reads: columns of plain values, every text ready to be shown as text."""

import base64
import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from geomap.geometry.shapes import shape_of
from geomap.i18n.text_table import TextTable
from geomap.model import Anchor, Article, MapInfo, Place, Publish, Report, Status, Streets, slug
from geomap.model.published import PublishedAtlas
from geomap.page.article_view import reading_blocks
from geomap.page.columns import column, sparse, steps
from geomap.page.excerpts import excerpt
from geomap.page.media import published_picture
from geomap.page.online import online_data
from geomap.page.overlays import overlays_data
from geomap.page.prose import prose_html
from geomap.page.share import page_address
from geomap.page.streets import FILE, is_embedded

FIRST_DAY = datetime.date.min
EPOCH = datetime.date(1970, 1, 1).toordinal()
STATUSES = list(Status)
NAME_OF_PLACE = "\x01"
"""Stands in a title for its place's name: names are most of a large page."""

_Anchored = TypeVar("_Anchored", bound=Anchor)
Translations = dict[str, dict[str, Any]]


def bundle(atlas: PublishedAtlas) -> dict[str, Any]:
    """The data of the page."""
    reports = reading_order(atlas.reports)
    places = _in_order_of_use(atlas.places, reports)
    place_index = {place.id: index for index, place in enumerate(places)}
    report_index = {report.id: index for index, report in enumerate(reports)}
    articles = _readable_articles(atlas)
    article_index = {article.id: index for index, article in enumerate(articles)}
    wordings = TextTable(atlas.info.offered_languages)
    return {
        "map": {
            **_map(atlas.info),
            "streets": _streets(atlas.streets),
            "online": online_data(atlas.info),
            "overlays": overlays_data(atlas),
        },
        "languages": list(wordings.languages),
        "places": _places(places, wordings),
        "reports": {
            **_reports(reports, atlas.place_by_id, place_index, wordings),
            "evidence": sparse([_evidence(atlas, report, article_index) for report in reports]),
        },
        "articles": _articles(atlas, articles, place_index, report_index, wordings),
        "pictures": _pictures(reports),
        "wordings": wordings.columns(),
    }


def reading_order(reports: Iterable[Report]) -> list[Report]:
    """Newest first by the first day a date can mean; reports of one day in the gazetteer's order, undated ones last."""
    return sorted(reports, key=lambda report: -(report.date.earliest or FIRST_DAY).toordinal() if report.date else 0)


def _in_order_of_use(places: Iterable[Place], reports: Iterable[Report]) -> list[Place]:
    """The places as the reports come to them, the others behind."""
    order = {place: at for at, place in enumerate(dict.fromkeys(report.place for report in reports))}
    return sorted(places, key=lambda place: order.get(place.id, len(order)))


def _readable_articles(atlas: PublishedAtlas) -> list[Article]:
    """The articles that a report quotes, and those that may be read whole."""
    cited = {citation.article for citation in atlas.citations}
    return [
        article for article in atlas.articles if article.id in cited or article.front_matter.publish is Publish.FULL
    ]


def _map(info: MapInfo) -> dict[str, Any]:
    method = prose_html(info.method) if info.method else None
    translations = {
        language: _given(
            title=texts.title, summary=texts.summary, method=prose_html(texts.method) if texts.method else None
        )
        for language, texts in info.translations.items()
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
    }


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


def _places(places: Sequence[Place], wordings: TextTable) -> dict[str, Any]:
    shapes = [shape_of(place) for place in places]
    return {
        "rows": len(places),
        "id": column([_id_unless_made(place.id, place.name) for place in places]),
        "name": column([place.name for place in places]),
        "names": {
            language: sparse([place.names.get(language) for place in places])
            for language in _languages_of_names(places)
        },
        "aliases": sparse([list(place.aliases) for place in places]),
        "precision": column([str(place.precision) for place in places]),
        "wording": column([wordings.precision(place) for place in places]),
        "note": column([place.note for place in places]),
        "notes": _by_language(places, wordings, lambda texts: texts.note),
        "kind": column([shape.kind for shape in shapes]),
        "latitude": column([round(shape.centre.latitude, 6) if shape.centre else None for shape in shapes]),
        "longitude": column([round(shape.centre.longitude, 6) if shape.centre else None for shape in shapes]),
        "radius": column([shape.radius_m for shape in shapes]),
        "geometry": sparse([shape.geometry for shape in shapes]),
    }


def _reports(
    reports: Sequence[Report], place_by_id: dict[str, Place], place_index: dict[str, int], wordings: TextTable
) -> dict[str, Any]:
    names = [place_by_id[report.place].name if report.place else None for report in reports]
    datings = [report.date for report in reports]
    return {
        "rows": len(reports),
        "id": column([_id_unless_made(report.id, report.title) for report in reports]),
        "title": column([_title(report.title, name) for report, name in zip(reports, names, strict=True)]),
        "place": steps([place_index[report.place] if report.place else -1 for report in reports]),
        "system": column([report.system for report in reports]),
        "status": column([STATUSES.index(report.status) for report in reports]),
        "reason": column([report.status_reason for report in reports]),
        "date": column([wordings.date(dating) for dating in datings]),
        "first": column([_day(dating.earliest) if dating else None for dating in datings]),
        "last": column([_day(dating.latest) if dating else None for dating in datings]),
        "reported": column([wordings.date(each.reported) if each.reported else None for each in reports]),
        "description": column([report.description for report in reports]),
        "translations": _by_language(
            reports,
            wordings,
            lambda texts: _given(
                title=texts.title, system=texts.system, reason=texts.status_reason, description=texts.description
            ),
        ),
        "history": sparse(
            [[[wordings.date(each.date), str(each.status), each.reason] for each in one.history] for one in reports]
        ),
        "pictures": _picture_numbers(reports),
    }


def _id_unless_made(id_: str, name: str) -> str | int:
    """The id, or 0 where the page can make it of the name."""
    return 0 if name.isascii() and slug(name) == id_ else id_


def _title(title: str, place: str | None) -> str:
    title = title.replace(NAME_OF_PLACE, "")
    return title.replace(place, NAME_OF_PLACE, 1) if place else title


def _day(day: datetime.date | None) -> int | None:
    """Days since 1970."""
    return day.toordinal() - EPOCH if day else None


def _languages_of_names(places: Iterable[Place]) -> list[str]:
    return sorted({language for place in places for language in place.names})


def _by_language(entries: Sequence[Any], wordings: TextTable, pick: Callable[[Any], Any]) -> Translations:
    """What ``pick`` takes of the entries' translations, for each of the page's languages that has some."""
    rows = {
        language: sparse(
            [pick(each.translations[language]) if language in each.translations else None for each in entries]
        )
        for language in wordings.languages
    }
    return {language: found for language, found in rows.items() if found}


def _given(**texts: str | None) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text}


def _picture_numbers(reports: Sequence[Report]) -> dict[str, list[int]]:
    numbers, count = {}, 0
    for row, report in enumerate(reports):
        if report.media:
            numbers[str(row)] = list(range(count, count + len(report.media)))
            count += len(report.media)
    return numbers


def _pictures(reports: Iterable[Report]) -> list[dict[str, Any]]:
    made = []
    for picture in (picture for report in reports for picture in report.media):
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


def _articles(
    atlas: PublishedAtlas,
    articles: Iterable[Article],
    place_index: dict[str, int],
    report_index: dict[str, int],
    wordings: TextTable,
) -> list[dict[str, Any]]:
    mentions, citations = _by_article(atlas.mentions), _by_article(atlas.citations)
    return [
        _article(atlas, article, wordings)
        | {
            "blocks": reading_blocks(
                article, mentions.get(article.id, ()), citations.get(article.id, ()), place_index, report_index
            )
        }
        for article in articles
    ]


def _by_article(anchors: Iterable[_Anchored]) -> dict[str, list[_Anchored]]:
    found: dict[str, list[_Anchored]] = {}
    for anchor in anchors:
        found.setdefault(anchor.article, []).append(anchor)
    return found


def _article(atlas: PublishedAtlas, article: Article, wordings: TextTable) -> dict[str, Any]:
    head = article.front_matter
    return {
        "id": article.id,
        "title": article.published_title or article.id,
        "publisher": head.publisher,
        "authors": list(head.authors),
        "license": head.license,
        "published": wordings.date(head.published) if head.published else None,
        "url": head.url,
        "archive": head.archive_url,
        "language": head.language or atlas.info.language,
        "publish": str(head.publish),
    }


def _evidence(atlas: PublishedAtlas, report: Report, article_index: dict[str, int]) -> list[list[Any]]:
    """The quotes of a report in their sentences; without words where the article's text may not be published."""
    found = []
    for citation in atlas.citations_by_report.get(report.id, ()):
        article = atlas.article_by_id[citation.article]
        words = () if article.front_matter.publish is Publish.NONE else excerpt(article, citation)
        found.append([article_index[article.id], *words])
    return found
