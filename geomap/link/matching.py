"""Names × a folded text → where each of them stands, in one pass: as written, in capitals, in its grammatical cases.

One automaton looks for all names as they are written. What is made from a name is looked for by its first word: the
name in capitals where the text has any, and the cases of a name where the text has a word that may begin one. So the
cases are worked out for the few names that a text may mention, not for all of them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from threading import Lock
from typing import NamedTuple

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from numpy.typing import NDArray

from geomap.link.cases import cases, in_a_list
from geomap.link.names import in_capitals, is_whole_name, is_word, spellings
from geomap.link.words import languages_of

_CYRILLIC_WORD = re.compile("[\u0400-\u052f]+(?:'[\u0400-\u052f]+)*")
_REST_OF_LIST = re.compile(
    "(?:(?:, | и | й | та | і | або | или )[\u0400-\u042f][\u0400-\u052f-]+)* ([\u0430-\u052f]+)"
)
_DROPPED = 3  # letters that the first word of a name may lose or change at its end: Орёл, Орла
_ADDED = 4  # letters that it may have more: Грозный, Грозными
_CYRILLIC = np.uint32(0x400), np.uint32(0x52F)
_SURROGATES = np.uint32(0xD800), np.uint32(0xDFFF)
_WORDS_KEPT = 1_000_000
_FEW_WORDS = 40  # words that are looked for one by one; of more, every word of the text is looked at
_FEW = 24  # matches below which numpy does not pay
_PLAIN_LETTERS = 0x300  # below it are letters of alphabets alone, no marks and none of a script without spaces


class Name(NamedTuple):
    """A name of a place as it is looked for; ``language`` is the name's, or its map's (BCP 47)."""

    place: str
    name: str
    language: str


Match = tuple[int, int, tuple[Name, ...]]
"""Start and end in the folded text, and the names that may be meant, each of another place."""

_Numbers = NDArray[np.int64]
_Codes = NDArray[np.uint32]
_Spellings = dict[str, list[tuple[str, int, Name]]]  # a word → spellings that hold it, and at which offset


class Matcher:
    """All names, ready to be looked for; built once, used for all texts, from several threads too."""

    def __init__(self, names: Iterable[Name]) -> None:
        written: dict[str, list[Name]] = {}
        self._stems: dict[str, list[tuple[str, Name]]] = {}  # of names whose cases were not needed yet
        self._names: list[tuple[str, Name]] = []
        others: list[tuple[str, Name]] = []
        for name in names:
            own = spellings(name.name, name.language)
            if not own:
                continue
            key = own[0]
            written.setdefault(key, []).append(name)
            if len(own) > 1:
                others += ((spelling, name) for spelling in own[1:])
            self._names.append((key, name))
            if not key.isascii() and languages_of(key, name.language):
                self._stems.setdefault(_stem(key), []).append((key, name))
        for spelling, name in others:
            written.setdefault(spelling, []).append(name)
        self._spellings = list(written)
        self._bearers = [_one_of_each_place(bearers) for bearers in written.values()]
        # The one whose size and time grow with the names alone, however long or repetitive they are.
        self._automaton = AhoCorasick(self._spellings, implementation=Implementation.ContiguousNFA)
        self._declines = bool(self._stems)
        self._declined: _Spellings = {}
        self._listed: dict[str, list[tuple[frozenset[str], Name]]] = {}  # an adjective → the nouns that end its list
        self._words: set[str] = set()  # of texts, whose names are declined already
        self._capitals: _Spellings | None = None
        self._lock = Lock()

    def find(self, text: str) -> list[Match]:
        """The names in a folded text from left to right, none overlapping: of those that begin first, the longest.

        At the same spot a name as it is written goes before one that is made from it.
        """
        codes = _codes(text)
        found = self._written(text, codes)
        made = self._made(text, codes)
        if made:
            known = {match[:2] for match in found}
            found += ((*spot, bearers) for spot, bearers in made.items() if spot not in known)
            found.sort(key=_by_start)
        return list(longest(found))

    def _written(self, text: str, codes: _Codes) -> list[Match]:
        """The names as written that may stand where they do, ordered as ``longest`` needs them."""
        # All matches are asked for, as the longest one may turn out to end inside a word.
        found = self._automaton.find_matches_as_indexes(_takable(text, codes), overlapping=True)
        if len(found) < _FEW:
            few = ((start, end, self._bearers[i]) for i, start, end in found if is_whole_name(text, start, end))
            return sorted(few, key=_by_start)
        which, starts, ends = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3).T
        whole = _are_whole_names(text, codes, starts, ends)
        which, starts, ends = which[whole], starts[whole], ends[whole]
        order = np.lexsort((-ends, starts))
        bearers = self._bearers
        columns = (each[order].tolist() for each in (starts, ends, which))
        return [(start, end, bearers[i]) for start, end, i in zip(*columns, strict=True)]

    def _made(self, text: str, codes: _Codes) -> dict[tuple[int, int], tuple[Name, ...]]:
        """Names in capitals and in their cases, where they may stand."""
        spots: dict[tuple[int, int], dict[str, Name]] = {}
        for start, end, name in chain(self._in_capitals(text), self._in_cases(text, codes)):
            if is_whole_name(text, start, end):
                bearers = spots.setdefault((start, end), {})
                bearers[name.place] = min(name, bearers.get(name.place, name))
        return {spot: tuple(bearers[place] for place in sorted(bearers)) for spot, bearers in spots.items()}

    def _in_capitals(self, text: str) -> Iterator[tuple[int, int, Name]]:
        for found in _capital_words().finditer(text):
            for spelling, offset, name in self._all_in_capitals().get(found[0], ()):
                start = found.start() - offset
                if start >= 0 and text.startswith(spelling, start):
                    yield start, start + len(spelling), name

    def _all_in_capitals(self) -> _Spellings:
        """The names in capitals, by their first word of two letters or more; made when a text has any capitals."""
        with self._lock:
            if self._capitals is None:
                self._capitals = {}
                for key, name in self._names:
                    _add_capitals(self._capitals, key, name)
        return self._capitals

    def _in_cases(self, text: str, codes: _Codes) -> Iterator[tuple[int, int, Name]]:
        first, last = _CYRILLIC
        if not self._declines or not bool((codes - first <= last - first).any()):  # smaller ones wrap around
            return
        words = set(_CYRILLIC_WORD.findall(text))
        self._decline(words)
        declined, listed = self._declined, self._listed
        for found in _occurrences({word for word in words if word in declined or word in listed}, text):
            word = found[0]
            for spelling, offset, name in declined.get(word, ()):
                start = found.start() - offset
                if start >= 0 and text.startswith(spelling, start):
                    yield start, start + len(spelling), name
            if word in listed:
                rest = _REST_OF_LIST.match(text, found.end())
                noun = rest[1] if rest else ""
                yield from ((*found.span(), name) for nouns, name in listed[word] if noun in nouns)

    def _decline(self, words: set[str]) -> None:
        """Work out the cases of the names that these words may begin, where that was not done yet."""
        with self._lock:
            if len(self._words) > _WORDS_KEPT:
                self._words.clear()
            new = words - self._words
            self._words |= new
            plain = {_plain(word) for word in new}
            plain |= {word.lower() for word in plain}  # a name written small may begin a sentence
            for word in plain:
                for end in range(max(1, len(word) - _DROPPED - _ADDED), len(word) + 1):
                    for key, name in self._stems.pop(word[:end], ()):
                        self._add_cases(key, name)

    def _add_cases(self, key: str, name: Name) -> None:
        for language in languages_of(key, name.language):
            for case in cases(key, language):
                for spelling in spellings(case, language):
                    word = _CYRILLIC_WORD.search(spelling)
                    if word is not None:
                        each = (spelling, word.start(), name)
                        self._declined.setdefault(word[0], []).append(each)
                    _add_capitals(self._declined, spelling, name)
            for adjective, nouns in in_a_list(key, language):
                self._listed.setdefault(adjective, []).append((nouns, name))


def _occurrences(words: set[str], text: str) -> Iterator[re.Match[str]]:
    """Where whole Cyrillic words stand."""
    if len(words) > _FEW_WORDS:
        yield from (found for found in _CYRILLIC_WORD.finditer(text) if found[0] in words)
        return
    for word in sorted(words):
        at = text.find(word)
        while at >= 0:
            found = None if at and _CYRILLIC_WORD.match(text, at - 1) else _CYRILLIC_WORD.match(text, at)
            if found is not None and found[0] == word:
                yield found
            at = text.find(word, at + 1)


def _codes(text: str) -> _Codes:
    """The code points of a text, with a space before and after it."""
    return np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), np.uint32)


def _takable(text: str, codes: _Codes) -> str:
    """The text with a replacement character for what is half of a character, which no other program takes."""
    first, last = _SURROGATES
    halves = not text.isascii() and bool((codes - first <= last - first).any())
    return re.sub("[\ud800-\udfff]", "\ufffd", text) if halves else text


def _one_of_each_place(names: list[Name]) -> tuple[Name, ...]:
    """The first name of each place, by the places' ids."""
    if len(names) == 1:
        return (names[0],)
    first: dict[str, Name] = {}
    for name in names:
        first.setdefault(name.place, name)
    return tuple(first[place] for place in sorted(first))


