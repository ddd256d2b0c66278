"""The document that a version was handed in as, when it travels: whole, to those whose consent covers all of it.

DESIGN promise 2. It stays home when it says more than the consent covers (it holds consents, with other recipients and
exclusions), or anything that was not understood: that is never sent. That nobody is protected, and that the consent
covers all, the rules see to when they cut the copy.
"""

from __future__ import annotations

from gateway.exchange.handed_in import read_handed_in
from gateway.exchange.kept_documents import kept_body
from gateway.exchange.locked import Purpose, unlock_json
from gateway.exchange.parts import Parts
from gateway.store.protocol import Transaction
from gateway.store.rows import VersionRow
from schemas.codes import AttachmentKind
from schemas.sip.content import Attachment
from schemas.sip.plan import Plan

SOURCE_ID = "source-document"
_MEDIA_TYPES = {
    "sip-xml": "application/xml",
    "sip-json": "application/json",
    "fhir-json": "application/fhir+json",
    "fhir-xml": "application/fhir+xml",
}


def with_source(tx: Transaction, parts: Parts, version: VersionRow | None, plan: Plan) -> Plan:
    """The plan with the document that it came in as an attachment, where the home's settings let it travel."""
    if version is None or not parts.at_home(version.organisation).copies.source_document:
        return plan
    row = tx.source(version.organisation, version.token)
    if row is None or row.format is None or row.account is None:
        return plan
    account = unlock_json(parts.vault(row.organisation), row.account, Purpose.ACCOUNT, row.token)
    body = kept_body(parts, row)
    document = read_handed_in(parts, row.organisation, body).document
    if account["not_understood"] or document is None or document.consents:
        return plan
    media_type = _MEDIA_TYPES.get(row.format) or _media_type(body)
    source = Attachment.model_construct(id=SOURCE_ID, kind=AttachmentKind.SOURCE, media_type=media_type, data=body)
    return plan.model_copy(update={"attachments": (*plan.attachments, source)})


def _media_type(body: bytes) -> str:
    """Of a document that was read with a mapping table: XML, JSON or CSV."""
    first = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return {b"<": "application/xml", b"{": "application/json", b"[": "application/json"}.get(first, "text/csv")
