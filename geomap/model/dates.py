"""EDTF (ISO 8601-2) → the earliest and latest day, and the parts that words are made of."""

import calendar
import contextlib
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from geomap.findings import echo

MAX_LENGTH = 200
"""Longest text read as a date; a level 2 set of a dozen days has about 150 characters."""


@dataclass(frozen=True)
class DatePart:
    """One end of a dating: as much of year, month and day as is known, and how well.

    ``season`` is 1 to 4 (spring to winter) where the EDTF says a season instead of a month.
    """

    year: int
    month: int | None = None
    day: int | None = None
    season: int | None = None
    approximate: bool = False  # EDTF ~ or %
    uncertain: bool = False  # EDTF ? or %


@dataclass(frozen=True)
class Dating:
    """When something was: the EDTF as written and the days it spans.

    Attributes:
        edtf: the text as the editor wrote it.
        earliest: first day it can mean, without the slack of ``~`` and ``?``; None where the start is open or unknown.
        latest: last day it can mean, likewise.
        start: the part before the slash, or the whole where there is no interval; None where open or unknown.
        end: the part after the slash; equal to ``start`` where there is no interval; None where open or unknown.
        interval: whether an interval was written (``a/b``, ``../b``, ``a/..``).
        plain: whether ``start`` and ``end`` say all that the EDTF says (false for level 2 sets, masked years and such,
            which are shown to the reader as written, with their earliest and latest day).
    """

    edtf: str
    earliest: dt.date | None
    latest: dt.date | None
    start: DatePart | None
    end: DatePart | None
    interval: bool = False
    plain: bool = True


@dataclass(frozen=True)
class _Side:
    """A date that is no interval, or one side of one; without a part where only its bounds can be told."""

    earliest: dt.date | None
    latest: dt.date | None
    part: DatePart | None


_OPEN = _Side(None, None, None)
_EXAMPLES = "write 2023, 2023-01, 2023-01-19, 2023-01~ (about) or 2023-01-05/2023-01-10"
_YEARS = "years run from 0001 to 9999"
_COMMON = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<doubt>[?~%]?)", re.ASCII)
_MASKED = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>[\dX]{2})(?:-(?P<day>[\dX]{2}))?)?(?P<doubt>[?~%]?)", re.ASCII)
_SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}


