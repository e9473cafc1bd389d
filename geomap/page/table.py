"""The reports as a table for readers without JavaScript: what the list and the map say, in words."""

from dataclasses import dataclass

from geomap.exports.excerpts import excerpt
from geomap.i18n.translator import Translator
from geomap.model import Article, Place, Publish, Report
from geomap.model.published import PublishedAtlas
from geomap.page.bundle import reading_order

MOST_ROWS = 500
"""More rows would make a large page larger than its data."""


@dataclass(frozen=True)
class Quotation:
    """A piece of evidence; ``words`` are the sentence before, in and after the quote, None where withheld."""

    article: Article
    words: tuple[str, str, str] | None


@dataclass(frozen=True)
class Row:
    """A report in words."""

    report: Report
    date: str
    place: Place | None
    precision: str
    evidence: tuple[Quotation, ...]


def table_rows(atlas: PublishedAtlas, words: Translator) -> list[Row]:
    """The first ``MOST_ROWS`` reports in reading order."""
    return [_row(atlas, report, words) for report in reading_order(atlas.reports)[:MOST_ROWS]]


def _row(atlas: PublishedAtlas, report: Report, words: Translator) -> Row:
    place = atlas.place_by_id[report.place] if report.place else None
    return Row(
        report=report,
        date=words.date(report.date),
        place=place,
        precision=words.precision(place) if place else words("place.none"),
        evidence=tuple(
            Quotation(article, None if article.front_matter.publish is Publish.NONE else excerpt(article, citation))
            for citation in atlas.citations_by_report.get(report.id, ())
            for article in (atlas.article_by_id[citation.article],)
        ),
    )
