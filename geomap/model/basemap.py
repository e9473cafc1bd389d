"""Streets under the marks: the archive of tiles that an editor names, and what of it is published."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PrivateAttr

from geomap.model.entry import Entry, Text

Zoom = Annotated[int, Field(strict=True, ge=0, le=24)]


class Basemap(Entry):
    """An archive of vector tiles with streets, of which the map's extent is published."""

    file: Text = Field(description="Path of a PMTiles file of vector tiles, beginning beside the gazetteer.")
    max_zoom: Zoom | None = Field(
        default=None, description="The highest zoom that is published; the archive's own, unless given."
    )
    attribution: Text | None = Field(
        default=None, description="Who is to be named for the tiles; what the archive says, unless given."
    )
    _path: Path | None = PrivateAttr(default=None)

    @property
    def path(self) -> Path | None:
        """Where the file lies; None until it was found and looked into."""
        return self._path

    def lying_at(self, path: Path) -> Self:
        """The same entry, told where its file lies."""
        self._path = path
        return self


def _file_alone(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


BasemapOrPath = Annotated[Basemap, BeforeValidator(_file_alone, json_schema_input_type=str | Basemap)]
"""A basemap, or the path of its file."""


@dataclass(frozen=True)
class Streets:
    """What is published of a basemap: a PMTiles archive of the map's extent.

    Attributes:
        data: the archive's bytes.
        source: the file that it was cut out of, as the gazetteer has it.
        schema: how its layers are called, ``openmaptiles`` or ``protomaps``.
        attribution: whose data it is, in plain text.
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
