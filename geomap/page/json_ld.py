"""Metadata for search engines: the map as a schema.org Dataset in JSON-LD, with its places and reports."""

import json
from collections.abc import Iterable
from typing import Any

from geomap.exports.addresses import file_address, page_address
from geomap.exports.iris import iri
from geomap.exports.record import addresses
from geomap.exports.registry import Export
from geomap.geometry.shapes import geojson_geometry, shape_of
from geomap.model import Article, Correction, Place, Report, Says
from geomap.model.published import PublishedAtlas

MOST_REPORTS = 200
"""A map with more describes itself and its files only: search engines do not read so many items in one page."""

Node = dict[str, Any]


def page_json_ld(atlas: PublishedAtlas, files: Iterable[Export]) -> str:
    """The map as a Dataset, in JSON that is safe inside a script element.

    A report is a Claim, with its status in the description. An Event would assert that it happened, and a ClaimReview
    that a fact-checker has rated a claim.

    Args:
        atlas: the map.
        files: the exports that can be downloaded.
    """
    info = atlas.info
    days = [day for report in atlas.reports if report.date for day in (report.date.earliest, report.date.latest) if day]
    dataset = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": page_address(info.url) if info.url else None,
        "url": page_address(info.url) if info.url else None,
        "name": info.title,
        "description": info.summary or info.title,
        "inLanguage": info.language,
        "license": _license(info.license),
        "isAccessibleForFree": True,
        "temporalCoverage": f"{min(days).isoformat()}/{max(days).isoformat()}" if days else None,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": each.media_type,
                "contentUrl": file_address(info.url, each.path),
            }
            for each in files
        ],
    }
    if len(atlas.reports) <= MOST_REPORTS:
        reported = dict.fromkeys(report.place for report in atlas.reports if report.place)
        dataset["spatialCoverage"] = [_place(atlas, atlas.place_by_id[place]) for place in reported]
        dataset["hasPart"] = [_report(atlas, report) for report in atlas.reports]
    text = json.dumps(_known(dataset), ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":  # so that no text can end the element or begin a comment
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _license(text: str | None) -> str | Node | None:
    if text is None or text.startswith(("https://", "http://")):
        return text
    return {"@type": "CreativeWork", "name": text}


def _place(atlas: PublishedAtlas, place: Place) -> Node:
    return _known(
        {
            "@type": "Place",
            "@id": iri(atlas.info, "place", place.id),
            "name": place.name,
            "alternateName": list(place.all_names[1:]),
            "description": place.note,
            "geo": _geo(place),
        }
    )


def _geo(place: Place) -> Node | None:
    """The circle that contains the place, or its outline; a point only if the uncertainty is not known."""
    shape = shape_of(place)
    if shape.centre is not None:
        centre = {"@type": "GeoCoordinates", "latitude": shape.centre.latitude, "longitude": shape.centre.longitude}
        if shape.radius_m is None:
            return centre
        return {"@type": "GeoCircle", "geoMidpoint": centre, "geoRadius": shape.radius_m}
    geometry = geojson_geometry(shape)
    if geometry is None or geometry["type"] != "Polygon":
        return None
    corners = geometry["coordinates"][0]
    return {"@type": "GeoShape", "polygon": " ".join(f"{latitude} {longitude}" for longitude, latitude, *_ in corners)}


def _report(atlas: PublishedAtlas, report: Report) -> Node:
    citations = atlas.citations_by_report.get(report.id, ())
    claiming = dict.fromkeys(each.article for each in citations if each.says is Says.SUPPORTS)
    others = dict.fromkeys(each.article for each in citations if each.article not in claiming)
    return _known(
        {
            "@type": "Claim",
            "@id": iri(atlas.info, "report", report.id),
            "name": report.title,
            "description": f"{report.status}: {report.status_reason}",
            "keywords": list(report.tags),
            "correction": [_correction(each) for each in report.corrected],
            "temporal": report.date.edtf if report.date else None,
            "contentLocation": {"@id": iri(atlas.info, "place", report.place)} if report.place else None,
            "appearance": [_article(atlas, atlas.article_by_id[article]) for article in claiming],
            "subjectOf": [_article(atlas, atlas.article_by_id[article]) for article in others],
        }
    )


def _correction(correction: Correction) -> Node:
    comment = {"@type": "CorrectionComment", "text": correction.note}
    return comment | ({"datePublished": correction.date.edtf} if correction.date.plain else {})


def _article(atlas: PublishedAtlas, article: Article) -> Node:
    """A CreativeWork: it may be a post or a letter as well as an article; based on those that it repeats."""
    name, head = article.published_title or article.id, article.front_matter
    publisher = {"@type": "Organization", "name": head.publisher} if head.publisher else None
    urls = addresses(article)
    published = head.published.edtf if head.published and head.published.plain else None
    work = {"name": name, "url": urls[0] if urls else None, "archivedAt": head.archive_url, "publisher": publisher}
    based_on: list[Node] = [_work(each) for each in atlas.repeated_by(article)]
    if head.origin:
        based_on.append({"@type": "CreativeWork", "publisher": {"@type": "Organization", "name": head.origin}})
    more = {"datePublished": published, "genre": head.kind and str(head.kind), "isBasedOn": based_on}
    return _known({"@type": "CreativeWork", **work, **more})


def _work(article: Article) -> Node:
    address = next(iter(addresses(article)), None)
    return _known({"@type": "CreativeWork", "name": article.published_title or article.id, "url": address})


def _known(node: Node) -> Node:
    """The node without empty values."""
    return {key: value for key, value in node.items() if value not in (None, [])}
