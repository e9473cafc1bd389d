"""A picture that a report shows: a file beside the gazetteer → its bytes, found sound to the last pixel."""

import io
import re
import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from geomap.findings import Finding, Location, echo
from geomap.read.files import Content, Kind, read_content

MAX_PIXELS = 50_000_000
"""Of a picture; the largest cameras of telephones make some 50 million, and each takes four bytes while it is read."""
MAX_TOTAL = 500_000_000
"""Bytes of all pictures of a map together: they are held at once."""

_SMALLER = "save it smaller: readers are shown at most 1280 pixels on the longer side"
PICTURE = Kind(limit=20_000_000, too_large="P002", not_text="P001", smaller=_SMALLER)

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_SVG = re.compile(rb"\s*(?:<\?xml|<!--|<!DOCTYPE\s+svg|<svg)", re.IGNORECASE)
_SAVE_AS = "save it as JPEG or PNG"


class _Unsound(Exception):  # noqa: N818  (says what the picture is)
    """Why a picture cannot be used: code, what was found, and what to do."""

    def __init__(self, code: str, found: str, advice: str) -> None:
        super().__init__(found)
        self.code, self.found, self.advice = code, found, advice


def read_picture(written: str, beside: Path, root: Path, at: Location) -> Content | Finding:
    """The bytes of a picture, or the finding at ``at`` that says why there are none.

    Args:
        written: the path in the gazetteer.
        beside: the gazetteer file, beside which the path begins.
        root: the project's folder, which the path may not leave.
        at: where the path stands in the gazetteer.
    """
    content = read_content(beside.parent / written, root, PICTURE)
    if isinstance(content, Finding):
        return Finding(at, content.code, f'"{echo(written)}": {content.message}', content.help)
    try:
        _look_through(content.data)
    except _Unsound as unsound:
        return Finding(at, unsound.code, f'"{echo(written)}": {unsound.found}', unsound.advice)
    return content


def _look_through(data: bytes) -> None:
    """Decode the whole picture, so that nothing that is built on it can fail.

    Raises:
        _Unsound: it is no picture, is cut off, or has too many pixels.
    """
    if _SVG.match(data[:1000].removeprefix(b"\xef\xbb\xbf")):
        found = "an SVG drawing is a program as much as a picture, and may load others"
        raise _Unsound("P001", found, "export it as PNG")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about metadata, which are not published
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                size = image.size
                if size[0] * size[1] <= MAX_PIXELS:
                    image.draft(None, (size[0] // 8 or 1, size[1] // 8 or 1))  # reads a JPEG to its end, and is quick
                    image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many_pixels(f"more than {MAX_PIXELS:,} pixels") from None
    except UnidentifiedImageError:
        raise _Unsound("P001", "this is no JPEG, PNG, WebP, GIF or AVIF picture, or a broken one", _SAVE_AS) from None
    except Exception:  # noqa: BLE001  (decoders stumble over broken files in every way there is)
        raise _Unsound("P001", "the picture is broken or cut off", f"copy it again, or {_SAVE_AS}") from None
    if size[0] * size[1] > MAX_PIXELS:
        raise _too_many_pixels(f"{size[0]:,} × {size[1]:,} pixels")


def _too_many_pixels(found: str) -> _Unsound:
    return _Unsound("P002", f"the picture has {found}", _SMALLER)
