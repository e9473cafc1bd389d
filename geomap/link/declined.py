"""Russian and Ukrainian names in a folded text, in the cases that the dictionaries give.

The forms of a name are made when a text has a word that may begin one of them: a gazetteer of 77,000 names would need
half a minute for all. All forms of a word have its first letter and its consonants in common, apart from an ending and
from consonants that alternate.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from threading import Lock

from geomap.link.inflection import capitals
from geomap.link.morphology import inflections, languages_of, list_forms
from geomap.link.names import Name, NameTables, in_capitals, spellings_of_key

_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u2070-\u209f]"  # without the numbers of footnotes
_WORD = re.compile(f"{_LETTER}+")
_ALTERNATING = str.maketrans("зжцчсшщ", "ггккххх", "аеиоуыэюяьъйіїє")  # Прага, Празі; without vowels
_DOUBLE = re.compile(r"(.)\1+")
_ENDINGS = ("г", "м", "х", "в")  # the consonants of endings: -ого, -ами, -ах, -ов
_REST_OF_LIST = re.compile(
    "(?:(?:, | и | й | та | і | або | или )[\u0400-\u042f][\u0400-\u052f-]+)* ([\u0430-\u052f]+)"
)
_SEEN = 500_000  # words of texts


def stem(word: str) -> str:
    """What a word has in all cases: its first letter and its consonants, those that alternate as one.

    >>> stem("Орёл"), stem("Орла"), stem("Волга"), stem("Волзі")
    ('орл', 'орл', 'влг', 'влг')
    """
    folded = word.lower().replace("ё", "е").replace("ґ", "г")
    return folded[:1] + _DOUBLE.sub(r"\1", folded[1:].translate(_ALTERNATING))


def stems(form: str) -> tuple[str, ...]:
    """The stems that a word may have, if it is a base form, and if it is another one."""
    whole = stem(form)
    return (whole, whole[:-1]) if whole[1:].endswith(_ENDINGS) else (whole,)


@cache
def _capitalised() -> re.Pattern[str]:
    return re.compile(f"[{capitals()}](?<!{_LETTER}.){_LETTER}*")


@lru_cache(maxsize=10_000)
def _whole(word: str) -> re.Pattern[str]:
    """A pattern of a word that is no part of another one."""
    return re.compile(f"{word}(?!{_LETTER})(?<!{_LETTER}{word})")


class DeclinedNames:
    """The names that are inflected, for texts in any number and from several threads."""

    def __init__(self, tables: NameTables) -> None:
        self._names, self._keys = tables.names, tables.keys
        # What has no forms yet: by the stem of its longest word, and whether that has a small letter.
        self._waiting: dict[tuple[str, bool], list[int]] = {}
        for number in tables.inflected:
            word = max(_WORD.findall(self._keys[number]), key=len, default="")
            self._waiting.setdefault((stem(word), word[:1].islower()), []).append(number)
        self._forms: dict[str, dict[str, int]] = {}  # a spelling → the id of each place → the number of its first name
        self._lists: dict[str, list[tuple[int, frozenset[str]]]] = {}  # names, and the nouns that end their list
        self._spans: dict[str, tuple[tuple[int, int], ...]] = {}  # first word → offset in a spelling, its length
        self._seen: set[str] = set()  # words of texts
        self._lock = Lock()

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[Name, ...]]]:
        """Every occurrence in a folded text, word edges aside: start, end, and its names, each of another place."""
        words = set(_WORD.findall(" ".join(set(text.split()))))  # most words are in a text several times
        if new := words - self._seen:
            self._learn(new)
        spans, forms, lists = self._spans, self._forms, self._lists
        if not spans:
            return
        capitalised = _capitalised()
        small = [word for word in words if word in spans and not capitalised.match(word)]
        for found in chain(capitalised.finditer(text), *(_whole(word).finditer(text) for word in small)):
            for offset, length in spans.get(found[0], ()):
                start = found.start() - offset
                end = start + length
                if start < 0 or end > len(text):
                    continue
                spelling = text[start:end]
                numbers = forms.get(spelling)
                if spelling in lists:
                    numbers = self._with_list(numbers or {}, lists[spelling], text, end)
                if numbers:
                    yield start, end, tuple([self._names[numbers[place]] for place in sorted(numbers)])

    def _with_list(
        self, numbers: dict[str, int], nouns_of: Iterable[tuple[int, frozenset[str]]], text: str, end: int
    ) -> dict[str, int]:
        """Names, and those of a list that continues at ``end``: "в Тверской и Псковской областях"."""
        rest = _REST_OF_LIST.match(text, end)
        with_list = dict(numbers)
        for number, nouns in nouns_of if rest else ():
            if rest and rest[1] in nouns:
                with_list.setdefault(self._names[number].place, number)
        return with_list

    def _learn(self, words: Collection[str]) -> None:
        """Make the forms of the names that may have one of these words of a text."""
        with self._lock:
            for key in (key for word in words for key in _waiting_keys(word)):
                for number in self._waiting.pop(key, ()):
                    self._add(number)
            if len(self._seen) >= _SEEN:
                self._seen.clear()
            self._seen.update(words)

    def _add(self, number: int) -> None:
        key, name = self._keys[number], self._names[number]
        for language in languages_of(key, name.language):
            for form in inflections(key, language):
                for spelling in spellings_of_key(form, language):
                    for each in (spelling, *in_capitals(spelling, name.language)):
                        self._add_span(each)
                        places = self._forms.get(each, {})
                        first = min(number, places.get(name.place, number))
                        self._forms[each] = {**places, name.place: first}  # new, since another thread may read it
            for adjective, nouns in list_forms(key, language):
                self._add_span(adjective)
                self._lists[adjective] = sorted([*self._lists.get(adjective, ()), (number, nouns)], key=lambda x: x[0])

    def _add_span(self, spelling: str) -> None:
        first = _WORD.search(spelling)
        if first:
            known, span = self._spans.get(first[0], ()), (first.start(), len(spelling))
            self._spans[first[0]] = known if span in known else (*known, span)


def _waiting_keys(word: str) -> Iterator[tuple[str, bool]]:
    """The keys of the names that a word may begin: by a stem of it, and whether the name begins with a small letter."""
    for stem in stems(word):
        yield stem, True
        if not word[0].islower():
            yield stem, False
