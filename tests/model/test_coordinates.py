"""Coordinates: every usual spelling is understood, every mistake is refused with what to write."""

import math

import pytest
from geopy.point import Point
from hypothesis import assume, given
from hypothesis import strategies as st
from properties import examples
from pydantic_core import PydanticCustomError

from geomap.model import Coordinates
from geomap.model.coordinates import parse_coordinates

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
CODES = {"G008", "G009"}


def refuse(value) -> tuple[str, str]:
    """The code, and message and help together."""
    with pytest.raises(PydanticCustomError) as refused:
        parse_coordinates(value)
    return refused.value.type, f"{refused.value.message()}; {refused.value.context['help']}"


def parsed_or_refused(value) -> Coordinates | PydanticCustomError:
    try:
        return parse_coordinates(value)
    except PydanticCustomError as refused:
        return refused


@pytest.mark.parametrize(
    "spelling",
    [
        "55°43′40″N 37°35′12″E",
        "55° 43′ 40″ N, 37° 35′ 12″ E",
        "55°43'40\"N, 37°35'12\"E",
        "55°43’40”N; 37°35’12”E",
        "55°43'40''N 37°35'12''E",
        "55º43ʹ40ʺN / 37º35ʹ12ʺE",
        "N 55°43′40″ E 37°35′12″",
        "55°43′40″N37°35′12″E",
        "55 43 40 N 37 35 12 E",
        "55 43m 40s N 37 35m 12s E",
        "37°35′12″E 55°43′40″N",
        "E37°35′12″ N55°43′40″",
        "55°43′40″, 37°35′12″",
        "55°43′40″ с. ш. 37°35′12″ в. д.",
        "55°43′40″ пн. ш. 37°35′12″ сх. д.",
        "\u00a055°43′40″\u202fN  37°35′12″\u2009E ",
    ],
)
def test_degrees_minutes_and_seconds_are_read(spelling) -> None:
    found = parse_coordinates(spelling)
    assert found.latitude == pytest.approx(55 + 43 / 60 + 40 / 3600, abs=1e-12)
    assert found.longitude == pytest.approx(37 + 35 / 60 + 12 / 3600, abs=1e-12)


