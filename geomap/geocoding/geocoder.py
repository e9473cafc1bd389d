"""One of geopy's geocoders: its settings, its queries, and its answers from the network or the cache.

A geocoder's keys are read from the environment, from ``GEOMAP_NAME_ARGUMENT`` for each argument of geopy's class:
``GEOMAP_OPENCAGE_API_KEY``, ``GEOMAP_PELIAS_DOMAIN``. They are never printed or stored.
"""

import inspect
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderNotFound, GeocoderQueryError, GeopyError
from geopy.geocoders import SERVICE_TO_GEOCODER, get_geocoder_for_service
from geopy.point import Point

from geomap.errors import GeomapError
from geomap.findings import echo, nearest
from geomap.geocoding.cache import Cache
from geomap.geocoding.results import service_of
from geomap.model import Coordinates
from geomap.net.http import Client, HttpError, check_url, is_url

PUBLIC_DELAY_S = 1.0
"""Between requests to a public server: Nominatim's usage policy, and a polite default for others."""
MAX_ANSWER = 2_000_000
"""Bytes of an answer; forty results of Nominatim with all their names have about 200,000."""
_NEAR_DEGREES = 1.0  # on each side, of the box in which results are preferred
_GRID_DEGREES = 0.5  # to which positions are rounded, so that no server learns the position of a place
_OFFLINE = "`geomap locate --offline` works without a network"
_NOT_KEYS = {"self", "domain", "scheme", "timeout", "proxies", "user_agent", "ssl_context", "adapter_factory"}
_KEY_NAMES = {"api_key": "an API key", "domain": "the name of a server (--domain)", "username": "a user name"}
_STATUS_HINTS = {
    403: "its operator may block this network or program: identify yourself with --contact, or use another server",
    404: "check --domain and --provider",
    429: f"wait a few minutes; {_OFFLINE}",
}


class GeocodingError(GeomapError):
    """A geocoder cannot be used, or did not answer.

    Attributes:
        query_rejected: whether only this query failed.
    """

    query_rejected: bool = False


@dataclass(frozen=True)
class Query:
    """A search for a place.

    Attributes:
        text: a name or an address.
        languages: preferred for names, the first most of all.
        country: ISO 3166 code of two letters, to which results are limited.
        near: a position near which results are preferred.
        limit: the largest number of results.
    """

    text: str
    languages: tuple[str, ...] = ()
    country: str = ""
    near: Coordinates | None = None
    limit: int = 10


@dataclass(frozen=True)
class Result:
    """A result: its address as text, its position, and the geocoder's own record."""

    address: str
    position: Coordinates
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """A geocoder's answer.

    Attributes:
        results: the best first.
        skipped: number of results without a position.
        time: in seconds since 1970.
        cached: whether it is from the cache.
        unsupported: options of the query that the geocoder does not support.
    """

    results: tuple[Result, ...]
    skipped: int
    time: float
    cached: bool
    unsupported: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """Which geocoder to use, and how.

    Attributes:
        provider: geopy's name for it.
        domain: the server, if it is not the public one; ``scheme`` likewise.
        contact: an address that is sent with each request.
        refresh: whether to send a query although its answer is in the cache.
        delay_s: the least time between two requests; by default 1 s for a public server.
        notify: is called with a message before each pause.
    """

    provider: str = "nominatim"
    domain: str = ""
    scheme: str = ""
    contact: str = ""
    refresh: bool = False
    timeout_s: float = 20
    attempts: int = 3
    backoff_s: float = 1
    delay_s: float | None = None
    cache: Cache = field(default_factory=lambda: Cache(None))
    notify: Callable[[str], object] = lambda _message: None


