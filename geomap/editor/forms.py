"""The keys of the file format, as the editor's forms show them: what the models say, and nothing else.

A field's ``path`` is where the string files have its description in other languages: ``edit.hint.report.title``.
"""

from enum import StrEnum
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from geomap.edit.entry_model import accepts, arms, inner, reference_kinds
from geomap.model import FrontMatter, GazetteerFile
from geomap.model.angles import Coordinates
from geomap.model.dates import Dating

LONG_TEXTS = {"note", "description", "status_reason", "reason", "method", "summary", "quote", "alt", "caption"}
"""Keys whose texts may have several lines."""

Field = dict[str, Any]


@cache
def forms() -> dict[str, list[Field]]:
    """The fields of the map, of places, reports and articles, in the order of the format."""
    models = {
        "map": inner(GazetteerFile, "map"),
        "place": inner(inner(GazetteerFile, "places"), 0),
        "report": inner(inner(GazetteerFile, "reports"), 0),
        "article": FrontMatter,
    }
    return {kind: _fields(next(arms(model)), kind) for kind, model in models.items()}


def _fields(model: type[BaseModel], within: str) -> list[Field]:
    return [
        {
            "key": key,
            "path": f"{within}.{key}",
            "description": field.description or "",
            "required": field.is_required() and key != "id",
            **_kind(key, inner(model, key), f"{within}.{key}"),
        }
        for key, field in model.model_fields.items()
    ]


def _kind(key: str, annotation: Any, path: str) -> Field:  # noqa: PLR0911  (one for each kind)
    """The kind of input for a type."""
    refers = [kind for kind in ("place", "report", "article") if kind in reference_kinds(annotation)]
    if refers:
        return {"kind": "reference", "to": refers[0]}
    options = list(arms(annotation))
    model = next((each for each in options if isinstance(each, type) and issubclass(each, BaseModel)), None)
    listed = next((each for each in options if get_origin(each) in {tuple, list}), None)
    mapped = next((each for each in options if get_origin(each) is dict), None)
    choice = next((each for each in options if isinstance(each, type) and issubclass(each, StrEnum)), None)
    if choice is not None:
        return {"kind": "choice", "choices": [str(each) for each in choice]}
    if Coordinates in options:
        return {"kind": "position"}
    if Dating in options:
        return {"kind": "date"}
    if model is not None:
        return {"kind": "object", "fields": _fields(model, path)}
    if listed is not None:
        return {"kind": "list", "of": _kind(key, get_args(listed)[0], path)}
    if mapped is not None and get_args(mapped)[1] is not Any:
        return {"kind": "mapping", "of": _kind(key, get_args(mapped)[1], path)}
    if mapped is not None:
        return {"kind": "json"}
    return {"kind": _scalar(key, annotation)}


def _scalar(key: str, annotation: Any) -> Literal["boolean", "number", "text", "long"]:
    if accepts(annotation, True) and not accepts(annotation, "a"):
        return "boolean"
    if accepts(annotation, 1) and not accepts(annotation, "a"):
        return "number"
    return "long" if key in LONG_TEXTS else "text"
