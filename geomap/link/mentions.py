"""Articles × names → mentions: the names in each article, those that are not places, and the place each one means."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geomap._gc import without_collector
from geomap.findings import Finding, echo, nearest
from geomap.link.disambiguation import Decision, Disambiguator
from geomap.link.exclusions import Exclusions
from geomap.link.folding import Folded, Span, fold
from geomap.link.matching import Match, Matcher, Name, without_overlaps
from geomap.model import Anchor, Article, Mention, Place, Precision, anchored

BUILDINGS = frozenset({Precision.EXACT, Precision.BUILDING, Precision.STREET})
"""Precisions of a building or a few of them, whose name may mean the institution in it."""

_LISTED = 5  # places in one finding
_BY_FRONT_MATTER = "set in the article's front matter"


@dataclass(frozen=True, slots=True)
class LeftOut(Anchor):
    """A name in an article that is not a mention: the places that have it, and the reason."""

    places: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class MentionsFound:
    """The mentions in an article in the order of the text, findings about its names, and the names left out."""

    mentions: tuple[Mention, ...]
    findings: list[Finding]
    left_out: tuple[LeftOut, ...] = ()


class MatchedText(NamedTuple):
    """An article's folded text, and the names in it."""

    folded: Folded
    matches: list[Match]


class NameIndex:
    """Every name of every place, built once and used for all articles.

    Args:
        places: the gazetteer's places; their order makes no difference.
        language: of names without a stated language (BCP 47), as in the gazetteer's ``map``.
    """

    def __init__(self, places: Iterable[Place], language: str = "en") -> None:
        places = tuple(places)
        self._language = language
        self._ids = frozenset(place.id for place in places)
        self._buildings = frozenset(place.id for place in places if place.precision in BUILDINGS)
        with without_collector():
            self._matcher = Matcher(names_of(places, language))
        self._disambiguator = Disambiguator(places)

    def prepare(self) -> None:
        """Inflect the names now, so that processes that are forked later share the result."""
        self._matcher.prepare()

    def match(self, article: Article) -> MatchedText:
        """All names in an article, before rules and decisions."""
        folded = fold(article.text, article.markup)
        return MatchedText(folded, self._matcher.find(folded.text, article.front_matter.language or self._language))

    def involved_places(self, matches: Iterable[Match]) -> set[str]:
        """Ids of the places on which the meaning of these matches depends: those with the names, and their parents."""
        candidates = {name.place for match in matches for name in match.names}
        return candidates.union(*map(self._disambiguator.ancestors, candidates))

    def find(self, article: Article, matched: MatchedText | None = None) -> MentionsFound:
        """The mentions in an article. ``matched`` is the result of :meth:`match`, if it is known.

        The article's ``link`` overrides everything else. A name of several places is decided by the other names in the
        article. If it stays ambiguous, it is no mention, and L001 reports it once, at its first occurrence.
        Findings: G007 and L004 about ``link``, and L001.
        """
        folded, matches = matched or self.match(article)
        pinned, findings = self._pinned(article, folded.text)
        if pinned:
            ranked = [*((match, 0) for match in pinned), *((match, 1) for match in matches)]
            ranked.sort(key=lambda each: (each[0].start, -each[0].end, each[1]))
            matches = list(without_overlaps(match for match, _ in ranked))
        spans = [folded.span(match.start, match.end) for match in matches]
        language = article.front_matter.language or self._language
        reasons = Exclusions(folded, article.text, self._buildings, language).reasons(matches)
        for i in [i for i, match in enumerate(matches) if match in pinned] if pinned else ():
            reasons[i] = None if matches[i].names[0].place else _BY_FRONT_MATTER
        accepted = [i for i, reason in enumerate(reasons) if reason is None]
        mentions: list[Mention] = []
        left_out = [
            _left_out(article, spans[i], matches[i], reason) for i, reason in enumerate(reasons) if reason is not None
        ]
        ambiguous: dict[str, list[tuple[Span, Match, Decision]]] = {}
        decisions = self._disambiguator.decide([matches[i] for i in accepted], folded.text)
        for i, decision in zip(accepted, decisions, strict=True):
            span, match = spans[i], matches[i]
            if pinned and match in pinned:
                mentions.append(_mention(article, span, match, Decision("", 1.0, _BY_FRONT_MATTER)))
            elif decision.place is not None:
                mentions.append(_mention(article, span, match, decision))
            else:
                ambiguous.setdefault(article.text[slice(*span)].casefold(), []).append((span, match, decision))
                left_out.append(_left_out(article, span, match, f"ambiguous: {decision.reason}"))
        findings += [_ambiguous(article, occurrences) for occurrences in ambiguous.values()]
        left_out.sort(key=lambda each: each.start)
        return MentionsFound(tuple(mentions), findings, tuple(left_out))

    def _pinned(self, article: Article, text: str) -> tuple[set[Match], list[Finding]]:
        """The matches of the names in the article's ``link``, and findings about it."""
        findings = []
        names = []
        language = article.front_matter.language or self._language
        for name, place in article.front_matter.link.items():
            location = article.front_matter.at("link", name)
            if place is not None and place not in self._ids:
                advice = nearest(place, sorted(self._ids)) or "write the id of a place in the gazetteer, or null"
                findings.append(Finding(location, "G007", f'no place has the id "{echo(place)}"', advice))
                continue
            pinned_name = Name(place or "", name, language)
            if Matcher([pinned_name]).find(text):
                names.append(pinned_name)
            else:
                message = f'"{echo(name)}" is in link: but not in this article'
                findings.append(Finding(location, "L004", message, "write the name as in the article, or remove it"))
        return set(Matcher(names).find(text)) if names else set(), findings


def _mention(article: Article, span: Span, match: Match, decision: Decision) -> Mention:
    names = match.names
    name = names[0] if len(names) == 1 else next(name for name in names if name.place == decision.place)
    return Mention(*anchored(article, *span), name.place, name.name, decision.score, decision.reason)


def _left_out(article: Article, span: Span, match: Match, reason: str) -> LeftOut:
    places = tuple(name.place for name in match.names if name.place)
    return LeftOut(*anchored(article, *span), places=places, reason=reason)


def _ambiguous(article: Article, occurrences: Sequence[tuple[Span, Match, Decision]]) -> Finding:
    (start, end), _, decision = occurrences[0]
    places = sorted({name.place for _, match, _ in occurrences for name in match.names})
    listed = ", ".join(echo(place) for place in places[:_LISTED]) + (" …" if len(places) > _LISTED else "")
    times = f" ({len(occurrences)} times in this article)" if len(occurrences) > 1 else ""
    name = echo(" ".join(article.text[start:end].split()))
    return Finding(
        article.at(start),
        "L001",
        f'"{name}" is a name of {len(places)} places: {listed}{times}; {decision.reason}',
        f"it is not linked; add link: {{{name}: {echo(places[0])}}} to the article's front matter to choose one, or "
        "give the places different names",
    )


def names_of(places: Iterable[Place], language: str) -> Iterator[Name]:
    """Every name of the places with its language."""
    for place in places:
        yield Name(place.id, place.name, language)
        for name_language, name in place.names.items():
            yield Name(place.id, name, name_language)
        for name in place.aliases:
            yield Name(place.id, name, language)
