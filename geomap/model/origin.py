"""The file and position at which a value is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from geomap.findings import Location

_COLUMN_BITS = 26  # enough for the characters of the largest file


def mark_of(line: int, column: int) -> int:
    """A position in one number, as large files have millions of them. Line and column are from 0.

    >>> position_of(mark_of(11, 4))
    (12, 5)
    """
    return line << _COLUMN_BITS | column


def position_of(mark: int) -> tuple[int, int]:
    """Line and column of a mark, both from 1."""
    return (mark >> _COLUMN_BITS) + 1, (mark & (1 << _COLUMN_BITS) - 1) + 1


@dataclass(frozen=True, eq=False, slots=True)
class Origin:
    """A node of a file's tree of positions, as ``geomap.read.yaml.nodes`` makes it.

    ``node`` is a position node: ``(mark,)`` for a scalar, ``(mark, [nodes])`` for a sequence and
    ``(mark, {key: (key_mark, node)})`` for a mapping, where a mark is made by ``mark_of``.

    The position of a value is not part of the value: all origins are equal, and a copy of an entry keeps its origin.
    """

    file: str = "<python>"
    node: Any = None

    def at(self, path: Sequence[str | int] = (), *, key: bool = False) -> Location:
        """The location of the value that ``path`` leads to, or of its key; of the nearest parent if none."""
        node = self.node
        if node is None:
            return Location(self.file)
        mark = node[0]
        for step in path:
            children = node[1] if len(node) > 1 else None
            if isinstance(children, dict) and step in children:
                key_mark, node = children[step]
                mark = key_mark if key else node[0]
            elif isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
                node = children[step]
                mark = node[0]
            else:
                mark = node[0]
                break
        return Location(self.file, *position_of(mark))

    def position(self) -> tuple[str, int, int]:
        """File, line and column of the node."""
        return (self.file, 1, 1) if self.node is None else (self.file, *position_of(self.node[0]))

    def last_line(self) -> int:
        """The line, from 1, on which the last value inside the node begins."""
        return 1 if self.node is None else position_of(_last_mark(self.node))[0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin)

    def __hash__(self) -> int:
        return hash(Origin)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self  # it never changes


def _last_mark(node: Any) -> int:
    last: int = node[0]
    children = node[1] if len(node) > 1 else ()
    for child in children.values() if isinstance(children, dict) else children:
        key, node_inside = child if isinstance(children, dict) else (child[0], child)
        last = max(last, key, _last_mark(node_inside))
    return last
