"""The spellings of a date → one: small letters, plain signs, the date before the time, no notation of a program."""

import re
import unicodedata
from functools import lru_cache

from geomap.model import date_words as words

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t\r\n"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u061c\ufeff"))
_ZONE = r"z|utc|gmt|[^\W\d_]{3,4}|uhr|[a-z]+/[a-z_]+"
CLOCK = rf"\d{{1,2}}[:.h]\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:{_ZONE})?\s*(?:[+-]\d{{1,2}}(?::?\d\d)?)?"
_TIME_FIRST = re.compile(
    r"^(\d{1,2}:\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|msk|мск)?)"
    r"(?:\s*[·|]\s*|,? +(?:on |of )?)(?=.*\d)(?![-/])"
)


@lru_cache(maxsize=4096)  # tables repeat their dates, and each is read for its day and for its time
def plain_date(text: str) -> str:
    """The text in lower case with plain signs, the date before the time, and both in a form that is read."""
    text = text.translate(_DASHES).translate(_SPACES).translate(_INVISIBLE).casefold()
    text = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text).strip()
    for pattern, written in _PROGRAMS:
        text, count = pattern.subn(written, text)
        if count:
            return text
    if found := _TIME_FIRST.match(text):
        text = f"{text[found.end() :]} {found[1].strip()}"
    for pattern, written in _SPELLINGS:
        text = pattern.sub(written, text)
    for pattern in (_ROMAN_MONTH, _ROMAN_QUARTER):
        text = pattern.sub(lambda found: str(_NUMERALS.index(found[0]) + 1), text)
    return text


_DIGITS = r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])"
_CLOCK_DIGITS = r"([01]\d|2[0-3])([0-5]\d)"
_PROGRAMS = [
    (re.compile(rf"^{pattern}$"), written)
    for pattern, written in (
        (r"\w{3} (\w{3} \d{1,2}) (\d\d:\d\d:\d\d)((?: \w+)?) (\d{4})", r"\1 \4 \2\3"),  # as ctime writes
        (rf"{_DIGITS}[t ]?{_CLOCK_DIGITS}([0-5]\d)(z?)", r"\1-\2-\3 \4:\5:\6\7"),
        (rf"{_DIGITS}[t ]?{_CLOCK_DIGITS}(z?)", r"\1-\2-\3 \4:\5\6"),
        (r"(\d\d)([01]\d|2[0-3])([0-5]\d) ?z ?([a-z]{3}) ?(\d{4}|\d\d)", r"\1 \4 \5 \2:\3z"),  # military
        (r"(?:ngày )?(\d{1,2}) tháng (\d{1,2})(?: năm|,)? (\d{4})", r"\3-\2-\1"),  # Vietnamese
        (r"(\d{1,2})/([a-z]{3})/(\d{4}):(\d\d:\d\d:\d\d)( [+-]\d{4})?", r"\1 \2 \3 \4\5"),  # logs of web servers
        (r"(\d{4})\. gada (\d{1,2}\. \w+)", r"\2 \1"),  # Latvian
        (r"/date\((\d+)(?:[+-]\d{4})?\)/", r"\1"),
    )
]
"""Dates as programs write them, in lower case, and in a form that is read."""
_SPELLINGS = [
    (re.compile(pattern), written)
    for pattern, written in (
        (r"\s*(?:->|=>|→|⇒)\s*", " - "),
        (r"\s*&\s*", " and "),
        (r"(?<=\d)\s*;\s*(?=.*\d)", " and "),
        (r"^(\d{4}-\d\d-\d\d),? (?=\d{4}-\d\d-\d\d$)", r"\1 and "),
        (rf"[, ]+(?:{words.ABOUT})\.? ?{CLOCK}$", ""),
        (rf"[, ]+(?:{words.BETWEEN}) {CLOCK} ?(?:-|{words.TO}) ?{CLOCK}$", ""),
        (r"(?<=\d{4})\.$", ""),  # as in Croatian and Serbian
    )
]
"""Other spellings of parts of a date; a time that is not exact is left out."""
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = "|".join(sorted(_NUMERALS, key=len, reverse=True))
_ROMAN_MONTH = re.compile(rf"(?:(?<=^\d[-./ ])|(?<=^\d\d[-./ ]))(?:{_ROMAN})(?=[-./ ]\d{{4}}\b)")
"""A month in Roman numerals, between the day and the year, as in Polish and Russian: 19 I 2023."""
_ROMAN_QUARTER = re.compile(rf"^(?:i{{1,3}}|iv)(?= (?:{words.QUARTER}))")
