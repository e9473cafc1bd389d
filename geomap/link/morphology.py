"""Russian and Ukrainian words, with the dictionaries of pymorphy3: base forms, kinds of words, and names in all cases.

Words of other scripts are returned unchanged. A word that is not in a dictionary is analysed by its ending.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from importlib.util import find_spec
from itertools import product
from typing import TYPE_CHECKING, cast

from geomap.extras import require
from geomap.model.language import primary_language

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

INFLECTED = ("ru", "uk")
"""The languages whose names geomap can inflect."""

INSTALLED = tuple(language for language in INFLECTED if find_spec(f"pymorphy3_dicts_{language}"))
"""The languages whose dictionary is installed. Names in the others are found only as written."""

MAX_FORMS = 60
"""Most spellings of one name. No name of the two languages has half as many."""

_CASES = frozenset({"nomn", "gent", "gen2", "datv", "accs", "ablt", "loct", "loc2", "voct"})  # pymorphy's names
_REGULAR_CASES = ("gent", "datv", "accs", "ablt", "loct")  # the columns of endings/*.toml
_SAME_CASE = {"gen2": "gent", "loc2": "loct"}  # a second form of the same case: "на Дону", "чаю"
_PERSONS = frozenset({"Name", "Surn", "Patr"})  # given names, surnames, patronymics
_NAMES = _PERSONS | {"Geox", "Abbr", "Orgn", "Trad", "prop"}
_CACHED = 100_000  # words or names
_MIN_NOUN = 3  # letters; shorter words are conjunctions and prepositions, whatever else the dictionary has
_MAX_WORDS = 8  # of a name that is inflected
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_LAST_LETTER = "\u2019"
"""Russian and Ukrainian words have no letters above it; the analyzer cannot read some of those."""
_CYRILLIC = re.compile("[\u0400-\u052f]")
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґІЇЄҐ']"), re.compile("[ыэёъЫЭЁЪ]")
_AND = frozenset({"и", "й", "та", "і"})
_PARTICIPLES = frozenset({"actv", "pssv", "pres", "past"})
_UNUSUAL = frozenset({"Supr", "V-be", "V-bi", "V-ie", "V-en", "V-ej"})  # superlatives, obsolete spellings
_PLACE_PREPOSITIONS = {
    "loct": frozenset({"в", "во", "на", "при", "у", "о"}),
    "gent": frozenset({"из", "возле", "около", "до", "з", "із", "зі", "біля", "поблизу", "у"}),
    "ablt": frozenset({"под", "над", "під"}),
    "accs": frozenset({"в", "на"}),
}


@cache
def _analyzer(language: str) -> "MorphAnalyzer":
    """The dictionary of a language. Loading it takes 0.1 s and 25 MB."""
    return require("pymorphy3", extra=language).MorphAnalyzer(lang=language)


def load_dictionaries() -> None:
    """Load the dictionaries that are installed. Processes that are forked later share them."""
    for language in INSTALLED:
        _analyzer(language)


@lru_cache(maxsize=_CACHED)
def _parses(word: str, language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The base form and grammemes of every reading of a word."""
    return tuple((parse.normal_form, parse.tag.grammemes) for parse in _analyzer(language).parse(word))


@lru_cache(maxsize=_CACHED)
def _is_known(word: str, language: str) -> bool:
    return bool(_analyzer(language).word_is_known(word))


def languages_of(name: str, language: str) -> tuple[str, ...]:
    """The languages in which a name is inflected. ``language`` (BCP 47) is stated for it, or is its map's.

    A Cyrillic name on a map in English may be Russian or Ukrainian, unless it has a letter of only one of them.

    >>> languages_of("Харків", "en"), languages_of("Moscow", "ru"), languages_of("Одеса", "uk")
    (('uk',), (), ('uk',))
    """
    if not _CYRILLIC.search(name):
        return ()
    stated = primary_language(language)
    if stated in INFLECTED:
        return _if_installed(stated)
    return _languages_by_letters(name) if stated in {"en", "und"} else ()


def _languages_by_letters(word: str) -> tuple[str, ...]:
    if _UKRAINIAN.search(word):
        return _if_installed("uk")
    return _if_installed("ru") if _RUSSIAN.search(word) else INSTALLED


