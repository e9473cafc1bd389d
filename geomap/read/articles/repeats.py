"""The articles that an article names in its front matter: they exist, and no two repeat each other."""

from collections.abc import Iterator, Sequence

from geomap.findings import Finding, echo, nearest
from geomap.model import Article
from geomap.read.cycles import cycle_text, find_cycles

MAX_SUGGESTIONS = 20
"""Unknown ids for which the nearest known one is searched."""


def check_repeats(articles: Sequence[Article], *, complete: bool = True) -> Iterator[Finding]:
    """The findings A001 and A009 about ``repeats`` and ``independent_of``.

    Args:
        articles: all articles, each id once.
        complete: whether all files could be read; if not, an unknown id may be that of another file.
    """
    by_id = {article.id: article for article in articles}
    searches = 0
    for article in articles if complete else ():
        matter = article.front_matter
        named = [("repeats", i, each) for i, each in enumerate(matter.repeats)]
        named += [("independent_of", i, each) for i, each in enumerate(matter.independent_of)]
        for key, index, id_ in named:
            if id_ in by_id:
                continue
            searches += 1
            advice = nearest(id_, by_id) if searches <= MAX_SUGGESTIONS else ""
            found = f'no article has the id "{echo(id_)}"'
            yield Finding(matter.at(key, index), "A001", found, advice or "write the id of an article in seeds/")
    references = {article.id: article.front_matter.repeats for article in articles}
    for last, first, ids in find_cycles(references):
        matter = by_id[last].front_matter
        at = matter.at("repeats", matter.repeats.index(first))
        if len(ids) == 1:
            yield Finding(at, "A009", f'article "{echo(last)}" repeats itself', "remove it from repeats")
        else:
            yield Finding(at, "A009", cycle_text(ids), "remove one of these ids from the repeats of its article")
