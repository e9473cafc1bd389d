"""A result → a candidate for the gazetteer: what it is, where, how finely known, and what lies near it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geopy.distance import geodesic, great_circle

from geomap.findings import echo
from geomap.geocoding.forms import Form, Said
from geomap.geocoding.geocoders import Answer, Geocoder, Result
from geomap.geocoding.precision import Known, known
from geomap.model import Coordinates, Place

_LONGEST = 300  # characters of a name or an address that anybody reads
_DIGITS = 6  # of a degree: 0.1 m


@dataclass(frozen=True)
class Near:
    """A place of the gazetteer, and how far a candidate lies from it in metres."""

    place: str
    distance_m: float


@dataclass(frozen=True)
class Candidate:
    """A place that may be the one that was asked for.

    Attributes:
        name: short.
        address: the whole, as the source gives it.
        kind: what it is, in words.
        position: degrees, WGS 84.
        known: how finely that is known.
        source: for ``coordinate_source``, with the day it was asked.
        credit: whom the data must name, and under which licence; empty where the source's own terms say that.
        same_as: ids of the same thing elsewhere.
        names: in other languages, by code.
        near: the nearest place of the gazetteer, and the one that was named; each once.
    """

    name: str
    address: str
    kind: str
    position: Coordinates
    known: Known
    source: str
    credit: str
    same_as: dict[str, str | int]
    names: dict[str, str]
    near: tuple[Near, ...] = ()

    def entry(self, languages: Sequence[str] = ()) -> dict[str, Any]:
        """The candidate as a place of the gazetteer, with the names in these languages where they are other ones."""
        names = {each: self.names[each] for each in languages if self.names.get(each, self.name) != self.name}
        entry: dict[str, Any] = {
            "name": self.name,
            "names": names,
            "coordinates": list(self.position),
            "precision": str(self.known.precision),
            "uncertainty": self.known.uncertainty_m,
            "coordinate_source": self.source,
            "same_as": self.same_as,
        }
        return {key: value for key, value in entry.items() if value}

    def as_dict(self) -> dict[str, Any]:
        """The candidate as JSON has it."""
        return {
            "name": self.name,
            "address": self.address,
            "kind": self.kind,
            "latitude": self.position.latitude,
            "longitude": self.position.longitude,
            "precision": str(self.known.precision),
            "uncertainty_m": self.known.uncertainty_m,
            "coordinate_source": self.source,
            "attribution": self.credit,
            "same_as": self.same_as,
            "near": [{"place": each.place, "distance_m": round(each.distance_m)} for each in self.near],
        }


def candidates(
    answer: Answer, geocoder: Geocoder, places: Sequence[Place] = (), named: Place | None = None, asked_for: str = ""
) -> list[Candidate]:
    """The results of an answer as candidates, in the geocoder's order, the same record once.

    ``places`` are those of the gazetteer, ``named`` the one whose distance is told besides the nearest one's.
    """
    day = datetime.datetime.fromtimestamp(answer.asked, datetime.UTC).date()
    made: dict[tuple[Any, ...], Candidate] = {}
    for result in answer.results:
        one = _candidate(result, geocoder.form, day, asked_for)
        made.setdefault((one.same_as.get("osm"), one.address, one.position), one)
    return [with_near(one, places, named) for one in made.values()]


def with_near(one: Candidate, places: Iterable[Place], named: Place | None) -> Candidate:
    """The candidate with the nearest place of the gazetteer, and with the one that was named."""
    where = {place.id: place.coordinates for place in places if place.coordinates}
    told = [min(where, key=lambda each: (great_circle(one.position, where[each]).m, each))] if where else []
    if named is not None and named.id in where and named.id not in told:
        told.append(named.id)
    return replace(one, near=tuple(Near(each, float(geodesic(one.position, where[each]).m)) for each in told))


def _candidate(result: Result, form: Form, day: datetime.date, asked_for: str) -> Candidate:
    said = _said(result, form)
    position = Coordinates(*(round(degrees, _DIGITS) for degrees in result.position))
    name = said.name or result.address.split(",")[0].strip() or asked_for
    if said.name == "" and name[:1].isdigit():  # a house number alone names nothing
        name = ", ".join(part.strip() for part in result.address.split(",")[:2])
    title = f"OpenStreetMap ({form.title})" if "OpenStreetMap" in form.credit else form.title
    record = f", {echo(said.record, 60)}" if said.record else ""
    return Candidate(
        name=echo(name, _LONGEST),
        address=echo(result.address or name, _LONGEST),
        kind=echo(said.kind, 40),
        position=position,
        known=known(said.finest, said.box, position),
        source=f"{title}{record}, accessed {day.isoformat()}",
        credit=form.credit,
        same_as={key: value if isinstance(value, int) else echo(value, 60) for key, value in said.same_as.items()},
        names={language: echo(each, _LONGEST) for language, each in said.names.items()},
    )


def _said(result: Result, form: Form) -> Said:
    """What the result says of itself; nothing, where it is written in a way that nobody has seen."""
    try:
        return form.said(result.raw)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return Said()
