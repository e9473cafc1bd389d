"""Pictures as they are published: small, upright and without metadata."""

import contextlib
import hashlib
import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageCms

from geomap.findings import Finding
from geomap.model import Picture, Report

LONGER_SIDE = 1280
"""Pixels of the longer side of a published picture: sharp in the panel on a high-density screen."""
QUALITY = 80
"""JPEG quality: above it, files get much larger and photographs look no better."""
MAX_TOTAL = 30_000_000
"""Bytes of all published pictures of a map, about 100 photographs: all are part of one page."""

_SRGB = ImageCms.createProfile("sRGB")
_ORIENTATION = 0x0112  # the EXIF tag
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class PublishedPicture:
    """A picture in the page: its bytes, their media type, and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


_cache: dict[bytes, PublishedPicture] = {}  # by the SHA-256 of the file: a build needs each picture twice
_MAX_CACHED = 1000


def published_picture(picture: Picture) -> PublishedPicture:
    """The picture as it may be published: a progressive JPEG of at most 1280 pixels on the longer side.

    The orientation and colour profile of the file are applied to the pixels, transparent parts become white, and of an
    animation only the first frame is used. All metadata is removed: cameras write down where and when a picture was
    taken, and with which device, which could reveal an exact position or the witness. The same file gives the same
    bytes with the same version of Pillow.

    Args:
        picture: one whose file was read and checked.
    """
    digest = hashlib.sha256(picture.content).digest()
    if digest not in _cache:
        if len(_cache) >= _MAX_CACHED:
            _cache.clear()
        _cache[digest] = _published(picture.content)
    return _cache[digest]


def check_pictures(reports: Iterable[Report]) -> list[Finding]:
    """P003 at the first picture with which all pictures together are too large for one page."""
    total = 0
    for report in reports:
        for at, picture in enumerate(report.media):
            total += len(published_picture(picture).data)
            if total > MAX_TOTAL:
                found = f"with this picture, the published pictures exceed {MAX_TOTAL / 1_000_000:g} MB in total"
                advice = "remove those that readers need least, or make two maps"
                return [Finding(report.at("media", at, "file"), "P003", found, advice)]
    return []


def _published(content: bytes) -> PublishedPicture:
    ignored = warnings.catch_warnings(action="ignore")  # about metadata, which is removed anyway
    with ignored, Image.open(io.BytesIO(content)) as image:
        orientation, profile = _orientation(image), image.info.get("icc_profile")
        image.draft(None, _fitting(image.size, 2 * LONGER_SIDE))  # a large JPEG is decoded at a smaller size
        upright = _opaque(image)
    upright.thumbnail((LONGER_SIDE, LONGER_SIDE), Image.Resampling.LANCZOS)
    upright = _in_srgb(upright, profile)
    if orientation in _UPRIGHT:
        upright = upright.transpose(_UPRIGHT[orientation])
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)  # pixels only
    data = io.BytesIO()
    bare.save(data, "JPEG", quality=QUALITY, progressive=True)
    return PublishedPicture(data.getvalue(), "image/jpeg", *bare.size)


def _orientation(image: Image.Image) -> int:
    with contextlib.suppress(Exception):  # unreadable EXIF data is ignored
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size at which the longer side is at most ``side``."""
    factor = min(1, side / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _opaque(image: Image.Image) -> Image.Image:
    """The first frame in RGB, grey or CMYK, on white where it is transparent."""
    if image.mode.startswith("I"):  # 16 bits of grey
        grey = image.point(lambda value: value / 256).convert("L")
        grey.info.clear()
        return grey
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    if image.mode in {"RGB", "L", "CMYK"}:
        image.load()
        return image.copy()
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB, which browsers assume for a picture without a profile."""
    if isinstance(profile, bytes):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):  # a profile that is broken or of another colour model
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
            if converted is not None:
                return converted
    return image.convert("RGB")
