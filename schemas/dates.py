"""Dates and times that keep the precision that came: nothing here invents a day, a time or an offset.

`PartialDate` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. `Moment` is a partial date or a full time with seconds and offset,
`YYYY-MM-DDThh:mm:ss[.fff](Z|±hh:mm)`: the forms of FHIR's date and dateTime. Both are strings in the model.
"""

from __future__ import annotations

import calendar
import re
from datetime import MINYEAR, UTC, date, datetime, timedelta, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
    r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)


def is_real_day(year: str, month: str | None = None, day: str | None = None) -> bool:
    """Whether the calendar has a year, a month of it, or a day of that."""
    if not 1 <= int(year) <= 9999 or (month is not None and not 1 <= int(month) <= 12):
        return False
    return day is None or month is None or 1 <= int(day) <= calendar.monthrange(int(year), int(month))[1]


def _partial_date(value: str) -> str:
    parts = _DATE.fullmatch(value)
    if parts is None or not is_real_day(parts[1], parts[2], parts[3]):
        raise PydanticCustomError("partial_date", "not a date of the calendar: YYYY, YYYY-MM or YYYY-MM-DD")
    return value


def _moment(value: str) -> str:
    if "T" not in value:
        return _partial_date(value)
    parts = _TIME.fullmatch(value)
    if parts is None or not is_real_day(parts[1], parts[2], parts[3]):
        raise PydanticCustomError("moment", "not a time of the calendar with seconds and offset")
    return value


def _day(value: str) -> str:
    if len(_partial_date(value)) != 10:
        raise PydanticCustomError("day", "a whole date is needed: YYYY-MM-DD")
    return value


PartialDate = Annotated[str, AfterValidator(_partial_date)]
Moment = Annotated[str, AfterValidator(_moment)]
Day = Annotated[str, AfterValidator(_day)]
"""A whole date, `YYYY-MM-DD`: where a limit is counted from it."""


def swedish_time(moment: str) -> datetime:
    """A full time as the clocks in Sweden show it."""
    return _in(STOCKHOLM, datetime.fromisoformat(moment))


def first_day(moment: str) -> date:
    """The earliest calendar day (Swedish) that a partial date or moment can mean."""
    if "T" in moment:
        return swedish_time(moment).date()
    year, month, day = ([int(part) for part in moment.split("-")] + [1, 1])[:3]
    return date(year, month, day)


def last_day(moment: str) -> date:
    """The latest calendar day (Swedish) that a partial date or moment can mean."""
    if "T" in moment:
        return first_day(moment)
    parts = [int(part) for part in moment.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def starts(moment: str) -> datetime:
    """The first instant (UTC) that a partial date or moment can mean, Swedish days."""
    if "T" in moment:
        return _in(UTC, datetime.fromisoformat(moment))
    day = first_day(moment)
    return _in(UTC, datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM))


def ends(moment: str) -> datetime:
    """The first instant (UTC) after all that a partial date or moment can mean: `valid until` is inclusive."""
    if "T" in moment:
        return _in(UTC, datetime.fromisoformat(moment))
    day = last_day(moment)
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    following = day + timedelta(days=1)
    return _in(UTC, datetime(following.year, following.month, following.day, tzinfo=STOCKHOLM))


def _in(zone: tzinfo, moment: datetime) -> datetime:
    """The moment in another zone; at the ends of the calendar, where there is none, its first or last instant."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        if moment.year == MINYEAR:
            return datetime.min.replace(tzinfo=zone)
        return datetime.max.replace(tzinfo=zone)


def birthday(identity_value: str) -> date | None:
    """The day of birth that a 12-digit personnummer or samordningsnummer carries, else None."""
    if not re.fullmatch(r"[0-9]{12}", identity_value):
        return None
    year, month, day = int(identity_value[:4]), int(identity_value[4:6]), int(identity_value[6:8])
    try:
        return date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        return None


def years_old(born: date, on: date) -> int:
    """Whole years of age on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
