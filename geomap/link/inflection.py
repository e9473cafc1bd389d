"""Names in the inflected forms of an article's language, by the tables of endings in ``endings/*.toml``.

Nothing is generated: each word of a text is stripped of the endings of the language, and what remains is looked up
among the words of the names. A word is looked up once. docs/explanation/linking.md describes the tables.
"""

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from itertools import chain
from typing import Any, NamedTuple

from geomap.link.word_edges import is_between_edges
from geomap.model.language import primary_language

MIN_STEM = 2
"""Letters before the ending, at least. Two letters or more of the listed end count as one."""

_MIN_CAPITALS = 4  # letters of a word in capitals that is read as another word would be
_EMPTY = "_"  # in a table: no ending at all
_SUFFIX = re.compile(r"[-:]([^\W\d_]+)\b")
_SUFFIX_SIGNS = frozenset("-:")
_SIGNS_BEFORE = "'\"([/-¿¡"  # before the first word of a name without a capital
_CACHED = 500_000  # words of texts


@cache
def capitals() -> str:
    """The capitals of the basic plane, as ranges of a regular expression."""
    ranges: list[list[int]] = []
    for code in (ord(char) for char in map(chr, range(0x10000)) if char.isupper() or char.istitle()):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


WORD_START = r"(?<!\w.)"
"""After the first letter of a pattern: a word begins with it. A search for a letter is twice as fast as one for \\b."""


@dataclass(frozen=True, eq=False)
class Table:
    """The endings of a language.

    Attributes:
        languages: BCP 47 codes of the languages it is for.
        forms: the endings of the forms of a word, by the longest end of the base form that is listed.
        suffixes: those that an abbreviation has after a hyphen or colon.
        every_word: whether all words of a name are inflected, or the last one.
        first: an ending that the first word may have too; the last one may then have a small letter.
        letters: letters of texts and names, and the letters that they are read as.
        marks: vowel signs that are ignored, as ranges of a regular expression.
        cased: whether names have capitals.
        minimum: letters of a base form, at least.
        apostrophe: whether suffixes follow an apostrophe, which is then a word edge.
        prefixes: what is written together with the next word, and what it replaces there.
        contractions: the first word of a name, and what it becomes together with a preposition.
        before_noun: ends of forms that count only before a capitalised word.
        prepositions: words before places.
        organisations: beginnings of words that make an organisation's name of the place before them.
        test: a text of our own with marked names: [form|base form].
    """

    languages: frozenset[str]
    forms: Mapping[str, frozenset[str]] = field(repr=False)
    suffixes: frozenset[str] = frozenset()
    every_word: bool = True
    first: str = ""
    letters: Mapping[int, str] = field(default_factory=dict)
    marks: str = ""
    cased: bool = True
    minimum: int = 3
    apostrophe: bool = False
    prefixes: Mapping[str, str] = field(default_factory=dict)
    contractions: Mapping[str, str] = field(default_factory=dict)
    before_noun: tuple[str, ...] = ()
    prepositions: frozenset[str] = frozenset()
    organisations: tuple[str, ...] = ()
    test: str = ""

    @cached_property
    def _bases(self) -> dict[str, tuple[str, ...]]:
        """The ends of base forms that have each ending."""
        found: dict[str, list[str]] = {}
        for base, endings in self.forms.items():
            for ending in endings:
                found.setdefault(ending, []).append(base)
        return {ending: tuple(bases) for ending, bases in found.items()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._bases), default=0)

    @cached_property
    def _longest_end(self) -> int:
        return max(map(len, self.forms), default=0)

    def _listed_end(self, base: str) -> str:
        folded = base.lower()
        first = max(0, len(folded) - self._longest_end)
        return next((folded[i:] for i in range(first, len(folded) + 1) if folded[i:] in self.forms), "")

    def bases(self, word: str, among: Container[str] | None = None) -> Iterator[tuple[str, str]]:
        """The possible base forms of a normalised word, each with the ending that was removed. Not the word itself.

        Args:
            word: the word.
            among: the only base forms that are wanted, if not all are.
        """
        known, folded = self._bases, word.lower()
        if len(folded) != len(word):  # a letter such as İ
            folded = "".join(letter.lower()[0] for letter in word)
        for at in range(max(0, len(word) - self._longest), len(word) + 1):
            for end in known.get(folded[at:], ()):
                base = word[:at] + (end if at or not word[0].isupper() else end.capitalize())
                if among is not None and base not in among:
                    continue
                if at < MIN_STEM and len(end) <= MIN_STEM * (MIN_STEM - at):
                    continue
                if len(base) >= self.minimum and base != word and self._listed_end(base) == end:
                    yield base, word[at:]

    def beginning(self, word: str) -> str:
        """A pattern of what all forms of a word begin with."""
        if len(word) < self.minimum:
            return rf"{re.escape(word)}(?!\w)"
        return re.escape(word[: max(MIN_STEM, len(word) - self._longest_end)])

    def normalised(self, word: str) -> str:
        """A word with its letters as the table reads them; in capitals, with one capital at its start."""
        if self.cased and len(word) >= _MIN_CAPITALS and word.isupper():
            rest = word[1:].replace("I", "ı").replace("İ", "i") if self.apostrophe else word[1:]
            word = word[0] + rest.lower()
        return word.translate(self.letters) if self.letters else word

    @cached_property
    def word(self) -> re.Pattern[str]:
        """A word, or a part of one between hyphens and apostrophes."""
        return re.compile(rf"[\w{self.marks}]+")

    @cached_property
    def capitalised(self) -> re.Pattern[str]:
        """A word that may begin a name."""
        first = f"[{capitals()}]" if self.cased else r"[^\W\d_]"
        return re.compile(rf"{first}{WORD_START}[\w{self.marks}]*")


