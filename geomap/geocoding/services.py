"""geopy's geocoders by name, and what the environment says that they need.

What a geocoder's constructor takes is read from ``GEOMAP_NAME_ARGUMENT``: ``GEOMAP_GOOGLEV3_API_KEY``,
``GEOMAP_PELIAS_DOMAIN``. Nothing of it is printed or kept.
"""

import inspect
import os
from functools import cache
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit

from geomap.findings import echo, nearest
from geomap.geocoding.forms import FORMS
from geomap.geocoding.http import GeocodingError
from geomap.net.remote import ExtractError, checked_address, is_address

_OURS = frozenset({"timeout", "proxies", "user_agent", "ssl_context", "adapter_factory"})
_WORDS = {"api_key": "an API key", "domain": "the name of a server (--domain)", "username": "a user name"}


def geocoder_names() -> list[str]:
    """The names that geopy has for its geocoders."""
    return sorted(_services())


def user_agent(contact: str = "") -> str:
    """Who asks: geomap, by its own name, and the editor where a contact is given.

    Raises:
        GeocodingError: the contact cannot stand in a request.

    >>> user_agent("map@example.org").partition(" ")[2]
    '(map@example.org)'
    """
    if not contact:
        return f"geomap/{metadata.version('geomap')}"
    if not contact.isascii() or not contact.isprintable() or len(contact) > 200:
        raise GeocodingError(f'the contact "{echo(contact)}" cannot be sent', "write an e-mail or web address")
    return f"geomap/{metadata.version('geomap')} ({contact})"


@cache
def _services() -> dict[str, Any]:
    from geopy.geocoders import SERVICE_TO_GEOCODER

    return dict(SERVICE_TO_GEOCODER)


def service_named(name: str) -> Any:
    """The class of a geocoder.

    Raises:
        GeocodingError: there is none of this name.
    """
    from geopy.exc import GeocoderNotFound
    from geopy.geocoders import get_geocoder_for_service

    try:
        return get_geocoder_for_service(name)
    except GeocoderNotFound:
        advice = nearest(name, geocoder_names()) or f"write one of {', '.join(geocoder_names())}"
        raise GeocodingError(f'there is no geocoder "{echo(name)}"', advice) from None


def constructed_with(name: str, service: Any, domain: str, scheme: str) -> tuple[dict[str, Any], list[str]]:
    """What a geocoder's constructor is given, and the secrets among it; ``domain`` and ``scheme`` as the person says.

    Raises:
        GeocodingError: something that it needs is missing, or cannot be used.
    """
    arguments: dict[str, Any] = {}
    missing = []
    parameters = inspect.signature(service.__init__).parameters
    for parameter in list(parameters.values())[1:]:
        if parameter.name in _OURS or parameter.kind is parameter.VAR_KEYWORD:
            continue
        said = os.environ.get(_variable(name, parameter.name), "")
        flag = {"domain": domain, "scheme": scheme}.get(parameter.name, "")
        if flag or said:
            counted = isinstance(parameter.default, int) and said.isdecimal()
            arguments[parameter.name] = flag or (int(said) if counted else said)
        elif parameter.default is parameter.empty:
            missing.append(parameter.name)
    private = {str(value) for key, value in arguments.items() if key not in {"domain", "scheme"}}
    secrets = sorted((value for value in private if len(value) > 3), key=len, reverse=True)
    if missing:
        wanted = " and ".join(_variable(name, each) for each in missing)
        title = FORMS[name].title if name in FORMS else service.__name__
        words = " and ".join(_WORDS.get(each, f"a value for {each}") for each in missing)
        advice = f"set {wanted} in the environment, which is neither printed nor kept"
        raise GeocodingError(f"{title} cannot be asked without {words}", advice)
    for key, flag in (("domain", domain), ("scheme", scheme)):
        if flag and key not in parameters:
            raise GeocodingError(f"{service.__name__} takes no --{key}", f"leave --{key} out")
    return _checked_server(arguments), secrets


def _checked_server(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, with a domain that may be asked; a whole address gives the scheme too."""
    domain = str(arguments.get("domain", ""))
    if not domain:
        return arguments
    if is_address(domain):
        scheme, _, domain = domain.partition("://")
        arguments.setdefault("scheme", scheme.lower())
    scheme = str(arguments.get("scheme") or "https")
    domain = domain.strip("/")
    try:
        checked_address(f"{scheme}://{domain}/")
    except ExtractError as problem:
        raise GeocodingError(problem.found, "write --domain as in nominatim.example.org, without a password") from None
    if urlsplit(f"{scheme}://{domain}").query or "#" in domain:
        raise GeocodingError(f'"{echo(domain)}" is no server', "write --domain as in nominatim.example.org")
    return {**arguments, "domain": domain}


def _variable(name: str, argument: str) -> str:
    return f"GEOMAP_{name}_{argument}".upper()


def needed_by(name: str) -> str:
    """Which variables of the environment this geocoder reads."""
    parameters = inspect.signature(service_named(name).__init__).parameters
    keys = [each for each in parameters if each not in _OURS and each not in {"self", "domain", "scheme", "kwargs"}]
    return f"look at {', '.join(_variable(name, each) for each in keys)} in the environment" if keys else ""
