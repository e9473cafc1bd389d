"""The languages that have a string file in ``web/strings``, and the file that serves a reader."""

import json
from functools import cache
from importlib import resources

from geomap.model.language import best_language, canonical_language, likely_script, primary_language

PSEUDO = "ar-XB"
"""CLDR's pseudo-locale for tests of right-to-left layout: English, written from right to left."""

_NEAREST = {"no": "nb", "nn": "nb"}
"""Codes of languages that have no string file → the language whose strings their readers read."""

_FOLDER = resources.files("geomap") / "web" / "strings"


@cache
def languages_with_texts() -> tuple[str, ...]:
    """The languages that have a string file, sorted."""
    names = (file.name for file in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@cache
def language_of_texts(language: str) -> str | None:
    """The string file that serves a reader of a language, in the same script; None if none does.

    >>> language_of_texts("nn"), language_of_texts("zh-SG"), language_of_texts("zh-TW")
    ('nb', 'zh', None)
    """
    language = canonical_language(language) or language
    if language == PSEUDO or language in languages_with_texts():
        return language
    found = best_language(language, languages_with_texts()) or _NEAREST.get(primary_language(language))
    return found if found and likely_script(found) == likely_script(language) else None


def read_strings(language: str) -> dict[str, str]:
    """The texts of a language that has a string file, by key."""
    strings: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    strings.pop("translation", None)  # who translated them
    return strings
