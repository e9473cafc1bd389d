"""Passages that two articles share nearly word for word: signs that one repeats the other, or both a third."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from geomap.findings import Finding, echo
from geomap.link.folding import Folded, Span, fold_article
from geomap.model import Article, Atlas, Says, without_markup
from geomap.model.balance import Roots

SHINGLE = 5
"""Words of a sequence that two articles must have in common."""

MAX_GAP = 5
"""Words by which two shared sequences of a passage may be apart, and by which one text may be longer there."""

MIN_WORDS = 20
"""Words in the shared sequences of a passage: about a sentence and a half, more than a usual phrase or a title."""

# Scripts that put no space between words: every character counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_SIGNS = {code: " " for code in range(128) if _WORD.match(chr(code)) is None}
_SHOWN = 160  # characters of a passage in a finding
_COVERED = 0.5  # of a passage, by one that was reported already; then it is the same text, found in another article

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]


@dataclass(frozen=True, order=True, slots=True)
class SharedPassage:
    """A passage of an article that an earlier one has too.

    Attributes:
        article: the id of the later article.
        span: of the passage in it, in code points of its text.
        earlier: the id of the earlier article.
        earlier_span: of the passage in that.
        words: the number of words in the shared sequences.
    """

    article: str
    span: Span
    earlier: str
    earlier_span: Span
    words: int


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of all articles one after the other: their hashes, and where each article begins."""

    articles: Sequence[Article]
    hashes: Hashes
    begins: Positions  # with the end of the last one


def find_passages(
    articles: Iterable[Article], folded: Callable[[Article], Folded] = fold_article
) -> list[SharedPassage]:
    """All passages that an article shares with an earlier one, by later article.

    A passage is at least ``MIN_WORDS`` words in sequences of at least ``SHINGLE`` equal words, which are at most
    ``MAX_GAP`` words apart. Texts are folded as quotes are; case makes no difference. Each sequence is compared with
    the first article that has it and the last one before, so the time grows with the number of words, not of pairs.
    Articles are in the order of their dates of publication, then of their ids; those without a date come last.

    Args:
        articles: the articles.
        folded: the folded text of an article.
    """
    words = _read(sorted(articles, key=_order), folded)
    later, earlier = _matches(words)
    return sorted(_passages(words, later, earlier))


def undeclared(
    passages: Iterable[SharedPassage], articles: Mapping[str, Article], roots: Roots
) -> Iterator[SharedPassage]:
    """The passages that no front matter accounts for, by a common origin or as independent.

    Where the same text of an article is found in several earlier ones, only the longest passage is included.
    """
    by_article: dict[str, list[SharedPassage]] = {}
    for each in passages:
        first, second = articles[each.article], articles[each.earlier]
        dismissed = second.id in first.front_matter.independent_of or first.id in second.front_matter.independent_of
        if not dismissed and roots[first.id].isdisjoint(roots[second.id]):
            by_article.setdefault(each.article, []).append(each)
    for found in by_article.values():
        shown: list[SharedPassage] = []
        for each in sorted(found, key=lambda one: (-one.words, _order(articles[one.earlier]), one)):
            if all(_overlap(each.span, other.span) < _COVERED * (each.span[1] - each.span[0]) for other in shown):
                shown.append(each)
        yield from sorted(shown)


def passage_findings(passages: Iterable[SharedPassage], atlas: Atlas) -> Iterator[Finding]:
    """E011 where both articles are on the same side of a report, so that they would count as two origins; else L007."""
    sides = _sides(atlas)
    for each in undeclared(passages, atlas.article_by_id, atlas.roots):
        article, earlier = atlas.article_by_id[each.article], atlas.article_by_id[each.earlier]
        code = "L007" if sides.get(article.id, set()).isdisjoint(sides.get(earlier.id, set())) else "E011"
        text = echo(passage_text(article, each.span), _SHOWN)
        message = f'{each.words} words here are also in article "{echo(earlier.id)}": "{text}"'
        advice = (
            f"compare {earlier.at(each.earlier_span[0])}; if one repeats the other, add repeats: [{echo(earlier.id)}] "
            f"to the front matter, or the same origin: to both; if not, independent_of: [{echo(earlier.id)}]"
        )
        yield Finding(article.at(each.span[0]), code, message, advice)


def passage_text(article: Article, span: Span) -> str:
    """The text of a passage in one line, without Markdown syntax."""
    return " ".join(without_markup(article.text, article.markup, *span).split())


