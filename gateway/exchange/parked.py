"""What is parked: listed, shown, replayed, discarded. Dead letters of the broker are drained into the same list.

Replaying a copy asks consent again, from the beginning. A copy that had its final answer goes out as a new message;
one that had none goes as the same. Replaying a delivery takes it as if it came now; replaying a document releases an
older export. What a person cannot mend by trying again is discarded: the row stays, with who it was about and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from adapters.journal import HandedIn
from gateway.exchange.accept import accept
from gateway.exchange.asking_again import is_for_people
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.consent_changed import add_preparing
from gateway.exchange.hand_over import accept_offer
from gateway.exchange.inbox import DELIVERY_KIND, said_of
from gateway.exchange.kept_documents import DOCUMENT, kept_body
from gateway.exchange.ledger_moves import move
from gateway.exchange.locked import unlock_told
from gateway.exchange.parking import AGAIN, IN, OUT, copy_in, park
from gateway.exchange.parts import Parts
from gateway.exchange.telling import requeue
from gateway.exchange.unopened import take_delivery
from gateway.store.protocol import ANYTHING_PARKED, Transaction
from gateway.store.rows import ParkedRow, Stream, WantedParked, WorkKind
from schemas.errors import NotFound, Rejected
from schemas.findings import finding
from schemas.messages import CopyId, MessageKind
from schemas.states import CopyState

_WORK = frozenset(kind.value for kind in WorkKind)
PAGE = 500
"""Rows of a page: what is read at once, and held."""
_ANSWERED = frozenset({CopyState.REJECTED, CopyState.MISDIRECTED})


def list_parked(
    parts: Parts, organisation: str | None = None, wanted: WantedParked = ANYTHING_PARKED
) -> Sequence[ParkedRow]:
    """What waits for a person, oldest first, without bodies; of one organisation, or as `wanted` says."""
    with parts.store.transaction() as tx:
        return tx.parked(replace(wanted, organisation=organisation or wanted.organisation))


def count_parked(parts: Parts, wanted: WantedParked) -> int:
    """How many rows `wanted` says, without its limit."""
    with parts.store.transaction() as tx:
        return tx.count_parked(wanted)


def pages_of_parked(parts: Parts, wanted: WantedParked, at_most: int | None = None) -> Iterator[Sequence[ParkedRow]]:
    """All that `wanted` says when it begins, page by page, oldest first, without bodies; or the first `at_most` rows.

    What is parked later is in no page, and no row comes twice: whoever settles a page and reads on comes to an end,
    also when rows stay, or come back under a new number.
    """
    with parts.store.transaction() as tx:
        wanted = replace(wanted, up_to=tx.newest_parked())
    left = at_most
    while left is None or left > 0:
        limit = PAGE if left is None else min(PAGE, left)
        rows = list_parked(parts, None, replace(wanted, limit=limit))
        if rows:
            yield rows
            wanted = replace(wanted, after=rows[-1].id)
        if len(rows) < limit:
            return
        left = None if left is None else left - len(rows)


def show_parked(parts: Parts, parked_id: int, organisation: str | None = None, *, with_body: bool = True) -> ParkedRow:
    """One parked thing, of that organisation where one asks. Raises NotFound (SIP602), also for another's."""
    with parts.store.transaction() as tx:
        row = tx.parked_row(parked_id, with_body=with_body)
    if row is None or (organisation is not None and row.organisation != organisation):
        raise NotFound(findings=(finding("SIP602"),))
    return row


def discard(parts: Parts, parked_id: int) -> None:
    """Nothing more is done about it; the row stays. Raises NotFound, Rejected (SIP647) for what is settled already."""
    with parts.store.transaction() as tx:
        row = _still_unsettled(tx, parked_id)
        tx.resolve_parked(parked_id, "discarded", parts.clock())
        audit(tx, parts, row.organisation, Audited.DISCARDED, code=row.reason, kind=row.kind)


