"""The position of a place of which a source gives only its GeoNames id."""

from collections.abc import Mapping
from typing import Any

from geomap.extras import MissingExtraError
from geomap.geocoding.optional_data import settlement_of_geonames


def position_by_id(values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The keys of a place that its GeoNames id gives, and what to do if there are none because a package is missing."""
    identifier = values.get("same_as", {}).get("geonames")
    if not isinstance(identifier, int):
        return {}, ""
    try:
        found = settlement_of_geonames(identifier)
    except MissingExtraError as error:
        return {}, f"to find it by its GeoNames id, {error.hint}"
    if found is None:
        return {}, ""
    return {
        "coordinates": found.position,
        "precision": values.get("precision") or found.precision.value,
        "coordinate_source": found.source,
    }, ""
