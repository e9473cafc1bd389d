"""Names that are spelled without their diacritics: one note each, which says whose name it may be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.link.connect import connect
from geomap.link.near_spellings import near_spellings, plain_spelling
from geomap.model import Article, Gazetteer, MapInfo, Place


def notes(text: str, *names: str, code: str = "L009") -> list[str]:
    places = [Place(id=f"p{i}", name=name, coordinates=[1, 1]) for i, name in enumerate(names)]
    gazetteer = Gazetteer(map=MapInfo(title="T"), places=places, reports=())
    article = Article(id="a", title="A", text=text, file="seeds/a.txt")
    return [each.message for each in connect(gazetteer, [article], date(2026, 1, 1))[1] if each.code == code]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Gdansk", "Gdańsk"),
        ("Muenchen", "München"),
        ("Munchen", "München"),
        ("Aarhus", "Århus"),
        ("Århus", "Aarhus"),
        ("Malmo", "Malmö"),
        ("Biala Podlaska", "Biała Podlaska"),
        ("TROMSO", "Tromsø"),
        ("Istanbul", "İstanbul"),
    ],
)
def test_a_name_without_its_diacritics_has_a_note(spelling, name) -> None:
    (note,) = notes(f"The ship left {spelling} on Monday, and {spelling} again on Friday.", "Harbour", name)
    assert note == f'"{spelling}" may be "{name}" (place "p1"), spelled otherwise (2 times)'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The ship left Gdańsk.", "Gdańsk"),  # as written
        ("The ship left Gdansk.", "Gdynia"),
        ("Er war in muenchen.", "München"),  # no capital
        ("Kiev", "Київ"),  # another alphabet
        ("A Lae of the sea", "Lå"),  # too short
    ],
)
def test_other_names_have_none(text, name) -> None:
    assert notes(text, name) == []


def test_such_a_name_is_not_suggested_too() -> None:
    text = "The ship was in Gdansk. Then it was near Gdansk."
    assert any("Gdansk" in each for each in notes(text, "Harbour", code="L005"))
    assert not any("Gdansk" in each for each in notes(text, "Gdańsk", code="L005"))


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=3))
def test_any_text_is_read(text, spans) -> None:
    article = Article(id="a", title="A", text=text, file="seeds/a.txt")
    places = [Place(id="p", name="Łódź nad Ner"), Place(id="q", name=text or "x")]
    for spelling, _ in near_spellings(places, [(article, spans)]):
        assert spelling in text
        assert plain_spelling(spelling)