def _if_installed(language: str) -> tuple[str, ...]:
    return (language,) if language in INSTALLED else ()


def lemmas(word: str) -> frozenset[str]:
    """The possible base forms of a word, in lower case; the word itself in other scripts."""
    if not _CYRILLIC.search(word):
        return frozenset({word})
    return frozenset(lemma for language in _languages_by_letters(word) for lemma, _ in _parses(word.lower(), language))


@lru_cache(maxsize=_CACHED)
def is_person(word: str, kind: str, following: str = "", *kinds: str) -> bool:
    """Whether a word may be a person's name of a kind, and the next word the rest of that name.

    Kinds are pymorphy's: ``Name`` for given names, ``Surn`` for surnames, ``Patr`` for patronymics. Both words must
    have a case in common.
    """
    if not word[:1].isupper() or not _CYRILLIC.search(word) or (following and not following[:1].isupper()):
        return False
    for language in _languages_by_letters(word + following):
        own = _cases_as(word.lower(), language, (kind,))
        if not own or not following:
            if own:
                return True
            continue
        persons = _cases_as(following.lower(), language, [each for each in kinds if each in _PERSONS])
        others = _cases_as(following.lower(), language, [each for each in kinds if each not in _PERSONS])
        if _is_common_noun(word.lower(), language):
            others -= {"gent"}  # a noun with its genitive: "Верховної Ради України", "Влада Криму"
        if own & (persons | others):
            return True
    return False


def is_given_name(word: str) -> bool:
    """Whether a word is a person's given name in the nominative, and no other word and no place."""
    if not word[:1].isupper() or not _CYRILLIC.search(word):
        return False
    lower, languages = word.lower(), _languages_by_letters(word)
    if any(_is_common_noun(lower, language) for language in languages):
        return False
    return any(
        "nomn" in _cases_as(lower, language, ("Name",))
        and not any("Geox" in tag for _, tag in _parses(lower, language))
        for language in languages
    )


def is_subject(word: str, following: str) -> bool:
    """Whether a noun may be the subject of the verb after it: "Мир наступит", "Орёл летел"."""
    for language in _languages_by_letters(word + following):
        if not all(map(_analyzer(language).word_is_known, (word.lower(), following))):
            continue
        nouns = [tag for _, tag in _parses(word.lower(), language) if {"NOUN", "nomn"} <= tag and "plur" not in tag]
        verbs = [tag for _, tag in _parses(following, language) if "VERB" in tag and "plur" not in tag]
        if any("3per" in verb or noun & verb & {"masc", "femn", "neut"} for noun in nouns for verb in verbs):
            return True
    return False


def _is_common_noun(word: str, language: str) -> bool:
    """Whether the dictionary has a word as a noun that is no name."""
    return _is_known(word, language) and any("NOUN" in tag and not tag & _NAMES for _, tag in _parses(word, language))


def _cases_as(word: str, language: str, kinds: Sequence[str]) -> frozenset[str]:
    """The singular cases that a word has as one of these kinds of names."""
    known = _is_known(word, language)
    tags = [
        tag
        for _, tag in (_parses(word, language) if known else ())
        if "plur" not in tag and any(kind in tag for kind in kinds)
    ]
    return frozenset(case for tag in tags for case in tag & _CASES)


def is_phrase(word: str, following: str) -> bool:
    """Whether a capitalised word may be an ordinary adjective or noun that belongs to the lower-case word after it.

    "Рівне місце": an adjective in the case of its noun. "Суми штрафів": a noun before a genitive.
    """
    if not _CYRILLIC.search(word) or not following[:1].islower() or len(following) < _MIN_NOUN:
        return False
    for language in _languages_by_letters(word + following):
        if not all(_is_known(each, language) for each in (word.lower(), following)):
            continue
        readings = _parses(following, language)
        if any("VERB" in tag for _, tag in readings):
            continue  # "Минску дали отпор": "дали" is also a form of a noun
        nouns = [tag for _, tag in readings if "NOUN" in tag]
        for lemma, tag in _parses(word.lower(), language):
            if tag & _NAMES:
                continue
            if "ADJF" in tag and any(tag & noun & _CASES - {"voct"} for noun in nouns):
                return True
            if "NOUN" in tag and lemma != word.lower() and any("gent" in noun for noun in nouns):
                return True
    return False


