"""Pictures as they are published: small, upright, and without anything that their files tell besides."""

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
"""Pixels of the longer side of a published picture: sharp in the panel, also on a screen of double density."""
QUALITY = 80
"""Of the JPEG: above it files grow much and photographs look no better."""
MAX_TOTAL = 30_000_000
"""Bytes of all published pictures of a map together, some 100 photographs; all of them stand in the one page."""

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
    """A picture as it goes into the page: its bytes, their media type, and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


_made: dict[bytes, PublishedPicture] = {}  # by the SHA-256 of the file: a build asks for each picture twice
_MAX_MADE = 1000


def published_picture(picture: Picture) -> PublishedPicture:
    """The picture as it may be published: a progressive JPEG of at most 1280 pixels on the longer side.

    The orientation and the colours that its file asks for are applied to the pixels, what is transparent is white,
    and of a moving picture there is the first frame. No metadata are left: a camera writes into them where and when
    the picture was taken and with which device, which would tell a position finer than the map does, or who the
    witness is. The same file gives the same bytes with the same Pillow.

    Args:
        picture: one that was read from its file, which was found sound then.
    """
    digest = hashlib.sha256(picture.content).digest()
    if digest not in _made:
        if len(_made) >= _MAX_MADE:
            _made.clear()
        _made[digest] = _published(picture.content)
    return _made[digest]


def check_pictures(reports: Iterable[Report]) -> list[Finding]:
    """P003 at the first picture with which all published ones together are too large for one page; else nothing."""
    total = 0
    for report in reports:
        for at, picture in enumerate(report.media):
            total += len(published_picture(picture).data)
            if total > MAX_TOTAL:
                found = f"with this picture, the published ones have more than {MAX_TOTAL / 1_000_000:g} MB together"
                advice = "take out those that readers need least, or make two maps"
                return [Finding(report.at("media", at, "file"), "P003", found, advice)]
    return []


def _published(content: bytes) -> PublishedPicture:
    doubts = warnings.catch_warnings(action="ignore")  # about metadata, which are thrown away
    with doubts, Image.open(io.BytesIO(content)) as image:
        orientation, profile = _orientation(image), image.info.get("icc_profile")
        image.draft(None, _fitting(image.size, 2 * LONGER_SIDE))  # a large JPEG is read smaller at once
        upright = _opaque(image)
    upright.thumbnail((LONGER_SIDE, LONGER_SIDE), Image.Resampling.LANCZOS)
    upright = _in_srgb(upright, profile)
    if orientation in _UPRIGHT:
        upright = upright.transpose(_UPRIGHT[orientation])
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)  # pixels alone
    data = io.BytesIO()
    bare.save(data, "JPEG", quality=QUALITY, progressive=True)
    return PublishedPicture(data.getvalue(), "image/jpeg", *bare.size)


def _orientation(image: Image.Image) -> int:
    with contextlib.suppress(Exception):  # EXIF that cannot be read turns nothing
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
    """The picture in the colours of screens, as browsers take it to be where no profile says otherwise."""
    if isinstance(profile, bytes):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):  # a profile that is broken, or of other colours
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
            if converted is not None:
                return converted
    return image.convert("RGB")
