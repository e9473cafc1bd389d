"""A name → candidates for the gazetteer, from a geocoder or from the settlements that come with geomap."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import islice

from geopy.distance import great_circle

from geomap.findings import echo
from geomap.geocoding.candidates import Candidate, candidates, with_near
from geomap.geocoding.geocoders import Geocoder, Question
from geomap.geocoding.precision import Known
from geomap.model import Coordinates, Place, Precision
from geomap.tiles.world import LARGE, Settlement, large_cities, settlements_like

PLANET = "GeoNames, CC BY 4.0"
_PEOPLE = {4: "more than 100,000", 5: "more than 30,000", 6: "more than 5,000", 7: "fewer than 5,000"}
"""Of the ranks that `tools/context.py` gives; capitals rank higher than their size."""
_KNOWN = {rank: Known(Precision.CITY) for rank in range(1, 5)} | {5: Known(Precision.SETTLEMENT, 3_000)}
"""How far a settlement of more than 30,000 people reaches from its middle, roughly; smaller ones as any settlement."""
_FAR_KM = 500  # a city that is farther away says nothing of where a place is


@dataclass(frozen=True)
class Located:
    """What was found for a name.

    Attributes:
        candidates: the best first.
        notes: what the person should know of how they were found.
    """

    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...] = ()


def locate(question: Question, geocoder: Geocoder, places: Sequence[Place] = (), named: Place | None = None) -> Located:
    """What a geocoder has under a name, with the distance to the nearest of ``places`` and to the one ``named``.

    Raises:
        GeocodingError: the geocoder could not be asked.
    """
    answer = geocoder.ask(question)
    notes = []
    if geocoder.deaf:
        notes.append(f"{geocoder.form.title} takes no {' and no '.join(geocoder.deaf)}: asked without")
    if answer.cached:
        notes.append("this answer is from the cache: --refresh asks again")
    if answer.left_out:
        count = "one result" if answer.left_out == 1 else f"{answer.left_out} results"
        notes.append(f"{count} without a usable position left out")
    if not geocoder.form.open and answer.results:
        notes.append(f"see whether the terms of {geocoder.form.title} let you keep and publish its positions")
    return Located(tuple(candidates(answer, geocoder, places, named, question.text)), tuple(notes))


def locate_offline(name: str, limit: int, places: Sequence[Place] = (), named: Place | None = None) -> Located:
    """The settlements of GeoNames of that name, however it is typed. Nobody is asked; nothing finer is known here.

    What follows a comma is passed over: "Zarechye, Moscow" finds every Zarechye.
    """
    sought = name.partition(",")[0]
    found = settlements_like(sought)
    where = named.coordinates if named is not None else None
    if where is not None:
        found.sort(key=lambda one: float(great_circle(where, (one.latitude, one.longitude)).km))
    made = (with_near(_candidate(one), places, named) for one in islice(found, limit))
    notes = ["these are settlements of more than 500 people, as GeoNames has them"]
    return Located(tuple(made), tuple(notes))


def _candidate(one: Settlement) -> Candidate:
    return Candidate(
        name=one.name,
        address=", ".join((one.name, *_beside(one))),
        kind="large city or capital" if one.rank <= LARGE else f"settlement of {_PEOPLE[one.rank]} people",
        position=Coordinates(one.latitude, one.longitude),
        known=_KNOWN.get(one.rank, Known(Precision.SETTLEMENT)),
        source=f"GeoNames, as geomap {metadata.version('geomap')} carries it",
        credit=PLANET,
        same_as={},
        names=dict(one.names),
    )


def _beside(one: Settlement) -> list[str]:
    """How far it is to the nearest large city, in words; this tells namesakes apart."""
    position = (one.latitude, one.longitude)
    near = ((float(great_circle(position, (each.latitude, each.longitude)).km), each.name) for each in large_cities())
    distance_km, city = min(near)
    return [f"{distance_km:,.0f} km from {echo(city)}"] if city != one.name and distance_km <= _FAR_KM else []
