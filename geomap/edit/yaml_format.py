"""Entries of a gazetteer → YAML, with comments above them."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.read.yaml.scalars import core_value

WIDTH = 120
"""Columns after which a long text is folded."""

_PLAIN = re.compile(r"[^\W_](?:[\w .,;()/’–+-]*[\w).])?|(?:\.\./)?\d{3}[\dX][\dX~?%/.-]*")
"""Texts that need no quotes: simple ones, and dates in EDTF."""


@dataclass
class NewEntry:
    """An entry to write.

    Attributes:
        values: its keys and values, in the order of the file.
        comments: lines to write above it.
    """

    values: dict[str, Any]
    comments: list[str]


def format_file(heading: Sequence[str], places: Sequence[NewEntry], reports: Sequence[NewEntry]) -> str:
    """A whole file: the heading as comments, then the places, then the reports. The same input gives the same text."""
    lines = [f"# {_one_line(line)}".rstrip() for line in heading]
    for key, entries in (("places", places), ("reports", reports)):
        if entries:
            lines.append(f"{key}:")
        for entry in entries:
            lines += entry_lines(entry)
    return "\n".join(lines) + "\n"


def format_place(values: Mapping[str, Any]) -> str:
    """A place as it appears under ``places:``, ready to paste."""
    return "\n".join(entry_lines(NewEntry(dict(values), []))) + "\n"


def entry_lines(entry: NewEntry, dash: int = 2, keys: int = 4) -> Iterator[str]:
    """The lines of a list entry; ``dash`` and ``keys`` are the columns of its hyphen and of its keys."""
    for comment in dict.fromkeys(entry.comments):
        yield f"{' ' * dash}# {_one_line(comment)}"
    start = f"{' ' * dash}-".ljust(keys)
    for key, value in entry.values.items():
        first, *rest = key_lines(key, value, keys)
        yield start + first[keys:]
        yield from rest
        start = " " * keys


def key_lines(key: str, value: Any, column: int) -> Iterator[str]:
    """The lines of a key and its value in a mapping whose keys are in this column."""
    lead = " " * column
    if isinstance(value, list | tuple) and value and all(isinstance(each, Mapping) for each in value):
        yield f"{lead}{_format_key(key)}:"
        for each in value:
            yield from entry_lines(NewEntry(dict(each), []), column + 2, column + 4)
    elif isinstance(value, Mapping) and any(isinstance(each, Mapping) for each in value.values()):
        yield f"{lead}{_format_key(key)}:"
        for inner, each in value.items():
            yield from key_lines(inner, each, column + 2)
    elif isinstance(value, str) and (folded := _folded_lines(value, column + 2)):
        yield f"{lead}{_format_key(key)}: >-"
        yield from folded
    elif isinstance(value, str) and (literal := _literal_lines(value, column + 2)):
        yield f"{lead}{_format_key(key)}: |-"
        yield from literal
    else:
        yield f"{lead}{_format_key(key)}: {inline_value(value)}"


def _folded_lines(text: str, indent: int) -> list[str]:
    """The lines of a long text in YAML's folded style; empty if it is short or would not be read back the same."""
    width = max(WIDTH - indent, 40)
    if len(text) <= width - 20 or not text.isprintable():
        return []
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return [" " * indent + line for line in lines] if " ".join(lines) == text else []


def _literal_lines(text: str, indent: int) -> list[str]:
    """The lines of a text with line breaks in YAML's literal style; empty if it would not be read back the same."""
    lines = text.split("\n")
    is_plain = all(line.isprintable() and line == line.rstrip() for line in lines)
    if len(lines) == 1 or not is_plain or not lines[0] or not lines[-1] or lines[0][0] in " #":
        return []
    return [f"{' ' * indent}{line}" if line else "" for line in lines]


def inline_value(value: Any) -> str:
    """A value on one line of a block: lists in brackets, mappings in braces."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, float | int):
        return repr(int(value) if isinstance(value, float) and value.is_integer() else value)
    if isinstance(value, Mapping):
        is_geometry = "type" in value and "coordinates" in value
        return json.dumps(value, ensure_ascii=False) if is_geometry else _flow_mapping(value)
    return f"[{', '.join(repr(each) if isinstance(each, float) else quoted(each) for each in value)}]"


def _flow_mapping(value: Mapping[str, Any]) -> str:
    pairs = (
        f"{_format_key(key)}: {quoted(each) if isinstance(each, str) else inline_value(each)}"
        for key, each in value.items()
    )
    return "{" + ", ".join(pairs) + "}"


def _format_key(key: str) -> str:
    return flow_scalar(key)


def scalar(text: str) -> str:
    """A text as YAML 1.2 reads it back: plain if that is unambiguous, else in quotes.

    >>> scalar("Pantsir-S1 on the roof"), scalar("12:30"), scalar("true"), scalar("2023-01-19")
    ('Pantsir-S1 on the roof', '"12:30"', '"true"', '2023-01-19')
    """
    if len(text) < 300 and _PLAIN.fullmatch(text) and core_value(text) == text and not text.isdigit():
        return text
    return quoted(text)


def flow_scalar(text: str) -> str:
    """A text between brackets as YAML 1.2 reads it back: plain if it has only letters, digits and simple marks.

    >>> flow_scalar("the citadel"), flow_scalar("a, b")
    ('the citadel', '"a, b"')
    """
    return text if "," not in text and scalar(text) == text else quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes, with the escapes that YAML and JSON share."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    """A comment without control characters: no imported text can end the comment and start an entry."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+", " ", text)
