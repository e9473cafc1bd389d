"""What a map is drawn on."""

from dataclasses import dataclass

from geomap.static_map.fonts import drawable


@dataclass(frozen=True)
class Canvas:
    """What a map is drawn on.

    Attributes:
        width: in pixels; ``height`` likewise.
        unit: enlargement of markers and names.
        max_places: places above which the reports are put into clusters on a grid.
        own_fonts: whether only the fonts of the package are available.
    """

    width: float
    height: float
    unit: float = 1
    max_places: int = 400
    own_fonts: bool = False

    def drawable(self, text: str) -> str | None:
        """A text without the symbols that the fonts lack; None if they lack one of its letters."""
        return drawable(text) if self.own_fonts else text
