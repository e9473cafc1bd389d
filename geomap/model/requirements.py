"""Which requirements of the rule for its status a report does not meet."""

from geomap.model.atlas import AtlasContents
from geomap.model.report import Report, Says, Status
from geomap.model.rules import StatusRule, SupportedRule


def side_of(status: Status) -> Says:
    """What quotes must say to be evidence for a status."""
    return Says.DENIES if status is Status.REFUTED else Says.SUPPORTS


def unmet(atlas: AtlasContents, report: Report, rule: StatusRule) -> list[str]:
    """The keys of a rule that the report does not meet, in the order in which the format lists them."""
    balance = atlas.balance(report.id)
    side = side_of(report.status)
    articles = balance.articles(side)
    kinds = {atlas.article_by_id[each].front_matter.kind for each in articles}
    denials = rule.denials if isinstance(rule, SupportedRule) else None
    failed = {
        "articles": len(articles) < (rule.articles or 0),
        "origins": balance.origins(side) < (rule.origins or 0),
        "kinds": bool(rule.kinds) and kinds.isdisjoint(rule.kinds),
        "denials": denials is not None and len(balance.articles(Says.DENIES)) > denials,
        "checked_by": len(report.checkers) < (rule.checked_by or 0),
    }
    return [key for key, fails in failed.items() if fails]
