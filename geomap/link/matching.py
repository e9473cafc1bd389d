"""Names × a folded text → every occurrence: as written, in capitals, and in inflected forms.

Two Aho-Corasick automata have all spellings of all names, and find them in one pass each. The second one has the
inflected forms. It is built when a text first needs it: 300 names take about 0.1 s.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from geomap.link.folding import fold
from geomap.link.inflection import InflectedNames, Table, table_of
from geomap.link.morphology import inflections, languages_of, list_forms
from geomap.link.word_edges import EDGE, UNCERTAIN, edges, is_whole_name, is_word

_DOTTED_I = frozenset({"az", "tr"})  # languages whose capital of i is İ
_OTHER_CYRILLIC = frozenset({"be", "bg", "kk", "ky", "mk", "mn", "sr", "tg", "tt"})  # not inflected as Russian
_MIN_CAPITALS = 4  # letters; a shorter word in capitals is as often an abbreviation: Ufa, Oka, Po
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_REST_OF_LIST = re.compile(
    "(?:(?:, | и | й | та | і | або | или )[\u0400-\u042f][\u0400-\u052f-]+)* ([\u0430-\u052f]+)"
)


class Name(NamedTuple):
    """A name of a place. ``language`` is stated for it, or is its map's (BCP 47)."""

    place: str
    name: str
    language: str


class Match(NamedTuple):
    """An occurrence in a folded text, and the names that it may be, each of another place."""

    start: int
    end: int
    names: tuple[Name, ...]


def spellings(name: str, language: str) -> tuple[str, ...]:
    """The folded spellings of a name; the first is the name as written. Empty if it has no letters or digits.

    A lower-case name also has a capital, as at the start of a sentence. A name with ``ё`` is also spelled with ``е``,
    as in most Russian newspapers. ``language`` (BCP 47) decides how letters are capitalised.

    >>> spellings("the Kremlin", "en")
    ('the Kremlin', 'The Kremlin')
    """
    key = fold(name).text.strip()
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
    if language.split("-", maxsplit=1)[0].lower() in _DOTTED_I:
        text = text.replace("i", "İ")
    return text.upper()


_Spelled = dict[str, dict[str, Name]]  # a spelling → the id of each place → the name of that place
_Longest = dict[int, tuple[int, tuple[Name, ...]]]  # a start → the longest match there


class Matcher:
    """All names, built once and used for all texts, from several threads too."""

    def __init__(self, names: Iterable[Name]) -> None:
        written: _Spelled = {}
        capitals: _Spelled = {}
        variants: list[tuple[str, Name]] = []
        self._inflected_names: list[tuple[str, Name]] = []
        self._keys: list[tuple[str, Name]] = []
        self._tables: dict[Table, InflectedNames] = {}
        self._lock = Lock()
        for name in names:
            key, *others = spellings(name.name, name.language) or ("",)
            if not key:
                continue
            _add(written, key, name)
            self._keys.append((key, name))
            variants += ((other, name) for other in others)
            for spelling in in_capitals(key, name.language):
                _add(capitals, spelling, name)
            if not key.isascii() and languages_of(key, name.language):
                self._inflected_names.append((key, name))
        for spelling, name in variants:
            _add(written, spelling, name)
        self._written = _Automaton({**capitals, **written})  # a name as written hides one in capitals

    def prepare(self) -> None:
        """Inflect the names now, so that processes that are forked later share the result."""
        if self._inflected_names:
            _ = self._inflected

    def find(self, text: str, language: str = "") -> list[Match]:
        """The names in a folded text, from left to right, without overlaps; of those with the same start, the longest.

        ``language`` (BCP 47) is the article's, if it is known. A name as written wins over an inflected form of another
        name with the same letters.
        """
        at_edge = edges(text)
        longest: _Longest = {}
        primary = language.partition("-")[0].lower()
        table = table_of(primary)
        suffixes = table is not None and table.apostrophe
        self._written.find(text, at_edge, longest, suffixes=suffixes)
        if self._inflected_names and primary not in _OTHER_CYRILLIC and not text.isascii() and _CYRILLIC.search(text):
            inflected: _Longest = {}
            self._inflected.find(text, at_edge, inflected)
            for start, found in inflected.items():
                if start not in longest or longest[start][0] < found[0]:
                    longest[start] = found
        if table is not None:
            for start, found in self._by_table(text, table).items():
                if start not in longest or longest[start][0] < found[0]:
                    longest[start] = found
        matches: list[Match] = []
        at = 0
        for start in sorted(longest):
            if start >= at:
                at, names = longest[start]
                matches.append(Match(start, at, names))
        return matches

    def _by_table(self, text: str, table: Table) -> _Longest:
        """The longest names at each start in the forms of a language with a table of endings."""
        with self._lock:
            names = self._tables.get(table)
            if names is None:
                names = self._tables[table] = InflectedNames(table, [key for key, _ in self._keys])
        longest: _Longest = {}
        for start, end, number in names.find(text):
            known = longest.get(start)
            name = self._keys[number][1]
            if known is None or known[0] < end:
                longest[start] = end, (name,)
            elif known[0] == end and all(each.place != name.place for each in known[1]):
                longest[start] = end, tuple(sorted((*known[1], name), key=lambda each: each.place))
        return longest

    @cached_property
    def _inflected(self) -> "_Automaton":
        spelled: _Spelled = {}
        lists: dict[str, list[tuple[frozenset[str], Name]]] = {}
        for key, name in self._inflected_names:
            for language in languages_of(key, name.language):
                for form in inflections(key, language):
                    for spelling in spellings(form, language):
                        _add(spelled, spelling, name)
                        for capitals in in_capitals(spelling, name.language):
                            _add(spelled, capitals, name)
                for adjective, nouns in list_forms(key, language):
                    lists.setdefault(adjective, []).append((nouns, name))
        return _Automaton(spelled, lists)


