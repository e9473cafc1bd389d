"""Atlas → reports.geojson (RFC 7946): one feature a report, its doubts among its properties."""

import json
from typing import Any

from geomap.model import Atlas, Citation, Dating, Publish, Report
from geomap.write.shapes import geojson_geometry, shape_of
from geomap.write.words import Words


def reports_geojson(atlas: Atlas, words: Words) -> bytes:
    """The reports as a FeatureCollection. A report without a place has a null geometry.

    A place that is known only as an area, or published coarsened, is a polygon and never a point.
    """
    head = f'{{"type": "FeatureCollection", "name": {_json(atlas.info.title)}, "features": ['
    features = ",\n".join(_json(_feature(atlas, report, words)) for report in atlas.reports)
    return f"{head}\n{features}\n]}}\n".encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _feature(atlas: Atlas, report: Report, words: Words) -> dict[str, Any]:
    place = atlas.place_by_id.get(report.place) if report.place else None
    return {
        "type": "Feature",
        "id": report.id,
        "geometry": geojson_geometry(shape_of(place)),
        "properties": {
            "title": report.title,
            "status": str(report.status),
            "status_reason": report.status_reason,
            "system": report.system,
            **_dated("date", report.date),
            "date_words": words.date(report.date),
            **_dated("reported", report.reported),
            "description": report.description,
            "place": place.name if place else None,
            "place_id": place.id if place else None,
            "place_note": place.note if place else None,
            "precision": str(place.precision) if place else None,
            "precision_words": words.precision(place) if place else words("place.none"),
            "uncertainty_m": place.uncertainty_m if place and place.area is None else None,
            "coarsened_to_m": place.coarsen if place else None,
            "coordinate_source": place.coordinate_source if place else None,
            "evidence": [_evidence(atlas, citation) for citation in atlas.citations_by_report.get(report.id, ())],
            "history": [
                {"date": change.date.edtf, "status": str(change.status), "reason": change.reason}
                for change in report.history
            ],
        },
    }


def _dated(name: str, dating: Dating | None) -> dict[str, str | None]:
    """A date as EDTF and as the first and last day it can mean; open and unknown ends are null."""
    return {
        name: dating.edtf if dating else None,
        f"{name}_earliest": dating.earliest.isoformat() if dating and dating.earliest else None,
        f"{name}_latest": dating.latest.isoformat() if dating and dating.latest else None,
    }


def _evidence(atlas: Atlas, citation: Citation) -> dict[str, Any]:
    article = atlas.article_by_id[citation.article]
    withheld = article.head.publish is Publish.NONE
    return {
        "article": article.id,
        "title": article.published_title,
        "publisher": article.head.publisher,
        "published": article.head.published.edtf if article.head.published else None,
        "url": article.head.url,
        "archive_url": article.head.archive_url,
        "quote": None if withheld else citation.exact,
    }
