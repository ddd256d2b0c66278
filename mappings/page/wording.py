"""How Swedish pages say dates, lists and names. Nothing is invented: a month stays a month, a day stays a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from schemas.dates import STOCKHOLM, swedish_time

_MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december".split()  # noqa: SIM905
)
_WEEKDAYS = "måndag tisdag onsdag torsdag fredag lördag söndag".split()  # noqa: SIM905


def say_day(day: date) -> str:
    """`12 mars 2026`; the day and the month stay on one line."""
    return f"{day.day}\N{NO-BREAK SPACE}{_MONTHS[day.month - 1]} {day.year}"


def say_when(moment: str) -> str:
    """A partial date or moment, Swedish time, as precise as it is: `12 mars 2026 klockan 13.30`, `mars 2026`."""
    if "T" in moment:
        local = swedish_time(moment)
        return f"{say_day(local.date())} klockan {local:%H.%M}"
    parts = [int(part) for part in moment.split("-")]
    if len(parts) == 1:
        return str(parts[0])
    month = f"{_MONTHS[parts[1] - 1]} {parts[0]}"
    return f"{parts[2]}\N{NO-BREAK SPACE}{month}" if len(parts) == 3 else month


def say_weekday_and_when(moment: str) -> str:
    """As `say_when`, with the weekday before it when the day is known: `torsdag 12 mars 2026`."""
    if "T" in moment:
        weekday = swedish_time(moment).weekday()
    elif len(moment) == 10:
        weekday = date.fromisoformat(moment).weekday()
    else:
        return say_when(moment)
    return f"{_WEEKDAYS[weekday]} {say_when(moment)}"


def say_on(moment: str) -> str:
    """As `say_when`, with the word before it that a sentence needs: `den 12 mars 2026`, `i mars 2026`, `år 2026`."""
    if len(moment) == 4:
        return f"år {say_when(moment)}"
    return f"i {say_when(moment)}" if len(moment) == 7 else f"den {say_when(moment)}"


def say_instant(instant: datetime) -> str:
    """The Swedish day of an instant: `12 mars 2026`."""
    return say_day(instant.astimezone(STOCKHOLM).date())


def say_period(start: str | None, end: str | None, text: str | None) -> str:
    """A schedule in words: `från 1 april 2026 till juni 2026, en gång i veckan`; empty when nothing is said."""
    if start and end:
        span = say_when(start) if start == end else f"från {say_when(start)} till {say_when(end)}"
    elif start:
        span = f"från {say_when(start)}"
    else:
        span = f"till {say_when(end)}" if end else ""
    return ". ".join(capital(part.rstrip(".")) for part in (text, span) if part)


def say_list(words: Iterable[str]) -> str:
    """`A`, `A och B`, `A, B och C`; each once, in order."""
    once = list(dict.fromkeys(words))
    return once[0] if len(once) == 1 else " och ".join(filter(None, (", ".join(once[:-1]), *once[-1:])))


def genitive(name: str) -> str:
    """`Tolvans`, but `Tomas`: names that end in s, x or z get no s."""
    return name if name[-1:].lower() in {"s", "x", "z"} else f"{name}s"


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def short(text: str, longest: int = 80) -> str:
    """A text to name something by: on one line, without its last stop, cut between words when it is long."""
    line = " ".join(text.split()).rstrip(".")
    if len(line) <= longest:
        return line
    return f"{line[:longest].rpartition(' ')[0] or line[:longest]} …"


def short_number(plan_id: str | None) -> str | None:
    """The first eight characters of a plan id, in two groups: enough to tell plans apart on the phone."""
    if plan_id is None:
        return None
    digits = plan_id.removeprefix("urn:uuid:")[:8].upper()
    return f"{digits[:4]} {digits[4:]}"
