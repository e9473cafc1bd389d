"""Linked Places Format: places with their names, and the same places elsewhere."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from geomap.findings import Finding, Location, echo
from geomap.importing.formats.geojson import features_of
from geomap.importing.formats.json_text import JsonText
from geomap.importing.formats.source import MAX_RECORDS, Raw, Source, left_out, text_of, too_many

_SAME = frozenset({"closematch", "exactmatch", "sameas", "same_as"})


def read_linked_places(source: Source) -> Iterator[Raw | Finding]:
    """Every feature as a place: https://github.com/LinkedPasts/linked-places-format, v1.3."""
    text = JsonText(source)
    features, path = features_of(text)
    for number, feature in enumerate(features):
        if number >= MAX_RECORDS:
            raise too_many(source)
        if not isinstance(feature, dict):
            yield left_out(text.at(*path, number), "what is no Feature")
            continue
        yield _place(text, feature, (*path, number))


def _place(text: JsonText, feature: dict[str, Any], path: tuple[str | int, ...]) -> Raw:
    properties = _mapping(feature.get("properties"))
    names = [each for each in _list(feature.get("names")) if text_of(each.get("toponym"))]
    title = text_of(properties.get("title")) or (text_of(names[0]["toponym"]) if names else "")
    by_language: dict[str, str] = {}
    aliases: list[str] = []
    for each in names:
        toponym, language = text_of(each["toponym"]), text_of(each.get("lang"))
        if toponym == title:
            continue
        if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) and language not in by_language:
            by_language[language] = toponym
        else:
            aliases.append(toponym)
    links = _list(feature.get("links"))
    said: dict[str, Any] = {
        "id": properties.get("id") or _last_part(feature.get("@id")),
        "title": title,
        "names": by_language,
        "aliases": aliases,
        "geometry": feature.get("geometry"),
        "same_as": [each.get("identifier") for each in links if _kind(each) in _SAME],
        "description": next((value for each in _list(feature.get("descriptions")) if (value := each.get("value"))), ""),
        **{name: properties[name] for name in _OURS if properties.get(name) is not None},
    }
    certainty = text_of(_mapping(feature.get("geometry")).get("certainty"))
    notes = [f"certainty of the position, by the source: {echo(certainty)}"] if certainty else []
    if feature.get("when") or any(each.get("when") for each in names):
        notes.append("times of the place and its names left out: a gazetteer's places have none")
    return Raw({name: value for name, value in said.items() if value}, partial(_at, text, path), tuple(notes))


_OURS = ("precision", "uncertainty_m", "coordinate_source", "latitude", "longitude", "place_note", "coarsened")


def _at(text: JsonText, path: tuple[str | int, ...], name: str) -> Location:
    return text.at(*path, "geometry") if name == "geometry" else text.at(*path)


def _kind(link: Mapping[str, Any]) -> str:
    return text_of(link.get("type")).rpartition(":")[2].casefold()


def _last_part(address: Any) -> str:
    """The end of an address that tells one place from another: https://example.org/places/12?x#y is 12."""
    return re.split(r"[/#:=]", text_of(address).rstrip("/"))[-1]


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
