"""What differs between two editions of a map, as values; `geomap diff --format json` writes them as they are."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

StatusWord = Literal["confirmed", "unconfirmed", "refuted"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Model):
    """A value before and now."""

    before: Any = Field(description="The value in the old one.")
    now: Any = Field(description="The value in the new one.")


class FieldChange(Step):
    """A value of an entry that is another; both are null where they are not told."""

    field: str = Field(
        description="The key in the gazetteer or in the head of the article; `text` for an article's text, `kept_back` "
        "for what the coarsening of a place hides."
    )


class Entry(_Model):
    """A report, place or article that is there in one of the two alone."""

    id: str = Field(description="Its id.")
    title: str | None = Field(description="Its title or name.")
    status: StatusWord | None = Field(default=None, description="A report's status.")


class Renamed(_Model):
    """An entry of which nothing is another but its id."""

    before: str = Field(description="The id in the old one.")
    now: str = Field(description="The id in the new one.")
    title: str | None = Field(description="Its title or name.")


class StatusChange(_Model):
    """A report whose status is another."""

    id: str = Field(description="The report's id.")
    title: str = Field(description="The report's title.")
    before: StatusWord = Field(description="The status in the old one.")
    now: StatusWord = Field(description="The status in the new one.")
    reason: str = Field(description="The reason for the new status.")


class Move(_Model):
    """A place that is elsewhere or known otherwise, with its reports; or a report that is at another place."""

    kind: Literal["place", "report"] = Field(description="Which of the two it is.")
    place: str | None = Field(description="Id of the place; null where the report has none any more.")
    place_before: str | None = Field(description="Id of the place in the old one, where the report is at another.")
    reports: list[str] = Field(description="Ids of the reports that are moved by it.")
    position: Literal["moved", "given", "removed"] | None = Field(
        description="What became of the coordinates; null where they are the same."
    )
    distance_m: float | None = Field(
        description="How far it is from the old position to the new, in metres on the ellipsoid; null where that is "
        "not told: where one of the two has none, and where the coarsening is another."
    )
    precision: Step | None = Field(description="The precision, where it is another.")
    uncertainty_m: Step | None = Field(description="The radius in metres, where it is another.")
    coarsen_m: Step | None = Field(description="The grid that the position is published on, where it is another.")
    area: bool = Field(description="Whether the outline is another.")


class QuoteChange(_Model):
    """A quote of a report: new, gone, in other words, or elsewhere in an article that was changed."""

    kind: Literal["added", "removed", "changed", "moved"] = Field(description="Which of them.")
    article: str = Field(description="The article's id.")
    before: str | None = Field(description="The words in the old one; null where they may not be published.")
    now: str | None = Field(description="The words in the new one, likewise.")
    start: Step | None = Field(description="Where a moved quote stands in the article's text, in code points.")


class EvidenceChange(_Model):
    """A report that rests on other quotes."""

    id: str = Field(description="The report's id.")
    title: str = Field(description="The report's title.")
    quotes: list[QuoteChange] = Field(description="What is another.")


class Changed(_Model):
    """An entry of which other values are another."""

    id: str = Field(description="Its id.")
    title: str | None = Field(description="Its title or name.")
    fields: list[FieldChange] = Field(description="What is another.")


class ReportDifferences(_Model):
    """What differs of the reports. A report may be in several lists."""

    status: list[StatusChange] = Field(default_factory=list, description="Reports whose status is another.")
    removed: list[Entry] = Field(default_factory=list, description="Reports of the old one alone.")
    added: list[Entry] = Field(default_factory=list, description="Reports of the new one alone.")
    renamed: list[Renamed] = Field(default_factory=list, description="Reports of which only the id is another.")
    evidence: list[EvidenceChange] = Field(default_factory=list, description="Reports that rest on other quotes.")
    dates: list[Changed] = Field(default_factory=list, description="Reports with another date or date of reporting.")
    texts: list[Changed] = Field(default_factory=list, description="Reports of which anything else is another.")


class PlaceDifferences(_Model):
    """What differs of the places, besides where they are."""

    removed: list[Entry] = Field(default_factory=list, description="Places of the old one alone.")
    added: list[Entry] = Field(default_factory=list, description="Places of the new one alone.")
    renamed: list[Renamed] = Field(default_factory=list, description="Places of which only the id is another.")
    changed: list[Changed] = Field(default_factory=list, description="Places with another name, note, source …")


class ArticleDifferences(_Model):
    """What differs of the articles. Their texts are never told, only that they are another (field `text`)."""

    removed: list[Entry] = Field(default_factory=list, description="Articles of the old one alone.")
    added: list[Entry] = Field(default_factory=list, description="Articles of the new one alone.")
    renamed: list[Renamed] = Field(default_factory=list, description="Articles of which only the id is another.")
    changed: list[Changed] = Field(default_factory=list, description="Articles with another text or head.")


class Differences(_Model):
    """What differs between two editions of a map, in the order of the gazetteer."""

    format: Literal[1] = Field(default=1, description="The version of this format.")
    old: str = Field(default="", description="What is compared: a file, a folder, a revision or a site.")
    new: str = Field(default="", description="What it is compared with.")
    published: bool = Field(default=False, description="Whether only what is published was compared, as with a site.")
    old_complete: bool = Field(
        default=True, description="False where errors hid a part of the old one: what is added may have been there."
    )
    new_complete: bool = Field(
        default=True, description="False where errors hid a part of the new one: what is removed may still be there."
    )
    reports: ReportDifferences = Field(default_factory=ReportDifferences, description="What differs of the reports.")
    moved: list[Move] = Field(default_factory=list, description="Places and reports that are elsewhere.")
    places: PlaceDifferences = Field(default_factory=PlaceDifferences, description="What differs of the places.")
    articles: ArticleDifferences = Field(
        default_factory=ArticleDifferences, description="What differs of the articles."
    )
    map: list[FieldChange] = Field(default_factory=list, description="What differs under `map:`.")

    def __bool__(self) -> bool:
        """Whether anything differs."""
        groups = [each for part in (self.reports, self.places, self.articles) for _, each in part]
        return any(groups) or bool(self.moved or self.map)
