"""Names of countries, continents and cities in a language, from Unicode CLDR through Babel."""

from functools import cache

from babel import Locale, UnknownLocaleError

from geomap.i18n.cities import city_names

_NO_PLACES = {"001", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""CLDR's codes for the world, for organisations and for unknown regions."""


@cache
def world_names(language: str) -> dict[str, str]:
    """The names of countries, continents and well-known cities; none if CLDR does not have the language.

    >>> world_names("fi")["Suomi"], world_names("fi")["Tukholma"]
    ('FI', 'SE:Stockholm')

    Args:
        language: a language tag.

    Returns:
        For each name, in their order, what it names, alike in all languages: the CLDR code of a region, or a city's
        country and English name.
    """
    try:
        regions = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}
    named = {name: code for code, name in regions.items() if code not in _NO_PLACES and "(" not in name}
    named |= {name: city for city, name in city_names(language).items()}
    return dict(sorted(named.items()))
