"""One of geopy's geocoders, asked in the words that it understands, its answers kept where its terms let them be."""

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from geomap.findings import echo
from geomap.geocoding.cache import Cache
from geomap.geocoding.failures import in_words
from geomap.geocoding.forms import FORMS, Form, believable, coordinates_said
from geomap.geocoding.http import BoundedAdapter, GeocodingError, Manners
from geomap.geocoding.services import constructed_with, needed_by, service_named, user_agent
from geomap.model import Coordinates
from geomap.net.remote import Patience

PUBLIC_DELAY_S = 1.0
"""Between two requests to a server that is not one's own; what Nominatim's usage policy asks for, and others too."""
_NEAR_DEGREES = 1.0  # of the box in which results are preferred, on each side
_ROUGHLY = 0.5  # degrees to which a position is rounded before it is sent: nobody learns where a place is known to be
_LIMITS = ("limit", "maxresults", "max_results", "maximum_responses", "candidates")
_LANGUAGES = ("language", "lang", "culture")
_COUNTRIES = ("country_codes", "countries", "country")
_NEAR = ("location_bias", "proximity", "at", "location", "user_location")


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        text: a name or an address.
        languages: in which names are liked best, the first first.
        country: ISO 3166 code of two letters, in which alone is searched.
        near: where results are preferred.
        limit: how many results at most.
    """

    text: str
    languages: tuple[str, ...] = ()
    country: str = ""
    near: Coordinates | None = None
    limit: int = 10


@dataclass(frozen=True)
class Result:
    """A result that may be believed: its address in words, where it is, and all that the geocoder said of it."""

    address: str
    position: Coordinates
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What a geocoder answered.

    Attributes:
        results: the best first.
        left_out: results whose position is none.
        asked: when, in seconds since 1970.
        cached: whether it is from the cache.
    """

    results: tuple[Result, ...]
    left_out: int
    asked: float
    cached: bool


@dataclass(frozen=True)
class Wished:
    """Which geocoder is wished for, and how it is to be asked.

    ``provider`` is geopy's name for it; ``domain`` and ``scheme`` those of a server of one's own; ``contact`` an
    address under which its operators may complain.
    """

    provider: str = "nominatim"
    domain: str = ""
    scheme: str = ""
    contact: str = ""
    refresh: bool = False
    patience: Patience = field(default_factory=lambda: Patience(timeout_s=20, tries=3))
    cache: Cache = field(default_factory=lambda: Cache(None))
    tell: Callable[[str], None] = lambda _: None
    delay_s: float | None = None


