"""Puts labels beside their marks so that none covers a mark, another label or the picture's edge."""

from collections.abc import Iterable
from dataclasses import dataclass, field

GAP = 5.0
"""Pixels between a mark and its label."""
EDGE = 4.0
"""Pixels between a label and the edge of the picture."""

Size = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def around(x: float, y: float, half: float) -> Box:
    """The square around a point."""
    return Box(x - half, y - half, x + half, y + half)


@dataclass
class Room:
    """A picture's free room: each box that is given away is taken for all that come later."""

    width: float
    height: float
    taken: list[Box] = field(default_factory=list)

    def beside(self, x: float, y: float, clear: Size, size: Size) -> Box | None:
        """Room for a label of that size beside a mark of that half width and half height, the best first."""
        (width, height), (across, down) = size, clear
        return self._first(
            [
                (x + across + GAP, y - height / 2),
                (x - across - GAP - width, y - height / 2),
                (x - width / 2, y + down + GAP),
                (x - width / 2, y - down - GAP - height),
                (x + across, y + down),
                (x + across, y - down - height),
                (x - across - width, y + down),
                (x - across - width, y - down - height),
            ],
            size,
        )

    def centred(self, points: Iterable[tuple[float, float]], size: Size) -> Box | None:
        """Room for a label with its middle on one of these points, the best first."""
        return self._first(((x - size[0] / 2, y - size[1] / 2) for x, y in points), size)

    def _first(self, corners: Iterable[tuple[float, float]], size: Size) -> Box | None:
        for left, top in corners:
            box = Box(left, top, left + size[0], top + size[1])
            if self._holds(box) and not any(box.overlaps(other) for other in self.taken):
                self.taken.append(box)
                return box
        return None

    def _holds(self, box: Box) -> bool:
        return min(box.left, box.top) >= EDGE and box.right <= self.width - EDGE and box.bottom <= self.height - EDGE
