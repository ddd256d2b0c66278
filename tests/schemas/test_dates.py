"""Dates keep the precision that came, and know the calendar."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.dates import Day, Moment, PartialDate, birthday, ends, first_day, last_day, starts, swedish_time, years_old


def accepts(kind, value):
    try:
        return TypeAdapter(kind).validate_python(value) == value
    except ValidationError:
        return False


@pytest.mark.parametrize("value", ["2026", "2026-02", "2026-02-28", "2024-02-29"])
def test_a_date_may_be_partial(value):
    assert accepts(PartialDate, value)
    assert accepts(Moment, value)


@pytest.mark.parametrize(
    "value", ["2026-02-30", "2026-13", "2026-00-10", "0000", "26-01-01", "2026-1-1", "20260101", "2026-02-28T10:00:00Z"]
)
def test_what_the_calendar_lacks_is_no_date(value):
    assert not accepts(PartialDate, value)


@pytest.mark.parametrize(
    "value", ["2026-03-01T14:00:00+01:00", "2026-03-01T14:00:00.123Z", "2026-03-01T00:00:00+02:00"]
)
def test_a_time_has_seconds_and_offset(value):
    assert accepts(Moment, value)


@pytest.mark.parametrize(
    "value",
    ["2026-03-01T14:00", "2026-03-01T14:00:00", "2026-03-01T24:00:00Z", "2026-02-30T14:00:00Z", "2026-03-01 14:00:00Z"],
)
def test_a_time_without_seconds_or_offset_is_refused_and_never_completed(value):
    assert not accepts(Moment, value)


def test_a_day_is_a_whole_date():
    assert accepts(Day, "2026-02-28")
    assert not accepts(Day, "2026-02")


def test_a_partial_date_spans_all_its_days():
    assert (first_day("2026-02"), last_day("2026-02")) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (first_day("2026"), last_day("2026")) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_day_begins_and_ends_at_midnight_in_stockholm():
    assert starts("2026-07-01") == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert ends("2026-12-31") == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_the_last_year_of_the_calendar_does_not_overflow():
    assert ends("9999").year == 9999


def test_the_birthday_is_read_from_the_number():
    assert birthday("201305012385") == date(2013, 5, 1)
    assert birthday("197010632391") == date(1970, 10, 3)
    assert birthday("98240301AA06") is None


def test_a_child_turns_eighteen_on_the_birthday():
    born = date(2008, 12, 1)
    assert years_old(born, date(2026, 11, 30)) == 17
    assert years_old(born, date(2026, 12, 1)) == 18


@given(st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 30)))
def test_every_real_day_is_accepted_and_spans_itself(day):
    text = day.isoformat()
    assert accepts(PartialDate, text)
    assert first_day(text) == last_day(text) == day
    assert starts(text) < ends(text)


ENDS_OF_THE_CALENDAR = [
    "0001",
    "0001-01-01",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999",
    "9999-12-31",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999-14:00",
]


@pytest.mark.parametrize("moment", ENDS_OF_THE_CALENDAR)
def test_the_first_and_the_last_day_of_the_calendar_are_days_like_others(moment):
    assert accepts(Moment, moment)
    assert first_day(moment) <= last_day(moment)
    assert first_day(moment).year == int(moment[:4])
    assert starts(moment) <= ends(moment)
    if "T" in moment:
        assert swedish_time(moment).year == int(moment[:4])


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_no_time_is_too_early_or_too_late_to_be_counted(at, offset):
    hours, minutes = divmod(abs(offset), 60)
    zone = f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
    moment = f"{at.isoformat(timespec='microseconds')}{zone}"

    assert accepts(Moment, moment)
    assert starts(moment) == ends(moment)
    assert first_day(moment) == last_day(moment)