def is_ordinary(word: str, names: Collection[str]) -> bool:
    """Whether a capitalised word, an inflected form of names, is rather another word: a pronoun, or a noun for people.

    "Мені" (to me; Мена is a town), "Українці" (Ukrainians; Українка is a town).
    """
    if not _CYRILLIC.search(word) or " " in word:
        return False
    bases = {name.lower() for name in names}
    for language in _languages_by_letters(word):
        known = _is_known(word.lower(), language)
        for lemma, tag in _parses(word.lower(), language) if known else ():
            if lemma not in bases and ("NPRO" in tag or ({"NOUN", "anim", "nomn"} <= tag and not tag & _NAMES)):
                return True
    return False


@lru_cache(maxsize=_CACHED)
def place_lemma(word: str, preposition: str = "") -> tuple[str, float]:
    """The base form of a capitalised word that may be a place name, and how likely that is, from 0 to 1.

    A word is likely a place name if the dictionary has it as one, or does not have it at all and its case fits the
    preposition of place before it. The base form is empty if the word is known as something else.
    """
    fitting = {case for case, prepositions in _PLACE_PREPOSITIONS.items() if preposition in prepositions}
    for language in _languages_by_letters(word):
        if language == "uk" and len(_languages_by_letters(word)) > 1:
            continue  # a word of either language is read as Russian
        known = _is_known(word, language)
        parses = _analyzer(language).parse(word)
        person = any(_PERSONS & parse.tag.grammemes for parse in parses)
        for parse in parses:
            tag = parse.tag.grammemes
            if "NOUN" not in tag or _PERSONS & tag or "Abbr" in tag:
                continue
            fits = bool(fitting & tag)
            if "Geox" in tag and (fits or not person):
                return _copy_capitals(word, parse.normal_form), 1.0 if fits else 0.6
            if fits and "inan" in tag and not known:
                return _copy_capitals(word, parse.normal_form), 0.7
            if fits and language == "uk" and "inan" in tag and "prop" in tag:
                return _copy_capitals(word, parse.normal_form), 1.0
    return "", 0.0


def _copy_capitals(word: str, form: str) -> str:
    """The form, with capitals where the parts of the word have them: Нью-Йорк."""
    parts, forms = word.split("-"), form.split("-")
    if len(parts) != len(forms):
        return form[:1].upper() + form[1:] if word[:1].isupper() else form
    return "-".join(f[:1].upper() + f[1:] if p[:1].isupper() else f for p, f in zip(parts, forms, strict=True))


@dataclass(frozen=True)
class _Reading:
    """One reading of a word in the nominative. ``gender`` is empty for a plural; ``forms`` are spellings by case."""

    adjective: bool
    plural: bool
    gender: str
    forms: Mapping[str, tuple[str, ...]] = field(hash=False, compare=False)
    place: bool = False  # a place name in the dictionary
    common: bool = True  # in the dictionary, and not only as a person's name

    def agrees(self, other: "_Reading") -> bool:
        """Whether an adjective agrees with a noun in number and gender."""
        return self.plural == other.plural and (self.plural or self.gender == other.gender)


@lru_cache(maxsize=_CACHED)
def inflections(name: str, language: str) -> tuple[str, ...]:
    """The spellings of a folded name in all cases of a language, without the name itself; sorted.

    The head of the name is inflected, with the adjectives that agree with it. The words that depend on the head do not
    change: "здание Министерства образования" → "в здании Министерства образования". The number does not change.

    >>> inflections("Москва", "ru")
    ('Москве', 'Москвой', 'Москвою', 'Москву', 'Москвы')
    """
    words = name.split(" ")
    if len(words) > _MAX_WORDS:
        return ()
    spellings: dict[str, None] = {}
    for readings in _inflected_parts(words, language):
        for case in sorted(_CASES - set(_SAME_CASE)):
            choices = [_in_case(word, reading, case) for word, reading in zip(words, readings, strict=True)]
            for choice in product(*choices):
                spellings[" ".join(choice)] = None
                if len(spellings) > MAX_FORMS:
                    return ()
    spellings.pop(name, None)
    return tuple(sorted(spellings))


