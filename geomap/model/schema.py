"""The JSON Schema of what editors write, as draft-07, which yaml-language-server reads best.

What the schema refuses, the reader refuses too; the reader knows more. Editors complete from it, show its descriptions
where the pointer rests, and underline what it refuses.
"""

import json
import re
from enum import StrEnum
from graphlib import TopologicalSorter
from typing import Any

from geomap.model.article import ArticleHead, Publish
from geomap.model.entry import ADDRESS_SCHEMA, ID_SCHEMA, LINK_SCHEMA, Entry
from geomap.model.gazetteer import GazetteerFile
from geomap.model.language import LANGUAGE_SCHEMA
from geomap.model.online import Load, Referrer, Schema, Style
from geomap.model.place import DEFAULT_UNCERTAINTY_M, POINT_PRECISIONS, Precision
from geomap.model.report import Status

DRAFT = "http://json-schema.org/draft-07/schema#"

_PRECISIONS: dict[Precision, str] = {
    Precision.EXACT: "Surveyed, or measured on a satellite picture",
    Precision.BUILDING: "The building or its yard",
    Precision.STREET: "The street",
    Precision.DISTRICT: "A part of a town",
    Precision.SETTLEMENT: "A village or small town",
    Precision.CITY: "A large town",
    Precision.REGION: "A region",
    Precision.COUNTRY: "A country",
    Precision.UNKNOWN: "Nobody says how precisely; readers are told so",
}

_DRAWN_AS = {True: "drawn as a mark", False: "drawn as an area without a pin"}

MEANINGS: dict[type[StrEnum], dict[Any, str]] = {
    Precision: {
        each: f"{said}; {_DRAWN_AS[each in POINT_PRECISIONS]}"
        + (
            f", within {radius:,.0f} m unless uncertainty says otherwise."
            if (radius := DEFAULT_UNCERTAINTY_M[each])
            else "."
        )
        for each, said in _PRECISIONS.items()
    },
    Status: {
        Status.CONFIRMED: "You hold it to be true. Needs evidence.",
        Status.UNCONFIRMED: "It is reported, and not more than that.",
        Status.REFUTED: "It is shown to be wrong; readers see it only when they ask.",
    },
    Publish: {
        Publish.FULL: "The whole text stands in the page.",
        Publish.EXCERPTS: "The quotes with their sentences stand in the page.",
        Publish.NONE: "No word of it stands in the page.",
    },
    Load: {
        Load.ON_REQUEST: "Asked when the reader says so.",
        Load.AT_ONCE: "Asked as soon as the page opens; say so to your readers.",
    },
    Schema: {
        Schema.OPENMAPTILES: "The layers are those of OpenMapTiles.",
        Schema.PROTOMAPS: "The layers are those of Protomaps.",
    },
    Referrer: {
        Referrer.ORIGIN: "It learns the site that the map is on.",
        Referrer.REQUIRED: "It learns the site, and refuses whoever does not say it.",
        Referrer.NONE: "It learns nothing of the site.",
    },
    Style: {Style.LINE: "A line.", Style.AREA: "A line around a faint filling.", Style.DASHED: "A dashed line."},
}
"""What each value of a choice means, for those who have to choose."""

EXAMPLES: dict[tuple[str, str], list[Any]] = {
    ("MapInfo", "language"): ["en", "ru", "uk"],
    ("Place", "coordinates"): [[55.752, 37.6175], "55°45′07″N 37°37′03″E"],
    ("Report", "date"): ["2023-01-19", "2023-01~", "2023-01-05/2023-01-10", "2023-01-XX", "../2023-01-19"],
    ("Report", "reported"): ["2023-01-19", "2023-01"],
    ("StatusChange", "date"): ["2023-01-20", "2023-01"],
    ("ArticleHead", "published"): ["2023-01-19", "2023-01"],
    ("ArticleHead", "accessed"): ["2023-01-19", "2023-01"],
    ("ArticleHead", "language"): ["en", "ru", "uk"],
}
"""What editors offer to write, by entry and key."""

SNIPPETS: dict[str, dict[str, Any]] = {
    "Place": {
        "label": "a new place",
        "description": "A place with what readers need to know of it.",
        "body": {
            "name": "${1:name}",
            "coordinates": "^[${2:latitude}, ${3:longitude}]",
            "precision": "${4:unknown}",
            "coordinate_source": "${5:where the coordinates come from}",
        },
    },
    "Report": {
        "label": "a new report",
        "description": "A report with the words that support it.",
        "body": {
            "title": "${1:what was reported}",
            "place": "${2:id of the place}",
            "status": "${3:unconfirmed}",
            "status_reason": "${4:why}",
            "date": "${5:when}",
            "evidence": [{"article": "${6:id of the article}", "quote": "${7:its words}"}],
        },
    },
}
"""Whole entries that editors offer in the lists of places and of reports."""

