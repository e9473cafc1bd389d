"""The map service that readers may load: its data for the page, and the origins that the page's policy allows."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from geomap.model import MapInfo


def online_data(info: MapInfo) -> dict[str, Any] | None:
    """The map service for the page; None if the map has none."""
    service = info.online.service if info.online else None
    if service is None:
        return None
    host = urlsplit(service.url.replace("{s}.", "").replace("{s}", "")).netloc
    return {key: value for key, value in asdict(service).items() if key != "hosts"} | {"host": host}


def picture_sources(info: MapInfo) -> tuple[str, ...]:
    """The origins from which the page may load pictures, for ``img-src``."""
    service = info.online.service if info.online else None
    return service.hosts if service and service.vector is None else ()


def data_sources(info: MapInfo) -> tuple[str, ...]:
    """The origins from which the page may load data, for ``connect-src``."""
    service = info.online.service if info.online else None
    return service.hosts if service and service.vector is not None else ()
