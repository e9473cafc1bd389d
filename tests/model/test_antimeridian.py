"""Areas and lines that cross 180° are cut there, and nothing else about them changes."""

import itertools
import math

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from properties import examples
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Point, Polygon, box, shape

from geomap.model.antimeridian import cut_at_180, cut_line, cut_polygon, joined_at_180

LONGITUDES = st.floats(-180, 180).map(lambda value: round(value, 4))
ANGLES = st.lists(st.integers(0, 71).map(lambda step: step * 5), min_size=3, max_size=9, unique=True).map(sorted)
REACHES = st.lists(st.floats(0.3, 1), min_size=9, max_size=9)


@st.composite
def stars(draw, size: float = 60) -> list[list[tuple[float, float]]]:
    """Rings around a centre, in either direction, some with a smaller one of the same form inside; beyond 180° too."""
    centre, latitude, width = draw(LONGITUDES), draw(st.floats(-25, 25)), draw(st.floats(0.01, size))
    angles, reaches, is_clockwise = draw(ANGLES), draw(REACHES), draw(st.booleans())

    def ring(share: float) -> list[tuple[float, float]]:
        corners = [
            (centre + share * width * reach * math.cos(angle), latitude + share * width * reach * math.sin(angle))
            for angle, reach in zip(map(math.radians, angles), reaches, strict=False)
        ]
        return [*corners, corners[0]][:: -1 if is_clockwise else 1]

    assume(Polygon(ring(1)).is_valid)
    assume(Polygon(ring(1)).contains(Point(centre, latitude)))
    return [ring(1), *([ring(0.5)] if draw(st.booleans()) else [])]


def wrapped(ring):
    """As most programs write it: from -180° to 180°, with a jump where it crosses 180°."""
    return [((longitude + 180) % 360 - 180, latitude) for longitude, latitude in ring]


@examples(3)
@given(stars(), st.booleans(), st.floats(0, 1), st.floats(0, 1))
def test_a_cut_area_has_the_same_points_in_it(rings, is_wrapped, across, up) -> None:
    whole = Polygon(rings[0], rings[1:])
    assume(whole.is_valid)
    parts, problem = cut_polygon([wrapped(ring) for ring in rings] if is_wrapped else rings)
    assert not problem
    assert all(part.is_valid and part.bounds[0] >= -180 and part.bounds[2] <= 180 for part in parts)
    assert math.isclose(sum(part.area for part in parts), whole.area, rel_tol=1e-6)
    west, south, east, north = whole.bounds
    point = Point(west + across * (east - west), south + up * (north - south))
    assume(whole.boundary.distance(point) > 1e-6)
    here = Point((point.x + 180) % 360 - 180, point.y)
    assume(abs(here.x) < 179.999999)
    assert any(part.contains(here) for part in parts) == whole.contains(point)


@given(stars())
def test_what_is_cut_already_is_not_changed(rings) -> None:
    parts, _ = cut_polygon(rings)
    for part in parts:
        again, problem = cut_polygon([list(ring.coords) for ring in (part.exterior, *part.interiors)])
        assert not problem
        assert again == [part]


@given(stars())
def test_what_was_cut_is_joined_without_an_edge_at_180_degrees(rings) -> None:
    whole = Polygon(rings[0], rings[1:])
    assume(whole.is_valid)
    parts, _ = cut_polygon(rings)
    joined = joined_at_180(MultiPolygon(parts))
    turn = 360 * round((joined.centroid.x - whole.centroid.x) / 360)
    assert -180 <= (joined.bounds[0] + joined.bounds[2]) / 2 <= 180
    assert translate(joined, -turn).symmetric_difference(whole).area < 1e-6 * whole.area
    assert math.isclose(joined.length, whole.length, rel_tol=1e-6)


def test_what_is_all_around_a_pole_is_joined_nowhere() -> None:
    around = MultiPolygon([box(-180, -90, 180, -70), box(-60, -65, -58, -64)])
    assert joined_at_180(around).equals(around)


def test_coordinates_stay_as_they_were_written() -> None:
    ring = ((37.617, 55.977), (37.5, 55.9), (37.7, 55.9), (37.617, 55.977))
    assert cut_at_180({"type": "Polygon", "coordinates": [ring]})["coordinates"] == (ring,)