class Geocoder:
    """One of geopy's geocoders, with its server.

    Attributes:
        form: how it writes its results.
        server: the host that is asked.
        public: whether that is one of those that geopy knows, and so nobody's own.
        deaf: wishes of the last question that it has no words for.

    Raises:
        GeocodingError: there is no such geocoder, or something that it needs is missing.
    """

    def __init__(self, wished: Wished) -> None:
        self.provider = wished.provider.strip().lower()
        service = service_named(self.provider)
        self.form = FORMS.get(self.provider) or Form(service.__name__)
        arguments, self._secrets = constructed_with(self.provider, service, wished.domain, wished.scheme)
        usual = inspect.signature(service.__init__).parameters.get("domain")
        domain = arguments.get("domain") or (usual.default if usual and isinstance(usual.default, str) else "")
        self.public = not usual or not arguments.get("domain") or domain == usual.default
        delay_s = wished.delay_s if wished.delay_s is not None else PUBLIC_DELAY_S if self.public else 0.0
        self._manners = Manners(delay_s, wished.patience, wished.cache, wished.tell)
        self._wished, self._domain = wished, domain
        self._left_out = 0
        self.deaf: list[str] = []
        try:
            self._geocoder = service(
                **arguments,
                user_agent=user_agent(wished.contact),
                adapter_factory=partial(BoundedAdapter, manners=self._manners, look=self._look),
            )
        except (TypeError, ValueError) as problem:  # geopy's ConfigurationError is a ValueError
            raise GeocodingError(
                f"{self.form.title} cannot be asked: {self._safe(problem)}", needed_by(self.provider)
            ) from None
        self.server = str(domain).partition("/")[0] or self.form.title

    @property
    def trouble(self) -> str:
        """Why the cache is not used, in words; empty while it is."""
        return self._wished.cache.trouble

    def ask(self, question: Question) -> Answer:
        """The answer to a question, from the cache where it is there.

        Raises:
            GeocodingError: there is none.
        """
        options = self._options(question)
        asked = {"provider": self.provider, "domain": self._domain, "text": question.text, **options}
        store = self._wished.cache if self.form.open else Cache(None)
        kept = None if self._wished.refresh else store.get(asked)
        if kept is not None:
            read = _restored(kept.answer)
            if read is not None:
                return Answer(read, 0, kept.asked, cached=True)
        self._left_out = 0
        try:
            locations = self._geocoder.geocode(question.text, exactly_one=False, **options) or []
        except Exception as problem:  # noqa: BLE001  (geopy lets through what it stumbles over in an answer)
            raise in_words(problem, self.form.title, self.server, needed_by(self.provider), self._safe) from None
        results = tuple(result for result in map(_result, locations[: question.limit]) if result is not None)
        left_out = self._left_out + len(locations[: question.limit]) - len(results)
        store.put(asked, [[each.address, *each.position, each.raw] for each in results])
        return Answer(results, left_out, time.time(), cached=False)

    def _look(self, answer: Any) -> Any:
        """What geopy may read of an answer: it believes what it is given, and takes 0, 0 for a missing position."""
        try:
            kept, self._left_out = believable(answer, self.form)
        except ValueError:
            found = f"{self.server} answers in another form than {self.form.title} does"
            raise GeocodingError(found, "look at --domain and --provider") from None
        return kept

    def _options(self, question: Question) -> dict[str, Any]:
        """The question in the words that this geocoder takes."""
        takes = inspect.signature(self._geocoder.geocode).parameters
        options: dict[str, Any] = {}
        self.deaf = []

        def say(what: str, value: Any, names: Sequence[str]) -> None:
            name = next((name for name in names if name in takes), None)
            if value and name:
                options[name] = value
            elif value and what:
                self.deaf.append(what)

        listed = "country_codes" in takes or "countries" in takes
        near = _roughly(question.near) if question.near else None
        many = ",".join(question.languages) if "namedetails" in takes else next(iter(question.languages), "")
        say("", question.limit, _LIMITS)
        say("--language", many, _LANGUAGES)
        if self.provider in {"google", "googlev3"} and question.country:
            options["components"] = {"country": question.country}
        else:
            say("--country", [question.country] if listed and question.country else question.country, _COUNTRIES)
        if "viewbox" in takes and near:
            options["viewbox"] = _around(near)
        elif self.provider in {"google", "googlev3"} and near:
            options["bounds"] = _around(near)
        else:
            say("--near", tuple(near) if near else None, _NEAR)
        if "namedetails" in takes:
            options.update(namedetails=True, extratags=True)
        return options

    def _safe(self, problem: object) -> str:
        """Words of somebody else's, without any key of ours in them."""
        text = str(problem)
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return echo(" ".join(text.split()), 160)


def _roughly(position: Coordinates) -> Coordinates:
    return Coordinates(*(round(degrees / _ROUGHLY) * _ROUGHLY for degrees in position))


def _around(near: Coordinates) -> list[tuple[float, float]]:
    """Two corners of the box in which results are preferred."""
    south, north = max(-90.0, near.latitude - _NEAR_DEGREES), min(90.0, near.latitude + _NEAR_DEGREES)
    west, east = max(-180.0, near.longitude - _NEAR_DEGREES), min(180.0, near.longitude + _NEAR_DEGREES)
    return [(south, west), (north, east)]


def _result(location: Any) -> Result | None:
    """A location of geopy's, where its position is one."""
    position = coordinates_said(location.latitude, location.longitude) if location is not None else None
    if position is None:
        return None
    raw = location.raw if isinstance(location.raw, dict) else {}
    return Result(str(location.address or ""), position, raw)


def _restored(answer: Any) -> tuple[Result, ...] | None:
    """Results out of the cache; None where somebody else has written there."""
    if not isinstance(answer, list):
        return None
    results = []
    for each in answer:
        match each:
            case [str(address), latitude, longitude, dict(raw)] if coordinates_said(latitude, longitude):
                results.append(Result(address, Coordinates(latitude, longitude), raw))
            case _:
                return None
    return tuple(results)
