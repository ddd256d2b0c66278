"""Consent, asked with what the store knows: the version's plan, every consent of it, and the clock."""

from __future__ import annotations

import json

from gateway.exchange.locked import Purpose, unlock_consent, unlock_plan, version_name
from gateway.exchange.parts import Parts
from gateway.rules.consent import WAITS_FOR_CONSENT, ConsentDecision
from gateway.rules.recipients import (
    PARKS,
    Disposition,
    RecipientDecision,
    RecipientKind,
    recipient_of,
)
from gateway.store.protocol import Transaction
from gateway.store.rows import ConsentRow
from schemas.errors import NotFound
from schemas.findings import finding
from schemas.identifiers import PERSON
from schemas.messages import CopyId
from schemas.sip.consent import Consent, Withdrawal
from schemas.sip.document import SipDocument
from schemas.sip.integrity import broken_references
from schemas.sip.plan import Plan


def plan_of(tx: Transaction, parts: Parts, organisation: str, plan_id: str, version: int) -> Plan:
    """The plan in a version that this organisation has accepted. Raises `NotFound`."""
    row = tx.version(organisation, plan_id, version)
    if row is None:
        raise NotFound(findings=(finding("SIP602"),))
    sealed = row.document

    def read() -> Plan:
        return unlock_plan(parts.vault(organisation), sealed, plan_id, version)

    return parts.known.read(organisation, Purpose.PLAN, version_name(plan_id, version), sealed, read)


def consents_of(tx: Transaction, parts: Parts, organisation: str, plan_id: str) -> tuple[Consent, ...]:
    """Every version of every consent of the plan, oldest first."""
    return tuple(_consent(parts, row) for row in tx.consents(organisation, plan_id))


def _consent(parts: Parts, row: ConsentRow) -> Consent:
    def read() -> Consent:
        return unlock_consent(parts.vault(row.organisation), row.body, row.consent_id, row.version)

    about = version_name(row.consent_id, row.version)
    return parts.known.read(row.organisation, Purpose.CONSENT, about, row.body, read)


def asked(plan: Plan, consents: tuple[Consent, ...], parts: Parts, home: str, recipient: str) -> RecipientDecision:
    """What is to be done with that recipient's copy now. Who takes no part any more is withheld (SIP625)."""
    found = recipient_of(
        recipient,
        SipDocument(plan=plan),
        consents,
        home,
        parts.directory,
        parts.clock(),
        settings=parts.at_home(home).consent,
    )
    if found is not None:
        return found
    gone = ConsentDecision(recipient, allowed=False, missing=(finding("SIP625"),))
    return RecipientDecision(recipient, RecipientKind.ORGANISATION, Disposition.WITHHELD, gone, None, gone.missing)


def asked_for(tx: Transaction, parts: Parts, home: str, copy_id: CopyId) -> RecipientDecision:
    """The same, with what the store knows."""
    plan = plan_of(tx, parts, home, copy_id.plan_id, copy_id.version)
    return asked(plan, consents_of(tx, parts, home, copy_id.plan_id), parts, home, copy_id.recipient)


def reason_of(found: RecipientDecision) -> str | None:
    """The code that says why: the one that decided the disposition."""
    codes = [each.code for each in found.reasons]
    waits = [code for code in codes if code in WAITS_FOR_CONSENT]
    parks = [code for code in codes if code in PARKS]
    answers = [code for code in codes if code not in WAITS_FOR_CONSENT and code not in PARKS]
    return next(iter((*answers, *parks, *waits)), None)


def decision_bytes(decision: ConsentDecision) -> bytes:
    """The decision as it is kept beside the copy."""
    return json.dumps(decision.as_json(), sort_keys=True).encode()


def reaches_less(decision: ConsentDecision, kept: bytes | None) -> bool:
    """Whether consent reaches less far now than when the copy was frozen."""
    if kept is None:
        return True
    frozen = json.loads(kept)
    if decision.protected_housing and not frozen.get("protected_housing"):
        return True
    lost = set(frozen["subjects"]) - {subject.value for subject in decision.subjects}
    return bool(lost) or (frozen["covers_everything"] and not decision.covers_everything)


def document_of(plan: Plan, consents: tuple[Consent, ...]) -> SipDocument:
    """The plan with the newest version of each consent, without what it says of those who no longer take part."""
    newest = {each.id: each for each in sorted(consents, key=lambda each: each.count)}
    fitting = tuple(_fitting(plan, each) for each in newest.values())
    return SipDocument(plan=plan, consents=tuple(each for each in fitting if not broken_references(plan, (each,))))


def people_and_organisations(plan: Plan) -> set[str]:
    """The ids of everybody who can say something in the plan."""
    kin = (*plan.guardians, *plan.representatives, *plan.relatives, *plan.supporters, *plan.participants)
    return {PERSON, *(each.id for each in plan.organisations), *(one.id for one in kin)}  # type: ignore[attr-defined]


def _fitting(plan: Plan, consent: Consent) -> Consent:
    known = {PERSON, *(each.id for each in plan.organisations), *(each.id for each in plan.guardians)}
    speaking = people_and_organisations(plan)
    kept = tuple(row for row in consent.recipients if row.recipient in known)
    withdrawals = tuple(
        _without(each, known, speaking)
        for each in consent.withdrawals
        if not each.recipients or known.intersection(each.recipients)
    )
    if (kept, withdrawals) == (consent.recipients, consent.withdrawals):
        return consent
    return consent.model_copy(update={"recipients": kept, "withdrawals": withdrawals})


def _without(withdrawal: Withdrawal, known: set[str], speaking: set[str]) -> Withdrawal:
    recipients = tuple(each for each in withdrawal.recipients if each in known)
    by = withdrawal.by if withdrawal.by in speaking else None
    return withdrawal.model_copy(update={"recipients": recipients, "by": by})
