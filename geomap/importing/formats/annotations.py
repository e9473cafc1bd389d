"""W3C Web Annotations, as Recogito and geomap write them: texts that are linked to places."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.columns import is_empty
from geomap.importing.errors import BrokenFileError
from geomap.importing.formats.json_text import JsonPath, JsonText, mapping_of
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile, numbered, text_of

_READ = frozenset({"@context", "id", "type", "body", "target", "motivation", "generator"})
_NAMES = {"title": ("name of the place, or the annotated text",), "same_as": ("body",), "aliases": ("target",)}
_NOT_PLACES = frozenset({"commenting", "tagging", "transcribing", "grouping", "replying", "describing"})
"""Purposes of a body that is not about a place."""


def read_annotations(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each annotation that links a text to a place as a record. It has a position only if its body gives one."""
    annotations, path = _annotations(source.json)
    for number, annotation in numbered(annotations, source.name):
        locate = partial(_locate, source.json, (*path, number))
        bodies = _bodies(annotation) if isinstance(annotation, dict) else []
        places = [place for body in bodies if (place := _read_place(body))]
        exact = _exact_text(annotation) if isinstance(annotation, dict) else ""
        if not places:
            log.left_out(locate(""), f'"{echo(exact)}", an annotation without a place')
        for place in places:
            values = {**place, "title": place.get("title") or exact}
            if exact and exact != values["title"] and annotation.get("motivation") != "linking":  # a quote is no name
                values["aliases"] = [exact]
            values = {name: value for name, value in values.items() if value not in (None, "", [])}
            others = {key: value for key, value in annotation.items() if key not in _READ and not is_empty(value)}
            others |= _other_bodies(bodies)
            others |= {"annotation": annotation.get("id"), "target": annotation.get("target")}
            yield Record(values, locate, (), others, {name: _NAMES.get(name, (name,)) for name in values})


def _other_bodies(bodies: list[Any]) -> dict[str, Any]:
    """The comments, tags and other bodies that are not about a place, by their purpose."""
    found: dict[str, Any] = {}
    for body in bodies:
        if _read_place(body) is None:
            purpose = text_of(mapping_of(body).get("purpose")) or "body"
            value = mapping_of(body).get("value") or body
            found[purpose if purpose not in found else f"{purpose} {len(found) + 1}"] = value
    return found


def is_annotations(value: Any) -> bool:
    """Whether JSON is an annotation, a list of annotations or a collection."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return False
    types = first.get("type") if isinstance(first.get("type"), list) else [first.get("type")]
    return bool({"Annotation", "AnnotationCollection", "AnnotationPage"} & {text_of(each) for each in types or ()})


def _annotations(text: JsonText) -> tuple[list[Any], JsonPath]:
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
    raise BrokenFileError("the file has no annotations", "export them as JSON-LD with their items", text.at())


def _locate(text: JsonText, path: JsonPath, _name: str) -> Location:
    return text.at(*path)


def _bodies(annotation: dict[str, Any]) -> list[Any]:
    body = annotation.get("body")
    return body if isinstance(body, list) else [] if body is None else [body]


def _read_place(body: Any) -> dict[str, Any] | None:
    """The values of a place in a body; None if the body is something else, such as a comment or a tag."""
    if isinstance(body, str):
        return {"same_as": [body]} if _is_address(body) else None
    if not isinstance(body, dict) or text_of(body.get("purpose")) in _NOT_PLACES:
        return None
    kind = text_of(mapping_of(body.get("source")).get("type")).rpartition(":")[2]
    if kind and kind not in {"Place", "Feature", "Location"}:  # geomap links quotes to reports
        return None
    inner = next((value for key in ("source", "value") if (value := mapping_of(body.get(key)))), body)
    texts = [text_of(body.get(key)) for key in ("id", "@id", "source", "value")]
    address = next(filter(_is_address, texts), "")
    geo, properties = mapping_of(inner.get("geo")) or inner, mapping_of(inner.get("properties")) or inner
    geometry = mapping_of(inner.get("geometry")) or None
    values: dict[str, Any] = {
        "id": _first(properties, "place_id", "dcterms:identifier", "identifier"),
        "title": _first(properties, "name", "schema:name", "title", "label"),
        "same_as": [address] if address else [],
        "geometry": geometry,
        **{name: geo.get(name) for name in ("latitude", "longitude")},
        **{name: properties.get(name) for name in ("precision", "uncertainty_m", "coordinate_source")},
    }
    return values if address or geometry or values["latitude"] is not None or values["id"] else None


def _first(properties: dict[str, Any], *names: str) -> str:
    return next((text for name in names if (text := text_of(properties.get(name)))), "")


def _is_address(text: str) -> bool:
    return re.match(r"https?://\S+$", text) is not None


def _exact_text(annotation: dict[str, Any]) -> str:
    """The text that the annotation is about."""
    targets = annotation.get("target")
    for target in targets if isinstance(targets, list) else [targets]:
        selectors = target.get("selector") if isinstance(target, dict) else None
        for selector in selectors if isinstance(selectors, list) else [selectors]:
            if isinstance(selector, dict) and text_of(selector.get("exact")):
                return " ".join(text_of(selector["exact"]).split())
    return ""
