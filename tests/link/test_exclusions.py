"""Exclusions: names of persons, organisations and other things that contain a place name, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.link import NameIndex
from geomap.model import Article, FrontMatter, Place

EVERYWHERE = "London Moscow Georgia Lincoln Buffalo Dublin England Nice Reading Of Ohio US California"
PLACES = [
    Place(id="lincoln-county", name="Lincoln County"),
    *(Place(id=name.lower(), name=name) for name in EVERYWHERE.split()),
    Place(id="kremlin", name="Kremlin", names={"ru": "Кремль"}, precision="building"),
    *(
        Place(id=name, name="x", names={"ru": name})
        for name in ("Владимир", "Грозный", "Ленинград", "Вашингтон", "Победа", "Торез")
    ),
    *(
        Place(id=name, name="x", names={"uk": name})
        for name in ("Володимир", "Рівне", "Суми", "Полтава", "Щастя", "Буча")
    ),
]
INDEX = NameIndex(PLACES)


def found(text: str, **fields: object) -> tuple[list[str], list[str]]:
    result = INDEX.find(Article(id="a", title="A", text=text, **fields))
    for each in (*result.mentions, *result.left_out):
        assert text[each.start : each.end] == each.exact
    return [each.exact for each in result.mentions], [each.reason for each in result.left_out]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("They met London Smith there", "a person's name, before Smith"),
        ("It was Mr London who", "a person's name, after Mr"),
        ("It was Dr. London who", "a person's name, after Dr"),
        ("born to Abraham Lincoln in", "a person's name, after Abraham"),
        ("said Sheila D. Lincoln of", "a person's name, after Sheila and an initial"),
        ("the Moscow Times wrote", "an organisation's name, before Times"),
        ("at Ohio State University in", "an organisation's name, before University"),
        ("the Bank of Georgia said", "an organisation's name, after Bank of"),
        ("the University of Southern California", "an organisation's name, after University of"),
        ("as Radio Moscow said", "an organisation's name, after Radio"),
        ("fans in New England are", "part of a longer place name, after New"),
        ("lives at 12 Dublin Road in", "part of a longer place name, before Road"),
        ("see www.city.example.org/London now", "part of an address"),
        ("write to desk@London.org now", "part of an address"),
        ("cost US$400 a day", "part of a currency or a code"),
        ("a strain, A/California/7/2009", "part of a currency or a code"),
        ("Nice weather today", "a common word, capitalised at the start of a sentence or in a heading"),
        ("He left. Reading the text", "a common word, capitalised at the start of a sentence or in a heading"),
        ("Ministry Of Defence Denies All", "a common word, capitalised at the start of a sentence or in a heading"),
        ("Kremlin declines to comment", "the institution in the building, before declines"),
        ("Как Кремль заявил вчера", "the institution in the building, before заявил"),
        ("пресс-служба Кремля молчит", "the institution in the building, after пресс-служба"),
        ("приехал Владимир Путин и", "a person's name, before Путин"),
        ("царь Иоанн Грозный правил", "a person's name, after Иоанн"),
        ("университет Джорджа Вашингтона", "a person's name, after Джорджа"),
        ("группа «Ленинград» поёт", "another name, in quotation marks after группа"),
        ("сказав Володимир Зеленський", "a person's name, before Зеленський"),
        ("Виступила Марія Полтава з", "a person's name, after Марія"),
        ("the Moscow Treaty of", "the name of a treaty or a project, before Treaty"),
        ("Победа наступит скоро", "a common word at the start of a sentence, with наступит"),
        ("Так. Щастя є всюди", "a common word at the start of a sentence, with є"),
        ("приехал Морис Торез и", "a person's name, after Морис"),
        ("Рівне місце знайшли", "a common word at the start of a sentence, with місце"),
        ("Так. Суми штрафів зросли", "a common word at the start of a sentence, with штрафів"),
    ],
)
def test_excluded_names_have_a_reason(text, reason) -> None:
    assert found(text) == ([], [reason])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("In London, Smith said", ["London"]),
        ("Moscow Mayor Sergei Sobyanin", ["Moscow"]),
        ("the Moscow City Council", ["Moscow"]),
        ("taken to Lincoln Hospital by car", ["Lincoln"]),
        ("of the Ohio School Boards Association", ["Ohio"]),
        ("on Lincoln County Road 80 east", ["Lincoln County"]),
        ("Dublin. Road works", ["Dublin"]),
        ("went to London.\n\nTimes are hard", ["London"]),
        ("the mayor of Georgia, a bank", ["Georgia"]),
        ("He works in Nice and Reading", ["Nice", "Reading"]),
        ("near the Kremlin", ["Kremlin"]),
        ("стоит у Кремля", ["Кремля"]),
        ("Moscow said it", ["Moscow"]),
        ("во Владимире Путин сказал", ["Владимире"]),
        ("живёт в «Ленинграде»", ["Ленинграде"]),
        ("до Рівного приїхали", ["Рівного"]),
        ("Moscow. The Times", ["Moscow"]),
        ("London: Smith dead", ["London"]),
        ("US Department of Agriculture", ["US"]),
        ("the Dublin Festival opens", ["Dublin"]),
        ("MOSCOW TIMES", ["MOSCOW"]),
        ("the Dublin Convention Center opens", ["Dublin"]),
        ("the Dublin Convention and Visitors Bureau", ["Dublin"]),
        ("Буча пережила окупацію", ["Буча"]),
        ("Победа под обстрелом", ["Победа"]),
        ("Победу обстреляли ночью", ["Победу"]),
    ],
)
def test_place_names_are_not_excluded(text, names) -> None:
    assert found(text) == (names, [])


def test_a_repeated_person_is_excluded_except_after_a_preposition_of_place() -> None:
    names, reasons = found("Abraham Lincoln went home. Then Lincoln left, for he was in Lincoln before.")
    assert names == ["Lincoln"]
    assert reasons == ["a person's name, after Abraham", "a person's name, as elsewhere in the text"]


def test_a_repeated_company_is_excluded_only_in_quotation_marks() -> None:
    names, reasons = found("Группа «Ленинград» поёт. Он ушёл из «Ленинграда» и уехал из Ленинграда.")
    assert names == ["Ленинграда"]
    assert len(reasons) == 2


def test_the_address_of_a_markdown_link_is_ignored() -> None:
    text = "See [it](https://example.org/London) in London"
    assert found(text, markup=((4, 5), (7, 36))) == (["London"], [])


PIECES = st.sampled_from(
    [
        *EVERYWHERE.split(),
        *("Mr", "Bank of", "John", "Times", "«", "»", '"', ".", ",", "\n\n", "\n", "$", "/", "7", "of"),
    ]
)


@given(st.lists(PIECES, max_size=20).map(" ".join), st.sampled_from(["", " ", "\n", "\xad", "*"]))
def test_any_sequence_of_words_gives_correct_offsets_and_reasons(text, joint) -> None:
    text = text.replace(" ", f"{joint} ")
    result = INDEX.find(Article(id="a", title="A", text=text))
    for each in (*result.mentions, *result.left_out):
        assert text[each.start : each.end] == each.exact
    assert all(each.reason for each in (*result.mentions, *result.left_out))


def mentions(text: str, language: str, *names: str) -> list[str]:
    index = NameIndex([Place(id=f"p{i}", name=name) for i, name in enumerate(names)])
    article = Article(id="a", title="A", text=text, front_matter=FrontMatter(language=language))
    return [each.exact for each in index.find(article).mentions]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("uk", "Будівля Верховної Ради України. Закон України діє.", ["Україна", "Україна"]),
        ("uk", "Влада Криму мовчить.", ["Крим"]),
        ("ru", "Власти Петербурга решили.", ["Петербург"]),
    ],
)
def test_an_ordinary_noun_before_a_place_is_no_given_name(language, text, names) -> None:
    assert len(mentions(text, language, *dict.fromkeys(names))) == len(names)


@pytest.mark.parametrize(
    "text",
    ["By Nate Raymond. Columbus (Agency) - It", "Ministry of Justice. Columbus has", "a Court Judge. Columbus lawyers"],
)
def test_no_rule_reads_a_person_across_a_sentence_end(text) -> None:
    assert mentions(text, "en", "Columbus") == ["Columbus"]


def test_a_saint_and_a_pageant_are_no_persons() -> None:
    assert mentions("at St. Joseph London, Miss Ohio won", "en", "London", "Ohio") == ["London", "Ohio"]


def test_one_person_does_not_remove_a_place_that_the_article_is_about() -> None:
    text = "Judge Columbus spoke. He works in Columbus. She lives near Columbus. Columbus is large."
    assert len(mentions(text, "en", "Columbus")) == 3


@pytest.mark.parametrize("text", ["Минску дали ночь.", "Украине дали оружие.", "России дали отпор."])
def test_a_name_before_a_verb_is_no_phrase(text) -> None:
    assert mentions(text, "ru", "Минск", "Украина", "Россия") == [text.split()[0]]


def test_a_pronoun_and_the_name_of_a_people_are_no_towns() -> None:
    assert mentions("Мені сказали. Українці прийшли.", "uk", "Мена", "Українка") == []
    assert mentions("Поїхав до Мени. Живе в Українці.", "uk", "Мена", "Українка") == ["Мени", "Українці"]


def test_russian_rules_do_not_read_bulgarian() -> None:
    text = "Ако Великобритания реши. Германия планира да помогне. Великобритания чака."
    assert len(mentions(text, "bg", "Великобритания", "Германия")) == 3


@pytest.mark.parametrize("rest", ["", "\n\nЕщё одна строка.", " молчат."])
def test_a_quoted_name_at_the_end_of_a_paragraph_is_another_name(rest) -> None:
    assert mentions(f"Акционеры банка «Россия».{rest}", "ru", "Россия") == []
