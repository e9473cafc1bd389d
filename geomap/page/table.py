"""The rows of the table for readers without JavaScript."""

from dataclasses import dataclass

from geomap.exports.excerpts import excerpt, translations_of
from geomap.exports.record import own_facts
from geomap.i18n.translator import Translator
from geomap.model import Article, Citation, Place, Publish, Report, Says
from geomap.model.published import PublishedAtlas
from geomap.page.bundle import reading_order

MAX_ROWS = 500
"""With more rows, the table of a large map would be larger than the page's data."""


@dataclass(frozen=True)
class Quotation:
    """A piece of evidence.

    Attributes:
        article: that is quoted.
        excerpt: the sentence before, in and after the quote; None if the article's text is not published.
        translations: the editor's, by language; none if the article's text is not published.
        says: what the quote says about the report.
    """

    article: Article
    excerpt: tuple[str, str, str] | None
    translations: dict[str, str]
    says: Says


@dataclass(frozen=True)
class Row:
    """A report, with its date and precision as text, and with labels and texts of its own fields, tags and check."""

    report: Report
    date: str
    place: Place | None
    precision: str
    evidence: tuple[Quotation, ...]
    own: tuple[tuple[str, str], ...]


def table_rows(atlas: PublishedAtlas, translator: Translator) -> list[Row]:
    """The first ``MAX_ROWS`` reports in reading order."""
    return [_row(atlas, report, translator) for report in reading_order(atlas)[:MAX_ROWS]]


def _row(atlas: PublishedAtlas, report: Report, translator: Translator) -> Row:
    place = atlas.place_by_id[report.place] if report.place else None
    return Row(
        report=report,
        date=translator.date(report.date),
        place=place,
        precision=translator.precision(place) if place else translator("place.none"),
        evidence=tuple(
            _quotation(article, report, citation)
            for citation in atlas.citations_by_report.get(report.id, ())
            for article in (atlas.article_by_id[citation.article],)
        ),
        own=tuple(own_facts(atlas.info, report, translator)),
    )


def _quotation(article: Article, report: Report, citation: Citation) -> Quotation:
    if article.front_matter.publish is Publish.NONE:
        return Quotation(article, None, {}, citation.says)
    return Quotation(article, excerpt(article, citation), translations_of(report, citation), citation.says)
