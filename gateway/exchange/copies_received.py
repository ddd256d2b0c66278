"""What a received copy becomes: a holding of its recipient, and the work of recording it.

The first version fixes the plan's home; a version from anybody else is refused (SIP600). One copy id has one content,
except that what was withdrawn before it was recorded gives way to what rests on a later consent: no record is touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from gateway.exchange.locked import Purpose, lock_holding, unlock_holding
from gateway.exchange.parking import IN, park
from gateway.exchange.parts import Parts
from gateway.exchange.queueing import queue_status
from gateway.rules.versions import follow_up_on
from gateway.store.protocol import Transaction
from gateway.store.rows import HoldingRow, PlanRow, Stream, WorkKind
from mappings import fhir
from schemas.dates import starts
from schemas.errors import NotFound, NotYours, Rejected
from schemas.findings import finding
from schemas.messages import CopyId, CopyMessage, MessageKind
from schemas.sip.consent import Consent
from schemas.sip.document import SipDocument
from schemas.states import CopyState

_TRY_AGAIN = frozenset({CopyState.REJECTED, CopyState.MISDIRECTED, CopyState.PARKED})
"""A person at home has released the copy once more: it is recorded as if it had come for the first time."""


def receive_copy(tx: Transaction, parts: Parts, organisation: str, message: CopyMessage, frozen: bytes) -> None:
    """Take a copy. Raises Rejected when it is another's plan or another content; nothing else is written then."""
    copy_id, sender = message.copied.copy_id, message.header.sender
    _check_home(tx, organisation, sender, copy_id.plan_id)
    if copy_id.recipient != organisation or message.copied.sender != sender:
        raise Rejected(findings=(finding("SIP631"),))
    held = tx.holding(organisation, copy_id)
    content_hash = fhir.content_hash(frozen)
    if held is None or _comes_anew(tx, held, message):
        _hold(tx, parts, organisation, message, frozen, content_hash)
    elif held.content_hash != content_hash:
        body = lock_holding(parts.vault(organisation), frozen, copy_id)
        subject = f"{copy_id}#{message.header.message_id}"
        park(tx, parts, organisation, IN, subject, "SIP614", "version-fork", body=body, plan_id=copy_id.plan_id)
        raise Rejected(findings=(finding("SIP614"),))
    elif held.state in _TRY_AGAIN:
        now = parts.clock()
        tx.put_holding(
            replace(held, state=CopyState.RECEIVED, reason=None, since=now, message_id=message.header.message_id)
        )
        _add_recording(tx, parts, organisation, sender, copy_id)
    elif held.state is not CopyState.RECEIVED:
        queue_status(tx, parts, held, because=message.header.message_id)


def _comes_anew(tx: Transaction, held: HoldingRow, message: CopyMessage) -> bool:
    """Whether what was taken back without being recorded comes again, resting on a consent that was given after."""
    if held.state is not CopyState.WITHDRAWN:
        return False
    plan = tx.plan(held.organisation, held.copy_id.plan_id)
    ended_at = plan.tombstone_at if plan is not None and plan.tombstone_at is not None else held.since
    return given_after(message.copied.document.consents, ended_at)


def _check_home(tx: Transaction, organisation: str, sender: str, plan_id: str) -> None:
    known = tx.plan(organisation, plan_id)
    if known is None or (known.home != sender and _only_buried(tx, known)):
        tx.put_plan(PlanRow(organisation, plan_id, sender))
    elif known.home != sender:
        raise NotYours(findings=(finding("SIP600"),))


def _only_buried(tx: Transaction, known: PlanRow) -> bool:
    """Whether all that is known of the plan is a control that came before any version."""
    mine = known.home == known.organisation
    buried = known.tombstone is not None or known.ended_with_version is not None
    return buried and not mine and not tx.holdings(known.organisation, known.plan_id)


