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


def near_spellings(
    places: Iterable[Place], articles: Iterable[tuple[Article, Sequence[Span]]]
) -> Iterator[tuple[str, Finding]]:
    """The spellings in articles of names that the gazetteer spells otherwise, each with its L009.

    Args:
        places: of the gazetteer.
        articles: each with the spans of the names that are found in it.
    """
    names: dict[str, tuple[Place, str]] = {}
    for place in places:
        for name in place.all_names:
            plain = plain_spelling(name)
            if len(plain) >= _MIN_LETTERS:
                names.setdefault(plain, (place, name))
    lengths = sorted({name.count(" ") + 1 for name in names}, reverse=True)
    first_words = {name.partition(" ")[0] for name in names}
    found: dict[tuple[str, str], list[tuple[Article, int]]] = {}
    for article, known in articles:
        taken = {at for start, end in known for at in range(start, end)}
        for word in _capitalised().finditer(article.text):
            if word.start() not in taken and plain_spelling(word[0]) in first_words:
                spelling = next(
                    (
                        each
                        for count in lengths
                        if (each := _words(article.text, word, count)) is not None and plain_spelling(each) in names
                    ),
                    None,
                )
                if spelling is not None:
                    place, name = names[plain_spelling(spelling)]
                    if spelling.casefold() not in {each.casefold() for each in place.all_names}:
                        found.setdefault((spelling, name), []).append((article, word.start()))
    for (spelling, name), occurrences in found.items():
        place = names[plain_spelling(name)][0]
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
