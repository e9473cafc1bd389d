"""What geocoders answer, as their documentation has it, and how finely that is known: never finer than it says."""

import math

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from geomap.geocoding.candidates import _candidate
from geomap.geocoding.forms import FORMS, Form, believable, coordinates_said
from geomap.geocoding.geocoders import Result
from geomap.geocoding.kinds import NOMINATIM, by_rank
from geomap.geocoding.precision import Box, known
from geomap.geocoding.services import geocoder_names
from geomap.model import DEFAULT_UNCERTAINTY_M, Coordinates, Precision

HERE = Coordinates(56.0, 38.0)
BOX = {"southwest": {"lat": 55.9, "lng": 37.9}, "northeast": {"lat": 56.1, "lng": 38.1}}


def google(kind: str, how: str, **geometry: object) -> dict:
    return {"types": [kind, "political"], "geometry": {"location_type": how, **geometry}, "place_id": "x"}


def photon(level: str, key: str, value: str, **more: object) -> dict:
    of = {"type": level, "osm_key": key, "osm_value": value, "osm_type": "W", "osm_id": 5, "name": "N"}
    return {"properties": {**of, **more}}


def pelias(layer: str, **more: object) -> dict:
    return {"properties": {"layer": layer, "name": "N", "gid": "openstreetmap:venue:way/5", **more}}


def yandex(kind: str, precision: str) -> dict:
    envelope = {"lowerCorner": "37.999 55.999", "upperCorner": "38.001 56.001"}
    return {
        "name": "N",
        "metaDataProperty": {"GeocoderMetaData": {"kind": kind, "precision": precision}},
        "boundedBy": {"Envelope": envelope},
    }


@pytest.mark.parametrize(
    ("provider", "raw", "precision", "kind"),
    [
        ("googlev3", google("street_address", "ROOFTOP", viewport=BOX), "building", "street address"),
        ("googlev3", google("street_address", "RANGE_INTERPOLATED"), "street", "street address"),
        ("googlev3", google("premise", "APPROXIMATE"), "unknown", "premise"),
        ("googlev3", google("route", "GEOMETRIC_CENTER"), "street", "route"),
        ("googlev3", google("locality", "APPROXIMATE", bounds=BOX), "city", "locality"),
        ("googlev3", google("something_new", "APPROXIMATE"), "unknown", "something new"),
        ("photon", photon("house", "building", "yes"), "building", "house"),
        ("photon", photon("street", "highway", "residential"), "street", "residential"),
        ("photon", photon("city", "place", "village"), "settlement", "village"),
        ("photon", photon("city", "place", "city", extent=[37.9, 56.1, 38.1, 55.9]), "city", "city"),
        ("photon", photon("other", "natural", "peak"), "unknown", "peak"),
        ("pelias", pelias("address", accuracy="point", match_type="exact"), "building", "address"),
        ("pelias", pelias("address", accuracy="point", match_type="interpolated"), "street", "address"),
        ("pelias", pelias("street"), "street", "street"),
        ("geocodeearth", pelias("locality"), "city", "locality"),
        ("opencage", {"components": {"_type": "village", "village": "N"}, "bounds": BOX}, "city", "village"),
        ("opencage", {"components": {"_type": "building"}}, "building", "building"),
        ("mapbox", {"place_type": ["address"], "properties": {"accuracy": "rooftop"}}, "building", "address"),
        ("mapbox", {"place_type": ["address"], "properties": {"accuracy": "interpolated"}}, "street", "address"),
        ("mapbox", {"place_type": ["place"], "bbox": [37.9, 55.9, 38.1, 56.1]}, "city", "place"),
        ("maptiler", {"place_type": ["road"]}, "street", "road"),
        ("geonames", {"fcl": "P", "fcode": "PPL", "geonameId": 7}, "settlement", "PPL"),
        ("geonames", {"fcl": "P", "fcode": "PPLC", "fcodeName": "capital"}, "city", "capital"),
        ("geonames", {"fcl": "A", "fcode": "PCLI"}, "country", "PCLI"),
        ("geonames", {"fcl": "T", "fcode": "MT"}, "unknown", "MT"),
        ("herev7", {"resultType": "houseNumber", "houseNumberType": "PA"}, "building", "PA"),
        ("herev7", {"resultType": "houseNumber", "houseNumberType": "interpolated"}, "street", "interpolated"),
        ("herev7", {"resultType": "locality", "localityType": "district"}, "district", "district"),
        ("yandex", yandex("house", "exact"), "building", "house"),
        ("yandex", yandex("house", "near"), "street", "house"),
        ("yandex", yandex("street", "street"), "street", "street"),
        ("bing", {"anything": 1}, "unknown", ""),
    ],
)
def test_the_precision_of_each_geocoders_results(provider, raw, precision, kind) -> None:
    one = candidate(raw, provider)
    assert (str(one.known.precision), one.kind) == (precision, kind)


