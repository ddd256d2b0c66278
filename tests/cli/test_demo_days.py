"""The days of the demo's plan: near today, and never a day on which nobody calls to a meeting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gateway.demo.documents import WRITTEN_ON, first_export, second_export
from gateway.demo.working_days import is_working_day, moved_to_working_day
from mappings.formats import read

FREE = [
    date(2026, 12, 24),
    date(2027, 1, 1),
    date(2027, 1, 2),
    date(2027, 1, 6),
    date(2027, 3, 26),
    date(2027, 3, 29),
    date(2027, 5, 6),
    date(2027, 6, 25),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2024, 3, 29),
    date(2025, 4, 21),
]
"""Christmas, New Year, a Saturday, Epiphany, Good Friday, Easter Monday, Ascension, Midsummer's Eve; other Easters."""


@pytest.mark.parametrize("day", FREE, ids=str)
def test_a_free_day_is_no_working_day(day: date) -> None:
    assert not is_working_day(day)


def test_most_days_of_a_year_are_working_days() -> None:
    days = [date(2027, 1, 1) + timedelta(days=each) for each in range(365)]
    assert 230 <= sum(map(is_working_day, days)) <= 255


def test_what_has_been_moves_back_and_what_is_to_come_forward() -> None:
    saturday = date(2026, 11, 21)
    assert moved_to_working_day(saturday, saturday) == date(2026, 11, 20)
    assert moved_to_working_day(saturday, saturday - timedelta(days=1)) == date(2026, 11, 23)


@pytest.mark.parametrize("today", [WRITTEN_ON + timedelta(days=each) for each in range(0, 400, 9)], ids=str)
@pytest.mark.parametrize("export", [first_export, second_export])
def test_whenever_it_is_played_meetings_and_follow_up_are_on_working_days(export, today: date) -> None:
    reading = read(export(today))
    assert reading.document is not None
    plan = reading.document.plan
    assert plan.follow_up is not None
    days = [date.fromisoformat(each.start[:10]) for each in plan.meetings] + [date.fromisoformat(plan.follow_up.on)]
    assert all(map(is_working_day, days))
    assert days[-1] > today >= days[-2]
