"""A text → the same text in uniform typography, with a mapping back to the original offsets.

Two texts fold to the same string if they differ only in what a word processor or a CMS changes automatically: the shape
of hyphens, dashes, quotation marks and apostrophes, white space and line breaks, invisible characters, and the encoding
of accented letters. Case, spelling, and ``ё`` instead of ``е`` are real differences;
:func:`geomap.link.names.spellings` adds the spelling with ``е``, for names only.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geomap.model import Article

Span = tuple[int, int]

_INVISIBLE = "\u200b"  # replaces every invisible character, and every skipped one

# One for one, so that no offset changes. Dashes become hyphens: "Winston–Salem" and "2021—2023" are typed both ways.
_ALIKE: dict[str, str] = {
    **dict.fromkeys("‐‑‒–—―⁃−﹘﹣－", "-"),
    **dict.fromkeys("‘’‚‛‹›ʹʻʼʽ′`´＇׳\u0374\u1fef\u1ffd", "'"),  # NFC turns the last three into ʹ ` ´
    **dict.fromkeys("“”„‟«»″〝〞〟＂״❝❞", '"'),
    **dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
    # Soft hyphen, zero-width (non-)joiners, word joiner, byte order mark, variation selectors, bidi marks and isolates.
    **dict.fromkeys("\xad\u034f\u061c\u180e\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff", _INVISIBLE),
    **dict.fromkeys(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))), _INVISIBLE),
}
_SHORT = 200  # characters up to which it is faster to look at each
_SOFT_BREAK = re.compile("\xad[ \t]*\r?\n[ \t]*")
_GAP = re.compile(f" *{_INVISIBLE}[ {_INVISIBLE}]*|  +")
_SPACES = re.compile("  +")
# Letters, not marks, that combine with the letter before them: Hangul vowels and finals, Kirat Rai vowels.
_JOINING = (*map(chr, range(0x1160, 0x1200)), "\U00016d63", "\U00016d67")


class _Layer:
    """One rewriting of a text by pieces, and the mapping back. Text between two pieces only shifts."""

    def __init__(self, text: str, pieces: Iterable[tuple[int, int, str]]) -> None:
        self.starts: list[int] = []  # of the pieces in the new text
        self.ends: list[int] = []
        self.old: list[Span] = []
        kept: list[str] = []
        old_at = new_at = 0
        for start, end, new in pieces:
            kept += (text[old_at:start], new)
            new_at += start - old_at
            self.starts.append(new_at)
            new_at += len(new)
            self.ends.append(new_at)
            self.old.append((start, end))
            old_at = end
        kept.append(text[old_at:])
        self.text = "".join(kept)

    def span(self, start: int, end: int) -> Span:
        """The old span of the new text's ``[start:end]``, which must not be empty."""
        i = bisect_right(self.starts, start)
        if (i and start < self.ends[i - 1]) or (
            i < len(self.starts) and self.starts[i] < end
        ):  # few spans touch a piece
            return self.back(start)[0], self.back(end - 1)[1]
        shift = self.old[i - 1][1] - self.ends[i - 1] if i else 0
        return start + shift, end + shift

    def back(self, position: int) -> Span:
        """The old span of the new text's character at ``position``."""
        i = bisect_right(self.starts, position) - 1
        if i < 0:
            return position, position + 1
        if position < self.ends[i]:
            return self.old[i]
        old = self.old[i][1] + position - self.ends[i]
        return old, old + 1


@dataclass(frozen=True)
class Folded:
    """A folded text with the original position of each character."""

    text: str
    layers: tuple[_Layer, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The span in the original text, in code points, of ``self.text[start:end]``, which must not be empty."""
        for layer in reversed(self.layers):
            start, end = layer.span(start, end)
        return start, end


def fold_article(article: Article) -> Folded:
    """The text of an article as it is read, without Markdown syntax."""
    return fold(article.text, article.markup)


def fold(text: str, skip: Sequence[Span] = ()) -> Folded:
    r"""Fold a text without the spans in ``skip``, which are sorted and disjoint.

    >>> folded = fold("the\u00a0“Ministry\r\nof Defense”")
    >>> folded.text
    'the "Ministry of Defense"'
    >>> folded.span(5, 24)
    (5, 25)
    """
    if not skip and text.isascii() and text.isprintable() and "`" not in text and "  " not in text:
        return Folded(text)  # most names
    layers = []
    text = _replace_alike(_blank(text, skip) if skip else text)
    gap = _GAP if _INVISIBLE in text else _SPACES
    pieces = [(*found.span(), " " if " " in found[0] else "") for found in gap.finditer(text)]
    if pieces:
        layers.append(_Layer(text, pieces))
        text = layers[-1].text
    if not unicodedata.is_normalized("NFC", text):
        layers.append(_Layer(text, _compositions(text)))
        text = layers[-1].text
    return Folded(text, tuple(layers))


def _blank(text: str, skip: Sequence[Span]) -> str:
    """The text with every skipped character made invisible, so that no offset changes."""
    parts: list[str] = []
    at = 0
    for start, end in skip:
        parts += (text[at:start], _INVISIBLE * (end - start))
        at = end
    return "".join((*parts, text[at:]))


def _replace_alike(text: str) -> str:
    """One ``str.replace`` per character that occurs: many times faster than ``str.translate`` on news text."""
    if len(text) < _SHORT and _ALIKE.keys().isdisjoint(text):
        return text
    if "\xad" in text:  # a word divided at a line end; after a hard hyphen that is not certain, so those stay apart
        text = _SOFT_BREAK.sub(lambda found: _INVISIBLE * len(found[0]), text)
    for char, plain in _ALIKE.items():
        if char in text:
            text = text.replace(char, plain)
    return text


def _compositions(text: str) -> Iterable[tuple[int, int, str]]:
    """The pieces that NFC changes: a letter with the marks after it, or a letter with another encoding."""
    chars = set(text)
    marks = "".join(char for char in sorted(chars) if char in _JOINING or unicodedata.category(char)[0] == "M")
    others = "".join(char for char in sorted(chars) if not unicodedata.is_normalized("NFC", char))
    choices = [f".[{re.escape(marks)}]+"] if marks else []
    choices += [f"[{re.escape(others)}]"] if others else []
    for found in re.finditer("|".join(choices), text, re.DOTALL):
        composed = unicodedata.normalize("NFC", found[0])
        if composed != found[0]:
            yield *found.span(), composed