def parse_date(value: Any) -> Dating:
    """A date in EDTF, level 0 and 1, and level 2 where the edtf library gives it; a whole number is a year.

    A season is the northern, meteorological one; winter 2023 (``2023-24``) runs from December 2023 to the end of
    February 2024. Years run from 0001 to 9999.

    Raises:
        PydanticCustomError: of type G010 where it cannot be read; ``help`` in its context says what to write.

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
    raise _unreadable(value, _EXAMPLES)


@lru_cache(maxsize=4096)  # the library takes some 10 ms for a date, and a gazetteer repeats its dates
def _dating(text: str) -> Dating:
    if len(text) > MAX_LENGTH:
        raise _unreadable(text, "write one date, and anything else in the description")
    start, slash, end = text.partition("/")
    if not slash:
        side = _side(text, text)
        return Dating(text, side.earliest, side.latest, side.part, side.part, plain=side.part is not None)
    first, last = (_OPEN if one in {"", ".."} else _side(one, text) for one in (start, end))
    if first is _OPEN and last is _OPEN:
        raise _unreadable(text, "leave the date out where neither its start nor its end is known")
    if first.earliest and last.latest and first.earliest > last.latest:
        raise _wrong(f'"{echo(text)}" ends before it starts', f"write {echo(end)}/{echo(start)}")
    plain = all(side is _OPEN or side.part is not None for side in (first, last))
    return Dating(text, first.earliest, last.latest, first.part, last.part, interval=True, plain=plain)


def _side(written: str, whole: str) -> _Side:
    """One date without a slash; ``whole`` is what the editor wrote, for the message."""
    if common := _COMMON.fullmatch(written):
        year, month, day = (int(number) if number else None for number in common.group("year", "month", "day"))
        if month is None or month <= 20 or month in _SEASON_MONTHS or day is not None:
            return _common(year or 0, month, day, common["doubt"], whole)
    elif masked := _MASKED.fullmatch(written):
        return _masked(masked, whole)
    return _by_library(written, whole)


def _common(year: int, month: int | None, day: int | None, doubt: str, whole: str) -> _Side:
    """Year, month and day as far as given, or a year and a season."""
    approximate, uncertain = doubt in {"~", "%"}, doubt in {"?", "%"}
    try:
        if month in _SEASON_MONTHS and day is None:
            return _Side(*_season(year, month), DatePart(year, None, None, month - 20, approximate, uncertain))
        first = dt.date(year, month or 1, day or 1) if 0 not in {month, day} else None
        last = dt.date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        first = None
    if first is None:
        raise _wrong(f'"{echo(whole)}" is not in the calendar', _why_impossible(year, month, day))
    return _Side(first, last, DatePart(year, month, day, None, approximate, uncertain))


def _season(year: int, number: int) -> tuple[dt.date, dt.date]:
    first, last = _SEASON_MONTHS[number]
    last_year = year + (last < first)
    return dt.date(year, first, 1), dt.date(last_year, last, calendar.monthrange(last_year, last)[1])


def _masked(found: re.Match[str], whole: str) -> _Side:
    """Digits that are unknown (``202X``, ``2023-01-XX``): every day that fits; the library raises on most of these."""
    year, month, day = found["year"], found["month"] or "XX", found["day"] or "XX"
    years, months, days = _fitting(year, range(1, 10_000)), _fitting(month, range(1, 13)), _fitting(day, range(1, 32))
    fitting = (date for y in years for m in months for d in days if (date := _date_or_none(y, m, d)))
    backwards = (
        date for y in years[::-1] for m in months[::-1] for d in days[::-1] if (date := _date_or_none(y, m, d))
    )
    first, last = next(fitting, None), next(backwards, None)
    if first is None or year == "XXXX":
        raise _unreadable(whole, "give at least one digit of the year, and digits that are in the calendar")
    if "X" in year or (month != "XX" and "X" in month) or day != "XX":
        return _Side(first, last, None)
    doubt = found["doubt"]
    known_month = None if month == "XX" else int(month)
    return _Side(first, last, DatePart(int(year), known_month, None, None, doubt in {"~", "%"}, doubt in {"?", "%"}))


def _fitting(mask: str, numbers: range) -> list[int]:
    return [
        number for number in numbers if all(m in {"X", n} for m, n in zip(mask, f"{number:0{len(mask)}}", strict=True))
    ]


def _date_or_none(year: int, month: int, day: int) -> dt.date | None:
    return dt.date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _by_library(written: str, whole: str) -> _Side:
    """Level 2: sets, long years, parts with doubts of their own, seasons of a hemisphere, quarters."""
    # White space only after commas; an exponent of two digits would be computed before it is refused.
    if not re.fullmatch(r"(?:[\dXYES.,~?%\[\]{}-]|(?<=,) )+", written) or re.search(r"E\d\d", written):
        raise _unreadable(whole, _advice(whole))
    import edtf

    try:
        # Its grammar lets through what its classes then choke on, and it prints when that happens.
        with contextlib.redirect_stdout(io.StringIO()):
            parsed = edtf.parse_edtf(written)
            exact = not getattr(parsed, "significant_digits", None)
            bounds = (
                (parsed.lower_strict(), parsed.upper_strict())
                if exact
                else (parsed.lower_fuzzy(), parsed.upper_fuzzy())
            )
        first, last = (_day(bound) for bound in bounds)
        if re.search(r"-(?:28|30)$", written) and first:
            last = _season(first.year, 24)[1]  # December to February, which the library ends at the turn of the year
    except Exception:  # noqa: BLE001  (AttributeError, TypeError, ValueError and its own: all mean "cannot be read")
        raise _unreadable(whole, _advice(whole)) from None
    if first and last and first > last:
        raise _unreadable(whole, _advice(whole))
    return _Side(first, last, None)


def _day(bound: Any) -> dt.date | None:
    """The library's bound, a struct_time, as a day; an infinite one is open."""
    return None if isinstance(bound, float) else dt.date(*bound[:3])


def _unreadable(written: object, advice: str) -> PydanticCustomError:
    return _wrong(f'"{echo(written)}" is not a date that geomap reads', advice)


