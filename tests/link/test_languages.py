"""Articles that are not written as their language usually is: right offsets, no crash, and a note."""

from datetime import date

import pytest

from geomap.link import NameIndex
from geomap.link.connect import connect
from geomap.model import Article, FrontMatter, Gazetteer, MapInfo, Place

POLISH = (
    "Dron spadł w czwartek rano na pole pod Rzeszowem, jak podała policja. Nikt nie został ranny, ale szczątki maszyny"
    " leżały na drodze pod Łodzią aż do wieczora. Mieszkańcy słyszeli huk około godziny szóstej i zadzwonili po straż"
    " pożarną. Prokuratura prowadzi śledztwo, a burmistrz poprosił ludzi, żeby zostali w domach do końca poszukiwań."
    " Lotnisko w Rzeszowie było zamknięte przez kilka godzin, a ruch wrócił do normy dopiero po północy. Wojsko nie"
    " potwierdza, że nad samym lotniskiem widziano drony."
)
RUSSIAN_IN_LATIN = (
    "Dron upal v chetverg utrom na pole pod Voronezhem, soobshchila politsiya. Nikto ne postradal, no oblomki lezhali"
    " na doroge do samogo vechera. Zhiteli slyshali vzryv okolo shesti chasov i vyzvali pozharnykh. Prokuratura nachala"
    " proverku, a mer poprosil lyudey ostavatsya doma do kontsa poiskov."
)
PLAIN = str.maketrans("ąćęłńóśźżŁ", "acelnoszzL")
PLACES = [
    Place(id="rzeszow", name="Rzeszów", coordinates=[50.04, 22.0]),
    Place(id="lodz", name="Łódź", coordinates=[51.77, 19.46]),
    Place(id="voronezh", name="Воронеж", coordinates=[51.67, 39.21]),
]


def article(text: str, language: str | None = None) -> Article:
    return Article(id="a", title="A", text=text, file="seeds/a.txt", front_matter=FrontMatter(language=language))


def found(text: str, language: str | None) -> list[str]:
    mentions = NameIndex(PLACES, "en").find(article(text, language)).mentions
    assert all(text[each.start : each.end] == each.exact for each in mentions)
    return [each.exact for each in mentions]


def notes(text: str, language: str | None) -> list[str]:
    gazetteer = Gazetteer(map=MapInfo(title="T"), places=PLACES, reports=())
    _, findings = connect(gazetteer, [article(text, language)], date(2026, 1, 1))
    return [each.message for each in findings if each.code == "L008"]


def test_an_article_as_it_should_be_has_no_note() -> None:
    assert found(POLISH, "pl") == ["Rzeszowem", "Łodzią", "Rzeszowie"]
    assert notes(POLISH, "pl") == notes(POLISH, None) == []


def test_names_in_capitals_are_found() -> None:
    assert found(POLISH.upper(), "pl") == ["RZESZOWEM", "ŁODZIĄ", "RZESZOWIE"]


def test_a_text_without_diacritics_has_a_note() -> None:
    plain = POLISH.translate(PLAIN)
    assert "Łodzią" not in found(plain, "pl")
    assert notes(plain, "pl") == ['the article is in "pl", but has no letter with a diacritic']


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_transliterated_text_has_a_note(language) -> None:
    assert found(RUSSIAN_IN_LATIN, language) == []
    (note,) = notes(RUSSIAN_IN_LATIN, language)
    assert note == f'the article is in "{language}", but mostly in other letters than this language has'


def test_a_text_in_another_language_than_stated_has_a_note() -> None:
    found(POLISH, "fr")
    assert notes(POLISH, "fr") == ['the article states "fr", but looks like "pl"']


def test_noise_of_recognised_scans_gives_no_wrong_offset() -> None:
    noisy = POLISH.replace("ow", "0w").replace("i", "1").replace(" pod", "  pod\u00ad\n").replace("e", "e\u0301")
    found(noisy, "pl")
    assert found(POLISH.replace("Rzeszowem", "Rze-\nszowem"), "pl")[-1] == "Rzeszowie"


@pytest.mark.parametrize(("old", "new"), [("o", "0"), ("i", "1"), ("o", "\u043e")])
def test_a_garbled_text_has_a_note(old, new) -> None:
    text = POLISH.replace(old, new)
    found(text, "pl")
    (note,) = notes(text, "pl")
    assert note.startswith("many words are garbled, as in a scanned text, such as ")


def test_torn_words_are_garbled() -> None:
    torn = POLISH
    for word in ("Rzeszowem", "policja", "Prokuratura"):
        torn = torn.replace(word, " ".join(word))
    (note,) = notes(torn, "pl")
    assert note.endswith('such as "R z e s z o w e m", "p o l i c j a", "P r o k u r a t u r a"')


def test_products_and_codes_are_not_garbled() -> None:
    codes = " S-300, S300, Su27UB, iPhone15, COVID19, B2B, H264, 2nd, 3rd, 24h, mp3, web2, x86, Ka52M, R2D2."
    assert notes(POLISH + codes, "pl") == []


def test_serbian_is_written_in_both_scripts() -> None:
    latin = (
        "Dron je pao u četvrtak ujutru na polje kod Beograda, saopštila je policija. Niko nije povređen, ali su delovi"
        " letelice ležali na putu sve do večeri. Stanovnici su čuli eksploziju oko šest sati i pozvali vatrogasce."
        " Tužilaštvo vodi istragu, a gradonačelnik je zamolio ljude da ostanu kod kuće do kraja potrage."
    )
    assert notes(latin, "sr") == []
    assert notes(latin, "sr-Cyrl") == [
        'the article is in "sr-Cyrl", but mostly in other letters than this language has'
    ]
