"""Reports: their keys in the file format, with evidence, pictures and translations."""

import re
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PrivateAttr, StrictBool, model_validator

from geomap.model.dates import Dating
from geomap.model.entry import (
    ArticleId,
    Choice,
    Date,
    Entry,
    Id,
    Link,
    OrNothing,
    PlaceId,
    ReportId,
    Text,
    optional_id,
    with_id,
)
from geomap.model.language import ByLanguage
from geomap.model.own_fields import FieldValues, Tags


class Status(Choice):
    """The editor's judgement of a report; geomap never guesses one."""

    CONFIRMED = "confirmed", "You consider it true. Requires evidence."
    UNCONFIRMED = "unconfirmed", "It is reported, and not confirmed."
    REFUTED = "refuted", "It is shown to be wrong; hidden from readers until they select it."


class Says(Choice):
    """What a quote says about a report. No finer scale: graded scales contradict themselves."""

    SUPPORTS = "supports", "It says what the report says. The default."
    DENIES = "denies", "It says that the report is wrong."
    MENTIONS = "mentions", "It is about the report, and neither supports nor denies it."


class Evidence(Entry):
    """A quote from an article about a report, and whether it supports or denies the report."""

    article: ArticleId = Field(description="The article's id.")
    quote: Text = Field(description="Text that occurs in the article exactly once, or once between prefix and suffix.")
    prefix: Text | None = Field(
        default=None, description="The text before the quote, if the quote occurs more than once."
    )
    suffix: Text | None = Field(
        default=None, description="The text after the quote, if the quote occurs more than once."
    )
    says: Says = Field(
        default=Says.SUPPORTS,
        description="What the quote says about the report: supports (default), denies or mentions.",
    )
    translations: ByLanguage[Text] = Field(
        default_factory=dict,
        description="The quote in other languages, by language code; shown as the editor's translation.",
    )


class StatusChange(Entry):
    """An earlier status of a report."""

    date: Date = Field(description="When this status began, in EDTF.", examples=["2023-01-20", "2023-01"])
    status: Status = Field(description="The status it had.")
    reason: Text = Field(description="Why it had this status.")


class FormerTexts(Entry):
    """What a report said before it was corrected; only what the correction changed."""

    title: Text | None = Field(default=None, description="The title before.")
    place: PlaceId | None = Field(default=None, description="Id of the place before.")
    system: Text | None = Field(default=None, description="The system before.")
    date: Date | None = Field(default=None, description="The date before, in EDTF.", examples=["2023-01-18"])
    description: Text | None = Field(default=None, description="The description before.")


class Correction(Entry):
    """A correction of a report that was published already."""

    date: Date = Field(description="When it was corrected, in EDTF.", examples=["2023-01-25"])
    note: Text = Field(description="What was corrected, and why; shown to readers.")
    before: FormerTexts | None = Field(
        default=None, description="What the report said before, for the map as it was known on an earlier date."
    )

    def written(self) -> dict[str, Any]:
        """The correction as it is in a file."""
        before = self.before and {
            key: value.edtf if isinstance(value, Dating) else value for key, value in self.before if value is not None
        }
        return {"date": self.date.edtf, "note": self.note, **({"before": before} if before else {})}


class Picture(Entry):
    """A picture of a report, published at a smaller size and without its metadata."""

    file: Text = Field(description="Path of a JPEG, PNG, WebP, GIF or AVIF file, relative to the gazetteer file.")
    alt: Text = Field(description="What the picture shows, for readers who cannot see it.")
    credit: Text = Field(description="Who made the picture.")
    license: Text = Field(description="Licence of the picture.")
    caption: Text | None = Field(default=None, description="What readers should know about the picture.")
    source: Link | None = Field(default=None, description="Where the picture was published; linked, never loaded.")
    graphic: StrictBool = Field(
        default=False, description="Whether it may be distressing; if so, readers confirm before they see it."
    )
    _content: bytes = PrivateAttr(default=b"")

    @property
    def content(self) -> bytes:
        """The bytes of its file; the metadata in them, such as where it was taken, are not published."""
        return self._content

    def with_content(self, content: bytes) -> Self:
        """A copy that has the bytes of its file."""
        return self._with(_content=content)


