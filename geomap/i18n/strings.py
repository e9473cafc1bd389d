"""Dates and precisions in every language that the page offers, each wording once."""

from collections.abc import Callable, Sequence

from geomap.i18n.format import Words
from geomap.model import Dating, Place


class Wordings:
    """A growing table of wordings: a row is the same thing said in each language.

    Attributes:
        languages: the codes as the map names them, its own first.
    """

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self._spoken = [Words(language) for language in languages]
        self._rows: dict[tuple[str, ...], int] = {}
        self._known: dict[object, int] = {}

    def date(self, dating: Dating | None) -> int:
        """The row of a date."""
        return self._row(("date", dating.edtf if dating else None), lambda words: words.date(dating))

    def precision(self, place: Place) -> int:
        """The row of how well a place is known."""
        said_by = (place.precision, place.uncertainty_m, place.coarsen, place.area is None)
        return self._row(("precision", said_by), lambda words: words.precision(place))

    def _row(self, thing: object, say: Callable[[Words], str]) -> int:
        row = self._known.get(thing)
        if row is None:
            said = tuple(say(words) for words in self._spoken)
            row = self._known[thing] = self._rows.setdefault(said, len(self._rows))
        return row

    def by_language(self) -> dict[str, list[str]]:
        """The table, a column for each language."""
        return {language: [said[at] for said in self._rows] for at, language in enumerate(self.languages)}
