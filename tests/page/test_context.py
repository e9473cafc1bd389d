"""The embedded base map: the world archives, and the tiles of them that a page gets."""

import base64
import math
import re
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from pages import html_of
from positions import APIA, MOSCOW, SUVA, atlas_at

import geomap
from geomap.geometry.extent import tile_at
from geomap.geometry.projection import opened
from geomap.model import OpeningView
from geomap.model.published import PublishedAtlas, coarsened
from geomap.page.context_tiles import MAX_BYTES, context_archives
from geomap.tiles import Archive
from geomap.tiles.vector import features_of
from geomap.tiles.world import KINDS, settlements_named, world_archive


def archives_of(atlas: PublishedAtlas) -> dict[str, Archive]:
    return {kind: Archive.from_bytes(data, kind) for kind, data in context_archives(atlas).items()}


def names_in(archive: Archive, zoom: int, position: tuple[float, float], key: str = "name") -> set[str]:
    entry = archive.entry(*tile_at(zoom, *position))
    assert entry is not None
    return {feature.properties.get(key) for feature in features_of(archive.content(entry), "place")}


def test_the_world_archives_are_small_and_have_a_credit() -> None:
    folder = resources.files("geomap") / "tiles" / "context"
    assert sum(len((folder / f"{kind}.pmtiles").read_bytes()) for kind in KINDS) < 8_000_000
    for kind in KINDS:
        assert world_archive(kind).attribution == "Natural Earth; GeoNames (CC BY 4.0)"
        assert world_archive(kind).schema == "context"


def test_settlements_have_names_in_several_languages() -> None:
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


def test_the_map_of_a_city_has_its_surroundings_and_the_world_within_the_limit() -> None:
    archives = archives_of(atlas_at(MOSCOW, (55.68, 37.39)))
    assert sum(len(data) for data in context_archives(atlas_at(MOSCOW)).values()) < MAX_BYTES + 5000
    for kind, archive in archives.items():
        for zoom in range(archive.header.min_zoom, archive.header.max_zoom + 1):
            assert archive.entry(*tile_at(zoom, *MOSCOW)), f"{kind} {zoom}"
        assert len(list(archive.entries(archive.header.bounds, [0, 1]))) >= 2
    assert "Lyubertsy" in names_in(archives["names"], 7, MOSCOW)


@pytest.mark.parametrize(
    "view",
    [
        OpeningView(bounds=[[40.0, 20.0], [66.0, 60.0]]),
        OpeningView(center=[52.0, 45.0], zoom=5),
        OpeningView(center=[-17.0, 179.0], zoom=6),
    ],
    ids=["bounds", "center", "elsewhere"],
)
def test_the_view_that_the_editor_chose_is_whole(view: OpeningView) -> None:
    atlas = atlas_at(MOSCOW)
    land = archives_of(replace(atlas, info=atlas.info.model_copy(update={"view": view})))["land"]
    for width, height in ((390, 430), (1160, 650)):
        shown = opened(view, width, height)
        zoom = round(math.log2(shown.scale / 256)) - 1
        for across in (0.05, 0.5, 0.95):
            for down in (0.05, 0.5, 0.95):
                x = shown.west + across * width / shown.scale
                y = shown.north + down * height / shown.scale
                assert land.entry(zoom, int(x % 1 * 2**zoom), int(y * 2**zoom)), (width, across, down)


def test_tiles_on_both_sides_of_the_antimeridian_are_included() -> None:
    archive = archives_of(atlas_at(SUVA, APIA))["land"]
    for zoom in range(5):
        for position in (SUVA, APIA):
            assert archive.entry(*tile_at(zoom, *position)), (zoom, position)


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
def test_every_extent_has_tiles_within_the_limit(positions: list[tuple[float, float]]) -> None:
    archives = context_archives(atlas_at(*positions))
    assert sum(map(len, archives.values())) < MAX_BYTES + 10_000
    land, names = (Archive.from_bytes(archives[kind], kind) for kind in ("land", "names"))
    assert land.entry(0, 0, 0)
    assert names.entry(*tile_at(1, *MOSCOW))  # no settlement is named on the whole world


def test_reports_all_over_a_country_have_the_towns_around_them() -> None:
    positions = [(55.75, 37.6), (56.84, 60.6), (55.03, 82.92), (52.29, 104.3), (43.12, 131.9)]
    names = archives_of(atlas_at(*positions))["names"]
    for position in positions:
        assert names.entry(*tile_at(5, *position)), position


def test_the_page_has_the_archives_and_is_reproducible(first_map: Path) -> None:
    atlas = coarsened(geomap.load(first_map))
    pages = [html_of(atlas) for _ in range(2)]
    assert pages[0] == pages[1]
    for kind, data in context_archives(atlas).items():
        found = re.search(rf'<script type="application/vnd.pmtiles" id="geomap-{kind}">([^<]*)</script>', pages[0])
        assert found
        assert base64.b64decode(found[1]) == data
    assert len(re.findall("vnd.pmtiles", pages[0])) == 2


def test_settlements_are_found_by_name_the_largest_first() -> None:
    found = settlements_named(["Khimki", "Химки", "Paris", "Nowhere at all", ""])
    assert list(found) == ["Khimki", "Paris", "Химки"]
    assert [(one.latitude, one.longitude) for one in found["Khimki"]] == [(55.9, 37.429)]
    assert found["Химки"][0].latitude == found["Khimki"][0].latitude
    assert len(found["Paris"]) > 5
    assert abs(found["Paris"][0].latitude - 48.85) < 0.01
