"""``map.online``: a map service by its xyzservices name or its URL template → the service as the page uses it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

from geomap.errors import GeomapError
from geomap.extras import require
from geomap.findings import Finding, echo, nearest
from geomap.model import Online, Referrer, Service
from geomap.model.origin import Origin
from geomap.read.attribution import parse_attribution

_FILLED_BY_PAGE = frozenset({"z", "x", "y", "-y", "s", "r"})
_PLACEHOLDER = re.compile(r"\{\s*([\w-]+)\s*\}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)
_KEY_NAMES = ("apikey", "apiKey", "key", "accessToken", "subscriptionKey", "token")
_MOST_SUBDOMAINS = 40
_WORLD = (-85.0, -180.0, 85.0, 180.0)
_EXAMPLE = "such as https://tiles.example.org/{z}/{x}/{y}.png"


@dataclass(frozen=True)
class _Terms:
    """Terms of a service that xyzservices does not list.

    Attributes:
        key: the parameter for its key, if it accepts one.
        refuses: whether it refuses, without a key, requests that do not name the site they come from.
        condition: its condition without a key; ``advice`` what to do about it.
    """

    key: str | None
    refuses: bool
    condition: str
    advice: str


# Read in the operators' own pages in November 2026; docs/how-to/base-map.md links to them.
_TERMS = {
    "tile.openstreetmap.org": _Terms(
        None,
        True,
        "it refuses maps that do not name their site: those opened from a disk, or in a frame without an origin",
        "tell readers to open the map on its site; read https://operations.osmfoundation.org/policies/tiles/",
    ),
    "basemaps.cartocdn.com": _Terms(
        "key",
        False,
        "without a key, its tiles have a watermark since August 2026",
        "request a key at https://carto.com/basemaps/apikey/ and give it as key:",
    ),
    "tiles.stadiamaps.com": _Terms(
        "api_key",
        True,
        "without a key, it only serves registered sites, and no map that is opened from a disk",
        "register your site, see https://docs.stadiamaps.com/authentication/, or give a key restricted to it",
    ),
}


class _ServiceError(GeomapError):
    """A problem with a service: the finding's code, message and help, and the key of the entry that it is about."""

    def __init__(self, code: str, message: str, hint: str, key: str = "") -> None:
        super().__init__(message, hint)
        self.code, self.key = code, key


def read_online(online: Online, origin: Origin) -> tuple[Online, list[Finding]]:
    """The entry with its service if that can be used, and the findings about it.

    Args:
        online: the entry.
        origin: of the ``map`` entry.
    """
    try:
        service, problems = _service(online)
    except _ServiceError as error:
        service, problems = None, [error]
    findings = [
        Finding(origin.at(("online", each.key) if each.key else ("online",)), each.code, str(each), each.hint)
        for each in problems
    ]
    return (online.with_service(service) if service else online), findings


def _service(online: Online) -> tuple[Service, list[_ServiceError]]:
    """The service, and warnings and notes about it.

    Raises:
        _ServiceError: it cannot be used.
    """
    given = _given(online)
    credit = parse_attribution(online.attribution or str(given.get("html_attribution") or given.get("attribution", "")))
    if not credit:
        advice = "add attribution: with a credit line such as © OpenStreetMap contributors"
        raise _ServiceError("O004", "these tiles have no credit line", advice)
    url, has_key = _with_key(online, _filled(given))
    subdomains = _subdomains(online, given, url)
    hosts = tuple(dict.fromkeys(_origin(url.replace("{s}", each)) for each in subdomains or ("",)))
    terms = _terms(url)
    low, high = _zooms(online, given)
    service = Service(
        name=online.name or _family(given) or _bare_host(url),
        url=url,
        hosts=hosts,
        subdomains=subdomains,
        attribution=credit,
        min_zoom=low,
        max_zoom=high,
        tile_size=int(given.get("tileSize", 256)),
        zoom_offset=int(given.get("zoomOffset", 0)),
        bounds=_bounds(given.get("bounds")),
        load=online.load,
        vector=online.vector or None,
        referrer=online.referrer
        or (Referrer.REQUIRED if terms is not None and terms.refuses and not has_key else Referrer.ORIGIN),
    )
    problems = []
    if given.get("status") == "broken":
        found = f"xyzservices lists {echo(online.provider)} as broken"
        problems.append(_ServiceError("O006", found, "choose another service", "provider"))
    if has_key:
        advice = "restrict it to your site in the service's settings"
        problems.append(_ServiceError("O003", "the key is published: readers can see and use it", advice, "key"))
    elif terms:
        problems.append(_ServiceError("O005", terms.condition, terms.advice))
    return service, problems


def _given(online: Online) -> Mapping[str, Any]:
    """The properties of the service, as xyzservices names them."""
    if online.provider and online.url:
        raise _ServiceError("O004", "there are both a provider and a url", "remove one of them", "url")
    if online.url:
        return {"url": online.url, "max_zoom": 18}
    if online.provider:
        return _provider(online.provider)
    raise _ServiceError("O004", "there is neither a provider nor a url", "add provider: with an xyzservices name")


