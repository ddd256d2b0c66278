"""Reconciling, asked: after a restored back-up, each partner is asked what it knows of the copies between us.

Theory of operation. The questions go straight to the partner's control queue and leave an audit row each, so that the
answers are known when they come: to whichever process takes them, also long after the command has ended. What follows
from an answer is done where it is taken in (`reconciled`); here its effect is only read, from the audit row that it
left. So running it again is always safe, and finds nothing more to do.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.envelopes import envelope_of, header_to
from gateway.exchange.parts import Parts
from gateway.exchange.ping import raise_refused, taken, wait_for
from gateway.exchange.queueing import NO_PLAN
from gateway.exchange.reconcile import ALL, answer_id, known_holding, stretches, surely_before
from gateway.exchange.reconciled import COLUMNS, QUESTIONS_KEPT
from gateway.exchange.sending_again import WITH_RECIPIENT
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, Wanted
from schemas.errors import Rejected
from schemas.findings import Finding, finding
from schemas.messages import Evidence, KnownCopy, MessageKind, Reconcile, ReconcileAnswer, Side


@dataclass(slots=True)
class Line:
    """One row of the table: who asked whom, and what came of it. `code` says what stood in the way."""

    organisation: str
    partner: str
    questions: tuple[str, ...] = ()
    asked: int = 0
    answered: int = 0
    code: str | None = None
    why: tuple[Finding, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)

    def stopped(self, *why: Finding) -> None:
        """Note what stands in the way."""
        self.code, self.why = why[0].code, why

    @property
    def done(self) -> bool:
        """Whether every question has all its answers, or none will come."""
        return self.code is not None or self.answered == len(self.questions)


def reconcile(
    parts: Parts,
    organisations: Sequence[str],
    partners: Sequence[str],
    since: datetime,
    *,
    within: timedelta,
    work: Callable[[], object],
    ticks: Callable[[], float] = time.monotonic,
) -> list[Line]:
    """Ask every partner for each of these organisations, and wait for the answers; one line for each pair.

    Empty `partners` are all in the directory that can be reached; those that are hosted here, and so were restored
    with us, only if anything lies between the two (hundreds of neighbours would else ask each other for nothing). Who
    does not answer in time has SIP758. Twice changes nothing more. Raises `BrokerUnavailable`, `StoreUnavailable`.
    """
    everybody = [entry.id for entry in parts.directory.all() if entry.routing_key is not None]
    lines = [
        Line(each, partner)
        if not partners and _nothing_between(parts, each, partner, since)
        else ask(parts, each, partner, since)
        for each in organisations
        for partner in (partners or everybody)
        if partner != each
    ]

    def all_done() -> bool | None:
        for line in lines:
            look(parts, line)
        return all(line.done for line in lines) or None

    wait_for(all_done, within, work, ticks)
    for line in lines:
        if not line.done:
            line.stopped(finding("SIP758"))
    return lines


def _nothing_between(parts: Parts, me: str, partner: str, since: datetime) -> bool:
    """Whether both are hosted here and neither knows of a copy between them: then no answer can say more."""
    if partner not in parts.journals:
        return False
    start = surely_before(since, hours=2)
    with parts.store.transaction() as tx:
        for one, other in ((me, partner), (partner, me)):
            came = Wanted(counterpart=other, since_from=start, limit=1)
            if tx.received(one, came) or tx.ledger(one, replace(came, states=WITH_RECIPIENT)):
                return False
    return True


def ask(parts: Parts, me: str, partner: str, since: datetime) -> Line:
    """Send the questions to one partner. One that cannot be asked has its code in the line, and the others go on."""
    with parts.store.transaction() as tx:
        rows = _known(tx, me, partner, surely_before(since, hours=2))
    line = Line(me, partner, asked=len(rows))
    sent: list[str] = []
    try:
        for after, until, page in stretches(rows):
            header = header_to(parts, MessageKind.RECONCILE, me, partner, parts.new_id())
            message = Reconcile(header=header, since=since, after=after, until=until, rows=page)
            with parts.store.transaction() as tx:
                audit(
                    tx,
                    parts,
                    me,
                    Audited.RECONCILING,
                    plan_id=NO_PLAN,
                    message_id=header.message_id,
                    counterpart=partner,
                    since=since.isoformat(),
                )
            parts.broker.publish(envelope_of(parts, message))
            sent.append(header.message_id)
    except Rejected as refused:
        line.stopped(*(refused.findings or (finding(refused.code),)))
    line.questions = tuple(sent)
    return line


def _known(tx: Transaction, me: str, partner: str, since: datetime) -> list[KnownCopy]:
    """What we know: copies of the partner's plans that we hold, and copies of ours that it should have."""
    wanted = Wanted(counterpart=partner, since_from=since, limit=ALL)
    came = tx.received(me, wanted)
    tx.take_turns(messages=(), plans=[(me, row.copy_id.plan_id) for row in came])
    held = [known_holding(tx, row) for row in came]
    sent = [row for row in tx.ledger(me, wanted) if row.content_hash is not None and row.first_sent_at is not None]
    return [*held, *(_sent(row) for row in sent if row.state in WITH_RECIPIENT)]


def _sent(row: CopyRow) -> KnownCopy:
    return KnownCopy(
        side=Side.SENT,
        copy_of=str(row.copy_id),
        content_hash=row.content_hash or "",
        state=row.state,
        at=row.since,
        entry_id=row.entry_id,
        evidence=Evidence(row.evidence) if row.evidence else None,
    )


def look(parts: Parts, line: Line) -> None:
    """See what has come of the questions, and count it."""
    if line.done:
        return
    line.answered, line.counts = 0, Counter()
    try:
        for question in line.questions:
            _look(parts, line, question)
    except Rejected as refused:
        line.stopped(*(refused.findings or (finding(refused.code),)))


def _look(parts: Parts, line: Line, question: str) -> None:
    first = taken(parts, line.organisation, answer_id(line.partner, question, 1))
    if not isinstance(first, ReconcileAnswer):
        raise_refused(parts, line.organisation, line.partner, question)
        return
    ids = {answer_id(line.partner, question, part) for part in range(1, first.parts + 1)}
    with parts.store.transaction() as tx:
        rows = tx.audit_rows(line.organisation, plan_id=NO_PLAN, limit=QUESTIONS_KEPT)
    came = {
        row.message_id: json.loads(row.detail)
        for row in rows
        if row.event == Audited.RECONCILED.value and row.message_id in ids
    }
    line.answered += len(came) == len(ids)
    for detail in came.values():
        line.counts.update({name: detail[name] for name in COLUMNS})
