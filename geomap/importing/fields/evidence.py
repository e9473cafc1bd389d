"""The evidence of a source: kept where its words are in the project's articles; without any, nothing is confirmed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from geomap.findings import Finding, ProjectError, echo, errors
from geomap.importing.drafts import Draft
from geomap.link.evidence import find_citations
from geomap.model import Article, Evidence, Report, Status
from geomap.read import read_articles


def keep_evidence(drafts: Sequence[Draft], root: Path, language: str) -> list[Finding]:
    """Take from the drafts what no article of the project has, with a note on each, and say what is not confirmed now.

    Raises:
        ProjectError: an article has errors.
    """
    quoted = [draft for draft in drafts if draft.report and draft.report.get("evidence")]
    kept = _verified(quoted, root, language) if quoted else {}
    for number, draft in enumerate(quoted):
        report = draft.report or {}
        verified = kept.get(number, {})
        for at, each in enumerate(report["evidence"]):
            if at not in verified:
                words, article = echo(" ".join(each["quote"].split()), 400), each["article"]
                where = f"the article {echo(article)}" if article else "any one article"
                draft.report_notes.append(f'evidence left out: "{words}" is not in {where} here')
        report["evidence"] = [verified[at] for at in sorted(verified)]
        if not verified:
            del report["evidence"]
    return [_unconfirmed(draft) for draft in drafts if draft.report and _lacks_evidence(draft)]


def _lacks_evidence(draft: Draft) -> bool:
    report = draft.report or {}
    return bool(report["status"] == Status.CONFIRMED and not report.get("evidence"))


def _unconfirmed(draft: Draft) -> Finding:
    report = draft.report or {}
    report["status"] = Status.UNCONFIRMED.value
    draft.report_notes.append("status: the source says confirmed; evidence for that is still to be quoted")
    found = "the source says confirmed, and no evidence of it is in an article of this project"
    advice = "it became unconfirmed; quote an article of seeds/ as evidence, and confirm it again"
    return Finding(draft.at("status"), "I013", found, advice)


def _verified(quoted: Sequence[Draft], root: Path, language: str) -> dict[int, dict[int, dict[str, str]]]:
    """Of each draft, by their numbers, the evidence whose words stand in their article exactly once."""
    reading = read_articles(root)
    if errors(reading.findings):
        raise ProjectError(errors(reading.findings))
    asked = [
        (number, at, evidence)
        for number, draft in enumerate(quoted)
        for at, each in enumerate((draft.report or {})["evidence"])
        for evidence in _possible(each, reading.articles)
    ]
    reports = [
        Report(id=str(n), title="-", status=Status.UNCONFIRMED, status_reason="-", evidence=(evidence,))
        for n, (_, _, evidence) in enumerate(asked)
    ]
    found: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for citation in find_citations(reports, reading.articles, language)[0]:
        number, at, evidence = asked[int(citation.report)]
        found[number, at].append(evidence)
    kept: dict[int, dict[int, dict[str, str]]] = defaultdict(dict)
    for (number, at), evidences in found.items():
        if len(evidences) == 1:  # words that stand in two articles may be of either
            kept[number][at] = {"article": evidences[0].article, "quote": evidences[0].quote}
    return kept


def _possible(each: dict[str, str], articles: Sequence[Article]) -> Iterator[Evidence]:
    """The evidence with its article; a table's quotes have none, and may be of any that holds their words."""
    if each["article"]:
        yield Evidence(article=each["article"], quote=each["quote"])
    else:
        words = each["quote"].split()[0]
        yield from (Evidence(article=one.id, quote=each["quote"]) for one in articles if words in one.text)
