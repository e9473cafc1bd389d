"""The two archives of the whole world in the package, and the settlements in one of them."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from pmtiles.tile import tileid_to_zxy

from geomap.geometry.extent import WORLD, position_in_tile
from geomap.tiles.archive import Archive
from geomap.tiles.vector import points_of, texts_of

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


_NAMED: dict[str, tuple[Settlement, ...]] = {}
"""What was searched for before: a preview asks for the same names after each edit."""


@cache
def world_archive(kind: str) -> Archive:
    """One of the two archives."""
    name = f"{kind}.pmtiles"
    return Archive.from_bytes((resources.files("geomap") / "tiles" / "context" / name).read_bytes(), name)


def settlements_named(names: Collection[str]) -> dict[str, list[Settlement]]:
    """The settlements of the world with exactly these names, the largest first; names without any are omitted."""
    wanted = set(names) - {""}
    new = wanted - _NAMED.keys()
    found: dict[str, list[Settlement]] = {name: [] for name in new}
    for content, tile in _deepest_tiles() if new else ():
        if new & texts_of(content):
            for name, settlement in _settlements(content, tile):
                if name in new:
                    found[name].append(replace(settlement, name=name))
    _NAMED.update((name, tuple(sorted(settlements))) for name, settlements in found.items())
    return {name: list(_NAMED[name]) for name in sorted(wanted) if _NAMED[name]}


def settlements_like(name: str) -> list[Settlement]:
    """The settlements of the world with a name that is spelled alike, under their own names, the largest first."""
    key = fold_spelling(name)
    found = set()
    for content, tile in _deepest_tiles() if key else ():
        if any_spelled_alike(key, texts_of(content)):
            found |= {settlement for each, settlement in _settlements(content, tile) if fold_spelling(each) == key}
    return sorted(found)


def fold_spelling(name: str) -> str:
    """A name without its case, accents, apostrophes and hyphens, and in Latin letters if it is Russian or Ukrainian.

    >>> fold_spelling("Zarech’ye") == fold_spelling("заречье") == fold_spelling("ZARECHYE")
    True
    >>> fold_spelling("Ростов-на-Дону"), fold_spelling("Île-de-Bréhat")
    ('rostov na donu', 'ile de brehat')
    """
    return _folded(name).strip()


def any_spelled_alike(key: str, names: Iterable[str]) -> bool:
    """Whether a name folds to ``key``, a folded spelling."""
    return f"\0{key}\0" in fold_together("\0".join(names))


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
    archive = world_archive("names")
    found = {
        settlement
        for entry in archive.entries(WORLD, [LARGE])
        for _, settlement in _settlements(archive.content(entry), tileid_to_zxy(entry.tile_id))
    }
    return sorted(city for city in found if city.rank <= LARGE)


def _deepest_tiles() -> Iterator[tuple[bytes, tuple[int, int, int]]]:
    """The tiles with every settlement, and their addresses."""
    archive = world_archive("names")
    for entry in archive.entries(WORLD, [archive.header.max_zoom]):
        yield archive.content(entry), tileid_to_zxy(entry.tile_id)


def _settlements(content: bytes, tile: tuple[int, int, int]) -> Iterator[tuple[str, Settlement]]:
    """Every name in a tile with its settlement; a settlement is repeated for each of its names."""
    for x, y, properties in points_of(content, "place"):
        texts = {key: str(properties[key]) for key in LANGUAGES if key in properties}
        latitude, longitude = position_in_tile(tile, x, y)
        names = {key.partition(":")[2]: name for key, name in texts.items() if ":" in key}
        own = texts.get("name", "")
        rank, country = properties["rank"], str(properties.get("cc", ""))
        settlement = Settlement(rank, own, round(latitude, 4), round(longitude, 4), names, country)
        for name in sorted(set(texts.values())):
            yield name, settlement
