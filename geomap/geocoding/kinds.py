"""What geocoders call things, and how finely such a thing's position is known at best. Never exact: nobody surveyed."""

from collections.abc import Mapping
from typing import Any

from geomap.model import Precision

_COUNTRY, _REGION, _CITY = Precision.COUNTRY, Precision.REGION, Precision.CITY
_SETTLEMENT, _DISTRICT = Precision.SETTLEMENT, Precision.DISTRICT
_STREET, _BUILDING = Precision.STREET, Precision.BUILDING


def _kinds(words: Mapping[Precision, str]) -> dict[str, Precision]:
    return {word: precision for precision, each in words.items() for word in each.split()}


# OpenStreetMap's words for places, as `addresstype` and as `type`.
NOMINATIM = _kinds(
    {
        _COUNTRY: "country continent ocean sea",
        _REGION: "state province region county state_district archipelago",
        _CITY: "city municipality island",
        _SETTLEMENT: "town village hamlet isolated_dwelling farm locality islet aerodrome military",
        _DISTRICT: "borough city_district district suburb quarter neighbourhood allotments subdivision city_block "
        "residential industrial commercial retail postcode",
        _STREET: "road square plot",
        _BUILDING: "building house house_number",
    }
)

# `place_rank`, for what has no such word: https://nominatim.org/release-docs/latest/customize/Ranking/
_RANKS = ((4, _COUNTRY), (12, _REGION), (16, _CITY), (21, _SETTLEMENT), (25, _DISTRICT), (27, _STREET), (30, _BUILDING))

PHOTON = _kinds(
    {
        _COUNTRY: "country",
        _REGION: "state county",
        _CITY: "city",
        _DISTRICT: "district locality",
        _STREET: "street",
        _BUILDING: "house",
    }
)

PELIAS = _kinds(
    {
        _COUNTRY: "country dependency empire continent ocean",
        _REGION: "macroregion region macrocounty county marinearea",
        _CITY: "localadmin locality",
        _DISTRICT: "borough macrohood neighbourhood postalcode",
        _STREET: "street",
        _BUILDING: "venue address",
    }
)

GOOGLE = _kinds(
    {
        _COUNTRY: "country continent",
        _REGION: "administrative_area_level_1 administrative_area_level_2 administrative_area_level_3",
        _CITY: "locality postal_town administrative_area_level_4 administrative_area_level_5",
        _DISTRICT: "sublocality sublocality_level_1 neighborhood postal_code colloquial_area",
        _STREET: "route intersection",
        _BUILDING: "street_address premise subpremise point_of_interest establishment airport",
    }
)

OPENCAGE = _kinds(
    {_COUNTRY: "body_of_water", _REGION: "state_code", _BUILDING: "attraction", _DISTRICT: "partial_postcode"}
)

MAPBOX = _kinds(
    {
        _COUNTRY: "country",
        _REGION: "region district",
        _CITY: "place locality",
        _DISTRICT: "neighborhood postcode",
        _BUILDING: "address poi",
    }
)

MAPTILER = _kinds(
    {
        _COUNTRY: "country continental_marine major_landform",
        _REGION: "region subregion county joint_municipality joint_submunicipality",
        _CITY: "municipality",
        _DISTRICT: "municipal_district locality neighbourhood place postal_code",
        _STREET: "road",
        _BUILDING: "address poi",
    }
)

# Feature classes, and the codes of those among them that are finer or coarser than the rest.
GEONAMES = _kinds(
    {
        _COUNTRY: "PCL PCLI PCLD PCLF PCLS TERR",
        _REGION: "A ADM1 ADM2",
        _CITY: "PPLC PPLA PPLG",
        _SETTLEMENT: "P",
        _DISTRICT: "PPLX",
        _STREET: "R",
        _BUILDING: "BLDG CH HTL HSP SCH STDM",
    }
)

HERE = _kinds(
    {
        _REGION: "administrativeArea state county",
        _COUNTRY: "country",
        _CITY: "locality city",
        _DISTRICT: "district subdistrict postalCode postalCodePoint",
        _STREET: "street intersection interpolated",
        _BUILDING: "houseNumber place addressBlock PA MPA",
    }
)

YANDEX = _kinds(
    {
        _COUNTRY: "country",
        _REGION: "province area",
        _CITY: "locality",
        _DISTRICT: "district",
        _STREET: "street",
        _BUILDING: "house entrance metro railway_station airport",
    }
)


def by_rank(rank: Any) -> Precision:
    """The finest precision of a thing of this rank in Nominatim, whose ranks run from 1 to 30.

    >>> by_rank(26), by_rank(None)
    (<Precision.STREET: 'street'>, <Precision.UNKNOWN: 'unknown'>)
    """
    if not isinstance(rank, int) or not 1 <= rank <= 30:
        return Precision.UNKNOWN
    return next(precision for highest, precision in _RANKS if rank <= highest)
