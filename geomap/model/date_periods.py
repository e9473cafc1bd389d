"""Numbered and named parts of a year, and longer periods, as people write them → EDTF."""

import datetime as dt
import re
from collections.abc import Iterator

from geomap.model import date_words as words

_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi"
_ROMAN = {numeral: number for number, numeral in enumerate(_NUMERALS.split(), start=1)}


def divisions(text: str) -> Iterator[str]:
    """Seasons, quarters, half years, weeks, decades and centuries.

    Args:
        text: in lower case, without words that mean nothing.

    >>> [*divisions("winter 2023"), *divisions("h2 2023"), *divisions("kw 3/2023"), *divisions("xix век")]
    ['2023-24', '2023-07/2023-12', '2023-01-16/2023-01-22', '18XX']
    """
    for number, season in enumerate(words.SEASONS, 21):
        if found := re.fullmatch(rf"(?:{season})[ ,]*(\d{{4}})|(\d{{4}})[ ,]*(?:{season})", text):
            yield f"{found[1] or found[2]}-{number}"
        if found := re.fullmatch(rf"(?:{season})[ ,]*(\d{{4}}) ?[-/] ?(\d{{4}}|\d\d)", text):  # a winter has two years
            is_next = str(int(found[1]) + 1).endswith(found[2])
            yield from [f"{found[1]}-{number}"] if number == 24 and is_next else []
    pattern = rf"(?:q([1-4])[-/ ]*(\d{{4}})|(\d{{4}})[-/ ]*q([1-4])|([1-4])\.? ?(?:{words.QUARTER})\.?[ ,]*(\d{{4}}))"
    if found := re.fullmatch(pattern, text):
        quarter, year = found[1] or found[4] or found[5], found[2] or found[3] or found[6]
        yield f"{year}-{32 + int(quarter)}"
    if found := re.fullmatch(r"(?:h([12])|([12])h)[-/ ]*(\d{4})|(\d{4})[-/ ]*(?:h([12])|([12])h)", text):
        half, year = found[1] or found[2] or found[5] or found[6], found[3] or found[4]
        yield f"{year}-01/{year}-06" if half == "1" else f"{year}-07/{year}-12"
    yield from _week(text)
    yield from _long_periods(text)


def _week(text: str) -> Iterator[str]:
    """The days of a numbered week, or one of them."""
    if found := re.fullmatch(rf"(?:{words.WEEK_NUMBER}|w)\.? ?(\d{{1,2}})[,/ -]+(\d{{4}})", text):
        text = f"{found[2]}-w{int(found[1]):02d}"
    if found := re.fullmatch(r"(\d{4})-?w(\d\d)(?:-?([1-7]))?", text):
        try:
            first = dt.date.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1))
            last = first if found[3] else first + dt.timedelta(days=6)
        except (ValueError, OverflowError):
            return
        yield f"{first}/{last}" if first != last else first.isoformat()


def _long_periods(text: str) -> Iterator[str]:
    """A decade or a century."""
    if found := re.fullmatch(rf"(\d{{1,2}}|[ivx]+)\.? ?(?:{words.CENTURY})\.?", text):
        number = int(found[1]) if found[1].isdecimal() else _ROMAN.get(found[1], 0)
        if 1 <= number <= 21:
            yield f"{number - 1:02d}XX"
    if found := re.fullmatch(r"(\d{3})0(?:'?s|-?[еіх]+|-?ті|er)", text):
        yield f"{found[1]}X"
