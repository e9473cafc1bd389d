"""The values of a map's own fields in its reports: declared, and of the declared type."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import PydanticCustomError

from geomap.findings import Finding, echo, nearest
from geomap.model import FieldType, OwnField
from geomap.model.own_fields import Scalar
from geomap.read.references import MAX_SUGGESTIONS, RawEntry
from geomap.read.yaml.scalars import written

MAX_CHOICES = 30
"""Different values that are suggested as a choice; more are a text. ACLED has 25 kinds of events."""
_MAX_NAMED = 12  # values of a choice that a message suggests
_MAX_LENGTH = 60  # characters of such a value; longer ones are sentences
_MAX_READ = 1000  # values of an undeclared field that are looked at, to suggest a type


def check_fields(reports: Sequence[RawEntry], fields: Mapping[str, OwnField]) -> Iterator[Finding]:
    """Fields that are not declared, each once at its first use, and values that their declaration does not accept."""
    undeclared: dict[str, list[tuple[RawEntry, Any]]] = {}
    for report in reports:
        given = report.raw.get("fields")
        for name, value in given.items() if isinstance(given, dict) else ():
            if not isinstance(name, str) or value is None:
                continue
            if name.strip() not in fields:
                undeclared.setdefault(name, []).append((report, value))
            elif _is_scalar(value):
                try:
                    fields[name.strip()].read(value.strip() if isinstance(value, str) else value)
                except PydanticCustomError as error:
                    advice = str((error.context or {}).get("help", ""))
                    yield Finding(report.origin.at(("fields", name)), error.type, f"{echo(name)}: {error}", advice)
    for number, (name, uses) in enumerate(undeclared.items()):
        times = f" (in {len(uses):,} reports)" if len(uses) > 1 else ""
        near = nearest(name, fields) if number < MAX_SUGGESTIONS else ""
        declare = f"declare it under map: fields: {{{written(name, in_list=True)}: {_declaration(uses)}}}"
        advice = f"{near} If not, {declare}" if near else declare
        found = f'no field "{echo(name)}" is declared{times}'
        yield Finding(uses[0][0].origin.at(("fields", name), key=True), "F001", found, advice)


def read_fields(values: Mapping[str, Scalar], fields: Mapping[str, OwnField]) -> dict[str, Scalar]:
    """The values that are declared and valid, each as the type of its field has it, in the order of the fields."""
    found: dict[str, Scalar] = {}
    for name in fields:
        if name in values:
            try:
                found[name] = fields[name].read(values[name])
            except PydanticCustomError:
                continue
    return found


def _is_scalar(value: Any) -> bool:
    """Whether the model accepts it as a value at all; if not, it has reported it."""
    return bool(value.strip()) if isinstance(value, str) else type(value) is not bool and isinstance(value, int | float)


def _declaration(uses: Sequence[tuple[RawEntry, Any]]) -> str:
    """A declaration that accepts the values, such as ``{type: number}``."""
    values = [value for _, value in uses[:_MAX_READ] if _is_scalar(value)]
    return declaration(values)


def declaration(values: Sequence[Any]) -> str:
    """The suggested declaration as YAML in one line."""
    suggested = suggested_field(values, most=_MAX_NAMED)
    choices = ", ".join(written(each, in_list=True) for each in suggested.get("values", ()))
    return f"{{type: {suggested['type']}{f', values: [{choices}]' if choices else ''}}}"


def suggested_field(values: Sequence[Any], most: int = MAX_CHOICES) -> dict[str, Any]:
    """The keys of a declaration that accepts these values; a choice if they are few, short and occur repeatedly."""
    for kind in (FieldType.NUMBER, FieldType.DATE, FieldType.LINK):
        if values and _accepts(OwnField(type=kind), values):
            return {"type": kind.value}
    different = list(dict.fromkeys(map(str, values)))
    if 1 < len(different) <= min(most, len(values) // 2) and max(map(len, different)) <= _MAX_LENGTH:
        return {"type": FieldType.CHOICE.value, "values": different}
    return {"type": FieldType.TEXT.value}


def _accepts(field: OwnField, values: Sequence[Any]) -> bool:
    try:
        for value in values:
            field.read(value)
    except PydanticCustomError:
        return False
    return True
