"""Reconciled: what a partner knows, taken in at the gateway whose database was restored.

Theory of operation. Each row stands for itself. A copy of ours that the partner holds: known with the same hash, it
is settled as by a status message; known with another hash, it is a fork and shown; not known, it has left from the
future that was lost. Then a ledger row is made for it all the same: so the ledger says who holds what, a withdrawal
reaches it, and the next version is numbered above it (`accepting`), so that no fork is made. A person is told to hand
the plan in again (SIP751). A copy of the partner's: recorded there on our own word, our holding says so again; what we
lack comes again by itself, or we are told why not.

Only an answer to a question that was asked from here counts: the question left an audit row. Twice changes nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.lost_versions import LOST, subject_of
from gateway.exchange.parking import IN, park, park_copy, unpark
from gateway.exchange.parts import Parts
from gateway.exchange.queueing import NO_PLAN
from gateway.exchange.reconcile import named_copies, settle_known, show_fork
from gateway.exchange.sending_again import KIND, let_go_again
from gateway.exchange.withdrawing import Taking, take_back
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, HoldingRow, PlanRow, Stream, WantedParked, WorkKind
from schemas.codes import WithdrawalScope
from schemas.errors import NotYours
from schemas.findings import finding
from schemas.messages import Again, CopyId, KnownCopy, MessageKind, ReconcileAnswer, Side
from schemas.states import CopyState

QUESTIONS_KEPT = 10_000
"""Audit rows of questions and answers that are looked through for the one that an answer names."""
LOST_AT_MOST = 1000
"""Versions of one plan that a back-up can be behind. Who claims more is shown and not believed: the next version is
numbered above what is believed, and numbers end."""
_UNFROZEN = frozenset({CopyState.AWAITING_CONSENT, CopyState.WITHHELD, CopyState.PARKED})
_OPEN = frozenset(
    {CopyState.RECEIVED, CopyState.HANDED_OVER, CopyState.AWAITING_REGISTRATION, CopyState.FORWARDED, CopyState.PARKED}
)


@dataclass(slots=True)
class Found:
    """What one answer has brought, counted for the table that is shown."""

    counts: Counter[str] = field(default_factory=Counter)

    def one(self, what: str) -> None:
        """One more of these."""
        self.counts[what] += 1


COLUMNS = ("again", "settled", "forks", "unknown", "shown")
"""What is counted: sent again (either way), settled here, forks, copies unknown here, other things left to a person."""


def take_reconciled(tx: Transaction, parts: Parts, message: ReconcileAnswer) -> None:
    """Take one part of an answer. Raises NotYours: SIP750 for what was not asked, SIP633 for a copy of others."""
    me, partner = message.header.receiver, message.header.sender
    if not _asked(tx, me, partner, message.answers):
        raise NotYours(findings=(finding("SIP750"),))
    rows, found = named_copies(message.rows, me, partner), Found()
    tx.take_turns(messages=(), plans=[(me, CopyId.parse(written).plan_id) for written in rows])
    for each in rows.values():
        if each.side is Side.SENT:
            _theirs(tx, parts, me, partner, each, found)
        elif each.side is Side.LACKED:
            _lacked(tx, parts, message, each, found)
        else:
            _ours(tx, parts, message, each, found)
    audit(
        tx,
        parts,
        me,
        Audited.RECONCILED,
        plan_id=NO_PLAN,
        message_id=message.header.message_id,
        counterpart=partner,
        again=found.counts["again"],
        settled=found.counts["settled"],
        forks=found.counts["forks"],
        unknown=found.counts["unknown"],
        shown=found.counts["shown"],
    )


def _asked(tx: Transaction, me: str, partner: str, message_id: str) -> bool:
    for row in tx.audit_rows(me, plan_id=NO_PLAN, limit=QUESTIONS_KEPT):
        if row.event == Audited.RECONCILING.value and row.message_id == message_id:
            return bool(json.loads(row.detail).get("counterpart") == partner)
    return False


# copies of our plans


def _ours(tx: Transaction, parts: Parts, message: ReconcileAnswer, each: KnownCopy, found: Found) -> None:
    me, copy_id = message.header.receiver, CopyId.parse(each.copy_of)
    plan, row = tx.plan(me, copy_id.plan_id), tx.copy(me, copy_id)
    if row is None and plan is not None and plan.home != me:
        return  # of a plan that was handed over to us or by us: its home knows it
    if copy_id.version > _newest(tx, me, copy_id.plan_id) + LOST_AT_MOST:
        _show_lost(tx, parts, me, copy_id)
        found.one("shown")
        return
    if row is None or (row.content_hash is None and row.state in _UNFROZEN):
        row = _came_from_what_was_lost(tx, parts, plan, row, each, me, copy_id)
        found.one("unknown")
    elif row.content_hash != each.content_hash:
        _fork(tx, parts, row, found)
        return
    if row.state is CopyState.PREPARED and row.first_sent_at is None:  # what we had not noted as sent was sent
        tx.put_copy(replace(row, first_sent_at=each.at, deadline=parts.clock() + parts.times.confirm_within))
    if settle_known(tx, parts, message.header, row, each).state is not row.state:
        found.one("settled")
    _ended(tx, parts, me, message.header.sender, copy_id, each, found)


def _fork(tx: Transaction, parts: Parts, row: CopyRow, found: Found) -> None:
    """Ours never left, or was refused there. It is not sent (again), and the next version is numbered above both."""
    show_fork(tx, parts, row.organisation, IN, row.copy_id)
    if row.state in (CopyState.PREPARED, CopyState.SENT):
        park_copy(tx, parts, row, "SIP752", WorkKind.SEND)
    found.one("forks")


def _came_from_what_was_lost(
    tx: Transaction,
    parts: Parts,
    plan: PlanRow | None,
    row: CopyRow | None,
    each: KnownCopy,
    me: str,
    copy_id: CopyId,
) -> CopyRow:
    """A ledger row for a copy that is out there, as sent; and a person told that its version is not here."""
    if plan is None:
        tx.put_plan(PlanRow(me, copy_id.plan_id, me))
    out = CopyRow(
        me,
        copy_id,
        CopyState.SENT,
        None,
        each.at,
        content_hash=each.content_hash,
        first_sent_at=each.at,
        deadline=parts.clock() + parts.times.confirm_within,
    )
    if row is None:
        tx.put_copy(out)
    else:
        for kind in (WorkKind.PREPARE, WorkKind.SEND):
            tx.drop_work(Stream(me, copy_id.plan_id, copy_id.recipient), kind, str(copy_id))
        unpark(tx, parts, me, str(copy_id))
        tx.put_copy(replace(out, state=CopyState.PREPARED, message_id=row.message_id))
        tx.put_copy(replace(out, message_id=row.message_id))
    _show_lost(tx, parts, me, copy_id)
    return out


def _newest(tx: Transaction, me: str, plan_id: str) -> int:
    return max((row.copy_id.version for row in tx.copies(me, plan_id)), default=0)


def _show_lost(tx: Transaction, parts: Parts, me: str, copy_id: CopyId) -> None:
    park(tx, parts, me, IN, subject_of(copy_id.plan_id, copy_id.version), LOST, KIND, plan_id=copy_id.plan_id)


def _ended(
    tx: Transaction, parts: Parts, me: str, partner: str, copy_id: CopyId, each: KnownCopy, found: Found
) -> None:
    """What the partner heard from us of the plan, and we have forgotten: taken back, nullified, handed over."""
    plan = tx.plan(me, copy_id.plan_id)
    if plan is None or plan.home != me:
        return
    if each.new_home is not None and each.new_home != me:
        park(tx, parts, me, IN, copy_id.plan_id, "SIP754", KIND, detail=each.new_home, plan_id=copy_id.plan_id)
        found.one("shown")
    if each.ended is None or each.ended_at is None or plan.tombstone is not None:
        return
    subject = f"{copy_id.plan_id}#{partner}"
    if _is_shown(tx, me, subject):
        return
    if each.ended is MessageKind.WITHDRAWAL:
        scope = WithdrawalScope.RECIPIENT
        take_back(tx, parts, me, copy_id.plan_id, Taking(each.ended_at, scope, (partner,), (), None, partner))
    park(tx, parts, me, IN, subject, "SIP753", KIND, detail=each.ended.value, plan_id=copy_id.plan_id)
    found.one("shown")


def _is_shown(tx: Transaction, me: str, subject: str) -> bool:
    """Whether a person has been told, and perhaps has dealt with it already."""
    both = (WantedParked(me, subject=subject, kind=KIND, resolved=each) for each in (False, True))
    return any(tx.parked(wanted) for wanted in both)


def _lacked(tx: Transaction, parts: Parts, message: ReconcileAnswer, each: KnownCopy, found: Found) -> None:
    """We sent it, we believe, and the partner does not have it: it goes again."""
    me, copy_id = message.header.receiver, CopyId.parse(each.copy_of)
    again = let_go_again(tx, parts, copy_id, me, message.answers)
    if again is Again.AGAIN:
        found.one("again")


# copies of the partner's plans


def _theirs(tx: Transaction, parts: Parts, me: str, partner: str, each: KnownCopy, found: Found) -> None:
    copy_id = CopyId.parse(each.copy_of)
    held = tx.holding(me, copy_id)
    if held is not None and held.sender == partner:
        _known(tx, parts, held, each, found)
        return
    if each.again is Again.AGAIN:
        found.one("again")
        return
    code = {Again.CULLED: "SIP755", Again.WITHHELD: "SIP756"}.get(each.again) if each.again else None
    if code is None and each.state in _SHOULD_BE_HERE:
        code = "SIP757"
    if code is not None:
        park(tx, parts, me, IN, f"{copy_id}#{KIND}", code, KIND, plan_id=copy_id.plan_id)
        found.one("shown")


_SHOULD_BE_HERE = frozenset({CopyState.RECEIVED, CopyState.HANDED_OVER, CopyState.RECORDED})


def _known(tx: Transaction, parts: Parts, held: HoldingRow, each: KnownCopy, found: Found) -> None:
    """A copy that we hold. What its home knows on our word, and we have forgotten, is noted again."""
    if held.content_hash != each.content_hash:
        show_fork(tx, parts, held.organisation, IN, held.copy_id)
        found.one("forks")
        return
    if each.state is not CopyState.RECORDED or held.state not in _OPEN:
        return
    evidence = each.evidence.value if each.evidence else None
    noted = replace(
        held, state=CopyState.RECORDED, reason=None, since=each.at, entry_id=each.entry_id, evidence=evidence
    )
    tx.put_holding(noted)
    tx.drop_work(Stream(held.organisation, held.copy_id.plan_id, held.sender), WorkKind.RECORD, str(held.copy_id))
    unpark(tx, parts, held.organisation, str(held.copy_id))
    audit(
        tx,
        parts,
        held.organisation,
        Audited.RECORDED,
        plan_id=held.copy_id.plan_id,
        copy_id=held.copy_id,
        state=CopyState.RECORDED.value,
    )
    found.one("settled")
