"""What an unquoted word means: YAML 1.2's core schema, where ``no`` is a word and ``12:30`` is text."""

import re
from typing import Any

from geomap.findings import echo

TYPED_START = frozenset("-+.0123456789nNtTfF~") | {""}
"""First characters of the words that may mean something else than themselves."""
CORE = "tag:yaml.org,2002:"
"""How the tags begin that YAML writes with !!."""

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_NUMBER = re.compile(r"[-+]?(?:(\d+)|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)|0o([0-7]+)|0x([0-9a-fA-F]+)", re.ASCII)
_MAX_DIGITS = 100  # longer ones are text: no number in a gazetteer has as many

_SCALAR_TYPES: dict[str, tuple[type, ...]] = {  # of the core schema's tags
    f"{CORE}int": (int,),
    f"{CORE}float": (float, int),
    f"{CORE}bool": (bool,),
    f"{CORE}null": (type(None),),
}


def core_value(plain: str) -> Any:
    """What an unquoted word means in YAML 1.2's core schema.

    >>> [core_value(word) for word in ("no", "12:30", "0o17", "0x1F", "012", "1e3", "~")]
    ['no', '12:30', 15, 31, 12, 1000.0, None]
    """
    if plain in _WORDS:
        return _WORDS[plain]
    number = _NUMBER.fullmatch(plain)
    if number is None or len(plain) > _MAX_DIGITS:
        return plain
    if number[1]:
        return int(plain)
    if number[2] or number[3]:
        return int(number[2], 8) if number[2] else int(number[3], 16)
    return float(plain)


def tagged_value(text: str, tag: str) -> tuple[Any, str]:
    """A scalar as its tag asks, and what is wrong where the tag means nothing here or does not fit; it is text then."""
    if tag in {"!", f"{CORE}str"}:
        return text, ""
    if tag not in _SCALAR_TYPES:
        return text, meaningless(tag)
    meant: Any = core_value(text)
    if type(meant) in _SCALAR_TYPES[tag]:
        return float(meant) if tag == f"{CORE}float" else meant, ""
    return text, f'"{echo(text)}" is not what its tag !!{tag.removeprefix(CORE)} says'


def meaningless(tag: str) -> str:
    """What is wrong with a tag of somebody's own."""
    return f"the tag {echo(tag.replace(CORE, '!!', 1))} means nothing here"
