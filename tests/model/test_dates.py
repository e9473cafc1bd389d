"""Dates: EDTF gives the days it spans and the parts it is formatted from; anything else is refused with advice."""

import calendar
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from geomap.model import DatePart, Dating
from geomap.model.dates import parse_date

DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


def span(value) -> tuple[str, str]:
    dating = parse_date(value)
    return (
        dating.earliest.isoformat() if dating.earliest else "",
        dating.latest.isoformat() if dating.latest else "",
    )


def refuse(value) -> str:
    with pytest.raises(PydanticCustomError) as refused:
        parse_date(value)
    assert refused.value.type == "G010"
    return f"{refused.value.message()}; {refused.value.context['help']}"


def parsed_or_refused(value) -> Dating | PydanticCustomError:
    try:
        return parse_date(value)
    except PydanticCustomError as refused:
        return refused


@pytest.mark.parametrize(
    ("written", "earliest", "latest", "part"),
    [
        ("2023", "2023-01-01", "2023-12-31", DatePart(2023)),
        (2023, "2023-01-01", "2023-12-31", DatePart(2023)),
        ("2023-02", "2023-02-01", "2023-02-28", DatePart(2023, 2)),
        ("2024-02", "2024-02-01", "2024-02-29", DatePart(2024, 2)),
        ("2023-01-19", "2023-01-19", "2023-01-19", DatePart(2023, 1, 19)),
        (" 2023-01-19 ", "2023-01-19", "2023-01-19", DatePart(2023, 1, 19)),
        ("0001", "0001-01-01", "0001-12-31", DatePart(1)),
        ("2023-01~", "2023-01-01", "2023-01-31", DatePart(2023, 1, approximate=True)),
        ("2023-01-19?", "2023-01-19", "2023-01-19", DatePart(2023, 1, 19, uncertain=True)),
        ("2023%", "2023-01-01", "2023-12-31", DatePart(2023, approximate=True, uncertain=True)),
        ("2023-01-XX", "2023-01-01", "2023-01-31", DatePart(2023, 1)),
        ("2023-XX", "2023-01-01", "2023-12-31", DatePart(2023)),
        ("2023-XX-XX~", "2023-01-01", "2023-12-31", DatePart(2023, approximate=True)),
        ("2023-21", "2023-03-01", "2023-05-31", DatePart(2023, season=1)),
        ("2023-22~", "2023-06-01", "2023-08-31", DatePart(2023, season=2, approximate=True)),
        ("2023-23", "2023-09-01", "2023-11-30", DatePart(2023, season=3)),
        ("2023-24", "2023-12-01", "2024-02-29", DatePart(2023, season=4)),
    ],
)
def test_a_date_spans_its_days_and_has_its_parts(written, earliest, latest, part) -> None:
    dating = parse_date(written)
    assert dating == Dating(
        str(written).strip(), dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest), part, part
    )


