"""The file and position at which a value is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from geomap.findings import Location


@dataclass(frozen=True, eq=False, slots=True)
class Origin:
    """A node of a file's tree of positions, as ``geomap.read.yaml.nodes`` makes it.

    ``node`` is a position node: ``(mark,)`` for a scalar, ``(mark, [nodes])`` for a sequence and
    ``(mark, {key: (key_mark, node)})`` for a mapping, where a mark has ``line`` and ``column``, both from 0.

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
        return Location(self.file, mark.line + 1, mark.column + 1)

    def position(self) -> tuple[str, int, int]:
        """File, line and column of the node."""
        mark = None if self.node is None else self.node[0]
        return (self.file, 1, 1) if mark is None else (self.file, mark.line + 1, mark.column + 1)

    def last_line(self) -> int:
        """The line, from 1, on which the last value inside the node begins."""
        return 1 if self.node is None else _last_line(self.node) + 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin)

    def __hash__(self) -> int:
        return hash(Origin)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self  # the parser's marks can be neither copied nor changed


def _last_line(node: Any) -> int:
    """As the marks count, from 0."""
    last: int = node[0].line
    children = node[1] if len(node) > 1 else ()
    for child in children.values() if isinstance(children, dict) else children:
        key, node_inside = child if isinstance(children, dict) else (child[0], child)
        last = max(last, key.line, _last_line(node_inside))
    return last
