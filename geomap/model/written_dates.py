"""Dates as people and spreadsheets write them → EDTF. Every reading is returned; a person chooses."""

import calendar
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from geomap.model import date_words as words
from geomap.model.date_periods import divisions
from geomap.model.date_spelling import CLOCK, plain_date
from geomap.model.date_words import months_named, weekdays
from geomap.model.times import TimeOfDay, written_time

MAX_LENGTH = 100
"""Longest text that is read."""
_MAX_READINGS = 4

_AT = r"(?:at |в |о |um |à |kl\.? ?)?"
_TIME = re.compile(
    rf"(?:(?<=[\d.г])t|(?<=[\d.г]),? +{_AT}|(?<=\S),? +{_AT}(?=\d\d?[:h]))"
    rf"({CLOCK}(?:\s*\([^)]*\)|\[[^\]]*\])?)$"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª|-?го|-?е|-?й|-?те|-го)\b")
_YEAR = r"(?P<y>\d{4}|'?\d{2})"
_MONTH = r"@(?P<m>\d+)@\.?"
_DAY = r"(?P<d>\d{1,2})\.?"
_SINGLE = [
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})([-./])(?P<m>\d{1,2})(?:\2(?P<d>\d{1,2}))?\.?",
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
        r"(?P<y>\d{4}) (?P<m>\d{1,2}) (?P<d>\d{1,2})",
        rf"{_DAY}[-/ ,]*{_MONTH},?[-/ ]*{_YEAR}",
        rf"{_MONTH}[-/ ]*{_DAY},?[-/ ]+(?P<y>\d{{4}})",
        rf"{_MONTH},?[-/ ]*(?P<y>\d{{4}}|'\d\d)",
        rf"{_MONTH}-(?P<y>\d\d)",
        rf"(?P<y>\d{{4}})[-.,/ ]+{_MONTH}(?:[-., /]*{_DAY})?",
        r"(?P<m>\d{1,2})[./-](?P<y>\d{4})",
        r"(?P<y>\d{4})",
    )
]
_NUMERIC = re.compile(r"(\d{1,2})(?P<sign>[-./ ])(\d{1,2})(?P=sign)(?P<y>\d{4}|'?\d\d)\.?")
_PARTIAL = [
    re.compile(pattern)
    for pattern in (
        _DAY,
        rf"{_DAY}[-/ ]*{_MONTH}",
        rf"{_MONTH}(?:[-/ ]*{_DAY})?",
        rf"{_DAY},? +(?P<y>\d{{4}})",
    )
]
_DAY_AND_MONTH = re.compile(r"(\d{1,2})([./])(\d{1,2})\.?")


class _Parts(NamedTuple):
    """What is written of a date."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def edtf(self) -> str:
        parts = [f"{self.year:04d}", *(f"{each:02d}" for each in (self.month, self.day) if each)]
        return "-".join(parts)

    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day; None if it is not in the calendar."""
        try:
            year = self.year or 0
            last_month = self.month or 12
            last_day = self.day or calendar.monthrange(year, last_month)[1]
            return dt.date(year, self.month or 1, self.day or 1), dt.date(year, last_month, last_day)
        except (ValueError, calendar.IllegalMonthError):
            return None


@lru_cache(maxsize=4096)  # tables repeat their dates
def readings(text: str, *, month_first: bool | None = None) -> tuple[str, ...]:
    """Every reading of a text as EDTF, the most usual first; none if it is not a date.

    More than one: the month or the day may come first, or a year of two digits is in one century or the other.
    A time of day is ignored: see ``time_in``. Numbers are the days of a spreadsheet, or seconds or milliseconds since
    1970 in UTC.

    Args:
        text: as it is written.
        month_first: whether 3/4/2023 is in March; None if unknown. In dates with dots the day always comes first.

    >>> readings("19 января 2023 г."), readings("late May 2024"), readings("24/25 Sept 2025")
    (('2023-01-19',), ('2024-05-21/2024-05-31~',), ('2025-09-24/2025-09-25',))
    >>> readings("3/4/2023"), readings("44927"), readings("radar")
    (('2023-04-03', '2023-03-04'), ('2023-01-01',), ())
    """
    if len(text) > MAX_LENGTH:
        return ()
    found = itertools.islice(dict.fromkeys(_readings(_cleaned(text), month_first)), _MAX_READINGS)
    return tuple(found)


