"""The places of a gazetteer beside what a geocoder has under their names: how far apart the two lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from geopy.distance import geodesic

from geomap.findings import Finding, echo
from geomap.geocoding.candidates import Candidate, candidates
from geomap.geocoding.geocoders import Geocoder, Question
from geomap.geocoding.http import GeocodingError
from geomap.geometry.footprint import Footprint
from geomap.i18n.translator import Translator
from geomap.model import DEFAULT_UNCERTAINTY_M, Place

MOST_OF_PUBLIC = 500
"""Places for which a public server is asked at once; a larger gazetteer needs one of one's own."""
_RESULTS = 5  # a name has namesakes: the nearest of the first results is compared
_OTHER_NAMES = 2  # in other languages that are tried where the name itself is not known
_UNKNOWN_M = 1_000.0  # what a result of unknown extent may reach
_FAILURES = 3  # questions that fail one after another before no more are asked
_WORDS = Translator("en")  # the command line speaks English


@dataclass
class Comparison:
    """How the places compare.

    Attributes:
        findings: places that lie elsewhere, and those that were not found.
        agreeing: how many lie where the geocoder has them; ``farthest_m`` is the farthest of these.
        asked: for how many places.
    """

    findings: list[Finding] = field(default_factory=list)
    agreeing: int = 0
    farthest_m: float = 0.0
    asked: int = 0


def comparable(places: Sequence[Place]) -> list[Place]:
    """The places that are somewhere."""
    return [place for place in places if place.coordinates is not None or place.area is not None]


def compare(
    places: Sequence[Place],
    geocoder: Geocoder,
    languages: tuple[str, ...] = (),
    country: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Comparison:
    """Ask the geocoder for each place by its name, with that of the place it is part of, and measure the distance.

    A geocoder that fails is one finding, and the places that were compared before stay compared.
    """
    names = {place.id: place.name for place in places}
    done, failed = Comparison(), 0
    wanted = comparable(places)
    for place in wanted:
        try:
            found = _found(place, names.get(place.part_of or "", ""), geocoder, languages, country)
            failed = 0
        except GeocodingError as problem:
            failed += 1
            if failed == 1:
                done.findings.append(Finding(place.at("name"), "N001", problem.found, problem.advice))
            if problem.lasting or failed == _FAILURES:
                break
            continue
        done.asked += 1
        progress(done.asked)
        _compared(place, found, geocoder.form.title, done)
    return done


def _found(place: Place, parent: str, geocoder: Geocoder, languages: tuple[str, ...], country: str) -> list[Candidate]:
    """What the geocoder has under the name and its parent's, else under the name alone, or as others call it."""
    texts = [f"{place.name}, {parent}"] if parent else []
    texts += [place.name, *list(place.names.values())[:_OTHER_NAMES]]
    for text in dict.fromkeys(texts):
        answer = geocoder.ask(Question(text, languages, country, place.coordinates, _RESULTS))
        if answer.results:
            return candidates(answer, geocoder)
    return []


def _compared(place: Place, found: Sequence[Candidate], title: str, done: Comparison) -> None:
    if not found:
        advice = "that alone is no fault: look whether the name is spelled as others spell it"
        done.findings.append(Finding(place.at("name"), "N003", f'{title} knows no "{echo(place.name)}"', advice))
        return
    footprint = Footprint.of(place)
    gaps = [(1000 * (footprint.distance_km(_as_place(one)) or 0.0), i) for i, one in enumerate(found)]
    gap_m, nearest = min(gaps)
    one = found[nearest]
    reach_m = one.known.uncertainty_m or DEFAULT_UNCERTAINTY_M[one.known.precision] or _UNKNOWN_M
    distance_m = gap_m if place.coordinates is None else float(geodesic(place.coordinates, one.position).m)
    if gap_m <= reach_m:
        done.agreeing += 1
        done.farthest_m = max(done.farthest_m, distance_m)
        return
    which = "" if len(found) == 1 else f", the nearest of {len(found)} of that name"
    kind = f" ({one.kind}{which})" if one.kind else f" ({which[2:]})" if which else ""
    latitude, longitude = one.position
    message = (
        f'{title} has "{echo(place.name)}" {_WORDS.distance(distance_m)} from here, at {latitude}, {longitude}{kind}'
    )
    here = f"{_WORDS.distance(place.uncertainty_m)} of uncertainty" if place.uncertainty_m else "no stated uncertainty"
    advice = (
        f"farther than {here} here and {_WORDS.distance(reach_m)} there explain: mend the coordinates, or widen the "
        "uncertainty; where the geocoder means another place, nothing is wrong"
    )
    done.findings.append(Finding(place.at("coordinates" if place.coordinates else "area"), "N002", message, advice))


def _as_place(one: Candidate) -> Place:
    return Place(id="candidate", name="candidate", coordinates=one.position)
