"""IRIs of a map's places and reports, the same in every build."""

import hashlib
import uuid
from urllib.parse import quote

from geomap.exports.addresses import page_address
from geomap.model import MapInfo

_GEOMAP = uuid.UUID("5f0a3c0e-6d0b-5d34-9a5e-0d5b8f6c2a71")
"""Namespace of the URNs (RFC 9562, version 5). It must never change."""


def iri(info: MapInfo, kind: str, *path: str) -> str:
    """The IRI of a place or report: an address in the page if the map has a ``url``, otherwise a URN.

    Args:
        info: the map.
        kind: ``place`` or ``report``.
        path: the id.

    >>> iri(MapInfo(url="https://example.org/map/"), "report", "radar")
    'https://example.org/map/#report=radar'
    """
    if info.url:
        return f"{page_address(info.url)}#{kind}={quote('/'.join(path), safe='')}"
    return urn(info, kind, *path)


def urn(info: MapInfo, *path: str) -> str:
    r"""A ``urn:uuid:`` made from the map's url, or its title if it has none, and the path.

    It is that of ``uuid.uuid5``, made four times faster: a large map has several for each report.

    >>> urn(MapInfo(url="https://example.org"), "a") == uuid.uuid5(_GEOMAP, "https://example.org\na").urn
    True
    """
    name = "\n".join((info.url or info.title, *path))
    digest = bytearray(hashlib.sha1(_GEOMAP.bytes + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80  # version 5, variant of RFC 9562
    found = digest.hex()
    return f"urn:uuid:{found[:8]}-{found[8:12]}-{found[12:16]}-{found[16:20]}-{found[20:]}"
