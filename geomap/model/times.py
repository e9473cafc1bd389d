"""Times of day in EDTF (ISO 8601): ``14:30``, ``14:30:05Z``, ``14:30+03:00``; and those that people write otherwise."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic_core import PydanticCustomError

from geomap.findings import echo

_TIME = re.compile(r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_WRITTEN = re.compile(
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<named>z|[a-zа-я]{3,4}|[a-z]+/[a-z_]+)?\s*(?P<zone>[+-]\d{1,2}(?::?\d\d)?)?"
    r"(?:\s*\((?P<note>[^)]*)\)|\[[^\]]*\])?",
    re.ASCII,
)
_IN_BRACKETS = re.compile(
    r"(?P<named>[a-zа-я]{3,4}|[a-z]+/[a-z_]+)?\s*(?P<zone>[+-]\d{1,2}(?::?\d\d)?)?(?:\s+time)?", re.ASCII
)
"""A zone in brackets; programs also explain there the zone that they have stated."""
_ZONES = {
    **dict.fromkeys(("z", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("cet", "west"), 60),
    **dict.fromkeys(("cest", "eet"), 120),
    **dict.fromkeys(("eest", "trt"), 180),
}
"""Minutes east of UTC of the abbreviations that name one zone only; IST and EST name several."""
_WESTERNMOST, _EASTERNMOST = -12 * 60, 14 * 60
"""The offsets in minutes of the zones that are first and last to begin a day."""


@dataclass(frozen=True)
class TimeOfDay:
    """A time of day, and its zone if that is stated.

    Attributes:
        hour: 0 to 23.
        minute: 0 to 59.
        second: 0 to 59; None if it is not stated.
        offset: minutes east of UTC; None if the zone is not stated: then the time is that of some clock there.
    """

    hour: int
    minute: int
    second: int | None = None
    offset: int | None = None

    @property
    def minutes(self) -> int:
        """Whole minutes since midnight, by the clock that it states."""
        return self.hour * 60 + self.minute

    @property
    def edtf(self) -> str:
        """The time as in EDTF, without the T.

        >>> TimeOfDay(14, 30, None, 180).edtf, TimeOfDay(9, 5, 7, 0).edtf
        ('14:30+03:00', '09:05:07Z')
        """
        seconds = "" if self.second is None else f":{self.second:02d}"
        return f"{self.hour:02d}:{self.minute:02d}{seconds}{offset_text(self.offset)}"

    def instant(self, day: dt.date) -> dt.datetime | None:
        """The instant of this time on a day, in UTC; None if the zone is not stated or it is not in the calendar."""
        if self.offset is None:
            return None
        zone = dt.timezone(dt.timedelta(minutes=self.offset))
        try:
            return dt.datetime.combine(day, dt.time(self.hour, self.minute, self.second or 0), zone).astimezone(dt.UTC)
        except OverflowError:
            return None


def offset_text(offset: int | None) -> str:
    """An offset in minutes as ``+03:00`` or ``Z``; empty for None."""
    if offset is None:
        return ""
    return "Z" if offset == 0 else f"{'+' if offset > 0 else '-'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


def parse_time(written: str, whole: str) -> TimeOfDay | None:
    """The time after the T of a date; None if it is written in another way.

    Args:
        written: such as ``14:30+03:00``.
        whole: the date with the time, for the message.

    Raises:
        PydanticCustomError: of type G010, if there is no such time; ``help`` in its context is what to write instead.
    """
    found = _TIME.fullmatch(written)
    if found is None:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        message = f'"{echo(whole)}" is not a time of day'
        raise _wrong(message, "times run from 00:00:00 to 23:59:59; midnight is 00:00 of the next day")
    offset = _offset(found["zone"], whole) if found["zone"] else None
    return TimeOfDay(hour, minute, second if found["second"] else None, offset)


def _offset(zone: str, whole: str) -> int:
    """Minutes east of UTC."""
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    minutes = -minutes if zone[0] == "-" else minutes
    if int(digits[2:]) > 59 or not _WESTERNMOST <= minutes <= _EASTERNMOST:
        message = f'"{echo(whole)}" has a time zone that does not exist'
        raise _wrong(message, "zones run from -12:00 to +14:00; Moscow is +03:00, Kyiv +02:00, in summer +03:00")
    if zone[0] == "-" and not minutes:
        raise _wrong(f'"{echo(whole)}" has the zone {zone}', "write Z for UTC, or no zone if it is not known")
    if len(zone) == len("+0300"):
        raise _wrong(f'"{echo(whole)}" has the zone {zone}', f"write {offset_text(minutes)}")
    return minutes


def _wrong(message: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError("G010", "{message}", {"message": message, "help": advice})


def written_time(text: str, day: dt.date) -> TimeOfDay | None:
    """A time as people and programs write it, in lower case; None if it is none.

    Args:
        text: ``2:30 pm``, ``14.30 uhr``, ``14:30:00.000z``, ``14:30 мск``, ``14:30 +0300``, ``14:30 (utc +03:00)``.
        day: its date, as the zone of a city changes over the years.

    >>> written_time("2:30 pm", dt.date(2023, 1, 19)), written_time("14:30 мск", dt.date(2023, 1, 19)).offset
    (TimeOfDay(hour=14, minute=30, second=None, offset=None), 180)
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    name, zone = found["named"], found["zone"]
    if not name and not zone and (bracketed := _IN_BRACKETS.fullmatch(found["note"] or "")):
        name, zone = bracketed["named"], bracketed["zone"]
    if zone:
        hours = re.split(r":|(?=\d\d$)", zone[1:]) if len(zone) > 3 else [zone[1:], "0"]
        offset: int | None = (int(hours[0]) * 60 + int(hours[-1])) * (-1 if zone[0] == "-" else 1)
    else:
        offset = zone_offset(name or "", day, min(hour, 23))
        if name not in {None, "uhr"} and offset is None:  # without its zone it would be another time
            return None
    minute, second = int(found["minute"]), int(found["second"] or 0)
    in_range = hour < 24 and minute < 60 and second < 60
    possible = offset is None or _WESTERNMOST <= offset <= _EASTERNMOST
    return TimeOfDay(hour, minute, second or None, offset) if in_range and possible else None


def zone_offset(name: str, day: dt.date, hour: int = 12) -> int | None:
    """Minutes east of UTC of a zone, in lower case; None for a name that is unknown or that several zones have.

    >>> [zone_offset(name, dt.date(2023, 1, 19)) for name in ("eest", "europe/kyiv", "ist")]
    [180, 120, None]
    """
    if name in _ZONES:
        return _ZONES[name]
    region = "Europe/Moscow" if name in {"msk", "мск"} else name.title() if "/" in name else ""
    try:
        clock = dt.datetime.combine(day, dt.time(hour), ZoneInfo(region)) if region else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
    return round((clock.utcoffset() or dt.timedelta()).total_seconds() / 60) if clock else None
