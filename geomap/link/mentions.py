"""Articles × names → mentions: the names in each article, those that are not places, and the place each one means."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geomap._gc import without_collector
from geomap.findings import Finding, Location, echo, nearest
from geomap.link import languages
from geomap.link.disambiguation import Decision, Disambiguator
from geomap.link.exclusions import Exclusions
from geomap.link.folding import Folded, Span, fold_article
from geomap.link.languages import UNKNOWN, Language, language_of
from geomap.link.matching import Match, Matcher, without_overlaps
from geomap.link.names import Name, name_tables
from geomap.link.snapshot import Snapshot, snapshot_of
from geomap.model import Anchor, Article, Mention, Place, Precision, anchored

BUILDINGS = frozenset({Precision.EXACT, Precision.BUILDING, Precision.STREET})
"""Precisions of a building or a few of them, whose name may mean the institution in it."""

_LISTED = 5  # places in one finding
_BY_QUOTE = "a report about it quotes these words"
_BY_FRONT_MATTER = "set in the article's front matter"


QuotedPlace = tuple[int, int, str]
"""The span of a report's quote in an article, and the id of the report's place."""


@dataclass(frozen=True, slots=True)
class LeftOut(Anchor):
    """A name in an article that is not a mention: the places that have it, and the reason."""

    places: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Undecided:
    """A name in an article that stays ambiguous.

    Attributes:
        name: as it is in the article at its first occurrence.
        article: id of the article.
        location: of the first occurrence.
        places: ids of the places with this name, sorted.
        likeliest: the id of the likeliest of them.
        times: how often the article has the name.
        reason: why it is not decided.
    """

    name: str
    article: str
    location: Location
    places: tuple[str, ...]
    likeliest: str
    times: int
    reason: str


@dataclass(frozen=True)
class MentionsFound:
    """The mentions in an article in the order of the text, and what is not one.

    Attributes:
        problems: findings about the article's ``link``.
        left_out: the names that are no mentions.
        undecided: those of them that may be one of several places.
        language: of the article.
    """

    mentions: tuple[Mention, ...]
    problems: list[Finding]
    left_out: tuple[LeftOut, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    language: Language = UNKNOWN

    @property
    def findings(self) -> list[Finding]:
        """The problems, and L001 for each undecided name."""
        return [*self.problems, *undecided_findings(self.undecided)]


class MatchedText(NamedTuple):
    """An article's folded text, and the names in it."""

    folded: Folded
    matches: list[Match]
    language: Language


