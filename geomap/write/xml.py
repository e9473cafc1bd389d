"""Elements of XML with the texts of an atlas in them."""

import re
from xml.etree import ElementTree as ET

# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def child(parent: ET.Element, name: str, text: str | None = None, /, **attributes: str) -> ET.Element:
    """Add an element with this text; a character that XML cannot hold is replaced by U+FFFD."""
    element = ET.SubElement(parent, name, {key: writable(value) for key, value in attributes.items()})
    element.text = None if text is None else writable(text)
    return element


def writable(text: str) -> str:
    r"""The text without what XML 1.0 cannot hold.

    >>> writable("bell \x07")
    'bell �'
    """
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def document(root: ET.Element) -> bytes:
    """The whole as indented XML in UTF-8."""
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
