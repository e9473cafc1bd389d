"""Pydantic's validation errors → findings at the entry's lines, in terms of the file format."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from geomap.findings import CODES, Finding, echo, nearest
from geomap.model import slug
from geomap.model.metres import read_metres
from geomap.model.origin import Origin
from geomap.model.rules import MAX_COUNT
from geomap.read.yaml.scalars import written

Path = tuple[str | int, ...]

_MAX_SHOWN = 200
"""Longest value that is repeated in advice; a part of one would be wrong."""

_SPECIAL = {
    "area": "give a GeoJSON Polygon or MultiPolygon, or the path of a .geojson file",
}


_EXAMPLES = {
    "names": "ru: Кремль",
    "same_as": "wikidata: Q133274",
    "redirects": "former-id: new-id",
    "link": "Springfield: springfield-il",
    "translations": "ru: {title: Кремль}",
    "fields": "height_m: 12",
}
"""An entry of each mapping whose keys the editor chooses."""


def validation_findings(error: ValidationError, model: type[BaseModel], raw: Any, origin: Origin) -> list[Finding]:
    """One finding for each mistake in the raw value of ``model``.

    An unknown key that looks like a missing required one is reported once; so is a value that fits no union member.
    """
    found: dict[tuple[Path, str], Finding] = {}
    missing: dict[Path, Finding] = {}
    misspelt: set[Path] = set()
    for detail in error.errors(include_url=False):
        path, kind = _inside(detail["loc"], raw), detail["type"]
        if kind == "missing":
            key = str(detail["loc"][-1])
            texts = _missing(key, detail["input"], _model_at(model, path))
            if texts:
                missing[*path, key] = Finding(origin.at(path), "G003", *texts)
        elif kind == "extra_forbidden":
            known = _keys(_model_at(model, path[:-1]))
            advice = nearest(str(path[-1]), known)
            if advice:
                misspelt.add((*path[:-1], advice.split('"')[1]))
            if ":" in str(path[-1]):
                advice = "put a space after the colon"
            advice = advice or _known_keys(known)
            found[path, "G002"] = Finding(origin.at(path, key=True), "G002", f'unknown key "{echo(path[-1])}"', advice)
        else:
            code, message, advice = _invalid(detail, path, _model_at(model, path))
            at = origin.at(path, key=detail["loc"][-1:] == ("[key]",))
            found.setdefault((path, code), Finding(at, code, message, advice))
    return [*found.values(), *(finding for path, finding in missing.items() if path not in misspelt)]


def empty_optionals(error: ValidationError, model: type[BaseModel], raw: Any) -> Iterator[tuple[Any, str]]:
    """The mappings and their optional keys that have no value (``aliases:``)."""
    for detail in error.errors(include_url=False):
        path = _inside(detail["loc"], raw)
        if detail["input"] is None and path and isinstance(path[-1], str):
            owner = _model_at(model, path[:-1])
            field = owner.model_fields.get(path[-1]) if owner else None
            parent = _value_at(raw, path[:-1])
            if field is not None and not field.is_required() and path[-1] in parent:
                yield parent, path[-1]


def _known_keys(keys: list[str]) -> str:
    return f"the keys are {', '.join(keys)}" if len(keys) > 1 else f"the only key is {keys[0]}"


def _missing(key: str, entry: Any, model: type[BaseModel] | None) -> tuple[str, str] | None:
    """Message and help for a missing key; None for an id if the name it is made from is missing too."""
    if key == "id":
        name = entry.get("name", entry.get("title")) if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name.strip():
            return None
        found = f'"{echo(name)}" has no letter or digit to make an id from'
        return found, "add an id: with letters, digits and hyphens"
    description = model.model_fields[key].description if model else None
    advice = f"add {key}: {description[0].lower()}{description[1:].rstrip('.')}" if description else f"add {key}:"
    return f'"{key}" is missing', advice


def _invalid(  # noqa: PLR0911  (one for each kind)
    detail: ErrorDetails, path: Path, model: type[BaseModel] | None
) -> tuple[str, str, str]:
    """Code, message and help for an invalid value."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if not path and model is not None:
        return "G004", *_not_keys(value, model)
    name = _name(path)
    if value is None:
        return "G003", f"{name} is empty", "write a value"
    if isinstance(value, str) and not value.strip():
        return "G003", f"{name} is blank", "write a value, or remove the key"
    if kind in CODES:
        return kind, detail["msg"], str(context.get("help", ""))
    if kind == "enum":
        allowed = re.findall(r"'([^']*)'", context["expected"])
        meant = nearest(str(value).strip().lower(), allowed)
        return "G005", f"{name} is {described(value)}", f"{meant} ".lstrip() + f"write {_listed(allowed)}"
    if kind == "string_pattern_mismatch":
        return _not_an_id(name, str(value))
    if kind == "string_too_long":
        return "G004", f"{name} has {len(value)} characters", f"write at most {context['max_length']}"
    if number := _number_wanted(path, kind):
        return "G004", f"{name} is {described(value)}", f"write {number}"
    if kind == "dict_type" and path[-1] in _EXAMPLES:
        example = "height_m: {type: number}" if path == ("map", "fields") else _EXAMPLES[str(path[-1])]
        advice = f"write keys with their values, such as {example}"
    else:
        advice = _SPECIAL.get(name) or _advice_about_key(path, kind, value) or _advice(kind, value, model)
    return "G004", f"{name} is {described(value)}", advice


