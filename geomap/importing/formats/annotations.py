"""W3C Web Annotations, as Recogito and geomap write them: the places that the words of a text were linked to."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from geomap.findings import Finding, Location
from geomap.importing.formats.json_text import JsonText
from geomap.importing.formats.source import MAX_RECORDS, Raw, Source, broken, left_out, text_of, too_many


def read_annotations(source: Source) -> Iterator[Raw | Finding]:
    """Every annotation that links words to a place, as a place. Its position is there only where the body gives one."""
    text = JsonText(source)
    annotations, path = _annotations(text)
    for number, annotation in enumerate(annotations):
        if number >= MAX_RECORDS:
            raise too_many(source)
        at = partial(_at, text, (*path, number))
        bodies = _bodies(annotation) if isinstance(annotation, dict) else []
        places = [place for body in bodies if (place := _place(body))]
        if not places:
            yield left_out(at(""), "an annotation without a place")
        for place in places:
            words = _words(annotation)
            said = {**place, "title": place.get("title") or words}
            if words and words != said["title"] and annotation.get("motivation") != "linking":  # a quote is no name
                said["aliases"] = [words]
            yield Raw({name: value for name, value in said.items() if value not in (None, "", [])}, at)


def is_annotations(value: Any) -> bool:
    """Whether a file of JSON holds annotations."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return False
    kinds = first.get("type") if isinstance(first.get("type"), list) else [first.get("type")]
    return bool({"Annotation", "AnnotationCollection", "AnnotationPage"} & {text_of(kind) for kind in kinds or ()})


def _annotations(text: JsonText) -> tuple[list[Any], tuple[str | int, ...]]:
    value: Any = text.value
    if isinstance(value, list):
        return value, ()
    if isinstance(value, dict):
        if isinstance(value.get("items"), list):
            return value["items"], ("items",)
        first = value.get("first")
        if isinstance(first, dict) and isinstance(first.get("items"), list):
            return first["items"], ("first", "items")
        if value.get("body") is not None:
            return [value], ()
    raise broken(text.at(), "there are no annotations", "export them as JSON-LD, with their items")


def _at(text: JsonText, path: tuple[str | int, ...], _name: str) -> Location:
    return text.at(*path)


def _bodies(annotation: dict[str, Any]) -> list[Any]:
    body = annotation.get("body")
    return body if isinstance(body, list) else [] if body is None else [body]


def _place(body: Any) -> dict[str, Any] | None:
    """What a body says of a place; None where it is about something else, such as a comment or a tag."""
    if isinstance(body, str):
        return {"same_as": [body]} if _is_address(body) else None
    if not isinstance(body, dict):
        return None
    if text_of(body.get("purpose")) in {"commenting", "tagging", "transcribing", "grouping", "replying", "describing"}:
        return None
    kind = text_of(_mapping(body.get("source")).get("type")).rpartition(":")[2]
    if kind and kind not in {"Place", "Feature", "Location"}:  # geomap's quotes are linked to reports
        return None
    inner = next((value for key in ("source", "value") if (value := _mapping(body.get(key)))), body)
    address = next(
        (text for key in ("id", "@id", "source", "value") if _is_address(text := text_of(body.get(key)))), ""
    )
    geo, properties = _mapping(inner.get("geo")) or inner, _mapping(inner.get("properties")) or inner
    geometry = _mapping(inner.get("geometry")) or None
    said: dict[str, Any] = {
        "id": _first(properties, "place_id", "dcterms:identifier", "identifier"),
        "title": _first(properties, "name", "schema:name", "title", "label"),
        "same_as": [address] if address else [],
        "geometry": geometry,
        **{name: geo.get(name) for name in ("latitude", "longitude")},
        **{name: properties.get(name) for name in ("precision", "uncertainty_m", "coordinate_source")},
    }
    return said if address or geometry or said["latitude"] is not None or said["id"] else None


def _first(properties: dict[str, Any], *names: str) -> str:
    return next((said for name in names if (said := text_of(properties.get(name)))), "")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_address(said: str) -> bool:
    return re.match(r"https?://\S+$", said) is not None


def _words(annotation: dict[str, Any]) -> str:
    """The words that the annotation is about."""
    targets = annotation.get("target")
    for target in targets if isinstance(targets, list) else [targets]:
        selectors = target.get("selector") if isinstance(target, dict) else None
        for selector in selectors if isinstance(selectors, list) else [selectors]:
            if isinstance(selector, dict) and text_of(selector.get("exact")):
                return " ".join(text_of(selector["exact"]).split())
    return ""
