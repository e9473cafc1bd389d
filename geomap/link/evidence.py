"""Quotes → citations: each quote found to the letter in its article, or a finding that says why not."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

from geomap.findings import Finding, echo, nearest
from geomap.link.folding import Folded, Span, fold
from geomap.link.names import inside_word
from geomap.link.nearest import nearest_text
from geomap.link.sentences import Sentences
from geomap.model import Article, Citation, Evidence, Report, Status, anchored

_LISTED = 5  # occurrences of a quote, or ids, that one finding lists
_COUNTED = 100  # occurrences after which nobody needs the number
_TRIED = 200_000  # occurrences inside longer words after which a quote of a letter or two is given up
_SOUGHT_ELSEWHERE = 50  # missing quotes that are sought in all other articles too; that takes time for each


class Searched:
    """An article in which quotes are sought; whatever was found out about it is kept.

    ``language`` is that of an article which does not name its own (BCP 47); sentences alone depend on it.
    """

    def __init__(self, article: Article, language: str = "en") -> None:
        self.article = article
        self._sentences = Sentences(article, language)
        self._found: dict[tuple[str, str | None, str | None], tuple[list[str], list[Span], Span]] = {}

    def seek(self, evidence: Evidence) -> tuple[list[str], list[Span], Span]:
        """A quote, its prefix and its suffix as they are sought; where it stands; and the first one's sentences."""
        key = (evidence.quote, evidence.prefix, evidence.suffix)
        known = self._found.get(key)
        if known is None:
            sought = [fold(words).text.strip() if words else "" for words in key]
            spans = self.occurrences(*sought) if sought[0] else []
            around = self._sentences.around(*spans[0]) if spans else (0, 0)
            known = self._found[key] = sought, spans, around
        return known

    @cached_property
    def words(self) -> Folded:
        """The text as it reads."""
        return fold(self.article.text, self.article.markup)

    @cached_property
    def source(self) -> Folded:
        """The text as it is written, Markdown and all: an editor may have copied the quote from there."""
        return fold(self.article.text)

    def occurrences(self, quote: str, prefix: str = "", suffix: str = "") -> list[Span]:
        """Where the folded quote stands as whole words, in code points of the article; at most ``_COUNTED``.

        With a prefix or suffix, folded too, only where these words stand right beside it.
        """
        found = _spans_beside(self.words, quote, prefix, suffix)
        if not found and self.article.markup:
            found = [span for span in _spans_beside(self.source, quote, prefix, suffix) if self._reads(*span)]
        return found

    def _reads(self, start: int, end: int) -> bool:
        """Whether a span holds anything besides Markdown's marks, such as the address of a link."""
        marks = [(max(s, start) - start, min(e, end) - start) for s, e in self.article.markup if s < end and start < e]
        return bool(fold(self.article.text[start:end], marks).text.strip())

    def file_position(self, offset: int) -> str:
        """Where the character at ``offset`` stands, as a person would type it."""
        return str(self.article.at(offset))


def find_citations(
    reports: Iterable[Report],
    articles: Iterable[Article],
    language: str = "en",
    known: Mapping[str, Searched] | None = None,
) -> tuple[tuple[Citation, ...], list[Finding]]:
    """Find the evidence of all reports: a citation for each quote that its article holds exactly once, as whole words.

    Typography and Markdown are no difference; anything else is, and the quote is not found. The citations are in the
    order of the reports and their evidence. ``language`` is that of articles which do not name theirs (BCP 47);
    ``known`` are articles in which quotes were sought before, by id.
    Findings: A001, E001, E002, E003, E004.
    """
    known = known or {}
    searched = {article.id: known.get(article.id) or Searched(article, language) for article in articles}
    citations: list[Citation] = []
    findings: list[Finding] = []
    missing = 0
    for report in reports:
        if not report.evidence:
            findings.append(_no_evidence(report))
        for index, evidence in enumerate(report.evidence):
            here = searched.get(evidence.article)
            if here is None:
                missing += 1
                quote = fold(evidence.quote).text.strip()
                elsewhere = _elsewhere(quote, here, searched.values()) if missing <= _SOUGHT_ELSEWHERE else ""
                findings.append(_no_article(evidence, searched, elsewhere))
                continue
            (quote, *beside), spans, around = here.seek(evidence)
            if len(spans) == 1:
                citations.append(_citation(report, index, here.article, spans[0], around))
            elif spans:
                findings.append(_repeated(evidence, quote, here, spans))
            elif quote and any(beside) and (elsewhere_here := here.occurrences(quote)):
                findings.append(_not_beside(evidence, quote, here, elsewhere_here))
            else:
                missing += 1
                elsewhere = _elsewhere(quote, here, searched.values()) if missing <= _SOUGHT_ELSEWHERE else ""
                findings.append(_not_there(evidence, quote, here, elsewhere))
    return tuple(citations), findings


