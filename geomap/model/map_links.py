"""Links to the usual map services → the position in the link. No request is sent."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic_core import PydanticCustomError

from geomap.findings import echo
from geomap.model.angles import EXAMPLE, Coordinates, is_on_earth, read_angles, unreadable

_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"\s*(?:loc:|point\.|ll\.)?({_NUMBER})\s*[,~_ ]\s*({_NUMBER})(?![\d.])")
_LONGITUDE_FIRST = re.compile(r"(?:^|\.)(?:yandex\.[a-z.]+|ya\.ru|2gis\.[a-z]+|map\.baidu\.com|amap\.com)$")
_LATITUDE_FIRST = re.compile(
    r"(?:^|\.)(?:google\.[a-z.]+|openstreetmap\.(?:org|de)|osm\.org|bing\.com|maps\.apple\.com|waze\.com|here\.com"
    r"|osmand\.net|wikimapia\.org|zoom\.earth|deepstatemap\.live|liveuamap\.com|mapy\.(?:cz|com)|opentopomap\.org"
    r"|f4map\.com|mapcarta\.com|apps\.sentinel-hub\.com|browser\.dataspace\.copernicus\.eu)$"
)
_SHORT = re.compile(
    r"(?:maps\.app\.goo\.gl|goo\.gl|g\.co|g\.page|bit\.ly|t\.co|tinyurl\.com|clck\.ru|omaps\.app|ge0\.me|w3w\.co"
    r"|what3words\.com)"
)
_SHORT_PATH = re.compile(r"(?:yandex\.[a-z.]+/maps/-/|(?:osm|openstreetmap)\.org/go/)")
# Parameters with a pin, and those with the centre of the map, in the order in which they are tried.
_PINS = ("q", "query", "pt", "whatshere[point]", "pin", "sp", "coordinate", "destination", "daddr", "marker", "l", "to")
_CENTRES = ("ll", "center", "centre", "cp", "map", "sll", "m", "view", "viewpoint")
_NAMED_PINS = (("mlat", "mlon"),)
_NAMED_CENTRES = (("lat", "lon"), ("lat", "lng"), ("latitude", "longitude"), ("y", "x"))
_PIN_IN_DATA = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_PIN_IN_PATH = re.compile(rf"/(?:place|search|l|(?:geo|firm)(?:/[^/]+)?)/\s*({_NUMBER}),\s*({_NUMBER})(?![\d.])")
_WAYPOINT = re.compile(rf"(?<=/)({_NUMBER}),({_NUMBER})(?=/|$)")
_GEOHACK = re.compile(r"[\d_.]+_[NS]_[\d_.]+_[EW](?=_|$)")
_TEXT_IN_PATH = re.compile(r"/(?:place|search)/([^/]+)")
_CENTRE_IN_PATH = re.compile(rf"/@({_NUMBER}),({_NUMBER})")
_CENTRE_IN_FRAGMENT = re.compile(
    rf"(?:^|[=&#/])\d{{1,2}}(?:\.\d+)?/({_NUMBER})/({_NUMBER})(?=[/&,]|$)|(?:^|view=)({_NUMBER}),({_NUMBER}),"
)
_Numbers = Iterator[Sequence[str]]


def is_link(text: str) -> bool:
    """Whether the text is a link, with or without ``https://``."""
    return bool(re.match(r"https?://\S+$|(?:[\w-]+\.)+[a-z]{2,}/\S+$", text, re.IGNORECASE))


def read_link(text: str) -> tuple[Coordinates, float | None, str]:
    """The position in a link, no uncertainty, and whether it is that of a pin or of the centre of the map.

    Raises:
        PydanticCustomError: of type G008; the link has no position, or it is unclear which number is the latitude.

    >>> read_link("https://yandex.ru/maps/?ll=37.6%2C55.7&pt=37.6175,55.752&z=17")[0]
    Coordinates(latitude=55.752, longitude=37.6175)
    """
    address = text if "//" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").casefold()
    except ValueError:
        raise unreadable(f'"{echo(text)}" is not a link', EXAMPLE, "a link") from None
    if _SHORT.fullmatch(host) or _SHORT_PATH.match(host.removeprefix("www.") + parts.path):
        message = f'"{echo(text)}" is a short link, which has no position in it'
        raise unreadable(message, "open it, and copy the address or the coordinates that the map shows", "a link")
    for find, what in ((_pins, "a pin"), (_centres, "the centre of the map")):
        for latitude, longitude in find(_Link(host, parts)):
            position = Coordinates(float(latitude), float(longitude))
            if is_on_earth(*position):
                return position, None, f"a link to a map, with {what}"
    message = f'"{echo(text)}" has no position that geomap can read'
    raise unreadable(message, "open it, and copy the coordinates that the map shows", "a link")


class _Link:
    """The parts of a link that may have a position."""

    def __init__(self, host: str, parts: SplitResult) -> None:
        self.path = unquote(parts.path).replace("+", " ")
        self.fragment = unquote(parts.fragment)
        inner = self.fragment.partition("?")[2] or self.fragment
        values = [*parse_qsl(inner), *parse_qsl(parts.query)]
        self.values = {key.casefold(): value for key, value in values}
        self.longitude_first = bool(_LONGITUDE_FIRST.search(host))
        self.is_known = self.longitude_first or bool(_LATITUDE_FIRST.search(host))

    def named(self, names: Sequence[tuple[str, str]]) -> _Numbers:
        """The numbers of two parameters."""
        for pair in names:
            numbers = [self.values.get(name, "") for name in pair]
            if all(re.fullmatch(rf"\s*{_NUMBER}\s*", number) for number in numbers):
                yield numbers

    def paired(self, names: Sequence[str]) -> _Numbers:
        """The numbers of one parameter with both, at a service whose order of them is known."""
        for name in names if self.is_known else ():
            if pair := _PAIR.match(self.values.get(name, "")):
                yield self.in_order(pair)

    def in_order(self, pair: re.Match[str]) -> Sequence[str]:
        """Latitude and longitude of two numbers in the service's order."""
        return pair.group(2, 1) if self.longitude_first else pair.group(1, 2)


def _pins(link: _Link) -> _Numbers:
    if pins := _PIN_IN_DATA.findall(link.path):
        yield pins[-1]  # those before it are on the way
    yield from link.named(_NAMED_PINS)
    yield from link.paired(_PINS)
    if link.is_known and (pin := _PIN_IN_PATH.search(link.path)):
        yield link.in_order(pin)
    if link.is_known and "/dir/" in link.path and (points := _WAYPOINT.findall(link.path)):
        yield points[-1]  # the destination
    if found := _GEOHACK.match(link.values.get("params", "")):
        with suppress(PydanticCustomError):
            yield [f"{degrees:.7f}" for degrees in read_angles(found[0].replace("_", " "))]
    for text in (link.values.get("q", ""), link.values.get("query", ""), *_TEXT_IN_PATH.findall(link.path)):
        with suppress(PydanticCustomError):
            if re.search("[°NSEW]", text):
                yield [f"{degrees:.7f}" for degrees in read_angles(text)]


def _centres(link: _Link) -> _Numbers:
    yield from link.named(_NAMED_CENTRES)
    if centre := _CENTRE_IN_PATH.search(link.path):
        yield centre.groups()
    yield from link.paired(_CENTRES)
    if centre := _CENTRE_IN_FRAGMENT.search(link.fragment):
        yield [number for number in centre.groups() if number]
