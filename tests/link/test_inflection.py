"""Tables of endings: a name in its base form is found in the forms of the article's language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap.link import NameIndex
from geomap.link.inflection import Table, _tables, table_of
from geomap.model import Article, FrontMatter, Place

LANGUAGES = frozenset(
    "pl cs sk sl hr sr bs bg hu lv lt et fi de nl da no nb nn sv tr az he ar fa fr it es pt ro".split()  # noqa: SIM905
)
TABLES = sorted({min(table.languages): table for table in _tables().values()}.items())


def mentions(text: str, language: str, *names: str) -> list[str]:
    index = NameIndex([Place(id=f"p{i}", name=name) for i, name in enumerate(names)])
    found = index.find(Article(id="a", title="A", text=text, front_matter=FrontMatter(language=language)))
    for each in found.mentions:
        assert text[each.start : each.end] == each.exact
    return [each.exact for each in found.mentions]


def test_every_language_has_a_table() -> None:
    assert set(_tables()) >= LANGUAGES
    assert table_of("en") is None
    assert table_of("pl-PL") is table_of("pl")


@pytest.mark.parametrize(("language", "table"), TABLES)
def test_the_text_of_a_table_has_its_names(language: str, table: Table) -> None:
    marks = re.findall(r"\[([^|\]]+)\|([^\]]+)\]", table.test)
    text = re.sub(r"\[([^|\]]+)\|[^\]]+\]", r"\1", table.test)
    assert mentions(text, language, *dict.fromkeys(base for _, base in marks)) == [form for form, _ in marks]


@given(
    st.sampled_from(sorted(LANGUAGES)),
    st.lists(
        st.sampled_from(
            ["Rzeszów", "RZESZOWIE", "Београду", "بدمشق", "ב\u05b0חיפה", "l'", "Le", "du ", "-", ":n", "'", " ", "\n"]
        )
        | st.text(max_size=6),
        max_size=20,
    ),
)
def test_any_text_in_any_language_gives_correct_offsets(language, pieces) -> None:
    mentions("".join(pieces), language, "Rzeszów", "Le Mans", "Beograd", "دمشق", "חיפה", "a", "-", "L'Aquila")


@pytest.mark.parametrize(
    ("language", "text", "names", "expected"),
    [
        ("de", "Wir fuhren nach Kiel. Der Kieler sagte nichts.", ["Kiel"], ["Kiel"]),  # an inhabitant
        ("pl", "W RZESZOWIE I W ŁODZI", ["Rzeszów", "Łódź"], ["RZESZOWIE", "ŁODZI"]),
        ("pl", "W Rzeszowie, a w Lodzi nie", ["Rzeszów", "Łódź"], ["Rzeszowie"]),
        ("sr", "У Београду и u Beogradu", ["Београд"], ["Београду", "Beogradu"]),
        ("fr", "Une dame du monde, au Mans", ["Le Mans", "Le Monde"], ["Mans"]),
        ("fi", "Turun yliopisto on Turussa", ["Turku"], ["Turussa"]),
        ("tr", "Ankara Üniversitesi Ankara'da", ["Ankara"], ["Ankara"]),
        ("az", "Bakı Universiteti Bakıda", ["Bakı"], ["Bakıda"]),
    ],
)
def test_what_is_and_is_not_a_form(language, text, names, expected) -> None:
    assert mentions(text, language, *names) == expected


def test_the_language_of_an_article_is_recognised() -> None:
    text = (
        "Lotniska w Rzeszowie i w Lublinie były zamknięte przez kilka godzin, ponieważ w nocy do polskiej przestrzeni "
        "powietrznej wleciało co najmniej dziewiętnaście dronów. Szczątki maszyn znaleziono później na polach, a "
        "prokuratura poinformowała, że nikt nie został ranny i że uszkodzony został tylko dach jednego domu."
    )
    found = NameIndex([Place(id="r", name="Rzeszów")]).find(Article(id="a", title="A", text=text))
    assert (found.language.code, found.language.recognised) == ("pl", True)
    assert [each.exact for each in found.mentions] == ["Rzeszowie"]


def test_a_language_without_a_table_is_reported_once(make_project) -> None:
    places = "places:\n  - {name: Αθήνα, id: athens, coordinates: [37.98, 23.73]}\n"
    article = "---\nlanguage: el\n---\nΣτην Αθήνα.\n"
    files = {"data/locations.yaml": places, "seeds/a.txt": article, "seeds/b.txt": article}
    notes = [finding for finding in geomap.check(make_project(files)).findings if finding.code == "L006"]
    assert [str(note.location) for note in notes] == ["seeds/a.txt:2:11"]
