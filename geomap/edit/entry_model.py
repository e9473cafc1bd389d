"""What the models say about a path of the file format: its keys, its type, and the ids that refer to other entries."""

import re
import types
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from geomap.model.angles import Coordinates
from geomap.model.coordinates import parse_coordinates
from geomap.model.entry import Reference
from geomap.read.yaml.nodes import read_yaml

_DECIMAL = re.compile(r"[\s\d.,;/+−()\[\]{}-]+")


def key_order(model: type[BaseModel], path: Sequence[str | int]) -> list[Sequence[str]]:
    """For each step of a path in an entry of the model: the keys of the mapping that it is in, in their order."""
    annotation: Any = model
    orders: list[Sequence[str]] = []
    for step in path:
        owner = next((arm for arm in arms(annotation) if _is_model(arm)), None)
        orders.append(tuple(owner.model_fields) if owner and isinstance(step, str) else ())
        annotation = inner(annotation, step)
    return orders


def annotation_at(model: type[BaseModel], path: Sequence[str | int]) -> Any:
    """The type of the value at a path; None if the format has no such path, ``Any`` if it has no type."""
    annotation: Any = model
    for step in path:
        annotation = inner(annotation, step)
    return annotation


def arms(annotation: Any) -> Iterator[Any]:
    """The alternatives of a type, without ``None`` and without their annotations."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from arms(get_args(annotation)[0])
    elif origin in {Union, types.UnionType}:
        for each in get_args(annotation):
            yield from arms(each)
    elif annotation is not types.NoneType:
        yield annotation


def inner(annotation: Any, step: str | int) -> Any:
    """The type of the values that one step into a value of this type leads to; None if there are none."""
    if annotation is Any:
        return Any
    for arm in arms(annotation):
        origin, args = get_origin(arm), get_args(arm)
        if _is_model(arm) and step in arm.model_fields:
            field = arm.model_fields[step]
            return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        if origin is dict and isinstance(step, str):
            return args[1]
        if origin in {tuple, list} and isinstance(step, int):
            return args[0]
    return None


@cache
def reference_paths(model: type[BaseModel], kind: str) -> tuple[tuple[str, ...], ...]:
    """The paths at which a format refers to entries of a kind, such as ``place``; ``*`` is any step."""
    return tuple(_reference_paths(model, kind))


def _reference_paths(annotation: Any, kind: str) -> Iterator[tuple[str, ...]]:
    if kind in reference_kinds(annotation):
        yield ()
    for arm in arms(annotation):
        origin, args = get_origin(arm), get_args(arm)
        if _is_model(arm):
            for key in arm.model_fields:
                yield from ((key, *path) for path in _reference_paths(inner(arm, key), kind))
        elif origin in {dict, tuple, list}:
            yield from (("*", *path) for path in _reference_paths(args[1 if origin is dict else 0], kind))


def reference_kinds(annotation: Any) -> Iterator[str]:
    """The kinds of entries whose ids a value of this type is."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from (each.kind for each in get_args(annotation)[1:] if isinstance(each, Reference))
    if origin in {Annotated, Union, types.UnionType}:
        for each in get_args(annotation)[: 1 if origin is Annotated else None]:
            yield from reference_kinds(each)


def accepts(annotation: Any, value: Any) -> bool:
    """Whether a value is valid for a type."""
    if annotation is None:
        return False
    try:
        TypeAdapter(annotation).validate_python(value)
    except ValidationError:
        return False
    return True


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def read_text_value(annotation: Any, text: str) -> Any:
    """The value that a text stands for where the format has this type: a number, a list, a mapping or the text itself.

    >>> read_text_value(float, "300"), read_text_value(str, "300"), read_text_value(tuple[str, ...], "[a, b]")
    (300, '300', ['a', 'b'])
    """
    if Coordinates in arms(annotation) and _DECIMAL.fullmatch(text) and accepts(annotation, text):
        return list(parse_coordinates(text))
    document = read_yaml(text, "")
    typed = None if document.findings else document.value
    if not isinstance(typed, str | None) and accepts(annotation, typed):
        return typed
    return text if isinstance(typed, str | None) or accepts(annotation, text) else typed
