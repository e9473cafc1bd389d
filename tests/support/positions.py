"""Positions, and atlases with a report at each of them."""

from geomap.model import Atlas, MapInfo, Place, Report
from geomap.model.published import PublishedAtlas, coarsened

MOSCOW = (55.752, 37.6175)
SUVA, APIA = (-18.14, 178.44), (-13.83, -171.76)


def atlas_at(*positions: tuple[float, float], precision: str = "building") -> PublishedAtlas:
    """A report at each position."""
    places = [
        Place(id=f"p{at}", name=f"Place {at}", coordinates=list(position), precision=precision)
        for at, position in enumerate(positions)
    ]
    reports = [
        Report(title=f"Report {place.id}", place=place.id, status="unconfirmed", status_reason="One witness.")
        for place in places
    ]
    return coarsened(Atlas(MapInfo(), tuple(places), tuple(reports), (), (), ()))