@cache
def _tables() -> dict[str, Table]:
    """The tables by language."""
    folder = resources.files("geomap") / "link" / "endings"
    rows = (
        (file.name, tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    )
    tables = [_table(name.removesuffix(".toml"), row) for name, row in rows if "endings" in row]
    return {language: table for table in tables for language in table.languages}


def table_of(language: str) -> Table | None:
    """The table of a language (BCP 47), if there is one.

    >>> sorted(base for base, _ in table_of("pl").bases("Rzeszowie") if base == "Rzeszów")
    ['Rzeszów']
    """
    primary = primary_language(language)
    return _tables().get(primary) if primary not in {"", "en"} else None


def has_table(primary: str) -> bool:
    """Whether a language (a primary subtag) has a table of endings."""
    return primary in _tables()


def _table(name: str, row: dict[str, Any]) -> Table:
    letters = row.get("letters", {})
    marks = row.get("marks", "")
    sets = row.get("suffixes", {})
    forms = {base: _expanded(endings, sets) for base, endings in row["endings"].items()}
    return Table(
        languages=frozenset(row.get("languages", name).split()),
        forms={**_weakened(forms, row.get("gradation", {})), **forms},
        suffixes=frozenset(" ".join([row["endings"].get("", ""), *sets.values()]).split()),
        every_word=row.get("inflect", "all") == "all",
        first=row.get("first", ""),
        letters={
            **str.maketrans(letters),
            **str.maketrans({key.upper(): value.capitalize() for key, value in letters.items()}),
            **dict.fromkeys(_codes(marks), ""),
        },
        marks=marks,
        cased=row.get("cased", True),
        minimum=row.get("minimum", 3),
        apostrophe=row.get("apostrophe", False),
        prefixes=row.get("prefixes", {}),
        contractions={article: "|".join(words.split()) for article, words in row.get("contractions", {}).items()},
        before_noun=tuple(row.get("before_noun", "").split()),
        prepositions=frozenset(row.get("prepositions", "").split()),
        organisations=tuple(row.get("organisations", "").split()),
        test=row["test"],
    )


def _codes(ranges: str) -> Iterator[int]:
    """The characters of ranges such as ``a-c``."""
    at = 0
    while at < len(ranges):
        wide = ranges[at + 1 : at + 2] == "-"
        last = ranges[at + 2] if wide else ranges[at]
        yield from range(ord(ranges[at]), ord(last) + 1)
        at += 3 if wide else 1


def _expanded(endings: str, suffixes: Mapping[str, str]) -> frozenset[str]:
    """The endings of a row: ``stem+set`` is the stem with each suffix of a set."""
    found = set()
    for each in endings.split():
        stem, plus, name = each.partition("+")
        found |= {stem + suffix for suffix in suffixes[name].split()} if plus else {stem}
    return frozenset(each.replace(_EMPTY, "") for each in found)


def _weakened(forms: Mapping[str, frozenset[str]], gradation: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The rows of base forms whose last consonants have two grades, before each vowel that has a row."""
    found = {}
    for vowel, endings in forms.items():
        for strong, weak in gradation.items() if len(vowel) == 1 and vowel in "aeiouyäöõü" else ():
            grades = strong, weak.replace(_EMPTY, "")
            found[strong + vowel] = frozenset(grade + ending for grade in grades for ending in endings)
    return found


class _Node:
    """The names that begin with some words, as a tree.

    ``following`` has what comes next by separator, then by whether the next word has a capital, which all of its forms
    have too, then by that word.
    """

    __slots__ = ("following", "names")

    def __init__(self) -> None:
        self.names: tuple[int, ...] = ()
        self.following: dict[str, tuple[dict[str, _Node], dict[str, _Node]]] = {}

    def add(self, rest: Sequence[str], number: int) -> None:
        node = self
        for separator, word in zip(rest[::2], rest[1::2], strict=True):
            words = node.following.setdefault(separator, ({}, {}))[word[0].isupper()]
            node = words.setdefault(word, _Node())
        node.names += (number,)


class _Start(NamedTuple):
    """The names that may begin with a word of a text: those that are that word, and a node with those that go on.

    ``shift`` is the length of a prefix before them; ``noun`` whether a capitalised word must follow; ``before`` a
    pattern for the text before the word.
    """

    names: tuple[int, ...]
    longer: _Node | None
    shift: int = 0
    noun: bool = False
    before: re.Pattern[str] | None = None


_Ends = list[tuple[int, tuple[int, ...]]]  # where names end in a text, with their numbers


class InflectedNames:
    """Names, to be found in the forms of one language.

    Args:
        table: of the language.
        names: folded.
    """

    def __init__(self, table: Table, names: Iterable[str]) -> None:
        self._table = table
        self._first: dict[str, _Node] = {}
        self._contracted: dict[str, dict[re.Pattern[str], _Node]] = {}
        self._starts: dict[str, tuple[_Start, ...]] = {}
        self._known_forms: dict[str, tuple[tuple[str, str | None], ...]] = {}
        self._words: set[str] = set()  # of all names
        lower: set[str] = set()  # patterns of first words without a capital
        parts = re.compile(rf"[\w{table.marks}]+|[^\w{table.marks}]+")
        for number, name in enumerate(names):
            key = name.translate(table.letters) if table.letters else name
            words = [key] if key.isalpha() else parts.findall(key)
            if len(words) % 2 == 0 or not table.word.match(words[0]):
                continue  # it begins or ends with a sign
            first = words[0]
            self._words.update(words[::2])
            if first[0].islower():
                lower.add(table.beginning(first))
            node = self._first.get(first)
            if node is None:
                node = self._first[first] = _Node()
            node.add(words[1:], number)
            if len(words) > 1 and table.first and words[-1][0].isupper():
                common = words[-1][0].lower() + words[-1][1:]  # "Aalborg Lufthavn": "Aalborgs lufthavn"
                self._words.add(common)
                node.add([*words[1:-1], common], number)
            if len(words) > 1 and first in table.contractions:
                before = _before(table.contractions[first], words[1])
                self._contracted.setdefault(words[2], {}).setdefault(before, _Node()).add(words[3:], number)
        self._small = re.compile(f" (?:{'|'.join(sorted(lower))})") if lower and table.cased else None

    def find(self, text: str, at_edge: bytes) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Every occurrence in a folded text: start, end, and the numbers of the names.

        Args:
            text: folded.
            at_edge: its ``edges``.
        """
        known, suffixes = self._starts, self._table.apostrophe
        for word in chain(self._table.capitalised.finditer(text), self._small_words(text)):
            starts = known.get(word[0])
            if starts is None:
                starts = self._learn(word[0])
            if not starts:
                continue
            start, after = word.span()
            for names, longer, shift, noun, before in starts:
                if before and not before.search(text, max(0, start - 10), start):
                    continue
                ends: _Ends = [(after, names)] if names else []
                if longer:
                    self._add_longer(text, after, longer, ends)
                for last, numbers in ends:
                    end = self._with_suffix(text, last) if text[last : last + 1] in _SUFFIX_SIGNS else last
                    if noun and not (text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()):
                        continue
                    if is_between_edges(text, at_edge, start, end, suffixes=suffixes):
                        yield start + shift, end, numbers

    def _small_words(self, text: str) -> Iterator[re.Match[str]]:
        """The words without a capital that may begin a name."""
        if self._small is None:
            return
        spaced = f" {text}"  # a search for a space is eight times as fast as one for \b or \W
        for sign in _SIGNS_BEFORE:
            spaced = spaced.replace(sign, " ")
        for found in self._small.finditer(spaced):
            word = self._table.word.match(text, found.start())
            if word:
                yield word

    def _learn(self, word: str) -> tuple[_Start, ...]:
        if len(self._starts) >= _CACHED:
            self._starts.clear()
        starts = self._starts[word] = tuple(self._starts_of(word))
        return starts

    def _starts_of(self, word: str) -> Iterator[_Start]:
        """The names that may begin with a word of a text."""
        table = self._table
        plain = table.normalised(word)
        for before, node in self._contracted.get(plain, {}).items():
            yield _Start(node.names, node if node.following else None, before=before)
        for form, ending in self._forms(word):
            found = self._first.get(form)
            if found:
                last = ending is not None and not table.every_word and not (table.first and plain == form + table.first)
                noun = ending is not None and ending.endswith(table.before_noun)
                if found.names or not last:
                    yield _Start(found.names, None if last or not found.following else found, 0, noun)
        for prefix, replaced in table.prefixes.items():
            if plain.startswith(prefix):
                base = replaced + plain[len(prefix) :]
                found = self._first.get(base)
                if found and (found.following or len(base) >= table.minimum):
                    shift = self._length(word, len(prefix))
                    yield _Start(found.names, found if found.following else None, shift)

    def _forms(self, word: str) -> tuple[tuple[str, str | None], ...]:
        """A word as the table reads it, and its possible base forms with the endings that were removed."""
        forms = self._known_forms.get(word)
        if forms is None:
            if len(self._known_forms) >= _CACHED:
                self._known_forms.clear()
            plain = self._table.normalised(word)
            forms = self._known_forms[word] = ((plain, None), *self._table.bases(plain, self._words))
        return forms

    def _length(self, word: str, letters: int) -> int:
        """The characters of a word that its first normalised letters have, with the marks on them."""
        at = 0
        while at < len(word) and (letters > 0 or not word[at].translate(self._table.letters)):
            letters -= len(word[at].translate(self._table.letters))
            at += 1
        return at

    def _add_longer(self, text: str, end: int, node: _Node, ends: _Ends) -> None:
        """Add where the longer names of a node end, if its words end at ``end``."""
        for separator, by_case in node.following.items():
            if not text.startswith(separator, end):
                continue
            start = end + len(separator)
            words = by_case[text[start : start + 1].isupper()]
            found = self._table.word.match(text, start) if words else None
            for form, ending in self._forms(found[0]) if found else ():
                child = words.get(form)
                if child and found:
                    if child.names:
                        ends.append((found.end(), child.names))
                    if child.following and (ending is None or self._table.every_word):
                        self._add_longer(text, found.end(), child, ends)

    def _with_suffix(self, text: str, end: int) -> int:
        """The end of a name with a suffix after a hyphen or colon, as abbreviations have it: "SAD-u", "USA:n"."""
        found = _SUFFIX.match(text, end)
        return found.end() if found and found[1] in self._table.suffixes else end


@cache
def _before(words: str, separator: str) -> re.Pattern[str]:
    """A preposition with its article, before the rest of a name."""
    return re.compile(rf"\b(?:{words}){re.escape(separator)}$", re.IGNORECASE)
