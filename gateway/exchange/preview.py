"""Preview: exactly what would be sent to one recipient now, and what stays. Changes and sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.exchange.accepting import TAKEN, weigh
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.consents_kept import numbered
from gateway.exchange.decisions import consents_of, document_of, plan_of
from gateway.exchange.handed_in import read_handed_in
from gateway.exchange.parts import Parts
from gateway.rules.preview import Preview, preview
from gateway.store.protocol import Transaction
from mappings import fhir
from mappings.located import located
from mappings.reading import Reading
from schemas.errors import InvalidDocument, NotFound
from schemas.findings import finding, has_errors
from schemas.messages import Copy
from schemas.sip.document import SipDocument


@dataclass(frozen=True, slots=True)
class Previewed:
    """What the rules say, and the FHIR that would be frozen (None: nothing goes, or it goes as a page to a person)."""

    recipient: str
    preview: Preview
    fhir: bytes | None


def preview_plan(parts: Parts, organisation: str, plan_id: str, recipient: str) -> Previewed:
    """What `recipient` would get of the newest version of a plan that this organisation keeps. Raises NotFound."""
    with parts.store.transaction() as tx:
        newest = tx.newest_version(organisation, plan_id)
        if newest is None:
            raise NotFound(findings=(finding("SIP602"),))
        plan = plan_of(tx, parts, organisation, plan_id, newest.version)
        document = document_of(plan, consents_of(tx, parts, organisation, plan_id))
        audit(tx, parts, organisation, Audited.PREVIEWED, plan_id=plan_id, counterpart=recipient)
        return _previewed(tx, parts, organisation, document, recipient)


def preview_document(parts: Parts, organisation: str, body: bytes, recipient: str) -> Previewed:
    """The same for a document that is not handed in yet: with the gate that it would meet, and what is known here.

    Raises InvalidDocument with everything for which it would be refused.
    """
    reading: Reading = read_handed_in(parts, organisation, body)
    if reading.document is None or has_errors(reading.findings):
        raise InvalidDocument(findings=reading.findings)
    with parts.store.transaction() as tx:
        weighed = weigh(tx, parts, organisation, reading.document, release_older=True)
        if weighed.what not in TAKEN or has_errors(weighed.findings):
            raise InvalidDocument(findings=(*reading.findings, *located(weighed.findings, reading)))
        known = list(consents_of(tx, parts, organisation, weighed.plan_id))
        for consent in weighed.document.consents:
            new = numbered(consent, known, weighed.plan_id, parts)
            known += [new] if new is not None else []
        document = document_of(weighed.document.plan, tuple(known))
        return _previewed(tx, parts, organisation, document, recipient)


def _previewed(tx: Transaction, parts: Parts, organisation: str, document: SipDocument, recipient: str) -> Previewed:
    plan_id = document.plan.plan_id or ""
    handles = parts.directory.handles_protected(recipient)
    seen = preview(
        document,
        recipient,
        parts.clock(),
        recipient_handles_protected=handles,
        aliases=tx.aliases(organisation, plan_id, recipient),
        home=organisation,
        consent_settings=parts.at_home(organisation).consent,
        copy_settings=parts.at_home(organisation).copies,
    )
    if seen.document is None or not parts.directory.holds(recipient):
        return Previewed(recipient, seen, None)
    copied = Copy(
        sender=organisation,
        receiver=recipient,
        document=seen.document,
        version_digest="preview",
        redacted=seen.redacted,
    )
    return Previewed(recipient, seen, fhir.frozen_copy(copied))
