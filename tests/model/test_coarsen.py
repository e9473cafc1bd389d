"""Generalised positions: the exact one is in no byte of the site, and the drawn area contains the true one."""

import json
import math
import re

import pytest
from exports import unpacked
from geopy.distance import geodesic
from hypothesis import example, given
from hypothesis import strategies as st
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

import geomap
from geomap.geometry.extent import wrapped
from geomap.geometry.shapes import circle, shape_of
from geomap.model import Atlas, Coordinates, MapInfo, Place
from geomap.model.geodesy import METRES_PER_DEGREE
from geomap.model.published import coarsened, snapped
from geomap.site import site_files

ARTICLE = "A lorry stood there. Nobody knows why."
positions = st.builds(Coordinates, st.floats(-84, 84), st.floats(-179.9, 179.9))


def project_with(map_entry: str, place_entry: str) -> dict[str, str]:
    return {
        "data/locations.yaml": f"""
map: {{title: T{map_entry}}}
places:
  - name: Hidden yard
    coordinates: [48.123457, 37.765432]
    precision: exact
    uncertainty: 15
    coordinate_source: 13 Secret Lane
    {place_entry}
  - name: Hidden outline
    area:
      type: Polygon
      coordinates: [[[37.811111, 48.111111], [37.822222, 48.111111], [37.822222, 48.122222], [37.811111, 48.111111]]]
    {place_entry}
reports:
  - title: Lorry
    place: hidden-yard
    status: confirmed
    status_reason: Seen.
    evidence: [{{article: a, quote: A lorry stood there}}]
  - title: Tent
    place: hidden-outline
    status: confirmed
    status_reason: Seen.
    evidence: [{{article: a, quote: Nobody knows why}}]
""",
        "seeds/a.txt": ARTICLE,
    }


SECRETS = re.compile(rb"48\.1234|37\.7654|48\.1111|48\.1222|37\.8111|37\.8222|Secret Lane")


def test_what_is_published_is_not_generalised_again(make_project) -> None:
    project = make_project(project_with(", coarsen: 2000", ""))
    atlas = geomap.load(project)
    built = geomap.build(atlas, project)
    assert coarsened(built.published) is built.published
    assert geomap.export(built.published, "geojson") == geomap.export(atlas, "geojson")


def test_the_exact_position_is_in_no_byte_of_the_site(make_project) -> None:
    for map_entry, place_entry in ((", coarsen: 2000", ""), ("", "coarsen: 2000"), (", coarsen: 50", "coarsen: 2000")):
        atlas = geomap.load(make_project(project_with(map_entry, place_entry)))
        files = site_files(atlas)
        for path, data in files.items():
            assert not SECRETS.search(unpacked(data) if path.endswith(".kmz") else data), path
        assert b"generalised to a 2 km grid" in files["index.html"]
        features = json.loads(files["data/reports.geojson"])["features"]
        assert {feature["properties"]["coarsened_to_m"] for feature in features} == {2000}
        assert {feature["properties"]["shape"] for feature in features} == {"area"}
        assert not SECRETS.search(atlas.map().get_root().render().encode())


def test_the_hash_of_the_gazetteer_is_withheld_because_it_would_confirm_guessed_positions(make_project) -> None:
    files = site_files(geomap.load(make_project(project_with("", "coarsen: 2000"))))
    assert b"withheld" in files["manifest.json"]
    plain = site_files(geomap.load(make_project(project_with("", ""))))
    assert b"withheld" not in plain["manifest.json"]
    assert SECRETS.search(plain["data/reports.geojson"])


def test_an_atlas_has_a_hash(make_project) -> None:
    atlas = geomap.load(make_project(project_with("", "")))
    assert len({atlas, coarsened(atlas), coarsened(atlas)}) == 3


@given(positions, st.floats(10, 100_000))
def test_a_snapped_position_is_at_most_half_a_diagonal_away_and_snaps_to_itself(position, grid) -> None:
    cell = snapped(position, grid)
    assert geodesic(position, cell).m <= grid * 0.7072 * 1.012 + 1
    assert snapped(cell, grid) == cell


@given(positions, st.floats(100, 50_000), st.floats(1, 5_000))
def test_the_drawn_area_contains_the_true_position(position, grid, uncertainty) -> None:
    place = Place(name="x", coordinates=position, precision="building", uncertainty=uncertainty, coarsen=grid)
    (published,) = coarsened(geomap.Atlas(geomap.model.MapInfo(), (place,), (), (), (), ())).places
    assert not published.is_point
    circle_ = shape_of(published)
    drawn = shape(circle(circle_.centre, circle_.radius_m))
    assert drawn.buffer(1e-4).contains(Point(position.longitude, position.latitude))


def published_area(place: Place) -> BaseGeometry:
    atlas = coarsened(Atlas(MapInfo(), (place,), (), (), (), ()))
    return shape(shape_of(atlas.places[0]).geometry)


ACROSS_180 = [
    {"type": "Polygon", "coordinates": [[[179.8, -17], [-179.7, -17], [-179.7, -16.5], [179.8, -16.5], [179.8, -17]]]},
    {
        "type": "MultiPolygon",
        "coordinates": [
            [[[179.8, -17], [180, -17], [180, -16.5], [179.8, -16.5], [179.8, -17]]],
            [[[-180, -17], [-179.7, -17], [-179.7, -16.5], [-180, -16.5], [-180, -17]]],
        ],
    },
]


@pytest.mark.parametrize("area", ACROSS_180, ids=["one polygon", "cut at 180°"])
def test_the_box_of_an_area_across_the_antimeridian_is_no_larger_than_its_grid_cells(area) -> None:
    place = Place(name="Strait", area=area, coarsen=5000)
    drawn = published_area(place)
    assert drawn.contains(Point(179.9, -16.6))
    assert drawn.contains(Point(-179.8, -16.6))
    assert drawn.area < 0.6 * 0.6


@given(positions, st.floats(0.01, 30), st.floats(100, 50_000))
@example(Coordinates(0, 156), 30, 100)
def test_the_box_contains_an_area_wherever_it_is_on_the_globe(position, width, grid) -> None:
    south, north = position.latitude, position.latitude + 1
    east = position.longitude + width
    ring = [(position.longitude, south), (east, south), (east, north), (position.longitude, north)]
    area = {"type": "Polygon", "coordinates": [[[wrapped(x), y] for x, y in [*ring, ring[0]]]]}
    drawn = shape(
        shape_of(
            coarsened(Atlas(MapInfo(), (Place(name="A", area=area, coarsen=grid),), (), (), (), ())).places[0]
        ).geometry
    )
    cell = grid / METRES_PER_DEGREE / math.cos(math.radians(85))
    assert drawn.buffer(1e-9).covers(shape(shape_of(Place(name="A", area=area)).geometry))
    assert drawn.area <= (width + 2 * cell) * (1 + 2 * cell)
