"""What somebody at a plan's home should act on in time: a consent that ends, a child that turns 18 (SIP.md §2).

Told when a document is accepted, and in the ledger for as long as the day is near. Driven by the clock alone: nothing
is written, and nothing is sent to others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gateway.exchange.decisions import consents_of, plan_of
from gateway.exchange.parts import Parts
from gateway.rules.consent_givers import swedish_day
from gateway.rules.consent_order import deciding, is_refused, standing_withdrawals, tied_to
from gateway.rules.deadlines import coming_of_age, expiring_consents, of_age_on
from gateway.store.protocol import Transaction
from mappings.page import AnnouncementRow, Coming
from schemas.codes import WithdrawalScope
from schemas.dates import last_day
from schemas.findings import Finding
from schemas.sip.consent import Consent
from schemas.sip.plan import Plan
from schemas.states import PLAN_STATES


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing that is coming: of which plan, what, on which day, and the finding that says it."""

    plan_id: str
    coming: Coming
    on: date
    finding: Finding

    @property
    def row(self) -> AnnouncementRow:
        """The same for the page."""
        return AnnouncementRow(self.plan_id, self.coming, self.on)


def coming_up(plan: Plan, consents: Iterable[Consent], today: date) -> tuple[Announcement, ...]:
    """What is announced of an open plan. A consent that a later one has taken the place of is not."""
    if PLAN_STATES[plan.state].final:
        return ()
    every = tied_to(plan, consents)
    standing = [each for each in deciding(every.newest) if not _has_ended(each, every.every)]
    found = [
        Announcement(plan.plan_id or "", Coming.CONSENT_ENDS, last_day(consent.valid_until or ""), said)
        for consent, said in expiring_consents(standing, today)
    ]
    birthday, day = coming_of_age(plan, today), of_age_on(plan)
    if birthday is not None and day is not None:
        said = replace(birthday, path="/plan/guardians")
        found.append(Announcement(plan.plan_id or "", Coming.CHILD_SOON_ADULT, day, said))
    return tuple(found)


def _has_ended(consent: Consent, every: Iterable[Consent]) -> bool:
    every = tuple(every)
    withdrawn = any(each.scope is WithdrawalScope.WHOLE for each in standing_withdrawals(consent, every))
    return withdrawn or is_refused(consent, every)


def announcements(parts: Parts, organisation: str, plan_ids: Iterable[str]) -> list[Announcement]:
    """What is coming in those of the plans that this organisation keeps, the nearest day first."""
    today = swedish_day(parts.clock())
    found: list[Announcement] = []
    wanted = list(dict.fromkeys(plan_ids))
    with parts.store.transaction() as tx:
        tx.take_turns(messages=(), plans=[(organisation, plan_id) for plan_id in wanted])
        for plan_id in wanted:
            found += _of_plan(tx, parts, organisation, plan_id, today)
    return sorted(found, key=lambda each: (each.on, each.plan_id))


def _of_plan(tx: Transaction, parts: Parts, organisation: str, plan_id: str, today: date) -> tuple[Announcement, ...]:
    row, newest = tx.plan(organisation, plan_id), tx.newest_version(organisation, plan_id)
    if row is None or newest is None or row.home != organisation or row.tombstone is not None:
        return ()
    plan = plan_of(tx, parts, organisation, plan_id, newest.version)
    return coming_up(plan, consents_of(tx, parts, organisation, plan_id), today)
