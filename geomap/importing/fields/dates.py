"""Dates as people write them in tables → EDTF. A date with two possible readings is not read."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from geomap.findings import echo
from geomap.importing.source import text_of
from geomap.model.dates import parse_date, worded_date
from geomap.model.times import TimeOfDay
from geomap.model.written_dates import readings, readings_in_year, time_in

_LEAP_YEAR = 2024
_LATE = 18 * 60  # minutes; midnight in India is 18:30
_MANY = 3
_MAX_COMPARED = 200  # ranges from which the order of day and month is inferred
_TIME = re.compile(r"(?<=[\dT ,])(\d\d?:\d\d.*)", re.DOTALL)
_EDTF_TIME = re.compile(r"T[^/,}\]]*")
_EDTF_MIDNIGHT = re.compile(r"T00:00(?::00)?(?:Z|[+-]\d\d(?::\d\d)?)?")
_MIDNIGHT = re.compile(r"0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? AM", re.IGNORECASE)
_IN_UTC = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.0+)?)?\s*(?:Z|UTC|GMT|[+-]00:?00)", re.IGNORECASE
)
_IRANIAN = re.compile(r"1[234]\d\d/\d{1,2}/\d{1,2}|[۱١][۲-۴٢-٤][۰-۹٠-٩]{2}\D.*|.*\D[۱١][۲-۴٢-٤][۰-۹٠-٩]{2}")
_SERIAL_TIME = re.compile(r"[2-7]\d{4}[.,](\d+)")
_EPOCH = re.compile(r"\d{9,10}|\d{13}|1[67]\d{14}")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?:,?[T ]+\d\d?:\d\d.*)?", re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:,?[T ]+\d\d?:\d\d.*)?", re.DOTALL)


class InvalidDateError(ValueError):
    """The date cannot be read; the message says why."""


class AmbiguousDateError(InvalidDateError):
    """It has more than one reading, or no year.

    Attributes:
        hint: what the user can do.
        unclear: what has to be known of the dates of the file: ``order``, ``century``, ``year``; empty if it is not
            one of these.
    """

    def __init__(self, message: str, hint: str, unclear: str) -> None:
        super().__init__(message)
        self.hint = hint
        self.unclear = unclear


def read_date(
    value: Any, *, month_first: bool | None = None, century: str | None = None, year: int | None = None
) -> str:
    """The EDTF of a date; empty if there is none.

    Args:
        value: from the source. A time of day is kept as it is written, with its zone if it has one; but midnight is
            dropped, because programs write it for a day without a time.
        month_first: whether 3/4/2023 is in March; None if unknown. In dates with dots the day always comes first.
        century: the first two digits of years of which only the last two are written, such as ``20``.
        year: of dates without a year.

    Raises:
        InvalidDateError: it cannot be read.

    >>> read_date("22 NOV 2023"), read_date("2023-11-22T10:00:00Z"), read_date("22/11/2023"), read_date("3.4.2023")
    ('2023-11-22', '2023-11-22T10:00:00Z', '2023-11-22', '2023-04-03')
    >>> read_date("22.11.2023 14:30"), read_date("2023-11-22T00:00:00Z"), read_date("22/11/2023 2:30 pm")
    ('2023-11-22T14:30', '2023-11-22', '2023-11-22T14:30')
    """
    text = text_of(value)
    if not text:
        return ""
    date, error = _read(text, month_first, century, year)
    if error:
        raise error
    return date


@lru_cache(maxsize=4096)  # tables repeat their dates, and the invalid ones take the longest to read
def _read(
    text: str, month_first: "bool | None", century: str | None, year: int | None
) -> tuple[str, InvalidDateError | None]:
    """The EDTF, or why there is none."""
    try:
        return _EDTF_MIDNIGHT.sub("", parse_date(text).edtf), None
    except PydanticCustomError as error:
        why = error.message()
    found = readings(text, month_first=month_first)
    if not found:
        found = readings_in_year(text, year or _LEAP_YEAR, month_first=month_first)
        if found and year is None:
            hint = "pass --year with the year of such dates"
            return "", AmbiguousDateError(f'"{echo(text)}" has no year', hint, "year")
    if found and _IRANIAN.fullmatch(text):
        return "", InvalidDateError(f'"{echo(text)}" looks like a date of the Iranian or the Islamic calendar')
    if len(found) > 1 and century:
        found = tuple(each for each in found if each.startswith(century)) or found
    if len(found) > 1:
        return "", _ambiguous(text, found, month_first)
    if not found:
        return "", InvalidDateError(why)
    time = time_in(text, found[0]) or _time_of_number(text)
    return f"{found[0]}T{time.edtf}" if time and (time.minutes or time.second) else found[0], None


def _time_of_number(text: str) -> TimeOfDay | None:
    """The time of day of seconds or milliseconds since 1970, in UTC; or of the day of a spreadsheet, on some clock."""
    if _EPOCH.fullmatch(text) and (moment := _moment_in_utc(text)):
        return TimeOfDay(moment.hour, moment.minute, moment.second or None, 0)
    if serial := _SERIAL_TIME.fullmatch(text):
        minutes, second = divmod(round(float(f"0.{serial[1]}") * 86_400), 60)
        return TimeOfDay(minutes // 60, minutes % 60, second or None) if minutes < 24 * 60 else None
    return None


def _ambiguous(text: str, found: Sequence[str], month_first: "bool | None") -> AmbiguousDateError:
    hint, unclear = "write the one that is meant into the file", ""
    if len({each[:2] for each in found}) > 1:
        hint, unclear = "pass --century 20 or --century 19", "century"
    elif month_first is None and len(readings(text, month_first=True)) < len(found):
        hint, unclear = "pass --dates day-first or --dates month-first", "order"
    return AmbiguousDateError(f'"{echo(text)}" may be {" or ".join(found)}', hint, unclear)


def without_time(date: str) -> str:
    """A date in EDTF without its times of day.

    >>> without_time("2023-01-19T14:30Z/2023-01-20T10:00")
    '2023-01-19/2023-01-20'
    """
    return _EDTF_TIME.sub("", date)


def with_time(date: str, text: str) -> str:
    """A day in EDTF with a time of day that the source gives in another field; empty if the text is no time of day.

    >>> with_time("2023-01-19", "14:30"), with_time("2023-01", "14:30"), with_time("2023-01-19", "at noon")
    ('2023-01-19T14:30', '', '')
    """
    time = time_in(f"{date} {text.strip()}", date)
    return f"{date}T{time.edtf}" if time else ""


def is_a_day(name: str) -> bool:
    """Whether what should be a name is only a date, as GeoConfirmed writes it.

    >>> is_a_day("22 NOV 2023"), is_a_day("2023-11-22"), is_a_day("22.11.2023"), is_a_day("2023"), is_a_day("Fort 2023")
    (True, True, True, False, False)
    """
    in_numbers = re.fullmatch(r"\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{4}", name.strip())
    return bool(in_numbers) or worded_date(name) is not None


def time_of_day(value: Any) -> str:
    """The time in a date as it is written, with its zone; empty for none and for a midnight without a zone.

    >>> time_of_day("2023-11-22T10:00:00Z"), time_of_day("22.11.2023 14:30"), time_of_day("1/19/2023 0:00")
    ('10:00:00Z', '14:30', '')
    """
    found = _TIME.search(text_of(value))
    return found[1] if found and not _MIDNIGHT.fullmatch(found[1]) else ""


def in_zone(value: Any, zone: ZoneInfo) -> Any:
    """A date and time in UTC as the date and time in a zone; any other value as it is.

    >>> in_zone("2022-04-07T22:00:00Z", ZoneInfo("Europe/Kyiv")), in_zone("2022-04-07", ZoneInfo("Europe/Kyiv"))
    ('2022-04-08T01:00:00+03:00', '2022-04-07')
    """
    moment = _moment_in_utc(text_of(value))
    return moment.astimezone(zone).isoformat() if moment else value


def _moment_in_utc(text: str) -> dt.datetime | None:
    """The instant of a date and time that is written in UTC, or as seconds or milliseconds since 1970."""
    if _IN_UTC.fullmatch(text):
        try:
            return dt.datetime.fromisoformat(re.sub(r"\s*(?:Z|UTC|GMT)$", "+00:00", text, flags=re.IGNORECASE))
        except ValueError:  # 23:59:60, or no day of the calendar
            return None
    if _EPOCH.fullmatch(text):
        seconds = int(text[:13]) / (1000 if len(text) > 10 else 1)
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    return None


def evening_in_utc(values: Iterable[Any]) -> str:
    """The time that all dates of a file have if it is probably a local midnight in UTC, such as ``22:00``.

    Programs write the day 2022-04-08 in Kyiv as 2022-04-07T21:00:00Z in summer, 22:00 in winter. Full half hours from
    noon on that are the same for all dates, but for daylight saving time, are such midnights east of Greenwich. Few
    dates are enough only for the evening, as in Europe and western Asia.

    >>> evening_in_utc(["2022-04-07T21:00:00Z", "2022-11-07T22:00:00.000Z"]), evening_in_utc(["2022-04-07T21:17:00Z"])
    ('21:00 or 22:00', '')
    """
    times: Counter[int] = Counter()
    for text in filter(None, map(text_of, values)):
        moment = _moment_in_utc(text)
        if moment and moment.second == 0:
            times[moment.hour * 60 + moment.minute] += 1
        elif moment:
            return ""
    are_evenings = all(minutes >= 12 * 60 and minutes % 15 == 0 for minutes in times)
    if not times or not are_evenings or max(times) - min(times) > 60 or len(times) > 2:
        return ""
    if min(times) < _LATE and times.total() < _MANY:
        return ""
    return " or ".join(f"{minutes // 60}:{minutes % 60:02d}" for minutes in sorted(times))


def infer_month_first(values: Iterable[Any]) -> bool | None:
    """Whether the month comes first, if some dates of a file can only be read that way and none the other way.

    >>> infer_month_first(["3/4/2023", "21/9/2023-22/9/2023"])
    False
    >>> infer_month_first(["3/4/2023", "22/4/2023"]), infer_month_first(["4/22/2023"]), infer_month_first(["3/4/2023"])
    (False, True, None)
    """
    orders: set[bool] = set()
    others: set[str] = set()
    for text in map(text_of, values):
        found = _YEAR_LAST.fullmatch(text)
        if found and found[2] != "." and max(int(found[1]), int(found[3])) > 12:
            orders.add(int(found[3]) > 12)
        elif not found and len(others) < _MAX_COMPARED and re.search(r"\d[-/]\d+[-/ ]", text):
            others.add(text)  # such as a range: 21-22/9/2023
    for text in others:
        in_order = [bool(readings(text, month_first=each)) for each in (False, True)]
        if in_order.count(True) == 1:
            orders.add(in_order[True])
    return orders.pop() if len(orders) == 1 else None


def date_range(earliest: str, latest: str) -> str:
    """The EDTF of a first and a last day, either of which may be empty."""
    if not earliest or not latest:
        return f"{earliest or '..'}/{latest or '..'}" if earliest or latest else ""
    return earliest if earliest == latest else f"{earliest}/{latest}"
