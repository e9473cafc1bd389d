"""A date as people write it in tables → EDTF; where two readings are possible, none."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from geomap.findings import echo
from geomap.importing.formats.source import text_of
from geomap.model.dates import parse_date, worded_date

_WITH_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d?:\d\d.*)", re.DOTALL)
_NUMBERS = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?:,?[T ]+\d\d?:\d\d.*)?", re.DOTALL)
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:,?[T ]+\d\d?:\d\d.*)?", re.DOTALL)

AMBIGUOUS = "day and month cannot be told apart"


class NotADateError(ValueError):
    """Why no date could be read."""


def date_said(value: Any, *, month_first: bool | None = None) -> str:
    """The EDTF of a date; empty where nothing is written.

    Args:
        value: as the source has it. A time of day is left out; the day is the one that stands there.
        month_first: how 3/4/2023 is meant; None where nobody says so. With dots, the day is first everywhere.

    Raises:
        NotADateError: it cannot be read, or could be read in two ways.

    >>> date_said("22 NOV 2023"), date_said("2023-11-22T10:00:00Z"), date_said("22/11/2023"), date_said("3.4.2023")
    ('2023-11-22', '2023-11-22', '2023-11-22', '2023-04-03')
    """
    text = text_of(value)
    if not text:
        return ""
    date, reason = _read(text, month_first)
    if reason:
        raise NotADateError(reason)
    return date


@lru_cache(maxsize=4096)  # tables repeat their dates, the wrong ones too, and those take the longest to read
def _read(text: str, month_first: bool | None) -> tuple[str, str]:  # noqa: FBT001
    """The EDTF, or why there is none."""
    if written := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        text = "-".join(written.groups())
    elif re.fullmatch(r"\d{5,}|\d+\.\d+", text):  # seconds since 1970, days since 1900: nobody says which
        return "", f'"{echo(text)}" is a number and no date'
    try:
        candidate = worded_date(text) or _numbers(text, month_first=month_first)
        return parse_date(candidate).edtf, ""
    except NotADateError as problem:
        return "", str(problem)
    except PydanticCustomError as problem:
        return "", problem.message()


def _numbers(text: str, *, month_first: bool | None) -> str:
    if found := _WITH_TIME.fullmatch(text):
        return found[1]
    if found := _YEAR_FIRST.fullmatch(text):
        return f"{found[1]}-{int(found[3]):02d}-{int(found[4]):02d}"
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return text
    first, second, year = int(found[1]), int(found[3]), found[4]
    if month_first is None:
        if first <= 12 and second <= 12 and first != second and found[2] != ".":
            raise NotADateError(AMBIGUOUS)
        month_first = second > 12 and found[2] != "."
    month, day = (first, second) if month_first else (second, first)
    return f"{year}-{month:02d}-{day:02d}"


def order_told(values: Iterable[Any]) -> bool | None:
    """Whether the month stands first, where some dates of a file can be read in one way alone and none in the other.

    >>> order_told(["3/4/2023", "22/4/2023"]), order_told(["4/22/2023"]), order_told(["3/4/2023"])
    (False, True, None)
    """
    orders = set()
    for value in values:
        found = _NUMBERS.fullmatch(text_of(value))
        if found and found[2] != "." and max(int(found[1]), int(found[3])) > 12:
            orders.add(int(found[3]) > 12)
    return orders.pop() if len(orders) == 1 else None


def span_said(earliest: str, latest: str) -> str:
    """The EDTF of a first and a last day, either of which may be empty."""
    if not earliest or not latest:
        return f"{earliest or '..'}/{latest or '..'}" if earliest or latest else ""
    return earliest if earliest == latest else f"{earliest}/{latest}"
