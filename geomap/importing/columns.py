"""Which columns hold which fields: the names that people use, and the tables of well-known sources."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    # geomap's own name, as its exports write it, comes first; then other names, the most specific first.
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
        *("coordinates", "coords", "latlon", "lat_lon", "latlng", "position", "gps", "координаты", "координати"),
    ),
    "coordinate_source": ("coordinate_source", "geo_source"),
    "coarsened": ("coarsened",),
    "evidence": ("evidence",),
    "evidence_urls": ("evidence_urls",),
    "history": ("history",),
    "links": ("links", "source", "sources", "url", "urls", "link", "source_url", "geolocation", "источник", "джерело"),
    "aliases": ("aliases", "variants", "alternative_names"),
    "names": ("names",),
    "same_as": ("same_as", "matches"),
    "geometry": ("geometry", "geom", "wkt", "geowkt", "the_geom"),
}
"""The fields of a record, each with the names of columns and properties that hold it."""

MULTIPLE = frozenset({"links"})
"""Fields for which every matching column is read, not only the first."""


@dataclass(frozen=True)
class Column:
    """Where a dialect has a field.

    Attributes:
        names: normalised headings whose values are joined with a comma; ``a/b`` reads ``b`` where ``a`` is empty.
        codes: the codes of the source, and the value of the field for each.
        factor: by which a number is multiplied.
    """

    names: tuple[str, ...]
    codes: Mapping[str, str] = field(default_factory=dict)
    factor: float = 1

    def read(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The value in a row, given by normalised headings; and a note if it is not the text of a single cell."""
        choices = [[name for name in each.split("/") if cells.get(name)][:1] for each in self.names]
        used = [name for choice in choices for name in choice]
        text = ", ".join(cells[name] for name in used)
        if len(self.names) > 1:
            return text, f"made from {' and '.join(used)}" if used else ""
        note = f"{used[0]} is {text} in the source" if used else ""
        if self.factor != 1 and re.fullmatch(r"\d+(?:\.\d+)?", text):
            return str(float(text) * self.factor), note
        return self.codes.get(text, text), note if text in self.codes else ""


@dataclass(frozen=True)
class Dialect:
    """The table of a well-known source.

    Attributes:
        signature: normalised headings that no other table has together.
        columns: where it has a field, if not under a name of ``COLUMN_NAMES``.
        ignored: fields whose columns mean something else in it.
        guarded: whether geomap wrote it, with an apostrophe before cells that look like formulas.
    """

    signature: frozenset[str]
    columns: Mapping[str, Column] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    guarded: bool = False


DIALECTS: dict[str, Dialect] = {
    "geomap": Dialect(frozenset({"status_reason", "place_id", "date_earliest"}), guarded=True),
    "geoconfirmed": Dialect(frozenset({"pluscode", "orbatunits"})),
    # https://acleddata.com, codebook. geo_precision: 1 a named town, 2 near one or a part of a region, 3 a region; the
    # code does not say more, so 2 is read as a region. time_precision: 1 the day, 2 about that day, 3 the month.
    "acled": Dialect(
        frozenset({"event_id_cnty", "event_date"}),
        {
            "id": Column(("event_id_cnty",)),
            "title": Column(("sub_event_type/event_type", "location")),
            "precision": Column(("geo_precision",), codes={"1": "settlement", "2": "region", "3": "region"}),
            "date_precision": Column(("time_precision",), codes={"2": "week", "3": "month"}),
        },
    ),
    # https://github.com/LinkedPasts/linked-places-format, LP-TSV v0.5. Its dates belong to the name of the place, and
    # its approximation is in kilometres.
    "lp-tsv": Dialect(
        frozenset({"title", "title_source"}),
        {"uncertainty_m": Column(("approximation",), factor=1000)},
        ignored=frozenset({"date_earliest", "date_latest", "links"}),
        guarded=True,
    ),
}
"""The tables that are recognised by their headings."""

ANY_TABLE = Dialect(frozenset())


def detect_dialect(headings: Iterable[str]) -> str | None:
    """The name of the dialect of a table; None for any other table."""
    names = set(map(normalise, headings))
    return next((name for name, dialect in DIALECTS.items() if dialect.signature <= names), None)


def normalise(heading: str) -> str:
    """A heading in lower case, with underscores for everything that is not a letter or digit.

    >>> normalise("Event Date")
    'event_date'
    """
    return re.sub(r"[\W_]+", "_", heading.strip().casefold()).strip("_")


def match_columns(headings: Iterable[str], chosen: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """The columns for each field that has any; the user's choice comes before every guess.

    >>> match_columns(["Lat", "Lng", "Event Date", "Owner"])
    {'date': ('Event Date',), 'latitude': ('Lat',), 'longitude': ('Lng',)}
    """
    return _match_columns(tuple(headings), tuple(sorted((chosen or {}).items())))


@lru_cache(maxsize=256)  # the features of a file share a few sets of properties
def _match_columns(headings: tuple[str, ...], chosen: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    by_user = {name: column for name, column in chosen if column in headings}
    free = {normalise(heading): heading for heading in reversed(headings) if heading not in by_user.values()}
    found: dict[str, tuple[str, ...]] = {}
    for name, known in COLUMN_NAMES.items():
        columns = (by_user[name],) if name in by_user else tuple(free[each] for each in known if each in free)
        if columns:
            found[name] = columns if name in MULTIPLE else columns[:1]
    return found
