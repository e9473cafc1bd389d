"""What a comparison knows of a map, as plain values: of the files as they are, or of what a site has published."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geomap.model import Article, Atlas, Citation, Coordinates, Place, Publish, Report
from geomap.model.published import coarsened

Fields = Mapping[str, Any]
"""Values as JSON has them, by the key that the gazetteer has for them. A key that is missing is not known."""


@dataclass(frozen=True)
class Where:
    """Where a place is, as it may be published.

    Attributes:
        position: latitude and longitude in degrees, on the grid where the place is coarsened.
        precision: the word of the gazetteer.
        uncertainty_m: radius in metres; None where unknown, or where the area has its own outline.
        area: GeoJSON geometry of the outline.
        coarsen_m: side of the grid in metres; None where the position is published as it is known.
    """

    position: Coordinates | None = None
    precision: str = "unknown"
    uncertainty_m: float | None = None
    area: Mapping[str, Any] | None = None
    coarsen_m: float | None = None


@dataclass(frozen=True)
class PlaceFacts:
    """A place; ``kept_back`` is what its coarsening hides: it is compared, and never told."""

    where: Where
    fields: Fields
    kept_back: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Quote:
    """A piece of evidence.

    Attributes:
        article: its article's id.
        words: the quote, None where no word of the article may be published.
        key: what it is compared by, and never told.
        start: where it stands in the article's text, in code points; None where that is not known.
    """

    article: str
    words: str | None
    key: str = field(repr=False)
    start: int | None = None


@dataclass(frozen=True)
class ReportFacts:
    """A report, and the quotes that it rests on."""

    fields: Fields
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class ArticleFacts:
    """An article's head, and the SHA-256 of its text."""

    text: str
    fields: Fields


@dataclass(frozen=True)
class Edition:
    """A map at one time: its entries by their ids, in their order.

    Attributes:
        info: what the map says of itself.
        places: those that the gazetteer has; of a site, those that reports name.
        reports: all of them.
        articles: None where there is no folder of articles to compare.
    """

    info: Fields
    places: Mapping[str, PlaceFacts]
    reports: Mapping[str, ReportFacts]
    articles: Mapping[str, ArticleFacts] | None


def edition_of(atlas: Atlas, *, with_articles: bool = True, with_pictures: bool = True) -> Edition:
    """What the files say; what may not be published of them is compared and never told.

    Without its articles or pictures an edition says nothing of them, and they are not compared.
    """
    shown = coarsened(atlas)
    cited = atlas.citations_by_report
    silent = {article.id for article in atlas.articles if article.front_matter.publish is Publish.NONE}
    return Edition(
        info=_info(atlas),
        places={
            place.id: _place(place, published) for place, published in zip(atlas.places, shown.places, strict=True)
        },
        reports={
            report.id: _report(report, cited.get(report.id, ()), silent, with_pictures=with_pictures)
            for report in atlas.reports
        },
        articles={article.id: _article(article) for article in atlas.articles} if with_articles else None,
    )


def text_hash(text: str) -> str:
    """The SHA-256 that stands for an article's text, as in the manifest."""
    return hashlib.sha256(text.encode()).hexdigest()


def _info(atlas: Atlas) -> Fields:
    return atlas.info.model_dump(mode="json", exclude={"online": {"key"}})  # a comparison may be read by many


def _place(place: Place, published: Place) -> PlaceFacts:
    said = {
        "name": published.name,
        "names": published.names,
        "aliases": list(published.aliases),
        "coordinate_source": published.coordinate_source,
        "part_of": published.part_of,
        "distance_reason": published.distance_reason,
        "same_as": published.same_as,
        "note": published.note,
        "translations": {key: texts.note for key, texts in published.translations.items()},
    }
    area = published.area if isinstance(published.area, dict) else None
    where = Where(
        position=published.coordinates,
        precision=str(published.precision),
        uncertainty_m=None if area else published.uncertainty_m,
        area=area,
        coarsen_m=published.coarsen,
    )
    hidden: tuple[Any, ...] | None = None
    if published.coarsen is not None:
        hidden = (place.coordinates, place.area, place.precision, place.uncertainty)
        hidden = (*hidden, place.coordinate_source, place.same_as)
    return PlaceFacts(where, said, hidden)


def _report(report: Report, citations: tuple[Citation, ...], silent: set[str], *, with_pictures: bool) -> ReportFacts:
    said = {
        "title": report.title,
        "place": report.place,
        "system": report.system,
        "status": str(report.status),
        "status_reason": report.status_reason,
        "date": report.date.edtf if report.date else None,
        "reported": report.reported.edtf if report.reported else None,
        "description": report.description,
        "history": [
            {"date": change.date.edtf, "status": str(change.status), "reason": change.reason}
            for change in report.history
        ],
        "translations": {key: texts.model_dump(exclude_none=True) for key, texts in report.translations.items()},
    }
    if with_pictures:
        said["media"] = [
            {**picture.model_dump(), "sha256": hashlib.sha256(picture.content).hexdigest()} for picture in report.media
        ]
    starts = {citation.evidence: citation.start for citation in citations}
    quotes = tuple(
        Quote(
            each.article,
            None if each.article in silent else each.quote,
            "\0".join((each.quote, each.prefix or "", each.suffix or "")),
            starts.get(index),
        )
        for index, each in enumerate(report.evidence)
    )
    return ReportFacts(said, quotes)


def _article(article: Article) -> ArticleFacts:
    head = article.front_matter.model_dump(exclude={"id", "title", "published", "accessed", "publish"})
    said = {
        "title": article.published_title,
        **head,
        "authors": list(article.front_matter.authors),
        "published": article.front_matter.published.edtf if article.front_matter.published else None,
        "accessed": article.front_matter.accessed.edtf if article.front_matter.accessed else None,
        "publish": str(article.front_matter.publish),
    }
    return ArticleFacts(text_hash(article.text), said)
