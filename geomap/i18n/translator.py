"""Texts, dates, distances, numbers and plurals in a language: geomap's string files, and CLDR through Babel."""

import calendar
import datetime as dt
import re
from dataclasses import replace
from functools import cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from geomap.geometry.outlines import outline_of
from geomap.i18n.string_files import PSEUDO, language_of_texts, read_strings
from geomap.model import DatePart, Dating, Place, Precision, TimeOfDay

_LOCALES = {"en": "en_001", PSEUDO: "en_001"}
"""Locales that differ from the language code: English with the day before the month."""
_MONTHS = {"zh": "abbreviated"}
"""CLDR's width of the names of months, where it is not ``wide``: 3月, which is in dates, and not 三月."""
_BASE_FORMS = {"fi"}
"""Languages whose texts around months take the base form, which the text itself inflects: "maaliskuun alku"."""
_DIGITS = {"arabext": "۰۱۲۳۴۵۶۷۸۹", "arab": "٠١٢٣٤٥٦٧٨٩"}
"""CLDR's numbering systems without Western digits, in the languages that have strings."""

_SEASONS = ("spring", "summer", "autumn", "winter")


class Translator:
    """The texts of geomap in one language, or in English if there is no string file for that language.

    Attributes:
        language: the language of the texts: one that has a string file, or the pseudo-locale ``ar-XB``.
        direction: ``ltr`` or ``rtl``.
        strings: the texts by key.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language_of_texts(language) or "en"
        self.strings = _strings(self.language)
        self._locale = Locale.parse(_LOCALES.get(self.language, self.language), sep=_separator(self.language))
        self.direction: str = "rtl" if self.language == PSEUDO else self._locale.text_direction
        digits = _DIGITS.get(self._locale.default_numbering_system, "0123456789")
        self._digits = str.maketrans("0123456789", digits)
        self._distances: dict[float, str] = {}  # of two significant figures: few, and slow to format
        self._sentence_form = "stand_alone" if self.language in _BASE_FORMS else "format"

    def __call__(self, key: str, **values: Any) -> str:
        """The text of a key with its values filled in; integers are formatted for the language."""
        text = self.strings[key]
        return text.format(**{name: self._formatted(value) for name, value in values.items()}) if values else text

    def count(self, key: str, count: int, **values: Any) -> str:
        """The text of a key in the plural form for a number, which fills ``{count}``.

        >>> Translator("uk").count("reports", 3)
        '3 повідомлення'
        """
        form = f"{key}.{self._locale.plural_form(count)}"
        return self(form if form in self.strings else f"{key}.other", count=count, **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number in the format of the language: ``2,500`` in English, ``2 500`` in Ukrainian."""
        # Rounded here, as Babel rounds the decimal digits of the float, which are not quite the number.
        rounded = round(value, decimals)
        text = format_decimal(rounded, format="#,##0.#", locale=self._locale, numbering_system="default")
        return text.translate(self._digits)

    def country(self, code: str) -> str | None:
        """The name of a country by its ISO 3166 code of two letters; None if CLDR has none.

        >>> Translator("uk").country("PL")
        'Польща'
        """
        name: str | None = self._locale.territories.get(code)
        return name

    def upper(self, text: str) -> str:
        """A text in capitals.

        >>> Translator("tr").upper("Türkiye")
        'TÜRKİYE'
        """
        return (text.replace("i", "İ") if self.language == "tr" else text).upper()

    def distance(self, metres: float) -> str:
        """A distance in whole metres or in kilometres, to two significant figures.

        >>> [Translator().distance(metres) for metres in (7.8, 996, 1500, 25_400)]
        ['8 m', '1 km', '1.5 km', '25 km']
        """
        rounded = float(f"{metres:.1e}") if metres >= 10 else round(metres)
        if rounded not in self._distances:
            in_metres = rounded < 1000
            value = self.number(rounded) if in_metres else self.number(rounded / 1000, 1)
            self._distances[rounded] = self("distance.m" if in_metres else "distance.km", value=value)
        return self._distances[rounded]

    def precision(self, place: Place) -> str:
        """The precision of a place, as the reader sees it."""
        precision, radius = self(f"precision.{place.precision}"), place.uncertainty_m
        if place.coarsen is not None:  # after generalisation the class says less than the circle or the area
            drawn = (
                self("precision.area_only")
                if place.area
                else self("precision.within_only", distance=self.distance(radius or 0))
            )
            return self("precision.coarsened", precision=drawn, distance=self.distance(place.coarsen))
        if place.area is not None and place.precision in {Precision.REGION, Precision.COUNTRY}:
            return precision  # "somewhere in this region" says it already
        if outline_of(place):
            return self("precision.outline", precision=precision)
        if place.area is not None:
            known = place.precision is not Precision.UNKNOWN
            return self("precision.area", precision=precision) if known else self("precision.area_only")
        if radius is None:
            return precision
        return self("precision.within", precision=precision, distance=self.distance(radius))

    def date(self, dating: Dating | None) -> str:
        """A date as text: ``19 January 2023``, ``early January 2023``, ``no later than 2022``."""
        if dating is None:
            return self("date.unknown")
        if not dating.plain:
            return self._first_to_last_day(dating)
        start, end = dating.start, dating.end
        if start is None or end is None:
            return self._open(start, end)
        return self._span(start, end) if dating.interval else self._part(start)

    def _open(self, start: DatePart | None, end: DatePart | None) -> str:
        if start is not None:
            return self("date.from", date=self._part(start, self._sentence_form))
        return self("date.until", date=self._part(end, self._sentence_form)) if end else self("date.unknown")

    def _part(self, part: DatePart, form: str = "stand_alone") -> str:
        """A year, month, day or season; ``form`` is CLDR's, for languages that inflect the names of months."""
        year = self._plain(part.year)
        if part.season:
            text = self("date.season", season=self(f"seasons.{form}.{_SEASONS[part.season - 1]}"), year=year)
        elif part.day:
            text = self("date.day", day=self._plain(part.day), month=self._month(part.month), year=year)
        elif part.month:
            text = self("date.month", month=self._month(part.month, form), year=year)
        else:
            text = self("date.year", year=year)
        if part.time:
            text = self("date.time", date=text, time=self._zoned(self._clock(part.time), part.time))
        return self._qualified(text, part)

    def _clock(self, time: TimeOfDay) -> str:
        """A time by the 24-hour clock, as the language writes it."""
        from babel.dates import format_skeleton  # it reads the time zones of the machine, and few maps have times

        skeleton = "Hm" if time.second is None else "Hms"
        moment = dt.datetime(2000, 1, 1, time.hour, time.minute, time.second or 0, tzinfo=dt.UTC)
        return format_skeleton(skeleton, moment, locale=self._locale).translate(self._digits)

    def _zoned(self, text: str, time: TimeOfDay) -> str:
        """A time with its zone, such as ``14:30 UTC+3``; the text says where the zone is not stated."""
        if time.offset is None:
            return self("date.zone_unknown", time=text)
        hours, minutes = divmod(abs(time.offset), 60)
        sign = "+" if time.offset > 0 else "−" if time.offset < 0 else ""
        shift = f"{sign}{hours if time.offset else ''}{f':{minutes:02d}' if minutes else ''}".translate(self._digits)
        return f"{text} UTC{shift}"

    def _qualified(self, text: str, date: DatePart | Dating) -> str:
        if date.approximate:
            text = self("date.about", date=text)
        return self("date.uncertain", date=text) if date.uncertain else text

    def _month(self, month: int | None, form: str = "format") -> str:
        width = _MONTHS.get(self.language, "wide")
        name: str = self._locale.months[form.replace("_", "-")][width][month or 1]
        return name

    def _plain(self, number: int) -> str:
        """A year or a day, without separators."""
        return str(number).translate(self._digits)

    def _span(self, start: DatePart, end: DatePart) -> str:
        if start.time and end.time and self._is_one_day(start, end) and start.time.offset == end.time.offset:
            clock = self("date.times", first=self._clock(start.time), last=self._clock(end.time))
            day = self._part(replace(start, time=None))
            return self("date.time", date=day, time=self._zoned(clock, start.time))
        if start.time or end.time:
            return self("date.span", start=self._part(start), end=self._part(end))
        same_month = start.month is not None and (start.year, start.month) == (end.year, end.month)
        if same_month and start.day and end.day and not (start.uncertain or end.uncertain):
            year = self._plain(start.year)
            if start.approximate or end.approximate:
                third = _third_of_month(start.year, start.month or 1, start.day, end.day)
                if third:
                    return self(f"date.{third}", month=self._month(start.month, self._sentence_form), year=year)
            else:
                first, last = self._plain(start.day), self._plain(end.day)
                return self("date.days", first=first, last=last, month=self._month(start.month), year=year)
        return self("date.span", start=self._part(start), end=self._part(end))

    @staticmethod
    def _is_one_day(start: DatePart, end: DatePart) -> bool:
        return (start.year, start.month, start.day) == (end.year, end.month, end.day)

    def _first_to_last_day(self, dating: Dating) -> str:
        """A date of EDTF level 2, as the days between which it is."""
        first, last = (
            DatePart(day.year, day.month, day.day) if day else None for day in (dating.earliest, dating.latest)
        )
        if first is None or last is None:
            text = self._open(first, last)
        else:
            start, end = self._part(first), self._part(last)
            text = start if start == end else self("date.between", start=start, end=end)
        return self._qualified(text, dating)

    def _formatted(self, value: Any) -> str:
        return self.number(value) if isinstance(value, int) else str(value)


def _separator(language: str) -> str:
    return "_" if language in _LOCALES else "-"


@cache
def _strings(language: str) -> dict[str, str]:
    if language == PSEUDO:
        return {key: _right_to_left(text) for key, text in _strings("en").items()}
    return read_strings(language)


def _right_to_left(text: str) -> str:
    """A text with each word written from right to left, as in CLDR's pseudo-locale; values in braces are kept."""
    return "".join(
        part if part.startswith("{") else re.sub(r"\w+", "\u200f\u202e\\g<0>\u202c\u200f", part)
        for part in re.split(r"(\{\w+\})", text)
    )


def _third_of_month(year: int, month: int, first: int, last: int) -> str:
    """``early``, ``mid`` or ``late`` if the days fill that third of the month, else an empty string."""
    if first == 1 and 5 <= last <= 10:
        return "early"
    if 10 <= first <= 11 and last == 20:
        return "mid"
    if 20 <= first <= 21 and last == calendar.monthrange(year, month)[1]:
        return "late"
    return ""
