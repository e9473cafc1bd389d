"""A distance as people write it, such as "about 50 m" or "0.25 km" → metres."""

import re
from decimal import ROUND_CEILING, Decimal

MAX_METRES = 20_000_000
"""Half of the way around the Earth."""

_ABOUT = re.compile(
    r"(?:about|around|within|up to|approx\.?|ca\.?|c\.|r\s*=|~|±|\+/-|\+-|≈|<=?|≤|радиус|около|ок\.|до|примерно)\s*",
)
_NUMBER = r"\d{1,8}(?:[.,]\d{1,9})?"
_UNITS = {
    "km": r"km|км|kilomet(?:re|er)s?|kilómetros?|kilomètres?|километр\w*",
    "m": r"m|м|mtrs?|met(?:re|er)s?|mètres?|metros?|метр\w*",
    "mi": r"mi|miles?",
    "ft": r"ft|feet",
}
_METRES_IN = {"km": Decimal(1000), "m": Decimal(1), "mi": Decimal("1609.344"), "ft": Decimal("0.3048")}
_DISTANCE = re.compile(
    rf"(?:{_NUMBER}\s*(?:-|–|to|до)\s*)?({_NUMBER})\s*(?:{'|'.join(f'({words})' for words in _UNITS.values())})?\.?"
)
_UNIT_AT_END = re.compile(rf"[\W_](?:{'|'.join(f'({words})' for words in _UNITS.values())})\W*$")


def read_metres(text: str, unit: str = "m") -> Decimal | None:
    """The metres in a text, the larger of two; None if it is no distance above 0 on Earth.

    Args:
        text: a number, with or without a unit.
        unit: of a number without one: ``km``, ``m``, ``mi`` or ``ft``.

    >>> print(read_metres("about 1,200 m"), read_metres("0,25 km"), read_metres("50-75"), read_metres("3 miles"))
    1200 250 75 4829
    """
    plain = _ABOUT.sub("", text.strip().casefold(), count=1)
    plain = re.sub(r"(?<=\d)[ \u00a0\u202f,](?=\d{3}(?!\d))", "", plain)  # 1 200 and 1,200
    found = _DISTANCE.fullmatch(plain)
    if found is None:
        return None
    written = next((name for name, group in zip(_UNITS, found.groups()[1:], strict=True) if group), unit)
    metres = Decimal(found[1].replace(",", ".")) * _METRES_IN[written]
    if written in {"mi", "ft"}:
        metres = metres.to_integral_value(ROUND_CEILING)
    return Decimal(f"{metres.normalize():f}") if 0 < metres <= MAX_METRES else None


def unit_of(heading: str) -> str:
    """The unit of length that a heading ends with; ``m`` if it names none.

    >>> unit_of("Uncertainty (km)"), unit_of("radius_ft"), unit_of("Accuracy")
    ('km', 'ft', 'm')
    """
    found = _UNIT_AT_END.search(heading.casefold())
    groups = found.groups() if found else ()
    return next((name for name, group in zip(_UNITS, groups, strict=False) if group), "m")
