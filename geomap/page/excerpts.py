"""A quote in its sentence, as a reader sees it."""

import re
from itertools import pairwise

from geomap.model import Article, Citation, without_markup


def excerpt(article: Article, citation: Citation) -> tuple[str, str, str]:
    """The sentence before, in and after the quote: no Markdown marks, white space run together."""
    cuts = (citation.sentence_start, citation.start, citation.end, citation.sentence_end)
    before, quote, after = (visible(article, first, last) for first, last in pairwise(cuts))
    return before.lstrip(), quote, after.rstrip()


def visible(article: Article, start: int, end: int) -> str:
    """The words of a part of an article's text."""
    return re.sub(r"\s+", " ", without_markup(article.text, article.markup, start, end))
