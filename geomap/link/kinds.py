"""Names of places that a word for their kind makes, such as "Karup Air Base". The words are in ``kinds.toml``."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from geomap.link.folding import Span
from geomap.link.inflection import UPPER

_MAX_WORDS = 3  # of the name next to the word
_UNCASED = frozenset({"ar", "fa", "he"})
_KIND = 4  # letters by which forms of a word are recognised as the same
_GOES_ON = re.compile(rf"(?:, | [^\W\d_]{{1,3}} )[{UPPER}]")  # a list: "airports in Esbjerg and Billund"
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
    for pattern in _patterns().get(language, ()):
        for found in pattern.finditer(text):
            start, end = found.span("name")
            first = found[0].partition(" ")[0]
            while first in _NO_NAMES and first != found["name"] and start == found.start():
                start += len(first) + 1
                first = text[start:end].partition(" ")[0]
            if first not in _NO_NAMES:
                first_at, kind = min(start, found.start("kind")), _kind(found["kind"].lower())
                at = bool(found.groupdict().get("at"))
                if not (at and _GOES_ON.match(text, end)):
                    yield NamedKind(first_at, found.end(), (start, end), kind, at)


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


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """By language: a pattern of a kind before its name, and one of a kind after it."""
    return {
        language: tuple(_of_language(key, row))
        for key, row in _file().items()
        for language in row.get("languages", key).split()
    }


def _of_language(language: str, row: dict[str, str]) -> Iterator[re.Pattern[str]]:
    word = rf"[{UPPER}](?:[\w-]|'(?!s\b))*\w" if has_capitals(language) else r"[^\W\d_]{3,}"
    name = rf"(?P<name>{word}(?: {word}){{0,{_MAX_WORDS - 1 if has_capitals(language) else 0}}})"
    if before := row.get("before"):
        of, at = (_prepositions(row.get(key, "")) for key in ("of", "at"))
        yield re.compile(rf"\b(?P<kind>{_any_of(before)}) (?:{of}|(?P<at>{at}))?{name}")
    if after := row.get("after"):
        yield re.compile(rf"\b{name}(?:'s)? (?P<kind>{_any_of(after)})\b")


def _prepositions(words: str) -> str:
    return "|".join(re.escape(each.replace("_", " ")) + ("" if each.endswith("'") else " ") for each in words.split())


def _any_of(words: str) -> str:
    return "|".join(sorted(map(_form, words.split()), key=len, reverse=True))


def _form(word: str) -> str:
    """A pattern of a word in ``kinds.toml``."""
    stem = word.removesuffix("*").replace("_", " ")
    first = stem[0] if stem[0].isupper() else f"[{stem[0]}{stem[0].upper()}]"
    rest = re.escape(stem[1:]) if stem[0].isupper() else re.sub(r"\\ (\w)", _either_case, re.escape(stem[1:]))
    return first + rest + (r"\w{0,4}\b" if word.endswith("*") else r"\b")


def _either_case(found: re.Match[str]) -> str:
    return rf"\ [{found[1]}{found[1].upper()}]"