@pytest.mark.parametrize("latitude", [70, -70, 1, -1])
@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("start", [0, 5, 11])
def test_a_ring_around_a_pole_has_the_smaller_side_in_it(latitude, direction, start) -> None:
    around = [(longitude, latitude) for longitude in range(-165, 180, 30)]
    around = [*around[start:], *around[:start]]
    ring = [*around, around[0]][::direction]
    (part,), problem = cut_polygon([ring])
    assert not problem
    assert part.equals(
        box(-180, min(latitude, math.copysign(90, latitude)), 180, max(latitude, math.copysign(90, latitude)))
    )


def test_a_hole_may_cross_180_degrees_or_be_around_the_pole() -> None:
    def cap(latitude: float) -> list[tuple[float, float]]:
        return [(longitude, latitude) for longitude in (-120, 0, 120, -120)]

    lake = [(170, 75), (-170, 75), (-170, 78), (170, 78), (170, 75)]
    parts, problem = cut_polygon([cap(70), lake, cap(85)])
    assert not problem
    expected = box(-180, 70, 180, 85) - box(170, 75, 180, 78) - box(-180, 75, -170, 78)
    assert shapely.union_all(parts).equals(expected)


@pytest.mark.parametrize("edge", [180, 179.999])
def test_an_area_that_ends_at_the_edges_of_the_map_stays_as_it_is(edge) -> None:
    """Antarctica, as maps of the world have it: the pole is its straight lower edge."""
    coast = [(-edge, -84), (-60, -64), (60, -67), (edge, -84)]
    ring = [*coast, (edge, -90), (-edge, -90), (-edge, -84)]
    parts, problem = cut_polygon([ring])
    assert not problem
    drawn = shapely.union_all(parts)
    assert drawn.symmetric_difference(Polygon(ring)).area < 0.1
    assert drawn.is_valid


def test_an_area_between_180_and_minus_180_degrees_is_no_band_around_the_globe() -> None:
    ring = [(170, 10), (180, 10), (-180, 10), (-170, 10), (-170, 20), (-180, 20), (180, 20), (170, 20), (170, 10)]
    parts, problem = cut_polygon([ring])
    assert not problem
    assert MultiPolygon(parts).equals(MultiPolygon([box(170, 10, 180, 20), box(-180, 10, -170, 20)]))


@given(st.lists(st.tuples(LONGITUDES, st.integers(-90, 90)), min_size=3, max_size=8, unique=True))
def test_any_ring_has_valid_parts_on_earth(positions) -> None:
    parts, _ = cut_polygon([[*positions, positions[0]]])
    for part in parts:
        assert part.is_valid
        west, south, east, north = part.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


@given(st.lists(st.tuples(LONGITUDES, st.integers(-90, 90)), min_size=2, max_size=8, unique=True))
def test_a_cut_line_is_as_long_as_before_and_has_no_step_across_180_degrees(positions) -> None:
    def length(ring):
        steps = itertools.pairwise(ring)
        return sum(math.hypot((b[0] - a[0] + 180) % 360 - 180, b[1] - a[1]) for a, b in steps)

    assume(all(abs(b[0] - a[0]) % 180 > 1e-6 for a, b in itertools.pairwise(positions)))
    lines = cut_line(positions)
    assert math.isclose(sum(line.length for line in lines), length(positions), rel_tol=1e-6)
    assert all(abs(a[0] - b[0]) <= 180 for line in lines for a, b in zip(line.coords, line.coords[1:], strict=False))


def test_parts_of_several_polygons_stay_one_geometry() -> None:
    ring = [[179, 10], [181, 10], [181, 11], [179, 11], [179, 10]]
    other = [[10, 10], [10, 11], [11, 11], [11, 10], [10, 10]]
    cut = cut_at_180({"type": "MultiPolygon", "coordinates": [[ring], [other]]})
    assert cut["type"] == "MultiPolygon"
    assert len(cut["coordinates"]) == 3
    assert all(part.exterior.is_ccw for part in shape(cut).geoms)
