"""The changes of a build, as its manifest records them: only published data, and no withdrawn names."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geomap.compare.built_site import MANIFEST
from geomap.compare.differences import (
    ArticleDifferences,
    Differences,
    Move,
    PlaceDifferences,
    ReportDifferences,
    StatusWord,
)
from geomap.model import Precision

_MAX_MANIFEST = 500_000_000


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KeptStatus(_Model):
    """A report whose status changed."""

    id: str
    before: StatusWord
    now: StatusWord


class KeptMove(_Model):
    """A place or report that moved; the distance only if the place is at least as precise as before."""

    kind: Literal["place", "report"]
    place: str | None
    reports: list[str]
    distance_m: float | None = None


class Kept(_Model):
    """A summary of the latest build that changed anything. Removed reports are counted, not named."""

    status: list[KeptStatus] = Field(default_factory=list)
    removed: int = 0
    added: list[str] = Field(default_factory=list)
    renamed: list[str] = Field(default_factory=list)
    moved: list[KeptMove] = Field(default_factory=list)
    evidence: list[str] = Field(default_factory=list)
    quotes_moved: list[str] = Field(default_factory=list)
    dates: list[str] = Field(default_factory=list)
    texts: list[str] = Field(default_factory=list)
    places: list[str] = Field(default_factory=list)
    articles: list[str] = Field(default_factory=list)
    map: list[str] = Field(default_factory=list)


def changes_kept(differences: Differences) -> dict[str, Any]:
    """The block ``changes`` of a manifest, from the differences between two sites.

    There may be a reason to withdraw or rename a report, or to generalise a location: removed reports are only counted,
    renamed ones have only their new id, and a less precise location has no distance.
    """
    reports = differences.reports
    kept = Kept(
        status=[KeptStatus(id=each.id, before=each.before, now=each.now) for each in reports.status],
        removed=len(reports.removed),
        added=[each.id for each in reports.added],
        renamed=[each.now for each in reports.renamed],
        moved=[_kept_move(move) for move in differences.moved],
        evidence=_with_quotes(reports, {"added", "removed", "changed"}),
        quotes_moved=_with_quotes(reports, {"moved"}),
        dates=[each.id for each in reports.dates],
        texts=[each.id for each in reports.texts],
        places=_present_ids(differences.places),
        articles=_present_ids(differences.articles),
        map=[each.field for each in differences.map],
    )
    return kept.model_dump()


def kept_before(site: Path) -> dict[str, Any] | None:
    """The block ``changes`` in the manifest of an existing site; None if it has no valid one."""
    try:
        with (site / MANIFEST).open("rb") as file:
            manifest = _Manifest.model_validate_json(file.read(_MAX_MANIFEST))
    except (OSError, ValidationError, RecursionError):
        return None
    return manifest.changes.model_dump() if manifest.changes else None


class _Manifest(BaseModel):
    changes: Kept | None = None


def _with_quotes(reports: ReportDifferences, kinds: Collection[str]) -> list[str]:
    return [each.id for each in reports.evidence if any(quote.kind in kinds for quote in each.quotes)]


def _present_ids(group: PlaceDifferences | ArticleDifferences) -> list[str]:
    """The ids of added, renamed and changed entries."""
    return [
        *(each.id for each in group.added),
        *(each.now for each in group.renamed),
        *(each.id for each in group.changed),
    ]


def _kept_move(move: Move) -> KeptMove:
    return KeptMove(
        kind=move.kind,
        place=move.place,
        reports=move.reports,
        distance_m=None if move.kind == "report" or _is_coarser(move) else move.distance_m,
    )


def _is_coarser(move: Move) -> bool:
    """Whether the published location is less precise than before."""
    order = [str(precision) for precision in Precision]
    precision, radius = move.precision, move.uncertainty_m
    if move.coarsen_m is not None:
        return True
    if precision is not None and order.index(precision.now) > order.index(precision.before):
        return True
    return radius is not None and (radius.now or float("inf")) > (radius.before or float("inf"))
