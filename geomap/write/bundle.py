"""Atlas → the data that the page reads: plain values, every text ready to be shown as text."""

import datetime
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from geomap.model import Article, Atlas, Citation, Place, Publish, Report, without_marks
from geomap.write.shapes import shape_of
from geomap.write.words import Words

FIRST_DAY = datetime.date.min


def bundle(atlas: Atlas, words: Words) -> dict[str, Any]:
    """What the page knows. ``atlas`` must be the coarsened one: nothing else may reach the site."""
    place_index = {place.id: index for index, place in enumerate(atlas.places)}
    cited = sorted({citation.article for citation in atlas.citations})
    article_index = {article: index for index, article in enumerate(cited)}
    return {
        "map": {
            "title": atlas.info.title,
            "summary": atlas.info.summary,
            "language": atlas.info.language,
        },
        "places": [_place(place, words) for place in atlas.places],
        "reports": [
            {
                "id": report.id,
                "title": report.title,
                "place": place_index.get(report.place) if report.place else None,
                "system": report.system,
                "status": str(report.status),
                "reason": report.status_reason,
                "date": words.date(report.date),
                "reported": words.date(report.reported) if report.reported else None,
                "description": report.description,
                "evidence": _evidence(atlas, report, article_index),
                "history": [
                    {"date": words.date(change.date), "status": str(change.status), "reason": change.reason}
                    for change in report.history
                ],
            }
            for report in reading_order(atlas.reports)
        ],
        "articles": [_article(atlas.article_by_id[name], words) for name in cited],
    }


def reading_order(reports: Iterable[Report]) -> list[Report]:
    """Newest first by the first day a date can mean; reports of one day in the gazetteer's order, undated ones last."""
    return sorted(reports, key=lambda report: -(report.date.earliest or FIRST_DAY).toordinal() if report.date else 0)


def _place(place: Place, words: Words) -> dict[str, Any]:
    shape = shape_of(place)
    return {
        "id": place.id,
        "name": place.name,
        "precision": str(place.precision),
        "words": words.precision(place),
        "note": place.note,
        "kind": shape.kind,
        "centre": [round(value, 6) for value in shape.centre] if shape.centre else None,
        "radius": shape.radius_m,
        "geometry": shape.geometry,
    }


def _article(article: Article, words: Words) -> dict[str, Any]:
    head = article.head
    return {
        "title": article.published_title or article.id,
        "publisher": head.publisher,
        "published": words.date(head.published) if head.published else None,
        "url": head.url,
        "archive": head.archive_url,
        "language": head.language,
    }


def _evidence(atlas: Atlas, report: Report, article_index: dict[str, int]) -> list[dict[str, Any]]:
    """The quotes of a report in their sentences; without words where the article's text may not be published."""
    found = []
    for citation in atlas.citations_by_report.get(report.id, ()):
        article = atlas.article_by_id[citation.article]
        entry: dict[str, Any] = {"article": article_index[article.id]}
        if article.head.publish is not Publish.NONE:
            entry |= dict(zip(("before", "quote", "after"), excerpt(article, citation), strict=True))
        found.append(entry)
    return found


def excerpt(article: Article, citation: Citation) -> tuple[str, str, str]:
    """The sentence before, in and after the quote, as a reader sees it: no Markdown marks, white space run together."""
    cuts = (citation.sentence_start, citation.start, citation.end, citation.sentence_end)
    before, quote, after = (_visible(article, first, last) for first, last in pairwise(cuts))
    return before.lstrip(), quote, after.rstrip()


def _visible(article: Article, start: int, end: int) -> str:
    return re.sub(r"\s+", " ", without_marks(article.text, article.markup, start, end))
