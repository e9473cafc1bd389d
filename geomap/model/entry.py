"""The parts of a gazetteer's entries: texts, ids, links, dates, positions, choices; and the location of each entry."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError

from geomap.findings import Location
from geomap.model.angles import Coordinates
from geomap.model.coordinates import parse_coordinates
from geomap.model.dates import Dating, parse_date
from geomap.model.metres import MAX_METRES
from geomap.model.origin import Origin

Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=10_000)]
"""A name that articles are searched for; longer ones are no names, and slow to search for."""
# Letters and digits of every script. JSON Schema's regular expressions cannot say so, so its pattern is wider.
ID_SCHEMA = {
    "type": "string",
    "pattern": "^[^\\s/]+$",
    "patternErrorMessage": "Write an id: letters, digits, hyphens, full stops and underscores.",
    "maxLength": 200,
}
Id = Annotated[
    Text,
    StringConstraints(pattern=r"^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*$", max_length=200),
    WithJsonSchema(ID_SCHEMA),
]


@dataclass(frozen=True)
class Reference:
    """Says of an id that it is that of another entry, of this kind: ``place``, ``report`` or ``article``."""

    kind: str


PlaceId = Annotated[Id, Reference("place")]
ReportId = Annotated[Id, Reference("report")]
PlaceOrReportId = Annotated[Id, Reference("place"), Reference("report")]
ArticleId = Annotated[Text, Reference("article")]
# At most half the Earth's circumference.
Metres = Annotated[float, Field(strict=True, gt=0, le=MAX_METRES, allow_inf_nan=False)]

COORDINATES_SCHEMA = {
    "anyOf": [
        {
            "type": "array",
            "items": [
                {"type": "number", "minimum": -90, "maximum": 90},
                {"type": "number", "minimum": -180, "maximum": 180},
            ],
            "minItems": 2,
            "maxItems": 2,
        },
        {"type": "string"},
    ],
}
DATE_SCHEMA = {
    "description": "A date in EDTF: 2023-01-19, 2023-01~, 2023-01-05/2023-01-10, 2023-01-XX, ../2023-01-19, "
    "2023-01-19T14:30+03:00.",
    "type": ["string", "integer"],
}

Position = Annotated[Coordinates, PlainValidator(parse_coordinates), WithJsonSchema(COORDINATES_SCHEMA)]
Date = Annotated[Dating, PlainValidator(parse_date), WithJsonSchema(DATE_SCHEMA)]

Attribution = tuple[tuple[str, str | None], ...]
"""A credit line in pieces of plain text, each with the ``http(s)`` address that it links to, if any."""


CONTACT_PLACEHOLDERS = frozenset({"{id}", "{title}", "{build}", "{address}"})
"""What the page fills in where a reader reports an error in a report."""


def web_link(value: str) -> str:
    """Accept ``http``, ``https`` and ``mailto``, and nothing that runs."""
    begins_well = re.match(r"(?:https?://[^\s/?#]+|mailto:[^\s@]+@[^\s@]+)", value, re.IGNORECASE)
    if not begins_well or re.search(r"[\s\x00-\x1f]", value) or not _has_host(value):
        advice = "write a link that begins with https://, http:// or mailto:"
        raise _not_a_link(value, _with_scheme(value) or _as_mail(value) or advice)
    return value


def _has_host(value: str) -> bool:
    """Whether a browser can read the host and port of a link; ``http://[::1`` has neither."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme.lower() == "mailto" or bool(parts.hostname and re.search(r"[^\W_]|:", parts.hostname))


def _with_scheme(value: str) -> str:
    """The advice for an address without ``https://``."""
    is_bare = re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", value, re.IGNORECASE)
    return f"write https://{value}" if is_bare and len(value) <= 200 else ""


def _as_mail(value: str) -> str:
    """The advice for the address of a mailbox without ``mailto:``."""
    is_mailbox = re.fullmatch(r"[^\s@:/]+@(?:[\w-]+\.)+[\w-]{2,}", value)
    return f"write mailto:{value}" if is_mailbox and len(value) <= 200 else ""


def _address(value: str) -> str:
    """Accept the address of a page: ``http`` or ``https``, without a fragment."""
    if not re.fullmatch(r"https?://[^\s/?#\x00-\x1f]+[^\s#\x00-\x1f]*", value, re.IGNORECASE) or not _has_host(value):
        advice = "write an address that begins with https:// or http:// and has no # in it"
        raise _not_a_link(value, ("#" not in value and _with_scheme(value)) or advice)
    return value


def _contact(value: str) -> str:
    """Accept a link in which only known placeholders are in braces."""
    unknown = sorted(set(re.findall(r"\{[^{}]*\}?", value)) - CONTACT_PLACEHOLDERS)
    if unknown:
        found = f"{unknown[0][:40]} is not filled in"
        advice = f"use {', '.join(sorted(CONTACT_PLACEHOLDERS))}, or write %7B for a brace"
        raise PydanticCustomError("G011", "{found}", {"found": found, "help": advice})
    return value


