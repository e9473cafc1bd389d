"""Names of seas, islands and rivers on the base map."""

import json
from importlib import resources

import pytest

from geomap.i18n.natural_features import natural_feature_names
from geomap.i18n.string_files import languages_with_texts


@pytest.mark.parametrize("language", languages_with_texts())
def test_every_language_of_the_page_has_every_feature(language: str) -> None:
    english, own = natural_feature_names("en"), natural_feature_names(language)
    assert own.keys() == english.keys()
    assert all(own.values())
    if language != "en":
        assert sum(own[feature] != english[feature] for feature in own) > len(own) / 3


@pytest.mark.parametrize("language", ["ar", "fa", "he", "ja", "ru", "uk", "zh"])
def test_a_language_with_letters_of_its_own_has_every_name_in_them(language: str) -> None:
    assert not [name for name in natural_feature_names(language).values() if any("a" <= each <= "z" for each in name)]


def test_every_feature_has_room_somewhere() -> None:
    web = resources.files("geomap") / "web" / "src" / "basemap" / "natural-features.json"
    kinds = json.loads(web.read_text(encoding="utf-8"))
    found = [feature for features in kinds.values() for feature in features]
    assert sorted(found) == sorted(natural_feature_names("en"))
    assert all(any(region["rows"]) for kind in ("seas", "islands") for region in kinds[kind].values())
    assert all(kinds["rivers"].values())


@pytest.mark.parametrize(
    ("language", "name"), [("pt-PT", "Mar do Norte"), ("no", "Nordsjøen"), ("zz", "North Sea"), ("ar-XB", "بحر الشمال")]
)
def test_a_language_without_names_has_those_of_the_nearest(language: str, name: str) -> None:
    assert natural_feature_names(language)["north-sea"] == name


@pytest.mark.parametrize(
    ("language", "river", "island"),
    [
        ("de", "Donau", "Sizilien"),
        ("cs", "Dunaj", "Sicílie"),
        ("he", "הדנובה", "סיציליה"),
        ("ja", "ドナウ川", "シチリア島"),
    ],
)
def test_rivers_and_islands_have_names(language: str, river: str, island: str) -> None:
    names = natural_feature_names(language)
    assert (names["danube"], names["sicily"]) == (river, island)
