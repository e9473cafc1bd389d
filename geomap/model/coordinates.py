"""Coordinates as an editor writes them in the gazetteer → latitude and longitude, WGS 84 degrees."""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import PydanticCustomError

from geomap.findings import echo
from geomap.model.angles import (
    EXAMPLE,
    Coordinates,
    impossible_position,
    is_on_earth,
    read_angles,
    unreadable,
)
from geomap.model.position_text import FoundPosition, read_position

_KEYS = (("latitude", "longitude"), ("lat", "lon"), ("lat", "lng"), ("lat", "long"), ("y", "x"), ("широта", "долгота"))


def parse_coordinates(value: Any) -> Coordinates:
    """Latitude and longitude from a pair of numbers, or from text in degrees in any usual spelling.

    Hemisphere letters decide the order if there are any; otherwise latitude comes first. Squares of a grid and links
    are refused, because they say more than a position; the advice has their coordinates and their uncertainty.

    Raises:
        PydanticCustomError: of type G008 if it cannot be read, G009 if there is no such position; ``help`` in its
            context is what to write instead.

    >>> parse_coordinates("55°43′40″N 37°35′12″E") == parse_coordinates("37°35′12″E, 55°43′40″N")
    True
    >>> parse_coordinates([55.728, 37.588])
    Coordinates(latitude=55.728, longitude=37.588)
    """
    if isinstance(value, list | tuple):
        if len(value) == 2:
            latitude, longitude = value
            if type(latitude) is type(longitude) is float and -90 <= latitude <= 90 and -180 <= longitude <= 180:
                return Coordinates(latitude, longitude)
            if _is_number(latitude) and _is_number(longitude):
                if is_on_earth(latitude, longitude):
                    return Coordinates(float(latitude), float(longitude))
                raise impossible_position(latitude, longitude)
        raise _unreadable_list(value)
    if isinstance(value, str):
        return _from_text(value)
    if _is_number(value):
        raise unreadable(f"{echo(value)} is one number, not two", EXAMPLE)
    if isinstance(value, dict):
        raise unreadable("the coordinates are a mapping", _advice(_pairs_of_mapping(value)))
    raise unreadable(f"{_shown(value)} is not a position", EXAMPLE)


def _from_text(value: str) -> Coordinates:
    try:
        return read_angles(value)
    except PydanticCustomError as error:
        try:
            found = read_position(value)
        except PydanticCustomError as other:
            raise error if other.type == "G008" and not _names_a_notation(other) else other from None
    raise unreadable(f'"{echo(value)}" is {found.notation}, and the gazetteer has degrees', written_as_keys(found))


def _names_a_notation(error: PydanticCustomError) -> bool:
    return bool((error.context or {}).get("notation"))


def written_as_keys(found: FoundPosition) -> str:
    """The advice to write a position, and its uncertainty if the notation has one."""
    radius = "" if found.uncertainty_m is None else f" and uncertainty: {found.uncertainty_m:.0f}"
    return f"write coordinates: [{found.coordinates.latitude}, {found.coordinates.longitude}]{radius}"


def _unreadable_list(value: Sequence[Any]) -> PydanticCustomError:
    """The error for a list that is not two numbers."""
    count = len(value)
    pairs = list(_pairs_of_list(value))
    if count in {3, 4} and all(map(_is_number, value)):
        if count == 4:
            return unreadable("four numbers, as if decimals were written with commas", _advice(pairs))
        if all(isinstance(part, float) for part in value[:2]):
            return unreadable("three numbers; altitudes are not supported", _advice(pairs))
        return unreadable("three numbers: one has a decimal comma, or the last is an altitude", _advice(pairs))
    if count == 2:
        odd = next((part for part in value if not _is_number(part)), value[0])
        return unreadable(f"{_shown(odd)} is not a number of degrees", _advice(pairs))
    return unreadable(
        "no numbers" if count == 0 else f"{count} value{'s'[: count != 1]} instead of two numbers", _advice(pairs)
    )


def _pairs_of_list(value: Sequence[Any]) -> Iterator[str]:
    """What a list may mean, as texts that geomap reads; the digits are those that the editor wrote."""
    texts = [str(part) if _is_number(part) else part for part in value]
    if not texts or len(texts) > 4 or not all(isinstance(text, str) and len(text) <= 100 for text in texts):
        return
    if len(texts) == 1:
        yield texts[0]
    for groups in _grouped(texts):
        yield ", ".join(groups)
    if len(texts) == 3:  # the last may be an altitude
        yield f"{texts[0]}, {texts[1]}"


def _grouped(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every way to join texts with decimal points so that two numbers are left."""
    for at in range(1, len(texts)):
        sides = texts[:at], texts[at:]
        if all(len(side) == 1 or (len(side) == 2 and _is_decimal_comma(*side)) for side in sides):
            yield tuple(".".join(side) for side in sides)


def _is_decimal_comma(whole: str, fraction: str) -> bool:
    return bool(re.fullmatch(r"[+-]?\d{1,3}", whole) and re.fullmatch(r"\d{1,15}", fraction))


def _pairs_of_mapping(value: dict[Any, Any]) -> Iterator[str]:
    """What a mapping means, as text that geomap reads: two keys, or a point of GeoJSON."""
    keys = {str(key).strip().casefold(): part for key, part in value.items()}
    for pair in _KEYS:
        if all(isinstance(keys.get(key), str | int | float) for key in pair):
            latitude, longitude = (re.sub(r"(\d),(\d)", r"\1.\2", str(keys[key])) for key in pair)
            yield f"{latitude}, {longitude}"
    point = keys.get("coordinates")
    if isinstance(point, list) and len(point) in {2, 3} and all(map(_is_number, point)):
        yield f"{point[1]}, {point[0]}"  # GeoJSON has the longitude first


def _advice(pairs: Iterator[str] | Sequence[str]) -> str:
    """What to write, with the numbers that were written if they are a position."""
    shown = []
    for text in itertools.islice(pairs, 4):
        try:
            found = read_angles(text)
        except PydanticCustomError:
            continue
        numbers = [part.strip() for part in text.split(",")]
        exact = len(numbers) == 2 and all(re.fullmatch(r"[+-]?\d+(?:\.\d+)?", number) for number in numbers)
        latitude, longitude = numbers if exact else (str(round(each, 7)) for each in found)
        shown.append(f"[{latitude.removeprefix('+')}, {longitude.removeprefix('+')}]")
    return f"write {' or '.join(dict.fromkeys(shown))}" if shown else EXAMPLE


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    if value is None:
        return "an empty value"
    return f'"{echo(value)}"' if isinstance(value, str) else echo(value)
