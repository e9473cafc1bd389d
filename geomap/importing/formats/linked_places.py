"""Linked Places Format: places with their names in many languages and their ids elsewhere."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.formats.geojson import features_of
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
    for number, feature in numbered(features, source.name):
        if isinstance(feature, dict):
            yield _read_place(source.json, feature, (*path, number))
        else:
            log.left_out(source.json.at(*path, number), "a value that is not a feature")


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
    descriptions = (each.get("value") for each in mappings_of(feature.get("descriptions")))
    values: dict[str, Any] = {
        "id": properties.get("id") or _last_part(feature.get("@id")),
        "title": title,
        "names": names,
        "aliases": aliases,
        "geometry": feature.get("geometry"),
        "same_as": [each.get("identifier") for each in links if _link_type(each) in _SAME_PLACE],
        "description": next(filter(None, descriptions), ""),
        **{name: properties[name] for name in _GEOMAP_PROPERTIES if properties.get(name) is not None},
    }
    certainty = text_of(mapping_of(feature.get("geometry")).get("certainty"))
    notes = [f"certainty of the position in the source: {echo(certainty)}"] if certainty else []
    if feature.get("when") or any(each.get("when") for each in toponyms):
        notes.append("left out: the dates of the place and its names")
    return Record({name: value for name, value in values.items() if value}, partial(_locate, text, path), tuple(notes))


def _locate(text: JsonText, path: JsonPath, name: str) -> Location:
    return text.at(*path, "geometry") if name == "geometry" else text.at(*path)


def _link_type(link: Mapping[str, Any]) -> str:
    return text_of(link.get("type")).rpartition(":")[2].casefold()


def _last_part(address: Any) -> str:
    """The last part of an address that identifies the place: 12 for https://example.org/places/12."""
    return re.split(r"[/#:=]", text_of(address).rstrip("/"))[-1]