class NameIndex:
    """Every name of every place, built once and used for all articles.

    Args:
        places: the gazetteer's places, whose order makes no difference, or a snapshot of them.
        language: of names without a stated language (BCP 47), as in the gazetteer's ``map``; a snapshot has its own.
    """

    def __init__(self, places: Iterable[Place] | Snapshot, language: str = "en") -> None:
        snapshot = places if isinstance(places, Snapshot) else snapshot_of(places, language)
        self._language = snapshot.language
        self._ids = frozenset(place.id for place in snapshot.places)
        self._buildings = frozenset(place.id for place in snapshot.places if place.precision in BUILDINGS)
        with without_collector():
            self._matcher = Matcher(snapshot.tables)
        self._disambiguator = Disambiguator(snapshot.places)

    def prepare(self) -> None:
        """Load now what is needed later: dictionaries, languages. Processes that are forked later share it."""
        self._matcher.prepare()
        languages.prepare()

    def match(self, article: Article, folded: Folded | None = None) -> MatchedText:
        """All names in an article, before rules and decisions. ``folded`` is its text, if it is known."""
        folded = folded or fold_article(article)
        language = language_of(article, self._language)
        return MatchedText(folded, self._matcher.find(folded.text, language.code), language)

    def involved_places(self, matches: Iterable[Match]) -> set[str]:
        """Ids of the places on which the meaning of these matches depends: those with the names, and their parents."""
        candidates = {name.place for match in matches for name in match.names}
        return candidates.union(*map(self._disambiguator.ancestors, candidates))

    def find(
        self,
        article: Article,
        matched: MatchedText | None = None,
        quoted: Sequence[QuotedPlace] = (),
        *,
        likeliest: bool = False,
    ) -> MentionsFound:
        """The mentions in an article.

        The article's ``link`` overrides everything else. Then a name of several places is the one that a report is
        about whose quote contains the name, or is decided by the other names in the article. If it stays ambiguous, it
        is no mention. Problems: G007 and L004 about ``link``.

        Args:
            article: the article.
            matched: the result of :meth:`match`, if it is known.
            quoted: the quotes of reports in the article, with their places.
            likeliest: take the likeliest place of a name that stays ambiguous.
        """
        folded, matches, language = matched or self.match(article)
        matches = list(matches)
        pinned, problems = self._pinned(article, folded.text, language.code)
        if pinned:
            ranked = [*((match, 0) for match in pinned), *((match, 1) for match in matches)]
            ranked.sort(key=lambda each: (each[0].start, -each[0].end, each[1]))
            matches = list(without_overlaps(match for match, _ in ranked))
        spans = [folded.span(match.start, match.end) for match in matches]
        reasons = Exclusions(folded, article.text, self._buildings, language.code).reasons(matches)
        for i in [i for i, match in enumerate(matches) if match in pinned] if pinned else ():
            reasons[i] = None if matches[i].names[0].place else _BY_FRONT_MATTER
        by_quote = self._places_by_quote(matches, spans, quoted)
        for i, place in by_quote.items():
            match = matches[i]
            matches[i] = match._replace(names=tuple(name for name in match.names if name.place == place))
            reasons[i] = None if match not in pinned else reasons[i]
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
            elif i in by_quote:
                mentions.append(_mention(article, span, match, Decision("", 1.0, _BY_QUOTE)))
            elif decision.place is not None:
                mentions.append(_mention(article, span, match, decision))
            elif likeliest:
                taken = Decision(decision.likeliest, decision.score, f"the likeliest: {decision.reason}")
                mentions.append(_mention(article, span, match, taken))
            else:
                ambiguous.setdefault(article.text[slice(*span)].casefold(), []).append((span, match, decision))
                left_out.append(_left_out(article, span, match, f"ambiguous: {decision.reason}"))
        undecided = tuple(_undecided(article, occurrences) for occurrences in ambiguous.values())
        left_out.sort(key=lambda each: each.start)
        return MentionsFound(tuple(mentions), problems, tuple(left_out), undecided, language)

    def _places_by_quote(
        self, matches: Sequence[Match], spans: Sequence[Span], quoted: Sequence[QuotedPlace]
    ) -> dict[int, str]:
        """The place of each shared name in a quote of a report about one of its bearers, or about a part of one."""
        places: dict[int, str] = {}
        for i, (match, (start, end)) in enumerate(zip(matches, spans, strict=True)) if quoted else ():
            if len(match.names) < 2:
                continue
            bearers = {name.place for name in match.names}
            meant = {
                next((each for each in (place, *self._disambiguator.ancestors(place)) if each in bearers), "")
                for first, last, place in quoted
                if first <= start and end <= last
            } - {""}
            if len(meant) == 1:
                places[i] = meant.pop()
        return places

    def _pinned(self, article: Article, text: str, language: str) -> tuple[set[Match], list[Finding]]:
        """The matches of the names in the article's ``link``, and findings about it."""
        findings = []
        names = []
        for name, place in article.front_matter.link.items():
            location = article.front_matter.at("link", name)
            if place is not None and place not in self._ids:
                advice = nearest(place, sorted(self._ids)) or "write the id of a place in the gazetteer, or null"
                findings.append(Finding(location, "G007", f'no place has the id "{echo(place)}"', advice))
                continue
            pinned_name = Name(place or "", name, language)
            if Matcher(name_tables([pinned_name])).find(text, language):
                names.append(pinned_name)
            else:
                message = f'"{echo(name)}" is in link: but not in this article'
                findings.append(Finding(location, "L004", message, "write the name as in the article, or remove it"))
        return set(Matcher(name_tables(names)).find(text, language)) if names else set(), findings


def _mention(article: Article, span: Span, match: Match, decision: Decision) -> Mention:
    names = match.names
    name = names[0] if len(names) == 1 else next(name for name in names if name.place == decision.place)
    return Mention(*anchored(article, *span), name.place, name.name, decision.score, decision.reason)


def _left_out(article: Article, span: Span, match: Match, reason: str) -> LeftOut:
    places = tuple(name.place for name in match.names if name.place)
    return LeftOut(*anchored(article, *span), places=places, reason=reason)


def _undecided(article: Article, occurrences: Sequence[tuple[Span, Match, Decision]]) -> Undecided:
    (start, end), _, decision = occurrences[0]
    places = sorted({name.place for _, match, _ in occurrences for name in match.names})
    name = " ".join(article.text[start:end].split())
    at = article.at(start)
    return Undecided(name, article.id, at, tuple(places), decision.likeliest, len(occurrences), decision.reason)


def undecided_findings(undecided: Iterable[Undecided]) -> list[Finding]:
    """L001 for each name that stays ambiguous in one or several articles, at its first occurrence."""
    by_name: dict[tuple[str, tuple[str, ...]], list[Undecided]] = {}
    for each in undecided:
        by_name.setdefault((each.name.casefold(), each.places), []).append(each)
    return [_ambiguous(same) for same in by_name.values()]


def _ambiguous(same: Sequence[Undecided]) -> Finding:
    first, name = same[0], echo(same[0].name)
    times = sum(each.times for each in same)
    counted = f" ({times} times in this article)" if times > 1 else ""
    if len(same) > 1:
        counted = f" ({times} times in {len(same)} articles: {_listed([each.article for each in same])})"
    likeliest = Counter(each.likeliest for each in same).most_common(1)[0][0]
    return Finding(
        first.location,
        "L001",
        f'"{name}" is a name of {len(first.places)} places: {_listed(first.places)}{counted}; {first.reason}',
        f"it is not linked; add link: {{{name}: {echo(likeliest)}}} to the article's front matter to choose the "
        "likeliest, as geomap link --accept does, or give the places different names",
    )


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(map(echo, ids[:_LISTED])) + (" …" if len(ids) > _LISTED else "")
