"""Places far from all others whose coordinates would be among them with one usual mistake less."""

from collections.abc import Iterator, Sequence

import numpy as np

from geomap.findings import Finding, echo
from geomap.model import Coordinates, Place
from geomap.model.geodesy import great_circle_km

MIN_PLACES = 4
"""Fewer places do not show where the map is."""
_MIN_KM = 100.0  # closer places belong together however small the map is
_SPREAD = 3.0  # so many times farther from the centre than three quarters of the places are


def outliers(places: Sequence[Place]) -> Iterator[Finding]:
    """C011 for each place that is far away, and near with its coordinates swapped, signed or shifted."""
    located = [(place, place.coordinates) for place in places if place.coordinates is not None]
    if len(located) < MIN_PLACES:
        return
    degrees = np.array([position for _, position in located])
    centre = Coordinates(*map(float, np.quantile(degrees, 0.5, axis=0)))  # np.median would import numpy.ma
    km = np.array([great_circle_km(centre, position) for _, position in located])
    near_km = max(_MIN_KM, _SPREAD * float(np.quantile(km, 0.75)))
    for (place, position), distance_km in zip(located, km, strict=True):
        if distance_km <= near_km:
            continue
        fitting = [(great_circle_km(centre, each), cause, each) for cause, each in _corrections(position)]
        fitting = [each for each in fitting if each[0] <= near_km]
        if fitting:
            _, cause, corrected = min(fitting)
            message = f'place "{echo(place.id)}" is {distance_km:,.0f} km from the centre of the other places'
            shown = f"[{corrected.latitude}, {corrected.longitude}]"
            advice = f"check its coordinates: {cause}, {shown} would be among the others"
            yield Finding(place.at("coordinates"), "C011", message, advice)


def _corrections(position: Coordinates) -> Iterator[tuple[str, Coordinates]]:
    """Positions that a usual mistake turns into this one, with what would explain it."""
    latitude, longitude = position
    candidates = [
        ("if latitude and longitude are swapped", longitude, latitude),
        ("if the minus of the latitude is wrong or missing", -latitude, longitude),
        ("if the minus of the longitude is wrong or missing", latitude, -longitude),
        ("if both minus signs are wrong or missing", -latitude, -longitude),
        ("if they are swapped and a minus is wrong or missing", -longitude, latitude),
        ("if they are swapped and a minus is wrong or missing", longitude, -latitude),
        ("if they are swapped and both minus signs are wrong or missing", -longitude, -latitude),
    ]
    for factor in (10, 0.1):
        candidates += [
            ("if the decimal point of the latitude is shifted", latitude * factor, longitude),
            ("if the decimal point of the longitude is shifted", latitude, longitude * factor),
            ("if both decimal points are shifted", latitude * factor, longitude * factor),
        ]
    for cause, north, east in candidates:
        if abs(north) <= 90 and abs(east) <= 180:
            yield cause, Coordinates(round(north, 7), round(east, 7))
