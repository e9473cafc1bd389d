"""The atlas: gazetteer and articles, connected."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from geomap.model.article import Article
from geomap.model.balance import Balance, Roots, balance_of, roots_of
from geomap.model.basemap import Streets
from geomap.model.gazetteer import MapInfo
from geomap.model.place import Place
from geomap.model.report import Report, Says

CONTEXT_LENGTH = 32
"""Characters in the prefix and in the suffix of an anchor."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage of an article, as the W3C's TextPositionSelector and TextQuoteSelector give it.

    ``start`` and ``end`` are code-point offsets into the article's text, end exclusive: ``text[start:end] == exact``.
    ``prefix`` and ``suffix`` are up to 32 characters of the text on either side.
    """

    article: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


def anchored(article: Article, start: int, end: int) -> tuple[str, int, int, str, str, str]:
    """The fields of an anchor for ``article.text[start:end]``, in their order."""
    text = article.text
    return (
        article.id,
        start,
        end,
        text[start:end],
        text[max(0, start - CONTEXT_LENGTH) : start],
        text[end : end + CONTEXT_LENGTH],
    )


@dataclass(frozen=True, slots=True)
class Mention(Anchor):
    """A place's name in an article; ``name`` is the name or alias of the place that was matched.

    ``score`` is the place's share of the evidence among all places of this name, 0 to 1; ``reason`` is why this place
    was chosen.
    """

    place: str
    name: str
    score: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Citation(Anchor):
    """A verified piece of evidence: the quote's one occurrence in its article, and the sentences that contain it.

    ``evidence`` is the index in the report's list; ``says`` is what the quote says about the report. ``around``
    finds the sentences around a span of the article, which only what is published needs.
    """

    report: str
    evidence: int
    around: Callable[[int, int], tuple[int, int]] = field(compare=False, repr=False)
    says: Says = Says.SUPPORTS

    @property
    def sentences(self) -> tuple[int, int]:
        """The span of the sentences, in offsets like those of the anchor."""
        return self.around(self.start, self.end)

    @property
    def sentence_start(self) -> int:
        """The offset at which the sentences begin."""
        return self.sentences[0]

    @property
    def sentence_end(self) -> int:
        """The offset at which the sentences end."""
        return self.sentences[1]


@dataclass(frozen=True, eq=False)
class AtlasContents:
    """A gazetteer and its articles, connected: places and reports in the gazetteer's order, the rest sorted.

    Two are equal only if they are the same object: entries have no hash, and comparing all of them would be slow.

    Attributes:
        streets: the street tiles of the map; None if it has none.
    """

    info: MapInfo
    places: tuple[Place, ...]
    reports: tuple[Report, ...]
    articles: tuple[Article, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...]
    streets: Streets | None = None

    @cached_property
    def place_by_id(self) -> dict[str, Place]:
        """The places by their ids."""
        return {place.id: place for place in self.places}

    @cached_property
    def article_by_id(self) -> dict[str, Article]:
        """The articles by their ids."""
        return {article.id: article for article in self.articles}

    @cached_property
    def report_by_id(self) -> dict[str, Report]:
        """The reports by their ids."""
        return {report.id: report for report in self.reports}

    @cached_property
    def has_corrections(self) -> bool:
        """Whether any report was corrected."""
        return any(report.corrected for report in self.reports)

    @cached_property
    def translates_quotes(self) -> bool:
        """Whether any quote has a translation."""
        return any(evidence.translations for report in self.reports for evidence in report.evidence)

    def related(self, report: Report) -> list[tuple[str, Report]]:
        """The reports that it is related to, each with the kind of the relation, which is a key of the format."""
        others = ((kind, self.report_by_id.get(other)) for kind, other in report.related)
        return [(kind, other) for kind, other in others if other]

    @cached_property
    def redirects(self) -> dict[str, str]:
        """The former ids, each with the id of a place or report that replaces it in the end."""
        known = self.place_by_id.keys() | self.report_by_id.keys()
        final: dict[str, str] = {}
        for old in self.info.redirects:
            passed, new = {old}, self.info.redirects[old]
            while new not in known and new in self.info.redirects and new not in passed:
                passed.add(new)
                new = self.info.redirects[new]
            if new in known:
                final[old] = new
        return final

    @cached_property
    def citations_by_report(self) -> dict[str, tuple[Citation, ...]]:
        """The citations of each report that has any, in the order of its evidence."""
        grouped: dict[str, list[Citation]] = {}
        for citation in self.citations:
            grouped.setdefault(citation.report, []).append(citation)
        return {report: tuple(found) for report, found in grouped.items()}

    @cached_property
    def roots(self) -> Roots:
        """The first sources of each article."""
        return roots_of(self.articles)

    @cached_property
    def weighs_evidence(self) -> bool:
        """Whether the map says more about its evidence than where it is quoted from."""
        stated = (each.front_matter for each in self.articles)
        return (
            self.info.rules is not None
            or any(citation.says is not Says.SUPPORTS for citation in self.citations)
            or any(matter.kind or matter.origin or matter.repeats for matter in stated)
        )

    def repeated_by(self, article: Article) -> tuple[Article, ...]:
        """The articles that an article repeats, of those that are here."""
        found = (self.article_by_id.get(each) for each in article.front_matter.repeats)
        return tuple(each for each in found if each is not None)

    def balance(self, report: str) -> Balance:
        """What the articles of a report say, and how independent they are."""
        return balance_of(((each.article, each.says) for each in self.citations_by_report.get(report, ())), self.roots)


class Atlas(AtlasContents):
    """A map as the editor knows it, with exact positions: see :class:`geomap.model.published.PublishedAtlas`."""
