"""Dates, precision and distances in words, from the page's string files."""

import calendar
import json
from functools import cache
from importlib import resources
from typing import Any

from geomap.model import DatePart, Dating, Place, Precision


@cache
def _strings(language: str) -> dict[str, Any]:
    file = resources.files("geomap") / "web" / "strings" / f"{language}.json"
    strings: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return strings


class Words:
    """The page's words in one language; English where there is no string file for it."""

    def __init__(self, language: str = "en") -> None:
        known = (resources.files("geomap") / "web" / "strings").joinpath(f"{language}.json").is_file()
        self.language = language if known else "en"
        self.strings = _strings(self.language)

    def __call__(self, key: str, **values: Any) -> str:
        """The string of that key with its values put in."""
        text: str = self.strings[key]
        return text.format(**values) if values else text

    def distance(self, metres: float) -> str:
        """A distance to two figures: ``400 m``, ``1.5 km``, ``25 km``.

        >>> Words().distance(1500)
        '1.5 km'
        """
        if metres < 1000:
            return self("distance.m", value=f"{metres:.0f}" if metres < 100 else f"{round(metres, -1):.0f}")
        kilometres = metres / 1000
        return self(
            "distance.km", value=f"{kilometres:.1f}".removesuffix(".0") if kilometres < 10 else f"{kilometres:,.0f}"
        )

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
        if not dating.interval and start is not None:
            return self._part(start)
        if start is None or end is None:
            if start is None and end is None:
                return self("date.unknown")
            return self("date.from", date=self._part(start)) if start else self("date.until", date=self._part(end))
        return self._span(start, end)

    def _part(self, part: DatePart | None) -> str:
        if part is None:
            return self("date.unknown")
        month = self.strings["months"][part.month - 1] if part.month else ""
        if part.season:
            words = self("date.season", season=self.strings["seasons"][part.season - 1], year=part.year)
        elif part.day:
            words = self("date.day", day=part.day, month=month, year=part.year)
        elif part.month:
            words = self("date.month", month=month, year=part.year)
        else:
            words = self("date.year", year=part.year)
        if part.approximate:
            words = self("date.about", date=words)
        return self("date.uncertain", date=words) if part.uncertain else words

    def _span(self, start: DatePart, end: DatePart) -> str:
        same_month = start.month is not None and (start.year, start.month) == (end.year, end.month)
        if same_month and start.day and end.day and not (start.uncertain or end.uncertain):
            month = self.strings["months"][(start.month or 1) - 1]
            if start.approximate or end.approximate:
                third = _third_of_month(start.year, start.month or 1, start.day, end.day)
                if third:
                    return self(f"date.{third}", month=month, year=start.year)
            else:
                return self("date.days", first=start.day, last=end.day, month=month, year=start.year)
        return self("date.span", start=self._part(start), end=self._part(end))

    def _masked(self, dating: Dating) -> str:
        """What level 2 dates mean, by their first and last day."""
        if dating.earliest is None or dating.latest is None:
            return dating.edtf
        start, end = (self._part(DatePart(day.year, day.month, day.day)) for day in (dating.earliest, dating.latest))
        return start if start == end else self("date.between", start=start, end=end)


def _third_of_month(year: int, month: int, first: int, last: int) -> str:
    """``early``, ``mid`` or ``late`` where days with an approximate end fill that third of the month, else nothing."""
    if first == 1 and 5 <= last <= 10:
        return "early"
    if 10 <= first <= 11 and last == 20:
        return "mid"
    if 20 <= first <= 21 and last == calendar.monthrange(year, month)[1]:
        return "late"
    return ""