def _add(spelled: _Spelled, spelling: str, name: Name) -> None:
    spelled.setdefault(spelling, {}).setdefault(name.place, name)


class _Automaton:
    """An automaton of spellings with the names they stand for.

    Args:
        spelled: the spellings.
        lists: spellings that stand for a name only in a list that ends with one of some nouns.
    """

    def __init__(self, spelled: _Spelled, lists: Mapping[str, list[tuple[frozenset[str], Name]]] | None = None) -> None:
        lists = lists or {}
        for spelling in lists:
            spelled.setdefault(spelling, {})
        self._names = [tuple(each[place] for place in sorted(each)) for each in spelled.values()]
        self._lists = {i: lists[spelling] for i, spelling in enumerate(spelled) if spelling in lists}
        # The implementation whose size and time are linear in the names, however long or repetitive they are.
        self._automaton = AhoCorasick(list(spelled), implementation=Implementation.ContiguousNFA)

    def find(self, text: str, at_edge: bytes, longest: _Longest, *, suffixes: bool = False) -> None:
        """Add the longest match between word edges at each start."""
        names, lists = self._names, self._lists
        for i, start, end in self._occurrences(text):  # in the order of their ends
            edge = at_edge[start] | at_edge[end]
            if edge == EDGE or (edge == UNCERTAIN and is_whole_name(text, start, end, suffixes=suffixes)):
                found = names[i]
                if i in lists:
                    found = _with_list(found, lists[i], text, end)
                if found:
                    longest[start] = end, found

    def _occurrences(self, text: str) -> list[tuple[int, int, int]]:
        """All of them, since the longest one may turn out to end inside a word."""
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # unpaired surrogates, which have no UTF-8
            return self._automaton.find_matches_as_indexes(_SURROGATES.sub("\ufffd", text), overlapping=True)


def _with_list(
    names: tuple[Name, ...], list_names: Iterable[tuple[frozenset[str], Name]], text: str, end: int
) -> tuple[Name, ...]:
    """The names, and those of a list that continues at ``end``: "в Тверской и Псковской областях"."""
    rest = _REST_OF_LIST.match(text, end)
    by_place = {name.place: name for name in names}
    for nouns, name in list_names if rest else ():
        if rest and rest[1] in nouns:
            by_place.setdefault(name.place, name)
    return tuple(by_place[place] for place in sorted(by_place))


def without_overlaps(matches: Iterable[Match]) -> Iterator[Match]:
    """The matches that do not overlap an earlier one. They are sorted by start, the longest first."""
    at = 0
    for match in matches:
        if match.start >= at:
            at = match.end
            yield match
