"""Places labels so that none covers a marker, another label or the edge of the picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

GAP = 5.0
"""Pixels between a marker and its label."""
EDGE = 4.0
"""Pixels between a label and the edge of the picture."""

Size = tuple[float, float]
"""Width and height, in pixels."""


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two have more than an edge in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def square(x: float, y: float, half: float) -> Box:
    """The square around a point."""
    return Box(x - half, y - half, x + half, y + half)


def around(x: float, y: float, size: Size) -> Box:
    """The rectangle of that size around a point."""
    width, height = size
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


@dataclass
class LabelSpace:
    """The space for labels on a picture: a box that has been given out is occupied for all later labels."""

    width: float
    height: float
    occupied: list[Box] = field(default_factory=list)

    def next_to(self, x: float, y: float, half: Size, size: Size) -> Box | None:
        """A box for a label of that size next to a marker of that half width and half height; the best free one."""
        (width, height), (across, down) = size, half
        return self._first_free(
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
        """A box for a label of that size with its middle on one of these points; the first free one."""
        return self._first_free(((x - size[0] / 2, y - size[1] / 2) for x, y in points), size)

    def take(self, boxes: Sequence[Box]) -> bool:
        """Occupies the boxes of one label if all are free."""
        if not all(self._is_free(box) for box in boxes):
            return False
        self.occupied += boxes
        return True

    def _first_free(self, corners: Iterable[tuple[float, float]], size: Size) -> Box | None:
        for left, top in corners:
            box = Box(left, top, left + size[0], top + size[1])
            if self.take([box]):
                return box
        return None

    def _is_free(self, box: Box) -> bool:
        return self._contains(box) and not any(box.overlaps(other) for other in self.occupied)

    def _contains(self, box: Box) -> bool:
        return min(box.left, box.top) >= EDGE and box.right <= self.width - EDGE and box.bottom <= self.height - EDGE