def _unsettled(parts: Parts, parked_id: int) -> ParkedRow:
    """What is to be replayed, with its body: the only time that it is read."""
    row = show_parked(parts, parked_id)
    _refuse_settled(row)
    return row


def _still_unsettled(tx: Transaction, parked_id: int) -> ParkedRow:
    """The row, without body. Two people may settle it at the same time: only the first does, the second writes nothing.

    Asked after whatever copy is locked, since others lock a copy first and then what is parked of it.
    """
    row = tx.parked_row(parked_id, with_body=False)
    if row is None:
        raise NotFound(findings=(finding("SIP602"),))
    _refuse_settled(row)
    return row


def _refuse_settled(row: ParkedRow) -> None:
    if row.resolved_at is not None:
        raise Rejected(findings=(finding("SIP648" if row.resolution == "replayed" else "SIP647"),))


def replay(parts: Parts, parked_id: int) -> None:
    """Try again what is parked.

    Raises NotFound, or Rejected: SIP642 for what trying again cannot help, SIP647 or SIP648 for what is settled.
    """
    row = _unsettled(parts, parked_id)
    if row.kind == DELIVERY_KIND:
        take_delivery(parts, row)
    elif row.kind == DOCUMENT:
        _replay_document(parts, row)
    with parts.store.transaction() as tx:
        if row.kind == WorkKind.TELL.value and row.body is not None:
            requeue(tx, parts, row.organisation, row.subject, row.body)
        elif row.direction == OUT and row.body is not None:
            stream, version = _stream_of(parts, row)
            tx.add_work(stream, WorkKind.SEND, version, row.subject, parts.clock(), row.body)
        elif row.kind in _WORK and row.direction == OUT:
            replay_copy(tx, parts, row.organisation, CopyId.parse(row.subject))
        elif row.kind == WorkKind.RECORD.value:
            _replay_recording(tx, parts, row.organisation, CopyId.parse(row.subject))
        elif row.kind == MessageKind.HAND_OVER.value and row.direction == IN:
            accept_offer(tx, parts, row.organisation, row.subject)
        elif row.kind not in (DELIVERY_KIND, DOCUMENT):
            raise Rejected(findings=(finding("SIP642"),))
        _still_unsettled(tx, parked_id)
        tx.resolve_parked(parked_id, "replayed", parts.clock())
        audit(tx, parts, row.organisation, Audited.REPLAYED, code=row.reason, kind=row.kind)


def accept_hand_over(parts: Parts, organisation: str, plan_id: str) -> None:
    """Accept the hand-over of a plan that was offered to this organisation. Raises NotFound (SIP637), Rejected."""
    offers = [row for row in list_parked(parts, organisation, WantedParked(subject=plan_id)) if _is_offer(row)]
    if not offers:
        raise NotFound(findings=(finding("SIP637"),))
    replay(parts, offers[0].id)


def _is_offer(row: ParkedRow) -> bool:
    return row.kind == MessageKind.HAND_OVER.value and row.direction == IN


def state_of(parts: Parts, row: ParkedRow) -> CopyState | None:
    """The state that the copy is in of which a parked row speaks; None for what is about no copy."""
    try:
        copy_id = CopyId.parse(row.subject)
    except ValueError:
        return None
    with parts.store.transaction() as tx:
        found = tx.holding(row.organisation, copy_id) if row.direction == IN else tx.copy(row.organisation, copy_id)
    return found.state if found is not None else None


