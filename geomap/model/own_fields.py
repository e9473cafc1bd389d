"""Own fields: what a map records about its reports beyond the keys of the format, declared once under `map:`."""

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from geomap.findings import echo, nearest
from geomap.model.dates import parse_date
from geomap.model.entry import Choice, Entry, Id, OrNothing, Text, web_link
from geomap.model.language import ByLanguage, best_language

MAX_VALUE = 200
"""Characters of a value of a choice, and of a tag: longer ones fit no list of filters."""
_MAX_NAMED = 5  # values in one message

FIELD_PREFIX = "fields."
"""Begins the names of own fields in tables, where they are never those of other columns."""

Scalar = str | int | float
"""A value of a field: the text as written, or a number."""

Label = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_VALUE)]


def _scalar(value: Any) -> Scalar:
    """A text or a number; a number keeps the digits of the file, so that 007 can be a text."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise PydanticKnownError("string_type")


def _without_empty(value: Any) -> Any:
    """A field without a value counts as left out."""
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, Mapping) else value


def _tag(value: str) -> str:
    """Accept a text of one line; a bar separates tags in tables."""
    if "|" in value:
        parts = ", ".join(part.strip() for part in value.split("|") if part.strip())
        raise _wrong("G004", f'the tag "{echo(value)}" has a bar in it', f"write {echo(parts)} as tags of their own")
    return " ".join(value.split())


def _with_labels(value: Any) -> Any:
    """A list of values, as values without labels; a number is the text of its digits."""
    if not isinstance(value, list | tuple):
        return value
    found: dict[str, None] = {}
    for each in value:
        if isinstance(each, bool):
            raise _wrong("G004", f"a value is {str(each).lower()}", f'write it in quotes: "{str(each).lower()}"')
        if not isinstance(each, str | int | float):
            raise _wrong("G004", "a value is not a text", "write a list of texts, or each value with its label")
        if (text := str(each).strip()) in found:
            raise _wrong("Y004", f'"{echo(text)}" is listed twice', "keep one of the two")
        found[text] = None
    return found


FieldValue = Annotated[Scalar, PlainValidator(_scalar), WithJsonSchema({"type": ["string", "number", "null"]})]
FieldValues = Annotated[dict[Id, FieldValue], BeforeValidator(_without_empty)]
"""The values of a report's fields by their names."""

_TAG_SCHEMA = {
    "type": "string",
    "pattern": "^[^|]+$",
    "patternErrorMessage": "Write a keyword without | in it.",
}
Tag = Annotated[Label, AfterValidator(_tag), WithJsonSchema(_TAG_SCHEMA)]
Tags = Annotated[tuple[Tag, ...], AfterValidator(lambda tags: tuple(dict.fromkeys(tags)))]
"""Keywords, each once."""

_VALUES_SCHEMA = {
    "type": ["object", "array"],
    "items": {"type": ["string", "number"]},
    "additionalProperties": {"type": ["string", "null"]},
}


class FieldType(Choice):
    """What the values of a field are."""

    CHOICE = "choice", "One of a few values; readers filter by it."
    TEXT = "text", "Any text."
    NUMBER = "number", "A number, without a unit."
    DATE = "date", "A date in EDTF, such as 2023-01 or 2023-01-05/2023-01-10."
    LINK = "link", "A web address; linked, never loaded."


class FieldTexts(Entry):
    """A field's texts in another language."""

    label: Text | None = Field(default=None, description="The label in that language.")
    values: dict[Label, Text] = Field(default_factory=dict, description="The labels of the values in that language.")


class OwnField(Entry):
    """A field of the map's own, which every report may have."""

    type: FieldType = Field(description="choice, text, number, date or link.")
    label: Text | None = Field(default=None, description="What readers see. Default: the field's name.")
    values: Annotated[dict[Label, Text | None], BeforeValidator(_with_labels), WithJsonSchema(_VALUES_SCHEMA)] = Field(
        default_factory=dict,
        description="The values of a choice and their labels, in the order in which they are shown; or a list of "
        "values without labels.",
        examples=[{"A": "Completely reliable", "B": "Usually reliable"}, ["drone", "missile"]],
    )
    translations: ByLanguage[Annotated[FieldTexts, OrNothing]] = Field(
        default_factory=dict, description="The labels in other languages, by language code."
    )

    @model_validator(mode="after")
    def _values_of_a_choice(self) -> Self:
        if self.type is FieldType.CHOICE and not self.values:
            raise _wrong("G003", "the choice has no values", "add values: [first, second], or write type: text")
        if self.type is not FieldType.CHOICE and self.values:
            raise _wrong("G004", f"a {self.type} has no values to choose from", "remove values:, or write type: choice")
        for language, texts in self.translations.items():
            for value in texts.values.keys() - self.values.keys():
                found = f'the translation into {language} labels "{echo(value)}", which is not one of the values'
                raise _wrong("G005", found, nearest(value, self.values) or _one_of(self.values))
        return self

    def label_in(self, language: str, name: str) -> str:
        """The label of the field ``name`` in a language, else in the map's."""
        best = best_language(language, self.translations)
        return (self.translations[best].label if best else None) or self.label or name

    def value_in(self, language: str, value: str) -> str:
        """The label of a value of a choice in a language, else in the map's; any other value as it is."""
        best = best_language(language, self.translations)
        return (self.translations[best].values.get(value) if best else None) or self.values.get(value) or value

    def read(self, value: Scalar) -> Scalar:
        """The value as this type of field has it: a text, or a number for a number.

        Raises:
            PydanticCustomError: of type G004, G005, G010 or G011; ``help`` in its context is what to write instead.
        """
        if self.type is FieldType.NUMBER:
            return _number(value)
        text = str(value)
        if self.type is FieldType.CHOICE and text not in self.values:
            advice = nearest(text, self.values) or _one_of(self.values)
            raise _wrong("G005", f'"{echo(text)}" is not one of the values of this field', advice)
        if self.type is FieldType.DATE:
            return parse_date(value).edtf
        return web_link(text) if self.type is FieldType.LINK else text


def _number(value: Scalar) -> int | float:
    if isinstance(value, str):
        raise _wrong("G004", f'"{echo(value)}" is not a number', "write a number without unit or quotes, such as 12.5")
    if not math.isfinite(value):
        raise _wrong("G004", f"{echo(value)} is not a finite number", "write a number such as 12.5")
    if abs(value) >= 1e15:  # beyond, browsers and spreadsheets lose digits
        raise _wrong("G004", f"{echo(value)} is too large", "write a number below 10¹⁵, or declare the field as text")
    return int(value) if isinstance(value, int) else float(value)


def _one_of(values: Iterable[str]) -> str:
    known = list(values)
    named = ", ".join(echo(each) for each in known[:_MAX_NAMED])
    return f"write one of {named}" + (f" and {len(known) - _MAX_NAMED} more" if len(known) > _MAX_NAMED else "")


def _each_name_once(value: Any) -> Any:
    """Names that differ only in case are one field to a spreadsheet and to most readers."""
    if isinstance(value, Mapping):
        first: dict[str, str] = {}
        for name in value:
            if isinstance(name, str) and first.setdefault(name.strip().casefold(), name) is not name:
                found = f'"{echo(first[name.strip().casefold()])}" and "{echo(name)}" are the same field'
                raise _wrong("Y004", found, "keep one of the two")
    return value


def _wrong(code: str, found: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{found}", {"found": found, "help": advice})


OwnFields = Annotated[dict[Id, OwnField], BeforeValidator(_each_name_once)]
"""The fields of a map by their names, in the order in which they are shown."""
