"""Vector tiles (Mapbox Vector Tile 2): their features as shapes, and their text values."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mapbox_vector_tile
import shapely
from mapbox_vector_tile.Mapbox import vector_tile_pb2
from shapely.geometry import shape as geometry_of
from shapely.geometry.base import BaseGeometry

_POINT = vector_tile_pb2.tile.Point
_ONE_POINT = 3  # numbers in the geometry of a single point: the command, x and y


@dataclass(frozen=True)
class Feature:
    """A feature of a tile.

    Attributes:
        geometry: in units of the tile's side, x to the right and y down; it may extend a little beyond the tile.
        properties: of the feature.
    """

    geometry: BaseGeometry
    properties: dict[str, Any]


def features_of(content: bytes, layer: str) -> Iterator[Feature]:
    """The features of one layer of an uncompressed tile; none if it has no such layer."""
    decoded = _decoded(content).get(layer)
    if decoded:
        geometries = [geometry_of(feature["geometry"]) for feature in decoded["features"]]
        in_tile = shapely.transform(geometries, lambda points: points / decoded["extent"])
        for geometry, feature in zip(in_tile, decoded["features"], strict=True):
            yield Feature(geometry, feature["properties"])


@lru_cache(maxsize=16)  # the pictures of a map have the same tiles, and each tile has several layers
def _decoded(content: bytes) -> dict[str, Any]:
    layers: dict[str, Any] = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    return layers


def points_of(content: bytes, layer: str) -> Iterator[tuple[float, float, dict[str, Any]]]:
    """x, y and the properties of the single points of a layer, as in ``features_of`` and many times faster."""
    for each in _parsed(content).layers:
        if each.name == layer:
            values = [getattr(value, value.ListFields()[0][0].name) for value in each.values]
            for feature in each.features:
                if feature.type == _POINT and len(feature.geometry) == _ONE_POINT:
                    _, x, y = feature.geometry
                    tags = feature.tags
                    properties = {each.keys[tags[at]]: values[tags[at + 1]] for at in range(0, len(tags), 2)}
                    yield _signed(x) / each.extent, _signed(y) / each.extent, properties


def _signed(parameter: int) -> int:
    """A parameter of a geometry, in which the last bit is the sign."""
    return (parameter >> 1) ^ -(parameter & 1)


def _parsed(content: bytes) -> Any:
    tile = vector_tile_pb2.tile()
    tile.ParseFromString(content)
    return tile
