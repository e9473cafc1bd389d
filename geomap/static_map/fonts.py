"""Text widths in the fonts of the package, so that pictures are the same on every machine."""

import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import accumulate, takewhile

from PIL import ImageFont

UNITS_PER_EM = 2048
"""Of the DejaVu fonts: at this size an advance width is a whole number, with any hinting."""
ELLIPSIS = "…"
_FOLDER = resources.files("geomap") / "web" / "bundle" / "fonts"


class Face(StrEnum):
    """The fonts of the package, by file name."""

    PLAIN = "DejaVuSans.ttf"
    BOLD = "DejaVuSans-Bold.ttf"
    SERIF = "DejaVuSerif-Bold.ttf"


@contextmanager
def font_files() -> Iterator[list[str]]:
    """The paths of the fonts, which exist as long as the context is open."""
    with ExitStack() as files:
        yield [str(files.enter_context(resources.as_file(_FOLDER / face))) for face in Face]


def width_of(text: str, size: float, face: Face = Face.PLAIN) -> float:
    """The width of a text in a font size, in the unit of the size; without kerning, so never too small."""
    return sum(_advance(character, face) for character in text) * size


def drawable(text: str) -> str | None:
    """The text without the symbols that the fonts lack; None if they lack one of its letters."""
    known = [character for character in text if _has_glyph(character)]
    missing = set(text) - set(known)
    if any(unicodedata.category(character)[0] in "LMN" for character in missing):
        return None
    return "".join(known).strip() or None


def wrapped(text: str, width: float, size: float, face: Face, max_lines: int) -> list[str]:
    """The text in lines of at most that width; a text that is too long ends in an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < max_lines:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size, face) <= width:
            line += f" {words.pop(0)}"
        if width_of(line, size, face) > width:  # a word longer than the line
            fitting = _prefix(line, width, size, face)
            words.insert(0, line[len(fitting) :])
            line = fitting
        lines.append(line)
    if words:
        lines[-1] = _prefix(lines[-1], width - width_of(ELLIPSIS, size, face), size, face).rstrip(" ,.;:—–-") + ELLIPSIS
    return lines


def _prefix(text: str, width: float, size: float, face: Face) -> str:
    """As much of the text as fits, at least one character."""
    widths = accumulate(_advance(character, face) for character in text)
    fitting = sum(1 for _ in takewhile(lambda each: each * size <= width, widths))
    return text[: max(1, fitting)]


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
    """Whether the plain font, which has the most characters, draws it unlike a character that no font has."""
    mask = _font(Face.PLAIN, 16).getmask
    return bytes(mask(character)) != bytes(mask("\uffff"))
