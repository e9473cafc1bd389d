"""SVG as text: elements with presentation attributes only, each text escaped once."""

import re
from typing import Final

import shapely
from markupsafe import escape
from shapely.geometry.base import BaseGeometry

# Characters that XML 1.0 does not allow.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | float


def element(name: str, *content: str, **attributes: Value | None) -> str:
    """An element; ``class_`` becomes ``class``, ``stroke_width`` becomes ``stroke-width``; None is left out.

    ``content`` is markup: pass texts through ``text_of`` first.
    """
    present = {key: value for key, value in attributes.items() if value is not None}
    pairs = "".join(f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"' for key, value in present.items())
    return f"<{name}{pairs}>{''.join(content)}</{name}>" if content else f"<{name}{pairs}/>"


def text_of(text: str) -> str:
    """A text as markup, without the characters that XML does not allow."""
    return str(escape(_FORBIDDEN.sub("", text)))


def number(value: float) -> str:
    """A length to a tenth of a pixel, without trailing zeros.

    >>> number(12.04), number(-0.01)
    ('12', '0')
    """
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _value(value: Value) -> str:
    return text_of(value) if isinstance(value, str) else number(value)


def path_of(shape: BaseGeometry) -> str:
    """The path data of the polygons in a shape, to a tenth of a pixel."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring.coords[:-1] for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z" for ring in rings)
