"""What may be published of a map: no drafts, and generalised positions where the gazetteer has a ``coarsen``."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from geomap.model.angles import Coordinates
from geomap.model.atlas import Atlas, AtlasContents
from geomap.model.balance import Roots, roots_of
from geomap.model.drafts import Drafts
from geomap.model.geodesy import METRES_PER_DEGREE, longitude_span
from geomap.model.place import DEFAULT_UNCERTAINTY_M, Place, Precision
from geomap.model.report import Report


@dataclass(frozen=True, eq=False)
class PublishedAtlas(AtlasContents):
    """A map as it may be published. Only :func:`coarsened` makes one; everything that writes a site takes this type.

    Attributes:
        all_roots: the first sources of its articles, where some of them are not published.
    """

    all_roots: Roots | None = None

    @cached_property
    def roots(self) -> Roots:
        """The first sources of each article."""
        return roots_of(self.articles) if self.all_roots is None else self.all_roots

    @property
    def withholds_positions(self) -> bool:
        """Whether the gazetteer has positions that are not published."""
        return self.info.coarsen is not None or any(place.coarsen is not None for place in self.places)


def coarsened(atlas: Atlas | PublishedAtlas) -> PublishedAtlas:
    """What may be published; what already is stays as it is.

    Drafts and what depends on them are left out, and so are the names of checkers unless the map publishes them. Every
    place that has a ``coarsen``, its own or the map's, is snapped to that grid.
    """
    if isinstance(atlas, PublishedAtlas):
        return atlas
    drafts = Drafts(atlas)
    shown = (
        atlas
        if not drafts
        else replace(
            atlas,
            info=drafts.published_info(),
            places=drafts.published_places(),
            reports=drafts.published_reports(),
            articles=drafts.published_articles(),
            mentions=drafts.published_mentions(),
            citations=drafts.published_citations(),
        )
    )
    return PublishedAtlas(
        info=shown.info,
        places=tuple(_coarsened_place(place, shown.info.coarsen) for place in shown.places),
        reports=shown.reports if shown.info.show_checkers else tuple(map(_without_checkers, shown.reports)),
        articles=shown.articles,
        mentions=shown.mentions,
        citations=shown.citations,
        streets=shown.streets,
        all_roots=drafts.published_roots() if drafts else None,
    )


def _without_checkers(report: Report) -> Report:
    """The report with numbers instead of the people who have checked it."""
    if not report.checked_by:
        return report
    return report.model_copy(update={"checked_by": tuple(str(number) for number, _ in enumerate(report.checkers, 1))})


def _coarsened_place(place: Place, map_grid: float | None) -> Place:
    grid = place.coarsen if place.coarsen is not None else map_grid
    if grid is None:
        return place
    # The source of the coordinates, or an entry of another gazetteer, could reveal the exact position.
    update: dict[str, Any] = {"coarsen": grid, "coordinate_source": None, "same_as": {}}
    if place.coordinates is not None:
        radius_m = grid * math.sqrt(0.5) + (place.uncertainty_m or 0)
        update |= {
            "coordinates": snapped(place.coordinates, grid),
            "uncertainty": math.ceil(radius_m),
            "precision": _coarse_enough(place.precision, radius_m),
        }
    if isinstance(place.area, dict):
        update["area"] = _boxed(place.area, grid)
    return place.model_copy(update=update)


def _coarse_enough(precision: Precision, radius_m: float) -> Precision:
    """The precision, or the finest coarser one whose default radius is at least this radius."""
    if precision is Precision.UNKNOWN:
        return precision
    known = [each for each in Precision if each is not Precision.UNKNOWN]
    coarser = known[known.index(precision) :]
    return next((each for each in coarser if (DEFAULT_UNCERTAINTY_M[each] or 0) >= radius_m), coarser[-1])


def _cell_size(latitude: float, grid: float) -> tuple[float, float]:
    """Height and width, in degrees, of the grid cells in the row of a latitude; ``grid`` is in metres."""
    height = min(grid / METRES_PER_DEGREE, 180.0)
    row_middle = (math.floor(latitude / height) + 0.5) * height
    return height, min(height / max(math.cos(math.radians(min(abs(row_middle), 89.9))), 1e-9), 360.0)


def snapped(position: Coordinates, grid: float) -> Coordinates:
    """The centre of the grid cell that contains a position; at most half a cell's diagonal away.

    >>> snapped(Coordinates(55.728, 37.588), 1000)
    Coordinates(latitude=55.726385, longitude=37.593635)
    """
    height, width = _cell_size(position.latitude, grid)
    latitude = (math.floor(position.latitude / height) + 0.5) * height
    longitude = (math.floor((position.longitude + 180) / width) + 0.5) * width - 180
    return Coordinates(round(min(max(latitude, -90.0), 90.0), 6), round(min(max(longitude, -180.0), 180.0), 6))


def _boxed(area: dict[str, Any], grid: float) -> dict[str, Any]:
    """The box of whole grid cells around an area, whose outline would reveal more than the grid."""
    import shapely
    from shapely.geometry import mapping, shape
    from shapely.geometry.base import BaseGeometry

    from geomap.model.antimeridian import cut_at_180

    whole = shape(cut_at_180(area))
    _, south, _, north = whole.bounds
    west, east = longitude_span((part.bounds[0], part.bounds[2]) for part in shapely.get_parts(whole))
    east += 360 if east < west else 0
    height, width = _cell_size((south + north) / 2, grid)
    south, north = max(math.floor(south / height) * height, -90.0), min(math.ceil(north / height) * height, 90.0)
    first = max(math.floor((west + 180) / width) * width - 180, -180.0)
    last = math.ceil((east + 180) / width) * width - 180
    cells: BaseGeometry
    if east <= 180:
        cells = shapely.box(first, south, min(last, 180.0), north)
    elif last - first >= 360:
        cells = shapely.box(-180.0, south, 180.0, north)
    else:
        cells = shapely.MultiPolygon(
            [shapely.box(first, south, 180.0, north), shapely.box(-180.0, south, last - 360, north)]
        )
    geometry: dict[str, Any] = mapping(cells)
    return geometry
