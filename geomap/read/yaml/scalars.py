"""The value of an unquoted scalar in YAML 1.2's core schema, where ``no`` and ``12:30`` are text."""

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

_SCALAR_TYPES: dict[str, tuple[type, ...]] = {  # of the core schema's tags
    f"{CORE}int": (int,),
    f"{CORE}float": (float, int),
    f"{CORE}bool": (bool,),
    f"{CORE}null": (type(None),),
}


def core_value(plain: str) -> Any:
    """The value of an unquoted scalar in YAML 1.2's core schema.

    >>> [core_value(word) for word in ("no", "12:30", "0o17", "0x1F", "012", "1e3", "~")]
    ['no', '12:30', 15, 31, 12, 1000.0, None]
    """
    if plain in _CONSTANTS:
        return _CONSTANTS[plain]
    number = _NUMBER.fullmatch(plain)
    if number is None or len(plain) > _MAX_DIGITS:
        return plain
    if number[1]:
        return int(plain)
    if number[2] or number[3]:
        return int(number[2], 8) if number[2] else int(number[3], 16)
    return float(plain)


def tagged_value(text: str, tag: str) -> tuple[Any, str]:
    """A scalar with the type of its tag, and a message if the tag is unknown or does not match; it is text then."""
    if tag in {"!", f"{CORE}str"}:
        return text, ""
    if tag not in _SCALAR_TYPES:
        return text, unknown_tag(tag)
    value: Any = core_value(text)
    if type(value) in _SCALAR_TYPES[tag]:
        return float(value) if tag == f"{CORE}float" else value, ""
    return text, f'"{echo(text)}" does not match its tag !!{tag.removeprefix(CORE)}'


def unknown_tag(tag: str) -> str:
    """The message for a tag outside the core schema."""
    return f"the tag {echo(tag.replace(CORE, '!!', 1))} is not supported"
