"""A quote in its sentence, as plain text."""

import re
from itertools import pairwise

from geomap.model import Article, Citation, Report, without_markup

_GAPS = re.compile(r"[^\S ]\s*| \s+")
"""White space other than a single space, so that most texts need no change."""


def excerpt(article: Article, citation: Citation) -> tuple[str, str, str]:
    """The text before the quote in its sentence, the quote, and the text after it: no Markdown, single spaces."""
    cuts = (citation.sentence_start, citation.start, citation.end, citation.sentence_end)
    if not article.markup and not _GAPS.search(article.text, cuts[0], cuts[-1]):  # most: nothing to replace
        before, quote, after = (article.text[start:end] for start, end in pairwise(cuts))
    else:
        before, quote, after = (_plain(article, start, end) for start, end in pairwise(cuts))
    return before.lstrip(), quote, after.rstrip()


def _plain(article: Article, start: int, end: int) -> str:
    return _GAPS.sub(" ", without_markup(article.text, article.markup, start, end))


def translations_of(report: Report, citation: Citation) -> dict[str, str]:
    """The editor's translations of a quote, by language."""
    return report.evidence[citation.evidence].translations if citation.evidence < len(report.evidence) else {}
