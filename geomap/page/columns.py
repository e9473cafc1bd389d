"""Columns of values in the shortest of a few plain forms; ``web/src/data/columns.ts`` reads them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

STEPS_AT_LEAST = 50
"""Shorter columns of whole numbers are left as they are."""


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
    """Whole numbers by their differences, which repeat and so compress well where the numbers grow.

    >>> steps(range(100, 160))["steps"][:3]
    [100, 1, 1]
    """
    if len(values) < STEPS_AT_LEAST:
        return list(values)
    return {"steps": [values[0], *(after - before for before, after in pairwise(values))]}


def sparse(values: Sequence[Any]) -> dict[str, Any]:
    """The values that are not None or empty, by their rows."""
    return {str(row): value for row, value in enumerate(values) if value}
