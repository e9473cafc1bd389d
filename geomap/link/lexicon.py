"""Russian and Ukrainian words, as the dictionaries of pymorphy3 know them; other scripts are none of its business.

What is not in a dictionary is taken for what words with its ending are.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec

import pymorphy3

WITH_CASES = ("ru", "uk")
"""The languages whose names have cases that geomap knows of."""

DECLINED = tuple(language for language in WITH_CASES if find_spec(f"pymorphy3_dicts_{language}"))
"""Those whose dictionary is installed: names in the others are found as they are written."""

CASES = frozenset({"nomn", "gent", "gen2", "datv", "accs", "ablt", "loct", "loc2", "voct"})
"""The cases, by pymorphy's names."""

PERSONS = frozenset({"Name", "Surn", "Patr"})
"""Given names, surnames and patronymics, by pymorphy's names."""

_SHORTEST_NOUN = 3  # letters; shorter ones are conjunctions and prepositions, whatever else the dictionary has
_CYRILLIC = re.compile("[\u0400-\u052f]")
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґІЇЄҐ']"), re.compile("[ыэёъЫЭЁЪ]")
_PLACES_AFTER = {
    "loct": frozenset({"в", "во", "на", "при", "у", "о"}),
    "gent": frozenset({"из", "возле", "около", "до", "з", "із", "зі", "біля", "поблизу", "у"}),
    "ablt": frozenset({"под", "над", "під"}),
    "accs": frozenset({"в", "на"}),
}


@cache
def morphology(language: str) -> pymorphy3.MorphAnalyzer:
    """The dictionary of a language; it takes a tenth of a second and some 25 MB."""
    return pymorphy3.MorphAnalyzer(lang=language)


def languages_of(name: str, language: str) -> tuple[str, ...]:
    """The languages in which a name is declined; ``language`` is the one stated for it, or its map's (BCP 47).

    Cyrillic letters under another language may be either, unless one of them is only in one of the two.

    >>> languages_of("Харків", "en"), languages_of("Moscow", "ru"), languages_of("Одеса", "uk")
    (('uk',), (), ('uk',))
    """
    if not _CYRILLIC.search(name):
        return ()
    stated = language.split("-", maxsplit=1)[0].lower()
    if stated in WITH_CASES:
        return _installed(stated)
    return _languages(name) if stated in {"en", "und"} else ()


def lemmas(word: str) -> frozenset[str]:
    """The base forms of a word in small letters, Russian and Ukrainian; the word itself in other scripts."""
    if not _CYRILLIC.search(word):
        return frozenset({word})
    return frozenset(lemma for language in _languages(word) for lemma, _ in _parsed(word.lower(), language))


def is_person(word: str, kind: str, following: str = "", *kinds: str) -> bool:
    """Whether a Russian or Ukrainian word may be a person's name of a kind, and the next word the rest of it.

    Kinds are pymorphy's: ``Name`` for given names, ``Surn`` for surnames, ``Patr`` for patronymics. Both words must be
    able to stand in the same case; the second one also where it is no name by the dictionary but follows a given name.
    """
    if not word[:1].isupper() or not _CYRILLIC.search(word) or (following and not following[:1].isupper()):
        return False
    for language in _languages(word + following):
        own = _cases_as(word.lower(), language, (kind,))
        if own and (not following or own & _cases_as(following.lower(), language, kinds)):
            return True
    return False


def is_phrase(word: str, following: str) -> bool:
    """Whether a Russian or Ukrainian word may be an adjective or another noun that goes with the small word after it.

    "Рівне місце", "Суми штрафів": the adjective stands in the noun's case, the noun before a genitive.
    """
    if not _CYRILLIC.search(word) or not following[:1].islower() or len(following) < _SHORTEST_NOUN:
        return False
    for language in _languages(word + following):
        if not all(map(morphology(language).word_is_known, (word.lower(), following))):
            continue
        nouns = [tag for _, tag in _parsed(following, language) if "NOUN" in tag]
        for lemma, tag in _parsed(word.lower(), language):
            if "ADJF" in tag and any(tag & noun & CASES - {"voct"} for noun in nouns):
                return True
            if "NOUN" in tag and lemma != word.lower() and any("gent" in noun for noun in nouns):
                return True
    return False


def place_lemma(word: str, preposition: str = "") -> tuple[str, float]:
    """The base form of a capitalised word that may be a place's name, and how clearly it is one: 0 to 1.

    Clear is what the dictionary has as a place's name, or a word that it does not have in a case that goes with the
    preposition of place before it. An empty base form where the word is known as something else.
    """
    goes = {case for case, prepositions in _PLACES_AFTER.items() if preposition in prepositions}
    for language in _languages(word):
        if language == "uk" and len(_languages(word)) > 1:
            continue  # taken for Russian where it may be either
        known = morphology(language).word_is_known(word)
        parses = morphology(language).parse(word)
        person = any(PERSONS & parse.tag.grammemes for parse in parses)
        for parse in parses:
            tag = parse.tag.grammemes
            if "NOUN" not in tag or PERSONS & tag or "Abbr" in tag:
                continue
            fits = bool(goes & tag)
            if "Geox" in tag and (fits or not person):
                return with_capitals(word, parse.normal_form), 1.0 if fits else 0.6
            if fits and "inan" in tag and not known:
                return with_capitals(word, parse.normal_form), 0.7
            if fits and language == "uk" and "inan" in tag and "prop" in tag:
                return with_capitals(word, parse.normal_form), 1.0
    return "", 0.0


def _languages(word: str) -> tuple[str, ...]:
    """The languages that a Cyrillic word may be of, by its letters."""
    if _UKRAINIAN.search(word):
        return _installed("uk")
    return _installed("ru") if _RUSSIAN.search(word) else DECLINED


def _installed(language: str) -> tuple[str, ...]:
    return (language,) if language in DECLINED else ()


@lru_cache(maxsize=20_000)
def _parsed(word: str, language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Base form and grammemes of every way to take a word."""
    return tuple((parse.normal_form, parse.tag.grammemes) for parse in morphology(language).parse(word))


def _cases_as(word: str, language: str, kinds: Sequence[str]) -> frozenset[str]:
    """The cases in which a word may stand as a person's name of these kinds; the singular alone."""
    known = morphology(language).word_is_known(word)
    tags = [
        tag
        for _, tag in (_parsed(word, language) if known else ())
        if "plur" not in tag and any(kind in tag for kind in kinds)
    ]
    return frozenset(case for tag in tags for case in tag & CASES)


def with_capitals(word: str, form: str) -> str:
    """The form with capitals where the parts of the word have them, as in Нью-Йорк."""
    parts, forms = word.split("-"), form.split("-")
    if len(parts) != len(forms):
        return form[:1].upper() + form[1:] if word[:1].isupper() else form
    return "-".join(f[:1].upper() + f[1:] if p[:1].isupper() else f for p, f in zip(parts, forms, strict=True))