def _not_a_link(value: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError("G011", "{found} is not a web address", {"found": value[:80], "help": advice})


# JSON Schema's regular expressions cannot ignore case.
_HTTP, _MAILTO = "[Hh][Tt][Tt][Pp][Ss]?://", "[Mm][Aa][Ii][Ll][Tt][Oo]:"
LINK_SCHEMA = {
    "type": "string",
    "pattern": f"^({_HTTP}|{_MAILTO})",
    "patternErrorMessage": "Write a link that begins with https://, http:// or mailto:.",
}
ADDRESS_SCHEMA = {
    "type": "string",
    "pattern": f"^{_HTTP}[^#]+$",
    "patternErrorMessage": "Write an address that begins with https:// or http:// and has no # in it.",
}

Link = Annotated[Text, AfterValidator(web_link), WithJsonSchema(LINK_SCHEMA)]
Contact = Annotated[Text, AfterValidator(web_link), AfterValidator(_contact), WithJsonSchema(LINK_SCHEMA)]
Address = Annotated[Text, AfterValidator(_address), WithJsonSchema(ADDRESS_SCHEMA)]


class Choice(StrEnum):
    """One of a few values, each with a ``description`` for editors, written as ``NAME = value, description``."""

    description: str

    def __new__(cls, value: str, description: str = "") -> Self:
        """A member that is the text ``value``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member

    @property
    def meaning(self) -> str:
        """The description as a sentence."""
        return self.description

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        handler.resolve_ref_schema(schema)["enumDescriptions"] = [member.meaning for member in cls]
        return schema


def text_as(key: str) -> Any:
    """A validator for an entry that may be written as a text alone, which then is the value of ``key``."""
    return lambda value: {key: value} if isinstance(value, str) else value


def _empty_entry(value: Any) -> Any:
    return {} if value is None else value


OrNothing = BeforeValidator(_empty_entry)
"""On an entry that may be left empty: ``ru:`` alone means the same as ``ru: {}``."""


_WORDS = re.compile(r"\w+").findall
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}


def slug(name: str) -> str:
    """The id made from a name: lower case, letters and digits of any script, hyphens between.

    >>> slug("Pantsir-S1 on the roof")
    'pantsir-s1-on-the-roof'
    """
    lower = unicodedata.normalize("NFC", name).lower()
    # The first takes a quarter of the time; a large gazetteer has an id of each report made.
    words = lower.translate(_SPACES).split() if lower.isascii() else _WORDS(lower.replace("_", " "))
    return "-".join(words)[:100].strip("-")


_NO_ORIGIN = Origin()
_ORIGIN = "_origin"


class Entry(BaseModel):
    """Anything that an editor writes: frozen, strict about its keys, with its location in its file."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def __hash__(self) -> int:
        """By its texts alone: some of its values have no hash, such as dictionaries."""
        values = (self.__dict__[name] for name in type(self).model_fields)
        return hash((type(self), *(value for value in values if isinstance(value, str))))

    @property
    def _origin(self) -> Origin:
        """It is among the values of the fields, so that copies have it: a private attribute takes a dict per entry."""
        origin: Origin = self.__dict__.get(_ORIGIN, _NO_ORIGIN)
        return origin

    def at(self, *path: str | int) -> Location:
        """The location of the entry, or of the part of it that the path leads to."""
        return self._origin.at(path)

    def position(self) -> tuple[str, int, int]:
        """File, line and column of the entry, many times faster than as a location."""
        return self._origin.position()

    def last_line(self) -> int:
        """The line of its file on which the last value in the entry begins."""
        return self._origin.last_line()

    def located(self, origin: Origin, **fields: Any) -> Self:
        """A copy with its location in a file and these valid values of fields."""
        copy = self.__class__.__new__(self.__class__)
        object.__setattr__(copy, "__dict__", {**self.__dict__, **fields, _ORIGIN: origin})
        for name in ("__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"):
            object.__setattr__(copy, name, getattr(self, name))
        return copy

    def _with(self, **private: Any) -> Self:
        """A copy with other private attributes; it shares the fields, which never change, so that it is cheap."""
        copy = self.__class__.__new__(self.__class__)
        for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__"):
            object.__setattr__(copy, name, getattr(self, name))
        object.__setattr__(copy, "__pydantic_private__", {**(self.__pydantic_private__ or {}), **private})
        return copy


def with_id(value: Any, name_key: str) -> Any:
    """The raw entry, with the slug of its name as id where it has none and the name has a letter or digit."""
    if isinstance(value, Mapping) and value.get("id") is None and isinstance(value.get(name_key), str):
        made = slug(value[name_key])
        return {**value, "id": made} if made else value
    return value


def optional_id(schema: dict[str, Any]) -> None:
    """Take the id out of a JSON Schema's required keys: a file may leave out what a model always has."""
    schema["required"].remove("id")
