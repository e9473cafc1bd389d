"""Duplicates: places that may be one place entered twice."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.link import duplicates as module
from geomap.link.duplicates import duplicates
from geomap.model import Place


def place(id: str, **fields: Any) -> Place:  # noqa: A002
    return Place(id=id, **fields)


def pairs(*places: Place) -> list[tuple[str, str]]:
    return [(one.id, other.id) for one, other, _ in duplicates(places)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"name": "Kremlin"}, {"name": "kremlin"}, True),
        ({"name": "Winston-Salem"}, {"name": "Winston–Salem"}, True),
        ({"name": "Kremlin", "names": {"ru": "Кремль"}}, {"name": "Кремль"}, True),
        ({"name": "Kremlin"}, {"name": "Kremlin Wall"}, False),
        ({"name": "Kremlin", "coordinates": [55, 37]}, {"name": "Kremlin", "coordinates": [56, 37]}, False),
        ({"name": "Kremlin", "coordinates": [55, 37]}, {"name": "Kremlin", "coordinates": [55.1, 37]}, True),
        ({"name": "Mill", "part_of": "a"}, {"name": "Mill", "part_of": "b"}, False),
        ({"name": "New York", "id": "state"}, {"name": "New York", "part_of": "state"}, False),
        ({"name": "New York", "part_of": "other"}, {"name": "New York"}, False),
    ],
)
def test_places_with_the_same_name_are_duplicates_unless_something_distinguishes_them(one, other, expected) -> None:
    assert bool(pairs(Place(**{"id": "one", **one}), Place(**{"id": "other", **other}))) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Defense Center", "the Defence Centre", True),
        ("Defense Center", "Center, Defense", True),
        ("Zarechye", "Zarechie", True),
        ("North Gate", "South Gate", False),
        ("Lane 8", "Lane 4", False),
        ("Kremlin", "Palace", False),
    ],
)
def test_places_at_one_spot_are_duplicates_if_their_names_differ_only_in_spelling(one, other, expected) -> None:
    here, near, off = [55.75, 37.6], [55.7503, 37.6], [55.7506, 37.6]  # 33 m and 67 m
    assert bool(pairs(place("one", name=one, coordinates=here), place("two", name=other, coordinates=near))) is expected
    assert not pairs(place("one", name=one, coordinates=here), place("two", name=other, coordinates=off))


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-0.0002, 0.0002))
def test_duplicates_are_found_at_the_antimeridian_and_the_poles(latitude, longitude, step) -> None:
    north = min(90.0, max(-90.0, latitude + step))
    around = longitude - 360 if longitude + 1e-4 > 180 else longitude
    one = place("one", name="Center", coordinates=[latitude, longitude])
    two = place("two", name="Centre", coordinates=[north, max(-180.0, min(180.0, around + 1e-4))])
    assert pairs(one, two) == [("one", "two")]


@pytest.mark.parametrize("spread", [True, False], ids=["one city", "one spot"])
def test_the_number_of_comparisons_grows_linearly(spread, monkeypatch) -> None:
    chance, distance, compared = random.Random(1), module.great_circle_km, []  # noqa: S311
    monkeypatch.setattr(module, "great_circle_km", lambda *pair: (compared.append(pair), distance(*pair))[1])

    def position():
        return [55.7 + spread * chance.random() / 5, 37.5 + spread * chance.random() / 3]

    count = 2_000
    places = [place(f"p{i}", name=f"Roof {i}", coordinates=position()) for i in range(count)]
    added = [place("a", name="Sentre", coordinates=[55.9, 37.9]), place("b", name="Senter", coordinates=[55.9, 37.9])]
    assert pairs(*places, *added) == [("a", "b")]
    assert 0 < len(compared) <= 10 * count
