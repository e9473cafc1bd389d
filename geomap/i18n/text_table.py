"""Dates and precisions in every language of the page, each text once."""

from collections.abc import Callable, Sequence

from geomap.geometry.outlines import outline_of
from geomap.i18n.translator import Translator
from geomap.model import Dating, Place


class TextTable:
    """A table that grows: a row is one text in each language.

    Attributes:
        languages: the codes as the map has them, its own language first.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self._translators = [Translator(language) for language in languages]
        self._rows: dict[tuple[str, ...], int] = {}
        self._row_by_value: dict[object, int] = {}

    def date(self, dating: Dating | None) -> int:
        """The row of a date."""
        return self._row(("date", dating.edtf if dating else None), lambda translator: translator.date(dating))

    def precision(self, place: Place) -> int:
        """The row of a place's precision."""
        value = (place.precision, place.uncertainty_m, place.coarsen, place.area is None, outline_of(place) is None)
        return self._row(("precision", value), lambda translator: translator.precision(place))

    def _row(self, value: object, translate: Callable[[Translator], str]) -> int:
        row = self._row_by_value.get(value)
        if row is None:
            texts = tuple(translate(translator) for translator in self._translators)
            row = self._row_by_value[value] = self._rows.setdefault(texts, len(self._rows))
        return row

    def columns(self) -> dict[str, list[str]]:
        """The texts by language, a list of all rows for each."""
        return {language: [texts[at] for texts in self._rows] for at, language in enumerate(self.languages)}
