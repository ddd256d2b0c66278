"""Controls: withdrawal, report of one, nullification, end of participation, hand-over. Ids, dates and codes, no
content.

Theory of operation. A control leaves a *tombstone* on the plan at its receiver: copies that are not recorded end at
once, also those that lie with the journal system, and a copy that comes later under it is not recorded, unless it
rests on a consent given after. An end of participation covers the versions before the one that it names, in whatever
order they come; who takes part again gets the later ones. What is recorded stays, and its journal is told: nothing in a
journal is erased. Only the home may end; any holder may report a withdrawal, and then everything stops
at home until the home confirms or records a new consent. A withdrawal of a subject stops what is pending here, whole:
a copy cannot be cut at its recipient, and the home sends what may still go with the next version.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.copies_received import ended_by
from gateway.exchange.hand_over import hand_over_received
from gateway.exchange.parking import IN, park, unpark
from gateway.exchange.parts import Parts
from gateway.exchange.record import set_holding
from gateway.exchange.steps import Step
from gateway.exchange.telling import queue_ended
from gateway.exchange.withdrawing import Taking, take_back
from gateway.rules.ownership import check_sender
from gateway.store.protocol import Transaction
from gateway.store.rows import AuditRow, PlanRow, Stream, WorkKind
from schemas.codes import WithdrawalScope
from schemas.errors import NotYours, Rejected
from schemas.findings import finding
from schemas.messages import ControlMessage, CopyMessage, MessageKind
from schemas.states import CopyState

_BEFORE_ITS_COPY = frozenset({MessageKind.WITHDRAWAL, MessageKind.NULLIFICATION, MessageKind.END_OF_PARTICIPATION})
_WAITING = frozenset({CopyState.RECEIVED, CopyState.PARKED})
_NOT_RECORDED = _WAITING | {CopyState.HANDED_OVER, CopyState.AWAITING_REGISTRATION, CopyState.FORWARDED}
"""Also what the journal system has in its hands: it may lie there unread, and must not be imported."""


def take_control(tx: Transaction, parts: Parts, organisation: str, message: ControlMessage) -> None:
    """Take a control message. The same twice changes nothing more. Raises NotYours from who may not say it."""
    kind, sender = message.header.kind, message.header.sender
    plan = tx.plan(organisation, message.plan_id) or _overtaken(tx, organisation, message)
    if kind is MessageKind.HAND_OVER:
        hand_over_received(tx, parts, organisation, message)
    else:
        holders = _holders(tx, organisation, message.plan_id) if plan and plan.home == organisation else ()
        refused = check_sender(kind, sender, plan.home if plan else None, holders)
        if refused:
            raise NotYours(findings=refused)
        if kind is MessageKind.WITHDRAWAL_REPORT:
            _reported(tx, parts, organisation, message)
        else:
            bury(tx, parts, organisation, message)
    audit(
        tx,
        parts,
        organisation,
        Audited.CONTROL_TAKEN,
        plan_id=message.plan_id,
        kind=kind.value,
        counterpart=sender,
        scope=message.scope.value if message.scope else None,
        said_at=message.at.isoformat(),
    )
    parts.at(Step.CONTROL_BEFORE_COMMIT)


def _overtaken(tx: Transaction, organisation: str, message: ControlMessage) -> PlanRow | None:
    """Controls are read first: one can come before the copy that it ends. Its sender is then taken for the home.

    Whoever sends the first version is the home all the same: the tombstone of another sender does not bind it.
    """
    if message.header.kind not in _BEFORE_ITS_COPY:
        return None
    row = PlanRow(organisation, message.plan_id, message.header.sender)
    tx.put_plan(row)
    return row


def end_overtaken(tx: Transaction, parts: Parts, organisation: str, message: CopyMessage) -> None:
    """A copy that was sent before a subject of it was withdrawn, and came after: it ends, whole."""
    copy_id = message.copied.copy_id
    said = (json.loads(row.detail) for row in tx.audit_rows(organisation, plan_id=copy_id.plan_id) if _is_taken(row))
    times = [datetime.fromisoformat(each["said_at"]) for each in said if each.get("scope") == WithdrawalScope.SUBJECT]
    holding = tx.holding(organisation, copy_id)
    if holding is not None and holding.state in _WAITING and any(message.header.created_at < at for at in times):
        tx.drop_work(Stream(organisation, copy_id.plan_id, holding.sender), WorkKind.RECORD, str(copy_id))
        set_holding(tx, parts, holding, CopyState.WITHDRAWN, "SIP623")


def _is_taken(row: AuditRow) -> bool:
    return row.event == Audited.CONTROL_TAKEN.value


def _holders(tx: Transaction, organisation: str, plan_id: str) -> tuple[str, ...]:
    return tuple(row.copy_id.recipient for row in tx.copies(organisation, plan_id) if row.first_sent_at is not None)


def bury(tx: Transaction, parts: Parts, organisation: str, message: ControlMessage) -> None:
    """What the home has ended, ended here."""
    scope = message.scope or WithdrawalScope.WHOLE
    kind, plan_id = message.header.kind, message.plan_id
    if kind is MessageKind.END_OF_PARTICIPATION:
        before = message.ended_with_version
        if before is None:
            raise Rejected(findings=(finding("SIP632"),))
        _take_no_part(tx, organisation, plan_id, before)
        _end_holdings(tx, parts, organisation, plan_id, kind, before)
    else:
        bury_here(tx, parts, organisation, plan_id, kind, message.at, scope)


def bury_here(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    plan_id: str,
    kind: MessageKind,
    at: datetime,
    scope: WithdrawalScope,
) -> None:
    """Leave the tombstone, and end what is not recorded. A withdrawn subject ends it too, and leaves no tombstone."""
    plan = tx.plan(organisation, plan_id)
    if plan is not None and scope is not WithdrawalScope.SUBJECT and plan.tombstone is not MessageKind.NULLIFICATION:
        latest = max(at, plan.tombstone_at or at)  # an older one that comes late takes nothing back
        tx.put_plan(replace(plan, tombstone=kind, tombstone_at=latest))
    _end_holdings(tx, parts, organisation, plan_id, kind)


def _take_no_part(tx: Transaction, organisation: str, plan_id: str, before: int) -> None:
    """What is older than that version has ended here, also what is still on its way; a later one is a new beginning."""
    plan = tx.plan(organisation, plan_id)
    if plan is not None:
        tx.put_plan(replace(plan, ended_with_version=max(before, plan.ended_with_version or 0)))


def _end_holdings(
    tx: Transaction, parts: Parts, organisation: str, plan_id: str, kind: MessageKind, before: int | None = None
) -> None:
    """End what is not recorded, and let the journal system know. What it has recorded stays, and it is told."""
    ended = ended_by(kind)
    for holding in tx.holdings(organisation, plan_id):
        version, recipient = holding.copy_id.version, holding.copy_id.recipient
        if ended is None or recipient != organisation or (before is not None and version >= before):
            continue
        if holding.state is CopyState.RECORDED:
            queue_ended(tx, parts, holding, *ended)
        elif holding.state in _NOT_RECORDED:
            tx.drop_work(Stream(organisation, plan_id, holding.sender), WorkKind.RECORD, str(holding.copy_id))
            unpark(tx, parts, organisation, str(holding.copy_id))
            set_holding(tx, parts, holding, *ended)


def _reported(tx: Transaction, parts: Parts, organisation: str, message: ControlMessage) -> None:
    """At home: a holder says that the consent is taken back. It stops at once; a person confirms or asks anew."""
    reporter = message.header.sender
    scope = message.scope or WithdrawalScope.WHOLE
    recipients = (reporter,) if scope is WithdrawalScope.RECIPIENT else ()
    taking = Taking(message.at, scope, recipients, message.subjects, None, reporter)
    take_back(tx, parts, organisation, message.plan_id, taking)
    subject = f"{message.plan_id}#{message.header.message_id}"
    kind = message.header.kind.value
    park(tx, parts, organisation, IN, subject, "SIP643", kind, detail=reporter, plan_id=message.plan_id)
