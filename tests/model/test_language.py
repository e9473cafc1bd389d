"""Language tags are read in one form, however they are written."""

import json
from pathlib import Path

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import geomap
from geomap.model import MapInfo, Place
from geomap.model.language import best_language, canonical_language, likely_script

WEB = Path(geomap.__file__).parent / "web"
TAGS = st.builds(
    lambda *parts: "-".join(filter(None, parts)),
    st.from_regex(r"[a-z]{2,3}", fullmatch=True),
    st.sampled_from(["", "Latn", "Hans"]),
    st.sampled_from(["", "BR", "419"]),
    st.sampled_from(["", "1996", "rozaj"]),
    st.sampled_from(["", "u-ca-buddhist"]),
    st.sampled_from(["", "x-own"]),
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("pt-br", "pt-BR"),
        ("ZH-HANS-cn", "zh-Hans-CN"),
        ("zh-yue", "yue"),
        ("yue", "yue"),
        ("es-419", "es-419"),
        ("de-CH-1996", "de-CH-1996"),
        ("EN-X-Own", "en-x-own"),
        ("iw", "he"),
        ("mo-MD", "ro-MD"),
    ],
)
def test_a_tag_has_one_canonical_form(written, canonical) -> None:
    assert canonical_language(written) == canonical


@pytest.mark.parametrize(
    "written", ["", "e", "english", "pt_BR", "en-", "-en", "zh-Hans-yue", "de-1996-1996", "en-u", "рус", "en-x"]
)
def test_a_malformed_tag_has_no_canonical_form(written) -> None:
    assert canonical_language(written) is None


@given(TAGS)
def test_the_canonical_form_does_not_depend_on_case(tag) -> None:
    assert canonical_language(tag) == canonical_language(tag.upper()) == canonical_language(canonical_language(tag))


@given(TAGS)
def test_private_subtags_change_no_script(tag) -> None:
    assert likely_script(f"{tag.partition('-x-')[0]}-x-a-b") == likely_script(tag)


@pytest.mark.parametrize(
    ("wanted", "available", "best"), json.loads((WEB / "test/data/language-cases.json").read_text())
)
def test_the_best_language_is_the_nearest_fallback_as_on_the_page(wanted, available, best) -> None:
    assert best_language(wanted, available) == best


@pytest.mark.parametrize(
    ("wanted", "available"), [("pt", ["pt-BR"]), ("es-MX", ["es-ES"]), ("fr", []), ("en-GB", ["fr"])]
)
def test_a_language_of_another_region_is_no_fallback(wanted, available) -> None:
    assert best_language(wanted, available) is None


def test_the_parents_of_the_page_are_those_of_cldr() -> None:
    """If Babel's are newer, add them to the page's."""
    page = json.loads((WEB / "src/data/parent-languages.json").read_text())
    for parent, regions in page.items():
        for region in regions.split():
            assert best_language(f"{parent.rpartition('-')[0]}-{region}", [parent]) == parent
    exceptions = get_global("parent_exceptions").items()
    moved = [tag for tag, parent in exceptions if "_" in parent and tag.partition("_")[0] == parent.partition("_")[0]]
    assert len(moved) == sum(len(regions.split()) for regions in page.values())


def test_languages_are_read_in_their_canonical_form() -> None:
    info = MapInfo.model_validate({"language": "EN", "languages": ["pt-br", "zh-yue"]})
    assert info.offered_languages == ("en", "pt-BR", "yue")
    place = Place.model_validate({"name": "Moscow", "names": {"pt-br": "Moscou"}})
    assert place.names == {"pt-BR": "Moscou"}


def test_two_spellings_of_one_language_are_a_duplicate_key() -> None:
    with pytest.raises(ValidationError) as refused:
        Place.model_validate({"name": "Moscow", "names": {"pt-br": "Moscou", "pt-BR": "Moscovo"}})
    assert [detail["type"] for detail in refused.value.errors()] == ["Y004"]
