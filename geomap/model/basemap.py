"""The base map's streets: the PMTiles file that an editor names, and the extract that is published."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, PrivateAttr

from geomap.model.entry import Entry, Text, text_as

TileZoom = Annotated[int, Field(strict=True, ge=0, le=24)]
"""A zoom of a PMTiles file."""


class Basemap(Entry):
    """A PMTiles file of vector tiles with streets, of which the map's extent is published."""

    file: Text = Field(description="Path of a PMTiles file of vector tiles, relative to the gazetteer file.")
    max_zoom: TileZoom | None = Field(
        default=None, description="The highest zoom to publish. Default: the file's highest."
    )
    attribution: Text | None = Field(
        default=None, description="Credit line for the tiles. Default: the one in the file's metadata."
    )
    _path: Path | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """The file on this machine; None until it was found and checked."""
        return self._path

    def with_path(self, path: Path) -> Self:
        """A copy that has its file's path on this machine."""
        return self._with(_path=path)


BasemapOrPath = Annotated[Basemap, BeforeValidator(text_as("file"), json_schema_input_type=str | Basemap)]
"""A base map, or the path of its file."""


@dataclass(frozen=True)
class Streets:
    """The published extract of a base map: a PMTiles archive of the map's extent.

    Attributes:
        data: the archive's bytes.
        source: the file that it was cut from, as written in the gazetteer.
        schema: names its layers have, ``openmaptiles`` or ``protomaps``.
        attribution: credit line, in plain text.
        min_zoom: the lowest zoom of its tiles; ``max_zoom`` the highest.
        bounds: west, south, east, north in degrees; east may be over 180.
    """

    data: bytes = field(repr=False)
    source: str
    schema: str
    attribution: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
