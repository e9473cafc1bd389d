"""A quote in its sentence, as plain text."""

import re
from itertools import pairwise

from geomap.model import Article, Citation, without_markup

_GAPS = re.compile(r"\s+")


def excerpt(article: Article, citation: Citation) -> tuple[str, str, str]:
    """The text before the quote in its sentence, the quote, and the text after it: no Markdown, single spaces."""
    cuts = (citation.sentence_start, citation.start, citation.end, citation.sentence_end)
    before, quote, after = (_plain(article, start, end) for start, end in pairwise(cuts))
    return before.lstrip(), quote, after.rstrip()


def _plain(article: Article, start: int, end: int) -> str:
    return _GAPS.sub(" ", without_markup(article.text, article.markup, start, end))
