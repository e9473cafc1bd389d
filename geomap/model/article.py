"""An article of ``seeds/``: its head and its own text."""

from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum
from operator import itemgetter
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from geomap.findings import Location
from geomap.model.entry import Date, Entry, Id, Link, Text
from geomap.model.language import Language


class Publish(StrEnum):
    """How much of an article's text may go into the page."""

    FULL = "full"
    EXCERPTS = "excerpts"
    NONE = "none"


class ArticleHead(Entry):
    """The YAML between ``---`` lines at the top of an article; all of it may be left out."""

    id: Id | None = Field(default=None, description="Stable id; left out, it is the file's name without its ending.")
    title: Text | None = Field(default=None, description="Headline; left out, it is the text's first line.")
    publisher: Text | None = Field(default=None, description="Who published it.")
    url: Link | None = Field(default=None, description="Where it was published.")
    archive_url: Link | None = Field(default=None, description="An archived copy.")
    published: Date | None = Field(default=None, description="When it was published, in EDTF.")
    accessed: Date | None = Field(default=None, description="When it was read, in EDTF.")
    language: Language | None = Field(default=None, description="Language of the text (BCP 47); left out, the map's.")
    authors: tuple[Text, ...] = Field(default=(), description="Who wrote it.")
    license: Text | None = Field(default=None, description="Licence of the text.")
    link: dict[Text, Annotated[Id | None, WithJsonSchema({"type": ["string", "null"]})]] = Field(
        default_factory=dict,
        description="Names in this text and the ids of the places they mean; null for a name that means no place.",
    )
    publish: Publish = Field(default=Publish.EXCERPTS, description="How much of the text may go into the page.")


def without_marks(text: str, markup: Sequence[tuple[int, int]], start: int = 0, end: int | None = None) -> str:
    """The words of ``text[start:end]``: without the spans of ``markup``, which are sorted and disjoint.

    >>> without_marks("the *radar* stands", [(4, 5), (10, 11)], 4)
    'radar stands'
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
        id: from the head, else the file's name without its ending.
        title: from the head, else the text's first line without its Markdown.
        head: the head as written.
        file: path as a person would type it, for findings.
        text: the article's own text, to the letter, without the head; every offset is a code-point index into it.
        markup: spans of ``text`` that are Markdown's marks and not words (sorted, disjoint); empty for plain text.
        first_line: line of the file on which ``text`` begins, from 1.
        sha256: of the file's bytes.
    """

    model_config = ConfigDict(frozen=True)
    id: str
    title: str
    head: ArticleHead = ArticleHead()
    file: str = "<python>"
    text: str
    markup: tuple[tuple[int, int], ...] = ()
    first_line: int = 1
    sha256: str = ""

    @property
    def published_title(self) -> str | None:
        """The title that may be shown: the head's, or the text's first line where the text may be published."""
        return self.head.title if self.head.publish is Publish.NONE else self.title

    def at(self, offset: int) -> Location:
        """Where in the file the character at ``offset`` of the text stands."""
        before = self.text[:offset]
        return Location(self.file, self.first_line + before.count("\n"), offset - (before.rfind("\n") + 1) + 1)
