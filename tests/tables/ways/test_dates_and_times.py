"""Dates, times and epochs: what is read is written back, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from mappings.tables.language.rules import UnwritableError
from mappings.tables.nodes import text_of
from mappings.tables.ways.contract import About
from schemas.dates import Moment, PartialDate
from tests.tables.ways.fields import DATE, MOMENT, TEXT, attempt, refused, unreadable, unwritable, way

ZONES = st.sampled_from((UTC, ZoneInfo("Europe/Stockholm"), ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")))
PATTERNS = (
    "YYYYMMDD",
    "D/M YYYY",
    "DD.MM.YYYY",
    "YYYY-MM",
    "MM/YYYY",
    "YYYY",
    "'Dag' D'/'M 'år' YYYY",
    "YYYY-MM-DDT00:00:00",
)
DAYS = st.dates(date(1, 1, 1)).map(date.isoformat)
DATES = DAYS | DAYS.map(lambda day: day[:7]) | DAYS.map(lambda day: day[:4])
TIMES = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001
IS_DATE, IS_MOMENT = TypeAdapter(PartialDate), TypeAdapter(Moment)


@given(DATES, st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3, unique=True))
def test_a_date_that_is_written_is_read_the_same(value: str, patterns: list[str]) -> None:
    made = way("date", DATE, pattern=patterns)
    try:
        written = made.write(value)
    except UnwritableError:
        has = {3 if "D" in each.replace("'Dag'", "") else 2 if "M" in each else 1 for each in patterns}
        assert len(value.split("-")) not in has or {"YYYY", "YYYYMMDD"} < set(patterns)
        return
    assert made.read(str(written)) == value


@given(st.text(st.sampled_from("0123456789-/. T:Z"), max_size=19), st.lists(st.sampled_from(PATTERNS), min_size=1))
def test_whatever_is_read_as_a_date_is_one_and_is_written_back(text: str, patterns: list[str]) -> None:
    made = way("date", DATE, pattern=patterns)
    value, code = attempt(made, text)
    if value is None:
        assert code in ("SIP104", "SIP220")
        return
    assert IS_DATE.validate_python(value) == value
    assert made.read(str(made.write(value))) == value


def test_dates_keep_the_precision_that_came() -> None:
    usual = way("date", DATE)
    assert [usual.read(each) for each in ("2024", "2024-02", " 2024-02-29 ")] == ["2024", "2024-02", "2024-02-29"]
    assert unwritable(way("date", DATE, pattern="YYYYMMDD"), "2024-02") == (
        "the format has no way to write a date of this precision"
    )
    assert "time" in unwritable(usual, "2024-02-01T10:00:00Z")


def test_a_date_that_two_patterns_read_differently_is_none() -> None:
    made = way("date", DATE, pattern=["DD/MM/YYYY", "MM/DD/YYYY"])
    assert unreadable(made, "03/04/2024") == ("SIP220", None)
    assert made.read("13/04/2024") == "2024-04-13"
    assert made.read("04/04/2024") == "2024-04-04"
    unwritable(made, "2024-04-03")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("20230229", "SIP104"),
        ("20241301", "SIP104"),
        ("00000101", "SIP104"),
        ("240229", "SIP220"),
        ("2024022", "SIP220"),
    ],
)
def test_what_is_no_date_is_told(text: str, code: str) -> None:
    assert unreadable(way("date", DATE, pattern="YYYYMMDD"), text) == (code, None)


@pytest.mark.parametrize(
    "pattern",
    [
        "YYMMDD",
        "YY-MM-DD",
        "DD/MM",
        "YYYYMD",
        "YYYYDD",
        "MM",
        "",
        "YYYY-MM-DD YYYY",
        "M1 YYYY",
        "DMMYYYY",
        "YYYYYY",
        "åååå",
    ],
)
def test_a_pattern_that_would_be_a_guess_is_refused(pattern: str) -> None:
    refused("date", DATE, pattern=pattern)


def test_years_of_two_digits_are_named_as_what_is_wrong() -> None:
    assert "four digits" in refused("date", DATE, pattern="YYMMDD")
    assert "four digits" in refused("time", MOMENT, pattern="YYMMDD hh:mm")


def test_fields_that_are_no_dates_take_no_dates() -> None:
    for name, options in (("date", {}), ("time", {}), ("epoch", {"unit": "seconds"})):
        refused(name, TEXT, **options)
    refused("time", DATE)
    refused("epoch", DATE, unit="seconds", holds="time")
    refused("epoch", MOMENT)
    refused("epoch", MOMENT, unit="days")
    refused("time", MOMENT, About(zone="Europe/Nowhere"))
    refused("time", MOMENT, pattern="YYYY-MM-DD mm:ss")


@given(TIMES, st.booleans())
def test_a_time_that_is_written_is_read_as_the_same_moment(time: datetime, iso: bool) -> None:
    value = time.isoformat()
    try:
        IS_MOMENT.validate_python(value)
    except ValueError:
        return
    made = way("time", MOMENT, pattern="iso" if iso else ["DD/MM/YYYY kl hh.mm.ss", "YYYYMMDDhhmm", "YYYY"])
    try:
        written = made.write(value)
    except UnwritableError:
        assert not iso
        return
    read = made.read(str(written))
    assert IS_MOMENT.validate_python(read) == read
    assert datetime.fromisoformat(read) == datetime.fromisoformat(value)


@given(st.text(st.sampled_from("0123456789-+. T:Z"), max_size=30) | TIMES.map(datetime.isoformat))
def test_whatever_is_read_as_a_time_is_one(text: str) -> None:
    read, code = attempt(way("time", MOMENT), text)
    if read is None:
        assert code in ("SIP104", "SIP220", "SIP225", "SIP226")
        return
    assert IS_MOMENT.validate_python(read) == read


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-07-01T10:00", "2024-07-01T10:00:00+02:00"),
        ("2024-01-01T10:00:00", "2024-01-01T10:00:00+01:00"),
        ("2024-07-01T10:00:00.1234567", None),
        ("2024-07-01T10:00:00.1200000Z", "2024-07-01T10:00:00.120000Z"),
        ("2024-07-01T10:00:00+0530", "2024-07-01T10:00:00+05:30"),
        ("2024-07-01T10:00:00-03", "2024-07-01T10:00:00-03:00"),
        ("2024-07", "2024-07"),
        ("2024-07-01 10:00", None),
    ],
)
def test_iso_forms_are_read_with_their_offset_or_with_that_of_the_zone(text: str, moment: str | None) -> None:
    made = way("time", MOMENT)
    if moment is None:
        assert unreadable(made, text)[0] == "SIP220"
    else:
        assert made.read(text) == moment


def test_the_hour_that_there_was_twice_is_a_day_and_the_one_that_there_was_not_is_none() -> None:
    made = way("time", MOMENT, pattern="YYYY-MM-DD hh:mm")
    assert unreadable(made, "2024-10-27 02:30") == ("SIP225", "2024-10-27")
    assert unreadable(made, "2024-03-31 02:30") == ("SIP226", None)
    assert unreadable(way("time", MOMENT), "2024-10-27T02:30:00") == ("SIP225", "2024-10-27")
    assert way("time", MOMENT).read("2024-10-27T02:30:00+01:00") == "2024-10-27T02:30:00+01:00"
    unwritable(made, "2024-10-27T02:30:00+01:00")
    assert made.write("2024-10-27T01:59:00+02:00") == "2024-10-27 01:59"


def test_the_zone_is_the_tables() -> None:
    made = way("time", MOMENT, About(zone="Europe/Helsinki"), pattern="YYYY-MM-DD hh:mm")
    assert made.read("2024-07-01 10:00") == "2024-07-01T10:00:00+03:00"
    assert made.write("2024-07-01T09:00:00+02:00") == "2024-07-01 10:00"


def test_seconds_that_have_no_place_are_not_dropped() -> None:
    made = way("time", MOMENT, pattern="YYYY-MM-DD hh:mm")
    assert made.write("2024-07-01T10:00:00+02:00") == "2024-07-01 10:00"
    for value in (
        "2024-07-01T10:00:01+02:00",
        "2024-07-01T10:00:00.5+02:00",
        "2024-07-01",
        "9999-12-31T23:59:00-05:00",
    ):
        unwritable(made, value)
    assert unreadable(made, "2024-07-01 24:00") == ("SIP104", None)


@given(st.integers(-2_000_000_000, 4_000_000_000_000), st.sampled_from(["seconds", "milliseconds"]))
def test_a_number_of_an_epoch_is_written_back_as_the_same_number(number: int, unit: str) -> None:
    made = way("epoch", MOMENT, unit=unit)
    read, code = attempt(made, str(number))
    if read is None:
        assert code == "SIP104"
        return
    assert IS_MOMENT.validate_python(read) == read
    assert made.write(read) == number


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(date.isoformat), st.sampled_from(["Europe/Stockholm", "UTC"]))
def test_whole_days_are_written_back_to_the_same_number(day: str, zone: str) -> None:
    made = way("epoch", DATE, unit="milliseconds", zone=zone)
    number = made.write(day)
    assert isinstance(number, int)
    assert made.read(text_of(number)) == day
    assert made.write(made.read(text_of(number))) == number


def test_a_time_where_the_table_says_days_is_told_and_the_day_is_read() -> None:
    made = way("epoch", DATE, unit="seconds")
    assert made.read("1719957600") == "2024-07-03"
    assert unreadable(made, "1719957601") == ("SIP220", "2024-07-03")
    assert way("epoch", MOMENT, unit="seconds", holds="day").read("1719957600") == "2024-07-03"


@pytest.mark.parametrize(
    ("text", "code"), [("1.5", "SIP220"), ("x", "SIP220"), ("9" * 15, "SIP104"), ("9" * 16, "SIP220")]
)
def test_what_is_no_epoch_is_told(text: str, code: str) -> None:
    assert unreadable(way("epoch", MOMENT, unit="seconds"), text)[0] == code


def test_an_epoch_refuses_another_precision() -> None:
    unwritable(way("epoch", MOMENT, unit="seconds"), "2024-07-01")
    unwritable(way("epoch", MOMENT, unit="seconds"), "2024-07-01T10:00:00.5Z")
    unwritable(way("epoch", DATE, unit="seconds"), "2024-07")
