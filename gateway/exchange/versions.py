"""What a new version of a plan brings with it at its home, all in the transaction that accepts it.

One ledger row and one work row for each recipient; older copies that never left are superseded; who takes part no
more is told; a plan that ends in `withdrawn` or `nullified` is ended at everybody who holds it.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.exchange.accepting import Weighed
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.consent_changed import add_preparing, consent_changed, tell_who_is_named_no_more
from gateway.exchange.consents_kept import keep_new_consents
from gateway.exchange.decisions import consents_of, reason_of
from gateway.exchange.ledger_moves import stop
from gateway.exchange.locked import lock_plan
from gateway.exchange.lost_versions import settle_lost
from gateway.exchange.parking import unpark
from gateway.exchange.parts import Parts
from gateway.exchange.telling import queue_event
from gateway.exchange.withdrawing import Taking, end_copies, holders, of_recipient, tell_holder
from gateway.rules.recipients import RecipientDecision, RecipientKind, recipients_of
from gateway.rules.versions import content_hash_of, follow_up_on
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, PlanRow, VersionRow
from schemas.messages import CopyId, Evidence, MessageKind
from schemas.sip.document import SipDocument
from schemas.sip.plan import Plan
from schemas.states import CopyState, PlanState

_STALE = frozenset({CopyState.AWAITING_CONSENT, CopyState.WITHHELD, CopyState.MADE, CopyState.PARKED})
"""A newer version makes these needless: nothing of them has left."""

_ENDS = {
    PlanState.WITHDRAWN: (MessageKind.WITHDRAWAL, "SIP623"),
    PlanState.NULLIFIED: (MessageKind.NULLIFICATION, "SIP624"),
}


def add_version(tx: Transaction, parts: Parts, organisation: str, weighed: Weighed, token: str) -> int:
    """Write the version with everything that follows from it; gives its number."""
    plan = weighed.document.plan
    version, before_it = plan.version or 1, weighed.held.version if weighed.held else 0
    _remember(tx, parts, organisation, weighed)
    settle_lost(tx, parts, organisation, weighed.plan_id, version)
    tx.add_version(_row(parts, organisation, plan, version, token))
    before = consents_of(tx, parts, organisation, weighed.plan_id)
    if keep_new_consents(tx, parts, organisation, weighed.document, weighed.plan_id):
        tell_who_is_named_no_more(tx, parts, organisation, plan, before)
    _supersede(tx, parts, organisation, weighed.plan_id, version)
    consents = consents_of(tx, parts, organisation, weighed.plan_id)
    found = recipients_of(
        SipDocument(plan=plan),
        consents,
        organisation,
        parts.directory,
        parts.clock(),
        settings=parts.at_home(organisation).consent,
    )
    for each in found:
        _add_copy(tx, parts, organisation, plan, each)
    _tell_who_left(tx, parts, organisation, plan, found, before_it)
    _end_plan(tx, parts, organisation, plan)
    return version


def take_consents(tx: Transaction, parts: Parts, organisation: str, weighed: Weighed, version: int) -> None:
    """A document with no new content can hold a new consent: what waited for it is prepared."""
    before = consents_of(tx, parts, organisation, weighed.plan_id)
    if keep_new_consents(tx, parts, organisation, weighed.document, weighed.plan_id):
        consent_changed(tx, parts, organisation, weighed.plan_id, before)
    audit(tx, parts, organisation, Audited.CONSENT_RECORDED, plan_id=weighed.plan_id, version=version)


def _remember(tx: Transaction, parts: Parts, organisation: str, weighed: Weighed) -> None:
    """The plan id beside the source system's own id, and the person's number as a keyed index."""
    plan = weighed.document.plan
    row = weighed.row or PlanRow(organisation, weighed.plan_id, organisation)
    if plan.source is not None:
        row = replace(row, source_system=plan.source.system, source_plan_id=plan.source.plan_id)
    identity = plan.person.identity
    index = parts.vault(organisation).keyed_index(f"{identity.kind.value}|{identity.value}")
    tx.put_plan(replace(row, person_index=index))


def _row(parts: Parts, organisation: str, plan: Plan, version: int, token: str) -> VersionRow:
    return VersionRow(
        organisation,
        plan.plan_id or "",
        version,
        plan.state,
        content_hash_of(plan),
        plan.source.revision if plan.source else None,
        lock_plan(parts.vault(organisation), plan),
        parts.clock(),
        follow_up_on(plan),
        token,
    )


def _supersede(tx: Transaction, parts: Parts, organisation: str, plan_id: str, version: int) -> None:
    for row in tx.copies(organisation, plan_id):
        if row.copy_id.version >= version or row.first_sent_at is not None:
            continue
        if row.state in _STALE and stop(tx, parts, row, CopyState.SUPERSEDED, "SIP628") is not None:
            unpark(tx, parts, organisation, str(row.copy_id))


def _add_copy(tx: Transaction, parts: Parts, organisation: str, plan: Plan, found: RecipientDecision) -> None:
    """The ledger row in its first state. The home's own is recorded already when its journal names the plan itself."""
    copy_id = CopyId(plan.plan_id or "", plan.version or 1, found.address or found.recipient)
    if tx.copy(organisation, copy_id) is not None:
        return
    row = CopyRow(organisation, copy_id, CopyState.AWAITING_CONSENT, reason_of(found), parts.clock())
    if found.kind is RecipientKind.HOME and plan.source is not None:
        row = replace(row, state=CopyState.RECORDED, entry_id=plan.source.plan_id, evidence=Evidence.HANDED_IN.value)
        tx.put_copy(row)
        queue_event(tx, parts, row)
        return
    tx.put_copy(row)
    add_preparing(tx, parts, organisation, copy_id)


def _tell_who_left(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    plan: Plan,
    found: tuple[RecipientDecision, ...],
    before_it: int,
) -> None:
    """Who took part in the version before and does not in this one: what it held ends, and it is told, each time.

    So is who took part in a version between that is not here any more.
    """
    plan_id, version = plan.plan_id or "", plan.version or 1
    taking_part = {each.address or each.recipient for each in found}
    rows = tx.copies(organisation, plan_id)
    before = {row.copy_id.recipient for row in rows if before_it <= row.copy_id.version < version}
    for holder in holders(tx, organisation, plan_id):
        if holder in taking_part or holder not in before:
            continue
        end_copies(tx, parts, organisation, plan_id, CopyState.ENDED, "SIP625", of_recipient(holder))
        kind = MessageKind.END_OF_PARTICIPATION
        taking = Taking(parts.clock())
        tell_holder(tx, parts, kind, organisation, holder, plan_id, taking, ended_with_version=version)
        audit(tx, parts, organisation, Audited.STOPPED, plan_id=plan_id, counterpart=holder, kind=kind.value)


def _end_plan(tx: Transaction, parts: Parts, organisation: str, plan: Plan) -> None:
    """A plan handed in as withdrawn or nullified: a tombstone here, everything pending ended, every holder told."""
    ends = _ENDS.get(plan.state)
    row = tx.plan(organisation, plan.plan_id or "")
    if ends is None or row is None:
        return
    kind, code = ends
    at = parts.clock()
    tx.put_plan(replace(row, tombstone=kind, tombstone_at=at))

    def elsewhere(copy: CopyRow) -> bool:
        return copy.copy_id.recipient != organisation

    end_copies(tx, parts, organisation, row.plan_id, CopyState.WITHDRAWN, code, elsewhere)
    for holder in holders(tx, organisation, row.plan_id):
        tell_holder(tx, parts, kind, organisation, holder, row.plan_id, Taking(at))
