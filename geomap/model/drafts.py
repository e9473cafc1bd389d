"""Drafts: entries that are not published, and what follows from that for the entries that refer to them.

What is published never says other than what the editor wrote, and never refers to a draft:

- A report at a draft place, or all of whose quotes are from draft articles, is not published either.
- A report with quotes from other articles too is published without those from drafts.
- A place that is part of a draft place is published as part of the next place around it.
- Mentions of a draft place and decisions about its names are left out of articles.
- Relations to what is not published, redirects to it, and what a report said before, if it was at a draft place then,
  are left out. Articles that repeat the same draft are still not independent of each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from geomap.model.article import Article
from geomap.model.atlas import AtlasContents, Citation, Mention
from geomap.model.balance import Roots
from geomap.model.gazetteer import MapInfo
from geomap.model.place import Place
from geomap.model.report import RELATIONS, Correction, Report

Reason = Literal["draft", "place", "evidence", "quote", "part_of", "relation", "correction"]
"""Why something is not published: it is a draft, or its place, all its evidence, one quote, its parent, a related
report or an earlier place is one."""


@dataclass(frozen=True)
class Unpublished:
    """A draft, or what is not published because it depends on one.

    Attributes:
        entry: the place, report or article.
        reason: why it, or part of it, is not published.
        draft: id of the draft; of the first, if there are several.
        evidence: index of the quote that is left out; None if the whole entry is.
    """

    entry: Place | Report | Article
    reason: Reason
    draft: str
    evidence: int | None = None

    @property
    def kind(self) -> Literal["place", "report", "article"]:
        """The kind of the entry."""
        return "place" if isinstance(self.entry, Place) else "report" if isinstance(self.entry, Report) else "article"

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the entry is published."""
        return self.reason in {"draft", "place", "evidence"}

    @property
    def file(self) -> str:
        """The file with the entry."""
        return self.entry.file if isinstance(self.entry, Article) else self.entry.at().file


