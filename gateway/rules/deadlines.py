"""Time limits of a plan: what is due when, what is late, and what ends soon.

A limit has a start event, a length in calendar or working days, and is a duty or a target (SIP.md §3). Where a date is
not precise the plan is given the benefit: the limit is counted from the last day that the start can mean, and what was
done is taken to be done on the first day that it can mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from gateway.rules.consent_givers import OF_AGE
from gateway.rules.counties import CountyProfile, TimeLimit
from gateway.rules.working_days import add_days
from schemas.codes import MeetingKind
from schemas.dates import birthday, first_day, last_day
from schemas.findings import Finding, finding
from schemas.sip.consent import Consent
from schemas.sip.plan import Plan

EXPIRY_ANNOUNCED = 30  # days ahead (SIP.md §2)
BIRTHDAY_ANNOUNCED = 90  # days ahead: time to meet, ask the person and get a new signature before the guardians' end


@dataclass(frozen=True, slots=True)
class Deadline:
    """One limit that has begun: when it began, when it is due, when it was met (None: not yet)."""

    limit: TimeLimit
    started_on: date
    due: date
    done_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether it was met after its day, or is not met and its day has passed."""
        return (self.done_on or today) > self.due

    def days_left(self, today: date) -> int:
        """Days until it is due; negative when its day has passed."""
        return (self.due - today).days


STARTS: dict[str, Callable[[Plan], str | None]] = {
    "request": lambda plan: _of(plan.initiative and plan.initiative.requested_by, "on"),
    "need-noticed": lambda plan: _of(plan.initiative, "need_noticed_on"),
    "urgent-need": lambda plan: (
        plan.initiative.need_noticed_on if plan.initiative is not None and plan.initiative.urgent else None
    ),
    "ready-notice": lambda plan: _of(plan.discharge, "ready_notice_at"),
}
"""Start event → when it happened. A limit names one or several; the first that has happened starts it."""

DONE: dict[str, Callable[[Plan], list[str]]] = {
    "call": lambda plan: [each.sent_on for each in plan.calls if each.sent_on is not None],
    "meeting": lambda plan: (
        [each.start for each in plan.meetings if each.kind is MeetingKind.SIP and each.start is not None]
        or [each for each in (plan.established_on,) if each is not None]
    ),
}
"""What meets a limit → when it was done."""


def due_dates(plan: Plan, county: CountyProfile) -> tuple[Deadline, ...]:
    """Every limit of the county that has begun, in the order of the profile; the same plan gives the same dates."""
    found = []
    for limit in county.limits:
        begun = next((moment for each in limit.start if (moment := STARTS[each](plan)) is not None), None)
        if begun is None:
            continue
        started = last_day(begun)
        done = [first_day(each) for each in DONE[limit.done](plan)]
        met = min((each for each in done if each >= first_day(begun)), default=None)
        due = add_days(started, limit.days, working=limit.working_days)
        found.append(Deadline(limit, started, due, met))
    return tuple(found)


def expiring_consents(consents: Iterable[Consent], today: date) -> tuple[tuple[Consent, Finding], ...]:
    """Consents whose last day is within the next 30 days, today included; each with the announcement (SIP540)."""
    found = []
    for consent in consents:
        if consent.valid_until is None:
            continue
        days = (last_day(consent.valid_until) - today).days
        if 0 <= days <= EXPIRY_ANNOUNCED:
            found.append((consent, finding("SIP540", days=days)))
    return tuple(found)


def coming_of_age(plan: Plan, today: date) -> Finding | None:
    """The announcement (SIP541) that a child with guardians in the plan turns 18 within the announced time."""
    day = of_age_on(plan)
    if day is None or not plan.guardians:
        return None
    days = (day - today).days
    return finding("SIP541", days=days) if 0 < days <= BIRTHDAY_ANNOUNCED else None


def of_age_on(plan: Plan) -> date | None:
    """The day on which guardians' consent, signature and copy end; None when the number carries no such day."""
    born = birthday(plan.person.identity.value)
    if born is None or born.year + OF_AGE > date.max.year:
        return None
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:  # born on 29 February: of age on 1 March, as ages are counted here
        return date(born.year + OF_AGE, 3, 1)


def _of(part: object, name: str) -> str | None:
    value = getattr(part, name, None)
    return value if isinstance(value, str) else None
