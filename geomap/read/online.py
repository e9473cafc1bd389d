"""A map service, by its xyzservices name or its own template → the service as the page asks it, or why it cannot be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

import xyzservices

from geomap.findings import Finding, echo, nearest
from geomap.model import Online, Referrer, Service
from geomap.model.origin import Origin
from geomap.read.attribution import attribution_of

_FILLED_BY_PAGE = frozenset({"z", "x", "y", "-y", "s", "r"})
_PLACEHOLDER = re.compile(r"\{\s*([\w-]+)\s*\}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)
_KEY_NAMES = ("apikey", "apiKey", "key", "accessToken", "subscriptionKey", "token")
_MOST_SUBDOMAINS = 40
_WORLD = (-85.0, -180.0, 85.0, 180.0)
_EXAMPLE = "such as https://tiles.example.org/{z}/{x}/{y}.png"


@dataclass(frozen=True)
class _Known:
    """What is known of a host beside what xyzservices says.

    Attributes:
        key: the parameter that takes its key, if it takes one.
        refuses: whether it refuses, without a key, requests that do not say which site they come from.
        condition: its condition without a key; ``advice`` what to do about it.
    """

    key: str | None
    refuses: bool
    condition: str
    advice: str


# Read in the operators' own pages in November 2026; docs/basemap.md names them.
_CONDITIONS = {
    "tile.openstreetmap.org": _Known(
        None,
        True,
        "it refuses maps that do not say which site they are on: those that are opened from a disk, or in a frame "
        "without an origin",
        "tell readers to open the map on its site; read https://operations.osmfoundation.org/policies/tiles/",
    ),
    "basemaps.cartocdn.com": _Known(
        "key",
        False,
        "without a key, its tiles have carried a watermark since August 2026",
        "ask for a key at https://carto.com/basemaps/apikey/ and give it as key:",
    ),
    "tiles.stadiamaps.com": _Known(
        "api_key",
        True,
        "without a key, it serves only sites that are registered with it, and so no map that is opened from a disk",
        "register your site, see https://docs.stadiamaps.com/authentication/, or give a key that is restricted to it",
    ),
}


class _Unusable(Exception):  # noqa: N818  (says what the service is)
    """Why a service cannot be used: code, what was found, what to do, and the key that it is about."""

    def __init__(self, code: str, found: str, advice: str, key: str = "") -> None:
        super().__init__(found)
        self.code, self.found, self.advice, self.key = code, found, advice, key


def read_online(online: Online | None, origin: Origin) -> Iterator[Finding]:
    """Give the entry its service; yield what stands against it, and what an editor should know of it.

    Args:
        online: the entry, None where there is none.
        origin: where ``map`` stands.
    """
    if online is None:
        return

    def at(key: str) -> Any:
        return origin.at(("online", key) if key else ("online",))

    try:
        service, remarks = _service(online)
    except _Unusable as unusable:
        yield Finding(at(unusable.key), unusable.code, unusable.found, unusable.advice)
        return
    online.found(service)
    for remark in remarks:
        yield Finding(at(remark.key), remark.code, remark.found, remark.advice)


def _service(online: Online) -> tuple[Service, list[_Unusable]]:
    if online.provider and online.url:
        raise _Unusable("O004", "there are both a provider and a url", "keep one of the two", "url")
    if online.provider:
        given = _provider(online.provider)
    elif online.url:
        given = {"url": online.url, "max_zoom": 18}
    else:
        raise _Unusable("O004", "there is neither a provider nor a url", "write provider: with an xyzservices name")
    named = attribution_of(online.attribution or str(given.get("html_attribution") or given.get("attribution", "")))
    if not named:
        advice = "write attribution: with who is to be named, such as © OpenStreetMap contributors"
        raise _Unusable("O004", "nobody is named for these tiles", advice)
    remarks = [] if given.get("status") != "broken" else [_broken(online.provider or "")]
    url, has_key = _with_key(online, _filled(given))
    subdomains = _subdomains(online, given, url)
    hosts = _hosts(url, subdomains)
    known = _known(url)
    if has_key:
        found = "readers can see the key in the page and use it"
        remarks.append(_Unusable("O003", found, "restrict it to your site with the service's own settings", "key"))
    elif known:
        remarks.append(_Unusable("O005", known.condition, known.advice))
    low, high = _zooms(online, given)
    refuses = known is not None and known.refuses and not has_key
    service = Service(
        name=online.name or _name(online.provider) or _bare_host(url),
        url=url,
        hosts=hosts,
        subdomains=subdomains,
        attribution=named,
        min_zoom=low,
        max_zoom=high,
        tile_size=int(given.get("tileSize", 256)),
        zoom_offset=int(given.get("zoomOffset", 0)),
        bounds=_bounds(given.get("bounds")),
        load=online.load,
        vector=online.vector or None,
        referrer=online.referrer or (Referrer.REQUIRED if refuses else Referrer.ORIGIN),
    )
    return service, remarks


def _provider(name: str) -> Mapping[str, Any]:
    """What xyzservices says of a service; names are found whatever their case and marks."""
    known = xyzservices.providers.flatten()
    try:
        found: Mapping[str, Any] = xyzservices.providers.query_name(name)
    except ValueError:
        advice = nearest(name, known) or nearest(name.partition(".")[0], {each.partition(".")[0] for each in known})
        more = "https://xyzservices.readthedocs.io/en/stable/gallery.html shows all that there are"
        raise _Unusable(
            "O001", f'xyzservices knows no "{echo(name)}"', f"{advice} {more}".strip(), "provider"
        ) from None
    if found.get("crs", "EPSG:3857") != "EPSG:3857":
        raise _Unusable(
            "O004", f"its tiles are in {found['crs']}", "choose one in Web Mercator (EPSG:3857)", "provider"
        )
    return found


def _broken(name: str) -> _Unusable:
    return _Unusable("O006", f"xyzservices says that {echo(name)} does not work", "choose another", "provider")


def _filled(given: Mapping[str, Any]) -> str:
    """The template with all that is not the page's to fill in, but for the key."""
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
    """The template with the editor's key in its place, and whether it has one."""
    if not (_axis(url, "z") and _axis(url, "x") and (_axis(url, "y") or _axis(url, "-y"))):
        raise _Unusable("O004", "the url lacks {z}, {x} or {y}", f"write the address of a tile, {_EXAMPLE}", "url")
    asked = [name for name in _PLACEHOLDER.findall(url) if name not in _FILLED_BY_PAGE]
    keys = [name for name in asked if name in _KEY_NAMES]
    if unknown := [name for name in asked if name not in _KEY_NAMES]:
        advice = "{z}, {x}, {y}, {s}, {r} and {key} are filled in; write out the rest"
        raise _Unusable("O004", f"nothing is known for {{{unknown[0]}}} in the url", advice, "url")
    known = _known(url)
    if online.key is None:
        if keys and known is None:
            advice = f"write key: with the {keys[0]} that {_bare_host(url)} has given you"
            raise _Unusable("O002", f'the service asks for a key, its parameter "{keys[0]}"', advice)
        return re.sub(r"[?&][\w-]+=\{\s*[\w-]+\s*\}", "", url) if keys else url, False
    key = quote(online.key, safe="-._~")
    if keys:
        return _PLACEHOLDER.sub(lambda found: key if found[1] in _KEY_NAMES else found[0], url), True
    if known and known.key:
        return f"{url}{'&' if '?' in url else '?'}{known.key}={key}", True
    raise _Unusable(
        "O004", "the service takes no key", "take it out, or write {key} where it belongs in the url", "key"
    )


