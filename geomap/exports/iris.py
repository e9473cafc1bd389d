"""The names by which other programs know a map's places and reports: IRIs that stay the same from build to build."""

import uuid
from urllib.parse import quote

from geomap.exports.addresses import page_address
from geomap.model import MapInfo

_GEOMAP = uuid.UUID("5f0a3c0e-6d0b-5d34-9a5e-0d5b8f6c2a71")
"""The namespace of every name made here (RFC 9562, version 5); it must never change."""


def iri(info: MapInfo, kind: str, *path: str) -> str:
    """The IRI of a place or report of the map: an address in the page, else a URN made of the map's title.

    Args:
        info: the map; with a ``url``, the IRI is an address below it and lasts as long as the address does.
        kind: what it names, such as ``place`` or ``report``.
        path: its id.

    >>> iri(MapInfo(url="https://example.org/map/"), "report", "radar")
    'https://example.org/map/#report=radar'
    """
    if info.url:
        return f"{page_address(info.url)}#{kind}={quote('/'.join(path), safe='')}"
    return urn(info, kind, *path)


def urn(info: MapInfo, *path: str) -> str:
    """A URN of type ``urn:uuid:``, the same for the same map and path; a map is known by its url, else its title."""
    return uuid.uuid5(_GEOMAP, "\n".join((info.url or info.title, *path))).urn
