"""Linked Places Format: places with their names in many languages and their ids elsewhere."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from geomap.findings import Location
from geomap.importing.formats.geojson import about, features_of, refuse_crs
from geomap.importing.formats.json_text import JsonPath, JsonText, mapping_of, mappings_of
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile, numbered, text_of

_SAME_PLACE = frozenset({"closematch", "exactmatch", "sameas", "same_as"})
_GEOMAP_PROPERTIES = (
    *("precision", "uncertainty_m", "coordinate_source", "latitude", "longitude", "place_note", "coarsened"),
)


def read_linked_places(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each feature as a record: https://github.com/LinkedPasts/linked-places-format, v1.3."""
    features, path = features_of(source.json)
    if path:
        log.about += about(mapping_of(source.json.value), frozenset({"type", "@context", "features"}))
    for number, feature in numbered(features, source.name):
        if isinstance(feature, dict):
            refuse_crs(feature, source.json.at(*path, number))
            yield _read_place(source.json, feature, (*path, number))
        else:
            log.left_out(source.json.at(*path, number), "a value that is not a feature")


_MEMBERS = frozenset({"@context", "@id", "type", "properties", "geometry", "names", "links", "descriptions"})
_NAMES = {
    "id": ("@id",),
    "title": ("title",),
    "names": ("names",),
    "aliases": ("names",),
    "same_as": ("links",),
    "description": ("descriptions",),
}


def is_linked_places(value: Any) -> bool:
    """Whether JSON is Linked Places Format: features with its context, or with its ids and names."""
    features = value.get("features") if isinstance(value, dict) else value
    first = features[0] if isinstance(features, list) and features else value
    if not isinstance(first, dict) or first.get("type") != "Feature":
        return False
    context = str(mapping_of(value).get("@context", first.get("@context", "")))
    return "linked" in context or {"@id", "names"} <= first.keys()


def _read_place(text: JsonText, feature: dict[str, Any], path: JsonPath) -> Record:
    properties = mapping_of(feature.get("properties"))
    toponyms = [each for each in mappings_of(feature.get("names")) if text_of(each.get("toponym"))]
    title = text_of(properties.get("title")) or (text_of(toponyms[0]["toponym"]) if toponyms else "")
    names: dict[str, str] = {}
    aliases: list[str] = []
    for each in toponyms:
        toponym, language = text_of(each["toponym"]), text_of(each.get("lang"))
        if toponym == title:
            continue
        if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) and language not in names:
            names[language] = toponym
        else:
            aliases.append(toponym)
    links = mappings_of(feature.get("links"))
    same = [each for each in links if _link_type(each) in _SAME_PLACE]
    described = [each for each in mappings_of(feature.get("descriptions")) if text_of(each.get("value"))]
    geometry, rejected = _choose_point(feature.get("geometry"))
    values: dict[str, Any] = {
        "id": properties.get("id") or _last_part(feature.get("@id")),
        "title": title,
        "names": names,
        "aliases": aliases,
        "geometry": geometry,
        "same_as": [each.get("identifier") for each in same],
        "description": text_of(described[0]["value"]) if described else "",
        **{name: properties[name] for name in _GEOMAP_PROPERTIES if properties.get(name) is not None},
    }
    others = {key: value for key, value in properties.items() if key not in {"title", "id", *_GEOMAP_PROPERTIES}}
    others |= {key: value for key, value in feature.items() if key not in _MEMBERS}
    attested = [each for each in toponyms if each.keys() - {"toponym", "lang"}]
    for key, rest in (
        ("names", attested),
        ("links", [each for each in links if each not in same]),
        ("descriptions", described[1:]),
        ("other positions", rejected),
        ("geometry", _attributes(geometry)),
    ):
        if rest:
            others[key] = rest
    values = {name: value for name, value in values.items() if value}
    return Record(
        values, partial(_locate, text, path), (), others, {name: _NAMES.get(name, (name,)) for name in values}
    )


def _choose_point(geometry: Any) -> tuple[Any, list[Any]]:
    """The geometry of a place, and the points that it has too: of several points, the most certain or the first."""
    parts = mappings_of(mapping_of(geometry).get("geometries"))
    points = [each for each in parts if each.get("type") == "Point"]
    if len(points) < 2:
        return (parts[0] if len(parts) == 1 else geometry), []
    chosen = min(points, key=lambda each: _CERTAINTY.get(text_of(each.get("certainty")), 1))
    rest = [each for each in parts if each not in points]
    kept = {"type": "GeometryCollection", "geometries": [chosen, *rest]} if rest else chosen
    return kept, [each for each in points if each is not chosen]


_CERTAINTY = {"certain": 0, "less-certain": 2, "uncertain": 3}
"""The order in which points are chosen; a point without a certainty comes after a certain one."""


def _attributes(geometry: Any) -> dict[str, Any]:
    """What a geometry has in addition to its coordinates, such as its certainty."""
    known = {"type", "coordinates", "geometries", "geowkt", "geo_wkt"}
    return {key: value for key, value in mapping_of(geometry).items() if key not in known}


def _locate(text: JsonText, path: JsonPath, name: str) -> Location:
    return text.at(*path, "geometry") if name == "geometry" else text.at(*path)


def _link_type(link: Mapping[str, Any]) -> str:
    return text_of(link.get("type")).rpartition(":")[2].casefold()


def _last_part(address: Any) -> str:
    """The last part of an address that identifies the place: 12 for https://example.org/places/12."""
    return re.split(r"[/#:=]", text_of(address).rstrip("/"))[-1]
