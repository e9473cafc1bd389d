"""Possible places that are not in the gazetteer: ranked, with the sentences that name them. They are never linked.

A capitalised name is a possible place if a cue is next to it: "in", "near", "the village of"; in Russian and Ukrainian
a preposition of place with the matching case, or a place name of the dictionary; in other languages a preposition or an
ending of their tables; in all of them a word for a kind of place ("Karup Air Base"). Each occurrence of a cue adds to
the score, and so does a settlement with that name.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate, islice, product
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geomap.link.exclusions import is_other_name
from geomap.link.folding import Folded, Span, fold_article
from geomap.link.inflection import InflectedNames, Table, capitals, table_of
from geomap.link.kinds import has_capitals, named_kinds
from geomap.link.languages import language_of
from geomap.link.morphology import INFLECTED, place_lemma
from geomap.link.sentences import Sentences
from geomap.link.word_edges import edges
from geomap.model import Article, Coordinates
from geomap.model.geodesy import EARTH_RADIUS_KM, unit_vector
from geomap.model.language import primary_language

if TYPE_CHECKING:
    from geomap.tiles.world import Settlement

MAX_SUGGESTIONS = 20

MIN_SCORE = 1.4
"""Of a suggestion: "in" twice, or once with a stronger cue."""

NEAR_KM = 1_000
"""Kilometres from a place of the map within which a settlement is likelier to be meant."""

_EXAMPLES = 3
_MAX_BASES = 200  # base forms of one name that are looked up
_MAX_WORDS = 3
_JOINED = frozenset({"ca", "es", "fr", "gl", "it", "pt"})
_JOINTS = "d[aeo]s?|del|della|di|du|el|la|las|le|les|los"
"""Words in names such as Monforte de Lemos and San Juan de la Rambla, in these languages."""
_MIN_BASE = 4  # letters of a base form without another cue
# For a settlement with that name: a large one near the map, another one near the map, one far away.
_LARGE_CITY, _IN_WORLD, _FAR_AWAY = 1.4, 0.7, 0.2
_IN_WORLD_ENGLISH = 0.5  # English has cues that are more certain, and villages with the names of regions
_WITH_KIND = 0.2  # for a word for a kind of place with a settlement's name
_UNKNOWN = 0.5  # for a name in a language with a table that no settlement has
_LATIN_NAME = r"[A-Z][a-zß-öø-ÿ'-]+(?: (?:(?:of|de|la|al|el|del|upon|on) )?[A-Z][a-zß-öø-ÿ'-]+){0,3}"
_NAME = re.compile(_LATIN_NAME)
_NAME_START = re.compile(r"[A-Z](?<= .)[a-zß-öø-ÿ'-]")  # a letter first, which is what is searched for
_LONGEST_CUE = len("municipality of the ")
_ENGLISH_CUE = re.compile(  # what ends where a name starts
    r"\b(?:(?P<strong>(?:[Cc]ity|[Tt]own|[Vv]illage|[Pp]rovince|[Dd]istrict|[Rr]egion|[Ss]uburb|[Pp]ort|[Cc]apital"
    r"|[Ss]ettlement|[Mm]unicipality|[Ii]sland|[Gg]overnorate|[Oo]blast)(?: of|,)?|[Nn]orth of|[Ss]outh of|[Ee]ast of"
    r"|[Ww]est of|[Nn]ear|[Oo]utside|miles from|km from|kilomet(?:re|er)s from|[Rr]esidents of|[Pp]eople of)"
    r"|(?P<weak>[Ii]n|at|from|[Aa]round|[Tt]owards?|[Aa]cross|to|into|of|[Vv]isiting))"
    r" (?:the )?\Z"
)
_IN_LIST = re.compile(rf"(?:,|,? and) (?P<name>{_LATIN_NAME})")
_PARAGRAPH = re.compile(r"\n\s*\n")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_CERTAIN, _STRONG, _WEAK = 1.4, 1.0, 0.7
_WEAKER = {"to": 0.2, "of": 0.2, "at": 0.3, "from": 0.5}
_CYRILLIC = re.compile(
    r"(?:\b(?P<preposition>[ВвУуОо]|[Вв]о|[Ии]з|[Зз]|[Іі]з|[Зз]і|[Пп]од|[Пп]ід|[Вв]озле|[Бб]іля|[Оо]коло|[Пп]облизу|[Нн]а"
    r"|[Дд]о|[Кк]|[Пп]ри|[Нн]ад|[Пп]ід) )?(?P<name>[А-ЯЁІЇЄҐ][а-яёіїєґ']+(?:-[А-ЯЁІЇЄҐа-яёіїєґ'-]+)?)"
)


@dataclass(frozen=True)
class Seen:
    """One occurrence of a possible place.

    ``name`` is its base form, if that is known; otherwise ``bases`` are the possible ones. ``known_only`` marks a name
    that counts only if a settlement has it. ``world`` is what the name is in all languages, as ``world_names`` has it.
    ``kind`` is what words for a kind of place that are part of the name have in common; ``bases`` are then those of the
    name without it, and ``unknown_only`` marks one that counts only if no settlement has that.
    """

    name: str
    score: float
    article: str
    start: int
    end: int
    sentence: str
    bases: tuple[str, ...] = ()
    known_only: bool = False
    world: str = ""
    kind: str = ""
    unknown_only: bool = False


@dataclass
class Suggestion:
    """A possible place: how often it occurs, its score, and its first occurrences.

    ``candidates`` are the settlements of the world with that name, the nearest to the map first, else the largest. None
    is taken automatically. ``others`` are names of the same country or city in the languages of other articles.
    """

    name: str
    count: int = 0
    score: float = 0.0
    seen: list[Seen] = field(default_factory=list)
    candidates: tuple["Settlement", ...] = ()
    others: tuple[str, ...] = ()


class _Found(NamedTuple):
    """A possible place in a folded text."""

    start: int
    end: int
    name: str
    score: float
    bases: tuple[str, ...] = ()
    known_only: bool = False
    kind: str = ""
    unknown_only: bool = False


def possible_places(
    article: Article, known: Sequence[Span], language: str = "en", folded: Folded | None = None
) -> list[Seen]:
    """The possible places in an article, outside the spans of known names.

    ``language`` is the map's (BCP 47); ``folded`` the article's text, if it is known.
    """
    folded = folded or fold_article(article)
    text = folded.text
    code = primary_language(language_of(article, language).code)
    table = table_of(code) if code not in INFLECTED else None
    found = [*(_by_table(text, table) if table else _by_english_cues(text)), *_by_dictionary(text, table)]
    found += _well_known(text, table, code)
    found += _with_kinds(text, table, code)
    known = sorted(known)
    starts = [start for start, _ in known]
    last_ends = list(accumulate((end for _, end in known), max))

    def is_unknown(span: Span) -> bool:
        earlier = bisect_left(starts, span[1])  # known spans that begin before this one ends
        return not (earlier and last_ends[earlier - 1] > span[0]) and not _PARAGRAPH.search(article.text, *span)

    located = [(one, span) for one in found if is_unknown(span := folded.span(one.start, one.end))]
    if not located:
        return []
    from geomap.i18n.world_names import world_names

    own, sentences = world_names(code), Sentences(article, language)
    seen = []
    for one, span in located:
        sentence = " ".join(article.text[slice(*sentences.around(*span))].split())
        in_world = next((own[name] for name in (one.bases if one.kind else (one.name,)) if name in own), "")
        found_in = article.id, *span, sentence
        seen.append(
            Seen(one.name, one.score, *found_in, one.bases, one.known_only, in_world, one.kind, one.unknown_only)
        )
    return seen


def _by_english_cues(text: str) -> Iterator[_Found]:
    """Names after a cue. Capitals are rarer than words that may be cues, so they are what is searched for."""
    end = 0
    for found in _NAME_START.finditer(text):
        start = found.start()
        cue = _ENGLISH_CUE.search(text, max(end, start - _LONGEST_CUE), start) if start > end else None
        name = _NAME.match(text, start) if cue else None
        if cue is None or name is None:
            continue
        score = _STRONG if cue["strong"] else _WEAKER.get(cue["weak"], _WEAK)
        yield from _english(text, name.span(), score)
        at = end = name.end()
        while following := _IN_LIST.match(text, at):  # "in Marks, Mississippi", "to Malmö, Gothenburg and Aarhus"
            yield from _english(text, following.span("name"), min(score, _WEAK))
            at = following.end()


def _english(text: str, span: Span, score: float) -> Iterator[_Found]:
    start, end = span
    name = text[start:end].removesuffix("'s").removesuffix("'")
    if not is_other_name(name, text[end : end + 40]):
        yield _Found(start, start + len(name), name, score)


def _by_dictionary(text: str, table: Table | None) -> Iterator[_Found]:
    if text.isascii() or (table is not None and any(map(_CYRILLIC_LETTER.match, table.forms))):
        return  # no Cyrillic letters, or another Cyrillic language
    for cue in _CYRILLIC.finditer(text):
        lemma, score = place_lemma(cue["name"], (cue["preposition"] or "").lower())
        if lemma and not (_begins_sentence(text, cue.start("name")) and score < 1):
            yield _Found(*cue.span("name"), lemma, score)


def _begins_sentence(text: str, at: int) -> bool:
    return text[:at].rstrip(" \"'(")[-1:] in {"", ".", "!", "?", ":"}


def _by_table(text: str, table: Table) -> Iterator[_Found]:
    """Names after a preposition, in a list that begins so, or, in a language without prepositions, with an ending."""
    cue, following, alone = _patterns(table)
    for found in cue.finditer(text):
        yield from _named(text, found.span("name"), table, _WEAK)
        at = found.end()
        while (more := following.match(text, at)) is not None:
            yield from _named(text, more.span("name"), table, _WEAK)
            at = more.end()
    if alone is not None:
        for found in alone.finditer(text):
            if not _begins_sentence(text, found.start()):
                yield from _named(text, found.span("name"), table, _WEAK, inflected_only=True)


def _well_known(text: str, table: Table | None, language: str) -> Iterator[_Found]:
    """Large cities, and in a language with a table also countries and cities as it calls them: they need no cue."""
    if table is None:
        for found in _capitalised(ascii_only=text.isascii()).finditer(text):
            name = found[0]
            if name in _large_names() and not is_other_name(name, text[found.end() : found.end() + 40]):
                yield _Found(*found.span(), name, 0.0, (name,), known_only=True)
        return
    from geomap.i18n.world_names import world_names

    names, index = _world_index(language, table)
    own = world_names(language)
    for start, end, numbers in index.find(text, edges(text)):
        name = names[numbers[0]]
        if name in own:
            certain = table.cased and not _begins_sentence(text, start)
            yield _Found(start, end, name, _CERTAIN if certain else _WEAK)
        elif text[start:end] == name or len(name) >= _MIN_BASE:
            yield _Found(start, end, text[start:end], 0.0, (name,), known_only=True)


def _with_kinds(text: str, table: Table | None, language: str) -> Iterator[_Found]:
    """Airports, bases, ports, straits and the like, with the base forms of the names in them."""
    for found in named_kinds(text, language):
        name = text[slice(*found.name)]
        if language == "en" and is_other_name(name, ""):
            continue
        bases = _bases(name, table) if table else (name, place_lemma(name)[0])
        whole = text[found.start : found.end]
        only = not has_capitals(language) or (_begins_sentence(text, found.start) and found.name[0] == found.start)
        known_only = only and not text[found.name[1] :].lstrip(" 's")[:1].isupper()
        yield _Found(
            found.start, found.end, whole, _CERTAIN, tuple(filter(None, bases)), known_only, found.kind, found.at
        )


@lru_cache(maxsize=10)
def _world_index(language: str, table: Table) -> tuple[list[str], InflectedNames]:
    from geomap.i18n.world_names import world_names

    names = sorted({*world_names(language), *_large_names()})
    return names, InflectedNames(table, names)


@cache
def _capitalised(*, ascii_only: bool) -> re.Pattern[str]:
    first = "A-Z" if ascii_only else capitals()
    return re.compile(rf"[{first}](?<!\w.)[\w-]+(?: [{first}][\w-]+)?")


@cache
def _large_names() -> frozenset[str]:
    """The names of the large cities of the base map. Reading them from its tiles takes a hundred times as long."""
    file = resources.files("geomap") / "tiles" / "context" / "large_names.txt"
    return frozenset(file.read_text(encoding="utf-8").splitlines())


def _named(text: str, span: Span, table: Table, score: float, *, inflected_only: bool = False) -> Iterator[_Found]:
    """A name of one or several words: all of them, those before a small one, and the first, if settlements have it."""
    start, end = span
    words = text[start:end].split(" ")
    capitalised = next((at for at, word in enumerate(words) if table.cased and word[:1].islower()), len(words))
    for count in sorted({1, capitalised, len(words)}, reverse=True):
        name = " ".join(words[:count])
        bases = _bases(name, table)
        # In German, every noun has a capital.
        is_certain = count == len(words) == capitalised and "de" not in table.languages
        known_only = inflected_only or not is_certain
        if inflected_only:
            bases = tuple(base for base in bases if base != name and len(base) >= _MIN_BASE)
        if bases:
            yield _Found(start, start + len(name), name, score, bases, known_only)


@lru_cache(maxsize=10_000)
def _bases(name: str, table: Table) -> tuple[str, ...]:
    """The name and its possible base forms."""
    parts = re.split(r"([ -])", table.normalised(name))
    last = len(parts) - 1
    choices = [
        [part, *(base for base, _ in table.bases(part))] if i % 2 == 0 and (table.every_word or i == last) else [part]
        for i, part in enumerate(parts)
    ]
    return tuple(dict.fromkeys([name, *("".join(each) for each in islice(product(*choices), _MAX_BASES))]))


@lru_cache(maxsize=100)
def _patterns(table: Table) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]:
    """Patterns of a name after a preposition, of the next one in a list, and of one without a preposition."""
    word = rf"[{capitals()}][\w{table.marks}-]+" if table.cased else rf"[\w{table.marks}-]{{3,}}"
    joint = rf"(?: (?:{_JOINTS})){{0,2}}" if table.languages & _JOINED else ""
    name = rf"(?P<name>{word}(?:{joint} {word}){{0,{_MAX_WORDS - 1}}})" if table.cased else rf"(?P<name>{word})"
    cues = "|".join(sorted(map(re.escape, table.prepositions), key=len, reverse=True))
    cue = re.compile(rf"\b(?i:{cues})[ ](?:[ldLD]')?{name}" if cues else r"(?!)(?P<name>)")
    following = re.compile(rf"(?:, | [^\W\d_]{{1,3}} ){name}" if table.cased else r"(?!)(?P<name>)")
    alone = re.compile(rf"\b(?P<name>{word})" if table.cased and not cues else r"(?!)(?P<name>)")
    return cue, following, alone


def suggestions(
    seen: Iterable[Seen], near: Sequence[Coordinates] = (), most: int | None = MAX_SUGGESTIONS
) -> list[Suggestion]:
    """The best suggestions from the occurrences in any number of articles, best first.

    Args:
        seen: the occurrences.
        near: positions of the map's places; nearer settlements are likelier.
        most: how many; None for all.
    """
    ordered = sorted(seen, key=lambda one: (one.article, one.start, -one.end, -one.score))
    named = {name for one in ordered for name in one.bases or (one.name,)}
    world = _World(named | {_english_name(one.world) for one in ordered}, near)
    made: dict[str, Suggestion] = {}
    names: dict[str, Counter[str]] = {}  # of each suggestion, by language
    settlements: dict[str, str] = {}  # the name of those that may be meant
    well_known: set[str] = set()  # countries, continents and cities
    end, article = 0, ""
    for each in ordered:
        name = min((base for base in each.bases or (each.name,) if base in world.nearest), key=world.order, default="")
        if (each.unknown_only if name or each.world else each.known_only) or (
            each.article == article and each.start < end
        ):
            continue
        end, article = each.end, each.article
        score, title = each.score, each.name if each.kind else name or each.name
        if not each.kind:
            small = _IN_WORLD if each.bases else _IN_WORLD_ENGLISH
            score += world.bonus(name, small) if name else -_UNKNOWN if each.bases else 0
        elif name or each.world:
            score += _WITH_KIND
        key = each.world or (f"{world.nearest[name][0].country}:{name}" if name else each.name)
        if each.kind:  # in several cases, with the shortest base form in common
            key = f"{each.kind} of {key if name or each.world else min(each.bases, key=len)}"
        settlements.setdefault(key, name or _english_name(each.world))
        if each.world and not each.kind:
            well_known.add(key)
        suggestion = made.setdefault(key, Suggestion(title))
        names.setdefault(key, Counter())[title] += 1
        suggestion.count += 1
        suggestion.score = round(suggestion.score + max(0.0, score), 2)
        if len(suggestion.seen) < _EXAMPLES:
            suggestion.seen.append(each)
    likely = [key for key, suggestion in made.items() if suggestion.score >= MIN_SCORE]

    def order(key: str) -> tuple[float, float, str]:
        return -made[key].score, 0 if key in well_known else world.distance_km(settlements[key]), made[key].name

    best = sorted(likely, key=order)[:most]
    for key in best:
        suggestion = made[key]
        suggestion.name, *others = (name for name, _ in names[key].most_common())
        suggestion.others = tuple(others)
        in_geonames = (
            name for name in (suggestion.name, *others, settlements[key], _english_name(key)) if name in world.nearest
        )
        suggestion.candidates = tuple(world.nearest.get(next(in_geonames, ""), ()))
    return [made[key] for key in best]


def _english_name(world: str) -> str:
    """The English name of a city of ``world_names``; empty for a region."""
    return world.partition(":")[2]


class _World:
    """The settlements with some names, the nearest to the map first."""

    def __init__(self, names: Collection[str], near: Sequence[Coordinates]) -> None:
        self.nearest: dict[str, list[Settlement]] = {}
        if not names:
            return
        from geomap.tiles.world import settlements_named  # with its libraries, a tenth of the start

        self._near = np.array([unit_vector(one) for one in near])
        for name, settlements in settlements_named(names).items():
            self.nearest[name] = sorted(settlements, key=lambda one: (self._distance_km(one), one))

    def _distance_km(self, settlement: "Settlement") -> float:
        if not len(self._near):
            return 0.0
        cosines = self._near @ unit_vector((settlement.latitude, settlement.longitude))
        return float(np.arccos(np.clip(cosines.max(), -1, 1)) * EARTH_RADIUS_KM)

    def distance_km(self, name: str) -> float:
        """From the map's places to the nearest settlement with a name; infinite if there is none."""
        return round(self._distance_km(self.nearest[name][0])) if name in self.nearest else inf

    def bonus(self, name: str, small: float) -> float:
        """What a settlement with this name adds to the score; ``small`` if it is near the map and not a large city."""
        first = self.nearest[name][0]
        if self._distance_km(first) > NEAR_KM:
            return _FAR_AWAY
        from geomap.tiles.world import LARGE

        return _LARGE_CITY if first.rank <= LARGE else small

    def order(self, name: str) -> tuple[bool, int, str]:
        """The likeliest of several base forms: near the map, then large."""
        first = self.nearest[name][0]
        return self._distance_km(first) > NEAR_KM, first.rank, name
