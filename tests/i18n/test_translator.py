"""Dates, precisions, distances and plurals as text in each language."""

import datetime as dt
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geomap.i18n.string_files import PSEUDO, languages_with_texts
from geomap.i18n.translator import Translator
from geomap.model import Place
from geomap.model.dates import parse_date

english = Translator("en")


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2023-01-19", "19 January 2023"),
        ("2023-01", "January 2023"),
        ("2023", "2023"),
        ("2023-01~", "about January 2023"),
        ("2023-01?", "January 2023, uncertain"),
        ("2023-01-19%", "about 19 January 2023, uncertain"),
        ("2023-01-05/2023-01-10", "5–10 January 2023"),
        ("2023-01-01/2023-01-10~", "early January 2023"),
        ("2023-01-11/2023-01-20~", "mid-January 2023"),
        ("2023-01-21~/2023-01-31", "late January 2023"),
        ("2023-01-28/2023-02-03", "28 January 2023 – 3 February 2023"),
        ("2023-01-XX", "January 2023"),
        ("202X", "between 1 January 2020 and 31 December 2029"),
        ("2019-?03-?07", "7 March 2019, uncertain"),
        ("2019-~03-07", "about 7 March 2019"),
        ("202X~", "about between 1 January 2020 and 31 December 2029"),
        ("2019-03-%07", "about 7 March 2019, uncertain"),
        ("../2023-01-19", "no later than 19 January 2023"),
        ("2023-01-19/..", "no earlier than 19 January 2023"),
        ("/2023-01", "no later than January 2023"),
        ("2023-21", "spring 2023"),
        ("2023-01-19T14:30+03:00", "19 January 2023, 14:30 UTC+3"),
        ("2023-01-19T04:05:06Z", "19 January 2023, 04:05:06 UTC"),
        ("2023-01-19T14:30", "19 January 2023, 14:30 (time zone not stated)"),
        ("2023-01-19T14:30-03:30", "19 January 2023, 14:30 UTC−3:30"),
        ("2023-01-19T14:30+03:00/2023-01-19T16:00+03:00", "19 January 2023, 14:30–16:00 UTC+3"),
        ("2023-01-19T14:30/2023-01-19T16:00", "19 January 2023, 14:30–16:00 (time zone not stated)"),
        ("2023-01-19T23:30Z/2023-01-20", "19 January 2023, 23:30 UTC – 20 January 2023"),
        ("2023-01-19T14:30Z/..", "no earlier than 19 January 2023, 14:30 UTC"),
    ],
)
def test_dates_keep_their_uncertainty(edtf, expected) -> None:
    assert english.date(parse_date(edtf)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "19. Januar 2023, 14:30 UTC+3"),
        ("fi", "19. tammikuuta 2023 klo 14.30 UTC+3"),
        ("fa", "۱۹ ژانویه ۲۰۲۳، ۱۴:۳۰ UTC+۳"),
        ("ja", "2023年1月19日 14:30 UTC+3"),
    ],
)
def test_times_are_written_as_the_language_writes_them(language, expected) -> None:
    assert Translator(language).date(parse_date("2023-01-19T14:30+03:00")) == expected


def test_a_missing_date_is_unknown() -> None:
    assert english.date(None) == "date unknown"


@pytest.mark.parametrize(
    ("metres", "expected"),
    [
        (10, "10 m"),
        (95, "95 m"),
        (400, "400 m"),
        (1000, "1 km"),
        (1500, "1.5 km"),
        (25_000, "25 km"),
        (500_000, "500 km"),
        (2_500_000, "2,500 km"),
    ],
)
def test_distances_have_two_significant_figures(metres, expected) -> None:
    assert english.distance(metres) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"coordinates": [1, 2], "precision": "street", "uncertainty": 400}, "approximate: street (±400 m)"),
        ({"coordinates": [1, 2]}, "precision not stated"),
        ({"coordinates": [1, 2], "uncertainty": 300}, "precision not stated (±300 m)"),
        (
            {"area": {"type": "Polygon", "coordinates": []}, "precision": "region"},
            "somewhere in this region",
        ),
        (
            {"area": {"type": "Polygon", "coordinates": []}, "precision": "district"},
            "approximate: district, somewhere in the outlined area",
        ),
        ({"coordinates": [1, 2], "precision": "country"}, "somewhere in this country (±500 km)"),
        ({"area": {"type": "Polygon", "coordinates": []}}, "somewhere in the outlined area"),
    ],
)
def test_precisions(place, expected) -> None:
    assert english.precision(Place(name="x", **place)) == expected


