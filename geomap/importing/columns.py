"""Which columns hold which fields: the names that people use."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from geomap.importing.dialects import is_no_value, normalise
from geomap.model import OwnField
from geomap.model.own_fields import FIELD_PREFIX

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    # geomap's own name, as its exports write it, comes first; then other names, the most specific first.
    "id": ("id", "uuid", "guid", "event_id", "identifier", "fid", "objectid", "entry_number", "_id"),
    "title": (
        *("title", "name", "headline", "label", "event", "event_name", "upload_title", "titel", "titre", "título"),
        *("incident", "subject", "what", "bezeichnung", "betreff", "quoi", "qué", "что", "що"),
        *("titolo", "tytuł", "otsikko", "başlık", "nom", "nombre", "nome", "naam", "navn", "namn", "nimi", "nazwa"),
        *("название", "наименование", "имя", "назва", "найменування", "заголовок", "العنوان", "عنوان", "الاسم", "نام"),
        *("שם", "כותרת", "isim", "名称", "名前", "名稱", "标题"),
        *("název", "jméno", "názov", "nume", "denumire", "név", "megnevezés", "име", "наслов", "όνομα", "τίτλος"),
        *("pavadinimas", "nosaukums", "이름", "제목", "nama", "judul"),
    ),
    "status": (
        *("status", "verification", "verification_status", "verified", "confirmed", "statut", "estado", "stato"),
        *("verifiziert", "bestätigt", "verificeret", "bekræftet", "verifierad", "bekräftad", "verifisert", "bekreftet"),
        *("vérifié", "confirmé", "verificado", "confirmado", "verificato", "confermato", "geverifieerd", "bevestigd"),
        *("zweryfikowano", "zweryfikowane", "potwierdzone", "ověřeno", "potvrzeno", "overené", "vahvistettu"),
        *("подтверждено", "проверено", "верифицировано", "підтверджено", "перевірено", "verifikováno", "doğrulandı"),
        *("статус", "الحالة"),
    ),
    "status_reason": ("status_reason", "reason"),
    "date": (
        *("date", "event_date", "date_of_event", "incident_date", "date_of_incident", "observation_date", "datetime"),
        *(
            "date_seen",
            "date_observed",
            "date_of_observation",
            "observed_on",
            "seen_on",
            "date_of_sighting",
            "sighting_date",
        ),
        *("occurred_at", "observed_at", "happened_at", "seen_at", "sighted_at", "date_happened"),
        *("date_occurred", "occurred_on", "event_day", "fecha_del_evento", "data_zdarzenia", "dato_for_hændelsen"),
        *("date_time", "timestamp", "when", "date_text", "datum", "dato", "data", "fecha", "päivämäärä", "pvm"),
        *("tarih", "дата", "дата_события", "дата_події", "التاريخ", "تاريخ", "תאריך", "日期", "日付"),
        *("dátum", "kuupäev", "ημερομηνία", "날짜", "tanggal", "datums", "quand"),
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
        *("description", "desc", "notes", "note", "details", "text", "summary", "comment", "comments", "remarks"),
        *("beschreibung", "beskrivelse", "beskrivning", "descripción", "descrizione", "descrição", "opis", "kuvaus"),
        *("omschrijving", "beschrijving", "popis", "leírás", "descriere", "περιγραφή", "kirjeldus", "apraksts"),
        *("aprašymas", "açıklama", "описание", "опис", "الوصف", "توضیحات", "شرح", "תיאור", "描述", "説明", "설명"),
        *("remark", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "notiz", "notizen", "kommentar"),
        *("kommentare", "bemærkning", "bemærkninger", "kommentarer", "merknad", "merknader", "anmärkning"),
        *("anmärkningar", "anteckningar", "remarque", "remarques", "commentaire", "commentaires", "observations"),
        *("nota", "notas", "observación", "observaciones", "comentario", "comentarios", "observação", "observações"),
        *("comentário", "comentários", "osservazioni", "commento", "commenti", "opmerking", "opmerkingen"),
        *("uwaga", "uwagi", "komentarz", "notatki", "poznámka", "poznámky", "megjegyzés", "megjegyzések", "observații"),
        *("huomautus", "huomautukset", "huomiot", "märkus", "märkused", "piezīme", "piezīmes", "pastaba", "pastabos"),
        *("napomena", "napomene", "opomba", "σημείωση", "σημειώσεις", "σχόλια", "not", "notlar", "yorum"),
        *("примечание", "примечания", "комментарий", "комментарии", "заметки", "примітка", "примітки", "коментар"),
        *("коментарі", "забележка", "бележки", "напомена", "ملاحظة", "ملاحظات", "یادداشت", "הערה", "הערות"),
        *("备注", "備註", "備考", "メモ", "비고", "catatan", "keterangan"),
    ),
    "place_id": ("place_id",),
    "place": (
        *("place", "place_name", "placename", "place_desc", "location", "location_name", "site", "site_name"),
        *("where", "wo", "où", "dónde", "где", "де", "ortschaft", "locality", "settlement", "town", "city", "village"),
        *("asciiname", "address", "lieu", "ort", "lugar", "luogo"),
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
        *("geogr_breite", "geographische_breite", "bredde", "szer_geogr", "szer", "lat_dd", "latdd", "шир"),
        *("breddegrad", "breddgrad", "latitud", "latitudine", "breedtegraad", "szerokość_geograficzna", "szerokość"),
        *("leveysaste", "enlem", "широта", "خط_العرض", "عرض_جغرافیایی", "קו_רוחב", "纬度", "緯度"),
        *("zeměpisná_šířka", "šířka", "zemepisná_šírka", "szélesség", "földrajzi_szélesség", "географска_ширина"),
        *("ширина", "γεωγραφικό_πλάτος", "πλάτος", "platuma", "laiuskraad", "위도", "lintang", "y"),
    ),
    "longitude": (
        *("longitude", "lon", "lng", "long", "x_lon", "geo_lon", "gps_lon", "point_x", "decimal_longitude", "länge"),
        *("geogr_länge", "geographische_länge", "længde", "dł_geogr", "dł", "lon_dd", "londd", "long_dd", "долг"),
        *("längengrad", "længdegrad", "lengdegrad", "longitud", "longitudine", "lengtegraad", "długość_geograficzna"),
        *("długość", "pituusaste", "boylam", "долгота", "довгота", "خط_الطول", "طول_جغرافیایی", "קו_אורך", "经度"),
        *("zeměpisná_délka", "délka", "zemepisná_dĺžka", "hosszúság", "földrajzi_hosszúság", "географска_дължина"),
        *("дължина", "дужина", "γεωγραφικό_μήκος", "μήκος", "ilguma", "pikkuskraad", "경도", "bujur"),
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
        *("links", "source", "sources", "src", "url", "urls", "link", "source_url", "geolocation", "source_urls"),
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
        "gx_media_links",  # the pictures of a placemark in Google's My Maps
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
    parts = _geopoint_columns(free)
    is_form = bool(parts) or not _OF_FORMS.isdisjoint(free)
    free = [heading for heading in free if heading != _FORM_POSITION]
    exact = {heading_key(heading): heading for heading in reversed(free)}
    unknown = [heading for heading in reversed(free) if heading_key(heading) not in _known_keys()]
    plain = {_without_qualifiers(heading): heading for heading in unknown}
    parts_of_forms = {_last_part(each): each for key, each in plain.items() if key not in _known_keys()}
    loose = {**parts_of_forms, **plain}
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
        if is_form and name in _FORM_TIMES and name not in by_user:  # when the form was filled in, not when it happened
            columns = ()
        if columns:
            found[name] = columns if name in MULTIPLE or name in ALTERNATIVES else columns[:1]
    if "date" not in found and "date_earliest" not in found and not is_form:
        dates = [heading for heading in unknown if _is_date_of_event(heading) and heading not in by_user.values()]
        found |= {"date": (dates[0],)} if len(dates) == 1 else {}
    if not {"latitude", "longitude"} & by_user.keys():
        found |= _divided_angles(free)
    if is_form and "reported" not in found and "start" in exact:
        found["reported"] = (exact["start"],)
    return found


_DATE_WORDS = frozenset({"date", "datum", "dato", "fecha", "data", "дата", "tarih", "quand", "wann", "cuándo"})
_NOT_OF_EVENT = re.compile(
    r"creat|add|modif|updat|publi|report|upload|access|retriev|entr|submi|verif|check|birth|archiv|captur|insert|edit"
    r"|last|opublik|veröffent|öffent|offent|registr|создан|измен|публик|добав|оновл|створ"
)


def _is_date_of_event(heading: str) -> bool:
    """Whether a heading is a date with more words, such as ``Date of attack``, and not that of a publication.

    >>> [_is_date_of_event(each) for each in ("Date de l'événement", "Date added", "Data source")]
    [True, False, False]
    """
    words = normalise(heading).split("_")
    has_word = words[0] in _DATE_WORDS - {"data"} or words[-1] in _DATE_WORDS or heading_key(heading) in _DATE_WORDS
    return has_word and not _NOT_OF_EVENT.search("_".join(words))


_FORM_POSITION = "_geolocation"
"""Latitude and longitude of a submission in Kobo's JSON; other sources have links to maps under this name."""
_OF_FORMS = frozenset({_FORM_POSITION, "_submission_time", "SubmissionDate", "formhub/uuid", "meta/instanceID"})
_FORM_TIMES = frozenset({"date_earliest", "date_latest"})
_QUALIFIERS = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|[?:*]|^\s*geo[\W_]+|[\W_]+(?:[nsewo]|wgs[\W_]?84|dd|deg|degrees?)\s*$", re.IGNORECASE
)


