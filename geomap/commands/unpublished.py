"""What a build does not publish, and why: for ``geomap check --publish``."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from geomap.findings import Location, echo
from geomap.i18n.translator import Translator
from geomap.model import Article, Atlas, Publish
from geomap.model.drafts import Drafts, Unpublished


@dataclass(frozen=True)
class Row:
    """An entry, or a part of one, that is not published.

    Attributes:
        location: of the entry.
        kind: place, report or article.
        id: of the entry.
        what: the part that is not published; empty for the whole entry.
        reason: why.
    """

    location: Location
    kind: str
    id: str
    what: str
    reason: str


def unpublished(atlas: Atlas) -> list[Row]:
    """Drafts and what depends on them, exact positions, texts of articles, and names of checkers."""
    return sorted({*_drafts(atlas), *_positions(atlas), *_articles(atlas), *_checkers(atlas)}, key=_order)


def as_lines(rows: Sequence[Row]) -> str:
    """One line for each."""
    if not rows:
        return "Everything is published.\n"
    lines = (
        f"{row.location}: {row.kind} {echo(row.id)}{f', {row.what}' * bool(row.what)}: {row.reason}" for row in rows
    )
    return "\n".join(["Not published:", *lines, ""])


def as_json(rows: Sequence[Row]) -> str:
    """An array of flat objects."""
    flat = [
        {key: value for key, value in asdict(row).items() if key != "location"} | asdict(row.location) for row in rows
    ]
    return json.dumps(flat, ensure_ascii=False, indent=2)


def _order(row: Row) -> tuple[Location, str, str]:
    return row.location, row.kind, row.what


def _drafts(atlas: Atlas) -> Iterator[Row]:
    for each in Drafts(atlas).unpublished():
        entry = each.entry
        location = entry.at(0) if isinstance(entry, Article) else entry.at()
        what = "" if each.is_whole else each.reason.replace("quote", f"quote {(each.evidence or 0) + 1}")
        yield Row(location, each.kind, entry.id, what, _reason(each))


def _reason(each: Unpublished) -> str:
    draft = echo(each.draft)
    return {
        "draft": "it is a draft",
        "place": f'its place "{draft}" is a draft',
        "evidence": f'all its quotes are from drafts, such as article "{draft}"',
        "quote": f'article "{draft}" is a draft',
        "part_of": f'place "{draft}" is a draft',
        "relation": f'report "{draft}" is not published',
        "correction": f'place "{draft}", where it was before, is a draft',
    }[each.reason]


def _positions(atlas: Atlas) -> Iterator[Row]:
    for place in atlas.places:
        grid = place.coarsen if place.coarsen is not None else atlas.info.coarsen
        if grid is not None and not place.draft:
            distance = Translator("en").distance(grid)
            yield Row(place.at(), "place", place.id, "exact location", f"it is generalised to a grid of {distance}")


def _articles(atlas: Atlas) -> Iterator[Row]:
    for article in atlas.articles:
        if article.front_matter.publish is Publish.NONE and not article.front_matter.draft:
            yield Row(article.front_matter.at("publish"), "article", article.id, "text", "it says publish: none")


def _checkers(atlas: Atlas) -> Iterator[Row]:
    hidden = Drafts(atlas).reports
    for report in atlas.reports if not atlas.info.show_checkers else ():
        if report.checked_by and report.id not in hidden:
            yield Row(report.at("checked_by"), "report", report.id, "checked_by", "map.show_checkers is not true")
