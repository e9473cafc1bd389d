"""The context that every map carries: the world's archives, and what of them goes into a page."""

import base64
import re
from importlib import resources
from pathlib import Path

import pytest
from positions import APIA, MOSCOW, SUVA, atlas_at

import geomap
from geomap.geometry.extent import tile_at
from geomap.model import Atlas
from geomap.page.context_tiles import MOST_BYTES, carried_context
from geomap.page.page import Map
from geomap.tiles import Archive
from geomap.tiles.vector import features_of
from geomap.tiles.world import KINDS, settlements_named, world_archive


def carried(atlas: Atlas) -> dict[str, Archive]:
    return {kind: Archive.from_bytes(data, kind) for kind, data in carried_context(atlas).items()}


def names_in(archive: Archive, zoom: int, position: tuple[float, float], key: str = "name") -> set[str]:
    entry = archive.entry(*tile_at(zoom, *position))
    assert entry is not None
    return {feature.properties.get(key) for feature in features_of(archive.content(entry), "place")}


def test_the_archives_of_the_world_are_small_and_say_whose_data_they_are() -> None:
    folder = resources.files("geomap") / "tiles" / "context"
    assert sum(len((folder / f"{kind}.pmtiles").read_bytes()) for kind in KINDS) < 8_000_000
    for kind in KINDS:
        assert world_archive(kind).attribution == "Natural Earth; GeoNames (CC BY 4.0)"
        assert world_archive(kind).schema == "context"


def test_settlements_are_named_in_the_languages_of_their_readers() -> None:
    names = world_archive("names")
    around_moscow = {
        "Khimki": ((55.9, 37.43), "Химки"),
        "Odintsovo": ((55.67, 37.28), "Одинцово"),
        "Zarech’ye": ((55.687, 37.392), "Заречье"),
        "Ostankinskiy": ((55.83, 37.616), "Останкинский"),
        "Moscow": (MOSCOW, "Москва"),
    }
    for name, (position, russian) in around_moscow.items():
        assert name in names_in(names, 7, position)
        assert russian in names_in(names, 7, position, "name:ru")
    assert "Київ" in names_in(names, 7, (50.45, 30.52), "name:uk")
    assert "Париж" in names_in(names, 3, (48.85, 2.35), "name:ru")


def test_a_city_carries_its_surroundings_and_the_world_within_what_a_page_may_weigh() -> None:
    archives = carried(atlas_at(MOSCOW, (55.68, 37.39)))
    assert sum(len(data) for data in carried_context(atlas_at(MOSCOW)).values()) < MOST_BYTES + 5000
    for kind, archive in archives.items():
        for zoom in range(archive.header.max_zoom + 1):
            assert archive.entry(*tile_at(zoom, *MOSCOW)), f"{kind} {zoom}"
        assert len(list(archive.entries(archive.header.bounds, [0, 1]))) >= 2
    assert "Lyubertsy" in names_in(archives["names"], 7, MOSCOW)


def test_tiles_are_carried_on_both_sides_of_the_antimeridian() -> None:
    ground = carried(atlas_at(SUVA, APIA))["ground"]
    for zoom in range(5):
        for position in (SUVA, APIA):
            assert ground.entry(*tile_at(zoom, *position)), (zoom, position)


@pytest.mark.parametrize(
    "positions",
    [
        [(89.9, 10.0)],
        [(-90.0, 0.0)],
        [(0.0, -180.0)],
        [(60.0, -150.0), (-33.0, 151.0), (51.5, 0.0), (78.2, 15.6)],
        [],
    ],
    ids=["pole", "south pole", "antimeridian", "whole world", "nowhere"],
)
def test_every_extent_carries_something_within_its_bounds(positions: list[tuple[float, float]]) -> None:
    archives = carried_context(atlas_at(*positions))
    assert sum(map(len, archives.values())) < MOST_BYTES + 10_000
    for kind, data in archives.items():
        assert Archive.from_bytes(data, kind).entry(0, 0, 0)


def test_reports_all_over_a_country_have_the_names_around_them() -> None:
    positions = [(55.75, 37.6), (56.84, 60.6), (55.03, 82.92), (52.29, 104.3), (43.12, 131.9)]
    names = carried(atlas_at(*positions))["names"]
    for position in positions:
        assert names.entry(*tile_at(7, *position)), position


def test_the_page_carries_what_was_cut_and_always_the_same(first_map: Path) -> None:
    atlas = geomap.load(first_map)
    pages = [Map(atlas).get_root().render() for _ in range(2)]
    assert pages[0] == pages[1]
    for kind, data in carried_context(atlas).items():
        found = re.search(rf'<script type="application/vnd.pmtiles" id="geomap-{kind}">([^<]*)</script>', pages[0])
        assert found
        assert base64.b64decode(found[1]) == data
    assert len(re.findall("vnd.pmtiles", pages[0])) == 2


def test_settlements_are_found_by_their_names_the_largest_first() -> None:
    found = settlements_named(["Khimki", "Химки", "Paris", "Nowhere at all", ""])
    assert list(found) == ["Khimki", "Paris", "Химки"]
    assert [(one.latitude, one.longitude) for one in found["Khimki"]] == [(55.9, 37.429)]
    assert found["Химки"][0].latitude == found["Khimki"][0].latitude
    assert len(found["Paris"]) > 5
    assert abs(found["Paris"][0].latitude - 48.85) < 0.01
