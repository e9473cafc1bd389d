"""Names of places → every spelling that articles may have, as plain tables that can be stored in a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geomap.link.folding import fold
from geomap.link.morphology import languages_of
from geomap.link.word_edges import is_word
from geomap.model.language import primary_language

_DOTTED_I = frozenset({"az", "tr"})  # languages whose capital of i is İ
_MIN_CAPITALS = 4  # letters; a shorter word in capitals is as often an abbreviation: Ufa, Oka, Po


class Name(NamedTuple):
    """A name of a place. ``language`` is stated for it, or is its map's (BCP 47)."""

    place: str
    name: str
    language: str


def spellings(name: str, language: str) -> tuple[str, ...]:
    """The folded spellings of a name; the first is the name as written. Empty if it has no letters or digits.

    A lower-case name also has a capital, as at the start of a sentence. A name with ``ё`` is also spelled with ``е``,
    as in most Russian newspapers. ``language`` (BCP 47) decides how letters are capitalised.

    >>> spellings("the Kremlin", "en")
    ('the Kremlin', 'The Kremlin')
    """
    return spellings_of_key(fold(name).text.strip(), language)


def spellings_of_key(key: str, language: str) -> tuple[str, ...]:
    """The spellings of a folded name."""
    if not any(map(is_word, key)):
        return ()
    if key.isascii() and key[0].isupper():  # most names
        return (key,)
    keys = [key] if key[0].isupper() else [key, _upper(key[0], language) + key[1:]]
    return _with_ye(keys)


def in_capitals(key: str, language: str) -> tuple[str, ...]:
    """A folded name in the capitals of a headline. Empty if it is so short that it may be an abbreviation.

    >>> in_capitals("the Kremlin", "en"), in_capitals("Ufa", "en")
    (('THE KREMLIN',), ())
    """
    letters = len(key) if key.isalpha() else sum(map(str.isalpha, key))
    if letters < _MIN_CAPITALS:
        return ()
    return _with_ye([_upper(key, language)])


def _with_ye(keys: list[str]) -> tuple[str, ...]:
    if any("ё" in key or "Ё" in key for key in keys):
        keys = [*keys, *(key.replace("ё", "е").replace("Ё", "Е") for key in keys)]
    return tuple(dict.fromkeys(keys))


def _upper(text: str, language: str) -> str:
    if primary_language(language) in _DOTTED_I:
        text = text.replace("i", "İ")
    return text.upper()


Numbers = int | list[int]
"""Of the names of one spelling: of one name, or of several, sorted by their places."""


@dataclass(frozen=True)
class Spelled:
    """Spellings, each once, and for each the numbers of its names, each of another place."""

    spellings: list[str]
    names: list[Numbers]


@dataclass(frozen=True, eq=False)
class NameTables:
    """All names and their spellings.

    Attributes:
        names: each with a letter or digit at least.
        keys: the folded spelling of each name as written.
        written: the spellings without inflection.
        inflected: the numbers of the names that a dictionary inflects.
    """

    names: Sequence[Name]
    keys: Sequence[str]
    written: Spelled
    inflected: Sequence[int] = ()


_Found = dict[str, dict[str, int]]  # a spelling → the id of each place → the number of its first name


def name_tables(names: Iterable[Name]) -> NameTables:
    """The tables of some names, in their order."""
    written: _Found = {}
    capitals: _Found = {}
    variants: _Found = {}
    kept: list[Name] = []
    keys: list[str] = []
    inflected: list[int] = []
    for name in names:
        key, *others = spellings(name.name, name.language) or ("",)
        if not key:
            continue
        number = len(kept)
        kept.append(name)
        keys.append(key)
        _add(written, key, name.place, number)
        for other in others:
            _add(variants, other, name.place, number)
        for spelling in in_capitals(key, name.language):
            _add(capitals, spelling, name.place, number)
        if not key.isascii() and languages_of(key, name.language):
            inflected.append(number)
    # A name as written hides one with another capital or in capitals.
    return NameTables(kept, keys, _spelled({**capitals, **variants, **written}), inflected)


def _add(found: _Found, spelling: str, place: str, number: int) -> None:
    found.setdefault(spelling, {}).setdefault(place, number)


def _spelled(found: _Found) -> Spelled:
    numbers: list[Numbers] = [
        next(iter(places.values())) if len(places) == 1 else [places[place] for place in sorted(places)]
        for places in found.values()
    ]
    return Spelled(list(found), numbers)
