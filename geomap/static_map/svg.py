"""SVG as text: elements with presentation attributes alone, every text escaped once."""

import re
from typing import Final

from markupsafe import escape

# Characters that XML 1.0 has no way to write.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | float


def element(name: str, *content: str, **attributes: Value | None) -> str:
    """An element; ``class_`` is its class, ``stroke_width`` its ``stroke-width``, and what is None is left out.

    ``content`` is markup: a text goes through ``text_of`` first.
    """
    given = {key: value for key, value in attributes.items() if value is not None}
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{_written(value)}"' for key, value in given.items())
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def text_of(text: str) -> str:
    """A text as markup, without the characters that XML cannot hold."""
    return str(escape(_UNWRITABLE.sub("", text)))


def number(value: float) -> str:
    """A length to a tenth of a pixel, as short as it goes.

    >>> number(12.04), number(-0.01)
    ('12', '0')
    """
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _written(value: Value) -> str:
    return text_of(value) if isinstance(value, str) else number(value)
