"""Evidence in the source: kept if the project's articles contain the quote. Without any, no report is confirmed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from geomap.findings import ProjectError, echo, errors
from geomap.importing.drafts import Draft
from geomap.importing.log import ImportLog
from geomap.link.evidence import find_citations
from geomap.model import Article, Evidence, Report, Says, Status
from geomap.read import read_articles


def keep_evidence(drafts: Sequence[Draft], root: Path, language: str, log: ImportLog) -> None:
    """Remove quotes that no article of the project contains; confirmed reports without evidence become unconfirmed.

    Raises:
        ProjectError: an article has errors.
    """
    quoted = [draft for draft in drafts if draft.report and draft.report.get("evidence")]
    verified = _verify(quoted, root, language) if quoted else {}
    for number, draft in enumerate(quoted):
        report = draft.report or {}
        kept = verified.get(number, {})
        for at, each in enumerate(report["evidence"]):
            if at not in kept:
                quote = echo(" ".join(each["quote"].split()), 400)
                where = f'the article "{echo(each["article"])}"' if each["article"] else "exactly one article"
                draft.report_notes.append(f'evidence: left out, because "{quote}" is not in {where}')
        report["evidence"] = [kept[at] for at in sorted(kept)]
        if not kept:
            del report["evidence"]
    for draft in drafts:
        if draft.report and draft.report["status"] == Status.CONFIRMED and not _is_supported(draft.report):
            draft.report["status"] = Status.UNCONFIRMED.value
            draft.report_notes.append("status: confirmed in the source, but without evidence in this project")
            message = "confirmed in the source, but no article of this project contains its evidence"
            hint = "it is imported as unconfirmed; quote an article in seeds/ as evidence and confirm it again"
            log.add("I013", draft.locate("status"), message, hint)


def _is_supported(report: dict[str, Any]) -> bool:
    return any("says" not in each for each in report.get("evidence", ()))


def _verify(quoted: Sequence[Draft], root: Path, language: str) -> dict[int, dict[int, dict[str, Any]]]:
    """The quotes that occur exactly once in an article, by the numbers of the draft and of the evidence in it."""
    reading = read_articles(root)
    if errors(reading.findings):
        raise ProjectError(errors(reading.findings))
    candidates = [
        (number, at, evidence)
        for number, draft in enumerate(quoted)
        for at, each in enumerate((draft.report or {})["evidence"])
        for evidence in _candidates(each, reading.articles)
    ]
    reports = [
        Report(id=str(index), title="-", status=Status.UNCONFIRMED, status_reason="-", evidence=(evidence,))
        for index, (_, _, evidence) in enumerate(candidates)
    ]
    found: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for citation in find_citations(reports, reading.articles, language)[0]:
        number, at, evidence = candidates[int(citation.report)]
        found[number, at].append(evidence)
    kept: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for (number, at), matches in found.items():
        if len(matches) == 1:  # a quote in two articles may be from either
            kept[number][at] = {**(quoted[number].report or {})["evidence"][at], "article": matches[0].article}
    return kept


def _candidates(each: dict[str, str], articles: Sequence[Article]) -> Iterator[Evidence]:
    """The evidence with its article; with every article that may contain the quote if the source names none."""
    says = Says(each.get("says", Says.SUPPORTS))
    if each["article"]:
        yield Evidence(article=each["article"], quote=each["quote"], says=says)
    else:
        first_word = each["quote"].split()[0]
        yield from (
            Evidence(article=one.id, quote=each["quote"], says=says) for one in articles if first_word in one.text
        )
