"""The JSON Schema of what editors write, as draft-07, which yaml-language-server reads best.

What the schema refuses, the reader refuses too; the reader knows more. Editors complete from it, show its descriptions
where the pointer rests, and underline what it refuses.
"""

import json
import re
from enum import StrEnum
from typing import Any

from geomap.model.article import ArticleHead, Publish
from geomap.model.basemap import Load, Referrer, Schema, Style
from geomap.model.entry import Entry
from geomap.model.gazetteer import GazetteerFile
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
            "coordinates": ["^${2:latitude}", "^${3:longitude}"],
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

# Nothing after a key means that it is left out. Said in this way, editors accept it and do not propose to write null.
_NOTHING = {"not": {"type": ["string", "number", "boolean", "object", "array"]}}


def gazetteer_schema() -> dict[str, Any]:
    """The schema of a file of the gazetteer."""
    schema = _draft_07(GazetteerFile)
    for name, snippet in SNIPPETS.items():
        schema["definitions"][name]["defaultSnippets"] = [snippet]
    return {"$schema": DRAFT, "title": "geomap gazetteer", **schema}


def article_schema() -> dict[str, Any]:
    """The schema of the head of an article."""
    return {"$schema": DRAFT, "title": "geomap article", **_draft_07(ArticleHead)}


def schema_text(kind: str) -> str:
    """The schema of a ``gazetteer`` or an ``article`` as it stands in a file."""
    schema = article_schema() if kind == "article" else gazetteer_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _draft_07(model: type[Entry]) -> dict[str, Any]:
    """Pydantic's schema of a model, which is of draft 2020-12, in the words of draft-07."""
    raw = model.model_json_schema()
    named = {**raw.pop("$defs", {}), model.__name__: raw}
    choices = {kind.__name__: _choice(named[kind.__name__], kind) for kind in MEANINGS if kind.__name__ in named}
    entries = {name: _entry(name, each, choices) for name, each in sorted(named.items()) if name not in choices}
    top = entries.pop(model.__name__)
    return {**top, "definitions": {**entries, "nothing": _NOTHING}}


def _choice(schema: dict[str, Any], kind: type[StrEnum]) -> dict[str, Any]:
    said = {str(each): meaning for each, meaning in MEANINGS[kind].items()}
    return {"type": "string", "enum": schema["enum"], "enumDescriptions": [said[each] for each in schema["enum"]]}


def _entry(name: str, schema: dict[str, Any], choices: dict[str, Any]) -> dict[str, Any]:
    """An entry with its keys; those that may be left out may also be left empty, as the reader has it."""
    needed = schema.get("required", [])
    keys: dict[str, Any] = {}
    for key, value in schema["properties"].items():
        rest = {at: each for at, each in value.items() if at not in {"title", "default", "description"}}
        written = _value(rest, choices) if key in needed else _or_nothing(_value(rest, choices))
        about = {"description": value["description"]}
        if value.get("default") not in (None, [], {}):
            about["default"] = value["default"]
        if (name, key) in EXAMPLES:
            about["examples"] = EXAMPLES[name, key]
        keys[key] = {**about, **written}
    return {
        "description": schema["description"].replace("``", "`"),
        "type": "object",
        "properties": keys,
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    kind = schema.get("type")
    if isinstance(kind, str) and kind in {"array", "object"}:
        return {**schema, "type": [kind, "null"]}
    nothing = {"$ref": "#/definitions/nothing"}
    return {"anyOf": [*schema.get("anyOf", [schema]), nothing]}


def _value(schema: dict[str, Any], choices: dict[str, Any]) -> dict[str, Any]:
    """A value's schema: references as draft-07 has them, choices in place, and blanks around a text let through."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return dict(choices.get(name, {"$ref": f"#/definitions/{name}"}))
    made: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "anyOf":
            parts = [_value(each, choices) for each in value if each != {"type": "null"}]
            if len(parts) == 1:
                made |= parts[0]
            else:
                made["anyOf"] = parts
        elif key == "const":
            made |= {"enum": [value], "type": "boolean"} if isinstance(value, bool) else {"enum": [value]}
        elif key in {"items", "additionalProperties", "propertyNames"} and isinstance(value, dict):
            inner = _value(value, choices)
            made[key] = _or_nothing(inner) if key == "additionalProperties" and "$ref" in inner else inner
        elif key == "patternProperties":  # which say nothing of other keys; the reader refuses those
            ((pattern, inner),) = value.items()
            made |= _value({"propertyNames": {"pattern": pattern}, "additionalProperties": inner}, choices)
        elif key == "pattern":
            made[key] = re.sub(r"\$$", r"\\s*$", re.sub(r"^\^", r"^\\s*", value))
        elif key not in {"title", "maxLength"}:
            made.setdefault(key, value)
    return made
