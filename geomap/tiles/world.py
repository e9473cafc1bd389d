"""The two archives of the whole world that come with geomap, and the settlements that one of them names."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from pmtiles.tile import tileid_to_zxy

from geomap.geometry.extent import WORLD, position_in_tile
from geomap.tiles.archive import Archive
from geomap.tiles.spellings import folded
from geomap.tiles.vector import features_of

KINDS = ("ground", "names")
"""Water, rivers and borders; and the names of settlements and countries."""
LANGUAGES = ("name", "name:ru", "name:uk")
"""The properties that hold a settlement's names: GeoNames' own, and those in Russian and Ukrainian where it is told."""

_TAGS = '"(x\x12\x1a'
"""What may follow a name in a tile: the protobuf tag of another value, or of another part of the layer."""
LARGE = 3
"""The rank down to which a settlement is a large city, and the zoom from which that is named."""


@dataclass(frozen=True, order=True)
class Settlement:
    """A settlement of GeoNames with more than 500 people.

    Attributes:
        rank: 1 for the largest cities to 7 for villages, as `tools/context.py` has it.
        name: its name as it was asked for, or GeoNames' own.
        latitude: degrees, WGS 84, right to some 150 m; ``longitude`` likewise.
        names: in Russian and Ukrainian where they are told, by language.
    """

    rank: int
    name: str
    latitude: float
    longitude: float
    names: Mapping[str, str] = field(default_factory=dict, compare=False)


@cache
def world_archive(kind: str) -> Archive:
    """One of the two archives."""
    name = f"{kind}.pmtiles"
    return Archive.of_bytes((resources.files("geomap") / "tiles" / "context" / name).read_bytes(), name)


def settlements_named(names: Collection[str]) -> dict[str, list[Settlement]]:
    """The settlements of the world with these names, to the letter, the largest first; names without any are left out.

    Every tile is searched for the names' bytes, and only those that hold one are decoded: a fraction of a second.
    """
    sought = {name.encode(): name for name in names if name}
    found: dict[str, list[Settlement]] = {}
    for content, tile in _deepest_tiles() if sought else ():
        here = {name for data, name in sought.items() if data in content}
        for name, settlement in _settlements(content, tile) if here else ():
            if name in here:
                found.setdefault(name, []).append(replace(settlement, name=name))
    return {name: sorted(settlements) for name, settlements in sorted(found.items())}


def settlements_like(name: str) -> list[Settlement]:
    """The settlements of the world one of whose names folds to the same, each once by its own name, the largest first.

    As with :func:`settlements_named`, only the tiles that hold it are decoded: a second for the whole world.
    """
    key = folded(name)
    found = set()
    for content, tile in _deepest_tiles() if key else ():
        text = folded(content.decode("utf-8", errors="ignore"))
        if any(key + tag in text for tag in _TAGS):
            found |= {settlement for each, settlement in _settlements(content, tile) if folded(each) == key}
    return sorted(found)


@cache
def large_cities() -> list[Settlement]:
    """The settlements of the world with more than 300,000 people, and the capitals of countries, the largest first."""
    archive = world_archive("names")
    found = {
        settlement
        for entry in archive.entries(WORLD, [LARGE])
        for _, settlement in _settlements(archive.content(entry), tileid_to_zxy(entry.tile_id))
    }
    return sorted(one for one in found if one.rank <= LARGE)


def _deepest_tiles() -> Iterator[tuple[bytes, tuple[int, int, int]]]:
    """The tiles that hold every settlement, with their addresses."""
    archive = world_archive("names")
    for entry in archive.entries(WORLD, [archive.header.max_zoom]):
        yield archive.content(entry), tileid_to_zxy(entry.tile_id)


def _settlements(content: bytes, tile: tuple[int, int, int]) -> Iterator[tuple[str, Settlement]]:
    """Every name in a tile with its settlement; one of several names comes with each of them."""
    for feature in features_of(content, "place"):
        said = {key: str(feature.properties[key]) for key in LANGUAGES if key in feature.properties}
        latitude, longitude = position_in_tile(tile, *feature.geometry.coords[0])
        names = {key.partition(":")[2]: name for key, name in said.items() if ":" in key}
        own = said.get("name", "")
        settlement = Settlement(feature.properties["rank"], own, round(latitude, 4), round(longitude, 4), names)
        for name in sorted(set(said.values())):
            yield name, settlement
