"""Reports: the file format itself, with their evidence, their pictures and their translations."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PrivateAttr, StrictBool, model_validator

from geomap.model.entry import Date, Entry, Id, Link, OrNothing, Text, id_may_be_left_out, identified
from geomap.model.language import ByLanguage


class Status(StrEnum):
    """The editor's judgement of a report; the tool never guesses one."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    REFUTED = "refuted"


class Evidence(Entry):
    """The words of one article that support a report."""

    article: Text = Field(description="The article's id.")
    quote: Text = Field(description="Words that occur in the article exactly once, or once beside prefix and suffix.")
    prefix: Text | None = Field(default=None, description="The words right before the quote, where it occurs again.")
    suffix: Text | None = Field(default=None, description="The words right after the quote, where it occurs again.")


class StatusChange(Entry):
    """An earlier status of a report."""

    date: Date = Field(description="Since when, in EDTF.")
    status: Status = Field(description="The status it had then.")
    reason: Text = Field(description="Why it had this status.")


class Picture(Entry):
    """A picture that belongs to a report: a file beside the gazetteer, published smaller and without its metadata."""

    file: Text = Field(description="Path of a JPEG, PNG, WebP, GIF or AVIF file, beginning beside the gazetteer.")
    alt: Text = Field(description="What the picture shows, for readers who do not see it.")
    credit: Text = Field(description="Who made the picture.")
    license: Text = Field(description="Licence under which it may be published.")
    caption: Text | None = Field(default=None, description="What readers should know about the picture.")
    source: Link | None = Field(default=None, description="Where the picture was published; linked, never loaded.")
    graphic: StrictBool = Field(
        default=False, description="Whether it may distress; if so, readers are asked before they see it."
    )
    _content: bytes = PrivateAttr(default=b"")

    @property
    def content(self) -> bytes:
        """The file's bytes as they were read; they may tell more than is published, such as where it was taken."""
        return self._content

    def showing(self, content: bytes) -> Self:
        """The same picture, given the bytes of its file."""
        self._content = content
        return self


class ReportTexts(Entry):
    """What a report says, in another language; what is left out stays in the map's own."""

    title: Text | None = Field(default=None, description="The title in that language.")
    system: Text | None = Field(default=None, description="The system's name in that language.")
    status_reason: Text | None = Field(default=None, description="The reason for the status in that language.")
    description: Text | None = Field(default=None, description="The description in that language.")


class Report(Entry):
    """A reported deployment: what, where, when, says who, and how far it is confirmed."""

    model_config = ConfigDict(json_schema_extra=id_may_be_left_out)
    id: Id = Field(description="Stable id, used in links; left out, it is made from the title.")
    title: Text = Field(description="What was reported, in one line.")
    place: Id | None = Field(default=None, description="Id of the place; left out where nobody gives one.")
    system: Text | None = Field(default=None, description="The system that was seen, such as Pantsir-S1.")
    status: Status = Field(description="confirmed, unconfirmed or refuted.")
    status_reason: Text = Field(description="Why it has this status; shown to the reader.")
    date: Date | None = Field(default=None, description="When it was seen, in EDTF.")
    reported: Date | None = Field(default=None, description="When it was reported, in EDTF.")
    description: Text | None = Field(default=None, description="What was seen, in the editor's words.")
    evidence: tuple[Evidence, ...] = Field(default=(), description="The words that support the report.")
    history: tuple[StatusChange, ...] = Field(default=(), description="Earlier statuses, newest last.")
    media: tuple[Picture, ...] = Field(default=(), description="Pictures of what was seen.")
    translations: ByLanguage[Annotated[ReportTexts, OrNothing]] = Field(
        default_factory=dict, description="The report's texts in other languages, by language code."
    )

    @model_validator(mode="before")
    @classmethod
    def _make_id(cls, value: Any) -> Any:
        return identified(value, "title")
