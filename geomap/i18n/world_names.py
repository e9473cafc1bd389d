"""Names of countries, continents and cities in a language, from Unicode CLDR through Babel."""

from functools import cache

from babel import Locale, UnknownLocaleError

from geomap.i18n.cities import city_names

_NO_PLACES = {"001", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""CLDR's codes for the world, for organisations and for unknown regions."""


@cache
def world_names(language: str) -> tuple[str, ...]:
    """The names of countries, continents and well-known cities, sorted; none if CLDR does not have the language.

    >>> {"Suomi", "Eurooppa", "Tukholma"} <= set(world_names("fi"))
    True

    Args:
        language: a language tag.
    """
    try:
        regions = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return ()
    countries = {name for code, name in regions.items() if code not in _NO_PLACES and "(" not in name}
    return tuple(sorted(countries | set(city_names(language).values())))
