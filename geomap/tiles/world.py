"""The two archives of the whole world that come with geomap, and the settlements that one of them names."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pmtiles.tile import tileid_to_zxy

from geomap.tiles.archive import Archive
from geomap.tiles.extent import WORLD, position_in_tile
from geomap.tiles.vector import features_of

KINDS = ("ground", "names")
"""Water, rivers and borders; and the names of settlements and countries."""
LANGUAGES = ("name", "name:ru", "name:uk")
"""The properties that hold a settlement's names: GeoNames' own, and those in Russian and Ukrainian where it is told."""


@dataclass(frozen=True, order=True)
class Settlement:
    """A settlement of GeoNames with more than 500 people.

    Attributes:
        rank: 1 for the largest cities to 7 for villages.
        name: its name as it was asked for.
        latitude: degrees, WGS 84, right to some 150 m; ``longitude`` likewise.
    """

    rank: int
    name: str
    latitude: float
    longitude: float


@cache
def world_archive(kind: str) -> Archive:
    """One of the two archives."""
    name = f"{kind}.pmtiles"
    return Archive.of_bytes((resources.files("geomap") / "tiles" / "context" / name).read_bytes(), name)


def settlements_named(names: Collection[str]) -> dict[str, list[Settlement]]:
    """The settlements of the world with these names, to the letter, the largest first; names without any are left out.

    Every tile is searched for the names' bytes, and only those that hold one are decoded: a fraction of a second.
    """
    archive = world_archive("names")
    deepest = archive.header.max_zoom
    sought = {name.encode(): name for name in names if name}
    found: dict[str, list[Settlement]] = {}
    for entry in archive.entries(WORLD, [deepest]) if sought else ():
        content = archive.content(entry)
        here = {name for data, name in sought.items() if data in content}
        if here:
            for settlement in _settlements(content, tileid_to_zxy(entry.tile_id), here):
                found.setdefault(settlement.name, []).append(settlement)
    return {name: sorted(settlements) for name, settlements in sorted(found.items())}


def _settlements(content: bytes, tile: tuple[int, int, int], names: Collection[str]) -> Iterator[Settlement]:
    for feature in features_of(content, "place"):
        said = {str(feature.properties[key]) for key in LANGUAGES if key in feature.properties}
        for name in sorted(said & set(names)):
            latitude, longitude = position_in_tile(tile, *feature.geometry.coords[0])
            yield Settlement(feature.properties["rank"], name, round(latitude, 4), round(longitude, 4))
