"""A small Nominatim on loopback, with the places of places.osm.

``test_real_nominatim.py`` compares its answers with those of a real one that has imported the same places.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scripted import Action, Handler, Server, running, send

LICENCE = "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright"
RUSSIA = {"name": "Россия", "name:en": "Russia", "name:ru": "Россия", "name:uk": "Росія"}
ZARECHYE = {"name": "Заречье", "name:en": "Zarechye", "name:ru": "Заречье"}


def record(
    kind: str, thing: str, rank: int, lat: float, lon: float, box: tuple[float, ...], **more: Any
) -> dict[str, Any]:
    """A place: ``kind`` is class/type/addresstype, ``thing`` what OpenStreetMap calls it."""
    category, type_, address = kind.split("/")
    osm_type, _, number = thing.partition(" ")
    return {
        "osm_type": osm_type,
        "osm_id": int(number),
        "lat": lat,
        "lon": lon,
        "class": category,
        "type": type_,
        "addresstype": address,
        "place_rank": rank,
        "box": box,
        "names": None,
        "extratags": None,
        "within": [],
        **more,
    }


QUAY, HARBOUR = {"name": "Quay Street"}, {"name": "Port Harbour"}
PLACES = [
    record(
        *("place/village/village", "node 1", 19, 55.7, 37.4, (55.68, 55.72, 37.38, 37.42)),
        names={**ZARECHYE, "name:uk": "Заріччя"},
        extratags={"wikidata": "Q4184440"},
    ),
    record("place/hamlet/hamlet", "node 2", 20, 57.5, 41.0, (57.48, 57.52, 40.98, 41.02), names=ZARECHYE),
    record(
        *("boundary/administrative/city", "relation 200", 12, 56.0, 38.0, (55.94, 56.06, 37.9, 38.1)),
        names={**HARBOUR, "name:ru": "Port Harbour", "_place_name:ru": "Port Harbour"},
        extratags={"wikidata": "Q1", "population": "300000", "linked_place": "city", "admin_level": "6"},
    ),
    record(
        *("place/suburb/suburb", "node 4", 19, 56.03, 38.03, (56.01, 56.05, 38.01, 38.05)),
        names={"name": "Old Docks"},
        within=[HARBOUR],
    ),
    record(
        *("highway/residential/road", "way 101", 26, 56.0000194, 38.0100971, (56.0, 56.002, 38.0, 38.02)),
        names=QUAY,
        within=[HARBOUR],
    ),
    record(
        *("building/yes/building", "way 102", 30, 56.00045, 38.0053, (56.0003, 56.0006, 38.005, 38.0056)),
        names={"name": "Harbour Tower"},
        within=[{"name": "22"}, QUAY, HARBOUR],
    ),
    record(
        *("place/house/place", "way 103", 30, 56.0011, 38.0145, (56.00105, 56.00115, 38.01445, 38.01455)),
        within=[{"name": "50"}, QUAY, HARBOUR],
    ),
    record(
        *("place/house/place", "node 41", 30, 56.0002, 38.011, (56.00015, 56.00025, 38.01095, 38.01105)),
        within=[{"name": "40"}, QUAY, HARBOUR],
    ),
    record(
        *("amenity/theatre/amenity", "node 51", 30, 56.01, 38.01, (56.00995, 56.01005, 38.00995, 38.01005)),
        names={"name": "Lighthouse Theatre"},
        within=[QUAY, HARBOUR],
    ),
]
QUERIES = {
    "Zarechye": [1, 2],
    "Заречье": [1, 2],
    "Port Harbour": [200],
    "Old Docks": [4],
    "Quay Street": [101],
    "Harbour Tower": [102],
    "50 Quay Street": [103],
    "40 Quay Street": [41],
    "Lighthouse Theatre": [51],
    "Nowhere at all": [],
}
"""Queries for both servers, and the ids of their results."""


def localised(names: dict[str, str], languages: list[str]) -> str:
    return next((names[f"name:{each}"] for each in languages if f"name:{each}" in names), names["name"])


def answer(parameters: dict[str, str]) -> list[dict[str, Any]]:
    """The answer of ``/search?format=json``."""
    languages = [each.split(";")[0].strip() for each in parameters.get("accept-language", "").split(",")]
    sought = {"".join(filter(str.isalnum, word)).casefold() for word in parameters.get("q", "").split()}
    found = []
    for number, place in enumerate(PLACES):
        names, within = place["names"], [*place["within"], RUSSIA]
        own = set(names.values()) if names else {" ".join(each["name"] for each in place["within"][:2])}
        outer = {word for each in within for name in each.values() for word in name.casefold().split()}
        if not any(set(name.casefold().split()) <= sought for name in own):
            continue
        if not sought <= outer | {word for name in own for word in name.casefold().split()}:
            continue
        parts = [localised(each, languages) for each in ([names] if names else []) + within]
        south, north, west, east = (f"{degrees:.7f}" for degrees in place["box"])
        one = {
            "place_id": 100_000 + number,
            "licence": LICENCE,
            "osm_type": place["osm_type"],
            "osm_id": place["osm_id"],
            "lat": f"{place['lat']:.7f}",
            "lon": f"{place['lon']:.7f}",
            "class": place["class"],
            "type": place["type"],
            "place_rank": place["place_rank"],
            "importance": 0.00001,
            "addresstype": place["addresstype"],
            "name": parts[0] if names else "",
            "display_name": ", ".join(parts),
            "boundingbox": [south, north, west, east],
        }
        one |= {"extratags": place["extratags"]} if parameters.get("extratags") else {}
        one |= {"namedetails": names} if parameters.get("namedetails") else {}
        found.append(one)
    houses = [one for one in found if one["type"] == "house"]
    return (houses or found)[: int(parameters.get("limit", 10))]


class Nominatim(Server):
    """The server; ``queries`` are the parameters of its requests."""

    def __init__(self) -> None:
        super().__init__(respond)

    @property
    def queries(self) -> list[dict[str, str]]:
        return [parameters_of(request.path) for request in self.requests]


def parameters_of(path: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}


def respond(handler: Handler) -> None:
    """Answer as Nominatim does."""
    parameters = parameters_of(handler.path)
    if urlsplit(handler.path).path != "/search":
        handler.send(404, "Not found")
    elif "q" not in parameters:
        handler.send(400, json.dumps({"error": {"code": 400, "message": "Nothing to search for."}}))
    else:
        handler.send(200, json.dumps(answer(parameters), ensure_ascii=False))


def results(*changes: dict[str, Any]) -> Action:
    """Zarechye several times, with changes; a value of None removes its key."""
    first = answer({"q": "Zarechye"})[0]
    changed = [{key: value for key, value in {**first, **each}.items() if value is not None} for each in changes]
    return send(200, json.dumps(changed))


@contextmanager
def nominatim() -> Iterator[Nominatim]:
    with running(Nominatim()) as server:
        yield server
