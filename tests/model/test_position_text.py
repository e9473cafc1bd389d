"""Positions in every notation that programs give, with the uncertainty that the notation states and nothing finer."""

import math

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from pydantic_core import PydanticCustomError

from geomap.model import Coordinates
from geomap.model.coordinates import parse_coordinates
from geomap.model.position_text import FoundPosition, read_position

VIENNA = (48.2082, 16.3738)


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(PydanticCustomError) as caught:
        read_position(text)
    return caught.value.message(), caught.value.context["help"]


@pytest.mark.parametrize("text", ["bar", "Bay", "ZAP"])
def test_a_word_of_three_letters_is_no_square_near_a_pole(text) -> None:
    assert "not a position" in refused(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "geo:48.2082,16.3738",
        "geo:48.2082,16.3738,171",
        "geo:0,0?q=48.2082,16.3738(St%20Stephen)",
        "https://www.google.com/maps/@48.2082,16.3738,17z",
        "https://www.google.at/maps/place/X/@48.1,16.1,15z/data=!3m1!4b1!4m6!3m5!1s0x0!8m2!3d48.2082!4d16.3738!16s",
        "https://maps.google.com/maps?q=48.2082,16.3738&ll=48.1,16.1&z=16",
        "https://www.google.com/maps/search/?api=1&query=48.2082%2C16.3738",
        "https://www.google.com/maps/search/48.2082,+16.3738?entry=tts",
        "https://www.openstreetmap.org/#map=17/48.2082/16.3738",
        "https://www.openstreetmap.org/?mlat=48.2082&mlon=16.3738#map=12/48.1/16.1",
        "https://yandex.ru/maps/213/moscow/?ll=16.1%2C48.1&pt=16.3738%2C48.2082&z=17",
        "https://yandex.com/maps/?ll=16.3738,48.2082&z=12",
        "https://yandex.ru/maps/?whatshere[point]=16.3738,48.2082&whatshere[zoom]=17",
        "https://2gis.ru/geo/70000001/16.3738,48.2082?m=16.1,48.1/16",
        "https://www.bing.com/maps?cp=48.2082~16.3738&lvl=17",
        "https://maps.apple.com/?ll=48.2082,16.3738&q=Pin",
        "https://osmand.net/map?pin=48.2082,16.3738#17/48.1/16.1",
        "https://osmand.net/go?lat=48.2082&lon=16.3738&z=15",
        "https://wego.here.com/?map=48.2082,16.3738,15,normal",
        "https://www.waze.com/ul?ll=48.2082%2C16.3738&navigate=yes",
        "http://wikimapia.org/#lang=en&lat=48.2082&lon=16.3738&z=12",
        "https://zoom.earth/#view=48.2082,16.3738,10z",
        "www.google.com/maps/@48.2082,16.3738,17z",
        "@48.2082,16.3738,17z",
        "https://www.google.com/maps/place/48.2082%C2%B0N+16.3738%C2%B0E/@48.1,16.1,17z",
        "POINT (16.3738 48.2082)",
        "POINT Z (16.3738 48.2082 171)",
        "https://www.google.com/maps/dir/48.1,16.1/48.2082,16.3738/@48.15,16.2,12z",
        "https://2gis.ru/vienna/geo/16.3738,48.2082",
        "https://www.waze.com/live-map/directions?to=ll.48.2082%2C16.3738",
        "https://mapy.cz/zakladni?x=16.3738&y=48.2082&z=17",
        "https://geohack.toolforge.org/geohack.php?params=48.2082_N_16.3738_E_type:landmark",
        '{"lat": 48.2082, "lng": 16.3738}',
        "{'type': 'Point', 'coordinates': [16.3738, 48.2082]}",
        "48.2082, 16.3738 (St Stephen)",
        "48.2082, 16.3738 https://maps.app.goo.gl/abc",
    ],
)
def test_links_to_maps_are_read(text) -> None:
    found = read_position(text)
    assert found.coordinates == VIENNA
    assert found.uncertainty_m is None


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.app.goo.gl/AbCdEf123",
        "https://example.org/?place=48.2082,16.3738",
        "https://www.google.com/maps/dir/Vienna/Graz",
        "geo:48.2082,16.3738;crs=nad27",
        "geo:0,0?q=Vienna",
    ],
)
def test_a_link_without_a_clear_position_is_refused(text) -> None:
    message, advice = refused(text)
    assert message
    assert advice


@pytest.mark.parametrize(
    ("text", "size_m"),
    [
        ("33U XP 02 40", 1000),
        ("33UXP0240", 1000),
        ("MGRS: 33U XP 0204 4044", 10),
        ("33uxp02044044", 10),
        ("33U XP", 100_000),
    ],
)
def test_a_square_of_mgrs_is_its_centre_and_half_its_diagonal(text, size_m) -> None:
    found = read_position(text)
    assert found.uncertainty_m == math.ceil(size_m / math.sqrt(2))
    assert geodesic(found.coordinates, VIENNA).m < found.uncertainty_m + 2_000
    decimals = max(len(str(degrees).partition(".")[2]) for degrees in found.coordinates)
    assert 111_000 / 10**decimals >= size_m / 200  # no digits that the square does not give


@pytest.mark.parametrize(
    "text",
    [
        "33U 602055 5340430",
        "33 U 602055mE 5340430mN",
        "UTM 33U E602055 N5340430",
        "602055 5340430 33U",
        "33N 602055 5340430",
    ],
)
def test_utm_is_read(text) -> None:
    assert geodesic(read_position(text).coordinates, VIENNA).m < 300


