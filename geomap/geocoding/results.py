"""A geocoder's result → the kind of place and how precisely its position is known.

Nominatim, Photon and Pelias describe their results; those of any other geocoder have the precision ``unknown``. No
result is ever ``exact``, because a geocoder does not survey.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from geomap.model import DEFAULT_UNCERTAINTY_M, Coordinates, Precision
from geomap.model.geodesy import geodesic_m
from geomap.model.metres import MAX_METRES

OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
_GLOBAL_DEGREES = 350.0  # a box that crosses 180° may be given as wide as this; its width is then unknown
_POINT_BOX = 0.00011  # degrees: Nominatim gives a box of 0.0001 to a position without an extent
_RADII = sorted(
    ((each, radius) for each, radius in DEFAULT_UNCERTAINTY_M.items() if radius is not None), key=lambda each: each[1]
)


@dataclass(frozen=True)
class Box:
    """A bounding box in degrees, WGS 84; ``west`` is greater than ``east`` if it crosses 180°."""

    south: float
    west: float
    north: float
    east: float

    def reach_m(self, position: Coordinates) -> float:
        """Metres from a position to the farthest corner of the box."""
        is_global = abs(self.east - self.west) >= _GLOBAL_DEGREES
        longitudes = (position.longitude,) if is_global else (self.west, self.east)
        corners = [(latitude, longitude) for latitude in (self.south, self.north) for longitude in longitudes]
        return min(max(geodesic_m(position, corner) for corner in corners), MAX_METRES)


@dataclass(frozen=True)
class Description:
    """What a geocoder says about a result.

    Attributes:
        name: short; empty if there is only an address.
        kind: of place, in the geocoder's terms.
        finest: the finest precision for this kind.
        box: its extent, if known.
        same_as: ids of the same place elsewhere.
        names: in other languages, by code.
        record: the geocoder's record, as text.
    """

    name: str = ""
    kind: str = ""
    finest: Precision = Precision.UNKNOWN
    box: Box | None = None
    same_as: Mapping[str, str | int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    record: str = ""


@dataclass(frozen=True)
class Service:
    """A geocoding service.

    Attributes:
        title: its name for people.
        describe: reads one of its results.
        credit: the attribution that its data require; empty if its own terms say so.
        is_open: whether its terms allow answers to be stored; those of others are never cached.
    """

    title: str
    describe: Callable[[Mapping[str, Any]], Description] = lambda _: Description()
    credit: str = ""
    is_open: bool = False


def precision_of(description: Description, position: Coordinates) -> tuple[Precision, int | None]:
    """The precision of a position and its uncertainty in metres; None where the precision's own radius is enough.

    A box that reaches beyond the default radius of the precision gives the uncertainty. One that reaches beyond the
    radius of the next coarser precision makes the precision coarser too, as C005 asks.

    >>> street = Description(finest=Precision.STREET, box=Box(55.0, 37.0, 55.1, 37.0))
    >>> precision_of(street, Coordinates(55.05, 37.0))
    (<Precision.CITY: 'city'>, None)
    """
    finest, box = description.finest, description.box
    own = DEFAULT_UNCERTAINTY_M[finest]
    reach = box.reach_m(position) if box is not None else 0.0
    if own is None:
        return finest, _rounded(reach) if reach > 0 else None
    if reach <= own:
        return finest, None
    uncertainty = _rounded(reach)
    coarser = next((radius for _, radius in _RADII if radius > own), None)
    if coarser is None or uncertainty <= coarser:
        return finest, uncertainty
    fitting, radius = next(((each, radius) for each, radius in _RADII if radius >= uncertainty), _RADII[-1])
    return fitting, uncertainty if uncertainty > radius else None


def _rounded(metres: float) -> int:
    """Rounded up to two significant digits.

    >>> _rounded(2341.7), _rounded(61.2)
    (2400, 62)
    """
    step = 10 ** max(0, len(str(int(metres))) - 2)
    return int(min(ceil(metres / step) * step, MAX_METRES))


def _kinds(terms: Mapping[Precision, str]) -> dict[str, Precision]:
    return {term: precision for precision, each in terms.items() for term in each.split()}


# OpenStreetMap's terms for places, in `addresstype` and in `type`.
_OSM_KINDS = _kinds(
    {
        Precision.COUNTRY: "country continent ocean sea",
        Precision.REGION: "state province region county state_district archipelago",
        Precision.CITY: "city municipality island",
        Precision.SETTLEMENT: "town village hamlet isolated_dwelling farm locality islet aerodrome military",
        Precision.DISTRICT: "borough city_district district suburb quarter neighbourhood allotments subdivision "
        "city_block residential industrial commercial retail postcode",
        Precision.STREET: "road square plot",
        Precision.BUILDING: "building house house_number",
    }
)
# The highest `place_rank` of each: https://nominatim.org/release-docs/latest/customize/Ranking/
_RANKS = (
    (4, Precision.COUNTRY),
    (12, Precision.REGION),
    (16, Precision.CITY),
    (21, Precision.SETTLEMENT),
    (25, Precision.DISTRICT),
    (27, Precision.STREET),
    (30, Precision.BUILDING),
)
_PHOTON_KINDS = _kinds(
    {
        Precision.COUNTRY: "country",
        Precision.REGION: "state county",
        Precision.CITY: "city",
        Precision.DISTRICT: "district locality",
        Precision.STREET: "street",
        Precision.BUILDING: "house",
    }
)
_PELIAS_KINDS = _kinds(
    {
        Precision.COUNTRY: "country dependency empire continent ocean",
        Precision.REGION: "macroregion region macrocounty county marinearea",
        Precision.CITY: "localadmin locality",
        Precision.DISTRICT: "borough macrohood neighbourhood postalcode",
        Precision.STREET: "street",
        Precision.BUILDING: "venue address",
    }
)


def _nominatim(result: Mapping[str, Any]) -> Description:
    """https://nominatim.org/release-docs/latest/api/Output/, ``json`` and ``jsonv2``."""
    category = _text(result.get("class") or result.get("category"))
    kind, address_kind = _text(result.get("type")), _text(result.get("addresstype"))
    south, north, west, east = _four(result.get("boundingbox"))
    box = _box(south, west, north, east)
    finest = _OSM_KINDS.get(address_kind) or _OSM_KINDS.get(kind) or _precision_of_rank(result.get("place_rank"))
    record, same_as = _osm_record(_text(result.get("osm_type")), result.get("osm_id"))
    is_point = box is not None and box.north - box.south < _POINT_BOX and box.east - box.west < _POINT_BOX
    if category == "place" and kind in {"house", "houses"} and record.startswith("way") and is_point:
        return Description("", "interpolated house number", Precision.STREET, record=record)
    shown = kind if kind not in {"", "yes", "administrative", "unclassified"} else address_kind or category
    if category == "highway" and finest == Precision.STREET:
        shown = "street"
    wikidata = _text(_object(result.get("extratags")).get("wikidata"))
    names = {key[5:]: _text(name) for key, name in _object(result.get("namedetails")).items() if key[:5] == "name:"}
    return Description(
        name=_text(result.get("name")),
        kind=shown.replace("_", " "),
        finest=finest,
        box=box,
        same_as=same_as | ({"wikidata": wikidata} if wikidata else {}),
        names={language: name for language, name in sorted(names.items()) if name and language.isalpha()},
        record=record,
    )


