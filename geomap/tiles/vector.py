"""What a vector tile holds (Mapbox Vector Tile 2), as shapes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
import shapely
from shapely.geometry import shape as geometry_of
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Feature:
    """A shape of a tile.

    Attributes:
        geometry: in sides of the tile, x to the right and y down, with a little that lies beyond its edges.
        properties: what the tile says of it.
    """

    geometry: BaseGeometry
    properties: dict[str, Any]


def features_of(content: bytes, layer: str) -> Iterator[Feature]:
    """The features of one layer of an unpacked tile; none where it has no such layer."""
    found = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True}).get(layer)
    for feature in found["features"] if found else ():
        geometry = geometry_of(feature["geometry"])
        side = found["extent"]
        yield Feature(shapely.transform(geometry, lambda points: points / side), feature["properties"])  # noqa: B023
