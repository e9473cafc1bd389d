"""The evidence of each report against its status, and against the rules that the map states."""

from collections.abc import Iterator
from dataclasses import replace

from geomap.findings import Finding, echo
from geomap.model import Report, Rules, Says, Status, StatusRule, SupportedRule
from geomap.model.atlas import AtlasContents
from geomap.model.balance import independent_groups
from geomap.model.drafts import Drafts
from geomap.model.requirements import side_of, unmet


def weigh(atlas: AtlasContents) -> list[Finding]:
    """The findings E005 to E010, also those that a report has only as it is published, without quotes from drafts."""
    found = [*_directions(atlas), *_rules(atlas)]
    published = Drafts(atlas).without_quotes()
    if published is None:
        return found
    known = {(each.location, each.code) for each in found}
    more = [each for each in (*_directions(published), *_rules(published)) if each.code != "E010"]
    return [
        *found,
        *(
            replace(each, message=f"{each.message} (as it is published, without quotes from drafts)")
            for each in more
            if (each.location, each.code) not in known
        ),
    ]


def _directions(atlas: AtlasContents) -> Iterator[Finding]:
    if not any("says" in each.model_fields_set for report in atlas.reports for each in report.evidence):
        return  # every quote supports its report
    for report in atlas.reports:
        directions = {each.says for each in report.evidence}
        if not directions:
            continue
        name = f'report "{echo(report.id)}"'
        if report.status is Status.CONFIRMED and Says.SUPPORTS not in directions:
            message = f"{name} is confirmed, but none of its quotes supports it"
            advice = "quote an article that supports it, or give it another status"
            yield Finding(report.at("evidence"), "E005", message, advice)
        if report.status is Status.REFUTED and Says.DENIES not in directions:
            message = f"{name} is refuted, but none of its quotes denies it"
            advice = "add says: denies to the quote that refutes it, or quote an article that does"
            yield Finding(report.at("evidence"), "E006", message, advice)
        supporting = {each.article for each in report.evidence if each.says is Says.SUPPORTS}
        for index, each in enumerate(report.evidence):
            if each.says is Says.DENIES and each.article in supporting:
                supporting.discard(each.article)
                message = f'article "{echo(each.article)}" both supports and denies {name}'
                advice = "check both quotes: an article that only reports a claim mentions it (says: mentions)"
                yield Finding(report.at("evidence", index), "E007", message, advice)


def _rules(atlas: AtlasContents) -> Iterator[Finding]:
    rules = atlas.info.rules
    if rules is None:
        return
    stated = dict(rules.stated())
    for report in atlas.reports:
        rule = stated.get(report.status)
        missing = lacks(atlas, report, rule) if rule else []
        if missing:
            message = f'report "{echo(report.id)}" is {report.status}, but does not meet the rule: {"; ".join(missing)}'
            where = atlas.info.at("rules", str(report.status))
            advice = f"add what is missing, or give it another status; the rule is at {where}"
            yield Finding(report.at("status"), "E009" if rules.enforce else "E008", message, advice)
    yield from _impossible(atlas, rules)


def lacks(atlas: AtlasContents, report: Report, rule: StatusRule) -> list[str]:
    """What the evidence of a report lacks to meet a rule, each as a text; empty if it meets the rule."""
    failed = unmet(atlas, report, rule)
    if not failed:
        return []
    balance = atlas.balance(report.id)
    side = side_of(report.status)
    one, several = ("denies it", "deny it") if side is Says.DENIES else ("supports it", "support it")
    denying = len(balance.articles(Says.DENIES))
    wanted, most = rule.articles or 0, rule.denials if isinstance(rule, SupportedRule) else 0
    people = "person" if rule.checked_by == 1 else "people"
    deny = f"{_counted(denying, 'article')} {'denies' if denying == 1 else 'deny'} it"
    texts = {
        "articles": f"{len(balance.articles(side))} of {_counted(wanted, 'article')} that "
        f"{one if wanted == 1 else several}",
        "origins": f"{balance.origins(side)} of {_counted(rule.origins or 0, 'independent origin')}",
        "kinds": f"no article that {one} is of the kind {' or '.join(rule.kinds)}",
        "denials": f"{deny}, and {most or 'none'} may",
        "checked_by": f"checked by {len(report.checkers)} of {rule.checked_by} {people}",
    }
    return [texts[key] for key in failed]


def _impossible(atlas: AtlasContents, rules: Rules) -> Iterator[Finding]:
    """Rules that ask for more than all articles of the project together could give."""
    used = {report.status for report in atlas.reports}
    origins = len(independent_groups([each.id for each in atlas.articles], atlas.roots))
    kinds = {each.front_matter.kind for each in atlas.articles}
    for status, rule in rules.stated():
        wanted: list[tuple[str, str]] = []
        if rule.articles and rule.articles > len(atlas.articles):
            wanted.append(("articles", f"{_counted(rule.articles, 'article')}; there are {len(atlas.articles)}"))
        if rule.origins and rule.origins > origins:
            wanted.append(("origins", f"{_counted(rule.origins, 'independent origin')}; all articles have {origins}"))
        if rule.kinds and kinds.isdisjoint(rule.kinds):
            wanted.append(("kinds", f"an article of the kind {' or '.join(rule.kinds)}; there is none"))
        for key, what in wanted if status in used else ():
            message = f"no report can meet the rule for {status}: it asks for {what}"
            advice = "add the articles with their kind, origin or repeats, or ask for less"
            yield Finding(atlas.info.at("rules", str(status), key), "E010", message, advice)


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