def _not_keys(value: Any, model: type[BaseModel]) -> tuple[str, str]:
    """Message and help for a gazetteer file or a front matter that is no mapping."""
    if "places" in model.model_fields:
        return f"the file is {described(value)}", "start with places: and write keys with their values"
    return f"the front matter is {described(value)}", "write keys with their values, such as publisher: The Daily"


def _number_wanted(path: Path, kind: str) -> str:
    """The number that a key takes; empty where the value is wrong for another reason."""
    if path[-1:] in {("max_zoom",), ("min_zoom",)}:
        return "a zoom: a whole number such as 14"
    if path[-1:] == ("zoom",):
        return "a zoom from 0 to 18, such as 6.5"
    if path[:2] == ("map", "rules") and kind.startswith(("int_", "less_", "greater_")):
        return f"a whole number from {0 if path[-1] == 'denials' else 1} to {MAX_COUNT:,}"
    return "metres above 0 and up to 20,000,000" if kind in {"greater_than", "less_than_equal", "finite_number"} else ""


def _not_an_id(name: str, value: str) -> tuple[str, str, str]:
    made = slug(value)
    advice = f"write {written(made)}" if made else "ids have letters, digits, hyphens, full stops and underscores"
    return "G004", f'{name} is "{echo(value)}", which is not an id', advice


def _advice_about_key(path: Path, kind: str, value: Any) -> str:
    """What to write instead of a list where only one value is possible, or of a number that is an id."""
    is_id = path[-1:] in {("place",), ("part_of",), ("id",), ("article",)}
    if kind == "string_type" and is_id and isinstance(value, int | float) and slug(str(value)):
        return f'write it in quotes: "{slug(str(value))}"'
    if kind != "string_type" or not isinstance(value, list | dict):
        return ""
    values = value if isinstance(value, list) else [value.get("id")]
    first = next((slug(each) for each in values if isinstance(each, str) and slug(each)), "")
    if path[-1:] == ("place",):
        return "write one place" + (
            f", such as {written(first)}; a report about two places is two reports" * bool(first)
        )
    if path[-1:] in {("part_of",), ("id",), ("article",)}:
        return "write one id" + (f", such as {written(first)}" * bool(first))
    return ""


