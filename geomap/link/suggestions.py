"""What looks like a place and is not in the gazetteer: ranked, with the sentences, never linked.

A name is what has capitals; it looks like a place where words stand beside it that mostly stand beside places: "in",
"near", "the village of", in Russian and Ukrainian a preposition of place with the case that goes with it, or a word
that the dictionary has as a place's name. Each such word counts once for each time it stands there.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from geomap.link.exclusions import is_no_place_word
from geomap.link.folding import Span, fold
from geomap.link.lexicon import place_lemma
from geomap.link.sentences import Sentences
from geomap.model import Article
from geomap.tiles.world import Settlement, settlements_named

MOST = 20
"""Suggestions that are made at most; the best ones."""

CLEAR = 1.4
"""Score from which a suggestion is made: "in" twice, or once and a clearer word."""

_EXAMPLES = 3
_LATIN_NAME = r"[A-Z][a-zß-öø-ÿ'-]+(?: (?:(?:of|de|la|al|el|del|upon|on) )?[A-Z][a-zß-öø-ÿ'-]+){0,3}"
_ENGLISH = re.compile(
    r"\b(?:(?P<sure>(?:[Cc]ity|[Tt]own|[Vv]illage|[Pp]rovince|[Dd]istrict|[Rr]egion|[Ss]uburb|[Pp]ort|[Cc]apital"
    r"|[Ss]ettlement|[Mm]unicipality|[Ii]sland|[Gg]overnorate|[Oo]blast)(?: of|,)?|[Nn]orth of|[Ss]outh of|[Ee]ast of"
    r"|[Ww]est of|[Nn]ear|[Oo]utside|miles from|km from|kilomet(?:re|er)s from|[Rr]esidents of|[Pp]eople of)"
    r"|(?P<likely>[Ii]n|at|from|[Aa]round|[Tt]owards?|[Aa]cross|to|into|of|[Vv]isiting))"
    rf" (?:the )?(?P<name>{_LATIN_NAME})"
)
_AFTER_COMMA = re.compile(rf", (?P<name>{_LATIN_NAME})")  # "in Marks, Mississippi"
_WEIGHTS = {"sure": 1.0, "likely": 0.7}
_WEAK = {"to": 0.2, "of": 0.2, "at": 0.3, "from": 0.5}
_CYRILLIC = re.compile(
    r"(?:\b(?P<near>[ВвУуОо]|[Вв]о|[Ии]з|[Зз]|[Іі]з|[Зз]і|[Пп]од|[Пп]ід|[Вв]озле|[Бб]іля|[Оо]коло|[Пп]облизу|[Нн]а"
    r"|[Дд]о|[Кк]|[Пп]ри|[Нн]ад|[Пп]ід) )?(?P<name>[А-ЯЁІЇЄҐ][а-яёіїєґ']+(?:-[А-ЯЁІЇЄҐа-яёіїєґ'-]+)?)"
)


@dataclass(frozen=True)
class Seen:
    """One time that something looked like a place; ``name`` is its base form as far as that is known."""

    name: str
    score: float
    article: str
    start: int
    end: int
    sentence: str


@dataclass
class Suggestion:
    """A name that looks like a place's, how often and how clearly it does, and the first sentences that have it.

    ``candidates`` are the settlements of the world with that name, the largest first: what it may be, never what it is.
    """

    name: str
    count: int = 0
    score: float = 0.0
    seen: list[Seen] = field(default_factory=list)
    candidates: tuple[Settlement, ...] = ()


def look(article: Article, known: Sequence[Span], language: str = "en") -> list[Seen]:
    """What looks like a place in an article, outside the spans that are known; ``language`` is the map's."""
    folded = fold(article.text, article.markup)
    text = folded.text
    found: list[tuple[int, int, str, float]] = []
    for cue in _ENGLISH.finditer(text):
        kind = "sure" if cue["sure"] else "likely"
        score = _WEAK.get(cue["likely"] or "", _WEIGHTS[kind])
        _add(found, text, cue.span("name"), score)
        following = _AFTER_COMMA.match(text, cue.end())
        if following and kind == "likely" and score >= _WEIGHTS[kind]:
            _add(found, text, following.span("name"), _WEIGHTS[kind])
    for cue in _CYRILLIC.finditer(text):
        lemma, score = place_lemma(cue["name"], (cue["near"] or "").lower())
        if lemma and not (text[: cue.start("name")].rstrip(" \"'(")[-1:] in {"", ".", "!", "?"} and score < 1):
            found.append((*cue.span("name"), lemma, score))
    seen = []
    sentences = Sentences(article, language)
    taken = sorted(known)
    begun = [start for start, _ in taken]
    over = list(accumulate((end for _, end in taken), max))
    for start, end, name, score in found:
        span = folded.span(start, end)
        before = bisect_left(begun, span[1])  # so many begin before it ends
        if before and over[before - 1] > span[0]:
            continue
        sentence = article.text[slice(*sentences.around(*span))]
        seen.append(Seen(name, score, article.id, *span, " ".join(sentence.split())))
    return seen


def _add(found: list[tuple[int, int, str, float]], text: str, span: Span, score: float) -> None:
    start, end = span
    name = text[start:end].removesuffix("'s").removesuffix("'")
    if not is_no_place_word(name, text[end : end + 40]):
        found.append((start, start + len(name), name, score))


def suggestions(seen: Iterable[Seen]) -> list[Suggestion]:
    """The clearest of what was seen in any number of articles, the clearest first; at most ``MOST``."""
    made: dict[str, Suggestion] = {}
    for each in sorted(seen, key=lambda one: (one.article, one.start)):
        suggestion = made.setdefault(each.name, Suggestion(each.name))
        suggestion.count += 1
        suggestion.score = round(suggestion.score + each.score, 2)
        if len(suggestion.seen) < _EXAMPLES:
            suggestion.seen.append(each)
    clear = [suggestion for suggestion in made.values() if suggestion.score >= CLEAR]
    best = sorted(clear, key=lambda one: (-one.score, one.name))[:MOST]
    known = settlements_named([suggestion.name for suggestion in best])
    for suggestion in best:
        suggestion.candidates = tuple(known.get(suggestion.name, ()))
    return best
