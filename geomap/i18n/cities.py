"""Names of cities in a language, from Unicode CLDR through Babel."""

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from geomap.model.language import primary_language

IN_ARCHIVE = {"en", "ru", "uk"}
"""Languages whose names are in the built-in base map."""


@cache
def city_names(language: str) -> dict[str, str]:
    """Capitals and other cities that a time zone is named after, where their name differs from the English one.

    >>> city_names("de")["DK:Copenhagen"]
    'Kopenhagen'

    Args:
        language: a language tag.

    Returns:
        Names by ISO 3166 country code and English name; none if CLDR does not have the language or the base map does.
    """
    if primary_language(language) in IN_ARCHIVE:
        return {}
    try:
        own = Locale.parse(language, sep="-").time_zones
    except (UnknownLocaleError, ValueError):
        return {}
    english, countries = Locale("en").time_zones, get_global("zone_territories")
    found = {}
    for zone in sorted(own):
        name = own[zone].get("city")
        in_english = english[zone]["city"] if "city" in english.get(zone, {}) else zone.split("/")[-1].replace("_", " ")
        if name and name != in_english and zone in countries:
            found[f"{countries[zone]}:{in_english}"] = name
    return found
