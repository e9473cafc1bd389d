"""The value of an unquoted scalar in YAML 1.2's core schema, where ``no`` and ``12:30`` are text."""

import json
import re
from typing import Any

from geomap.findings import echo

TYPED_START = frozenset("-+.0123456789nNtTfF~") | {""}
"""First characters of the scalars that may be something other than text."""
CORE = "tag:yaml.org,2002:"
"""The prefix of the tags that YAML abbreviates as !!."""

_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_NUMBER = re.compile(r"[-+]?(?:(\d+)|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)|0o([0-7]+)|0x([0-9a-fA-F]+)", re.ASCII)
_MAX_DIGITS = 100  # longer ones are text


class WrittenInt(int):
    """A whole number that is written in other digits than Python writes: ``0612`` is the text of 612."""

    written: str

    def __str__(self) -> str:
        return self.written


class WrittenFloat(float):
    """A number that is written in other digits than Python writes: ``1.50`` is the text of 1.5."""

    written: str

    def __str__(self) -> str:
        return self.written


def _as_written(number: float, text: str) -> int | float:
    """A number whose text is that of the file, so that no message loses a digit."""
    if str(number) == text:
        return number
    kept: WrittenInt | WrittenFloat = WrittenInt(number) if isinstance(number, int) else WrittenFloat(number)
    kept.written = text
    return kept


_SCALAR_TYPES: dict[str, tuple[type, ...]] = {  # of the core schema's tags
    f"{CORE}int": (int,),
    f"{CORE}float": (float, int),
    f"{CORE}bool": (bool,),
    f"{CORE}null": (type(None),),
}


def core_value(plain: str) -> Any:
    """The value of an unquoted scalar in YAML 1.2's core schema.

    >>> core_value("no"), core_value("12:30"), core_value("55.75"), core_value("~")
    ('no', '12:30', 55.75, None)
    >>> core_value("0612") == 612, str(core_value("0612"))
    (True, '0612')
    """
    if plain in _CONSTANTS:
        return _CONSTANTS[plain]
    number = _NUMBER.fullmatch(plain)
    if number is None or len(plain) > _MAX_DIGITS:
        return plain
    if number[1]:
        return _as_written(int(plain), plain)
    if number[2] or number[3]:
        return _as_written(int(number[2], 8) if number[2] else int(number[3], 16), plain)
    return _as_written(float(plain), plain)


def tagged_value(text: str, tag: str) -> tuple[Any, str]:
    """A scalar with the type of its tag, and a message if the tag is unknown or does not match; it is text then."""
    if tag in {"!", f"{CORE}str"}:
        return text, ""
    if tag not in _SCALAR_TYPES:
        return text, unknown_tag(tag)
    value: Any = core_value(text)
    types = _SCALAR_TYPES[tag]
    if type(value) in types or type(value).__base__ in types:  # numbers with their digits; not bool, whose base is int
        return float(value) if tag == f"{CORE}float" else value, ""
    return text, f'"{echo(text)}" does not match its tag !!{tag.removeprefix(CORE)}'


def unknown_tag(tag: str) -> str:
    """The message for a tag outside the core schema."""
    return f"the tag {echo(tag.replace(CORE, '!!', 1))} is not supported"


def written(text: str, *, in_list: bool = False) -> str:
    """A text as YAML that is read back as the same text: plain if possible, otherwise in quotes.

    >>> print(written("quay"), written("Radar #3"), written("0612"), written('the "Fort": north'))
    quay "Radar #3" "0612" 'the "Fort": north'
    """
    special = re.search(r"^[\s\-?:,\[\]{}#&*!|>'\"%@`]|: |:$| #|\s$|[\n\t]", text) or (
        in_list and re.search(r"[,\[\]{}]", text)
    )
    if text and not special and core_value(text) == text:
        return text
    if '"' not in text and "\\" not in text and text.isprintable():
        return f'"{text}"'
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)
