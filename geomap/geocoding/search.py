"""A search for a name: with a geocoder, or offline among the settlements in the package."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata

from babel import Locale

from geomap.findings import echo
from geomap.geocoding import optional_data
from geomap.geocoding.candidates import Candidate, candidates_of, country_name, with_distances
from geomap.geocoding.geocoder import Geocoder, Query
from geomap.model import Coordinates, Place, Precision
from geomap.model.geodesy import great_circle_km
from geomap.tiles.world import LARGE, Settlement, large_cities, settlements_like

GEONAMES_CREDIT = "GeoNames, CC BY 4.0"
_POPULATIONS = {4: "more than 100,000", 5: "more than 30,000", 6: "more than 5,000", 7: "fewer than 5,000"}
"""By the ranks that `tools/context.py` assigns; capitals rank higher than their size."""
_CITY_RANK, _TOWN_RANK = 4, 5
_TOWN_RADIUS_M = 3_000  # roughly, of a settlement of more than 30,000 people
_MAX_KM = 500  # a city that is farther away does not help to tell settlements apart


@dataclass(frozen=True)
class Found:
    """The result of a search: candidates, the best first, and notes about the search."""

    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...] = ()


def search(query: Query, geocoder: Geocoder, places: Sequence[Place] = (), reference: Place | None = None) -> Found:
    """A geocoder's candidates, with the distances from the nearest of ``places`` and from ``reference``.

    Raises:
        GeocodingError: the geocoder does not answer.
    """
    answer, service = geocoder.answer(query), geocoder.service
    notes = []
    if answer.unsupported:
        notes.append(f"{service.title} does not support {' and '.join(answer.unsupported)}; the search ignores it")
    if answer.cached:
        notes.append("this answer is from the cache; use --refresh to search again")
    if answer.skipped:
        count = "1 result" if answer.skipped == 1 else f"{answer.skipped} results"
        notes.append(f"{count} without a position omitted")
    if not service.is_open and answer.results:
        notes.append(f"check whether the terms of {service.title} allow you to store and publish its positions")
    return Found(tuple(candidates_of(answer, service, query.text, places, reference)), tuple(notes))


def search_offline(  # noqa: PLR0913  (what the command can say)
    name: str,
    limit: int,
    places: Sequence[Place] = (),
    reference: Place | None = None,
    country: str = "",
    *,
    progress: Callable[[str], object] = lambda _: None,
) -> Found:
    """The settlements of GeoNames with this name, in any usual spelling. No request is sent.

    Args:
        name: of a settlement. A country after a comma limits the search to it; other text after a comma is ignored.
        limit: the most candidates.
        places: of the gazetteer, for the distances.
        reference: a place whose distance is always given, and near which candidates come first.
        country: ISO 3166 code of two letters, to which the search is limited.
        progress: called with a few words before the search takes long.
    """
    own, _, rest = name.partition(",")
    country = country.upper() or _country_code(rest.rpartition(",")[2])
    settlements = [each for each in settlements_like(own) if country in {"", each.country}]
    origin = reference.coordinates if reference is not None else None
    if origin is not None:
        settlements.sort(key=lambda each: great_circle_km(origin, (each.latitude, each.longitude)))
    found = [_candidate(each) for each in settlements]
    notes = "only settlements of more than 500 people, from GeoNames"
    differ = _differ(own, found)
    if optional_data.is_installed():
        found += optional_data.airports(own, country)
        if not found:
            progress("reading the names in other languages, which takes some seconds")
            found = list(optional_data.settlements_in_any_language(own, country))
        notes += ", and airports"
    elif not found:
        notes += f"; for airports and names in other languages: pip install 'geomap[{optional_data.EXTRA}]'"
    other = (f"none of these is spelled “{echo(own.strip())}”; compare the country",) if differ else ()
    candidates = tuple(with_distances(each, places, reference) for each in found[:limit])
    return Found(candidates, (*other, notes))


def _differ(name: str, found: Sequence[Candidate]) -> bool:
    """Whether a name in Latin letters with accents is found only without them: Orland for Ørland."""
    wanted = name.strip().casefold()
    if not found or wanted.isascii() or not all(each < "\u0250" for each in wanted):
        return False
    return all(wanted not in map(str.casefold, (each.name, *each.names.values())) for each in found)


def _candidate(settlement: Settlement) -> Candidate:
    rank = settlement.rank
    return Candidate(
        name=settlement.name,
        address=", ".join((settlement.name, *country_name(settlement.country), *_distance_to_city(settlement))),
        kind="large city or capital" if rank <= LARGE else f"settlement of {_POPULATIONS[rank]} people",
        position=Coordinates(settlement.latitude, settlement.longitude),
        precision=Precision.CITY if rank <= _CITY_RANK else Precision.SETTLEMENT,
        uncertainty_m=_TOWN_RADIUS_M if rank == _TOWN_RANK else None,
        source=f"GeoNames, in geomap {metadata.version('geomap')}",
        credit=GEONAMES_CREDIT,
        same_as={},
        names=dict(settlement.names),
    )


def _country_code(name: str) -> str:
    """The code of a country by its code or its English name; empty if there is none."""
    wanted = name.strip().casefold()
    territories = Locale("en").territories.items() if wanted else ()
    return next(
        (code for code, each in territories if len(code) == 2 and wanted in {code.lower(), each.casefold()}), ""
    )


def _distance_to_city(settlement: Settlement) -> list[str]:
    """The distance to the nearest large city as text, which tells settlements of the same name apart."""
    position = (settlement.latitude, settlement.longitude)
    cities = ((great_circle_km(position, (each.latitude, each.longitude)), each.name) for each in large_cities())
    distance_km, city = min(cities)
    is_useful = city != settlement.name and distance_km <= _MAX_KM
    return [f"{distance_km:,.0f} km from {echo(city)}"] if is_useful else []
