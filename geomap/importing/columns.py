"""Which columns hold which fields: the names that people use, and the tables of well-known sources."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from geomap.model import OwnField
from geomap.model.own_fields import FIELD_PREFIX

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    # geomap's own name, as its exports write it, comes first; then other names, the most specific first.
    "id": ("id", "uuid", "guid", "event_id", "identifier", "fid", "objectid", "entry_number", "_id"),
    "title": (
        *("title", "name", "headline", "label", "event", "event_name", "upload_title", "titel", "titre", "título"),
        *("titolo", "tytuł", "otsikko", "başlık", "nom", "nombre", "nome", "naam", "navn", "namn", "nimi", "nazwa"),
        *("название", "наименование", "имя", "назва", "найменування", "заголовок", "العنوان", "عنوان", "الاسم", "نام"),
        *("שם", "כותרת", "isim", "名称", "名前", "名稱", "标题"),
    ),
    "status": (
        *("status", "verification", "verification_status", "verified", "confirmed", "statut", "estado", "stato"),
        *("статус", "الحالة"),
    ),
    "status_reason": ("status_reason", "reason"),
    "date": (
        *("date", "event_date", "date_of_event", "incident_date", "date_of_incident", "observation_date", "datetime"),
        *("date_time", "timestamp", "when", "date_text", "datum", "dato", "data", "fecha", "päivämäärä", "pvm"),
        *("tarih", "дата", "дата_события", "дата_події", "التاريخ", "تاريخ", "תאריך", "日期", "日付"),
    ),
    "time": (
        *("time", "time_of_day", "event_time", "local_time", "uhrzeit", "heure", "hora", "ora", "tijd", "klokkeslæt"),
        *("godzina", "kellonaika", "saat", "время", "час", "الوقت", "שעה", "时间", "時刻"),
    ),
    "date_earliest": ("date_earliest", "start_date", "date_start", "start", "begin", "from", "начало", "початок"),
    "date_latest": ("date_latest", "end_date", "date_end", "end", "until", "to", "конец", "кінець"),
    "reported": ("reported", "date_reported", "report_date", "published", "date_published", "upload_date", "pubdate"),
    "system": ("system", "equipment", "weapon", "weapon_system", "техника", "техніка"),
    "description": (
        *("description", "desc", "notes", "note", "details", "text", "summary", "comment", "comments"),
        *("beschreibung", "beskrivelse", "beskrivning", "descripción", "descrizione", "descrição", "opis", "kuvaus"),
        *("açıklama", "описание", "опис", "الوصف", "شرح", "תיאור", "描述", "説明"),
    ),
    "place_id": ("place_id",),
    "place": (
        *("place", "place_name", "placename", "place_desc", "location", "location_name", "site", "site_name"),
        *("locality", "settlement", "town", "city", "village", "asciiname", "address", "lieu", "ort", "lugar", "luogo"),
        *(
            "sted",
            "plats",
            "plaats",
            "miejsce",
            "paikka",
            "yer",
            "место",
            "населенный_пункт",
            "город",
            "адрес",
            "місце",
        ),
        *("населений_пункт", "місто", "адреса", "المكان", "الموقع", "مکان", "מקום", "地点", "場所"),
    ),
    "place_note": ("place_note",),
    "precision": ("precision", "geo_precision", "accuracy_level"),
    "uncertainty_m": (
        *("uncertainty_m", "uncertainty", "accuracy_m", "accuracy", "radius_m", "horizontal_accuracy"),
        "coordinate_uncertainty_in_meters",
    ),
    "latitude": (
        *("latitude", "lat", "y_lat", "geo_lat", "gps_lat", "point_y", "decimal_latitude", "breite", "breitengrad"),
        *("breddegrad", "breddgrad", "latitud", "latitudine", "breedtegraad", "szerokość_geograficzna", "szerokość"),
        *("leveysaste", "enlem", "широта", "خط_العرض", "عرض_جغرافیایی", "קו_רוחב", "纬度", "緯度", "y"),
    ),
    "longitude": (
        *("longitude", "lon", "lng", "long", "x_lon", "geo_lon", "gps_lon", "point_x", "decimal_longitude", "länge"),
        *("längengrad", "længdegrad", "lengdegrad", "longitud", "longitudine", "lengtegraad", "długość_geograficzna"),
        *("długość", "pituusaste", "boylam", "долгота", "довгота", "خط_الطول", "طول_جغرافیایی", "קו_אורך", "经度"),
        *("経度", "經度", "x"),
    ),
    "coordinates": (
        *("coordinates", "coordinate", "coords", "latlon", "latlong", "latlng", "position", "gps", "gps_coordinates"),
        *("geo_coordinates", "geopoint", "mgrs", "utm", "plus_code", "pluscode", "google_maps_link"),
        *(
            "google_maps",
            "map_link",
            "koordinaten",
            "koordinater",
            "coordonnées",
            "coordenadas",
            "coordinate_geografiche",
        ),
        *("współrzędne", "koordinaatit", "koordinatlar", "координаты", "координати", "الإحداثيات", "مختصات", "坐标"),
    ),
    "coordinate_source": ("coordinate_source", "geo_source"),
    "coarsened": ("coarsened",),
    "evidence": ("evidence",),
    "evidence_urls": ("evidence_urls",),
    "evidence_says": ("evidence_says",),
    "history": ("history",),
    "status_since": ("status_since",),
    "corrected": ("corrected",),
    "see_also": ("see_also",),
    "same_event_as": ("same_event_as",),
    "moved_from": ("moved_from",),
    "links": (
        *("links", "source", "sources", "url", "urls", "link", "source_url", "geolocation", "source_urls"),
        *(
            "original_source",
            "archive_url",
            "archive_location",
            "quelle",
            "fuente",
            "fonte",
            "kilde",
            "källa",
            "źródło",
        ),
        *("lähde", "kaynak", "источник", "ссылка", "джерело", "посилання", "المصدر", "منبع", "来源"),
    ),
    "tags": ("tags", "keywords"),
    "checked_by": ("checked_by",),
    "checked_on": ("checked_on",),
    "aliases": ("aliases", "variants", "alternative_names"),
    "names": ("names",),
    "same_as": ("same_as", "matches"),
    "geometry": ("geometry", "geom", "wkt", "geowkt", "wkt_geom", "the_geom", "geojson"),
}
"""The fields of a record, each with the names of columns and properties that hold it, compared as ``heading_key``."""

MULTIPLE = frozenset({"links"})
"""Fields for which every matching column is read."""
ALTERNATIVES = frozenset({"title", "place", "coordinates"})
"""Fields for which a column is read where the ones before it are empty or have a bare number, which is no name."""
_BY_GEOMAP = frozenset({"place_id", "status_reason"})
"""Headings that only geomap's own exports have together; there, a number is a name."""
_ONLY_EXPORTED = (
    *("date_text", "reported_earliest", "reported_latest", "shape", "precision_text", "coarsened_to_m"),
    *("evidence_text", "checked"),
)
"""Columns of geomap's own exports that are not read."""
_NUMBERED_LINK = re.compile(r"(?:source|link|url)(?:[ _]?url)?[ _]?\d{1,2}", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[#№]?\s*\d[\d.,\s]*")


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
        choices = [[name for name in each.split("/") if cells.get(name)][:1] for each in self.names]
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
            "date_precision": Column(("time_precision",), codes={"2": "week", "3": "month"}),
        },
    ),
    # https://github.com/zhukovyuri/VIINA, event_info. GEO_PRECISION is the unit that was found; `location` is an
    # index, and `address` what was geocoded.
    "viina": Dialect(
        frozenset({"viina_version", "event_id", "geo_precision"}),
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


@cache
def heading_key(heading: str) -> str:
    """A heading as it is compared: its letters and digits in lower case, without accents.

    >>> heading_key("Coordonnées"), heading_key("Event_Date"), heading_key("eventDate")
    ('coordonnees', 'eventdate', 'eventdate')
    """
    decomposed = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(each for each in decomposed if each.isalnum())


def match_columns(headings: Iterable[str], chosen: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
    """The columns for each field that has any; the user's choice comes before every guess.

    >>> match_columns(["Lat", "Lng", "Event Date", "Owner"])
    {'date': ('Event Date',), 'latitude': ('Lat',), 'longitude': ('Lng',)}
    >>> match_columns(["Nom", "LATITUDE (WGS84)", "geo_Longitude"])
    {'title': ('Nom',), 'latitude': ('LATITUDE (WGS84)',), 'longitude': ('geo_Longitude',)}
    """
    return dict(_match_columns(tuple(headings), tuple(sorted((chosen or {}).items()))))


@lru_cache(maxsize=256)  # the features of a file share a few sets of properties
def _match_columns(headings: tuple[str, ...], chosen: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    by_user = {name: column for name, column in chosen if column in headings}
    free = [heading for heading in headings if heading not in by_user.values()]
    exact = {heading_key(heading): heading for heading in reversed(free)}
    parts = _geopoint_columns(free)
    unknown = [heading for heading in reversed(free) if heading_key(heading) not in _known_keys()]
    loose = {_without_qualifiers(heading): heading for heading in unknown}
    found: dict[str, tuple[str, ...]] = {}
    for name, known in COLUMN_NAMES.items():
        keys = [heading_key(each) for each in known]
        columns = tuple(dict.fromkeys(exact[key] for key in keys if key in exact))
        if name == "links":
            columns += tuple(
                heading for heading in free if _NUMBERED_LINK.fullmatch(heading) and heading not in columns
            )
        columns = columns or tuple(dict.fromkeys(loose[key] for key in keys if key in loose))
        if name in by_user:
            columns = (by_user[name],)
        elif not columns and name in parts:
            columns = (parts[name],)
        if parts and name in _FORM_TIMES and name not in by_user:  # when the form was filled in, not when it happened
            columns = ()
        if columns:
            found[name] = columns if name in MULTIPLE or name in ALTERNATIVES else columns[:1]
    if parts and "reported" not in found and "start" in exact:
        found["reported"] = (exact["start"],)
    return found


_FORM_TIMES = frozenset({"date_earliest", "date_latest"})
_QUALIFIERS = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|[?:*]|^\s*geo[\W_]+|[\W_]+(?:[nsew]|wgs[\W_]?84|dd|deg|degrees?)\s*$", re.IGNORECASE
)


@cache
def _known_keys() -> frozenset[str]:
    return frozenset(heading_key(name) for names in COLUMN_NAMES.values() for name in names)


@cache
def _without_qualifiers(heading: str) -> str:
    """The key of a heading without its unit, reference system or hemisphere, and without the group of a form."""
    return heading_key(_QUALIFIERS.sub(" ", heading.rpartition("/")[2] or heading))


_GEOPOINT_PART = re.compile(r"(?:.*/)?_?(.+?)[\W_]+(latitude|longitude|lat|lng|lon|precision|accuracy)", re.IGNORECASE)
_GEOPOINT_FIELDS = {
    **dict.fromkeys(("latitude", "lat"), "latitude"),
    **dict.fromkeys(("longitude", "lng", "lon"), "longitude"),
    **dict.fromkeys(("precision", "accuracy"), "uncertainty_m"),
}


def _geopoint_columns(headings: Iterable[str]) -> dict[str, str]:
    """The columns of the first question of a form that has a latitude and a longitude.

    Kobo and ODK write ``_GPS_latitude``, ``_GPS_longitude``, ``_GPS_altitude`` and ``_GPS_precision``, in metres.

    >>> _geopoint_columns(["Site", "_GPS_latitude", "_GPS_longitude", "_GPS_precision"])
    {'latitude': '_GPS_latitude', 'longitude': '_GPS_longitude', 'uncertainty_m': '_GPS_precision'}
    """
    questions: dict[str, dict[str, str]] = {}
    for heading in headings:
        if found := _GEOPOINT_PART.fullmatch(heading.strip()):
            columns = questions.setdefault(found[1].casefold(), {})
            columns.setdefault(_GEOPOINT_FIELDS[found[2].lower()], heading)
    return next((columns for columns in questions.values() if {"latitude", "longitude"} <= columns.keys()), {})


def fields_by_heading(fields: Mapping[str, OwnField]) -> dict[str, str]:
    """The own fields by the headings of their columns, as ``heading_key`` has them.

    A column is named as in geomap's own exports; or as its field or the field's label, where these are not the names of
    other columns of those exports.

    >>> from geomap.model import OwnField
    >>> fields_by_heading({"a-b": OwnField(type="text", label="How credible")})
    {'fieldsab': 'a-b', 'ab': 'a-b', 'howcredible': 'a-b'}
    """
    found: dict[str, str] = {}
    geomaps = {heading_key(name) for name in (*COLUMN_NAMES, *_ONLY_EXPORTED)}
    for name, field_ in fields.items():
        found[heading_key(f"{FIELD_PREFIX}{name}")] = name
        for key in (heading_key(name), heading_key(field_.label or name)):
            if key not in geomaps:
                found.setdefault(key, name)
    return found


def is_bare_number(value: Any) -> bool:
    """Whether a value is only a number, such as the index of a row: it is no name.

    >>> is_bare_number("12"), is_bare_number("No. 12"), is_bare_number(7)
    (True, False, True)
    """
    return (isinstance(value, int | float) and not isinstance(value, bool)) or (
        isinstance(value, str) and _BARE_NUMBER.fullmatch(value) is not None
    )


def read_cells(
    cells: Mapping[str, Any],
    columns: Mapping[str, tuple[str, ...]],
    chosen: Mapping[str, str],
    own: Callable[[str], object] = lambda _heading: False,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The value of each field in a row, and the values under other headings, of which no field was read.

    A value of one of the map's own fields is among the others, also where another field is read from it.

    Args:
        cells: the values by their headings.
        columns: the headings for each field.
        chosen: the headings that the user chose; a number in such a column is a name.
        own: whether a heading is that of an own field of the map.
    """
    values: dict[str, Any] = {}
    used: set[str] = set()
    for name, headings in columns.items():
        filled = [heading for heading in headings if not is_empty(cells.get(heading))]
        if name in ALTERNATIVES:
            may_be_number = name == "coordinates" or name in chosen or cells.keys() >= _BY_GEOMAP
            filled = [heading for heading in filled if may_be_number or not is_bare_number(cells[heading])][:1]
        if filled:
            used.update(filled)
            values[name] = cells[filled[0]] if len(filled) == 1 else _flat(cells[heading] for heading in filled)
    others = {name: value for name, value in cells.items() if name not in used or own(name)}
    return values, {name: value for name, value in others.items() if not is_empty(value)}


def is_empty(value: Any) -> bool:
    """Whether a value says nothing."""
    return (
        value is None
        or (isinstance(value, list | dict) and not value)
        or (isinstance(value, str) and not value.strip())
    )


def _flat(values: Iterable[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else [value]) if each]
