"""The two archives of the whole world in the package, and the settlements in one of them."""

import operator
import re
import sys
import unicodedata
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from itertools import accumulate

from pmtiles.tile import tileid_to_zxy

from geomap.geometry.extent import WORLD, position_in_tile
from geomap.tiles.archive import Archive
from geomap.tiles.directory import TileEntry
from geomap.tiles.vector import points_of

KINDS = ("land", "names")
"""Water, rivers and borders; names of settlements and countries."""
LANGUAGES = ("name", "name:ru", "name:uk")
"""The properties with a settlement's names: GeoNames' own, Russian and Ukrainian."""
LARGE = 3
"""The highest rank of a large city, and the zoom from which its name is shown."""

# Russian and Ukrainian to Latin by BGN/PCGN, which GeoNames follows, without its apostrophes. Where the two languages
# differ (г), the Russian letter is used; Ukrainian names with such letters match in Cyrillic only.
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэєіґ", "abvgdeziyklmnoprstufyeeig", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ъ": "", "ь": ""}
    | {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"}
)
_MARKS = re.compile("[\u0300-\u036f'’‘ʼʹ`´ʻ′\u00ad]+")
_GAPS = re.compile(r"[\s\-‐‑–—.]+")
_IOTATED = re.compile("y+(?=e)")  # Zarech’ye, Zareche; Novyye, Новые
_I = re.compile("[iy]+")  # Kryvyi, Kryvyy, Krivoy, Krivoi


@dataclass(frozen=True, order=True)
class Settlement:
    """A settlement of GeoNames with more than 500 people.

    Attributes:
        rank: from 1 for the largest cities to 7 for villages, as `tools/context.py` assigns it.
        name: the name that was searched for, or GeoNames' own.
        latitude: degrees, WGS 84, accurate to about 150 m; ``longitude`` likewise.
        names: in Russian and Ukrainian, by language.
        country: its ISO 3166 code of two letters; may be empty.
    """

    rank: int
    name: str
    latitude: float
    longitude: float
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    country: str = field(default="", compare=False)


TILES = 1 << 12
"""More than the archive has at its deepest zoom."""
_NAMED: dict[str, tuple[Settlement, ...]] = {}
"""What was searched for before: a preview asks for the same names after each edit."""


@cache
def world_archive(kind: str) -> Archive:
    """One of the two archives."""
    name = f"{kind}.pmtiles"
    return Archive.from_bytes(_file(name), name)


def _file(name: str) -> bytes:
    return (resources.files("geomap") / "tiles" / "context" / name).read_bytes()


def settlements_named(names: Collection[str]) -> dict[str, list[Settlement]]:
    """The settlements of the world with exactly these names, the largest first; names without any are omitted."""
    wanted = set(names) - {""}
    new = wanted - _NAMED.keys()
    found: dict[str, list[Settlement]] = {name: [] for name in new}
    tiles = {tile for name in new for tile in _tiles_with(fold_spelling(name))}
    for tile in sorted(tiles):
        for name, settlement in _settlements(tile):
            if name in new:
                found[name].append(replace(settlement, name=name))
    _NAMED.update((name, tuple(sorted(settlements))) for name, settlements in found.items())
    return {name: list(_NAMED[name]) for name in sorted(wanted) if _NAMED[name]}


def settlements_like(name: str) -> list[Settlement]:
    """The settlements of the world with a name that is spelled alike, under their own names, the largest first."""
    key = fold_spelling(name)
    tiles = _tiles_with(key) if key else ()
    return sorted(
        {settlement for tile in tiles for each, settlement in _settlements(tile) if fold_spelling(each) == key}
    )


def fold_spelling(name: str) -> str:
    """A name without its case, accents, apostrophes and hyphens, and in Latin letters if it is Russian or Ukrainian.

    >>> fold_spelling("Zarech’ye") == fold_spelling("заречье") == fold_spelling("ZARECHYE")
    True
    >>> fold_spelling("Ростов-на-Дону"), fold_spelling("Île-de-Bréhat")
    ('rostov na donu', 'ile de brehat')
    """
    return _folded(name).strip()


def fold_together(names: str) -> str:
    """Names separated by null characters, each folded and between two of these. Ten times as fast as each alone."""
    folded = _folded(names).replace(" \0", "\0").replace("\0 ", "\0")
    return f"\0{folded.strip()}\0"


def _folded(text: str) -> str:
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return _I.sub("i", _IOTATED.sub("", _GAPS.sub(" ", plain.translate(_LATIN))))


@cache
def large_cities() -> list[Settlement]:
    """The settlements of the world with more than 300,000 people and the capitals, the largest first."""
    tiles = world_archive("names").entries(WORLD, [LARGE])
    return sorted({city for tile in tiles for _, city in _settlements(tile) if city.rank <= LARGE})


@cache
def _deepest_tiles() -> list[TileEntry]:
    """The tiles that have every settlement."""
    archive = world_archive("names")
    return list(archive.entries(WORLD, [archive.header.max_zoom]))


def name_index() -> bytes:
    """An index of the names in the archive, as ``names.index`` in the package has it.

    It has the differences between ascending numbers of ``_name_number``, one for each folded name and tile with it, as
    little-endian integers of 32 bits, compressed by zlib.
    """
    pairs = (
        (fold_spelling(name), tile) for tile, entry in enumerate(_deepest_tiles()) for name, _ in _settlements(entry)
    )
    numbers = sorted({_name_number(*pair) for pair in pairs})
    steps = array("I", map(operator.sub, numbers, [0, *numbers]))
    if sys.byteorder == "big":
        steps.byteswap()
    return zlib.compress(steps.tobytes(), 9)


@cache
def _names() -> Sequence[int]:
    steps = array("I", zlib.decompress(_file("names.index")))
    if sys.byteorder == "big":
        steps.byteswap()
    return array("Q", accumulate(steps))


def _name_number(folded: str, tile: int) -> int:
    """24 bits of the hash of a name, so that one in 70 has the hash of another, and the number of a tile."""
    return (zlib.crc32(folded.encode()) >> 8) * TILES + tile


def _tiles_with(folded: str) -> list[TileEntry]:
    """The tiles with a name that folds to this one; rarely also others."""
    names = _names()
    first, last = (bisect_left(names, _name_number(folded, tile)) for tile in (0, TILES))
    return [_deepest_tiles()[number % TILES] for number in names[first:last]]


def _settlements(entry: TileEntry) -> Iterator[tuple[str, Settlement]]:
    """Every name in a tile with its settlement; a settlement is repeated for each of its names."""
    content, tile = world_archive("names").content(entry), tileid_to_zxy(entry.tile_id)
    for x, y, properties in points_of(content, "place"):
        texts = {key: str(properties[key]) for key in LANGUAGES if key in properties}
        latitude, longitude = position_in_tile(tile, x, y)
        names = {key.partition(":")[2]: name for key, name in texts.items() if ":" in key}
        own = texts.get("name", "")
        rank, country = properties["rank"], str(properties.get("cc", ""))
        settlement = Settlement(rank, own, round(latitude, 4), round(longitude, 4), names, country)
        for name in sorted(set(texts.values())):
            yield name, settlement
