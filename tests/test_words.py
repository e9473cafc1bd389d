"""Dates, precision and distances in words."""

import pytest

from geomap.model import Place
from geomap.model.dates import parse_date
from geomap.write.words import Words

words = Words("en")


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2023-01-19", "19 January 2023"),
        ("2023-01", "January 2023"),
        ("2023", "2023"),
        ("2023-01~", "about January 2023"),
        ("2023-01?", "January 2023, uncertain"),
        ("2023-01-19%", "about 19 January 2023, uncertain"),
        ("2023-01-05/2023-01-10", "5–10 January 2023"),
        ("2023-01-01/2023-01-10~", "early January 2023"),
        ("2023-01-11/2023-01-20~", "mid-January 2023"),
        ("2023-01-21~/2023-01-31", "late January 2023"),
        ("2023-01-28/2023-02-03", "28 January 2023 – 3 February 2023"),
        ("2023-01-XX", "January 2023"),
        ("202X", "between 1 January 2020 and 31 December 2029"),
        ("../2023-01-19", "no later than 19 January 2023"),
        ("2023-01-19/..", "no earlier than 19 January 2023"),
        ("/2023-01", "no later than January 2023"),
        ("2023-21", "spring 2023"),
    ],
)
def test_dates_keep_their_doubt(edtf, said) -> None:
    assert words.date(parse_date(edtf)) == said


def test_a_missing_date_is_unknown() -> None:
    assert words.date(None) == "date unknown"


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (10, "10 m"),
        (95, "95 m"),
        (400, "400 m"),
        (1000, "1 km"),
        (1500, "1.5 km"),
        (25_000, "25 km"),
        (500_000, "500 km"),
        (2_500_000, "2,500 km"),
    ],
)
def test_distances_claim_two_figures(metres, said) -> None:
    assert words.distance(metres) == said


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"coordinates": [1, 2], "precision": "street", "uncertainty": 400}, "known to the street, within 400 m"),
        ({"coordinates": [1, 2]}, "precision not stated"),
        ({"coordinates": [1, 2], "uncertainty": 300}, "precision not stated, within 300 m"),
        (
            {"area": {"type": "Polygon", "coordinates": []}, "precision": "region"},
            "known to the region, somewhere in the area drawn",
        ),
        ({"area": {"type": "Polygon", "coordinates": []}}, "somewhere in the area drawn"),
    ],
)
def test_precision_in_words(place, said) -> None:
    assert words.precision(Place(name="x", **place)) == said


def test_a_language_without_strings_falls_back_to_english() -> None:
    assert Words("tlh").date(None) == "date unknown"