def readings_in_year(text: str, year: int, *, month_first: bool | None = None) -> tuple[str, ...]:
    """Every reading of a text that is a date but for its year, in a year; none for any other text.

    >>> readings_in_year("5 May", 2024), readings_in_year("5.5.", 2024), readings_in_year("5 May 2023", 2024)
    (('2024-05-05',), ('2024-05-05',), ())
    """
    if len(text) > MAX_LENGTH or readings(text, month_first=month_first) or not re.search(r"\d", _cleaned(text)):
        return ()
    if re.fullmatch(CLOCK, plain_date(text)):
        return ()
    numbers = re.fullmatch(r"\s*(\d{1,2}[./]\d{1,2})[./]?\s*", text)
    whole = f"{numbers[1]}{'.' if '.' in numbers[1] else '/'}{year}" if numbers else f"{text.rstrip(' .,')} {year}"
    return readings(whole, month_first=month_first)


def time_in(text: str, day: str) -> TimeOfDay | None:
    """The time of day after a date; None if there is none, or if the date is not one day.

    >>> time_in("19.01.2023 14:30", "2023-01-19")
    TimeOfDay(hour=14, minute=30, second=None, offset=None)
    """
    found = _TIME.search(plain_date(text).strip())
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    return written_time(found[1], dt.date.fromisoformat(day)) if found and is_day else None


def names_part_of_day(text: str) -> bool:
    """Whether a date names a part of its day, or a night, which no reading has.

    >>> names_part_of_day("19 January 2023 (evening)"), names_part_of_day("19 January 2023")
    (True, False)
    """
    return bool(re.search(rf"(?<![^\W\d_])(?:{words.PART_OF_DAY}|{words.NIGHT})(?![^\W\d_])", plain_date(text)))


def _cleaned(text: str) -> str:
    """The text in lower case, without weekdays, times and fillers, with ``@1@`` to ``@12@`` for the names of months."""
    text = _TIME.sub("", plain_date(text).strip())
    text = re.sub(rf"^(?:{words.SHORT_WEEKDAYS})\s*(?=\d)", "", text)
    text = re.sub(r"[\"“”«»()]", "", text)
    text = re.sub(r"(?<=\d)[年月년월]\s*(?=\d)", "-", re.sub(r"(?<=\d)[日年月일년월]$", "", text))
    text = re.sub(r"^0?0[./-](?=\d{1,2}[./-]\d{4}$)", "", text)  # a day 0
    for month in words.months_of_two_words():
        text = text.replace(month, month.replace(" ", "_"))
    text = _ORDINAL.sub("", text)
    text = re.sub(r"[-./](?:\?\?|xx|__)$|^(?:\?\?|xx|__)[-./]", "", text)  # the day or month is not known

    def replaced(found: re.Match[str]) -> str:
        word = found[0]
        if months := months_named(word) if _is_word(word) else frozenset():
            return f"@{'|'.join(map(str, sorted(months)))}@"
        if word not in weekdays() or re.match(words.WEEK, text[found.start() :]):  # неделя is a week, or a Sunday
            return word
        return word if re.fullmatch(r"\W*", text.replace(word, "")) else ""

    text = re.sub(r"[^\W\d]+", replaced, text)
    return re.sub(r"\s+", " ", text).strip(" ,;")


def _is_word(word: str) -> bool:
    """Whether a word may be the name of a month: the short words of limits and fillers are none."""
    others = (
        f"{words.EARLY}|{words.MID}|{words.LATE}|{words.SINCE}|{words.UNTIL}|{words.TO}|{words.FILLERS}|{words.AFTER}"
    )
    return not re.fullmatch(others, word)