def _sides(atlas: Atlas) -> dict[str, set[tuple[str, Says]]]:
    """The reports that each article is evidence for or against."""
    found: dict[str, set[tuple[str, Says]]] = {}
    for citation in atlas.citations:
        found.setdefault(citation.article, set()).add((citation.report, citation.says))
    return found


def _order(article: Article) -> tuple[date, str]:
    published = article.front_matter.published
    return (published and published.earliest) or date.max, article.id


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _read(articles: Sequence[Article], folded: Callable[[Article], Folded]) -> _Words:
    numbers = _Numbers()
    found = [[*map(numbers.__getitem__, _words(folded(each).text))] for each in articles]
    begins = np.cumsum([0, *map(len, found)], dtype=np.int64)
    flat = np.fromiter(chain.from_iterable(found), np.uint64, int(begins[-1]))
    return _Words(articles, _mixed(flat), begins)


def _words(text: str) -> list[str]:
    """The words of a text; with translated signs, those in ASCII are found in a third of the time."""
    return text.translate(_SIGNS).split() if text.isascii() else _WORD.findall(text)


class _Numbers(dict[str, int]):
    """Words as they are written → numbers, the same for those that differ in case."""

    def __init__(self) -> None:
        super().__init__()
        self._folded: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        number = self[word] = self._folded.setdefault(word.casefold(), len(self._folded))
        return number


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64: spreads small numbers over all 64 bits."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _matches(words: _Words) -> tuple[Positions, Positions]:
    """The positions at which a sequence begins that an earlier article has, and the positions there."""
    count = len(words.hashes) - SHINGLE + 1
    if count < 1:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    shingles = np.zeros(count, np.uint64)
    for at in range(SHINGLE):
        shingles = shingles * np.uint64(0x100000001B3) + words.hashes[at : at + count]
    article = np.searchsorted(words.begins, np.arange(count, dtype=np.int64), side="right") - 1
    starts = np.flatnonzero(article == np.searchsorted(words.begins, np.arange(count) + SHINGLE - 1, side="right") - 1)
    order = starts[np.argsort(shingles[starts], kind="stable")]  # equal sequences together, in the order of the text
    is_new = np.ones(len(order), bool)
    is_new[1:] = shingles[order[1:]] != shingles[order[:-1]]
    first = np.maximum.accumulate(np.where(is_new, np.arange(len(order)), 0))
    again = np.flatnonzero(~is_new)
    later = np.concatenate((order[again], order[again]))
    earlier = np.concatenate((order[first[again]], order[again - 1]))
    kept = article[later] != article[earlier]
    later, earlier = np.divmod(np.unique(later[kept] * count + earlier[kept]), count)
    by_pair = np.lexsort((later, article[earlier], article[later]))
    return later[by_pair], earlier[by_pair]


def _passages(words: _Words, later: Positions, earlier: Positions) -> Iterator[SharedPassage]:
    """The matches chained to passages: those that follow each other in both articles."""
    if not len(later):
        return
    pair = np.stack([np.searchsorted(words.begins, each, side="right") - 1 for each in (later, earlier)])
    step, other = np.diff(later), np.diff(earlier)
    same = (pair[:, 1:] == pair[:, :-1]).all(axis=0)
    joined = same & (step < SHINGLE + MAX_GAP) & (np.abs(other - step) <= MAX_GAP)
    ends = np.append(np.flatnonzero(~joined), len(later) - 1)
    begins = np.append(0, ends[:-1] + 1)
    fresh = np.append(np.minimum(step, SHINGLE) * joined, 0)  # words of each match that the next does not have
    counts = np.add.reduceat(fresh, begins) + SHINGLE
    texts = _Spans(words.articles)
    for run in np.flatnonzero(counts >= MIN_WORDS):
        sides = []
        for side, at in zip(pair[:, begins[run]], (later, earlier), strict=True):
            positions = at[begins[run] : ends[run] + 1] - words.begins[side]
            sides.append(texts.span(int(side), int(positions.min()), int(positions.max()) + SHINGLE))
        article, before = (words.articles[side].id for side in pair[:, begins[run]])
        yield SharedPassage(article, sides[0], before, sides[1], int(counts[run]))


class _Spans:
    """The spans of words in the texts of articles."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._read: dict[int, tuple[Folded, list[Span]]] = {}

    def span(self, article: int, first: int, end: int) -> Span:
        """The span, in the article's text, from its word ``first`` to the one before ``end``."""
        if article not in self._read:
            one = self._articles[article]
            folded = fold_article(one)
            self._read[article] = folded, [match.span() for match in _WORD.finditer(folded.text)]
        folded, spans = self._read[article]
        return folded.span(spans[first][0], spans[end - 1][1])
