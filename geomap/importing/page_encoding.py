"""The bytes of a web page → its text: unpacked as its server packed it, decoded as browsers do it."""

import codecs
import re

from geomap.extras import MissingExtraError, require
from geomap.findings import Finding
from geomap.read.files import decoded

_META = re.compile(
    rb"<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE
)
_LOOKED_AT = 4096  # bytes; browsers look for a meta element in the first 1024

# Labels that stand for a larger encoding than Python's of this name (https://encoding.spec.whatwg.org/#names-and-labels).
_LARGER = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    **dict.fromkeys(("iso8859-11", "tis-620"), "cp874"),
}
_OTHER_LABELS = {
    **dict.fromkeys(("x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("ks_c_5601-1987", "windows-949"), "cp949"),
    **dict.fromkeys(("x-gbk", "gb_2312-80", "chinese"), "gb18030"),
    **{f"x-cp125{number}": f"cp125{number}" for number in range(9)},
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "dos-874": "cp874",
}
_NOT_OF_PAGES = {"utf-7", "idna", "punycode", "raw-unicode-escape", "unicode-escape"}
"""Encodings of Python that are none of web pages; the last two would read any bytes."""
_ARROW_NAMES = {"br": "brotli", "zstd": "zstd", "gzip": "gzip", "x-gzip": "gzip"}


class UnpackError(ValueError):
    """The page is packed in a way that cannot be unpacked here; the hint says what would help."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def unpacked(data: bytes, coding: str, limit: int) -> bytes:
    """At most ``limit`` bytes of a page that was sent with this ``Content-Encoding``.

    Raises:
        UnpackError: the coding is unknown, its library is missing, or the data are damaged.
    """
    name = _ARROW_NAMES.get(coding)
    if name is None:
        raise UnpackError(f'the page is packed as "{coding}"', "save the page again, unpacked")
    try:
        arrow = require("pyarrow", extra="parquet")
    except MissingExtraError as error:
        raise UnpackError(f'the page is packed as "{coding}"', error.hint) from None
    try:
        with arrow.CompressedInputStream(arrow.BufferReader(data), name) as stream:
            found: bytes = stream.read(limit)
    except OSError:
        raise UnpackError(f'the page is not packed as "{coding}", as it states', "save the page again") from None
    return found


def page_text(data: bytes, stated: str | None, name: str) -> str | Finding:
    """The text of a page, or the finding that it has none.

    A byte order mark decides, else whether the bytes are UTF-8, else the encoding that the server stated, else the one
    that the page states. It is never guessed.

    Args:
        data: the page.
        stated: the encoding that the server stated.
        name: of the file, for the finding.
    """
    text = decoded(data, name, "A003")
    in_page = _META.search(data[:_LOOKED_AT])
    for label in (stated, in_page and in_page[1].decode()):
        encoding = python_encoding(label) if label and isinstance(text, Finding) else None
        if encoding:
            try:
                text = data.decode(encoding)
            except (LookupError, UnicodeError):  # also one that is not of texts, such as base64
                continue
    return text


def python_encoding(label: str) -> str | None:
    """Python's name of the encoding that browsers take for a label; None if there is none.

    >>> python_encoding("ISO-8859-1"), python_encoding("gb2312"), python_encoding("x-sjis"), python_encoding("klingon")
    ('cp1252', 'gb18030', 'cp932', None)
    """
    label = label.strip().lower()
    try:
        name = codecs.lookup(
            _OTHER_LABELS.get(label, label.removeprefix("x-") if label.startswith("x-cp") else label)
        ).name
    except LookupError:
        return None
    return None if name in _NOT_OF_PAGES else _LARGER.get(name, name)
