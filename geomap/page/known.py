"""What the page needs to show the map as it was known on an earlier day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from geomap.i18n.text_table import TextTable
from geomap.model import Dating, FormerTexts, Report
from geomap.model.chronology import day_by, known_since, statuses_of
from geomap.model.published import PublishedAtlas
from geomap.page.columns import column, sparse

EPOCH = dt.date(1970, 1, 1).toordinal()


def days_since_1970(day: dt.date | None) -> int | None:
    """Days since 1970; None where there is no day."""
    return day.toordinal() - EPOCH if day else None


def times_of(dating: Dating | None) -> list[int | None] | None:
    """Minutes of the first day at its start and of the last day at its end; and those of its start in UTC."""
    start = dating.start.time if dating and dating.start else None
    end = dating.end.time if dating and dating.end else None
    if start is None and end is None:
        return None
    ends = [each.minutes if each else None for each in (start, end)]
    return [*ends, start.minutes - (start.offset or 0) if start else None]


def known_data(
    atlas: PublishedAtlas, reports: Sequence[Report], place_index: dict[str, int], texts: TextTable
) -> dict[str, Any] | None:
    """The days on which the reports became known and changed; None for a map whose reports never changed.

    Args:
        atlas: the map.
        reports: in the order of the page.
        place_index: the row of each place.
        texts: gets the texts of former dates.
    """
    if not any(report.history or report.status_since or report.corrected for report in reports):
        return None
    return {
        "since": column([_known_since(atlas, report) for report in reports]),
        "statuses": sparse(
            [[days_since_1970(each.day) for each in statuses_of(one)] if one.history else None for one in reports]
        ),
        "former": sparse([_formers(report, place_index, texts) for report in reports]),
    }


def _known_since(atlas: PublishedAtlas, report: Report) -> int | None:
    articles = {citation.article for citation in atlas.citations_by_report.get(report.id, ())}
    published = [atlas.article_by_id[each].front_matter.published for each in sorted(articles)]
    return days_since_1970(known_since(report, published))


def _formers(report: Report, place_index: dict[str, int], texts: TextTable) -> list[list[Any]]:
    """The day of each correction, and what it changed."""
    return [[days_since_1970(day_by(each.date)), _former(each.before, place_index, texts)] for each in report.corrected]


def _former(before: FormerTexts | None, place_index: dict[str, int], texts: TextTable) -> dict[str, Any]:
    if before is None:
        return {}
    date = before.date
    values = {
        "title": before.title,
        "place": place_index.get(before.place or ""),
        "system": before.system,
        "description": before.description,
        "date": texts.date(date) if date else None,
        "first": days_since_1970(date.earliest) if date else None,
        "last": days_since_1970(date.latest) if date else None,
        "times": times_of(date),
    }
    return {key: value for key, value in values.items() if value is not None}
