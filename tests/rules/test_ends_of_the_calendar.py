"""A plan dated on the first or the last day that there is, is judged like any other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.rules.completeness import Level, check
from gateway.rules.consent import decide
from gateway.rules.counties import COUNTIES, county
from gateway.rules.deadlines import due_dates, expiring_consents
from gateway.rules.working_days import add_days
from tests.rules.examples import NOW, PSYK, consent, document, giver

TODAY = date(2026, 3, 20)

ENDS = ["0001-01-01", "9999", "9999-12-31", "9999-12-20", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", COUNTIES)
def test_a_date_at_an_end_of_the_calendar_is_judged_like_any_other(name: str, end: str):
    """A limit that would end after the calendar ends on its last day."""
    day = end.partition("T")[0]
    changes = {
        "initiative": {"need_noticed_on": day, "requested_by": {"kind": "person", "on": day}, "urgent": True},
        "discharge": {"ready_notice_at": end, "planned_on": day},
        "calls": [{"id": "k", "sent_on": end, "consulted_on": day}],
        "meetings": [{"id": "m", "kind": "sip", "start": end, "end": end}],
        "follow_up": {"on": end},
        "established_on": day,
    }
    whole = document(consent(givers=[giver(given_at=end)], valid_until=day), **changes)
    for level in Level:
        for each in check(whole, level=level, county=county(name), today=TODAY):
            assert each.code.startswith("SIP")
    for each in due_dates(whole.plan, county(name)):
        assert each.started_on <= each.due
        assert isinstance(each.is_late(TODAY), bool)


@settings(max_examples=40)
@given(st.dates(), st.sampled_from([0, 1, 3, 21, 30, 3650]), st.booleans())
def test_working_days_are_counted_from_any_day_of_the_calendar(start: date, days: int, working: bool):
    due = add_days(start, days, working=working)
    assert start <= due
    assert due == date.max or (due - start).days >= days


@pytest.mark.parametrize("end", ENDS)
def test_consent_is_judged_at_the_ends_of_the_calendar(end: str):
    day = end.partition("T")[0]
    whole = document(consent(givers=[giver(given_at=end)], valid_until=day))

    decision = decide(whole.plan, whole.consents, PSYK, NOW)

    assert "SIP599" not in {each.code for each in decision.missing}
    assert expiring_consents(whole.consents, TODAY) == ()
