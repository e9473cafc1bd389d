"""Warnings about what drafts leave out of the site in addition to themselves, and about who has checked a report."""

from collections.abc import Iterator

from geomap.findings import Finding, echo
from geomap.model import Atlas, Report
from geomap.model.drafts import Drafts, Unpublished
from geomap.model.report import initials


def check_drafts(atlas: Atlas) -> Iterator[Finding]:
    """The findings D001 and D002."""
    for each in Drafts(atlas).unpublished():
        if isinstance(each.entry, Report) and each.reason != "draft":
            yield _dependent(each, each.entry)
    for report in atlas.reports:
        yield from _repeated_checkers(report)


def _dependent(each: Unpublished, report: Report) -> Finding:
    if each.reason == "relation":
        message = f'report "{echo(report.id)}" is published without its relation to "{echo(each.draft)}", which is not'
        kind = next(kind for kind, other in report.related if other == each.draft)
        return Finding(report.at(kind), "D001", message, "publish both, or remove the relation")
    if each.reason == "correction":
        without = f'without what it said before: place "{echo(each.draft)}" is a draft'
        message = f'report "{echo(report.id)}" is published {without}'
        return Finding(report.at("corrected"), "D001", message, "remove draft: from the place, or remove before:")
    if each.reason == "place":
        message = f'report "{echo(report.id)}" is not published, because its place "{echo(each.draft)}" is a draft'
        advice = "remove draft: from the place when it is ready, or add draft: true to the report"
        return Finding(report.at("place"), "D001", message, advice)
    if each.reason == "evidence":
        message = f'report "{echo(report.id)}" is not published, because all its quotes are from drafts'
        advice = f'remove draft: from article "{echo(each.draft)}" when it is ready, or add draft: true to the report'
        return Finding(report.at("evidence"), "D001", message, advice)
    at = report.at("evidence", each.evidence or 0)
    message = f'report "{echo(report.id)}" is published without this quote: article "{echo(each.draft)}" is a draft'
    return Finding(at, "D001", message, "remove draft: from the article when it is ready, or remove the quote")


def _repeated_checkers(report: Report) -> Iterator[Finding]:
    before: set[str] = set()
    for index, each in enumerate(report.checked_by):
        if initials(each) in before:
            message = f'"{echo(each)}" is listed twice in checked_by and counts as one person'
            advice = "if they are two people, write more of one name; otherwise remove one"
            yield Finding(report.at("checked_by", index), "D002", message, advice)
        before.add(initials(each))
