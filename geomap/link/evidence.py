"""Quotes → citations: each quote is found in its article word for word, or a finding explains why it was not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice

from geomap.findings import Finding, echo, nearest
from geomap.link.folding import Folded, Span, fold, fold_article
from geomap.link.sentences import Sentences
from geomap.link.word_edges import inside_word
from geomap.model import Article, Citation, Evidence, Report, Status, anchored

_LISTED = 5  # occurrences or ids in one finding
_MAX_OCCURRENCES = 100  # of one quote
_MAX_TRIES = 200_000  # occurrences inside longer words; then the search for a quote of a letter or two stops
_MAX_SEARCHES = 50  # missing quotes that are also searched for in all other articles, which is slow

MAX_COMPARED = 200
"""Characters of a quote that are compared with an article; of a longer one, those around its first difference."""

_GRAM = 6  # characters of a fragment of the quote
_RAREST = 12  # fragments that are searched for, the rarest first
_HITS = 500  # occurrences of a fragment that are counted
_CANDIDATES = 3  # passages that are compared character by character
_MAX_WORD = 50  # characters by which a passage grows at each end, at most
_MIN_RATIO = 0.5  # of SequenceMatcher; below it, two texts have nothing in common


class QuoteSearch:
    """A search for quotes in one article. Results are cached.

    ``language`` (BCP 47) is that of an article that does not state its own; only the ends of sentences depend on it.
    """

    def __init__(self, article: Article, language: str = "en") -> None:
        self.article = article
        self.sentences_around = Sentences(article, language).around
        self._found: dict[tuple[str, str | None, str | None], tuple[list[str], list[Span]]] = {}

    def find(self, evidence: Evidence) -> tuple[list[str], list[Span]]:
        """Find a quote: it, its prefix and its suffix, folded; and the spans of the quote."""
        key = (evidence.quote, evidence.prefix, evidence.suffix)
        known = self._found.get(key)
        if known is None:
            folded = [fold(text).text.strip() if text else "" for text in key]
            spans = self.occurrences(*folded) if folded[0] else []
            known = self._found[key] = folded, spans
        return known

    @cached_property
    def folded(self) -> Folded:
        """The text as it is read, without Markdown syntax."""
        return fold_article(self.article)

    @cached_property
    def folded_source(self) -> Folded:
        """The text with its Markdown syntax: an editor may have copied the quote from the file."""
        return fold(self.article.text)

    def occurrences(self, quote: str, prefix: str = "", suffix: str = "") -> list[Span]:
        """The spans of the folded quote as whole words, in code points of the article; at most ``_MAX_OCCURRENCES``.

        With a folded prefix or suffix, only those directly after or before it.
        """
        found = _spans_between(self.folded, quote, prefix, suffix)
        if not found and self.article.markup:
            found = [
                span for span in _spans_between(self.folded_source, quote, prefix, suffix) if self._has_text(*span)
            ]
        return found

    def _has_text(self, start: int, end: int) -> bool:
        """Whether a span has more than Markdown syntax, such as the address of a link."""
        marks = [(max(s, start) - start, min(e, end) - start) for s, e in self.article.markup if s < end and start < e]
        return bool(fold(self.article.text[start:end], marks).text.strip())

    def location(self, offset: int) -> str:
        """The file, line and column of a character."""
        return str(self.article.at(offset))


def find_citations(
    reports: Iterable[Report],
    articles: Iterable[Article],
    language: str = "en",
    searches: Mapping[str, QuoteSearch] | None = None,
) -> tuple[tuple[Citation, ...], list[Finding]]:
    """Find the evidence of all reports: a citation for each quote that its article has exactly once, as whole words.

    Typography and Markdown syntax make no difference; anything else does.

    Args:
        reports: the citations have the order of the reports and of their evidence.
        articles: the articles that may be cited.
        language: of articles that do not state their own (BCP 47).
        searches: earlier searches by the id of their article, whose cached results are used.

    Returns:
        The citations, and the findings A001, E001, E002, E003 and E004.
    """
    searches = searches or {}
    by_id = {article.id: searches.get(article.id) or QuoteSearch(article, language) for article in articles}
    citations: list[Citation] = []
    findings: list[Finding] = []
    missing = 0
    for report in reports:
        if not report.evidence:
            findings.append(_no_evidence(report))
        for index, evidence in enumerate(report.evidence):
            search = by_id.get(evidence.article)
            if search is None:
                missing += 1
                quote = fold(evidence.quote).text.strip()
                other = _other_article(quote, search, by_id.values()) if missing <= _MAX_SEARCHES else ""
                findings.append(_unknown_article(evidence, by_id, other))
                continue
            (quote, *context), spans = search.find(evidence)
            if len(spans) == 1:
                citations.append(_citation(report, index, search, spans[0]))
            elif spans:
                findings.append(_repeated(evidence, quote, search, spans))
            elif quote and any(context) and (elsewhere := search.occurrences(quote)):
                findings.append(_wrong_context(evidence, quote, search, elsewhere))
            else:
                missing += 1
                other = _other_article(quote, search, by_id.values()) if missing <= _MAX_SEARCHES else ""
                findings.append(_not_found(evidence, quote, search, other))
    return tuple(citations), findings


def quoted_places(reports: Iterable[Report], search: QuoteSearch) -> tuple[tuple[int, int, str], ...]:
    """The span of each quote that an article has exactly once, with the place of its report."""
    found = []
    for report in reports:
        for evidence in report.evidence:
            spans = search.find(evidence)[1] if evidence.article == search.article.id else ()
            if report.place and len(spans) == 1:
                found.append((*spans[0], report.place))
    return tuple(found)


def reports_by_article(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """The reports that cite each article, by its id."""
    found: dict[str, list[Report]] = {}
    for report in reports:
        for article in {evidence.article for evidence in report.evidence}:
            found.setdefault(article, []).append(report)
    return found


def _spans_between(folded: Folded, quote: str, prefix: str, suffix: str) -> list[Span]:
    """The spans of the quote between prefix and suffix, with or without a space between them."""
    if not prefix and not suffix:
        return _spans(folded, quote, 0, 0)
    found: set[Span] = set()
    for before in dict.fromkeys((prefix, f"{prefix} ")) if prefix else ("",):
        for after in dict.fromkeys((suffix, f" {suffix}")) if suffix else ("",):
            found.update(_spans(folded, before + quote + after, len(before), len(after)))
    return sorted(found)[:_MAX_OCCURRENCES]


def _spans(folded: Folded, text: str, before: int, after: int) -> list[Span]:
    """The spans of a text as whole words, overlapping ones too, in the text that was folded.

    ``before`` and ``after`` are the numbers of characters at the ends that the spans do not include.
    """
    found: list[Span] = []
    at = folded.text.find(text)
    for _ in range(_MAX_TRIES):
        if at < 0 or len(found) == _MAX_OCCURRENCES:
            return found
        first = at
        while inside_word(folded.text, at):
            at += 1
        if at == first:
            if not inside_word(folded.text, at + len(text)):
                found.append(folded.span(at + before, at + len(text) - after))
            at += 1
        at = folded.text.find(text, at)
    return []  # it is not known whether it occurs once


def _citation(report: Report, index: int, search: QuoteSearch, span: Span) -> Citation:
    anchor, says = anchored(search.article, *span), report.evidence[index].says
    return Citation(*anchor, report.id, index, search.sentences_around, says)


def _no_evidence(report: Report) -> Finding:
    advice = "add evidence: the id of an article and a quote from it"
    if report.status is Status.CONFIRMED:
        message = f'report "{echo(report.id)}" is confirmed but has no evidence'
        return Finding(report.at(), "E003", message, f"{advice}; or write status: unconfirmed")
    return Finding(report.at(), "E004", f'report "{echo(report.id)}" has no evidence', advice)


def _unknown_article(evidence: Evidence, known: dict[str, QuoteSearch], other: str) -> Finding:
    advice = nearest(evidence.article, known)
    if not advice:
        advice = f"the articles are {_listed(map(echo, sorted(known)))}" if known else "there are no articles in seeds/"
    message = f'no article has the id "{echo(evidence.article)}"'
    if other and advice.endswith("?"):
        return Finding(evidence.at("article"), "A001", message, f"{advice} {other[0].upper()}{other[1:]}")
    return Finding(evidence.at("article"), "A001", message, "; ".join(filter(None, (advice, other))))


def _repeated(evidence: Evidence, quote: str, search: QuoteSearch, spans: Sequence[Span]) -> Finding:
    count = f"{len(spans)} times" if len(spans) < _MAX_OCCURRENCES else f"{_MAX_OCCURRENCES} times or more"
    locations = _listed(search.location(start) for start, _ in spans)
    message = f'the quote "{echo(quote)}" occurs {count} in article "{echo(evidence.article)}"'
    advice = f"at {locations}: quote more of the surrounding text, or add a prefix or suffix"
    return Finding(evidence.at("quote"), "E002", message, advice)


def _wrong_context(evidence: Evidence, quote: str, search: QuoteSearch, spans: Sequence[Span]) -> Finding:
    context = " and ".join(
        f'{where} "{echo(given)}"'
        for where, given in (("after", evidence.prefix), ("before", evidence.suffix))
        if given
    )
    locations = _listed(search.location(start) for start, _ in spans)
    message = f'the quote "{echo(quote)}" is in article "{echo(evidence.article)}", but not {context}'
    advice = f"it is at {locations}: copy the prefix and suffix from the text directly around the quote"
    return Finding(evidence.at("prefix" if evidence.prefix else "suffix"), "E001", message, advice)


def _not_found(evidence: Evidence, quote: str, search: QuoteSearch, other: str) -> Finding:
    message = f'the quote "{echo(quote)}" is not in article "{echo(evidence.article)}"'
    similar = _similar_passage(quote, search)
    advice = "; ".join(filter(None, (other, similar))) or f"{search.article.file} has no similar text"
    return Finding(evidence.at("quote"), "E001", message, advice)


def _listed(items: Iterable[str]) -> str:
    """The first few items, with an ellipsis if there are more."""
    first = list(islice(items, _LISTED + 1))
    return ", ".join(first[:_LISTED]) + (" …" if len(first) > _LISTED else "")


def _other_article(quote: str, search: QuoteSearch | None, all_searches: Iterable[QuoteSearch]) -> str:
    """A sentence about another article that has the quote, if there is one."""
    for other in all_searches if quote else ():
        spans = other.occurrences(quote) if other is not search else ()
        if spans:
            return f'article "{echo(other.article.id)}" has it, at {other.location(spans[0][0])}'
    return ""


def _similar_passage(quote: str, search: QuoteSearch) -> str:
    """A sentence about the passage that is most like the quote, if there is one."""
    folded = search.folded
    at = folded.text.find(quote) if quote else -1
    if at >= 0:
        location = search.location(folded.span(at, at + 1)[0])
        return f"it is only inside longer words, at {location}: start and end the quote with whole words"
    span = nearest_text(quote, folded.text) if quote else None
    if span is None:
        return ""
    location = search.location(folded.span(*span)[0])
    text = echo(folded.text[slice(*span)], 160)
    return f'the nearest text is "{text}" at {location}; a quote must repeat the article word for word'


def nearest_text(quote: str, text: str) -> Span | None:
    """The passage of ``text`` that is most like the quote, in whole words; None if there is nothing similar.

    It is shown to the editor and never used as evidence. Both texts are folded. The time depends on the length of the
    text and hardly on that of the quote.
    """
    piece = _same_length_lower(_compared_part(quote, text))
    text = _same_length_lower(text)
    matcher = SequenceMatcher(None, "", piece, autojunk=False)
    best: tuple[float, int, int] | None = None
    for guess in _candidates(piece, text):
        start, end = max(0, guess - len(piece) // 2), guess + 2 * len(piece)
        matcher.set_seq1(text[start:end])
        common = matcher.find_longest_match()
        start = max(0, start + common.a - common.b)
        end = min(len(text), start + len(piece))
        matcher.set_seq1(text[start:end])
        ratio = matcher.ratio()
        if ratio >= _MIN_RATIO and (best is None or ratio > best[0]):
            best = ratio, start, end
    return None if best is None else _to_whole_words(text, best[1], best[2])


def _same_length_lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def _compared_part(quote: str, text: str) -> str:
    """The part of a quote that is compared."""
    if len(quote) <= MAX_COMPARED:
        return quote
    found, missing = 0, len(quote)  # the text has the first `found` characters of the quote, not the first `missing`
    while missing - found > 1:
        half = (found + missing) // 2
        if quote[:half] in text:
            found = half
        else:
            missing = half
    start = max(0, found - MAX_COMPARED // 2)
    return quote[start : start + MAX_COMPARED]


def _candidates(piece: str, text: str) -> list[int]:
    """Offsets near which the piece may begin: many of its rarer fragments are there, at the same distances."""
    size = min(_GRAM, max(1, len(piece) // 2))
    grams = {piece[at : at + size]: at for at in range(0, len(piece) - size + 1, max(1, size // 2))}
    counted = sorted((count, gram) for gram in grams if (count := text.count(gram)))
    step = len(piece) // 2 + 1
    votes: Counter[int] = Counter()
    for _, gram in counted[:_RAREST]:
        buckets = set()
        at = text.find(gram)
        for _ in range(_HITS):
            if at < 0:
                break
            buckets.add((at - grams[gram]) // step)
            at = text.find(gram, at + 1)
        votes.update(buckets)
    likeliest = sorted(votes, key=lambda bucket: (-votes[bucket], bucket))
    return [bucket * step for bucket in likeliest[:_CANDIDATES]]


def _to_whole_words(text: str, start: int, end: int) -> Span:
    for _ in range(_MAX_WORD):
        start -= inside_word(text, start)
        end += inside_word(text, end)
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, start + len(text[start:end].rstrip())