def _provider(name: str) -> Mapping[str, Any]:
    """The properties of a service in xyzservices, whatever the case and punctuation of its name."""
    providers = require("xyzservices", extra="online").providers
    known = _providers_by_name()
    try:
        found: Mapping[str, Any] = known.get(name) or providers.query_name(name)
    except ValueError:
        advice = nearest(name, known) or nearest(name.partition(".")[0], {each.partition(".")[0] for each in known})
        more = "see https://xyzservices.readthedocs.io/en/stable/gallery.html for all names"
        message = f'xyzservices has no service "{echo(name)}"'
        raise _ServiceError("O001", message, f"{advice} {more}".strip(), "provider") from None
    if found.get("crs", "EPSG:3857") != "EPSG:3857":
        advice = "choose a service in Web Mercator (EPSG:3857)"
        raise _ServiceError("O004", f"its tiles are in {found['crs']}", advice, "provider")
    return found


@cache
def _providers_by_name() -> Mapping[str, Any]:
    flat: Mapping[str, Any] = require("xyzservices", extra="online").providers.flatten()
    return flat


def _filled(given: Mapping[str, Any]) -> str:
    """The template with every placeholder filled that neither the page nor the key fills."""
    url = str(given["url"])
    if given.get("tms"):
        url = url.replace("{y}", "{-y}")

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name in _FILLED_BY_PAGE or name in _KEY_NAMES or name not in given:
            return found[0]
        return str(given[name])

    return _PLACEHOLDER.sub(value, url)


def _with_key(online: Online, url: str) -> tuple[str, bool]:
    """The template with the editor's key, and whether it has one."""
    names = set(_PLACEHOLDER.findall(url))
    if not ({"z", "x"} <= names and names & {"y", "-y"}):
        raise _ServiceError("O004", "the url lacks {z}, {x} or {y}", f"write the address of a tile, {_EXAMPLE}", "url")
    keys = [name for name in _KEY_NAMES if name in names]
    if unknown := sorted(names - _FILLED_BY_PAGE - set(_KEY_NAMES)):
        advice = "replace it with its value; only {z}, {x}, {y}, {s}, {r} and {key} are filled in"
        raise _ServiceError("O004", f"the url has the unknown placeholder {{{unknown[0]}}}", advice, "url")
    terms = _terms(url)
    if online.key is None:
        if keys and terms is None:
            advice = f"add key: with your {keys[0]} from {_bare_host(url)}"
            raise _ServiceError("O002", f'the service requires a key, its parameter "{keys[0]}"', advice)
        return re.sub(r"[?&][\w-]+=\{\s*[\w-]+\s*\}", "", url) if keys else url, False
    key = quote(online.key, safe="-._~")
    if keys:
        return _PLACEHOLDER.sub(lambda found: key if found[1] in _KEY_NAMES else found[0], url), True
    if terms and terms.key:
        return f"{url}{'&' if '?' in url else '?'}{terms.key}={key}", True
    raise _ServiceError(
        "O004", "the service does not accept a key", "remove it, or write {key} in the url where it belongs", "key"
    )


def _subdomains(online: Online, given: Mapping[str, Any], url: str) -> tuple[str, ...]:
    if "{s}" not in url:
        return ()
    written = online.subdomains if online.subdomains is not None else given.get("subdomains", "abc")
    found = tuple(dict.fromkeys(str(each) for each in written))
    if not found or len(found) > _MOST_SUBDOMAINS:
        advice = f"write up to {_MOST_SUBDOMAINS}, such as abc"
        raise _ServiceError("O004", f"there are {len(found)} subdomains", advice, "subdomains")
    return found


def _origin(url: str) -> str:
    """The origin of a tile's address, as a Content-Security-Policy names it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    shown = f"[{host}]" if ":" in host else host
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(shown):
        found, advice = f'"{echo(url)}" is not a web address', f"write one that begins with https://, {_EXAMPLE}"
    elif parts.username is not None or parts.password is not None:
        found, advice = "the url contains a user name or password", "remove it: readers would see it"
    elif parts.scheme == "http" and not _is_loopback(host):
        found = "the url begins with http://, which browsers block in a page on https"
        advice = "write https://; over http, others could read and change the tiles"
    else:
        return f"{parts.scheme}://{shown}{f':{port}' if port else ''}"
    raise _ServiceError("O004", found, advice, "url")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _bare_host(url: str) -> str:
    """The host without its variable subdomain, for readers: ``basemaps.cartocdn.com``."""
    return urlsplit(url.replace("{s}.", "").replace("{s}", "")).netloc


def _terms(url: str) -> _Terms | None:
    return _TERMS.get(_bare_host(url).partition(":")[0])


def _zooms(online: Online, given: Mapping[str, Any]) -> tuple[int, int]:
    low = online.min_zoom if online.min_zoom is not None else int(given.get("min_zoom", 0))
    high = online.max_zoom if online.max_zoom is not None else int(given.get("max_zoom", 18))
    if low > high:
        raise _ServiceError("O004", f"min_zoom, {low}, is greater than max_zoom, {high}", "swap them", "min_zoom")
    return low, high


def _bounds(given: Any) -> tuple[float, float, float, float] | None:
    """South, west, north, east if the service does not cover the world."""
    if not given:
        return None
    (south, west), (north, east) = given
    covers = south <= _WORLD[0] and west <= _WORLD[1] + 1 and north >= _WORLD[2] and east >= _WORLD[3] - 1
    return None if covers else (float(south), float(west), float(north), float(east))


def _family(given: Mapping[str, Any]) -> str:
    """The name of a service for readers: the first part of its xyzservices name."""
    family = str(given.get("name", "")).partition(".")[0]
    return {"CartoDB": "CARTO", "MapBox": "Mapbox"}.get(family, family)
