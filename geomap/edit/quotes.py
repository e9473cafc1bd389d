"""Words of the articles as evidence: the sentences that mention a place, and quotes that are found exactly once."""

from collections.abc import Iterator
from dataclasses import dataclass

from geomap.edit.entry import Desk, RefusedError
from geomap.findings import echo, errors
from geomap.link import NameIndex
from geomap.link.evidence import QuoteSearch, find_citations, nearest_text
from geomap.link.folding import Span, fold
from geomap.link.sentences import Sentences
from geomap.model import Article, Evidence, Report, Status, without_markup

_BESIDE = 30
"""Words on one side of a quote that are tried to tell it from its like."""
_REACH = 1_000
"""Characters in which these words are sought."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of an article: its span in the article's text, and its words on one line, without Markdown."""

    article: Article
    start: int
    end: int
    words: str


def sentences_about(desk: Desk, place: str) -> list[Sentence]:
    """The sentences that mention a place, each once, in the order of the articles and their texts."""
    language = _language(desk)
    index = NameIndex(desk.places, language)
    found: dict[tuple[str, int], Sentence] = {}
    for article in desk.articles:
        sentences = Sentences(article, language)
        for mention in index.find(article).mentions:
            if mention.place == place:
                start, end = sentences.around(mention.start, mention.end)
                found.setdefault((article.id, start), Sentence(article, start, end, _words(article, start, end)))
    return list(found.values())


def evidence_in(sentence: Sentence, quote: str = "") -> dict[str, str]:
    """A sentence as evidence, or words of it; with the words beside them where the article has the same again.

    Raises:
        RefusedError: the sentence does not have these words, or has them twice.
    """
    article, quote = sentence.article, " ".join(quote.split()) or sentence.words
    searched = QuoteSearch(article)
    everywhere = searched.occurrences(fold(quote).text.strip())
    here = [span for span in everywhere if sentence.start <= span[0] and span[1] <= sentence.end]
    if len(here) > 1:
        raise RefusedError(f'"{echo(quote)}" stands there {len(here)} times', "quote more of the words around it")
    if not here:
        raise RefusedError(
            f'the sentence does not have the words "{echo(quote)}"', "copy words from it, whole ones and in their order"
        )
    return _told_apart(searched, quote, here[0])


def evidence_quoted(desk: Desk, article: Article | None, quote: str, place: str | None = None) -> dict[str, str]:
    """Words as evidence: those of an article, or of the one that has them; of several, those beside the place's name.

    Raises:
        RefusedError: no article has them, or nobody can say which of several are meant; in the reader's words.
    """
    folded = fold(quote).text.strip()
    articles = [article] if article else desk.articles
    found = [(each, span) for each in articles for span in QuoteSearch(each).occurrences(folded)] if folded else []
    if len(found) > 1 and place is not None:
        about = sentences_about(desk, place)
        near = [one for one in found if any(_inside(one, sentence) for sentence in about)]
        found = near if len(near) == 1 else found
    if len(found) == 1:
        return _told_apart(QuoteSearch(found[0][0]), quote, found[0][1])
    if article is None and len({each.id for each, _ in found}) > 1:
        ids = ", ".join(dict.fromkeys(echo(each.id) for each, _ in found))
        raise RefusedError(f'several articles have the words "{echo(quote)}"', f"give one with --article: {ids}")
    if article is None and not found:
        like_it = (each for each in articles if nearest_text(folded, QuoteSearch(each).folded.text))
        article = next(like_it, None)
        if article is None:
            raise RefusedError(f'no article has the words "{echo(quote)}"', "copy them from an article, to the letter")
    raise _reader_refuses(article or found[0][0], quote)


def _reader_refuses(article: Article, quote: str) -> RefusedError:
    """What the reader says of a quote that it does not find exactly once."""
    finding = errors(find_citations([_report(article, quote)], [article])[1])[0]
    return RefusedError(finding.message, finding.help)


def _report(article: Article, quote: str) -> Report:
    evidence = Evidence(article=article.id, quote=quote)
    return Report(id="new", title="new", status=Status.UNCONFIRMED, status_reason="new", evidence=(evidence,))


def _inside(found: tuple[Article, Span], sentence: Sentence) -> bool:
    article, (start, end) = found
    return article.id == sentence.article.id and sentence.start <= start and end <= sentence.end


def _told_apart(searched: QuoteSearch, quote: str, span: Span) -> dict[str, str]:
    """The quote, and as many of the words before it, or else after it, as tell it from its like."""
    article, folded = searched.article, fold(quote).text.strip()
    evidence = {"article": article.id, "quote": quote}
    if searched.occurrences(folded) == [span]:
        return evidence
    for key, words in _beside(article.text, span):
        beside = {key: fold(words).text.strip()}
        if searched.occurrences(folded, **beside) == [span]:
            return {**evidence, key: words}
    raise RefusedError(
        f'"{echo(quote)}" stands several times among the same words', "quote more of the words around it"
    )


def _beside(text: str, span: Span) -> Iterator[tuple[str, str]]:
    """The words before a span, then those after it: one, two and so on."""
    before = text[max(0, span[0] - _REACH) : span[0]].split()
    after = text[span[1] : span[1] + _REACH].split()
    for count in range(1, _BESIDE):
        yield "prefix", " ".join(before[-count:])
    for count in range(1, _BESIDE):
        yield "suffix", " ".join(after[:count])


def _words(article: Article, start: int, end: int) -> str:
    return " ".join(without_markup(article.text, article.markup, start, end).split())


def _language(desk: Desk) -> str:
    return desk.gazetteer.map.language if desk.gazetteer else "en"
