"""New entries → the YAML of a gazetteer's file, with comments on what was assumed."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.read.yaml.scalars import core_value

WIDTH = 120
"""Columns after which a long text goes on in the next line."""

_PLAIN = re.compile(r"[^\W_](?:[\w .,;()/’–+-]*[\w).])?")


@dataclass
class New:
    """A new entry, as it will be written: its keys and values, and the comments before it."""

    entry: dict[str, Any]
    notes: list[str]


def as_yaml(heading: Sequence[str], places: Sequence[New], reports: Sequence[New]) -> str:
    """A whole file: the heading as comments, the places, the reports. The same entries give the same text."""
    lines = [f"# {_one_line(line)}".rstrip() for line in heading]
    for key, entries in (("places", places), ("reports", reports)):
        if entries:
            lines.append(f"{key}:")
        for new in entries:
            lines += entry_lines(new)
    return "\n".join(lines) + "\n"


def place_entry(entry: Mapping[str, Any]) -> str:
    """A place as it stands under ``places:``, to be pasted there."""
    return "\n".join(entry_lines(New(dict(entry), []))) + "\n"


def entry_lines(new: New, dash: int = 2, keys: int = 4) -> Iterator[str]:
    """An entry of a list, line by line; ``dash`` and ``keys`` are the columns of its hyphen and of its keys."""
    for note in dict.fromkeys(new.notes):
        yield f"{' ' * dash}# {_one_line(note)}"
    begin = f"{' ' * dash}-".ljust(keys)
    for key, value in new.entry.items():
        if key in {"evidence", "history"}:
            yield f"{begin}{key}:"
            for each in value:
                yield from entry_lines(New(each, []), keys + 2, keys + 4)
        elif isinstance(value, str) and (folded := _folded(value, keys + 2)):
            yield f"{begin}{_key(key)}: >-"
            yield from folded
        else:
            yield f"{begin}{_key(key)}: {_value(value)}"
        begin = " " * keys


def _folded(text: str, indent: int) -> list[str]:
    """The lines of a long text as YAML folds them; none where it is short, or would come back as another."""
    width = max(WIDTH - indent, 40)
    if len(text) <= width - 20 or not text.isprintable():
        return []
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return [" " * indent + line for line in lines] if " ".join(lines) == text else []


def _value(value: Any) -> str:
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, float | int):
        return f"{value:g}" if value == float(f"{value:g}") else repr(value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False) if "type" in value and "coordinates" in value else _flow(value)
    return f"[{', '.join(repr(each) if isinstance(each, float) else quoted(each) for each in value)}]"


def _flow(value: Mapping[str, Any]) -> str:
    inside = (f"{_key(key)}: {each if isinstance(each, int) else quoted(each)}" for key, each in value.items())
    return "{" + ", ".join(inside) + "}"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[a-z][a-z_.-]*", key) and core_value(key) == key else quoted(key)


def scalar(text: str) -> str:
    """A text as YAML 1.2 reads it back: bare where it cannot be misread, else in quotes.

    >>> scalar("Pantsir-S1 on the roof"), scalar("12:30"), scalar("true"), scalar("2023-01-19")
    ('Pantsir-S1 on the roof', '"12:30"', '"true"', '2023-01-19')
    """
    if len(text) < 300 and _PLAIN.fullmatch(text) and core_value(text) == text and not text.isdigit():
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes, as YAML and JSON have them."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    """A comment goes to the end of its line, and nothing of a source may begin the next."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+", " ", text)
