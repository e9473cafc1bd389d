"""Distances, compared with geopy's."""

import pytest
from geopy.distance import geodesic, great_circle
from hypothesis import given
from hypothesis import strategies as st

from geomap.model.geodesy import geodesic_m, great_circle_km

POSITIONS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(POSITIONS, POSITIONS)
def test_distances_are_those_of_geopy(one, other) -> None:
    assert great_circle_km(one, other) == pytest.approx(great_circle(one, other).km, abs=1e-6)
    assert geodesic_m(one, other) == pytest.approx(geodesic(one, other).m, abs=1e-3)


def test_a_step_of_a_few_centimetres_is_not_lost_to_rounding() -> None:
    assert great_circle_km((50, 30), (50.000001, 30)) == pytest.approx(0.000111195, rel=1e-4)
