"""The map service that readers may load: what the page knows of it, and what the page's policy lets it ask."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from geomap.model import MapInfo


def online_data(info: MapInfo) -> dict[str, Any] | None:
    """What the page knows of the map service; None where the map has none."""
    service = info.online.service if info.online else None
    if service is None:
        return None
    host = urlsplit(service.url.replace("{s}.", "").replace("{s}", "")).netloc
    return {key: value for key, value in asdict(service).items() if key != "hosts"} | {"host": host}


def picture_sources(info: MapInfo) -> tuple[str, ...]:
    """The origins that pictures may come from besides the page itself, for ``img-src``."""
    service = info.online.service if info.online else None
    return service.hosts if service and service.vector is None else ()


def data_sources(info: MapInfo) -> tuple[str, ...]:
    """The origins that data may come from, for ``connect-src``."""
    service = info.online.service if info.online else None
    return service.hosts if service and service.vector is not None else ()
