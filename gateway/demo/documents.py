"""The two documents that the municipality's system exports in the demo, moved to working days around today.

The files in this package are whole plans, written as if today were `WRITTEN_ON`: they can be checked as they lie.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from importlib import resources

from gateway.demo.working_days import moved_to_working_day
from schemas.dates import STOCKHOLM

WRITTEN_ON = date(2026, 11, 21)
CHILD = "201305012385"
"""The published test person that the demo's plan is about."""
GUARDIANS = ("vh-1", "vh-2")
"""The guardians, as the plan calls them."""

_TIME = re.compile(r"(?<=>)([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8})[+-][0-9:]{5}(?=<)")
_DAY = re.compile(r"(?<=>)([0-9]{4}-[0-9]{2}-[0-9]{2})(?=<)")


def first_export(today: date) -> bytes:
    """The plan as it was agreed."""
    return _moved("plan.xml", today)


def second_export(today: date) -> bytes:
    """The same plan after a follow-up by telephone."""
    return _moved("plan-2.xml", today)


def _moved(name: str, today: date) -> bytes:
    """The document with every day as far from today as it was written, on the nearest working day."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    text = _TIME.sub(lambda found: _time(datetime.fromisoformat(found[1]), today), text)
    return _DAY.sub(lambda found: _day(date.fromisoformat(found[1]), today).isoformat(), text).encode()


def _day(written: date, today: date) -> date:
    return moved_to_working_day(written + (today - WRITTEN_ON), today)


def _time(written: datetime, today: date) -> str:
    """The same hour on clocks in Sweden, with the offset of the new day."""
    return datetime.combine(_day(written.date(), today), written.time(), STOCKHOLM).isoformat()
