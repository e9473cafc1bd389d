"""Names of seas on the base map."""

import json
from importlib import resources

import pytest

from geomap.i18n.seas import sea_names
from geomap.i18n.translator import Translator


@pytest.mark.parametrize("language", Translator.languages())
def test_every_language_of_the_page_has_every_sea(language: str) -> None:
    english, own = sea_names("en"), sea_names(language)
    assert own.keys() == english.keys()
    assert all(own.values())
    if language != "en":
        assert sum(own[sea] != english[sea] for sea in own) > len(own) / 2


def test_every_sea_has_room_somewhere() -> None:
    web = resources.files("geomap") / "web" / "src" / "basemap" / "sea-widths.json"
    widths = json.loads(web.read_text(encoding="utf-8"))
    assert widths.keys() == sea_names("en").keys()
    assert all(any(region["rows"]) for region in widths.values())


@pytest.mark.parametrize(
    ("language", "name"), [("pt-PT", "Mar do Norte"), ("no", "Nordsjøen"), ("zz", "North Sea"), ("ar-XB", "بحر الشمال")]
)
def test_a_language_without_names_has_those_of_the_nearest(language: str, name: str) -> None:
    assert sea_names(language)["north-sea"] == name