class Geocoder:
    """One of geopy's geocoders with its server.

    Attributes:
        service: what is known about it.
        server: the host.
        is_public: whether it is the server that geopy uses by default.
        cache: its answers.

    Raises:
        GeocodingError: there is no such geocoder, or an argument is missing or invalid.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings, self.cache = settings, settings.cache
        self._provider = settings.provider.strip().lower()
        geocoder_class = _geocoder_class(self._provider)
        self.service = service_of(geocoder_class)
        parameters = inspect.signature(geocoder_class.__init__).parameters
        self._keys = [_variable(self._provider, each) for each in parameters if each not in {*_NOT_KEYS, "kwargs"}]
        arguments = _arguments(self._provider, geocoder_class, settings)
        secrets = {str(arguments[key]) for key in set(arguments) - _NOT_KEYS}
        self._secrets = sorted((each for each in secrets if len(each) > 3), key=len, reverse=True)
        default = parameters["domain"].default if "domain" in parameters else ""
        public = default if isinstance(default, str) else ""
        self._domain = str(arguments.get("domain") or public)
        self.is_public = self._domain == public
        self.server = self._domain.partition("/")[0] or self.service.title
        usual_s = PUBLIC_DELAY_S if self.is_public else 0.0
        self._delay_s = usual_s if settings.delay_s is None else settings.delay_s
        try:
            client = Client(
                timeout_s=settings.timeout_s,
                attempts=settings.attempts,
                backoff_s=settings.backoff_s,
                contact=settings.contact,
                same_host=True,
                notify=settings.notify,
                wait_turn=self._wait_turn,
            )
            self._geocoder = geocoder_class(
                **arguments, user_agent=client.user_agent, adapter_factory=partial(_Adapter, client=client)
            )
        except (TypeError, ValueError) as problem:  # geopy's ConfigurationError is a ValueError
            raise GeocodingError(f"{self.service.title}: {self._redacted(problem)}", self._key_hint) from None

    def answer(self, query: Query) -> Answer:
        """The answer to a query.

        Raises:
            GeocodingError: there is none.
        """
        options, unsupported = self._options(query)
        key = json.dumps({"provider": self._provider, "domain": self._domain, "text": query.text, **options})
        cache = self.cache if self.service.is_open else Cache(None)
        cached = None if self._settings.refresh else cache.get(key)
        if cached is not None:
            return Answer(tuple(_results(cached[0])), 0, cached[1], cached=True, unsupported=unsupported)
        try:
            locations = self._geocoder.geocode(query.text, exactly_one=False, **options) or []
        except Exception as problem:  # noqa: BLE001  (geopy passes on what an unexpected answer raises)
            raise self._error(problem) from None
        rows = [[each.address or "", each.latitude, each.longitude, each.raw] for each in locations[: query.limit]]
        results = tuple(_results(rows))
        cache.put(key, [[each.address, *each.position, each.raw] for each in results])
        return Answer(results, len(rows) - len(results), time.time(), cached=False, unsupported=unsupported)

    def _wait_turn(self) -> None:
        if self._delay_s:
            time.sleep(max(0.0, self.cache.next_turn(self.server, self._delay_s) - time.time()))

    def _options(self, query: Query) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The query in the parameters of geopy's class, and the options that it has no parameter for."""
        parameters = inspect.signature(self._geocoder.geocode).parameters
        options: dict[str, Any] = {}
        unsupported = []

        def add(option: str, value: Any, names: Sequence[str]) -> None:
            name = next((name for name in names if name in parameters), None)
            if value and name:
                options[name] = value
            elif value and option:
                unsupported.append(option)

        is_nominatim = "namedetails" in parameters
        add("", query.limit, ("limit", "maxresults", "max_results", "maximum_responses", "candidates"))
        language = ",".join(query.languages) if is_nominatim else next(iter(query.languages), "")
        add("--language", language, ("language", "lang", "culture"))
        is_list = "country_codes" in parameters or "countries" in parameters
        country = [query.country] if is_list and query.country else query.country
        add("--country", country, ("country_codes", "countries", "country"))
        near = query.near and Coordinates(*(round(each / _GRID_DEGREES) * _GRID_DEGREES for each in query.near))
        if near and is_nominatim:
            options["viewbox"] = _box_around(near)
        else:
            add("--near", near and tuple(near), ("location_bias", "proximity", "at", "location", "user_location"))
        if is_nominatim:
            options.update(namedetails=True, extratags=True)
        return options, tuple(unsupported)

    def _error(self, problem: BaseException) -> GeocodingError:
        """The error for an exception of geopy or of the client."""
        if isinstance(problem, GeocodingError):
            return problem
        http: BaseException | None = problem
        while http is not None and not isinstance(http, HttpError):
            http = http.__cause__
        if isinstance(http, HttpError):
            hint = _STATUS_HINTS.get(http.status) or f"{http.hint}; {_OFFLINE}"
            if http.status in {401, 402, 403}:
                hint = "; ".join(filter(None, (self._key_hint, hint)))
            error = GeocodingError(self._redacted(http), hint)
            error.query_rejected = http.status in {400, 414, 422}
        elif isinstance(problem, GeopyError):
            error = GeocodingError(f"{self.service.title}: {self._redacted(problem)}", self._key_hint or _OFFLINE)
            error.query_rejected = isinstance(problem, GeocoderQueryError)
        else:
            message = f"{echo(self.server)} does not answer as {self.service.title} does ({type(problem).__name__})"
            error = GeocodingError(message, "check --domain and --provider")
        return error

    @property
    def _key_hint(self) -> str:
        return f"check {', '.join(self._keys)} in the environment" if self._keys else ""

    def _redacted(self, problem: object) -> str:
        """The text of a message without the secrets."""
        text = str(problem)
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return echo(" ".join(text.split()), 160)


