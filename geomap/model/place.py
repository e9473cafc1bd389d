"""Places: the file format itself, and how finely a place is known."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StrictInt, WithJsonSchema, model_validator

from geomap.model.entry import Entry, Id, Metres, OrNothing, Position, Text, id_may_be_left_out, identified
from geomap.model.language import ByLanguage


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


class PlaceTexts(Entry):
    """What is said of a place, in another language; its name is under `names`."""

    note: Text | None = Field(default=None, description="The note in that language.")


class Place(Entry):
    """A place of the gazetteer: its names, where it is, and how well that is known."""

    model_config = ConfigDict(json_schema_extra=id_may_be_left_out)
    id: Id = Field(description="Stable id, used in links; left out, it is made from the name.")
    name: Text = Field(description="The name shown and searched for in articles.")
    names: ByLanguage[Text] = Field(default_factory=dict, description="The name in other languages, by language code.")
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
    translations: ByLanguage[Annotated[PlaceTexts, OrNothing]] = Field(
        default_factory=dict, description="The note in other languages, by language code."
    )

    @model_validator(mode="before")
    @classmethod
    def _make_id(cls, value: Any) -> Any:
        return identified(value, "name")

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
