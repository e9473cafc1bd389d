"""Geocoders' results, as documented, and the precision of their positions, which is never finer than they state."""

import datetime
import json

import pytest
from geopy.distance import geodesic
from geopy.geocoders import SERVICE_TO_GEOCODER
from hypothesis import given
from hypothesis import strategies as st

from geomap.geocoding.candidates import Candidate, candidates_of
from geomap.geocoding.geocoder import Answer, Result
from geomap.geocoding.results import _OSM_KINDS, Box, Description, _precision_of_rank, precision_of, service_of
from geomap.model import DEFAULT_UNCERTAINTY_M, Coordinates, Precision

HERE = Coordinates(56.0, 38.0)
TIME = datetime.datetime(2023, 1, 19, tzinfo=datetime.UTC).timestamp()


def candidate(raw: dict, provider: str) -> Candidate:
    answer = Answer((Result("N, Somewhere", HERE, raw),), 0, TIME, cached=False, unsupported=())
    (found,) = candidates_of(answer, service_of(SERVICE_TO_GEOCODER[provider]), "n")
    return found


def photon(level: str, key: str, value: str, **more: object) -> dict:
    properties = {"type": level, "osm_key": key, "osm_value": value, "osm_type": "W", "osm_id": 5, "name": "N"}
    return {"properties": {**properties, **more}}


def pelias(layer: str, **more: object) -> dict:
    return {"properties": {"layer": layer, "name": "N", "gid": "openstreetmap:venue:way/5", **more}}


@pytest.mark.parametrize(
    ("provider", "raw", "precision", "kind"),
    [
        ("photon", photon("house", "building", "yes"), "building", "house"),
        ("photon", photon("street", "highway", "residential"), "street", "residential"),
        ("photon", photon("city", "place", "village"), "settlement", "village"),
        ("photon", photon("city", "place", "city", extent=[37.9, 56.1, 38.1, 55.9]), "city", "city"),
        ("photon", photon("other", "natural", "peak"), "unknown", "peak"),
        ("pelias", pelias("address", accuracy="point", match_type="exact"), "building", "address"),
        ("pelias", pelias("address", accuracy="point", match_type="interpolated"), "street", "address"),
        ("pelias", pelias("street"), "street", "street"),
        ("geocodeearth", pelias("locality"), "city", "locality"),
        ("pickpoint", {"class": "place", "type": "village"}, "settlement", "village"),
        ("opencage", {"components": {"_type": "village", "village": "N"}}, "unknown", ""),
        ("bing", {"anything": 1}, "unknown", ""),
    ],
)
def test_the_precision_of_a_result_follows_from_its_kind(provider, raw, precision, kind) -> None:
    found = candidate(raw, provider)
    assert (str(found.precision), found.kind) == (precision, kind)


def test_the_source_names_the_geocoder_the_record_and_the_date() -> None:
    found = candidate(photon("house", "building", "yes"), "photon")
    assert found.source == "OpenStreetMap (Photon), way 5, accessed 2023-01-19"
    assert found.same_as == {"osm": "way/5"}
    assert candidate({}, "opencage").source == "OpenCage, accessed 2023-01-19"


DEGREES = st.floats(-90, 90), st.floats(-180, 180)


@given(st.sampled_from(Precision), *DEGREES, *DEGREES, *DEGREES)
def test_a_precision_is_never_finer_than_the_kind_and_the_box(finest, south, west, north, east, lat, lon) -> None:
    box, position = Box(min(south, north), west, max(south, north), east), Coordinates(lat, lon)
    precision, uncertainty_m = precision_of(Description(finest=finest, box=box), position)
    order = list(DEFAULT_UNCERTAINTY_M)
    radius = uncertainty_m or DEFAULT_UNCERTAINTY_M[precision] or 0
    if finest is Precision.UNKNOWN:
        assert precision is Precision.UNKNOWN
    else:
        own = DEFAULT_UNCERTAINTY_M[finest]
        assert radius >= own
        assert DEFAULT_UNCERTAINTY_M[precision] >= own or order.index(precision) >= order.index(finest)
    if abs(east - west) < 350:
        corners = [(a, b) for a in (box.south, box.north) for b in (west, east)]
        assert radius >= min(max(geodesic(position, corner).m for corner in corners), 20_000_000) - 1


@given(st.sampled_from(Precision), st.floats(0, 5), st.floats(0, 5))
def test_a_precision_never_causes_the_warning_that_it_is_too_fine(finest, height, width) -> None:
    box = Box(56 - height, 38 - width, 56 + height, 38 + width)
    precision, uncertainty_m = precision_of(Description(finest=finest, box=box), HERE)
    own = DEFAULT_UNCERTAINTY_M[precision] or 0
    coarser = [radius for radius in DEFAULT_UNCERTAINTY_M.values() if radius and radius > own]
    if uncertainty_m is not None:
        assert uncertainty_m <= 20_000_000
        assert precision is Precision.UNKNOWN or not coarser or uncertainty_m <= min(coarser)


def test_the_width_of_a_box_around_the_globe_is_unknown() -> None:
    russia = Box(41.2, -179.99, 82.0, 179.99)
    assert 1_000_000 < russia.reach_m(Coordinates(62.9, 88.2)) < 3_000_000


TERMS = """
lat lon geometry location coordinates properties features type boundingbox extent bbox layer gid accuracy match_type
extratags namedetails osm_type osm_id osm_key osm_value place_rank class category addresstype name name:ru wikidata
"""
KEYS = st.sampled_from(TERMS.split())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.lists(st.tuples(KEYS, inner), max_size=5).map(dict),
    max_leaves=20,
)
RAW = st.lists(st.tuples(KEYS, JSON)).map(dict)


@given(st.sampled_from(["nominatim", "photon", "pelias", "bing"]), RAW)
def test_any_result_gives_a_candidate(provider, raw) -> None:
    found = candidate(raw, provider)
    assert found.name
    assert found.uncertainty_m is None or found.uncertainty_m > 0
    assert json.dumps(found.as_dict(), allow_nan=False)


def test_ranks_are_ordered_from_coarse_to_fine() -> None:
    order = list(DEFAULT_UNCERTAINTY_M)
    ranks = [_precision_of_rank(rank) for rank in range(1, 31)]
    assert [order.index(each) for each in ranks] == sorted((order.index(each) for each in ranks), reverse=True)
    assert _precision_of_rank(0) == _precision_of_rank(31) == _precision_of_rank("26") == Precision.UNKNOWN
    assert Precision.EXACT not in {*ranks, *_OSM_KINDS.values()}
