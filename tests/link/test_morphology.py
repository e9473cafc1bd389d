"""Russian and Ukrainian: a name in its base form is found in all cases, and in no other form."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap.link import NameIndex
from geomap.link.morphology import (
    MAX_FORMS,
    inflections,
    is_person,
    is_phrase,
    languages_of,
    lemmas,
    list_forms,
    place_lemma,
)
from geomap.model import Article, Place

RUSSIAN = {
    "Москва": "Москвы Москве Москву Москвой",
    "Заречье": "Заречья Заречью Заречьем",
    "Кремль": "Кремля Кремлю Кремлём Кремле",
    "Орёл": "Орла Орлу Орлом Орле",
    "Грозный": "Грозного Грозному Грозным Грозном",
    "Рыбацкое": "Рыбацкого Рыбацкому Рыбацким Рыбацком",
    "Химки": "Химок Химкам Химками Химках",
    "Крым": "Крыма Крыму Крымом",
    "Бенрат": "Бенрата Бенрату Бенратом Бенрате",
    "Нью-Йорк": "Нью-Йорка Нью-Йорку Нью-Йорком Нью-Йорке",
    "Ростов-на-Дону": "Ростова-на-Дону Ростовом-на-Дону",
    "Усть-Каменогорск": "Усть-Каменогорска Усть-Каменогорском",
    # Not in the dictionary, or with a wrong fleeting vowel there.
    "Брисбен": "Брисбена Брисбену Брисбеном Брисбене",
    "Лахор": "Лахора Лахору Лахором Лахоре",
    "Невада": "Невады Неваде Неваду Невадой",
    "Херсонес": "Херсонеса Херсонесу Херсонесом Херсонесе",
    "Корсунь": "Корсуни Корсунью",
    "Дягилево": "Дягилева Дягилеву Дягилевом Дягилеве",
    "Эр-Рияд": "Эр-Рияда Эр-Рияду Эр-Риядом Эр-Рияде",
    "Воробьёвы горы": "Воробьёвых гор,Воробьёвым горам,Воробьёвыми горами,Воробьёвых горах",
    "Часов Яр": "Часова Яра,Часову Яру,Часовым Яром",
}
UKRAINIAN = {
    "Харків": "Харкова Харкову Харкові Харковом",
    "Київ": "Києва Києву Києві Києвом",
    "Ірпінь": "Ірпеня Ірпеню Ірпені Ірпенем",
    "Зарєччя": "Зарєччі Зарєччю Зарєччям",
    "Суми": "Сум Сумам Сумами Сумах",
    "Курахове": "Курахового Кураховому Кураховим",
    "Слов'янськ": "Слов'янська Слов'янську Слов'янськом",
    "Вісконсин": "Вісконсина Вісконсину Вісконсином Вісконсині",
    "Гіпаніс": "Гіпаніса Гіпанісу Гіпанісом",
    "Українська Держава": "Української Держави,Українській Державі,Українську Державу",
    "Часів Яр": "Часового Яру,Часовому Яру,Часовим Яром",
    "Україна": "України Україні Україну Україною Україно",
}


@pytest.mark.parametrize(
    ("language", "name", "forms"),
    [*(("ru", *each) for each in RUSSIAN.items()), *(("uk", *each) for each in UKRAINIAN.items())],
)
def test_words_have_all_their_cases(language, name, forms) -> None:
    assert set(forms.split("," if "," in forms else " ")) <= set(inflections(name, language))


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("ru", "здание Министерства образования", "на здании Министерства образования"),
        ("ru", "Национальный центр управления обороной", "у Национального центра управления обороной"),
        ("ru", "Москва и окрестности", "в Москве и окрестностях"),
        ("ru", "Объединённые Арабские Эмираты", "из Объединенных Арабских Эмиратов"),
        ("ru", "город Москва", "в городе Москве и в городе Москва"),
        ("ru", "храм Христа Спасителя", "в храме Христа Спасителя"),
        ("ru", "Коста Рика", "в Коста Рике"),
        ("ru", "Ямало-Ненецкий автономный округ", "Ямало-Ненецкого автономного округа"),
        ("uk", "Кривий Ріг", "у Кривому Розі"),
        ("uk", "Біла Церква", "до Білої Церкви"),
        ("uk", "будівля Міністерства освіти", "на даху будівлі Міністерства освіти"),
        ("uk", "Кам'янець-Подільський", "до Кам’янця-Подільського"),
    ],
)
def test_the_head_of_a_name_and_its_adjectives_are_inflected_together(language, name, text) -> None:
    found = NameIndex([Place(id="p", name="x", names={language: name})]).find(article(text)).mentions
    assert len(found) == text.count(" и в ") + 1
    assert all(text[each.start : each.end] == each.exact != name for each in found)


@pytest.mark.parametrize(
    ("language", "name", "other"),
    [
        ("ru", "здание Министерства образования", "здания Министерство образования"),
        ("ru", "Белый дом", "Белого доме"),
        ("ru", "Вена", "Венам"),
        ("ru", "США", "США́м"),
        ("ru", "Тверская", "Тверского"),
        ("ru", "Великие Луки", "Великая Лука"),
        ("ru", "Орёл", "Орлов"),
        ("uk", "Суми", "Суму"),
        ("uk", "Суми", "Сумою"),
    ],
)
def test_wrong_forms_are_not_made(language, name, other) -> None:
    assert other not in inflections(name, language)
    assert NameIndex([Place(id="p", name=name)], language).find(article(f"и {other}!")).mentions == ()


def article(text: str, **head: object) -> Article:
    return Article(id="a", title="A", text=text, front_matter=head)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ru", "Орёл|Елец|Рига|Лимож|Клуж|Кострома|Ям|Уфа|Псков|Химки|Нижний Новгород|площадь Ленина|Усть-Илимск"),
        ("ru", "Тверская область|Ростов-на-Дону|9-й микрорайон|Кольцово|Ейск|Ия|Часов Яр|Белый дом|Грозный|Горки"),
        ("uk", "Прага|Кривий Ріг|Канів|Лімож|Запоріжжя|Ґміна|Ямпіль|Слов'янськ|Волга|Ольвія|Черкаси|Равіч|Стрий"),
    ],
)
def test_every_form_of_every_name_is_found_by_its_words(language, names) -> None:
    places = [Place(id=f"p{i}", name=name) for i, name in enumerate(names.split("|"))]
    for place in places:
        index = NameIndex(places, language)
        for form in inflections(place.name, language):
            (found, *_) = index.match(article(f"и {form}, как")).matches
            assert (found.start, found.end) == (2, 2 + len(form)), form
            assert place.id in {name.place for name in found.names}


def test_a_small_letter_after_the_name_or_a_footnote_makes_no_difference() -> None:
    index = NameIndex([Place(id="p", name="Москва")], "ru")
    assert [each.exact for each in index.find(article("в Москве², в Москвею, в _Москве_")).mentions] == ["Москве"] * 2


def test_inflected_forms_are_found_in_capitals_and_across_lines() -> None:
    text = "В КРИВОМУ РОЗІ.\nПід «Кривим\nРогом» i Кривого  Рогу"
    found = NameIndex([Place(id="p", name="Кривий Ріг")], "uk").find(article(text)).mentions
    assert [each.exact for each in found] == ["КРИВОМУ РОЗІ", "Кривим\nРогом", "Кривого  Рогу"]
    assert {each.name for each in found} == {"Кривий Ріг"}


def test_a_name_as_written_wins_over_an_inflected_form() -> None:
    index = NameIndex([Place(id="kabul", name="Кабул"), Place(id="other", name="Кабуле")], "ru")
    assert [each.place for each in index.find(article("в Кабуле, из Кабула")).mentions] == ["other", "kabul"]


def test_adjectives_in_a_list_with_one_noun_are_found() -> None:
    places = [Place(id=name, name=f"{name} область") for name in ("Тверская", "Псковская", "Тульская")]
    text = "В Тверской, Псковской и Тульской областях. Тверская и Псковская области. В Тверской гостинице."
    found = NameIndex(places, "ru").find(article(text)).mentions
    assert [each.exact for each in found] == ["Тверской", "Псковской", "Тульской", "Тверская", "Псковская"]
    assert list_forms("Москва", "ru") == ()


def test_the_language_of_a_name_is_stated_or_follows_from_its_letters() -> None:
    assert languages_of("Москва", "ru-RU") == ("ru",)
    assert languages_of("Москва", "en") == ("ru", "uk")
    assert languages_of("Київ", "en") == ("uk",)
    assert languages_of("София", "bg") == ()
    assert languages_of("Moscow", "ru") == ()


def test_latin_and_cyrillic_spellings_are_different_names() -> None:
    assert (
        NameIndex([Place(id="p", name="Moscow")], "ru").find(article("в Москве, Moscow")).mentions[0].exact == "Moscow"
    )


def test_kinds_of_words_are_recognised() -> None:
    assert is_person("Джорджа", "Name", "Вашингтона", "Geox")
    assert not is_person("Джордж", "Name", "Вашингтона", "Geox")
    assert not is_person("george", "Name")
    assert is_phrase("Рівне", "місце")
    assert not is_phrase("Київ", "повідомив")
    assert "россия" in lemmas("России")
    assert place_lemma("Воронеже", "в") == ("Воронеж", 1.0)
    assert place_lemma("Вторник", "во")[0] == ""


LETTERS = st.sampled_from([*"абвгдежзиклмнопрстуфхцчшщьыэюяёіїєґАМКСЗІ", "'", "-", " ", "z", "1", "«", "ъ", "\u0301"])


@given(st.text(LETTERS, max_size=30) | st.text(max_size=12), st.sampled_from(["ru", "uk"]))
def test_any_name_has_a_limited_number_of_forms_and_each_is_found(name, language) -> None:
    forms = inflections(name, language)
    assert len(forms) <= MAX_FORMS
    assert name not in forms
    if not name.strip() or not any(char.isalpha() for char in name):
        return
    index = NameIndex([Place(id="p", name=name)], language)
    for form in forms[:3]:
        text = f"… {form} …"
        for each in index.find(article(text)).mentions:
            assert text[each.start : each.end] == each.exact


def test_threads_give_the_same_results() -> None:
    places = [Place(id=f"p{i}", name=name) for i, name in enumerate((*RUSSIAN, *UKRAINIAN))]
    forms = [form for forms in (*RUSSIAN.values(), *UKRAINIAN.values()) for form in forms.split()]
    articles = [article(f"в {form}, и {other}, и МОСКВЕ") for form, other in zip(forms, reversed(forms), strict=True)]
    alone = [NameIndex(places).find(each) for each in articles[:8]]
    for _ in range(3):
        index = NameIndex(places)
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(index.find, articles))[:8] == alone


def test_very_long_names_are_not_inflected() -> None:
    assert inflections("очень " * 5_000 + "длинный", "ru") == ()
    assert NameIndex([Place(id="p", name="я" * 10_000)], "ru").find(article("я" * 20_000)).mentions == ()


def test_without_its_dictionary_a_language_is_matched_as_written_and_noted(make_project, monkeypatch) -> None:
    for module in ("morphology", "connect"):
        monkeypatch.setattr(sys.modules[f"geomap.link.{module}"], "INSTALLED", ("ru",))
    gazetteer = "places: [{name: Odesa, names: {uk: Одеса, ru: Одесса}, coordinates: [46.48, 30.72]}]\n"
    root = make_project({"data/a.yaml": gazetteer, "seeds/a.txt": "В Одессе тихо. Тихо й в Одесі. Місто Одеса.\n"})
    checked = geomap.check(root)
    assert [mention.exact for mention in checked.atlas.mentions] == ["Одессе", "Одеса"]
    (note,) = [finding for finding in checked.findings if finding.code == "L006"]
    assert note.location.line == 1
    assert "geomap[uk]" in note.help
