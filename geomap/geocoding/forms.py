"""How the geocoders write their results, from their published documentation: where the position stands, and what it is.

A result says what kind of thing it is in the geocoder's own words; :mod:`geomap.geocoding.kinds` says how finely
such a thing is known. A geocoder that is not described here gives names and positions, and its precision is unknown.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geomap.geocoding.kinds import (
    GEONAMES,
    GOOGLE,
    HERE,
    MAPBOX,
    MAPTILER,
    NOMINATIM,
    OPENCAGE,
    PELIAS,
    PHOTON,
    YANDEX,
    by_rank,
)
from geomap.geocoding.precision import Box
from geomap.model import Coordinates, Precision

OSM = "© OpenStreetMap contributors, ODbL 1.0"
_POINT_BOX = 0.00011  # degrees: Nominatim draws a box of 0.0001 around a position that has no extent


@dataclass(frozen=True)
class Said:
    """What a result says of itself.

    Attributes:
        name: short; empty where the geocoder gives only the whole address.
        kind: what it is, in the geocoder's words.
        finest: the finest precision that such a thing has.
        box: where it lies, as far as that is told.
        same_as: ids of the same thing elsewhere.
        names: in other languages, by code.
        record: which record of the geocoder it is, in words.
    """

    name: str = ""
    kind: str = ""
    finest: Precision = Precision.UNKNOWN
    box: Box | None = None
    same_as: Mapping[str, str | int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    record: str = ""


@dataclass(frozen=True)
class Form:
    """A geocoder's way of writing.

    Attributes:
        title: what it is called.
        said: reads one result.
        results: the key of the list of results; empty where the answer is that list, None where nobody knows.
        position: where a result has its latitude and longitude.
        credit: whom its data must name, and under which licence; empty where its own terms say that.
        open: whether its terms let answers be kept; those of others are never put into the cache.
    """

    title: str
    said: Callable[[Mapping[str, Any]], Said] = lambda _: Said()
    results: str | None = None
    position: Callable[[Any], tuple[Any, Any]] | None = None
    credit: str = ""
    open: bool = False


def coordinates_said(latitude: Any, longitude: Any) -> Coordinates | None:
    """A position, where it is one: numbers, or numbers as text, on Earth. ``0, 0`` is what programs put for nothing."""
    try:
        position = Coordinates(float(latitude), float(longitude))
    except (TypeError, ValueError, OverflowError):
        return None
    if isinstance(latitude, bool) or isinstance(longitude, bool) or not all(map(math.isfinite, position)):
        return None
    possible = abs(position.latitude) <= 90 and abs(position.longitude) <= 180 and any(position)
    return position if possible else None


def believable(answer: Any, form: Form) -> tuple[Any, int]:
    """An answer without the results whose position is none, and how many those were.

    Raises:
        ValueError: the answer has no list of results where this geocoder has it.
    """
    if form.results is None or form.position is None:
        return answer, 0
    if form.results == "":
        results = answer
        if isinstance(answer, dict) and "error" in answer:
            return answer, 0
    else:
        results = answer.get(form.results) if isinstance(answer, dict) else None
        if results is None and isinstance(answer, dict):
            return answer, 0  # a refusal, which geopy knows how to read
    if not isinstance(results, list):
        raise ValueError("no list of results")  # noqa: TRY004  (a value of the server's)
    kept = [each for each in results if _position(each, form.position) is not None]
    return (kept if form.results == "" else {**answer, form.results: kept}), len(results) - len(kept)


def _position(result: Any, position: Callable[[Any], tuple[Any, Any]]) -> Coordinates | None:
    try:
        return coordinates_said(*position(result))
    except (TypeError, KeyError, IndexError, AttributeError):
        return None


def _lat_lon(result: Any) -> tuple[Any, Any]:
    return result["lat"], result["lon"]


def _lat_lng(result: Any) -> tuple[Any, Any]:
    return result["lat"], result["lng"]


def _geojson(result: Any) -> tuple[Any, Any]:
    longitude, latitude = result["geometry"]["coordinates"][:2]
    return latitude, longitude


def _box(south: Any, west: Any, north: Any, east: Any) -> Box | None:
    corners = coordinates_said(south, west), coordinates_said(north, east)
    return Box(*corners[0], *corners[1]) if corners[0] and corners[1] and south != "" else None


def _corners(value: Any) -> Box | None:
    """A box as Google and OpenCage write it."""
    match value:
        case {"southwest": {"lat": south, "lng": west}, "northeast": {"lat": north, "lng": east}}:
            return _box(south, west, north, east)
    return None


def _w_s_e_n(value: Any) -> Box | None:
    match value:
        case [west, south, east, north]:
            return _box(south, west, north, east)
    return None


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(details: Any) -> dict[str, str]:
    """The names by language of OpenStreetMap's ``name:xx``."""
    found = {key[5:]: _text(name) for key, name in _mapping(details).items() if key.startswith("name:")}
    return {language: name for language, name in sorted(found.items()) if name and language.isalpha()}


