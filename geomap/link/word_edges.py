"""Where a name may begin and end in a folded text: word edges in all scripts."""

import re
import unicodedata
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

# Scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED_SCRIPTS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff]"
)


def _is_word(char: str) -> bool:
    """Whether a character is part of words: a letter, a digit or a mark on one."""
    return char.isalpha() or char.isdecimal() or unicodedata.category(char)[0] == "M"


is_word = lru_cache(4096)(_is_word)


def inside_word(text: str, at: int) -> bool:
    """Whether the characters before and at an offset of folded text belong to one word.

    In a script without spaces, a word may begin at any letter, but not between a letter and its mark.
    """
    if not 0 < at < len(text) or not (is_word(text[at - 1]) and is_word(text[at])):
        return False
    if unicodedata.category(text[at])[0] == "M":
        return True
    return not (_UNSPACED_SCRIPTS.match(text, at - 1) or _UNSPACED_SCRIPTS.match(text, at))


def is_whole_name(text: str, start: int, end: int, *, suffixes: bool = False) -> bool:
    """Whether a span of folded text is a name of its own, between word edges.

    A hyphen is an edge ("Moscow-based"; Guinea-Bissau is longer than Guinea and wins anyway), unless a digit follows:
    Arzamas-16 and Arzamas are different towns. An apostrophe between letters is not an edge ("Sana'a", "O'Fallon",
    "Слов'янськ"), except before a possessive s ("Moscow's"), after an elided article ("l'Ukraine", "dell'Aquila") and,
    if ``suffixes`` says that the language writes its suffixes so, before any letters ("Ankara'da").
    """
    if inside_word(text, start) or inside_word(text, end):
        return False
    before, after = text[max(0, start - 2) : start], text[end : end + 3]
    if before[1:] == "'" and is_word(before[0]):
        elided = before[0].islower() and text[start].isupper()
        if not elided:
            return False
    if len(after) > 1 and after[0] == "-":
        return not after[1].isdecimal()
    if len(after) > 1 and after[0] == "'" and is_word(after[1]):
        return suffixes or (after[1] in "sS" and not is_word(after[2:] or " "))
    return True


EDGE, INSIDE, UNCERTAIN = 0, 1, 2
"""A name may begin or end at an offset; it may not; or the neighbouring characters decide. ``|`` combines two offsets:
the first bit is set if either is INSIDE."""

_OTHER, _LETTER, _UNSPACED, _APOSTROPHE, _HYPHEN = range(5)
_KINDS = 5
_BASIC_PLANE = 0x10000  # characters beyond it are rare, and count as unspaced: UNCERTAIN


def edges(text: str) -> bytes:
    """EDGE, INSIDE or UNCERTAIN for each offset of a folded text, from 0 to its length.

    :func:`is_whole_name` decides for one span. In a large gazetteer, a text has tens of thousands of them, and the two
    characters at each end decide most: this doubles the speed of matching 170,000 names.
    """
    padded = f" {text} "
    if text.isascii():
        kinds = np.frombuffer(padded.encode("ascii").translate(_ASCII_KINDS), np.uint8)
    else:
        codes = np.frombuffer(padded.encode("utf-16-le", "surrogatepass"), np.uint16)
        if len(codes) > len(padded):
            codes = np.minimum(np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), np.uint32), _BASIC_PLANE)
        kinds = _kinds()[codes]
    return (kinds[:-1] * np.uint8(_KINDS) + kinds[1:]).tobytes().translate(_EDGES_BY_PAIR)


def is_between_edges(text: str, at_edge: bytes, start: int, end: int, *, suffixes: bool = False) -> bool:
    """:func:`is_whole_name`, with the ``edges`` of the text known."""
    edge = at_edge[start] | at_edge[end]
    return edge == EDGE or (edge == UNCERTAIN and is_whole_name(text, start, end, suffixes=suffixes))


def _edge(before: int, after: int) -> int:
    words = {_LETTER, _UNSPACED}
    if before in words and after in words:
        return UNCERTAIN if _UNSPACED in {before, after} else INSIDE
    return UNCERTAIN if before == _APOSTROPHE or after in {_APOSTROPHE, _HYPHEN} else EDGE


_EDGES_BY_PAIR = bytes(_edge(*divmod(pair, _KINDS)) for pair in range(256))


def _kind(char: str) -> int:
    if char in _SIGNS:
        return _SIGNS[char]
    return _LETTER if _is_word(char) else _OTHER


_SIGNS = {"'": _APOSTROPHE, "-": _HYPHEN}
_ASCII_KINDS = bytes(_kind(chr(code)) for code in range(128)).ljust(256)


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of every character."""
    plane = "".join(map(chr, range(_BASIC_PLANE)))
    kinds = np.array([*map(_kind, plane), _UNSPACED], np.uint8)
    for run in re.finditer(f"{_UNSPACED_SCRIPTS.pattern}+", plane):
        kinds[slice(*run.span())] = _UNSPACED
    return kinds
