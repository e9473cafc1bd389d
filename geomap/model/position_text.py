"""A position in any notation that programs and messengers give: degrees, grids, plus codes, links to maps.

The uncertainty is what the notation says: half the diagonal of a square, or the accuracy in a ``geo:`` address. It is
never finer than the text.
"""

import json
import math
import re
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic_core import PydanticCustomError

from geomap.errors import GeomapError
from geomap.extras import require
from geomap.findings import echo
from geomap.model.angles import EXAMPLE, Coordinates, is_on_earth, plain_text, read_angles, unreadable
from geomap.model.geodesy import METRES_PER_DEGREE
from geomap.model.map_links import is_link, read_link

MAX_LENGTH = 2_000
"""Longest text that is read; links to maps have some hundred characters."""

MAX_LENGTH_WITH_MORE = 300
"""Longest text that is read as a position with an accuracy, a link or a name after it."""

EXTRA = "grids"
"""The extra of geomap with the libraries for MGRS, UTM and plus codes."""

_DIGITS_OF_A_SECOND = 5  # the fifth decimal of a degree is a metre, a second is 31 m

DEGREES = "degrees"
"""The notation of two angles."""

_MGRS = re.compile(
    r"(?:MGRS:?\s*)?(\d{1,2}\s*[C-HJ-NP-X]\s*[A-HJ-NP-Z]{2}|[ABYZ]\s*[A-HJ-NP-Z]{2}(?=\s*\d))\s*((?:\d\s*){0,10})"
)
"""A square near a pole, which has no zone, is read only with digits: without them it is any word of three letters."""
_UTM_ZONE = r"(?P<zone{0}>\d{{1,2}})\s*(?P<letter{0}>[C-HJ-NP-X])"
_UTM_NUMBERS = (
    r"E?\s*(?P<easting{0}>0?\d{{6}}(?:\.\d+)?)\s*M?\s*E?\s*[,;]?\s*N?\s*(?P<northing{0}>\d{{1,8}}(?:\.\d+)?)\s*M?\s*N?"
)
_UTM = re.compile(
    r"(?:UTM:?\s*)?(?:ZONE:?\s*)?(?:"
    + _UTM_ZONE.format(1) + r"[\s,;]+" + _UTM_NUMBERS.format(1)
    + "|" + _UTM_NUMBERS.format(2) + r"[\s,;]+(?:UTM\s*)?(?:ZONE\s*)?" + _UTM_ZONE.format(2) + ")"
)  # fmt: skip
_WKT = re.compile(
    r"(?:SRID=4326;)?\s*POINT\s*(?:Z\s*)?\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)(?:\s+-?\d+(?:\.\d+)?)?\s*\)"
)
_ACCURACY = re.compile(r"(.*[^\s,;(])[\s,;]*\(?(?:±|\+/-|\+-)\s*(\d+(?:[.,]\d+)?)\s*(km|м|км|m)\.?\)?", re.IGNORECASE)
_WITH_LINK = re.compile(r"([^\W\d_]{0,12}[:. ]?[^/]*\d[^/]*?)[\s,;(]+https?://\S+")
_WITH_NAME = re.compile(r"(?!geo:)(.*\d\S*)\s*\([^()\d]+\)")
"""A position with a name in brackets after it."""
_DECIMALS = r"-?\d{1,2}\.\d{3,}[,; ] ?-?\d{1,3}\.\d{3,}"
_WITH_HEIGHT = re.compile(
    rf"({_DECIMALS})[,; ]+(?:alt(?:itude)?|elev(?:ation)?|h)?[.:=]? ?-?\d+(?:\.\d+)? ?(?:m|м|ft)?\.?"
)
_AFTER_WORDS = re.compile(rf"(?P<words>[^\d]*[^\W\d_]{{3}}[^\d-]*?|~ ?|≈ ?)\(?({_DECIMALS})\)?")
_BEFORE_WORDS = re.compile(rf"({_DECIMALS})[ ,;-]+(?P<words>[^\d]*[^\W\d_]{{3}}[^\d]*)")
_WORD = re.compile(r"[^\W\d_]+")
_DIRECTIONS = frozenset(
    {
        *("north", "south", "east", "west", "nord", "süd", "sud", "ost", "est", "ouest", "norte", "sur"),
        *("este", "oeste"),
        *("север", "юг", "восток", "запад", "північ", "південь", "схід", "захід"),
    }
)
_TO_DEGREES = "convert it to latitude and longitude in degrees, WGS 84"
_OTHERS = [
    (re.compile(pattern, re.IGNORECASE), what, advice)
    for pattern, what, advice in (
        (
            rf"{_DECIMALS}\s*(?:[;/|&]|and|\n)\s*{_DECIMALS}",
            "two positions",
            "write the one of the place, and the other into its description",
        ),
        (
            r"(?:NAD|ETRS|ED|SK|СК|GDA|OSGB|CGCS)[- ]?\d\d(?!\d).*|(?:Pulkovo|Пулково).*",
            "a position in another reference system",
            _TO_DEGREES,
        ),
        (
            r"(?:///)?[^\W\d_]{2,}\.[^\W\d_]{2,}\.[^\W\d_]{2,}",
            "a what3words address, which has no position in it",
            "open it on what3words.com, and copy the coordinates",
        ),
        (r"[A-R]{2}\d\d[A-X]{2}(?:\d\d(?:[A-X]{2})?)?", "a Maidenhead locator", _TO_DEGREES),
        (r"(?=\w*\d)(?=\w*[b-z])(?!\d+[ns]\d+[ew]$)[0-9b-hjkmnp-z]{5,12}", "a geohash or an id", _TO_DEGREES),
        (
            r"[A-HJ-Z]{2}\s*(?:\d{4,5}[\s,]*\d{4,5}|\d{3}\s*\d{3})",
            "a grid reference without its zone",
            "write MGRS with the zone, such as 37U DB 12345 67890; convert references of national grids to degrees",
        ),
        (r"(?:EPSG|SRID)\W{0,2}\d{4,6}\b.*", "a position in another reference system", _TO_DEGREES),
    )
]
"""Notations that are named, but not read."""
_VIEW = re.compile(r"@(-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?)(?:,\d+(?:\.\d+)?[zm].*)?")
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_PLUS_CODE = re.compile(
    r"([23456789CFGHJMPQRVWX]{2,8}0{0,6}\+[23456789CFGHJMPQRVWX]{0,7})(?:[\s,]+(\S.*))?", re.IGNORECASE
)


