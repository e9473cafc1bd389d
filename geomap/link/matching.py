"""Names × a folded text → every occurrence: as written, in capitals, and in inflected forms.

An Aho-Corasick automaton has all names as written and in capitals, and finds them in one pass. Inflected forms are
looked up by the words of the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from geomap.link.declined import DeclinedNames
from geomap.link.inflection import InflectedNames, Table, table_of
from geomap.link.morphology import load_dictionaries
from geomap.link.names import Name, NameTables, Spelled
from geomap.link.word_edges import edges, is_between_edges
from geomap.model.language import primary_language

_OTHER_CYRILLIC = frozenset({"be", "bg", "kk", "ky", "mk", "mn", "sr", "tg", "tt"})  # not inflected as Russian
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


class Match(NamedTuple):
    """An occurrence in a folded text, and the names that it may be, each of another place."""

    start: int
    end: int
    names: tuple[Name, ...]


_Longest = dict[int, tuple[int, tuple[Name, ...]]]  # a start → the longest match there


class Matcher:
    """All names, built once and used for all texts, from several threads too."""

    def __init__(self, tables: NameTables) -> None:
        self._tables = tables
        self._by_language: dict[Table, InflectedNames] = {}
        self._lock = Lock()
        self._written = _Automaton(tables.written, tables.names)
        self._declined = DeclinedNames(tables) if tables.inflected else None

    def prepare(self) -> None:
        """Load the dictionaries now, if any name needs one."""
        if self._declined:
            load_dictionaries()

    def find(self, text: str, language: str = "") -> list[Match]:
        """The names in a folded text, from left to right, without overlaps; of those with the same start, the longest.

        ``language`` (BCP 47) is the article's, if it is known. A name as written wins over an inflected form of another
        name with the same letters.
        """
        at_edge = edges(text)
        longest: _Longest = {}
        primary = primary_language(language)
        table = table_of(primary)
        suffixes = table is not None and table.apostrophe
        self._written.find(text, at_edge, longest, suffixes=suffixes)
        if self._declined and primary not in _OTHER_CYRILLIC and not text.isascii() and _CYRILLIC.search(text):
            for start, end, names in self._declined.find(text):
                if (start not in longest or longest[start][0] < end) and is_between_edges(text, at_edge, start, end):
                    longest[start] = end, names
        if table is not None:
            for start, (end, numbers) in self._by_table(text, at_edge, table).items():
                if start not in longest or longest[start][0] < end:
                    longest[start] = end, self._one_a_place(numbers)
        matches: list[Match] = []
        at = 0
        for start in sorted(longest):
            if start >= at:
                at, names = longest[start]
                matches.append(Match(start, at, names))
        return matches

    def _by_table(self, text: str, at_edge: bytes, table: Table) -> dict[int, tuple[int, tuple[int, ...]]]:
        """The end and the numbers of the longest names at each start, in the forms of a language with a table."""
        with self._lock:
            names = self._by_language.get(table)
            if names is None:
                names = self._by_language[table] = InflectedNames(table, self._tables.keys)
        longest: dict[int, tuple[int, tuple[int, ...]]] = {}
        for start, end, numbers in names.find(text, at_edge):
            known = longest.get(start)
            if known is None or known[0] < end:
                longest[start] = end, numbers
            elif known[0] == end:
                longest[start] = end, known[1] + numbers
        return longest

    def _one_a_place(self, numbers: tuple[int, ...]) -> tuple[Name, ...]:
        """The first name of each place."""
        if len(numbers) == 1:
            return (self._tables.names[numbers[0]],)
        places: dict[str, Name] = {}
        for number in numbers:
            name = self._tables.names[number]
            places.setdefault(name.place, name)
        return tuple(places[place] for place in sorted(places))


class _Automaton:
    """An automaton of spellings with the names they stand for."""

    def __init__(self, spelled: Spelled, names: Sequence[Name]) -> None:
        alone = [(name,) for name in names]
        self._names: list[tuple[Name, ...]] = [
            alone[each] if isinstance(each, int) else tuple(names[number] for number in each) for each in spelled.names
        ]
        # The implementation whose size and time are linear in the names, however long or repetitive they are.
        self._automaton = AhoCorasick(spelled.spellings, implementation=Implementation.ContiguousNFA)

    def find(self, text: str, at_edge: bytes, longest: _Longest, *, suffixes: bool = False) -> None:
        """Add the longest match between word edges at each start."""
        names = self._names
        for i, start, end in self._occurrences(text):  # in the order of their ends
            if is_between_edges(text, at_edge, start, end, suffixes=suffixes):
                longest[start] = end, names[i]

    def _occurrences(self, text: str) -> list[tuple[int, int, int]]:
        """All of them, since the longest one may turn out to end inside a word."""
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # unpaired surrogates, which have no UTF-8
            return self._automaton.find_matches_as_indexes(_SURROGATES.sub("\ufffd", text), overlapping=True)


def without_overlaps(matches: Iterable[Match]) -> Iterator[Match]:
    """The matches that do not overlap an earlier one. They are sorted by start, the longest first."""
    at = 0
    for match in matches:
        if match.start >= at:
            at = match.end
            yield match
