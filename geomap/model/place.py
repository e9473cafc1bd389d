"""Places: their keys in the file format, and how precisely a place is known."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema, model_validator

from geomap.model.entry import Choice, Entry, Id, Metres, Name, OrNothing, PlaceId, Position, Text, optional_id, with_id
from geomap.model.language import ByLanguage


class Precision(Choice):
    """How precisely a place is known, finest first. Never finer than its source."""

    EXACT = "exact", "Surveyed, or measured on a satellite image"
    BUILDING = "building", "The building or its yard"
    STREET = "street", "The street"
    SITE = "site", "An airport, a base, a plant or a campus"
    DISTRICT = "district", "Part of a city"
    SETTLEMENT = "settlement", "A village or small town"
    CITY = "city", "A city"
    REGION = "region", "A region"
    COUNTRY = "country", "A country"
    UNKNOWN = "unknown", "Not known; the page says so"

    @property
    def meaning(self) -> str:
        """What the precision stands for, how it is drawn, and its default radius."""
        drawn = "a marker" if self in POINT_PRECISIONS else "an area without a marker"
        radius = DEFAULT_UNCERTAINTY_M[self]
        within = f", within {radius:,.0f} m unless `uncertainty` is given" if radius else ""
        return f"{self.description}; drawn as {drawn}{within}."


DEFAULT_UNCERTAINTY_M: dict[Precision, float | None] = {
    # Orders of magnitude of the thing itself; an editor who knows better writes `uncertainty`.
    Precision.EXACT: 10,  # a surveyed or satellite-measured point
    Precision.BUILDING: 100,  # a large building with its yard
    Precision.STREET: 500,  # half of a long city street
    Precision.SITE: 1_500,  # the area of an airport or a base
    Precision.DISTRICT: 3_000,  # a district of a large city
    Precision.SETTLEMENT: 2_000,  # a village or small town
    Precision.CITY: 15_000,  # a large city: Moscow's ring road is some 17 km from its centre
    Precision.REGION: 150_000,
    Precision.COUNTRY: 500_000,
    Precision.UNKNOWN: None,
}
"""Default radius in metres around the coordinates that contains the true position, by precision."""

POINT_PRECISIONS = frozenset({Precision.EXACT, Precision.BUILDING, Precision.STREET, Precision.UNKNOWN})
"""Precisions whose coordinates are drawn as a point; the others describe an area and get no marker."""


class PlaceTexts(Entry):
    """A place's texts in another language; its name is under `names`."""

    note: Text | None = Field(default=None, description="The note in that language.")


class Place(Entry):
    """A place: its names, where it is, and how precisely that is known."""

    model_config = ConfigDict(json_schema_extra=optional_id)
    id: Id = Field(description="Stable id, used in links. Default: made from the name.")
    name: Name = Field(description="The name, shown to readers and searched for in articles.")
    names: ByLanguage[Name] = Field(default_factory=dict, description="The name in other languages, by language code.")
    aliases: tuple[Name, ...] = Field(default=(), description="Other names and spellings that articles use.")
    coordinates: Position | None = Field(
        default=None,
        description="Latitude and longitude, WGS 84 degrees, as a pair or in any usual spelling.",
        examples=[[55.752, 37.6175], "55°45′07″N 37°37′03″E"],
    )
    precision: Precision = Field(default=Precision.UNKNOWN, description="How precisely the place is known.")
    uncertainty: Metres | None = Field(
        default=None,
        description="Radius in metres around the coordinates that contains the true position. Default: by precision.",
    )
    coordinate_source: Text | None = Field(default=None, description="Where the coordinates come from.")
    area: Annotated[
        dict[str, Any] | str | None, WithJsonSchema({"anyOf": [{"type": "object"}, {"type": "string"}]})
    ] = Field(
        default=None,
        description="GeoJSON Polygon or MultiPolygon, or the path of a .geojson file relative to this one; drawn "
        "without a marker.",
    )
    part_of: PlaceId | None = Field(default=None, description="Id of the place that contains this one.")
    distance_reason: Text | None = Field(
        default=None, description="Why the place may be far from the one it is part of."
    )
    same_as: dict[Text, Text | StrictInt] = Field(
        default_factory=dict, description="The same place in other gazetteers: geonames, wikidata, osm …"
    )
    coarsen: Metres | None = Field(
        default=None, description="Generalise the published position to a grid of this many metres."
    )
    note: Text | None = Field(default=None, description="What readers should know about the place.")
    translations: ByLanguage[Annotated[PlaceTexts, OrNothing]] = Field(
        default_factory=dict, description="The note in other languages, by language code."
    )
    draft: StrictBool = Field(
        default=False, description="Whether to leave it, and the reports at it, out of everything that is published."
    )

    @model_validator(mode="before")
    @classmethod
    def _make_id(cls, value: Any) -> Any:
        return with_id(value, "name")

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name and alias, each once, the main name first."""
        return tuple(dict.fromkeys((self.name, *self.names.values(), *self.aliases)))

    @property
    def uncertainty_m(self) -> float | None:
        """The stated radius in metres, else the precision's default; None where neither is known."""
        return self.uncertainty if self.uncertainty is not None else DEFAULT_UNCERTAINTY_M[self.precision]

    @property
    def is_point(self) -> bool:
        """Whether the place has a known point; if not, it is drawn as an area without a marker."""
        known = self.coordinates is not None and self.area is None and self.coarsen is None
        return known and self.precision in POINT_PRECISIONS
