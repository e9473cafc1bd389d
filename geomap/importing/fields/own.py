"""The map's own fields, tags and checks of a record. A value that a field does not accept stays a comment."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from geomap.findings import echo, nearest
from geomap.importing.columns import heading_key, is_empty
from geomap.importing.errors import ImportFailedError
from geomap.importing.fields.dates import InvalidDateError
from geomap.importing.log import ImportLog
from geomap.importing.record import RecordReader
from geomap.importing.source import shown, text_of
from geomap.model import FieldType, OwnField
from geomap.model.own_fields import FIELD_PREFIX, MAX_VALUE, Scalar, Tag
from geomap.read.own_fields import declaration, suggested_field
from geomap.read.yaml.scalars import core_value, written

_TAG: TypeAdapter[str] = TypeAdapter(Tag)
_BETWEEN_TAGS = re.compile(r"[;|]")


def read_own(reader: RecordReader) -> dict[str, Any]:
    """The keys of a report that hold its tags, its own fields and who has checked it, where the record has them."""
    return {
        "tags": _read_tags(reader),
        "fields": _read_fields(reader),
        "checked_by": reader.texts("checked_by"),
        "checked_on": _read_check(reader),
    }


def _read_tags(reader: RecordReader) -> list[str]:
    """Tags of a list, or of a text with ``;`` or ``|`` between them, else with commas."""
    value = reader.record.values.get("tags")
    if isinstance(value, Mapping):
        return []
    if isinstance(value, str) and not _BETWEEN_TAGS.search(value):
        value = value.split(",")
    texts = (
        [text_of(each) for each in value] if isinstance(value, list | tuple) else _BETWEEN_TAGS.split(text_of(value))
    )
    tags = []
    for text in filter(None, map(str.strip, texts)):
        try:
            tags.append(_TAG.validate_python(text))
        except ValidationError:
            return []  # the whole value stays a comment
    reader.value("tags")
    return list(dict.fromkeys(tags))


def _read_fields(reader: RecordReader) -> dict[str, Scalar]:
    """The values of the fields, in the order of their declaration."""
    fields, found = reader.context.fields, dict[str, Scalar]()
    for heading, value in list(reader.record.others.items()) if fields else ():
        name = reader.context.field_of(heading)
        if name is None or name in found or is_empty(value):
            continue
        try:
            found[name] = _read_value(fields[name], value, reader)
        except (PydanticCustomError, InvalidDateError) as error:
            reader.warn("I014", heading, f'{echo(name)}: "{echo(text_of(value))}": {error}', "it is kept as a comment")
            continue
        reader.log.columns.setdefault(f"{FIELD_PREFIX}{name}", (heading,))
        del reader.record.others[heading]
    return {name: found[name] for name in fields if name in found}


def _read_value(field: OwnField, value: Any, reader: RecordReader) -> Scalar:
    text = str(value).lower() if isinstance(value, bool) else text_of(value)
    if field.type is FieldType.NUMBER:
        try:
            number = float(text.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
        except ValueError:
            return field.read(text)  # which says what is wrong
        return field.read(int(number) if number.is_integer() else number)
    if field.type is FieldType.DATE:
        return field.read(reader.context.read_date(value))
    if field.type is FieldType.CHOICE and text not in field.values:
        wanted = text.casefold()
        same = [each for each, label in field.values.items() if wanted in {each.casefold(), (label or each).casefold()}]
        text = same[0] if len(same) == 1 else text
    return field.read(text)


def _read_check(reader: RecordReader) -> str:
    """The date of the check; ``checked`` says no more if the record has that or the checkers, or was not checked."""
    value = reader.record.values.get("checked_on")
    try:
        date = reader.context.read_date(value)
    except InvalidDateError as error:
        reader.warn("I008", "checked_on", str(error), "the date is left out; a comment keeps it")
        return ""
    reader.value("checked_on")
    if date or reader.record.values.get("checked_by") or text_of(reader.record.others.get("checked")) == "false":
        reader.record.others.pop("checked", None)
    if reader.record.others.get("checked") is False:
        del reader.record.others["checked"]
    return date


def suggest_fields(log: ImportLog) -> Iterator[str]:
    """A declaration, as a line of YAML, for each column that became comments of at least two reports."""
    for heading in columns_for_fields(log):
        yield f"{written(_name_of(heading))}: {declaration(_examples(log, heading))}"


def columns_for_fields(log: ImportLog) -> list[str]:
    """The columns that became comments of at least two reports and could be fields."""
    return [
        heading for heading, count in log.kept.items() if count > 1 and _name_of(heading) and _examples(log, heading)
    ]


def declare(log: ImportLog, columns: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The keys of a declaration for each column, by the name of its field.

    Raises:
        ImportFailedError: the file has no such column, or its values are read already.
    """
    found = {}
    for column in columns:
        heading = next((each for each in log.kept if heading_key(each) == heading_key(column)), None)
        name = _name_of(heading) if heading else ""
        if heading is None or not name:
            known = ", ".join(map(echo, log.kept)) or "none"
            hint = nearest(column, log.kept) or f"columns that have no field: {known}"
            raise ImportFailedError(f'there is no column "{echo(column)}" that would become comments', hint)
        found[name] = suggested_field(_examples(log, heading))
    return found


def _name_of(heading: str) -> str:
    """The heading as the name of a field; empty if it has no letter or digit."""
    name = re.sub(r"[^\w.-]+", "_", heading.strip()).strip("_.-")
    return name if name and name[0].isalnum() else ""


def _examples(log: ImportLog, heading: str) -> list[Any]:
    texts = filter(None, map(shown, log.examples[heading]))
    return [core_value(text) for text in texts if len(text) <= MAX_VALUE]