@pytest.mark.parametrize(
    ("written", "earliest", "latest", "start", "end"),
    [
        ("2023-01-05/2023-01-10", "2023-01-05", "2023-01-10", DatePart(2023, 1, 5), DatePart(2023, 1, 10)),
        (
            *("2023-01-01/2023-01-10~", "2023-01-01", "2023-01-10"),
            *(DatePart(2023, 1, 1), DatePart(2023, 1, 10, approximate=True)),
        ),
        ("2023-01/2023-01-05", "2023-01-01", "2023-01-05", DatePart(2023, 1), DatePart(2023, 1, 5)),
        ("2023-24/2024-21", "2023-12-01", "2024-05-31", DatePart(2023, season=4), DatePart(2024, season=1)),
        ("../2023-01-19", "", "2023-01-19", None, DatePart(2023, 1, 19)),
        ("2023-01-19/..", "2023-01-19", "", DatePart(2023, 1, 19), None),
        ("/2023", "", "2023-12-31", None, DatePart(2023)),
        ("2023/", "2023-01-01", "", DatePart(2023), None),
        ("../2023-01-XX", "", "2023-01-31", None, DatePart(2023, 1)),
    ],
)
def test_an_interval_has_two_ends_and_an_open_or_unknown_one_is_none(written, earliest, latest, start, end) -> None:
    dating = parse_date(written)
    assert span(written) == (earliest, latest)
    assert (dating.start, dating.end) == (start, end)
    assert dating.interval
    assert dating.plain


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("202X", "2020-01-01", "2029-12-31"),
        ("20XX~", "2000-01-01", "2099-12-31"),
        ("2023-1X", "2023-10-01", "2023-12-31"),
        ("2023-01-0X", "2023-01-01", "2023-01-09"),
        ("2023-01-3X", "2023-01-30", "2023-01-31"),
        ("202X-02-29", "2020-02-29", "2028-02-29"),
        ("2023-XX-05", "2023-01-05", "2023-12-05"),
        ("2023-?01-19", "2023-01-19", "2023-01-19"),
        ("2023-01~-19", "2023-01-19", "2023-01-19"),
        ("?2023-01-28", "2023-01-28", "2023-01-28"),
        ("2023-?01-30", "2023-01-30", "2023-01-30"),
        ("%2024-02-28", "2024-02-28", "2024-02-28"),
        ("2023-~12-30", "2023-12-30", "2023-12-30"),
        ("2023-01-~28", "2023-01-28", "2023-01-28"),
        ("[2023-1X,2023]", "2023-01-01", "2023-12-31"),
        ("{2023..}", "2023-01-01", ""),
        ("[2023-01-05,2023-01-07]", "2023-01-05", "2023-01-07"),
        ("{2023-01-05, 2023-01-07..2023-01-09}", "2023-01-05", "2023-01-09"),
        ("[..2023-01-07]", "", "2023-01-07"),
        ("2023-28", "2023-12-01", "2024-02-29"),
        ("2023-32", "2023-06-01", "2023-08-31"),
        ("2023-30", "2023-12-01", "2024-02-29"),
        ("2023-33", "2023-01-01", "2023-03-31"),
        ("2023-39", "2023-09-01", "2023-12-31"),
        ("2023-41", "2023-07-01", "2023-12-31"),
        ("2023S2", "2000-01-01", "2099-12-31"),
    ],
)
def test_level_2_gives_its_days_and_is_shown_as_written(written, earliest, latest) -> None:
    dating = parse_date(written)
    assert span(written) == (earliest, latest)
    assert dating.edtf == written
    assert not dating.plain


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("19/01/2023", "write 2023-01-19"),
        ("01/19/2023", "write 2023-01-19"),
        ("05/06/2023", "write 2023-06-05, or 2023-05-06 if the month comes first"),
        ("19.01.2023", "write 2023-01-19"),
        ("2023-1-5", "write 2023-01-05"),
        ("2023/01/19", "write 2023-01-19"),
        ("20230119", "write 2023-01-19"),
        (20230119, "write 2023-01-19"),
        ("January 2023", "write 2023-01"),
        ("19 January 2023", "write 2023-01-19"),
        ("Jan. 19th, 2023", "write 2023-01-19"),
        ("early January 2023", "write 2023-01-01/2023-01-10~"),
        ("late April 2022", "write 2022-04-21/2022-04-30~"),
        ("2022-04-09/open", "write 2022-04-09/.."),
        ("April 2022 - present", "write 2022-04/.."),
        ("before April 2022", "write ../2022-03-31"),
        (44660, "write 2022-04-09, if the number counts days of a spreadsheet"),
        (1649462400, "write 2022-04-09, if the number counts seconds since 1970"),
        ("09.04.22", "write 2022-04-09, or 1922-04-09"),
        ("5 января 2023", "write 2023-01-05"),
        ("5 січня 2023", "write 2023-01-05"),
        ("5 Jan 2023 – 10 Jan 2023", "write 2023-01-05/2023-01-10"),
        ("2023-01-05 to 2023-01-10", "write 2023-01-05/2023-01-10"),
        ("2023-02-30", "February 2023 has 28 days"),
        ("2023-02-29~", "February 2023 has 28 days"),
        ("2023-02-3X", "digits that are in the calendar"),
        ("2023-13", "months run from 01 to 12"),
        ("2023-00", "months run from 01 to 12"),
        ("2023-01-00", "not in the calendar"),
        ("2023-01-10/2023-01-05", "ends before it starts; write 2023-01-05/2023-01-10"),
        ("2023/2022", "ends before it starts"),
        ("2023-01-19T12:30:00", "only days are kept: write 2023-01-19"),
        ("2023-01-19 12:30", "only days are kept: write 2023-01-19"),
        ("0000", "years run from 0001 to 9999"),
        ("-0044", "years run from 0001 to 9999"),
        ("Y20230", "years run from 0001 to 9999"),
        ("9999-24", "years run from 0001 to 9999"),
        ("Y1E9999999", "write 2023"),
        ("XXXX-12-25", "at least one digit of the year"),
        ("/", "leave the date out"),
        ("../..", "leave the date out"),
        ("2023-01-19/2023-01-20/2023-01-21", "is not a date"),
        ("2023-01-19?~", "is not a date"),
        ("2023-42", "months run from 01 to 12"),
        ("[2023", "is not a date"),
        ("[]", "is not a date"),
        ("[..]", "is not a date"),
        ("{2023..2022}", "is not a date"),
        ("[2023]/2024", "is not a date"),
        ("202X-21", "digits that are in the calendar"),
        ("tomorrow", "write 2023"),
        ("", "write 2023"),
        ("x" * 10_000, "write one date"),
        (12, "four digits"),
        pytest.param(10**5000, "is not a date", id="huge"),
        (1.5, "is not a date"),
        (True, "is not a date"),
        (None, "is not a date"),
        ([2023], "is not a date"),
        (dt.datetime(2023, 1, 19, 12), "is not a date"),  # noqa: DTZ001
    ],
)
def test_anything_else_is_refused_with_what_to_write(written, words) -> None:
    assert words in refuse(written)


