"""Which of two dates is later, as far as their precision, their qualifiers and their time zones leave no doubt."""

from geomap.model.dates import DatePart, Dating

_SECONDS_PER_DAY = 86_400
_LAST_TO_BEGIN_S, _FIRST_TO_BEGIN_S = 12 * 3600, 14 * 3600
"""How far the zones that are last and first to begin a day are from UTC: UTC-12 and UTC+14."""

_DAYS_OFF_BY_UNIT = {"day": 31, "month": 366, "year": 3_660}
"""How far off an approximate or uncertain date may be: EDTF gives no figure, geomap takes the next longer unit."""


def is_certainly_after(one: Dating, other: Dating) -> bool:
    """Whether a date is after another whatever days, times and zones the two mean.

    A date with ``~``, ``?`` or ``%`` may be off by the next longer unit: a day by a month, a month or season by a year,
    a year by ten years. A date without a zone may be in any zone if the other one states its own.

    >>> from geomap.model.dates import parse_date
    >>> def after(one, other): return is_certainly_after(parse_date(one), parse_date(other))
    >>> after("2023-01-21", "2023-01-20"), after("2023-01-21~", "2023-01-20"), after("2023-03-01~", "2023-01-20")
    (True, False, True)
    >>> after("2023-01-20T00:30+03:00", "2023-01-19T22:00Z"), after("2023-01-20", "2023-01-19T22:00Z")
    (False, False)
    """
    if one.earliest is None or other.latest is None:
        return False
    begins = one.earliest.toordinal() * _SECONDS_PER_DAY + _seconds(one.start, 0) - _slack_s(one, one.start)
    ends = other.latest.toordinal() * _SECONDS_PER_DAY + _seconds(other.end, 59) + _slack_s(other, other.end)
    if _has_zone(other.end) and not _has_zone(one.start):
        begins -= _FIRST_TO_BEGIN_S
    if _has_zone(one.start) and not _has_zone(other.end):
        ends += _LAST_TO_BEGIN_S
    return begins > ends


def _seconds(part: DatePart | None, unstated: int) -> int:
    """Seconds since midnight, in UTC if the zone is known; ``unstated`` is 0 for the first second, 59 for the last."""
    if part is None or part.time is None:
        return unstated and _SECONDS_PER_DAY - 1
    second = unstated if part.time.second is None else part.time.second
    return (part.time.minutes - (part.time.offset or 0)) * 60 + second


def _slack_s(dating: Dating, part: DatePart | None) -> int:
    qualified = part.approximate or part.uncertain if part else dating.approximate or dating.uncertain
    if not qualified:
        return 0
    unit = "year" if part is None or not (part.month or part.season) else "day" if part.day else "month"
    return _DAYS_OFF_BY_UNIT[unit] * _SECONDS_PER_DAY


def _has_zone(part: DatePart | None) -> bool:
    return part is not None and part.time is not None and part.time.offset is not None