def _by_start(match: Match) -> tuple[int, int]:
    return match[0], -match[1]


def longest(found: Iterable[Match]) -> Iterator[Match]:
    """Of matches that are sorted by start, the longest first, those that do not overlap an earlier one."""
    at = 0
    for match in found:
        if match[0] >= at:
            at = match[1]
            yield match


def _add_capitals(spelled: _Spellings, key: str, name: Name) -> None:
    for spelling in in_capitals(key, name.language):
        if spelling == key:
            continue
        if spelling.isalpha():  # most names
            spelled.setdefault(spelling, []).append((spelling, 0, name))
        elif word := _capital_words().search(spelling):
            spelled.setdefault(word[0], []).append((spelling, word.start(), name))


@cache
def _capital_words() -> re.Pattern[str]:
    """Two capitals or more in a row, in every script that has them."""
    capitals = re.escape("".join(char for char in map(chr, range(0x10000)) if char.isupper()))
    return re.compile(f"[{capitals}]{{2,}}")


def _stem(key: str) -> str:
    """The beginning that the first word of a name keeps in all cases."""
    found = _CYRILLIC_WORD.search(key)
    word = _plain(found[0]) if found else key
    return word[: max(1, len(word) - _DROPPED)]


def _plain(word: str) -> str:
    """A word in small letters but for its first, which tells names from other words."""
    return (word[0] + word[1:].lower()).replace("ё", "е").replace("Ё", "Е")


