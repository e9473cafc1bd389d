"""Elements of XML with the texts of an atlas in them, each escaped once."""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def element(name: str, /, *content: str | None, **attributes: str) -> Markup:
    r"""An element; its content is text, which is escaped, or what this function has made. None is left out.

    A character that XML cannot hold is replaced by U+FFFD.

    >>> element("title", "a < b \x07")
    Markup('<title>a &lt; b �</title>')
    >>> element("link", href="?a&b")
    Markup('<link href="?a&amp;b"/>')
    """
    told = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    inside = "".join(_escaped(each) for each in content if each is not None)
    return _made(f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>")


def document(name: str, content: Iterable[str], /, **attributes: str) -> bytes:
    """A whole document: its root with these elements, each on a line of its own."""
    root = str(element(name, **attributes)).removesuffix("/>")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"{root}>", *content, f"</{name}>", ""]
    return "\n".join(lines).encode()


def _escaped(text: str) -> str:
    return text if isinstance(text, Markup) else str(escape(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)))


def _made(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - of names of geomap's own and escaped texts
