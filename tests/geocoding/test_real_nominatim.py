"""A real Nominatim, where there is one: what it answers is what the small one of the other tests answers.

It is not run unless asked for. Set-up, on Debian (a minute; PostgreSQL, PostGIS and osm2pgsql are installed where they
are missing, nominatim-db and nominatim-api into a virtual environment of their own), in one terminal:

    sh tools/nominatim.sh

and in another, while that one runs:

    GEOMAP_NOMINATIM_URL=http://127.0.0.1:8089 .venv/bin/python -m pytest tests/test_real_nominatim.py
"""

import json
import os
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from geocoder import QUESTIONS, answer, nominatim

from geomap.cli import main

REAL = os.environ.get("GEOMAP_NOMINATIM_URL", "")
pytestmark = pytest.mark.skipif(not REAL, reason="needs a real Nominatim: GEOMAP_NOMINATIM_URL, see the docstring")

MADE_UP = {"place_id", "importance"}
"""What every import counts and weighs for itself."""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("language", ["en", "ru", ""])
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_small_server_answers_as_the_real_one(question, language) -> None:
    asked = {"q": question, "format": "json", "limit": "10", "namedetails": "1", "extratags": "True"}
    asked |= {"accept-language": language} if language else {}
    with urlopen(f"{REAL}/search?{urlencode(asked)}") as reply:  # noqa: S310
        assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
        real = json.load(reply)
    small = answer(asked)
    assert [one["osm_id"] for one in real] == QUESTIONS[question]
    assert [set(one) for one in real] == [set(one) for one in small]
    for one, other in zip(real, small, strict=True):
        assert {key: type(value) for key, value in one.items()} == {key: type(value) for key, value in other.items()}
        assert {key: one[key] for key in set(one) - MADE_UP} == {key: other[key] for key in set(one) - MADE_UP}


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_give_the_same_candidates(question) -> None:
    def located(url: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["locate", question, "--domain", url, "--format", "json", "--language", "en"])
        return done.exit_code, done.stdout

    with nominatim() as small:
        assert located(REAL) == located(small.url)
