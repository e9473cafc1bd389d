"""A position in any usual spelling → latitude and longitude, WGS 84 degrees."""

import math
import re
from typing import Any, NamedTuple

from geopy.point import Point
from pydantic_core import PydanticCustomError

from geomap.findings import echo

MAX_LENGTH = 100
"""Longest text read as coordinates; the longest usual one, in Russian with seconds, has about 60 characters."""

_EXAMPLE = "write latitude and longitude, such as [55.7279, 37.5870]"

# The many ways of typing a degree, a minute, a second, a minus and a space. Two single marks make one double one.
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("º˚∘", "°"),
        **dict.fromkeys("′’‘ʹʼ´`", "'"),
        **dict.fromkeys("″”“ʺ", '"'),
        **dict.fromkeys("−–‒", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\u2007\t\r\n", " "),
        **dict.fromkeys("\u200e\u200f", None),
    }
)
# North, south, east and west as Russian and Ukrainian abbreviate them: «с. ш.», «сх. д.».
_CYRILLIC = [
    (re.compile(rf"{short}\.?\s*{kind}\.?", re.IGNORECASE), letter)
    for short, kind, letter in [
        *(("пн", "ш", "N"), ("пд", "ш", "S"), ("сх", "д", "E"), ("зх", "д", "W")),
        *(("с", "ш", "N"), ("ю", "ш", "S"), ("в", "д", "E"), ("з", "д", "W")),
    ]
]
# One angle. geopy's own pattern skips everything before the first number that matches ("1 55.7 N 37.6 E") and turns
# 200 degrees into -160, so only its arithmetic is used.
_ANGLE = r"""
    (?P<front{n}>[NSEW])?\ *(?P<sign{n}>[+-])?\ *
    (?P<degrees{n}>\d+(?:\.\d+)?)\ *
    (?:[°dD*]\ *|(?<=\ )|(?=\ *[NSEW]|\ *[,;/]|$))
    (?:(?P<minutes{n}>\d+(?:\.\d+)?)\ *(?:(?P<mark{n}>['m])\ *|(?<=\ )|(?=[NSEW]))
    (?:(?P<seconds{n}>\d+(?:\.\d+)?)\ *(?:["s]\ *|(?=[NSEW])))?)?
    (?(front{n})|(?P<back{n}>[NSEW])?)
"""
_PAIR = re.compile(_ANGLE.format(n=1) + r"\ *[,;/]?\ *" + _ANGLE.format(n=2), re.VERBOSE)
_DECIMAL_COMMA = re.compile(r"(\d),(\d)")
_FOUR_NUMBERS = re.compile(r"(?<![\d,])([+-]?\d+,\d+),([+-]?\d+,\d+)(?![\d,])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class Coordinates(NamedTuple):
    """A position: latitude, longitude in degrees, WGS 84 (GeoJSON has the opposite order)."""

    latitude: float
    longitude: float


def parse_coordinates(value: Any) -> Coordinates:
    """Latitude and longitude from a pair of numbers or from text in any usual spelling.

    Hemisphere letters decide the order if there are any; otherwise latitude comes first.

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
                if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                    return Coordinates(float(latitude), float(longitude))
                raise _impossible(latitude, longitude)
        raise _unreadable_list(value)
    if isinstance(value, str):
        return _from_text(value)
    if _is_number(value):
        raise _unreadable(f"{echo(value)} is one number, not two", _EXAMPLE)
    if isinstance(value, dict):
        raise _unreadable("the coordinates are a mapping", _example(_numbers(value.values())))
    raise _unreadable(f"{_shown(value)} is not a position", _EXAMPLE)


def _from_text(value: str) -> Coordinates:
    if len(value) > MAX_LENGTH:
        raise _unreadable(f'"{echo(value)}" is too long for coordinates', _EXAMPLE)
    text = value.translate(_TYPOGRAPHY).replace("''", '"').strip().removesuffix(".")
    for pattern, letter in _CYRILLIC:
        text = pattern.sub(letter, text)
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        whole, part = text.split(",")
        raise _unreadable(
            f'"{echo(value)}" is either one number with a decimal comma or two numbers',
            f"write both numbers, with points and a space after the comma: [{whole}.{part}, …] or [{whole}, {part}]",
        )
    found = _PAIR.fullmatch(text)
    pointed = _DECIMAL_COMMA.sub(r"\1.\2", _FOUR_NUMBERS.sub(r"\1, \2", text))
    if found is None and pointed != text and _PAIR.fullmatch(pointed):
        raise _unreadable(f'"{echo(value)}" has decimal commas', f'write points: "{echo(pointed)}"')
    if found is None or _is_ambiguous(found):
        raise _unreadable_text(value, text)
    first, second = _degrees(found, 1, value), _degrees(found, 2, value)
    return _in_order(value, first, second)


def _is_ambiguous(found: re.Match[str]) -> bool:
    """Whether only spaces separate minutes from degrees: "55 37 150" may be two numbers and an altitude."""
    lettered = any(found[f"{side}{n}"] for side in ("front", "back") for n in (1, 2))
    return not lettered and any(found[f"minutes{n}"] and not found[f"mark{n}"] for n in (1, 2))


def _degrees(found: re.Match[str], n: int, value: str) -> tuple[float, str]:
    """The angle in degrees, south and west negative, and its hemisphere letter or an empty string."""
    front, back, sign = (found[f"{name}{n}"] for name in ("front", "back", "sign"))
    minutes, seconds = (float(found[f"{name}{n}"] or 0) for name in ("minutes", "seconds"))
    letter = front or back or ""
    if sign and letter:
        raise _unreadable(
            f'"{echo(value)}" has both a sign and the letter {letter}', "write the sign or the letter, not both"
        )
    if minutes > 60 or seconds > 60:  # some programs round 59.9999″ to 60″
        raise _impossible_angle(value)
    whole = found[f"degrees{n}"]
    if ("." in whole and (minutes or seconds)) or (found[f"minutes{n}"] and "." in found[f"minutes{n}"] and seconds):
        raise _unreadable(f'"{echo(value)}" has a fraction before its last part', _EXAMPLE)
    degrees = float(Point.parse_degrees(whole, minutes, seconds))
    return (-degrees if sign == "-" or letter in {"S", "W"} else degrees), letter


def _in_order(value: str, first: tuple[float, str], second: tuple[float, str]) -> Coordinates:
    (a, letter_a), (b, letter_b) = first, second
    if bool(letter_a) != bool(letter_b):
        raise _unreadable(
            f'"{echo(value)}" has a letter at only one of its numbers', "write N or S and E or W, or neither"
        )
    if (letter_a in {"N", "S"} and letter_b in {"N", "S"}) or (letter_a in {"E", "W"} and letter_b in {"E", "W"}):
        raise _unreadable(f'"{echo(value)}" gives {"latitude" if letter_a in "NS" else "longitude"} twice', _EXAMPLE)
    latitude, longitude = (b, a) if letter_a in {"E", "W"} else (a, b)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise _impossible(latitude, longitude, named=bool(letter_a))
    return Coordinates(latitude, longitude)


def _impossible(latitude: float, longitude: float, *, named: bool = False) -> PydanticCustomError:
    """The error for a position that is not on Earth, with what was probably meant."""
    if not (_is_finite(latitude) and _is_finite(longitude)):
        return _wrong("G009", f"{echo(latitude)}, {echo(longitude)} is not a position on Earth", _EXAMPLE)
    if abs(latitude) > 90:
        message = f"latitude {echo(latitude)} is beyond {'90' if latitude > 0 else '-90'}"
        if abs(longitude) <= 90 and abs(latitude) <= 180 and not named:
            return _wrong("G009", message, f"did you swap them? write [{longitude}, {latitude}]")
        return _wrong(
            "G009", message, "latitudes run from -90 to 90 and decimals are written with a point, such as 55.7279"
        )
    message = f"longitude {echo(longitude)} is beyond {'180' if longitude > 0 else '-180'}"
    if abs(longitude) <= 360:
        turned = round(longitude - math.copysign(360, longitude), 9)
        return _wrong(
            "G009",
            message,
            f"longitudes run from -180 to 180: write [{latitude}, {turned:g}] if you count around the globe",
        )
    return _wrong(
        "G009", message, "longitudes run from -180 to 180 and decimals are written with a point, such as 37.5870"
    )


def _impossible_angle(value: str) -> PydanticCustomError:
    return _wrong(
        "G009", f'"{echo(value)}" has more than 60 minutes or seconds', "minutes and seconds run from 0 to 60"
    )


def _unreadable_list(value: list[Any] | tuple[Any, ...]) -> PydanticCustomError:
    """The error for a list that is not two numbers."""
    count = len(value)
    if count == 4 and all(type(part) is int and abs(part) < 10**9 for part in value) and min(value[1], value[3]) >= 0:
        meant = [float(f"{value[0]}.{value[1]}"), float(f"{value[2]}.{value[3]}")]
        return _unreadable(
            "four numbers, as if decimals were written with commas", _example(meant).replace("write", "write points:")
        )
    if count == 3 and all(map(_is_number, value)):
        return _unreadable("three numbers; altitudes are not supported", _example(_numbers(value[:2])))
    if count == 2:
        odd = next(part for part in value if not _is_number(part))
        return _unreadable(f"{_shown(odd)} is not a number of degrees", _example(_numbers(value)))
    return _unreadable(
        "no numbers" if count == 0 else f"{count} value{'s'[: count != 1]} instead of two numbers", _EXAMPLE
    )


def _unreadable_text(value: str, text: str) -> PydanticCustomError:
    """The error for a text that is not a pair of angles."""
    numbers = _NUMBER.findall(text)
    rest = _NUMBER.sub("", text).strip(" ,;/")
    if not rest and len(numbers) == 1:
        return _unreadable(f'"{echo(value)}" is one number, not two', _EXAMPLE)
    if len(numbers) == 3 and re.fullmatch(r"(?:km|m|mi|ft)?", rest):
        return _unreadable(
            f'"{echo(value)}" has three numbers; altitudes are not supported', _example(_numbers(numbers[:2]))
        )
    return _unreadable(f'"{echo(value)}" is not a position that geomap can read', _EXAMPLE)


def _example(numbers: list[float]) -> str:
    """What to write, with the numbers that were written if possible."""
    if len(numbers) == 2 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180:
        return f"write [{numbers[0]}, {numbers[1]}]"
    return _EXAMPLE


def _numbers(values: Any) -> list[float]:
    """Those of the values that are finite numbers, or texts of them."""
    found = []
    for value in values:
        if _is_number(value) or (isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,3}(?:\.\d{1,20})?\s*", value)):
            number = float(value) if isinstance(value, str) or abs(value) < 1000 else math.inf
            found.append(number)
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def _shown(value: Any) -> str:
    if value is None:
        return "an empty value"
    return f'"{echo(value)}"' if isinstance(value, str) else echo(value)


def _unreadable(message: str, advice: str) -> PydanticCustomError:
    return _wrong("G008", message, advice)


def _wrong(code: str, message: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{message}", {"message": message, "help": advice})