@lru_cache(maxsize=_CACHED)
def list_forms(name: str, language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The forms that a name of an adjective and a noun has in a list whose plural noun is written once, at the end.

    Returns:
        Each form of the adjective, with the forms of the noun that may end the list: "в Тверской и Псковской областях".
    """
    words = name.split(" ")
    readings = next(_inflected_parts(words, language), None) if len(words) == 2 else None
    if readings is None or readings[0] is None or readings[1] is None or not readings[0].adjective:
        return ()
    plural: dict[str, set[str]] = {}
    for parse in _analyzer(language).parse(words[1]):
        if parse.tag.POS == "NOUN" and "nomn" in parse.tag.grammemes and not _is_plural(parse):
            for form in parse.lexeme:
                for case in form.tag.grammemes & _CASES if _is_plural(form) else ():
                    plural.setdefault(_SAME_CASE.get(case, case), set()).add(_copy_capitals(words[1], form.word))
    return tuple(
        (spelling, frozenset(plural[case]))
        for case in sorted(plural)
        for spelling in _in_case(words[0], readings[0], case)
    )


def _in_case(word: str, reading: _Reading | None, case: str) -> tuple[str, ...]:
    """The spellings of a word in a case; empty if it has no such case."""
    if reading is None:
        return (word,)
    return tuple(dict.fromkeys(_copy_capitals(word, form) for form in reading.forms.get(case, ())))


def _inflected_parts(words: Sequence[str], language: str) -> Iterator[list[_Reading | None]]:
    """Every way to inflect the words of a name together: a reading for each word, None for one that does not change."""
    if any(len(word) > 1 and word.isupper() for word in words[:1]):
        return  # an abbreviation
    readings = [_readings(word, language) for word in words]
    head = _head(readings, words)
    if head is None:
        return
    nouns = [reading for reading in readings[head] if not reading.adjective] or readings[head]
    if any(noun.place for noun in nouns) and len(words) == 1:
        nouns = [noun for noun in nouns if noun.place]
    for noun in nouns:
        plan: list[_Reading | None] = [None] * len(words)
        plan[head] = noun
        for i in range(head):
            plan[i] = next((each for each in readings[i] if each.adjective and each.agrees(noun)), None)
        yield plan
        for i in range(head + 1, min(head + 3, len(words))):
            other = next((each for each in readings[i] if not each.adjective), None)
            if other is None:
                continue
            if i == head + 1 and words[i][:1].isupper() and not _may_depend(words[i], language):
                yield [*plan[:i], other, *plan[i + 1 :]]  # "в городе Москве"
                yield [*[None] * i, other, *plan[i + 1 :]]  # "в Эль Сальвадоре"
            elif words[i - 1] in _AND:
                yield [*plan[:i], other, *plan[i + 1 :]]  # "в Москве и окрестностях"


def _head(readings: Sequence[Sequence[_Reading]], words: Sequence[str]) -> int | None:
    """The index of the head: the first noun in the nominative, or the last adjective if there is none."""
    for i, all_readings in enumerate(readings):
        nouns = [reading for reading in all_readings if not reading.adjective]
        adjectives = [reading for reading in all_readings if reading.adjective]
        last = i + 1 == len(readings)
        if adjectives and not last and any(one.agrees(other) for one in adjectives for other in readings[i + 1]):
            continue
        if nouns:
            # "Коста Рика", "Эль Сальвадор": of two adjacent names, the last one is inflected
            followed = not last and words[i][:1].isupper() and any(not r.adjective for r in readings[i + 1])
            if not followed or any(noun.common for noun in nouns):
                return i
        elif adjectives and (last or not any(readings[i + 1 :])):
            return i
    return None


@lru_cache(maxsize=_CACHED)
def _may_depend(word: str, language: str) -> bool:
    """Whether a word may be a genitive that depends on the noun before it."""
    analyzer = _analyzer(language)
    genitive = analyzer.word_is_known(word) and any("gent" in parse.tag for parse in analyzer.parse(word))
    return genitive or not _readings(word, language)


@lru_cache(maxsize=_CACHED)
def _readings(word: str, language: str) -> tuple[_Reading, ...]:
    """The readings of a word as a noun or adjective in the nominative: those in the dictionary, and the regular ones.

    Readings as a person's name count only if there is no other. A word that the dictionary does not have is inflected
    regularly: the analyzer's guesses are slow and mostly wrong for names (Брисбен, *Брисбна).
    """
    if _WORD.fullmatch(word) is None or len(word) < 2 or max(word) > _LAST_LETTER:
        return ()
    analyzer = _analyzer(language)
    known = analyzer.word_is_known(word)
    if not known and "-" in word:
        return _hyphenated(word, language)
    parses = [
        parse
        for parse in (analyzer.parse(word) if known else ())
        if _is_nominative(parse) and parse.tag.POS in {"NOUN", "ADJF", "PRTF"} and "Abbr" not in parse.tag.grammemes
    ]
    things = [parse for parse in parses if not _PERSONS & parse.tag.grammemes]
    parses = things or parses
    singular = any(parse.tag.POS == "NOUN" and not _is_plural(parse) for parse in parses)
    readings = [_reading(parse, common=bool(things)) for parse in parses if not (singular and _is_plural(parse))]
    if not things:
        readings += _regular(word, language, "adjectives")
    if not known or language == "uk" or any(reading.place for reading in readings):
        readings += _regular(word, language, "nouns")
    return tuple(readings)


def _is_nominative(parse: "Parse") -> bool:
    """Whether a parse is a nominative; the Ukrainian dictionary leaves some without a case."""
    tag = parse.tag.grammemes
    return "nomn" in tag or (not tag & _CASES and parse.normal_form == parse.word)


@cache
def _paradigms(language: str, kind: str) -> dict[str, str]:
    """The regular declension of nouns or adjectives: the forms by the end of the base form."""
    text = (resources.files("geomap") / "link" / "endings" / f"{language}.toml").read_text(encoding="utf-8")
    return cast("dict[str, str]", tomllib.loads(text)[kind])


def _regular(word: str, language: str, kind: str) -> list[_Reading]:
    """The regular readings of a word, in addition to those that the dictionary has or guesses."""
    folded, paradigms = word.lower(), _paradigms(language, kind)
    end = next((end for end in (folded[i:] for i in range(len(folded))) if end in paradigms), "")
    readings = []
    for paradigm in filter(None, paradigms.get(end, "").split(" | ")):
        gender, *columns = paradigm.replace(":", "").split()
        stem = folded.removesuffix(end)
        forms = {
            case: tuple(folded if each == "=" else stem + each for each in column.split(","))
            for case, column in zip(_REGULAR_CASES, columns, strict=True)
        }
        plural = gender == "plur"
        readings.append(
            _Reading(
                kind == "adjectives", plural, "" if plural else gender, forms, place=language == "ru", common=False
            )
        )
    return readings


def _is_plural(parse: "Parse") -> bool:
    return "plur" in parse.tag


def _reading(parse: "Parse", *, common: bool) -> _Reading:
    """The forms of a parsed word in its own number and gender."""
    own = parse.tag.grammemes
    adjective, plural = parse.tag.POS != "NOUN", "plur" in own
    gender = "" if plural else next((each for each in ("masc", "femn", "neut") if each in own), "")
    kind = own & _PARTICIPLES | ({gender} if adjective and gender else frozenset())
    forms: dict[str, dict[str, None]] = {}
    for form in parse.lexeme:
        tag = form.tag.grammemes
        if form.tag.POS != parse.tag.POS or not kind <= tag or ("plur" in tag) != plural or tag & _UNUSUAL:
            continue
        case = next(iter(tag & _CASES), None)
        if case is not None and not (adjective and "anim" in tag):
            forms.setdefault(_SAME_CASE.get(case, case), {})[form.word] = None
    spellings = {case: tuple(words) for case, words in forms.items()}
    return _Reading(adjective, plural, gender, spellings, "Geox" in own, common)


def _hyphenated(word: str, language: str) -> tuple[_Reading, ...]:
    """Усть-Каменогорск is inflected at its end, Комсомольск-на-Амуре at its beginning."""
    parts = word.split("-")
    at = 0 if len(parts) > 2 and parts[1][:1].islower() else len(parts) - 1
    before, after = [p.lower() for p in parts[:at]], [p.lower() for p in parts[at + 1 :]]
    return tuple(
        _Reading(
            reading.adjective,
            reading.plural,
            reading.gender,
            {case: tuple("-".join([*before, f, *after]) for f in forms) for case, forms in reading.forms.items()},
            reading.place,
            reading.common,
        )
        for reading in _readings(parts[at], language)
    )
