"""A folded text → at which of its offsets a name may begin or end, for the whole text at once.

:mod:`geomap.link.names` says so for one name. Asked for tens of thousands, most are settled by the kinds of the two
characters at each edge; only those beside an apostrophe, a hyphen or a script without spaces are looked at there.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from geomap.link.names import is_cyrillic, is_unspaced, is_word

CLEAR, TORN, UNCLEAR = 0, 1, 2
"""A name may begin and end here; it may not; it depends. Joined by ``|``, two edges are TORN where the first bit is."""

# A sign is Ⓐ: a capital, but no letter. Letters that are Cyrillic come last.
_OTHER, _UNSPACED, _APOSTROPHE, _HYPHEN, _SIGN, _LETTER, _CAPITAL, _CYRILLIC, _CYRILLIC_CAPITAL = range(9)
_KINDS = 9
_BEYOND = 0x10000  # characters from here on are rare, and looked at one by one


class Edges:
    """The edges in a folded text.

    Attributes:
        at: for each offset, from 0 to the end, CLEAR, TORN or UNCLEAR.
        has_capitals: whether there are two capitals or more in a row.
        has_cyrillic: whether there are Cyrillic letters.
    """

    __slots__ = ("at", "has_capitals", "has_cyrillic")

    def __init__(self, text: str) -> None:
        padded = f" {text} "
        codes = np.frombuffer(padded.encode("utf-16-le", "surrogatepass"), np.uint16)
        if len(codes) > len(padded):
            codes = np.minimum(np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), np.uint32), _BEYOND)
        kinds = _kinds()[codes]
        self.has_cyrillic = bool(kinds.max() >= _CYRILLIC)
        pairs = (kinds[:-1] * np.uint8(_KINDS) + kinds[1:]).tobytes()
        self.at = pairs.translate(_EDGES)
        self.has_capitals = any(pair in pairs for pair in _TWO_CAPITALS)


def _edge(before: int, after: int) -> int:
    if before in _WORDS and after in _WORDS:
        return UNCLEAR if _UNSPACED in {before, after} else TORN
    return UNCLEAR if before == _APOSTROPHE or after in {_APOSTROPHE, _HYPHEN} else CLEAR


_WORDS = {_UNSPACED, _LETTER, _CAPITAL, _CYRILLIC, _CYRILLIC_CAPITAL}
_EDGES = bytes(_edge(*divmod(pair, _KINDS)) for pair in range(256))
_CAPITALS = (_CAPITAL, _CYRILLIC_CAPITAL, _SIGN)
_TWO_CAPITALS = [one * _KINDS + other for one in _CAPITALS for other in _CAPITALS]


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of every character."""
    return np.array([*map(_kind, map(chr, range(_BEYOND))), _UNSPACED], np.uint8)


def _kind(char: str) -> int:
    if char in "'-":
        return _APOSTROPHE if char == "'" else _HYPHEN
    if is_unspaced(char):
        return _UNSPACED
    if not is_word(char):
        return _SIGN if char.isupper() else _OTHER
    if is_cyrillic(char):
        return _CYRILLIC_CAPITAL if char.isupper() else _CYRILLIC
    return _CAPITAL if char.isupper() else _LETTER
