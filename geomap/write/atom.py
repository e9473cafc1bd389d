"""Atlas → feed.atom (RFC 4287, GeoRSS): how the reports came about and how their statuses changed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from geomap.model import Atlas, Dating, Report, Status
from geomap.write.identity import iri, urn
from geomap.write.records import addresses
from geomap.write.shapes import geojson_geometry, shape_of
from geomap.write.share import beside, page_address
from geomap.write.words import Words
from geomap.write.xml import child, document

MOST_ENTRIES = 500
"""The newest; readers of feeds ask again and again, and the other exports have all."""
NO_DAY = dt.date(1970, 1, 1)
"""Stands where nothing is dated: a feed cannot do without a date, and the day of the build would be a false one."""


@dataclass(frozen=True)
class _Change:
    """A report taking a status: on a day that the gazetteer gives, never on that of a build."""

    report: Report
    status: Status
    reason: str
    day: dt.date
    number: int  # of the report's changes to this status, from 1


def feed_atom(atlas: Atlas, words: Words) -> bytes:
    """The newest changes, newest first.

    An entry is known by its report, its status and how often the report has taken it, so it keeps its id when the
    status goes into the history. What has no day at all is dated 1970-01-01.
    """
    changes = [change for report in atlas.reports for change in _changes(report)]
    newest = sorted(changes, key=lambda change: change.day, reverse=True)[:MOST_ENTRIES]
    info = atlas.info
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:georss": "http://www.georss.org/georss"})
    feed.set("xml:lang", info.language)
    child(feed, "id", page_address(info.url) if info.url else urn(info, "feed"))
    child(feed, "title", info.title)
    if info.summary:
        child(feed, "subtitle", info.summary)
    child(feed, "updated", _instant(newest[0].day if newest else NO_DAY))
    child(child(feed, "author"), "name", info.title)
    child(feed, "generator", "geomap")
    if info.url:
        child(feed, "link", rel="self", type="application/atom+xml", href=beside(info.url, "data/feed.atom"))
        child(feed, "link", rel="alternate", type="text/html", href=page_address(info.url))
    if info.license:
        child(feed, "rights", info.license)
    for change in newest:
        _entry(feed, atlas, change, words)
    return document(feed)


def _changes(report: Report) -> Iterator[_Change]:
    """Every status that the report has taken, its present one last: on the latest day that is known by then."""
    counted, day = Counter[Status](), NO_DAY
    for change in report.history:
        counted[change.status] += 1
        day = max(day, _day(change.date))
        yield _Change(report, change.status, change.reason, _day(change.date), counted[change.status])
    counted[report.status] += 1
    known = report.reported or report.date
    day = max(day, _day(known)) if known else day
    yield _Change(report, report.status, report.status_reason, day, counted[report.status])


def _day(date: Dating) -> dt.date:
    return date.earliest or date.latest or NO_DAY


def _entry(feed: ET.Element, atlas: Atlas, change: _Change, words: Words) -> None:
    report, info = change.report, atlas.info
    entry = child(feed, "entry")
    child(entry, "id", urn(info, "change", report.id, str(change.status), str(change.number)))
    status = words(f"status.{change.status}")
    child(entry, "title", f"{status}: {report.title}")
    child(entry, "updated", _instant(change.day))
    if info.url:
        child(entry, "link", rel="alternate", type="text/html", href=iri(info, "report", report.id))
    for article in dict.fromkeys(each.article for each in atlas.citations_by_report.get(report.id, ())):
        for address in addresses(atlas.article_by_id[article]):
            child(entry, "link", rel="related", href=address)
    child(entry, "category", term=str(change.status), label=status)
    child(entry, "summary", f"{change.reason} {words('label.date')}: {words.date(report.date)}.")
    _position(entry, atlas, report)


def _position(entry: ET.Element, atlas: Atlas, report: Report) -> None:
    """A point with its uncertainty, or the outline of an area; nothing for an area in several parts."""
    place = atlas.place_by_id.get(report.place) if report.place else None
    if place is None:
        return
    shape = shape_of(place)
    geometry = geojson_geometry(shape)
    if geometry and geometry["type"] == "Point":
        longitude, latitude = geometry["coordinates"]
        child(entry, "georss:point", f"{latitude} {longitude}")
        if shape.radius_m:
            child(entry, "georss:radius", f"{shape.radius_m:g}")
    elif geometry and geometry["type"] == "Polygon":
        corners = geometry["coordinates"][0]
        child(entry, "georss:polygon", " ".join(f"{latitude} {longitude}" for longitude, latitude, *_ in corners))
    child(entry, "georss:featurename", place.name)


def _instant(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
