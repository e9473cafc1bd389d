"""Names in the inflected forms of an article's language, by the tables of endings in ``endings/*.toml``.

Nothing is generated: each word of a text is stripped of the endings of the language, and what remains is looked up
among the words of the names. A word is looked up once. docs/explanation/linking.md describes the tables.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any, NamedTuple

from geomap.link.folding import Span
from geomap.link.word_edges import is_whole_name

MIN_STEM = 2
"""Letters before the ending, at least. Two letters or more of the listed end count as one."""

_MIN_CAPITALS = 4  # letters of a word in capitals that is read as another word would be
_EMPTY = "_"  # in a table: no ending at all
_SUFFIX = re.compile(r"[-:]([^\W\d_]+)\b")
_CACHED = 500_000  # words of texts


def _is_upper(code: int) -> bool:
    return chr(code).isupper() or chr(code).istitle()


def _ranges_of_capitals() -> str:
    ranges: list[list[int]] = []
    for code in filter(_is_upper, range(0x10000)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


UPPER = _ranges_of_capitals()
"""The capitals of the basic plane, as ranges of a regular expression."""


@dataclass(frozen=True, eq=False)
class Table:
    """The endings of a language.

    Attributes:
        languages: BCP 47 codes of the languages it is for.
        forms: the endings of the forms of a word, by the longest end of the base form that is listed.
        suffixes: those that an abbreviation has after a hyphen or colon.
        every_word: whether all words of a name are inflected, or the last one.
        letters: letters of texts and names, and the letters that they are read as.
        marks: vowel signs that are ignored, as ranges of a regular expression.
        cased: whether names have capitals.
        minimum: letters of a base form, at least.
        apostrophe: whether suffixes follow an apostrophe, which is then a word edge.
        prefixes: what is written together with the next word, and what it replaces there.
        contractions: the first word of a name, and what it becomes together with a preposition.
        before_noun: endings of forms that count only before a capitalised word.
        prepositions: words before places.
        organisations: beginnings of words that make an organisation's name of the place before them.
        test: a text of our own with marked names: [form|base form].
    """

    languages: frozenset[str]
    forms: Mapping[str, frozenset[str]] = field(repr=False)
    suffixes: frozenset[str] = frozenset()
    every_word: bool = True
    letters: Mapping[int, str] = field(default_factory=dict)
    marks: str = ""
    cased: bool = True
    minimum: int = 3
    apostrophe: bool = False
    prefixes: Mapping[str, str] = field(default_factory=dict)
    contractions: Mapping[str, str] = field(default_factory=dict)
    before_noun: frozenset[str] = frozenset()
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

    def _listed_end(self, base: str) -> str:
        folded = base.lower()
        return next((folded[i:] for i in range(len(folded) + 1) if folded[i:] in self.forms), "")

    def bases(self, word: str) -> Iterator[tuple[str, str]]:
        """The possible base forms of a normalised word, each with the ending that was removed. Not the word itself."""
        for at in range(max(0, len(word) - self._longest), len(word) + 1):
            for end in self._bases.get(word[at:].lower(), ()):
                if at < MIN_STEM and len(end) <= MIN_STEM * (MIN_STEM - at):
                    continue
                base = word[:at] + (end if at or not word[0].isupper() else end.capitalize())
                if len(base) >= self.minimum and base != word and self._listed_end(base) == end:
                    yield base, word[at:]

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
        first = f"[{UPPER}]" if self.cased else r"[^\W\d_]"
        return re.compile(rf"\b{first}[\w{self.marks}]*")


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
    primary = language.partition("-")[0].lower()
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
        before_noun=frozenset(row.get("before_noun", "").split()),
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


_Rest = tuple[tuple[str, str], ...]
_NO_REST: _Rest = ()


class _Entry(NamedTuple):
    """A name that may begin with a word.

    ``shift`` is the length of a prefix in the text; ``rest`` the separators and words that follow; ``before`` a pattern
    for the text before the word; ``noun`` whether a capitalised word must follow.
    """

    shift: int
    rest: _Rest
    name: int
    before: re.Pattern[str] | None = None
    noun: bool = False


class InflectedNames:
    """Names, to be found in the forms of one language.

    Args:
        table: of the language.
        names: folded.
    """

    def __init__(self, table: Table, names: Iterable[str]) -> None:
        self._table = table
        self._by_word: dict[str, list[_Entry]] = {}
        self._cache: dict[str, tuple[_Entry, ...]] = {}
        lower = False
        parts = re.compile(rf"[\w{table.marks}]+|[^\w{table.marks}]+")
        for number, name in enumerate(names):
            key = name.translate(table.letters) if table.letters else name
            if key.isalpha():
                first, rest = key, _NO_REST
            else:
                words = parts.findall(key)
                if not table.word.match(words[0]) or not table.word.match(words[-1]):
                    continue
                first, rest = words[0], tuple(zip(words[1::2], words[2::2], strict=True))
            lower = lower or first[0].islower()
            self._by_word.setdefault(first, []).append(_Entry(0, rest, number))
            if rest and first in table.contractions:
                separator, second = rest[0]
                before = re.compile(rf"\b(?:{table.contractions[first]}){separator}$", re.IGNORECASE)
                self._by_word.setdefault(second, []).append(_Entry(0, rest[1:], number, before))
        self._start = table.word if lower else table.capitalised

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Every occurrence in a folded text: start, end, and the number of the name."""
        known, apostrophe = self._cache, self._table.apostrophe
        for found in self._start.finditer(text):
            word = found[0]
            entries = known.get(word)
            if entries is None:
                if len(known) >= _CACHED:
                    known.clear()
                entries = known[word] = tuple(self._entries(word))
            for entry in entries:
                start, end = self._whole(text, found.span(), entry)
                end = self._with_suffix(text, end) if end else 0
                if end and is_whole_name(text, start, end, suffixes=apostrophe):
                    yield start + entry.shift, end, entry.name

    def _entries(self, word: str) -> Iterator[_Entry]:
        """The names that may begin with a word of a text."""
        table = self._table
        plain = table.normalised(word)
        yield from self._by_word.get(plain, ())
        for prefix, replaced in table.prefixes.items():
            if plain.startswith(prefix):
                base = replaced + plain[len(prefix) :]
                for entry in self._by_word.get(base, ()):
                    if entry.rest or len(base) >= table.minimum:
                        yield entry._replace(shift=self._length(word, len(prefix)))
        for base, ending in table.bases(plain):
            for entry in self._by_word.get(base, ()):
                if table.every_word or not entry.rest:
                    yield entry._replace(noun=ending in table.before_noun)

    def _length(self, word: str, letters: int) -> int:
        """The characters of a word that its first normalised letters have, with the marks on them."""
        at = 0
        while at < len(word) and (letters > 0 or not word[at].translate(self._table.letters)):
            letters -= len(word[at].translate(self._table.letters))
            at += 1
        return at

    def _whole(self, text: str, span: Span, entry: _Entry) -> Span:
        """The span of a name that begins with a word, or (0, 0)."""
        start, end = span
        if entry.before and not entry.before.search(text, max(0, start - 10), start):
            return 0, 0
        last = len(entry.rest) - 1
        for i, (separator, word) in enumerate(entry.rest):
            found = self._table.word.match(text, end + len(separator)) if text.startswith(separator, end) else None
            if found is None or not self._is_form(found[0], word, inflected=self._table.every_word or i == last):
                return 0, 0
            end = found.end()
        if entry.noun and not (text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()):
            return 0, 0
        return start, end

    def _with_suffix(self, text: str, end: int) -> int:
        """The end of a name with a suffix after a hyphen or colon, as abbreviations have it: "SAD-u", "USA:n"."""
        found = _SUFFIX.match(text, end)
        return found.end() if found and found[1] in self._table.suffixes else end

    def _is_form(self, word: str, base: str, *, inflected: bool) -> bool:
        plain = self._table.normalised(word)
        return plain == base or (inflected and any(each == base for each, _ in self._table.bases(plain)))
