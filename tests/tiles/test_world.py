"""The settlements in the package, by name."""

import random
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.geometry.extent import WORLD
from geomap.tiles.vector import points_of
from geomap.tiles.world import (
    LANGUAGES,
    fold_spelling,
    large_cities,
    settlements_like,
    settlements_named,
    world_archive,
)


def test_settlements_are_found_by_exact_names_in_each_language() -> None:
    found = settlements_named(["Москва", "Paris", "paris", "Nowhere at all", ""])
    assert set(found) == {"Москва", "Paris"}
    moscow = found["Москва"][0]
    assert (moscow.name, moscow.rank) == ("Москва", 1)
    assert (moscow.latitude, moscow.longitude) == pytest.approx((55.75, 37.62), abs=0.01)
    assert found["Paris"] == sorted(found["Paris"])
    assert settlements_named([]) == {}


@pytest.mark.parametrize(
    ("typed", "name"),
    [("moskva", "Moscow"), ("ЗАРЕЧЬЕ", "Zarech’ye"), ("sao paulo", "São Paulo"), ("Кривий Ріг", "Kryvyy Rih")],
)
def test_settlements_are_found_in_any_spelling(typed, name) -> None:
    assert settlements_like(typed)[0].name == name


def test_a_part_of_a_name_is_not_a_name() -> None:
    assert {each.name for each in settlements_like("zarech")} <= {"Zarech"}
    assert settlements_like("'") == []


@pytest.mark.large
def test_every_name_is_found() -> None:
    archive = world_archive("names")
    entries = list(archive.entries(WORLD, [archive.header.max_zoom]))
    for entry in random.sample(entries, 20):
        settlements = [properties for _, _, properties in points_of(archive.content(entry), "place")]
        names = {each[key] for each in settlements for key in LANGUAGES if key in each}
        assert names == set(settlements_named(names))
        (one,) = (each["name"] for each in random.sample(settlements, 1))
        assert one in {each.name for each in settlements_like(one)}


def test_the_list_of_large_names_has_those_of_the_archive() -> None:
    listed = (resources.files("geomap") / "tiles" / "context" / "large_names.txt").read_text(encoding="utf-8")
    assert listed.splitlines() == sorted({city.name for city in large_cities()})


def test_large_cities_are_listed_by_rank() -> None:
    cities = large_cities()
    assert {"Moscow", "Paris"} <= {city.name for city in cities}
    assert [city.rank for city in cities] == sorted(city.rank for city in cities)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("Новые Черёмушки", "Novyye Cheremushki"), ("Орёл", "Orel"), ("Мытищи", "Mytishchi")),
        *(("Юбилейный", "Yubileynyy"), ("Обʼєкт", "ОБ'ЄКТ"), ("Łódź", "lodz")),
        *(("Ростов–на–Дону", "rostov na donu"), ("Подъячево", "Podyachevo")),
    ],
)
def test_spellings_of_one_name_are_folded_to_the_same_text(one, other) -> None:
    assert fold_spelling(one) == fold_spelling(other)


@given(
    st.text(alphabet=st.characters(max_codepoint=0x17F) | st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ’ʼ-"))
)
def test_a_folded_spelling_does_not_change_when_it_is_folded_again(name) -> None:
    folded = fold_spelling(name)
    assert fold_spelling(folded) == fold_spelling(f" {name}’ ") == folded
    assert fold_spelling(name.replace(" ", "-")) == folded
