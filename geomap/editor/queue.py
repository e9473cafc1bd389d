"""What needs a person, in one list: findings, names, sentences without a report, drafts, missing checks."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from geomap.edit.entry import Workspace
from geomap.editor.reading import language_of
from geomap.findings import Finding, Severity
from geomap.link import NameIndex, possible_places, suggestions
from geomap.link.sentences import Sentences
from geomap.model import Article, Mention, without_markup
from geomap.project import Checked

MAX_ITEMS = 300
"""The most items of one kind that the list has; the counts have all."""
KINDS = ("error", "name", "warning", "sentence", "place", "draft", "check")
_NAMES = {"L001", "L003"}
_LISTED_ELSEWHERE = {"L005"}

Item = dict[str, Any]


def queue_of(workspace: Workspace, checked: Checked, left: Collection[str] = ()) -> dict[str, Any]:
    """The items by kind, the most urgent kind first, and how many there are of each; without those left for later."""
    found = [*_findings(checked), *_names_and_sentences(workspace, checked), *_unfinished(workspace)]
    later = set(left)
    items = [item for item in found if f"{item['kind']} {item['key']}" not in later]
    counts = Counter(item["kind"] for item in items)
    kept = [item for kind in KINDS for item in [one for one in items if one["kind"] == kind][:MAX_ITEMS]]
    return {"counts": {kind: counts[kind] for kind in KINDS}, "items": kept, "left": len(found) - len(items)}


def _findings(checked: Checked) -> Iterator[Item]:
    for finding in checked.findings:
        if finding.severity is Severity.ERROR or (finding.severity is Severity.WARNING and finding.code not in _NAMES):
            kind = "error" if finding.severity is Severity.ERROR else "warning"
            yield {"kind": kind, "key": _key(finding), "finding": finding.as_dict(), "entry": finding.entry}


def _key(finding: Finding) -> str:
    return f"{finding.code} {finding.location.file} {finding.entry} {finding.message}"


def _names_and_sentences(workspace: Workspace, checked: Checked) -> Iterator[Item]:
    """Names that are undecided, sentences that name a place and have no quote, and possible places."""
    language = language_of(workspace)
    index = NameIndex(workspace.places, language)
    cited = {(one.article, one.sentence_start) for one in checked.atlas.citations} if checked.atlas else set()
    seen = []
    for article in workspace.articles:
        found = index.find(article)
        for name in found.undecided:
            yield {
                "kind": "name",
                "key": f"{article.id} {name.name}",
                "article": article.id,
                "name": name.name,
                "places": list(name.places),
                "likeliest": name.likeliest,
                "times": name.times,
            }
        yield from _sentences(article, found.mentions, language, cited)
        spans = [(one.start, one.end) for one in (*found.mentions, *found.left_out)]
        seen += possible_places(article, sorted(spans), found.language.code)
    near = [place.coordinates for place in workspace.places if place.coordinates is not None]
    for suggestion in suggestions(seen, near):
        first = suggestion.seen[0]
        yield {
            "kind": "place",
            "key": suggestion.name,
            "name": suggestion.name,
            "times": suggestion.count,
            "article": first.article,
            "start": first.start,
            "end": first.end,
        }


def _sentences(
    article: Article, mentions: tuple[Mention, ...], language: str, cited: set[tuple[str, int]]
) -> Iterator[Item]:
    if article.front_matter.draft:
        return
    sentences = Sentences(article, language)
    known: dict[int, Item] = {}
    for mention in mentions:
        start, end = sentences.around(mention.start, mention.end)
        if (article.id, start) in cited or start in known:
            continue
        text = " ".join(without_markup(article.text, article.markup, start, end).split())
        if text == article.title:  # the text below says it
            continue
        known[start] = {
            "kind": "sentence",
            "key": f"{article.id} {text}",
            "article": article.id,
            "start": start,
            "end": end,
            "text": text,
            "place": mention.place,
        }
    yield from known.values()


def _unfinished(workspace: Workspace) -> Iterator[Item]:
    for kind, entries in (("place", workspace.places), ("report", workspace.reports)):
        for entry in entries:
            if entry.draft:
                yield {"kind": "draft", "key": f"{kind} {entry.id}", "entry": f"{kind}s/{entry.id}"}
    if any(report.checked_by for report in workspace.reports):
        for report in workspace.reports:
            if not report.checked_by and not report.draft:
                yield {"kind": "check", "key": f"report {report.id}", "entry": f"reports/{report.id}"}