class _Adapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy is untyped
    """Sends geopy's requests with geomap's client."""

    def __init__(self, *, proxies: Any, ssl_context: Any, client: Client) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._client = client

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text, parse_constant=lambda _: None)  # NaN is neither JSON nor a position
        except (ValueError, RecursionError):
            hint = "check --domain; the sign-in page of a network may also be the cause"
            raise GeocodingError(f"{echo(urlsplit(url).netloc)} does not send JSON", hint) from None

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        del timeout  # the client has its own
        try:
            response = self._client.get(url, headers=headers, max_bytes=MAX_ANSWER)
        except HttpError as error:
            if not error.status:
                raise
            # Some of geopy's classes know what a status means.
            raise AdapterHTTPError(str(error), status_code=error.status, headers={}, text="") from error
        return response.body.decode(response.charset or "utf-8", errors="replace")


def geocoder_names() -> list[str]:
    """The names that geopy has for its geocoders."""
    return sorted(SERVICE_TO_GEOCODER)


def _geocoder_class(name: str) -> Any:
    try:
        return get_geocoder_for_service(name)
    except GeocoderNotFound:
        hint = nearest(name, geocoder_names()) or f"use one of {', '.join(geocoder_names())}"
        raise GeocodingError(f'there is no geocoder "{echo(name)}"', hint) from None


def _variable(provider: str, argument: str) -> str:
    return f"GEOMAP_{provider}_{argument}".upper()


def _arguments(provider: str, geocoder_class: Any, settings: Settings) -> dict[str, Any]:
    """The arguments of geopy's class, from the settings and the environment."""
    given = {"domain": settings.domain, "scheme": settings.scheme}
    parameters = inspect.signature(geocoder_class.__init__).parameters
    title = service_of(geocoder_class).title
    for name, value in given.items():
        if value and name not in parameters:
            raise GeocodingError(f"{title} does not support --{name}", f"omit --{name}")
    arguments: dict[str, Any] = {}
    missing = []
    for name, parameter in parameters.items():
        if name in _NOT_KEYS - set(given) or parameter.kind is parameter.VAR_KEYWORD:
            continue
        value = given.get(name) or os.environ.get(_variable(provider, name), "")
        if value:
            arguments[name] = int(value) if isinstance(parameter.default, int) and value.isdecimal() else value
        elif parameter.default is parameter.empty:
            missing.append(name)
    if missing:
        needed = " and ".join(_KEY_NAMES.get(each, each) for each in missing)
        variables = " and ".join(_variable(provider, each) for each in missing)
        raise GeocodingError(f"{title} needs {needed}", f"set {variables} in the environment")
    return _with_server(arguments)


def _with_server(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with a valid domain; a complete address is divided into scheme and domain."""
    domain = str(arguments.get("domain", ""))
    if not domain:
        return arguments
    scheme = str(arguments.get("scheme") or "https")
    if is_url(domain):
        scheme, _, domain = domain.partition("://")
        scheme = str(arguments.get("scheme") or scheme.lower())
        arguments["scheme"] = scheme
    domain = domain.strip("/")
    hint = "use --domain as in nominatim.example.org"
    try:
        check_url(f"{scheme}://{domain}/")
    except HttpError as error:
        raise GeocodingError(str(error), hint) from None
    if "?" in domain or "#" in domain:
        raise GeocodingError(f'"{echo(domain)}" is not a server', hint)
    return {**arguments, "domain": domain}


def _box_around(near: Coordinates) -> list[tuple[float, float]]:
    """Two corners of the box in which results are preferred."""
    south, north = max(-90.0, near.latitude - _NEAR_DEGREES), min(90.0, near.latitude + _NEAR_DEGREES)
    west, east = max(-180.0, near.longitude - _NEAR_DEGREES), min(180.0, near.longitude + _NEAR_DEGREES)
    return [(south, west), (north, east)]


def _results(rows: Sequence[Any]) -> list[Result]:
    """Results of rows of address, latitude, longitude and record.

    Geopy reads a missing number as 0, so a result with exactly 0 degrees has no position.
    """
    results = []
    for address, latitude, longitude, raw in rows:
        point = Point(latitude, longitude)
        if point.latitude and point.longitude:
            position = Coordinates(point.latitude, point.longitude)
            results.append(Result(str(address), position, raw if isinstance(raw, dict) else {}))
    return results
