"""Results of a geocoder as candidates for the gazetteer."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geomap.findings import echo
from geomap.geocoding.geocoder import Answer, Result
from geomap.geocoding.results import Service, describe, precision_of
from geomap.model import Coordinates, Place, Precision
from geomap.model.geodesy import geodesic_m, great_circle_km

_MAX_TEXT = 300  # characters of a name or an address
_DECIMALS = 6  # of a degree: 0.1 m


@dataclass(frozen=True)
class Distance:
    """A place of the gazetteer and its distance from a candidate in metres."""

    place: str
    distance_m: float


@dataclass(frozen=True)
class Candidate:
    """A place that a search found.

    Attributes:
        name: short.
        address: complete, as in the source.
        kind: of place, as text.
        position: degrees, WGS 84.
        precision: of the position.
        uncertainty_m: a radius in metres; None where the precision's default is enough.
        source: for ``coordinate_source``, with the date of the search.
        credit: the attribution that the data require; empty if the source's own terms say so.
        same_as: ids of the same place elsewhere.
        names: in other languages, by code.
        aliases: the spelling that was searched, if the name is another one.
        distances: from the nearest place of the gazetteer and from the reference place.
    """

    name: str
    address: str
    kind: str
    position: Coordinates
    precision: Precision
    uncertainty_m: int | None
    source: str
    credit: str
    same_as: dict[str, str | int]
    names: dict[str, str]
    aliases: tuple[str, ...] = ()
    distances: tuple[Distance, ...] = ()

    def entry(self, languages: Sequence[str] = ()) -> dict[str, Any]:
        """The candidate as a place of the gazetteer, with its names in these languages if they differ."""
        names = {each: self.names[each] for each in languages if self.names.get(each, self.name) != self.name}
        entry: dict[str, Any] = {
            "name": self.name,
            "names": names,
            "aliases": list(self.aliases),
            "coordinates": list(self.position),
            "precision": str(self.precision),
            "uncertainty": self.uncertainty_m,
            "coordinate_source": self.source,
            "same_as": self.same_as,
        }
        return {key: value for key, value in entry.items() if value}

    def as_dict(self) -> dict[str, Any]:
        """The candidate as JSON."""
        return {
            "name": self.name,
            "address": self.address,
            "kind": self.kind,
            "latitude": self.position.latitude,
            "longitude": self.position.longitude,
            "precision": str(self.precision),
            "uncertainty_m": self.uncertainty_m,
            "coordinate_source": self.source,
            "attribution": self.credit,
            "same_as": self.same_as,
            "near": [{"place": each.place, "distance_m": round(each.distance_m)} for each in self.distances],
        }


def candidates_of(
    answer: Answer, service: Service, text: str, places: Sequence[Place] = (), reference: Place | None = None
) -> list[Candidate]:
    """The results of an answer as candidates, in the geocoder's order, without duplicates.

    Args:
        answer: of the geocoder.
        service: that gave it.
        text: of the query; the name of a result that has none.
        places: of the gazetteer, for the distances.
        reference: a place whose distance is always given.
    """
    day = datetime.datetime.fromtimestamp(answer.time, datetime.UTC).date()
    found: dict[tuple[Any, ...], Candidate] = {}
    for result in answer.results:
        candidate = _candidate(result, service, day, text)
        found.setdefault((candidate.same_as.get("osm"), candidate.address, candidate.position), candidate)
    return [with_distances(each, places, reference) for each in found.values()]


def with_distances(candidate: Candidate, places: Iterable[Place], reference: Place | None) -> Candidate:
    """The candidate with its distances from the nearest place of the gazetteer and from the reference place."""
    positions = {place.id: place.coordinates for place in places if place.coordinates}
    here = candidate.position
    ids = [min(positions, key=lambda each: (great_circle_km(here, positions[each]), each))] if positions else []
    if reference is not None and reference.id in positions and reference.id not in ids:
        ids.append(reference.id)
    distances = (Distance(each, geodesic_m(here, positions[each])) for each in ids)
    return replace(candidate, distances=tuple(distances))


def _candidate(result: Result, service: Service, day: datetime.date, text: str) -> Candidate:
    description = describe(result.raw, service)
    position = Coordinates(*(round(degrees, _DECIMALS) for degrees in result.position))
    precision, uncertainty_m = precision_of(description, position)
    parts = [part.strip() for part in result.address.split(",")]
    name = description.name or parts[0] or text
    if not description.name and name[:1].isdigit():  # a house number is no name
        name = ", ".join(parts[:2])
    title = f"OpenStreetMap ({service.title})" if "OpenStreetMap" in service.credit else service.title
    record = f", {echo(description.record, 60)}" if description.record else ""
    same_as = description.same_as.items()
    return Candidate(
        name=echo(name, _MAX_TEXT),
        address=echo(result.address or name, _MAX_TEXT),
        kind=echo(description.kind, 40),
        position=position,
        precision=precision,
        uncertainty_m=uncertainty_m,
        source=f"{title}{record}, accessed {day.isoformat()}",
        credit=service.credit,
        same_as={key: value if isinstance(value, int) else echo(value, 60) for key, value in same_as},
        names={language: echo(each, _MAX_TEXT) for language, each in description.names.items()},
    )


def country_name(code: str) -> list[str]:
    """The English name of a country by its ISO 3166 code, as a list; empty if it has none."""
    from babel import Locale  # few searches need it

    name = Locale("en").territories.get(code)
    return [name] if name else []