def _are_whole_names(text: str, codes: _Codes, starts: _Numbers, ends: _Numbers) -> NDArray[np.bool_]:
    """``is_whole_name`` for many matches: only those beside a hyphen, an apostrophe or an odd letter are looked at."""
    before, first, last, after = codes[starts], codes[starts + 1], codes[ends], codes[ends + 1]
    words_before, words_after = _are_words(before), _are_words(after)
    torn = words_before & _are_words(first) | words_after & _are_words(last)
    odd = (before == ord("'")) | (after == ord("'")) | (after == ord("-"))
    # Marks, and scripts without spaces, are none of the plain letters.
    odd |= torn & ((np.maximum(before, first) >= _PLAIN_LETTERS) & words_before)
    odd |= torn & ((np.maximum(last, after) >= _PLAIN_LETTERS) & words_after)
    whole = np.asarray(~torn & ~odd)
    for i in np.flatnonzero(odd).tolist():
        whole[i] = is_whole_name(text, int(starts[i]), int(ends[i]))
    return whole


def _are_words(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which of the characters words are made of."""
    plain = _plain_words()
    found = plain[np.minimum(codes, _PLAIN_LETTERS)]
    for i in np.flatnonzero(codes >= _PLAIN_LETTERS).tolist():
        found[i] = is_word(chr(int(codes[i])))
    return np.asarray(found)


@cache
def _plain_words() -> NDArray[np.bool_]:
    return np.array([is_word(chr(code)) for code in range(_PLAIN_LETTERS + 1)], bool)
