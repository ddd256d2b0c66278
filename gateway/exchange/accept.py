"""Accept: a document that an organisation hands in becomes a version of its plan, or is refused with everything
found.

Theory of operation. The bytes are kept, sealed, whatever becomes of them. Reading, ids, rules come first; then one
transaction writes the version, its consents, one ledger row and one work row for each recipient, what the new version
ends, and audit. Then the journal is answered.

Twice: the same token and bytes give the same answer. Other bytes with the same content are no new version, and get
the answer of the version that they are. A plan without consent is accepted: its home has it, and the others wait.
Raises nothing about the document: the answer says it. `Unavailable` passes through, and nothing is written.
"""

from __future__ import annotations

import hashlib

from adapters.journal import Answer, HandedIn
from gateway.exchange.accepting import TAKEN, Weighed, weigh
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.existing import check_existing, keep_back
from gateway.exchange.handed_in import read_handed_in
from gateway.exchange.kept_documents import DOCUMENT, Received, answer_of, keep, park_older
from gateway.exchange.parking import IN, park
from gateway.exchange.parts import Parts
from gateway.exchange.steps import Step
from gateway.exchange.versions import add_version, take_consents
from gateway.logs import Event
from gateway.rules.ownership import HandIn
from gateway.store.protocol import Transaction
from gateway.store.rows import SourceRow
from mappings.located import located
from mappings.reading import Reading
from schemas.findings import Finding, finding, has_errors

_EVENTS = {
    HandIn.FIRST: Event.DOCUMENT_ACCEPTED,
    HandIn.NEXT: Event.DOCUMENT_ACCEPTED,
    HandIn.NOTHING_NEW: Event.DOCUMENT_UNCHANGED,
    HandIn.ECHO: Event.DOCUMENT_DROPPED,
    HandIn.OLDER_EXPORT: Event.DOCUMENT_PARKED,
}


def accept(
    parts: Parts, organisation: str, handed: HandedIn, *, release_older: bool = False, existing: bool = False
) -> Answer:
    """Take a document. `release_older` lets a parked older export through: a person has looked at it.

    `existing`: the others have the plan on paper, and the copies of a new version are kept back (see `existing.py`).
    A document that is a version already stays as it is.
    """
    digest = _digest(parts, organisation, handed)
    with parts.store.transaction() as tx:
        key, seen = _seen(tx, organisation, handed.token, digest)
        if seen is not None and not release_older:
            return answer_of(tx, parts, seen, handed.token)
    received = Received(handed, key, digest, read_handed_in(parts, organisation, handed.body))
    with parts.store.transaction() as tx:
        answer = _decide(tx, parts, organisation, received, release_older=release_older, existing=existing)
        parts.at(Step.ACCEPT_BEFORE_COMMIT)
    parts.at(Step.ACCEPT_AFTER_COMMIT)
    return answer


def set_document_aside(parts: Parts, organisation: str, handed: HandedIn, frames: str) -> Answer:
    """Keep and park a document that a defect of ours keeps from being taken; its journal is told so (SIP640)."""
    digest = _digest(parts, organisation, handed)
    with parts.store.transaction() as tx:
        key, _ = _seen(tx, organisation, handed.token, digest)
        park(tx, parts, organisation, IN, key, "SIP640", DOCUMENT, detail=frames)
        received = Received(handed, key, digest, Reading(None, None))
        return _refuse(tx, parts, organisation, received, (finding("SIP640"),))


def _digest(parts: Parts, organisation: str, handed: HandedIn) -> str:
    return parts.vault(organisation).keyed_digest(hashlib.sha256(handed.body).hexdigest())


def _seen(tx: Transaction, organisation: str, token: str, digest: str) -> tuple[str, SourceRow | None]:
    """The key of this document: its token, or token and digest where the token has named other bytes before."""
    for key in (token, f"{token}#{digest[-16:]}"):
        row = tx.source(organisation, key)
        if row is None or row.digest == digest:
            return key, row
    return f"{token}#{digest[-32:]}", tx.source(organisation, f"{token}#{digest[-32:]}")


def _decide(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    received: Received,
    *,
    release_older: bool,
    existing: bool = False,
) -> Answer:
    document = received.reading.document
    if document is None or has_errors(received.reading.findings):
        return _refuse(tx, parts, organisation, received, received.reading.findings)
    weighed = weigh(tx, parts, organisation, document, release_older=release_older)
    findings = (*received.reading.findings, *located(weighed.findings, received.reading))
    if existing and weighed.what is HandIn.NEXT:
        findings = (*findings, *check_existing(tx, organisation, weighed.plan_id))
    if weighed.what is HandIn.OLDER_EXPORT:
        park_older(tx, parts, organisation, received.key)
    if weighed.what is HandIn.ECHO:
        audit(tx, parts, organisation, Audited.DROPPED, plan_id=weighed.plan_id, code="SIP604")
    if weighed.what not in TAKEN or has_errors(findings):
        return _refuse(tx, parts, organisation, received, findings, weighed)
    answer = _take(tx, parts, organisation, received, weighed, findings)
    if existing and weighed.what is not HandIn.NOTHING_NEW:
        keep_back(tx, parts, organisation, weighed.plan_id, answer.version or 1)
    return answer


def _refuse(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    received: Received,
    findings: tuple[Finding, ...],
    weighed: Weighed | None = None,
) -> Answer:
    row = keep(tx, parts, organisation, received, findings, None, None)
    audit(tx, parts, organisation, Audited.REFUSED, code=next((each.code for each in findings), None))
    event = _EVENTS.get(weighed.what, Event.DOCUMENT_REFUSED) if weighed else Event.DOCUMENT_REFUSED
    event = Event.DOCUMENT_REFUSED if event is Event.DOCUMENT_ACCEPTED else event
    parts.log(event, organisation=organisation, code=next((each.code for each in findings), None))
    return answer_of(tx, parts, row, received.handed.token)


def _take(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    received: Received,
    weighed: Weighed,
    findings: tuple[Finding, ...],
) -> Answer:
    """A new version with what follows from it, or nothing new but its consents."""
    if weighed.what is HandIn.NOTHING_NEW:
        version = weighed.held.version if weighed.held else 1
        take_consents(tx, parts, organisation, weighed, version)
        audit(tx, parts, organisation, Audited.UNCHANGED, plan_id=weighed.plan_id, version=version)
    else:
        version = add_version(tx, parts, organisation, weighed, received.key)
        if weighed.identity_changed:
            audit(tx, parts, organisation, Audited.IDENTITY_CHANGED, plan_id=weighed.plan_id, version=version)
        audit(tx, parts, organisation, Audited.ACCEPTED, plan_id=weighed.plan_id, version=version)
    row = keep(tx, parts, organisation, received, findings, weighed.plan_id, version)
    parts.log(_EVENTS[weighed.what], organisation=organisation, plan_id=weighed.plan_id, version=version)
    return answer_of(tx, parts, row, received.handed.token)
