"""Consents that a document brings: told apart from those that are known, numbered, kept.

A journal system hands in the same consent with every version of the plan, mostly without an id. One that says what a
kept version says, also an older one, is nothing new: an export cannot bring back what was withdrawn since.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.exchange.auditing import Audited, audit
from gateway.exchange.decisions import consents_of
from gateway.exchange.parts import Parts
from gateway.exchange.withdrawing import keep_consent
from gateway.rules.consent_givers import basis_of
from gateway.store.protocol import Transaction
from schemas.errors import VersionConflict
from schemas.findings import finding
from schemas.sip.consent import Consent
from schemas.sip.document import SipDocument

_NUMBERING = {"id", "version", "plan_id"}


def keep_new_consents(tx: Transaction, parts: Parts, organisation: str, document: SipDocument, plan_id: str) -> bool:
    """Keep the consents of a document that are new; whether any was."""
    known = list(consents_of(tx, parts, organisation, plan_id))
    kept = False
    for consent in document.consents:
        new = numbered(consent, known, plan_id, parts)
        if new is None:
            continue
        keep_consent(tx, parts, organisation, new)
        audit(tx, parts, organisation, Audited.CONSENT_RECORDED, plan_id=plan_id, consent=new.id, version=new.count)
        known.append(new)
        kept = True
    return kept


def numbered(consent: Consent, known: Sequence[Consent], plan_id: str, parts: Parts) -> Consent | None:
    """The consent with id and version, or None when a kept version says the same.

    By id: the next version of that one. Without id: a consent of its own, unless its withdrawal or its end is all that
    is new against one that is kept.
    """
    if any(_is_said_by(consent, each) for each in known):
        return None
    same = [each for each in known if (each.id == consent.id if consent.id else _core(each) == _core(consent))]
    newest = max(same, key=lambda each: each.count, default=None)
    if newest is None:
        return consent.model_copy(
            update={"id": consent.id or parts.new_id(), "version": consent.count, "plan_id": plan_id}
        )
    merged = (*newest.withdrawals, *(each for each in consent.withdrawals if each not in newest.withdrawals))
    made = {"id": newest.id, "version": newest.count + 1, "plan_id": plan_id, "withdrawals": merged}
    return consent.model_copy(update=made)


def said_before(consent: Consent, known: Sequence[Consent]) -> Consent:
    """The newest version that is kept of what `numbered` finds to be nothing new."""
    (first, *_) = (each for each in known if _is_said_by(consent, each))
    return max((each for each in known if each.id == first.id), key=lambda each: each.count)


def _is_said_by(consent: Consent, kept: Consent) -> bool:
    return _says(kept) == _says(consent) and consent.id in (None, kept.id)


def check_number(consent: Consent, known: Sequence[Consent]) -> None:
    """Raises VersionConflict (SIP616) when id and version are taken by other content."""
    for each in known:
        if (each.id, each.count) == (consent.id, consent.count) and _says(each) != _says(consent):
            raise VersionConflict(findings=(finding("SIP616"),))


def _says(consent: Consent) -> dict[str, object]:
    return consent.model_dump(exclude=_NUMBERING) | {"basis": basis_of(consent)}


def _core(consent: Consent) -> dict[str, object]:
    """Who gave it, when and how: what makes it that consent."""
    return consent.model_dump(include={"stage", "givers"}) | {"basis": basis_of(consent)}
