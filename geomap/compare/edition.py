"""The data of a map that is compared, as plain values: from its files, or from what a site published."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geomap.compare.rules import rule_fields
from geomap.errors import GeomapError
from geomap.model import Article, Atlas, Citation, Coordinates, Place, Publish, Report, Says
from geomap.model.published import coarsened
from geomap.model.report import RELATIONS

Fields = Mapping[str, Any]
"""JSON values by their keys in the gazetteer. A missing key is unknown."""


class CompareError(GeomapError):
    """A version of a map cannot be read, so it cannot be compared."""


@dataclass(frozen=True)
class Where:
    """Where a place is, as it may be published.

    Attributes:
        position: latitude and longitude in degrees, on the grid if the location is generalised.
        precision: the value in the gazetteer.
        uncertainty_m: radius in metres; None if unknown, or if the area has its own outline.
        area: GeoJSON geometry of the outline.
        coarsen_m: side of the grid in metres; None if the location is not generalised.
    """

    position: Coordinates | None = None
    precision: str = "unknown"
    uncertainty_m: float | None = None
    area: Mapping[str, Any] | None = None
    coarsen_m: float | None = None


@dataclass(frozen=True)
class PlaceFacts:
    """A place; ``kept_back`` is the data that its generalisation hides: it is compared, but never shown."""

    where: Where
    fields: Fields
    kept_back: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Quote:
    """A piece of evidence.

    Attributes:
        article: its article's id.
        words: the quote; None if the article must not be quoted.
        key: the text by which quotes are compared; never shown.
        start: its start in the article's text, in code points; None if unknown.
        says: what it says about the report.
    """

    article: str
    words: str | None
    key: str = field(repr=False)
    start: int | None = None
    says: str = Says.SUPPORTS


@dataclass(frozen=True)
class ReportFacts:
    """A report and its quotes."""

    fields: Fields
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class ArticleFacts:
    """An article's front matter, and the SHA-256 of its text."""

    text: str
    fields: Fields


@dataclass(frozen=True)
class Edition:
    """A map at one time: its entries by their ids, in their order.

    Attributes:
        info: the settings of the map.
        places: the places of the gazetteer; for a site, those that have reports.
        reports: all reports.
        articles: None if there is no folder of articles to compare.
    """

    info: Fields
    places: Mapping[str, PlaceFacts]
    reports: Mapping[str, ReportFacts]
    articles: Mapping[str, ArticleFacts] | None


def edition_of(atlas: Atlas, *, with_articles: bool = True, with_pictures: bool = True) -> Edition:
    """The data of the files. Exact positions are compared, but never shown; drafts are not compared.

    If an edition has no articles or no pictures, they are not compared.
    """
    shown = coarsened(atlas)
    cited = shown.citations_by_report
    silent = {article.id for article in shown.articles if article.front_matter.publish is Publish.NONE}
    return Edition(
        info=_info(atlas),
        places={place.id: _place(atlas.place_by_id[place.id], place) for place in shown.places},
        reports={
            report.id: _report(
                report,
                cited.get(report.id, ()),
                silent,
                with_pictures=with_pictures,
                with_checkers=atlas.info.show_checkers,
            )
            for report in shown.reports
        },
        articles={article.id: _article(article) for article in shown.articles} if with_articles else None,
    )


def text_hash(text: str) -> str:
    """The SHA-256 of an article's text, as in the manifest."""
    return hashlib.sha256(text.encode()).hexdigest()


def _info(atlas: Atlas) -> Fields:
    info = atlas.info.model_dump(mode="json", exclude={"online": {"key"}, "rules": True})  # a comparison may be public
    return {**info, **rule_fields(atlas.info.rules.published() if atlas.info.rules else {})}


def _place(place: Place, published: Place) -> PlaceFacts:
    fields = {
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
    return PlaceFacts(where, fields, hidden)


def _report(
    report: Report, citations: tuple[Citation, ...], silent: set[str], *, with_pictures: bool, with_checkers: bool
) -> ReportFacts:
    fields = {
        "title": report.title,
        "place": report.place,
        "system": report.system,
        "status": str(report.status),
        "status_reason": report.status_reason,
        "date": report.date.edtf if report.date else None,
        "reported": report.reported.edtf if report.reported else None,
        "description": report.description,
        "status_since": report.status_since.edtf if report.status_since else None,
        "corrected": [each.written() for each in report.corrected],
        **{kind: list(getattr(report, kind)) for kind in RELATIONS},
        "history": [
            {"date": change.date.edtf, "status": str(change.status), "reason": change.reason}
            for change in report.history
        ],
        "translations": {key: texts.model_dump(exclude_none=True) for key, texts in report.translations.items()},
        "tags": list(report.tags),
        "fields": dict(report.fields),
        "checked": report.is_checked,
        "checked_on": report.checked_on.edtf if report.checked_on else None,
    }
    if with_checkers:
        fields["checked_by"] = list(report.checkers)
    if with_pictures:
        fields["media"] = [
            {**picture.model_dump(), "sha256": hashlib.sha256(picture.content).hexdigest()} for picture in report.media
        ]
    starts = {citation.evidence: citation.start for citation in citations}
    quotes = tuple(
        Quote(
            each.article,
            None if each.article in silent else each.quote,
            "\0".join((each.quote, each.prefix or "", each.suffix or "")),
            starts.get(index),
            str(each.says),
        )
        for index, each in enumerate(report.evidence)
    )
    return ReportFacts(fields, quotes)


def _article(article: Article) -> ArticleFacts:
    front_matter = article.front_matter.model_dump(exclude={"id", "title", "published", "accessed", "publish", "draft"})
    fields = {
        "title": article.published_title,
        **front_matter,
        **{key: list(getattr(article.front_matter, key)) for key in ("authors", "repeats", "independent_of")},
        "kind": article.front_matter.kind and str(article.front_matter.kind),
        "published": article.front_matter.published.edtf if article.front_matter.published else None,
        "accessed": article.front_matter.accessed.edtf if article.front_matter.accessed else None,
        "publish": str(article.front_matter.publish),
    }
    return ArticleFacts(text_hash(article.text), fields)
