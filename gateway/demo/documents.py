"""The two documents that the municipality's system exports in the demo, with their dates moved to around today.

The files in this package are whole plans, written as if today were `WRITTEN_ON`: they can be checked as they lie.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from importlib import resources

from schemas.dates import STOCKHOLM

WRITTEN_ON = date(2026, 11, 21)
CHILD = "201305012385"
"""The published test person that the demo's plan is about."""

_TIME = re.compile(r"(?<=>)([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8})[+-][0-9:]{5}(?=<)")
_DAY = re.compile(r"(?<=>)([0-9]{4}-[0-9]{2}-[0-9]{2})(?=<)")


def first_export(today: date) -> bytes:
    """The plan as it was agreed."""
    return _moved("plan.xml", today)


def second_export(today: date) -> bytes:
    """The same plan after a follow-up by telephone."""
    return _moved("plan-2.xml", today)


def _moved(name: str, today: date) -> bytes:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    away = today - WRITTEN_ON
    text = _TIME.sub(lambda found: _time(found[1], away), text)
    return _DAY.sub(lambda found: (date.fromisoformat(found[1]) + away).isoformat(), text).encode()


def _time(written: str, away: timedelta) -> str:
    """The same hour on clocks in Sweden, with the offset of the new day."""
    return (datetime.fromisoformat(written) + away).replace(tzinfo=STOCKHOLM).isoformat()
