"""Atlas → feed.atom (RFC 4287, GeoRSS): new reports and changes of status."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from geomap.exports.addresses import file_address, page_address
from geomap.exports.iris import iri, urn
from geomap.exports.record import addresses
from geomap.exports.xml import document, element
from geomap.geometry.shapes import geojson_geometry, shape_of
from geomap.i18n.translator import Translator
from geomap.model import Dating, Place, Report, Status
from geomap.model.published import PublishedAtlas

MOST_ENTRIES = 500
"""A feed is fetched again and again; the other exports have all reports."""
NO_DAY = dt.date(1970, 1, 1)
"""The date of an entry without one: Atom requires a date, and the day of the build would be wrong."""


@dataclass(frozen=True)
class _Change:
    """A report gets a status, on a day from the gazetteer, never on that of a build."""

    report: Report
    status: Status
    reason: str
    day: dt.date
    number: int  # of the report's changes to this status, from 1


def feed_atom(atlas: PublishedAtlas, words: Translator) -> bytes:
    """The newest changes, newest first.

    The id of an entry is made from its report, its status and the number of times the report has had it, so it stays
    the same when the status moves to the history. A change without any date is dated 1970-01-01.
    """
    changes = [change for report in atlas.reports for change in _changes(report)]
    newest = sorted(changes, key=lambda change: change.day, reverse=True)[:MOST_ENTRIES]
    content = [*_head(atlas, newest[0].day if newest else NO_DAY), *(_entry(atlas, each, words) for each in newest)]
    spaces = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:georss": "http://www.georss.org/georss"}
    return document("feed", content, **spaces, **{"xml:lang": atlas.info.language})


def _head(atlas: PublishedAtlas, updated: dt.date) -> Iterator[str]:
    info = atlas.info
    yield element("id", page_address(info.url) if info.url else urn(info, "feed"))
    yield element("title", info.title)
    if info.summary:
        yield element("subtitle", info.summary)
    yield element("updated", _instant(updated))
    yield element("author", element("name", info.title))
    yield element("generator", "geomap")
    if info.url:
        feed, page = file_address(info.url, "data/feed.atom"), page_address(info.url)
        yield element("link", rel="self", type="application/atom+xml", href=feed)
        yield element("link", rel="alternate", type="text/html", href=page)
    if info.license:
        yield element("rights", info.license)


def _changes(report: Report) -> Iterator[_Change]:
    """Every status of the report, the current one last, dated with the latest day known by then."""
    counts, day = Counter[Status](), NO_DAY
    for change in report.history:
        counts[change.status] += 1
        day = max(day, _day(change.date))
        yield _Change(report, change.status, change.reason, _day(change.date), counts[change.status])
    counts[report.status] += 1
    known = report.reported or report.date
    day = max(day, _day(known)) if known else day
    yield _Change(report, report.status, report.status_reason, day, counts[report.status])


def _day(date: Dating) -> dt.date:
    return date.earliest or date.latest or NO_DAY


def _entry(atlas: PublishedAtlas, change: _Change, words: Translator) -> str:
    report, info = change.report, atlas.info
    status = words(f"status.{change.status}")
    articles = dict.fromkeys(each.article for each in atlas.citations_by_report.get(report.id, ()))
    sources = dict.fromkeys(address for each in articles for address in addresses(atlas.article_by_id[each]))
    place = atlas.place_by_id[report.place] if report.place else None
    return element(
        "entry",
        element("id", urn(info, "change", report.id, str(change.status), str(change.number))),
        element("title", f"{status}: {report.title}"),
        element("updated", _instant(change.day)),
        element("link", rel="alternate", type="text/html", href=iri(info, "report", report.id)) if info.url else None,
        *(element("link", rel="related", href=address) for address in sources),
        element("category", term=str(change.status), label=status),
        *(element("category", term=tag, scheme=urn(info, "tags")) for tag in report.tags),
        element("content", f"{change.reason} {words('label.date')}: {words.date(report.date)}.", type="text"),
        *(_position(place) if place else ()),
    )


def _position(place: Place) -> Iterator[str]:
    """A point and its uncertainty, or the outline of an area; nothing for an area in several parts."""
    shape = shape_of(place)
    geometry = geojson_geometry(shape)
    if geometry and geometry["type"] == "Point":
        longitude, latitude = geometry["coordinates"]
        yield element("georss:point", f"{latitude} {longitude}")
        if shape.radius_m:
            yield element("georss:radius", f"{shape.radius_m:g}")
    elif geometry and geometry["type"] == "Polygon":
        corners = geometry["coordinates"][0]
        yield element("georss:polygon", " ".join(f"{latitude} {longitude}" for longitude, latitude, *_ in corners))
    yield element("georss:featurename", place.name)


def _instant(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
