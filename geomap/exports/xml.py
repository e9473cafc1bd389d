"""XML elements, with each text escaped once."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from markupsafe import escape

# Characters that XML 1.0 cannot contain.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(f"[&<>\"'{_UNWRITABLE.pattern[1:]}")


class Element(str):
    """Elements in which every text is escaped."""

    __slots__ = ()


def element(name: str, /, *content: str | None, **attributes: str) -> Element:
    r"""An element. Content is text, which is escaped, or elements made by this function; None is left out.

    A character that XML cannot contain becomes U+FFFD.

    >>> element("title", "a < b \x07")
    '<title>a &lt; b �</title>'
    >>> element("link", href="?a&b")
    '<link href="?a&amp;b"/>'
    """
    written = "".join([f' {key}="{escaped(value)}"' for key, value in attributes.items()])
    inside = "".join([escaped(each) for each in content if each is not None])
    return Element(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")


def document(name: str, content: Iterable[str], /, **attributes: str) -> Iterator[bytes]:
    """The lines of a document: the root with these elements, each on its own line."""
    root = str(element(name, **attributes)).removesuffix("/>")
    lines = chain(['<?xml version="1.0" encoding="UTF-8"?>', f"{root}>"], content, [f"</{name}>"])
    return (f"{line}\n".encode() for line in lines)


def all_escaped(texts: list[str]) -> list[str]:
    """Each of these texts as it is written in XML. Most have nothing to escape, which one search finds out."""
    return [*map(escaped, texts)] if _SPECIAL.search("\n".join(texts)) else texts


def escaped(text: str) -> str:
    """The text as it is written in XML; elements stay as they are."""
    if isinstance(text, Element) or not _SPECIAL.search(text):
        return text
    return str(escape(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)))
