"""Atlas → feed.atom (RFC 4287, GeoRSS): new reports, changes of status and corrections."""

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
from geomap.model import Dating, Place, Report
from geomap.model.chronology import statuses_of
from geomap.model.published import PublishedAtlas

MOST_ENTRIES = 500
"""A feed is fetched again and again; the other exports have all reports."""
CORRECTED = "corrected"
"""The kind of an entry about a correction; the others have the status."""
NO_DAY = dt.date(1970, 1, 1)
"""The date of an entry without one: Atom requires a date, and the day of the build would be wrong."""


@dataclass(frozen=True)
class _Change:
    """A report gets a status or is corrected, on a day from the gazetteer, never on that of a build.

    ``kind`` is the status, or ``corrected``; ``number`` counts the report's changes of that kind, from 1. ``instant``
    is empty where the gazetteer gives no time of day with a zone.
    """

    report: Report
    kind: str
    text: str
    day: dt.date
    number: int
    instant: str = ""

    @property
    def updated(self) -> str:
        return self.instant or f"{self.day.isoformat()}T00:00:00Z"


def feed_atom(atlas: PublishedAtlas, words: Translator) -> bytes:
    """The newest changes, newest first.

    The id of an entry is made from its report, its status and the number of times the report has had it, so it stays
    the same when the status moves to the history, and when the id of the report changes and its former one is
    redirected. A change without any date is dated 1970-01-01.
    """
    changes = [change for report in atlas.reports for change in _changes(report)]
    newest = sorted(changes, key=lambda change: change.updated, reverse=True)[:MOST_ENTRIES]
    updated = newest[0].updated if newest else f"{NO_DAY.isoformat()}T00:00:00Z"
    named = _first_ids(atlas)
    content = [*_head(atlas, updated), *(_entry(atlas, each, words, named) for each in newest)]
    spaces = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:georss": "http://www.georss.org/georss"}
    return b"".join(document("feed", content, **spaces, **{"xml:lang": atlas.info.language}))


def _first_ids(atlas: PublishedAtlas) -> dict[str, str]:
    """The first former id of each report that has one: feed readers know its entries by it."""
    first: dict[str, str] = {}
    for old, new in atlas.redirects.items():
        first.setdefault(new, old)
    return first


def _head(atlas: PublishedAtlas, updated: str) -> Iterator[str]:
    info = atlas.info
    yield element("id", page_address(info.url) if info.url else urn(info, "feed"))
    yield element("title", info.title)
    if info.summary:
        yield element("subtitle", info.summary)
    yield element("updated", updated)
    yield element("author", element("name", info.title))
    yield element("generator", "geomap")
    if info.url:
        feed, page = file_address(info.url, "data/feed.atom"), page_address(info.url)
        yield element("link", rel="self", type="application/atom+xml", href=feed)
        yield element("link", rel="alternate", type="text/html", href=page)
    if info.license:
        yield element("rights", info.license)


def _changes(report: Report) -> Iterator[_Change]:
    """Every status of the report, the current one with the latest day known by then; and its corrections."""
    counts, day = Counter[str](), NO_DAY
    *earlier, current = statuses_of(report)
    for each in earlier:
        counts[each.status] += 1
        day = max(day, _day(each.since))
        yield _Change(report, each.status, each.reason, _day(each.since), counts[each.status], _instant(each.since))
    counts[current.status] += 1
    known = report.status_since or report.reported or report.date
    day = max(day, _day(known))
    instant = _instant(known) if day == _day(known) else ""
    yield _Change(report, current.status, current.reason, day, counts[current.status], instant)
    for number, correction in enumerate(report.corrected, 1):
        when = correction.date
        yield _Change(report, CORRECTED, correction.note, _day(when), number, _instant(when))


def _day(date: Dating | None) -> dt.date:
    return (date and (date.earliest or date.latest)) or NO_DAY


def _instant(date: Dating | None) -> str:
    """The instant at which the date begins, if it has a time with a zone."""
    instant = date.start.instant if date and date.start else None
    return instant.isoformat().replace("+00:00", "Z") if instant else ""


def _entry(atlas: PublishedAtlas, change: _Change, words: Translator, named: dict[str, str]) -> str:
    report, info = change.report, atlas.info
    label = words("label.corrected") if change.kind == CORRECTED else words(f"status.{change.kind}")
    articles = dict.fromkeys(each.article for each in atlas.citations_by_report.get(report.id, ()))
    sources = dict.fromkeys(address for each in articles for address in addresses(atlas.article_by_id[each]))
    place = atlas.place_by_id[report.place] if report.place else None
    return element(
        "entry",
        element("id", urn(info, "change", named.get(report.id, report.id), change.kind, str(change.number))),
        element("title", f"{label}: {report.title}"),
        element("updated", change.updated),
        element("link", rel="alternate", type="text/html", href=iri(info, "report", report.id)) if info.url else None,
        *(element("link", rel="related", href=address) for address in sources),
        element("category", term=change.kind, label=label),
        *(element("category", term=tag, scheme=urn(info, "tags")) for tag in report.tags),
        element("content", f"{change.text} {words('label.date')}: {words.date(report.date)}.", type="text"),
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
