"""Quotes as evidence: the sentences that mention a place, and a quote that is found exactly once in its article."""

from collections.abc import Iterator
from dataclasses import dataclass

from geomap.edit.entry import InvalidValueError, Workspace
from geomap.findings import echo, errors
from geomap.link import NameIndex
from geomap.link.evidence import QuoteSearch, find_citations, nearest_text
from geomap.link.folding import Span, fold
from geomap.link.sentences import Sentences
from geomap.model import Article, Evidence, Report, Status, without_markup

_MAX_CONTEXT_WORDS = 30
"""Words before or after a quote that are tried to make it unique."""
_CONTEXT_REACH = 1_000
"""Characters in which these words are searched."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article: its span in the text of the article, and its text on one line, without Markdown."""

    article: Article
    start: int
    end: int
    text: str


def sentences_mentioning(workspace: Workspace, place: str) -> list[Sentence]:
    """The sentences that mention a place, each once, in the order of the articles."""
    language = workspace.gazetteer.map.language if workspace.gazetteer else "en"
    index = NameIndex(workspace.places, language)
    found: dict[tuple[str, int], Sentence] = {}
    for article in workspace.articles:
        sentences = Sentences(article, language)
        for mention in index.find(article).mentions:
            if mention.place == place:
                start, end = sentences.around(mention.start, mention.end)
                text = " ".join(without_markup(article.text, article.markup, start, end).split())
                found.setdefault((article.id, start), Sentence(article, start, end, text))
    return list(found.values())


def quote_sentence(sentence: Sentence, quote: str = "") -> dict[str, str]:
    """A sentence, or a part of it, as evidence; with a prefix or suffix if the article has the same text elsewhere.

    Raises:
        InvalidValueError: the sentence does not contain the quote, or contains it twice.
    """
    quote = " ".join(quote.split()) or sentence.text
    searched = QuoteSearch(sentence.article)
    spans = searched.occurrences(fold(quote).text.strip())
    inside = [span for span in spans if sentence.start <= span[0] and span[1] <= sentence.end]
    if len(inside) > 1:
        raise InvalidValueError(f'the sentence contains "{echo(quote)}" {len(inside)} times', "quote a longer part")
    if not inside:
        message = f'the sentence does not contain "{echo(quote)}"'
        raise InvalidValueError(message, "copy whole words from the sentence, in their order")
    return _unique_evidence(searched, quote, inside[0])


def quote_span(article: Article, start: int, end: int) -> dict[str, str]:
    """``text[start:end]`` of an article as evidence, without its Markdown, on one line.

    Raises:
        InvalidValueError: it has no words, or the same words with the same text around them occur elsewhere.
    """
    quote = " ".join(without_markup(article.text, article.markup, start, end).split())
    searched = QuoteSearch(article)
    spans = searched.occurrences(fold(quote).text.strip())
    inside = [span for span in spans if span[0] < end and start < span[1]]
    if not quote or not inside:
        raise InvalidValueError(f'"{echo(quote)}" cannot be quoted', "select whole words of one passage")
    return _unique_evidence(searched, quote, inside[0])


def find_quote(workspace: Workspace, article: Article | None, quote: str, place: str | None = None) -> dict[str, str]:
    """A quote as evidence: in the given article, or in the only article that contains it.

    If the quote occurs more than once, the occurrence in a sentence that mentions the place is taken.

    Raises:
        InvalidValueError: no article contains the quote, or it is unclear which occurrence is meant.
    """
    folded = fold(quote).text.strip()
    articles = [article] if article else workspace.articles
    found = [(each, span) for each in articles for span in QuoteSearch(each).occurrences(folded)] if folded else []
    if len(found) > 1 and place is not None:
        sentences = sentences_mentioning(workspace, place)
        near = [one for one in found if any(_is_inside(one, sentence) for sentence in sentences)]
        found = near if len(near) == 1 else found
    if len(found) == 1:
        return _unique_evidence(QuoteSearch(found[0][0]), quote, found[0][1])
    if article is None and len({each.id for each, _ in found}) > 1:
        ids = ", ".join(dict.fromkeys(echo(each.id) for each, _ in found))
        raise InvalidValueError(f'several articles contain "{echo(quote)}"', f"choose one with --article: {ids}")
    if article is None and not found:
        similar = (each for each in articles if nearest_text(folded, QuoteSearch(each).folded.text))
        article = next(similar, None)
        if article is None:
            raise InvalidValueError(f'no article contains "{echo(quote)}"', "copy the quote from an article")
    raise _quote_error(article or found[0][0], quote)


def _quote_error(article: Article, quote: str) -> InvalidValueError:
    """The message of `geomap check` for a quote that does not occur exactly once."""
    evidence = Evidence(article=article.id, quote=quote)
    report = Report(id="new", title="new", status=Status.UNCONFIRMED, status_reason="new", evidence=(evidence,))
    finding = errors(find_citations([report], [article])[1])[0]
    return InvalidValueError(finding.message, finding.help)


def _is_inside(found: tuple[Article, Span], sentence: Sentence) -> bool:
    article, (start, end) = found
    return article.id == sentence.article.id and sentence.start <= start and end <= sentence.end


def _unique_evidence(searched: QuoteSearch, quote: str, span: Span) -> dict[str, str]:
    """The quote with as many words before it, or else after it, as make it unique in the article."""
    article, folded = searched.article, fold(quote).text.strip()
    evidence = {"article": article.id, "quote": quote}
    if searched.occurrences(folded) == [span]:
        return evidence
    for key, context in _contexts(article.text, span):
        if searched.occurrences(folded, **{key: fold(context).text.strip()}) == [span]:
            return {**evidence, key: context}
    message = f'"{echo(quote)}" occurs several times with the same words around it'
    raise InvalidValueError(message, "quote a longer part")


def _contexts(text: str, span: Span) -> Iterator[tuple[str, str]]:
    """The words before a span, then those after it: one word, two words and so on."""
    before = text[max(0, span[0] - _CONTEXT_REACH) : span[0]].split()
    after = text[span[1] : span[1] + _CONTEXT_REACH].split()
    for count in range(1, _MAX_CONTEXT_WORDS):
        yield "prefix", " ".join(before[-count:])
    for count in range(1, _MAX_CONTEXT_WORDS):
        yield "suffix", " ".join(after[:count])
