"""Gazetteer and articles → atlas: find mentions, then evidence, then check the whole."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geomap.findings import Finding, echo
from geomap.link.checks import check
from geomap.link.duplicates import duplicates
from geomap.link.evidence import QuoteSearch, find_citations, quoted_places, reports_by_article
from geomap.link.folding import Folded, Span
from geomap.link.languages import is_inflected, unusual_text
from geomap.link.matching import Match
from geomap.link.mentions import MentionsFound, NameIndex, QuotedPlace, undecided_findings
from geomap.link.morphology import INFLECTED, INSTALLED
from geomap.link.namesakes import namesakes
from geomap.link.near_spellings import near_spellings
from geomap.link.passages import SharedPassage, find_passages, passage_findings
from geomap.link.suggestions import Seen, Suggestion, possible_places, suggestions
from geomap.link.weighing import weigh
from geomap.model import Article, Atlas, Gazetteer, Place, Report
from geomap.model.language import primary_language

_MAX_NOTES = 10  # about possible places


@dataclass(frozen=True)
class _LinkedArticle:
    """The names, mentions and possible places in an article, and the search for quotes in it."""

    matches: list[Match]
    found: MentionsFound
    known: list[Span]
    possible: list[Seen]
    search: QuoteSearch
    quoted: tuple[QuotedPlace, ...]
    unusual: str | None  # why names may be missed


class LinkCache:
    """Results for the articles and places of the last call, which make the next one faster.

    The next call may have other articles and places: the results are those without a cache.
    """

    def __init__(self) -> None:
        self._places: tuple[Place, ...] = ()
        self._language: str | None = None
        self._index: NameIndex | None = None
        self._linked: dict[tuple[str, ...], _LinkedArticle] = {}
        self._duplicates: list[tuple[int, int, str]] = []
        self._texts: tuple[tuple[str, str], ...] = ()
        self._passages: list[SharedPassage] = []

    def link(
        self, places: tuple[Place, ...], reports: Iterable[Report], articles: Iterable[Article], language: str
    ) -> list[_LinkedArticle]:
        """Link each article; results for all others are dropped."""
        citing = reports_by_article(reports)
        changed = self._changed_places(places, language)
        same = changed == set() and [place.id for place in self._places] == [place.id for place in places]
        index = self._index if same and self._index is not None else NameIndex(places, language)
        if not same:
            row = {place.id: number for number, place in enumerate(places)}
            self._duplicates = [(row[first.id], row[second.id], reason) for first, second, reason in duplicates(places)]
        before, self._linked = self._linked, {}
        for article in articles:
            key = (article.id, article.file, article.sha256, language)
            linked = before.get(key)
            if linked is None or not same:
                linked = _link(index, article, language, citing.get(article.id, []), linked, changed)
            else:
                quoted = quoted_places(citing.get(article.id, []), linked.search)
                if quoted != linked.quoted:
                    linked = _link(index, article, language, citing.get(article.id, []), linked, changed)
            self._linked[key] = linked
        self._places, self._language, self._index = places, language, index
        return list(self._linked.values())

    def _changed_places(self, places: Iterable[Place], language: str) -> set[str] | None:
        """Ids of the places that are new, changed or removed; None if all may have changed."""
        if language != self._language:
            return None
        old, new = ({place.id: place for place in each} for each in (self._places, places))
        return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}  # lines in the file aside

    def duplicates(self, places: tuple[Place, ...]) -> list[tuple[Place, Place, str]]:
        """The possible duplicates among the places of the last call, with the reason."""
        return [(places[first], places[second], reason) for first, second, reason in self._duplicates]

    def passages(self, articles: Sequence[Article], folded: Callable[[Article], Folded]) -> list[SharedPassage]:
        """The passages that the articles share; ``folded`` is the text of one."""
        texts = tuple((article.id, article.sha256) for article in articles)
        if texts != self._texts or not all(sha256 for _, sha256 in texts):
            self._texts, self._passages = texts, find_passages(articles, folded)
        return self._passages


def _link(  # noqa: PLR0913, PLR0917  (the parts of one article)
    index: NameIndex,
    article: Article,
    language: str,
    reports: Sequence[Report],
    before: _LinkedArticle | None,
    changed: set[str] | None,
) -> _LinkedArticle:
    """Link an article; reuse every part of the earlier result that is still valid."""
    search = before.search if before else QuoteSearch(article, language)
    quoted = quoted_places(reports, search)
    matched = index.match(article, search.folded)
    if (
        before is not None
        and before.quoted == quoted
        and not article.front_matter.link
        and _is_valid(before, matched.matches, index, changed)
    ):
        return before
    found = index.find(article, matched, quoted)
    known = [(one.start, one.end) for one in (*found.mentions, *found.left_out)]
    possible = (
        before.possible
        if before and before.known == known
        else possible_places(article, known, language, search.folded)
    )
    unusual = before.unusual if before else unusual_text(article, found.language)
    return _LinkedArticle(matched.matches, found, known, possible, search, quoted, unusual)


def _is_valid(before: _LinkedArticle, matches: list[Match], index: NameIndex, changed: set[str] | None) -> bool:
    return changed is not None and before.matches == matches and changed.isdisjoint(index.involved_places(matches))


def connect(
    gazetteer: Gazetteer, articles: Iterable[Article], today: date, cache: LinkCache | None = None
) -> tuple[Atlas, list[Finding]]:
    """Link the articles to the places, find every quote, and check the whole.

    Args:
        gazetteer: as read, with unique ids.
        articles: as read, with unique ids.
        today: a date after this day is in the future. It is an argument so that builds are reproducible.
        cache: of earlier calls.

    Returns:
        The atlas, even if there are errors (without the citations that have them), and the findings of this stage.
    """
    ordered = tuple(sorted(articles, key=lambda article: article.id))
    language = gazetteer.map.language
    cache = cache or LinkCache()
    linked = cache.link(gazetteer.places, gazetteer.reports, ordered, language)
    searches = {article.id: each.search for article, each in zip(ordered, linked, strict=True)}
    citations, findings = find_citations(gazetteer.reports, ordered, language, searches)
    atlas = Atlas(
        info=gazetteer.map,
        places=gazetteer.places,
        reports=gazetteer.reports,
        articles=ordered,
        mentions=tuple(mention for each in linked for mention in each.found.mentions),
        citations=citations,
    )
    names = [finding for each in linked for finding in each.found.problems]
    names += undecided_findings(one for each in linked for one in each.found.undecided)
    spelled = dict(
        near_spellings(gazetteer.places, ((article, each.known) for article, each in zip(ordered, linked, strict=True)))
    )
    notes = [
        *_missing_places(gazetteer.places, ordered, linked, spelled),
        *spelled.values(),
        *namesakes(
            ((article, each.found.mentions) for article, each in zip(ordered, linked, strict=True)), atlas.place_by_id
        ),
        *_only_as_written(gazetteer.places, language, ordered, linked),
        *_unusual_articles(ordered, linked),
    ]
    passages = cache.passages(ordered, lambda article: searches[article.id].folded)
    evidence = [*findings, *weigh(atlas), *passage_findings(passages, atlas)]
    return atlas, [*names, *evidence, *notes, *check(atlas, today, cache.duplicates(gazetteer.places))]


def _missing_places(
    places: Iterable[Place],
    articles: Sequence[Article],
    linked: Sequence[_LinkedArticle],
    spelled: Container[str],
) -> Iterator[Finding]:
    """A note for each of the likeliest places that are not in the gazetteer, nor only spelled otherwise."""
    near = [place.coordinates for place in places if place.coordinates is not None]
    by_id = {article.id: article for article in articles}
    for suggestion in suggestions((one for each in linked for one in each.possible), near)[:_MAX_NOTES]:
        if suggestion.name in spelled:
            continue
        first = suggestion.seen[0]
        times = f" ({suggestion.count} times)" if suggestion.count > 1 else ""
        message = f'"{echo(suggestion.name)}" may be a place that is not in the gazetteer{times}'
        advice = f"add it if the map needs it, or add the name as an alias of its place{_in_geonames(suggestion)}"
        yield Finding(by_id[first.article].at(first.start), "L005", message, advice)


def _in_geonames(suggestion: Suggestion) -> str:
    """The settlements of the world with that name, for the editor to look at."""
    if not suggestion.candidates:
        return ""
    first, count = suggestion.candidates[0], len(suggestion.candidates)
    name = "with this name" if first.name == suggestion.name else f'named "{echo(first.name)}"'
    which = f"one place {name}" if count == 1 else f"{count} places {name}, the nearest"
    country = f" ({first.country})" if first.country else ""
    return f"; GeoNames has {which} at [{first.latitude}, {first.longitude}]{country}"


def _only_as_written(
    places: Iterable[Place], language: str, articles: Sequence[Article], linked: Sequence[_LinkedArticle]
) -> Iterator[Finding]:
    """A note at the first name and at the first article in each language whose inflected forms are not found."""
    known: dict[str, Finding] = {}
    for place in places:
        for path, name_language in [(("name",), language), *((("names", key), key) for key in place.names)]:
            primary = primary_language(name_language)
            if primary in INFLECTED and primary not in INSTALLED and primary not in known:
                message = f'names in "{primary}" are found only as written, without their inflected forms'
                advice = f"pip install 'geomap[{primary}]' to install the dictionary"
                known[primary] = Finding(place.at(*path), "L006", message, advice)
    for article, each in zip(articles, linked, strict=True):
        code, recognised = each.found.language
        primary = primary_language(code)
        if primary not in known and not is_inflected(primary):
            by = " (recognised, not stated)" if recognised else ""
            message = f'names in articles in "{echo(primary)}"{by} are found only as written'
            extra = f"pip install 'geomap[{primary}]' to install the dictionary"
            advice = extra if primary in INFLECTED else "add the forms that these articles use as aliases"
            at = article.at(0) if recognised else article.front_matter.at("language")
            known[primary] = Finding(at, "L006", message, advice)
    yield from known.values()


def _unusual_articles(articles: Sequence[Article], linked: Sequence[_LinkedArticle]) -> Iterator[Finding]:
    """A note at each article that is not written as its language usually is, so that names in it may be missed."""
    for article, each in zip(articles, linked, strict=True):
        if each.unusual:
            at = article.front_matter.at("language") if article.front_matter.language else article.at(0)
            advice = "correct the text or language: in its front matter, or add its spellings of the names as aliases"
            yield Finding(at, "L008", each.unusual, advice)
