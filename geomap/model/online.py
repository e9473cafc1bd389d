"""What an editor lays under the marks: a map service that readers may load, and lines of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, PrivateAttr
from shapely.geometry.base import BaseGeometry

from geomap.model.entry import Entry, Text

Attribution = tuple[tuple[str, str | None], ...]
"""Who is to be named, in pieces of plain text, each with the ``http(s)`` address that it links to, if any."""
Zoom = Annotated[int, Field(strict=True, ge=0, le=30)]


class Load(StrEnum):
    """When readers' browsers ask the map service for anything."""

    ON_REQUEST = "on_request"
    AT_ONCE = "at_once"


class Schema(StrEnum):
    """What the layers of vector tiles are called."""

    OPENMAPTILES = "openmaptiles"
    PROTOMAPS = "protomaps"


class Referrer(StrEnum):
    """What the map service learns of the site that the map is on."""

    ORIGIN = "origin"
    REQUIRED = "required"
    NONE = "none"


@dataclass(frozen=True)
class Service:
    """A map service as the page asks it.

    Attributes:
        name: what readers know it by.
        url: template with ``{z}``, ``{x}`` and ``{y}`` (or ``{-y}``, from the south), perhaps with ``{s}`` and ``{r}``.
        hosts: every origin that the template leads to, such as ``https://a.tile.example``.
        subdomains: what stands for ``{s}``.
        attribution: who is to be named while its tiles are shown.
        min_zoom: the lowest zoom that it has; ``max_zoom`` the highest, above which its tiles are enlarged.
        tile_size: pixels of a tile's side.
        zoom_offset: added to the map's zoom.
        bounds: south, west, north, east of what it covers, in degrees; None where that is the world.
        load: when it is asked.
        vector: the schema of vector tiles; None where the tiles are pictures.
        referrer: what it learns of the site.
    """

    name: str
    url: str
    hosts: tuple[str, ...]
    subdomains: tuple[str, ...] = ()
    attribution: Attribution = ()
    min_zoom: int = 0
    max_zoom: int = 18
    tile_size: int = 256
    zoom_offset: int = 0
    bounds: tuple[float, float, float, float] | None = None
    load: Load = Load.ON_REQUEST
    vector: Schema | None = None
    referrer: Referrer = Referrer.ORIGIN


class Online(Entry):
    """A map service on the web, which readers' browsers ask when the reader says so."""

    provider: Text | None = Field(
        default=None, description="The service's name in xyzservices, such as OpenStreetMap.Mapnik; or give a url."
    )
    url: Text | None = Field(
        default=None, description="Address of the tiles, with {z}, {x} and {y}, and {s} for the subdomains."
    )
    name: Text | None = Field(default=None, description="What readers know the service by; left out, its host.")
    attribution: Text | None = Field(
        default=None, description="Who is to be named while its tiles are shown; links as in HTML. Needed with a url."
    )
    key: Text | None = Field(
        default=None,
        description="Your key for the service; it is published with the page, so restrict it to your site.",
    )
    min_zoom: Zoom | None = Field(default=None, description="The lowest zoom that the service has.")
    max_zoom: Zoom | None = Field(
        default=None, description="The highest zoom that the service has; above it, its tiles are enlarged."
    )
    subdomains: tuple[Text, ...] | Text | None = Field(
        default=None, description="What stands for {s} in the url: a list, or letters such as abc."
    )
    load: Load = Field(
        default=Load.ON_REQUEST,
        description="Whether it is asked when the reader says so, or as soon as the page opens.",
    )
    vector: Schema | Literal[False] = Field(
        default=False, description="The schema of its tiles where they are vector tiles; false for pictures."
    )
    referrer: Referrer | None = Field(
        default=None,
        description="Whether it learns the origin of the site that the map is on; required where it refuses without, "
        "and lets any site read its answers (CORS).",
    )
    _service: Service | None = PrivateAttr(default=None)

    @property
    def service(self) -> Service | None:
        """The service as the page asks it; None until it was found."""
        return self._service

    def found(self, service: Service) -> Self:
        """The same entry, given the service that it names."""
        self._service = service
        return self


class Style(StrEnum):
    """How an overlay is drawn."""

    LINE = "line"
    AREA = "area"
    DASHED = "dashed"


@dataclass(frozen=True)
class Feature:
    """A shape of an overlay: longitudes and latitudes in degrees, valid, cut at 180°; with its own label, if any."""

    geometry: BaseGeometry
    label: str | None = None


class Overlay(Entry):
    """Lines of the editor's own, such as a border, drawn quietly under the marks."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    file: Text = Field(description="Path of a GeoJSON file, beginning beside the gazetteer.")
    label: Text | None = Field(
        default=None, description="Property that names each of its shapes; where none has it, the label of the whole."
    )
    attribution: Text | None = Field(default=None, description="Who is to be named for it; links as in HTML.")
    style: Style = Field(default=Style.LINE, description="A line, a line around a faint filling, or a dashed line.")
    _features: tuple[Feature, ...] = PrivateAttr(default=())
    _named: Attribution = PrivateAttr(default=())

    @property
    def features(self) -> tuple[Feature, ...]:
        """What the file holds."""
        return self._features

    @property
    def named(self) -> Attribution:
        """Who is to be named for it."""
        return self._named

    def holding(self, features: Sequence[Feature], named: Attribution = ()) -> Self:
        """The same overlay, given what its file holds and who is to be named for it."""
        self._features, self._named = tuple(features), named
        return self


def _named_alone(key: str) -> Any:
    return lambda value: {key: value} if isinstance(value, str) else value


OnlineOrName = Annotated[Online, BeforeValidator(_named_alone("provider"), json_schema_input_type=str | Online)]
"""A service, or the name of one."""
OverlayOrPath = Annotated[Overlay, BeforeValidator(_named_alone("file"), json_schema_input_type=str | Overlay)]
"""An overlay, or the path of its file."""
