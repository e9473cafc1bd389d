"""An article in ``seeds/``: its front matter and its text."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, WithJsonSchema

from geomap.findings import Location
from geomap.model.entry import Choice, Date, Entry, Id, Link, PlaceId, Reference, Text
from geomap.model.language import Language


class Publish(Choice):
    """How much of an article's text is published in the page."""

    FULL = "full", "The whole text is published."
    EXCERPTS = "excerpts", "The quotes are published, with the sentences that contain them."
    NONE = "none", "None of the text is published."


class SourceKind(Choice):
    """What kind of source an article is: who speaks in it, not how far it is to be believed."""

    EYEWITNESS = "eyewitness", "Someone who was there, with words, a picture or a video."
    OFFICIAL = "official", "A state, an authority or an armed force, in its own words."
    OUTLET = "outlet", "A news outlet or agency."
    SOCIAL = "social", "A post or channel on a social network whose author was not there, or is not known."
    SATELLITE = "satellite", "A satellite or aerial image, and what is read from it."
    DOCUMENT = "document", "A document: an order, a contract, a register, a court file."
    OTHER = "other", "Any other source, such as a study or a digest."


class FrontMatter(Entry):
    """The YAML between `---` lines at the top of an article; all of it is optional."""

    id: Id | None = Field(default=None, description="Stable id. Default: the file's name without its extension.")
    title: Text | None = Field(default=None, description="Headline. Default: the text's first line.")
    publisher: Text | None = Field(default=None, description="Who published it.")
    url: Link | None = Field(default=None, description="Where it was published.")
    archive_url: Link | None = Field(default=None, description="An archived copy.")
    published: Date | None = Field(
        default=None, description="When it was published, in EDTF.", examples=["2023-01-19", "2023-01"]
    )
    accessed: Date | None = Field(
        default=None, description="When it was read, in EDTF.", examples=["2023-01-19", "2023-01"]
    )
    language: Language | None = Field(
        default=None, description="Language of the text (BCP 47). Default: the map's.", examples=["en", "ru", "uk"]
    )
    authors: tuple[Text, ...] = Field(default=(), description="Who wrote it.")
    license: Text | None = Field(default=None, description="Licence of the text.")
    kind: SourceKind | None = Field(default=None, description="What kind of source it is.")
    origin: Text | None = Field(
        default=None,
        description="Where its reporting comes from, such as an agency; articles with the same origin are not "
        "independent of each other.",
        examples=["Reuters", "Ministry of Defence"],
    )
    repeats: tuple[Annotated[Id, Reference("article")], ...] = Field(
        default=(), description="Ids of the articles whose reporting it repeats; it is not independent of them."
    )
    independent_of: tuple[Annotated[Id, Reference("article")], ...] = Field(
        default=(), description="Ids of articles with similar passages that it does not repeat; they are not reported."
    )
    link: dict[Text, Annotated[PlaceId | None, WithJsonSchema({"type": ["string", "null"]})]] = Field(
        default_factory=dict,
        description="Names in this text and the ids of the places they refer to; null for a name that is not a place.",
    )
    publish: Publish = Field(default=Publish.EXCERPTS, description="How much of the text is published in the page.")
    draft: StrictBool = Field(
        default=False, description="Whether to leave it, and the quotes from it, out of everything that is published."
    )


def without_markup(text: str, markup: Sequence[tuple[int, int]], start: int = 0, end: int | None = None) -> str:
    """``text[start:end]`` without the spans of ``markup``, which are sorted and disjoint.

    >>> without_markup("the *radar* turns", [(4, 5), (10, 11)], 4)
    'radar turns'
    """
    end = len(text) if end is None else end
    if not markup:
        return text[start:end]
    pieces, at = [], start
    for index in range(bisect_right(markup, start, key=itemgetter(1)), len(markup)):
        first, last = markup[index]
        if first >= end:
            break
        pieces.append(text[at : max(first, at)])
        at = min(last, end)
    return "".join((*pieces, text[at:end]))


class Article(BaseModel):
    """An article as geomap uses it.

    Attributes:
        id: from the front matter, else the file's name without its extension.
        title: from the front matter, else the text's first line without its Markdown.
        front_matter: as written.
        file: path as a person would type it, for findings.
        text: the text exactly as written, without the front matter; every offset is a code-point index into it.
        markup: spans of ``text`` that are Markdown syntax and not content (sorted, disjoint); empty for plain text.
        first_line: line of the file on which ``text`` begins, from 1.
        sha256: of the file's bytes.
    """

    model_config = ConfigDict(frozen=True)
    id: str
    title: str
    front_matter: FrontMatter = FrontMatter()
    file: str = "<python>"
    text: str
    markup: tuple[tuple[int, int], ...] = ()
    first_line: int = 1
    sha256: str = ""

    @property
    def published_title(self) -> str | None:
        """The title that may be shown: the stated one, or the text's first line where the text may be published."""
        return self.front_matter.title if self.front_matter.publish is Publish.NONE else self.title

    def at(self, offset: int) -> Location:
        """The location in the file of the character at ``offset`` of the text."""
        line = bisect_right(self._line_starts, offset) - 1
        return Location(self.file, self.first_line + line, offset - self._line_starts[line] + 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        """Offsets, for the locations of thousands of names in a long article."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]
