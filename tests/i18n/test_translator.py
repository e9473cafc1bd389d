"""Dates, precisions, distances and plurals as text in each language."""

import datetime as dt
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geomap.i18n.translator import PSEUDO, Translator
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
        ("../2023-01-19", "no later than 19 January 2023"),
        ("2023-01-19/..", "no earlier than 19 January 2023"),
        ("/2023-01", "no later than January 2023"),
        ("2023-21", "spring 2023"),
    ],
)
def test_dates_keep_their_uncertainty(edtf, expected) -> None:
    assert english.date(parse_date(edtf)) == expected


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
    for language in [*Translator.languages(), PSEUDO]:
        text = Translator(language).date(dating)
        assert not set("{}[]") & set(text)
        assert any(str(year) in text for year in years)


def test_every_string_of_every_language_takes_its_values() -> None:
    for language in [*Translator.languages(), PSEUDO]:
        translator = Translator(language)
        for key, text in translator.strings.items():
            assert "{" not in translator(key, **dict.fromkeys(re.findall(r"\{(\w+)\}", text), 3)), key


def test_the_languages_are_those_with_a_string_file() -> None:
    assert Translator.languages() == ("en", "ru", "uk")


@pytest.mark.parametrize(
    ("language", "used", "direction"),
    [
        ("en", "en", "ltr"),
        ("uk", "uk", "ltr"),
        ("ru-RU", "ru", "ltr"),
        ("en-GB", "en", "ltr"),
        ("he", "en", "ltr"),
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