def _readings(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001
    for variant in _variants(text):
        yield from _from_number(variant)
        yield from _phrases(variant, month_first)


def _variants(text: str) -> Iterator[str]:
    """The text for each combination of the months that its words may name."""
    pieces = re.split(r"@([\d|]+)@", text)
    choices = [[f"@{each}@" for each in piece.split("|")] if at % 2 else [piece] for at, piece in enumerate(pieces)]
    for combination in itertools.islice(itertools.product(*choices), 8):
        yield "".join(combination)


def _from_number(text: str) -> Iterator[str]:
    """The day of a spreadsheet's serial number, or of seconds or milliseconds since 1970."""
    if re.fullmatch(r"1[67]\d{14}(?:\d{3})?", text):  # microseconds and nanoseconds, 2020 to 2026 and around
        text = text[:10]
    if re.fullmatch(r"[2-7]\d{4}(?:[.,]\d+)?", text):  # 1954 to 2119
        yield (dt.date(1899, 12, 30) + dt.timedelta(days=int(text[:5]))).isoformat()
    elif re.fullmatch(r"\d{9,10}(?:[.,]\d+)?|\d{12,13}", text):
        seconds = int(re.split(r"[.,]", text)[0])
        seconds = seconds // 1000 if seconds > 10**11 else seconds
        yield (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)).date().isoformat()