class FoundPosition(NamedTuple):
    """A position that was read.

    Attributes:
        coordinates: degrees, WGS 84.
        uncertainty_m: radius in metres that the notation states; None where it states none.
        notation: what it was written in, for a message, such as ``an MGRS square of 100 m``.
    """

    coordinates: Coordinates
    uncertainty_m: float | None
    notation: str


Locate = Callable[[str], Coordinates | None]
"""The position of a place by its name; None if it is unknown or more than one place has the name."""


def read_position(text: str, locate: Locate = lambda _: None) -> FoundPosition:
    """The position in a text; an accuracy, a link or a name in brackets may follow it.

    Args:
        text: as it was copied.
        locate: finds the place that a short plus code refers to (``QJ2C+5X Moscow``).

    Raises:
        PydanticCustomError: of type G008 if it cannot be read, G009 if there is no such position; ``help`` in its
            context is what to write instead, and ``notation`` names the notation, if that is known.

    >>> found = read_position("geo:55.752,37.6175;u=35")
    >>> found.coordinates, found.uncertainty_m, found.notation
    (Coordinates(latitude=55.752, longitude=37.6175), 35.0, 'a geo: address')
    """
    if len(text) > MAX_LENGTH:
        raise unreadable(f'"{echo(text)}" is too long for a position', EXAMPLE)
    short = text.strip() if len(text) <= MAX_LENGTH_WITH_MORE else ""
    if found := _ACCURACY.fullmatch(short):
        metres = float(found[2].replace(",", ".")) * (1000 if found[3].casefold() in {"km", "км"} else 1)
        return read_position(found[1], locate)._replace(uncertainty_m=metres, notation="a position with its accuracy")
    if (found := _WITH_LINK.fullmatch(short)) or (found := _WITH_NAME.fullmatch(short)):
        return read_position(found[1], locate)._replace(notation="a position and more text")
    try:
        return _read_notation(text, locate)
    except PydanticCustomError as error:
        if (error.context or {}).get("notation") or (decimals := _decimals_among_words(short)) is None:
            raise
        return FoundPosition(read_angles(decimals), None, "a position and more text")


def _decimals_among_words(text: str) -> str | None:
    """The two numbers in degrees in a text with a height, or with words that name no direction."""
    if found := _WITH_HEIGHT.fullmatch(text):
        return found[1]
    for pattern, group in ((_AFTER_WORDS, 2), (_BEFORE_WORDS, 1)):
        found = pattern.fullmatch(text)
        if found and not any(len(word) == 1 or word.lower() in _DIRECTIONS for word in _WORD.findall(found["words"])):
            return found[group]
    return None


