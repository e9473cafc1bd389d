"""Suggestions, and unusual or very long texts: every offset is correct."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.link import NameIndex, possible_places, suggestions
from geomap.model import Article, Coordinates, FrontMatter, Place


def article(text: str) -> Article:
    return Article(id="a", title="A", text=text)


def test_russian_suggestions_have_their_base_form() -> None:
    text = "Он был в Воронеже, ехал из Воронежа. Во вторник в Думе. Иван в Воронеже."
    (suggestion,) = suggestions(possible_places(article(text), []))
    assert (suggestion.name, suggestion.count) == ("Воронеж", 3)
    assert [round(one.latitude) for one in suggestion.candidates][:1] == [52]  # the largest one is the city


@pytest.mark.parametrize(
    ("language", "text", "name", "country"),
    [
        ("pl", "Szczątki znaleziono w Mniszkowie.", "Mniszków", "PL"),
        ("pl", "Dron spadł pod Białą Podlaską.", "Biała Podlaska", "PL"),
        ("cs", "Střely zasáhly sklad v Liberci.", "Liberec", "CZ"),
        ("da", "Der blev set droner ved lufthavnen i Esbjerg.", "Esbjerg", "DK"),
        ("de", "Drohnen flogen über Kiel, sagt die Polizei.", "Kiel", "DE"),
        ("fr", "Le navire attend au large de Brest.", "Brest", "FR"),
        ("fi", "Juna pysähtyi eilen Kouvolassa.", "Kouvola", "FI"),
        ("hu", "A vonat tegnap Debrecenben állt meg.", "Debrecen", "HU"),
    ],
)
def test_suggestions_have_their_base_form_and_the_nearest_candidate_first(language, text, name, country) -> None:
    here = Article(id="a", title="A", text=text, front_matter=FrontMatter(language=language))
    near = {
        "PL": (52, 20),
        "CZ": (50, 15),
        "DK": (56, 9),
        "DE": (54, 10),
        "FR": (48, -4),
        "FI": (61, 25),
        "HU": (47, 20),
    }
    position = Coordinates(*near[country])
    found = {each.name: each for each in suggestions(possible_places(here, []), [position])}
    assert found[name].candidates[0].country == country


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("es", "Se cortó la carretera en Monforte de Lemos.", {"Monforte de Lemos"}),
        ("es", "Ocurrió en Madrid de García en Madrid.", {"Madrid"}),
        ("pt", "Houve um incêndio em Viana do Castelo.", {"Viana do Castelo"}),
        ("it", "I vigili sono arrivati a Reggio di Calabria e a Bari.", {"Bari"}),
    ],
)
def test_names_with_small_words_are_suggested_whole_if_settlements_have_them(language, text, found) -> None:
    here = Article(id="a", title="A", text=text * 2, front_matter=FrontMatter(language=language))
    assert {each.name for each in suggestions(possible_places(here, []))} >= found
    assert "Lemos" not in {each.name for each in suggestions(possible_places(here, []))}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("fi", "Juna tuli eilen Suomesta ja jatkoi Kreikkaan.", {"Suomi", "Kreikka"}),
        ("lv", "Tas notika Latvijā, un viņš brauca no Maskavas.", {"Latvija", "Maskava"}),
        ("hu", "A vonat az Egyesült Államokból Oroszországba ment.", {"Egyesült Államok", "Oroszország"}),
        ("tr", "Uçak dün Fransa'dan Almanya'ya gitti.", {"Fransa", "Almanya"}),
        ("he", "המטוס טס מצרפת לגרמניה. אחר כך חזר לצרפת ולגרמניה.", {"צרפת", "גרמניה"}),
        ("ar", "سافر من فرنسا إلى ألمانيا، وعاد من ألمانيا إلى فرنسا.", {"فرنسا", "ألمانيا"}),
    ],
)
def test_countries_and_cities_are_suggested_as_the_language_calls_them(language, text, names) -> None:
    here = Article(id="a", title="A", text=text, front_matter=FrontMatter(language=language))
    assert {each.name for each in suggestions(possible_places(here, []))} == names


@pytest.mark.parametrize(
    ("language", "text", "name", "settlement"),
    [
        ("en", "Drones were seen over Karup Air Base.", "Karup Air Base", "Karup"),
        ("en", "Drones were seen over the airport at Flesland.", "airport at Flesland", None),
        ("en", "Ships left the Strait of Hormuz.", "Strait of Hormuz", None),
        ("da", "Der var droner over Flyvestation Skrydstrup.", "Flyvestation Skrydstrup", None),
        ("da", "I går blev Aalborgs lufthavn lukket.", "Aalborgs lufthavn", "Aalborg"),
        ("de", "Am Truppenübungsplatz Elsenborn und am Fliegerhorst.", "Truppenübungsplatz Elsenborn", "Elsenborn"),
        ("pl", "Samolot wylądował na lotnisku Modlin.", "lotnisku Modlin", None),
        ("fr", "Les vols vers l’aéroport de Bruxelles ont repris.", "aéroport de Bruxelles", "Brussels"),
        ("fi", "Kone laskeutui Oulun lentoasemalle.", "Oulun lentoasemalle", "Oulu"),
        ("hu", "A gép Pápa légibázisán szállt le.", "Pápa légibázisán", "Pápa"),
        ("ru", "Самолёт сел на авиабазе Энгельс.", "авиабазе Энгельс", "Энгельс"),
        ("ar", "هبطت الطائرة في مطار دمشق.", "مطار دمشق", "Damascus"),
    ],
)
def test_a_word_for_a_kind_of_place_makes_a_name(language, text, name, settlement) -> None:
    here = Article(id="a", title="A", text=text, front_matter=FrontMatter(language=language))
    found = {each.name: each for each in suggestions(possible_places(here, []))}
    candidates = found[name].candidates
    assert (candidates[0].name if candidates else None) == settlement


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The International Airport was closed. A Bridge was hit. Another bridge fell."),
        ("da", "Droner over lufthavne og flyvestationer\n\nJysk Tidende skriver"),
        ("ar", "هبطت الطائرة في مطار دولي كبير."),
    ],
)
def test_a_word_for_a_kind_of_place_needs_a_name(language, text) -> None:
    here = Article(id="a", title="A", text=text, front_matter=FrontMatter(language=language))
    assert suggestions(possible_places(here, [])) == []


def test_an_airport_in_several_languages_is_one_suggestion() -> None:
    texts = {
        "en": "Copenhagen Airport was closed.",
        "da": "I går blev Københavns Lufthavn lukket.",
        "de": "Am Abend war Kopenhagens Flughafen geschlossen.",
    }
    here = [
        Article(id=code, title="A", text=text, front_matter=FrontMatter(language=code)) for code, text in texts.items()
    ]
    (airport,) = suggestions(one for each in here for one in possible_places(each, []))
    assert (airport.count, {airport.name, *airport.others}) == (
        3,
        {"Copenhagen Airport", "Københavns Lufthavn", "Kopenhagens Flughafen"},
    )


def test_a_city_and_a_country_in_several_languages_are_one_suggestion_each() -> None:
    texts = {
        "da": "I går var der droner over København. De kom fra Belgien.",
        "de": "Gestern waren Drohnen über Kopenhagen. Sie kamen aus Belgien. Auch in Kopenhagen waren sie.",
        "fr": "Les drones ont survolé Copenhague. Ils venaient de Belgique.",
        "en": "Drones were seen in Copenhagen, near Copenhagen Airport, and in Belgium.",
    }
    articles = [
        Article(id=code, title="A", text=text, front_matter=FrontMatter(language=code)) for code, text in texts.items()
    ]
    seen = [each for one in articles for each in possible_places(one, [])]
    found = {frozenset({each.name, *each.others}): each for each in suggestions(seen)}
    city = found[frozenset({"København", "Kopenhagen", "Copenhague", "Copenhagen"})]
    assert (city.name, city.candidates[0].country) == ("Kopenhagen", "DK")
    assert frozenset({"Belgien", "Belgique", "Belgium"}) in found


def test_known_names_are_not_suggested() -> None:
    text = "A gun stood near Eastport, in Eastport and near Weston, in Weston."
    start = text.index("Eastport")
    known = [(start, start + 8), (text.rindex("Eastport"), text.rindex("Eastport") + 8)]
    assert [each.name for each in suggestions(possible_places(article(text), known))] == ["Weston"]


UNUSUAL = [
    *("Of", "Nice", "Reading", "A", "(", "[a-z]+", "\\", "$"),
    *("x" * 10_000, "e\u0301", "\u202eabc\u202c", "שלום", ".*"),
]
PIECES = st.sampled_from(
    [
        *UNUSUAL[:8],
        *("Nice", "Reаding", "mосква", "Москвы", "МОСКВЕ", "Mockba", "москвавоенная"),
        *(" ", "\n", "\u202e", "\u0301", "1l0O"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=30), st.sampled_from(["", " ", "\n"]))
def test_unusual_names_and_texts_give_correct_offsets(pieces, joint) -> None:
    text = joint.join(pieces)
    names = [*UNUSUAL, "Москва", "Київ", "Nice"]
    index = NameIndex([Place(id=f"p{i}", name=name) for i, name in enumerate(names) if name.strip()])
    found = index.find(article(text))
    for each in (*found.mentions, *found.left_out):
        assert text[each.start : each.end] == each.exact
    assert all(each.article == "a" for each in possible_places(article(text), []))


@pytest.mark.large
@pytest.mark.parametrize(
    "text", ["Nice" * 200_000, "Nice " * 100_000, "(" * 300_000, "МОСКВЕ" * 50_000, "in " * 100_000]
)
def test_very_long_repetitive_texts_are_handled(text) -> None:
    index = NameIndex([Place(id=f"p{i}", name=name) for i, name in enumerate([*UNUSUAL, "Москва"])])
    found = index.find(article(text))
    assert all(text[each.start : each.end] == each.exact for each in found.mentions)
