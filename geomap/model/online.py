"""``map.online``: a map service that readers may load, as an editor names it and as the page uses it."""

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr

from geomap.model.entry import Attribution, Choice, Entry, Text, text_as

ServiceZoom = Annotated[int, Field(strict=True, ge=0, le=30)]
"""A zoom of a map service."""


class Load(Choice):
    """When readers' browsers send requests to the map service."""

    ON_REQUEST = "on_request", "When the reader asks for it."
    AT_ONCE = "at_once", "As soon as the page opens; tell your readers."


class TileSchema(Choice):
    """The names that the layers of vector tiles have."""

    OPENMAPTILES = "openmaptiles", "The layers of OpenMapTiles."
    PROTOMAPS = "protomaps", "The layers of Protomaps."


class Referrer(Choice):
    """What the map service learns about the site that the map is on."""

    ORIGIN = "origin", "It learns the site's address, without the path."
    REQUIRED = "required", "It learns the site's address, and refuses requests without it."
    NONE = "none", "It learns nothing about the site."


@dataclass(frozen=True)
class Service:
    """A map service as the page uses it.

    Attributes:
        name: shown to readers.
        url: template with ``{z}``, ``{x}`` and ``{y}`` (or ``{-y}``, counted from the south), perhaps with ``{s}`` and
            ``{r}``.
        hosts: every origin that the template leads to, such as ``https://a.tile.example``.
        subdomains: values for ``{s}``.
        attribution: credit line, shown with its tiles.
        min_zoom: the lowest zoom that it has; ``max_zoom`` the highest, above which its tiles are enlarged.
        tile_size: pixels of a tile's side.
        zoom_offset: added to the map's zoom.
        bounds: south, west, north, east of its coverage, in degrees; None where that is the world.
        load: when requests are sent.
        vector: the schema of vector tiles; None where the tiles are images.
        referrer: what it learns about the site.
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
    vector: TileSchema | None = None
    referrer: Referrer = Referrer.ORIGIN


class Online(Entry):
    """A third-party map service, from which readers' browsers load tiles when the reader asks for it."""

    provider: Text | None = Field(
        default=None, description="The service's name in xyzservices, such as OpenStreetMap.Mapnik; or give a url."
    )
    url: Text | None = Field(
        default=None, description="Address of the tiles, with {z}, {x} and {y}, and {s} for the subdomains."
    )
    name: Text | None = Field(default=None, description="Name of the service shown to readers. Default: its host.")
    attribution: Text | None = Field(
        default=None, description="Credit line shown with its tiles; links as in HTML. Required with a url."
    )
    key: Text | None = Field(
        default=None,
        description="Your key for the service. It is published with the page, so restrict it to your site.",
    )
    min_zoom: ServiceZoom | None = Field(default=None, description="The lowest zoom that the service has.")
    max_zoom: ServiceZoom | None = Field(
        default=None, description="The highest zoom that the service has; above it, its tiles are enlarged."
    )
    subdomains: tuple[Text, ...] | Text | None = Field(
        default=None, description="Values for {s} in the url: a list, or letters such as abc."
    )
    load: Load = Field(
        default=Load.ON_REQUEST,
        description="Whether its tiles load when the reader asks for them, or as soon as the page opens.",
    )
    vector: TileSchema | Literal[False] = Field(
        default=False, description="The schema of its tiles if they are vector tiles; false for images."
    )
    referrer: Referrer | None = Field(
        default=None,
        description="Whether it learns the origin of the site that the map is on; required if it refuses requests "
        "without, and lets any site read its answers (CORS).",
    )
    _service: Service | None = PrivateAttr(default=None)

    @property
    def service(self) -> Service | None:
        """The service as the page uses it; None until the entry was resolved."""
        return self._service

    def with_service(self, service: Service) -> Self:
        """A copy that has the service that it names."""
        return self._with(_service=service)


OnlineOrName = Annotated[Online, BeforeValidator(text_as("provider"), json_schema_input_type=str | Online)]
"""A service, or the name of one."""
