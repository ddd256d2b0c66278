"""When something is due, what ends soon, and which days count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rules.counties import TimeLimit, county
from gateway.rules.deadlines import coming_of_age, due_dates, expiring_consents, of_age_on
from gateway.rules.working_days import add_days, is_working_day
from tests.rules.examples import TURNS_18, child, consent, consents, document


def due(profile: str, **initiative: Any) -> dict[str, date]:
    return {each.limit.id: each.due for each in due_dates(document(initiative=initiative).plan, county(profile))}


def test_a_limit_starts_at_the_request_else_when_the_need_was_noticed():
    asked = {"requested_by": {"kind": "person", "on": "2026-03-05"}}
    assert due("halland-barn", need_noticed_on="2026-03-01", **asked)["meeting"] == date(2026, 4, 4)
    assert due("halland-barn", need_noticed_on="2026-03-01")["meeting"] == date(2026, 3, 31)
    assert "meeting" not in due("halland-barn")


def test_an_imprecise_start_is_counted_to_the_benefit_of_the_plan():
    assert due("halland-barn", need_noticed_on="2026-03")["meeting"] == date(2026, 4, 30)


def test_urgent_work_begins_at_once():
    assert due("hjo-lsip", need_noticed_on="2026-03-01", urgent=True)["urgent-start"] == date(2026, 3, 2)
    assert "urgent-start" not in due("hjo-lsip", need_noticed_on="2026-03-01")


def test_what_was_done_in_time_is_not_late_afterwards():
    meeting = {"id": "m1", "kind": "sip", "start": "2026-03-10"}
    plan = document(initiative={"need_noticed_on": "2026-03-01"}, meetings=[meeting]).plan
    (limit,) = (each for each in due_dates(plan, county("halland-barn")) if each.limit.id == "meeting")
    assert limit.done_on == date(2026, 3, 10)
    assert not limit.is_late(date(2027, 1, 1))
    assert limit.days_left(date(2026, 3, 30)) == 1


def test_an_open_limit_is_late_the_day_after_it_was_due():
    plan = document(initiative={"need_noticed_on": "2026-03-01"}, established_on=None).plan
    (limit,) = (each for each in due_dates(plan, county("halland-barn")) if each.limit.id == "meeting")
    assert not limit.is_late(date(2026, 3, 31))
    assert limit.is_late(date(2026, 4, 1))


@pytest.mark.parametrize(("today", "days"), [
    (date(2026, 3, 1), 30), (date(2026, 3, 31), 0), (date(2026, 2, 28), None), (date(2026, 4, 1), None),
])  # fmt: skip
def test_the_end_of_a_consent_is_announced_thirty_days_ahead(today: date, days: int | None):
    found = expiring_consents(consents(consent(valid_until="2026-03-31"), consent()), today)
    assert [each.code for _, each in found] == ([] if days is None else ["SIP540"])
    assert days is None or f" {days} " in found[0][1].sv


def test_the_eighteenth_birthday_is_announced_in_time_to_ask_anew():
    """FB 9 kap. 1 §; SIP.md §2."""
    plan = document(**child(TURNS_18)).plan
    assert of_age_on(plan) == date(2026, 12, 1)
    announced = coming_of_age(plan, date(2026, 11, 1))
    assert announced is not None
    assert " 30 " in announced.en
    assert coming_of_age(plan, date(2026, 8, 1)) is None
    assert coming_of_age(plan, date(2026, 12, 1)) is None
    assert coming_of_age(document().plan, date(2026, 11, 1)) is None


HOLIDAYS_2026 = [
    "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-24",
    "2026-06-06", "2026-06-19", "2026-06-20", "2026-10-31", "2026-12-24", "2026-12-25", "2026-12-26", "2026-12-31",
]  # fmt: skip


def test_the_working_days_of_2026_are_those_of_the_calendar():
    """Lag (1989:253); lag (1930:173) 2 §."""
    days = [date(2026, 1, 1) + timedelta(days=each) for each in range(365)]
    free = {date.fromisoformat(each) for each in HOLIDAYS_2026}
    assert [each for each in days if is_working_day(each)] == [
        each for each in days if each.weekday() < 5 and each not in free
    ]


@pytest.mark.parametrize(("year", "easter_monday"), [(2024, (4, 1)), (2025, (4, 21)), (2038, (4, 26)), (2049, (4, 19))])
def test_easter_is_where_the_calendar_has_it(year: int, easter_monday: tuple[int, int]):
    assert not is_working_day(date(year, *easter_monday))
    assert is_working_day(date(year, *easter_monday) + timedelta(days=1))


def test_working_days_step_over_easter():
    assert add_days(date(2026, 4, 2), 1, working=True) == date(2026, 4, 7)
    assert add_days(date(2026, 4, 2), 1, working=False) == date(2026, 4, 3)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 30))
def test_a_limit_in_working_days_ends_on_one_and_never_before_the_calendars(start: date, days: int):
    end = add_days(start, days, working=True)
    assert is_working_day(end)
    assert end >= add_days(start, days, working=False)


def test_a_county_can_count_in_working_days():
    profile = county("halland-barn")
    limit = TimeLimit("call", ("need-noticed",), 3, working_days=True, duty=False, done="call", source="test")
    counted = type(profile)(**{name: getattr(profile, name) for name in profile.__slots__} | {"limits": (limit,)})
    plan = document(initiative={"need_noticed_on": "2026-04-01"}).plan
    assert due_dates(plan, counted)[0].due == date(2026, 4, 8)
