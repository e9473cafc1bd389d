"""A picture of a report: the path of a file → its bytes, after the whole picture could be decoded."""

import io
import re
import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from geomap.errors import GeomapError
from geomap.findings import Finding, Location, echo
from geomap.read.files import Content, Kind, read_content

MAX_PIXELS = 50_000_000
"""Of a picture: about the most that phone cameras produce. A pixel takes four bytes while the picture is decoded."""
MAX_TOTAL = 500_000_000
"""Bytes of all pictures of a map together: they are in memory at the same time."""

_SMALLER = "save it smaller: it is published with at most 1280 pixels on the longer side"
PICTURE = Kind(limit=20_000_000, too_large="P002", not_text="P001", smaller=_SMALLER)

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_SVG = re.compile(rb"\s*(?:<\?xml|<!--|<!DOCTYPE\s+svg|<svg)", re.IGNORECASE)
_SAVE_AS = "save it as JPEG or PNG"


class _PictureError(GeomapError):
    """A picture cannot be used."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.code = code


def read_picture(written: str, gazetteer: Path, root: Path, at: Location) -> Content | Finding:
    """The bytes of a picture, or the finding that explains why it cannot be used.

    Args:
        written: the path in the gazetteer.
        gazetteer: the file that has the picture; the path is relative to this.
        root: the project's folder, outside of which the path may not lead.
        at: the location of the path in the gazetteer.
    """
    content = read_content(gazetteer.parent / written, root, PICTURE)
    if isinstance(content, Finding):
        return Finding(at, content.code, f'"{echo(written)}": {content.message}', content.help)
    try:
        _decode(content.data)
    except _PictureError as error:
        return Finding(at, error.code, f'"{echo(written)}": {error}', error.hint)
    return content


def _decode(data: bytes) -> None:
    """Decode the whole picture, so that later steps cannot fail.

    Raises:
        _PictureError: it is not a picture, is cut off, or has too many pixels.
    """
    if _SVG.match(data[:1000].removeprefix(b"\xef\xbb\xbf")):
        found = "this is an SVG drawing, which can contain scripts and load other files"
        raise _PictureError("P001", found, "export it as PNG")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about metadata, which is not published
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                size = image.size
                if size[0] * size[1] <= MAX_PIXELS:
                    image.draft(None, (size[0] // 8 or 1, size[1] // 8 or 1))  # fast, to the end of a JPEG
                    image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many_pixels(f"more than {MAX_PIXELS:,} pixels") from None
    except UnidentifiedImageError:
        raise _PictureError("P001", "this is not a valid JPEG, PNG, WebP, GIF or AVIF picture", _SAVE_AS) from None
    except Exception:  # noqa: BLE001  (decoders raise many kinds of errors on broken files)
        raise _PictureError("P001", "the picture is broken or cut off", f"copy it again, or {_SAVE_AS}") from None
    if size[0] * size[1] > MAX_PIXELS:
        raise _too_many_pixels(f"{size[0]:,} × {size[1]:,} pixels")


def _too_many_pixels(found: str) -> _PictureError:
    return _PictureError("P002", f"the picture has {found}", _SMALLER)
