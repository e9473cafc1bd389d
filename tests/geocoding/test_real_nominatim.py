"""The answers of a real Nominatim are those of the small one that the other tests use.

Run with ``pytest -m services``, which starts a Nominatim with ``tools/nominatim.sh``; or set ``GEOMAP_NOMINATIM_URL``
to the address of one that was started before.
"""

import json
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from geocoder import QUERIES, answer, nominatim
from locating import located

pytestmark = pytest.mark.services

ASSIGNED = {"place_id", "importance"}
"""Values that differ between imports."""


@pytest.mark.parametrize("language", ["en", "ru", ""])
@pytest.mark.parametrize("query", QUERIES)
def test_the_small_nominatim_answers_as_the_real_one(query, language, real_nominatim) -> None:
    parameters = {"q": query, "format": "json", "limit": "10", "namedetails": "1", "extratags": "True"}
    parameters |= {"accept-language": language} if language else {}
    with urlopen(f"{real_nominatim}/search?{urlencode(parameters)}") as reply:  # noqa: S310
        assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
        real = json.load(reply)
    small = answer(parameters)
    assert [one["osm_id"] for one in real] == QUERIES[query]
    assert [set(one) for one in real] == [set(one) for one in small]
    for one, other in zip(real, small, strict=True):
        assert {key: type(value) for key, value in one.items()} == {key: type(value) for key, value in other.items()}
        assert {key: one[key] for key in set(one) - ASSIGNED} == {key: other[key] for key in set(one) - ASSIGNED}


@pytest.mark.parametrize("query", [query for query, ids in QUERIES.items() if ids])
def test_both_give_the_same_candidates(query, real_nominatim) -> None:
    with nominatim() as small:
        urls = (real_nominatim, small.url)
        real, other = (located(query, "--domain", url, "--language", "en") for url in urls)
    assert real == other