def _axis(url: str, name: str) -> bool:
    return f"{{{name}}}" in url


def _subdomains(online: Online, given: Mapping[str, Any], url: str) -> tuple[str, ...]:
    if "{s}" not in url:
        return ()
    written = online.subdomains if online.subdomains is not None else given.get("subdomains", "abc")
    found = tuple(dict.fromkeys(str(each) for each in written))
    if not found or len(found) > _MOST_SUBDOMAINS:
        advice = f"write up to {_MOST_SUBDOMAINS}, such as abc"
        raise _Unusable("O004", f"there are {len(found)} subdomains", advice, "subdomains")
    return found


def _hosts(url: str, subdomains: tuple[str, ...]) -> tuple[str, ...]:
    """Every origin that a tile may come from, as a Content-Security-Policy names it."""
    return tuple(dict.fromkeys(_origin(url.replace("{s}", each)) for each in subdomains or ("",)))


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(f"[{host}]" if ":" in host else host):
        raise _Unusable(
            "O004", f'"{echo(url)}" is no web address', f"write one that begins with https://, {_EXAMPLE}", "url"
        )
    if parts.username is not None or parts.password is not None:
        raise _Unusable(
            "O004", "the url has a user's name or password in it", "take it out: readers would see it", "url"
        )
    if parts.scheme == "http" and not _is_loopback(host):
        advice = "write https://, or ask the service for it: others could read and change what readers are sent"
        raise _Unusable("O004", "the url begins with http://, which browsers refuse in a page on https", advice, "url")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _bare_host(url: str) -> str:
    """The host without what changes in it, for readers: ``basemaps.cartocdn.com``."""
    return urlsplit(url.replace("{s}.", "").replace("{s}", "")).netloc


def _host(url: str) -> str:
    return _bare_host(url).partition(":")[0]


def _known(url: str) -> _Known | None:
    return _CONDITIONS.get(_host(url))


def _zooms(online: Online, given: Mapping[str, Any]) -> tuple[int, int]:
    low = online.min_zoom if online.min_zoom is not None else int(given.get("min_zoom", 0))
    high = online.max_zoom if online.max_zoom is not None else int(given.get("max_zoom", 18))
    if low > high:
        raise _Unusable("O004", f"its lowest zoom, {low}, is above its highest, {high}", "exchange them", "min_zoom")
    return low, high


def _bounds(given: Any) -> tuple[float, float, float, float] | None:
    """South, west, north, east where the service does not cover the world."""
    if not given:
        return None
    (south, west), (north, east) = given
    covers = south <= _WORLD[0] and west <= _WORLD[1] + 1 and north >= _WORLD[2] and east >= _WORLD[3] - 1
    return None if covers else (float(south), float(west), float(north), float(east))


def _name(provider: str | None) -> str | None:
    """What readers know a service by: the first part of its xyzservices name."""
    if provider is None:
        return None
    family: str = xyzservices.providers.query_name(provider)["name"].partition(".")[0]
    return {"CartoDB": "CARTO", "MapBox": "Mapbox"}.get(family, family)
