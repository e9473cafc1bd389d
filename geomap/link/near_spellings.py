"""Names in articles that differ from a place's name only by diacritics: "Gdansk" for "Gdańsk", "Muenchen", "Aarhus"."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from geomap.findings import Finding, echo
from geomap.link.folding import Span
from geomap.link.inflection import capitals
from geomap.model import Article, Place

_MIN_LETTERS = 5
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "a", "œ": "o", "ı": "i"})
_TWO_LETTERS = re.compile("([aou])e|aa")  # ä, ö, ü, å


@lru_cache(maxsize=100_000)
def plain_spelling(name: str) -> str:
    """A name in what all its usual spellings without diacritics have in common; empty if it has other letters.

    >>> plain_spelling("München") == plain_spelling("Muenchen") == plain_spelling("Munchen")
    True
    """
    plain = name.lower()
    if not plain.isascii():
        letters = unicodedata.normalize("NFD", plain.translate(_LETTERS))
        plain = "".join(char for char in letters if not unicodedata.combining(char))
    return _TWO_LETTERS.sub(lambda found: found[1] or "a", plain) if plain.isascii() else ""


class _Names:
    """The names of the gazetteer by their plain spellings, each with the first place that has it."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_spelling: dict[str, tuple[Place, str]] = {}
        for place in places:
            for name in place.all_names:
                plain = plain_spelling(name)
                if len(plain) >= _MIN_LETTERS:
                    self._by_spelling.setdefault(plain, (place, name))
        self._lengths = sorted({name.count(" ") + 1 for name in self._by_spelling}, reverse=True)
        self._first_words = {name.partition(" ")[0] for name in self._by_spelling}

    def named(self, spelling: str) -> tuple[Place, str]:
        """The place with a name, and the name as the gazetteer spells it."""
        return self._by_spelling[plain_spelling(spelling)]

    def spellings_in(self, text: str, known: Sequence[Span]) -> Iterator[tuple[int, str]]:
        """Where a text has one of the names in any spelling, outside of the known spans, and the spelling."""
        taken = {at for start, end in known for at in range(start, end)}
        for word in _capitalised().finditer(text):
            if word.start() in taken or plain_spelling(word[0]) not in self._first_words:
                continue
            spellings = filter(None, (_words(text, word, count) for count in self._lengths))
            spelling = next((each for each in spellings if plain_spelling(each) in self._by_spelling), None)
            if spelling is not None:
                yield word.start(), spelling


def near_spellings(
    places: Iterable[Place], articles: Iterable[tuple[Article, Sequence[Span]]]
) -> Iterator[tuple[str, Finding]]:
    """The spellings in articles of names that the gazetteer spells otherwise, each with its L009.

    Args:
        places: of the gazetteer.
        articles: each with the spans of the names that are found in it.
    """
    names = _Names(places)
    found: dict[tuple[str, str], list[tuple[Article, int]]] = {}
    for article, known in articles:
        for at, spelling in names.spellings_in(article.text, known):
            place, name = names.named(spelling)
            if spelling.casefold() not in {each.casefold() for each in place.all_names}:
                found.setdefault((spelling, name), []).append((article, at))
    for (spelling, name), occurrences in found.items():
        place, _ = names.named(name)
        article, at = occurrences[0]
        times = f" ({len(occurrences)} times)" if len(occurrences) > 1 else ""
        message = f'"{echo(spelling)}" may be "{echo(name)}" (place "{echo(place.id)}"), spelled otherwise{times}'
        advice = f'add "{echo(spelling)}" to the aliases of "{echo(place.id)}", if that place is meant'
        yield spelling, Finding(article.at(at), "L009", message, advice)


def _words(text: str, first: re.Match[str], count: int) -> str | None:
    """Some words of a text from a first one; None if there are fewer before the next sign."""
    if count == 1:
        return first[0]
    found = re.compile(r" [\w-]+" * (count - 1)).match(text, first.end())
    return None if found is None else first[0] + found[0]


@cache
def _capitalised() -> re.Pattern[str]:
    return re.compile(rf"[{capitals()}](?<!\w.)[\w-]*\w")
