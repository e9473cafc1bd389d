"""Places and reports: the file format itself. What stands here validates, makes the JSON Schema and the reference."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from geomap.findings import Location
from geomap.model.coordinates import Coordinates, parse_coordinates
from geomap.model.dates import Dating, parse_date
from geomap.model.origin import Origin

Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
# The letters of every script; JSON Schema's regular expressions have no word for those, so its pattern is wider.
Id = Annotated[
    Text,
    StringConstraints(pattern=r"^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*$", max_length=200),
    WithJsonSchema({"type": "string", "pattern": "^[^\\s/]+$", "maxLength": 200}),
]
Language = Annotated[Text, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
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


def _web_link(value: str) -> str:
    """Let ``http``, ``https`` and ``mailto`` through and nothing that runs."""
    if not re.match(r"(?:https?://[^\s/?#]+|mailto:[^\s@]+@[^\s@]+)", value, re.IGNORECASE) or re.search(
        r"[\s\x00-\x1f]", value
    ):
        raise PydanticCustomError(
            "G011",
            "{found} is not a web address",
            {"found": value[:80], "help": "write a link that begins with https://, http:// or mailto:"},
        )
    return value


Link = Annotated[Text, AfterValidator(_web_link), WithJsonSchema({"type": "string", "pattern": "^(https?://|mailto:)"})]


class Precision(StrEnum):
    """How finely a place is known, finest first. Never invented upward."""

    EXACT = "exact"
    BUILDING = "building"
    STREET = "street"
    DISTRICT = "district"
    SETTLEMENT = "settlement"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    UNKNOWN = "unknown"


DEFAULT_UNCERTAINTY_M: dict[Precision, float | None] = {
    # Radii by the order of magnitude of the thing itself; an editor who knows better writes `uncertainty`.
    Precision.EXACT: 10,  # a surveyed or satellite-measured point
    Precision.BUILDING: 100,  # a large building with its yard
    Precision.STREET: 500,  # half of a long city street
    Precision.DISTRICT: 3_000,  # a district of a large city
    Precision.SETTLEMENT: 2_000,  # a village or small town
    Precision.CITY: 15_000,  # a large city: Moscow's ring road runs some 17 km from its centre
    Precision.REGION: 150_000,
    Precision.COUNTRY: 500_000,
    Precision.UNKNOWN: None,
}
"""Default radius in metres within which the true position lies, by precision."""

POINT_PRECISIONS = frozenset({Precision.EXACT, Precision.BUILDING, Precision.STREET, Precision.UNKNOWN})
"""Precisions whose coordinates are drawn as a point; those of any other stand for an area and get no pin."""


class Status(StrEnum):
    """The editor's judgement of a report; the tool never guesses one."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    REFUTED = "refuted"


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

    def found_at(self, origin: Origin) -> Self:
        """The same entry, told where it stands."""
        self._origin = origin
        return self


def _identified(value: Any, name_key: str) -> Any:
    """Give an entry without an id the slug of its name, where the name has a letter or digit to make one of."""
    if isinstance(value, Mapping) and value.get("id") is None and isinstance(value.get(name_key), str):
        made = slug(value[name_key])
        return {**value, "id": made} if made else value
    return value


def _id_may_be_left_out(schema: dict[str, Any]) -> None:
    """A file need not give the id that a model always has."""
    schema["required"].remove("id")


class MapInfo(Entry):
    """The `map:` entry: what the whole is called and how it is published."""

    title: Text = Field(default="Reported deployments", description="The map's title.")
    summary: Text | None = Field(default=None, description="One or two sentences under the title.")
    language: Language = Field(
        default="en", description="Language of the gazetteer's texts (BCP 47), such as en or ru."
    )
    coarsen: Metres | None = Field(
        default=None, description="Publish every position coarser: snapped to a grid of this many metres."
    )


class Place(Entry):
    """A place of the gazetteer: its names, where it is, and how well that is known."""

    model_config = ConfigDict(json_schema_extra=_id_may_be_left_out)
    id: Id = Field(description="Stable id, used in links; left out, it is made from the name.")
    name: Text = Field(description="The name shown and searched for in articles.")
    names: dict[Language, Text] = Field(
        default_factory=dict, description="The name in other languages, by language code."
    )
    aliases: tuple[Text, ...] = Field(default=(), description="Other names and spellings that articles use.")
    coordinates: Position | None = Field(
        default=None, description="Latitude and longitude, WGS 84 degrees, as a pair or in any usual spelling."
    )
    precision: Precision = Field(default=Precision.UNKNOWN, description="How finely the place is known.")
    uncertainty: Metres | None = Field(
        default=None,
        description="Radius in metres within which the true position lies; a default follows from the precision.",
    )
    coordinate_source: Text | None = Field(default=None, description="Where the coordinates come from.")
    area: Annotated[
        dict[str, Any] | str | None, WithJsonSchema({"anyOf": [{"type": "object"}, {"type": "string"}]})
    ] = Field(
        default=None,
        description="GeoJSON Polygon or MultiPolygon, or the path of a .geojson file beside this; drawn without a pin.",
    )
    part_of: Id | None = Field(default=None, description="Id of the place this one lies in.")
    distance_reason: Text | None = Field(
        default=None, description="Why the place may lie far from the one it is part of."
    )
    same_as: dict[Text, Text | StrictInt] = Field(
        default_factory=dict, description="The same place elsewhere: geonames, wikidata, osm …"
    )
    coarsen: Metres | None = Field(
        default=None, description="Publish this position coarser: snapped to a grid of this many metres."
    )
    note: Text | None = Field(default=None, description="What the reader should know about the place.")

    @model_validator(mode="before")
    @classmethod
    def _make_id(cls, value: Any) -> Any:
        return _identified(value, "name")

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name and alias, each once, the main name first."""
        return tuple(dict.fromkeys((self.name, *self.names.values(), *self.aliases)))

    @property
    def uncertainty_m(self) -> float | None:
        """The stated radius in metres, else the precision's default; None where nothing is known."""
        return self.uncertainty if self.uncertainty is not None else DEFAULT_UNCERTAINTY_M[self.precision]

    @property
    def is_point(self) -> bool:
        """Whether the place has a known point; if not, it is drawn as an area without a pin."""
        known = self.coordinates is not None and self.area is None and self.coarsen is None
        return known and self.precision in POINT_PRECISIONS


class Evidence(Entry):
    """The words of one article that support a report."""

    article: Text = Field(description="The article's id.")
    quote: Text = Field(description="Words that occur in the article exactly once.")


class StatusChange(Entry):
    """An earlier status of a report."""

    date: Date = Field(description="Since when, in EDTF.")
    status: Status = Field(description="The status it had then.")
    reason: Text = Field(description="Why.")


class Report(Entry):
    """A reported deployment: what, where, when, says who, and how far it is confirmed."""

    model_config = ConfigDict(json_schema_extra=_id_may_be_left_out)
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

    @model_validator(mode="before")
    @classmethod
    def _make_id(cls, value: Any) -> Any:
        return _identified(value, "title")


class GazetteerFile(Entry):
    """One YAML file of the gazetteer."""

    map: MapInfo | None = Field(default=None, description="What the map is called and how it is published.")
    places: tuple[Place, ...] = Field(default=(), description="The places.")
    reports: tuple[Report, ...] = Field(default=(), description="The reported deployments.")


class Gazetteer(BaseModel):
    """Everything the files under ``data/`` say, together."""

    model_config = ConfigDict(frozen=True)
    map: MapInfo
    places: tuple[Place, ...]
    reports: tuple[Report, ...]
