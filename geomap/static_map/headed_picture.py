"""PNG pictures of a heading above a map, which other sites show with a link."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from geomap.static_map.fonts import font_files
from geomap.static_map.glyphs import LINE, PAPER
from geomap.static_map.svg import element


@dataclass(frozen=True)
class HeadedPicture:
    """A heading above a map.

    Attributes:
        width: in pixels; ``height`` likewise.
        map_top: where the heading ends and the map begins, in pixels from the top.
        heading: elements of SVG, in pixels of the picture.
        map_markup: elements of SVG, in pixels of the map; it may go beyond the edges of the map.
        line: width of the line between the two.
    """

    width: int
    height: int
    map_top: float
    heading: Iterable[str]
    map_markup: str
    line: float = 1

    def svg(self) -> str:
        """The picture. The heading is drawn over the map: to cut the map off takes twice as long to draw."""
        return element(
            "svg",
            element("g", self.map_markup, transform=f"translate(0 {self.map_top:.1f})"),
            element("rect", width=self.width, height=round(self.map_top, 1), fill=PAPER),
            element("path", d=f"M0 {self.map_top:.1f}H{self.width}", stroke=LINE, stroke_width=self.line),
            *self.heading,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {self.width} {self.height}",
            width=self.width,
            height=self.height,
            font_family="DejaVu Sans",
        )

    def png(self) -> bytes:
        """The picture, drawn with the fonts of the package alone, so that it is the same on every machine."""
        return _drawn(self.svg(), self.width, self.height)


@lru_cache(maxsize=256)  # the editor publishes a map again and again, most of its pictures unchanged
def _drawn(svg: str, width: int, height: int) -> bytes:
    import resvg_py

    with font_files() as files:
        png = resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            height=height,
            skip_system_fonts=True,
            font_files=files,
            font_family="DejaVu Sans",
        )
    return bytes(png)
