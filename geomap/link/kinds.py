"""Names of places that a word for their kind makes, such as "Karup Air Base". The words are in ``kinds.toml``."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from geomap.link.folding import Span
from geomap.link.inflection import capitals

_MAX_WORDS = 3  # of the name next to the word
_UNCASED = frozenset({"ar", "fa", "he"})
_KIND = 4  # letters by which forms of a word are recognised as the same
_REACH = 80  # characters before a kind in which its name is
_SIGNS_BEFORE = "'\"([/-"
_LIST = re.compile(r", | [^\W\d_]{1,3} ")  # what may continue a list: "airports in Esbjerg and Billund"
# Before "Airport" and the like in English, without being a name.
_NO_NAMES = frozenset("A An Another Central International Local Main Military Municipal National Regional The".split())  # noqa: SIM905


class NamedKind(NamedTuple):
    """A word for a kind of place with a name: the span of both in a text, and the name's own.

    ``at`` is whether a preposition is between them, as in "the airport at Flesland".
    """

    start: int
    end: int
    name: Span
    kind: str
    at: bool


def named_kinds(text: str, language: str) -> Iterator[NamedKind]:
    """The names in a folded text that a word for a kind of place makes. ``language`` is a primary subtag.

    >>> [text[each.start : each.end] for text in ["near Karup Air Base"] for each in named_kinds(text, "en")]
    ['Karup Air Base']
    """
    before, after = _patterns(language)
    spaced = f" {text}"  # a search for a space is many times as fast as one for the beginning of a word
    for sign in _SIGNS_BEFORE:
        spaced = spaced.replace(sign, " ")
    for found in before.kind.finditer(spaced) if before else ():
        start, end = found.start(), found.end() - 1
        name = before.name.match(text, end) if before else None
        if name and name["name"] not in _NO_NAMES:
            at = bool(name["at"])
            following = _LIST.match(text, name.end()) if at else None
            if not (following and text[following.end() : following.end() + 1].isupper()):
                yield NamedKind(start, name.end(), name.span("name"), _kind(text[start:end].lower()), at)
    for found in after.kind.finditer(spaced) if after else ():
        start, end = found.start(), found.end() - 1
        low = max(0, start - _REACH)
        name = after.name.search(text[low:start]) if after else None
        if name:
            words = name["name"].split(" ")
            first = next((i for i, word in enumerate(words) if word not in _NO_NAMES), len(words))
            if first < len(words):
                begin = low + name.start("name") + len(" ".join(words[:first])) + bool(first)
                yield NamedKind(begin, end, (begin, low + name.end("name")), _kind(text[start:end].lower()), at=False)


def has_capitals(language: str) -> bool:
    """Whether names in a language differ from other words by their capitals."""
    return language not in _UNCASED


@cache
def _kind(word: str) -> str:
    """What the forms of a word for a kind have in common, and those of other languages with the same meaning."""
    same = ((kind, each) for kind, words in _file()["same"].items() for each in words.split())
    return next((kind for kind, each in same if word.startswith(each.replace("_", " "))), word[:_KIND])


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomllib.loads((resources.files("geomap") / "link" / "kinds.toml").read_text(encoding="utf-8"))


class _Patterns(NamedTuple):
    """Of a word for a kind, with a space before it, and of the name next to that."""

    kind: re.Pattern[str]
    name: re.Pattern[str]


@cache
def _patterns(language: str) -> tuple[_Patterns | None, _Patterns | None]:
    """The patterns of a kind before its name, and of one after it."""
    row = next((row for key, row in _file().items() if language in row.get("languages", key).split()), {})
    word = rf"[{capitals()}](?:[\w-]|'(?!s\b))*\w" if has_capitals(language) else r"[^\W\d_]{3,}"
    name = rf"(?P<name>{word}(?: {word}){{0,{_MAX_WORDS - 1 if has_capitals(language) else 0}}})"
    of, at = (_prepositions(row.get(key, "")) for key in ("of", "at"))
    return (
        _Patterns(_any_of(row["before"]), re.compile(rf" (?:{of}|(?P<at>{at}))?{name}")) if "before" in row else None,
        _Patterns(_any_of(row["after"]), re.compile(rf"\b{name}(?:'s)? \Z")) if "after" in row else None,
    )


def _prepositions(words: str) -> str:
    return "|".join(re.escape(each.replace("_", " ")) + ("" if each.endswith("'") else " ") for each in words.split())


def _any_of(words: str) -> re.Pattern[str]:
    """A pattern of any of some words after a space; sorted by their first letters, which a search tries in turn."""
    forms: dict[str, list[str]] = {}
    for word in sorted(words.split(), key=len, reverse=True):
        stem = word.removesuffix("*").replace("_", " ")
        first = stem[0] if stem[0].isupper() else f"[{stem[0]}{stem[0].upper()}]"
        rest = re.escape(stem[1:])
        if not stem[0].isupper():
            rest = re.sub(r"\\ (\w)", lambda found: rf"\ [{found[1]}{found[1].upper()}]", rest)
        forms.setdefault(first, []).append(rest + (r"\w{0,4}\b" if word.endswith("*") else r"\b"))
    return re.compile(f" (?:{'|'.join(first + '(?:' + '|'.join(rest) + ')' for first, rest in forms.items())})")
