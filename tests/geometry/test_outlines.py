"""The outlines of regions and countries for places that are only known to be in one."""

import json

import pytest
import shapely
from shapely.geometry import shape

from geomap.geometry.outlines import _outlines, _shape, outline_of
from geomap.geometry.shapes import drawn_shape_of, shape_of
from geomap.model import Atlas, Coordinates, MapInfo, Place
from geomap.model.published import coarsened

JUTLAND = {"name": "North Jutland", "coordinates": [57.05, 9.92], "precision": "region"}


def test_a_region_is_drawn_with_the_outline_around_its_coordinates_which_keep_the_mark() -> None:
    drawn = drawn_shape_of(Place(**JUTLAND))
    outline = shape(drawn.geometry)
    assert outline.is_valid
    assert outline.contains(shapely.Point(9.92, 57.05))
    assert not outline.contains(shapely.Point(12.57, 55.68))  # Copenhagen
    assert drawn.kind == "area"
    assert drawn.centre == Coordinates(57.05, 9.92)
    assert shape_of(Place(**JUTLAND)).geometry is None  # exports have the point with its radius


def test_a_country_has_its_own() -> None:
    outline = outline_of(Place(name="Denmark", coordinates=[56, 9.5], precision="country"))
    assert shape(outline).contains(shapely.Point(9.5, 56))
    assert not shape(outline).intersects(shapely.Point(10.0, 53.5))  # Hamburg


@pytest.mark.parametrize(
    "change",
    [
        {"precision": "city"},
        {"uncertainty": 20_000},
        {"area": {"type": "Polygon", "coordinates": [[[9, 57], [10, 57], [10, 58], [9, 57]]]}},
        {"coordinates": [56.5, 3.0]},  # in the sea
    ],
    ids=["more precise", "uncertainty", "area", "sea"],
)
def test_what_the_editor_knows_wins_and_the_sea_has_none(change) -> None:
    place = Place(**{**JUTLAND, **change})
    assert outline_of(place) is None
    assert drawn_shape_of(place) == shape_of(place)


def test_a_generalised_position_has_none() -> None:
    place = Place(**JUTLAND, coarsen=5000)
    published = coarsened(Atlas(MapInfo(), (place,), (), (), (), ()))
    assert outline_of(published.places[0]) is None


@pytest.mark.large
def test_every_outline_is_valid_and_small_also_across_the_antimeridian() -> None:
    for layer, precision in (("countries", "country"), ("regions", "region")):
        for number, entry in enumerate(_outlines()[layer]):
            ring = entry["polygons"][0][0]
            west, south = ring[0] / 1000 - 180, ring[1] / 1000
            if layer == "regions" and abs(west) < 175 and number % 17:
                continue
            place = Place(name="x", coordinates=[south, min(max(west, -180), 180)], precision=precision)
            geometry = drawn_shape_of(place).geometry
            assert geometry is None or shape(geometry).is_valid, entry["country"]
            assert len(json.dumps(geometry)) < 60_000, entry["country"]


@pytest.mark.large
@pytest.mark.parametrize("layer", ["countries", "regions"])
def test_no_outline_is_on_another(layer) -> None:
    shapes = [_shape(layer, number) for number in range(len(_outlines()[layer]))]
    assert shapely.union_all(shapes).area == pytest.approx(sum(each.area for each in shapes), rel=1e-4)


def test_a_country_on_both_sides_of_180_degrees_is_drawn_on_both() -> None:
    outline = shape(drawn_shape_of(Place(name="Fiji", coordinates=[-17.8, 178], precision="country")).geometry)
    assert outline.is_valid
    assert 174 < outline.bounds[0] < outline.bounds[2] < 183
    edge = outline.boundary.intersection(shapely.LineString([(180, -90), (180, 90)]))
    assert edge.length < 0.01


@pytest.mark.parametrize(
    ("precision", "position"), [("country", [55.75, 37.62]), ("country", [64.3, 100]), ("region", [64.3, -152.3])]
)
def test_outlines_that_touch_themselves_are_drawn(precision, position) -> None:
    """Those of Russia and Alaska come with stray lines where they are cut at 180°."""
    outline = outline_of(Place(name="A", coordinates=position, precision=precision))
    assert shape(outline).contains(shapely.Point(position[1], position[0]))


@pytest.mark.parametrize(
    ("name", "position", "shore"),
    [("Northern Division", [-16.6, 179.3], (179.43, -16.75)), ("Chukotka", [66.7, 171], (189.7, 66.0))],
)
def test_an_outline_across_the_antimeridian_is_as_detailed_as_any_other(name, position, shore) -> None:
    outline = shape(outline_of(Place(name=name, coordinates=position, precision="region")))
    assert shapely.get_num_coordinates(outline) > 100
    assert outline.distance(shapely.Point(shore)) < 0.1