@pytest.mark.parametrize(
    ("spelling", "latitude", "longitude"),
    [
        ([55.7279, 37.587], 55.7279, 37.587),
        ((55, 37), 55, 37),
        ("55.7279, 37.5870", 55.7279, 37.587),
        ("55.7279,37.5870", 55.7279, 37.587),
        ("55.7279 37.5870", 55.7279, 37.587),
        ("55.7279;37.5870", 55.7279, 37.587),
        ("55.7279 N, 37.5870 E", 55.7279, 37.587),
        ("55.7279° N, 37.5870° E", 55.7279, 37.587),
        ("N55.7 E37.6", 55.7, 37.6),
        ("37.58E 55.72N", 55.72, 37.58),
        ("33.9S 18.4E", -33.9, 18.4),
        ("22.9 S, 43.2 W", -22.9, -43.2),
        ("-22.9, -43.2", -22.9, -43.2),
        ("−22.9, −43.2", -22.9, -43.2),
        ("+41.5 -81.0", 41.5, -81),
        ("-0°30′, -0°15′", -0.5, -0.25),
        ("N 55° 43.5′ E 37° 30.6′", 55.725, 37.51),
        ("55, 37", 55, 37),
        ("(48.2082, 16.3738)", 48.2082, 16.3738),
        ("[48.2082 16.3738]", 48.2082, 16.3738),
        ("48,2082; 16,3738", 48.2082, 16.3738),
        ("48,2082, 16,3738", 48.2082, 16.3738),
        ("48,2082 N 16,3738 E", 48.2082, 16.3738),
        ("٤٨٫٢٠٨٢، ١٦٫٣٧٣٨", 48.2082, 16.3738),
        ("۴۸.۲۰۸۲, ۱۶.۳۷۳۸", 48.2082, 16.3738),
        ("lat: 48.2082, lon: 16.3738", 48.2082, 16.3738),
        ("Longitude = 16.3738; Latitude = -48.2082", -48.2082, 16.3738),
        ("Широта 48,2082 Долгота 16,3738", 48.2082, 16.3738),
        ("48.2082 North, 16.3738 West", 48.2082, -16.3738),
        ("48,5° северной широты, 16,5° восточной долготы", 48.5, 16.5),
        ("N 48° 12.492 E 016° 22.428", 48.2082, 16.3738),
        ("N48 12.492 W016 22.428", 48.2082, -16.3738),
        ("S48 30 00.0 E16 15 00.0", -48.5, 16.25),
        ("48:30:00 N, 16:15:00 E", 48.5, 16.25),
        ("-48.5+016.25/", -48.5, 16.25),
        ("GPS: 48.5, 16.25", 48.5, 16.25),
        ("WGS 84 48.5 16.25", 48.5, 16.25),
        ("lat/lng: (48.5,16.25)", 48.5, 16.25),
        ("Koordinaten: 48,5 / 16,25", 48.5, 16.25),
        ("«48.5, 16.25»", 48.5, 16.25),
        ("（48.5，16.25）", 48.5, 16.25),
        ("📍 48.5, 16.25;", 48.5, 16.25),
        ("lat 48.5 / lng -16.25", 48.5, -16.25),
        ("خط العرض: 48.5 خط الطول: 16.25", 48.5, 16.25),
        ("48.5° شمالا 16.25° غربا", 48.5, -16.25),
        ("48,5° Nord, 16,25° Ost", 48.5, 16.25),
        ("48.5° Sur, 16.25° Oeste", -48.5, -16.25),
        ("北緯48度30分 東経16度15分", 48.5, 16.25),
        ("48 degrees 30 minutes N, 16 degrees 15 minutes 0 seconds W", 48.5, -16.25),
        ("48.5 deg S 16.25 deg E", -48.5, 16.25),
        ("4830N01615E", 48.5, 16.25),
        ("S483000 W0161500", -48.5, -16.25),
        ("X: 16.25 Y: 48.5", 48.5, 16.25),
        ("48° 12.492, 16° 22.428", 48.2082, 16.3738),
        ("55°59′60″N 37°0′60″E", 56, 37 + 1 / 60),
        ([0, 0], 0, 0),
        ("0, 0", 0, 0),
        ([90, 180], 90, 180),
        ([-90, -180], -90, -180),
    ],
)
def test_usual_spellings_are_read(spelling, latitude, longitude) -> None:
    found = parse_coordinates(spelling)
    assert type(found) is Coordinates
    assert found == pytest.approx((latitude, longitude), abs=1e-12)
    assert all(type(number) is float for number in found)


@examples(2)
@given(LATITUDES, LONGITUDES)
def test_numbers_are_read_unchanged(latitude, longitude) -> None:
    assert parse_coordinates([latitude, longitude]) == (latitude, longitude)


@examples(3)
@given(LATITUDES, LONGITUDES, st.sampled_from([", ", " ", ";", " / "]))
def test_decimal_degrees_survive_being_written_as_text(latitude, longitude, separator) -> None:
    latitude, longitude = round(latitude, 6), round(longitude, 6)
    found = parse_coordinates(f"{latitude:.6f}{separator}{longitude:.6f}")
    assert found == (latitude, longitude)


