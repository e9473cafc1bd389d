"""The names of the base map on a static map: countries, seas, islands, rivers and settlements, where there is space."""

import math
from collections.abc import Callable, Iterable, Sequence

from geomap.geometry.projection import View
from geomap.i18n.natural_features import natural_feature_names
from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas
from geomap.static_map.canvas import Canvas
from geomap.static_map.country_names import countries, spots_of
from geomap.static_map.fonts import Face, width_of
from geomap.static_map.glyphs import QUIET, WATER_NAME, halo
from geomap.static_map.labels import Box, LabelSpace
from geomap.static_map.landscape import Settlement, settlements
from geomap.static_map.natural_features import (
    Stretch,
    islands,
    rivers,
    seas,
    spots_in_sea,
    spots_on_island,
    stretches_of,
)
from geomap.static_map.regions import RegionInView
from geomap.static_map.svg import element, number, text_of

COUNTRY, COUNTRY_SPACING = 11.0, 0.12  # type size, and space between letters as a share of it
NATURAL = 11.0
"""Pixels: font size of the names of seas, islands and rivers."""
SETTLEMENT, SETTLEMENT_MARGIN = 11.0, 10.0
"""Pixels: font size of the names of settlements, and the free space around each."""
MAX_SETTLEMENTS = 36
LARGE = 2
"""Settlements up to this rank have space before islands and rivers."""
LINE, BASELINE = 1.3, 0.36
"""Height of a line, and its baseline below its middle, as shares of the type size."""


class BaseMapNames:
    """The names of the base map in a view; none is a name of the map's own places."""

    def __init__(
        self, atlas: PublishedAtlas, translator: Translator, view: View, space: LabelSpace, canvas: Canvas
    ) -> None:
        self._language, self._translator = atlas.info.language, translator
        self._view, self._space, self._canvas = view, space, canvas
        self._own_names = {name for place in atlas.places for name in place.all_names}
        self._folded_own_names = set(map(str.casefold, self._own_names))
        self._natural_features = natural_feature_names(translator.language)
        self._settlements = settlements(view)

    def place_first(self) -> str:
        """Countries, each on itself or on the sea at its coast, then seas."""
        return self._countries() + self._group(
            self._regions(seas(self._view), self._spots_in_sea), WATER_NAME, italic=True
        )

    def place_rest(self) -> str:
        """Large settlements, then islands and rivers, then the other settlements."""
        large = [each for each in self._settlements if each.rank <= LARGE]
        first = self._settlement_names(large, MAX_SETTLEMENTS)
        island_names = self._regions(islands(self._view), self._spots_on_island)
        river_names = self._rivers()
        others = self._settlement_names(self._settlements[len(large) :], MAX_SETTLEMENTS - len(first))
        return "".join(
            [
                self._group([*first, *others], QUIET),
                self._group(island_names, QUIET, italic=True),
                self._group(river_names, WATER_NAME, italic=True),
            ]
        )

    def _countries(self) -> str:
        size, texts = COUNTRY * self._canvas.unit, []
        for country in countries(self._view):
            name = self._drawable(self._translator.country(country.id))
            if not name:
                continue
            text = self._translator.upper(name)
            width = width_of(text, size, Face.BOLD) + len(text) * COUNTRY_SPACING * size
            spots = spots_of(country, self._view, width, 1.6 * size)
            box = self._space.centred(spots, (width + size, 1.6 * size))
            if box is not None:
                texts.append(_text(text, box, size))
        return self._group(texts, QUIET, font_size=size, font_weight="bold", letter_spacing=COUNTRY_SPACING * size)

    def _regions(
        self,
        regions: Iterable[RegionInView],
        spots: Callable[[RegionInView, float, float], Iterable[tuple[float, float]]],
    ) -> list[str]:
        size, texts = NATURAL * self._canvas.unit, []
        for region in regions:
            name = self._drawable(self._natural_features.get(region.id))
            if not name:
                continue
            width, height = width_of(name, size), LINE * size
            box = self._space.centred(spots(region, width, height), (width, height))
            if box is not None:
                texts.append(_text(name, box, size))
        return texts

    def _spots_in_sea(self, sea: RegionInView, width: float, height: float) -> Iterable[tuple[float, float]]:
        return spots_in_sea(sea, self._view, width, height, self._canvas.unit)

    def _spots_on_island(self, island: RegionInView, width: float, _: float) -> Iterable[tuple[float, float]]:
        return spots_on_island(island, self._view, width)

    def _rivers(self) -> list[str]:
        size, texts = NATURAL * self._canvas.unit, []
        for river in rivers(self._view):
            name = self._drawable(self._natural_features.get(river))
            if not name:
                continue
            width, height = width_of(name, size), LINE * size
            for stretch in stretches_of(river, self._view, width, height):
                if self._space.take(stretch.boxes):
                    texts.append(_turned(name, stretch, size))
                    break
        return texts

    def _settlement_names(self, found: Sequence[Settlement], most: int) -> list[str]:
        texts: list[str] = []
        for settlement in found:
            if len(texts) == most:
                break
            name = self._drawable(settlement.name(self._language))
            if not name or not self._own_names.isdisjoint(settlement.names.values()):
                continue
            size = SETTLEMENT * self._canvas.unit * (1.15 if settlement.rank <= LARGE else 1)
            margin = SETTLEMENT_MARGIN * self._canvas.unit
            room = (width_of(name, size) + 2 * margin, size + margin)
            box = self._space.centred([(settlement.x, settlement.y)], room)
            if box is not None:
                texts.append(_text(name, box, size, font_size=size))
        return texts

    def _drawable(self, name: str | None) -> str | None:
        """A name that can be drawn and is not the name of a place of the map."""
        drawable = self._canvas.drawable(name) if name else None
        return drawable if drawable and drawable.casefold() not in self._folded_own_names else None

    def _group(self, texts: Sequence[str], colour: str, *, italic: bool = False, **attributes: str | float) -> str:
        if not texts:
            return ""
        style: dict[str, str | float] = {}
        if italic:
            style = {"font_size": NATURAL * self._canvas.unit, "font_style": "italic"}
        class_ = "static-quiet" if colour == QUIET else "static-water-name"
        return element(
            "g", *texts, text_anchor="middle", **style, **attributes, **halo(colour, self._canvas.unit, class_)
        )


def _text(text: str, box: Box, size: float, **attributes: float) -> str:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2 + BASELINE * size
    return element("text", text_of(text), x=x, y=y, **attributes)


def _turned(text: str, stretch: Stretch, size: float) -> str:
    middle = f"translate({number(stretch.x)} {number(stretch.y)}) rotate({number(math.degrees(stretch.angle))})"
    return element("text", text_of(text), y=BASELINE * size, transform=middle)
