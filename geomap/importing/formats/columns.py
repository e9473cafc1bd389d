"""Which column or property of a file is which of geomap's: by the names that people give them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

NAMES: dict[str, tuple[str, ...]] = {
    # geomap's own name comes first, as its exports write it; then what others call the same, the surest first.
    "id": ("id", "uuid", "guid", "event_id", "identifier"),
    "title": ("title", "name", "headline", "label", "event", "titel", "название", "назва", "заголовок"),
    "status": ("status", "verification", "verified", "статус"),
    "status_reason": ("status_reason", "reason"),
    "date": ("date", "event_date", "eventdate", "datetime", "timestamp", "when", "date_text", "datum", "дата"),
    "date_earliest": ("date_earliest", "start_date", "date_start", "start", "begin", "from"),
    "date_latest": ("date_latest", "end_date", "date_end", "end", "until"),
    "reported": ("reported", "date_reported", "report_date", "published"),
    "system": ("system", "equipment", "weapon", "weapon_system", "техника", "техніка"),
    "description": ("description", "desc", "notes", "details", "text", "summary", "comment", "описание", "опис"),
    "place_id": ("place_id",),
    "place": (
        *("place", "place_name", "placename", "place_desc", "location", "site", "locality", "settlement", "town"),
        *("city", "address", "ort", "место", "місце"),
    ),
    "place_note": ("place_note",),
    "precision": ("precision", "geo_precision", "accuracy_level"),
    "uncertainty_m": ("uncertainty_m", "uncertainty", "accuracy_m", "accuracy", "radius_m"),
    "latitude": ("latitude", "lat", "y_lat", "geo_lat", "breite", "широта", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "x_lon", "geo_lon", "länge", "долгота", "довгота", "x"),
    "coordinates": (
        "coordinates",
        "coords",
        "latlon",
        "lat_lon",
        "latlng",
        "position",
        "gps",
        "координаты",
        "координати",
    ),
    "coordinate_source": ("coordinate_source", "geo_source"),
    "coarsened": ("coarsened",),
    "evidence": ("evidence",),
    "evidence_urls": ("evidence_urls",),
    "history": ("history",),
    "links": ("links", "source", "sources", "url", "urls", "link", "source_url", "geolocation", "источник", "джерело"),
    "aliases": ("aliases", "variants", "alternative_names"),
    "names": ("names",),
    "same_as": ("same_as",),
    "geometry": ("geometry", "geom", "wkt", "geowkt", "the_geom"),
}
"""geomap's names of values, each with the names of columns that are taken for it."""

SEVERAL = frozenset({"links"})
"""Of these, all columns are read, not only the surest."""


def plain(name: str) -> str:
    """A column's name without capitals, blanks and marks: "Event Date" is event_date."""
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")


def guessed(names: Iterable[str], wishes: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """The columns for each of geomap's names that has any; what a person wishes goes before every guess.

    >>> guessed(["Lat", "Lng", "Event Date", "Owner"])
    {'date': ('Event Date',), 'latitude': ('Lat',), 'longitude': ('Lng',)}
    """
    return _guessed(tuple(names), tuple(sorted((wishes or {}).items())))


@lru_cache(maxsize=256)  # the features of a file have few sets of properties
def _guessed(names: tuple[str, ...], wishes: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    wished = {key: column for key, column in wishes if column in names}
    free = {plain(name): name for name in reversed(names) if name not in wished.values()}
    found: dict[str, tuple[str, ...]] = {}
    for key, known in NAMES.items():
        columns = (wished[key],) if key in wished else tuple(free[each] for each in known if each in free)
        if columns:
            found[key] = columns if key in SEVERAL else columns[:1]
    return found
