"""The small Nominatim of the other tests answers as a real one.

The real one is started with ``tools/nominatim.sh``; or set ``GEOMAP_NOMINATIM_URL`` to the address of one that runs.
"""

import json
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from geocoder import QUERIES, answer, nominatim
from locating import located

ASSIGNED = {"place_id", "importance"}
"""Values that differ between imports."""


def answer_of(url: str, parameters: dict[str, str]) -> list[dict[str, Any]]:
    with urlopen(f"{url}/search?{urlencode(parameters)}") as reply:  # noqa: S310
        assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
        return json.load(reply)


def comparable(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: type(value) if key in ASSIGNED else value for key, value in each.items()} for each in results]


@pytest.mark.services
@pytest.mark.real_nominatim
def test_the_small_nominatim_answers_as_a_real_one(real_nominatim) -> None:
    """One test, so that one process starts and stops Nominatim."""
    with nominatim() as small:
        for query, ids in QUERIES.items():
            for language in ("en", "ru", ""):
                parameters = {"q": query, "format": "json", "limit": "10", "namedetails": "1", "extratags": "True"}
                parameters |= {"accept-language": language} if language else {}
                results = answer_of(real_nominatim, parameters)
                assert [each["osm_id"] for each in results] == ids, query
                assert comparable(results) == comparable(answer(parameters)), (query, language)
            if ids:
                urls = (real_nominatim, small.url)
                real, other = (located(query, "--domain", url, "--language", "en") for url in urls)
                assert real == other, query