class ReportTexts(Entry):
    """A report's texts in another language; a text that is left out is shown in the map's own."""

    title: Text | None = Field(default=None, description="The title in that language.")
    system: Text | None = Field(default=None, description="The system's name in that language.")
    status_reason: Text | None = Field(default=None, description="The reason for the status in that language.")
    description: Text | None = Field(default=None, description="The description in that language.")


RELATIONS = ("same_event_as", "moved_from", "see_also")
"""The keys of a report that relate it to others."""


class Report(Entry):
    """A reported deployment: what, where, when, who reported it, and whether it is confirmed."""

    model_config = ConfigDict(json_schema_extra=optional_id)
    id: Id = Field(description="Stable id, used in links. Default: made from the title.")
    title: Text = Field(description="What was reported, in one line.")
    place: PlaceId | None = Field(default=None, description="Id of the place; left out if no source gives one.")
    system: Text | None = Field(default=None, description="The system that was reported, such as Pantsir-S1.")
    status: Status = Field(description="confirmed, unconfirmed or refuted.")
    status_reason: Text = Field(description="Why it has this status; shown to readers.")
    status_since: Date | None = Field(
        default=None, description="When it got this status, in EDTF.", examples=["2023-01-25", "2023-01"]
    )
    date: Date | None = Field(
        default=None,
        description="When it was seen, in EDTF.",
        examples=[
            *("2023-01-19", "2023-01~", "2023-01-05/2023-01-10", "2023-01-XX", "../2023-01-19"),
            "2023-01-19T14:30+03:00",
        ],
    )
    reported: Date | None = Field(
        default=None, description="When it was reported, in EDTF.", examples=["2023-01-19", "2023-01"]
    )
    description: Text | None = Field(default=None, description="What was reported, as the editor describes it.")
    evidence: tuple[Evidence, ...] = Field(
        default=(), description="Quotes from articles that support, deny or mention the report."
    )
    history: tuple[StatusChange, ...] = Field(default=(), description="Earlier statuses, newest last.")
    corrected: tuple[Correction, ...] = Field(default=(), description="Corrections, newest last.")
    see_also: tuple[ReportId, ...] = Field(default=(), description="Ids of other reports that readers should see.")
    same_event_as: tuple[ReportId, ...] = Field(
        default=(), description="Ids of other reports of the same event; they stay reports of their own."
    )
    moved_from: tuple[ReportId, ...] = Field(
        default=(), description="Ids of earlier reports of the same system at other places; no route is implied."
    )
    media: tuple[Picture, ...] = Field(default=(), description="Pictures of the deployment.")
    tags: Tags = Field(
        default=(), description="Keywords by which readers filter.", examples=[["airport", "second hand"]]
    )
    fields: FieldValues = Field(
        default_factory=dict,
        description="Values of the map's own fields by their names, which are declared under map.fields.",
        examples=[{"credibility": 2}],
    )
    checked_by: tuple[Text, ...] = Field(
        default=(),
        description="Who has checked the report, such as initials. Published only with map.show_checkers; that it was "
        "checked always is.",
        examples=[["AB", "CD"]],
    )
    checked_on: Date | None = Field(default=None, description="When it was last checked, in EDTF.")
    draft: StrictBool = Field(default=False, description="Whether to leave it out of everything that is published.")
    translations: ByLanguage[Annotated[ReportTexts, OrNothing]] = Field(
        default_factory=dict, description="The report's texts in other languages, by language code."
    )

    @model_validator(mode="before")
    @classmethod
    def _make_id(cls, value: Any) -> Any:
        return with_id(value, "title")

    @property
    def checkers(self) -> tuple[str, ...]:
        """Who has checked it, each person once; initials are those of one person, with and without full stops."""
        if not self.checked_by:  # most
            return ()
        return tuple({initials(each): each for each in reversed(self.checked_by)}.values())[::-1]

    @property
    def is_checked(self) -> bool:
        """Whether someone has checked it."""
        return bool(self.checked_by) or self.checked_on is not None

    @property
    def related(self) -> tuple[tuple[str, str], ...]:
        """The kind and the id of each relation to another report, in the order of ``RELATIONS``."""
        return tuple((kind, other) for kind in RELATIONS for other in getattr(self, kind))


def initials(written: str) -> str:
    """A checker as it is compared: in lower case, without full stops and spaces.

    >>> initials("A. B.") == initials("ab")
    True
    """
    return "".join(re.findall(r"\w", written.casefold())) or written