def replay_copy(tx: Transaction, parts: Parts, organisation: str, copy_id: CopyId) -> None:
    """Let a copy of the ledger go again: a parked one, or one that was refused. Consent is asked on its way.

    Raises NotFound (SIP602), Rejected (SIP642) in a state from which nothing goes on.
    """
    row = tx.copy(organisation, copy_id)
    if row is None:
        raise NotFound(findings=(finding("SIP602"),))
    if row.state not in (CopyState.PARKED, *_ANSWERED):
        raise Rejected(findings=(finding("SIP642"),))
    if row.frozen is None:
        add_preparing(tx, parts, organisation, copy_id)
        return
    for_people = is_for_people(tx, parts, organisation, copy_id)
    row = replace(row, message_id=parts.new_id() if row.state in _ANSWERED else row.message_id)
    row = move(tx, parts, row, CopyState.MADE if for_people else CopyState.PREPARED, None, Audited.REPLAYED)
    stream = Stream(organisation, copy_id.plan_id, copy_id.recipient)
    tx.drop_work(stream, WorkKind.SEND, str(copy_id))
    kind = WorkKind.RECORD if for_people or copy_id.recipient == organisation else WorkKind.SEND
    tx.add_work(stream, kind, copy_id.version, str(copy_id), parts.clock())


def _replay_recording(tx: Transaction, parts: Parts, organisation: str, copy_id: CopyId) -> None:
    holding = tx.holding(organisation, copy_id)
    if holding is None or holding.state is not CopyState.PARKED:
        raise Rejected(findings=(finding("SIP642"),))
    tx.put_holding(replace(holding, state=CopyState.RECEIVED, reason=None, since=parts.clock()))
    stream = Stream(organisation, copy_id.plan_id, holding.sender)
    tx.add_work(stream, WorkKind.RECORD, copy_id.version, str(copy_id), parts.clock())


def release_copy(parts: Parts, organisation: str, copy_id: CopyId) -> None:
    """Let a copy of the ledger that was rejected, misdirected or parked go again, with what is parked about it.

    Consent is asked on its way. Raises as `replay_copy`.
    """
    with parts.store.transaction() as tx:
        replay_copy(tx, parts, organisation, copy_id)
        for row in tx.parked(WantedParked(organisation, direction=OUT, subject=str(copy_id))):
            tx.resolve_parked(row.id, "replayed", parts.clock())
            audit(tx, parts, organisation, Audited.REPLAYED, code=row.reason, kind=row.kind)


def _replay_document(parts: Parts, row: ParkedRow) -> None:
    with parts.store.transaction() as tx:
        kept = tx.source(row.organisation, row.subject)
    if kept is None:
        raise Rejected(findings=(finding("SIP642"),))
    handed = HandedIn(row.subject, kept_body(parts, kept))
    answer = accept(parts, row.organisation, handed, release_older=True)
    if not answer.accepted:
        raise Rejected(findings=answer.findings)


def _stream_of(parts: Parts, row: ParkedRow) -> tuple[Stream, int]:
    """The stream in which it was to go, and its place there: a copy again, or a message."""
    if row.subject.startswith(AGAIN):
        copy_id = CopyId.parse(copy_in(row.subject) or "")
        return Stream(row.organisation, copy_id.plan_id, copy_id.recipient), copy_id.version
    message = unlock_told(parts.vault(row.organisation), row.body or b"", row.subject)
    return Stream(row.organisation, getattr(message, "plan_id", row.subject), message.header.receiver), 0


def drain_dead_letters(parts: Parts) -> int:
    """Put what the broker has set aside into the parked list; how many. Twice is once."""
    drained = 0
    keys = {entry.routing_key: entry.id for entry in parts.directory.all() if entry.routing_key}
    mine = [key for key, organisation in keys.items() if organisation in parts.journals]
    for delivery in list(parts.broker.dead_letters(mine)):
        organisation = keys[delivery.routing_key]
        subject = f"dead-letter:{delivery.envelope_id}"
        with parts.store.transaction() as tx:
            park(
                tx,
                parts,
                organisation,
                IN,
                subject,
                "SIP641",
                DELIVERY_KIND,
                detail=said_of(delivery),
                body=delivery.body,
            )
        parts.broker.discard_dead_letter(delivery)
        drained += 1
    return drained