def test_a_language_without_strings_falls_back_to_english() -> None:
    assert Translator("tlh").date(None) == "date unknown"


def test_open_dates_with_unknown_digits_keep_their_open_end() -> None:
    assert english.date(parse_date("../202X")) == "no later than 31 December 2029"
    assert english.date(parse_date("202X/..")) == "no earlier than 1 January 2020"


@pytest.mark.parametrize(
    ("edtf", "russian", "ukrainian"),
    [
        ("2023-01-19", "19 января 2023", "19 січня 2023"),
        ("2023-01", "январь 2023", "січень 2023"),
        ("2023", "2023", "2023"),
        ("2023-05-03~", "примерно 3 мая 2023", "приблизно 3 травня 2023"),
        ("2023-01~", "примерно январь 2023", "приблизно січень 2023"),
        ("2023-01?", "январь 2023, под вопросом", "січень 2023, під питанням"),
        ("2023-01-05/2023-01-10", "5–10 января 2023", "5–10 січня 2023"),
        ("2023-01-01/2023-01-10~", "начало января 2023", "початок січня 2023"),
        ("2023-01-11/2023-01-20~", "середина января 2023", "середина січня 2023"),
        ("2023-01-21~/2023-01-31", "конец января 2023", "кінець січня 2023"),
        ("2023-01-28/2023-02-03", "28 января 2023 — 3 февраля 2023", "28 січня 2023 — 3 лютого 2023"),
        ("2023-01/2023-03", "январь 2023 — март 2023", "січень 2023 — березень 2023"),
        ("202X", "между 1 января 2020 и 31 декабря 2029", "між 1 січня 2020 та 31 грудня 2029"),
        ("../2022", "не позднее 2022", "не пізніше 2022"),
        ("../2023-03", "не позднее марта 2023", "не пізніше березня 2023"),
        ("../2023-03~", "не позднее примерно марта 2023", "не пізніше приблизно березня 2023"),
        ("2023-01-19/..", "не ранее 19 января 2023", "не раніше 19 січня 2023"),
        ("2023-21", "весна 2023", "весна 2023"),
        ("2023-23/..", "не ранее осени 2023", "не раніше осені 2023"),
    ],
)
def test_months_and_seasons_have_the_case_that_the_sentence_needs(edtf, russian, ukrainian) -> None:
    assert Translator("ru").date(parse_date(edtf)) == russian
    assert Translator("uk").date(parse_date(edtf)) == ukrainian


EXAMPLES = ("2023-03-19", "2023-03", "2023-03-01/2023-03-10~", "2023-03-05/2023-03-12", "../2023-03", "2023-23")


