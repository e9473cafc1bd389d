"""The JSON Schema of the file format, as draft-07, which yaml-language-server supports best.

Everything that the schema rejects, the reader rejects too; the reader checks more. Editors complete from the schema,
show its descriptions on hover, and underline what it rejects.
"""

import json
import re
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from geomap.model.article import FrontMatter
from geomap.model.entry import Entry
from geomap.model.gazetteer import GazetteerFile

DRAFT = "http://json-schema.org/draft-07/schema#"

SNIPPETS: dict[str, dict[str, Any]] = {
    "Place": {
        "label": "a new place",
        "description": "A place with its position, precision and source.",
        "body": {
            "name": "${1:name}",
            "coordinates": "^[${2:latitude}, ${3:longitude}]",
            "precision": "${4:unknown}",
            "coordinate_source": "${5:where the coordinates come from}",
        },
    },
    "Report": {
        "label": "a new report",
        "description": "A report with a quote that supports it.",
        "body": {
            "title": "${1:what was reported}",
            "place": "${2:id of the place}",
            "status": "${3:unconfirmed}",
            "status_reason": "${4:why}",
            "date": "${5:when}",
            "evidence": [{"article": "${6:id of the article}", "quote": "${7:text of the article}"}],
        },
    },
}
"""Whole entries that editors offer in the lists of places and of reports."""

# A key without a value counts as left out. With this schema, editors accept it and do not propose to write null.
_NOTHING = {"not": {"type": ["string", "number", "boolean", "object", "array"]}}


def gazetteer_schema() -> dict[str, Any]:
    """The schema of a file of the gazetteer."""
    schema = _draft_07(GazetteerFile)
    for name, snippet in SNIPPETS.items():
        schema["definitions"][name]["defaultSnippets"] = [snippet]
    return schema


def article_schema() -> dict[str, Any]:
    """The schema of an article's front matter."""
    return _draft_07(FrontMatter)


@cache
def schema_text(kind: str) -> str:
    """The schema of a ``gazetteer`` or an ``article`` as the text of a file."""
    schema = article_schema() if kind == "article" else gazetteer_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _draft_07(model: type[Entry]) -> dict[str, Any]:
    """Pydantic's schema of a model, converted from draft 2020-12 to draft-07."""
    raw = model.model_json_schema()
    named = raw.pop("$defs", {})
    known: dict[str, Any] = {
        name: {key: schema[key] for key in ("type", "enum", "enumDescriptions")}
        for name, schema in named.items()
        if "enum" in schema
    }
    entries = sorted(named.keys() - known.keys())
    for name in entries:
        known[name] = {}  # filled below; an entry may hold others
    for name in _inner_first(named, entries):
        known[name] = _entry(named[name], known)
    top = _entry(raw, known)
    return {"$schema": DRAFT, **top, "definitions": {**{name: known[name] for name in entries}, "nothing": _NOTHING}}


def _inner_first(named: dict[str, Any], entries: list[str]) -> list[str]:
    """The names of entries, each after those that it contains."""
    held = {name: {each for each in entries if f'/{each}"' in json.dumps(named[name])} for name in entries}
    return list(TopologicalSorter(held).static_order())


def _entry(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """An entry with its keys; optional ones may also be empty, as the reader accepts them.

    Titles are removed: editors would show them above every description.
    """
    needed = schema.get("required", [])
    keys: dict[str, Any] = {}
    for key, value in schema["properties"].items():
        default = value.get("default")
        left_out = f" Default: {json.dumps(default).strip(chr(34))}." if default not in (None, [], {}) else ""
        written = _value(value, known)
        keys[key] = {
            "description": f"{value['description']}{left_out}",
            **({"examples": value["examples"]} if "examples" in value else {}),
            **(written if key in needed else _or_nothing(written)),
        }
    return {
        "description": schema["description"].replace("``", "`"),
        "type": "object",
        "properties": keys,
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("type") in ("array", "object"):
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"$ref": "#/definitions/nothing"}]}


def _value(schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """A value's schema: references as in draft-07, choices inlined, and white space around a text accepted."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return dict(known[name]) if "enum" in known[name] else {"$ref": f"#/definitions/{name}"}
    if "anyOf" in schema:
        return _one_of([_value(each, known) for each in schema["anyOf"] if each != {"type": "null"}], known)
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "const":
            made |= {"enum": [value], "enumDescriptions": ["None of these."]}
        elif key == "patternProperties":  # which accept all other keys; the reader rejects those
            ((pattern, inner),) = value.items()
            made |= _value({"propertyNames": {"pattern": pattern}, "additionalProperties": inner}, known)
        elif key in {"items", "additionalProperties", "propertyNames"} and isinstance(value, dict):
            inner = _value(value, known)
            inner = _or_nothing(inner) if key == "additionalProperties" and "$ref" in inner else inner
            made[key] = {**made.get(key, {}), **inner}
        elif key == "pattern":
            made[key] = re.sub(r"\$$", r"\\s*$", re.sub(r"^\^", r"^\\s*", value))
        elif key not in {"title", "description", "default", "examples", "maxLength"}:
            made.setdefault(key, value)
    return made


def _one_of(parts: list[dict[str, Any]], known: dict[str, Any]) -> dict[str, Any]:
    """Values of several types in one schema: each keyword is about one type, and editors show one schema best."""
    if len(parts) == 1:
        return parts[0]
    whole: dict[str, Any] = {"type": []}
    for part in parts:
        flat = known[part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
        whole["type"].append(flat["type"])
        for key, value in flat.items():
            if key in {"enum", "enumDescriptions"}:
                whole[key] = [*whole.get(key, []), *value]
            elif key not in {"type", "description"}:
                whole[key] = value
    return whole
