"""What geopy raises → what a person can do about it."""

from collections.abc import Callable

from geopy.adapters import AdapterHTTPError
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderServiceError,
)

from geomap.findings import echo
from geomap.geocoding.http import OFFLINE, GeocodingError

_STATUS = {
    400: ("does not understand the question", "look at the words, --country and --language"),
    401: ("asks for a key or a password", "ask another with --provider or --domain"),
    402: ("asks to be paid", "ask another with --provider or --domain"),
    403: (
        "refuses to answer",
        "its operators may block this network or program: say who you are with --contact, or ask another with --domain",
    ),
    404: ("has no geocoder there", "look at --domain and --provider"),
    429: ("has been asked too often", f"wait a few minutes, and ask less often; {OFFLINE}"),
}


def in_words(problem: Exception, title: str, server: str, needs: str, safe: Callable[[object], str]) -> GeocodingError:
    """A failure in words. ``needs`` says which keys the geocoder takes, ``safe`` frees its own words of them."""
    if isinstance(problem, GeocodingError):
        return problem
    cause = problem if isinstance(problem, AdapterHTTPError) else problem.__cause__
    if isinstance(cause, AdapterHTTPError):
        what, advice = _STATUS.get(cause.status_code, ("does not answer the question", "try again later"))
        found = f"{echo(server)} {what} (status {cause.status_code})"
        # Another question may fare better where this one was refused for what it says.
        return GeocodingError(found, _joined(needs, advice), lasting=cause.status_code not in {400, 404, 414, 422})
    for kind, found, advice, lasting in _KINDS:
        if isinstance(problem, kind):
            words = found.format(title=title, server=echo(server), said=safe(problem))
            return GeocodingError(words, _joined(needs if kind in _KEYS else "", advice), lasting=lasting)
    found = f"{echo(server)} answers in another form than {title} does ({type(problem).__name__})"
    return GeocodingError(found, "look at --domain and --provider", lasting=False)


_KEYS = {GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges}
_KINDS = (
    (GeocoderAuthenticationFailure, "{title} does not take the key: {said}", "", True),
    (GeocoderInsufficientPrivileges, "{title} does not take the key: {said}", "", True),
    (GeocoderQuotaExceeded, "{title} answers no more questions today: {said}", OFFLINE, True),
    (GeocoderQueryError, "{title} does not understand: {said}", "look at the words", False),
    (GeocoderParseError, "{server} answers in another form than {title} does", "look at --domain", True),
    (GeocoderServiceError, "{title} does not answer the question: {said}", "try again later", True),
)
"""geopy's exceptions, the narrower first: what to say, what to do, and whether the next question fares no better."""


def _joined(*advices: str) -> str:
    return "; ".join(advice for advice in advices if advice)