def _advice(kind: str, value: Any, model: type[BaseModel] | None) -> str:  # noqa: PLR0911  (one for each kind)
    """What to write instead of a value of another kind."""
    if isinstance(value, str) and kind in {"model_type", "dict_type", "tuple_type"} and re.match(r"\w+:\S", value):
        return "put a space after the colon"
    if kind == "string_type":
        if isinstance(value, int | float):
            shown = str(value).lower() if isinstance(value, bool) else echo(value)
            return f'write it in quotes: "{shown}"'
        return "write a text; put it in quotes if it starts with a bracket"
    if kind in {"float_type", "float_parsing"}:
        return f"write a number of metres without unit or quotes, such as {_metres_meant(value)}"
    if kind == "tuple_type":
        if isinstance(value, dict):
            return "start every entry with a hyphen and a space"
        if model is not None:
            keys = [f"{name}:" for name, field in model.model_fields.items() if field.is_required()]
            return f"write a list of entries, each with {' and '.join(keys)}, and a hyphen before the first key"
        return f"write a list: {_as_list(value)}" if isinstance(value, str | int | float) else "write a list"
    if kind == "bool_type":
        return "write true or false"
    if kind in {"model_type", "dict_type"}:
        return _keys_wanted(value, model)
    return "write a text or a whole number"


def _keys_wanted(value: Any, model: type[BaseModel] | None) -> str:
    """The keys to write instead of a value that has none."""
    fields = model.model_fields.items() if model else ()
    required = [name for name, field in fields if field.is_required() and name != "id"]
    if isinstance(value, str) and len(required) == 1 and len(value) <= _MAX_SHOWN:
        return f"write {required[0]}: {written(value)}"
    if required:
        return f"write keys with their values, at least {', '.join(f'{name}:' for name in required)}"
    return f"write keys with their values: {_known_keys(_keys(model))}" if model else "write keys with their values"


def _as_list(value: str | float) -> str:
    """The texts between commas or semicolons, as a list."""
    parts = [part.strip() for part in re.split(r"[,;]\s+", str(value)) if part.strip()]
    shown = f"[{', '.join(written(part, in_list=True) for part in parts)}]"
    return shown if len(shown) <= _MAX_SHOWN else "[first, second]"


def _metres_meant(value: Any) -> str:
    """The number of metres in a text with a unit, the larger of two; an example if there is none."""
    metres = read_metres(value) if isinstance(value, str) else None
    return "400" if metres is None else str(metres)


def described(value: Any) -> str:
    """The kind of a value and, if it is short, the value, for a message."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {echo(value)}"
    if isinstance(value, str):
        return f'the text "{echo(value)}"'
    return "a list" if isinstance(value, list | tuple) else "a mapping"


def _name(path: Path) -> str:
    """The name of the value in a message: its key, or its number in the list of that key."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"entry {path[-1] + 1} of {echo(path[-2])}" if len(path) > 1 else f"entry {path[-1] + 1}"
    inner = len(path) > 1 and isinstance(path[-2], str)
    return f"{echo(path[-2])}.{echo(path[-1])}" if inner else echo(path[-1])


def _listed(values: list[str]) -> str:
    return f"{', '.join(values[:-1])} or {values[-1]}"


def _inside(steps: Iterable[str | int], raw: Any) -> Path:
    """Pydantic's location as a path in the value, without its names for union members."""
    path: list[str | int] = []
    for step in steps:
        known = step in raw if isinstance(raw, dict) else isinstance(raw, list) and isinstance(step, int)
        if not known:
            break
        raw = raw[step]
        path.append(step)
    return tuple(path)


def _value_at(raw: Any, path: Path) -> Any:
    for step in path:
        raw = raw[step]
    return raw


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model of the entry that a path leads to; None in free-form parts."""
    current: type[BaseModel] | None = model
    keyed = False  # the next step is a key that the editor chose, such as a language
    for step in path:
        if keyed or isinstance(step, int):
            keyed = False
            continue
        field = current.model_fields.get(step) if current else None
        current = _model_in(field.annotation) if field else None
        keyed = field is not None and get_origin(field.annotation) is dict
    return current


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _keys(model: type[BaseModel] | None) -> list[str]:
    return list(model.model_fields) if model else []
