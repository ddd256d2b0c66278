"""Swedish working days. Sources: lag (1989:253) om allmänna helgdagar; lag (1930:173) 2 § (eves count as such)."""

from __future__ import annotations

from datetime import date, timedelta

_FIXED = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
_AROUND_EASTER = (-2, 0, 1, 39, 49)  # long friday, easter day, easter monday, ascension day, whit sunday
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether a day is neither Saturday, Sunday, public holiday nor one of the three eves that count as such."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    if day - _easter(day.year) in {timedelta(days=each) for each in _AROUND_EASTER}:
        return False
    return not _is_midsummer_eve(day)


def add_days(start: date, days: int, *, working: bool) -> date:
    """The day `days` calendar or working days after `start`; the start itself is not counted.

    Where the calendar ends before, its last day: what is due then is never late.
    """
    if not working:
        return start + timedelta(days=min(days, (date.max - start).days))
    day = start
    while days > 0 and day < date.max:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def _is_midsummer_eve(day: date) -> bool:
    """The Friday from 19 to 25 June. Midsummer day and All Saints' day are Saturdays."""
    return day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4


def _easter(year: int) -> date:
    """Easter day of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
