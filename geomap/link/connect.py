"""Gazetteer and articles → atlas: mentions, then evidence, then checks."""

from collections.abc import Iterable
from datetime import date

from geomap.findings import Finding
from geomap.link.checks import check
from geomap.link.evidence import find_citations
from geomap.link.mentions import NameIndex
from geomap.model import Article, Atlas, Gazetteer


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
    return atlas, [*undecided, *findings, *check(atlas, today)]