def candidate(raw: dict, provider: str, position: Coordinates = HERE):
    import datetime

    form = FORMS.get(provider, Form("Another"))
    return _candidate(Result("N, Somewhere", position, raw), form, datetime.date(2023, 1, 19), "n")


def test_the_source_names_geocoder_record_and_day() -> None:
    assert candidate(photon("house", "building", "yes"), "photon").source == (
        "OpenStreetMap (Photon), way 5, accessed 2023-01-19"
    )
    assert candidate({"geonameId": 7}, "geonames").same_as == {"geonames": 7}


DEGREES = st.floats(-90, 90), st.floats(-180, 180)


@given(st.sampled_from(Precision), *DEGREES, *DEGREES, *DEGREES)
def test_nothing_is_ever_known_more_finely_than_its_kind_and_its_box(
    finest, south, west, north, east, lat, lon
) -> None:
    box, position = Box(min(south, north), west, max(south, north), east), Coordinates(lat, lon)
    got = known(finest, box, position)
    order = list(DEFAULT_UNCERTAINTY_M)
    radius = got.uncertainty_m or DEFAULT_UNCERTAINTY_M[got.precision] or 0
    if finest is Precision.UNKNOWN:
        assert got.precision is Precision.UNKNOWN
    else:
        own = DEFAULT_UNCERTAINTY_M[finest]
        assert radius >= own
        assert DEFAULT_UNCERTAINTY_M[got.precision] >= own or order.index(got.precision) >= order.index(finest)
    if abs(east - west) < 350:
        corners = [(a, b) for a in (box.south, box.north) for b in (west, east)]
        assert radius >= min(max(geodesic(position, corner).m for corner in corners), 20_000_000) - 1


@given(st.sampled_from(Precision), st.floats(0, 5), st.floats(0, 5))
def test_what_is_known_never_earns_the_warning_that_it_is_too_fine(finest, height, width) -> None:
    got = known(finest, Box(56 - height, 38 - width, 56 + height, 38 + width), HERE)
    place = {"name": "N", "coordinates": [56, 38], "precision": str(got.precision), "uncertainty": got.uncertainty_m}
    radius = place.pop("uncertainty") if got.uncertainty_m is None else got.uncertainty_m
    assert radius is None or radius <= 20_000_000
    wider = [
        each for each in DEFAULT_UNCERTAINTY_M.values() if each and each > (DEFAULT_UNCERTAINTY_M[got.precision] or 0)
    ]
    if got.uncertainty_m is not None and got.precision is not Precision.UNKNOWN and wider:
        assert got.uncertainty_m <= min(wider)


def test_a_box_around_the_globe_says_nothing_of_a_width() -> None:
    russia = Box(41.2, -179.99, 82.0, 179.99)
    assert 1_000_000 < russia.reach_m(Coordinates(62.9, 88.2)) < 3_000_000


WORDS = """
lat lon lng geometry location coordinates properties results features type boundingbox bounds extent bbox place_type
types components _type position extratags namedetails osm_type osm_id place_rank class mapView boundedBy Envelope
"""
KEYS = WORDS.split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.sampled_from([*FORMS, "bing"]), JSON)
def test_no_answer_is_too_strange_to_be_looked_at(provider, answer) -> None:
    form = FORMS.get(provider, Form("Another"))
    try:
        kept, left_out = believable(answer, form)
    except ValueError:
        return
    assert left_out >= 0
    if isinstance(kept, list) and form.results == "":
        assert all(coordinates_said(*form.position(each)) for each in kept)
    if isinstance(answer, dict):
        one = candidate(answer, provider)
        assert one.name
        assert one.known.uncertainty_m is None or one.known.uncertainty_m > 0


@given(JSON, JSON)
def test_a_position_is_one_on_earth_or_none(latitude, longitude) -> None:
    position = coordinates_said(latitude, longitude)
    if position is not None:
        assert -90 <= position.latitude <= 90
        assert -180 <= position.longitude <= 180
        assert position != (0, 0)
        assert all(map(math.isfinite, position))


def test_ranks_go_from_coarse_to_fine() -> None:
    order = list(DEFAULT_UNCERTAINTY_M)
    ranks = [by_rank(rank) for rank in range(1, 31)]
    assert [order.index(each) for each in ranks] == sorted((order.index(each) for each in ranks), reverse=True)
    assert by_rank(0) == by_rank(31) == by_rank("26") == Precision.UNKNOWN
    assert Precision.EXACT not in {*ranks, *NOMINATIM.values()}


def test_geomap_names_only_geocoders_that_geopy_has() -> None:
    assert set(FORMS) <= set(geocoder_names())
