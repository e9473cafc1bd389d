"""What every entry of a gazetteer is made of: texts, ids, languages, links, dates, positions; and where it stands."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from geomap.findings import Location
from geomap.model.coordinates import Coordinates, parse_coordinates
from geomap.model.dates import Dating, parse_date
from geomap.model.origin import Origin

Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
# The letters of every script; JSON Schema's regular expressions have no word for those, so its pattern is wider.
ID_SCHEMA = {"type": "string", "pattern": "^[^\\s/]+$", "maxLength": 200}
Id = Annotated[
    Text,
    StringConstraints(pattern=r"^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*$", max_length=200),
    WithJsonSchema(ID_SCHEMA),
]
# At most half the Earth's circumference.
Metres = Annotated[float, Field(strict=True, gt=0, le=20_000_000, allow_inf_nan=False)]

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
    "description": "A date in EDTF: 2023-01-19, 2023-01~, 2023-01-05/2023-01-10, 2023-01-XX, ../2023-01-19.",
    "type": ["string", "integer"],
}

Position = Annotated[Coordinates, PlainValidator(parse_coordinates), WithJsonSchema(COORDINATES_SCHEMA)]
Date = Annotated[Dating, PlainValidator(parse_date), WithJsonSchema(DATE_SCHEMA)]


def _link(value: str) -> str:
    """Let ``http``, ``https`` and ``mailto`` through and nothing that runs."""
    begins_well = re.match(r"(?:https?://[^\s/?#]+|mailto:[^\s@]+@[^\s@]+)", value, re.IGNORECASE)
    if not begins_well or re.search(r"[\s\x00-\x1f]", value):
        raise _no_link(value, "write a link that begins with https://, http:// or mailto:")
    return value


def _address(value: str) -> str:
    """Let the address of a page through: ``http`` or ``https``, and no part of the page."""
    if not re.fullmatch(r"https?://[^\s/?#\x00-\x1f]+[^\s#\x00-\x1f]*", value, re.IGNORECASE):
        raise _no_link(value, "write an address that begins with https:// or http:// and has no # in it")
    return value


def _no_link(value: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError("G011", "{found} is not a web address", {"found": value[:80], "help": advice})


# In any case; JSON Schema's regular expressions have no word for that.
_HTTP, _MAILTO = "[Hh][Tt][Tt][Pp][Ss]?://", "[Mm][Aa][Ii][Ll][Tt][Oo]:"
LINK_SCHEMA = {"type": "string", "pattern": f"^({_HTTP}|{_MAILTO})"}
ADDRESS_SCHEMA = {"type": "string", "pattern": f"^{_HTTP}[^#]+$"}

Link = Annotated[Text, AfterValidator(_link), WithJsonSchema(LINK_SCHEMA)]
Address = Annotated[Text, AfterValidator(_address), WithJsonSchema(ADDRESS_SCHEMA)]


def _nothing_is_an_empty_entry(value: Any) -> Any:
    return {} if value is None else value


OrNothing = BeforeValidator(_nothing_is_an_empty_entry)
"""On an entry that may be left empty: ``ru:`` alone means the same as ``ru: {}``."""


def slug(name: str) -> str:
    """The id that a name makes: lower case, letters and digits of any script, hyphens between.

    >>> slug("Pantsir-S1 on the roof")
    'pantsir-s1-on-the-roof'
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFC", name).lower().replace("_", " "))
    return "-".join(words)[:100].strip("-")


_NOWHERE = Origin()


class Entry(BaseModel):
    """Anything an editor writes: frozen, strict about its keys, and aware of where it stands in its file."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    _origin: Origin = PrivateAttr(default_factory=lambda: _NOWHERE)  # a plain default would be copied every time

    def at(self, *path: str | int) -> Location:
        """Where the entry, or the part of it that the path leads to, stands in its file."""
        return self._origin.at(path)

    def last_line(self) -> int:
        """The line of its file on which the last thing in the entry begins."""
        return self._origin.last_line()

    def found_at(self, origin: Origin) -> Self:
        """The same entry, told where it stands."""
        self._origin = origin
        return self


def identified(value: Any, name_key: str) -> Any:
    """Give an entry without an id the slug of its name, where the name has a letter or digit to make one of."""
    if isinstance(value, Mapping) and value.get("id") is None and isinstance(value.get(name_key), str):
        made = slug(value[name_key])
        return {**value, "id": made} if made else value
    return value


def id_may_be_left_out(schema: dict[str, Any]) -> None:
    """A file need not give the id that a model always has."""
    schema["required"].remove("id")
