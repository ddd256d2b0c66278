"""Prepare: one transaction in which a copy is decided, minimised, said in FHIR and frozen.

Theory of operation. The decision, the rule version that made it, the recipient's ids, the bytes and their hash are
written together, with the work that goes on: `send` for another organisation, `record` for the home's own journal and
for the page of the person or a guardian. What may not go is not an error: the ledger says `awaiting-consent`,
`withheld` or `parked` with the code of what is missing.

Prepared twice: a copy that is frozen already is left as it is. A copy is frozen anew under its copy id only when the
first never left (see `send`), or was taken back and rests on a new consent now (see `consent_changed`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from gateway.exchange.auditing import Audited
from gateway.exchange.decisions import asked, consents_of, decision_bytes, document_of, plan_of, reason_of
from gateway.exchange.ledger_moves import may_move, move
from gateway.exchange.locked import Purpose, lock_frozen, lock_holding
from gateway.exchange.parking import park_copy
from gateway.exchange.parts import Parts
from gateway.exchange.phases import Phases, alone
from gateway.exchange.source_document import with_source
from gateway.exchange.steps import Step
from gateway.logs import Event
from gateway.rules.consent_order import standing_withdrawals
from gateway.rules.copies import MadeCopy, make_copy
from gateway.rules.recipients import Disposition, RecipientDecision, RecipientKind
from gateway.store.protocol import Transaction
from gateway.store.rows import Claim, CopyRow, HoldingRow, Stream, VersionRow, WorkKind
from mappings import fhir
from schemas.messages import Copy, CopyId
from schemas.sip.consent import Consent
from schemas.sip.document import SipDocument
from schemas.states import CopyState

_PREPARABLE = frozenset({CopyState.AWAITING_CONSENT, CopyState.WITHHELD, CopyState.PARKED})


def prepare(parts: Parts, claim: Claim) -> None:
    """Decide and freeze the copy that the claimed work names; or say in the ledger why not."""
    alone(parts, preparing(parts, claim))


def preparing(parts: Parts, claim: Claim) -> Phases:
    """The same in phases: one."""
    yield partial(_prepare, parts, claim)
    parts.at(Step.PREPARE_AFTER_COMMIT)


def _prepare(parts: Parts, claim: Claim, tx: Transaction) -> None:
    copy_id = CopyId.parse(claim.work.subject)
    tx.guard(claim)
    row = tx.copy(claim.stream.organisation, copy_id)
    if row is not None and _may_be_prepared(row):
        prepare_row(tx, parts, row)
    tx.finish(claim)
    parts.at(Step.PREPARE_BEFORE_COMMIT)


def _may_be_prepared(row: CopyRow) -> bool:
    """What is not frozen; and what was taken back, when a new consent has asked for it."""
    return row.state is CopyState.WITHDRAWN or (row.state in _PREPARABLE and row.frozen is None)


def prepare_row(tx: Transaction, parts: Parts, row: CopyRow) -> None:
    """The same within a transaction that is open."""
    begun = parts.ticks()
    home, copy_id = row.organisation, row.copy_id
    plan = plan_of(tx, parts, home, copy_id.plan_id, copy_id.version)
    consents = consents_of(tx, parts, home, copy_id.plan_id)
    found = asked(plan, consents, parts, home, copy_id.recipient)
    if row.state is CopyState.WITHDRAWN and not _given_since(found, consents):
        return
    if found.disposition not in (Disposition.PREPARE, Disposition.MADE):
        _not_prepared(tx, parts, row, found)
        return
    made = make_copy(
        document_of(plan, consents)
        if found.kind is RecipientKind.HOME
        else SipDocument(plan=with_source(tx, parts, tx.version(home, copy_id.plan_id, copy_id.version), plan)),
        found.recipient,
        found.decision,
        aliases=tx.aliases(home, copy_id.plan_id, copy_id.recipient),
        new_id=lambda: parts.new_id().removeprefix("urn:uuid:"),
        recipient_handles_protected=parts.directory.handles_protected(found.address or copy_id.recipient),
        home=found.recipient if found.kind is RecipientKind.HOME else home,
        settings=parts.at_home(home).copies,
    )
    tx.add_aliases(home, copy_id.plan_id, copy_id.recipient, made.aliases)
    _freeze(tx, parts, row, made, found)
    seconds = round(parts.ticks() - begun, 6)
    parts.log(Event.COPY_PREPARED, organisation=home, copy_id=str(copy_id), seconds=seconds)


def _given_since(found: RecipientDecision, consents: tuple[Consent, ...]) -> bool:
    """Whether the copy may go, and all that lets it go was surely given after every withdrawal."""
    goes = found.disposition in (Disposition.PREPARE, Disposition.MADE)
    return goes and not any(standing_withdrawals(each, consents) for each in found.decision.used)


def _not_prepared(tx: Transaction, parts: Parts, row: CopyRow, found: RecipientDecision) -> None:
    code = reason_of(found)
    state = found.disposition.state
    parts.log(Event.COPY_WITHHELD, organisation=row.organisation, copy_id=str(row.copy_id), code=code)
    row = replace(row, decision=decision_bytes(found.decision))
    if state is CopyState.PARKED:
        park_copy(tx, parts, row, code or "SIP642", WorkKind.PREPARE)
    elif (row.state, row.reason) != (state, code) and may_move(row, state):
        move(tx, parts, row, state, code, Audited.NOT_PREPARED)


def _freeze(tx: Transaction, parts: Parts, row: CopyRow, made: MadeCopy, found: RecipientDecision) -> None:
    copy_id, vault = row.copy_id, parts.vault(row.organisation)
    version = tx.version(row.organisation, copy_id.plan_id, copy_id.version)
    at_home = found.kind is RecipientKind.HOME
    for_people = found.kind in (RecipientKind.PERSON, RecipientKind.GUARDIAN)
    receiver = row.organisation if at_home or for_people else copy_id.recipient
    previous = _sent_before(tx, row)
    copied = Copy(
        sender=row.organisation,
        receiver=receiver,
        document=made.document,
        previous_version=previous,
        version_digest=vault.keyed_digest(version.content_hash if version else ""),
        redacted=made.redacted,
    )
    frozen = fhir.frozen_copy(copied)
    sealed = lock_frozen(vault, frozen, copy_id)
    if for_people:  # the page is made of it soon: what is read back from the bytes is this document
        parts.known.keep(row.organisation, Purpose.FROZEN, str(copy_id), sealed, made.document)
    if row.state is CopyState.WITHDRAWN:
        tx.unfreeze(row.organisation, copy_id)
    row = replace(
        row,
        content_hash=fhir.content_hash(frozen),
        frozen=sealed,
        redacted=made.redacted,
        decision=decision_bytes(found.decision),
        previous_version=previous,
        message_id=parts.new_id(),
        deadline=None if for_people else parts.clock() + parts.times.confirm_within,  # pages: see hand_out.py
        late_since=None,
    )
    row = move(tx, parts, row, CopyState.MADE if for_people else CopyState.PREPARED, None, Audited.PREPARED)
    if at_home:
        _hold_at_home(tx, parts, row, frozen, made.document, version)
    stream = Stream(row.organisation, copy_id.plan_id, copy_id.recipient)
    goes_on = WorkKind.RECORD if at_home or for_people else WorkKind.SEND
    due_at = parts.clock() + parts.times.page_waits if for_people else parts.clock()
    tx.add_work(stream, goes_on, copy_id.version, str(copy_id), due_at)


def _hold_at_home(
    tx: Transaction, parts: Parts, row: CopyRow, frozen: bytes, document: SipDocument, version: VersionRow | None
) -> None:
    """The home's own journal did not write this plan itself: it records its copy as everybody else does."""
    now, body = parts.clock(), lock_holding(parts.vault(row.organisation), frozen, row.copy_id)
    parts.known.keep(row.organisation, Purpose.HOLDING, str(row.copy_id), body, document)
    tx.put_holding(
        HoldingRow(
            organisation=row.organisation,
            copy_id=row.copy_id,
            sender=row.organisation,
            state=CopyState.RECEIVED,
            reason=None,
            since=now,
            message_id=row.message_id or "",
            content_hash=row.content_hash or "",
            body=body,
            redacted=False,
            received_at=now,
            previous_version=row.previous_version,
            follow_up_on=version.follow_up_on if version else None,
        )
    )


def _sent_before(tx: Transaction, row: CopyRow) -> int | None:
    """The version that this recipient got, or may have got, before this one."""
    copy_id = row.copy_id
    before = [
        each.copy_id.version
        for each in tx.copies(row.organisation, copy_id.plan_id)
        if each.copy_id.recipient == copy_id.recipient
        and each.copy_id.version < copy_id.version
        and (each.first_sent_at is not None or each.state is CopyState.PREPARED)
    ]
    return max(before, default=None)