@examples(3)
@given(LATITUDES, LONGITUDES, st.booleans(), st.booleans())
def test_geopys_format_is_read_in_either_order(latitude, longitude, typographic, swapped) -> None:
    point = Point(round(latitude, 3), round(longitude, 3))
    text = point.format_unicode() if typographic else point.format()
    assume("e-" not in text)  # a rounding error of geopy's as seconds
    text = ", ".join(reversed(text.split(", "))) if swapped else text
    found = parse_coordinates(text)
    assert found == pytest.approx((point.latitude, point.longitude), abs=1e-5)  # geopy writes six digits of seconds


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("55,7279,37,5870", "G008", 'decimal commas; write points: "55.7279, 37.5870"'),
        ([55, 7279, 37, 5870], "G008", "decimals were written with commas; write [55.7279, 37.5870]"),
        ([48, 2082, 16.3738], "G008", "write [48.2082, 16.3738]"),
        ([48, 20, 16], "G008", "or the last is an altitude; write [48, 20.16] or [48.20, 16] or [48, 20]"),
        (["48,2082", "-16,3738"], "G008", "write [48.2082, -16.3738]"),
        ("48.5 - 16.25", "G008", "write [48.5, 16.25] or [48.5, -16.25]"),
        ("48,5° N, 16,25° O", "G008", "write E or W instead of O"),
        (["48,2082", "N"], "G008", "write latitude and longitude, such as"),
        ({"lon": 16.3738, "lat": 48.2082}, "G008", "write [48.2082, 16.3738]"),
        ({"lat": "48,2082", "lng": "16,3738"}, "G008", "write [48.2082, 16.3738]"),
        ({"type": "Point", "coordinates": [16.3738, 48.2082]}, "G008", "write [48.2082, 16.3738]"),
        ([48.2082, 216.373875], "G009", "write [48.2082, -143.626125]"),
        ("55,7279", "G008", "one number with a decimal comma or two numbers"),
        (55.7279, "G008", "one number, not two"),
        ("55.7279", "G008", "one number, not two"),
        ("Kremlin", "G008", "not a position"),
        ("", "G008", "not a position"),
        ("near 55.7, 37.6", "G008", "not a position"),
        ("55.7, 37.6 or so", "G008", "not a position"),
        ("55 43 40 37 35 12", "G008", "not a position"),
        ("55 43 37 35", "G008", "not a position"),
        ("55 37 150", "G008", "three numbers"),
        ("55 37, 150", "G008", "three numbers"),
        ([55.7, 37.6, 150], "G008", "altitudes are not supported; write [55.7, 37.6]"),
        ("55.7, 37.6, 150m", "G008", "altitudes are not supported; write [55.7, 37.6]"),
        ([], "G008", "no numbers"),
        ([55.7], "G008", "1 value instead of two numbers"),
        ([True, False], "G008", "not a number"),
        (["55.7", "37.6"], "G008", "write [55.7, 37.6]"),
        ([None, 37.6], "G008", "empty"),
        ({"lat": 55.7, "lon": 37.6}, "G008", "are a mapping; write [55.7, 37.6]"),
        (None, "G008", "empty"),
        (True, "G008", "not a position"),
        ("-33.9 S, 18.4 E", "G008", "both a sign and the letter S"),
        ("55.7 N, 37.6 N", "G008", "latitude twice"),
        ("55.7 N, 37.6", "G008", "a letter at only one of its numbers"),
        ("55.5°30′N 37°E", "G008", "a fraction before its last part"),
        ("9" * 5000, "G008", "too long"),
        ([137.6, 55.7], "G009", "latitude 137.6 is beyond 90; did you swap them? write [55.7, 137.6]"),
        ("155.7, 37.6", "G009", "did you swap them? write [37.6, 155.7]"),
        ([-137.6, 55.7], "G009", "latitude -137.6 is beyond -90"),
        ([200, 300], "G009", "latitude 200 is beyond 90"),
        ([55, 7279], "G009", "decimals are written with a point"),
        ([55.7, 237.6], "G009", "write [55.7, -122.4]"),
        ("55.7, 200", "G009", "longitude 200.0 is beyond 180"),
        ("95 N 37 E", "G009", "latitude 95.0 is beyond 90"),
        ("55°61′N 37°E", "G009", "more than 60 minutes"),
        ([math.nan, 37.6], "G009", "not a position on Earth"),
        ([55.7, -math.inf], "G009", "not a position on Earth"),
        pytest.param([10**400, 0], "G009", "is beyond 90", id="huge"),
        ([90.0000001, 0], "G009", "is beyond 90"),
    ],
)
def test_an_invalid_position_is_refused_with_what_to_write(value, code, words) -> None:
    found, text_of = refuse(value)
    assert found == code
    assert words in text_of


@examples(3)
@given(
    st.text("0123456789.,-+°′″'\"NSEW ;/msсшвд", max_size=40)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=6,
    )
)
def test_anything_else_is_refused_and_nothing_crashes(value) -> None:
    found = parsed_or_refused(value)
    if isinstance(found, PydanticCustomError):
        assert found.type in CODES
        assert found.context["help"]
        assert len(found.message()) < 300
    else:
        assert -90 <= found.latitude <= 90
        assert -180 <= found.longitude <= 180
