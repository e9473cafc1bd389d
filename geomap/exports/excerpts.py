"""A quote in its sentence, as plain text."""

import re

from geomap.model import Article, Citation, Report, without_markup

_GAPS = re.compile(r"[^\S ]\s*| \s+")
"""White space other than a single space, so that most texts need no change."""


def excerpt(article: Article, citation: Citation) -> tuple[str, str, str]:
    """The text before the quote in its sentence, the quote, and the text after it: no Markdown, single spaces."""
    first, last = citation.sentences
    start, end = citation.start, citation.end
    text = article.text
    if not article.markup and not _GAPS.search(text, first, last):  # most: nothing to replace
        return text[first:start].lstrip(), text[start:end], text[end:last].rstrip()
    before, quote, after = (_plain(article, *span) for span in ((first, start), (start, end), (end, last)))
    return before.lstrip(), quote, after.rstrip()


def _plain(article: Article, start: int, end: int) -> str:
    return _GAPS.sub(" ", without_markup(article.text, article.markup, start, end))


def translations_of(report: Report, citation: Citation) -> dict[str, str]:
    """The editor's translations of a quote, by language."""
    return report.evidence[citation.evidence].translations if citation.evidence < len(report.evidence) else {}
