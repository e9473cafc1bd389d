"""Two angles in any usual spelling → latitude and longitude, WGS 84 degrees."""

import math
import re
import unicodedata
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from geomap.findings import echo

MAX_LENGTH = 100
"""Longest text read as two angles; the longest usual one, in Russian with seconds, has about 60 characters."""

EXAMPLE = "write latitude and longitude, such as [55.7279, 37.5870]"

# The many ways of typing a degree, a minute, a second, a minus, a space and an Arabic number.
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("º˚∘", "°"),
        **dict.fromkeys("′’‘ʹʼ´`", "'"),
        **dict.fromkeys("″”“„ʺ", '"'),
        **dict.fromkeys("−–‒", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\u2007\t\r\n", " "),
        **dict.fromkeys("\u200e\u200f\u061c\u202a\u202c", None),
        "|": ";",
        "٫": ".",
        "،": ",",
        "؛": ";",
        **{chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)},  # full width
        **dict.fromkeys("度", "°"),
        **dict.fromkeys("分", "'"),
        **dict.fromkeys("秒", '"'),
    }
)
# North, south, east and west in full, and as Russian and Ukrainian abbreviate them: «с. ш.», «сх. д.».
_DIRECTIONS = {
    "N": r"north|nord|norte|norden|شمال\w*|北[緯纬]",
    "S": r"south|süd|sud|sur|sul|syd|جنوب\w*|南[緯纬]",
    "E": r"east|ost|est|este|leste|øst|öst|شرق\w*|東経|东经|東經",
    "W": r"west|ouest|oeste|ovest|vest|väst|غرب\w*|西経|西经|西經",
}
_HEMISPHERES = [
    *(
        (re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", re.IGNORECASE), letter)
        for letter, words in _DIRECTIONS.items()
    ),
    *(
        (re.compile(rf"{word}\w*\s+{kind}\w*", re.IGNORECASE), letter)
        for word, kind, letter in [
            *(("северн", "широт", "N"), ("южн", "широт", "S"), ("восточн", "долгот", "E"), ("западн", "долгот", "W")),
            *(
                ("північн", "широт", "N"),
                ("південн", "широт", "S"),
                ("східн", "довгот", "E"),
                ("західн", "довгот", "W"),
            ),
        ]
    ),
    *(
        (re.compile(rf"{short}\.?\s*{kind}\.?", re.IGNORECASE), letter)
        for short, kind, letter in [
            *(("пн", "ш", "N"), ("пд", "ш", "S"), ("сх", "д", "E"), ("зх", "д", "W")),
            *(("с", "ш", "N"), ("ю", "ш", "S"), ("в", "д", "E"), ("з", "д", "W")),
            *(("n", "br", "N"), ("s", "br", "S"), ("ö", "l", "E"), ("w", "l", "W")),
        ]
    ),
]
# "lat: 55.7, lon: 37.6", in the languages of the page and those of the usual programs.
_LATITUDE = r"(?:lat(?:itude|itud|itudine)?|breite(?:ngrad)?|широта|szerokość|(?:خط|دائرة)[ ]العرض|y)"
_LONGITUDE = r"(?:lon(?:gitude|gitud|gitudine|g)?|lng|länge(?:ngrad)?|долгота|довгота|długość|خط[ ]الطول|x)"
_LABELLED = re.compile(
    rf"(?P<first>{_LATITUDE}|{_LONGITUDE})\.?\ *[:=]?\ *(?P<one>[^:=]*?)[\ ,;&/]*"
    rf"(?P<second>{_LATITUDE}|{_LONGITUDE})\.?\ *[:=]?\ *(?P<other>[^:=]*)",
    re.IGNORECASE | re.VERBOSE,
)
_HEADING = re.compile(
    r"^(?:coordinates?|coords?|gps|position|location|lat[ /,]*l(?:ng|on|ong)|wgs[ -]?84|координаты|координати|إحداثيات"
    r"|koordinate[nr]|coord[eo]n(?:adas|nées)|współrzędne|الإحداثيات)\s*(?:[:=]\s*|(?=[(\[\d+-]|[ns] ?\d))",
    re.IGNORECASE,
)
_UNITS = [
    (re.compile(rf"(?<![^\W\d_])(?:{words})(?:\.|(?![^\W\d_]))", re.IGNORECASE), sign)
    for words, sign in ((r"deg(?:rees?)?|град\w*", "°"), (r"min(?:utes?)?|мин\w*", "'"), (r"sec(?:onds?)?|сек\w*", '"'))
]
# As in aviation: 5545N03737E, 554507N0373703E, N554507 E0373703.
_PACKED = re.compile(
    r"(?:([NS])\ *(?=\d.*[EW]\ *\d)|(?=\d+(?:\.\d+)?[NS].*[EW]$))(\d\d)(\d\d)(\d\d(?:\.\d+)?)?([NS])?[\ ,/]*"
    r"([EW])?\ *([01]\d\d)(\d\d)(\d\d(?:\.\d+)?)?([EW])?"
)
_SPACED_DASH = re.compile(r"([+-]?\d[\d.]*) - (\d[\d.]*)")
_O = re.compile(r"(?<![^\W\d_])O(?![^\W\d_])", re.IGNORECASE)
_COLONS = re.compile(r"(?<![\d.])(\d{1,3}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)")
_HYPHENS = re.compile(r"(?<![\d.])(\d{1,3})-(\d{1,2})-(\d{1,2}(?:\.\d+)?)(?= *[NSEW])", re.IGNORECASE)
# As GPS receivers send it (NMEA 0183): 5545.120,N,03737.050,E.
_NMEA = re.compile(r"(\d\d)(\d\d\.\d+), ?([NS]), ?([01]\d\d)(\d\d\.\d+), ?([EW])", re.IGNORECASE)
_ISO_6709 = re.compile(r"^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)/?$")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'|«(.*)»|<(.*)>")
_BRACKETS = re.compile(r"\((.*)\)|\[(.*)\]|\{(.*)\}")
# One angle. geopy's own pattern skips everything before the first number that matches ("1 55.7 N 37.6 E") and turns
# 200 degrees into -160, so only its arithmetic is used.
_ANGLE = r"""
    (?P<front{n}>[NSEW])?\ *(?P<sign{n}>[+-])?\ *
    (?P<degrees{n}>\d+(?:\.\d+)?)\ *
    (?:(?P<ring{n}>[°dD*])\ *|(?<=\ )|(?=\ *[NSEW]|\ *[,;/]|$))
    (?:(?P<minutes{n}>\d+(?:\.\d+)?)\ *(?:(?P<mark{n}>['m])\ *|(?<=\ )|(?=[NSEW,;/]|$))
    (?:(?P<seconds{n}>\d+(?:\.\d+)?)\ *(?:["s]\ *|(?=[NSEW,;/]|$)))?)?
    (?(front{n})|(?P<back{n}>[NSEW])?)
"""
_PAIR = re.compile(_ANGLE.format(n=1) + r"\ *[,;/]?\ *" + _ANGLE.format(n=2), re.VERBOSE)
_DECIMAL_COMMA = re.compile(r"(?<![\d,.])([+-]?\d+),(\d+)(?![\d.]|,\d)")
_FOUR_NUMBERS = re.compile(r"(?<![\d,])([+-]?\d+,\d+),([+-]?\d+,\d+)(?![\d,])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class Coordinates(NamedTuple):
    """A position: latitude, longitude in degrees, WGS 84 (GeoJSON has the opposite order)."""

    latitude: float
    longitude: float


def is_on_earth(latitude: float, longitude: float) -> bool:
    """Whether there is such a position."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def plain_text(value: str) -> str:
    """A text of a position in plain signs and ASCII digits."""
    text = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in value)
    text = text.translate(_TYPOGRAPHY).replace("''", '"').strip().rstrip(".,; ")
    if quoted := _QUOTED.fullmatch(text):
        text = next(part for part in quoted.groups() if part is not None).strip()
    return text.lstrip("📍📌🗺️ ")


def read_angles(value: str) -> Coordinates:
    """The position of two angles. Letters or labels decide their order; otherwise the latitude comes first.

    Raises:
        PydanticCustomError: of type G008 if they cannot be read, G009 if there is no such position.

    >>> read_angles("(55°43.666'N, 37°35.2'E)") == read_angles("lon: 37°35.2', lat: 55°43.666'")
    True
    """
    if len(value) > MAX_LENGTH:
        raise unreadable(f'"{echo(value)}" is too long for coordinates', EXAMPLE)
    text = _HEADING.sub("", plain_text(value))
    if inside := _BRACKETS.fullmatch(text):
        text = next(part for part in inside.groups() if part is not None).strip()
    text = _without_labels(_HEADING.sub("", text))
    text = _HYPHENS.sub(r"\1:\2:\3", text)
    text = _COLONS.sub(r"\1°\2'\3" + '"', text)
    text = _NMEA.sub(r"\1°\2'\3, \4°\5'\6", text)
    text = _ISO_6709.sub(r"\1, \2", text)
    for pattern, sign in (*_HEMISPHERES, *_UNITS):
        text = pattern.sub(sign, text)
    text = _unpacked(text)
    if dashed := _SPACED_DASH.fullmatch(text):
        one, other = dashed.groups()
        raise unreadable(
            f'"{echo(value)}" may have a minus, or a dash between two numbers',
            f"write [{one}, {other}] or [{one}, -{other}]",
        )
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        whole, part = text.split(",")
        raise unreadable(
            f'"{echo(value)}" is either one number with a decimal comma or two numbers',
            f"write both numbers, with points and a space after the comma: [{whole}.{part}, …] or [{whole}, {part}]",
        )
    found = _PAIR.fullmatch(text)
    if found is None and "." not in text:
        pointed, count = _DECIMAL_COMMA.subn(r"\1.\2", text)
        if count == 2:
            found = _PAIR.fullmatch(pointed)
        elif _FOUR_NUMBERS.fullmatch(text):
            pointed = _FOUR_NUMBERS.sub(r"\1, \2", text)
            pointed = _DECIMAL_COMMA.sub(r"\1.\2", pointed)
            raise unreadable(f'"{echo(value)}" has decimal commas', f'write points: "{echo(pointed)}"')
    if found is None or _is_ambiguous(found):
        raise _unreadable_text(value, text)
    first, second = _degrees(found, 1, value), _degrees(found, 2, value)
    return _in_order(value, first, second)


def _unpacked(text: str) -> str:
    """Degrees, minutes and seconds without signs between them, as in aviation → with signs; other texts as they are."""
    found = _PACKED.fullmatch(text.upper())
    if found is None or bool(found[1]) == bool(found[5]) or bool(found[6]) == bool(found[10]):
        return text
    sides = (found.group(2, 3, 4, 1, 5), found.group(7, 8, 9, 6, 10))
    return ", ".join(f"{degrees}°{minutes}'{seconds or 0}\"{a or b}" for degrees, minutes, seconds, a, b in sides)


def _without_labels(text: str) -> str:
    """Two angles with their labels → the same without, the latitude first."""
    labelled = _LABELLED.fullmatch(text)
    if labelled is None:
        return text
    is_latitude = [bool(re.fullmatch(_LATITUDE, labelled[side], re.IGNORECASE)) for side in ("first", "second")]
    if is_latitude[0] == is_latitude[1]:
        return text
    sides = ("one", "other") if is_latitude[0] else ("other", "one")
    numbers = [labelled[side].strip(" ,;") for side in sides]
    return ", ".join(re.sub(r"^([+-]?\d+),(\d+)$", r"\1.\2", number) for number in numbers)


def _is_ambiguous(found: re.Match[str]) -> bool:
    """Whether only spaces separate minutes from degrees: "55 37 150" may be two numbers and an altitude."""
    lettered = any(found[f"{side}{n}"] for side in ("front", "back") for n in (1, 2))
    return not lettered and any(found[f"minutes{n}"] and not (found[f"mark{n}"] or found[f"ring{n}"]) for n in (1, 2))


def _degrees(found: re.Match[str], n: int, value: str) -> tuple[float, str]:
    """The angle in degrees, south and west negative, and its hemisphere letter or an empty string."""
    front, back, sign = (found[f"{name}{n}"] for name in ("front", "back", "sign"))
    minutes, seconds = (float(found[f"{name}{n}"] or 0) for name in ("minutes", "seconds"))
    letter = front or back or ""
    if sign and letter:
        raise unreadable(
            f'"{echo(value)}" has both a sign and the letter {letter}', "write the sign or the letter, not both"
        )
    if minutes > 60 or seconds > 60:  # some programs round 59.9999″ to 60″
        raise _impossible_angle(value)
    whole = found[f"degrees{n}"]
    if ("." in whole and (minutes or seconds)) or (found[f"minutes{n}"] and "." in found[f"minutes{n}"] and seconds):
        raise unreadable(f'"{echo(value)}" has a fraction before its last part', EXAMPLE)
    degrees = float(whole) + (minutes + seconds / 60) / 60
    return (-degrees if sign == "-" or letter in {"S", "W"} else degrees), letter


def _in_order(value: str, first: tuple[float, str], second: tuple[float, str]) -> Coordinates:
    (a, letter_a), (b, letter_b) = first, second
    if bool(letter_a) != bool(letter_b):
        raise unreadable(
            f'"{echo(value)}" has a letter at only one of its numbers', "write N or S and E or W, or neither"
        )
    if (letter_a in {"N", "S"} and letter_b in {"N", "S"}) or (letter_a in {"E", "W"} and letter_b in {"E", "W"}):
        raise unreadable(f'"{echo(value)}" gives {"latitude" if letter_a in "NS" else "longitude"} twice', EXAMPLE)
    latitude, longitude = (b, a) if letter_a in {"E", "W"} else (a, b)
    if not is_on_earth(latitude, longitude):
        raise impossible_position(latitude, longitude, named=bool(letter_a))
    return Coordinates(latitude, longitude)


def impossible_position(latitude: float, longitude: float, *, named: bool = False) -> PydanticCustomError:
    """The error for a position that is not on Earth, with what was probably meant.

    ``named`` says whether letters tell latitude and longitude apart, so that they cannot be swapped.
    """
    if not (_is_finite(latitude) and _is_finite(longitude)):
        return _wrong("G009", f"{echo(latitude)}, {echo(longitude)} is not a position on Earth", EXAMPLE)
    if abs(latitude) > 90:
        message = f"latitude {echo(latitude)} is beyond {'90' if latitude > 0 else '-90'}"
        if abs(longitude) <= 90 and abs(latitude) <= 180 and not named:
            return _wrong("G009", message, f"did you swap them? write [{longitude}, {latitude}]")
        return _wrong(
            "G009", message, "latitudes run from -90 to 90 and decimals are written with a point, such as 55.7279"
        )
    message = f"longitude {echo(longitude)} is beyond {'180' if longitude > 0 else '-180'}"
    if abs(longitude) <= 360 and not (isinstance(longitude, int) and str(longitude).startswith("0")):
        turned = round(longitude - math.copysign(360, longitude), 9)
        return _wrong(
            "G009",
            message,
            f"longitudes run from -180 to 180: write [{latitude}, {turned}] if you count around the globe",
        )
    return _wrong(
        "G009", message, "longitudes run from -180 to 180 and decimals are written with a point, such as 37.5870"
    )


def _impossible_angle(value: str) -> PydanticCustomError:
    return _wrong(
        "G009", f'"{echo(value)}" has more than 60 minutes or seconds', "minutes and seconds run from 0 to 60"
    )


def _unreadable_text(value: str, text: str) -> PydanticCustomError:
    """The error for a text that is not a pair of angles."""
    if len(_O.findall(text)) == 1 and re.search(r"\d", text):
        return unreadable(
            f'"{echo(value)}": O is east in German, and west in French, Spanish and Italian',
            "write E or W instead of O",
        )
    numbers = _NUMBER.findall(text)
    rest = _NUMBER.sub("", text).strip(" ,;/")
    if not rest and len(numbers) == 1:
        return unreadable(f'"{echo(value)}" is one number, not two', EXAMPLE)
    if len(numbers) == 3 and re.fullmatch(r"(?:km|m|mi|ft)?", rest):
        pair = [number.removeprefix("+").replace(",", ".") for number in numbers[:2]]
        fits = not any("," in number for number in numbers) and is_on_earth(*map(float, pair))
        return unreadable(
            f'"{echo(value)}" has three numbers; altitudes are not supported',
            f"write [{', '.join(pair)}]" if fits else EXAMPLE,
        )
    return unreadable(f'"{echo(value)}" is not a position that geomap can read', EXAMPLE)


def _is_finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)


def unreadable(message: str, advice: str, notation: str = "") -> PydanticCustomError:
    """The error for a position that cannot be read; ``notation`` names what it is, if that is known."""
    return _wrong("G008", message, advice, notation)


def _wrong(code: str, message: str, advice: str, notation: str = "") -> PydanticCustomError:
    return PydanticCustomError(code, "{message}", {"message": message, "help": advice, "notation": notation})
