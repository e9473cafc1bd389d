"""How many articles support or deny a report, and from how many independent origins."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geomap.model.article import Article
from geomap.model.report import Says

Roots = Mapping[str, frozenset[str]]
"""The first sources of each article, by its id: named origins, and articles that repeat no other."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The articles of a report by what they say, each in groups of one origin; an article may be on two sides.

    ``groups[says]`` has a tuple of article ids for each independent origin, in the order of the evidence.
    """

    groups: Mapping[Says, tuple[tuple[str, ...], ...]]

    def articles(self, says: Says) -> tuple[str, ...]:
        """The ids of the articles that say this, group by group."""
        return tuple(article for group in self.groups[says] for article in group)

    def origins(self, says: Says) -> int:
        """The number of independent origins of the articles that say this."""
        return len(self.groups[says])


def roots_of(articles: Iterable[Article]) -> Roots:
    """The first sources of all articles.

    An article that names an ``origin`` has it as its source, and those of the articles that it ``repeats``. An article
    with neither is a source itself. One whose publisher others name as their origin is of that origin too. Articles
    that are missing count as sources; cycles end where they begin.
    """
    by_id = {article.id: article for article in articles}
    named = {_folded(each.front_matter.origin) for each in by_id.values() if each.front_matter.origin}
    found: dict[str, frozenset[str]] = {}
    for start in by_id:
        waiting = {start: None}  # without recursion: a chain of repeats may be long
        while waiting:
            current = next(reversed(waiting))
            article = by_id.get(current)
            repeats = article.front_matter.repeats if article else ()
            following = next((each for each in repeats if each not in found and each not in waiting), None)
            if following is not None:
                waiting[following] = None
                continue
            own = _own_root(article, named) if article else frozenset[str]()
            found[current] = own.union(*(found.get(each, ()) for each in repeats)) or frozenset({f"article:{current}"})
            waiting.popitem()
    return found


def _own_root(article: Article, named: set[str]) -> frozenset[str]:
    """The origin that an article names or is of; itself if it has none and repeats nothing; else none of its own."""
    matter = article.front_matter
    if matter.origin:
        return frozenset({f"origin:{_folded(matter.origin)}"})
    if matter.publisher and _folded(matter.publisher) in named:
        return frozenset({f"origin:{_folded(matter.publisher)}"})
    return frozenset() if matter.repeats else frozenset({f"article:{article.id}"})


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def balance_of(evidence: Iterable[tuple[str, Says]], roots: Roots) -> Balance:
    """The balance of a report's evidence, given as article ids with what their quotes say.

    An article with quotes that support or deny the report is not counted among those that mention it.
    """
    sides: dict[Says, dict[str, None]] = {says: {} for says in Says}
    for article, says in evidence:
        sides[says][article] = None
    for article in (*sides[Says.SUPPORTS], *sides[Says.DENIES]):
        sides[Says.MENTIONS].pop(article, None)
    return Balance({says: independent_groups(tuple(articles), roots) for says, articles in sides.items()})


def independent_groups(articles: Sequence[str], roots: Roots) -> tuple[tuple[str, ...], ...]:
    """The articles in groups of one origin: as few groups as a greedy choice finds to account for all of them.

    An article with several origins, such as a digest, joins the group of one of them that is there anyway; it is never
    counted more than once.

    >>> roots = {"a": frozenset({"x"}), "b": frozenset({"y"}), "digest": frozenset({"x", "y"})}
    >>> independent_groups(["digest", "a", "b"], roots)
    (('digest', 'a'), ('b',))
    """
    if len(articles) < 2:  # most reports; all of the following takes ten times as long
        return (tuple(articles),) if articles else ()
    own = {article: roots.get(article) or frozenset({f"article:{article}"}) for article in articles}
    groups: dict[str, list[str]] = {min(each): [] for each in own.values() if len(each) == 1}
    left = [each for each in own.values() if each.isdisjoint(groups)]
    while left:
        counts = Counter(root for each in left for root in sorted(each))
        groups[max(sorted(counts), key=counts.__getitem__)] = []
        left = [each for each in left if each.isdisjoint(groups)]
    for article in articles:
        groups[min(root for root in own[article] if root in groups)].append(article)
    order = {article: number for number, article in enumerate(articles)}
    return tuple(sorted((tuple(group) for group in groups.values()), key=lambda group: order[group[0]]))
