"""A report as flat fields with stable names, for GeoJSON, CSV, KML and GeoParquet."""

from collections.abc import Iterable
from typing import Any

from geomap.exports.excerpts import excerpt, translations_of
from geomap.geometry.shapes import shape_of, to_geojson_position
from geomap.i18n.translator import Translator
from geomap.model import Article, Citation, Dating, Place, Publish, Report
from geomap.model.published import PublishedAtlas
from geomap.model.report import RELATIONS

BETWEEN = " | "
"""Separates several quotes or addresses of a report."""

Value = str | float | bool
Record = dict[str, Value | None]

KINDS: dict[str, type] = {
    "id": str,
    "title": str,
    "status": str,
    "status_reason": str,
    "date": str,
    "date_earliest": str,
    "date_latest": str,
    "date_text": str,
    "reported": str,
    "reported_earliest": str,
    "reported_latest": str,
    "system": str,
    "description": str,
    "place_id": str,
    "place": str,
    "place_note": str,
    "shape": str,
    "latitude": float,
    "longitude": float,
    "precision": str,
    "precision_text": str,
    "uncertainty_m": float,
    "coarsened": bool,
    "coarsened_to_m": float,
    "coordinate_source": str,
    "evidence": str,
    "evidence_urls": str,
    "status_since": str,
    "same_event_as": str,
    "moved_from": str,
    "see_also": str,
}
"""The fields of a record with their types, in order. Other programs rely on them: only add at the end."""


def record(atlas: PublishedAtlas, report: Report, words: Translator) -> Record:
    """The report in flat fields; None where nothing is known.

    ``latitude`` and ``longitude`` are None for a place with an outline. Where ``shape`` is ``area``, they are the
    centre of a circle with the radius ``uncertainty_m``, and not a known position.
    """
    place = atlas.place_by_id.get(report.place) if report.place else None
    citations = atlas.citations_by_report.get(report.id, ())
    fields: Record = {
        "id": report.id,
        "title": report.title,
        "status": str(report.status),
        "status_reason": report.status_reason,
        **_dated("date", report.date),
        "date_text": words.date(report.date),
        **_dated("reported", report.reported),
        "system": report.system,
        "description": report.description,
        **_placed(place),
        "precision_text": words.precision(place) if place else words("place.none"),
        "evidence": _joined(_quote(atlas.article_by_id[each.article], each) for each in citations),
        "evidence_urls": _joined(
            address
            for article in dict.fromkeys(each.article for each in citations)
            for address in addresses(atlas.article_by_id[article])
        ),
        "status_since": report.status_since.edtf if report.status_since else None,
        **{kind: _joined(other.id for each, other in atlas.related(report) if each == kind) for kind in RELATIONS},
    }
    return {name: fields[name] for name in KINDS}


def evidence_of(atlas: PublishedAtlas, report: Report) -> list[dict[str, Any]]:
    """The report's evidence as objects: each quote with its article, without text that may not be published."""
    return [
        _evidence(atlas.article_by_id[each.article], each, report)
        for each in atlas.citations_by_report.get(report.id, ())
    ]


def history_of(report: Report) -> list[dict[str, str]]:
    """The earlier statuses, the newest last."""
    return [
        {"date": change.date.edtf, "status": str(change.status), "reason": change.reason} for change in report.history
    ]


def corrections_of(atlas: PublishedAtlas, report: Report) -> list[dict[str, Any]]:
    """The corrections, the newest last, with what the report said before; places only if they are published."""
    found = [each.written() for each in report.corrected]
    for correction in found:
        before = correction.get("before", {})
        if before.get("place") not in atlas.place_by_id:
            before.pop("place", None)
            if not before:
                correction.pop("before", None)
    return found


def addresses(article: Article) -> list[str]:
    """The address of the article and that of its archived copy, where known."""
    return list(filter(None, (article.front_matter.url, article.front_matter.archive_url)))


def plain(value: Value) -> str:
    """A field's value as text: ``true``, ``400``, ``55.728``.

    >>> plain(400.0)
    '400'
    """
    if isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else f"{value:.6f}".rstrip("0").rstrip(".")


def _dated(name: str, dating: Dating | None) -> Record:
    """A date as EDTF, and its first and last possible day; open and unknown ends are None."""
    return {
        name: dating.edtf if dating else None,
        f"{name}_earliest": dating.earliest.isoformat() if dating and dating.earliest else None,
        f"{name}_latest": dating.latest.isoformat() if dating and dating.latest else None,
    }


def _placed(place: Place | None) -> Record:
    if place is None:
        named = ("place_id", "place", "place_note", "shape", "latitude", "longitude", "precision", "uncertainty_m")
        return dict.fromkeys((*named, "coarsened", "coarsened_to_m", "coordinate_source"))
    kind = shape_of(place).kind
    longitude, latitude = to_geojson_position(place.coordinates) if place.coordinates else (None, None)
    outlined = place.area is not None
    return {
        "place_id": place.id,
        "place": place.name,
        "place_note": place.note,
        "shape": None if kind == "none" else kind,
        "latitude": None if outlined else latitude,
        "longitude": None if outlined else longitude,
        "precision": str(place.precision),
        "uncertainty_m": None if outlined else place.uncertainty_m,
        "coarsened": place.coarsen is not None,
        "coarsened_to_m": place.coarsen,
        "coordinate_source": place.coordinate_source,
    }


def _evidence(article: Article, citation: Citation, report: Report) -> dict[str, Any]:
    words = None if article.front_matter.publish is Publish.NONE else excerpt(article, citation)
    return {
        "article": article.id,
        "title": article.published_title,
        "publisher": article.front_matter.publisher,
        "published": article.front_matter.published.edtf if article.front_matter.published else None,
        "url": article.front_matter.url,
        "archive_url": article.front_matter.archive_url,
        "quote": words and words[1],
        "translations": translations_of(report, citation) if words else {},
        "sentence": words and "".join(words),
    }


def _quote(article: Article, citation: Citation) -> str:
    """The quote in one line; empty if nothing of the article may be published."""
    return "" if article.front_matter.publish is Publish.NONE else excerpt(article, citation)[1]


def _joined(texts: Iterable[str]) -> str | None:
    return BETWEEN.join(filter(None, texts)) or None