def _wrong(message: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError("G010", "{message}", {"message": message, "help": advice})


def _why_impossible(year: int, month: int | None, day: int | None) -> str:
    if month is not None and not (1 <= month <= 12 or (month in _SEASON_MONTHS and day is None)):
        return "months run from 01 to 12, seasons from 21 (spring) to 24 (winter)"
    if year == 0 or day is None:
        return _YEARS
    return f"{calendar.month_name[month or 1]} {year} has {calendar.monthrange(year, month or 1)[1]} days"


# How people write dates when nobody has told them of EDTF. Months by the letters that tell them apart,
# in English, Russian and Ukrainian.
_MONTHS = [
    *("jan|янв|січ", "feb|фев|лют", "mar|март|бер", "apr|апр|кві", "may|ма[йя]|тра", "jun|июн|чер"),
    *("jul|июл|лип", "aug|авг|сер", "sep|сен|вер", "oct|окт|жов", "nov|ноя|лис", "dec|дек|гру"),
]
_MONTH = "|".join(f"(?:{letters})" for letters in _MONTHS)
_SLOPPY = re.compile(
    rf"""
    (?<!\d)(?P<y1>\d{{4}})[-./](?P<m1>\d{{1,2}})(?:[-./](?P<d1>\d{{1,2}}))?(?!\d)
    | (?<!\d)(?P<d2>\d{{1,2}})[-./](?P<m2>\d{{1,2}})[-./](?P<y2>\d{{4}})(?!\d)
    | (?<!\d)(?P<y3>\d{{4}})(?P<m3>\d\d)(?P<d3>\d\d)(?!\d)
    | (?:(?<!\d)(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\.?\ +)?\b(?P<m4>{_MONTH})\w*\.?,?\ +(?P<y4>\d{{4}})(?!\d)
    | \b(?P<m5>{_MONTH})\w*\.?\ +(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,?\ +(?P<y5>\d{{4}})(?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|circa|c\.|ca\.|early|mid|late|approx\w*|около|начал\w*|конец|конце)", re.IGNORECASE
)


def _advice(written: str) -> str:
    """What to write instead, made of the dates that can be recognised in what was written."""
    dates = list(_recognised(written))
    if len(dates) == 2:
        return f"write {dates[0]}/{dates[1]}"
    if len(dates) != 1:
        return _YEARS if re.fullmatch(r"Y-?\d+|-\d{4}.*|0|\d{5,}", written) else _EXAMPLES
    if re.search(r"\d[T ]\d\d?:\d\d", written):
        return f"only days are kept: write {dates[0]}"
    other = re.fullmatch(r"(0?[1-9]|1[0-2])[-./](0?[1-9]|1[0-2])[-./](\d{4})", written)
    if other and int(other[1]) != int(other[2]):
        return f"write {dates[0]}, or {other[3]}-{int(other[1]):02d}-{int(other[2]):02d} if the month comes first"
    return f"write {dates[0]}{'~' if _ABOUT.search(written) else ''}"


def _recognised(written: str) -> Iterator[str]:
    """Every date in what was written, in EDTF."""
    return filter(None, map(_as_edtf, _SLOPPY.finditer(written)))


def worded_date(written: str) -> str | None:
    """The EDTF of a text that is nothing but one date with its month in words; None for any other.

    >>> worded_date("22 NOV 2023"), worded_date("November 2023"), worded_date("22 NOV 2023?"), worded_date("1/2/2023")
    ('2023-11-22', '2023-11', None, None)
    """
    found = _SLOPPY.fullmatch(written.strip()) if len(written) <= MAX_LENGTH else None
    return _as_edtf(found) if found and (found["m4"] or found["m5"]) else None


def _as_edtf(found: re.Match[str]) -> str | None:
    """A date that was recognised, in EDTF; None where it is not in the calendar."""
    year, month, day = (next((found[f"{part}{n}"] for n in range(1, 6) if found[f"{part}{n}"]), "") for part in "ymd")
    number = (
        int(month)
        if month.isdigit()
        else 1 + next(index for index, letters in enumerate(_MONTHS) if re.match(letters, month, re.IGNORECASE))
    )
    if number > 12 and day and int(day) <= 12:
        number, day = int(day), str(number)  # the American order
    try:
        dt.date(int(year), number, int(day or 1))
    except ValueError:
        return None
    return f"{year}-{number:02d}" + (f"-{int(day):02d}" if day else "")