@pytest.mark.parametrize(
    ("language", "day", "month", "early", "days", "until", "season"),
    [
        (
            "de",
            "19. März 2023",
            "März 2023",
            "Anfang März 2023",
            "5.–12. März 2023",
            "spätestens März 2023",
            "Herbst 2023",
        ),
        (
            "es",
            "19 de marzo de 2023",
            "marzo de 2023",
            "principios de marzo de 2023",
            "5–12 de marzo de 2023",
            "a más tardar, marzo de 2023",
            "otoño de 2023",
        ),
        (
            "pl",
            "19 marca 2023",
            "marzec 2023",
            "początek marca 2023",
            "5–12 marca 2023",
            "najpóźniej do marca 2023",
            "jesień 2023",
        ),
        (
            "cs",
            "19. března 2023",
            "březen 2023",
            "začátek března 2023",
            "5.–12. března 2023",
            "nejpozději do března 2023",
            "podzim 2023",
        ),
        (
            "da",
            "19. marts 2023",
            "marts 2023",
            "begyndelsen af marts 2023",
            "5.–12. marts 2023",
            "senest marts 2023",
            "efterår 2023",
        ),
        (
            "fi",
            "19. maaliskuuta 2023",
            "maaliskuu 2023",
            "maaliskuun alku 2023",
            "5.–12. maaliskuuta 2023",
            "viimeistään: maaliskuu 2023",
            "syksy 2023",
        ),
        ("tr", "19 Mart 2023", "Mart 2023", "Mart 2023 başı", "5–12 Mart 2023", "en geç Mart 2023", "sonbahar 2023"),
        (
            "ar",
            "19 مارس 2023",
            "مارس 2023",
            "أوائل مارس 2023",
            "5–12 مارس 2023",
            "في موعد أقصاه مارس 2023",
            "خريف 2023",
        ),
        ("he", "19 במרץ 2023", "מרץ 2023", "תחילת מרץ 2023", "5–12 במרץ 2023", "לא יאוחר מ־מרץ 2023", "סתיו 2023"),
        (
            "fa",
            "۱۹ مارس ۲۰۲۳",
            "مارس ۲۰۲۳",
            "اوایل مارس ۲۰۲۳",
            "۵ تا ۱۲ مارس ۲۰۲۳",
            "حداکثر تا مارس ۲۰۲۳",
            "پاییز ۲۰۲۳",
        ),
        ("zh", "2023年3月19日", "2023年3月", "2023年3月上旬", "2023年3月5日至12日", "不晚于2023年3月", "2023年秋季"),
        ("ja", "2023年3月19日", "2023年3月", "2023年3月上旬", "2023年3月5日～12日", "遅くとも2023年3月", "2023年秋"),
    ],
)
def test_dates_have_the_order_and_the_digits_of_their_language(
    language, day, month, early, days, until, season
) -> None:
    found = [Translator(language).date(parse_date(edtf)) for edtf in EXAMPLES]
    assert found == [day, month, early, days, until, season]


@pytest.mark.parametrize(
    ("metres", "russian"),
    [(400, "400 м"), (1000, "1 км"), (1500, "1,5 км"), (25_000, "25 км"), (2_500_000, "2\u00a0500 км")],
)
def test_distances_use_the_number_format_of_the_language(metres, russian) -> None:
    assert Translator("ru").distance(metres) == russian


def metres_of(text: str) -> float:
    number, unit = text.split(" ")
    return float(number.replace(",", "")) * {"m": 1, "km": 1000}[unit]


@given(st.lists(st.floats(0, 2e7) | st.floats(900, 1100) | st.floats(9_000, 11_000), min_size=2))
@example([994.9, 995, 996, 999.9, 1000])
def test_a_longer_distance_never_reads_as_a_shorter_one(distances) -> None:
    """The texts are in the order of the distances, close to them, and have two significant figures."""
    read = []
    for metres in sorted(distances):
        text = english.distance(metres)
        read.append(metres_of(text))
        assert abs(read[-1] - metres) <= max(0.5, metres * 0.05) * (1 + 1e-9)
        assert float(f"{read[-1]:.1e}") == read[-1]
        assert text.endswith(" km") == (read[-1] >= 1000)
    assert read == sorted(read)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["1 report", "2 reports", "5 reports", "21 reports", "1,000 reports"]),
        ("ru", ["1 сообщение", "2 сообщения", "5 сообщений", "21 сообщение", "1\u00a0000 сообщений"]),
        ("uk", ["1 повідомлення", "2 повідомлення", "5 повідомлень", "21 повідомлення", "1\u00a0000 повідомлень"]),
        ("pl", ["1 doniesienie", "2 doniesienia", "5 doniesień", "21 doniesień", "1\u00a0000 doniesień"]),
        ("de", ["1 Meldung", "2 Meldungen", "5 Meldungen", "21 Meldungen", "1.000 Meldungen"]),
        ("ro", ["1 semnalare", "2 semnalări", "5 semnalări", "21 de semnalări", "1.000 de semnalări"]),
        ("ar", ["تقرير واحد", "تقريران", "5 تقارير", "21 تقريرًا", "1,000 تقرير"]),
        ("fa", ["۱ گزارش", "۲ گزارش", "۵ گزارش", "۲۱ گزارش", "۱٬۰۰۰ گزارش"]),
        ("ja", ["1件の報告", "2件の報告", "5件の報告", "21件の報告", "1,000件の報告"]),
    ],
)
def test_numbers_select_the_plural_form(language, expected) -> None:
    assert [Translator(language).count("reports", count) for count in (1, 2, 5, 21, 1000)] == expected


