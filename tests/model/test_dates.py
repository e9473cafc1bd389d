"""Dates: EDTF gives the days it spans and the parts it is formatted from; anything else is refused with advice."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples
from pydantic_core import PydanticCustomError

from geomap.model import DatePart, Dating, TimeOfDay
from geomap.model.dates import parse_date
from geomap.model.written_dates import readings, readings_in_year, time_in

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
    ("written", "time"),
    [
        ("2023-01-19T14:30", TimeOfDay(14, 30)),
        ("2023-01-19T14:30:05", TimeOfDay(14, 30, 5)),
        ("2023-01-19T14:30Z", TimeOfDay(14, 30, None, 0)),
        ("2023-01-19T14:30+03:00", TimeOfDay(14, 30, None, 180)),
        ("2023-01-19T00:00-03:30", TimeOfDay(0, 0, None, -210)),
        ("2023-01-19T23:59:59+14", TimeOfDay(23, 59, 59, 840)),
    ],
)
def test_a_day_may_have_a_time_with_or_without_its_zone(written, time) -> None:
    """The day is the one that is written, whatever day it is in UTC."""
    dating = parse_date(written)
    assert span(written) == ("2023-01-19", "2023-01-19")
    assert dating.start == dating.end == DatePart(2023, 1, 19, time=time)
    assert (dating.edtf, dating.plain, dating.interval) == (written, True, False)


def test_both_ends_of_an_interval_may_have_times() -> None:
    dating = parse_date("2023-01-19T23:00+03:00/2023-01-20T01:00")
    assert span(dating) == ("2023-01-19", "2023-01-20")
    assert (dating.start.time, dating.end.time) == (TimeOfDay(23, 0, None, 180), TimeOfDay(1, 0))
    assert parse_date("2023-01-19T14:30/..").start.time == TimeOfDay(14, 30)
    assert parse_date("2023-01-19T14:30+03:00/2023-01-19T11:30Z").interval  # one instant


def test_dates_are_ordered_by_the_instant_of_their_start() -> None:
    """Without a zone by their own clock, and a day without a time at its midnight."""
    in_order = [
        "2023-01-18",
        "2023-01-20T01:00+03:00",
        "2023-01-19T22:30",
        "2023-01-20",
        "2023-01-19T21:00-05:00",
        "2023-01-20T02:01Z",
    ]
    minutes = [parse_date(each).minute for each in in_order]
    assert minutes == sorted(set(minutes))
    assert parse_date("../2023-01-19T14:30").minute is None


@examples(2)
@given(DAYS, st.times(), st.none() | st.integers(-720, 840))
def test_every_time_is_read_and_written_alike(day, clock, offset) -> None:
    time = TimeOfDay(clock.hour, clock.minute, clock.second or None, offset)
    dating = parse_date(f"{day}T{time.edtf}")
    assert dating.start.time == time
    if offset is not None and dt.date.min < day < dt.date.max:
        zone = dt.timezone(dt.timedelta(minutes=offset))
        moment = dt.datetime(day.year, day.month, day.day, time.hour, time.minute, time.second or 0, tzinfo=zone)
        assert dating.start.instant == moment


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
        ("2023-01-19 12:30", "write 2023-01-19T12:30"),
        ("2023-01-19T12:30:00.000Z", "write 2023-01-19T12:30Z"),
        ("2023-01-19t12:30:05+03:00", "write 2023-01-19T12:30:05+03:00"),
        ("19 January 2023, 2:30 pm", "write 2023-01-19T14:30"),
        ("19.01.2023 14:30 мск", "write 2023-01-19T14:30+03:00"),
        ("19.07.2013 14:30 мск", "write 2013-07-19T14:30+04:00"),
        ("2023-01-19T14:30 Europe/Moscow", "write 2023-01-19T14:30+03:00"),
        ("2023-01-19T14:30 Atlantis/Moscow", "write a time as in"),
        ("2023-01-19T", "write a time as in"),
        ("2023-01-19T14:30Z~", "write it as an interval"),
        ("2023-01-19T25:00", "times run from 00:00:00 to 23:59:59"),
        ("2023-01-19T24:00Z", "midnight is 00:00 of the next day"),
        ("2023-01-19T14:30+25:00", "a time zone that does not exist; zones run from -12:00 to +14:00"),
        ("2023-01-19T14:30-13:00", "a time zone that does not exist"),
        ("2023-01-19T14:30-00:00", "write Z for UTC, or no zone if it is not known"),
        ("2023-01-19T14:30+0300", "write +03:00"),
        ("2023-02-30T14:30Z", "February 2023 has 28 days"),
        ("2023-01-19T14:30Z/2023-01-19T14:00Z", "write 2023-01-19T14:00Z/2023-01-19T14:30Z"),
        ("2023-01-19T14:30+03:00/2023-01-19T11:29Z", "ends before it starts"),
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
        ("8 April", "add the year: YYYY-04-08"),
        ("8 or 9 April 2022", 'write "[2022-04-08,2022-04-09]"'),
        ("week of 6 April 2022", "write 2022-04-04/2022-04-10, or 2022-04-06/2022-04-12"),
        (["2022-04-08", "2022-04-09"], 'write "[2022-04-08,2022-04-09]", in quotes'),
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


@examples(3)
@given(DAYS)
def test_every_day_month_and_year_of_the_calendar_is_read(day) -> None:
    assert parse_date(day.isoformat()).earliest == parse_date(day.isoformat()).latest == day
    assert parse_date(day.isoformat()[:7]).earliest == day.replace(day=1)
    assert parse_date(day.isoformat()[:4]).latest == day.replace(month=12, day=31)


@examples(2)
@given(DAYS, DAYS, st.sampled_from(["", "~", "?", "%"]))
def test_an_interval_must_not_end_before_it_starts(one, other, qualifier) -> None:
    first, last = sorted([one, other])
    dating = parse_date(f"{first}{qualifier}/{last}")
    assert (dating.earliest, dating.latest) == (first, last)
    if first != last:
        assert "ends before it starts" in refuse(f"{last}/{first}{qualifier}")


UNITS = {4: 366, 7: 31, 10: 1}
"""The most days of a year, a month and a day, by the length of the text that names one."""


MARKS = st.sampled_from(["", "?", "~", "%"])


@examples(3)
@given(DAYS, st.sampled_from(sorted(UNITS)), st.data())
def test_a_date_spans_no_more_than_the_unit_it_names(day, length, data) -> None:
    """Wherever the qualifiers are."""
    components = day.isoformat()[:length].split("-")
    written = "-".join(f"{data.draw(MARKS)}{component}{data.draw(MARKS)}" for component in components)
    dating = parse_date(written)
    assert dating.earliest <= day <= dating.latest
    assert (dating.latest - dating.earliest).days < UNITS[length]
    assert dating.edtf == written


@examples(3)
@given(DAYS.filter(lambda day: day.year < 9999), st.integers(21, 41))
def test_a_division_of_a_year_spans_whole_months_and_at_most_half_a_year(day, number) -> None:
    dating = parse_date(f"{day.year:04d}-{number}")
    assert dating.earliest.day == 1
    assert dating.latest.day == calendar.monthrange(dating.latest.year, dating.latest.month)[1]
    assert 88 < (dating.latest - dating.earliest).days < 185


@examples(1)
@given(DAYS, st.sampled_from(sorted(UNITS)), st.sampled_from("?~%"))
def test_qualifiers_survive_reading(day, length, mark) -> None:
    written = day.isoformat()[:length]
    everywhere = "-".join(f"{mark}{component}" for component in written.split("-"))
    for qualified in (f"{written}{mark}", everywhere):
        part = parse_date(qualified).start
        assert (part.approximate, part.uncertain) == (mark in "~%", mark in "?%")
        assert (part.year, part.month, part.day)[: len(written.split("-"))] == tuple(map(int, written.split("-")))


@examples(2)
@given(
    st.text("0123456789X-/.~?%[]{},TYSEZ:+ ", max_size=25)
    | st.from_regex(
        r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9](Z|[+-][01][0-9](:[0-9]{2})?)?[~/]?", fullmatch=True
    )
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


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("9 апреля 2022 г.", ["2022-04-09"]),
        ("в апреле 2022 года", ["2022-04"]),
        ("9 kwietnia 2022", ["2022-04-09"]),
        ("9. April 2022", ["2022-04-09"]),
        ("9 de abril de 2022", ["2022-04-09"]),
        ("Sat Apr 09 2022 00:00:00 GMT+0300 (EEST)", ["2022-04-09"]),
        ("٩ أبريل ٢٠٢٢", ["2022-04-09"]),
        ("9-Apr-22", ["2022-04-09", "1922-04-09"]),
        ("4/9/2022", ["2022-09-04", "2022-04-09"]),
        ("4.9.2022", ["2022-09-04"]),
        ("28/29 Apr 2022", ["2022-04-28/2022-04-29"]),
        ("28 Apr – 2 May 2022", ["2022-04-28/2022-05-02"]),
        ("29.12.-3.1.2022", ["2021-12-29/2022-01-03"]),
        ("04/09/2022 - 05/09/2022", ["2022-09-04/2022-09-05", "2022-04-09/2022-05-09"]),
        ("конец апреля 2022", ["2022-04-21/2022-04-30~"]),
        ("mid-2022", ["2022-05/2022-08~"]),
        ("about April 2022", ["2022-04~"]),
        ("after 9 April 2022", ["2022-04-10/.."]),
        ("2022-04-??", ["2022-04"]),
        ("2022-04-09/?", ["2022-04-09/.."]),
        ("autumn 2022", ["2022-23"]),
        ("2022-W14", ["2022-04-04/2022-04-10"]),
        ("2020s", ["202X"]),
        ("44660", ["2022-04-09"]),
        ("1649462400000", ["2022-04-09"]),
        ("8 or 9 April 2022", ["[2022-04-08,2022-04-09]"]),
        ("April 9 or 8, 2022", ["[2022-04-09,2022-04-08]"]),
        ("8 oder 9. April 2022", ["[2022-04-08,2022-04-09]"]),
        ("около 8 или 9 апреля 2022 г.", ["[2022-04-08~,2022-04-09~]"]),
        ("29 Dec or 3 Jan 2022", ["[2021-12-29,2022-01-03]"]),
        ("9-8 April 2022", []),
        ("week of 4 April 2022", ["2022-04-04/2022-04-10"]),
        ("the week of April 6, 2022", ["2022-04-04/2022-04-10", "2022-04-06/2022-04-12"]),
        ("w/c 6 April 2022", ["2022-04-06/2022-04-12"]),
        ("week ending 6 April 2022", ["2022-03-31/2022-04-06"]),
        ("неделя с 6 апреля 2022", ["2022-04-04/2022-04-10", "2022-04-06/2022-04-12"]),
        ("the harbour", []),
        ("31/31/2022", []),
        ("2:30 PM · Jan 19, 2023", ["2023-01-19"]),
        ("14:30, 19 January 2023", ["2023-01-19"]),
        ("Чт, 19 янв 2023", ["2023-01-19"]),
        ("Do., 19.01.2023", ["2023-01-19"]),
        ("do 19 stycznia 2023", ["../2023-01-19"]),
        ("19 stycznia 2023 r.", ["2023-01-19"]),
        ("19 студзеня 2023", ["2023-01-19"]),
        ("19 كانون الثاني 2023", ["2023-01-19"]),
        ("2023년 1월 19일", ["2023-01-19"]),
        ("20230119143000", ["2023-01-19"]),
        ("202301191430", ["2023-01-19"]),
        ("191430ZJAN2023", ["2023-01-19"]),
        ("1674086400123456", ["2023-01-19"]),
        ("/Date(1674086400000)/", ["2023-01-19"]),
        ("01.19.2023", ["2023-01-19"]),
        ("в ночь на 19 января 2023", ["2023-01-18/2023-01-19"]),
        ("ночь с 18 на 19 января 2023", ["2023-01-18/2023-01-19"]),
        ("night of 18 January 2023", ["2023-01-18/2023-01-19"]),
        ("19 January 2023 (evening)", ["2023-01-19"]),
        ("19 and 22 January 2023", ["{2023-01-19,2023-01-22}"]),
        ("19 and 20 January 2023", ["2023-01-19/2023-01-20"]),
        ("between 19 and 22 January 2023", ["2023-01-19/2023-01-22"]),
        ("2023-", ["2023/.."]),
        ("H2 2023", ["2023-07/2023-12"]),
        ("week 3 2023", ["2023-01-16/2023-01-22"]),
        ("XIX век", ["18XX"]),
        ("19th century", ["18XX"]),
        ("pod koniec września 2025", ["2025-09-21/2025-09-30~"]),
    ],
)
def test_dates_in_other_notations_have_their_readings(written, found) -> None:
    assert list(readings(written)) == found
    assert all(parse_date(each) for each in found)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("8 April", ["2022-04-08"]),
        ("8.4.", ["2022-04-08"]),
        ("8/4", ["2022-04-08", "2022-08-04"]),
        ("8 or 9 April", ["[2022-04-08,2022-04-09]"]),
        ("late April", ["2022-04-21/2022-04-30~"]),
        ("29 Dec - 3 Jan", ["2021-12-29/2022-01-03"]),
        ("8 April 2021", []),
        ("about", []),
        ("8", []),
        ("12:30", []),
        ("0/10/21", []),
    ],
)
def test_dates_without_a_year_are_read_in_a_year(written, found) -> None:
    assert list(readings_in_year(written, 2022)) == found


@examples(2)
@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,4}[-./ ][0-9A-Za-z]{1,5}[-./ ][0-9]{1,4}", fullmatch=True))
def test_every_reading_of_any_text_is_a_date(written) -> None:
    assert all(parse_date(each) for each in (*readings(written), *readings_in_year(written, 2022)))


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("19 января 2023 года в 14:30", "14:30"),
        ("19 januari 2023 kl. 14.30", "14:30"),
        ("le 19 janvier 2023 à 14h30", "14:30"),
        ("2:30 PM · Jan 19, 2023", "14:30"),
        ("20230119T143005Z", "14:30:05Z"),
        ("191430Z JAN 2023", "14:30Z"),
        ("19.01.2023 14:30 EET", "14:30+02:00"),
        ("19.01.2023 14:30 Europe/Kyiv", "14:30+02:00"),
        ("Thu Jan 19 14:30:05 2023", "14:30:05"),
    ],
)
def test_the_time_of_a_date_is_read(written, time) -> None:
    found = time_in(written, "2023-01-19")
    assert found
    assert found.edtf == time


def test_a_time_in_a_zone_that_is_unclear_is_no_time() -> None:
    assert readings("2023-01-19 14:30 IST") == ("2023-01-19",)
    assert time_in("2023-01-19 14:30 IST", "2023-01-19") is None


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("19-I-2023", "2023-01-19"),
        ("19.XII.2023 r.", "2023-12-19"),
        ("I квартал 2023", "2023-33"),
        ("2H 2023", "2023-07/2023-12"),
        ("W3 2023", "2023-01-16/2023-01-22"),
        ("winter 2022/23", "2022-24"),
        ("зима 2022–2023", "2022-24"),
        ("19. siječnja 2023.", "2023-01-19"),
        ("19. januar 2023.", "2023-01-19"),
        ("2023. gada 19. janvāris", "2023-01-19"),
        ("19 בינואר 2023", "2023-01-19"),
        ("ngày 19 tháng 1 năm 2023", "2023-01-19"),
        ("January 19 & 22, 2023", "{2023-01-19,2023-01-22}"),
        ("19 January 2023; 22 January 2023", "{2023-01-19,2023-01-22}"),
        ("2023-01-19, 2023-01-22", "{2023-01-19,2023-01-22}"),
        ("2023-01-19 → 2023-01-22", "2023-01-19/2023-01-22"),
        ("19.01.2023 около 14:30", "2023-01-19"),
        ("19.01.2023 between 14:00 and 15:00", "2023-01-19"),
        ("19/Jan/2023:14:30:00 +0300", "2023-01-19"),
    ],
)
def test_more_spellings_of_dates_are_read(written, edtf) -> None:
    assert readings(written) == (edtf,)


@pytest.mark.parametrize("written", ["winter 2022/24", "summer 2022/23", "19 i 20", "XIII-I-2023"])
def test_what_only_looks_like_a_spelling_is_not_read(written) -> None:
    assert readings(written) == ()
