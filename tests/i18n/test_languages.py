"""Language tags are matched by RFC 4647, in any case."""

import pytest

from geomap.i18n.languages import lookup


@pytest.mark.parametrize(
    ("language", "available", "found"),
    [
        ("pt-BR", ["pt-PT", "pt-BR", "pt"], "pt-BR"),
        ("pt-BR", ["pt-PT", "pt"], "pt"),
        ("pt-BR", ["pt-br"], "pt-br"),
        ("PT-br", ["pt-BR"], "pt-BR"),
        ("pt-BR", ["pt-PT"], None),
        ("pt", ["pt-BR"], None),
        ("zh-Hant-CN-x-private1-private2", ["zh-hans", "zh-Hant"], "zh-Hant"),
        ("zh-Hant-TW", ["zh-Hans", "zh"], "zh"),
        ("ar-XB", ["en", "ar-XB"], "ar-XB"),
        ("en", [], None),
        ("", ["en"], None),
    ],
)
def test_the_most_specific_tag_is_found(language, available, found) -> None:
    assert lookup(language, available) == found