def _nominatim(result: Mapping[str, Any]) -> Said:
    """https://nominatim.org/release-docs/latest/api/Output/, ``json`` and ``jsonv2``."""
    category = _text(result.get("class") or result.get("category"))
    kind, address = _text(result.get("type")), _text(result.get("addresstype"))
    match result.get("boundingbox"):
        case [south, north, west, east]:
            box = _box(south, west, north, east)
        case _:
            box = None
    finest = NOMINATIM.get(address) or NOMINATIM.get(kind) or by_rank(result.get("place_rank"))
    osm, number = _text(result.get("osm_type")), _text(result.get("osm_id"))
    point = box is not None and box.north - box.south < _POINT_BOX and box.east - box.west < _POINT_BOX
    if category == "place" and kind in {"house", "houses"} and osm == "way" and point:
        return Said("", "house number, interpolated", Precision.STREET, record=f"{osm} {number}")  # between two others
    said = kind if kind not in {"", "yes", "administrative", "unclassified"} else address or category
    record = f"{osm} {number}" if osm and number else ""
    wikidata = _text(_mapping(result.get("extratags")).get("wikidata"))
    same_as = {"osm": record.replace(" ", "/")} if record else {}
    if wikidata:
        same_as["wikidata"] = wikidata
    if category == "highway" and finest == Precision.STREET:
        said = "street"
    names = _names(result.get("namedetails"))
    return Said(_text(result.get("name")), said.replace("_", " "), finest, box, same_as, names, record)


def _photon(result: Mapping[str, Any]) -> Said:
    """https://github.com/komoot/photon/blob/master/docs/api-v1.md."""
    of = _mapping(result.get("properties"))
    kind, level = _text(of.get("osm_value")), _text(of.get("type"))
    match of.get("extent"):
        case [west, north, east, south]:
            box = _box(south, west, north, east)
        case _:
            box = None
    osm = {"N": "node", "W": "way", "R": "relation"}.get(_text(of.get("osm_type")), "")
    number = _text(of.get("osm_id"))
    record = f"{osm} {number}" if osm and number else ""
    finest = PHOTON.get(level, Precision.UNKNOWN)
    said = NOMINATIM.get(kind)
    if of.get("osm_key") in {"place", "boundary"} and said is not None and kind != "house":
        finest = said
    same_as = {"osm": record.replace(" ", "/")} if record else {}
    shown = level if kind in {"", "yes", "administrative"} else kind
    return Said(_text(of.get("name")), shown.replace("_", " "), finest, box, same_as, record=record)


def _pelias(result: Mapping[str, Any]) -> Said:
    """https://github.com/pelias/documentation/blob/master/response.md."""
    of = _mapping(result.get("properties"))
    layer = _text(of.get("layer"))
    finest = PELIAS.get(layer, Precision.UNKNOWN)
    if finest == Precision.BUILDING and (
        of.get("match_type") in {"interpolated", "fallback"} or of.get("accuracy") == "interpolated"
    ):
        finest = Precision.STREET
    record = _text(of.get("gid"))
    return Said(_text(of.get("name")), layer, finest, _w_s_e_n(result.get("bbox")), record=record)


def _google(result: Mapping[str, Any]) -> Said:
    """https://developers.google.com/maps/documentation/geocoding/requests-geocoding."""
    geometry = _mapping(result.get("geometry"))
    how, types = _text(geometry.get("location_type")), result.get("types")
    kinds = [each for each in types if isinstance(each, str)] if isinstance(types, list) else []
    kind = next((each for each in kinds if each in GOOGLE), kinds[0] if kinds else "")
    finest = GOOGLE.get(kind, Precision.UNKNOWN)
    if finest == Precision.BUILDING and how != "ROOFTOP":
        finest = Precision.STREET if how in {"RANGE_INTERPOLATED", "GEOMETRIC_CENTER"} else Precision.UNKNOWN
    # The viewport is only how the result is best shown; bounds are its extent.
    box = _corners(geometry.get("bounds")) if how != "ROOFTOP" else None
    return Said("", kind.replace("_", " "), finest, box, record=f"place id {_text(result.get('place_id'))}")


def _opencage(result: Mapping[str, Any]) -> Said:
    """https://opencagedata.com/api."""
    parts = _mapping(result.get("components"))
    kind = _text(parts.get("_type"))
    finest = OPENCAGE.get(kind) or NOMINATIM.get(kind) or Precision.UNKNOWN
    name = _text(parts.get(kind))
    return Said(name, kind.replace("_", " "), finest, _corners(result.get("bounds")))


