"""A small Nominatim on loopback: the places of places.osm, answered for as a real one does, and every way to fail.

``test_real_nominatim.py`` compares its answers with those of a real one that has imported the same places.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from loopback import Quiet

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
QUESTIONS = {
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
"""What is asked of both servers, and the ids of what they find."""


def localised(names: dict[str, str], languages: list[str]) -> str:
    return next((names[f"name:{each}"] for each in languages if f"name:{each}" in names), names["name"])


def answer(asked: dict[str, str]) -> list[dict[str, Any]]:
    """What ``/search?format=json`` answers."""
    languages = [each.split(";")[0].strip() for each in asked.get("accept-language", "").split(",")]
    sought = {"".join(filter(str.isalnum, word)).casefold() for word in asked.get("q", "").split()}
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
        one |= {"extratags": place["extratags"]} if asked.get("extratags") else {}
        one |= {"namedetails": names} if asked.get("namedetails") else {}
        found.append(one)
    houses = [one for one in found if one["type"] == "house"]
    return (houses or found)[: int(asked.get("limit", 10))]


class Server(Quiet):
    """The server; ``then`` holds what it does with the next requests instead of answering, ``always`` with all."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.then: list[Callable[[Handler], None]] = []
        self.always: Callable[[Handler], None] | None = None
        self.asked: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.done, self.go = threading.Event(), threading.Event()

    @property
    def domain(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.domain}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(address.query).items()}
        self.server.asked.append(asked)
        self.server.headers.append(dict(self.headers))
        self.server.times.append(time.time())
        if self.server.then:
            self.server.then.pop(0)(self)
        elif self.server.always:
            self.server.always(self)
        else:
            self.as_usual()

    def as_usual(self) -> None:
        address = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(address.query).items()}
        if address.path != "/search":
            self.send(404, "Not found", "text/plain")
        elif "q" not in asked:
            self.send(400, json.dumps({"error": {"code": 400, "message": "Nothing to search for."}}))
        else:
            self.send(200, json.dumps(answer(asked), ensure_ascii=False))

    def send(
        self, status: int, body: str | bytes, kind: str = "application/json; charset=utf-8", **headers: str
    ) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Quiet."""


def status(number: int, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.send(number, "<html>no</html>", "text/html", **headers)


def body(text: str | bytes, kind: str = "application/json") -> Callable[[Handler], None]:
    return lambda handler: handler.send(200, text, kind)


def results(*changes: dict[str, Any]) -> Callable[[Handler], None]:
    """Zarechye, over and over, changed each time; a value of None leaves its key out."""
    first = answer({"q": "Zarechye"})[0]
    changed = [{key: value for key, value in {**first, **each}.items() if value is not None} for each in changes]
    return body(json.dumps(changed))


def never(handler: Handler) -> None:
    """No answer until the test is over."""
    handler.server.done.wait(20)


def held(handler: Handler) -> None:
    """An answer once the test lets it go."""
    handler.server.go.wait(20)
    handler.as_usual()


def dripping_head(handler: Handler) -> None:
    """A head that comes byte by byte and has no end."""
    _drip(handler, b"HTTP/1.1 200 OK\r\n")


def dripping_body(handler: Handler) -> None:
    """A body that comes byte by byte and has no end."""
    _drip(handler, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")


def _drip(handler: Handler, begin: bytes) -> None:
    handler.wfile.write(begin)
    while not handler.server.done.wait(0.02):
        handler.wfile.write(b" " if b"\r\n\r\n" in begin else b"x")
        handler.wfile.flush()


def breaking(handler: Handler) -> None:
    """Half of an answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"[{")


@contextmanager
def nominatim() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.done.set()
            server.shutdown()
            thread.join()
