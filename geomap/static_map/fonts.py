"""Lengths of texts by the fonts that the package carries, so that pictures come out the same on every machine."""

import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from functools import cache
from importlib import resources

from PIL import ImageFont

UNITS_PER_EM = 2048
"""DejaVu's own units: at this size an advance is a whole number, whatever the hinting."""
ELLIPSIS = "…"
_FOLDER = resources.files("geomap") / "web" / "bundle" / "fonts"


class Face(StrEnum):
    """The fonts of the package, by their files."""

    PLAIN = "DejaVuSans.ttf"
    BOLD = "DejaVuSans-Bold.ttf"
    SERIF = "DejaVuSerif-Bold.ttf"


@contextmanager
def font_files() -> Iterator[list[str]]:
    """The paths of the fonts, while they are needed."""
    with ExitStack() as files:
        yield [str(files.enter_context(resources.as_file(_FOLDER / face))) for face in Face]


def width_of(text: str, size: float, face: Face = Face.PLAIN) -> float:
    """Length of a text set in this size, in the size's own unit; without kerning, so never too short."""
    return sum(_advance(character, face) for character in text) * size


def drawable(text: str) -> str | None:
    """The text without the signs that no font of the package has; None where letters would be missing."""
    known = [character for character in text if _has_glyph(character)]
    missing = set(text) - set(known)
    if any(unicodedata.category(character)[0] in "LMN" for character in missing):
        return None
    return "".join(known).strip() or None


def wrapped(text: str, width: float, size: float, face: Face, most: int) -> list[str]:
    """The text in at most so many lines of that width; what is too much ends in an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size, face) <= width:
            line += f" {words.pop(0)}"
        if width_of(line, size, face) > width:  # one word, longer than the line
            fitting = _beginning(line, width, size, face)
            words.insert(0, line[len(fitting) :])
            line = fitting
        lines.append(line)
    if words:
        lines[-1] = (
            _beginning(lines[-1], width - width_of(ELLIPSIS, size, face), size, face).rstrip(" ,.;:—–-") + ELLIPSIS
        )
    return lines


def _beginning(text: str, width: float, size: float, face: Face) -> str:
    """As much of the text as fits, one character at least."""
    length = len(text)
    while length > 1 and width_of(text[:length], size, face) > width:
        length -= 1
    return text[:length]


@cache
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    with resources.as_file(_FOLDER / face) as file:
        # The basic layout is the same in every build of Pillow.
        return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _advance(character: str, face: Face) -> float:
    return _font(face, UNITS_PER_EM).getlength(character) / UNITS_PER_EM


@cache
def _has_glyph(character: str) -> bool:
    """Whether the plain font, which has the most, draws it otherwise than a character that no font has."""
    mask = _font(Face.PLAIN, 16).getmask
    return bytes(mask(character)) != bytes(mask("\uffff"))
