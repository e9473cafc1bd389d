"""Columns of values in one of a few compact forms, which ``web/src/data/columns.ts`` reads."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

MIN_STEPS = 50
"""Shorter columns of integers stay as they are."""


def column(values: Sequence[Any]) -> Any:
    """One value for all rows, or the distinct values with an index for each row, or the values themselves.

    >>> column(["a", "a", "a"])
    {'all': 'a'}
    >>> column(["a", "b", "a", "a"])
    {'of': ['a', 'b'], 'at': [0, 1, 0, 0]}
    """
    distinct = {value: index for index, value in enumerate(dict.fromkeys(values))}
    if len(distinct) == 1:
        return {"all": values[0]}
    if len(distinct) <= len(values) / 2:
        return {"of": list(distinct), "at": [distinct[value] for value in values]}
    return list(values)


def steps(values: Sequence[int]) -> Any:
    """Integers as differences, which repeat and so compress well if the numbers increase.

    >>> steps(range(100, 160))["steps"][:3]
    [100, 1, 1]
    """
    if len(values) < MIN_STEPS:
        return list(values)
    return {"steps": [values[0], *(after - before for before, after in pairwise(values))]}


def sparse(values: Sequence[Any]) -> dict[str, Any]:
    """The values that are not empty, by row."""
    return {str(row): value for row, value in enumerate(values) if value}
