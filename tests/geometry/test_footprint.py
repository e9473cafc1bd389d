"""Distances from a place to the footprint of another."""

from typing import Any

import pytest

from geomap.geometry.footprint import Footprint
from geomap.model import Place


def place(**fields: Any) -> Place:
    return Place(name="A place", **fields)


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


AROUND_THE_POLE = {"type": "Polygon", "coordinates": [[[-120, 66], [0, 66], [120, 66], [-120, 66]]]}


@pytest.mark.parametrize(
    ("child", "parent", "km"),
    [
        ([55.5, 37.5], box(37, 55, 38, 56), 0),
        ([56.1, 37.5], box(37, 55, 38, 56), 11.1),
        ([55.5, 38.5], box(37, 55, 38, 56), 31.5),
        ([60.05, 50], box(20, 50, 80, 60), 5.6),  # an edge along the parallel, not the great circle
        ([0, -179], box(178, -1, 180, 1), 111.3),
        ([0, -179], box(178, -1, -178, 1), 0),  # written across 180°
        ([0, 179], box(-182, -1, -178, 1), 0),
        ([60.05, 180], box(150, 20, -150, 60), 5.6),
        ([89, 0], box(0, 80, 90, 85), 445.2),
        ([80, 45], AROUND_THE_POLE, 0),
        ([60.05, 50], AROUND_THE_POLE, 662),
    ],
)
def test_the_distance_to_an_area_is_that_to_its_nearest_point(child, parent, km) -> None:
    distance = Footprint.of(place(area=parent)).distance_km(place(coordinates=child))
    assert distance == pytest.approx(km, rel=0.01)


def test_distances_between_areas_and_points() -> None:
    inner, outer = box(37.4, 55.4, 37.6, 55.6), box(37, 55, 37.2, 56)
    assert Footprint.of(place(area=outer)).distance_km(place(area=inner)) == pytest.approx(12.6, rel=0.01)
    circle = Footprint.of(place(coordinates=[55.5, 37.7], uncertainty=1_000))
    assert circle.distance_km(place(area=inner)) == pytest.approx(5.3, rel=0.01)
    assert Footprint.of(place()).distance_km(place(area=inner)) is None
    both = {"type": "MultiPolygon", "coordinates": [outer["coordinates"], inner["coordinates"]]}
    assert Footprint.of(place(area=both)).distance_km(place(area=inner)) == 0
