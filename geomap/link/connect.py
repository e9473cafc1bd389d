"""Gazetteer and articles → atlas: mentions, then evidence, then checks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geomap.findings import Finding, echo
from geomap.link.checks import check
from geomap.link.distances import twins
from geomap.link.evidence import Searched, find_citations
from geomap.link.folding import Span
from geomap.link.lexicon import DECLINED, WITH_CASES
from geomap.link.matching import Match
from geomap.link.mentions import MentionsFound, NameIndex
from geomap.link.suggestions import Seen, Suggestion, look, suggestions
from geomap.model import Article, Atlas, Gazetteer, Place

_NOTED = 10  # names that look like places, of which a build says so


@dataclass(frozen=True)
class _Looked:
    """What an article names, where, what in it looks like a place besides, and which quotes were sought in it."""

    matches: list[Match]
    names: MentionsFound
    spans: list[Span]
    seen: list[Seen]
    searched: Searched


class Memory:
    """What articles were found to name, for the next time that the same articles meet the same places.

    Linking with a memory gives what linking without one gives, sooner.
    """

    def __init__(self) -> None:
        self._places: tuple[Place, ...] = ()
        self._language: str | None = None
        self._index: NameIndex | None = None
        self._looked: dict[tuple[str, ...], _Looked] = {}
        self._twins: list[tuple[int, int, str]] = []

    def look(self, places: tuple[Place, ...], articles: Iterable[Article], language: str) -> list[_Looked]:
        """What each of the articles names; what any other one names is forgotten."""
        changed = self._changed(places, language)
        same = changed == set() and [place.id for place in self._places] == [place.id for place in places]
        index = self._index if same and self._index is not None else NameIndex(places, language)
        if not same:
            row = {place.id: number for number, place in enumerate(places)}
            self._twins = [(row[first.id], row[second.id], why) for first, second, why in twins(places)]
        before, self._looked = self._looked, {}
        for article in articles:
            key = (article.id, article.file, article.sha256, language)
            known = before.get(key)
            if known is None or not same:
                known = _look(index, article, language, known, changed)
            self._looked[key] = known
        self._places, self._language, self._index = places, language, index
        return list(self._looked.values())

    def _changed(self, places: Iterable[Place], language: str) -> set[str] | None:
        """Ids of the places that are new, other ones than before, or gone; None where all may be."""
        if language != self._language:
            return None
        old, new = ({place.id: place for place in each} for each in (self._places, places))
        # Where they are written makes no difference.
        return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}

    def twins(self, places: tuple[Place, ...]) -> list[tuple[Place, Place, str]]:
        """Of the places that were looked for last, those that are nearly the same, and why."""
        return [(places[first], places[second], why) for first, second, why in self._twins]


def _look(
    index: NameIndex, article: Article, language: str, before: _Looked | None, changed: set[str] | None
) -> _Looked:
    """What the article names now; what it did before, where nothing that this depends on has changed."""
    sought = index.seek(article)
    if before is not None and not article.front_matter.link and _holds(before, sought.matches, index, changed):
        return before
    names = index.find(article, sought)
    spans = [(one.start, one.end) for one in (*names.mentions, *names.left_out)]
    seen = before.seen if before is not None and before.spans == spans else look(article, spans, language)
    searched = before.searched if before is not None else Searched(article, language)
    return _Looked(sought.matches, names, spans, seen, searched)


def _holds(before: _Looked, matches: list[Match], index: NameIndex, changed: set[str] | None) -> bool:
    return changed is not None and before.matches == matches and changed.isdisjoint(index.concerned(matches))


def connect(
    gazetteer: Gazetteer, articles: Iterable[Article], today: date, memory: Memory | None = None
) -> tuple[Atlas, list[Finding]]:
    """Link the articles to the places, anchor every quote, and check the whole.

    Args:
        gazetteer: as read; its ids are unique.
        articles: as read; their ids are unique.
        today: the day on which a date counts as future, so that a build can be repeated.
        memory: of earlier calls, where there were any.

    Returns:
        The atlas, also where there are errors (without the citations they concern), and this stage's findings.
    """
    ordered = tuple(sorted(articles, key=lambda article: article.id))
    language = gazetteer.map.language
    memory = memory or Memory()
    found = memory.look(gazetteer.places, ordered, language)
    searched = {article.id: each.searched for article, each in zip(ordered, found, strict=True)}
    citations, findings = find_citations(gazetteer.reports, ordered, language, searched)
    atlas = Atlas(
        info=gazetteer.map,
        places=gazetteer.places,
        reports=gazetteer.reports,
        articles=ordered,
        mentions=tuple(mention for each in found for mention in each.names.mentions),
        citations=citations,
    )
    undecided = [finding for each in found for finding in each.names.findings]
    notes = [*_missing(ordered, found), *_undeclined(gazetteer.places, language)]
    return atlas, [*undecided, *findings, *notes, *check(atlas, today, memory.twins(gazetteer.places))]


def _known(suggestion: Suggestion) -> str:
    """What the settlements of the world have under that name, to be looked at and never taken unseen."""
    if not suggestion.candidates:
        return ""
    first, count = suggestion.candidates[0], len(suggestion.candidates)
    of = "knows one" if count == 1 else f"knows {count}, the largest"
    return f"; GeoNames {of} at [{first.latitude}, {first.longitude}]"


def _undeclined(places: Iterable[Place], language: str) -> Iterator[Finding]:
    """A note at the first name in a language whose dictionary is not installed."""
    for place in places:
        for path, its_language in [(("name",), language), *((("names", key), key) for key in place.names)]:
            stated = its_language.partition("-")[0].lower()
            if stated in WITH_CASES and stated not in DECLINED:
                found = f'names in "{stated}" are found as they are written, not in their other cases'
                yield Finding(place.at(*path), "L006", found, f"pip install 'geomap[{stated}]' for its dictionary")
                return


def _missing(articles: Sequence[Article], found: Sequence[_Looked]) -> Iterator[Finding]:
    """A note for each of the clearest names that look like places and are not in the gazetteer."""
    by_id = {article.id: article for article in articles}
    for suggestion in suggestions(one for each in found for one in each.seen)[:_NOTED]:
        first = suggestion.seen[0]
        times = f" ({suggestion.count} times)" if suggestion.count > 1 else ""
        message = f'"{echo(suggestion.name)}" looks like a place and is not in the gazetteer{times}'
        advice = "add it if the map needs it, or add its spelling to the aliases of the place it means" + _known(
            suggestion
        )
        yield Finding(by_id[first.article].at(first.start), "L005", message, advice)
