"""Dates, precision, distances and numbers in words: the page's string files, and CLDR by way of Babel."""

import calendar
import json
import re
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from geomap.model import DatePart, Dating, Place, Precision

PSEUDO = "ar-XB"
"""The locale that proves right-to-left: English words, written from the right (CLDR's name for it)."""

_LOCALES = {"en": "en_001", PSEUDO: "en_001"}
"""Where the words go by another locale than their code's: English with the day before the month."""

_SEASONS = ("spring", "summer", "autumn", "winter")
_STRINGS = resources.files("geomap") / "web" / "strings"


class Words:
    """The page's words in one language; English where there is no string file for it.

    Attributes:
        language: the language the words are in, a code of ``Words.languages()`` or the pseudo-locale ``ar-XB``.
        direction: ``ltr`` or ``rtl``.
        strings: the texts by their keys.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = _spoken(language)
        self.strings = _strings(self.language)
        self._locale = Locale.parse(_LOCALES.get(self.language, self.language), sep=_separator(self.language))
        self.direction: str = "rtl" if self.language == PSEUDO else self._locale.text_direction

    @staticmethod
    def languages() -> tuple[str, ...]:
        """The languages that have a string file, sorted."""
        names = (file.name for file in _STRINGS.iterdir())
        return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))

    def __call__(self, key: str, **values: Any) -> str:
        """The string of that key with its values put in; whole numbers as the language writes them."""
        text = self.strings[key]
        return text.format(**{name: self._shown(value) for name, value in values.items()}) if values else text

    def count(self, key: str, count: int, **values: Any) -> str:
        """The plural form of that key for this number, which is its ``{count}``.

        >>> Words("uk").count("reports", 3)
        '3 повідомлення'
        """
        form = f"{key}.{self._locale.plural_form(count)}"
        return self(form if form in self.strings else f"{key}.other", count=count, **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the language's own marks: ``2,500`` in English, ``2 500`` in Ukrainian."""
        # Rounded first: Babel would round the decimal digits, which are not quite the number.
        return format_decimal(round(value, decimals), format="#,##0.#", locale=self._locale)

    def distance(self, metres: float) -> str:
        """A distance to two figures: ``400 m``, ``1.5 km``, ``25 km``.

        >>> Words().distance(1500)
        '1.5 km'
        """
        if metres < 1000:
            return self("distance.m", value=f"{metres:.0f}" if metres < 100 else f"{round(metres, -1):.0f}")
        kilometres = metres / 1000
        return self("distance.km", value=self.number(kilometres, 1 if kilometres < 10 else 0))

    def precision(self, place: Place) -> str:
        """How well the place is known, as the reader is told it."""
        words, radius = self(f"precision.{place.precision}"), place.uncertainty_m
        if place.coarsen is not None:  # the class that is left says less than the circle or the area does
            drawn = (
                self("precision.area_only")
                if place.area
                else self("precision.within_only", distance=self.distance(radius or 0))
            )
            return self("precision.coarsened", precision=drawn, distance=self.distance(place.coarsen))
        if place.area is not None:
            known = place.precision is not Precision.UNKNOWN
            return self("precision.area", precision=words) if known else self("precision.area_only")
        return words if radius is None else self("precision.within", precision=words, distance=self.distance(radius))

    def date(self, dating: Dating | None) -> str:
        """A dating in words: ``19 January 2023``, ``early January 2023``, ``no later than 2022``."""
        if dating is None:
            return self("date.unknown")
        if not dating.plain:
            return self._masked(dating)
        start, end = dating.start, dating.end
        if start is None or end is None:
            return self._open(start, end)
        return self._span(start, end) if dating.interval else self._part(start)

    def _open(self, start: DatePart | None, end: DatePart | None) -> str:
        if start is not None:
            return self("date.from", date=self._part(start, "format"))
        return self("date.until", date=self._part(end, "format")) if end else self("date.unknown")

    def _part(self, part: DatePart, form: str = "stand_alone") -> str:
        """A year, month, day or season; ``form`` is CLDR's, and of use where the language has cases."""
        year = str(part.year)
        if part.season:
            words = self("date.season", season=self(f"seasons.{form}.{_SEASONS[part.season - 1]}"), year=year)
        elif part.day:
            words = self("date.day", day=str(part.day), month=self._month(part.month), year=year)
        elif part.month:
            words = self("date.month", month=self._month(part.month, form), year=year)
        else:
            words = self("date.year", year=year)
        if part.approximate:
            words = self("date.about", date=words)
        return self("date.uncertain", date=words) if part.uncertain else words

    def _month(self, month: int | None, form: str = "format") -> str:
        name: str = self._locale.months[form.replace("_", "-")]["wide"][month or 1]
        return name

    def _span(self, start: DatePart, end: DatePart) -> str:
        same_month = start.month is not None and (start.year, start.month) == (end.year, end.month)
        if same_month and start.day and end.day and not (start.uncertain or end.uncertain):
            month, year = self._month(start.month), str(start.year)
            if start.approximate or end.approximate:
                third = _third_of_month(start.year, start.month or 1, start.day, end.day)
                if third:
                    return self(f"date.{third}", month=month, year=year)
            else:
                return self("date.days", first=str(start.day), last=str(end.day), month=month, year=year)
        return self("date.span", start=self._part(start), end=self._part(end))

    def _masked(self, dating: Dating) -> str:
        """What level 2 dates mean, by their first and last day."""
        first, last = (
            DatePart(day.year, day.month, day.day) if day else None for day in (dating.earliest, dating.latest)
        )
        if first is None or last is None:
            return self._open(first, last)
        start, end = self._part(first), self._part(last)
        return start if start == end else self("date.between", start=start, end=end)

    def _shown(self, value: Any) -> str:
        return self.number(value) if isinstance(value, int) else str(value)


def _spoken(language: str) -> str:
    """The language whose words serve: itself, or the one it is a kind of, or English."""
    known = Words.languages()
    if language == PSEUDO or language in known:
        return language
    main = language.partition("-")[0].lower()
    return main if main in known else "en"


def _separator(language: str) -> str:
    return "_" if language in _LOCALES else "-"


@cache
def _strings(language: str) -> dict[str, str]:
    if language == PSEUDO:
        return {key: _from_the_right(text) for key, text in _strings("en").items()}
    strings: dict[str, str] = json.loads((_STRINGS / f"{language}.json").read_text(encoding="utf-8"))
    return strings


def _from_the_right(text: str) -> str:
    """Every word turned to run from the right, as CLDR's own pseudo-locale does it; what stands in braces is kept."""
    return "".join(
        part if part.startswith("{") else re.sub(r"\w+", "\u200f\u202e\\g<0>\u202c\u200f", part)
        for part in re.split(r"(\{\w+\})", text)
    )


def _third_of_month(year: int, month: int, first: int, last: int) -> str:
    """``early``, ``mid`` or ``late`` where days with an approximate end fill that third of the month, else nothing."""
    if first == 1 and 5 <= last <= 10:
        return "early"
    if 10 <= first <= 11 and last == 20:
        return "mid"
    if 20 <= first <= 21 and last == calendar.monthrange(year, month)[1]:
        return "late"
    return ""
