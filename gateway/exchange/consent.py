"""Consent as a use case: record it, show it, take it back; at the home, or reported by anybody who holds a copy.

What is taken back is checked first: a word that names nobody would stop nothing, and look as if it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.consent_changed import consent_changed
from gateway.exchange.consents_kept import check_number, numbered, said_before
from gateway.exchange.controls import bury_here
from gateway.exchange.decisions import consents_of, plan_of
from gateway.exchange.parts import Parts
from gateway.exchange.queueing import queue_control
from gateway.exchange.steps import Step
from gateway.exchange.taking_back import check_report, checked_at_home
from gateway.exchange.withdrawing import Taking, keep_consent, take_back
from gateway.logs import Event
from gateway.rules.consent_givers import swedish_day
from gateway.rules.consent_order import standing_withdrawals
from gateway.store.protocol import Transaction
from gateway.store.rows import PlanRow
from schemas.dates import starts
from schemas.errors import InvalidDocument, NotFound, NotYours
from schemas.findings import Finding, finding
from schemas.messages import MessageKind
from schemas.sip.consent import Consent
from schemas.sip.integrity import broken_references
from schemas.sip.plan import Plan
from schemas.sip.walk import pointer


@dataclass(frozen=True, slots=True)
class Recorded:
    """The consent as it is kept, whether it is new here, and what keeps it from lifting a withdrawal (warnings)."""

    consent: Consent
    new: bool
    findings: tuple[Finding, ...] = ()


def record_consent(parts: Parts, organisation: str, plan_id: str, consent: Consent) -> Recorded:
    """Keep a consent at the plan's home, and prepare what waited for it. The same consent twice is one.

    A consent given after a withdrawal lets the exchange go on. Raises NotFound, NotYours (SIP600), VersionConflict
    (SIP616), InvalidDocument when it speaks of somebody who is not in the plan.
    """
    with parts.store.transaction() as tx:
        _at_home(tx, organisation, plan_id)
        known = consents_of(tx, parts, organisation, plan_id)
        newest = _newest_plan(tx, parts, organisation, plan_id)
        broken = broken_references(newest, (consent,))
        if broken:
            raise InvalidDocument(findings=tuple(each.as_finding(pointer(each.path[2:])) for each in broken))
        check_number(consent, known)
        new = numbered(consent, known, plan_id, parts)
        if new is None:
            kept = said_before(consent, known)
            return Recorded(kept, new=False, findings=_withdrawn_since(kept, known))
        keep_consent(tx, parts, organisation, new)
        consent_changed(tx, parts, organisation, plan_id, known)
        audit(tx, parts, organisation, Audited.CONSENT_RECORDED, plan_id=plan_id, consent=new.id, version=new.version)
    parts.log(Event.CONSENT_CHANGED, organisation=organisation, plan_id=plan_id, kind="recorded")
    return Recorded(new, new=True, findings=_withdrawn_since(new, (*known, new)))


def _withdrawn_since(consent: Consent, every: Sequence[Consent]) -> tuple[Finding, ...]:
    """What a withdrawal that still stands asks of this consent: a later time, or the time of the day."""
    standing = standing_withdrawals(consent, every)
    if not standing:
        return ()
    days = {each.given_at for each in consent.givers if each.given_at is not None and "T" not in each.given_at}
    same_day = any(swedish_day(starts(each.at)).isoformat() in days for each in standing)
    return (finding("SIP543" if same_day else "SIP542"),)


def show_consents(parts: Parts, organisation: str, plan_id: str) -> Sequence[Consent]:
    """The newest version of each consent of a plan that this organisation keeps, whomever it speaks of.

    Raises NotFound, NotYours.
    """
    with parts.store.transaction() as tx:
        _at_home(tx, organisation, plan_id)
        return list({each.id: each for each in consents_of(tx, parts, organisation, plan_id)}.values())


def withdraw(parts: Parts, organisation: str, plan_id: str, taking: Taking | None = None) -> None:
    """Take consent back. At home everything stops and every holder is told; elsewhere it is reported to the home.

    Who reports stops at once what it has not recorded itself. A holder can report the whole, itself or a subject.
    The same withdrawal (same time) twice changes nothing more. Raises NotFound for a plan that is not here, Rejected
    (SIP536-SIP539) when it names somebody of whom nothing can be taken back, or who cannot be the one who does.
    """
    taking = taking or Taking(parts.clock())
    with parts.store.transaction() as tx:
        plan = tx.plan(organisation, plan_id)
        if plan is None:
            raise NotFound(findings=(finding("SIP602"),))
        if plan.home == organisation:
            take_back(tx, parts, organisation, plan_id, checked_at_home(tx, parts, organisation, plan_id, taking))
        else:
            check_report(organisation, taking)
            _report(tx, parts, plan, taking)
        parts.at(Step.WITHDRAW_BEFORE_COMMIT)
    parts.at(Step.WITHDRAW_AFTER_COMMIT)


def _report(tx: Transaction, parts: Parts, plan: PlanRow, taking: Taking) -> None:
    if not any(row.sender == plan.home for row in tx.holdings(plan.organisation, plan.plan_id)):
        raise NotYours(findings=(finding("SIP600"),))
    kind, subjects = MessageKind.WITHDRAWAL_REPORT, taking.subjects
    scope = taking.scope
    queue_control(
        tx, parts, kind, plan.organisation, plan.home, plan.plan_id, taking.at, scope=scope, subjects=subjects
    )
    bury_here(tx, parts, plan.organisation, plan.plan_id, MessageKind.WITHDRAWAL, taking.at, scope)
    audit(tx, parts, plan.organisation, Audited.CONSENT_WITHDRAWN, plan_id=plan.plan_id, kind=scope.value)


def _at_home(tx: Transaction, organisation: str, plan_id: str) -> PlanRow:
    plan = tx.plan(organisation, plan_id)
    if plan is None:
        raise NotFound(findings=(finding("SIP602"),))
    if plan.home != organisation:
        raise NotYours(findings=(finding("SIP600"),))
    return plan


def _newest_plan(tx: Transaction, parts: Parts, organisation: str, plan_id: str) -> Plan:
    newest = tx.newest_version(organisation, plan_id)
    if newest is None:
        raise NotFound(findings=(finding("SIP602"),))
    return plan_of(tx, parts, organisation, plan_id, newest.version)
