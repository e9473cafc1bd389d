"""The tables of well-known sources: how they are recognised, and where they have what."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_NO_VALUE = re.compile(
    r"n\.?/?a\.?|#n/a|null|none|nan|nil|undefined|unknown|unbekannt|inconnu|desconocido|ukendt|nieznan[aey]"
    r"|неизвестно|невідомо|нет данных|немає даних|غير معروف|[-–—?.]+",
    re.IGNORECASE,
)


def is_no_value(value: Any) -> bool:
    """Whether a value is a mark for a missing one, as tables have it: it is neither a name nor a position.

    >>> is_no_value("NA"), is_no_value("n/a"), is_no_value("—"), is_no_value("Nancy")
    (True, True, True, False)
    """
    return isinstance(value, str) and _NO_VALUE.fullmatch(value.strip()) is not None


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

    def used(self, cells: Mapping[str, str]) -> list[str]:
        """The normalised headings that are read in a row."""
        choices = [
            [name for name in each.split("/") if cells.get(name) and not is_no_value(cells[name])][:1]
            for each in self.names
        ]
        return [name for choice in choices for name in choice]

    def read(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The value in a row, given by normalised headings; and a note if it is not the text of a single cell."""
        used = self.used(cells)
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
        needs_position: whether a table without a column for positions is a mistake.
        guarded: whether geomap wrote it, with an apostrophe before cells that look like formulas.
    """

    signature: frozenset[str]
    columns: Mapping[str, Column] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    needs_position: bool = True
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
            "date_precision": Column(("time_precision",), codes={"1": "day", "2": "week", "3": "month"}),
        },
    ),
    # https://github.com/zhukovyuri/VIINA, event_info. GEO_PRECISION is the unit that was found; `location` is an
    # index, and `address` what was geocoded.
    "viina": Dialect(
        frozenset({"event_id", "geo_precision", "asciiname"}),
        {
            "place": Column(("asciiname/address",)),
            "precision": Column(
                ("geo_precision",),
                codes={
                    "STREET": "street",
                    "ADM3": "settlement",
                    "ADM2": "region",
                    "ADM1": "region",
                    "ADM0": "country",
                    "HOUSE": "building",
                    "PPL": "settlement",
                },
            ),
        },
        ignored=frozenset({"place", "time"}),  # the time is that of the news item
    ),
    # https://ucdp.uu.se, codebook of the Georeferenced Event Dataset. where_prec: 1 a named place, 2 near one, 3 and 4
    # a district or a province, 5 a line or an area, 6 the country, 7 at sea or in the air.
    "ucdp": Dialect(
        frozenset({"where_prec", "where_coordinates", "date_prec"}),
        {
            "title": Column(("dyad_name", "where_coordinates")),
            "place": Column(("where_coordinates",)),
            "precision": Column(
                ("where_prec",),
                codes={"1": "settlement", **dict.fromkeys("23457", "region"), "6": "country"},
            ),
            "reported": Column(("source_date",)),
            "links": Column(("source_original",)),
        },
        ignored=frozenset({"geometry", "description"}),
    ),
    # https://www.gdeltproject.org, event codebook 2.0. ActionGeo_Type: 1 a country, 2 and 5 a part of one, 3 and 4 a
    # place. Day and place are what a program found in the text of a news item.
    "gdelt": Dialect(
        frozenset({"globaleventid", "actiongeo_lat", "actiongeo_long"}),
        {
            "id": Column(("globaleventid",)),
            "title": Column(("actor1name", "actor2name", "actiongeo_fullname")),
            "place": Column(("actiongeo_fullname",)),
            "precision": Column(
                ("actiongeo_type",),
                codes={"1": "country", **dict.fromkeys("25", "region"), **dict.fromkeys("34", "settlement")},
            ),
            "date": Column(("sqldate",)),
            "reported": Column(("dateadded",)),
            "latitude": Column(("actiongeo_lat",)),
            "longitude": Column(("actiongeo_long",)),
            "links": Column(("sourceurl",)),
        },
    ),
    # https://github.com/pelagios/recogito2. The quote is the name of the place only where no gazetteer has another.
    "recogito": Dialect(
        frozenset({"quote_transcription", "anchor", "vocab_label"}),
        {
            "title": Column(("vocab_label/quote_transcription",)),
            "same_as": Column(("uri",)),
        },
        ignored=frozenset({"title", "status", "status_reason", "links", "description", "place"}),
    ),
    # https://docs.atlos.org, export of incidents. The status is that of the work on one, not of its verification.
    "atlos": Dialect(
        frozenset({"slug", "inserted_at", "updated_at", "latitude"}),
        {"id": Column(("slug",)), "title": Column(("description",)), "place": Column(("general_location",))},
        ignored=frozenset({"status", "description"}),
    ),
    # https://github.com/bellingcat/auto-archiver, its sheet. The archive status is that of the archiver, and the upload
    # timestamp when the post was published. Only sheets with columns for positions have them.
    "auto-archiver": Dialect(
        frozenset({"archive_status", "archive_location"}),
        {
            "title": Column(("upload_title",)),
            "description": Column(("text_content",)),
            "reported": Column(("upload_timestamp",)),
        },
        needs_position=False,
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