PATTERNS = {
    LANGUAGE_SCHEMA["pattern"]: "Write a language's code, such as en, ru or pt-BR.",
    ID_SCHEMA["pattern"]: "Write an id: letters, digits, hyphens, full stops and underscores.",
    LINK_SCHEMA["pattern"]: "Write a link that begins with https://, http:// or mailto:.",
    ADDRESS_SCHEMA["pattern"]: "Write an address that begins with https:// or http:// and has no # in it.",
}
"""What editors say of a text that does not fit, by what it has to fit."""

# Nothing after a key means that it is left out. Said in this way, editors accept it and do not propose to write null.
_NOTHING = {"not": {"type": ["string", "number", "boolean", "object", "array"]}}


def gazetteer_schema() -> dict[str, Any]:
    """The schema of a file of the gazetteer."""
    schema = _draft_07(GazetteerFile)
    for name, snippet in SNIPPETS.items():
        schema["definitions"][name]["defaultSnippets"] = [snippet]
    return schema


def article_schema() -> dict[str, Any]:
    """The schema of the head of an article."""
    return _draft_07(ArticleHead)


def schema_text(kind: str) -> str:
    """The schema of a ``gazetteer`` or an ``article`` as it stands in a file."""
    schema = article_schema() if kind == "article" else gazetteer_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _draft_07(model: type[Entry]) -> dict[str, Any]:
    """Pydantic's schema of a model, which is of draft 2020-12, in the words of draft-07."""
    raw = model.model_json_schema()
    named = raw.pop("$defs", {})
    known: dict[str, Any] = {
        kind.__name__: _choice(named[kind.__name__], kind) for kind in MEANINGS if kind.__name__ in named
    }
    entries = sorted(named.keys() - known.keys())
    for name in entries:
        known[name] = {}  # filled below; an entry may hold others
    for name in _inner_first(named, entries):
        known[name] = _entry(name, named[name], known)
    top = _entry(model.__name__, raw, known)
    return {"$schema": DRAFT, **top, "definitions": {**{name: known[name] for name in entries}, "nothing": _NOTHING}}


def _inner_first(named: dict[str, Any], entries: list[str]) -> list[str]:
    """The names of entries, those that others hold before these."""
    held = {name: {each for each in entries if f'/{each}"' in json.dumps(named[name])} for name in entries}
    return list(TopologicalSorter(held).static_order())


def _choice(schema: dict[str, Any], kind: type[StrEnum]) -> dict[str, Any]:
    said = {str(each): meaning for each, meaning in MEANINGS[kind].items()}
    return {"type": "string", "enum": schema["enum"], "enumDescriptions": [said[each] for each in schema["enum"]]}


def _entry(name: str, schema: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """An entry with its keys; those that may be left out may also be left empty, as the reader has it.

    It has no titles, which editors would show above every description.
    """
    needed = schema.get("required", [])
    keys: dict[str, Any] = {}
    for key, value in schema["properties"].items():
        default = value.get("default")
        left_out = f" Left out: {json.dumps(default).strip(chr(34))}." if default not in (None, [], {}) else ""
        examples = {"examples": EXAMPLES[name, key]} if (name, key) in EXAMPLES else {}
        written = _value(value, known)
        keys[key] = {
            "description": f"{value['description']}{left_out}",
            **examples,
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
    """A value's schema: references as draft-07 has them, choices in place, and blanks around a text let through."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return dict(known[name]) if "enum" in known[name] else {"$ref": f"#/definitions/{name}"}
    if "anyOf" in schema:
        return _one_of([_value(each, known) for each in schema["anyOf"] if each != {"type": "null"}], known)
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "const":
            made |= {"enum": [value], "enumDescriptions": ["None of these."]}
        elif key == "patternProperties":  # which say nothing of other keys; the reader refuses those
            ((pattern, inner),) = value.items()
            made |= _value({"propertyNames": {"pattern": pattern}, "additionalProperties": inner}, known)
        elif key in {"items", "additionalProperties", "propertyNames"} and isinstance(value, dict):
            inner = _value(value, known)
            inner = _or_nothing(inner) if key == "additionalProperties" and "$ref" in inner else inner
            made[key] = {**made.get(key, {}), **inner}
        elif key == "pattern":
            made[key] = re.sub(r"\$$", r"\\s*$", re.sub(r"^\^", r"^\\s*", value))
            made["patternErrorMessage"] = PATTERNS[value]
        elif key not in {"title", "description", "default", "maxLength"}:
            made.setdefault(key, value)
    return made


def _one_of(parts: list[dict[str, Any]], known: dict[str, Any]) -> dict[str, Any]:
    """Values of several types in one schema: each keyword is about one type, and editors show one better than many."""
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
