"""Possible places that are not in the gazetteer: ranked, with the sentences that name them. They are never linked.

A capitalised name is a possible place if a cue is next to it: "in", "near", "the village of"; in Russian and Ukrainian
a preposition of place with the matching case, or a place name of the dictionary. Each occurrence of a cue adds to the
score.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from geomap.link.exclusions import is_other_name
from geomap.link.folding import Span, fold
from geomap.link.morphology import place_lemma
from geomap.link.sentences import Sentences
from geomap.model import Article
from geomap.tiles.world import Settlement, settlements_named

MAX_SUGGESTIONS = 20

MIN_SCORE = 1.4
"""Of a suggestion: "in" twice, or once with a stronger cue."""

_EXAMPLES = 3
_LATIN_NAME = r"[A-Z][a-zß-öø-ÿ'-]+(?: (?:(?:of|de|la|al|el|del|upon|on) )?[A-Z][a-zß-öø-ÿ'-]+){0,3}"
_ENGLISH = re.compile(
    r"\b(?:(?P<strong>(?:[Cc]ity|[Tt]own|[Vv]illage|[Pp]rovince|[Dd]istrict|[Rr]egion|[Ss]uburb|[Pp]ort|[Cc]apital"
    r"|[Ss]ettlement|[Mm]unicipality|[Ii]sland|[Gg]overnorate|[Oo]blast)(?: of|,)?|[Nn]orth of|[Ss]outh of|[Ee]ast of"
    r"|[Ww]est of|[Nn]ear|[Oo]utside|miles from|km from|kilomet(?:re|er)s from|[Rr]esidents of|[Pp]eople of)"
    r"|(?P<weak>[Ii]n|at|from|[Aa]round|[Tt]owards?|[Aa]cross|to|into|of|[Vv]isiting))"
    rf" (?:the )?(?P<name>{_LATIN_NAME})"
)
_AFTER_COMMA = re.compile(rf", (?P<name>{_LATIN_NAME})")  # "in Marks, Mississippi"
_STRONG, _WEAK = 1.0, 0.7
_WEAKER = {"to": 0.2, "of": 0.2, "at": 0.3, "from": 0.5}
_CYRILLIC = re.compile(
    r"(?:\b(?P<preposition>[ВвУуОо]|[Вв]о|[Ии]з|[Зз]|[Іі]з|[Зз]і|[Пп]од|[Пп]ід|[Вв]озле|[Бб]іля|[Оо]коло|[Пп]облизу|[Нн]а"
    r"|[Дд]о|[Кк]|[Пп]ри|[Нн]ад|[Пп]ід) )?(?P<name>[А-ЯЁІЇЄҐ][а-яёіїєґ']+(?:-[А-ЯЁІЇЄҐа-яёіїєґ'-]+)?)"
)


@dataclass(frozen=True)
class Seen:
    """One occurrence of a possible place. ``name`` is its base form, if that is known."""

    name: str
    score: float
    article: str
    start: int
    end: int
    sentence: str


@dataclass
class Suggestion:
    """A possible place: how often it occurs, its score, and its first occurrences.

    ``candidates`` are the settlements of the world with that name, the largest first. None is taken automatically.
    """

    name: str
    count: int = 0
    score: float = 0.0
    seen: list[Seen] = field(default_factory=list)
    candidates: tuple[Settlement, ...] = ()


def possible_places(article: Article, known: Sequence[Span], language: str = "en") -> list[Seen]:
    """The possible places in an article, outside the spans of known names. ``language`` is the map's (BCP 47)."""
    folded = fold(article.text, article.markup)
    text = folded.text
    found: list[tuple[int, int, str, float]] = []
    for cue in _ENGLISH.finditer(text):
        score = _STRONG if cue["strong"] else _WEAKER.get(cue["weak"], _WEAK)
        _add(found, text, cue.span("name"), score)
        following = _AFTER_COMMA.match(text, cue.end())
        if following and score == _WEAK:
            _add(found, text, following.span("name"), _WEAK)
    for cue in _CYRILLIC.finditer(text):
        lemma, score = place_lemma(cue["name"], (cue["preposition"] or "").lower())
        if lemma and not (text[: cue.start("name")].rstrip(" \"'(")[-1:] in {"", ".", "!", "?"} and score < 1):
            found.append((*cue.span("name"), lemma, score))
    seen = []
    sentences = Sentences(article, language)
    known = sorted(known)
    starts = [start for start, _ in known]
    last_ends = list(accumulate((end for _, end in known), max))
    for start, end, name, score in found:
        span = folded.span(start, end)
        earlier = bisect_left(starts, span[1])  # known spans that begin before this one ends
        if earlier and last_ends[earlier - 1] > span[0]:
            continue
        sentence = article.text[slice(*sentences.around(*span))]
        seen.append(Seen(name, score, article.id, *span, " ".join(sentence.split())))
    return seen


def _add(found: list[tuple[int, int, str, float]], text: str, span: Span, score: float) -> None:
    start, end = span
    name = text[start:end].removesuffix("'s").removesuffix("'")
    if not is_other_name(name, text[end : end + 40]):
        found.append((start, start + len(name), name, score))


def suggestions(seen: Iterable[Seen]) -> list[Suggestion]:
    """The best suggestions from the occurrences in any number of articles, best first."""
    made: dict[str, Suggestion] = {}
    for each in sorted(seen, key=lambda one: (one.article, one.start)):
        suggestion = made.setdefault(each.name, Suggestion(each.name))
        suggestion.count += 1
        suggestion.score = round(suggestion.score + each.score, 2)
        if len(suggestion.seen) < _EXAMPLES:
            suggestion.seen.append(each)
    likely = [suggestion for suggestion in made.values() if suggestion.score >= MIN_SCORE]
    best = sorted(likely, key=lambda one: (-one.score, one.name))[:MAX_SUGGESTIONS]
    known = settlements_named([suggestion.name for suggestion in best])
    for suggestion in best:
        suggestion.candidates = tuple(known.get(suggestion.name, ()))
    return best
