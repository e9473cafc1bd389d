"""What is asked of a new place."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from geomap.commands.prompts import Question
from geomap.edit.entry import Desk, Kind, checked_value, place_called
from geomap.model import DEFAULT_UNCERTAINTY_M, Precision

Asked = tuple[str, Question]
"""An option's name and its question, whose answer is keys and values of the entry."""


def value_of(kind: Kind, key: str) -> Callable[[str], dict[str, Any]]:
    """Makes an answer the value of a key, as the reader reads it."""
    return lambda answer: {key: checked_value(kind, key, answer)}


def position_of(answer: str) -> dict[str, Any]:
    """Coordinates, or the path of an area's file."""
    if PurePath(answer.strip()).suffix.lower() in {".geojson", ".json"}:
        return {"area": checked_value("place", "area", answer)}
    return {"coordinates": checked_value("place", "coordinates", answer)}


def place_questions(desk: Desk, known: Mapping[str, Any]) -> Iterator[Asked]:
    """One question after the other, each when those before it are answered; ``known`` grows meanwhile."""
    if "name" not in known:
        more = "The name that readers see and that is looked for in the articles. Other spellings are asked for later."
        yield "NAME", Question("Name of the place", more, value_of("place", "name"), needed=True)
    if "coordinates" not in known and "area" not in known:
        more = (
            "Latitude, then longitude, in any usual spelling: 55.7279, 37.5870 or 55°43′40″N 37°35′12″E.\n"
            "Of a place that is known as an area only, the path of its .geojson file, beginning beside the gazetteer."
        )
        yield "--coordinates", Question("Coordinates", more, position_of, needed=True)
    if "precision" not in known:
        yield "--precision", _precision()
    if "uncertainty" not in known and "coordinates" in known:
        yield "--uncertainty", _uncertainty(Precision(known.get("precision") or Precision.UNKNOWN))
    if "coordinate_source" not in known:
        more = "Where the position comes from, in your words: GeoNames 6417635; by its address; a photograph of …"
        yield (
            "--source",
            Question("Where does the position come from?", more, value_of("place", "coordinate_source")),
        )
    if "part_of" not in known and desk.places:
        more = (
            "A place of the gazetteer that this one lies in: its id, its name or an alias. It helps to tell namesakes."
        )
        yield "--part-of", Question("Which place is it part of?", more, lambda answer: part_of(desk, answer))
    if "names" not in known and desk.gazetteer:
        for language in desk.gazetteer.map.offered_languages[1:]:
            more = f"The name in articles and on pages in that language; {language} is one of the map's languages."
            yield "--names", Question(f"Name in {language}", more, _name_in(language, known))
    if "aliases" not in known:
        yield from _aliases(known)


def part_of(desk: Desk, answer: str) -> dict[str, Any]:
    """The place that the new one lies in."""
    return {"part_of": place_called(desk, answer)}


def _precision() -> Question:
    more = (
        "How finely the source knows the place, not how finely a point can be set on a map. Choose none finer than\n"
        "the source gives. What is known to the district or less is drawn as an area without a pin."
    )
    return Question(
        "How finely is the place known?",
        more,
        value_of("place", "precision"),
        tuple((str(each), each.description) for each in Precision),
        needed=True,
    )


def _uncertainty(precision: Precision) -> Question:
    default = DEFAULT_UNCERTAINTY_M[precision]
    more = "Metres around the point within which the true position lies. It is drawn on the map."
    if_empty = f"keep {default:,.0f}, usual for {precision}" if default else "leave it out"
    return Question("Within how many metres?", more, value_of("place", "uncertainty"), if_empty=if_empty)


def _name_in(language: str, known: Mapping[str, Any]) -> Callable[[str], dict[str, Any]]:
    def read(answer: str) -> dict[str, Any]:
        return {"names": checked_value("place", "names", {**known.get("names", {}), language: answer})}

    return read


def _aliases(known: Mapping[str, Any]) -> Iterator[Asked]:
    """One after the other, until there is none more."""
    more = "Another name or spelling that articles use for it. You are asked again until you give none."

    def read(answer: str) -> dict[str, Any]:
        return {"aliases": checked_value("place", "aliases", [*known.get("aliases", ()), answer])}

    count = -1
    while count < len(known.get("aliases", ())):
        count = len(known.get("aliases", ()))
        words = "Another name" if count == 0 else "One more name"
        yield "--alias", Question(words, more, read, if_empty="go on")