def _read_notation(text: str, locate: Locate) -> FoundPosition:  # noqa: PLR0911  (one for each notation)
    plain = plain_text(text)
    if plain.casefold().startswith("geo:"):
        return _from_geo_address(plain)
    if is_link(plain):
        return FoundPosition(*read_link(plain))
    upper = plain.upper()
    if plain.startswith("{") and (pair := _pair_of_json(plain)):
        return FoundPosition(read_angles(pair), None, "JSON")
    if found := _WKT.fullmatch(upper):
        position = read_angles(f"{found[2]}, {found[1]}")
        return FoundPosition(position, None, "a point in WKT, which has the longitude first")
    if found := _VIEW.fullmatch(plain):
        return FoundPosition(read_angles(found[1]), None, "the centre of a map")
    if found := _MGRS.fullmatch(upper):
        return _from_mgrs(text, re.sub(r"\s", "", found[1]), re.sub(r"\s", "", found[2]))
    if found := _UTM.fullmatch(upper):
        return _from_utm(text, {key: value for key, value in found.groupdict().items() if value})
    if found := _PLUS_CODE.fullmatch(plain):
        return _from_plus_code(text, found[1].upper(), found[2] or "", locate)
    _refuse_others(text, plain)
    return FoundPosition(without_false_digits(read_angles(text), text), None, DEGREES)


def without_false_digits(position: Coordinates, text: str) -> Coordinates:
    """A position without the digits that arithmetic adds to minutes and seconds; all digits of the text stay.

    >>> without_false_digits(Coordinates(55.72777777777778, 37.58666666666667), "55:43:40, 37:35:12")
    Coordinates(latitude=55.72778, longitude=37.58667)
    """
    written = max((len(digits) for digits in re.findall(r"\d[.,](\d+)", plain_text(text))), default=0)
    return Coordinates(*(round(degrees, written + _DIGITS_OF_A_SECOND) for degrees in position))


def _refuse_others(text: str, plain: str) -> None:
    """Name a notation that is not read."""
    for pattern, what, advice in _OTHERS:
        if pattern.fullmatch(plain):
            raise unreadable(f'"{echo(text)}" is {what}', advice, what)


