"""A name → its grammatical cases: Russian and Ukrainian, by the dictionaries of pymorphy3.

What is declined is the head of the name and the adjectives that agree with it; what depends on it stays as it is:
"здание Министерства образования" → "в здании Министерства образования". A word that the dictionary does not know is
declined as words with its ending are. The number stays: a name in the plural has no singular.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from pymorphy3.analyzer import Parse

from geomap.link.lexicon import CASES, PERSONS, morphology, with_capitals

MOST_FORMS = 60
"""Spellings of one name at most: no name of the two languages has half as many."""

_SAME_CASE = {"gen2": "gent", "loc2": "loct"}  # a second form of the same case: "на Дону", "чаю"
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_AND = frozenset({"и", "й", "та", "і"})
_LONGEST = 8  # words of a name that is declined
_SAME_KIND = frozenset({"actv", "pssv", "pres", "past"})  # of a participle
_NOT_MEANT = frozenset({"Supr", "V-be", "V-bi", "V-ie", "V-en", "V-ej"})  # superlatives, obsolete spellings

Forms = Mapping[str, tuple[str, ...]]
"""The spellings of a word by case, small letters."""


@dataclass(frozen=True)
class _Reading:
    """One way to take a word that stands in the nominative; ``gender`` is empty where a plural has none."""

    adjective: bool
    plural: bool
    gender: str
    forms: Forms = field(hash=False, compare=False)
    place: bool = False  # the dictionary has it as a place's name
    common: bool = True  # the dictionary has it, and not as a person's name only

    def agrees(self, other: "_Reading") -> bool:
        """Whether an adjective read so may go with a noun read so."""
        return self.plural == other.plural and (self.plural or self.gender == other.gender)


@lru_cache(maxsize=100_000)
def cases(name: str, language: str) -> tuple[str, ...]:
    """The spellings of a folded name in all cases of a language, without the name itself; sorted.

    >>> cases("Москва", "ru")
    ('Москве', 'Москвой', 'Москвою', 'Москву', 'Москвы')
    """
    words = name.split(" ")
    if len(words) > _LONGEST:
        return ()
    made: dict[str, None] = {}
    for parts in _declined(words, language):
        for case in sorted(CASES - set(_SAME_CASE)):
            choices = [_in_case(word, part, case) for word, part in zip(words, parts, strict=True)]
            for spelling in product(*choices):
                made[" ".join(spelling)] = None
                if len(made) > MOST_FORMS:
                    return ()
    made.pop(name, None)
    return tuple(sorted(made))


@lru_cache(maxsize=100_000)
def in_a_list(name: str, language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """How a name of an adjective and a noun stands in a list that has the noun once, in the plural, at its end.

    Returns:
        Each form of the adjective with the forms of the noun that may end the list: "в Тверской и Псковской областях".
    """
    words = name.split(" ")
    plan = next(_declined(words, language), None) if len(words) == 2 else None
    if plan is None or plan[0] is None or plan[1] is None or not plan[0].adjective:
        return ()
    plural: dict[str, set[str]] = {}
    for parse in morphology(language).parse(words[1]):
        if parse.tag.POS == "NOUN" and "nomn" in parse.tag.grammemes and not _is_plural(parse):
            for form in parse.lexeme:
                for case in form.tag.grammemes & CASES if _is_plural(form) else ():
                    plural.setdefault(_SAME_CASE.get(case, case), set()).add(with_capitals(words[1], form.word))
    return tuple(
        (spelling, frozenset(plural[case])) for case in sorted(plural) for spelling in _in_case(words[0], plan[0], case)
    )


def _in_case(word: str, reading: _Reading | None, case: str) -> tuple[str, ...]:
    """The word in a case, with the capitals it is written with; nothing where it has none."""
    if reading is None:
        return (word,)
    return tuple(dict.fromkeys(with_capitals(word, form) for form in reading.forms.get(case, ())))


def _declined(words: Sequence[str], language: str) -> Iterator[list[_Reading | None]]:
    """Every way to decline the words together: for each a reading, or None where it stays as it is."""
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
    """The word that the name is about: the first noun in the nominative, else the last adjective before a full stop."""
    adjectives: list[int] = []
    for i, all_ in enumerate(readings):
        nouns = [reading for reading in all_ if not reading.adjective]
        last = i + 1 == len(readings)
        agreeing = [r for r in all_ if r.adjective]
        if agreeing and not last and _goes_with_next(agreeing, readings[i + 1]):
            adjectives.append(i)
            continue
        if nouns:
            # "Коста Рика", "Эль Сальвадор": of two names next to each other the last is declined
            followed = not last and words[i][:1].isupper() and any(not r.adjective for r in readings[i + 1])
            if not followed or any(noun.common for noun in nouns):
                return i
        elif agreeing and (last or not any(readings[i + 1 :])):
            return i
    return None


def _goes_with_next(adjectives: Sequence[_Reading], following: Sequence[_Reading]) -> bool:
    return any(one.agrees(other) for one in adjectives for other in following)


@lru_cache(maxsize=100_000)
def _may_depend(word: str, language: str) -> bool:
    """Whether a word may be a genitive that depends on the noun before it."""
    return any("gent" in parse.tag for parse in morphology(language).parse(word) if parse.is_known) or not _readings(
        word, language
    )


@lru_cache(maxsize=100_000)
def _readings(word: str, language: str) -> tuple[_Reading, ...]:
    """The ways to take a word as a noun or adjective in the nominative: those the dictionary knows, else the likeliest.

    People's names count only where there is nothing else.
    """
    if _WORD.fullmatch(word) is None or len(word) < 2:
        return ()
    morph = morphology(language)
    known = morph.word_is_known(word)
    if not known and "-" in word:
        return _hyphenated(word, language)
    parses = [
        parse
        for parse in morph.parse(word)
        if "nomn" in parse.tag and parse.tag.POS in {"NOUN", "ADJF", "PRTF"} and "Abbr" not in parse.tag.grammemes
    ]
    things = [parse for parse in parses if not PERSONS & parse.tag.grammemes]
    parses = things or parses
    if not known:
        nouns = [parse for parse in parses if "Geox" in parse.tag.grammemes] or [
            parse for parse in parses if "inan" in parse.tag or parse.tag.POS != "NOUN"
        ]
        parses = (nouns or parses)[:1]
    singular = any(parse.tag.POS == "NOUN" and not _is_plural(parse) for parse in parses)
    common = known and bool(things)
    return tuple(_reading(parse, common=common) for parse in parses if not (singular and _is_plural(parse)))


def _is_plural(parse: Parse) -> bool:
    return "plur" in parse.tag


def _reading(parse: Parse, *, common: bool) -> _Reading:
    """The forms of a word as a parse has it, in the number and gender in which it stands."""
    own = parse.tag.grammemes
    adjective, plural = parse.tag.POS != "NOUN", "plur" in own
    gender = "" if plural else next((each for each in ("masc", "femn", "neut") if each in own), "")
    kind = own & _SAME_KIND | ({gender} if adjective and gender else frozenset())
    forms: dict[str, dict[str, None]] = {}
    for form in parse.lexeme:
        has = form.tag.grammemes
        if form.tag.POS != parse.tag.POS or not kind <= has or ("plur" in has) != plural or has & _NOT_MEANT:
            continue
        case = next(iter(has & CASES), None)
        if case is not None and not (adjective and "anim" in has):
            forms.setdefault(_SAME_CASE.get(case, case), {})[form.word] = None
    spelled = {case: tuple(words) for case, words in forms.items()}
    return _Reading(adjective, plural, gender, spelled, "Geox" in own, common)


def _hyphenated(word: str, language: str) -> tuple[_Reading, ...]:
    """Усть-Каменогорск is declined at its end, Комсомольск-на-Амуре at its beginning."""
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
