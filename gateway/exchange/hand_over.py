"""Hand-over of a plan to a new home: offered and signed by the old, accepted by a person at the new, told to
every holder.

Theory of operation. Three messages of one kind. The old home sends `hand-over` naming the new home: an *offer*,
parked there until somebody accepts it. The accepting home sends `hand-over` naming itself back: the *acceptance*. On
that the old home gives the plan up and sends `hand-over` to every holder: the *notice*, signed by the one they know
as home. Only from then on does anybody take a version from the new home. The new home goes on from the newest copy
that it holds.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.parking import IN, park
from gateway.exchange.parts import Parts
from gateway.exchange.queueing import queue_control
from gateway.exchange.withdrawing import holders
from gateway.store.protocol import Transaction
from gateway.store.rows import WantedParked
from schemas.errors import NotFound, NotYours, Rejected
from schemas.findings import finding
from schemas.messages import ControlMessage, MessageKind
from schemas.states import CopyState


def offer(parts: Parts, organisation: str, plan_id: str, new_home: str) -> None:
    """Offer the plan to another organisation that holds a copy of it. Offered twice at one time it is one offer.

    Raises NotFound (SIP602), NotYours (SIP600) from who is not its home, Rejected (SIP636) for one without a copy.
    """
    with parts.store.transaction() as tx:
        plan = tx.plan(organisation, plan_id)
        if plan is None:
            raise NotFound(findings=(finding("SIP602"),))
        if plan.home != organisation:
            raise NotYours(findings=(finding("SIP600"),))
        if new_home not in holders(tx, organisation, plan_id):
            raise Rejected(findings=(finding("SIP636"),))
        kind = MessageKind.HAND_OVER
        queue_control(tx, parts, kind, organisation, new_home, plan_id, parts.clock(), new_home=new_home)
        audit(tx, parts, organisation, Audited.HANDED_OVER_HOME, plan_id=plan_id, counterpart=new_home, kind="offer")


def accept_offer(tx: Transaction, parts: Parts, organisation: str, plan_id: str) -> None:
    """A person at the new home accepts what was offered (`parked replay`). Raises Rejected (SIP636)."""
    plan = tx.plan(organisation, plan_id)
    if plan is None or plan.home == organisation:
        raise Rejected(findings=(finding("SIP636"),))
    now = parts.clock()
    queue_control(tx, parts, MessageKind.HAND_OVER, organisation, plan.home, plan_id, now, new_home=organisation)
    audit(tx, parts, organisation, Audited.HANDED_OVER_HOME, plan_id=plan_id, counterpart=plan.home, kind="acceptance")


def hand_over_received(tx: Transaction, parts: Parts, organisation: str, message: ControlMessage) -> None:
    """Take an offer, an acceptance or a notice. Raises NotYours (SIP600), Rejected (SIP636)."""
    sender, new_home = message.header.sender, message.new_home
    plan = tx.plan(organisation, message.plan_id)
    if plan is None or new_home is None:
        raise Rejected(findings=(finding("SIP636"),))
    if plan.home == organisation and new_home == sender:
        _given_up(tx, parts, organisation, message, sender)
    elif plan.home != sender:
        raise NotYours(findings=(finding("SIP600"),))
    elif new_home == organisation and not _accepted(tx, organisation, message.plan_id):
        _offered(tx, parts, organisation, message)
    else:
        tx.put_plan(replace(plan, home=new_home))
        kind = "notice"
        audit(tx, parts, organisation, Audited.HANDED_OVER_HOME, plan_id=plan.plan_id, counterpart=new_home, kind=kind)


def _offered(tx: Transaction, parts: Parts, organisation: str, message: ControlMessage) -> None:
    held = [row for row in tx.holdings(organisation, message.plan_id) if row.state is not CopyState.REJECTED]
    if not held:
        raise Rejected(findings=(finding("SIP636"),))
    kind, plan_id = MessageKind.HAND_OVER.value, message.plan_id
    park(tx, parts, organisation, IN, plan_id, "SIP644", kind, detail=message.header.sender, plan_id=plan_id)


def _accepted(tx: Transaction, organisation: str, plan_id: str) -> bool:
    answered = WantedParked(organisation, kind=MessageKind.HAND_OVER.value, subject=plan_id, resolved=True)
    return any(row.resolution == "replayed" for row in tx.parked(answered))


def _given_up(tx: Transaction, parts: Parts, organisation: str, message: ControlMessage, new_home: str) -> None:
    """At the old home: the acceptance has come. It was offered to nobody else than the one who accepts."""
    plan = tx.plan(organisation, message.plan_id)
    offered = any(
        row.event == Audited.HANDED_OVER_HOME.value and f'"{new_home}"'.encode() in row.detail
        for row in tx.audit_rows(organisation, plan_id=message.plan_id)
    )
    if plan is None or not offered:
        raise NotYours(findings=(finding("SIP600"),))
    for holder in holders(tx, organisation, message.plan_id):
        queue_control(
            tx,
            parts,
            MessageKind.HAND_OVER,
            organisation,
            holder,
            message.plan_id,
            message.at,
            new_home=new_home,
            because=message.header.message_id,
        )
    tx.put_plan(replace(plan, home=new_home))
    audit(
        tx, parts, organisation, Audited.HANDED_OVER_HOME, plan_id=plan.plan_id, counterpart=new_home, kind="given-up"
    )
