"""Days on which a Swedish office and school are open: not weekends, red days, or the weeks of Christmas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

_DAY = timedelta(days=1)
_FIXED = {(5, 1), (6, 6)} | {(12, day) for day in range(23, 32)} | {(1, day) for day in range(1, 9)}
"""Month and day: the first of May, the national day, and the time in which schools are closed for Christmas."""
_AFTER_EASTER = (-3, -2, 1, 39, 40)
"""Maundy Thursday, Good Friday, Easter Monday, Ascension Day and the day after it."""


def is_working_day(day: date) -> bool:
    """Whether one would call to a meeting on that day."""
    easter = _easter(day.year)
    free = {easter + timedelta(days=away) for away in _AFTER_EASTER}
    midsummer_eve = next(each for each in _days(date(day.year, 6, 19)) if each.weekday() == 4)
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED and day not in free | {midsummer_eve}


def moved_to_working_day(day: date, today: date) -> date:
    """The day, or the nearest working day: before it for what has been, after it for what is to come."""
    return next(each for each in _days(day, 1 if day > today else -1) if is_working_day(each))


def _days(first: date, step: int = 1) -> Iterator[date]:
    while True:
        yield first
        first += step * _DAY


def _easter(year: int) -> date:
    """Easter Sunday (the Gregorian computus in the form of Butcher)."""
    century, rest = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
