"""Fixtures of the geocoder tests: an empty cache, and Nominatim, small or real."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from geocoder import Nominatim, nominatim

REPOSITORY = Path(__file__).parents[2]
URL = "GEOMAP_NOMINATIM_URL"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the test that needs a real Nominatim, unless tests are selected with ``-m`` or there is one."""
    if config.getoption("markexpr") or os.environ.get(URL):
        return
    deselected = [item for item in items if item.get_closest_marker("real_nominatim")]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in deselected]


@pytest.fixture(autouse=True)
def empty_cache(tmp_path, monkeypatch) -> None:
    """An empty cache, a working directory without a project, and no settings of the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    for variable in ("GEOMAP_GEOCODER", "GEOMAP_CONTACT", "GEOMAP_NOMINATIM_DOMAIN"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def server() -> Iterator[Nominatim]:
    with nominatim() as made:
        yield made


@pytest.fixture
def real_nominatim() -> Iterator[str]:
    """The address of a real Nominatim with the places of places.osm, which is started if there is none."""
    if url := os.environ.get(URL):
        yield url
        return
    script = ["sh", str(REPOSITORY / "tools" / "nominatim.sh")]
    started = subprocess.run([*script, "start"], stdout=subprocess.PIPE, text=True, check=True)
    try:
        yield started.stdout.strip()
    finally:
        subprocess.run([*script, "stop"], check=True)