def _spans_beside(folded: Folded, quote: str, prefix: str, suffix: str) -> list[Span]:
    """Where the quote stands between the prefix and the suffix, with a space or nothing between them."""
    found: set[Span] = set()
    for before in dict.fromkeys((prefix, f"{prefix} ")) if prefix else ("",):
        for after in dict.fromkeys((suffix, f" {suffix}")) if suffix else ("",):
            found.update(_spans(folded, before + quote + after, len(before), len(after)))
    return sorted(found)[:_COUNTED]


def _spans(folded: Folded, words: str, before: int, after: int) -> list[Span]:
    """Where words stand as whole words, in the text that was folded, overlapping occurrences too; their ends left out.

    ``before`` and ``after`` are the characters at the ends that belong to no span.
    """
    text = folded.text
    found: list[Span] = []
    at = text.find(words)
    for _ in range(_TRIED):
        if at < 0 or len(found) == _COUNTED:
            return found
        begun = at
        while inside_word(text, at):
            at += 1
        if at == begun:
            if not inside_word(text, at + len(words)):
                found.append(folded.span(at + before, at + len(words) - after))
            at += 1
        at = text.find(words, at)
    return []  # nobody can say that it stands there once


def _citation(report: Report, index: int, article: Article, span: Span, around: Span) -> Citation:
    sentence_start, sentence_end = around
    return Citation(
        *anchored(article, *span),
        report=report.id,
        evidence=index,
        sentence_start=sentence_start,
        sentence_end=sentence_end,
    )


def _no_evidence(report: Report) -> Finding:
    advice = "add evidence: an article's id and the words in it that say so"
    if report.status is Status.CONFIRMED:
        message = f'report "{echo(report.id)}" is confirmed but has no evidence'
        return Finding(report.at(), "E003", message, f"{advice}; or write status: unconfirmed")
    return Finding(report.at(), "E004", f'report "{echo(report.id)}" has no evidence', advice)


def _no_article(evidence: Evidence, known: dict[str, Searched], elsewhere: str) -> Finding:
    advice = nearest(evidence.article, known)
    if not advice:
        advice = f"the articles are {_some(map(echo, sorted(known)))}" if known else "there are no articles in seeds/"
    message = f'no article has the id "{echo(evidence.article)}"'
    return Finding(evidence.at("article"), "A001", message, "; ".join(filter(None, (advice, elsewhere))))


def _repeated(evidence: Evidence, quote: str, here: Searched, spans: Sequence[Span]) -> Finding:
    count = f"{len(spans)} times" if len(spans) < _COUNTED else f"{_COUNTED} times or more"
    places = _some(here.file_position(start) for start, _ in spans)
    message = f'the quote "{echo(quote)}" occurs {count} in article "{echo(evidence.article)}"'
    advice = f"at {places}: quote more of the words around the one you mean, or give its prefix or suffix"
    return Finding(evidence.at("quote"), "E002", message, advice)


def _not_beside(evidence: Evidence, quote: str, here: Searched, spans: Sequence[Span]) -> Finding:
    words = " and ".join(
        f'{where} "{echo(given)}"'
        for where, given in (("after", evidence.prefix), ("before", evidence.suffix))
        if given
    )
    places = _some(here.file_position(start) for start, _ in spans)
    message = f'the quote "{echo(quote)}" is in article "{echo(evidence.article)}", but not {words}'
    advice = f"it stands at {places}: give the words right beside the one you mean"
    return Finding(evidence.at("prefix" if evidence.prefix else "suffix"), "E001", message, advice)


def _not_there(evidence: Evidence, quote: str, here: Searched, elsewhere: str) -> Finding:
    message = f'the quote "{echo(quote)}" is not in article "{echo(evidence.article)}"'
    advice = "; ".join(filter(None, (elsewhere, _nearest(quote, here)))) or f"nothing in {here.article.file} is like it"
    return Finding(evidence.at("quote"), "E001", message, advice)


def _some(things: Iterable[str]) -> str:
    """The first few, with a sign that there are more."""
    first = list(islice(things, _LISTED + 1))
    return ", ".join(first[:_LISTED]) + (" …" if len(first) > _LISTED else "")


def _elsewhere(quote: str, here: Searched | None, articles: Iterable[Searched]) -> str:
    """Which other article has the quote, if one has."""
    for other in articles if quote else ():
        spans = other.occurrences(quote) if other is not here else ()
        if spans:
            return f'article "{echo(other.article.id)}" has it, at {other.file_position(spans[0][0])}'
    return ""


def _nearest(quote: str, here: Searched) -> str:
    """What the article has instead of the quote."""
    folded = here.words
    inside = folded.text.find(quote) if quote else -1
    if inside >= 0:
        where = here.file_position(folded.span(inside, inside + 1)[0])
        return f"it stands only inside longer words, at {where}: begin and end the quote with whole words"
    span = nearest_text(quote, folded.text) if quote else None
    if span is None:
        return ""
    where = here.file_position(folded.span(*span)[0])
    text = echo(folded.text[slice(*span)], 160)
    return f'the nearest text is "{text}" at {where}; a quote repeats its article to the letter'
