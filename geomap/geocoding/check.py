"""The positions of a gazetteer's places compared with a geocoder's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from geomap.findings import Finding, echo
from geomap.geocoding.candidates import Candidate, candidates_of
from geomap.geocoding.geocoder import Geocoder, GeocodingError, Query
from geomap.geometry.footprint import Footprint
from geomap.i18n.translator import Translator
from geomap.model import DEFAULT_UNCERTAINTY_M, Place
from geomap.model.geodesy import geodesic_m

MAX_PUBLIC = 500
"""Places that one run may look up on a public server."""
_RESULTS = 5  # the nearest of the first results is compared, because places share names
_OTHER_NAMES = 2  # names in other languages that are tried if the name itself is unknown
_UNKNOWN_RADIUS_M = 1_000.0  # of a result whose extent is unknown
_MAX_REJECTED = 3  # queries in a row that the geocoder rejects
_TRANSLATOR = Translator("en")  # the command line is in English


@dataclass
class Comparison:
    """The result of a comparison.

    Attributes:
        findings: N002 and N003.
        agreeing: number of places with the same position; ``farthest_m`` is the largest distance among them.
        compared: number of places that were looked up.
        error: why places were not looked up; None if all were.
    """

    findings: list[Finding] = field(default_factory=list)
    agreeing: int = 0
    farthest_m: float = 0.0
    compared: int = 0
    error: GeocodingError | None = None


def with_position(places: Sequence[Place]) -> list[Place]:
    """The places that have coordinates or an area."""
    return [place for place in places if place.coordinates is not None or place.area is not None]


def compare(
    places: Sequence[Place],
    geocoder: Geocoder,
    languages: tuple[str, ...] = (),
    country: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Comparison:
    """Look up each place by its name and the name of the place that it is part of, and measure the distances.

    A failure ends the comparison, unless the geocoder rejects only the one query; the findings before it are kept.
    """
    names = {place.id: place.name for place in places}
    comparison, rejected = Comparison(), 0
    for place in with_position(places):
        try:
            candidates = _candidates(place, names.get(place.part_of or "", ""), geocoder, languages, country)
        except GeocodingError as error:
            comparison.error = comparison.error or error
            rejected += 1
            if error.query_rejected and rejected < _MAX_REJECTED:
                continue
            break
        rejected = 0
        comparison.compared += 1
        progress(comparison.compared)
        _compare_one(place, candidates, geocoder.service.title, comparison)
    return comparison


def _candidates(
    place: Place, parent: str, geocoder: Geocoder, languages: tuple[str, ...], country: str
) -> list[Candidate]:
    """The candidates for the name with its parent's, otherwise for the name alone or in another language."""
    texts = [f"{place.name}, {parent}"] if parent else []
    texts += [place.name, *list(place.names.values())[:_OTHER_NAMES]]
    for text in dict.fromkeys(texts):
        answer = geocoder.answer(Query(text, languages, country, place.coordinates, _RESULTS))
        if answer.results:
            return candidates_of(answer, geocoder.service, text)
    return []


def _compare_one(place: Place, candidates: Sequence[Candidate], title: str, comparison: Comparison) -> None:
    if not candidates:
        hint = "this is not an error by itself: check the spelling of the name"
        message = f'{title} does not know "{echo(place.name)}"'
        comparison.findings.append(Finding(place.at("name"), "N003", message, hint))
        return
    footprint = Footprint.of(place)
    gaps = [(1000 * (footprint.distance_km(_as_place(each)) or 0.0), index) for index, each in enumerate(candidates)]
    gap_m, index = min(gaps)
    nearest = candidates[index]
    reach_m = nearest.uncertainty_m or DEFAULT_UNCERTAINTY_M[nearest.precision] or _UNKNOWN_RADIUS_M
    distance_m = gap_m if place.coordinates is None else geodesic_m(place.coordinates, nearest.position)
    if gap_m <= reach_m:
        comparison.agreeing += 1
        comparison.farthest_m = max(comparison.farthest_m, distance_m)
        return
    count = f"nearest of {len(candidates)} results" if len(candidates) > 1 else ""
    details = ", ".join(filter(None, (nearest.kind, count)))
    message = (
        f'{title} places "{echo(place.name)}" {_TRANSLATOR.distance(distance_m)} away, '
        f"at {nearest.position.latitude}, {nearest.position.longitude}" + (f" ({details})" if details else "")
    )
    own = f"an uncertainty of {_TRANSLATOR.distance(place.uncertainty_m)}" if place.uncertainty_m else "no uncertainty"
    hint = (
        f"the place has {own}, the result has {_TRANSLATOR.distance(reach_m)}: fix the coordinates or increase the "
        "uncertainty; ignore this if the geocoder means another place"
    )
    comparison.findings.append(Finding(place.at("coordinates" if place.coordinates else "area"), "N002", message, hint))


def _as_place(candidate: Candidate) -> Place:
    return Place(id="candidate", name="candidate", coordinates=candidate.position)