@dataclass(frozen=True, eq=False)
class Drafts:
    """The drafts of an atlas."""

    atlas: AtlasContents

    @cached_property
    def places(self) -> frozenset[str]:
        """Ids of the draft places."""
        return frozenset(place.id for place in self.atlas.places if place.draft)

    @cached_property
    def articles(self) -> frozenset[str]:
        """Ids of the draft articles."""
        return frozenset(article.id for article in self.atlas.articles if article.front_matter.draft)

    @cached_property
    def reports(self) -> Mapping[str, Unpublished]:
        """The reports that are not published, with the reason, by their ids."""
        found = (self._whole(report) for report in self.atlas.reports)
        return {each.entry.id: each for each in found if each is not None}

    def _whole(self, report: Report) -> Unpublished | None:
        """Why a report is not published at all."""
        if report.draft:
            return Unpublished(report, "draft", report.id)
        if report.place in self.places and report.place is not None:
            return Unpublished(report, "place", report.place)
        if report.evidence and all(each.article in self.articles for each in report.evidence):
            return Unpublished(report, "evidence", report.evidence[0].article)
        return None

    def __bool__(self) -> bool:
        return bool(self.places or self.articles) or any(report.draft for report in self.atlas.reports)

    def unpublished(self) -> Iterator[Unpublished]:
        """Every draft and everything that is not published because of one: places, reports, then articles."""
        if not self:
            return
        for place in self.atlas.places:
            if place.draft:
                yield Unpublished(place, "draft", place.id)
            elif place.part_of in self.places and place.part_of is not None:
                yield Unpublished(place, "part_of", place.part_of)
        for report in self.atlas.reports:
            if report.id in self.reports:
                yield self.reports[report.id]
            else:
                yield from self._parts(report)
        for article in self.atlas.articles:
            if article.id in self.articles:
                yield Unpublished(article, "draft", article.id)

    def _parts(self, report: Report) -> Iterator[Unpublished]:
        """What of a published report is not published."""
        for index, evidence in enumerate(report.evidence):
            if evidence.article in self.articles:
                yield Unpublished(report, "quote", evidence.article, index)
        for other in dict.fromkeys(other for _, other in report.related if other in self.reports):
            yield Unpublished(report, "relation", other)
        for correction in report.corrected:
            place = correction.before.place if correction.before else None
            if place in self.places and place is not None:
                yield Unpublished(report, "correction", place)

    def without_quotes(self) -> AtlasContents | None:
        """The published reports that lose quotes, with the rest of the atlas as published; None if there is none."""
        losing = {each.entry.id for each in self.unpublished() if each.reason == "quote"}
        if not losing:
            return None
        return replace(
            self.atlas,
            reports=tuple(each for each in self.published_reports() if each.id in losing),
            citations=self.published_citations(),
        )

    def published_places(self) -> tuple[Place, ...]:
        """The places that are published, none part of a draft."""
        return tuple(
            place.model_copy(update={"part_of": self._around(place.part_of)}) if place.part_of in self.places else place
            for place in self.atlas.places
            if not place.draft
        )

    def _around(self, place: str | None) -> str | None:
        """The nearest place around a draft that is none itself."""
        while place in self.places and place is not None:
            place = self.atlas.place_by_id[place].part_of
        return place

    def published_reports(self) -> tuple[Report, ...]:
        """The reports that are published, with the evidence that is."""
        return tuple(self._report(each) for each in self.atlas.reports if each.id not in self.reports)

    def _report(self, report: Report) -> Report:
        update: dict[str, Any] = {
            "evidence": tuple(each for each in report.evidence if each.article not in self.articles),
            "corrected": tuple(self._correction(each) for each in report.corrected),
        }
        for kind in RELATIONS:
            update[kind] = tuple(other for other in getattr(report, kind) if other not in self.reports)
        is_same = all(getattr(report, key) == value for key, value in update.items())
        return report if is_same else report.model_copy(update=update)

    def _correction(self, correction: Correction) -> Correction:
        at_draft = correction.before is not None and correction.before.place in self.places
        return correction.model_copy(update={"before": None}) if at_draft else correction

    def published_articles(self) -> tuple[Article, ...]:
        """The articles that are published; their front matter names no draft."""
        return tuple(self._article(each) for each in self.atlas.articles if each.id not in self.articles)

    def _article(self, article: Article) -> Article:
        head = article.front_matter
        update: dict[str, Any] = {
            "link": {name: place for name, place in head.link.items() if place not in self.places},
            "repeats": tuple(dict.fromkeys(self._repeated(head.repeats))),
            "independent_of": tuple(each for each in head.independent_of if each not in self.articles),
        }
        is_same = all(getattr(head, key) == value for key, value in update.items())
        return article if is_same else article.model_copy(update={"front_matter": head.model_copy(update=update)})

    def _repeated(self, articles: Iterable[str]) -> Iterator[str]:
        """The articles, and instead of each draft those that it repeats itself."""
        waiting, seen = list(articles)[::-1], set[str]()
        while waiting:
            current = waiting.pop()
            if current not in self.articles:
                yield current
            elif current not in seen:
                seen.add(current)
                waiting += self.atlas.article_by_id[current].front_matter.repeats[::-1]

    def published_info(self) -> MapInfo:
        """The map's settings without redirects to what is not published."""
        info = self.atlas.info
        hidden = self.places | self.reports.keys()

        def leads_there(id_: str) -> bool:
            seen = {id_}
            while id_ in info.redirects and info.redirects[id_] not in seen:
                id_ = info.redirects[id_]
                seen.add(id_)
            return id_ in hidden

        redirects = {old: new for old, new in info.redirects.items() if not leads_there(old)}
        return info if len(redirects) == len(info.redirects) else info.model_copy(update={"redirects": redirects})

    def published_roots(self) -> Roots:
        """The first sources of each published article, with those that are drafts."""
        return {id_: roots for id_, roots in self.atlas.roots.items() if id_ not in self.articles}

    def published_mentions(self) -> tuple[Mention, ...]:
        """The mentions of published places in published articles."""
        return tuple(
            each for each in self.atlas.mentions if each.place not in self.places and each.article not in self.articles
        )

    def published_citations(self) -> tuple[Citation, ...]:
        """The quotes of published reports, each with its index among the evidence that is published."""
        index = {report.id: _new_indices(report, self.articles) for report in self.atlas.reports}
        return tuple(
            replace(each, evidence=index[each.report][each.evidence])
            for each in self.atlas.citations
            if each.report not in self.reports and each.article not in self.articles
        )


def _new_indices(report: Report, left_out: Iterable[str]) -> dict[int, int]:
    """The index of each piece of evidence among those that are published, by its index among all."""
    kept = [index for index, each in enumerate(report.evidence) if each.article not in left_out]
    return {old: new for new, old in enumerate(kept)}
