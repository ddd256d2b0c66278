"""What follows at a plan's home from a consent that is new there.

Theory of operation. Who waited for it is prepared. Who had been left out by a withdrawal and is named now gets the
newest version: one that never left, and one that was withdrawn there, comes anew under its copy id with the new consent
in it, and its holder takes it as such only if that consent was surely given after what ended the first. Who is named no
more is told, as of a withdrawal: what it has not recorded ends. Pages that nobody has got are made as the consent goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.exchange.asking_again import ask_again
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.copies_received import given_after
from gateway.exchange.decisions import asked, consents_of, plan_of
from gateway.exchange.existing import KEPT_BACK
from gateway.exchange.parts import Parts
from gateway.exchange.withdrawing import Taking, end_copies, holders, tell_holder
from gateway.rules.consent import ConsentDecision
from gateway.rules.consent_order import said
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, Stream, WorkKind
from schemas.codes import WithdrawalScope
from schemas.messages import CopyId, MessageKind
from schemas.sip.consent import Consent
from schemas.sip.plan import Plan
from schemas.states import CopyState

_WAITS = frozenset({CopyState.AWAITING_CONSENT, CopyState.WITHHELD, CopyState.PARKED})
_NO = frozenset({"SIP502", "SIP503", "SIP504", "SIP506", "SIP507", "SIP522", "SIP546"})
"""Refused, withdrawn, not named, excluded, no subject left: an answer. What is only incomplete or has expired is none,
and takes nothing from who has a copy."""


def consent_changed(tx: Transaction, parts: Parts, home: str, plan_id: str, before: Sequence[Consent]) -> None:
    """Let everything follow from what was not among the consents `before`. Twice changes nothing more.

    What is kept back because the others have the plan on paper (SIP609) is released by a person, not by a consent.
    """
    newest = tx.newest_version(home, plan_id)
    if newest is None:
        return
    plan = plan_of(tx, parts, home, plan_id, newest.version)
    _lift_tombstone(tx, parts, home, plan_id, before)
    tell_who_is_named_no_more(tx, parts, home, plan, before)
    ask_again(tx, parts, home, plan_id)
    for row in tx.copies(home, plan_id):
        if row.copy_id.version == newest.version and row.reason != KEPT_BACK and _may_go_on(row, home):
            add_preparing(tx, parts, home, row.copy_id)


def add_preparing(tx: Transaction, parts: Parts, organisation: str, copy_id: CopyId) -> None:
    """Queue the preparing of a copy."""
    stream = Stream(organisation, copy_id.plan_id, copy_id.recipient)
    tx.add_work(stream, WorkKind.PREPARE, copy_id.version, str(copy_id), parts.clock())


def _may_go_on(row: CopyRow, home: str) -> bool:
    """Whether the copy waits for consent, or was taken back: whether it goes is asked when it is prepared."""
    if row.state is CopyState.WITHDRAWN:
        return row.reason == "SIP623" and row.copy_id.recipient != home
    return row.state in _WAITS and row.content_hash is None


def _lift_tombstone(tx: Transaction, parts: Parts, home: str, plan_id: str, before: Sequence[Consent]) -> None:
    row = tx.plan(home, plan_id)
    if row is None or row.tombstone is not MessageKind.WITHDRAWAL:
        return
    new = [each for each in consents_of(tx, parts, home, plan_id) if each not in before]
    if any(given_after((each,), row.tombstone_at) for each in new):
        tx.put_plan(replace(row, tombstone=None, tombstone_at=None))


def tell_who_is_named_no_more(tx: Transaction, parts: Parts, home: str, plan: Plan, before: Sequence[Consent]) -> None:
    """Who holds a copy, and could have this version before and cannot now, is told as of a withdrawal for it."""
    plan_id, consents = plan.plan_id or "", consents_of(tx, parts, home, plan.plan_id or "")
    for holder in holders(tx, home, plan_id):
        now = asked(plan, consents, parts, home, holder).decision
        if now.allowed or not _NO.intersection(each.code for each in now.missing):
            continue
        if not asked(plan, tuple(before), parts, home, holder).decision.allowed:
            continue
        _take_from(tx, parts, home, plan_id, holder, now)


def _take_from(tx: Transaction, parts: Parts, home: str, plan_id: str, holder: str, now: ConsentDecision) -> None:
    """As of the last instant at which the new consent can have been given: a later one lets it go on."""
    last = [span.last for span in map(said, now.used) if span.last is not None]
    taking = Taking(max(last, default=parts.clock()), WithdrawalScope.RECIPIENT, (holder,))

    def sent_to_it(row: CopyRow) -> bool:
        return row.copy_id.recipient == holder and row.first_sent_at is not None

    end_copies(tx, parts, home, plan_id, CopyState.WITHDRAWN, "SIP623", sent_to_it)
    tell_holder(tx, parts, MessageKind.WITHDRAWAL, home, holder, plan_id, taking)
    kind = MessageKind.WITHDRAWAL.value
    audit(tx, parts, home, Audited.STOPPED, plan_id=plan_id, counterpart=holder, kind=kind)
