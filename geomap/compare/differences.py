"""The differences between two editions of a map, as values; `geomap diff --format json` writes them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

StatusWord = Literal["confirmed", "unconfirmed", "refuted"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def __hash__(self) -> int:
        """By its JSON: its lists have no hash."""
        return hash(self.model_dump_json())


class Step(_Model):
    """An old and a new value."""

    before: Any = Field(description="The old value.")
    now: Any = Field(description="The new value.")


class FieldChange(Step):
    """A changed value of an entry; both values are null if they must not be shown."""

    field: str = Field(
        description="The key in the gazetteer or in the front matter of the article; `rules.confirmed` for the "
        "rule for a status; `text` for an article's text, `kept_back` for data that the generalisation of a "
        "place hides."
    )


class Entry(_Model):
    """A report, place or article that is in only one of the two."""

    id: str = Field(description="Its id.")
    title: str | None = Field(description="Its title or name.")
    status: StatusWord | None = Field(default=None, description="A report's status.")


class Renamed(_Model):
    """An entry of which only the id changed."""

    before: str = Field(description="The old id.")
    now: str = Field(description="The new id.")
    title: str | None = Field(description="Its title or name.")


class StatusChange(_Model):
    """A report whose status changed."""

    id: str = Field(description="The report's id.")
    title: str = Field(description="The report's title.")
    before: StatusWord = Field(description="The old status.")
    now: StatusWord = Field(description="The new status.")
    reason: str = Field(description="The reason for the new status.")
    since: str | None = Field(default=None, description="When the new status began, in EDTF, if that is stated.")


class Move(_Model):
    """A place whose location changed, with its reports; or a report that is now at a different place."""

    kind: Literal["place", "report"] = Field(description="Whether a place or a report moved.")
    place: str | None = Field(description="Id of the place; null if the report no longer has one.")
    place_before: str | None = Field(description="Id of the old place, if a report moved.")
    reports: list[str] = Field(description="Ids of the affected reports.")
    position: Literal["moved", "given", "removed"] | None = Field(
        description="How the coordinates changed; null if they did not."
    )
    distance_m: float | None = Field(
        description="Distance between the old and the new position, in metres on the ellipsoid; null if one of the "
        "two has no position, or if the distance would reveal a generalised one."
    )
    precision: Step | None = Field(description="The precision, if it changed.")
    uncertainty_m: Step | None = Field(description="The radius in metres, if it changed.")
    coarsen_m: Step | None = Field(
        description="The grid to which the location is generalised, in metres, if it changed."
    )
    area: bool = Field(description="Whether the outline changed.")


class QuoteChange(_Model):
    """A quote of a report: added, removed, changed, or moved by an edit of its article."""

    kind: Literal["added", "removed", "changed", "moved"] = Field(description="The kind of change.")
    article: str = Field(description="The article's id.")
    before: str | None = Field(description="The old quote; null if it must not be published.")
    now: str | None = Field(description="The new quote; null if it must not be published.")
    start: Step | None = Field(description="The start of a moved quote in the article's text, in code points.")
    says: Step | None = Field(default=None, description="What the quote says about the report, if that changed.")


class EvidenceChange(_Model):
    """A report whose quotes changed."""

    id: str = Field(description="The report's id.")
    title: str = Field(description="The report's title.")
    quotes: list[QuoteChange] = Field(description="The changes.")


class Changed(_Model):
    """An entry with changed values."""

    id: str = Field(description="Its id.")
    title: str | None = Field(description="Its title or name.")
    fields: list[FieldChange] = Field(description="The changes.")


class ReportDifferences(_Model):
    """Differences of reports. A report may be in several lists."""

    status: list[StatusChange] = Field(default_factory=list, description="Reports whose status changed.")
    removed: list[Entry] = Field(default_factory=list, description="Reports that are only in the old version.")
    added: list[Entry] = Field(default_factory=list, description="Reports that are only in the new version.")
    renamed: list[Renamed] = Field(default_factory=list, description="Reports of which only the id changed.")
    evidence: list[EvidenceChange] = Field(default_factory=list, description="Reports whose quotes changed.")
    dates: list[Changed] = Field(default_factory=list, description="Reports whose date or reporting date changed.")
    texts: list[Changed] = Field(default_factory=list, description="Reports with any other change.")


class PlaceDifferences(_Model):
    """Differences of places, except for their locations."""

    removed: list[Entry] = Field(default_factory=list, description="Places that are only in the old version.")
    added: list[Entry] = Field(default_factory=list, description="Places that are only in the new version.")
    renamed: list[Renamed] = Field(default_factory=list, description="Places of which only the id changed.")
    changed: list[Changed] = Field(default_factory=list, description="Places whose name, note, source … changed.")


class ArticleDifferences(_Model):
    """Differences of articles. Their texts are never included, only that they changed (field `text`)."""

    removed: list[Entry] = Field(default_factory=list, description="Articles that are only in the old version.")
    added: list[Entry] = Field(default_factory=list, description="Articles that are only in the new version.")
    renamed: list[Renamed] = Field(default_factory=list, description="Articles of which only the id changed.")
    changed: list[Changed] = Field(default_factory=list, description="Articles whose text or front matter changed.")


class Differences(_Model):
    """The differences between two editions of a map, in the order of the gazetteer."""

    format: Literal[1] = Field(default=1, description="The version of this format.")
    old: str = Field(default="", description="The old version: a file, a folder, a revision or a site.")
    new: str = Field(default="", description="The new version, likewise.")
    published: bool = Field(default=False, description="Whether only published data was compared, as with a site.")
    old_complete: bool = Field(
        default=True, description="False if errors hid part of the old version: added entries may have been in it."
    )
    new_complete: bool = Field(
        default=True, description="False if errors hid part of the new version: removed entries may still be in it."
    )
    reports: ReportDifferences = Field(default_factory=ReportDifferences, description="Differences of reports.")
    moved: list[Move] = Field(
        default_factory=list, description="Places whose location changed, and reports at a different place."
    )
    places: PlaceDifferences = Field(default_factory=PlaceDifferences, description="Differences of places.")
    articles: ArticleDifferences = Field(default_factory=ArticleDifferences, description="Differences of articles.")
    map: list[FieldChange] = Field(
        default_factory=list, description="Differences under `map:`, one for the rule for each status."
    )

    def __bool__(self) -> bool:
        """Whether anything differs."""
        groups = [each for part in (self.reports, self.places, self.articles) for _, each in part]
        return any(groups) or bool(self.moved or self.map)
