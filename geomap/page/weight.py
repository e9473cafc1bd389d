"""What the evidence of reports says, how independent it is, and the map's rules, as data of the page.

There is nothing of it where a map states nothing about it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from geomap.model import Article, Citation, MapInfo, Report, Says
from geomap.model.published import PublishedAtlas
from geomap.model.requirements import unmet
from geomap.page.columns import sparse

SAYS = list(Says)


def stated_rules(info: MapInfo) -> dict[str, Any]:
    """The part of the map's data with its rules."""
    if info.rules is None:
        return {}
    rules = {str(status): rule.model_dump(mode="json", exclude_none=True) for status, rule in info.rules.stated()}
    return {"rules": {"of": rules, "enforce": info.rules.enforce}}


def weight_columns(atlas: PublishedAtlas, reports: Sequence[Report]) -> dict[str, Any]:
    """The part of the reports' data with what each quote says, its origin, and what the report lacks."""
    if not atlas.weighs_evidence:
        return {}
    cited = [atlas.citations_by_report.get(report.id, ()) for report in reports]
    columns = {
        "says": sparse([_directions(each) for each in cited]),
        "origins": sparse([_origins(atlas, report, each) for report, each in zip(reports, cited, strict=True)]),
        "unmet": sparse([_unmet(atlas, report) for report in reports]),
    }
    return {name: values for name, values in columns.items() if values}


def source_facts(atlas: PublishedAtlas, article: Article, article_index: Mapping[str, int]) -> dict[str, Any]:
    """The part of an article's data with its kind, its origin and the articles that it repeats.

    An article is named by its title and, if the page has it, its row.
    """
    matter = article.front_matter
    repeats = [[each.published_title or each.id, article_index.get(each.id, -1)] for each in atlas.repeated_by(article)]
    facts = {"kind": matter.kind and str(matter.kind), "origin": matter.origin, "repeats": repeats}
    return {name: value for name, value in facts.items() if value}


def _directions(citations: Sequence[Citation]) -> list[int]:
    """What each quote says, as an index in ``SAYS``; empty if all support the report."""
    found = [SAYS.index(each.says) for each in citations]
    return found if any(found) else []


def _origins(atlas: PublishedAtlas, report: Report, citations: Sequence[Citation]) -> list[int]:
    """The number of the origin of each quote among those that say the same; empty if every article is its own."""
    if len(citations) < 2:
        return []
    numbers: dict[tuple[Says, str], int] = {}
    shared = False
    for says, groups in atlas.balance(report.id).groups.items():
        for number, group in enumerate(groups):
            shared = shared or len(group) > 1
            numbers |= {(says, article): number for article in group}
    if not shared:
        return []
    return [numbers.setdefault((each.says, each.article), len(numbers)) for each in citations]


def _unmet(atlas: PublishedAtlas, report: Report) -> list[str]:
    rule = atlas.info.rules.of(report.status) if atlas.info.rules else None
    return unmet(atlas, report, rule) if rule else []
