"""A map of as many reports as are asked for."""

from geomap.model import Atlas, Coordinates, MapInfo, Place, Precision, Report, Status
from geomap.model.dates import parse_date


def large_atlas(count: int) -> Atlas:
    """So many reports, two at each place, on a grid around the Earth."""
    places = tuple(
        Place(
            name=f"Place {n}",
            names={"ru": f"Место {n}"},
            coordinates=Coordinates(-55 + (n * 7 % 110), -170 + (n * 11 % 340)),
            precision=Precision.STREET,
        )
        for n in range(count // 2)
    )
    reports = tuple(
        Report(
            title=f"System {n} seen at Place {n // 2}",
            place=f"place-{n // 2}",
            system=f"S-{n % 7}",
            status=Status.CONFIRMED if n % 3 else Status.UNCONFIRMED,
            status_reason="Made for a test.",
            date=parse_date(f"2023-{n % 12 + 1:02}-{n % 28 + 1:02}") if n else None,
        )
        for n in range(count)
    )
    info = MapInfo(title="A large map", languages=("en", "ru"))
    return Atlas(info=info, places=places, reports=reports, articles=(), mentions=(), citations=())