def test_a_python_date_and_a_dating_are_accepted() -> None:
    dating = parse_date(dt.date(2023, 1, 19))
    assert dating == parse_date("2023-01-19")
    assert parse_date(dating) is dating


@settings(max_examples=300, deadline=None)
@given(DAYS)
def test_every_day_month_and_year_of_the_calendar_is_read(day) -> None:
    assert parse_date(day.isoformat()).earliest == parse_date(day.isoformat()).latest == day
    assert parse_date(day.isoformat()[:7]).earliest == day.replace(day=1)
    assert parse_date(day.isoformat()[:4]).latest == day.replace(month=12, day=31)


@settings(max_examples=200, deadline=None)
@given(DAYS, DAYS, st.sampled_from(["", "~", "?", "%"]))
def test_an_interval_must_not_end_before_it_starts(one, other, qualifier) -> None:
    first, last = sorted([one, other])
    dating = parse_date(f"{first}{qualifier}/{last}")
    assert (dating.earliest, dating.latest) == (first, last)
    if first != last:
        assert "ends before it starts" in refuse(f"{last}/{first}{qualifier}")


UNITS = {4: 366, 7: 31, 10: 1}
"""The most days of a year, a month and a day, by the length of the text that names one."""


@settings(max_examples=300, deadline=None)
@given(DAYS, st.sampled_from(sorted(UNITS)), st.data())
def test_a_date_spans_no_more_than_the_unit_it_names(day, length, data) -> None:
    """Wherever the qualifiers are."""
    marks = st.sampled_from(["", "?", "~", "%"])
    components = day.isoformat()[:length].split("-")
    written = "-".join(f"{data.draw(marks)}{component}{data.draw(marks)}" for component in components)
    dating = parse_date(written)
    assert dating.earliest <= day <= dating.latest
    assert (dating.latest - dating.earliest).days < UNITS[length]
    assert dating.edtf == written


@settings(max_examples=300, deadline=None)
@given(DAYS.filter(lambda day: day.year < 9999), st.integers(21, 41))
def test_a_division_of_a_year_spans_whole_months_and_at_most_half_a_year(day, number) -> None:
    dating = parse_date(f"{day.year:04d}-{number}")
    assert dating.earliest.day == 1
    assert dating.latest.day == calendar.monthrange(dating.latest.year, dating.latest.month)[1]
    assert 88 < (dating.latest - dating.earliest).days < 185


@settings(max_examples=100, deadline=None)
@given(DAYS, st.sampled_from(sorted(UNITS)), st.sampled_from("?~%"))
def test_qualifiers_survive_reading(day, length, mark) -> None:
    written = day.isoformat()[:length]
    everywhere = "-".join(f"{mark}{component}" for component in written.split("-"))
    for qualified in (f"{written}{mark}", everywhere):
        part = parse_date(qualified).start
        assert (part.approximate, part.uncertain) == (mark in "~%", mark in "?%")
        assert (part.year, part.month, part.day)[: len(written.split("-"))] == tuple(map(int, written.split("-")))


@settings(max_examples=200, deadline=None)
@given(
    st.text("0123456789X-/.~?%[]{},TYSE ", max_size=25)
    | st.from_regex(r"[12][0-9X]{3}-[0-3X][0-9X](-[0-3X][0-9X])?[~?%]?", fullmatch=True)
    | st.text(max_size=20)
)
def test_any_text_is_a_date_or_refused(written) -> None:
    dating = parsed_or_refused(written)
    if isinstance(dating, PydanticCustomError):
        assert dating.type == "G010"
        assert dating.context["help"]
    else:
        assert dating.earliest is None or dating.latest is None or dating.earliest <= dating.latest
