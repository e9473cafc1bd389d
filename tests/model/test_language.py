"""Language tags are read in one form, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from geomap.model import MapInfo, Place
from geomap.model.language import best_language, canonical_language, likely_script

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
    ("wanted", "available", "best"),
    [
        ("pt-BR", ["en", "pt-PT", "pt-BR"], "pt-BR"),
        ("PT-br", ["pt-BR"], "pt-BR"),
        ("pt-BR", ["pt"], "pt"),
        ("pt", ["pt-BR"], None),
        ("zh-Hant-TW", ["zh-Hans", "zh"], "zh"),
        ("zh-Hant-TW-x-own", ["zh-Hant-TW"], "zh-Hant-TW"),
        ("fr", [], None),
    ],
)
def test_the_best_language_is_the_longest_that_contains_the_wanted_one(wanted, available, best) -> None:
    assert best_language(wanted, available) == best


def test_languages_are_read_in_their_canonical_form() -> None:
    info = MapInfo.model_validate({"language": "EN", "languages": ["pt-br", "zh-yue"]})
    assert info.offered_languages == ("en", "pt-BR", "yue")
    place = Place.model_validate({"name": "Moscow", "names": {"pt-br": "Moscou"}})
    assert place.names == {"pt-BR": "Moscou"}


def test_two_spellings_of_one_language_are_a_duplicate_key() -> None:
    with pytest.raises(ValidationError) as refused:
        Place.model_validate({"name": "Moscow", "names": {"pt-br": "Moscou", "pt-BR": "Moscovo"}})
    assert [detail["type"] for detail in refused.value.errors()] == ["Y004"]