def test_utm_with_an_unclear_hemisphere_is_refused_with_both_positions() -> None:
    message, advice = refused("33S 500000 4000000")
    assert "southern hemisphere" in message
    north, south = (
        parse_coordinates([float(n) for n in each.strip("[]").split(",")]) for each in advice[6:].split(" or ")
    )
    assert north.latitude > 0 > south.latitude


@pytest.mark.parametrize(
    "text", ["33U 602055 40", "33C 602055 5340430", "61U 602055 5340430", "33U XP 123", "99U DB 12 34"]
)
def test_a_position_that_a_grid_does_not_have_is_refused(text) -> None:
    assert all(refused(text))


def test_a_plus_code_is_read_with_the_size_of_its_area() -> None:
    found = read_position("8FWR695F+7GX")
    assert found.notation == "a plus code"
    assert found.uncertainty_m <= 4
    coarse = read_position("8FWR6900+")
    assert coarse.uncertainty_m > 3_000
    assert geodesic(found.coordinates, coarse.coordinates).m <= coarse.uncertainty_m


def test_a_short_plus_code_needs_one_place_that_is_known() -> None:
    known = {"Vienna": Coordinates(*VIENNA)}
    assert read_position("695F+7G Vienna", known.get) == read_position("8FWR695F+7G")
    assert "full code" in refused("695F+7G Vienna")[1]
    assert "full code" in refused("695F+7G")[1]


@pytest.mark.parametrize("text", ["48.2082, 16.3738 ±30 m", "48.2082, 16.3738 (+/- 0.03 km)"])
def test_the_accuracy_after_a_position_is_the_uncertainty(text) -> None:
    found = read_position(text)
    assert (found.coordinates, found.uncertainty_m) == (VIENNA, 30)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("///filled.count.soap", "what3words"),
        ("JN88EE", "Maidenhead"),
        ("u2edk8f2", "geohash"),
        ("DB 12345 67890", "without its zone"),
        ("EPSG:32633 601000 5340000", "another reference system"),
        ("https://yandex.ru/maps/-/CCUabc", "short link"),
        ("https://osm.org/go/0EEQjE--", "short link"),
    ],
)
def test_a_notation_that_is_not_read_is_named(text, what) -> None:
    assert what in refused(text)[0]


def test_the_accuracy_of_a_geo_address_is_the_uncertainty() -> None:
    assert read_position("geo:48.2,16.37;u=250") == FoundPosition(Coordinates(48.2, 16.37), 250, "a geo: address")


@pytest.mark.parametrize(
    "text", ["33U XP 02 40", "8FWR695F+7G", "geo:48.2082,16.3738;u=40", "https://osm.org/#map=17/48.2082/16.3738"]
)
def test_the_gazetteer_asks_for_degrees_and_gives_them(text) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_coordinates(text)
    found = read_position(text)
    advice = caught.value.context["help"]
    assert f"[{found.coordinates.latitude}, {found.coordinates.longitude}]" in advice
    assert (found.uncertainty_m is None) or f"uncertainty: {found.uncertainty_m:.0f}" in advice


@examples(1.5)
@given(
    st.text(max_size=60)
    | st.from_regex(r"(geo:|https://osm.org/#map=|33U ?|8FWR)[-0-9A-Z+/., ?&=]{0,30}", fullmatch=True)
)
def test_any_text_is_a_position_on_earth_or_refused_with_advice(text) -> None:
    try:
        found = read_position(text)
    except PydanticCustomError as error:
        assert error.type in {"G008", "G009"}  # noqa: PT017  (either is right)
        assert error.context["help"]  # noqa: PT017
    else:
        assert -90 <= found.coordinates.latitude <= 90
        assert -180 <= found.coordinates.longitude <= 180
        assert found.uncertainty_m is None or found.uncertainty_m > 0


@given(st.integers(0, 89), st.integers(0, 59), st.decimals(0, "59.999", places=3), st.sampled_from(["N", "S"]))
def test_seconds_are_read_to_their_last_digit_and_no_further(degrees, minutes, seconds, letter) -> None:
    latitude = read_position(f"{degrees}°{minutes}'{seconds}\"{letter} 37°35'12\"E").coordinates.latitude
    assert len(str(latitude).partition(".")[2]) <= 8
    in_seconds = round(abs(latitude) * 3600, 3)
    assert in_seconds == float(degrees * 3600 + minutes * 60 + seconds)


@pytest.mark.parametrize(
    "text",
    [
        "55.752|37.617",
        "55-45-07.2N 37-37-01.2E",
        "5545.120,N,03737.020,E",
        "55.752 n. Br., 37.617 ö. L.",
        "إحداثيات 55.752, 37.617",
        "55.752, 37.617, 120m",
        "55.752,37.617 alt. 120",
        "~55.752, 37.617",
        "Pier (55.752, 37.617)",
        "Old Pier: 55.752, 37.617",
        "55.752 37.617 Pier",
    ],
)
def test_a_position_among_a_height_or_words_is_read(text) -> None:
    assert read_position(text).coordinates == (55.752, 37.617)


@pytest.mark.parametrize(
    "text",
    ["south of 22.912, 43.123", "Süd 22.912, 43.123", "22.912, 43.123 West", "NAD27 55.752, 37.617", "Pier 5 55.752"],
)
def test_words_that_may_change_a_position_are_not_passed_over(text) -> None:
    refused(text)


def test_two_positions_are_named() -> None:
    assert "two positions" in refused("55.752, 37.617; 55.761, 37.622")[0]
