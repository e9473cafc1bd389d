"""When a map said what: since when a report is known, and when its status changed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from geomap.model.dates import Dating
from geomap.model.report import Report, Status


@dataclass(frozen=True)
class StatusPeriod:
    """A status of a report from a date on; ``since`` is None where the gazetteer does not state it."""

    status: Status
    reason: str
    since: Dating | None

    @property
    def day(self) -> dt.date | None:
        """The day by which the report had this status."""
        return day_by(self.since)


def day_by(date: Dating | None) -> dt.date | None:
    """The day by which something dated so was the case: the last that the date can mean, if that is known.

    >>> from geomap.model.dates import parse_date
    >>> day_by(parse_date("2023-01")), day_by(parse_date("2023-01-19T14:30Z")), day_by(None)
    (datetime.date(2023, 1, 31), datetime.date(2023, 1, 19), None)
    """
    return (date.latest or date.earliest) if date else None


def statuses_of(report: Report) -> list[StatusPeriod]:
    """Every status of the report, the current one last."""
    earlier = [StatusPeriod(change.status, change.reason, change.date) for change in report.history]
    since = report.status_since if report.history or report.status_since else report.reported
    return [*earlier, StatusPeriod(report.status, report.status_reason, since)]


def known_since(report: Report, published: Iterable[Dating | None]) -> dt.date | None:
    """The day from which the map has had the report; None if nothing states it.

    That is the day of its first status; without one, when it was reported or when a source was published, whichever
    is first. When it happened does not say when it became known.

    Args:
        report: of the map.
        published: when the articles that it quotes were published.
    """
    first = statuses_of(report)[0].day if report.history or report.status_since else None
    days = [first] if first else [day_by(report.reported), *map(day_by, published)]
    return min(filter(None, days), default=None)