def _pair_of_json(text: str) -> str:
    """Latitude and longitude in a JSON object, with the digits that it has; empty if it has none."""
    try:
        value = json.loads(text.replace("'", '"'), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return ""
    keys = {key.casefold(): each for key, each in value.items()}
    point = keys.get("coordinates")
    if keys.get("type") == "Point" and isinstance(point, list) and len(point) in {2, 3}:
        return f"{point[1]}, {point[0]}"
    pairs = (("lat", "lon"), ("lat", "lng"), ("lat", "long"), ("latitude", "longitude"))
    found = next((pair for pair in pairs if all(isinstance(keys.get(each), str) for each in pair)), None)
    return ", ".join(keys[each] for each in found) if found else ""


def _from_geo_address(text: str) -> FoundPosition:
    """RFC 5870, and the ``q`` that Android adds: ``geo:0,0?q=55.752,37.6175(Kremlin)``."""
    notation = "a geo: address"
    number = r"-?\d{1,3}(?:\.\d+)?"
    found = re.match(rf"geo:({number}),({number})(?:,{number})?((?:;[^?]*)?)(?:\?(.*))?$", text, re.IGNORECASE)
    query = re.search(rf"(?:^|&)q=({number}),[ +]*({number})", (found[4] or "").replace("%2C", ",")) if found else None
    if found is None:
        raise unreadable(f'"{echo(text)}" is not a geo: address that geomap can read', EXAMPLE, notation)
    if (crs := re.search(r";crs=([^;]+)", found[3], re.IGNORECASE)) and crs[1].casefold() != "wgs84":
        raise unreadable(f'"{echo(text)}" is in {echo(crs[1])}, not in WGS 84', "convert it to WGS 84", notation)
    latitude, longitude = map(float, query.groups() if query else found.group(1, 2))
    if not is_on_earth(latitude, longitude) or (not query and (latitude, longitude) == (0, 0) and found[4]):
        raise unreadable(f'"{echo(text)}" has no position', EXAMPLE, notation)
    stated = re.search(r";u=(\d+(?:\.\d+)?)", found[3], re.IGNORECASE)
    uncertainty_m = float(stated[1]) if stated and not query else None
    return FoundPosition(Coordinates(latitude, longitude), uncertainty_m or None, notation)


def _from_mgrs(text: str, square: str, digits: str) -> FoundPosition:
    half = len(digits) // 2
    size_m = 10 ** (5 - half)
    shown = f"{size_m} m" if size_m < 1000 else f"{size_m // 1000} km"
    notation = f"an MGRS square of {shown}"
    if len(digits) % 2:
        message = f'"{echo(text)}" looks like MGRS, but has {len(digits)} digits'
        raise unreadable(message, "write as many digits for the easting as for the northing", notation)
    easting, northing = digits[:half], digits[half:]
    if half < 5:  # the corner of the next finer square with the digit 5 is the centre of this one
        easting, northing = f"{easting}5", f"{northing}5"
    converter = _library("mgrs", notation).MGRS()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a latitude outside the band of the square
            found = converter.toLatLon(f"{square}{easting}{northing}")
    except Exception:  # noqa: BLE001  (the library's own error has no public name)
        raise unreadable(
            f'"{echo(text)}" is not a square of MGRS', "check its zone and its letters", notation
        ) from None
    return _rounded(found, math.hypot(size_m, size_m) / 2, notation)


def _from_utm(text: str, parts: dict[str, str]) -> FoundPosition:
    notation = "a UTM position"
    zone, letter, easting, northing = (
        parts.get(f"{name}1", parts.get(f"{name}2", "")) for name in ("zone", "letter", "easting", "northing")
    )
    convert: Any = _library("utm", notation).to_latlon

    def position(*, northern: bool) -> Coordinates | None:
        try:
            latitude, longitude = convert(float(easting), float(northing), int(zone), northern=northern)
        except ValueError:
            return None
        return Coordinates(round(float(latitude), 6), round(float(longitude), 6))

    as_band = position(northern=letter >= "N")
    if as_band is not None and not _is_in_band(as_band.latitude, letter):
        as_band = None
    as_hemisphere = position(northern=letter == "N") if letter in "NS" else None
    found = list(dict.fromkeys(each for each in (as_band, as_hemisphere) if each is not None))
    if not found:
        message = f'"{echo(text)}" looks like UTM, but there is no such position in zone {zone}{letter}'
        raise unreadable(message, "check the zone, its letter, and the order: easting, then northing", notation)
    if len(found) > 1:
        north, south = (f"[{each.latitude}, {each.longitude}]" for each in found)
        message = f'"{echo(text)}": S may be the band S, north of the equator, or the southern hemisphere'
        raise unreadable(message, f"write {north} or {south}", notation)
    return FoundPosition(found[0], None, notation)


def _is_in_band(latitude: float, letter: str) -> bool:
    """Whether a latitude is in a band of 8°, the last of which has 12°; a little outside is a rounding."""
    south = -80 + 8 * _BANDS.index(letter)
    return south - 0.01 <= latitude <= south + (12 if letter == "X" else 8) + 0.01


def _from_plus_code(text: str, code: str, reference: str, locate: Locate) -> FoundPosition:
    notation = "a plus code"
    codes = _library("openlocationcode.openlocationcode", notation)
    if codes.isShort(code):
        near = locate(reference.strip()) if reference.strip() else None
        if near is None:
            where = (
                f'"{echo(reference.strip())}" is not one place that geomap knows' if reference else "without a place"
            )
            message = f'"{echo(text)}" is a short plus code, {where}'
            raise unreadable(message, "copy the full code, such as 9G7VQJ2C+5X", notation)
        code = codes.recoverNearest(code, *near)
    if not codes.isFull(code):
        raise unreadable(f'"{echo(text)}" is not a plus code', "copy the full code, such as 9G7VQJ2C+5X", notation)
    area = codes.decode(code)
    height = (area.latitudeHi - area.latitudeLo) * METRES_PER_DEGREE
    width = (area.longitudeHi - area.longitudeLo) * METRES_PER_DEGREE * math.cos(math.radians(area.latitudeCenter))
    return _rounded((area.latitudeCenter, area.longitudeCenter), math.hypot(height, width) / 2, notation)


def _rounded(position: tuple[float, float], radius_m: float, notation: str) -> FoundPosition:
    """A position without digits that mean less than a tenth of its radius, and the radius in whole metres."""
    decimals = max(0, math.ceil(math.log10(10 * METRES_PER_DEGREE / radius_m)))
    latitude, longitude = (round(float(degrees), min(decimals, 6)) for degrees in position)
    return FoundPosition(Coordinates(latitude, longitude), float(math.ceil(radius_m)), notation)


def _library(module: str, notation: str) -> Any:
    try:
        return require(module, extra=EXTRA)
    except GeomapError as error:
        raise unreadable(f"the position is {notation}, and {error}", error.hint, notation) from None