def _photon(result: Mapping[str, Any]) -> Description:
    """https://github.com/komoot/photon/blob/master/docs/api-v1.md."""
    properties = _object(result.get("properties"))
    kind, level = _text(properties.get("osm_value")), _text(properties.get("type"))
    west, north, east, south = _four(properties.get("extent"))
    osm_type = {"N": "node", "W": "way", "R": "relation"}.get(_text(properties.get("osm_type")), "")
    record, same_as = _osm_record(osm_type, properties.get("osm_id"))
    finest = _PHOTON_KINDS.get(level, Precision.UNKNOWN)
    if properties.get("osm_key") in {"place", "boundary"} and kind != "house":
        finest = _OSM_KINDS.get(kind, finest)
    shown = level if kind in {"", "yes", "administrative"} else kind
    name, box = _text(properties.get("name")), _box(south, west, north, east)
    return Description(name, shown.replace("_", " "), finest, box, same_as, record=record)


def _pelias(result: Mapping[str, Any]) -> Description:
    """https://github.com/pelias/documentation/blob/master/response.md."""
    properties = _object(result.get("properties"))
    layer = _text(properties.get("layer"))
    finest = _PELIAS_KINDS.get(layer, Precision.UNKNOWN)
    inexact = properties.get("match_type") in {"interpolated", "fallback"}
    if finest == Precision.BUILDING and (inexact or properties.get("accuracy") == "interpolated"):
        finest = Precision.STREET
    west, south, east, north = _four(result.get("bbox"))
    name, box = _text(properties.get("name")), _box(south, west, north, east)
    return Description(name, layer, finest, box, record=_text(properties.get("gid")))


_SERVICES = {
    "Nominatim": Service("Nominatim", _nominatim, OSM_CREDIT, is_open=True),
    "Photon": Service("Photon", _photon, OSM_CREDIT, is_open=True),
    "Pelias": Service("Pelias", _pelias, "the sources that the server names", is_open=True),
}
"""By the names of geopy's classes."""


def service_of(geocoder_class: type) -> Service:
    """The service of one of geopy's classes, or of the class that it derives from."""
    known = (_SERVICES[each.__name__] for each in geocoder_class.__mro__ if each.__name__ in _SERVICES)
    return next(known, Service(geocoder_class.__name__))


def describe(result: Mapping[str, Any], service: Service) -> Description:
    """The description of a result; an empty one if it has an unexpected form."""
    try:
        return service.describe(result)
    except (TypeError, ValueError, KeyError, AttributeError):
        return Description()


def _precision_of_rank(rank: Any) -> Precision:
    """The finest precision for one of Nominatim's ranks, which are 1 to 30."""
    if not isinstance(rank, int) or not 1 <= rank <= 30:
        return Precision.UNKNOWN
    return next(precision for highest, precision in _RANKS if rank <= highest)


def _osm_record(osm_type: str, osm_id: Any) -> tuple[str, dict[str, str | int]]:
    """An element of OpenStreetMap as text, and as ``same_as``."""
    number = _text(osm_id)
    return (f"{osm_type} {number}", {"osm": f"{osm_type}/{number}"}) if osm_type and number else ("", {})


def _four(value: Any) -> tuple[Any, Any, Any, Any]:
    return tuple(value) if isinstance(value, list) and len(value) == 4 else (None, None, None, None)


def _box(south: Any, west: Any, north: Any, east: Any) -> Box | None:
    try:
        box = Box(*map(float, (south, west, north, east)))
    except (TypeError, ValueError):
        return None
    possible = -90 <= box.south <= box.north <= 90 and abs(box.west) <= 180 and abs(box.east) <= 180
    return box if possible else None


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
