"""Articles × names → mentions: what is named, what only looks so, and which place is meant where several are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geomap._gc import without_collector
from geomap.findings import Finding, echo, nearest
from geomap.link.disambiguation import Context, Decision
from geomap.link.exclusions import Refusals
from geomap.link.folding import Folded, Span, fold
from geomap.link.matching import Match, Matcher, Name, longest
from geomap.model import Anchor, Article, Mention, Place, Precision, anchored

BUILDINGS = frozenset({Precision.EXACT, Precision.BUILDING, Precision.STREET})
"""Precisions of places that are one building or a few; a body has its seat there, and people name it like the house."""

_SHOWN = 5  # places named in one finding


@dataclass(frozen=True, slots=True)
class LeftOut(Anchor):
    """A name of the gazetteer in an article that is no mention: the places it may be, and why it is none of them."""

    places: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class MentionsFound:
    """The mentions of one article in the order of the text, what was left out, and the names that are undecided."""

    mentions: tuple[Mention, ...]
    findings: list[Finding]
    left_out: tuple[LeftOut, ...] = ()


class Sought(NamedTuple):
    """An article's folded text, and the names in it."""

    folded: Folded
    matches: list[Match]


class NameIndex:
    """Every name of every place, ready to be looked for; built once, used for all articles.

    Args:
        places: the gazetteer's places; their order makes no difference to what is found.
        language: of the places' names and aliases whose language is not given (BCP 47), as the gazetteer's map says it.
    """

    def __init__(self, places: Iterable[Place], language: str = "en") -> None:
        places = tuple(places)
        self._language = language
        self._ids = frozenset(place.id for place in places)
        self._buildings = frozenset(place.id for place in places if place.precision in BUILDINGS)
        with without_collector():
            self._matcher = Matcher(names_of(places, language))
        self._context = Context(places)

    def seek(self, article: Article) -> Sought:
        """Where names stand in an article, whatever they turn out to be."""
        folded = fold(article.text, article.markup)
        return Sought(folded, self._matcher.find(folded.text))

    def concerned(self, matches: Iterable[Match]) -> set[str]:
        """Ids of the places that decide what these matches mean: those of the names, and what they are part of."""
        bearers = {name.place for _, _, names in matches for name in names}
        return bearers.union(*map(self._context.ancestors, bearers))

    def find(self, article: Article, sought: Sought | None = None) -> MentionsFound:
        """The mentions in an article; ``sought`` is what ``seek`` gave for it, where that was asked.

        What the article's head says under ``link`` goes before everything else. A name that several places bear is
        decided by what else the article names; undecided, it makes no mention but one L001 for the article, at its
        first occurrence. Findings: G007 and L004 for the head, L001.
        """
        folded, matches = sought or self.seek(article)
        pinned, findings = self._pinned(article, folded.text)
        if pinned:
            ranked = [*((match, 0) for match in pinned), *((match, 1) for match in matches)]
            ranked.sort(key=lambda each: (each[0][0], -each[0][1], each[1]))
            matches = list(longest(match for match, _ in ranked))
        spans = [folded.span(start, end) for start, end, _ in matches]
        reasons = Refusals(folded, article.text, self._buildings).of(matches)
        for i in [i for i, match in enumerate(matches) if match in pinned] if pinned else ():
            reasons[i] = None if matches[i][2][0].place else _FORBIDDEN
        named = [i for i, reason in enumerate(reasons) if reason is None]
        mentions: list[Mention] = []
        left_out = [
            _left_out(article, spans[i], matches[i], reason) for i, reason in enumerate(reasons) if reason is not None
        ]
        undecided: dict[str, list[tuple[Span, Match, Decision]]] = {}
        decisions = self._context.decide([matches[i] for i in named], folded.text)
        for i, decision in zip(named, decisions, strict=True):
            span, match = spans[i], matches[i]
            if pinned and match in pinned:
                mentions.append(_mention(article, span, match, _PINNED))
            elif decision.place is not None:
                mentions.append(_mention(article, span, match, decision))
            else:
                undecided.setdefault(article.text[slice(*span)].casefold(), []).append((span, match, decision))
                left_out.append(_left_out(article, span, match, f"undecided: {decision.reason}"))
        findings += [_ambiguous(article, occurrences) for occurrences in undecided.values()]
        left_out.sort(key=lambda each: each.start)
        return MentionsFound(tuple(mentions), findings, tuple(left_out))

    def _pinned(self, article: Article, text: str) -> tuple[set[Match], list[Finding]]:
        """Where the names stand that the article's head pins or forbids, and what is wrong with what it says."""
        findings = []
        names = []
        language = article.front_matter.language or self._language
        for name, place in article.front_matter.link.items():
            at = article.front_matter.at("link", name)
            if place is not None and place not in self._ids:
                advice = nearest(place, sorted(self._ids)) or "write the id of a place of the gazetteer, or null"
                findings.append(Finding(at, "G007", f'no place has the id "{echo(place)}"', advice))
                continue
            own = Name(place or "", name, language)
            if Matcher([own]).find(text):
                names.append(own)
            else:
                message = f'"{echo(name)}" is in link: but not in this article'
                findings.append(Finding(at, "L004", message, "write the name as the article has it, or take it out"))
        return set(Matcher(names).find(text)) if names else set(), findings


_PINNED = Decision("", 1.0, "the article's head says so")
_FORBIDDEN = "the article's head says so"


def _mention(article: Article, span: Span, match: Match, decision: Decision) -> Mention:
    bearers = match[2]
    name = bearers[0] if len(bearers) == 1 else next(name for name in bearers if name.place == decision.place)
    return Mention(*anchored(article, *span), name.place, name.name, decision.score, decision.reason)


def _left_out(article: Article, span: Span, match: Match, reason: str) -> LeftOut:
    return LeftOut(
        *anchored(article, *span), places=tuple(name.place for name in match[2] if name.place), reason=reason
    )


def _ambiguous(article: Article, occurrences: Sequence[tuple[Span, Match, Decision]]) -> Finding:
    (start, end), _, decision = occurrences[0]
    places = sorted({name.place for _, (_, _, bearers), _ in occurrences for name in bearers})
    listed = ", ".join(echo(place) for place in places[:_SHOWN]) + (" …" if len(places) > _SHOWN else "")
    times = f" ({len(occurrences)} times in this article)" if len(occurrences) > 1 else ""
    name = echo(" ".join(article.text[start:end].split()))
    return Finding(
        article.at(start),
        "L001",
        f'"{name}" fits {len(places)} places: {listed}{times}; {decision.reason}',
        f"it is linked to none of them; write link: {{{name}: {echo(places[0])}}} into the article's head for the one "
        "that is meant, or give them names that differ",
    )


def names_of(places: Iterable[Place], language: str) -> Iterator[Name]:
    """Every name of the places with its language."""
    for place in places:
        yield Name(place.id, place.name, language)
        for its_language, name in place.names.items():
            yield Name(place.id, name, its_language)
        for name in place.aliases:
            yield Name(place.id, name, language)
