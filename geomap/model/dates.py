"""EDTF (ISO 8601-2) → the earliest and latest day, and the parts that a date is formatted from."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from geomap.findings import echo
from geomap.model.times import TimeOfDay, parse_time

MAX_LENGTH = 200
"""Longest text read as a date; a level 2 set of a dozen days has about 150 characters."""


@dataclass(frozen=True)
class DatePart:
    """One end of a date: as much of year, month and day as is known, and how well.

    ``season`` is 1 to 4 (spring to winter) where the EDTF gives a season instead of a month. Only a day has a ``time``.
    """

    year: int
    month: int | None = None
    day: int | None = None
    season: int | None = None
    approximate: bool = False  # EDTF ~ or %
    uncertain: bool = False  # EDTF ? or %
    time: TimeOfDay | None = None

    @property
    def instant(self) -> dt.datetime | None:
        """The instant in UTC; None without a time, or if its zone is not stated."""
        if self.time is None or self.month is None or self.day is None:
            return None
        return self.time.instant(dt.date(self.year, self.month, self.day))


@dataclass(frozen=True)
class Dating:
    """When something happened: the EDTF as written and the days it spans.

    Attributes:
        edtf: the text as the editor wrote it.
        earliest: first day it can mean, without the slack of ``~`` and ``?``; None where the start is open or unknown.
            A time of day does not move it: it is the day as written, in the zone of the time.
        latest: last day it can mean, likewise.
        start: the part before the slash, or the whole where there is no interval; None where open or unknown.
        end: the part after the slash; equal to ``start`` where there is no interval; None where open or unknown.
        interval: whether it is an interval (``a/b``, ``../b``, ``a/..``).
        plain: whether ``start`` and ``end`` give everything that the EDTF gives. False for sets, masked years and
            qualified components, which are shown to the reader as written, with their earliest and latest day.
    """

    edtf: str
    earliest: dt.date | None
    latest: dt.date | None
    start: DatePart | None
    end: DatePart | None
    interval: bool = False
    plain: bool = True

    @property
    def approximate(self) -> bool:
        """Whether any part of it is approximate (``~`` or ``%``)."""
        return "~" in self.edtf or "%" in self.edtf

    @property
    def uncertain(self) -> bool:
        """Whether any part of it is uncertain (``?`` or ``%``)."""
        return "?" in self.edtf or "%" in self.edtf

    @property
    def minute(self) -> int | None:
        """The order of dates: minutes from the beginning of year 1 to its start; None where that is not known.

        In UTC if the start has a time with a zone, else by its own clock; a day without a time begins at midnight.
        """
        if self.earliest is None:
            return None
        time = self.start.time if self.start else None
        clock = time.minutes - (time.offset or 0) if time else 0
        return self.earliest.toordinal() * 1440 + clock


@dataclass(frozen=True)
class _Span:
    """The days of a date without a slash; without a ``part`` where year, month and day do not describe it."""

    earliest: dt.date | None
    latest: dt.date | None
    part: DatePart | None


_OPEN = _Span(None, None, None)
_EXAMPLES = "write 2023, 2023-01, 2023-01-19, 2023-01~ (about) or 2023-01-05/2023-01-10"
_TIMES = "write a time as in 2023-01-19T14:30, 2023-01-19T14:30Z or 2023-01-19T14:30+03:00"
_ABOUT_A_TIME = "write it as an interval, such as 2023-01-19T14:00/2023-01-19T15:00"
_YEARS = "years run from 0001 to 9999"

# A component may have a qualifier on either side: on its left it is about this component, on its right about this one
# and all before it (ISO 8601-2, 8.2.1 and 8.2.2).
_COMPONENT = r"(?P<{0}_left>[?~%]?)(?P<{0}>[\dX]{{{1}}})(?P<{0}_right>[?~%]?)"
_DATE = re.compile(
    _COMPONENT.format("year", 4)
    + "(?:-"
    + _COMPONENT.format("month", 2)
    + "(?:-"
    + _COMPONENT.format("day", 2)
    + ")?)?",
    re.ASCII,
)
_WITH_TIME = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)T(?P<time>[^T~?%]*)(?P<qualifier>[~?%]?)", re.ASCII)
_SIGNIFICANT = re.compile(r"(?P<year>\d{4})S(?P<digits>[1-4])", re.ASCII)

# Numbers in the place of a month, with their first and last month (ISO 8601-2, 4.8.2). A season that ends in an earlier
# month than it starts in ends in the next year. Seasons without a hemisphere are read as northern ones.
_SPRING, _SUMMER, _AUTUMN, _WINTER = (3, 5), (6, 8), (9, 11), (12, 2)
_DIVISIONS: dict[int, tuple[int, int]] = {
    **dict(enumerate((_SPRING, _SUMMER, _AUTUMN, _WINTER), 21)),
    **dict(enumerate((_SPRING, _SUMMER, _AUTUMN, _WINTER), 25)),  # northern
    **dict(enumerate((_AUTUMN, _WINTER, _SPRING, _SUMMER), 29)),  # southern
    **dict(enumerate(((1, 3), (4, 6), (7, 9), (10, 12)), 33)),  # quarters
    **dict(enumerate(((1, 4), (5, 8), (9, 12)), 37)),  # quadrimesters
    **dict(enumerate(((1, 6), (7, 12)), 40)),  # semesters
}
_SEASONS = range(21, 25)


def parse_date(value: Any) -> Dating:
    """A date in EDTF, level 0 to 2; a whole number is a year.

    A day may have a time (``2023-01-19T14:30+03:00``), also one without seconds, without a zone, or at the ends of an
    interval, as in ISO 8601.

    A season is the northern, meteorological one; winter 2023 (``2023-24``) runs from December 2023 to the end of
    February 2024. Years run from 0001 to 9999.

    Raises:
        PydanticCustomError: of type G010 where it cannot be read; ``help`` in its context is what to write instead.

    >>> parse_date("2023-01~").latest
    datetime.date(2023, 1, 31)
    """
    if isinstance(value, str):
        return _dating(value.strip())
    if isinstance(value, Dating):
        return value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return _dating(value.isoformat())
    if isinstance(value, int) and not isinstance(value, bool):
        if 1000 <= value <= 9999:
            return _dating(str(value))
        raise _unreadable(
            value, "write the year with four digits, in quotes" if 0 < value < 1000 else _advice(echo(value))
        )
    if isinstance(value, list) and _is_date(as_text := f"[{','.join(map(str, value))}]"):
        raise _unreadable(as_text, f'write "{as_text}", in quotes, if it is one of these dates')
    raise _unreadable(value, _EXAMPLES)


@lru_cache(maxsize=4096)  # a gazetteer repeats its dates, which then share one value
def _dating(text: str) -> Dating:
    if len(text) > MAX_LENGTH:
        raise _unreadable(text, "write one date, and anything else in the description")
    start, slash, end = text.partition("/")
    if not slash:
        span = _set(text, text) if text[:1] in {"[", "{"} else _date(text, text)
        return Dating(text, span.earliest, span.latest, span.part, span.part, plain=span.part is not None)
    first, last = (_OPEN if side in {"", ".."} else _date(side, text) for side in (start, end))
    if first is _OPEN and last is _OPEN:
        raise _unreadable(text, "leave the date out where neither its start nor its end is known")
    if _ends_before(first, last):
        raise _wrong(f'"{echo(text)}" ends before it starts', f"write {echo(end)}/{echo(start)}")
    plain = all(span is _OPEN or span.part is not None for span in (first, last))
    return Dating(text, first.earliest, last.latest, first.part, last.part, interval=True, plain=plain)


def _ends_before(first: _Span, last: _Span) -> bool:
    """Whether an interval ends before it starts; times are compared only if both or neither state their zone."""
    if not (first.earliest and last.latest):
        return False
    begin, end = (span.part.time if span.part else None for span in (first, last))
    if begin is None or end is None or (begin.offset is None) != (end.offset is None):
        return first.earliest > last.latest
    days = (last.latest - first.earliest).days
    start, stop = (each.minutes * 60 + (each.second or 0) - (each.offset or 0) * 60 for each in (begin, end))
    return days * 86_400 + stop < start


def _set(written: str, whole: str) -> _Span:
    """One of several dates (``[a,b..c]``) or all of them (``{a,b}``); open at an end with ``..``."""
    if written[-1:] != {"[": "]", "{": "}"}[written[0]]:
        raise _unreadable(whole, _advice(whole))
    spans: list[tuple[_Span, _Span]] = []
    for element in re.split(r", *", written[1:-1]):
        first, dots, last = element.partition("..")
        begin = _OPEN if dots and not first else _date(first, whole)
        end = begin if not dots else _OPEN if not last else _date(last, whole)
        if begin is end is _OPEN or (begin.earliest and end.latest and begin.earliest > end.latest):
            raise _unreadable(whole, _advice(whole))
        spans.append((begin, end))
    earliest = [begin.earliest for begin, _ in spans if begin.earliest]
    latest = [end.latest for _, end in spans if end.latest]
    return _Span(
        min(earliest) if len(earliest) == len(spans) else None,
        max(latest) if len(latest) == len(spans) else None,
        None,
    )


def _date(written: str, whole: str) -> _Span:
    """One date that is no interval and no set; ``whole`` is what the editor wrote, for the message."""
    if timed := _WITH_TIME.fullmatch(written):
        span = _date(timed["day"], whole)
        if timed["qualifier"]:
            raise _wrong(f'"{echo(whole)}" has a time that is not exact', _ABOUT_A_TIME)
        time = parse_time(timed["time"], whole)
        if time is None:
            from geomap.model.written_dates import time_in  # few dates need it, and it takes long to import

            raise _unreadable(whole, _advice(whole) if time_in(whole, timed["day"]) else _TIMES)
        return replace(span, part=span.part and replace(span.part, time=time))
    if rounded := _SIGNIFICANT.fullmatch(written):
        year, digits = rounded["year"], int(rounded["digits"])
        return _fitting_days(year[:digits].ljust(4, "X"), None, None, whole)
    found = _DATE.fullmatch(written)
    if found is None:
        raise _unreadable(whole, _advice(whole))
    year, month, day = found.group("year", "month", "day")
    qualifiers = _qualifiers(found)
    if month is not None and day is None and "X" not in year + month and int(month) in _DIVISIONS:
        return _division(int(year), int(month), qualifiers, whole)
    # A month or day that is unknown altogether says as much as one that is left out.
    day = None if day == "XX" else day
    month = None if month == "XX" and day is None else month
    span = _fitting_days(year, month, day, whole)
    if "X" in year + (month or "") + (day or ""):
        return span
    part = _part(qualifiers, int(year), int(month) if month else None, int(day) if day else None)
    return _Span(span.earliest, span.latest, part)


def _qualifiers(found: re.Match[str]) -> set[frozenset[str]]:
    """The qualifiers of each component that is there, as a set: it has one member where all are qualified alike."""
    names = [name for name in ("year", "month", "day") if found[name]]
    left = [found[f"{name}_left"] for name in names]
    right = [found[f"{name}_right"] for name in names]
    return {frozenset("".join((left[at], *right[at:])).replace("%", "?~")) for at in range(len(names))}


def _part(
    qualifiers: set[frozenset[str]], year: int, month: int | None, day: int | None, season: int | None = None
) -> DatePart | None:
    """The parts of a date; None where its components are not qualified alike."""
    if len(qualifiers) > 1:
        return None
    (known,) = qualifiers
    return DatePart(year, month, day, season, approximate="~" in known, uncertain="?" in known)


def _division(year: int, number: int, qualifiers: set[frozenset[str]], whole: str) -> _Span:
    """A season, quarter, quadrimester or semester of a year."""
    first, last = _DIVISIONS[number]
    last_year = year + (last < first)
    if not 1 <= year <= last_year <= 9999:
        raise _wrong(f'"{echo(whole)}" is not in the calendar', _YEARS)
    part = _part(qualifiers, year, None, None, number - 20) if number in _SEASONS else None
    return _Span(dt.date(year, first, 1), dt.date(last_year, last, calendar.monthrange(last_year, last)[1]), part)


def _fitting_days(year: str, month: str | None, day: str | None, whole: str) -> _Span:
    """The first and last day that fit the digits, where X stands for any."""
    years = _numbers_like(year, range(1, 10_000))
    months, days = _numbers_like(month or "XX", range(1, 13)), _numbers_like(day or "XX", range(1, 32))
    first = next(filter(None, (_day(y, m, d) for y in years for m in months for d in days)), None)
    last = next(filter(None, (_day(y, m, d) for y in years[::-1] for m in months[::-1] for d in days[::-1])), None)
    masked = "X" in year + (month or "") + (day or "")
    if masked and (first is None or year == "XXXX"):
        raise _unreadable(whole, "give at least one digit of the year, and digits that are in the calendar")
    if first is None:
        why = _why_impossible(int(year), int(month) if month else None, int(day) if day else None)
        raise _wrong(f'"{echo(whole)}" is not in the calendar', why)
    return _Span(first, last, None)


def _numbers_like(mask: str, numbers: range) -> list[int]:
    if "X" not in mask:
        return [int(mask)] if int(mask) in numbers else []
    pattern = re.compile(mask.replace("X", r"\d"))
    return [number for number in numbers if pattern.fullmatch(f"{number:0{len(mask)}}")]


def _day(year: int, month: int, day: int) -> dt.date | None:
    return dt.date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _unreadable(written: object, advice: str) -> PydanticCustomError:
    return _wrong(f'"{echo(written)}" is not a date that geomap can read', advice)


def _wrong(message: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError("G010", "{message}", {"message": message, "help": advice})


def _why_impossible(year: int, month: int | None, day: int | None) -> str:
    if month is not None and not 1 <= month <= 12:
        return "months run from 01 to 12, seasons from 21 (spring) to 24 (winter)"
    if year == 0 or day is None:
        return _YEARS
    return f"{calendar.month_name[month or 1]} {year} has {calendar.monthrange(year, month or 1)[1]} days"


def _advice(written: str) -> str:
    """What to write instead, if the text is a date in another notation."""
    from geomap.model.written_dates import readings, readings_in_year, time_in

    found = [each for each in readings(written) if _is_date(each)]
    if not found and (of_a_year := readings_in_year(written, 2024)):  # a leap year
        return f"add the year: {re.sub('202[34](?=-)', 'YYYY', ' or '.join(of_a_year))}"
    if not found:
        return _YEARS if re.fullmatch(r"Y-?\d+|-\d{4}.*|0|\d{5,}", written) else _EXAMPLES
    if re.fullmatch(r"\d+(?:[.,]\d+)?", written) and len(written) != 8 and len(written) > 4:
        what = "seconds since 1970, in UTC" if len(written) > 8 else "days of a spreadsheet"
        return f"write {found[0]}, if the number counts {what}"
    if time := time_in(written, found[0]):
        found = [f"{each}T{time.edtf}" for each in found]
    by_order = len(found) == 2 and len(readings(written, month_first=True)) == 1
    quoted = [f'"{each}"' if each.startswith("[") else each for each in found]  # or YAML reads it as a list
    return f"write {', or '.join(quoted)}{' if the month comes first' if by_order else ''}"


def _is_date(edtf: str) -> bool:
    try:
        _dating(edtf)
    except PydanticCustomError:
        return False
    return True


def worded_date(written: str) -> str | None:
    """The EDTF of a text that is only one date with the month as a word; None for any other text.

    >>> worded_date("22 NOV 2023"), worded_date("November 2023"), worded_date("22 NOV 2023?"), worded_date("1/2/2023")
    ('2023-11-22', '2023-11', None, None)
    """
    from geomap.model.written_dates import readings

    found = readings(written)
    is_worded = len(found) == 1 and re.search(r"[^\W\d_]{3}", written) and not re.search("[/~?.]", found[0])
    return found[0] if is_worded else None
