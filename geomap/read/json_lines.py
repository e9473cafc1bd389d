"""JSON lines → rows of articles: one JSON object a line with an id and a text, and what is wrong with it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from geomap.findings import Finding, Location
from geomap.read.files import without_residue

MAX_CHARACTERS = 5_000_000
"""Characters of one article, as of an article in ``seeds``: a book of 800 pages has 2 million."""
MAX_LINE = 8 * MAX_CHARACTERS
"""Bytes of one line; more than any article within the limit needs."""
ENDINGS = frozenset({".jsonl", ".ndjson"})

_C1 = re.compile("[\x81\x8d\x8f\x90\x9d]")  # controls that Windows-1252 does not have either
_SURROGATES = re.compile("[\ud800-\udfff]")
_TEXT_KEYS = ("id", "title", "text")


@dataclass(frozen=True, slots=True)
class Row:
    """An article of a JSON lines file."""

    id: str
    title: str
    text: str
    language: Any = None
    published: Any = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an article is not linked: the code of the finding, its message and its help."""

    code: str
    message: str
    help: str

    def at(self, location: Location) -> Finding:
        """The finding at a location."""
        return Finding(location, self.code, self.message, self.help)


_ONE_A_LINE = 'write one article per line: {"id": "a-name", "text": "…"}'
NOT_JSON = Problem("A008", "the line is not JSON in UTF-8", _ONE_A_LINE)
NO_TEXT = Problem("A008", 'there is no "text"', _ONE_A_LINE)
NO_ID = Problem("A008", 'there is no "id"', _ONE_A_LINE)
NOT_TEXT = Problem("A008", 'the "text" is not text', _ONE_A_LINE)
NOT_ID = Problem("A008", 'the "id" is neither text nor a whole number', _ONE_A_LINE)
TOO_LONG = Problem(
    "A004", f"the article has more than {MAX_CHARACTERS / 1e6:g} million characters", "split it into several articles"
)


def read_row(line: bytes) -> Row | Problem:
    """The article of a line: ``{"id": …, "text": …}``, optionally with ``language``, ``published`` and ``title``."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return NOT_JSON
    if not isinstance(row, dict) or row.get("text") is None:
        return NO_TEXT
    if not isinstance(row["text"], str):
        return NOT_TEXT
    if row.get("id") is None:
        return NO_ID
    if isinstance(row["id"], bool) or not isinstance(row["id"], str | int):
        return NOT_ID
    id_, title, text = (without_residue(_SURROGATES.sub("\ufffd", str(row.get(key) or ""))) for key in _TEXT_KEYS)
    id_ = id_ or str(row["id"])
    return problem_of(id_, text) or Row(
        id_, title or id_, text, row.get("language", row.get("lang")), row.get("published")
    )


def problem_of(id_: str, text: Any) -> Problem | None:
    """Why an article with this id and text cannot be linked; None if it can."""
    if not isinstance(text, str):
        return NO_TEXT if text is None else NOT_TEXT
    if not id_.strip():
        return NO_ID
    if len(text) > MAX_CHARACTERS:
        return TOO_LONG
    if not text.isascii() and (control := _C1.search(text)):
        return Problem("A003", f"the text contains the control character U+{ord(control[0]):04X}", "delete it")
    return None