def _hold(
    tx: Transaction, parts: Parts, organisation: str, message: CopyMessage, frozen: bytes, content_hash: str
) -> None:
    copy_id, now = message.copied.copy_id, parts.clock()
    body = lock_holding(parts.vault(organisation), frozen, copy_id)
    parts.known.keep(organisation, Purpose.HOLDING, str(copy_id), body, message.copied.document)
    tx.put_holding(
        HoldingRow(
            organisation=organisation,
            copy_id=copy_id,
            sender=message.header.sender,
            state=CopyState.RECEIVED,
            reason=None,
            since=now,
            message_id=message.header.message_id,
            content_hash=content_hash,
            body=body,
            redacted=message.copied.redacted,
            received_at=now,
            previous_version=message.copied.previous_version,
            follow_up_on=follow_up_on(message.copied.document.plan),
            deadline=now + parts.times.confirm_within,
        )
    )
    _add_recording(tx, parts, organisation, message.header.sender, copy_id)


def _add_recording(tx: Transaction, parts: Parts, organisation: str, sender: str, copy_id: CopyId) -> None:
    stream = Stream(organisation, copy_id.plan_id, sender)
    tx.add_work(stream, WorkKind.RECORD, copy_id.version, str(copy_id), parts.clock())


_BY_TOMBSTONE = {
    MessageKind.WITHDRAWAL: (CopyState.WITHDRAWN, "SIP623"),
    MessageKind.NULLIFICATION: (CopyState.WITHDRAWN, "SIP624"),
    MessageKind.END_OF_PARTICIPATION: (CopyState.ENDED, "SIP625"),
}


def ended_by(tombstone: MessageKind | None) -> tuple[CopyState, str] | None:
    """What a tombstone makes of a copy under it, and the code; None without tombstone."""
    return None if tombstone is None else _BY_TOMBSTONE[tombstone]


def took_no_part(plan: PlanRow | None, version: int) -> bool:
    """Whether this organisation had left the plan when a later version than this one was written."""
    return plan is not None and plan.ended_with_version is not None and version < plan.ended_with_version


def ending(plan: PlanRow | None, newest_held: int | None) -> MessageKind | None:
    """What has ended the exchange here; None also for who has left and come back."""
    if plan is not None and plan.tombstone is not None:
        return plan.tombstone
    return MessageKind.END_OF_PARTICIPATION if took_no_part(plan, newest_held or 0) else None


def given_after(consents: Iterable[Consent], ended_at: datetime | None) -> bool:
    """Whether all of this consent was surely given after what ended the plan."""
    given = [giver.given_at for consent in consents for giver in consent.givers]
    return bool(given) and ended_at is not None and all(each is not None and starts(each) > ended_at for each in given)


def what_ended(plan: PlanRow | None, version: int, document: SipDocument) -> tuple[CopyState, str] | None:
    """What has ended that version here, and the code; None when nothing has, or a new consent lets it go on."""
    if took_no_part(plan, version):
        return ended_by(MessageKind.END_OF_PARTICIPATION)
    if plan is None or (plan.tombstone is MessageKind.WITHDRAWAL and given_after(document.consents, plan.tombstone_at)):
        return None
    return ended_by(plan.tombstone)


def document_held(parts: Parts, holding: HoldingRow) -> SipDocument:
    """The document of a copy that is held, from the exact bytes that came. Raises NotFound (SIP649) once culled."""
    if not holding.body:
        raise NotFound(findings=(finding("SIP649"),))

    def read() -> SipDocument:
        frozen = unlock_holding(parts.vault(holding.organisation), holding.body, holding.copy_id)
        return fhir.copy_as_checked(frozen, holding.content_hash).document

    return parts.known.read(holding.organisation, Purpose.HOLDING, str(holding.copy_id), holding.body, read)


def read_before(parts: Parts, holding: HoldingRow) -> SipDocument | None:
    """The same, if this process has read it lately."""
    found: SipDocument | None = parts.known.find(
        holding.organisation, Purpose.HOLDING, str(holding.copy_id), holding.body
    )
    return found
