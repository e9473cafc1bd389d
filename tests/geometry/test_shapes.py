"""Circles and areas as GeoJSON: right orientation, right size, cut at 180°."""

import math
from itertools import pairwise

import pytest
from geopy.distance import EARTH_RADIUS, great_circle
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box, shape

from geomap.geometry.shapes import circle, drawn_shape_of, geojson_geometry, shape_of, to_geojson_position
from geomap.model import Coordinates, Place
from geomap.model.geodesy import EARTH_RADIUS_KM

latitudes, longitudes = st.floats(-80, 80), st.floats(-179.99, 179.99)


def corners(geometry):
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [corner for polygon in polygons for ring in polygon for corner in ring]


def test_geojson_positions_have_the_longitude_first() -> None:
    assert to_geojson_position(Coordinates(55.752, 37.6175)) == [37.6175, 55.752]


@given(latitudes, longitudes, st.floats(1, 300_000))
def test_the_corners_of_a_circle_are_at_its_radius_or_slightly_outside(latitude, longitude, radius) -> None:
    geometry = circle(Coordinates(latitude, longitude), radius)
    for east, north in corners(geometry):
        assert -180 <= east <= 180
        if abs(abs(east) - 180) > 1e-9:
            assert radius * 0.999 - 1 <= great_circle((latitude, longitude), (north, east)).m <= radius * 1.003 + 1
    assert shape(geometry).is_valid
    assert shape(geometry).buffer(1e-6).contains(Point(longitude, latitude))


def test_a_circle_across_180_degrees_is_two_polygons() -> None:
    geometry = circle(Coordinates(10, 179.99), 5000)
    assert geometry["type"] == "MultiPolygon"
    assert shape(geometry).area < 0.02


def test_a_circle_around_a_pole_contains_the_pole() -> None:
    drawn = shape(circle(Coordinates(89.5, 30), 200_000))
    assert drawn.contains(Point(120, 89.9))
    assert not drawn.contains(Point(120, 80))


def test_the_outer_ring_is_counterclockwise() -> None:
    geometry = circle(Coordinates(55, 37), 1000)
    ring = geometry["coordinates"][0]
    area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    assert area > 0
    assert ring[0] == ring[-1]
    assert math.isclose(area / 2, shape(geometry).area)


@pytest.mark.parametrize("latitude", [90, -90, 89.99999, -89.5])
@pytest.mark.parametrize("longitude", [-180, -179.9, 0, 45, 179])
@pytest.mark.parametrize("radius_m", [7, 100, 1000, 1_000_000])
def test_a_circle_at_a_pole_is_a_valid_polygon_around_it(latitude, longitude, radius_m) -> None:
    drawn = shape(circle(Coordinates(latitude, longitude), radius_m))
    assert drawn.is_valid
    assert drawn.buffer(1e-5).contains(Point(longitude, latitude))


@pytest.mark.parametrize("precision", ["exact", "building", "street", "unknown"])
def test_fine_precisions_are_points(precision) -> None:
    shape_ = shape_of(Place(name="x", coordinates=[1, 2], precision=precision))
    assert shape_.kind == "point"
    assert geojson_geometry(shape_) == {"type": "Point", "coordinates": [2, 1]}


@pytest.mark.parametrize("precision", ["district", "settlement", "city", "region", "country"])
def test_coarse_precisions_are_circles_around_a_point(precision) -> None:
    shape_ = shape_of(Place(name="x", coordinates=[1, 2], precision=precision))
    assert shape_.kind == "area"
    assert shape_.radius_m
    assert geojson_geometry(shape_) == {"type": "Point", "coordinates": [2, 1]}


def test_a_report_without_a_place_has_no_geometry() -> None:
    assert geojson_geometry(shape_of(None)) is None


def test_all_distances_are_measured_on_the_same_sphere() -> None:
    assert EARTH_RADIUS_KM == EARTH_RADIUS


def test_an_area_may_be_drawn_in_either_direction() -> None:
    ring = [[32.0, -0.1], [32.5, -0.2], [32.3, -0.7], [32.0, -0.1]]
    drawn = [
        shape(shape_of(Place(name="A", area={"type": "Polygon", "coordinates": [each]})).geometry)
        for each in (ring, ring[::-1])
    ]
    assert drawn[0].equals(drawn[1])
    assert all(each.exterior.is_ccw for each in drawn)


def test_on_maps_an_area_across_180_degrees_is_one_piece() -> None:
    ring = [[179, 10], [-178, 10], [-178, 11], [179, 11], [179, 10]]
    place = Place(name="A", area={"type": "Polygon", "coordinates": [ring]})
    assert shape(drawn_shape_of(place).geometry).equals(box(-181, 10, -178, 11))
    assert shape(shape_of(place).geometry).equals(MultiPolygon([box(179, 10, 180, 11), box(-180, 10, -178, 11)]))


def test_an_edge_across_180_degrees_is_as_straight_as_any_other() -> None:
    """GeoJSON's lines are straight in longitude and latitude: a rectangle stays one where it is cut."""
    ring = [[150, 20], [-150, 20], [-150, 60], [150, 60], [150, 20]]
    geometry = shape(shape_of(Place(name="A", area={"type": "Polygon", "coordinates": [ring]})).geometry)
    assert geometry.equals(MultiPolygon([box(150, 20, 180, 60), box(-180, 20, -150, 60)]))