def _places(kinds: Mapping[str, Precision]) -> Callable[[Mapping[str, Any]], Said]:
    """Mapbox, https://docs.mapbox.com/api/search/geocoding-v5/, and MapTiler, which writes alike."""

    def said(result: Mapping[str, Any]) -> Said:
        types = result.get("place_type")
        kind = _text(types[0]) if isinstance(types, list) and types else ""
        finest = kinds.get(kind, Precision.UNKNOWN)
        accuracy = _text(_mapping(result.get("properties")).get("accuracy"))
        if finest == Precision.BUILDING and accuracy in {"interpolated", "street", "intersection", "approximate"}:
            finest = Precision.STREET
        record = _text(result.get("id"))
        return Said(_text(result.get("text")), kind, finest, _w_s_e_n(result.get("bbox")), record=record)

    return said


def _geonames(result: Mapping[str, Any]) -> Said:
    """https://www.geonames.org/export/geonames-search.html and https://www.geonames.org/export/codes.html."""
    code, number = _text(result.get("fcode")), result.get("geonameId")
    finest = GEONAMES.get(code) or GEONAMES.get(_text(result.get("fcl"))) or Precision.UNKNOWN
    box = _mapping(result.get("bbox"))
    said = _text(result.get("fcodeName")) or code
    same_as = {"geonames": number} if isinstance(number, int) else {}
    extent = _box(*(box.get(side) for side in ("south", "west", "north", "east"))) if box else None
    return Said(_text(result.get("name")), said, finest, extent, same_as, record=_text(number))


def _here(result: Mapping[str, Any]) -> Said:
    """https://www.here.com/docs/bundle/geocoding-and-search-api-v7-api-reference."""
    kind = _text(result.get("resultType"))
    finer = _text(result.get(f"{kind}Type"))
    finest = HERE.get(finer) or HERE.get(kind) or Precision.UNKNOWN
    view = _mapping(result.get("mapView"))
    box = _box(*(view.get(side) for side in ("south", "west", "north", "east"))) if view else None
    box = None if finest == Precision.BUILDING else box
    return Said(_text(result.get("title")), finer or kind, finest, box, record=_text(result.get("id")))


def _yandex(result: Mapping[str, Any]) -> Said:
    """https://yandex.com/maps-api/docs/geocoder-api/response.html."""
    about = _mapping(_mapping(result.get("metaDataProperty")).get("GeocoderMetaData"))
    kind, match = _text(about.get("kind")), _text(about.get("precision"))
    finest = YANDEX.get(kind, Precision.UNKNOWN)
    if finest == Precision.BUILDING and match not in {"exact", "number"}:
        finest = Precision.STREET
    envelope = _mapping(_mapping(result.get("boundedBy")).get("Envelope"))
    lower, upper = (_text(envelope.get(corner)).split() for corner in ("lowerCorner", "upperCorner"))
    box = _box(lower[1], lower[0], upper[1], upper[0]) if len(lower) == len(upper) == 2 else None
    return Said(_text(result.get("name")), kind, finest, box)


FORMS: dict[str, Form] = {
    "nominatim": Form("Nominatim", _nominatim, "", _lat_lon, OSM, open=True),
    "pickpoint": Form("PickPoint", _nominatim, "", _lat_lon, OSM, open=True),
    "openmapquest": Form("Open MapQuest", _nominatim, "", _lat_lon, OSM, open=True),
    "photon": Form("Photon", _photon, "features", _geojson, OSM, open=True),
    "pelias": Form("Pelias", _pelias, "features", _geojson, "the sources that the server names", open=True),
    "geocodeearth": Form("Geocode Earth", _pelias, "features", _geojson, "https://geocode.earth/guidelines", open=True),
    "opencage": Form("OpenCage", _opencage, "results", lambda each: _lat_lng(each["geometry"]), OSM, open=True),
    "geonames": Form("GeoNames", _geonames, "geonames", _lat_lng, "GeoNames, CC BY 4.0", open=True),
    "google": Form("Google", _google, "results", lambda each: _lat_lng(each["geometry"]["location"])),
    "googlev3": Form("Google", _google, "results", lambda each: _lat_lng(each["geometry"]["location"])),
    "mapbox": Form("Mapbox", _places(MAPBOX), "features", _geojson),
    "maptiler": Form("MapTiler", _places(MAPTILER), "features", _geojson),
    "herev7": Form("HERE", _here, "items", lambda each: _lat_lng(each["position"])),
    "yandex": Form("Yandex", _yandex),
}
"""The geocoders that are described, by geopy's names for them."""