_days = st.dates(dt.date(1000, 1, 1), dt.date(9998, 12, 31))
_points = st.builds(
    lambda day, shape, qualifier: (
        {
            "year": f"{day:%Y}",
            "month": f"{day:%Y-%m}",
            "day": f"{day:%Y-%m-%d}",
            "season": f"{day:%Y}-{21 + day.month % 4}",
            "unknown day": f"{day:%Y-%m}-XX",
            "unknown month": f"{day:%Y}-XX-XX",
            "unknown digit": f"{day:%Y-%m}-{day.day // 10 % 3}X",
            "decade": f"{day.year // 10}X",
        }[shape]
        + (qualifier if "X" not in shape and not shape.startswith(("unknown", "decade")) else "")
    ),
    _days,
    st.sampled_from(["year", "month", "day", "season", "unknown day", "unknown month", "unknown digit", "decade"]),
    st.sampled_from(["", "~", "?", "%"]),
)
_spans = st.builds(
    lambda first, length, qualifiers: f"{first}{qualifiers[0]}/{first + dt.timedelta(length)}{qualifiers[1]}",
    st.dates(dt.date(1000, 1, 1), dt.date(9000, 1, 1)),
    st.integers(0, 4000),
    st.tuples(st.sampled_from(["", "~", "?"]), st.sampled_from(["", "~", "?"])),
)
_open = st.builds(str.format, st.sampled_from(["../{}", "{}/..", "/{}", "{}/"]), _points)
_sets = st.builds(
    lambda year, shape: shape.format(year, year + 2),
    st.integers(1000, 9990),
    st.sampled_from(["[{},{}]", "{{{},{}}}", "[..{}]", "[{}..]", "{{{}..{}}}", "{}-29", "{}-33"]),
)


@given(edtf=_points | _spans | _open | _sets)
def test_every_date_is_complete_in_every_language(edtf) -> None:
    """No kind of date leaves a placeholder in the text, and one of its years is always there."""
    dating = parse_date(edtf)
    years = {day.year for day in (dating.earliest, dating.latest) if day}
    years |= {part.year for part in (dating.start, dating.end) if part}
    for language in [*languages_with_texts(), PSEUDO]:
        text = Translator(language).date(dating)
        assert not set("{}[]") & set(text)
        western = "".join(str(unicodedata.digit(letter, letter)) for letter in text)
        assert any(str(year) in western for year in years)


def test_every_string_of_every_language_takes_its_values() -> None:
    for language in [*languages_with_texts(), PSEUDO]:
        translator = Translator(language)
        for key, text in translator.strings.items():
            assert "{" not in translator(key, **dict.fromkeys(re.findall(r"\{(\w+)\}", text), 3)), key


@pytest.mark.parametrize(
    ("language", "used", "direction"),
    [
        ("en", "en", "ltr"),
        ("uk", "uk", "ltr"),
        ("ru-RU", "ru", "ltr"),
        ("en-GB", "en", "ltr"),
        ("he", "he", "rtl"),
        ("iw", "he", "rtl"),
        ("fa-AF", "fa", "rtl"),
        ("pt-BR", "pt", "ltr"),
        ("pt-PT", "pt-PT", "ltr"),
        ("no", "nb", "ltr"),
        ("nn-NO", "nb", "ltr"),
        ("zh-Hans", "zh", "ltr"),
        ("zh-Hant", "en", "ltr"),
        ("zh-TW", "en", "ltr"),
        ("zh-SG", "zh", "ltr"),
        ("uk-Latn", "en", "ltr"),
        ("sr-Latn", "en", "ltr"),
        ("tlh", "en", "ltr"),
        ("ar-XB", "ar-XB", "rtl"),
    ],
)
def test_the_language_used_and_its_direction(language, used, direction) -> None:
    assert (Translator(language).language, Translator(language).direction) == (used, direction)


def test_the_pseudo_locale_turns_words_and_keeps_values() -> None:
    text = Translator(PSEUDO)("table.sorted", column="{Place} <b>")
    assert "\u202eReports\u202c" in text
    assert text.endswith("{Place} <b>")
    assert Translator(PSEUDO).strings.keys() == Translator("en").strings.keys()
