"""Changes in the quotes of a report."""

from collections.abc import Iterable, Iterator, Mapping

from geomap.compare.differences import EvidenceChange, QuoteChange, Step
from geomap.compare.edition import ArticleFacts, Quote, ReportFacts

Articles = Mapping[str, ArticleFacts] | None


def evidence_changes(
    both: Iterable[tuple[str, ReportFacts, ReportFacts]], old: Articles, new: Articles
) -> Iterator[EvidenceChange]:
    """The reports whose quotes differ.

    Args:
        both: id, old facts and new facts of the reports that are in both editions.
        old: the old articles; without them, no quote counts as moved.
        new: the new articles.
    """
    same_text = {name: old[name].text == facts.text for name, facts in (new or {}).items() if old and name in old}
    for name, before, now in both:
        if quotes := list(_changes(before.quotes, now.quotes, same_text)):
            yield EvidenceChange(id=name, title=str(now.fields["title"]), quotes=quotes)


def _changes(old: Iterable[Quote], new: Iterable[Quote], same_text: Mapping[str, bool]) -> Iterator[QuoteChange]:
    """The changes of one report; a removed and an added quote of the same article count as one changed quote."""
    left, added = list(old), []
    for quote in new:
        before = _taken(left, [one for one in left if (one.article, one.key) == (quote.article, quote.key)])
        if before is None:
            added.append(quote)
        elif before.start != quote.start and None not in {before.start, quote.start} and quote.article in same_text:
            # In an unchanged text, an equal quote at a different position is an unpublished quote that changed.
            kind = "changed" if same_text[quote.article] else "moved"
            yield _change(kind, before, quote, Step(before=before.start, now=quote.start))
    for quote in added:
        before = _taken(left, [one for one in left if one.article == quote.article])
        if before is None:
            yield _change("added", None, quote)
        elif not (before.start is not None and before.start == quote.start and None in {before.words, quote.words}):
            yield _change("changed", before, quote)  # else the same quote, which one side does not publish
    for quote in left:
        yield _change("removed", quote, None)


def _taken(quotes: list[Quote], matches: list[Quote]) -> Quote | None:
    """Remove the first match from the list and return it."""
    if not matches:
        return None
    quotes.remove(matches[0])
    return matches[0]


def _change(kind: str, before: Quote | None, now: Quote | None, start: Step | None = None) -> QuoteChange:
    either = now or before
    return QuoteChange.model_validate(
        {
            "kind": kind,
            "article": either.article if either else "",
            "before": before and before.words,
            "now": now and now.words,
            "start": start,
        }
    )