@cache
def _known_keys() -> frozenset[str]:
    return frozenset(heading_key(name) for names in COLUMN_NAMES.values() for name in names)


@cache
def _without_qualifiers(heading: str) -> str:
    """The key of a heading without its unit, reference system or hemisphere."""
    return heading_key(_QUALIFIERS.sub(" ", heading))


@cache
def _last_part(heading: str) -> str:
    """The key of a question of a form, without its group; also without its unit."""
    return heading_key(_QUALIFIERS.sub(" ", heading).rpartition("/")[2])


_DIVIDED = re.compile(
    r"(?P<angle>lat|lon)[a-z]*_*(?:(?P<deg>d|deg|degrees?)|(?P<min>m|min|minutes?)|(?P<sec>s|sec|seconds?)"
    r"|(?P<ref>dir|direction|ref|hem|hemi|hemisphere|n_?s|e_?w))"
)
_PARTS_OF_ANGLE = ("deg", "min", "sec", "ref")


def _divided_angles(headings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The columns of a latitude and a longitude that are divided into degrees, minutes, seconds and a letter.

    >>> _divided_angles(["Name", "Lat deg", "Lat min", "Lon deg", "Lon min"])
    {'latitude': ('Lat deg', 'Lat min'), 'longitude': ('Lon deg', 'Lon min')}
    >>> _divided_angles(["lat", "ns", "lon", "ew"])
    {'latitude': ('lat', 'ns'), 'longitude': ('lon', 'ew')}
    """
    parts: dict[str, dict[str, str]] = {"lat": {}, "lon": {}}
    for heading in headings:
        key = normalise(heading)
        if key in _LETTERS:
            parts[_LETTERS[key]].setdefault("ref", heading)
        elif key in _WHOLE:
            parts[_WHOLE[key]].setdefault("deg", heading)
        elif found := _DIVIDED.fullmatch(key.replace("lng", "lon")):
            parts[found["angle"]][next(name for name in _PARTS_OF_ANGLE if found[name])] = heading
    columns = {
        name: tuple(parts[angle][part] for part in _PARTS_OF_ANGLE if part in parts[angle])
        for name, angle in (("latitude", "lat"), ("longitude", "lon"))
    }
    is_divided = all("deg" in each and {"min", "ref"} & each.keys() for each in parts.values())
    return columns if is_divided else {}


_LETTERS = {**dict.fromkeys(("ns", "n_s"), "lat"), **dict.fromkeys(("ew", "e_w"), "lon")}
_WHOLE = {
    **dict.fromkeys(("lat", "latitude"), "lat"),
    **dict.fromkeys(("lon", "lng", "long", "longitude"), "lon"),
}


def angle_text(parts: Sequence[Any]) -> str:
    """An angle whose degrees, minutes, seconds and letter are in cells of their own, as one text.

    >>> print(angle_text(["56", "10", "3.5", "N"]), angle_text([22.9, "S"]), sep="; ")
    56° 10' 3.5" N; 22.9° S
    """
    signs = iter("°'\"")
    texts = [str(part).strip() for part in parts]
    return " ".join(f"{text}{next(signs, '')}" if text[:1].isdigit() or text[:1] == "-" else text for text in texts)


_HEMISPHERE = re.compile(r"[\W_](?:(s|south|süd|sur|sud|sul)|(w|west|oeste|ouest|ovest|o))\W*$", re.IGNORECASE)


def is_southern_or_western(heading: str) -> bool:
    """Whether a heading says that its latitudes are south or its longitudes west, as in ``Longitud (O)``.

    >>> is_southern_or_western("Latitude S"), is_southern_or_western("Länge (O)"), is_southern_or_western("Longitude")
    (True, False, False)
    """
    found = _HEMISPHERE.search(heading)
    return found is not None and not (heading_key(heading).startswith("lang") and found[2] in {"o", "O"})


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
            is_name = name in chosen or cells.keys() >= _BY_GEOMAP
            filled = [heading for heading in filled if is_name or not is_no_value(cells[heading])]
            may_be_number = is_name or name == "coordinates"
            filled = [heading for heading in filled if may_be_number or not is_bare_number(cells[heading])][:1]
        if filled:
            used.update(filled)
            parts = [cells[heading] for heading in filled]
            is_angle = name in {"latitude", "longitude"}
            values[name] = parts[0] if len(parts) == 1 else angle_text(parts) if is_angle else _flat(parts)
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
