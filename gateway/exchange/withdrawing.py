"""Taking a consent back at home: a new version of the consent, everything pending stopped, every holder told.

All in one transaction. Copies that never left lose their bodies; those that may have left are followed by a control;
what is recorded stays recorded. Withdrawal ends the plan's exchange, it erases nothing (PDL 2:2; SIP.md §1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from gateway.exchange.asking_again import ask_again
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.decisions import consents_of
from gateway.exchange.ledger_moves import may_move, stop
from gateway.exchange.locked import lock_consent
from gateway.exchange.parts import Parts
from gateway.exchange.queueing import queue_control
from gateway.logs import Event
from gateway.store.protocol import Transaction
from gateway.store.rows import ConsentRow, CopyRow
from schemas.codes import Subject, WithdrawalScope
from schemas.errors import NotFound, UnknownRecipient
from schemas.findings import finding
from schemas.messages import MessageKind
from schemas.sip.consent import Consent, Withdrawal
from schemas.states import CopyState


@dataclass(frozen=True, slots=True)
class Taking:
    """What is taken back: when, how far, from whom, about what; by whom in the plan, and which holder reported it."""

    at: datetime
    scope: WithdrawalScope = WithdrawalScope.WHOLE
    recipients: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    by: str | None = None
    reported_by: str | None = None


def take_back(tx: Transaction, parts: Parts, home: str, plan_id: str, taking: Taking) -> None:
    """Take the consent back. The same taking twice changes nothing more. Raises NotFound without such a plan here."""
    plan = tx.plan(home, plan_id)
    if plan is None or plan.home != home:
        raise NotFound(findings=(finding("SIP602"),))
    if not _written(tx, parts, home, plan_id, taking):
        return
    if taking.scope is WithdrawalScope.WHOLE and plan.tombstone is None:
        tx.put_plan(replace(plan, tombstone=MessageKind.WITHDRAWAL, tombstone_at=taking.at))
    if taking.scope is WithdrawalScope.SUBJECT:
        ask_again(tx, parts, home, plan_id)
    else:
        end_copies(tx, parts, home, plan_id, CopyState.WITHDRAWN, "SIP623", _covers(home, taking))
    told = (
        holders(tx, home, plan_id)
        if taking.scope is not WithdrawalScope.RECIPIENT
        else [each for each in holders(tx, home, plan_id) if each in taking.recipients]
    )
    for holder in told:
        tell_holder(tx, parts, MessageKind.WITHDRAWAL, home, holder, plan_id, taking)
    audit(tx, parts, home, Audited.CONSENT_WITHDRAWN, plan_id=plan_id, kind=taking.scope.value)
    parts.log(Event.CONSENT_CHANGED, organisation=home, plan_id=plan_id, kind=taking.scope.value)


def _covers(home: str, taking: Taking) -> Callable[[CopyRow], bool]:
    """Whose copies a withdrawal ends. The home keeps its own, and the person's page is not a disclosure."""

    def covered(row: CopyRow) -> bool:
        recipient = row.copy_id.recipient
        if taking.scope is WithdrawalScope.RECIPIENT:
            return recipient in taking.recipients
        return recipient not in (home, "person")

    return covered


def _written(tx: Transaction, parts: Parts, home: str, plan_id: str, taking: Taking) -> bool:
    """Write the withdrawal on every consent of the plan; whether it was not there already."""
    said = Withdrawal(
        at=taking.at.isoformat(timespec="seconds"),
        by=taking.by,
        scope=taking.scope,
        recipients=taking.recipients,
        subjects=taking.subjects,
        reported_by=taking.reported_by,
    )
    newest = {each.id: each for each in sorted(consents_of(tx, parts, home, plan_id), key=lambda each: each.count)}
    changed = [each for each in newest.values() if said not in each.withdrawals]
    for consent in changed:
        withdrawals = (*consent.withdrawals, said)
        keep_consent(
            tx,
            parts,
            home,
            consent.model_copy(update={"version": consent.count + 1, "withdrawals": withdrawals}),
        )
    return bool(changed) or not newest


def keep_consent(tx: Transaction, parts: Parts, home: str, consent: Consent) -> bool:
    """Keep one version of a consent, sealed; False when it is there already."""
    body = lock_consent(parts.vault(home), consent)
    row = ConsentRow(home, consent.plan_id or "", consent.id or "", consent.count, body, parts.clock())
    return tx.add_consent(row)


def end_copies(
    tx: Transaction,
    parts: Parts,
    home: str,
    plan_id: str,
    state: CopyState,
    code: str,
    covers: Callable[[CopyRow], bool],
) -> None:
    """End every copy of the plan that is covered and has not ended."""
    for row in tx.copies(home, plan_id):
        if covers(row) and may_move(row, state):
            stop(tx, parts, row, state, code)


def holders(tx: Transaction, home: str, plan_id: str) -> list[str]:
    """Organisations that hold, or may hold, a copy of the plan."""
    rows = tx.copies(home, plan_id)
    return sorted({row.copy_id.recipient for row in rows if row.first_sent_at is not None} - {home})


def of_recipient(recipient: str) -> Callable[[CopyRow], bool]:
    """Whether a copy is that recipient's."""
    return lambda row: row.copy_id.recipient == recipient


def tell_holder(
    tx: Transaction,
    parts: Parts,
    kind: MessageKind,
    home: str,
    holder: str,
    plan_id: str,
    taking: Taking,
    *,
    ended_with_version: int | None = None,
) -> None:
    """Queue the control for one holder; one who has left the directory cannot be told, and that is audited."""
    try:
        queue_control(
            tx,
            parts,
            kind,
            home,
            holder,
            plan_id,
            taking.at,
            scope=taking.scope,
            subjects=taking.subjects,
            ended_with_version=ended_with_version,
        )
    except UnknownRecipient as gone:
        audit(tx, parts, home, Audited.NOT_SETTLED, plan_id=plan_id, counterpart=holder, code=gone.code)
