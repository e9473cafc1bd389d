"""Gazetteer and articles → atlas: mentions, then evidence, then checks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from geomap.findings import Finding, echo
from geomap.link.checks import check
from geomap.link.evidence import find_citations
from geomap.link.mentions import MentionsFound, NameIndex
from geomap.link.suggestions import Seen, look, suggestions
from geomap.model import Article, Atlas, Gazetteer

_NOTED = 10  # names that look like places, of which a build says so


def connect(gazetteer: Gazetteer, articles: Iterable[Article], today: date) -> tuple[Atlas, list[Finding]]:
    """Link the articles to the places, anchor every quote, and check the whole.

    Args:
        gazetteer: as read; its ids are unique.
        articles: as read; their ids are unique.
        today: the day on which a date counts as future, so that a build can be repeated.

    Returns:
        The atlas, also where there are errors (without the citations they concern), and this stage's findings.
    """
    ordered = tuple(sorted(articles, key=lambda article: article.id))
    language = gazetteer.map.language
    index = NameIndex(gazetteer.places, language)
    found = [index.find(article) for article in ordered]
    citations, findings = find_citations(gazetteer.reports, ordered, language)
    atlas = Atlas(
        info=gazetteer.map,
        places=gazetteer.places,
        reports=gazetteer.reports,
        articles=ordered,
        mentions=tuple(mention for each in found for mention in each.mentions),
        citations=citations,
    )
    undecided = [finding for each in found for finding in each.findings]
    return atlas, [*undecided, *findings, *_missing(ordered, found, language), *check(atlas, today)]


def _missing(articles: Sequence[Article], found: Sequence[MentionsFound], language: str) -> Iterator[Finding]:
    """A note for each of the clearest names that look like places and are not in the gazetteer."""
    by_id = {article.id: article for article in articles}
    seen: list[Seen] = []
    for article, each in zip(articles, found, strict=True):
        seen += look(article, [(one.start, one.end) for one in (*each.mentions, *each.left_out)], language)
    for suggestion in suggestions(seen)[:_NOTED]:
        first = suggestion.seen[0]
        times = f" ({suggestion.count} times)" if suggestion.count > 1 else ""
        message = f'"{echo(suggestion.name)}" looks like a place and is not in the gazetteer{times}'
        advice = "add it if the map needs it, or add its spelling to the aliases of the place it means"
        yield Finding(by_id[first.article].at(first.start), "L005", message, advice)
