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

from ahocorasick_rs import AhoCorasick, Implementation

from geomap.link.cases import cases, in_a_list
from geomap.link.edges import CLEAR, UNCLEAR, Edges
from geomap.link.folding import Span
from geomap.link.lexicon import languages_of
from geomap.link.names import in_capitals, is_cyrillic, is_whole_name, spellings

_CYRILLIC_WORD = re.compile("[\u0400-\u052f]+(?:'[\u0400-\u052f]+)*")
_REST_OF_LIST = re.compile(
    "(?:(?:, | и | й | та | і | або | или )[\u0400-\u042f][\u0400-\u052f-]+)* ([\u0430-\u052f]+)"
)
_DROPPED = 3  # letters that the first word of a name may lose or change at its end: Орёл, Орла
_ADDED = 4  # letters that it may have more: Грозный, Грозными
_SURROGATES = re.compile("[\ud800-\udfff]")
_FOLLOWING = 2  # characters after a name's first word that tell its cases from those of many others: "Нижний Т"
_WORDS_KEPT = 1_000_000
_FEW_WORDS = 40  # words that are looked for one by one; of more, every word of the text is looked at


class Name(NamedTuple):
    """A name of a place as it is looked for; ``language`` is the name's, or its map's (BCP 47)."""

    place: str
    name: str
    language: str


Match = tuple[int, int, tuple[Name, ...]]
"""Start and end in the folded text, and the names that may be meant, each of another place."""

_Spellings = dict[str, list[tuple[str, int, Name]]]  # a word → spellings that hold it, and at which offset
_NONE: _Spellings = {}


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
        self._declined: dict[str, _Spellings] = {}  # a word → what follows it in a spelling → such spellings
        self._listed: dict[str, list[tuple[frozenset[str], Name]]] = {}  # an adjective → the nouns that end its list
        self._words: set[str] = set()  # of texts, whose names are declined already
        self._capitals: _Spellings | None = None
        self._lock = Lock()

    def find(self, text: str) -> list[Match]:
        """The names in a folded text from left to right, none overlapping: of those that begin first, the longest.

        At the same spot a name as it is written goes before one that is made from it.
        """
        edges = Edges(text)
        longest = self._written(text, edges.at)
        for (start, end), bearers in self._made(text, edges).items():
            if start not in longest or longest[start][0] < end:
                longest[start] = end, bearers
        found: list[Match] = []
        at = 0
        for start in sorted(longest):
            if start >= at:
                at, bearers = longest[start]
                found.append((start, at, bearers))
        return found

    def _written(self, text: str, edge: bytes) -> dict[int, tuple[int, tuple[Name, ...]]]:
        """By each start the end of the longest name as written that may stand there, and its bearers."""
        bearers = self._bearers
        longest: dict[int, tuple[int, tuple[Name, ...]]] = {}
        # All are asked for, as the longest one may turn out to end inside a word; they come by their ends.
        for i, start, end in self._anywhere(text):
            kind = edge[start] | edge[end]
            if kind == CLEAR or (kind == UNCLEAR and is_whole_name(text, start, end)):
                longest[start] = end, bearers[i]
        return longest

    def _anywhere(self, text: str) -> list[tuple[int, int, int]]:
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half of a character, which no other program takes
            return self._automaton.find_matches_as_indexes(_SURROGATES.sub("\ufffd", text), overlapping=True)

    def _made(self, text: str, edges: Edges) -> dict[Span, tuple[Name, ...]]:
        """Names in capitals and in their cases, where they may stand."""
        spots: dict[Span, dict[str, Name]] = {}
        capitals = self._in_capitals(text) if edges.has_capitals else ()
        cases_ = self._in_cases(text) if edges.has_cyrillic and self._declines else ()
        for start, end, name in chain(capitals, cases_):
            kind = edges.at[start] | edges.at[end]
            if kind == CLEAR or (kind == UNCLEAR and is_whole_name(text, start, end)):
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
                    for spelling, word, offset in _capitals_of(key, name):
                        self._capitals.setdefault(word, []).append((spelling, offset, name))
        return self._capitals

    def _in_cases(self, text: str) -> Iterator[tuple[int, int, Name]]:
        words = set(_CYRILLIC_WORD.findall(text))
        self._decline(words)
        declined, listed = self._declined, self._listed
        for word, at in _occurrences({word for word in words if word in declined or word in listed}, text):
            beyond = at + len(word)
            spelled = declined.get(word, _NONE)
            for following in {text[beyond : beyond + length] for length in range(_FOLLOWING + 1)}:
                for spelling, offset, name in spelled.get(following, ()):
                    start = at - offset
                    if start >= 0 and text.startswith(spelling, start):
                        yield start, start + len(spelling), name
            if word in listed:
                rest = _REST_OF_LIST.match(text, beyond)
                noun = rest[1] if rest else ""
                yield from ((at, beyond, name) for nouns, name in listed[word] if noun in nouns)

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
                        self._add_case(word[0], spelling, word.start(), name)
                    for capitals, capital_word, offset in _capitals_of(spelling, name):
                        self._add_case(capital_word, capitals, offset, name)
            for adjective, nouns in in_a_list(key, language):
                self._listed.setdefault(adjective, []).append((nouns, name))

    def _add_case(self, word: str, spelling: str, offset: int, name: Name) -> None:
        following = spelling[offset + len(word) :][:_FOLLOWING]
        self._declined.setdefault(word, {}).setdefault(following, []).append((spelling, offset, name))


def _occurrences(words: set[str], text: str) -> Iterator[tuple[str, int]]:
    """Where whole Cyrillic words stand."""
    if len(words) > _FEW_WORDS:
        yield from ((found[0], found.start()) for found in _CYRILLIC_WORD.finditer(text) if found[0] in words)
        return
    for word in sorted(words):
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            before, after = text[at - 1 : at], text[end : end + 2]
            if not (is_cyrillic(before) or is_cyrillic(after[:1]) or (after[:1] == "'" and is_cyrillic(after[1:]))):
                yield word, at
            at = text.find(word, at + 1)


def _one_of_each_place(names: list[Name]) -> tuple[Name, ...]:
    """The first name of each place, by the places' ids."""
    if len(names) == 1:
        return (names[0],)
    first: dict[str, Name] = {}
    for name in names:
        first.setdefault(name.place, name)
    return tuple(first[place] for place in sorted(first))


def longest(found: Iterable[Match]) -> Iterator[Match]:
    """Of matches that are sorted by start, the longest first, those that do not overlap an earlier one."""
    at = 0
    for match in found:
        if match[0] >= at:
            at = match[1]
            yield match


def _capitals_of(key: str, name: Name) -> Iterator[tuple[str, str, int]]:
    """A name in capitals, its first word of two letters or more, and that word's offset in it."""
    for spelling in in_capitals(key, name.language):
        if spelling == key:
            continue
        if spelling.isalpha():  # most names
            yield spelling, spelling, 0
        elif word := _capital_words().search(spelling):
            yield spelling, word[0], word.start()


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