def _phrases(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001, PLR0911
    """The readings of a date with words for a limit, a doubt or a part, or of a date or range without any."""
    if re.search(r"[^/?\s-]\s*\?$", text):
        yield from (_qualified(each, "?") for each in _phrases(text.rstrip("? "), month_first))
        return
    if rest := _after(words.UNCERTAIN, text):
        yield from (_qualified(each, "?") for each in _phrases(rest, month_first))
        return
    if rest := _after(words.ABOUT, text) or (re.match(r"(.*\d)\s*(?:~|or so|\(?approx\.?\)?)$", text) or ["", ""])[1]:
        yield from (_qualified(each, "~") for each in _phrases(rest, month_first))
        return
    if open_ends := [*_open_ends(text, month_first)]:
        yield from open_ends
        return
    if nights := [*_nights(text, month_first)]:
        yield from nights
        return
    between = _after(words.BETWEEN, text)
    ranges = [*_ranges(between or text, month_first)] or [*_alternatives(text, month_first)]
    if not between and re.search(rf" (?:{words.AND}) ", text):
        ranges = [*map(_both, ranges)]
    singles = [*_weeks(text, month_first)] or [*_dates(text, month_first)]
    if singles or ranges:
        yield from singles or ranges
        return
    for limit, write in _LIMITS:
        if rest := _after(limit, text):
            yield from (written for each in _dates(rest, month_first) if (written := write(each)))
            return


def _both(edtf: str) -> str:
    """Two dates that are named one by one: a set, unless one follows the other."""
    first, _, last = edtf.partition("/")
    one, other = _bounds(first), _bounds(last)
    is_gap = one and other and other[0] - one[1] > dt.timedelta(days=1)
    return f"{{{first},{last}}}" if is_gap else edtf


def _open_ends(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001
    """A range without a last or a first date."""
    unknown, day = words.UNKNOWN, r"\d{4}|\D.*\d{4}|\d{4}-\d\d-\d\d"
    for pattern, write in (
        (rf"(.+?)\s*(?:/|-|{words.TO})\s*(?:{words.ONGOING})", "{}/.."),
        (rf"(?:open|{unknown})\s*[/-]\s*(.+)", "../{}"),
        (rf"(.+?)\s*(?:/\s*(?:{unknown})?|(?:-|{words.TO})\s*(?:{unknown}))", "{}/.."),
        (rf"({day})\s*-", "{}/.."),
    ):
        if found := re.fullmatch(pattern, text):
            date = _after(words.BETWEEN, found[1]) or found[1]
            yield from map(write.format, _dates(date, month_first))
            return


def _nights(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001
    """The two days of a night: the night to a day, from a day on, or between two days."""
    for pattern, first, last in ((words.NIGHT_TO, -1, 0), (words.NIGHT, 0, 1)):
        if rest := _after(pattern, text):
            rest = _after(words.BETWEEN, rest) or rest
            if between := [*_ranges(rest, month_first)]:
                yield from between
            else:
                bounds = [each for edtf in _dates(rest, month_first) if (each := _bounds(edtf)) and each[0] == each[1]]
                for day, _ in bounds:
                    yield f"{day + dt.timedelta(days=first)}/{day + dt.timedelta(days=last)}"
            return


def _after(pattern: str, text: str) -> str:
    """The rest of a text that begins with one of the words; empty if it does not."""
    found = re.match(rf"(?:{pattern})(?![^\W\d_])\.?[\s:]*(?:{words.FILLERS})?(?![^\W\d_])\s*(?=\S)", text)
    return text[found.end() :] if found else ""


def _qualified(edtf: str, mark: str) -> str:
    """A date, or each date of an interval or a set, with a qualifier."""

    def one(found: re.Match[str]) -> str:
        date, own = found.groups()
        return f"{date}{mark if own in {'', mark} else '%'}"

    return re.sub(r"(\d[\dX-]*)([~?%]?)", one, edtf)


def _bounds(edtf: str) -> tuple[dt.date, dt.date] | None:
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", edtf)
    return _Parts(*(int(part) if part else None for part in found.groups())).days() if found else None


def _before(edtf: str) -> str:
    bounds = _bounds(edtf)
    return f"../{bounds[0] - dt.timedelta(days=1)}" if bounds and bounds[0] > dt.date.min else ""


def _after_last_day(edtf: str) -> str:
    bounds = _bounds(edtf)
    return f"{bounds[1] + dt.timedelta(days=1)}/.." if bounds and bounds[1] < dt.date.max else ""


_LIMITS: list[tuple[str, Callable[[str], str]]] = [
    (words.BEFORE, _before),
    (words.UNTIL, "../{}".format),
    (words.AFTER, _after_last_day),
    (words.SINCE, "{}/..".format),
]


def _dates(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001
    """The readings of one date, a part of a month or year, or a season."""
    yield from _parts_of_a_period(text, month_first)
    text = _without_fillers(text)
    yield from divisions(text)
    for parts in _singles(text, month_first):
        if parts.days():
            yield parts.edtf


def _without_fillers(text: str) -> str:
    text = re.sub(rf"(?<![\w@])(?:{words.FILLERS}|{words.PART_OF_DAY})\.?(?![\w])", " ", text)
    return re.sub(r"\s+", " ", text).strip(" ,;")


def _parts_of_a_period(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001
    """Early, mid and late, or one half, of a month or year."""
    thirds = ((words.EARLY, 0), (words.MID, 1), (words.LATE, 2))
    for pattern, third in thirds:
        found = re.fullmatch(rf"(?:{words.FILLERS})?\s*(?:{pattern})\b[-\s]*(?:{words.FILLERS})?\s*(.*\d)(.*)", text)
        if found is None:
            continue
        for parts in _singles(_without_fillers(found[1] + found[2]), month_first):
            if parts.day or not (bounds := parts.days()):
                continue
            if parts.month:
                first, last = (("01", "10"), ("11", "20"), ("21", f"{bounds[1].day:02d}"))[third]
            else:
                first, last = (("01", "04"), ("05", "08"), ("09", "12"))[third]
            yield f"{parts.edtf}-{first}/{parts.edtf}-{last}~"
    for half, pattern in enumerate((words.HALF_FIRST, words.HALF_SECOND)):
        for parts in _singles(_without_fillers(_after(pattern, text)), month_first):
            if parts.day or not (bounds := parts.days()):
                continue
            halves = (("01", "15"), ("16", f"{bounds[1].day:02d}")) if parts.month else (("01", "06"), ("07", "12"))
            yield "{0}-{1}/{0}-{2}".format(parts.edtf, *halves[half])


def _weeks(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001
    """A week that is named by one of its days: of the two that may be meant, the one from Monday on comes first."""
    choices: tuple[tuple[str, Callable[[dt.date], tuple[int, ...]]], ...] = (
        (words.WEEK_OF, lambda day: (-day.weekday(), 0)),
        (words.WEEK_FROM, lambda _: (0,)),
        (words.WEEK_TO, lambda _: (-6,)),
    )
    for pattern, starts in choices:
        if rest := _after(pattern, text):
            for parts in _singles(_without_fillers(rest), month_first):
                days = parts.days()
                if parts.day and days and dt.date.min.year < days[0].year < dt.date.max.year:
                    firsts = [days[0] + dt.timedelta(days=start) for start in starts(days[0])]
                    yield from (f"{first}/{first + dt.timedelta(days=6)}" for first in firsts)
            return


def _alternatives(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001
    """One of two dates, the first of which may leave out what the second has: 5 or 6 May 2024."""
    for split in re.finditer(rf" (?:{words.OR}) ", text):
        left, right = _without_fillers(text[: split.start()]), _without_fillers(text[split.end() :])
        for order in (False, True) if month_first is None else (month_first,):
            pairs = itertools.product(_partials(left, order), _partials(right, order))
            yield from (f"[{one.edtf},{other.edtf}]" for pair in pairs for one, other in _completed(*pair))


def _singles(text: str, month_first: bool | None) -> Iterator[_Parts]:  # noqa: FBT001
    """One date; its order of day and month, or its century, may be unclear."""
    for pattern in _SINGLE:
        if found := pattern.fullmatch(text):
            groups = found.groupdict()
            for year in _years(groups["y"]):
                month, day = (int(groups.get(key) or 0) or None for key in "md")
                if month and month > 12 and day and day <= 12:
                    month, day = day, month  # 2023-31-01
                yield _Parts(year, month, day)
            return
    if found := _NUMERIC.fullmatch(text):
        yield from _numeric(found, month_first)


def _numeric(found: re.Match[str], month_first: bool | None) -> Iterator[_Parts]:  # noqa: FBT001
    """A date of numbers with the year last; without ``month_first`` the day comes first or, without dots, second."""
    one, other = int(found[1]), int(found[3])
    orders = [(other, one), (one, other)]  # month, day
    if (found["sign"] == "." and other <= 12) or month_first is False:
        orders = orders[:1]
    elif month_first:
        orders = orders[1:]
    for year in _years(found["y"]):
        yield from (_Parts(year, month, day) for month, day in orders if month and day)


def _years(written: str) -> list[int]:
    """The year; for two digits those of this century and the last one."""
    digits = written.strip("'")
    if len(digits) == 4:
        return [int(digits)]
    return sorted([2000 + int(digits), 1900 + int(digits)], reverse=int(digits) < 50)


def _ranges(text: str, month_first: bool | None) -> Iterator[str]:  # noqa: FBT001
    """A range, whose first date may leave out what the second has: 19-21 January 2023."""
    text = re.sub(r"\.\.+", " - ", text)
    for separator in (rf" (?:-|/|{words.TO}) ", r"\s*-\s*", r"\s*/\s*"):
        found = []
        for split in re.finditer(separator, text):
            left, right = _without_fillers(text[: split.start()]), _without_fillers(text[split.end() :])
            for order in (False, True) if month_first is None else (month_first,):
                pairs = itertools.product(_partials(left, order), _partials(right, order))
                found += [edtf for pair in pairs if (edtf := _joined(*pair))]
        if found:
            yield from dict.fromkeys(found)
            return


def _partials(text: str, month_first: bool) -> Iterator[_Parts]:  # noqa: FBT001
    """A date or a part of one."""
    yield from _singles(text, month_first)
    for pattern in _PARTIAL:
        if found := pattern.fullmatch(text):
            groups = found.groupdict()
            yield _Parts(*(int(groups[key]) if groups.get(key) else None for key in "ymd"))
    if found := _DAY_AND_MONTH.fullmatch(text):
        one, other = int(found[1]), int(found[3])
        month, day = (one, other) if month_first and found[2] != "." else (other, one)
        yield _Parts(None, month, day)


def _joined(first: _Parts, last: _Parts) -> str:
    """The interval of two dates that complete each other; empty if they do not make one."""
    pairs = ((one, other) for one, other in _completed(first, last) if [*filter(None, one)] < [*filter(None, other)])
    return next((f"{one.edtf}/{other.edtf}" for one, other in pairs), "")


def _completed(first: _Parts, last: _Parts) -> Iterator[tuple[_Parts, _Parts]]:
    """Two different dates of the calendar, each with what only the other one has; none if they do not fit."""
    has_no_year = first.year is None
    first = _Parts(first.year or last.year, first.month or last.month, first.day)
    last = _Parts(last.year or first.year, last.month or first.month, last.day)
    if first.year is None or bool(first.day) != bool(last.day) or bool(first.month) != bool(last.month):
        return
    if first.day and not first.month:  # "10/21 2022" names no month
        return
    if has_no_year and (first.month or 0) > (last.month or 0):  # 28 December - 3 January 2023
        first = first._replace(year=first.year - 1)
    if first.days() and last.days() and first != last:
        yield first, last
