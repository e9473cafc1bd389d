"""Names of large cities for the base map, in languages that the built-in archive lacks."""

import pytest

from geomap.i18n.cities import city_names


@pytest.mark.parametrize(
    ("language", "city", "name"),
    [
        ("ar", "SY:Damascus", "دمشق"),
        ("de", "DK:Copenhagen", "Kopenhagen"),
        ("pl", "RU:Moscow", "Moskwa"),
        ("he", "UA:Kyiv", "קייב"),
        ("zh-Hant", "JP:Tokyo", "東京"),
        ("pt-BR", "DK:Copenhagen", "Copenhague"),
        ("sr-Latn", "AT:Vienna", "Beč"),
    ],
)
def test_cities_have_their_name_in_the_language(language, city, name) -> None:
    assert city_names(language)[city] == name


@pytest.mark.parametrize("language", ["en", "en-GB", "ru", "uk", "tlh", "yue-x-own"])
def test_the_base_map_itself_has_the_names_or_none_are_known(language) -> None:
    assert city_names(language) == {}
